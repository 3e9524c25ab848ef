"""What lies over the page: palette, quick add, bell, keys, failures, long work. Each is made when first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from crm_desktop.core.errors import CrmError, FileGone
from crm_desktop.ui.pane.operations import Progress
from crm_desktop.ui.shell.actions import page_keys, page_title
from crm_desktop.ui.shell.pages import page

if TYPE_CHECKING:
    from crm_desktop.ui.kit.progress_dock import ProgressDock
    from crm_desktop.ui.shell.main_window import MainWindow
    from crm_desktop.ui.shell.notices_list import NoticesPopover
    from crm_desktop.ui.shell.palette import Palette
    from crm_desktop.ui.shell.quick_add import QuickAdd


class Panels(QObject):
    """Opens the panels of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._palette: Palette | None = None
        self._quick_add: QuickAdd | None = None
        self._bell: NoticesPopover | None = None
        self._dock: ProgressDock | None = None
        self._crash: BaseException | None = None
        window.operations.progressed.connect(self._on_progressed)
        window.operations.finished.connect(self._on_finished)

    @Slot()
    @Slot(str)
    def open_palette(self, text: str = "") -> None:
        """Open search and commands (Ctrl+K)."""
        from crm_desktop.ui.shell.palette import Palette

        if self._palette is None:
            self._palette = Palette(self._window)
        self._palette.open(text)

    @Slot()
    def open_quick_add(self, text: str = "") -> None:
        """Open the line that makes anything (Ctrl+Shift+A), with `text` in it if given."""
        from crm_desktop.ui.shell.quick_add import QuickAdd

        if self._quick_add is None:
            self._quick_add = QuickAdd(self._window)
        self._quick_add.open()
        if text:
            self._quick_add.set_text(text)

    @Slot()
    def open_bell(self) -> None:
        """List the notices under the bell."""
        from crm_desktop.ui.shell.notices_list import NoticesPopover

        window = self._window
        if self._bell is None:
            self._bell = NoticesPopover(window.theme, window.notices, window.services.clock, window)
            self._bell.record_requested.connect(window.open_record)
        self._bell.open_under(window.top_bar.bell)

    @Slot()
    def show_keys(self) -> None:
        """List the keys of the window and of this page (F1)."""
        from crm_desktop.ui.shell.shortcuts_help import ShortcutsHelp

        window = self._window
        title = page_title(page(window.host.current_key).title)
        own = [*window.actions_of_window, *page_keys(window)]
        ShortcutsHelp(window.theme, title, own, window.actions_here(), window).open()

    @Slot()
    def show_about(self) -> None:
        """Say which program and file this is."""
        from crm_desktop.ui.shell.about import AboutDialog

        AboutDialog(self._window.theme, self._window.services.database.path, self._window).open()

    @Slot(object)
    def show_error(self, error: CrmError) -> None:
        """Say an expected refusal; where the file was taken away, offer to save a copy from what is held of it."""
        from crm_desktop.ui.kit.message_dialog import refusal_dialog

        dialog = refusal_dialog(self._window.theme, self._window, error, self.tr("Close"))
        if isinstance(error, FileGone):
            from crm_desktop.ui.kit.button import Button

            save = Button(self._window.theme, self.tr("Save a copy…"))
            save.clicked.connect(dialog.reject)
            save.clicked.connect(self._window.files.save_copy)
            dialog.add_button(save)
        dialog.open()

    @Slot(object)
    def show_crash(self, error: BaseException) -> None:
        """Say that the program made a mistake, and offer a report of it; one at a time, the log has them all."""
        if self._crash is None:
            self._crash = error
            # It may have happened in the middle of a paint or a focus change: no place to open a window.
            QTimer.singleShot(0, self, self._open_crash)

    @Slot()
    def _open_crash(self) -> None:
        from crm_desktop.services.last_opened import state_folder
        from crm_desktop.ui.shell.errors import CrashDialog

        assert self._crash is not None
        dialog = CrashDialog(self._window.theme, self._crash, state_folder() / "crm-desktop.log", self._window)
        dialog.finished.connect(self._on_crash_read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_crash_read(self) -> None:
        self._crash = None

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        from crm_desktop.ui.kit.progress_dock import ProgressDock

        if self._dock is None:
            self._dock = ProgressDock(self._window.theme, self._window)
            self._dock.stop_requested.connect(self._on_stop_requested)
        key = str(progress.ticket)
        self._dock.start(key, progress.name)
        self._dock.set_progress(key, progress.done, progress.total)

    @Slot(int)
    def _on_finished(self, ticket: int) -> None:
        if self._dock is not None:
            self._dock.finish(str(ticket))

    @Slot(str)
    def _on_stop_requested(self, key: str) -> None:
        self._window.operations.stop(int(key))
