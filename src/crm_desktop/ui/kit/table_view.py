"""Tables of painted cells, each painted once."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.ui.kit.paint import LEADING, TRAILING, draw_skeleton_line, draw_text
from crm_desktop.ui.kit.pixmap_cache import PixmapCache, blank_pixmap
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme

ROW_HEIGHT = 44
COMPACT_ROW_HEIGHT = 36
_SELECTED = QStyle.StateFlag.State_Selected.value
_CELL_LIMIT = 4_000
_PADDING = 10
_WIDE = 160
_NARROWEST = 110


class CellDelegate(QStyledItemDelegate):
    """Paints a cell into a picture once per content, width and state; override ``paint_cell`` for chips."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered_row = -1
        self._cache = PixmapCache(_CELL_LIMIT)

    def forget_pictures(self) -> None:
        """Paint every cell anew: what a row leads to looks different now."""
        self._cache = PixmapCache(_CELL_LIMIT)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        """Draw what a cell holds; the ground and the line under it are drawn already."""
        align = TRAILING if column.is_number else LEADING
        token = "text.primary" if text else "text.tertiary"
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        draw_text(
            painter, self.theme, inner, text, "body", token, align, direction=state.direction, tabular=column.is_number
        )

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, WindowedTableModel)
        row = model.wanted_row(index.row())
        selected = bool(option.state.value & _SELECTED)
        state = RowState(selected, index.row() == self.hovered_row, focused=False, direction=option.direction)
        ratio = painter.device().devicePixelRatioF()
        size = option.rect.size()
        pixmap = self.cell_picture(model, row, model.columns[index.column()], size.width(), size.height(), ratio, state)
        painter.drawPixmap(option.rect.topLeft(), pixmap)

    def cell_picture(
        self, model: WindowedTableModel, row: object, column: TableColumn, width: int, height: int, ratio: float,
        state: RowState,
    ) -> QPixmap:  # fmt: skip
        """A cell as painted before, or painted now; `row` is None while it is being read."""
        key = (row, column.key, width, height, state, ratio)
        pixmap = self._cache.get(key, self.theme.generation)
        if pixmap is None:
            text = "" if row is None else model.cell_text(row, column.key)
            pixmap = self._draw(width, height, ratio, row, column, text, state)
            self._cache.put(key, pixmap)
        return pixmap

    def _draw(
        self, width: int, height: int, ratio: float, row: object, column: TableColumn, text: str, state: RowState
    ) -> QPixmap:
        whole = QRectF(0, 0, width, height)
        ground = "bg.selected" if state.selected else "bg.hover" if state.hovered else "bg.surface"
        pixmap = blank_pixmap(whole.toAlignedRect().size(), ratio, self.theme.colour(ground))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, height - 1, width, 1), self.theme.colour("line.subtle"))
        if row is None:
            bar = QRectF(_PADDING, height / 2 - 5, max(width - 2 * _PADDING, 8) * 0.6, 10)
            draw_skeleton_line(painter, self.theme, bar)
        else:
            self.paint_cell(painter, whole, row, column, text, state)
        painter.end()
        return pixmap


class CachedTableView(QTableView):
    """A table over a ``WindowedTableModel``: whole rows are selected, rows have one height.

    Signals:
        row_opened: Enter or double click; the row's id.
        row_opened_apart: Ctrl+Enter.
        row_peeked: Space.
        sort_requested: a heading was clicked: the column's key, and whether ascending.
        selection_count_changed: how many rows are selected.
        context_requested: where (global) a menu for the selected rows was asked for.
    """

    row_opened = Signal(str)
    row_opened_apart = Signal(str)
    row_peeked = Signal(str)
    sort_requested = Signal(str, bool)
    selection_count_changed = Signal(int)
    context_requested = Signal(QPoint)

    def __init__(
        self, name: str, model: WindowedTableModel, delegate: CellDelegate, *, compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._table = model
        self._cells = delegate
        self._sorted: tuple[str, bool] = ("", True)
        self._is_fitting = False
        self._has_own_widths = False
        self.setAccessibleName(name)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        # Sizes asked of every row would make a long table slow to open: all rows have one height.
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(COMPACT_ROW_HEIGHT if compact else ROW_HEIGHT)
        rows.hide()
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionsClickable(True)
        heads.setSectionsMovable(True)
        heads.setMinimumSectionSize(48)
        heads.setStretchLastSection(True)
        self.setModel(model)
        # A heading asks of every row whether it is selected, at each paint. Headings here mark nothing: ask another.
        heads.setSelectionModel(QItemSelectionModel(model, heads))
        self.apply_column_widths()
        self.entered.connect(self._on_entered)
        self.viewportEntered.connect(self._forget_hovered_row)
        heads.sectionResized.connect(self._on_section_resized)
        heads.sectionClicked.connect(self._on_heading_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        self.customContextMenuRequested.connect(self._on_context_menu_requested)

    def paintEvent(self, event: QPaintEvent) -> None:
        # Qt would ask the delegate for each cell anew; a row's state and place are the same in all its cells.
        area, count = event.rect(), self._table.rowCount()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        heads, chosen = self.horizontalHeader(), self.selectionModel()
        columns = [
            (column, heads.sectionViewportPosition(number), heads.sectionSize(number))
            for number, column in enumerate(self._table.columns)
            if not heads.isSectionHidden(number)
        ]
        shown = [one for one in columns if one[1] <= area.right() and one[1] + one[2] > area.left()]
        painter = QPainter(self.viewport())
        ratio = painter.device().devicePixelRatioF()
        direction, hovered = self.layoutDirection(), self._cells.hovered_row
        for number in range(first, (last if last >= 0 else count - 1) + 1):
            row = self._table.wanted_row(number)
            top, height = self.rowViewportPosition(number), self.rowHeight(number)
            state = RowState(chosen.isRowSelected(number), number == hovered, focused=False, direction=direction)
            for column, left, width in shown:
                picture = self._cells.cell_picture(self._table, row, column, width, height, ratio, state)
                painter.drawPixmap(left, top, picture)

    def apply_column_widths(self) -> None:
        """Give the columns the widths that the model names; in a narrow window the wide ones give way."""
        widths = {
            number: column.width for number, column in enumerate(self._table.columns) if not self.isColumnHidden(number)
        }
        wide = sum(width for width in widths.values() if width >= _WIDE)
        missing = sum(widths.values()) - self.viewport().width()
        share = min(missing / wide, 1.0) if self.isVisible() and missing > 0 and wide else 0.0
        self._is_fitting = True
        for number, width in widths.items():
            self.setColumnWidth(number, max(int(width * (1 - share)), _NARROWEST) if width >= _WIDE else width)
        self._is_fitting = False

    def show_sorting(self, key: str, *, ascending: bool = True) -> None:
        """Mark the column that the rows are sorted by."""
        self._sorted = (key, ascending)
        keys = [column.key for column in self._table.columns]
        heads = self.horizontalHeader()
        heads.setSortIndicatorShown(key in keys)
        if key in keys:
            order = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
            heads.setSortIndicator(keys.index(key), order)

    def current_id(self) -> str:
        """The id of the row with the focus; empty when there is none or it is not loaded."""
        return self._id_at(self.currentIndex().row())

    def selected_ids(self) -> list[str]:
        """The ids of the selected rows that are loaded, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row_id for row_id in map(self._id_at, rows) if row_id]

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the page; there is no type-ahead."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        current = self.current_id()
        with_control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if current and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            (self.row_opened_apart if with_control else self.row_opened).emit(current)
        elif current and key == Qt.Key.Key_Space and not modifiers:
            event.accept()
            self.row_peeked.emit(current)
        else:
            super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        # Ranges, not indexes: Ctrl+A over a million rows must not make a million objects.
        parts = self.selectionModel().selection()
        self.selection_count_changed.emit(sum(parts.at(number).height() for number in range(parts.count())))

    def _id_at(self, row: int) -> str:
        found = self._table.row_at(row) if row >= 0 else None
        return "" if found is None else str(getattr(found, "id"))  # noqa: B009  # rows are any frozen object

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._has_own_widths and event.size().width() != event.oldSize().width():
            self.apply_column_widths()

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, _old: int, _new: int) -> None:
        if self._was_drawn(section):
            self._has_own_widths = True

    def _was_drawn(self, section: int) -> bool:
        """Whether a person drew a column, and not Qt, which stretches the last one and closes those that are hidden."""
        heads = self.horizontalHeader()
        shown = [heads.visualIndex(one) for one in range(heads.count()) if not self.isColumnHidden(one)]
        place = heads.visualIndex(section)
        return not self._is_fitting and self.isVisible() and place in shown and place != max(shown)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._forget_hovered_row()

    @Slot(QModelIndex)
    def _on_entered(self, index: QModelIndex) -> None:
        # Qt marks the cell under the mouse; a record is a whole row.
        if index.row() != self._cells.hovered_row:
            self._cells.hovered_row = index.row()
            self.viewport().update()

    @Slot()
    def _forget_hovered_row(self) -> None:
        if self._cells.hovered_row >= 0:
            self._cells.hovered_row = -1
            self.viewport().update()

    @Slot(int)
    def _on_heading_clicked(self, section: int) -> None:
        column = self._table.columns[section]
        if column.is_sortable:
            ascending = self._sorted != (column.key, True)
            self.show_sorting(column.key, ascending=ascending)
            self.sort_requested.emit(column.key, ascending)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        row_id = self._id_at(index.row())
        if row_id:
            self.row_opened.emit(row_id)

    @Slot(QPoint)
    def _on_context_menu_requested(self, place: QPoint) -> None:
        self.context_requested.emit(self.viewport().mapToGlobal(place))
