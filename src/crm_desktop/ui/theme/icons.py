"""Lucide icons, tinted and drawn once per name, colour, size, pixel ratio and direction."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from crm_desktop.core.resources import resource_path

STROKE: Final = "1.75"

# Icons that point along the reading direction and therefore turn round in right-to-left languages.
MIRRORED: Final = frozenset({
    "arrow-left", "arrow-right", "chevron-left", "chevron-right", "corner-down-left", "external-link",
    "list", "list-checks", "log-out", "megaphone", "panel-right", "receipt-text", "redo-2", "reply", "send",
    "text", "trending-up", "undo-2", "file-text", "message-square", "sticky-note",
})  # fmt: skip


class IconSet:
    """Icons by name; each picture is rendered when first asked for and kept."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float, bool], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float, *, mirrored: bool = False) -> QPixmap:
        """The icon in a ``#RRGGBB`` colour at a logical size; mirrored only if it points somewhere."""
        mirrored = mirrored and name in MIRRORED
        key = (name, colour, size, ratio, mirrored)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = self._pixmaps[key] = self._render(name, colour, size, ratio, mirrored)
        return pixmap

    def icon(
        self, name: str, colour: str, size: int, *, on: str = "", disabled: str = "", mirrored: bool = False
    ) -> QIcon:
        """A ``QIcon`` sharp on every attached screen; ``on`` and ``disabled`` are colours of those states."""
        icon = QIcon()
        for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
            icon.addPixmap(self.pixmap(name, colour, size, ratio, mirrored=mirrored))
            if on:
                icon.addPixmap(self.pixmap(name, on, size, ratio, mirrored=mirrored), QIcon.Mode.Normal, QIcon.State.On)
            if disabled:
                icon.addPixmap(self.pixmap(name, disabled, size, ratio, mirrored=mirrored), QIcon.Mode.Disabled)
        return icon

    def _source(self, name: str) -> str:
        source = self._sources.get(name)
        if source is None:
            source = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
            source = self._sources[name] = source.replace('stroke-width="2"', f'stroke-width="{STROKE}"')
        return source

    def _render(self, name: str, colour: str, size: int, ratio: float, mirrored: bool) -> QPixmap:
        pixels = math.ceil(size * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(self._source(name).replace("currentColor", colour).encode())).render(painter)
        painter.end()
        if mirrored:
            pixmap = pixmap.transformed(QTransform.fromScale(-1, 1))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
