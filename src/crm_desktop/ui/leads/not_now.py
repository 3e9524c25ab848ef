"""Asks why a lead is set aside, and when to ask again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.kinds import NOT_NOW_REASONS
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.leads.words import reason_word
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

MONTHS = 3
"""After how many months a lead is asked again unless the person says otherwise."""


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of the month where it has no such day, and no weekend."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    wanted = min(first + timedelta(days=day.day - 1), last)
    return wanted + timedelta(days=max(0, 7 - wanted.weekday()) if wanted.weekday() > 4 else 0)


class NotNowPopover(Popover):
    """1 to 5 choose a reason, Enter saves, Esc leaves everything as it was. A task is made for the day to ask again.

    Signals:
        saved: the leads are set aside.
    """

    saved = Signal()

    def __init__(
        self, context: PaneContext, lead_ids: Sequence[str], title: str, anchor: QWidget, area: QRect | None = None
    ) -> None:
        super().__init__(self.tr("Not now"), anchor.window(), width=400)
        self._context = context
        self._ids = list(lead_ids)
        self._anchor_widget, self._area = anchor, area
        self._is_saving = False
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
        self._message = FieldMessage(context.theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.save_button = Button(context.theme, self.tr("Not now"), "primary", "moon")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        self._drafts = DraftKeeper(context, "lead.not_now", {"note": self.note}, self)
        self.body.insertWidget(1, self._drafts.note)
        self._reasons.idClicked.connect(self._on_reason)
        self.never_button.clicked.connect(self._on_never)
        self.note.returnPressed.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self._title_of_draft = title

    def open(self) -> None:
        """Open at the anchor, and with what was half typed here before."""
        if len(self._ids) == 1:
            self._drafts.begin(self._ids[0], self._title_of_draft)
        self.open_at(self._anchor_widget, side="beside" if self._area is not None else "below", area=self._area)

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

    @Slot()
    def save(self) -> None:
        """Set the leads aside."""
        if not self.reason():
            self._message.show_error(self.tr("Choose a reason, or write one."))
            return
        if not self.again.is_understood():
            self.again.setFocus()
            return
        if self._is_saving:
            return
        self._is_saving = True
        call = partial(self._context.services.lead_commands.not_now, self._ids, self.reason(), self.again.value())
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(int)
    def _on_reason(self, _number: int) -> None:
        self._message.show_error("")
        self.note.setFocus()

    @Slot()
    def _on_never(self) -> None:
        self.again.set_value(None)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self._drafts.forget()
        self.close_popover()
        self.saved.emit()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._message.show_error(f"{error.title} {error.detail}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3", "4", "5"):
            event.accept()
            self.choose(int(event.text()) - 1)
        elif event.text() in ("\r", "\n"):
            event.accept()
            self.save()
        else:
            super().keyPressEvent(event)
