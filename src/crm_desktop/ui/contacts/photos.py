"""The photo of a contact: chosen, pasted, dropped, taken off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.kit.folders import documents
from crm_desktop.ui.kit.portraits import MOST_BYTES, SIDE, as_file, cut, square
from crm_desktop.ui.pane.pane import PaneContext

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"))


def is_picture(data: QMimeData) -> bool:
    """Whether what is dragged or copied is a picture, or one file that is."""
    return data.hasImage() or _picture_path(data) is not None


def _picture_path(data: QMimeData) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in PICTURES else None


def _set_from_file(services: Services, contact_id: str, path: Path) -> ChangeSet:
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        raise CrmError(f"“{path.name}” could not be read.", "The photo was not changed.") from error
    return _set_from_image(services, contact_id, square(content, SIDE))


def _set_from_image(services: Services, contact_id: str, image: QImage) -> ChangeSet:
    if image.isNull():
        raise Refused("This file is no picture.", "The photo was not changed. Choose a PNG or JPEG file.")
    return services.contact_commands.set_photo(contact_id, as_file(cut(image, SIDE)))


class PhotoTaking(QObject):
    """Gives a contact another photo. Pictures are read and made small off the main thread."""

    def __init__(self, context: PaneContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def take(self, contact_id: str, data: QMimeData | None) -> bool:
        """Take the picture that was dropped or copied; whether there was one."""
        if data is None:
            return False
        path = _picture_path(data)
        if path is not None:
            self.take_file(contact_id, path)
        elif data.hasImage():
            image = QImage(data.imageData())
            self._write(partial(_set_from_image, self._context.services, contact_id, image))
        else:
            return False
        return True

    def take_file(self, contact_id: str, path: Path) -> None:
        """Take the picture in a file."""
        self._write(partial(_set_from_file, self._context.services, contact_id, path))

    def choose(self, contact_id: str) -> None:
        """Ask for a file."""
        kinds = tr("Pictures ({endings})").format(endings=" ".join(f"*{one}" for one in sorted(PICTURES)))
        name, _ = QFileDialog.getOpenFileName(self._page, tr("Choose a photo"), str(documents()), kinds)
        if name:
            self.take_file(contact_id, Path(name))

    def paste(self, contact_id: str) -> None:
        """Take the picture that was copied."""
        if not self.take(contact_id, QGuiApplication.clipboard().mimeData()):
            self._on_failed(Refused(tr("There is no picture to paste."), tr("Copy one and try again.")))

    def remove(self, contact_id: str) -> None:
        """Take the photo off."""
        self._write(partial(self._context.services.contact_commands.set_photo, contact_id, None))

    def _write(self, call: Callable[[], ChangeSet]) -> None:
        self._context.operations.write(self, call, None, self._on_failed)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._context.operations.failed.emit(error)
