"""What contact screens call things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from crm_desktop.core.kinds import CASE_STATUSES, LIFECYCLES, QUOTE_STATUSES, word
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.in_touch import InTouch
from crm_desktop.services.contacts.views import Amount, ContactDetail, ContactRow
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.theme.tokens import Tone

STEP_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "none": "warning", "neutral": "slate"}
TOUCH_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "none": "slate"}
LIFECYCLE_TONES: dict[str, Tone] = {
    "lead": "info",
    "prospect": "info",
    "customer": "success",
    "lost": "slate",
    "former": "slate",
}
QUOTE_TONES: dict[str, Tone] = {"draft": "slate", "sent": "info", "accepted": "success", "declined": "danger"}
CASE_TONES: dict[str, Tone] = {"new": "info", "open": "info", "solved": "success", "closed": "slate"}
STAGE_TONES: dict[str, Tone] = {"open": "slate", "won": "success", "lost": "danger"}


PRIVACY = frozenset(("everything", "erase"))
"""What can be done with a person for their own sake; a company has neither."""


def tr(text: str, count: int = -1) -> str:
    """A sentence of these screens in the person's language."""
    return QCoreApplication.translate("contacts", text, "", count)


def row_detail(row: ContactRow) -> str:
    """What stands under a name in the list."""
    if row.kind == "company" and row.people:
        people = tr("%n people", row.people) if row.people != 1 else tr("1 person")
        return tr("{people} · {city}").format(people=people, city=row.detail) if row.detail else people
    return row.detail


def date_text(day: date) -> str:
    """A day in few letters: 3 Dec 2025."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def touch_text(touch: InTouch | None) -> str:
    """By when somebody is to be heard of again: In touch by 3 Dec."""
    if touch is None:
        return ""
    day = QDate(touch.by.year, touch.by.month, touch.by.day)
    return tr("In touch by {day}").format(day=QLocale().toString(day, "d MMM"))


def lifecycle_word(key: str) -> str:
    """Customer, Lead, Prospect …"""
    return tr(word(LIFECYCLES, key))


def quote_status(key: str) -> str:
    """Draft, Sent, Accepted …"""
    return tr(word(QUOTE_STATUSES, key))


def case_status(key: str) -> str:
    """New, Open, Waiting for customer …"""
    return tr(word(CASE_STATUSES, key))


def amounts_text(amounts: tuple[Amount, ...], currency: str) -> str:
    """Sums of several currencies, the firm's own alone where there is nothing."""
    if not amounts:
        return money_text(0, currency)
    return " + ".join(money_text(one.minor, one.currency) for one in amounts[:2])


def size_text(size: int) -> str:
    """How large a file is: 640 kB, 2.1 MB."""
    return QLocale().formattedDataSize(size, 1 if size >= 1_000_000 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def number_text(number: int) -> str:
    """A whole number with its thousands marked."""
    return QLocale().toString(number)


def step_with(contact_id: str, contact: ContactDetail | None, step: TaskDraft | None) -> TaskDraft | None:
    """Return a planned step that names a contact and, once they have been read, the company where they work."""
    if step is None:
        return None
    if contact is not None and contact.kind == "company":
        return replace(step, company_id=contact_id)
    firm = contact.company if contact is not None else None
    return replace(step, person_id=contact_id, company_id=firm.contact_id if firm else None)
