"""What types of fields and kinds of records are called where a field is declared."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import TYPE_WORDS

_PLURALS = {
    "contact": "Contacts", "lead": "Leads", "deal": "Deals", "case": "Cases", "product": "Products", "quote": "Quotes",
    "task": "Tasks", "event": "Events", "activity": "Calls, notes and emails",
}  # fmt: skip


def type_words(kind: FieldType) -> str:
    """Return the word of a type."""
    return QCoreApplication.translate("Fields", dict(TYPE_WORDS)[kind])


def kind_words(kind: str) -> str:
    """Return the plural of a kind of record."""
    return QCoreApplication.translate("Fields", _PLURALS.get(kind, kind))
