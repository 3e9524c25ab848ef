"""The panel that logs a call with a lead and plans the next step in one go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.kinds import CALL_OUTCOMES
from crm_desktop.services.leads.views import LeadCall
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine
from crm_desktop.ui.timeline.words import outcome_word


class LeadCallPopover(Popover):
    """Note, outcome, length, next step; Ctrl+Enter saves both as one entry.

    Signals:
        saved: the call was logged.
    """

    saved = Signal()

    def __init__(
        self, context: PaneContext, lead_id: str, name: str, anchor: QWidget, area: QRect | None = None
    ) -> None:
        super().__init__("", anchor.window(), width=400)
        self.setAccessibleName(self.tr("Log a call"))
        self._context = context
        self._lead_id, self._name = lead_id, name
        self._anchor_widget, self._area = anchor, area
        self._is_saving = False
        theme = context.theme
        self.body.addWidget(ElidedLabel(self.tr("Log a call with {name}").format(name=name), "title3"))
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(self.tr("What was said?"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(84)
        self.body.addWidget(self.note)
        outcomes = QHBoxLayout()
        outcomes.setSpacing(6)
        self._outcomes = QButtonGroup(self)
        for number, (key, _) in enumerate(CALL_OUTCOMES[:3]):
            chip = Button(theme, outcome_word(key), size="compact")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self._outcomes.addButton(chip, number)
            outcomes.addWidget(chip)
        outcomes.addStretch(1)
        self.minutes = QLineEdit()
        self.minutes.setAccessibleName(self.tr("Length in minutes"))
        self.minutes.setPlaceholderText(self.tr("min"))
        self.minutes.setFixedWidth(64)
        self.minutes.setMaxLength(4)
        outcomes.addWidget(self.minutes)
        self.body.addLayout(outcomes)
        self.body.addWidget(Label(self.tr("Next"), "small", "secondary"))
        self.next = PlanLine(context, self.tr("Next step"), self.tr("call in 1 week"))
        self.body.addWidget(self.next)
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Ctrl+Enter saves both"), "caption", "tertiary"), 1)
        self.save_button = Button(theme, self.tr("Log call"), "primary")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        parts = {
            "note": self.note, "outcome": self._outcomes, "minutes": self.minutes, "next": self.next.input,
        }  # fmt: skip
        self._drafts = DraftKeeper(context, "lead.call", parts, self)
        self.body.insertWidget(1, self._drafts.note)
        self.save_button.clicked.connect(self.save)
        for field in (self.note, self.minutes, self.next.input):
            field.installEventFilter(self)

    def open(self) -> None:
        """Open at the anchor with the caret in the note, and with what was half typed here before."""
        self._drafts.begin(self._lead_id, self._name)
        self.open_at(self._anchor_widget, side="beside" if self._area is not None else "below", area=self._area)
        self.note.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def save(self) -> None:
        """Log the call and plan the next step."""
        minutes = self.minutes.text().strip()
        if minutes and not (minutes.isascii() and minutes.isdecimal()):
            self._message.show_error(self.tr("“{text}” is no number of minutes.").format(text=minutes))
            self.minutes.setFocus()
            return
        if self._is_saving:
            return
        self._is_saving = True
        call = LeadCall(
            self._lead_id, self.note.toPlainText(), CALL_OUTCOMES[self._outcomes.checkedId()][0],
            int(minutes) if minutes else None, self.next.task(),
        )  # fmt: skip
        self._context.operations.write(
            self, partial(self._context.services.lead_commands.log_call, call), self._on_saved, self._on_failed
        )

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
        if _is_save(event):
            self.save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.KeyPress and watched in (self.note, self.minutes, self.next.input)
        if is_key and isinstance(event, QKeyEvent) and _is_save(event):
            self.save()
            return True
        return super().eventFilter(watched, event)


def _is_save(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
