"""Push buttons with words, and the few that show only an icon."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from crm_desktop.ui.kit.label import restyle
from crm_desktop.ui.kit.pixmap_cache import blank_pixmap
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

ButtonKind = Literal["normal", "primary", "ghost", "danger", "link"]
ButtonSize = Literal["normal", "compact", "large"]

_ICON = 16
_GAP = 4
_LOOK_CHANGES = (
    QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange, QEvent.Type.EnabledChange,
)  # fmt: skip
_ICON_TOKENS = {"primary": "text.onAccent", "danger": "text.onAccent", "link": "accent.text"}


class Button(QPushButton):
    """A button with words, and an icon before them; reached by Tab, not by clicking."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: ButtonKind = "normal",
        icon: str = "",
        *,
        size: ButtonSize = "normal",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._kind: ButtonKind = kind
        self._drawn_for: tuple[int, str, bool, bool] | None = None
        self.setProperty("kind", kind)
        self.setProperty("size", size)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        if tip:
            self.setToolTip(plain_tip(tip))
        self.set_text(text)
        self._refresh_icon()

    def set_text(self, text: str, most: int = 0) -> None:
        """Change the words, cut to `most` pixels; an ampersand is shown, not taken for a shortcut."""
        shown = text
        if most:
            self.ensurePolished()
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, most)
            self.setToolTip(plain_tip(text if shown != text else ""))
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(text)

    def set_icon(self, icon: str) -> None:
        """Show another icon, or none."""
        self._icon_name = icon
        self._drawn_for = None
        self._refresh_icon()

    def set_kind(self, kind: ButtonKind) -> None:
        """Change how much the button asks for attention."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            restyle(self)
            self._refresh_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOK_CHANGES:
            self._refresh_icon()

    def _refresh_icon(self) -> None:
        right_to_left = self.isRightToLeft()
        drawn_for = (self._theme.generation, self._kind, right_to_left, self.isEnabled())
        if drawn_for == self._drawn_for:
            return
        self._drawn_for = drawn_for
        if not self._icon_name:
            self.setIcon(QIcon())
            return
        # Qt's gap between icon and words is fixed and too small: the picture carries the rest of it.
        icon = QIcon()
        tokens = {QIcon.Mode.Normal: _ICON_TOKENS.get(self._kind, "text.secondary")}
        if not self.isEnabled():
            tokens[QIcon.Mode.Disabled] = "text.disabled"
        for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
            for mode, token in tokens.items():
                picture = self._theme.icon_pixmap(self._icon_name, token, _ICON, ratio, mirrored=right_to_left)
                padded = blank_pixmap(QSize(_ICON + _GAP, _ICON), ratio)
                painter = QPainter(padded)
                painter.drawPixmap(QPointF(_GAP if right_to_left else 0, 0), picture)
                painter.end()
                icon.addPixmap(padded, mode)
        self.setIcon(icon)
        self.setIconSize(QSize(_ICON + _GAP, _ICON))


class IconButton(QToolButton):
    """A button without words: its name is its tooltip and what screen readers say."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        token: str = "text.secondary",
        icon_size: int = 18,
        checkable: bool = False,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._token = token
        self._icon_size = icon_size
        self._drawn_for: tuple[int, str, str, bool, bool] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(checkable)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if compact:
            self.setProperty("size", "compact")
        self.set_name(name)
        self._refresh_icon()

    def set_name(self, name: str) -> None:
        """Say in words what the button does."""
        self.setToolTip(plain_tip(name))
        self.setAccessibleName(name)

    def set_icon(self, icon: str, token: str = "") -> None:
        """Show another icon, in another colour if given."""
        self._icon_name = icon
        self._token = token or self._token
        self._refresh_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOK_CHANGES:
            self._refresh_icon()

    def _refresh_icon(self) -> None:
        drawn_for = (self._theme.generation, self._icon_name, self._token, self.isRightToLeft(), self.isEnabled())
        if drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            icon = self._theme.icon(
                self._icon_name,
                self._token,
                self._icon_size,
                on="accent.text" if self.isCheckable() else "",
                disabled="" if self.isEnabled() else "text.disabled",
                mirrored=self.isRightToLeft(),
            )
            self.setIcon(icon)
            self.setIconSize(QSize(self._icon_size, self._icon_size))
