"""The top bar: the page's title, the search field that opens the palette, bell, help and New."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.paint import CENTRED, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme

HEIGHT: Final = 60
_SEARCH: Final = 420


class SearchOpener(QAbstractButton):
    """Looks like a search field; a click, Enter or the first letter opens the palette.

    Signals:
        typed(text): a letter was typed on it
    """

    typed = Signal(str)

    def __init__(self, theme: Theme, hint: str, key: str) -> None:
        super().__init__()
        self._theme = theme
        self._hint = hint
        self._key = key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(hint)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setProperty("focus_ring", 8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_SEARCH)
        self.setMinimumWidth(160)
        self.setFixedHeight(34)

    def sizeHint(self) -> QSize:
        return QSize(_SEARCH, 34)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        draw_rounded(painter, theme, whole, 8, "bg.surface", "line.control")
        place = mirrored(QRectF(11, 9, 16, 16), whole, direction)
        draw_icon(painter, theme, place.x(), place.y(), "search", "text.tertiary", 16)
        key_width = text_width(theme, self._key, "caption") + 14
        words = mirrored(QRectF(34, 0, whole.width() - key_width - 48, 34), whole, direction)
        draw_text(painter, theme, words, self._hint, "body", "text.tertiary", direction=direction)
        box = mirrored(QRectF(whole.width() - key_width - 8, 7, key_width, 20), whole, direction)
        draw_rounded(painter, theme, box, 4, "bg.subtle", "line.subtle")
        draw_text(painter, theme, box, self._key, "caption", "text.secondary", CENTRED, elide=False)


class Bell(IconButton):
    """The bell, with a dot while something was not seen."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, "bell", name)
        self._dot = False

    def set_unread(self, unread: bool) -> None:
        """Show or hide the dot."""
        self._dot = unread
        self.setAccessibleDescription(self.tr("There is something new.") if unread else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dot:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            dot = mirrored(QRectF(self.width() - 13, 6, 7, 7), QRectF(self.rect()), self.layoutDirection())
            draw_rounded(painter, self._theme, dot, 3.5, "accent")


class TopBar(Surface):
    """Signals:
    search_requested(text): open the palette, with what was typed
    """

    search_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("topbar", parent)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Top bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 20, 0)
        row.setSpacing(12)
        self.title = ElidedLabel("", "title1")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search = SearchOpener(theme, self.tr("Search, or type a command"), "Ctrl K")
        self.bell = Bell(theme, self.tr("Notifications"))
        self.help = IconButton(theme, "circle-question-mark", self.tr("Keys and help (F1)"))
        self.new = Button(theme, self.tr("New"), "primary", "plus")
        self.new.setToolTip(self.tr("Add something (Ctrl+Shift+N)"))
        row.addWidget(self.title, 3)
        row.addWidget(self.search, 4)
        row.addStretch(2)
        for button in (self.bell, self.help, self.new):
            row.addWidget(button)
        self.search.clicked.connect(self._on_search_clicked)
        self.search.typed.connect(self.search_requested)

    def _on_search_clicked(self) -> None:
        self.search_requested.emit("")

    def set_title(self, title: str) -> None:
        """Say which page is shown."""
        self.title.setText(title)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
