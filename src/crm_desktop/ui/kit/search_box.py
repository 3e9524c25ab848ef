"""A line to search or filter with: magnifier in front, the key that leads here at the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.ui.kit.paint import CENTRED, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme

_ICON_ROOM = 34
_MARGIN = 9


class SearchBox(QLineEdit):
    """Type to search; Esc empties it, Down asks to go to the results.

    Signals:
        query_changed: the text, a moment after the last key.
        results_wanted: Down or Enter was pressed; the list of results should take over.
    """

    query_changed = Signal(str)
    results_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        placeholder: str,
        key_hint: str = "",
        *,
        delay_ms: int = 60,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key_hint = key_hint
        self._last_query = ""
        self.setProperty("kind", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._pause = QTimer(self, singleShot=True, interval=delay_ms)
        self._pause.timeout.connect(self._emit_query)
        self.textChanged.connect(self._on_text_changed)
        self._place_text()

    def set_placeholder(self, text: str) -> None:
        """Say anew what is searched."""
        self.setPlaceholderText(text)
        self.setAccessibleName(text)

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self._pause.start()

    @Slot()
    def _emit_query(self) -> None:
        query = self.text().strip()
        if query != self._last_query:
            self._last_query = query
            self.query_changed.emit(query)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self._emit_query()
            self.results_wanted.emit()
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LayoutDirectionChange, QEvent.Type.StyleChange):
            self._place_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        direction = self.layoutDirection()
        place = mirrored(QRectF(11, (whole.height() - 16) / 2, 16, 16), whole, direction)
        draw_icon(painter, self._theme, place.x(), place.y(), "search", "text.tertiary", 16)
        if self._key_hint and not self.text():
            width = self._hint_width()
            box = mirrored(QRectF(whole.right() - width - 8, 7, width, whole.height() - 14), whole, direction)
            draw_rounded(painter, self._theme, box, 4, "bg.subtle", "line.subtle")
            draw_text(painter, self._theme, box, self._key_hint, "caption", "text.tertiary", CENTRED, elide=False)

    def _hint_width(self) -> float:
        return text_width(self._theme, self._key_hint, "caption") + 12

    def _place_text(self) -> None:
        # The style sheet's padding is not mirrored in right-to-left; these margins are ours to mirror.
        trailing = int(self._hint_width()) + 14 if self._key_hint else _MARGIN
        if self.isRightToLeft():
            self.setTextMargins(trailing, 0, _ICON_ROOM - 4, 0)
        else:
            self.setTextMargins(_ICON_ROOM - 4, 0, trailing, 0)
