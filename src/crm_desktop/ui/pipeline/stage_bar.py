"""The way of a deal as a row of segments; clicking one moves it there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.services.pipeline.views import StageRow
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

_HEIGHT = 24
_THICK = 8


class StageSegment(QAbstractButton):
    """One stage: filled when the deal has come as far."""

    def __init__(self, theme: Theme, stage: StageRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.stage = stage
        self._token = "line.default"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(plain_tip(stage.name))

    def set_state(self, token: str, *, current: bool) -> None:
        """Fill with a token's colour; the current stage is named as such."""
        self._token = token
        words = self.tr("{stage}, where it is now") if current else self.tr("Move to {stage}")
        self.setAccessibleName(words.format(stage=self.stage.name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(24, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = _THICK + (4 if self.underMouse() or self.hasFocus() else 0)
        bar = QRectF(0, (self.height() - thick) / 2, self.width(), thick)
        draw_rounded(painter, self._theme, bar, thick / 2, self._token)


class StageBar(QWidget):
    """Open stages and won, from first to last.

    Signals:
        stage_chosen: the id of the stage the deal should go to.
    """

    stage_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._segments: list[StageSegment] = []
        self._current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def set_stages(self, stages: Sequence[StageRow], current: str) -> None:
        """Show how far a deal has come."""
        shown = [stage for stage in stages if stage.kind != "lost"]
        if [segment.stage for segment in self._segments] != shown:
            for segment in self._segments:
                self._row.removeWidget(segment)
                segment.hide()
                segment.deleteLater()
            self._segments = [StageSegment(self._theme, stage, self) for stage in shown]
            for segment in self._segments:
                segment.clicked.connect(self._on_clicked)
                self._row.addWidget(segment)
        self._current = current
        at = next((number for number, stage in enumerate(shown) if stage.id == current), -1)
        kind = shown[at].kind if at >= 0 else "lost"
        for number, segment in enumerate(self._segments):
            reached = number <= at
            fill = "success" if kind == "won" else "accent"
            segment.set_state(fill if reached else "line.default", current=number == at)

    @Slot()
    def _on_clicked(self) -> None:
        segment = self.sender()
        if isinstance(segment, StageSegment) and segment.stage.id != self._current:
            self.stage_chosen.emit(segment.stage.id)
