"""The window: rail, top bar, the page, and what lies over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.shell.actions import menu_titles, page_keys, page_title, window_actions
from crm_desktop.ui.shell.backup_keeper import BackupKeeper
from crm_desktop.ui.shell.file_watch import FileWatch
from crm_desktop.ui.shell.files import Files, can_take, dropped_files
from crm_desktop.ui.shell.foreign import ForeignChanges
from crm_desktop.ui.shell.keys import PageKeys
from crm_desktop.ui.shell.locking import Locking
from crm_desktop.ui.shell.menus import Menus
from crm_desktop.ui.shell.navigation import Place, Trail
from crm_desktop.ui.shell.notices import Notices
from crm_desktop.ui.shell.page_host import PageHost
from crm_desktop.ui.shell.pages import PAGES, PageSpec, page, page_of
from crm_desktop.ui.shell.panels import Panels
from crm_desktop.ui.shell.rail import Rail, SampleStrip
from crm_desktop.ui.shell.requests import Requests
from crm_desktop.ui.shell.tidying import Tidying
from crm_desktop.ui.shell.top_bar import TopBar
from crm_desktop.ui.shell.undoing import Undoing
from crm_desktop.ui.shell.view_control import Clipboard, ViewControl
from crm_desktop.ui.shell.window_state import WindowState, without_words
from crm_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.services.drafts import Draft
    from crm_desktop.ui.shell.unfinished import Unfinished

BRAND: Final = "CRM Desktop"
WIDE_FROM: Final = 1400
_AFTER_ROWS_MS: Final = 200
_MOST_LOOKS: Final = 10


class MainWindow(QMainWindow):
    """One open workspace.

    Signals:
        workspace_requested(path): open another workspace in place of this one
        new_workspace_requested: make another one
        file_job(FileJob): close this workspace, work upon its file, and open it again
        closed: the window has gone, and its workspace may be closed
    """

    workspace_requested = Signal(str)
    new_workspace_requested = Signal()
    file_job = Signal(object)
    closed = Signal()

    def __init__(
        self,
        services: Services,
        operations: Operations,
        theme: Theme,
        state: WindowState | None = None,
        pages: Sequence[PageSpec] = PAGES,
    ) -> None:
        super().__init__()
        self.services = services
        self.operations = operations
        self.theme = theme
        self._pages = pages
        self.state = state or WindowState(stored=False)
        self.context = PaneContext(services, operations, theme)
        self._trail = Trail()
        self._ready = False
        self._left = False
        self._looks = 0
        self.unfinished: Unfinished | None = None
        self._build()
        self._build_services()
        self._connect()

    def _build(self) -> None:
        self.setWindowTitle(BRAND)
        self.setMinimumSize(QSize(1024, 640))
        self.setAcceptDrops(True)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail(self.theme, BRAND, self._pages)
        self.top_bar = TopBar(self.theme)
        kept = self.state.get("pages", {})
        if (allowed := self._to_be_kept(kept)) != kept:  # of before it was encrypted, or of another file
            self.state.set("pages", allowed)
        self.host = PageHost(self.context, allowed, self._pages)
        self.strip = SampleStrip(self.theme)
        self.strip.hide()
        column = self._column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.strip)
        column.addWidget(self.host, 1)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)

    def _build_services(self) -> None:
        self.undoing = Undoing(self.services, self.operations, self.theme, self)
        self.notices = Notices(self.services.clock, self)
        self.backups = BackupKeeper(self.services, self.operations, self)
        self.foreign = ForeignChanges(self.services, self.operations, self)
        self.tidying = Tidying(self, self.operations)
        self.file_watch = FileWatch(self)
        self.locking = Locking(self)
        self.files = Files(self)
        self.view = ViewControl(self)
        self.panels = Panels(self)
        self.clipboard = Clipboard(self)
        self.requests = Requests(self)
        self.actions_of_window = window_actions(self)
        self.menus = Menus(self, menu_titles(self), self.actions_of_window, self.actions_here)
        self.menus.bar.setVisible(self.menus.bar.isNativeMenuBar())
        letters: dict[str, Callable[[], object]] = {
            spec.letter: partial(self.show_page, spec.key) for spec in PAGES if spec.letter
        }
        self.keys = PageKeys(self.host, self.actions_here, partial(page_keys, self), letters, self.toggle_menu_bar)
        self.keys.letters_on = bool(self.state.get("letters", True))

    def _connect(self) -> None:
        self.rail.page_requested.connect(self.show_page)
        self.rail.backup_requested.connect(self.backups.back_up)
        self.rail.menu_requested.connect(self._on_menu_requested)
        self.top_bar.search_requested.connect(self.panels.open_palette)
        self.top_bar.bell.clicked.connect(self.panels.open_bell)
        self.top_bar.help.clicked.connect(self.panels.show_keys)
        self.top_bar.new.clicked.connect(self.open_new_menu)
        self.host.shown.connect(self._on_page_shown)
        self.host.badge_changed.connect(self.rail.set_badge)
        self.host.record_requested.connect(self.open_record)
        self.host.request.connect(self.requests.handle)
        self.host.notice.connect(self.undoing.say)
        self.host.file_job.connect(self.file_job)
        self.backups.age_changed.connect(self._on_backup_age)
        self.backups.made.connect(self._on_backup_made)
        self.backups.failed.connect(self.panels.show_error)
        self.backups.daily_failed.connect(self._on_daily_backup_failed)
        self.foreign.found.connect(self.host.apply_change)
        self.undoing.labels_changed.connect(self._on_undo_labels)
        self.undoing.noticed.connect(self.notices.add)
        self.notices.changed.connect(self._on_notices_changed)
        self.operations.failed.connect(self.panels.show_error)
        self.operations.crashed.connect(self.panels.show_crash)
        self.operations.data_changed.connect(self._on_data_changed)
        self.strip.remove_requested.connect(self._on_sample_remove)
        self.strip.keep_requested.connect(self._on_sample_keep)

    # starting

    def begin(self, page_key: str = "") -> None:
        """Take back size and place, and show a page, or else the one that was shown last."""
        geometry = self.state.get("geometry", "")
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            self.resize(1440, 900)
        self._fit_rail()
        last = page_key or self.state.get("page", "today")
        self.show_page(last if any(spec.key == last and (spec.group or page_key) for spec in PAGES) else "today")

    @Slot()
    def start_background(self) -> None:
        """Begin with everything that can wait until the first page is painted."""
        if self._ready:
            return
        self._ready = True
        from crm_desktop.ui.kit.focus_ring import FocusRing

        FocusRing(self.theme, self)
        self.tidying.start()
        self.file_watch.start()
        self.locking.start()
        self.undoing.refresh_labels()
        self.backups.start()
        self.foreign.start()
        self.requests.start_reminders()
        self.refresh_sample_strip()
        self.operations.read(self, self._read_cases_badge, self._on_cases_badge)
        self.operations.read(self, self._read_leads_badge, self._on_leads_badge)
        self.operations.read(self, self.services.drafts.waiting, self._on_drafts_waiting)

    def _on_drafts_waiting(self, drafts: Sequence[Draft]) -> None:
        if drafts:
            from crm_desktop.ui.shell.unfinished import Unfinished

            self.unfinished = Unfinished(self)
            self._column.insertWidget(self._column.indexOf(self.host), self.unfinished)
            self.unfinished.offer(drafts)

    def _read_cases_badge(self) -> int:
        return self.services.cases.badge()

    def _on_cases_badge(self, count: int) -> None:
        # The page tells its own badge once it was visited; until then the rail asks for it.
        if self.host.made("cases") is None:
            self.rail.set_badge("cases", count)

    def _read_leads_badge(self) -> int:
        return self.services.leads.counts().waiting

    def _on_leads_badge(self, count: int) -> None:
        if self.host.made("leads") is None:
            self.rail.set_badge("leads", count)

    # pages and records

    @Slot(str)
    def show_page(self, key: str) -> Pane:
        """Show a page and remember it in the history."""
        self._trail.visit(Place(key))
        return self.host.show_page(key)

    def go_to_page(self, key: str) -> None:
        """Show a page: the command of the menu."""
        self.show_page(key)

    @Slot(str, str)
    def open_record(self, kind: str, record_id: str) -> None:
        """Show a record on the page that shows its kind; a note or file leads to whose it is."""
        key = page_of(kind)
        if not key:
            call = partial(self.services.search.place_of, kind, record_id)
            self.operations.read(self, call, self._on_place_found)
            return
        self._trail.visit(Place(key, kind, record_id))
        recent = [[kind, record_id], *(one for one in self.state.get("recents", []) if one != [kind, record_id])]
        self.state.set("recents", recent[:12])
        pane = self.host.show_page(key)
        pane.focus_work()
        pane.open_record(kind, record_id)

    def _on_place_found(self, place: tuple[str, str] | None) -> None:
        if place is not None and page_of(place[0]):
            self.open_record(*place)

    @Slot()
    def go_back(self) -> None:
        """Go to the place before (Alt+Left)."""
        self._go(self._trail.back())

    @Slot()
    def go_forward(self) -> None:
        """Go forward again (Alt+Right)."""
        self._go(self._trail.forward())

    @Slot()
    def go_to_last_page(self) -> None:
        """Go to the page that was shown before this one (Ctrl+Tab)."""
        place = self._trail.last_other_page()
        if place is not None:
            self._trail.visit(place)
            self._go(place)

    def _go(self, place: Place | None) -> None:
        if place is None:
            return
        pane = self.host.show_page(place.page)
        if place.record_id:
            pane.open_record(place.kind, place.record_id)

    def actions_here(self) -> list[Action]:
        """What the page that is shown offers now."""
        pane = self.host.current()
        return pane.actions_here() if pane is not None else []

    @Slot()
    def new_here(self) -> None:
        """Begin a new record of this page's kind (Ctrl+N); on Today, choose the kind."""
        pane = self.host.current()
        if pane is not None and page(self.host.current_key).kinds:
            pane.new_record()
        else:
            self.open_new_menu()

    @Slot()
    def focus_filter(self) -> None:
        """Put the keyboard into the page's filter."""
        pane = self.host.current()
        if pane is not None:
            pane.focus_filter()

    @Slot()
    def print_page(self) -> None:
        """Open the print preview of the page."""
        pane = self.host.current()
        if pane is not None:
            pane.print_page()

    @Slot()
    def export(self) -> None:
        """Write what the page lists to a file."""
        self.requests.export(self.host.current_key)

    @Slot()
    def _on_menu_requested(self) -> None:
        self.menus.all_in_one().popup(self.rail.mapToGlobal(self.rail.rect().topLeft()) + self.rail.menu_place())

    @Slot()
    def toggle_menu_bar(self) -> None:
        """Show the menu bar, or hide it again (Alt)."""
        if not self.menus.bar.isNativeMenuBar():
            self.menus.bar.setVisible(not self.menus.bar.isVisible())
            pane = self.host.current()
            if self.menus.bar.isVisible():
                self.menus.bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
            elif pane is not None:
                pane.focus_work()

    @Slot()
    def open_new_menu(self) -> None:
        """Choose what to add (Ctrl+Shift+N)."""
        self.requests.open_new_menu(self.top_bar.new)

    # news

    @Slot(str)
    def _on_page_shown(self, key: str) -> None:
        spec = page(key)
        title = page_title(spec.title)
        self.top_bar.set_title(title)
        self.rail.set_current(key)
        self.setWindowTitle(f"{title} · {BRAND}")

    @Slot(str, str)
    def _on_undo_labels(self, undo: str, redo: str) -> None:
        undo_text = self.tr("Undo {what}").format(what=undo) if undo else self.tr("Nothing to undo")
        redo_text = self.tr("Redo {what}").format(what=redo) if redo else self.tr("Nothing to redo")
        # Never disabled: the keys must act even while the words are still being read.
        self.menus.set_text("edit.undo", undo_text)
        self.menus.set_text("edit.redo", redo_text)

    @Slot(str, bool)
    def _on_backup_age(self, text: str, late: bool) -> None:
        self.rail.backup_line.set_age(text, late=late)

    @Slot(str)
    def _on_backup_made(self, path: str) -> None:
        self.undoing.say(
            self.tr("Backed up to {name}").format(name=Path(path).name), icon="shield-check",
            action=self.tr("Open folder"), token=partial(self.requests.open_folder, Path(path)),
        )  # fmt: skip
        self.notices.add(self.tr("Backup made and checked"), Path(path).name, icon="shield-check", tone="success")

    @Slot(object)
    def _on_daily_backup_failed(self, error: CrmError) -> None:
        self.notices.add(error.title, error.detail, icon="circle-alert", tone="warning")

    @Slot()
    def _on_notices_changed(self) -> None:
        self.top_bar.bell.set_unread(self.notices.unread > 0)

    @Slot(object)
    def _on_data_changed(self, change: ChangeSet) -> None:
        if change.touches("setting"):
            self.refresh_sample_strip()
        if change.touches("case") and self.host.made("cases") is None:
            self.operations.read(self, self._read_cases_badge, self._on_cases_badge)
        if change.touches("lead") and self.host.made("leads") is None:
            self.operations.read(self, self._read_leads_badge, self._on_leads_badge)

    # sample data

    def refresh_sample_strip(self) -> None:
        """Show the amber strip while the sample shop is here."""
        self.operations.read(self, partial(self.services.workspace.setting, "sample_entry"), self._on_sample_known)

    def _on_sample_known(self, entry: int | None) -> None:
        self.strip.setVisible(entry is not None and self.state.get("sample_kept") != str(self.services.database.path))

    @Slot()
    def _on_sample_remove(self) -> None:
        self.requests.remove_sample()

    @Slot()
    def _on_sample_keep(self) -> None:
        self.state.set("sample_kept", str(self.services.database.path))
        self.strip.hide()

    # Qt

    def _fit_rail(self) -> None:
        self.rail.set_narrow(self.width() < WIDE_FROM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._when_painted)

    @Slot()
    def _when_painted(self) -> None:
        if self._ready:
            return
        # Two rounds of the event loop: the first paint has happened and the first rows are on their way.
        self._waiting_for_rows = QTimer(self, interval=_AFTER_ROWS_MS)
        self._waiting_for_rows.timeout.connect(self._begin_background)
        self._waiting_for_rows.start()

    @Slot()
    def _begin_background(self) -> None:
        # What can wait must not be read and loaded beside the rows that the page is waiting for.
        self._looks += 1
        if self._left or self.operations.idle or self._looks >= _MOST_LOOKS:
            self._waiting_for_rows.stop()
            if not self._left:
                self.start_background()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._ready and not self._left:
            self.foreign.look()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.files.take(dropped_files(event.mimeData())):
            event.acceptProposedAction()

    @Slot()
    def close_window(self) -> None:
        """Close the window, and with it the program."""
        self.close()

    def may_leave(self, accept: str = "") -> bool:
        """Whether the workspace may be closed now; asks when something long is still being written."""
        from crm_desktop.ui.kit.message_dialog import ask

        return not self.operations.busy or ask(
            self.theme, self, self.tr("Something is still being written."),
            self.tr("If you go on now it is stopped and taken back; everything saved before stays."),
            accept=accept or self.tr("Stop it and quit"), reject=self.tr("Keep the window open"),
        )  # fmt: skip

    def leave(self) -> None:
        """Remember how everything stands and ask nothing of the workspace any more: it is about to be closed."""
        if self._left:
            return
        self._left = True
        for watcher in (self.foreign, self.backups, self.requests, self.tidying, self.file_watch, self.locking):
            watcher.stop()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        pages = self._to_be_kept(self.host.states())
        self.state.update(geometry=geometry, page=self.host.current_key, pages=pages)
        self.operations.end()

    def _to_be_kept(self, pages: dict[str, Any]) -> dict[str, Any]:
        encrypted = self.services.database.key is not None
        return dict(without_words(pages)) if encrypted else pages

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._left and not self.may_leave():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)
        self.closed.emit()
