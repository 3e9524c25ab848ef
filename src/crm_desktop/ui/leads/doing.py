"""What is done with the selected leads and with no other records: the panels that ask, and the commands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.ui.kit.links import open_mail
from crm_desktop.ui.leads.convert_popover import ConvertPopover
from crm_desktop.ui.leads.log_call import LeadCallPopover
from crm_desktop.ui.leads.not_now import NotNowPopover
from crm_desktop.ui.leads.words import status_word
from crm_desktop.ui.pane.follow_up import FollowUpPopover

if TYPE_CHECKING:
    from crm_desktop.ui.leads.pane import LeadsPane


class Doing:
    """Carries out the actions of the leads page; a panel opens beside the row or card, at the bar, or at its button."""

    def __init__(self, pane: LeadsPane) -> None:
        self._pane = pane
        self._services = pane.services
        self._operations = pane.operations

    def place(self, key: str, count: int) -> tuple[QWidget, QRect | None]:
        """Return where the panel of an action opens."""
        pane = self._pane
        if count == 1 and pane.side_shown:
            return pane.panel.button(key), None
        return pane.list.action_place(key)

    def convert(self, ids: list[str]) -> None:
        """Ask what one lead becomes; convert several as is proposed for each."""
        if len(ids) > 1:
            self._operations.write(self._pane, partial(self._services.lead_commands.convert_all, ids))
            return
        anchor, area = self.place("convert", 1)
        ConvertPopover(self._pane.context, ids[0], anchor, area).open()

    def not_now(self, ids: list[str]) -> None:
        """Ask why, and when to ask again."""
        anchor, area = self.place("not_now", len(ids))
        NotNowPopover(self._pane.context, ids, self._pane.name_of(ids[0]), anchor, area).open()

    def log_call(self, lead_id: str, name: str) -> None:
        """Log a call."""
        anchor, area = self.place("log_call", 1)
        LeadCallPopover(self._pane.context, lead_id, name, anchor, area).open()

    def follow_up(self, ids: list[str]) -> None:
        """Plan the next step with one lead; what is half typed is kept."""
        anchor, area = self.place("follow_up", 1)
        anchor = anchor if area is None else self._pane.list.toolbar.add_button
        plan = partial(self._services.list_commands.follow_up, "lead")
        FollowUpPopover(self._pane.context, ids, anchor, plan=plan, form="lead.step").open()

    def status(self) -> None:
        """Offer the statuses; “not now” asks why."""
        choices = [(key, status_word(key)) for key, _ in LEAD_STATUSES]
        self._pane.list.doing.choose("status", self._pane.tr("Change the status to"), choices, self.set_status)

    def set_status(self, ids: list[str], status: str) -> None:
        """Give leads a status, and show it at once where they are cards."""
        if status == "not_now":
            self.not_now(ids)
        elif self._pane.is_board:
            self._pane.board.set_status(ids, status)
        else:
            self._operations.write(self._pane, partial(self._services.lead_commands.set_status, ids, status))

    def email(self, address: str) -> None:
        """Begin a mail."""
        if address:
            open_mail(address)
        else:
            self._pane.notice.emit(self._pane.tr("This lead has no e-mail address yet."))
