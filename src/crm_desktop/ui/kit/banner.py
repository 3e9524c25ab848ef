"""A strip inside a page that needs a decision, or says what went wrong and the way out."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.built_when_shown import BuiltWhenShown
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.theme.theme import Theme

BannerTone = Literal["info", "success", "warning", "danger"]

_ICONS: dict[BannerTone, str] = {
    "info": "info", "success": "circle-check", "warning": "triangle-alert", "danger": "circle-alert"
}  # fmt: skip


class Banner(BuiltWhenShown):
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
        self._closable = closable
        self._actions = (action, second)
        self.set_message(title, text, tone=tone)

    @property
    def action_button(self) -> Button:
        """The main button."""
        self._build()
        return self._action_button

    @property
    def second_button(self) -> Button:
        """The quieter button."""
        self._build()
        return self._second_button

    @property
    def close_button(self) -> IconButton:
        """The cross."""
        self._build()
        return self._close_button

    def _fill(self) -> None:
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
        self._second_button = Button(self._theme, "", "ghost", parent=self)
        self._action_button = Button(self._theme, "", parent=self)
        self._close_button = IconButton(self._theme, "x", self.tr("Close"), icon_size=16, parent=self)
        for button, signal in (
            (self._second_button, self.second_requested),
            (self._action_button, self.action_requested),
            (self._close_button, self.closed),
        ):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.clicked.connect(signal)
        self._close_button.setVisible(self._closable)
        self._show_message()
        self._show_actions()

    def set_message(self, title: str, text: str = "", *, tone: BannerTone | None = None) -> None:
        """Say something else; heard by screen readers when it is on the screen."""
        self._tone = tone or self._tone
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        if self._is_built:
            self._show_message()
        self.update()
        if self.isVisible():
            announce(self, f"{title}. {text}" if text else title)

    def set_actions(self, action: str = "", second: str = "") -> None:
        """Change or remove the buttons."""
        self._actions = (action, second)
        if self._is_built:
            self._show_actions()

    def title(self) -> str:
        """The banner's first line."""
        return self.accessibleName()

    def _show_message(self) -> None:
        text, tone_of_title = self.accessibleDescription(), self._tone
        self._title.setText(self.accessibleName())
        self._title.set_tone(tone_of_title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._icon.set_icon(self._icon_name or _ICONS[self._tone], self._tone)

    def _show_actions(self) -> None:
        for button, words in zip((self._action_button, self._second_button), self._actions, strict=True):
            button.set_text(words)
            button.setVisible(bool(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._tone if self._theme.is_high_contrast else ""
        draw_rounded(painter, self._theme, QRectF(self.rect()), 8, f"{self._tone}.soft", edge)
