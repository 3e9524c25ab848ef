"""What is done with the selected leads: the panels that ask, and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.fields.tag_popover import TagPopover
from crm_desktop.ui.kit.choosing import ChoicePopover
from crm_desktop.ui.kit.links import open_mail
from crm_desktop.ui.leads.convert_popover import ConvertPopover
from crm_desktop.ui.leads.log_call import LeadCallPopover
from crm_desktop.ui.leads.not_now import NotNowPopover
from crm_desktop.ui.leads.words import status_word
from crm_desktop.ui.pane.follow_up import FollowUpPopover

if TYPE_CHECKING:
    from crm_desktop.ui.leads.pane import LeadsPane


class Doing:
    """Carries out the actions of the leads page; a panel opens beside the row, at the bar, or at its button."""

    def __init__(self, pane: LeadsPane) -> None:
        self._pane = pane
        self._services = pane.services
        self._operations = pane.operations

    def place(self, key: str, count: int) -> tuple[QWidget, QRect | None]:
        """Where the panel of an action opens."""
        pane = self._pane
        if count > 1:
            return pane.bulk_bar.button(key), None
        if pane.side_shown:
            return pane.panel.button(key), None
        return pane.view.viewport(), pane.view.row_place()

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
        row = self._pane.view.current_lead()
        beside = self._pane.panel.lead if self._pane.side_shown else None
        known = {row.id: row.name} if row is not None else {}
        if beside is not None:
            known[beside.id] = beside.row.name
        title = known.get(ids[0], "")
        NotNowPopover(self._pane.context, ids, title, anchor, area).open()

    def log_call(self, lead_id: str, name: str) -> None:
        """Log a call."""
        anchor, area = self.place("log_call", 1)
        LeadCallPopover(self._pane.context, lead_id, name, anchor, area).open()

    def follow_up(self, ids: list[str]) -> None:
        """Plan the same step with every lead."""
        anchor, _ = self.place("follow_up", len(ids))
        anchor = self._pane.list.filters.add_button if anchor is self._pane.view.viewport() else anchor
        plan = self._services.lead_commands.plan
        FollowUpPopover(self._pane.context, ids, anchor, plan=plan, form="lead.step").open()

    def tag(self, ids: list[str]) -> None:
        """Put a tag on every lead."""
        anchor, _ = self.place("tag", len(ids))
        anchor = self._pane.list.filters.add_button if anchor is self._pane.view.viewport() else anchor
        TagPopover(self._pane.context, ids, anchor, put=self._services.lead_commands.tag).open()

    def delete(self, ids: list[str]) -> None:
        """Put every lead into the Bin."""
        self._operations.write(self._pane, partial(self._services.lead_commands.bin, ids))

    def status(self, ids: list[str]) -> None:
        """Offer the statuses; “not now” asks why."""
        choices = [(key, status_word(key)) for key, _ in LEAD_STATUSES]
        self._choose(ids, self._pane.tr("Change the status to"), choices, self._set_status, "status")

    def assign(self, ids: list[str]) -> None:
        """Offer the people of the firm."""
        call = self._services.workspace.members
        self._operations.read(self._pane, call, partial(self._offer_members, ids))

    def email(self, address: str) -> None:
        """Begin a mail."""
        if address:
            open_mail(address)
        else:
            self._pane.notice.emit(self._pane.tr("This lead has no e-mail address yet."))

    def _offer_members(self, ids: list[str], members: Sequence[MemberRow]) -> None:
        choices = [(member.id, member.name) for member in members] + [("", self._pane.tr("Nobody"))]
        self._choose(ids, self._pane.tr("Who looks after it?"), choices, self._set_owner, "assign")

    def _choose(self, ids: list[str], title: str, choices: list[tuple[str, str]], chosen: object, key: str) -> None:
        popover = ChoicePopover(self._pane.theme, title, self._pane)
        popover.ask(ids, title, choices)
        popover.chosen.connect(chosen)
        popover.closed.connect(popover.deleteLater)
        anchor, area = self.place(key, len(ids))
        popover.open_at(anchor, side="beside" if area is not None else "below", area=area)

    def _set_status(self, ids: list[str], status: str) -> None:
        if status == "not_now":
            self.not_now(ids)
        else:
            self._operations.write(self._pane, partial(self._services.lead_commands.set_status, ids, status))

    def _set_owner(self, ids: list[str], owner_id: str) -> None:
        self._operations.write(self._pane, partial(self._services.lead_commands.assign, ids, owner_id or None))
