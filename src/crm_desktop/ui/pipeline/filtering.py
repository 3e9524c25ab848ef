"""The page's filter: a typed expression, or words that title or customer hold."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Comparison, Expression, Operator, Or, Text
from crm_desktop.core.fields import FieldSet
from crm_desktop.core.filters import And, check, describe, parse
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.theme.theme import Theme

_SEARCHED = ("title", "customer")


def read_filter(text: str, fields: FieldSet) -> Expression | None:
    """Return what a typed filter means. Raises `CrmError` when it means nothing.

    Words without a comparison are looked for in titles and customers.
    """
    words = text.split()
    if not words:
        return None
    try:
        expression = parse(text)
        check(expression, fields)
    except CrmError:
        if _looks_like_comparison(text, fields):
            raise
        parts = tuple(
            Or(tuple(Comparison(key, Operator.CONTAINS, (Text(word),)) for key in _SEARCHED)) for word in words
        )
        return parts[0] if len(parts) == 1 else And(parts)
    return expression


def _looks_like_comparison(text: str, fields: FieldSet) -> bool:
    return any(mark in text for mark in "=<>()") or (text.split()[0] in fields and len(text.split()) > 1)


class FilterPopover(Popover):
    """Where a filter is typed.

    Signals:
        filter_changed: the text, the expression (or None) and its sentence.
    """

    filter_changed = Signal(str, object, str)

    def __init__(self, theme: Theme, fields: FieldSet, parent: QWidget) -> None:
        super().__init__(self.tr("Filter deals"), parent, width=460)
        self._fields = fields
        self._line = QLineEdit()
        self._line.setClearButtonEnabled(True)
        self._line.setPlaceholderText(self.tr("amount > 1000 and expected_close within this quarter"))
        self._field = Field(theme, self.tr("Show only deals where"), self._line)
        self.body.addWidget(self._field)
        names = ", ".join(field.key for field in fields if field.sql is not None)
        self.body.addWidget(
            Label(self.tr("Words alone look in titles and customers. Fields: {names}.").format(names=names),
                  "small", "tertiary", wrap=True)
        )  # fmt: skip
        self._apply = Button(theme, self.tr("Show"), "primary", "filter")
        self._clear = Button(theme, self.tr("Show everything"), "ghost")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._clear)
        foot.addWidget(self._apply)
        self.body.addLayout(foot)
        self._line.returnPressed.connect(self._on_apply)
        self._apply.clicked.connect(self._on_apply)
        self._clear.clicked.connect(self.clear)

    def text(self) -> str:
        """What is typed."""
        return self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Write a filter and apply it."""
        self._line.setText(text)
        self._on_apply()

    @Slot()
    def clear(self) -> None:
        """Show everything again."""
        self.set_text("")

    @Slot()
    def _on_apply(self) -> None:
        text = self.text()
        try:
            expression = read_filter(text, self._fields)
        except CrmError as error:
            self._field.set_error(f"{error.title}: {error.detail}")
            return
        self._field.set_error("")
        self.close_popover()
        sentence = "" if expression is None else describe(expression, self._fields)
        self.filter_changed.emit(text, expression, sentence)
