"""The four steps at the top of the page: where one is, what is behind, what is still to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.ui.kit.paint import CENTRED, draw_rounded, draw_text
from crm_desktop.ui.theme.theme import Theme

_HEIGHT = 30


class StepButton(QAbstractButton):
    """One step; it can be pressed once it lies behind."""

    def __init__(self, theme: Theme, number: int, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self.setText(text)
        self.setAccessibleName(self.tr("Step {number}: {name}").format(number=number, name=text))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("focus_ring", 6)

    def sizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked():
            ground, token, role = "accent", "text.onAccent", "smallStrong"
        elif self.isEnabled():
            ground, token, role = ("bg.hover" if self.underMouse() else "bg.subtle"), "text.secondary", "smallStrong"
        else:
            ground, token, role = "bg.subtle", "text.tertiary", "smallStrong"
        draw_rounded(painter, self._theme, rect, 5, ground, "" if self.isChecked() else "line.subtle")
        text = f"{self._number}  {self.text()}"
        draw_text(painter, self._theme, rect, text, role, token, CENTRED, direction=self.layoutDirection())


class StepBar(QWidget):
    """The steps of a piece of work, in order.

    Signals:
        step_requested: a step that lies behind was pressed.
    """

    step_requested = Signal(str)

    def __init__(self, theme: Theme, steps: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps"))
        self._keys = [key for key, _ in steps]
        self._buttons = [StepButton(theme, number, text, self) for number, (_, text) in enumerate(steps, 1)]
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number, button in enumerate(self._buttons):
            self._group.addButton(button, number)
            row.addWidget(button, 1)
        self._group.idClicked.connect(self._on_clicked)
        self.set_current(self._keys[0])

    def current(self) -> str:
        """The step one is at."""
        return self._keys[self._group.checkedId()]

    def set_current(self, key: str, reachable: Sequence[str] = ()) -> None:
        """Stand at a step; `reachable` are the steps that can be gone to."""
        for own, button in zip(self._keys, self._buttons, strict=True):
            button.setEnabled(own == key or own in reachable)
            if own == key:
                button.setChecked(True)
            button.update()

    def button(self, key: str) -> StepButton:
        """The button of a step."""
        return self._buttons[self._keys.index(key)]

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        self.step_requested.emit(self._keys[number])
