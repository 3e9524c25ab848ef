"""Pages on a desk: the PDF itself, as pictures, beside a form or before printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from crm_desktop.ui.theme.theme import Theme

PixelOrder = Literal["bgrx", "rgba", "rgb", "bgr", "grey"]

_FORMATS: Final = {
    "bgrx": QImage.Format.Format_RGB32,
    "rgba": QImage.Format.Format_RGBA8888,
    "rgb": QImage.Format.Format_RGB888,
    "bgr": QImage.Format.Format_BGR888,
    "grey": QImage.Format.Format_Grayscale8,
}  # fmt: skip
_MARGIN: Final = 24
_GAP: Final = 20
_ZOOM_STEP: Final = 1.2
_LEAST_ZOOM: Final = 0.25
_MOST_ZOOM: Final = 6.0
_SETTLE_MS: Final = 120


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page as pixels: rows of ``stride`` bytes in a named order."""

    width: int
    height: int
    stride: int
    data: bytes
    order: PixelOrder = "bgrx"


class PaperView(QAbstractScrollArea):
    """Shows pages one under another, fitted to the width or zoomed; paper stays white in the dark.

    Signals:
        width_wanted: pages would be sharp at this many pixels across; sent when the size settles.
        page_changed: number (from 0) of the page now in the middle.
    """

    width_wanted = Signal(int)
    page_changed = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: list[QImage] = []
        self._zoom = 0.0
        self._page = 0
        self._wanted = 0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("surface", "desk")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(40)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._want_width)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_pages(self, pages: Sequence[PaperPage]) -> None:
        """Show other pages (or the same ones sharper); the place on the page is kept."""
        place = self._relative_place()
        # A QImage over foreign bytes does not own them; the copy does.
        self._images = [
            QImage(page.data, page.width, page.height, page.stride, _FORMATS[page.order]).copy() for page in pages
        ]
        self.setAccessibleDescription(self.tr("%n pages", "", len(pages)))
        self._arrange()
        self.verticalScrollBar().setValue(round(place * self.verticalScrollBar().maximum()))
        self.viewport().update()

    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._images)

    def wanted_width(self) -> int:
        """How many device pixels across a page needs to be to look sharp now."""
        return round(self._shown_width() * self.devicePixelRatioF())

    def zoom(self) -> float:
        """How large pages are; 0 when they fit the width, else a factor of that."""
        return self._zoom

    @Slot()
    def fit_width(self) -> None:
        """Make pages as wide as the view."""
        self._set_zoom(0.0)

    @Slot()
    def zoom_in(self) -> None:
        """Make pages larger."""
        self._set_zoom((self._zoom or 1.0) * _ZOOM_STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Make pages smaller."""
        self._set_zoom((self._zoom or 1.0) / _ZOOM_STEP)

    def show_page(self, number: int) -> None:
        """Scroll to the top of a page."""
        places = self._places()
        if 0 <= number < len(places):
            self.verticalScrollBar().setValue(int(places[number].top()) - _MARGIN)

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(_LEAST_ZOOM, min(zoom, _MOST_ZOOM)) if zoom else 0.0
        if zoom != self._zoom:
            place = self._relative_place()
            self._zoom = zoom
            self._arrange()
            self.verticalScrollBar().setValue(round(place * self.verticalScrollBar().maximum()))
            self._settle.start()
            self.viewport().update()

    def _shown_width(self) -> float:
        return max(self.viewport().width() - 2 * _MARGIN, 80) * (self._zoom or 1.0)

    def _places(self) -> list[QRectF]:
        width = self._shown_width()
        left = max((self.viewport().width() - width) / 2, _MARGIN)
        top = float(_MARGIN)
        places = []
        for image in self._images:
            height = width * image.height() / max(image.width(), 1)
            places.append(QRectF(left, top, width, height))
            top += height + _GAP
        return places

    def _arrange(self) -> None:
        places = self._places()
        bottom = places[-1].bottom() + _MARGIN if places else 0
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setPageStep(self.viewport().height())
        vertical.setRange(0, max(0, round(bottom) - self.viewport().height()))
        across = round(self._shown_width() + 2 * _MARGIN)
        horizontal.setPageStep(self.viewport().width())
        horizontal.setRange(0, max(0, across - self.viewport().width()) if places else 0)

    def _relative_place(self) -> float:
        bar = self.verticalScrollBar()
        return bar.value() / bar.maximum() if bar.maximum() else 0.0

    @Slot()
    def _want_width(self) -> None:
        wanted = self.wanted_width()
        if wanted != self._wanted:
            self._wanted = wanted
            self.width_wanted.emit(wanted)

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        middle = value + self.viewport().height() / 2
        places = self._places()
        page = next((n for n, place in enumerate(places) if middle <= place.bottom() + _GAP), len(places) - 1)
        if page >= 0 and page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._settle.start()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.fit_width()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar = self.verticalScrollBar()
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), self._theme.colour("bg.lane"))
        shift = QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        edge = QPen(self._theme.colour("line.default"), 1)
        visible = QRectF(self.viewport().rect())
        for image, place in zip(self._images, self._places(), strict=True):
            target = place.translated(shift)
            if not target.intersects(visible):
                continue
            painter.fillRect(target.adjusted(0, 2, 0, 2), self._theme.colour("line.default"))
            painter.fillRect(target, QColor("white"))
            painter.drawImage(_on_pixels(target, self.devicePixelRatioF()), image)
            painter.setPen(edge)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))


def _on_pixels(rect: QRectF, ratio: float) -> QRectF:
    # A page drawn between pixels is blurred however sharp its picture is.
    whole = QRect(
        round(rect.x() * ratio), round(rect.y() * ratio), round(rect.width() * ratio), round(rect.height() * ratio)
    )
    return QRectF(whole.x() / ratio, whole.y() / ratio, whole.width() / ratio, whole.height() / ratio)
