"""Dropping the old part of the history: pick a day, read what goes, and have it done with the file closed."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.errors import CrmError
from crm_desktop.services.compacting import Compacted, compact, look_at_history, usual_day
from crm_desktop.services.opening import open_services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.pane.pane import PaneContext


def _compact(file: ClosedFile, _control: JobControl, *, before: date, clock: Clock) -> ClosedFile:
    opened = open_services(file.path, clock=clock, key=file.key)
    try:
        compact(opened, before)
    finally:
        opened.close()
    return file


class CompactDialog(QDialog):
    """Says what history goes before it goes.

    Signals:
        file_job(FileJob): the work upon the closed file
    """

    file_job = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self.setWindowTitle(self.tr("Compact the history"))
        self.resize(560, 360)
        self._build()
        self.day.date_changed.connect(self._on_day)
        self.accept_button.clicked.connect(self._on_accept)
        self.cancel_button.clicked.connect(self.reject)
        self._look()

    def _build(self) -> None:
        theme, services = self._context.theme, self._context.services
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label(self.tr("Compact the history"), "title2"))
        words = self.tr(
            "The history before a day is dropped, after a backup was made and checked. Your records stay as they are."
        )
        column.addWidget(Label(words, "body", "secondary", wrap=True))
        self.day = DateEdit(theme, self.tr("Drop the history before"), partial(today, services.clock))
        self.day.set_value(usual_day(services))
        self.day.setMaximumWidth(200)
        column.addWidget(Field(theme, self.tr("Drop the history before"), self.day))
        self.said = Label("", "small", "secondary", wrap=True)
        column.addWidget(self.said)
        column.addStretch(1)
        self.cancel_button = Button(theme, self.tr("Keep everything"))
        self.accept_button = Button(theme, self.tr("Compact"), "primary", "archive")
        self.accept_button.setEnabled(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.accept_button)
        column.addLayout(foot)

    @Slot(object)
    def _on_day(self, _day: object) -> None:
        self._look()

    def _look(self) -> None:
        day = self.day.value()
        self.accept_button.setEnabled(False)
        if day is not None:
            self.said.setText(self.tr("Working out what goes…"))
            call = partial(look_at_history, self._context.services, day)
            self._context.operations.read(self, call, self._on_looked, self._on_refused)

    @Slot(object)
    def _on_looked(self, found: Compacted) -> None:
        if found.before == self.day.value():
            self.said.setText("\n".join(found.sentences()))
            self.accept_button.setEnabled(not found.thinned.is_nothing)

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self.said.setText(str(error))

    @Slot()
    def _on_accept(self) -> None:
        day = self.day.value()
        if day is not None:
            call = partial(_compact, before=day, clock=self._context.services.clock)
            done = self.tr("The history was compacted. The backup made before holds all of it.")
            self.file_job.emit(FileJob(self.tr("Compacting the history"), call, done=done))
            self.accept()
