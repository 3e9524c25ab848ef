"""The composition root: the only module that builds things - paths, log, workspace, services, window.

Everything that the first painted page does not need is imported later.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.last_opened import remember_opened, state_folder
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.english import EnglishPlurals
from crm_desktop.ui.shell.glance import BENCH, BENCH_ROWS
from crm_desktop.ui.shell.main_window import BRAND, MainWindow
from crm_desktop.ui.shell.pages import PAGES
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.theme.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from crm_desktop.ui.first_run.page import Start

FIRST_RUN = "first-run"
_LARGEST_LOG = 1_000_000
_SERVER = "crm-desktop"
_PATIENCE = 5.0
"""Seconds that a second instance waits for the first to listen."""
_PRELOADED = (
    *(f"crm_desktop.ui.{name}.pane" for name in (
        "contacts", "pipeline", "calendar", "cases", "quotes", "products", "settings", "importing",
    )),
    "crm_desktop.ui.shell.palette",
    "crm_desktop.ui.shell.quick_add",
    "crm_desktop.ui.calendar.event_editor",
    "crm_desktop.ui.pipeline.detail",
    "crm_desktop.services.contacts.commands",
    "crm_desktop.services.calendar.commands",
    "crm_desktop.services.pipeline.commands",
    "crm_desktop.services.filter_sql",
    "crm_desktop.models",
)  # fmt: skip
"""What a visit to another page would otherwise wait for; imported beside the first page, pages first."""


def load_program(application: QApplication, path: Path | None) -> Program:
    """Make the program over a running application and show its window on `path`, else on the first page."""
    _start_log()
    program = Program(application, WindowState())
    sys.excepthook = program.on_uncaught
    program.start(path)
    return program


def build_window(
    services: Services, theme: ThemeChoice = "light", size: tuple[int, int] = (1440, 900), page: str = "today"
) -> MainWindow:
    """Return the window over `services`, shown at a size and settled, for a picture; nothing is remembered."""
    application = _application()
    _speak_like(services)
    window = MainWindow(services, Operations(), _theme_of(application, theme), WindowState(stored=False))
    window.resize(*size)
    window.begin(page)
    window.resize(*size)
    window.show()
    window.start_background()
    settle(window)
    return window


def build_first_run(theme: ThemeChoice = "light", size: tuple[int, int] = (1440, 900)) -> QMainWindow:
    """Return the window of the first page at a size, for a picture."""
    from crm_desktop.ui.first_run.page import FirstRunPage

    application = _application()
    window = QMainWindow()
    window.setCentralWidget(FirstRunPage(_theme_of(application, theme)))
    window.resize(*size)
    window.show()
    return window


def screenshot(workspace: str, page: str, out: str, theme: str, size: tuple[int, int]) -> None:
    """Draw one page offscreen into a PNG file. Raises `CrmError` for a page there is not."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    choice: ThemeChoice = "dark" if theme == "dark" else "light"
    if page == FIRST_RUN:
        _save(build_first_run(choice, size), out)
        return
    known = [one.key for one in PAGES]
    if page not in known:
        raise CrmError(f"There is no page “{page}”.", f"There are {', '.join([FIRST_RUN, *known])}.")
    services = open_services(Path(workspace))
    try:
        window = build_window(services, choice, size, page)
        _save(window, out)
        window.close()
        window.operations.drain()
    finally:
        services.close()


def _save(window: QMainWindow, out: str) -> None:
    QCoreApplication.processEvents()
    if not window.grab().save(out, "PNG"):
        raise CrmError(f"The picture could not be written to “{out}”.", "Check that you may write there.")


def settle(window: MainWindow) -> None:
    """Wait until everything that the window asked for has been read and painted."""
    for _ in range(200):
        window.operations.drain()
        QCoreApplication.processEvents()
        if window.operations.idle:
            break
    QCoreApplication.processEvents()


class Program(QObject):
    """Keeps one window at a time: the first page, or a workspace."""

    def __init__(self, application: QApplication, state: WindowState, clock: Clock | None = None) -> None:
        super().__init__()
        self._application = application
        self._state = state
        self._clock = clock
        self._window: MainWindow | None = None
        self._welcome: QMainWindow | None = None
        self._server: QLocalServer | None = None
        self._bench = os.environ.get(BENCH) == BENCH_ROWS
        application.installTranslator(EnglishPlurals(application))
        choice = state.get("theme", "system")
        self.theme = Theme(
            application,
            choice if choice in ("system", "light", "dark") else "system",
            reduced_motion=bool(state.get("reduced_motion", False)),
        )
        _set_icon(application, self.theme)

    def start(self, file: Path | None) -> None:
        """Show the window on a workspace, or the first page."""
        if file is None or not self.open(file):
            self.show_first_page()
        QTimer.singleShot(500, self, self._listen)

    def open(self, path: Path) -> bool:
        """Open a workspace in place of the present one; whether that went well. A refusal is said."""
        try:
            services = open_services(path, clock=self._clock)
        except CrmError as error:
            self._tell(error)
            return False
        self._show(services)
        return True

    def _show(self, services: Services, then: Callable[[MainWindow], object] | None = None) -> None:
        before, welcome = self._window, self._welcome
        _speak_like(services)
        window = MainWindow(services, Operations(), self.theme, self._state)
        window.workspace_requested.connect(self._on_workspace_requested)
        window.new_workspace_requested.connect(self.show_first_page)
        window.closed.connect(partial(self._on_closed, window))
        self._window, self._welcome = window, None
        window.begin()
        if then is not None:
            then(window)
        window.show()
        remember_opened(services.database.path)
        if services.database.read_only:
            self._say_read_only(window)
        if before is not None:
            before.close()
        if welcome is not None:
            welcome.close()
            welcome.deleteLater()
        if self._bench:
            window.operations.finished.connect(partial(self._look_for_rows, window))
        else:
            QTimer.singleShot(1500, window, partial(self._preload, window))

    def _say_read_only(self, window: MainWindow) -> None:
        said = self.tr("This workspace can only be read here, so changes are not saved.")
        window.undoing.say(said, icon="info")
        window.notices.add(said, self.tr("Check that you may write to the file and its folder."), tone="warning")

    @Slot()
    def show_first_page(self) -> None:
        """Show the page that makes a workspace."""
        from crm_desktop.ui.first_run.page import FirstRunPage

        if self._welcome is not None:
            self._welcome.raise_()
            return
        page = FirstRunPage(self.theme)
        page.start_requested.connect(self._on_start_requested)
        page.open_requested.connect(self._on_workspace_requested)
        page.restore_requested.connect(self._on_restore_requested)
        window = self._welcome = QMainWindow()
        window.setWindowTitle(BRAND)
        window.setMinimumSize(1024, 640)
        window.setCentralWidget(page)
        window.resize(1440, 900)
        window.show()
        page.focus_first()

    @Slot(object)
    def _on_start_requested(self, start: Start) -> None:
        from crm_desktop.ui.first_run.places import free_name

        try:
            services = make_services(free_name(start.business.name), start.business, start.member, clock=self._clock)
        except CrmError as error:
            self._tell(error)
            return
        self._show(services, partial(_go_through_door, start.door))

    @Slot(str)
    def _on_workspace_requested(self, path: str) -> None:
        here = self._window
        if here is not None and here.services.database.path.resolve() == Path(path).resolve():
            here.activateWindow()
            return
        self.open(Path(path))

    @Slot(str, str)
    def _on_restore_requested(self, backup: str, target: str) -> None:
        from crm_desktop.services.backups import bring_back

        try:
            path = bring_back(Path(backup), Path(target))
        except CrmError as error:
            self._tell(error)
            return
        if not self.open(path):
            path.unlink(missing_ok=True)

    def _tell(self, error: CrmError) -> None:
        from crm_desktop.ui.shell.errors import tell

        parent: QWidget | None = self._window or self._welcome
        logging.getLogger(__name__).info("refused: %s", type(error).__name__)
        tell(self.theme, parent, error, self.tr("Close"))

    def _on_closed(self, window: MainWindow) -> None:
        window.operations.drain()
        if window.backups.is_due():
            _back_up_on_leaving(window.services)
        window.services.close()
        window.deleteLater()
        if self._window is window:
            self._window = None

    def close(self) -> None:
        """Let go of what outlives the windows."""
        if self._server is not None:
            self._server.close()

    def _preload(self, window: MainWindow) -> None:
        window.operations.work(window, preload, _ignore)
        window.operations.write(window, window.services.database.mend)

    def _look_for_rows(self, window: MainWindow, _ticket: int) -> None:
        QTimer.singleShot(0, window, partial(self._quit_when_painted, window))

    def _quit_when_painted(self, window: MainWindow) -> None:
        if window.operations.idle and self._bench:
            self._bench = False
            window.repaint()
            print(f"{_milliseconds_since_start():.1f}", flush=True)
            os._exit(0)  # nothing was written; leaving is not what is measured

    # other instances

    @Slot()
    def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_server_name())  # left by a crash: the lock says that nobody else is here
        self._server.listen(_server_name())
        self._server.newConnection.connect(self._on_other_instance)

    @Slot()
    def _on_other_instance(self) -> None:
        connection = self._server.nextPendingConnection() if self._server is not None else None
        if connection is None:
            return
        connection.waitForReadyRead(500)
        name = bytes(connection.readAll().data()).decode("utf-8", "replace").strip()
        connection.disconnectFromServer()
        window: QWidget | None = self._window or self._welcome
        if window is not None:
            window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
            window.raise_()
            window.activateWindow()
        if name and self._window is not None and Path(name).suffix.lower() != ".crm":
            self._window.files.take([Path(name)])
        elif name:
            self._on_workspace_requested(name)

    def on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a failure that nobody expected and offer a report of it."""
        from crm_desktop.ui.shell.errors import log_uncaught

        if issubclass(kind, KeyboardInterrupt):
            self._application.quit()
            return
        log_uncaught(error.with_traceback(trace))
        if self._window is not None:
            self._window.panels.show_crash(error)


def _application() -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setDesktopFileName("crm-desktop")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("crm-desktop")
    application.setApplicationDisplayName(BRAND)
    application.installTranslator(EnglishPlurals(application))
    return application


def _theme_of(application: QApplication, choice: ThemeChoice) -> Theme:
    theme = Theme(application, choice, reduced_motion=True)
    _set_icon(application, theme)
    return theme


def _set_icon(application: QApplication, theme: Theme) -> None:
    application.setWindowIcon(QIcon(theme.icon_pixmap("nut", "accent", 64, 1.0)))


def _speak_like(services: Services) -> None:
    """Write numbers, money and dates as people in the firm's country do."""
    business = services.workspace.business()
    QLocale.setDefault(QLocale(f"{business.language}_{business.country}"))


def _go_through_door(door: str, window: MainWindow) -> None:
    if door == "sample":
        window.requests.fill_sample()
    elif door == "spreadsheet":
        window.show_page("import")


def _private_folder() -> Path:
    folder = state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _server_name() -> str:
    """One name for each person and state folder."""
    import hashlib

    return f"{_SERVER}-{hashlib.sha256(str(state_folder()).encode()).hexdigest()[:12]}"


def hand_over(file: str | Path | None) -> int:
    """Give the file to the program that runs already and bring it to the front."""
    import time

    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    until = time.monotonic() + _PATIENCE
    while True:  # the other one may be starting itself, and listen in a moment
        socket.connectToServer(_server_name())
        if socket.waitForConnected(500) or time.monotonic() > until:
            break
        time.sleep(0.1)
    if socket.state() != QLocalSocket.LocalSocketState.ConnectedState:
        print("CRM Desktop is running already. Nothing was changed; use its window.", file=sys.stderr)
        return 1
    socket.write((str(Path(file).resolve()) if file else "").encode() + b"\n")
    socket.waitForBytesWritten(1000)
    socket.waitForDisconnected(1000)
    return 0


def _start_log() -> None:
    """Write warnings and failures to one file beside the state, the one before kept; never a record's values."""
    try:
        path = _private_folder() / "crm-desktop.log"
        if path.exists() and path.stat().st_size > _LARGEST_LOG:
            path.replace(path.with_suffix(".old.log"))
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _back_up_on_leaving(services: Services) -> None:
    from crm_desktop.services.backups import back_up_now

    try:
        back_up_now(services.database, services.clock)
    except CrmError:
        logging.getLogger(__name__).warning("the backup on leaving failed")


def preload() -> None:
    """Import what the other pages, the first write and the first paper need, while the first page is looked at.

    What was imported stays, so the garbage collector need not look at it ever again: each time it did, the
    window would stand still for as long as a page takes to build.
    """
    import gc
    import importlib

    by_itself = gc.isenabled()
    gc.disable()
    try:
        for name in _PRELOADED:
            importlib.import_module(name)
        gc.freeze()
    finally:
        if by_itself:
            gc.enable()


def _ignore(_outcome: object) -> None:
    """The import is what was wanted."""


def _milliseconds_since_start() -> float:
    """How long this process has run."""
    import time

    try:
        ticks = float(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")) * 1000
    except (OSError, AttributeError, ValueError):
        return time.process_time() * 1000
