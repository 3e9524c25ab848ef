"""What the Today page calls things."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from crm_desktop.services.today.views import CasesTile, Need, OpenPipelineTile, QuotesTile, StarterStep, Today, WonTile
from crm_desktop.ui.kit.format import day_text, moment_text, time_text
from crm_desktop.ui.kit.label import LabelTone

_SOON = timedelta(hours=2)
_NOON, _EVENING = 12, 18


def tr(text: str, count: int = -1) -> str:
    """A sentence of this page in the person's language."""
    return QCoreApplication.translate("today", text, "", count)


def greeting(today: Today) -> str:
    """Good morning, Sofia."""
    hour = today.now.hour
    if today.name in ("", "You", "Me"):  # the computer did not say who sits at it
        return tr("Good morning") if hour < _NOON else tr("Good afternoon") if hour < _EVENING else tr("Good evening")
    words = (
        tr("Good morning, {name}")
        if hour < _NOON
        else tr("Good afternoon, {name}")
        if hour < _EVENING
        else tr("Good evening, {name}")
    )
    return words.format(name=today.name)


def sentence(today: Today) -> str:
    """The day, and what is most pressing about it."""
    now = today.now
    day = QLocale().toString(QDate(now.year, now.month, now.day), tr("dddd d MMMM"))
    late = sum(need.group == "late" for need in today.needs) + today.more_needs
    soon = sum(
        need.source == "case" and need.group == "today" and need.moment is not None and need.moment - today.now <= _SOON
        for need in today.needs
    )
    due = sum(need.group == "today" for need in today.needs)
    late_words = tr("1 thing is late") if late == 1 else tr("%n things are late", late)
    soon_words = tr("1 reply is due soon") if soon == 1 else tr("%n replies are due soon", soon)
    due_words = tr("1 thing is due today") if due == 1 else tr("%n things are due today", due)
    if late and soon:
        return tr("{day} — {first}, {second}.").format(day=day, first=late_words, second=soon_words)
    if late and due:
        return tr("{day} — {first}, {second}.").format(day=day, first=late_words, second=due_words)
    if late or soon or due:
        only = late_words if late else soon_words if soon else due_words
        return tr("{day} — {what}.").format(day=day, what=only)
    return tr("{day} — nothing needs you today.").format(day=day)


def pipeline_note(tile: OpenPipelineTile) -> str:
    """Under the sum of the open pipeline."""
    if not tile.deals:
        return tr("no open deals yet")
    deals = tr("1 deal") if tile.deals == 1 else tr("%n deals", tile.deals)
    if not tile.closing_this_month:
        return tr("{deals} · none closing this month").format(deals=deals)
    return tr("{deals} · {count} closing this month").format(
        deals=deals, count=QLocale().toString(tile.closing_this_month)
    )


def won_note(tile: WonTile, today: Today) -> tuple[str, LabelTone]:
    """Under the sum won this month: how it stands against the month before."""
    change = tile.change_percent
    if change is None:
        return (tr("nothing was won last month"), "secondary") if tile.amount else (tr("no wins yet"), "secondary")
    number = (today.now.month - 2) % 12 + 1
    month = QLocale().standaloneMonthName(number, QLocale.FormatType.LongFormat)
    if change > 0:
        return tr("▲ {percent}% on {month}").format(percent=QLocale().toString(change), month=month), "success"
    if change < 0:
        return tr("▼ {percent}% on {month}").format(percent=QLocale().toString(-change), month=month), "danger"
    return tr("as much as in {month}").format(month=month), "secondary"


def quotes_note(tile: QuotesTile) -> tuple[str, LabelTone]:
    """Under the sum of quotes that wait."""
    if not tile.quotes:
        return tr("no quote waits for an answer"), "secondary"
    quotes = tr("1 quote") if tile.quotes == 1 else tr("%n quotes", tile.quotes)
    if not tile.ending_soon:
        return tr("{quotes} · none ends this week").format(quotes=quotes), "secondary"
    ends = tr("1 ends within 7 days") if tile.ending_soon == 1 else tr("%n end within 7 days", tile.ending_soon)
    return tr("{quotes} · {ending}").format(quotes=quotes, ending=ends), "warning"


def cases_note(tile: CasesTile, today: Today) -> tuple[str, LabelTone]:
    """Under the number of cases to answer: when the next reply is due."""
    if not tile.cases or tile.next_due is None:
        return tr("nobody waits for a reply"), "secondary"
    left = tile.next_due - today.now
    minutes = int(left.total_seconds() // 60)
    if minutes < 0:
        return tr("a reply is late"), "danger"
    if minutes < 60:
        return tr("next reply due in {minutes} min").format(minutes=QLocale().toString(minutes)), "danger"
    when = moment_text(tile.next_due, today.now, today.now.tzinfo, inside=True) if today.now.tzinfo else ""
    soon = left <= timedelta(hours=4)
    return tr("next reply due {when}").format(when=when), "warning" if soon else "secondary"


def need_title(need: Need, today: Today) -> str:
    """What is to be done, in one line."""
    if need.source == "case":
        return tr("Answer {number} {subject}").format(number=need.number, subject=need.title)
    if need.source == "quote":
        day = today.now.date()
        words = (
            tr("Quote {number} has ended")
            if need.day < day
            else tr("Quote {number} ends today")
            if need.day == day
            else tr("Quote {number} ends tomorrow")
        )
        return words.format(number=need.number)
    return need.title


def need_context(need: Need) -> str:
    """With whom, and about what; a name that the title already says is not said again."""
    title = need.title.casefold() if need.source != "quote" else ""
    names = [name for name in dict.fromkeys((need.customer, need.company)) if name and name.casefold() not in title]
    parts = [need.about, *names] if need.source == "event" else [*names, need.about]
    if need.minutes:
        parts.append(tr("{minutes} minutes").format(minutes=QLocale().toString(need.minutes)))
    if need.priority == "urgent":
        parts.append(tr("urgent"))
    elif need.priority == "high":
        parts.append(tr("high priority"))
    return " · ".join(part for part in parts if part)


def need_time(need: Need, today: Today) -> str:
    """When it is due, in the fewest words."""
    days = (today.now.date() - need.day).days
    if need.group == "late" and days > 0:
        return tr("{days} d late").format(days=QLocale().toString(days))
    if need.moment is None or today.now.tzinfo is None:
        return tr("Any time")
    time = time_text(need.moment, today.now.tzinfo)
    return tr("{time} due").format(time=time) if need.source == "case" else time


def need_button(need: Need) -> str:
    """What the button of a row does."""
    return {
        "log_call": tr("Log call"),
        "open_quote": tr("Open quote"),
        "reply": tr("Reply"),
        "open": tr("Open"),
        "done": tr("Done"),
    }[need.action]


def finish_text(need: Need) -> str:
    """What the circle of a row does."""
    if need.source == "case":
        return tr("Mark {number} as solved").format(number=need.number)
    return tr("Mark “{title}” as done").format(title=need.title)


def group_text(group: str) -> str:
    """Late, Today or Tomorrow."""
    return {"late": tr("Late"), "today": tr("Today"), "tomorrow": tr("Tomorrow")}[group]


def next_text(need: Need, today: Today) -> str:
    """Next: Tue 09:00 Tasting at Bluebird."""
    day = day_text(need.day, today.now.date(), inside=True)
    if need.moment is not None and today.now.tzinfo is not None:
        when = tr("{day} {time}").format(day=day, time=time_text(need.moment, today.now.tzinfo))
    else:
        when = day
    return tr("Next: {when}, {title}.").format(when=when, title=need_title(need, today))


def later_text(today: Today) -> str:
    """Tomorrow: 4 · This week: 11."""
    tomorrow = sum(need.group == "tomorrow" for need in today.needs)
    locale = QLocale()
    return tr("Tomorrow: {tomorrow}  ·  Later this week: {week}").format(
        tomorrow=locale.toString(tomorrow), week=locale.toString(today.this_week)
    )


def starter_text(step: StarterStep) -> str:
    """What a line of the starter list asks for."""
    return {
        "add_customer": tr("Add a customer"),
        "log_call": tr("Log a call"),
        "make_quote": tr("Make a quote"),
        "plan_follow_up": tr("Plan a follow-up"),
        "back_up": tr("Back up your workspace"),
    }[step.key]
