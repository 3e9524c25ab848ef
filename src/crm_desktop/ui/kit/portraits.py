"""Photos of people: read from whatever picture was given, cut square, made small; and kept while they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QPixmap

SIDE: Final = 256
"""Of a photo as it is kept, in pixels."""
SHOWN_SIDE: Final = 112
MOST_BYTES: Final = 40 * 1024 * 1024
_LARGEST_SIDE: Final = 12_000
_FORMATS: Final = frozenset((b"png", b"jpeg", b"gif", b"webp", b"bmp"))
"""Formats of pixels only: a drawing (SVG) can name files."""
_MOST: Final = 300

Fetch = Callable[[Sequence[str], Callable[[list[tuple[str, QImage]]], None]], None]


def square(content: bytes, side: int) -> QImage:
    """Return the middle of a picture as a square; a null image when it is none, or would unpack to far too much."""
    if not content or len(content) > MOST_BYTES:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or not size.isValid():
        return QImage()
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        return QImage()
    if min(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return cut(reader.read(), side)


def cut(picture: QImage, side: int) -> QImage:
    """Return the middle of a picture as a square no larger than `side`."""
    if picture.isNull():
        return picture
    edge = min(picture.width(), picture.height())
    middle = picture.copy(QRect((picture.width() - edge) // 2, (picture.height() - edge) // 2, edge, edge))
    if edge > side:
        middle = middle.scaled(
            side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return middle


def as_file(picture: QImage) -> bytes:
    """Return a picture as the bytes of a file: JPEG, or PNG where it is see-through."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    kind = "PNG" if picture.hasAlphaChannel() else "JPEG"
    picture.save(buffer, kind, 88)  # type: ignore[call-overload]  # the stub asks for bytes, Qt for text
    return bytes(content.data())


class Portraits(QObject):
    """Photos by id, as many as lists show; what is not here yet is fetched, all that a paint missed at once.

    Signals:
        arrived: some of those asked for are here now.
    """

    arrived = Signal()

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._pixmaps: dict[str, QPixmap | None] = {}
        self._missing: dict[str, None] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    def get(self, photo_id: str) -> QPixmap | None:
        """The photo, if it is here."""
        if not photo_id:
            return None
        if photo_id not in self._pixmaps and photo_id not in self._missing:
            self._missing[photo_id] = None
            self._soon.start()
        return self._pixmaps.get(photo_id)

    def known(self) -> list[str]:
        """Those that were fetched, with or without a photo."""
        return list(self._pixmaps)

    def forget(self, ids: Iterable[str]) -> None:
        """Have these fetched again when they are painted next."""
        for one in ids:
            self._pixmaps.pop(one, None)
        self.arrived.emit()

    @Slot()
    def _ask(self) -> None:
        wanted = list(self._missing)
        if wanted:
            self._fetch(wanted, self._on_read)

    def _on_read(self, images: list[tuple[str, QImage]]) -> None:
        for photo_id, image in images:
            while len(self._pixmaps) >= _MOST:
                del self._pixmaps[next(iter(self._pixmaps))]
            self._pixmaps[photo_id] = None if image.isNull() else QPixmap.fromImage(image)
            self._missing.pop(photo_id, None)
        if any(not image.isNull() for _, image in images):
            self.arrived.emit()
