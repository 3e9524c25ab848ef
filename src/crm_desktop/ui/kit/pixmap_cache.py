"""Painted rows, cards and cells, kept as pictures until what they show changes."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPixmap

DEFAULT_LIMIT: Final = 800


class PixmapCache:
    """A bounded set of pictures; the oldest go first, all go when the theme's generation changes."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._generation = -1
        self._pixmaps: dict[Hashable, QPixmap] = {}

    def __len__(self) -> int:
        return len(self._pixmaps)

    def get(self, key: Hashable, generation: int) -> QPixmap | None:
        """The picture kept under this key, if it was painted with this generation of the theme."""
        if generation != self._generation:
            self._pixmaps.clear()
            self._generation = generation
        return self._pixmaps.get(key)

    def put(self, key: Hashable, pixmap: QPixmap) -> None:
        """Keep a picture."""
        if len(self._pixmaps) >= self._limit:
            del self._pixmaps[next(iter(self._pixmaps))]
        self._pixmaps[key] = pixmap


def blank_pixmap(size: QSize, ratio: float, ground: QColor | None = None) -> QPixmap:
    """An empty picture of a logical size, filled with a ground colour or transparent."""
    pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent if ground is None else ground)
    return pixmap
