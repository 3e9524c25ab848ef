"""The row above the board: view, pipeline, owner, filter, and what it all comes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.core.expressions import Expression
from crm_desktop.core.fields import FieldSet
from crm_desktop.services.pipeline.views import Board, PipelineRow
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.chip import FilterChip
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.pipeline.filtering import FilterPopover
from crm_desktop.ui.pipeline.words import totals_texts
from crm_desktop.ui.theme.theme import Theme

VIEWS = ("board", "table", "forecast")


class PipelineToolbar(QWidget):
    """What is shown, and how.

    Signals:
        view_changed: board, table or forecast.
        pipeline_changed: the id of another pipeline.
        owner_changed: the id of a member, or "" for everyone.
        filter_changed: an `Expression`, or None.
        stages_wanted: the stages are to be changed.
    """

    view_changed = Signal(str)
    pipeline_changed = Signal(str)
    owner_changed = Signal(str)
    filter_changed = Signal(object)
    stages_wanted = Signal()

    def __init__(self, theme: Theme, fields: FieldSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chip: FilterChip | None = None
        self.segments = Segmented(
            self.tr("View"),
            [("board", self.tr("Board")), ("table", self.tr("Table")), ("forecast", self.tr("Forecast"))],
        )
        self.segments.setMinimumWidth(self.segments.sizeHint().width())
        self.pipeline_button = Button(theme, self.tr("Pipeline"), "ghost", "chevrons-up-down")
        self.owner_button = Button(theme, self.tr("Everyone"), "ghost", "user")
        self.filter_button = Button(theme, self.tr("Filter"), "ghost", "list-filter")
        self.filter_popover = FilterPopover(theme, fields, self)
        self._strong = Label("", "bodyStrong")
        self._rest = ElidedLabel("", "body", "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._row = row
        for widget in (self.segments, self.pipeline_button, self.owner_button, self.filter_button):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._strong)
        row.addWidget(self._rest)
        self.segments.current_changed.connect(self.view_changed)
        self.filter_button.clicked.connect(self.open_filter)
        self.filter_popover.filter_changed.connect(self._on_filter_changed)

    def set_pipelines(self, pipelines: Sequence[PipelineRow], current: str) -> None:
        """Offer the pipelines, and the way to their stages."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for one in pipelines:
            action = menu.addAction(one.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one.id == current)
            group.addAction(action)
            action.triggered.connect(partial(self._choose_pipeline, one.id))
            if one.id == current:
                self.pipeline_button.set_text(one.name)
        menu.addSeparator()
        menu.addAction(self.tr("Change the stages…")).triggered.connect(self.stages_wanted)
        self._give_menu(self.pipeline_button, menu)

    def set_members(self, members: Sequence[MemberRow], current: str) -> None:
        """Offer whose deals are shown."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for member_id, name in [("", self.tr("Everyone")), *((one.id, one.name) for one in members)]:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(member_id == current)
            group.addAction(action)
            action.triggered.connect(partial(self._choose_owner, member_id, name))
            if member_id == current:
                self.owner_button.set_text(name)
        self._give_menu(self.owner_button, menu)

    def set_totals(self, board: Board) -> None:
        """Say what the open deals come to."""
        strong, rest = totals_texts(board)
        self._strong.setText(strong)
        self._rest.setText(rest)

    def totals(self) -> str:
        """The totals line as it reads."""
        return f"{self._strong.text()} {self._rest.text()}"

    def filter_text(self) -> str:
        """The filter as it was typed."""
        return self.filter_popover.text()

    @Slot()
    def open_filter(self) -> None:
        """Put the keyboard into the filter."""
        self.filter_popover.open_at(self.filter_button if self._chip is None else self._chip)

    @Slot(str, object, str)
    def _on_filter_changed(self, _text: str, expression: Expression | None, sentence: str) -> None:
        if self._chip is not None:
            self._row.removeWidget(self._chip)
            self._chip.hide()
            self._chip.deleteLater()
            self._chip = None
        self.filter_button.setVisible(expression is None)
        if expression is not None:
            self._chip = FilterChip(self._theme, self._shortened(sentence))
            self._chip.setToolTip(plain_tip(sentence))
            self._chip.clicked.connect(self.open_filter)
            self._chip.removed.connect(self.filter_popover.clear)
            self._row.insertWidget(self._row.indexOf(self.filter_button), self._chip)
        self.filter_changed.emit(expression)

    @Slot()
    def _choose_pipeline(self, pipeline_id: str, *_: object) -> None:
        self.pipeline_changed.emit(pipeline_id)

    @Slot()
    def _choose_owner(self, member_id: str, name: str, *_: object) -> None:
        self.owner_button.set_text(name)
        self.owner_changed.emit(member_id)

    @staticmethod
    def _shortened(sentence: str) -> str:
        return sentence if len(sentence) <= 30 else f"{sentence[:29].rstrip()}…"

    @staticmethod
    def _give_menu(button: Button, menu: QMenu) -> None:
        old = button.menu()
        button.setMenu(menu)
        if old is not None:
            old.deleteLater()
