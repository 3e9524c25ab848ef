"""The Cases page: queue, thread and composer, details."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.cases.views import ENDED, CaseDetail, Queue, SavedAnswer, Suggestion
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.cases.actions import case_actions
from crm_desktop.ui.cases.case_menu import fill_case_menu
from crm_desktop.ui.cases.case_table import CasesAsTable
from crm_desktop.ui.cases.composer import Composer, Sending
from crm_desktop.ui.cases.doing import CaseDoing
from crm_desktop.ui.cases.handing_on import hand_on
from crm_desktop.ui.cases.head import CaseHead
from crm_desktop.ui.cases.new_case import NewCasePopover
from crm_desktop.ui.cases.queue_panel import QueuePanel
from crm_desktop.ui.cases.reading import QueueAnswer, QueueQuery
from crm_desktop.ui.cases.side_panel import SidePanel
from crm_desktop.ui.cases.thread_view import ThreadView
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.file_drop import FileDrop
from crm_desktop.ui.pane.pane import Pane, PaneContext

REREAD_MS: Final = 60_000
"""How often the queue looks at the clock again: chips say how far away a deadline is."""

SIDE_FROM: Final = 1150
"""From this width on the details are shown unless they were closed."""

_WHOLE_THREAD: Final = 500
_TABLES: Final = (
    "case", "case_message", "contact", "affiliation", "channel", "attachment", "member", "setting", "product",
)  # fmt: skip


class CasesPane(Pane):
    """Cases to answer, one of them open."""

    key = "cases"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.case: CaseDetail | None = None
        self._has_cases = True
        self._wanted = ""
        self._whole = False
        self._side_wanted: bool | None = None
        self._suggested_for = ""
        self._reply_on_show = ""
        self._new: NewCasePopover | None = None
        self.doing = CaseDoing(context, self)
        self._drop = FileDrop(context, self, self._target)
        self._drop.told.connect(self.notice)
        self._drop.failed.connect(self.show_error)
        self._build()
        self.as_table = CasesAsTable(self, self._pages)
        self._connect()

    def _target(self) -> tuple[str, str] | None:
        return ("case", self.case.id) if self.case is not None else None

    def _build(self) -> None:
        theme, clock = self.theme, self.services.clock
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        # Every part is born where it will stay: moved into place, it would be styled again with all that is in it.
        self.banner = Banner(theme, "danger", "", action=tr("Try again"), closable=True, parent=self)
        self.banner.hide()
        self._pages = QStackedWidget(self)
        page = self._page = QWidget(self._pages)
        self._middle = QStackedWidget(page)
        case = self._case_page = Surface("surface", self._middle)
        self.queue = QueuePanel(self.context, page)
        self.head = CaseHead(theme, clock, case)
        self.thread_view = ThreadView(theme, clock, case)
        self.composer = Composer(self.context, case)
        self.side = SidePanel(self.context, page)
        self.nobody = EmptyState(
            theme, "life-buoy", tr("Choose a case"),
            tr("Its messages and the customer show here. Ctrl+N opens a case."), parent=self._middle,
        )  # fmt: skip
        self.first = EmptyState(
            theme, "life-buoy", tr("No cases yet"),
            tr("A case is a question or complaint of a customer. Open one, and it says when a reply is due."),
            tr("Open the first case"), tr("Write saved answers"), secondary_icon="book-open", parent=self._pages,
        )  # fmt: skip
        column = QVBoxLayout(case)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above, below = Rule(case), Rule(case)
        for part, stretch in ((self.head, 0), (above, 0), (self.thread_view, 1), (below, 0), (self.composer, 0)):
            column.addWidget(part, stretch)
        self._middle.addWidget(self.nobody)
        self._middle.addWidget(case)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._side_rule = Rule(page, vertical=True)
        row.addWidget(self.queue)
        row.addWidget(self._middle, 1)
        row.addWidget(self._side_rule)
        row.addWidget(self.side)
        self._pages.addWidget(page)
        self._pages.addWidget(self.first)
        outer.addWidget(self.banner)
        outer.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._clock_timer = QTimer(self, interval=REREAD_MS)
        self._clock_timer.timeout.connect(self.reload)
        self.banner.action_requested.connect(self.reload)
        self.banner.closed.connect(self.banner.hide)
        self.first.primary_requested.connect(self.new_record)
        self.first.secondary_requested.connect(self.doing.manage_answers)
        self.queue.case_chosen.connect(self.show_case)
        self.queue.case_opened.connect(self._on_opened)
        self.queue.counted.connect(self._on_counted)
        self.queue.table_requested.connect(self.as_table.toggle)
        self.queue.new_requested.connect(self.new_record)
        self.queue.context_requested.connect(self.open_case_menu)
        self.queue.failed.connect(self.show_error)
        self.doing.failed.connect(self.show_error)
        self.doing.noticed.connect(self.notice)
        self.doing.case_left.connect(self._on_case_left)
        self.head.assign_requested.connect(self.assign)
        self.head.finish_requested.connect(self.doing.finish)
        self.head.more_requested.connect(self._on_more)
        self.head.panel_requested.connect(self.toggle_panel)
        self.thread_view.earlier_requested.connect(self._read_whole_thread)
        self.thread_view.delete_requested.connect(self.doing.delete_message)
        self.composer.sent.connect(self._send)
        self.composer.answers_wanted.connect(self._read_answers)
        self.composer.manage_requested.connect(self.doing.manage_answers)
        self.composer.attach_requested.connect(self.doing.ask_for_files)
        self.side.field_changed.connect(self.doing.save_field)
        self.side.record_requested.connect(self._on_record_requested)
        self.side.customer_requested.connect(self._choose_customer)
        self.side.product_requested.connect(self._choose_product)
        self.side.insert_requested.connect(self.composer.insert)
        self.side.attach_requested.connect(self.doing.ask_for_files)
        self.side.file_requested.connect(self.doing.handle_file)
        self.side.link_requested.connect(self.doing.open_link)

    # what the shell asks

    @Slot()
    def reload(self) -> None:
        """Read the queue and the case again."""
        self.queue.reload()
        if self.as_table.shown:
            self.as_table.table.reload()
        self._read_answers()
        self.operations.read(self, self.services.workspace.members, self._on_members)
        if self._wanted:
            self._read_case()

    def apply_change(self, change: ChangeSet) -> None:
        """Read again after a change of anything shown here."""
        if change.touches(*_TABLES):
            self._suggested_for = ""
            self.reload()
        else:
            self.as_table.follow_change(change, "task", "activity", "activity_link", "document")

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a case, in whichever queue it is."""
        if kind == "case":
            self.as_table.show(False)
            self.show_case(record_id)
            self.queue.show_case(record_id)

    def reply_to(self, case_id: str) -> None:
        """Show a case with the keyboard in the reply."""
        self._reply_on_show = case_id
        self.open_record("case", case_id)

    def new_record(self) -> None:
        """Open a case."""
        self.new_case()

    def new_case(self, contact_id: str = "", text: str = "") -> None:
        """Open the form of a new case, for a customer and with words if they are known."""
        if self._new is None:
            self._new = NewCasePopover(self.context, self.window())
            self._new.case_opened.connect(self._on_case_opened)
        if contact_id or text:
            self._new.begin(contact_id, text)
        self._new.open_centred(self.window())

    def focus_filter(self) -> None:
        """Put the keyboard into the filter of the queue or table."""
        if self.as_table.shown:
            self.as_table.table.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.queue.focus_filter()

    def show_list(self, which: str) -> None:
        """List my cases, all, or the solved ones."""
        if which in {queue.value for queue in Queue}:
            self.as_table.show(False)
            self.queue.set_query(QueueQuery(Queue(which)))

    def actions_here(self) -> list[Action]:
        """Return what can be done with the case that is shown."""
        return case_actions(self)

    def regions(self) -> list[QWidget]:
        """Return the queue, the thread, the composer and the details; or the table and what is over it."""
        if self.as_table.shown:
            table = self.as_table.table
            return [table.table, table.search, table.tabs.bar]
        if self._pages.currentWidget() is self.first:
            return [self.first.primary_button]
        parts: list[QWidget] = [self.queue.list]
        if self.case is not None:
            parts += [self.thread_view, self.composer.text]
            if self.side.isVisible():
                parts.append(self.side.name_button if self.case.customer else self.side.choose_button)
        return parts

    def state(self) -> dict[str, Any]:
        """Return the queue, the case, and how replies go out."""
        return {
            "view": "table" if self.as_table.shown else "queue",
            "table": self.as_table.state(),
            "queue": self.queue.query.queue.value,
            "case": self._wanted,
            "side": self._side_wanted,
            "delivery": self.composer.delivery,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` returned."""
        for case_id, (mode, text) in (state.get("drafts") or {}).items():
            # The first version kept what was begun beside the workspace, in the clear.
            content = {"mode": mode, "text": text}
            call = partial(self.services.drafts.keep, "case.message", case_id, text[:60], content)
            self.operations.write(self, call)
        self.composer.set_delivery(str(state.get("delivery") or "mail"))
        self._side_wanted = state.get("side")
        self._fit_side()
        if state.get("queue") in {queue.value for queue in Queue}:
            self.queue.set_query(QueueQuery(Queue(state["queue"])))
        self.as_table.restore(state.get("table") or {}, shown=state.get("view") == "table")
        if state.get("case"):
            self.show_case(str(state["case"]))
            self.queue.choose(self._wanted)

    # reading

    @Slot(str)
    def show_case(self, case_id: str) -> None:
        """Read a case and show it; an empty id shows none."""
        self._whole = False
        self._wanted = case_id
        if case_id:
            self._read_case()
        else:
            self._show_nobody()

    def _show_nobody(self) -> None:
        self.case = self.doing.case = None
        self._middle.setCurrentWidget(self.nobody)
        self._fit_side()

    def _read_case(self) -> None:
        call = partial(self.services.cases.detail, self._wanted, _WHOLE_THREAD) if self._whole else partial(
            self.services.cases.detail, self._wanted
        )  # fmt: skip
        self.operations.read(self, call, self._on_case, self._on_case_failed)

    @Slot()
    def _read_whole_thread(self) -> None:
        self._whole = True
        self._read_case()

    @Slot(object)
    def _on_case(self, case: CaseDetail) -> None:
        if case.id != self._wanted:
            return
        self.case = self.doing.case = case
        self.head.set_case(case)
        self.thread_view.set_case(case)
        self.composer.set_case(case)
        self.side.set_case(case)
        self._middle.setCurrentWidget(self._case_page)
        self._fit_side()
        if self._suggested_for != case.id and case.status not in ENDED:
            self._suggested_for = case.id
            call = partial(_suggested, self.services.cases.suggest, case.id)
            self.operations.read(self, call, self._on_suggestion)
        if self._reply_on_show == case.id:
            self._reply_on_show = ""
            self.composer.begin("reply")

    @Slot(object)
    def _on_case_failed(self, error: CrmError) -> None:
        # A case that went into the Bin or was undone is simply no longer shown; the queue chooses its neighbour, and
        # what was done is told already.
        was_shown = self.case is not None and self.case.id == self._wanted
        self._wanted = ""
        self._show_nobody()
        if not was_shown:
            self.notice.emit(error.title)

    @Slot(object)
    def _on_suggestion(self, answer: tuple[str, Suggestion | None]) -> None:
        if self.case is not None and answer[0] == self.case.id:
            self.side.set_suggestion(answer[1])

    @Slot(object)
    def _on_counted(self, answer: QueueAnswer) -> None:
        self.banner.hide()
        self.badge_changed.emit(answer.badge)
        self._has_cases = answer.any_case
        self.show_page()
        self.focus_what_came()

    def show_page(self) -> None:
        """Show the queue or the table, or how to begin while there is no case."""
        page = self.as_table.table if self.as_table.shown else self._page
        self._pages.setCurrentWidget(page if self._has_cases else self.first)

    @Slot(object)
    def _on_members(self, members: list[MemberRow]) -> None:
        self.side.set_members(members)
        if self.case is not None:
            self.side.choices["owner_id"].set_current(self.case.owner_id or "", tr("Nobody"))

    def _read_answers(self) -> None:
        self.operations.read(self, self.services.cases.saved_answers, self._on_answers)

    @Slot(object)
    def _on_answers(self, answers: list[SavedAnswer]) -> None:
        self.composer.set_answers(answers)

    @Slot(object)
    def show_error(self, error: CrmError) -> None:
        """Say that something was not possible."""
        self.banner.set_message(error.title, error.detail, tone="danger")
        self.banner.show()

    # writing

    @Slot()
    def _on_case_left(self) -> None:
        self._wanted = ""

    @Slot(object)
    def _send(self, sending: Sending) -> None:
        commands = self.services.case_commands
        if sending.mode == "reply":
            call = partial(commands.reply, sending.case_id, sending.text, "wait" if sending.then == "wait" else "open")
        elif sending.mode == "note":
            call = partial(commands.note, sending.case_id, sending.text)
        else:
            call = partial(commands.customer_wrote, sending.case_id, sending.text)
        self.operations.write(self, call, partial(self._on_sent, sending, self.case), self.show_error)

    def _on_sent(self, sending: Sending, case: CaseDetail | None, _change: ChangeSet) -> None:
        self.composer.clear_sent(sending)
        if sending.mode != "reply":
            return
        if case is not None:
            words = hand_on(case, sending.text, sending.delivery)
            if words:
                self.notice.emit(words)
        if sending.then == "wait":
            call = partial(self.services.cases.next_due, sending.case_id, self.queue.query.queue)
            self.operations.read(self, call, self._on_next_due)

    @Slot(object)
    def _on_next_due(self, case_id: str | None) -> None:
        if case_id:
            self.show_case(case_id)
            self.queue.show_case(case_id)

    # panels over the page

    @Slot()
    def assign(self) -> None:
        """Choose who is to answer; in the table, all of the selected cases."""
        if self.as_table.shown:
            self.as_table.table.doing.assign()
        elif self.case is not None:
            self.side.choices["owner_id"].open_menu_at(self.head.assign_button)

    def export_list(self) -> bool:
        if self.as_table.shown:
            self.as_table.table.doing.export()
        return self.as_table.shown

    @Slot()
    def _on_more(self) -> None:
        button = self.head.more_button
        self.open_case_menu(button.mapToGlobal(QPoint(0, button.height() + 2)))

    @Slot(QPoint)
    def open_case_menu(self, place: QPoint) -> None:
        """Open what can be done with the case."""
        fill_case_menu(self, self.actions_here()).popup(place)

    @Slot()
    def _choose_customer(self) -> None:
        has_one = self.case is not None and self.case.customer is not None
        self.doing.choose_customer(self.side.change_button if has_one else self.side.choose_button)

    @Slot()
    def _choose_product(self) -> None:
        self.doing.choose_product(self.side.product_button)

    # small slots

    @Slot(str)
    def _on_opened(self, case_id: str) -> None:
        if self.case is not None and self.case.id == case_id:
            self.composer.begin("reply")
        else:
            self.reply_to(case_id)

    @Slot(str)
    def _on_case_opened(self, case_id: str) -> None:
        self.open_record("case", case_id)
        self.queue.focus_list()

    @Slot(str, str)
    def _on_record_requested(self, kind: str, record_id: str) -> None:
        if kind == "case":
            self.open_record(kind, record_id)
        else:
            self.record_requested.emit(kind, record_id)

    @Slot()
    def toggle_panel(self) -> None:
        """Fold the details away, or show them (F9)."""
        self._side_wanted = self.side.isHidden()
        self._fit_side()

    def _fit_side(self) -> None:
        wanted = self.width() >= SIDE_FROM if self._side_wanted is None else self._side_wanted
        shown = wanted and self._middle.currentWidget() is self._case_page
        self.side.setVisible(shown)
        self._side_rule.setVisible(shown)
        self.head.set_panel_shown(shown)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock_timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()


def _suggested(suggest: Any, case_id: str) -> tuple[str, Suggestion | None]:
    return case_id, suggest(case_id)
