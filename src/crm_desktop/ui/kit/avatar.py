"""A person or company as a photo, or as initials."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.paint import draw_avatar
from crm_desktop.ui.theme.theme import Theme

_LARGE_FROM = 48


class Avatar(QWidget):
    """Initials on the colour of the name, or a photo: a circle for a person, a square for a company."""

    def __init__(
        self, theme: Theme, name: str, size: int = 36, *, square: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._square = square
        self._name = name
        self._photo: QPixmap | None = None
        self.setFixedSize(size, size)
        self.setAccessibleName(name)

    def set_name(self, name: str, *, square: bool = False) -> None:
        """Stand for someone else."""
        self._name = name
        self._square = square
        self.setAccessibleName(name)
        self.update()

    def set_photo(self, photo: QPixmap | None) -> None:
        """Show a photo instead of the initials, or the initials again."""
        self._photo = photo
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "title2" if self.width() >= _LARGE_FROM else "captionStrong"
        draw_avatar(painter, self._theme, QRectF(self.rect()), self._name, role, square=self._square, photo=self._photo)
