"""A glance at a deal without leaving the board."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.services.pipeline.views import DealDetail
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.format import day_text, money_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.stage_bar import StageBar
from crm_desktop.ui.pipeline.words import STEP_TONES, days_text, step_text


class DealPeek(Popover):
    """Arrows keep moving through the deals, Enter opens, Space or Esc closes.

    Signals:
        step_wanted: -1 or 1: peek at the deal above or below.
        open_wanted: open the deal at the side.
        stage_wanted: move it: the deal's id and the stage's.
    """

    step_wanted = Signal(int)
    open_wanted = Signal(str)
    stage_wanted = Signal(str, str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(self.tr("Deal at a glance"), parent, width=420)
        self._context = context
        self.deal_id = ""
        self.title = ElidedLabel("", "title2")
        self._customer = ElidedLabel("", "body", "secondary")
        self._bar = StageBar(context.theme)
        self._stage = Label("", "small", "secondary")
        self._amount = Label("", "display", tabular=True)
        self._close = Label("", "small", "secondary")
        self._step = Chip(context.theme, "")
        self._notes = Label("", "body", wrap=True)
        for widget in (self.title, self._customer, self._amount, self._bar, self._stage, self._close):
            self.body.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self._step)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self._notes)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Arrows move on, Enter opens"), "small", "tertiary"), 1)
        self._open = Button(context.theme, self.tr("Open"), "primary")
        foot.addWidget(self._open)
        self.body.addLayout(foot)
        self._open.clicked.connect(self._on_open)
        self._bar.stage_chosen.connect(self._on_stage)

    def show_deal(self, deal_id: str) -> None:
        """Show another deal in the open panel."""
        self.deal_id = deal_id
        call = partial(self._context.services.pipeline.deal, deal_id)
        self._context.operations.read(self, call, self._on_deal)

    @Slot(object)
    def _on_deal(self, detail: DealDetail) -> None:
        if detail.id != self.deal_id:
            return
        now_day = today(self._context.services.clock)
        self.title.setText(detail.title)
        self._customer.setText(" · ".join(filter(None, (detail.person, detail.company))))
        self._customer.setVisible(bool(detail.customer))
        self._amount.setText(money_text(detail.amount, detail.currency) or self.tr("No value yet"))
        self._bar.set_stages(detail.pipeline.stages, detail.stage_id)
        self._stage.setText(
            self.tr("{stage} · {days} in this stage · {number}%").format(
                stage=detail.stage.name, days=days_text(detail.days), number=detail.probability
            )
        )
        close = detail.expected_close
        closing = "" if close is None else day_text(close, now_day, inside=True)
        self._close.setText(self.tr("Closes {day}").format(day=closing))
        self._close.setVisible(close is not None)
        step = detail.next_step
        words = f"{step_text(step)} · {step.title}" if step.title else step_text(step)
        self._step.set_chip(words, STEP_TONES[step.tone], step.icon)
        self._notes.setText(detail.notes)
        self._notes.setVisible(bool(detail.notes))
        self.adjustSize()

    @Slot()
    def _on_open(self) -> None:
        self.close_popover()
        self.open_wanted.emit(self.deal_id)

    @Slot(str)
    def _on_stage(self, stage_id: str) -> None:
        self.stage_wanted.emit(self.deal_id, stage_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.accept()
            self.step_wanted.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self._on_open()
        elif key == Qt.Key.Key_Space:
            event.accept()
            self.close_popover()
        else:
            super().keyPressEvent(event)
