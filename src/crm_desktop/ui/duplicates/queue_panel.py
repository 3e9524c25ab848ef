"""The groups that are left, likeliest first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.duplicates.views import Group
from crm_desktop.ui.duplicates.reading import QueueAnswer, WindowAnswer, read_window
from crm_desktop.ui.duplicates.row_model import GroupDelegate, GroupListModel
from crm_desktop.ui.duplicates.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.pane import PaneContext

WIDTH = 340


class QueuePanel(Surface):
    """How many there are, whether that is old, and the rows.

    Signals:
        group_chosen(Group): this group is to be compared.
        opened: Enter: go and choose in it.
        merge_requested: Ctrl+Enter on the row.
        look_requested: compare all contacts again.
    """

    group_chosen = Signal(object)
    opened = Signal()
    merge_requested = Signal()
    look_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent)
        self._context = context
        self._groups: tuple[Group, ...] = ()
        self._chosen: Group | None = None
        self._place = 0
        self.setFixedWidth(WIDTH)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(18, 0, 12, 0)
        self.count = Label("", "bodyStrong", parent=self)
        self.look_button = Button(theme, tr("Look again"), "ghost", "refresh-cw", size="compact", parent=self)
        head.addWidget(self.count, 1)
        head.addWidget(self.look_button)
        self.old = Label(tr("Contacts have changed since."), "small", "warning", self, wrap=True)
        self.old.setContentsMargins(18, 0, 18, 2)
        self.old.hide()
        self.model = GroupListModel(self)
        self.list = RowList(tr("Contacts that may be one"), GroupDelegate(theme, self), parent=self)
        self.list.setSelectionMode(RowList.SelectionMode.SingleSelection)
        self.list.setModel(self.model)
        column.addLayout(head)
        column.addWidget(self.old)
        column.addWidget(Rule())
        column.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.look_button.clicked.connect(self.look_requested)
        self.model.rows_needed.connect(self._read_window)
        self.list.selectionModel().currentRowChanged.connect(self._on_current)
        self.list.row_opened.connect(self._on_opened)
        self.list.row_opened_apart.connect(self._on_opened_apart)

    def show_queue(self, answer: QueueAnswer) -> None:
        """Show the groups that are left; the chosen one stays chosen, else the one that came into its place."""
        self._groups = answer.groups
        number = len(answer.groups)
        words = tr("1 group to review") if number == 1 else tr("{count} groups to review")
        later = tr("{count} for later").format(count=QLocale().toString(answer.later)) if answer.later else ""
        said = words.format(count=QLocale().toString(number))
        self.count.setText(" · ".join(part for part in (said, later) if part))
        self.old.setVisible(answer.is_old)
        self.model.refresh(number)
        place = next((row for row, one in enumerate(answer.groups) if one == self._chosen), None)
        if place is None:
            place = min(self._place, number - 1)
        self._choose(place)

    def set_looking(self, looking: bool) -> None:
        """Say that contacts are being compared."""
        self.look_button.setEnabled(not looking)
        self.look_button.set_text(tr("Looking…") if looking else tr("Look again"))

    def step(self, by: int) -> None:
        """Go to the next group, after the last to the first."""
        if self._groups:
            self._choose((self._place + by) % len(self._groups))

    def _choose(self, place: int) -> None:
        self.list.select_row(place)
        self._show(place)

    def _show(self, place: int) -> None:
        self._place = place
        if 0 <= place < len(self._groups) and self._groups[place] != self._chosen:
            self._chosen = self._groups[place]
            self.group_chosen.emit(self._chosen)

    def await_place(self, place: int) -> None:
        """Choose what stands in this place when the queue is shown next."""
        self._chosen, self._place = None, place

    def forget_chosen(self) -> None:
        """Have the chosen group told again, when what it holds has changed."""
        self._chosen = None

    @Slot()
    def _on_current(self) -> None:
        if self.list.currentIndex().isValid():
            self._show(self.list.currentIndex().row())

    @Slot(str)
    def _on_opened(self, _group: str) -> None:
        self.opened.emit()

    @Slot(str)
    def _on_opened_apart(self, _group: str) -> None:
        self.merge_requested.emit()

    @Slot(int, int)
    def _read_window(self, first: int, count: int) -> None:
        groups = self._groups[first : first + count]
        call = partial(read_window, self._context.services, groups, first, self.model.epoch)
        self._context.operations.read(self, call, self._on_window)

    def _on_window(self, answer: WindowAnswer) -> None:
        self.model.set_rows(answer.first, answer.rows, answer.epoch)
