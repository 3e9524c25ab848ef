"""Opening, making and importing files: by the menu, by dropping them on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow

WORKSPACE: Final = ".crm"
IMPORTABLE: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf", ".vcard", ".json"}
)


class Files(QObject):
    """What the File menu does, and what happens to dropped files."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def new_workspace(self) -> None:
        """Ask for the business and make a new file beside this one."""
        self._window.new_workspace_requested.emit()

    @Slot()
    def open_workspace(self) -> None:
        """Ask for a workspace and open it in place of this one."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a workspace"),
            str(self._window.services.database.path.parent),
            self.tr("Workspaces (*.crm)"),
        )
        if name:
            self._window.workspace_requested.emit(name)

    @Slot()
    def save_copy(self) -> None:
        """Ask for a name and write everything that was saved to it, also when the file itself was taken away."""
        path = self._window.services.database.path
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save a copy"),
            str(Path.home() / self.tr("{name} copy.crm").format(name=path.stem)),
            self.tr("Workspaces (*.crm)"),
            options=QFileDialog.Option.DontConfirmOverwrite,  # a file that is there is never overwritten
        )
        if name:
            self._window.backups.back_up(Path(name).with_suffix(WORKSPACE))

    @Slot()
    def import_file(self) -> None:
        """Show the import page."""
        self._window.show_page("import")

    def take(self, paths: Sequence[Path]) -> bool:
        """Open or import dropped files; whether there was anything to do with them."""
        for path in paths:
            if path.suffix.lower() == WORKSPACE:
                self._window.workspace_requested.emit(str(path))
                return True
        found = [path for path in paths if path.suffix.lower() in IMPORTABLE or path.is_dir()]
        if found:
            pane = self._window.show_page("import")
            take = getattr(pane, "take_files", None)
            if callable(take):
                take(found)
        return bool(found)


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files of a drop."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def can_take(data: QMimeData) -> bool:
    """Whether a drop holds a file that the window can open or import."""
    return any(path.suffix.lower() in IMPORTABLE | {WORKSPACE} or path.is_dir() for path in dropped_files(data))


def show_in_folder(path: Path) -> None:
    """Open the folder of a file in the desktop's file manager."""
    from crm_desktop.ui.kit.links import open_folder

    open_folder(path if path.is_dir() else path.parent)
