"""How long something took, in minutes."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget


class MinutesEdit(QLineEdit):
    """A short field for whole minutes; empty is not known."""

    def __init__(self, minutes: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("" if minutes is None else str(minutes), parent)
        self.setAccessibleName(self.tr("Length in minutes"))
        self.setPlaceholderText(self.tr("min"))
        self.setMaxLength(4)
        self.setFixedWidth(64)

    def value(self) -> int | None:
        """The minutes meant; None for nothing, or what is no number."""
        text = self.text().strip()
        return int(text) if text.isascii() and text.isdecimal() else None

    def problem(self) -> str:
        """What is wrong with what is typed, in a sentence, or nothing."""
        text = self.text().strip()
        return self.tr("“{text}” is no number of minutes.").format(text=text) if text and self.value() is None else ""
