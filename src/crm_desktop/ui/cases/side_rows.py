"""Lines of the side panel: values chosen from a few, links, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QMenu, QSizePolicy, QWidget

from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import LEADING, draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

_HEIGHT = 30
_PAD = 6


class ValueButton(QAbstractButton):
    """A value that looks like text and is a button; a link is blue, a choice shows its arrow under the mouse."""

    def __init__(self, theme: Theme, name: str, *, link: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._link = link
        self._placeholder = ""
        self._token = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_value("")

    def set_value(self, value: str, placeholder: str = "", token: str = "") -> None:
        """Show a value, or the invitation to choose one."""
        self.setText(value)
        self._placeholder = placeholder
        self._token = token
        self.setAccessibleName(f"{self._name}: {value or placeholder}")
        self.setToolTip(plain_tip(value))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, whole = self._theme, self.layoutDirection(), QRectF(self.rect())
        hot = self.underMouse() or self.hasFocus()
        if self.underMouse():
            draw_rounded(painter, theme, whole, 6, "bg.hover")
        room = QRectF(_PAD, 0, whole.width() - 2 * _PAD - (18 if hot and not self._link else 0), _HEIGHT)
        text = self.text() or self._placeholder
        token = self._token or ("accent.text" if self._link else "text.primary")
        draw_text(
            painter, theme, mirrored(room, whole, direction), text, "body",
            token if self.text() else "text.tertiary", LEADING, direction=direction,
        )  # fmt: skip
        if hot and not self._link:
            place = mirrored(QRectF(whole.width() - 22, 8, 14, 14), whole, direction)
            draw_icon(painter, theme, place.x(), place.y(), "chevron-down", "text.tertiary", 14)


class ChoiceValue(ValueButton):
    """A value out of a few; a click lists them.

    Signals:
        chosen(str): the key of another value.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent=parent)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._current = ""
        self.clicked.connect(self.open_menu)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (key, words)."""
        self._choices = tuple(choices)

    def set_current(self, key: str, placeholder: str = "") -> None:
        """Show the value with this key."""
        self._current = key
        self.set_value("" if not key and placeholder else dict(self._choices).get(key, ""), placeholder)

    def current_key(self) -> str:
        """The key of the value shown."""
        return self._current

    @Slot()
    def open_menu(self) -> None:
        """List the values, the present one ticked; digits choose."""
        self.open_menu_at(self)

    def open_menu_at(self, anchor: QWidget) -> None:
        """List the values under another widget."""
        menu = QMenu(self)
        for number, (key, text) in enumerate(self._choices, 1):
            entry = menu.addAction(f"&{number}  {text}" if number < 10 else text)
            entry.setData(key)
            entry.setCheckable(True)
            entry.setChecked(key == self._current)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))

    @Slot(QAction)
    def _on_triggered(self, entry: QAction) -> None:
        if entry.data() != self._current:
            self.chosen.emit(entry.data())


class Rows(QWidget):
    """Names at the left, values at the right."""

    def __init__(self, name_width: int = 78, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, name_width)
        self._grid.setColumnStretch(1, 1)
        self._labels: dict[QWidget, Label] = {}

    def add(self, name: str, value: QWidget) -> None:
        """Add a line."""
        row = self._grid.rowCount()
        label = Label(name, "small", "tertiary")
        label.setFixedHeight(_HEIGHT)
        self._labels[value] = label
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)

    def show_row(self, value: QWidget, shown: bool) -> None:
        """Show or hide a line."""
        value.setVisible(shown)
        self._labels[value].setVisible(shown)
