"""An amount typed as people write it: 1860, 1,860.50, 5.2k, €620."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit

from crm_desktop.ui.kit.field import mark_input
from crm_desktop.ui.kit.label import line_up_figures
from crm_desktop.ui.kit.plain_tip import plain_tip

_NUMBER: Final = re.compile(
    r"([+\-\u2212]?)\s*([\d.,'\u2019\s\u00a0\u202f\u066b\u066c]*\d[.,\u066b]?)\s*([km]?)", re.IGNORECASE
)
_SPACES: Final = re.compile(r"[\s\u00a0\u202f'\u2019\u066c]")
_SCALES: Final = {"": 1, "k": 1_000, "m": 1_000_000}
_MOST_DIGITS: Final = 15


def read_amount(text: str, digits: int = 2, locale: QLocale | None = None) -> Decimal | None:
    """The amount that is meant, exact; ``None`` when it is none or has more than ``digits`` decimals."""
    locale = locale or QLocale()
    bare = re.sub(r"^[^\d+\-\u2212.,]+|[^\dkm.,]+$", "", text.strip(), flags=re.IGNORECASE)
    match = _NUMBER.fullmatch(bare)
    if match is None:
        return None
    sign, figures, scale = match[1], _SPACES.sub("", match[2]).replace("\u066b", "."), match[3].lower()
    plain = _plain_decimal(figures, locale.decimalPoint(), has_scale=bool(scale))
    if plain is None:
        return None
    try:
        amount = Decimal(plain) * _SCALES[scale]
    except InvalidOperation:
        return None
    exponent = amount.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > digits or len(amount.as_tuple().digits) > _MOST_DIGITS:
        return None
    return -amount if sign and sign != "+" else amount


def write_amount(amount: Decimal, digits: int = 2, locale: QLocale | None = None) -> str:
    """An amount with the locale's marks and all its decimals, computed without floats."""
    locale = locale or QLocale()
    whole, _, rest = f"{abs(amount):.{digits}f}".partition(".")
    groups: list[str] = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    text = locale.groupSeparator().join([whole, *groups])
    if rest:
        text += locale.decimalPoint() + rest
    return f"-{text}" if amount < 0 else text


def _plain_decimal(figures: str, decimal_point: str, *, has_scale: bool) -> str | None:
    points = [mark for mark in figures if mark in ".,"]
    if not points:
        return figures
    last = points[-1]
    if len(set(points)) == 2:
        # Both marks: the last one divides the decimals, the other groups.
        other = "," if last == "." else "."
        if figures.count(last) > 1 or figures.rindex(other) > figures.index(last):
            return None
        return figures.replace(other, "").replace(last, ".")
    tail = len(figures) - figures.rindex(last) - 1
    grouped = all(len(part) == 3 for part in figures.split(last)[1:])
    if len(points) > 1:
        return figures.replace(last, "") if grouped else None
    # One mark with three figures after it: a group, unless the locale writes decimals that way.
    if tail == 3 and last != decimal_point and not has_scale and grouped:
        return figures.replace(last, "")
    return figures.replace(last, ".")


class MoneyEdit(QLineEdit):
    """Figures line up at the end; leaving writes the amount out, a text that is none is kept and marked.

    Signals:
        amount_changed: the amount now meant, or ``None`` when the field was emptied.
    """

    amount_changed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._digits = 2
        self._amount: Decimal | None = None
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line_up_figures(self)
        self.editingFinished.connect(self._settle)
        self.textEdited.connect(self._on_text_edited)

    def amount(self) -> Decimal | None:
        """The amount meant; ``None`` for an empty field."""
        return self._amount

    def set_amount(self, amount: Decimal | None) -> None:
        """Show an amount without announcing it."""
        self._amount = amount
        self.setText("" if amount is None else write_amount(amount, self._digits))
        mark_input(self, "")

    def set_digits(self, digits: int) -> None:
        """The currency has another number of decimals (0 for yen, 3 for Kuwaiti dinar)."""
        self._digits = digits
        self.set_amount(self._amount)

    def is_understood(self) -> bool:
        """Whether what is typed is an amount or nothing."""
        return not self.text().strip() or self._read() is not None

    def _read(self) -> Decimal | None:
        amount = read_amount(self.text(), self._digits)
        return None if amount is not None and amount < 0 else amount

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        mark_input(self, "")
        amount = self._read()
        if amount is not None and amount != self._amount:
            self._amount = amount
            self.amount_changed.emit(amount)

    @Slot()
    def _settle(self) -> None:
        if not self.text().strip():
            changed = self._amount is not None
            self.set_amount(None)
            if changed:
                self.amount_changed.emit(None)
            return
        amount = self._read()
        if amount is None:
            mark_input(self, "error")
            self.setAccessibleDescription(self.tr("This is not an amount. Write for example 1860 or 5.2k."))
            self.setToolTip(plain_tip(self.accessibleDescription()))
            return
        changed = amount != self._amount
        self.set_amount(amount)
        self.setAccessibleDescription("")
        self.setToolTip("")
        if changed:
            self.amount_changed.emit(amount)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()
