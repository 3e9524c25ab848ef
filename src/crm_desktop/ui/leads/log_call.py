"""The panel that logs a call with a lead."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from crm_desktop.services.leads.views import LeadCall
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call
from crm_desktop.ui.timeline.call_popover import CallPopover


class LeadCallPopover(CallPopover):
    """A call with somebody who is no contact yet."""

    def __init__(
        self, context: PaneContext, lead_id: str, name: str, anchor: QWidget, area: QRect | None = None
    ) -> None:
        super().__init__(context, lead_id, anchor, form="lead.call", area=area)
        self._name = name

    def open(self) -> None:
        self.begin(self._name)
        super().open()

    def log(self) -> Call:
        call = LeadCall(
            self.record_id, self.note.toPlainText(), self.outcome(), self.minutes.value(), self.next.task(),
            self.direction(),
        )  # fmt: skip
        return partial(self.context.services.lead_commands.log_call, call)
