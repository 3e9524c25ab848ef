"""The workspace as it stood on a day: its lists, to look at and to filter, never to change."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QLocale, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.past import end_of, services_as_of
from crm_desktop.services.services import Services
from crm_desktop.ui.keeping.words import tr
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.date_words import write_date
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.pane.pane import PaneContext

_RIGHT = (FieldType.MONEY, FieldType.NUMBER)
_WIDE = (FieldType.LONG_TEXT, FieldType.TAGS, FieldType.RECORD)


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    asked: tuple[date, str, str]
    ids: array[int]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    epoch: int
    first: int
    rows: tuple[dict[str, Any], ...]


class _Model(WindowedTableModel):
    def cell_text(self, row: object, key: str) -> str:
        return dict(row.cells).get(key, "") if isinstance(row, _Row) else ""


class _Past:
    """The workspace as it stood on the day last asked for; used on the reading thread only."""

    def __init__(self, services: Services) -> None:
        self._now = services
        self._day: date | None = None
        self._services: Services | None = None

    def listed(self, asked: tuple[date, str, str]) -> _Listed:
        day, kind, where = asked
        services = self._at(day)
        access = services.records.access(kind)
        ids = services.records.row_ids(kind, where or None)
        fields = tuple(access.fields[key] for key in access.columns)
        return _Listed(asked, ids, fields)

    def rows(self, kind: str, ids: array[int], first: int, epoch: int) -> _Window:
        assert self._services is not None
        return _Window(epoch, first, tuple(self._services.records.rows(kind, ids)))

    def close(self) -> None:
        if self._services is not None:
            self._services.close()
            self._services, self._day = None, None

    def _at(self, day: date) -> Services:
        if self._services is None or day != self._day:
            self.close()
            self._services = services_as_of(self._now, end_of(day, self._now.clock))
            self._day = day
        return self._services


class AsOfDialog(QDialog):
    """Pick a day and a kind of record; the list is what it was at that day's end."""

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._past = _Past(context.services)
        self._listed: _Listed | None = None
        self._asked: tuple[date, str, str] | None = None
        self.setWindowTitle(self.tr("As it stood"))
        self.resize(1120, 680)
        self._build()
        self._connect()
        self._ask()

    def _build(self) -> None:
        theme, clock = self._context.theme, self._context.services.clock
        self.day = DateEdit(theme, self.tr("Day"), partial(today, clock))
        self.day.set_value(today(clock))
        self.day.setFixedWidth(170)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("What to list"))
        records = self._context.services.records
        for kind in records.kinds:
            self.kind.addItem(records.access(kind).fields.plural, kind)
        hint = self.tr("Filter, such as: source = Website")
        self.filter = SearchBox(theme, hint, delay_ms=300)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(self.tr("As it stood at the end of"), "body"))
        head.addWidget(self.day)
        head.addWidget(self.kind)
        head.addWidget(self.filter, 1)
        self.banner = Banner(theme, "info", "")
        self.error = Banner(theme, "danger", "")
        self.error.hide()
        self.model = _Model((), self)
        delegate = CellDelegate(theme, self)
        self.view = CachedTableView(self.tr("Records as they stood"), self.model, delegate, compact=True, parent=self)
        self.count = Label("", "small", "tertiary")
        self.close_button = Button(theme, self.tr("Back to now"), "primary")
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("As it stood"), "title2"))
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.error)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.day.date_changed.connect(self._on_changed)
        self.kind.currentIndexChanged.connect(self._on_changed)
        self.filter.query_changed.connect(self._on_changed)
        self.model.rows_needed.connect(self._on_rows_needed)
        self.close_button.clicked.connect(self.close)

    @Slot(object)
    @Slot(int)
    @Slot(str)
    def _on_changed(self, _value: object = None) -> None:
        self._ask()

    def _ask(self) -> None:
        day = self.day.value()
        if day is None:
            return
        self._asked = (day, str(self.kind.currentData()), self.filter.text().strip())
        self.count.setText(self.tr("Walking back…"))
        self._context.operations.read(self, partial(self._past.listed, self._asked), self._on_listed, self._on_refused)

    @Slot(object)
    def _on_listed(self, listed: _Listed) -> None:
        if listed.asked != self._asked:
            return
        self._listed = listed
        day, _, _ = listed.asked
        shown = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
        words = self.tr("This is how it stood on {day}. Nothing can be changed here; Esc leads back to now.")
        self.banner.set_message(words.format(day=shown))
        self.error.hide()
        self.banner.show()
        self.model.set_columns(
            [
                TableColumn(
                    field.key, field.label, 200 if number == 0 or field.type in _WIDE else 120,
                    field.type in _RIGHT, is_sortable=False,
                )
                for number, field in enumerate(listed.fields)
            ]
        )  # fmt: skip
        self.view.apply_column_widths()
        self.model.set_count(len(listed.ids))
        self.count.setText(self.tr("%n records", "", len(listed.ids)))

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self.model.set_count(0)
        self.count.setText("")
        self.banner.hide()
        self.error.set_message(error.title, error.detail)
        self.error.show()

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        if self._listed is not None:
            ids = self._listed.ids[first : first + count]
            call = partial(self._past.rows, self._listed.asked[1], ids, first, self.model.epoch)
            self._context.operations.read(self, call, self._on_rows)

    @Slot(object)
    def _on_rows(self, window: _Window) -> None:
        if self._listed is not None:
            fields = self._listed.fields
            self.model.set_rows(window.first, [self._shown(fields, row) for row in window.rows], window.epoch)

    def _shown(self, fields: Sequence[Field], row: dict[str, Any]) -> _Row:
        return _Row(row["id"], tuple((field.key, self._cell(field, row[field.key])) for field in fields))

    def _cell(self, field: Field, value: Any) -> str:
        clock = self._context.services.clock
        if value in (None, "", []):
            return ""
        if field.type is FieldType.MOMENT:
            return moment_text(datetime.fromisoformat(value), clock.now(), clock.zone)
        if field.type is FieldType.DATE:
            day = date.fromisoformat(value)
            return write_date(day)
        if field.type is FieldType.TAGS:
            return ", ".join(value)
        if field.type is FieldType.YES_NO:
            return tr("yes") if value else tr("no")
        if field.type is FieldType.MONEY:
            return f"{Decimal(value):,}"
        return field.choice_label(str(value)) if field.type is FieldType.CHOICE else " ".join(str(value).split())

    def closeEvent(self, event: QCloseEvent) -> None:
        # On the thread that reads, behind whatever is still being read.
        self._context.operations.read(self._context.operations, self._past.close, _nothing)
        super().closeEvent(event)

    def reject(self) -> None:
        """Esc: back to now."""
        self.close()


def _nothing(_outcome: object) -> None:
    """Wait for nobody."""
