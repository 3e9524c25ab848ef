"""The pipeline page."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import FilterError
from crm_desktop.core.filters import parse
from crm_desktop.services.pipeline.views import DealCard, Forecast, PipelineRow
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.lists.state import parts_of
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
from crm_desktop.ui.pipeline.selected_deals import SelectedDeals
from crm_desktop.ui.pipeline.stages_dialog import StagesDialog
from crm_desktop.ui.pipeline.table import DealTable
from crm_desktop.ui.pipeline.toolbar import VIEWS, PipelineToolbar
from crm_desktop.ui.pipeline.words import ShownBoard, read_board

_TOUCHING = ("deal", "stage", "pipeline", "task", "contact", "setting", "member", "tag_link", "custom_value")


class PipelinePane(Pane):
    """Board, table and forecast of one pipeline, and the deal that is open beside them."""

    key = "pipeline"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._pipeline_id = ""
        self._pipelines: list[PipelineRow] = []
        self._members: list[MemberRow] = []
        self._filter_wanted = False
        self._created = ""
        self.cards: dict[str, DealCard] = {}
        self._ticket = 0
        self._new_deal: NewDealPopover | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        self.toolbar = PipelineToolbar(theme, self)
        self.error = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.error.hide()
        # Every page is born where it will stay: moved there, it would be styled again with all that is in it.
        self.stack = QStackedWidget(self)
        self.board = Board(theme, self.stack)
        self.forecast = ForecastView(theme, self.stack)
        self.ghosts = GhostBoard(theme, self.stack)
        self.nothing = EmptyState(
            theme, "list-filter", self.tr("No deal matches this filter"),
            self.tr("Deals that do not match are only hidden."), self.tr("Show everything"), primary_icon="x",
            parent=self.stack,
        )  # fmt: skip
        reading = self.tr("Reading the deals…")
        self.waiting = Skeleton(theme, reading, row_height=116, avatars=False, parent=self.stack)
        for page in (self.waiting, self.board, self.forecast, self.ghosts, self.nothing):
            self.stack.addWidget(page)
        self.moving = Moving(self.context, self.board, self)
        self.selected = SelectedDeals(self)
        self._actions = DealActions(self)
        beside = self._beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.stack, 1)
        whole = self._whole = QVBoxLayout(self)
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
        bar.filter_wanted.connect(self._on_filter_wanted)
        bar.stages_wanted.connect(self.edit_stages)
        self.error.action_requested.connect(self.reload)
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._prepare)
        self.ghosts.deal_wanted.connect(self.new_record)
        self.ghosts.stages_wanted.connect(self.edit_stages)
        self.nothing.primary_requested.connect(self._on_clear_wanted)
        board = self.board
        board.card_activated.connect(self.open_deal)
        board.card_opened_apart.connect(self.open_deal)
        board.card_peek.connect(self._on_peek)
        board.add_requested.connect(self._on_add_requested)
        board.context_requested.connect(self._on_context_requested)
        self.forecast.month_opened.connect(self.show_filtered)
        self.moving.quote_wanted.connect(self._on_quote_wanted)
        self.moving.settled.connect(self.reload)

    @cached_property
    def table(self) -> DealTable:
        """The deals as a table, with the filter of all views over it; made when either is first wanted."""
        table = DealTable(self.context, self._pipeline_id, self.stack, self)
        self.stack.addWidget(table)
        self._whole.insertWidget(2, table.head)
        table.head.hide()
        table.record_opened.connect(self.open_deal)
        table.record_opened_apart.connect(self.open_deal)
        table.record_peeked.connect(self._on_peek)
        table.context_requested.connect(self._on_context_requested)
        table.filter_changed.connect(self._on_filter_changed)
        table.section_shown.connect(self._on_pipeline_changed)
        table.create_requested.connect(self._on_create_requested)
        table.bulk_requested.connect(self.selected.act)
        table.noticed.connect(self.notice)
        table.failed.connect(self._on_error)
        return table

    @property
    def made_table(self) -> DealTable | None:
        """The table, if it was looked at."""
        return self.table if "table" in self.__dict__ else None

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
    def made_sheet(self) -> DealSheet | None:
        """The sheet at the side, if a deal was opened."""
        return self.sheet if "sheet" in self.__dict__ else None

    @property
    def shown_sheet(self) -> DealSheet | None:
        """The sheet at the side while it is open."""
        sheet = self.made_sheet
        return sheet if sheet is not None and sheet.isVisible() else None

    @cached_property
    def peek(self) -> DealPeek:
        """A deal at a glance."""
        peek = DealPeek(self.context, self)
        peek.step_wanted.connect(self.selected.step_peek)
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
        if self.made_sheet is not None:
            self.sheet.reload()

    def apply_change(self, change: ChangeSet) -> None:
        """Read again what a change touches; not while a move of this page is still being saved."""
        if change.touches(*_TOUCHING) and not self.moving.is_busy:
            self.operations.read(self, self.services.pipeline.pipelines, self._on_pipelines, self._on_error)
        if self.made_sheet is not None:
            self.sheet.apply_change(change)

    @Slot(object)
    def _on_members(self, members: list[MemberRow]) -> None:
        self._members = members
        self._show_owner()

    def _show_owner(self) -> None:
        table = self.made_table
        self.toolbar.set_members(self._members, table.state.switched("owner") if table is not None else "")

    @Slot(object)
    def _on_pipelines(self, pipelines: list[PipelineRow]) -> None:
        self._pipelines = pipelines
        if not any(one.id == self._pipeline_id for one in pipelines):
            self._pipeline_id = pipelines[0].id if pipelines else ""
        self.toolbar.set_pipelines(pipelines, self._pipeline_id)
        self.moving.set_pipelines(pipelines, self._pipeline_id)
        table = self.made_table
        if table is not None and table.state.section != self._pipeline_id:
            table.set_section(self._pipeline_id)  # and what is beside it with it
        else:
            self._load()

    def _load(self) -> None:
        """Read what is shown; the table as well where its filter is."""
        table = self.made_table
        if table is not None and not table.head.isHidden():
            table.reload()
        self._load_others()

    def _load_others(self) -> None:
        """The board is always read: it says what the totals are and whether there is anything."""
        table = self.made_table
        where, text = table.shared_filter() if table is not None else (None, "")
        call = partial(read_board, self.services.pipeline, self._pipeline_id, where, text)
        self.operations.read(self, call, self._on_board, self._on_error)
        if self.toolbar.segments.current() == "forecast":
            months = partial(self.services.pipeline.forecast, self._pipeline_id, where, text)
            self.operations.read(self, months, self._on_forecast, self._on_error)

    @Slot(object)
    def _on_board(self, shown: ShownBoard) -> None:
        board = shown.board
        if board.pipeline_id != self._pipeline_id or self.moving.is_busy:
            return
        self.error.hide()
        self.waiting.stop()
        self.cards = {card.id: card for cards in board.cards.values() for card in cards}
        self.moving.set_titles({card.id: card.title for card in self.cards.values()})
        self.toolbar.set_totals(board)
        self.board.set_columns(shown.columns, shown.cards)
        if self._created and self.board.choose(self._created):
            self._created = ""
        self._show_view()
        self.focus_what_came()
        if self.made_sheet is None:
            self._idle.start()

    @Slot()
    def _prepare(self) -> None:
        """Make the sheet while nothing else is to be done, so that the first deal need not wait for it."""
        for part in self.sheet.findChildren(QWidget):
            part.ensurePolished()

    @Slot(object)
    def _on_forecast(self, forecast: Forecast) -> None:
        self.forecast.set_forecast(forecast, today(self.services.clock))

    @Slot(object)
    def _on_error(self, error: CrmError) -> None:
        self.waiting.stop()
        if isinstance(error, FilterError):
            self._show_view()  # what is wrong is said at the filter
            return
        self.error.set_message(error.title, error.detail)
        self.error.show()

    def _show_view(self) -> None:
        view = self.toolbar.segments.current()
        shown = next((one for one in self._pipelines if one.id == self._pipeline_id), None)
        has_deals = shown is not None and any(stage.deals for stage in shown.stages)
        if not has_deals:
            self.stack.setCurrentWidget(self.ghosts)
        elif view == "table":
            self.stack.setCurrentWidget(self.table)
        elif view == "board" and not self.cards and self.made_table is not None and self.made_table.is_narrowed():
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget(self.board if view == "board" else self.forecast)
        self._show_filter()

    def _show_filter(self) -> None:
        """The filter stands over the table, and over the others while they are filtered or it was asked for."""
        is_table, table = self.stack.currentWidget() is self.made_table, self.made_table
        self.toolbar.filter_button.setHidden(is_table)
        if table is None:
            return
        shown = is_table or self._filter_wanted or table.has_own_filter()
        if shown and table.head.isHidden():
            table.reload()
        table.toolbar.show_tools(is_table)
        table.head.setVisible(shown and self.stack.currentWidget() not in (self.ghosts, self.waiting))

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
        self.table.switch("owner", member_id)

    @Slot()
    def _on_filter_changed(self) -> None:
        self._show_owner()
        self._load_others()

    @Slot()
    def _on_filter_wanted(self) -> None:
        """Show the filter over the board or forecast; put it away again while it does nothing."""
        if not self.table.head.isHidden() and not self.table.has_own_filter():
            self._filter_wanted = False
            self._show_filter()
        else:
            self.focus_filter()

    @Slot()
    def _on_clear_wanted(self) -> None:
        self.table.switch("owner", "")
        self.table.clear_filter()

    @Slot(str)
    def show_filtered(self, where: str) -> None:
        """Show the deals of a filter as a table."""
        self.toolbar.segments.set_current("table")
        first = replace(self.table.setting.state(), section=self._pipeline_id)
        self.table.set_state(replace(first, conditions=parts_of(parse(where))))
        if self._pipelines:
            self._show_view()

    # deals

    @property
    def shows_table(self) -> bool:
        """Whether the deals are listed as a table."""
        return self.stack.currentWidget() is self.made_table

    @property
    def has_other_pipelines(self) -> bool:
        """Whether deals can go to another pipeline."""
        return len(self._pipelines) > 1

    @Slot(str)
    def open_deal(self, deal_id: str) -> None:
        """Show a deal at the side."""
        self.sheet.open_deal(deal_id)
        self.sheet.show()
        self.sheet.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_deal(self) -> None:
        """Give the room back to the board."""
        if self.made_sheet is not None:
            self.sheet.hide()
        if self.shows_table:
            self.table.focus_rows()
        else:
            self.board.focus_board()

    def show_list(self, which: str) -> None:
        """Show what was won this month, as a table."""
        if which == "won":
            self.show_filtered("status = won and closed_at within this month")

    def open_record(self, kind: str, record_id: str) -> None:
        if kind == "deal":
            self.open_deal(record_id)

    @Slot()
    def new_record(self) -> None:
        self._open_new_deal("", self.toolbar.segments)

    def _open_new_deal(self, stage_id: str, anchor: QWidget) -> None:
        if self._new_deal is None:
            self._new_deal = NewDealPopover(self.context, self)
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
        self._created = "" if self.board.choose(deal_id) else deal_id
        if self.shown_sheet is not None:
            self.open_deal(deal_id)

    @Slot(str)
    def _on_create_requested(self, text: str) -> None:
        self._open_new_deal("", self.table.search)
        if text and self._new_deal is not None:
            self._new_deal.line.setText(text)

    @Slot(str)
    def _on_add_requested(self, stage_id: str) -> None:
        self._open_new_deal(stage_id, self.board.column_view(stage_id))

    @Slot(str)
    def _on_peek(self, deal_id: str) -> None:
        self.peek.show_deal(deal_id)
        self.peek.open_centred(self.window())

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

    # the shell

    def actions_here(self) -> list[Action]:
        return self._actions.actions()

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def export_list(self) -> bool:
        if self.shows_table:
            self.table.doing.export()
        return self.shows_table

    def focus_filter(self) -> None:
        self._filter_wanted = True
        self.table  # noqa: B018  # made now
        self._show_filter()
        self.table.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.table.search.selectAll()

    def add_filter(self) -> None:
        """Choose a condition from lists (F)."""
        self.focus_filter()
        self.table.doing.add_filter()

    def regions(self) -> list[QWidget]:
        table, sheet = self.made_table, self.shown_sheet
        above = [table.search] if table is not None and not table.head.isHidden() else []
        return [self.toolbar.segments, *above, self._content(), *([sheet] if sheet is not None else [])]

    def _content(self) -> QWidget:
        current = self.stack.currentWidget()
        if current is self.board and self.board.column_keys:
            return self.board.column_view(self.board.column_keys[0])
        if current is self.forecast:
            return self.forecast.view
        return self.table.table if self.shows_table else self.stack

    def main_region(self) -> QWidget | None:
        if self.stack.currentWidget() is self.board:
            return self.board.active_view() or self
        return self._content()

    def state(self) -> dict[str, Any]:
        return {
            "view": self.toolbar.segments.current(),
            "pipeline": self._pipeline_id,
            "table": self.made_table.kept() if self.made_table is not None else {},
            "deal": self.shown_sheet.deal_id if self.shown_sheet is not None else "",
        }

    def restore(self, state: dict[str, Any]) -> None:
        self._pipeline_id = str(state.get("pipeline", ""))
        if state.get("view") in VIEWS:
            self.toolbar.segments.set_current(state["view"])
        if state.get("table"):
            self.table.restore(state["table"])
        if state.get("deal"):
            self.open_deal(str(state["deal"]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moving.place_offer()
