"""Duplicates: the groups that are left on one side, the contacts of one side by side on the other."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.duplicates.views import Found, Group, KnownLead
from crm_desktop.ui.duplicates.compare_view import CompareView, MergeWish
from crm_desktop.ui.duplicates.known_leads import KnownLeads
from crm_desktop.ui.duplicates.queue_panel import QueuePanel
from crm_desktop.ui.duplicates.reading import CompareAnswer, QueueAnswer, look, read_comparison, read_queue
from crm_desktop.ui.duplicates.words import tr
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.operations import Progress
from crm_desktop.ui.pane.pane import Pane, PaneContext

_TABLES = ("contact", "channel", "address", "affiliation", "not_duplicate", "tag_link", "custom_value")


def key_of(group: Group) -> str:
    """What a group is known by at the next start: with one contact more it is another one."""
    return "-".join(sorted(group.ids))


class DuplicatesPane(Pane):
    """Looked for in the background; each group is merged, kept apart or skipped, and all of it can be undone."""

    key = "duplicates"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._groups: tuple[Group, ...] = ()
        self._later: frozenset[str] = frozenset()
        self._ticket = 0
        self._wanted: Group | None = None
        self._is_read = False
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner = Banner(self.theme, "danger", "", closable=True, parent=self)
        self.banner.hide()
        self._stack = QStackedWidget(self)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self.known_leads = KnownLeads(self.context, self)
        column.addWidget(self.known_leads)
        self._review = QWidget(self._stack)
        row = QHBoxLayout(self._review)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.queue = QueuePanel(self.context, self._review)
        side = Surface("surface", self._review)
        inner = QVBoxLayout(side)
        inner.setContentsMargins(0, 0, 0, 0)
        self.compare = CompareView(self.context, skip=tr("Later"), parent=side)
        self.compare.hide()
        inner.addWidget(self.compare)
        row.addWidget(self.queue)
        row.addWidget(Rule(vertical=True))
        row.addWidget(side, 1)
        self.empty = EmptyState(self.theme, "git-compare-arrows", "", "", primary_icon="refresh-cw", parent=self._stack)
        self._looking = self._make_looking()
        for page in (self.empty, self._looking, self._review):
            self._stack.addWidget(page)
        self._say_unknown()

    def _make_looking(self) -> QWidget:
        page = QWidget(self._stack)
        column = QVBoxLayout(page)
        column.setSpacing(10)
        column.addStretch(1)
        self._progress_words = Label(tr("Comparing all contacts…"), "title3", parent=page)
        self._bar = QProgressBar(page)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(360)
        self._bar.setAccessibleName(tr("Looking for duplicates"))
        self.stop_button = Button(self.theme, tr("Stop"), parent=page)
        for part in (
            self._progress_words, self._bar,
            Label(tr("You can go on working meanwhile."), "small", "secondary", page), self.stop_button,
        ):  # fmt: skip
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self.banner.closed.connect(self.banner.hide)
        self.empty.primary_requested.connect(self.look_again)
        self.stop_button.clicked.connect(self.stop)
        self.queue.look_requested.connect(self.look_again)
        self.queue.group_chosen.connect(self._on_group_chosen)
        self.queue.opened.connect(self.compare.focus_first)
        self.queue.merge_requested.connect(self.compare.merge)
        self.compare.merge_requested.connect(self._on_merge_requested)
        self.compare.apart_requested.connect(self._on_apart_requested)
        self.compare.skipped.connect(self.skip)
        self.compare.open_requested.connect(self._on_open_requested)
        self.known_leads.link_requested.connect(self._on_link_requested)
        self.known_leads.open_requested.connect(self.record_requested)
        self.operations.progressed.connect(self._on_progressed)

    # what the shell asks

    def reload(self) -> None:
        self.operations.read(self, partial(read_queue, self.services), self._on_queue, self._on_failed)
        self.known_leads.reload()

    def apply_change(self, change: ChangeSet) -> None:
        if self._is_read:
            self.known_leads.apply_change(change)
        if self._is_read and change.touches(*_TABLES):
            self.queue.forget_chosen()
            self.reload()

    def focus_filter(self) -> None:
        self.queue.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def regions(self) -> list[QWidget]:
        found: list[QWidget] = [self.queue.list, self.compare] if self._is_reviewing else [self._stack]
        return [*found, self.known_leads] if self.known_leads.isVisibleTo(self) else found

    def main_region(self) -> QWidget | None:
        if self._is_reviewing:
            return self.queue.list
        return self.empty.primary_button if self.empty.primary_button.isVisibleTo(self) else self

    def actions_here(self) -> list[Action]:
        there = self._is_reviewing and self.compare.comparison is not None
        idle = not self._ticket
        return [
            Action(
                "duplicates.merge", tr("Merge"), self.compare.merge, "Ctrl+Return", "git-compare-arrows", there, "1"
            ),
            Action("duplicates.apart", tr("Not a duplicate"), self.compare.keep_apart, "N", "x", there, "1"),
            Action("duplicates.skip", tr("Later"), self.skip, "S", "arrow-down", there, "1"),
            Action("duplicates.look", tr("Look for duplicates again"), self.look_again, "", "refresh-cw", idle, "2"),
        ]

    def state(self) -> dict[str, Any]:
        return {"later": sorted(self._later)}

    def restore(self, state: dict[str, Any]) -> None:
        kept = state.get("later")
        self._later = frozenset(str(one) for one in kept) if isinstance(kept, list) else frozenset()
        if self._is_read:
            self.reload()

    @property
    def _is_reviewing(self) -> bool:
        return self._stack.currentWidget() is self._review

    # looking

    @Slot()
    def look_again(self) -> None:
        """Compare all contacts, in the background."""
        if self._ticket:
            return
        self.banner.hide()
        self._bar.setRange(0, 0)
        self._ticket = self.operations.long_work(
            self,
            tr("Looking for duplicates"),
            partial(look, self.services),
            self._on_looked,
            self._on_look_failed,
            asks=False,
        )
        self.queue.set_looking(True)
        if not self._groups:
            self._stack.setCurrentWidget(self._looking)

    @Slot()
    def stop(self) -> None:
        """Stop comparing; what was found before stays."""
        self.operations.stop(self._ticket)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if progress.ticket == self._ticket:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)

    def _on_looked(self, found: Found | None) -> None:
        self._ticket = 0
        self.queue.set_looking(False)
        self.reload()

    def _on_look_failed(self, error: CrmError) -> None:
        self._on_looked(None)
        self._on_failed(error)

    def _on_failed(self, error: CrmError) -> None:
        self.banner.set_message(error.title, error.detail)
        self.banner.show()

    # the queue

    def _on_queue(self, answer: QueueAnswer) -> None:
        is_first, self._is_read = not self._is_read, True
        if answer.looked:
            self._later &= {key_of(one) for one in answer.groups}
            answer = replace(answer, groups=tuple(sorted(answer.groups, key=self._is_later)), later=len(self._later))
        self._groups = answer.groups
        if not answer.looked:
            self._say_unknown()
            if is_first:
                self.look_again()
            elif not self._ticket:
                self._stack.setCurrentWidget(self.empty)
            return
        if not answer.groups:
            self._say_none(is_old=answer.is_old)
            self._stack.setCurrentWidget(self._looking if self._ticket else self.empty)
            self.compare.hide()
            self._wanted = None
        else:
            self._stack.setCurrentWidget(self._review)
            self.queue.show_queue(answer)
        self.focus_what_came()

    def _say_unknown(self) -> None:
        self.empty.set_message(
            tr("Find contacts that may be one"),
            tr("All contacts are compared by name, e-mail, phone, address and birthday. Nothing is changed by it."),
            tr("Look for duplicates"),
        )

    def _say_none(self, *, is_old: bool) -> None:
        text = tr("Contacts have changed since, so it may be worth another look.") if is_old else tr(
            "What you merge can be undone, and what you keep apart is remembered."
        )  # fmt: skip
        self.empty.set_message(tr("No duplicates are left"), text, tr("Look again"))

    @Slot(object)
    def _on_group_chosen(self, group: Group) -> None:
        self._wanted = group
        call = partial(read_comparison, self.services, group.ids, group)
        self.operations.read(self, call, self._on_compared, self._on_failed)

    def _on_compared(self, answer: CompareAnswer) -> None:
        row = answer.row
        if row is None or self._wanted is None or row.group != self._wanted:
            return
        self.compare.show_comparison(answer.comparison, row.group.score, row.reasons)
        self.compare.show()

    # doing

    @Slot()
    def skip(self) -> None:
        """Leave this group for later, behind the others, and go to the next."""
        group = self._wanted
        if group is None or not self._is_reviewing:
            return
        place = self._groups.index(group)
        others = [*self._groups[place + 1 :], *self._groups[:place]]
        wanted = next((one for one in others if not self._is_later(one)), None)
        if wanted is None:  # every other one was put off as well
            self.queue.step(1)
            return
        self._later |= {key_of(group)}
        self.queue.await_place(sorted(self._groups, key=self._is_later).index(wanted))
        self.reload()

    def _is_later(self, group: Group) -> bool:
        return key_of(group) in self._later

    @Slot(object)
    def _on_merge_requested(self, wish: MergeWish) -> None:
        call = partial(self.services.duplicate_commands.merge, wish.keep, wish.others, wish.chosen)
        self.operations.write(self, call, self._on_decided, self._on_failed)

    @Slot(object)
    def _on_apart_requested(self, ids: tuple[str, ...]) -> None:
        call = partial(self.services.duplicate_commands.not_duplicates, ids)
        self.operations.write(self, call, self._on_decided, self._on_failed)

    @Slot(object)
    def _on_link_requested(self, known: KnownLead) -> None:
        call = partial(self.services.duplicate_commands.link_lead, known.lead_id, known.contact_id)
        self.operations.write(self, call, self._on_linked, self._on_failed)

    def _on_linked(self, _change: Any) -> None:
        self.banner.hide()
        focus = self.known_leads.link_buttons[0] if self.known_leads.isVisible() else self.main_region()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_decided(self, _change: Any) -> None:
        self.banner.hide()
        # What had the keyboard goes with the group; the list takes it, so that the next keys act on the next group.
        self.queue.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_open_requested(self, contact_id: str) -> None:
        self.record_requested.emit("contact", contact_id)
