"""A process that types into one form without end, and says every key after it was pressed; it is to be killed.

`python -m tests.ui.drafts.typist FILE FORM` prints `ready`, and then a line for every key: how many there
were, and the moment in seconds.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.services.opening import open_services
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.theme.theme import Theme
from tests.ui.drafts.hands import Field, open_form, sample_of

KEY_MS = 40


def text_of_keys(count: int) -> str:
    """The text that so many keys make: every five of them name how many there were."""
    return "".join(f"{number:04} " for number in range(count // 5 + 1))[:count]


class _Typist(QObject):
    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._count = 0
        self._timer = QTimer(self, interval=KEY_MS)
        self._timer.timeout.connect(self._press)
        self._timer.start()

    @Slot()
    def _press(self) -> None:
        self._count += 1
        QTest.keyClicks(self._field, text_of_keys(self._count)[-1])
        sys.stdout.write(f"{self._count} {time.monotonic()}\n")
        sys.stdout.flush()


def main(path: Path, form: str) -> None:
    """Open the window and type."""
    application = QApplication([])
    window = MainWindow(open_services(path), Operations(), Theme(application, "light", reduced_motion=True))
    window.begin("today")
    window.show()
    window.activateWindow()
    window.start_background()

    def settle() -> None:
        calm = 0
        while calm < 20:  # one answer may lead to the next question
            application.processEvents()
            window.operations.drain()
            calm = calm + 1 if window.operations.idle else 0

    settle()
    field = open_form(window, form, sample_of(window.services), settle)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    typist = _Typist(field)
    application.exec()
    del typist


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
