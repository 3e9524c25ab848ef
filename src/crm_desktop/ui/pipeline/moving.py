"""Moving deals: shown at once, saved behind, brought back when saving fails; closing them with what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import NextStep
from crm_desktop.services.pipeline.views import PipelineRow
from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.choosing import ChoicePopover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.closing import LostPopover, WonPopover
from crm_desktop.ui.pipeline.planning import PlanOffer, PlanPopover


class Moving(QObject):
    """Every way a deal changes its stage ends here.

    Signals:
        settled: all moves that were begun are saved or taken back; what is shown may be read again.
        quote_wanted: a quote is to be made of this deal.
    """

    settled = Signal()
    quote_wanted = Signal(str)

    def __init__(self, context: PaneContext, board: Board, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._board = board
        self._page = page
        self._pipelines: list[PipelineRow] = []
        self._pipeline_id = ""
        self._titles: dict[str, str] = {}
        self._pending = 0
        board.cards_dropped.connect(self._on_cards_dropped)
        board.zone_dropped.connect(self._on_zone_dropped)

    # what is asked, each made when it is first wanted

    @cached_property
    def won(self) -> WonPopover:
        """What may follow a deal that was won."""
        popover = WonPopover(self._context.theme, self._page)
        popover.call_wanted.connect(self._on_call_wanted)
        popover.quote_wanted.connect(self.quote_wanted)
        return popover

    @cached_property
    def lost(self) -> LostPopover:
        """Why a deal was lost."""
        popover = LostPopover(self._context.theme, self._page)
        popover.confirmed.connect(self._on_lost)
        return popover

    @cached_property
    def lost_drafts(self) -> DraftKeeper:
        """What was typed about a lost deal and not confirmed."""
        keeper = DraftKeeper(self._context, "deal.lost", {"note": self.lost.note}, self.lost)
        self.lost.body.insertWidget(1, keeper.note)
        return keeper

    @cached_property
    def choice(self) -> ChoicePopover:
        """To which stage."""
        popover = ChoicePopover(self._context.theme, self.tr("Move to a stage"), self._page)
        popover.chosen.connect(self._on_stage_chosen)
        return popover

    @cached_property
    def other(self) -> ChoicePopover:
        """To which other pipeline."""
        popover = ChoicePopover(self._context.theme, self.tr("Move to another pipeline"), self._page)
        popover.chosen.connect(self._on_pipeline_chosen)
        return popover

    @cached_property
    def plan(self) -> PlanPopover:
        """The next step of a deal."""
        return PlanPopover(self._context, self._page)

    @cached_property
    def offer(self) -> PlanOffer:
        """The strip that offers to plan the next step."""
        offer = PlanOffer(self._context, self._page)
        offer.plan_wanted.connect(self.open_plan)
        return offer

    def place_offer(self) -> None:
        """Move the strip, if it is shown, to where it belongs in a page of another size."""
        if "offer" in self.__dict__ and self.offer.isVisible():
            self.offer.place()

    @property
    def is_busy(self) -> bool:
        """Whether a move is being saved: what is read now may be older than what is shown."""
        return self._pending > 0

    def set_pipelines(self, pipelines: Sequence[PipelineRow], pipeline_id: str) -> None:
        """Know the stages that there are."""
        self._pipelines = list(pipelines)
        self._pipeline_id = pipeline_id
        self._board.zones.set_zone_shown("pipeline", len(pipelines) > 1)

    def set_titles(self, titles: dict[str, str]) -> None:
        """Know what the shown deals are called."""
        self._titles = titles

    # asking

    def ask_stage(self, ids: Sequence[str]) -> None:
        """M: choose a stage, by 1 to 9 or the mouse."""
        if ids and (shown := self._pipeline()):
            self.choice.ask(ids, self._moving_words(ids), [(stage.id, stage.name) for stage in shown.stages])
            self._open(self.choice, ids)

    def move_to_stage(self, ids: Sequence[str], stage_id: str) -> None:
        """Put deals into a stage; a lost one asks why before."""
        shown = next((one.stage(stage_id) for one in self._pipelines if one.stage(stage_id)), None)
        if shown is None or not ids:
            return
        if shown.kind == "lost":
            self.lose(ids)
        elif shown.kind == "won":
            self.win(ids)
        else:
            self._show(ids, stage_id, None)
            self._save(ids, partial(self._context.services.pipeline_commands.move, list(ids), stage_id))

    def win(self, ids: Sequence[str]) -> None:
        """W: the deals are won; then two things are offered."""
        if not ids:
            return
        stage = self._stage_of_kind("won")
        if stage:
            self._show(ids, stage, None)
        self._save(ids, partial(self._context.services.pipeline_commands.win, list(ids)), won=True)

    def lose(self, ids: Sequence[str]) -> None:
        """Shift+W: ask why; nothing has moved before the answer."""
        if ids:
            self.lost_drafts.leave()
            self.lost.ask(ids, self._title(ids[0]))
            self.lost_drafts.begin(ids[0], self._title(ids[0]))
            self._open(self.lost, ids)

    @Slot(str)
    def win_one(self, deal_id: str) -> None:
        """The open deal is won."""
        self.win([deal_id])

    @Slot(str)
    def lose_one(self, deal_id: str) -> None:
        """The open deal is lost: ask why."""
        self.lose([deal_id])

    def ask_pipeline(self, ids: Sequence[str]) -> None:
        """Choose the pipeline that takes deals."""
        others = [(one.id, one.name) for one in self._pipelines if one.id != self._pipeline_id]
        if ids and others:
            self.other.ask(ids, self._moving_words(ids), others)
            self._open(self.other, ids)

    @Slot(str, str)
    def open_plan(self, deal_id: str, title: str) -> None:
        """Plan the next step of a deal."""
        self.plan.plan(deal_id, title or self._title(deal_id))
        self._open(self.plan, [deal_id])

    def _open(self, popover: ChoicePopover | LostPopover | WonPopover | PlanPopover, ids: Sequence[str]) -> None:
        """At the card where it is shown, else over the page."""
        place = self._board.place_of(ids[0]) if self._board.isVisible() else None
        if place is None:
            popover.open_centred(self._page.window())
            return
        view = self._board.column_view(place.column_key)
        row = next((n for n, card in enumerate(self._board.cards_in(place.column_key)) if card.id == ids[0]), 0)
        view.scrollTo(view.cards.index(row, 0))
        popover.open_at(view.viewport(), side="beside", area=view.visualRect(view.cards.index(row, 0)))

    # saving

    @Slot(list, str, object)
    def _on_cards_dropped(self, ids: list[str], stage_id: str, before_id: str | None) -> None:
        call = partial(self._context.services.pipeline_commands.move, ids, stage_id, before_id)
        self._save(ids, call, won=stage_id == self._stage_of_kind("won"))

    @Slot(str, list)
    def _on_zone_dropped(self, zone: str, ids: list[str]) -> None:
        if zone == "won":
            self.win(ids)
        elif zone == "lost":
            self.lose(ids)
        else:
            self.ask_pipeline(ids)

    @Slot(list, str)
    def _on_stage_chosen(self, ids: list[str], stage_id: str) -> None:
        self.move_to_stage(ids, stage_id)

    @Slot(list, str)
    def _on_pipeline_chosen(self, ids: list[str], pipeline_id: str) -> None:
        call = partial(self._context.services.pipeline_commands.move_to_pipeline, ids, pipeline_id)
        self._save(ids, call, offers=False)

    @Slot(list, str, str)
    def _on_lost(self, ids: list[str], reason: str, note: str) -> None:
        call = partial(self._context.services.pipeline_commands.lose, ids, reason, note)
        self._save(ids, call, offers=False, then=partial(self.lost_drafts.forget, ids[0]))

    @Slot(str)
    def _on_call_wanted(self, deal_id: str) -> None:
        call = partial(self._context.services.pipeline_commands.thank, deal_id)
        self._context.operations.write(self, call)

    def _show(self, ids: Sequence[str], stage_id: str, before_id: str | None) -> None:
        known = [one for one in ids if self._board.place_of(one) is not None]
        if known and stage_id in self._board.column_keys:
            self._board.move_cards(known, stage_id, before_id)

    def _save(
        self,
        ids: Sequence[str],
        call: partial[ChangeSet],
        *,
        won: bool = False,
        offers: bool = True,
        then: Callable[[], None] | None = None,
    ) -> None:
        self._pending += 1
        if "offer" in self.__dict__:
            self.offer.hide()
        self._context.operations.write(
            self, call, partial(self._on_saved, list(ids), won, offers, then), partial(self._on_failed, list(ids))
        )

    def _on_saved(
        self, ids: list[str], won: bool, offers: bool, then: Callable[[], None] | None, change: ChangeSet
    ) -> None:
        self._pending -= 1
        if then is not None:
            then()
        self._board.settle_cards(ids)
        if won and change:
            self.won.offer(ids[0], self._title(ids[0]))
            if len(ids) == 1:
                self._open(self.won, ids)
        elif offers and len(ids) == 1 and change.touches("stage_move"):
            call = partial(self._context.services.pipeline.next_step_of, ids[0])
            self._context.operations.read(self, call, partial(self._on_next_step, ids[0]))
        if not self._pending:
            self.settled.emit()

    def _on_failed(self, ids: list[str], error: CrmError) -> None:
        self._pending -= 1
        self._board.return_cards(ids)
        self._context.operations.failed.emit(error)
        if not self._pending:
            self.settled.emit()

    def _on_next_step(self, deal_id: str, step: NextStep) -> None:
        if step.task_id is None:
            self.offer.offer(deal_id, self._title(deal_id))

    # words and stages

    def _pipeline(self) -> PipelineRow | None:
        return next((one for one in self._pipelines if one.id == self._pipeline_id), None)

    def _stage_of_kind(self, kind: str) -> str:
        shown = self._pipeline()
        return next((stage.id for stage in shown.stages if stage.kind == kind), "") if shown else ""

    def _title(self, deal_id: str) -> str:
        return self._titles.get(deal_id, "")

    def _moving_words(self, ids: Sequence[str]) -> str:
        if len(ids) == 1:
            return self.tr("Move “{title}” to").format(title=self._title(ids[0]))
        return self.tr("Move %n deals to", "", len(ids))
