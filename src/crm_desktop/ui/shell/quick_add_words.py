"""What a quick-add line will make, in words: icon, tone and the line of details."""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from crm_desktop.services.quick_add.views import Reading
from crm_desktop.ui.theme.tokens import Tone

_CONTEXT = "QuickAdd"
_ICONS: dict[str, tuple[str, Tone]] = {
    "event": ("calendar-days", "violet"), "note": ("sticky-note", "warning"), "deal": ("square-kanban", "accent"),
    "quote": ("receipt-text", "info"), "case": ("life-buoy", "danger"), "contact": ("user-plus", "success"),
    "lead": ("sprout", "success"),
}  # fmt: skip
_TASK_ICONS: dict[str, tuple[str, Tone]] = {
    "call": ("phone", "warning"), "email": ("mail", "info"), "meeting": ("users", "violet")
}  # fmt: skip


def icon_of(reading: Reading) -> tuple[str, Tone]:
    """The icon of what will be made, and its colour."""
    if reading.makes == "task":
        return _TASK_ICONS.get(reading.draft.kind, ("circle-check", "slate"))
    return _ICONS[reading.makes]


def detail_of(reading: Reading, now_day: date, zone: tzinfo, money: str) -> str:
    """When, with whom and what else, on one line."""
    tr, draft = _tr, reading.draft
    kinds = {
        "task": tr("To do"), "event": tr("Event"), "note": tr("Note"), "deal": tr("Deal"), "quote": tr("Quote draft"),
        "case": tr("Case"), "contact": tr("Contact"), "lead": tr("Lead"),
    }  # fmt: skip
    parts = [kinds[reading.makes]]
    if reading.on is not None:
        parts.append(_when(reading, zone, now_day))
    if reading.remind_minutes is not None and reading.at is not None:
        rings = (reading.at - timedelta(minutes=reading.remind_minutes)).astimezone(zone)
        parts.append(tr("reminder {time}").format(time=QLocale().toString(QTime(rings.hour, rings.minute), "HH:mm")))
    if money:
        parts.append(money)
    if reading.stage:
        parts.append(reading.stage)
    if draft.priority and draft.priority != "normal":
        parts.append({"high": tr("high priority"), "urgent": tr("urgent"), "low": tr("low priority")}[draft.priority])
    if reading.who is not None:
        linked = reading.who.name if reading.company is None else f"{reading.who.name}, {reading.company.name}"
        parts.append(tr("with {name}").format(name=linked))
    parts += [f"#{tag}" for tag in draft.tags]
    if draft.document:
        parts.append(draft.document)
    return " · ".join(parts)


def _when(reading: Reading, zone: tzinfo, now_day: date) -> str:
    assert reading.on is not None
    locale = QLocale()
    layout = "ddd d MMMM" if reading.on.year == now_day.year else "ddd d MMMM yyyy"
    text = locale.toString(QDate(reading.on.year, reading.on.month, reading.on.day), layout)
    if reading.at is None:
        return text
    begin = reading.at.astimezone(zone)
    text += ", " + locale.toString(QTime(begin.hour, begin.minute), "HH:mm")
    if reading.minutes:
        end = begin + timedelta(minutes=reading.minutes)
        text += " – " + locale.toString(QTime(end.hour, end.minute), "HH:mm")
    return text


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
