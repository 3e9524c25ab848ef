"""All segments of a kind of record: what they hold, renamed, renewed, removed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.lists.saved import SaveViewPopover
from crm_desktop.ui.lists.state import ListState
from crm_desktop.ui.pane.pane import PaneContext

_ROW = Qt.ItemDataRole.UserRole


def read_segments(services: Services, kind: str) -> list[tuple[SavedViewRow, int]]:
    """Return the segments of a kind, each with how many records it holds now."""
    return [(view, services.saved_views.count(view)) for view in services.saved_views.segments(kind)]


class SegmentsDialog(QDialog):
    """The segments, each with its number of records and whether it follows its filter.

    Signals:
        open_wanted(str): show this segment in the table.
    """

    open_wanted = Signal(str)

    def __init__(self, context: PaneContext, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._kind = kind
        self.setWindowTitle(self.tr("Segments"))
        self.setMinimumSize(520, 380)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label(self.tr("Segments"), "title2"))
        column.addWidget(
            Label(
                self.tr("A segment is a saved filter with a name. A live one finds its records anew each time, a "
                        "frozen one keeps those it had. Any filter can name it: segment = \"Name\"."),
                "small", "secondary", wrap=True,
            )
        )  # fmt: skip
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Segments"))
        column.addWidget(self.list, 1)
        self.nothing: QLabel = Label(
            self.tr("No segment was made yet. Filter a list, then choose Save view."), "small", "tertiary"
        )
        column.addWidget(self.nothing)
        row = QHBoxLayout()
        theme = context.theme
        self.open_button = Button(theme, self.tr("Show"), "primary")
        self.rename_button = Button(theme, self.tr("Rename…"))
        self.renew_button = Button(theme, self.tr("Renew"), tip=self.tr("Take the records that the filter finds now"))
        self.delete_button = Button(theme, self.tr("Delete"))
        self.close_button = Button(theme, self.tr("Close"))
        for button in (self.open_button, self.rename_button, self.renew_button, self.delete_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemActivated.connect(self._on_open)
        self.open_button.clicked.connect(self._on_open)
        self.rename_button.clicked.connect(self._on_rename)
        self.renew_button.clicked.connect(self._on_renew)
        self.delete_button.clicked.connect(self._on_delete)
        self.close_button.clicked.connect(self.reject)
        context.operations.data_changed.connect(self._on_data_changed)
        self._on_row_changed(-1)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the segments again."""
        call = partial(read_segments, self._context.services, self._kind)
        self._context.operations.read(self, call, self._on_read)

    @Slot(object)
    def _on_read(self, segments: list[tuple[SavedViewRow, int]]) -> None:
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for view, count in segments:
            how = self.tr("frozen") if view.frozen else self.tr("live")
            item = QListWidgetItem(f"{view.name}   ·   {QLocale().toString(count)}   ·   {how}")
            item.setData(_ROW, view)
            self.list.addItem(item)
        self.nothing.setVisible(not segments)
        self.list.setVisible(bool(segments))
        self.list.setCurrentRow(min(row, self.list.count() - 1))

    def current(self) -> SavedViewRow | None:
        """Return the segment that is chosen."""
        row = self.list.currentRow()
        view = self.list.item(row).data(_ROW) if row >= 0 else None
        return view if isinstance(view, SavedViewRow) else None

    @Slot(int)
    def _on_row_changed(self, _row: int) -> None:
        view = self.current()
        for button in (self.open_button, self.rename_button, self.delete_button):
            button.setEnabled(view is not None)
        self.renew_button.setEnabled(view is not None and view.frozen)

    @Slot()
    def _on_open(self) -> None:
        view = self.current()
        if view is not None:
            self.open_wanted.emit(view.id)
            self.accept()

    @Slot()
    def _on_rename(self) -> None:
        view = self.current()
        if view is not None:
            SaveViewPopover(self._context, ListState(self._kind), self, view).open_at(self.rename_button)

    @Slot()
    def _on_renew(self) -> None:
        view = self.current()
        if view is not None:
            commands = self._context.services.saved_view_commands
            self._context.operations.write(self, partial(commands.refreeze, view.id))

    @Slot()
    def _on_delete(self) -> None:
        view = self.current()
        if view is not None:
            self._context.operations.write(self, partial(self._context.services.saved_view_commands.remove, view.id))

    @Slot(object)
    def _on_data_changed(self, change: object) -> None:
        touches = getattr(change, "touches", None)
        if touches is not None and touches("saved_view", "segment_member"):
            self.reload()
