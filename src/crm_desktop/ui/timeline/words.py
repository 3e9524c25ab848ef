"""What a timeline says of each thing that happened, and the icon that stands for it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from crm_desktop.core.kinds import CALL_OUTCOMES, word
from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.kit.format import day_text, money_text, time_text
from crm_desktop.ui.theme.tokens import Tone

_LOOKS: dict[str, tuple[str, Tone]] = {
    "call": ("phone", "info"),
    "email": ("mail", "violet"),
    "letter": ("mail", "violet"),
    "message": ("message-square", "violet"),
    "meeting": ("users", "violet"),
    "visit": ("map-pin", "violet"),
    "note": ("sticky-note", "warning"),
    "deal": ("square-kanban", "slate"),
    "quote": ("receipt-text", "success"),
    "case": ("life-buoy", "pink"),
    "task": ("circle-check", "success"),
    "file": ("paperclip", "slate"),
    "added": ("user-plus", "slate"),
}
_RECENT_DAYS = 180


def icon_of(item: TimelineItem) -> tuple[str, Tone]:
    """The icon and its tone."""
    if item.kind == "deal" and item.outcome == "won":
        return "trophy", "success"
    if item.kind == "deal" and item.outcome == "lost":
        return "thumbs-down", "slate"
    if item.kind == "quote" and item.event != "accepted":
        return "receipt-text", "slate" if item.event == "declined" else "info"
    return _LOOKS.get(item.kind, ("circle", "slate"))


def title_of(item: TimelineItem) -> str:
    """What happened, in a few words."""
    match item.kind:
        case "call":
            return _call(item)
        case "email":
            return tr("Email received") if item.direction == "in" else tr("Email sent")
        case "meeting" | "visit":
            words = item.subject or (tr("Meeting") if item.kind == "meeting" else tr("Visit"))
            return tr("{what} · {minutes} min").format(what=words, minutes=item.minutes) if item.minutes else words
        case "letter":
            return _sent(item, tr("Letter"), tr("Letter received"), tr("Letter sent"))
        case "message":
            return _sent(item, tr("Message"), tr("Message received"), tr("Message sent"))
        case "note":
            return tr("Note")
        case "deal":
            return _deal(item)
        case "quote":
            return _quote(item)
        case "case":
            words = tr("Case {number} solved") if item.event == "solved" else tr("Case {number} opened")
            return " ".join(words.format(number=item.subject).split())
        case "file":
            return tr("File attached: {name}").format(name=item.subject)
        case "task":
            return tr("Done: {title}").format(title=item.subject)
        case _:
            return tr("Contact added")


def body_of(item: TimelineItem) -> str:
    """The rest of it, nothing where the title says all."""
    match item.kind:
        case "deal" | "quote":
            amount = money_text(item.amount, item.currency) if item.amount is not None else ""
            return tr("{title} · {amount}").format(title=item.body, amount=amount) if amount else item.body
        case "added":
            return item.body if item.event == "imported" else ""
        case "email" | "letter" | "message":
            return "\n".join(part for part in (item.subject, item.body) if part)
        case "file":
            return ""
        case _:
            return item.body


def around_of(item: TimelineItem, record_id: str) -> str:
    """Who else took part, and what came with it."""
    others = [one.name for one in item.participants if one.id != record_id and one.kind == "person"]
    words = []
    if others:
        words.append(tr("With {names}").format(names=", ".join(others[:4]) + (" …" if len(others) > 4 else "")))
    names = [one.name for one in item.files]
    if names:
        words.append(", ".join(names[:3]) + (" …" if len(names) > 3 else ""))
    return " · ".join(words)


def _sent(item: TimelineItem, plain: str, received: str, sent: str) -> str:
    return {"in": received, "out": sent}.get(item.direction, plain)


def when_of(item: TimelineItem, now: datetime, zone: tzinfo) -> str:
    """The day, and the time unless it is long ago: Today 09:42, Tue 18 Nov 11:20, 2 Oct 2024."""
    day, today = item.at.astimezone(zone).date(), now.astimezone(zone).date()
    distance = abs((day - today).days)
    if distance <= 1:
        return tr("{day} {time}").format(day=day_text(day, today), time=time_text(item.at, zone))
    shown = QDate(day.year, day.month, day.day)
    if distance < _RECENT_DAYS:
        return tr("{day} {time}").format(day=QLocale().toString(shown, "ddd d MMM"), time=time_text(item.at, zone))
    return QLocale().toString(shown, "d MMM yyyy")


def who_of(item: TimelineItem) -> str:
    """Who did it."""
    return tr("You") if item.by_me else item.who


def _call(item: TimelineItem) -> str:
    words = tr("Call")
    if item.direction == "in":
        words = tr("Incoming call")
    if item.minutes:
        words = tr("{what} · {minutes} min").format(what=words, minutes=item.minutes)
    if item.outcome and item.outcome != "talked":
        words = tr("{what} · {outcome}").format(what=words, outcome=outcome_word(item.outcome))
    return words


def _deal(item: TimelineItem) -> str:
    if item.outcome == "won":
        return tr("Deal won")
    if item.outcome == "lost":
        return tr("Deal lost")
    words = tr("Deal started in {stage}") if item.event == "started" else tr("Deal moved to {stage}")
    return words.format(stage=item.subject)


def _quote(item: TimelineItem) -> str:
    words = {
        "sent": tr("Quote {number} sent"),
        "accepted": tr("Quote {number} accepted"),
        "declined": tr("Quote {number} declined"),
    }[item.event]
    return " ".join(words.format(number=item.subject).split())


def outcome_word(key: str) -> str:
    """Talked, No answer …"""
    return tr(word(CALL_OUTCOMES, key))


def tr(text: str, count: int = -1) -> str:
    """A sentence of the stream in the person's language."""
    return QCoreApplication.translate("timeline", text, "", count)
