"""The row above the board: view, pipeline, owner, filter, and what it all comes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.services.pipeline.views import Board, PipelineRow
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.pipeline.words import totals_texts
from crm_desktop.ui.theme.theme import Theme

VIEWS = ("board", "table", "forecast")


class PipelineToolbar(QWidget):
    """What is shown, and how.

    Signals:
        view_changed: board, table or forecast.
        pipeline_changed: the id of another pipeline.
        owner_changed: the id of a member, or "" for everyone.
        filter_wanted: the filter over the board or the forecast is to be shown, or put away.
        stages_wanted: the stages are to be changed.
    """

    view_changed = Signal(str)
    pipeline_changed = Signal(str)
    owner_changed = Signal(str)
    filter_wanted = Signal()
    stages_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.segments = Segmented(
            self.tr("View"),
            [("board", self.tr("Board")), ("table", self.tr("Table")), ("forecast", self.tr("Forecast"))],
        )
        self.segments.setMinimumWidth(self.segments.sizeHint().width())
        self.pipeline_button = Button(theme, self.tr("Pipeline"), "ghost", "chevrons-up-down")
        self.owner_button = Button(theme, self.tr("Everyone"), "ghost", "user")
        self.filter_button = Button(theme, self.tr("Filter"), "ghost", "list-filter")
        self._strong = Label("", "bodyStrong")
        self._rest = ElidedLabel("", "body", "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.segments, self.pipeline_button, self.owner_button, self.filter_button):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._strong)
        row.addWidget(self._rest)
        self.segments.current_changed.connect(self.view_changed)
        self.filter_button.clicked.connect(self.filter_wanted)

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

    def set_members(self, members: Sequence[MemberRow], owner: str) -> None:
        """Offer whose deals are shown: of `owner`, by id or name, or of everybody."""
        current = next((one.id for one in members if owner in (one.id, one.name)), owner)
        menu = QMenu(self)
        group = QActionGroup(menu)
        for member_id, name in [("", self.tr("Everyone")), *((one.id, member_text(one)) for one in members)]:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(current == member_id)
            group.addAction(action)
            action.triggered.connect(partial(self._choose_owner, member_id))
            if current == member_id:
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

    @Slot()
    def _choose_pipeline(self, pipeline_id: str, *_: object) -> None:
        self.pipeline_changed.emit(pipeline_id)

    @Slot()
    def _choose_owner(self, member_id: str, *_: object) -> None:
        self.owner_changed.emit(member_id)

    @staticmethod
    def _give_menu(button: Button, menu: QMenu) -> None:
        old = button.menu()
        button.setMenu(menu)
        if old is not None:
            old.deleteLater()
