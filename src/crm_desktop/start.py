"""The first tenth of a second: today's work is on the screen before the program itself is loaded.

Imported here is only what that takes - Qt's widgets, the driver, the file of remembered things. The
program proper (`app`) is loaded once the first paint is done, and its window takes this one's place.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QJsonDocument, QLockFile, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crm_desktop.services.glance import glance
from crm_desktop.services.last_opened import WORKSPACE, state_file, state_folder
from crm_desktop.ui.shell.glance import BENCH, BENCH_ROWS, GlanceWindow

if TYPE_CHECKING:
    from crm_desktop.app.program import Program

BRAND = "CRM Desktop"


def run(file: str | Path | None = None) -> int:
    """Open the window on `file`, else on the workspace opened last, else on the first page; return the exit code.

    When the program runs already, the file is handed to it and this process ends.
    """
    remembered = _remembered()
    scale = remembered.get("scale", 100)
    if scale != 100 and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = str(scale / 100)
    QGuiApplication.setDesktopFileName("crm-desktop")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("crm-desktop")
    application.setApplicationDisplayName(BRAND)
    folder = state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = QLockFile(str(folder / "crm-desktop.lock"))
    lock.setStaleLockTime(0)  # a lock counts until its process is gone, however long that takes
    if not lock.tryLock(0):
        from crm_desktop.app.other_instances import hand_over

        return hand_over(file)
    path = Path(file) if file else Path(remembered.get(WORKSPACE) or "")
    start = _Start(application, path if file or path.is_file() else None, remembered)
    code = application.exec()
    start.close()
    lock.unlock()
    if again := application.property("restart_with"):
        _start_again(str(again))
    return code


def _remembered() -> dict[str, Any]:
    """Return what `read_state` does, taken apart by Qt, which is loaded already, not by a module more."""
    try:
        text = state_file().read_bytes()
    except OSError:
        return {}
    found = QJsonDocument.fromJson(text).toVariant()
    return found if isinstance(found, dict) else {}


def _start_again(path: str) -> None:
    """Begin anew in a process of its own: nobody holds the lock any more."""
    from PySide6.QtCore import QProcess

    # What QApplication took from the old size must not reach the new process.
    os.environ.pop("QT_SCALE_FACTOR", None)
    frozen = bool(getattr(sys, "frozen", False))
    QProcess.startDetached(sys.executable, [path] if frozen else ["-m", "crm_desktop", path])


class _Start(QObject):
    """Shows the glance where there is one, then the program."""

    def __init__(self, application: QApplication, path: Path | None, remembered: dict[str, Any]) -> None:
        super().__init__()
        self._application = application
        self._path = path
        self._program: Program | None = None
        self._glance = self._show_glance(remembered)
        if self._glance is None:
            self._go_on()

    def close(self) -> None:
        """Let go of what outlives the windows."""
        if self._program is not None:
            self._program.close()

    def _show_glance(self, remembered: dict[str, Any]) -> GlanceWindow | None:
        lines = glance(self._path) if self._path is not None else None
        if lines is None:
            return None
        theme = remembered.get("theme", "system")
        dark = theme == "dark" or (theme == "system" and self._application.palette().window().color().lightness() < 128)
        words = {
            "page": self.tr("Today"),
            "needs": self.tr("Needs you today"),
            "late": self.tr("Late"),
            "today": self.tr("Today"),
            "tomorrow": self.tr("Tomorrow"),
        }
        window = GlanceWindow(BRAND, lines, words, dark=dark)
        geometry = remembered.get("geometry")
        if not (geometry and window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            window.resize(1440, 900)
        window.painted.connect(self._on_painted)
        window.show()
        return window

    def _on_painted(self) -> None:
        if os.environ.get(BENCH, BENCH_ROWS) != BENCH_ROWS:
            print("painted", flush=True)
            os._exit(0)  # nothing was written; leaving is not what is measured
        self._go_on()

    def _go_on(self) -> None:
        gc.enable()
        from crm_desktop.app.program import load_program

        self._program = load_program(self._application, self._path, self._on_shown)

    def _on_shown(self) -> None:
        if self._glance is not None:
            self._glance.close()
            self._glance.deleteLater()
            self._glance = None
