"""Files dropped on the page of a record: mails go into its timeline, anything else is attached to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.parts import read_files
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext

Target = Callable[[], tuple[str, str] | None]


def keep_paths(services: Services, kind: str, record_id: str, paths: list[Path]) -> ChangeSet:
    """Read files and keep them on a record, as one entry. Raises `CrmError`."""
    return services.timeline_commands.add_files(read_files(paths), kind, record_id)


def local_files(data: QMimeData) -> list[Path]:
    """Return the files of this computer that are dragged or copied."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]


class FileDrop(QObject):
    """Lets files be dropped on a widget; `target` says on which record (kind, id), None on none just now.

    Signals:
        dropped(bool): files are being kept; whether all of them are mails.
        told(str): something to be said that is no error.
        failed(CrmError): nothing was kept, and why.
    """

    dropped = Signal(bool)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, context: PaneContext, page: QWidget, target: Target) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._target = target
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def keep(self, paths: list[Path]) -> None:
        """Keep these files on the record that is shown."""
        found = self._target()
        if paths and found is not None:
            mails = all(path.suffix.lower() == ".eml" for path in paths)
            call = partial(keep_paths, self._context.services, *found, paths)
            done = partial(self._on_kept, len(paths) if mails else 0)
            self._context.operations.write(self, call, done, self._on_failed)
            self.dropped.emit(mails)

    def _on_kept(self, mails: int, change: ChangeSet) -> None:
        if mails and not change:
            one = mails == 1
            self.told.emit(self.tr("This mail is here already") if one else self.tr("These mails are here already"))

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.failed.emit(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._page or not isinstance(event, QDropEvent):
            return False
        if self._target() is None or not (paths := local_files(event.mimeData())):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.keep(paths)
        return True
