"""A strip inside a page that needs a decision, or says what went wrong and the way out."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import Label, LabelTone
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.theme.theme import Theme

BannerTone = Literal["info", "success", "warning", "danger"]

_ICONS: dict[BannerTone, str] = {
    "info": "info", "success": "circle-check", "warning": "triangle-alert", "danger": "circle-alert"
}  # fmt: skip


class Banner(QFrame):
    """A title, what is safe or due, and at most two buttons.

    Signals:
        action_requested: the main button.
        second_requested: the quieter button.
        closed: the cross; only with ``closable``.
    """

    action_requested = Signal()
    second_requested = Signal()
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        tone: BannerTone,
        title: str,
        text: str = "",
        *,
        action: str = "",
        second: str = "",
        icon: str = "",
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone: BannerTone = tone
        self._icon_name = icon
        self._build(action, second, closable=closable)
        self.set_message(title, text, tone=tone)

    def _build(self, action: str, second: str, *, closable: bool) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        self._icon = IconLabel(self._theme, "info", "info", 18, self)
        row.addWidget(self._icon)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Label("", "bodyStrong", parent=self, wrap=True)
        self._text = Label("", "small", "secondary", self, wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)
        self.second_button = Button(self._theme, second, "ghost", parent=self)
        self.action_button = Button(self._theme, action, parent=self)
        self.close_button = IconButton(self._theme, "x", self.tr("Close"), icon_size=16, parent=self)
        for button, shown, signal in (
            (self.second_button, bool(second), self.second_requested),
            (self.action_button, bool(action), self.action_requested),
            (self.close_button, closable, self.closed),
        ):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.setVisible(shown)
            button.clicked.connect(signal)

    def set_message(self, title: str, text: str = "", *, tone: BannerTone | None = None) -> None:
        """Say something else; heard by screen readers when it is on the screen."""
        self._tone = tone or self._tone
        tone_of_title: LabelTone = self._tone
        self._title.setText(title)
        self._title.set_tone(tone_of_title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._icon.set_icon(self._icon_name or _ICONS[self._tone], self._tone)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.update()
        if self.isVisible():
            announce(self, f"{title}. {text}" if text else title)

    def set_actions(self, action: str = "", second: str = "") -> None:
        """Change or remove the buttons."""
        for button, words in ((self.action_button, action), (self.second_button, second)):
            button.set_text(words)
            button.setVisible(bool(words))

    def title(self) -> str:
        """The banner's first line."""
        return self._title.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._tone if self._theme.is_high_contrast else ""
        draw_rounded(painter, self._theme, QRectF(self.rect()), 8, f"{self._tone}.soft", edge)
