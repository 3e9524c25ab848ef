"""What case screens call things."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from crm_desktop.core.kinds import CASE_CHANNELS, CASE_STATUSES, PRIORITIES, word
from crm_desktop.services.cases.views import CaseRow, Due, Queue, QueueCounts
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.theme.tokens import Tone

PRIORITY_TOKENS = {"urgent": "danger", "high": "danger", "normal": "info", "low": "text.tertiary"}
PRIORITY_TONES: dict[str, Tone] = {"urgent": "danger", "high": "danger", "normal": "info", "low": "slate"}
_DUE_TONES: dict[str, Tone] = {
    "minutes": "danger",
    "late_hours": "danger",
    "late_days": "danger",
    "hours": "warning",
    "solved_today": "success",
    "solved": "success",
}


def tr(text: str, count: int = -1) -> str:
    """A sentence of these screens in the person's language."""
    return QCoreApplication.translate("cases", text, "", count)


def number(count: int) -> str:
    """A number as the locale writes it."""
    return QLocale().toString(count)


def due_text(due: Due, today: date) -> str:
    """How a case stands, in the fewest words."""
    if due.state == "late_hours" and not due.amount:
        return tr("Reply is late")
    day = day_text(due.day, today, inside=True) if due.day is not None else ""
    return {
        "minutes": tr("Reply due in {amount} min"),
        "hours": tr("Reply due in {amount} h"),
        "tomorrow": tr("Reply due tomorrow"),
        "day": tr("Reply due {day}"),
        "late_hours": tr("Waiting on us {amount} h"),
        "late_days": tr("Waiting on us {amount} d"),
        "waiting_customer": tr("Waiting for customer"),
        "waiting_supplier": tr("Waiting for supplier"),
        "solved_today": tr("Solved today"),
        "solved": tr("Solved"),
        "closed": tr("Closed"),
        "none": tr("No reply is owed"),
    }[due.state].format(amount=number(due.amount), day=day)


def due_tone(due: Due) -> Tone:
    """How pressing that is."""
    return _DUE_TONES.get(due.state, "slate")


def due_icon(due: Due) -> str:
    """A clock, a tick once it is solved."""
    return "check" if due.state in ("solved", "solved_today") else "clock"


def status_word(key: str) -> str:
    """New, Open, Waiting for customer …"""
    return tr(word(CASE_STATUSES, key))


def short_status(key: str) -> str:
    """The status where the chip beside it says the rest."""
    return tr("Waiting") if key.startswith("waiting") else status_word(key)


def priority_word(key: str) -> str:
    """Low, Normal, High or Urgent."""
    return tr(word(PRIORITIES, key))


def priority_text(key: str) -> str:
    """High priority."""
    return tr("{priority} priority").format(priority=priority_word(key))


def channel_word(key: str) -> str:
    """Phone, Email …, nothing where it is not known."""
    return tr(word(CASE_CHANNELS, key)) if key else ""


def who_text(row: CaseRow) -> str:
    """Farid Haddad · Bluebird Bakery."""
    return " · ".join(part for part in (row.customer, row.company) if part) or tr("No customer yet")


def counts_text(counts: QueueCounts) -> str:
    """5 open · 3 waiting."""
    return tr("{open} open  ·  {waiting} waiting").format(open=number(counts.open), waiting=number(counts.waiting))


def answer_now_text(counts: QueueCounts) -> str:
    """2 answer now."""
    return tr("{count} answer now").format(count=number(counts.answer_now)) if counts.answer_now else ""


def queue_text(queue: Queue) -> str:
    """My queue, All or Solved."""
    return {Queue.MINE: tr("My queue"), Queue.ALL: tr("All"), Queue.SOLVED: tr("Solved")}[queue]


def size_text(size: int) -> str:
    """A file's size in a few letters."""
    return QLocale().formattedDataSize(size, 0 if size < 10_000 else 1)
