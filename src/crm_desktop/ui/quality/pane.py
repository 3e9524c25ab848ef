"""Data quality: five shares, what could be better, and how to put it right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.quality.views import DIMENSIONS, Figure, FigureDay, Report
from crm_desktop.services.services import Services
from crm_desktop.ui.keeping.two_lines import TwoLineDelegate, TwoLineModel, TwoLineRow
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.quality.history_dialog import FiguresDialog
from crm_desktop.ui.quality.problem_list import ProblemList
from crm_desktop.ui.quality.tiles import ScoreTile
from crm_desktop.ui.quality.words import dimension_words, measure_words

_COUNTED = (
    "contact", "channel", "address", "affiliation", "deal", "stage", "task", "activity", "activity_link", "setting",
    "not_duplicate",
)  # fmt: skip
_SETTLE_MS = 400
_LIST_WIDTH = 400
_ICONS = {"contact": "users", "deal": "square-kanban"}
_OF_ICONS = {"person": "user", "company": "building-2", "email": "mail", "phone": "phone", "address": "map-pin"}


@dataclass(frozen=True, slots=True)
class _Counted:
    report: Report
    days: tuple[FigureDay, ...]


def _count(services: Services) -> _Counted:
    report = services.quality.report()
    assert report is not None  # nobody stops it
    if not services.database.is_past:
        services.quality_commands.keep(report)
    return _Counted(report, tuple(services.quality.days()))


class QualityPane(Pane):
    """How good the data is."""

    key = "quality"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.report: Report | None = None
        self._days: tuple[FigureDay, ...] = ()
        self._order: tuple[Figure, ...] = ()
        self._chosen = ""
        self._is_counting = False
        self._is_stale = True
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 20)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.state_label = Label("", "small", "secondary", self)
        head.addWidget(self.state_label)
        head.addStretch(1)
        self.figures_button = Button(theme, self.tr("Figures over time"), icon="table-2", parent=self)
        self.count_button = Button(theme, self.tr("Count again"), icon="refresh-cw", parent=self)
        head.addWidget(self.figures_button)
        head.addWidget(self.count_button)
        column.addLayout(head)
        self.banner = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.banner.hide()
        column.addWidget(self.banner)
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        self.tiles = {one: ScoreTile(theme, one, self) for one in DIMENSIONS}
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        column.addLayout(tiles)
        self.stack = QStackedWidget(self)
        column.addWidget(self.stack, 1)
        self.skeleton = Skeleton(theme, self.tr("Counting…"), row_height=52, avatars=False, parent=self.stack)
        self.empty = EmptyState(
            theme, "users", self.tr("Nothing to measure yet"),
            self.tr("Gaps and slips are counted here once there are contacts."),
            self.tr("New contact"), self.tr("Import a spreadsheet"), parent=self.stack,
        )  # fmt: skip
        body = Surface("card", self.stack)
        row = QHBoxLayout(body)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        left = QWidget(body)
        left.setFixedWidth(_LIST_WIDTH)
        inner = QVBoxLayout(left)
        inner.setContentsMargins(8, 8, 8, 8)
        self.model = TwoLineModel(self)
        self.measures = RowList(self.tr("What is measured"), TwoLineDelegate(theme), left)
        self.measures.setSelectionMode(RowList.SelectionMode.SingleSelection)
        self.measures.setModel(self.model)
        inner.addWidget(self.measures)
        self.problems = ProblemList(self.context, body)
        row.addWidget(left)
        row.addWidget(Rule(body, vertical=True))
        row.addWidget(self.problems, 1)
        self.body = body
        for page in (self.skeleton, self.empty, body):
            self.stack.addWidget(page)

    def _connect(self) -> None:
        self._settle.timeout.connect(self.reload)
        self.count_button.clicked.connect(self.reload)
        self.figures_button.clicked.connect(self.show_figures)
        self.banner.action_requested.connect(self.reload)
        self.measures.current_row_changed.connect(self._on_measure)
        self.problems.record_requested.connect(self.record_requested)
        self.problems.filter_requested.connect(self._on_filter_requested)
        self.problems.duplicates_requested.connect(self._on_duplicates_requested)
        self.empty.primary_requested.connect(self._on_new_contact)
        self.empty.secondary_requested.connect(self._on_import)
        for tile in self.tiles.values():
            tile.clicked.connect(partial(self.show_dimension, tile.dimension))

    # what the shell asks

    def reload(self) -> None:
        self._settle.stop()
        if self._is_counting:
            self._is_stale = True
            return
        self._is_counting, self._is_stale = True, False
        self.banner.hide()
        self.state_label.setText(self.tr("Counting…"))
        if self.report is None:
            self.stack.setCurrentWidget(self.skeleton)
            self.skeleton.start()
        self.operations.work(self, partial(_count, self.services), self._on_counted, self._on_failed)

    def apply_change(self, change: ChangeSet) -> None:
        if not change.touches(*_COUNTED):
            return
        self._is_stale = True
        if self.isVisible():
            self._settle.start()

    def actions_here(self) -> list[Action]:
        return [
            Action("quality.count", self.tr("Count again"), self.reload, "R", "refresh-cw", group="page"),
            Action("quality.figures", self.tr("Figures over time"), self.show_figures, "", "table-2",
                   bool(self._days), "page"),
            Action("quality.fix", self.tr("Put this right"), self.problems.fix, "W", "check",
                   not self.problems.fix_button.isHidden() and self.report is not None, "record"),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        return [self.measures, self.problems.list]

    def main_region(self) -> QWidget | None:
        return self.measures if self.stack.currentWidget() is self.body else self

    def state(self) -> dict[str, Any]:
        return {"measure": self._chosen}

    def restore(self, state: dict[str, Any]) -> None:
        self._chosen = str(state.get("measure", ""))
        if self.report is not None:
            self._choose()

    # what a person does

    @Slot()
    def show_figures(self) -> None:
        """Show the shares of every day as a table."""
        FiguresDialog(self.context, self._days, self).open()

    def show_dimension(self, dimension: str, _checked: bool = False) -> None:
        """Show the first list of a dimension that has anything in it."""
        found = [one for one in self._order if one.measure.dimension == dimension]
        if found:
            self._chosen = max(found, key=_badness).measure.key
            self._choose()

    @Slot(str)
    def _on_measure(self, key: str) -> None:
        if key and self.report is not None:
            self._chosen = key
            self.problems.show_figure(self.report.figure(key))

    # answers

    @Slot(object)
    def _on_counted(self, counted: _Counted) -> None:
        self._is_counting = False
        self.skeleton.stop()
        self.report, self._days = counted.report, counted.days
        for dimension, tile in self.tiles.items():
            tile.set_score(counted.report.score(dimension), counted.days)
        self.figures_button.setEnabled(bool(counted.days))
        total = counted.report.figure("without_owner").total
        self.state_label.setText(self.tr("%n contacts", "", total))
        self.stack.setCurrentWidget(self.body if total else self.empty)
        self._show_measures(counted.report)
        self.focus_what_came()
        if self._is_stale and self.isVisible():
            self._settle.start()

    def _show_measures(self, report: Report) -> None:
        order = sorted(report.figures, key=_place)
        is_same = [one.measure.key for one in order] == [one.measure.key for one in self._order]
        self._order = tuple(order)
        if is_same:
            self.model.refresh(len(order))
        else:
            self.model.set_count(len(order))
        self.model.set_rows(0, [self._row(one) for one in order])
        self._choose()

    def _choose(self) -> None:
        keys = [one.measure.key for one in self._order]
        place = keys.index(self._chosen) if self._chosen in keys else 0
        if self.measures.currentIndex().row() == place and self.report is not None:
            self._on_measure(keys[place])
        else:
            self.measures.select_row(place)

    def _row(self, figure: Figure) -> TwoLineRow:
        measure = figure.measure
        number = QLocale().toString(figure.bad)
        detail = self.tr("{dimension} · of {total}").format(
            dimension=dimension_words(measure.dimension)[0], total=QLocale().toString(figure.total)
        )
        icon = _OF_ICONS.get(measure.of, _ICONS[measure.kind])
        chip, tone = (number, "warning") if figure.bad else (self.tr("None"), "success")
        return TwoLineRow(measure.key, icon, measure_words(measure).title, detail, chip, tone)

    def _on_failed(self, error: CrmError) -> None:
        self._is_counting = False
        self.skeleton.stop()
        self.state_label.setText("")
        self.banner.set_message(error.title, error.detail)
        self.banner.show()

    @Slot(str, str)
    def _on_filter_requested(self, kind: str, where: str) -> None:
        self.request.emit("filter", kind, where)

    @Slot()
    def _on_duplicates_requested(self) -> None:
        self.request.emit("duplicates", "contact", "")

    @Slot()
    def _on_new_contact(self) -> None:
        self.request.emit("new_contact", "contact", "")

    @Slot()
    def _on_import(self) -> None:
        self.request.emit("import", "contact", "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()


def _badness(figure: Figure) -> float:
    return figure.bad / figure.total if figure.total else 0.0


def _place(figure: Figure) -> tuple[bool, int, float]:
    """What has something to put right first, then by dimension, the worst first."""
    return not figure.bad, DIMENSIONS.index(figure.measure.dimension), -_badness(figure)
