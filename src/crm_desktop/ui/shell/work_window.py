"""The small window that stands in front while the workspace file is opened, closed or worked upon."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.scrim import Scrim
from crm_desktop.ui.pane.operations import Progress
from crm_desktop.ui.theme.theme import Theme

SHOWN_AFTER_MS: Final = 300
"""What is done sooner shows nothing: a window that flashes up is worse than none."""
_WIDTH: Final = 420


class WorkWindow(QDialog):
    """Says what is being done and how far it is. Nothing behind it can be used, and it cannot be closed.

    Signals:
        stop_requested: the person wants it stopped
    """

    stop_requested = Signal()

    def __init__(self, theme: Theme, label: str, parent: QWidget | None = None, *, stoppable: bool = False) -> None:
        super().__init__(parent)
        self._finished = False
        self._scrim = Scrim(theme, parent) if parent is not None else None
        self.setWindowTitle(label)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 22, 24, 22)
        row.setSpacing(14)
        row.addWidget(IconTile(theme, "hourglass", "info"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(6)
        self._label = Label(label, "bodyStrong", wrap=True)
        self._detail = Label(self.tr("Please leave the computer on."), "small", "secondary", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(label)
        column.addWidget(self._label)
        column.addWidget(self._detail)
        column.addSpacing(4)
        column.addWidget(self._bar)
        self.stop_button = Button(theme, self.tr("Stop"))
        self.stop_button.setVisible(stoppable)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        if stoppable:
            foot = QHBoxLayout()
            foot.addStretch(1)
            foot.addWidget(self.stop_button)
            column.addSpacing(6)
            column.addLayout(foot)
        row.addLayout(column, 1)
        self._late = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._late.timeout.connect(self.appear)

    def appear_late(self) -> None:
        """Come up if the work is not done soon."""
        self._late.start()

    @Slot()
    def appear(self) -> None:
        """Come up, and dim the window behind."""
        if self._scrim is not None:
            self._scrim.cover()
        self.open()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Move the bar."""
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        if progress.total and self.stop_button.isEnabled():
            locale = QLocale()
            done, total = locale.toString(progress.done), locale.toString(progress.total)
            self._detail.setText(self.tr("{done} of {total}").format(done=done, total=total))

    def text(self) -> str:
        """What is said to be done."""
        return self._label.text()

    def finish(self) -> None:
        """Go away: the work is done."""
        self._finished = True
        self._late.stop()
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
        self.close()
        self.deleteLater()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.stop_button.setEnabled(False)
        self._detail.setText(self.tr("Stopping…"))
        self.stop_requested.emit()

    def reject(self) -> None:
        # Esc asks to stop where that is possible; nothing else takes the window away while something works.
        if self._finished:
            super().reject()
        elif not self.stop_button.isHidden() and self.stop_button.isEnabled():
            self.stop_button.click()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._finished:
            super().closeEvent(event)
        else:
            event.ignore()
