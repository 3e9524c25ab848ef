"""What comparisons and types are called on the screen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.fields import Field, FieldType
from crm_desktop.core.filters import Operator

_PLAIN: Final = {
    Operator.EQUAL: "is", Operator.NOT_EQUAL: "is not", Operator.LESS: "is less than", Operator.AT_MOST: "is at most",
    Operator.MORE: "is more than", Operator.AT_LEAST: "is at least", Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with", Operator.HAS: "include", Operator.EMPTY: "is empty",
    Operator.NOT_EMPTY: "is not empty", Operator.IN: "is one of", Operator.BEFORE: "is before",
    Operator.AFTER: "is after", Operator.WITHIN: "is within",
}  # fmt: skip


def tr(text: str) -> str:
    """Translate a text of the lists."""
    return QCoreApplication.translate("Lists", text)


def operator_text(operator: Operator, field: Field) -> str:
    """Return a comparison in words."""
    if field.type is FieldType.TAGS and operator in (Operator.EQUAL, Operator.NOT_EQUAL):
        return tr("are") if operator is Operator.EQUAL else tr("are not")
    return tr(_PLAIN[operator])
