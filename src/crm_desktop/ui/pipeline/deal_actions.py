"""What a person can do with the selected deals: menu, context menu, palette and keys are built from this."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crm_desktop.ui.pane.actions import Action

if TYPE_CHECKING:
    from crm_desktop.ui.pipeline.pane import PipelinePane


class DealActions(QObject):
    """The actions of the page, those about the selected deals first."""

    def __init__(self, pane: PipelinePane) -> None:
        super().__init__(pane)
        self._pane = pane

    def actions(self) -> list[Action]:
        """Return the actions as things are selected now."""
        ids = self._pane.selected.ids()
        return [*self._moves(ids), *self._doings(ids), *self._page_actions(ids)]

    def _moves(self, ids: list[str]) -> list[Action]:
        pane, move, here = self._pane, self._pane.moving, bool(ids)
        many = pane.selected.each
        one = ids[0] if ids else ""
        return [
            Action("deal_open", self.tr("Open"), partial(pane.open_deal, one), "", "panel-right", here, "open"),
            Action(
                "deal_move", self.tr("Move to a stage…"), partial(many, move.ask_stage), "M",
                "arrow-right", here, "stage",
            ),
            Action("deal_win", self.tr("Won"), partial(many, move.win), "W", "trophy", here, "stage"),
            Action("deal_lose", self.tr("Lost…"), partial(many, move.lose), "Shift+W", "thumbs-down", here, "stage"),
            Action(
                "deal_pipeline", self.tr("Another pipeline…"), partial(many, move.ask_pipeline), "",
                "arrow-right-left", here and pane.has_other_pipelines, "stage",
            ),
        ]  # fmt: skip

    def _doings(self, ids: list[str]) -> list[Action]:
        pane, here = self._pane, bool(ids)
        one = ids[0] if ids else ""
        known = here and pane.selected.has_customer(one)
        call, email, case = (partial(self._ask, name, one) for name in ("log_call", "email", "new_case"))
        quote = partial(pane.request.emit, "new_quote", "deal", one)
        plan = partial(pane.moving.open_plan, one, "")
        return [
            Action("deal_call", self.tr("Log call"), call, "L", "phone", known, "do"),
            Action("deal_email", self.tr("Email"), email, "E", "mail", known, "do"),
            Action("deal_note", self.tr("Note"), partial(self._note, one), "N", "sticky-note", here, "do"),
            Action("deal_plan", self.tr("Plan next step…"), plan, "S", "calendar-plus", here, "do"),
            Action("deal_quote", self.tr("New quote"), quote, "Q", "file-text", here, "do"),
            Action("deal_case", self.tr("New case"), case, "C", "life-buoy", known, "do"),
        ]

    def _page_actions(self, ids: list[str]) -> list[Action]:
        pane, here, table = self._pane, bool(ids), self._pane.shows_table
        onward, back = partial(pane.selected.step, 1), partial(pane.selected.step, -1)
        history = partial(pane.request.emit, "history", "deal", ids[0] if ids else "")
        return [
            Action("deal_history", self.tr("History"), history, "", "history", here, "keep"),
            Action("deal_copy", self.tr("Copy"), pane.selected.copy, "Ctrl+C", "copy", here, "keep"),
            Action("deal_bin", self.tr("Move to the Bin"), pane.selected.bin, "Delete", "trash-2", here, "keep"),
            Action("deal_tag", self.tr("Tag"), pane.selected.tag, "T", "tag", here and table, "keep"),
            Action("deals_filter", self.tr("Add a filter"), pane.add_filter, "F", "list-filter", True, "page"),
            Action("deals_next", self.tr("Next in the list"), onward, "Alt+Down", "arrow-down", table, "page"),
            Action("deals_previous", self.tr("Previous in the list"), back, "Alt+Up", "arrow-up", table, "page"),
            Action("deal_new", self.tr("New deal…"), pane.new_record, "", "plus", True, "page"),
            Action("stages_edit", self.tr("Change the stages…"), pane.edit_stages, "", "settings-2", True, "page"),
        ]

    def _ask(self, name: str, deal_id: str) -> None:
        pane = self._pane
        pane.operations.read(pane, partial(pane.services.pipeline.contact_of, deal_id), partial(self._emit, name))

    def _emit(self, name: str, contact_id: str | None) -> None:
        if contact_id:
            self._pane.request.emit(name, "contact", contact_id)

    def _note(self, deal_id: str) -> None:
        if deal_id:
            self._pane.open_deal(deal_id)
            self._pane.sheet.focus_note()
