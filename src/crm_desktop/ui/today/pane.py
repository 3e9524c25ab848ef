"""The Today page."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.today.views import Need, Quiet, Today
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.tab_order import in_tab_order
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.today.need_list import NeedCard
from crm_desktop.ui.today.side import PipelineCard, QuietCard, StarterCard
from crm_desktop.ui.today.tiles import TileRow
from crm_desktop.ui.today.words import greeting, need_button, sentence, tr

if TYPE_CHECKING:
    from crm_desktop.ui.today.reschedule import ReschedulePopover

REREAD_MS: Final = 60_000
"""How often the page looks at the clock again: what was due becomes late while it is shown."""

_TABLES: Final = (
    "task", "event", "case", "document", "deal", "contact", "stage", "activity", "activity_link", "setting", "member",
    "tag", "tag_link", "saved_view",
)  # fmt: skip
_SIDE_SHARE: Final = 0.335
_SIDE_LEAST, _SIDE_MOST = 320, 420


class TodayPane(Pane):
    """Greeting, four figures, what needs the person, the pipeline and who went quiet."""

    key = "today"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.today: Today | None = None
        self._quiet: list[Quiet] = []
        self._reschedule: ReschedulePopover | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.banner = Banner(theme, "danger", "", action=tr("Try again"))
        self.banner.hide()
        self.page = ScrollPage(tr("Today"), margins=(24, 20, 24, 20), spacing=0)
        self.skeleton = Skeleton(theme, tr("Reading your day…"), row_height=58)
        self.greeting_label = ElidedLabel("", "title1")
        self.sentence_label = ElidedLabel("", "body", "secondary")
        self.tiles = TileRow(theme)
        self.needs = NeedCard(theme)
        self.starter = StarterCard(theme)
        self.pipeline = PipelineCard(theme)
        self.quiet = QuietCard(theme)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.greeting_label)
        column.addSpacing(2)
        column.addWidget(self.sentence_label)
        column.addSpacing(14)
        column.addWidget(self.tiles)
        column.addSpacing(16)
        row = QHBoxLayout()
        row.setSpacing(14)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(14)
        for card, stretch in ((self.starter, 0), (self.pipeline, 0), (self.quiet, 1)):
            side.addWidget(card, stretch)
        row.addWidget(self.needs, 1)
        row.addWidget(self._side)
        column.addLayout(row, 1)
        self._content.hide()
        self.page.add(self.skeleton, 1)
        self.page.add(self._content, 1)
        outer.addWidget(self.banner)
        outer.addWidget(self.page, 1)

    def _connect(self) -> None:
        self._clock_timer = QTimer(self, interval=REREAD_MS)
        self._clock_timer.timeout.connect(self._read_today)
        self.banner.action_requested.connect(self.reload)
        self.tiles.tile_clicked.connect(self._on_tile_clicked)
        self.needs.opened.connect(self._on_opened)
        self.needs.acted.connect(self.act)
        self.needs.finished.connect(self.finish)
        self.needs.calendar_requested.connect(self._open_calendar)
        self.needs.suggestion_chosen.connect(self._on_suggestion)
        self.pipeline.board_requested.connect(self._open_pipeline)
        self.quiet.contact_requested.connect(self._open_contact)
        self.starter.step_requested.connect(self._on_step)

    # what the shell asks

    @Slot()
    def reload(self) -> None:
        """Read the page again."""
        if self.today is None and self.skeleton.isHidden():
            self.skeleton.start()
        self._read_today()
        self.operations.read(self, self.services.today.going_quiet, self._on_quiet, self._on_failed)

    def apply_change(self, change: ChangeSet) -> None:
        """Read again after a change of anything shown here."""
        if change.touches(*_TABLES):
            self.reload()

    def new_record(self) -> None:
        """Plan something: the page has no records of its own."""
        self.request.emit("follow_up", "", "")

    def actions_here(self) -> list[Action]:
        """Return what can be done with the current row."""
        need = self.needs.current_need()
        if need is None:
            return []
        is_task = need.source == "task"
        done = tr("Solve the case") if need.source == "case" else tr("Mark as done")
        return [
            Action("today.act", need_button(need), self._act_on_current, "", "corner-down-left", group="1"),
            Action("today.finish", done, self._finish_current, "W", "check", need.finishable, group="1"),
            Action(
                "today.reschedule", tr("Move to another day"), self._reschedule_current, "S", "calendar", is_task, "1"
            ),
            Action("today.open", tr("Open"), self._open_current, "", "external-link", group="2"),
        ]

    def regions(self) -> list[QWidget]:
        """Return the figures, the list, and the cards beside it."""
        row = self.needs.current_row()
        list_region = row if row is not None else self.needs.nothing.quiet
        return [self.tiles.pipeline, list_region, self.pipeline.board_button]

    def main_region(self) -> QWidget | None:
        """Return the row that is current."""
        row = self.needs.current_row()
        if row is not None:
            return row
        return self if self.today is None else self.needs.nothing

    # reading

    @Slot()
    def _read_today(self) -> None:
        self.operations.read(self, self.services.today.overview, self._on_today, self._on_failed)

    @Slot(object)
    def _on_today(self, today: Today) -> None:
        self.today = today
        self.banner.hide()
        self.skeleton.stop()
        self.greeting_label.setText(greeting(today))
        self.sentence_label.setText(sentence(today))
        self.tiles.set_today(today)
        self.needs.set_today(today)
        self.pipeline.set_today(today)
        self.starter.set_steps(today.starter)
        self._content.show()
        self._order_tabs()
        self.focus_what_came()
        urgent = sum(need.group != "tomorrow" for need in today.needs) + today.more_needs
        self.badge_changed.emit(urgent)

    @Slot(object)
    def _on_quiet(self, quiet: list[Quiet]) -> None:
        self._quiet = quiet
        self.quiet.set_quiet(quiet)
        self.needs.nothing.set_quiet(quiet)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Have Tab go as the eye does: the rows of the cards were made after everything else."""
        in_tab_order((self.needs.calendar_button, *self.starter.rows(), self.pipeline, *self.quiet.rows()))

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.skeleton.stop()
        self.banner.set_message(error.title, error.detail, tone="danger")
        self.banner.show()

    # doing

    @Slot(object)
    def act(self, need: Need) -> None:
        """Do what the button of a row says."""
        if need.action == "log_call":
            self.request.emit("log_call", "contact", need.target_id)
        elif need.action == "open_quote":
            self.record_requested.emit("quote", need.target_id)
        elif need.action == "reply":
            self.request.emit("reply", "case", need.target_id)
        elif need.action == "done":
            self.finish(need)
        else:
            self.record_requested.emit(need.source, need.record_id)

    @Slot(object)
    def finish(self, need: Need) -> None:
        """Finish a task, or solve a case."""
        if need.source == "task":
            call = partial(self.services.calendar_commands.finish_task, need.record_id)
        elif need.source == "case":
            call = partial(self.services.case_commands.solve, need.record_id)
        else:
            return
        for row in self.needs.rows():
            if row.need == need:
                row.circle.setChecked(True)
        self.operations.write(self, call, None, self._on_write_failed)

    @Slot(object)
    def _on_write_failed(self, error: CrmError) -> None:
        # The row gets its circle back, and the reason is said where it happened.
        self.banner.set_message(error.title, error.detail, tone="danger")
        self.banner.show()
        if self.today is not None:
            self.needs.set_today(self.today)

    @Slot(object, object)
    def _on_day_chosen(self, need: Need, day: date) -> None:
        from crm_desktop.ui.today.reschedule import moved_moment

        moment = moved_moment(need, day, self.services.clock.now())
        call = partial(self.services.calendar_commands.reschedule_task, need.record_id, day, moment)
        self.operations.write(self, call, None, self._on_write_failed)

    @Slot(object)
    def _on_opened(self, need: Need) -> None:
        self.record_requested.emit(need.source, need.record_id)

    def _act_on_current(self) -> None:
        need = self.needs.current_need()
        if need is not None:
            self.act(need)

    def _finish_current(self) -> None:
        need = self.needs.current_need()
        if need is not None and need.finishable:
            self.finish(need)

    def _open_current(self) -> None:
        need = self.needs.current_need()
        if need is not None:
            self._on_opened(need)

    def _reschedule_current(self) -> None:
        row = self.needs.current_row()
        if row is None or row.need.source != "task":
            return
        if self._reschedule is None:
            from crm_desktop.ui.today.reschedule import ReschedulePopover

            self._reschedule = ReschedulePopover(self.context, self.window())
            self._reschedule.day_chosen.connect(self._on_day_chosen)
        self._reschedule.offer_for(row.need, row.button)

    @Slot(str)
    def _on_tile_clicked(self, key: str) -> None:
        page, kind, which = {
            "pipeline": ("pipeline", "deal", "open"),
            "won": ("pipeline", "deal", "won"),
            "quotes": ("quotes", "quote", "sent"),
            "cases": ("cases", "case", "mine"),
        }[key]
        self.request.emit(page, kind, which)

    @Slot(str)
    def _on_suggestion(self, key: str) -> None:
        if key == "quiet" and self._quiet:
            self.record_requested.emit("contact", self._quiet[0].contact_id)
        elif key == "quiet":
            self.request.emit("contacts", "contact", "")
        elif key == "pipeline":
            self._open_pipeline()
        else:
            self._open_calendar()

    @Slot()
    def _open_pipeline(self) -> None:
        self.request.emit("pipeline", "deal", "open")

    @Slot()
    def _open_calendar(self) -> None:
        self.request.emit("calendar", "event", "")

    @Slot(str)
    def _open_contact(self, contact_id: str) -> None:
        self.record_requested.emit("contact", contact_id)

    @Slot(str)
    def _on_step(self, key: str) -> None:
        name, kind = {
            "add_customer": ("new_contact", "contact"),
            "log_call": ("log_call", "contact"),
            "make_quote": ("new_quote", "quote"),
            "plan_follow_up": ("follow_up", "contact"),
            "back_up": ("back_up", ""),
        }[key]
        self.request.emit(name, kind, "")

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock_timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 48
        self._side.setFixedWidth(max(_SIDE_LEAST, min(int(room * _SIDE_SHARE), _SIDE_MOST)))
