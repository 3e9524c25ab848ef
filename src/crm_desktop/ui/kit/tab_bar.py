"""Tabs with words and counts; the current one is underlined."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from crm_desktop.ui.kit.paint import CENTRED, LEADING, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme

_HEIGHT = 40
_GAP = 24
_COUNT_GAP = 7


class TabBar(QTabBar):
    """A row of tabs known by keys; Left and Right walk along them.

    Signals:
        current_key_changed: the key of the tab now shown.
    """

    current_key_changed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: list[str] = []
        self._counts: dict[str, int | None] = {}
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(_HEIGHT)
        self.currentChanged.connect(self._on_current_changed)

    def add_tab(self, key: str, text: str, count: int | None = None) -> None:
        """Add a tab at the end."""
        # Known before Qt is: adding the first tab makes it current at once.
        self._keys.append(key)
        self._counts[key] = count
        number = self.addTab(text.replace("&", "&&"))
        self._name_tab(number)

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many things a tab holds; ``None`` shows nothing."""
        if self._counts.get(key) != count:
            self._counts[key] = count
            number = self._keys.index(key)
            self._name_tab(number)
            # The only public way to have the bar measure its tabs again.
            self.setTabText(number, self.tabText(number))
            self.update()

    def current_key(self) -> str:
        """The key of the tab now shown; empty when there is none."""
        return self._keys[self.currentIndex()] if self.currentIndex() >= 0 else ""

    def set_current_key(self, key: str) -> None:
        """Show another tab."""
        self.setCurrentIndex(self._keys.index(key))

    def focus_rect(self) -> QRect:
        """Where the focus ring goes."""
        return self.tabRect(self.currentIndex()).adjusted(_GAP // 2 - 6, 4, -_GAP // 2 + 6, -6)

    @Slot(int)
    def _on_current_changed(self, number: int) -> None:
        if 0 <= number < len(self._keys):
            self.current_key_changed.emit(self._keys[number])

    def _name_tab(self, number: int) -> None:
        text = self.tabText(number).replace("&&", "&")
        count = self._counts[self._keys[number]]
        self.setAccessibleTabName(number, text if count is None else f"{text}, {QLocale().toString(count)}")

    def _count_width(self, key: str) -> float:
        count = self._counts.get(key)
        if count is None:
            return 0
        return max(text_width(self._theme, QLocale().toString(count), "caption", tabular=True) + 14, 22)

    def tabSizeHint(self, index: int) -> QSize:
        text = self.tabText(index).replace("&&", "&")
        badge = self._count_width(self._keys[index])
        width = text_width(self._theme, text, "bodyStrong") + (badge + _COUNT_GAP if badge else 0)
        return QSize(int(width) + _GAP + 1, _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        under_mouse = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        painter.fillRect(QRectF(0, _HEIGHT - 1, self.width(), 1), self._theme.colour("line.subtle"))
        for number in range(self.count()):
            if self.isTabVisible(number):
                self._paint_tab(painter, number, hovered=number == under_mouse)

    def _paint_tab(self, painter: QPainter, number: int, *, hovered: bool) -> None:
        direction = self.layoutDirection()
        rect = QRectF(self.tabRect(number))
        current = number == self.currentIndex()
        inner = rect.adjusted(_GAP / 2, 0, -_GAP / 2, 0)
        text = self.tabText(number).replace("&&", "&")
        words = text_width(self._theme, text, "bodyStrong") + 1
        token = "accent.text" if current else "text.primary" if hovered else "text.secondary"
        place = mirrored(QRectF(inner.left(), 0, words, _HEIGHT - 2), rect, direction)
        draw_text(painter, self._theme, place, text, "bodyStrong", token, LEADING, direction=direction, elide=False)
        count = self._counts.get(self._keys[number])
        if count is not None:
            width = self._count_width(self._keys[number])
            badge = mirrored(QRectF(inner.left() + words + _COUNT_GAP, 10, width, 18), rect, direction)
            draw_rounded(painter, self._theme, badge, 9, "bg.pressed" if not current else "accent.soft")
            draw_text(
                painter, self._theme, badge, QLocale().toString(count), "caption",
                "accent.softText" if current else "text.secondary", CENTRED, elide=False, tabular=True,
            )  # fmt: skip
        if current:
            draw_rounded(
                painter, self._theme, QRectF(inner.left() - 2, _HEIGHT - 3, inner.width() + 4, 3), 1.5, "accent"
            )
