"""Pictures of the window, drawn without a screen; nothing is remembered."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from crm_desktop.app.file_work import OpenFile, opened
from crm_desktop.app.program import set_icon
from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.english import EnglishPlurals
from crm_desktop.ui.shell.main_window import BRAND, MainWindow
from crm_desktop.ui.shell.pages import PAGES
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.theme.theme import Theme, ThemeChoice

FIRST_RUN = "first-run"


def build_window(
    services: Services, theme: ThemeChoice = "light", size: tuple[int, int] = (1440, 900), page: str = "today"
) -> MainWindow:
    """Return the window over `services`, shown at a size and settled, for a picture; nothing is remembered."""
    application = _application()
    file: OpenFile = opened(services)
    QLocale.setDefault(QLocale(file.locale))
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


def screenshot(
    workspace: str, page: str, out: str, theme: str, size: tuple[int, int], key: bytes | None = None
) -> None:
    """Draw one page, or a view of it (`pipeline/table`), offscreen into a PNG file.

    Raises `CrmError` for a page there is not.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    choice: ThemeChoice = "dark" if theme == "dark" else "light"
    if page == FIRST_RUN:
        _save(build_first_run(choice, size), out)
        return
    page, _, view = page.partition("/")
    known = [one.key for one in PAGES]
    if page not in known:
        raise CrmError(f"There is no page “{page}”.", f"There are {', '.join([FIRST_RUN, *known])}.")
    services = open_services(Path(workspace), key=key)
    try:
        window = build_window(services, choice, size, page)
        pane = window.host.current()
        if view and pane is not None:
            pane.restore({**pane.state(), "view": view})
            pane.reload()
            settle(window)
            window.grab()  # what is painted first asks for its rows
            settle(window)
        _save(window, out)
        window.close()
        window.operations.drain()
    finally:
        services.close()


def settle(window: MainWindow) -> None:
    """Wait until everything that the window asked for has been read and painted."""
    for _ in range(200):
        window.operations.drain()
        QCoreApplication.processEvents()
        if window.operations.idle:
            break
    QCoreApplication.processEvents()


def _save(window: QMainWindow, out: str) -> None:
    QCoreApplication.processEvents()
    if not window.grab().save(out, "PNG"):
        raise CrmError(f"The picture could not be written to “{out}”.", "Check that you may write there.")


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
    set_icon(application, theme)
    return theme
