"""Asks why a lead is set aside, and when to ask again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QRect, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.kinds import NOT_NOW_REASONS
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.leads.words import reason_word
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover

MONTHS = 3
"""After how many months a lead is asked again unless the person says otherwise."""


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of the month where it has no such day, and no weekend."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    wanted = min(first + timedelta(days=day.day - 1), last)
    return wanted + timedelta(days=max(0, 7 - wanted.weekday()) if wanted.weekday() > 4 else 0)


class NotNowPopover(SavingPopover):
    """1 to 5 choose a reason, Enter saves, Esc leaves everything as it was. A task is made for the day to ask again."""

    def __init__(
        self, context: PaneContext, lead_ids: Sequence[str], title: str, anchor: QWidget, area: QRect | None = None
    ) -> None:
        super().__init__(context, self.tr("Not now"), anchor, width=400, area=area)
        self._ids = list(lead_ids)
        self._title_of_draft = title
        words = (
            self.tr("Why not now? “{name}”").format(name=title)
            if len(self._ids) == 1
            else self.tr("Why not these %n leads now?", "", len(self._ids))
        )
        self.body.addWidget(Label(words, "title3", wrap=True))
        self._reasons = QButtonGroup(self)
        row = QWidget()
        flow = FlowLayout(row)
        for number, (key, _) in enumerate(NOT_NOW_REASONS):
            button = Button(context.theme, reason_word(key), size="compact")
            button.setCheckable(True)
            self._reasons.addButton(button, number)
            flow.addWidget(button)
        margins = self.body.contentsMargins()
        row.setMinimumHeight(flow.heightForWidth(self.width() - margins.left() - margins.right()))
        self.body.addWidget(row)
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("A word about it (optional)"))
        self.note.setAccessibleName(self.tr("A word about why not now"))
        self.body.addWidget(self.note)
        again = QHBoxLayout()
        again.setSpacing(8)
        again.addWidget(Label(self.tr("Ask again"), "small", "secondary"))
        now = today(context.services.clock)
        self.again = DateEdit(context.theme, self.tr("Ask again on"), partial(today, context.services.clock))
        self.again.set_value(months_later(now, MONTHS))
        again.addWidget(self.again, 1)
        self.never_button = Button(context.theme, self.tr("Never"), "ghost", size="compact")
        again.addWidget(self.never_button)
        self.body.addLayout(again)
        self.add_foot(self.tr("Not now"), icon="moon")
        self._kept = self.keep("lead.not_now", {"note": self.note})
        self._reasons.idClicked.connect(self._on_reason)
        self.never_button.clicked.connect(self._on_never)
        self.note.returnPressed.connect(self.save)

    def open(self) -> None:
        """Open with what was half typed here before."""
        if len(self._ids) == 1:
            self._kept.begin(self._ids[0], self._title_of_draft)
        super().open()

    def choose(self, number: int) -> None:
        """Choose the reason at this place, counted from 0."""
        button = self._reasons.button(number)
        if button is not None:
            button.setChecked(True)
            self._on_reason(number)

    def reason(self) -> str:
        """The reason chosen, with the word about it."""
        number = self._reasons.checkedId()
        chosen = reason_word(NOT_NOW_REASONS[number][0]) if number >= 0 else ""
        return " — ".join(part for part in (chosen, self.note.text().strip()) if part)

    def call(self) -> Call | None:
        if not self.reason():
            self.message.show_error(self.tr("Choose a reason, or write one."))
            return None
        if not self.again.is_understood():
            self.message.show_error(self.tr("“{text}” is no day.").format(text=self.again.text()))
            self.again.setFocus()
            return None
        return partial(self.context.services.lead_commands.not_now, self._ids, self.reason(), self.again.value())

    @Slot(int)
    def _on_reason(self, _number: int) -> None:
        self.message.show_error("")
        self.note.setFocus()

    @Slot()
    def _on_never(self) -> None:
        self.again.set_value(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3", "4", "5"):
            event.accept()
            self.choose(int(event.text()) - 1)
        elif event.text() in ("\r", "\n"):
            event.accept()
            self.save()
        else:
            super().keyPressEvent(event)
