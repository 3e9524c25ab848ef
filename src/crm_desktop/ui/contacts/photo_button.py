"""The large avatar of a contact: a picture dropped on it becomes the photo, a click offers the rest."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from crm_desktop.ui.contacts.photos import is_picture
from crm_desktop.ui.kit.paint import draw_avatar, draw_icon, draw_rounded
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

_SIDE = 56


class PhotoButton(QAbstractButton):
    """Initials or photo, with a menu.

    Signals:
        photo_dropped(QMimeData): this picture is to be the photo.
    """

    photo_dropped = Signal(QMimeData)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._square = False
        self._photo: QPixmap | None = None
        self._menu: QMenu | None = None
        self._is_over = False
        self.setFixedSize(_SIDE, _SIDE)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)

    def setMenu(self, menu: QMenu) -> None:
        """Say what a click offers."""
        self._menu = menu

    def menu(self) -> QMenu:
        """What a click offers."""
        assert self._menu is not None
        return self._menu

    def set_name(self, name: str, *, square: bool) -> None:
        """Stand for someone else."""
        self._square = square
        self.setText(name)
        self.setAccessibleName(self.tr("Photo of {name}").format(name=name))
        self.setToolTip(plain_tip(self.tr("Click, or drop a picture, for a photo")))
        self.update()

    def set_photo(self, photo: QPixmap | None) -> None:
        """Show a photo, or the initials."""
        self._photo = photo
        self.update()

    @property
    def photo(self) -> QPixmap | None:
        """The photo that is shown."""
        return self._photo

    @Slot()
    def _on_clicked(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        draw_avatar(painter, self._theme, rect, self.text(), "title2", square=self._square, photo=self._photo)
        if self._is_over or self.underMouse() or self.hasFocus():
            badge = QRectF(rect.right() - 21, rect.bottom() - 21, 20, 20)
            if self.isRightToLeft():
                badge.moveLeft(rect.left() + 1)
            draw_rounded(painter, self._theme, badge, 10, "bg.surface", "line.default")
            icon = "plus" if self._is_over else "image"
            draw_icon(painter, self._theme, badge.x() + 4, badge.y() + 4, icon, "text.secondary", 12)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if is_picture(event.mimeData()):
            self._is_over = True
            event.acceptProposedAction()
            self.update()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._is_over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._is_over = False
        self.update()
        if is_picture(event.mimeData()):
            event.acceptProposedAction()
            self.photo_dropped.emit(event.mimeData())
        else:
            event.ignore()
