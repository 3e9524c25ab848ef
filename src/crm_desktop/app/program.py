"""The program over a running application: which window stands, and on which file.

Files are opened, left and worked upon off the main thread (`file_work`); what comes back is shown here.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop.app import file_work
from crm_desktop.app.file_work import BrokenFile, Failure, KeyWanted, OpenFile, Worked, attempt
from crm_desktop.app.first_rows import FirstRows
from crm_desktop.app.log import start_log
from crm_desktop.app.preloading import preload
from crm_desktop.app.standing import Opening, Standing
from crm_desktop.app.staying import Staying
from crm_desktop.app.telling import Telling
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError, UnsafePlace
from crm_desktop.services.last_opened import remember_opened
from crm_desktop.services.private_files import clear as clear_private_files
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.english import EnglishPlurals
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.shell.work_window import WorkWindow
from crm_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.app.other_instances import Doorbell
    from crm_desktop.app.welcome import WelcomeWindow
    from crm_desktop.ui.first_run.page import Start

_log = logging.getLogger(__name__)

_LISTEN_AFTER_MS = 1500
"""By then the first rows stand; a second instance waits longer than that for an answer."""

AskKey = Callable[[Path, QWidget | None], bytes | None]


def load_program(application: QApplication, path: Path | None, on_shown: Callable[[], object]) -> Program:
    """Make the program over a running application and show its window on `path`, else on the first page.

    `on_shown` is called once that stands on the screen.
    """
    start_log()
    program = Program(application, WindowState())
    sys.excepthook = program.telling.on_uncaught
    program.shown.connect(on_shown)
    program.start(path)
    return program


def set_icon(application: QApplication, theme: Theme) -> None:
    """Give every window the program's icon."""
    application.setWindowIcon(QIcon(theme.icon_pixmap("nut", "accent", 64, 1.0)))


class Program(QObject):
    """Keeps one window at a time: the first page, or a workspace.

    Signals:
        shown: a window stands where there was none or another
    """

    shown = Signal()

    def __init__(self, application: QApplication, state: WindowState, clock: Clock | None = None) -> None:
        super().__init__()
        self._application = application
        self._state = state
        self._clock = clock
        self._standing: Standing | None = None
        self._retired: MainWindow | None = None
        self._welcome: WelcomeWindow | None = None
        self._opening: Opening | None = None
        self._at_work = False
        self._asked: Path | None = None
        """The locked file whose passphrase is being asked for."""
        self._doorbell: Doorbell | None = None
        self._staying = Staying(application)
        self.files = Operations(self)
        """Runs what is done to closed files and leaving them, one after the other."""
        application.installTranslator(EnglishPlurals(application))
        choice = state.get("theme", "system")
        self.theme = Theme(
            application,
            choice if choice in ("system", "light", "dark") else "system",
            reduced_motion=bool(state.get("reduced_motion", False)),
        )
        set_icon(application, self.theme)
        self.telling = Telling(self.theme, self._front, self)
        self.ask_key: AskKey = self.telling.ask_key
        """Asks for the passphrase of an encrypted file in a window of its own and returns the key that it gives,
        proved on the file; None when it was given up."""

    @property
    def window(self) -> MainWindow | None:
        """The window on the open workspace."""
        return self._standing.window if self._standing is not None else None

    @property
    def idle(self) -> bool:
        """Whether no file is being opened, left or worked upon."""
        return self._opening is None and not self._at_work and self.files.idle

    def start(self, file: Path | None) -> None:
        """Show the window on a workspace, or the first page."""
        if file is None:
            self.show_first_page()
        else:
            self.open(file)
        QTimer.singleShot(_LISTEN_AFTER_MS, self, self._listen)

    def close(self) -> None:
        """Let go of what outlives the windows, and wait for what is still being written."""
        if self._doorbell is not None:
            self._doorbell.close()
        if self._welcome is not None:
            self._welcome.close()
        if self._opening is not None:
            self._opening.operations.drain()
        standing = self._standing
        if standing is not None and not standing.left:
            standing.window.leave()
            attempt(partial(self._leave, standing))
        self.files.drain()
        clear_private_files()

    # opening

    def open(self, path: Path, key: bytes | None = None) -> None:
        """Open a workspace in place of the present one, soon. A refusal is said."""
        self._open(ClosedFile(path.absolute(), key))

    def _open(
        self,
        file: ClosedFile,
        *,
        page: str = "",
        then: Callable[[MainWindow], object] | None = None,
        otherwise: Callable[[], object] | None = None,
        work: WorkWindow | None = None,
    ) -> None:
        call = partial(file_work.open_file, file, self._clock)
        self._load(call, file.path.stem, page=page, then=then, otherwise=otherwise, work=work)

    def _load(
        self,
        call: Callable[[], OpenFile | KeyWanted],
        name: str,
        *,
        page: str = "",
        then: Callable[[MainWindow], object] | None = None,
        otherwise: Callable[[], object] | None = None,
        work: WorkWindow | None = None,
    ) -> None:
        if self._opening is not None or self._at_work:
            return
        if work is None:
            work = WorkWindow(self.theme, self.tr("Opening {name}").format(name=name), self._front())
            work.appear_late()
        self._staying.hold()
        self._opening = Opening(call, Operations(), work, otherwise or self._show_something, page, then)
        # A file that is still being left is not opened again before it is closed.
        self.files.write(self, _nothing, partial(self._load_now, self._opening))

    def _load_now(self, opening: Opening, _outcome: object = None) -> None:
        # On the thread that will read for the window: its connection has learnt the file's tables then.
        opening.operations.read(self, partial(attempt, opening.call), partial(self._on_loaded, opening))

    def _on_loaded(self, opening: Opening, outcome: OpenFile | KeyWanted | Failure) -> None:
        self._opening = None
        if isinstance(outcome, OpenFile):
            self._show(outcome, opening)
            opening.work.finish()
        else:
            opening.work.finish()
            if isinstance(outcome, KeyWanted):
                self._open_with_key(outcome.path, opening)
            elif isinstance(outcome.error, UnsafePlace):
                self._offer_copy_here(outcome.error, opening)
            elif isinstance(outcome.error, BrokenFile):
                self._offer_remedy(outcome.error, opening)
            else:
                self.telling.tell(outcome.error)
                opening.otherwise()
        self._staying.let_go()

    def _offer_copy_here(self, error: UnsafePlace, opening: Opening) -> None:
        if self.telling.wants_copy(error):
            call = partial(file_work.open_here, error.path, self._clock)
            self._load(call, error.path.stem, page=opening.page, then=opening.then, otherwise=opening.otherwise)
        else:
            opening.otherwise()

    def _offer_remedy(self, error: BrokenFile, opening: Opening) -> None:
        from crm_desktop.app.broken_file import open_remedied

        remedy = self.telling.remedy_for(error)
        if remedy:
            call = partial(open_remedied, error, remedy, self._clock)
            said = partial(_say, self.telling.remedied(remedy))
            self._load(call, error.file.path.stem, page=opening.page, then=said, otherwise=opening.otherwise)
        else:
            opening.otherwise()

    def _open_with_key(self, path: Path, opening: Opening) -> None:
        self._asked = path.resolve()
        key = self.ask_key(path, self._front())
        self._asked = None
        if key is None:
            self._show_something()  # never another file in the place of one that was locked
        else:
            self._open(ClosedFile(path, key), page=opening.page, then=opening.then, otherwise=opening.otherwise)

    def _show(self, file: OpenFile, opening: Opening) -> None:
        before, welcome = self._standing, self._welcome
        QLocale.setDefault(QLocale(file.locale))
        window = MainWindow(file.services, opening.operations, self.theme, self._state)
        standing = self._standing = Standing(window, file)
        self._welcome = None
        window.workspace_requested.connect(self._on_workspace_requested)
        window.new_workspace_requested.connect(self.show_first_page)
        window.file_job.connect(self._on_file_job)
        window.closed.connect(partial(self._on_closed, standing))
        window.begin(opening.page)
        if opening.then is not None:
            opening.then(window)
        window.show()
        self.shown.emit()
        remember_opened(file.path)
        if file.services.database.read_only:
            self._say_read_only(window)
        if before is not None:
            before.window.close()
        self._retire()
        if welcome is not None:
            welcome.close()
            welcome.deleteLater()
        if FirstRows.wanted():
            FirstRows(window)
        else:
            QTimer.singleShot(1500, window, partial(_preload, window))

    def _say_read_only(self, window: MainWindow) -> None:
        said = self.tr("This workspace can only be read here, so changes are not saved.")
        window.undoing.say(said, icon="info")
        window.notices.add(said, self.tr("Check that you may write to the file and its folder."), tone="warning")

    def _show_something(self) -> None:
        if self._standing is None:
            self._retire()
            self.show_first_page()

    @Slot(str)
    def _on_workspace_requested(self, path: str) -> None:
        here = self._standing
        if here is not None and here.file.path.resolve() == Path(path).resolve():
            here.window.activateWindow()
            return
        self.open(Path(path))

    # the first page

    @Slot()
    def show_first_page(self) -> None:
        """Show the page that makes a workspace."""
        from crm_desktop.app.welcome import WelcomeWindow

        if self._welcome is not None:
            self._welcome.raise_()
            return
        window = self._welcome = WelcomeWindow(self.theme)
        window.page.start_requested.connect(self._on_start_requested)
        window.page.open_requested.connect(self._on_workspace_requested)
        window.page.restore_requested.connect(self._on_restore_requested)
        window.show()
        window.page.focus_first()
        self.shown.emit()

    @Slot(object)
    def _on_start_requested(self, start: Start) -> None:
        from crm_desktop.ui.first_run.places import free_name

        path = free_name(start.business.name)
        call = partial(file_work.make_file, path, start.business, start.member, self._clock)
        self._load(call, path.stem, then=partial(_go_through_door, start.door))

    @Slot(str, str)
    def _on_restore_requested(self, backup: str, target: str) -> None:
        call = partial(file_work.open_copy, Path(backup), Path(target), self._clock)
        self._load(call, Path(target).stem)

    # work upon the file

    @Slot(object)
    def _on_file_job(self, job: FileJob) -> None:
        standing = self._standing
        if standing is None or not self.idle or not standing.window.may_leave(self.tr("Stop it and go on")):
            return
        window, page = standing.window, standing.window.host.current_key
        self._at_work = standing.left = True
        self._standing, self._retired = None, window
        self._staying.hold()
        window.leave()
        work = WorkWindow(self.theme, job.label, None if job.hidden else window, stoppable=job.stoppable)
        if job.hidden:
            window.hide()
        work.appear()
        call = partial(file_work.work_upon, job, standing.file, window.operations)
        done = partial(self._on_worked, job, standing.file.file, page, work)
        ticket = self.files.long_write(self, job.label, call, done)
        self.files.progressed.connect(work.show_progress)
        work.stop_requested.connect(partial(self.files.stop, ticket))

    def _on_worked(
        self, job: FileJob, before: ClosedFile, page: str, work: WorkWindow, outcome: Worked | Failure
    ) -> None:
        self._at_work = False
        if job.hidden:
            self._retire()
        said: Callable[[MainWindow], object] | None = None
        if isinstance(outcome, Failure):
            said = partial(self.telling.tell_soon, outcome.error)
        elif job.done and not outcome.stopped:
            said = partial(_say, job.done)
        file = before if isinstance(outcome, Failure) else outcome.file
        # When what the job has made cannot be opened, what was there before is; never by a key that was dropped.
        again = file != before and not job.hidden
        back = partial(self._open, before, page=page) if again else None
        self._open(file, page=page, then=said, otherwise=back, work=work)
        self._staying.let_go()

    def _retire(self) -> None:
        window, self._retired = self._retired, None
        if window is not None:
            window.close()
            window.deleteLater()

    # leaving

    def _on_closed(self, standing: Standing) -> None:
        if standing.left:
            return
        standing.left = True
        if self._standing is standing:
            self._standing = None
        self._staying.hold()
        work = None
        if self._front() is None:
            work = WorkWindow(self.theme, self.tr("Backing up before closing"))
            work.appear_late()
        self.files.write(self, partial(attempt, partial(self._leave, standing)), partial(self._on_left, standing, work))

    def _leave(self, standing: Standing) -> CrmError | None:
        return file_work.leave_file(standing.file.services, standing.window.operations, backed_up=True)

    def _on_left(self, standing: Standing, work: WorkWindow | None, outcome: object) -> None:
        if work is not None:
            work.finish()
        standing.window.deleteLater()
        if isinstance(outcome, Failure):
            _log.error("leaving the workspace failed", exc_info=outcome.error)
        elif isinstance(outcome, CrmError):
            self.telling.say(outcome)
        self._staying.let_go()

    def _front(self) -> QWidget | None:
        """The window that stands in front."""
        found = self.window or self._retired or self._welcome
        return found if found is not None and found.isVisible() else None

    # other instances

    @Slot()
    def _listen(self) -> None:
        from crm_desktop.app.other_instances import Doorbell

        self._doorbell = Doorbell(self)
        self._doorbell.rung.connect(self._on_rung)

    @Slot(str)
    def _on_rung(self, name: str) -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QDialog) and question.windowModality() == Qt.WindowModality.ApplicationModal:
            # A window opened under it could not be used. What it asks is answered first, by whoever rang.
            question.raise_()
            question.activateWindow()
            if name and self._asked != Path(name).resolve():
                question.finished.connect(partial(self._ring_again, name))
            return
        window = self._front()
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.raise_()
            window.activateWindow()
        if name and self.window is not None and Path(name).suffix.lower() != ".crm":
            self.window.files.take([Path(name)])
        elif name:
            self._on_workspace_requested(name)

    def _ring_again(self, name: str, _answer: int) -> None:
        QTimer.singleShot(0, self, partial(self._on_rung, name))


def _go_through_door(door: str, window: MainWindow) -> None:
    if door == "sample":
        window.requests.fill_sample()
    elif door == "spreadsheet":
        window.show_page("import")


def _say(text: str, window: MainWindow) -> None:
    window.undoing.say(text)


def _preload(window: MainWindow) -> None:
    window.operations.work(window, preload, _ignore)
    window.operations.write(window, window.services.database.mend)


def _nothing() -> None:
    """Comes back after everything asked before it."""


def _ignore(_outcome: object) -> None:
    """The import is what was wanted."""
