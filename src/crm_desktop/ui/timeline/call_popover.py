"""The panel that logs a call and plans the next step in one go, whomever it was with."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from crm_desktop.core.kinds import CALL_OUTCOMES
from crm_desktop.ui.fields.minutes_edit import MinutesEdit
from crm_desktop.ui.fields.said_edit import SaidEdit
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.form_parts import FormParts
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover
from crm_desktop.ui.timeline.call_timer import CallTimer
from crm_desktop.ui.timeline.words import outcome_word


class CallPopover(SavingPopover):
    """Note, outcome, length, next step; Ctrl+Enter saves both as one entry. Its call is kept as a draft `form`."""

    def __init__(
        self, context: PaneContext, record_id: str, anchor: QWidget, *, form: str, area: QRect | None = None
    ) -> None:
        super().__init__(context, self.tr("Log a call"), anchor, width=476, area=area)
        self.record_id = record_id
        theme = context.theme
        self.title = ElidedLabel(self.tr("Log a call"), "title3")
        self.body.addWidget(self.title)
        self.note = SaidEdit()
        self.body.addWidget(self.note)
        self.outcomes = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        for number, (key, _) in enumerate(CALL_OUTCOMES):
            chip = Button(theme, outcome_word(key), size="compact")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self.outcomes.addButton(chip, number)
            row.addWidget(chip)
        row.addStretch(1)
        self.body.addLayout(row)
        length = QHBoxLayout()
        length.setSpacing(6)
        self.incoming = PillButton(theme, self.tr("They called"))
        length.addWidget(self.incoming)
        length.addStretch(1)
        self.timer = CallTimer(theme, context.services.clock)
        self.timer.measured.connect(self._on_measured)
        length.addWidget(self.timer)
        self.minutes = MinutesEdit()
        length.addWidget(self.minutes)
        self.body.addLayout(length)
        more = self.add_more()
        self.body.addWidget(Label(self.tr("Next"), "small", "secondary"))
        self.next = PlanLine(context, self.tr("Next step"), self.tr("call in 1 week"))
        self.body.addWidget(self.next)
        self.add_foot(self.tr("Log call"), self.tr("Ctrl+Enter saves both"))
        drafts = self.keep(
            form,
            {
                "note": self.note, "outcome": self.outcomes, "minutes": self.minutes, "next": self.next.input,
                "incoming": self.incoming, "timer": self.timer.part(), **more,
            },
        )  # fmt: skip
        self.timer.toggled_timing.connect(drafts.touch)

    def add_more(self) -> FormParts:
        """Add what only some calls have, before what comes next, and return what of it is kept."""
        return {}

    def call(self) -> Call | None:
        """Return what logs the call; a length that is no number is said instead."""
        self.timer.finish()
        problem = self.minutes.problem()
        self.message.show_error(problem)
        if problem:
            self.minutes.setFocus()
            return None
        return self.log()

    def log(self) -> Call:
        """Return what logs the call as it is written."""
        raise NotImplementedError

    def outcome(self) -> str:
        """The outcome chosen."""
        return CALL_OUTCOMES[self.outcomes.checkedId()][0]

    def direction(self) -> str:
        """Who called: in or out."""
        return "in" if self.incoming.isChecked() else "out"

    def begin(self, name: str = "") -> None:
        """It is about this record, called so: from now on what is typed is kept."""
        if name:
            self.title.setText(self.tr("Log a call with {name}").format(name=name))
        if self.drafts is not None:
            self.drafts.begin(self.record_id, name)

    def open(self) -> None:
        """Open with the caret in the note, and with what was half typed here before."""
        super().open()
        self.note.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(int)
    def _on_measured(self, minutes: int) -> None:
        self.minutes.setText(str(minutes))
