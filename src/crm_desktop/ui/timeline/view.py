"""The stream of one contact: chips that narrow it, entries newest first, fifty at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import Only, TimelineItem, TimelinePage
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.kit.tab_order import in_tab_order
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.timeline.edit_entry import EditEntryPopover
from crm_desktop.ui.timeline.item import TimelineEntry
from crm_desktop.ui.timeline.stream import Stream

_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which page was asked for."""

    kind: str
    record_id: str
    only: Only
    before: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class _Answer:
    asked: _Asked
    page: TimelinePage


def _read(services: Services, asked: _Asked) -> _Answer:
    page = services.timeline.page(asked.kind, asked.record_id, only=asked.only, before=asked.before)
    return _Answer(asked, page)


class TimelineView(QWidget):
    """A record's stream.

    Signals:
        open_requested(str, str): a deal, quote, case or file that an entry tells of (kind, id).
    """

    open_requested = Signal(str, str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kind, self._record_id = "contact", ""
        self._only = Only.ALL
        self._next: tuple[int, str] | None = None
        self._waiting: list[TimelineItem] = []
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_some)
        self._editor: EditEntryPopover | None = None
        self._build()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        chips = QWidget()
        flow = FlowLayout(chips, gap=4, row_gap=6)
        self._chips = QButtonGroup(self)
        words = (
            (Only.ALL, self.tr("All")),
            (Only.CALLS, self.tr("Calls")),
            (Only.EMAILS, self.tr("Emails")),
            (Only.MEETINGS, self.tr("Meetings")),
            (Only.NOTES, self.tr("Notes")),
            (Only.DEALS, self.tr("Deals")),
            (Only.QUOTES, self.tr("Quotes")),
            (Only.CASES, self.tr("Cases")),
            (Only.TASKS, self.tr("To-dos")),
            (Only.FILES, self.tr("Files")),
        )
        self._order = [only for only, _ in words]
        for number, (only, text) in enumerate(words):
            chip = PillButton(theme, text)
            chip.setChecked(only is Only.ALL)
            self._chips.addButton(chip, number)
            flow.addWidget(chip)
        column.addWidget(chips)
        self._stream = Stream(self)
        column.addWidget(self._stream)
        self._nothing = Label("", "body", "tertiary")
        self._nothing.hide()
        column.addWidget(self._nothing)
        self._more = Button(theme, self.tr("Show older"), "ghost")
        self._more.hide()
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._chips.idClicked.connect(self._on_chip_clicked)
        self._more.clicked.connect(self._on_more_clicked)

    @property
    def _entries(self) -> list[TimelineEntry]:
        return self._stream.entries

    def entries(self) -> list[TimelineEntry]:
        """The entries now shown, from the top."""
        return list(self._entries)

    def show_record(self, kind: str, record_id: str) -> None:
        """Show another record's stream."""
        if (kind, record_id) != (self._kind, self._record_id):
            self._kind, self._record_id = kind, record_id
            self._set_only(Only.ALL)
            self._clear()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the newest fifty again."""
        if self._record_id:
            self._ask(None)

    def _ask(self, before: tuple[int, str] | None) -> None:
        asked = _Asked(self._kind, self._record_id, self._only, before)
        self._context.operations.read(self, partial(_read, self._context.services, asked), self._on_page)

    @Slot(object)
    def _on_page(self, answer: _Answer) -> None:
        asked = answer.asked
        if (asked.kind, asked.record_id, asked.only) != (self._kind, self._record_id, self._only):
            return
        items = (*answer.page.pinned, *answer.page.items)
        if asked.before is None:
            if [*(entry.item for entry in self._entries), *self._waiting] != list(items):
                self._replace(items)
        else:
            self._append(items)
        self._next = answer.page.next
        self._more.setVisible(self._next is not None)
        is_all = self._only is Only.ALL
        self._nothing.setText(self.tr("Nothing has happened yet.") if is_all else self.tr("Nothing of this kind yet."))
        self._nothing.setVisible(not self._entries)

    def _replace(self, items: tuple[TimelineItem, ...]) -> None:
        focused = next((entry.item.id for entry in self._entries if entry.hasFocus()), "")
        self.setUpdatesEnabled(False)
        self._clear()
        self._append(items)
        if any(item.id == focused for item in self._waiting):
            self._make_the_rest()
        self.setUpdatesEnabled(True)
        for entry in self._entries:
            if focused and entry.item.id == focused:
                entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._waiting = []
        self._stream.clear()

    def _append(self, items: tuple[TimelineItem, ...]) -> None:
        self._waiting += items
        self._make_some()

    @Slot()
    def _make_some(self) -> None:
        """Make as many entries as fill a window; the rest follow when what is waiting for the window was done."""
        items, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        if items:
            self._make(items)
        if self._waiting:
            self._later.start()

    def _make_the_rest(self) -> None:
        items, self._waiting = self._waiting, []
        self._make(items)

    def _make(self, items: list[TimelineItem]) -> None:
        if self._entries and items:
            self._entries[-1].set_last(False)
        clock = self._context.services.clock
        now, zone = clock.now(), clock.zone
        added: list[TimelineEntry] = []
        for number, item in enumerate(items):
            entry = TimelineEntry(
                self._context.theme, item, now, zone,
                is_last=number == len(items) - 1, record_id=self._record_id, parent=self._stream,
            )  # fmt: skip
            entry.edit_requested.connect(self._on_edit_requested)
            entry.pin_requested.connect(self._on_pin_requested)
            entry.delete_requested.connect(self._on_delete_requested)
            entry.open_requested.connect(self.open_requested)
            entry.step_requested.connect(self._on_step_requested)
            added.append(entry)
        self._stream.add(added)
        if self._entries:
            # One stop for Tab; arrows walk on from it.
            self._entries[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            in_tab_order((self._chips.buttons()[-1], self._entries[0], self._more))

    def _set_only(self, only: Only) -> None:
        self._only = only
        self._chips.button(self._order.index(only)).setChecked(True)

    def _entry(self, activity_id: str) -> TimelineEntry | None:
        return next((entry for entry in self._entries if entry.item.id == activity_id), None)

    @Slot(int)
    def _on_chip_clicked(self, number: int) -> None:
        self._set_only(self._order[number])
        self._clear()
        self.reload()

    @Slot()
    def _on_more_clicked(self) -> None:
        if self._next is not None:
            self._ask(self._next)

    @Slot(int)
    def _on_step_requested(self, by: int) -> None:
        focused = next((number for number, entry in enumerate(self._entries) if entry.hasFocus()), 0)
        target = max(0, min(focused + by, len(self._entries) - 1))
        self._entries[target].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(str)
    def _on_edit_requested(self, activity_id: str) -> None:
        self.edit(activity_id)

    def edit(self, activity_id: str) -> bool:
        """Open the text of an entry to be changed; whether it is shown here."""
        entry = self._entry(activity_id)
        if entry is None:
            return False
        self._editor = EditEntryPopover(self._context, entry.item, self)
        self._editor.open_at(entry)
        return True

    @Slot(str)
    def _on_pin_requested(self, activity_id: str) -> None:
        entry = self._entry(activity_id)
        if entry is not None:
            commands = self._context.services.timeline_commands
            self._context.operations.write(self, partial(commands.pin, activity_id, not entry.item.pinned))

    @Slot(str)
    def _on_delete_requested(self, activity_id: str) -> None:
        self._context.operations.write(self, partial(self._context.services.timeline_commands.bin, activity_id))
