"""What a page shows when it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.built_when_shown import BuiltWhenShown
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded
from crm_desktop.ui.theme.theme import Theme

_TEXT_WIDTH = 420


class EmptyPicture(QWidget):
    """A small drawing around the icon of what is missing."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self.setFixedSize(120, 96)

    def set_icon(self, icon: str) -> None:
        """Stand for another kind of thing."""
        self._icon = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        draw_rounded(painter, theme, QRectF(18, 10, 84, 76), 18, "accent.soft")
        draw_rounded(painter, theme, QRectF(8, 22, 60, 44), 10, "bg.surface", "line.default")
        draw_rounded(painter, theme, QRectF(18, 33, 30, 5), 2.5, "line.default")
        draw_rounded(painter, theme, QRectF(18, 45, 40, 5), 2.5, "line.subtle")
        draw_rounded(painter, theme, QRectF(58, 34, 48, 48), 14, "accent")
        draw_icon(painter, theme, 70, 46, self._icon, "text.onAccent", 24)


class EmptyState(BuiltWhenShown):
    """Picture, what this is, what to do, and one or two buttons that do it.

    Signals:
        primary_requested: the blue button.
        secondary_requested: the other one.
    """

    primary_requested = Signal()
    secondary_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        primary: str = "",
        secondary: str = "",
        *,
        primary_icon: str = "plus",
        secondary_icon: str = "upload",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = (primary_icon, secondary_icon)
        self._icon = icon
        self._words = (title, text, primary, secondary)
        self.setAccessibleName(title)

    @property
    def primary_button(self) -> Button:
        """The blue button."""
        self._build()
        return self._primary_button

    @property
    def secondary_button(self) -> Button:
        """The other button."""
        self._build()
        return self._secondary_button

    def _fill(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(1)
        self._picture = EmptyPicture(self._theme, self._icon, self)
        self._title = Label("", "title2", parent=self, wrap=True)
        self._text = Label("", "body", "secondary", self, wrap=True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setFixedWidth(_TEXT_WIDTH)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        self._primary_button = Button(self._theme, "", "primary", self._icons[0], parent=self)
        self._secondary_button = Button(self._theme, "", icon=self._icons[1], parent=self)
        row.addWidget(self._primary_button)
        row.addWidget(self._secondary_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._primary_button.clicked.connect(self.primary_requested)
        self._secondary_button.clicked.connect(self.secondary_requested)
        self._show_message()

    def set_message(self, title: str, text: str, primary: str = "", secondary: str = "", *, icon: str = "") -> None:
        """Say why there is nothing (first time, filter, all done) and what to do about it."""
        self._icon = icon or self._icon
        self._words = (title, text, primary, secondary)
        self.setAccessibleName(title)
        if self._is_built:
            self._show_message()

    def _show_message(self) -> None:
        title, text, *buttons = self._words
        self._picture.set_icon(self._icon)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        for button, words in zip((self._primary_button, self._secondary_button), buttons, strict=True):
            button.set_text(words)
            button.setVisible(bool(words))

    def title(self) -> str:
        """The line in bold."""
        return self._words[0]
