"""Choosing the columns of a table: tick them, find them by typing, drag them into order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from crm_desktop.core.fields import Field
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.theme.theme import Theme

_KEY = Qt.ItemDataRole.UserRole


class ColumnsPopover(Popover):
    """Ticked fields are columns, in the order in which they stand; Ctrl+Up and Ctrl+Down move one.

    Signals:
        columns_chosen(tuple): the keys of the columns.
        default_wanted: the columns as they were at first.
    """

    columns_chosen = Signal(object)
    default_wanted = Signal()

    def __init__(self, theme: Theme, fields: Sequence[Field], shown: Sequence[str], window: QWidget) -> None:
        super().__init__("", window, width=300)
        self.setAccessibleName(self.tr("Columns"))
        self.body.addWidget(Label(self.tr("Columns"), "title3"))
        self.search = SearchBox(theme, self.tr("Find a field"))
        self.body.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setFixedHeight(320)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.list)
        words = self.tr("Drag, or press Ctrl+Up and Ctrl+Down, to put them into order.")
        hint = Label(words, "caption", "tertiary", wrap=True)
        self.body.addWidget(hint)
        row = QHBoxLayout()
        self.default_button = Button(theme, self.tr("As at first"), "ghost", size="compact")
        row.addWidget(self.default_button)
        row.addStretch(1)
        self.body.addLayout(row)
        by_key = {one.key: one for one in fields}
        first = [by_key[key] for key in shown if key in by_key]
        for one in (*first, *(field for field in fields if field not in first)):
            item = QListWidgetItem(one.label)
            item.setData(_KEY, one.key)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )  # fmt: skip
            item.setSizeHint(QSize(0, 30))
            item.setCheckState(Qt.CheckState.Checked if one in first else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(self._on_changed)
        self.list.model().rowsMoved.connect(self._on_changed)
        self.search.query_changed.connect(self._on_query)
        self.search.results_wanted.connect(self._on_results_wanted)
        self.default_button.clicked.connect(self._on_default)
        self.list.installEventFilter(self)

    def chosen(self) -> tuple[str, ...]:
        """Return the keys that are ticked, in order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(str(one.data(_KEY)) for one in items if one.checkState() == Qt.CheckState.Checked)

    def move_current(self, by: int) -> None:
        """Put the current field one place up or down."""
        row = self.list.currentRow()
        if 0 <= row < self.list.count() and 0 <= row + by < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)
            self._on_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_changed(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.columns_chosen.emit(chosen)

    @Slot(str)
    def _on_query(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text().casefold())

    @Slot()
    def _on_results_wanted(self) -> None:
        row = next((row for row in range(self.list.count()) if not self.list.item(row).isHidden()), -1)
        self.list.setCurrentRow(row)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_default(self) -> None:
        self.close_popover()
        self.default_wanted.emit()
