"""What kind of thing an item is: its words, colour and icon, and which of them are shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Look:
    """One kind in the calendar: `key` for settings, its colour and its icon."""

    key: str
    tone: Tone
    icon: str

    @property
    def words(self) -> str:
        """The name in the person's language."""
        tr = QCoreApplication.translate
        # One call with a literal each: that is how the translators' tool finds the words.
        return {
            "meetings": tr("calendar", "Meetings"),
            "calls": tr("calendar", "Calls"),
            "visits": tr("calendar", "Visits"),
            "deliveries": tr("calendar", "Deliveries"),
            "cases": tr("calendar", "Cases"),
            "birthdays": tr("calendar", "Birthdays"),
            "other": tr("calendar", "Other"),
        }[self.key]


LOOKS = (
    Look("meetings", "info", "users"),
    Look("calls", "warning", "phone"),
    Look("visits", "violet", "map-pin"),
    Look("deliveries", "success", "package"),
    Look("cases", "danger", "life-buoy"),
    Look("birthdays", "pink", "cake"),
    Look("other", "slate", "circle-check"),
)
_BY_KEY = {look.key: look for look in LOOKS}
_BY_KIND = {
    "meeting": "meetings",
    "call": "calls",
    "visit": "visits",
    "delivery": "deliveries",
    "birthday": "birthdays",
    "anniversary": "birthdays",
}


def look_of(item: CalendarItem) -> Look:
    """Return how an item is shown."""
    return _BY_KEY["cases"] if item.case_id else look_of_kind(item.kind)


def look_of_kind(kind: str) -> Look:
    """Return how a kind of event or task is shown."""
    return _BY_KEY[_BY_KIND.get(kind, "other")]


def title_of(item: CalendarItem) -> str:
    """Return what an item is called on the screen."""
    tr = QCoreApplication.translate
    if item.source == "birthday" and item.years is not None:
        return tr("calendar", "{name} turns {years}").format(name=item.title, years=item.years)
    if item.source == "birthday":
        return tr("calendar", "{name}’s birthday").format(name=item.title)
    if item.source == "anniversary":
        return tr("calendar", "{name}’s anniversary").format(name=item.title)
    return item.title
