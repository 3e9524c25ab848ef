"""Where is written what was said."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget


class SaidEdit(QPlainTextEdit):
    """A few lines of text; Tab leaves them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("What was said?"))
        self.setAccessibleName(self.tr("Note"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(84)
