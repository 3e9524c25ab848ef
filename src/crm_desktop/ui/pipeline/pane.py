"""The pipeline page."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Expression
from crm_desktop.services.pipeline.fields import FIELDS
from crm_desktop.services.pipeline.views import DealCard, Forecast, PipelineRow
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.pipeline.deal_actions import DealActions
from crm_desktop.ui.pipeline.detail import DealSheet
from crm_desktop.ui.pipeline.forecast import ForecastView
from crm_desktop.ui.pipeline.ghosts import GhostBoard
from crm_desktop.ui.pipeline.moving import Moving
from crm_desktop.ui.pipeline.new_deal import NewDealPopover
from crm_desktop.ui.pipeline.peek import DealPeek
from crm_desktop.ui.pipeline.stages_dialog import StagesDialog
from crm_desktop.ui.pipeline.table import DealTable
from crm_desktop.ui.pipeline.toolbar import VIEWS, PipelineToolbar
from crm_desktop.ui.pipeline.words import ShownBoard, card_of, read_board

_TOUCHING = ("deal", "stage", "pipeline", "task", "contact", "setting", "member", "tag_link")


class PipelinePane(Pane):
    """Board, table and forecast of one pipeline, and the deal that is open beside them."""

    key = "pipeline"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._pipeline_id = ""
        self._pipelines: list[PipelineRow] = []
        self._owner: str | None = None
        self._where: Expression | None = None
        self._cards: dict[str, DealCard] = {}
        self._ticket = 0
        self._new_deal: NewDealPopover | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        self.toolbar = PipelineToolbar(theme, FIELDS, self)
        self.error = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.error.hide()
        # Every page is born where it will stay: moved there, it would be styled again with all that is in it.
        self.stack = QStackedWidget(self)
        self.board = Board(theme, self.stack)
        self.table = DealTable(self.context, self.stack)
        self.forecast = ForecastView(theme, self.stack)
        self.ghosts = GhostBoard(theme, self.stack)
        self.nothing = EmptyState(
            theme, "list-filter", self.tr("No deal matches this filter"),
            self.tr("Deals that do not match are only hidden."), self.tr("Show everything"), primary_icon="x",
            parent=self.stack,
        )  # fmt: skip
        reading = self.tr("Reading the deals…")
        self.waiting = Skeleton(theme, reading, row_height=116, avatars=False, parent=self.stack)
        for page in (self.waiting, self.board, self.table, self.forecast, self.ghosts, self.nothing):
            self.stack.addWidget(page)
        self.moving = Moving(self.context, self.board, self)
        self._actions = DealActions(self)
        beside = self._beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 12, 20, 16)
        whole.setSpacing(12)
        whole.addWidget(self.toolbar)
        whole.addWidget(self.error)
        whole.addLayout(beside, 1)

    def _connect(self) -> None:
        bar = self.toolbar
        bar.view_changed.connect(self._on_view_changed)
        bar.pipeline_changed.connect(self._on_pipeline_changed)
        bar.owner_changed.connect(self._on_owner_changed)
        bar.filter_changed.connect(self._on_filter_changed)
        bar.stages_wanted.connect(self.edit_stages)
        self.error.action_requested.connect(self.reload)
        self.ghosts.deal_wanted.connect(self.new_record)
        self.ghosts.stages_wanted.connect(self.edit_stages)
        self.nothing.primary_requested.connect(bar.filter_popover.clear)
        board = self.board
        board.card_activated.connect(self.open_deal)
        board.card_opened_apart.connect(self.open_deal)
        board.card_peek.connect(self._on_peek)
        board.add_requested.connect(self._on_add_requested)
        board.context_requested.connect(self._on_context_requested)
        self.table.deal_activated.connect(self.open_deal)
        self.table.deal_peeked.connect(self._on_peek)
        self.table.view.context_requested.connect(self._on_context_requested)
        self.forecast.month_opened.connect(self._on_month_opened)
        self.moving.quote_wanted.connect(self._on_quote_wanted)
        self.moving.settled.connect(self.reload)

    @cached_property
    def sheet(self) -> DealSheet:
        """The deal that is open at the side; made when the first one is."""
        sheet = DealSheet(self.context, self)
        sheet.hide()
        self._beside.addWidget(sheet)
        sheet.closed.connect(self.close_deal)
        sheet.move_wanted.connect(self._on_move_wanted)
        sheet.win_wanted.connect(self.moving.win_one)
        sheet.lose_wanted.connect(self.moving.lose_one)
        sheet.plan_wanted.connect(self.moving.open_plan)
        sheet.quote_wanted.connect(self._on_quote_wanted)
        sheet.contact_wanted.connect(self._on_contact_wanted)
        return sheet

    @property
    def _made_sheet(self) -> DealSheet | None:
        return self.sheet if "sheet" in self.__dict__ else None

    @property
    def _shown_sheet(self) -> DealSheet | None:
        sheet = self._made_sheet
        return sheet if sheet is not None and sheet.isVisible() else None

    @cached_property
    def peek(self) -> DealPeek:
        """A deal at a glance."""
        peek = DealPeek(self.context, self)
        peek.step_wanted.connect(self._on_peek_step)
        peek.open_wanted.connect(self.open_deal)
        peek.stage_wanted.connect(self._on_move_wanted)
        return peek

    # what is shown

    def reload(self) -> None:
        """Read pipelines, people and what is shown."""
        if self._ticket == 0:
            self.stack.setCurrentWidget(self.waiting)
            self.waiting.start()
        self.operations.read(self, self.services.workspace.members, self._on_members)
        self._ticket = self.operations.read(self, self.services.pipeline.pipelines, self._on_pipelines, self._on_error)
        if self._made_sheet is not None:
            self.sheet.reload()

    def apply_change(self, change: ChangeSet) -> None:
        """Read again what a change touches; not while a move of this page is still being saved."""
        if change.touches(*_TOUCHING) and not self.moving.is_busy:
            self.operations.read(self, self.services.pipeline.pipelines, self._on_pipelines, self._on_error)
        if self._made_sheet is not None:
            self.sheet.apply_change(change)

    @Slot(object)
    def _on_members(self, members: list[MemberRow]) -> None:
        self.toolbar.set_members(members, self._owner or "")

    @Slot(object)
    def _on_pipelines(self, pipelines: list[PipelineRow]) -> None:
        self._pipelines = pipelines
        if not any(one.id == self._pipeline_id for one in pipelines):
            self._pipeline_id = pipelines[0].id if pipelines else ""
        self.toolbar.set_pipelines(pipelines, self._pipeline_id)
        self.moving.set_pipelines(pipelines, self._pipeline_id)
        self._load()

    def _load(self) -> None:
        """The board is always read: it says what the totals are and whether there is anything."""
        call = partial(read_board, self.services.pipeline, self._pipeline_id, self._owner, self._where)
        self.operations.read(self, call, self._on_board, self._on_error)
        view = self.toolbar.segments.current()
        if view == "table":
            self.table.load(self._pipeline_id, self._owner, self._where)
        elif view == "forecast":
            months = partial(self.services.pipeline.forecast, self._pipeline_id, self._owner, self._where)
            self.operations.read(self, months, self._on_forecast, self._on_error)

    @Slot(object)
    def _on_board(self, shown: ShownBoard) -> None:
        board = shown.board
        if board.pipeline_id != self._pipeline_id or self.moving.is_busy:
            return
        self.error.hide()
        self.waiting.stop()
        self._cards = {card.id: card for cards in board.cards.values() for card in cards}
        self.moving.set_titles({card.id: card.title for card in self._cards.values()})
        self.toolbar.set_totals(board)
        self.board.set_columns(shown.columns, shown.cards)
        self._show_view()
        self.focus_what_came()

    @Slot(object)
    def _on_forecast(self, forecast: Forecast) -> None:
        self.forecast.set_forecast(forecast, today(self.services.clock))

    @Slot(object)
    def _on_error(self, error: CrmError) -> None:
        self.waiting.stop()
        self.error.set_message(error.title, error.detail)
        self.error.show()

    def _show_view(self) -> None:
        view = self.toolbar.segments.current()
        shown = next((one for one in self._pipelines if one.id == self._pipeline_id), None)
        has_deals = shown is not None and any(stage.deals for stage in shown.stages)
        if not has_deals:
            self.stack.setCurrentWidget(self.ghosts)
        elif view == "board" and self._where is not None and not self._cards:
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget({"board": self.board, "table": self.table, "forecast": self.forecast}[view])

    @Slot(str)
    def _on_view_changed(self, _view: str) -> None:
        self._show_view()
        self._load()

    @Slot(str)
    def _on_pipeline_changed(self, pipeline_id: str) -> None:
        self._pipeline_id = pipeline_id
        self.operations.read(self, self.services.pipeline.pipelines, self._on_pipelines, self._on_error)

    @Slot(str)
    def _on_owner_changed(self, member_id: str) -> None:
        self._owner = member_id or None
        self._load()

    @Slot(object)
    def _on_filter_changed(self, where: Expression | None) -> None:
        self._where = where
        self._load()

    @Slot(str)
    def _on_month_opened(self, text: str) -> None:
        self.toolbar.segments.set_current("table")
        self.toolbar.filter_popover.set_text(text)

    # deals

    def selected_ids(self) -> list[str]:
        """The deals that actions are about: the selected ones, else the open one."""
        current = self.stack.currentWidget()
        ids: list[str] = []
        focused = QApplication.focusWidget()
        sheet = self._shown_sheet
        if sheet is not None and focused is not None and sheet.isAncestorOf(focused):
            return [sheet.deal_id]
        if current is self.board:
            ids = self.board.selected_ids()
        elif current is self.table:
            ids = self.table.view.selected_ids()
        return ids or ([sheet.deal_id] if sheet is not None else [])

    @property
    def has_other_pipelines(self) -> bool:
        """Whether deals can go to another pipeline."""
        return len(self._pipelines) > 1

    def contact_of(self, deal_id: str) -> str | None:
        """Whom a deal is with."""
        if deal_id in self._cards:
            return self._cards[deal_id].contact_id
        detail = self._made_sheet.detail if self._made_sheet is not None else None
        if detail is not None and detail.id == deal_id:
            return detail.contact_id
        row = self.table.row_of(deal_id)
        return row.contact_id if row else None

    @Slot(str)
    def open_deal(self, deal_id: str) -> None:
        """Show a deal at the side."""
        self.sheet.open_deal(deal_id)
        self.sheet.show()
        self.sheet.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_deal(self) -> None:
        """Give the room back to the board."""
        if self._made_sheet is not None:
            self.sheet.hide()
        self.board.focus_board()

    def open_record(self, kind: str, record_id: str) -> None:
        if kind == "deal":
            self.open_deal(record_id)

    @Slot()
    def new_record(self) -> None:
        self._open_new_deal("", self.toolbar.segments)

    def _open_new_deal(self, stage_id: str, anchor: QWidget) -> None:
        if self._new_deal is None:
            self._new_deal = NewDealPopover(self.context, parent=self)
            self._new_deal.created.connect(self._on_created)
        self._new_deal.set_stage(self._pipeline_id, stage_id)
        # Under the head of a column, not under all of its cards.
        self._new_deal.open_at(anchor, area=QRect(0, 0, anchor.width(), min(anchor.height(), 34)))

    @property
    def new_deal(self) -> NewDealPopover | None:
        """The form of a new deal, once it was opened."""
        return self._new_deal

    @Slot(str)
    def _on_created(self, deal_id: str) -> None:
        if self._shown_sheet is not None:
            self.open_deal(deal_id)

    @Slot(str)
    def _on_add_requested(self, stage_id: str) -> None:
        self._open_new_deal(stage_id, self.board.column_view(stage_id))

    @Slot(str)
    def _on_peek(self, deal_id: str) -> None:
        self.peek.show_deal(deal_id)
        self.peek.open_centred(self.window())

    @Slot(int)
    def _on_peek_step(self, step: int) -> None:
        place = self.board.place_of(self.peek.deal_id)
        if place is not None:
            cards = [card.id for card in self.board.cards_in(place.column_key)]
            at = cards.index(self.peek.deal_id) + step
            if 0 <= at < len(cards):
                self.board.column_view(place.column_key).focus_card(at)
                self.peek.show_deal(cards[at])

    @Slot(str, str)
    def _on_move_wanted(self, deal_id: str, stage_id: str) -> None:
        self.moving.move_to_stage([deal_id], stage_id)

    @Slot(str)
    def _on_quote_wanted(self, deal_id: str) -> None:
        self.request.emit("new_quote", "deal", deal_id)

    @Slot(str)
    def _on_contact_wanted(self, contact_id: str) -> None:
        self.record_requested.emit("contact", contact_id)

    @Slot()
    def edit_stages(self) -> None:
        """Open the stages of the shown pipeline."""
        shown = next((one for one in self._pipelines if one.id == self._pipeline_id), None)
        if shown is not None:
            dialog = StagesDialog(self.context, shown, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def bin_selected(self) -> None:
        """Put the selected deals into the Bin."""
        ids = self.selected_ids()
        if ids:
            if self._shown_sheet is not None and self.sheet.deal_id in ids:
                self.sheet.hide()
            self.operations.write(self, partial(self.services.pipeline_commands.bin, ids))

    def copy_selected(self) -> None:
        """Copy the selected deals as tab-separated text."""
        chosen = [self._cards[one] for one in self.selected_ids() if one in self._cards]
        rows = [(card.title, card.customer, card_of(card, "open").amount_text, card.owner) for card in chosen]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))

    # the shell

    def actions_here(self) -> list[Action]:
        return self._actions.actions()

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def focus_filter(self) -> None:
        self.toolbar.open_filter()

    def regions(self) -> list[QWidget]:
        current = self.stack.currentWidget()
        content: QWidget = self.stack
        if current is self.board and self.board.column_keys:
            content = self.board.column_view(self.board.column_keys[0])
        elif current in (self.table, self.forecast):
            content = self.table.view if current is self.table else self.forecast.view
        shown = [self.toolbar.segments, content]
        return [*shown, self.sheet] if self._shown_sheet is not None else shown

    def main_region(self) -> QWidget | None:
        if self.stack.currentWidget() is self.board:
            return self.board.active_view() or self
        return self.regions()[1]

    def state(self) -> dict[str, Any]:
        return {
            "view": self.toolbar.segments.current(),
            "pipeline": self._pipeline_id,
            "owner": self._owner or "",
            "filter": self.toolbar.filter_text(),
            "sort": list(self.table.sorting()),
            "deal": self._shown_sheet.deal_id if self._shown_sheet is not None else "",
        }

    def restore(self, state: dict[str, Any]) -> None:
        self._pipeline_id = str(state.get("pipeline", ""))
        self._owner = str(state.get("owner") or "") or None
        if state.get("view") in VIEWS:
            self.toolbar.segments.set_current(state["view"])
        key, ascending = state.get("sort") or ("stage", True)
        self.table.set_sorting(str(key), ascending=bool(ascending))
        self.toolbar.filter_popover.set_text(str(state.get("filter", "")))
        if state.get("deal"):
            self.open_deal(str(state["deal"]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moving.place_offer()
