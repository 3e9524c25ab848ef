"""A date typed in plain words, or picked from a small month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.ui.kit.date_words import read_date, write_date
from crm_desktop.ui.kit.field import mark_input
from crm_desktop.ui.kit.month_grid import MonthGrid
from crm_desktop.ui.kit.paint import draw_icon, mirrored
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.theme.theme import Theme

Today = Callable[[], date]

_ICON_ROOM = 30


class DateEdit(QLineEdit):
    """Understands *fri*, *next tue*, *in 3 days*, *28 nov* and the locale's way; Down opens a month.

    Up and Down with Alt step by a day. A text that means no date is kept and marked.

    Signals:
        date_changed: the date now meant, or ``None`` when the field was emptied.
    """

    date_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        today: Today = date.today,
        *,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = today
        self._date: date | None = None
        self._popover: Popover | None = None
        self._month: MonthGrid | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setMouseTracking(True)
        if self.isRightToLeft():
            self.setTextMargins(_ICON_ROOM - 10, 0, 0, 0)
        else:
            self.setTextMargins(0, 0, _ICON_ROOM - 10, 0)
        self.editingFinished.connect(self._settle)
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> date | None:
        """The date meant; ``None`` for an empty field."""
        return self._date

    def is_understood(self) -> bool:
        """Whether what is typed is a date or nothing."""
        text = self.text().strip()
        return not text or read_date(text, self._today()) is not None

    def set_value(self, value: date | None) -> None:
        """Show a date without announcing it."""
        self._date = value
        self.setText("" if value is None else write_date(value))
        mark_input(self, "")

    def open_month(self) -> None:
        """Show the month to pick from."""
        if self._popover is None:
            self._popover = Popover(self.tr("Choose a day"), self.window(), width=268)
            self._month = MonthGrid(self._theme, self._today())
            self._month.day_chosen.connect(self._on_day_chosen)
            self._popover.body.addWidget(self._month)
            self.destroyed.connect(self._popover.deleteLater)
        assert self._month is not None
        self._month.days.set_today(self._today())
        self._month.set_day(self._date or self._today())
        self._popover.open_at(self)
        self._month.days.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(object)
    def _on_day_chosen(self, day: date) -> None:
        if self._popover is not None:
            self._popover.close_popover()
        self._take(day)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        mark_input(self, "")

    @Slot()
    def _settle(self) -> None:
        text = self.text().strip()
        if not text:
            self._take(None)
            return
        if self._date is not None and text == write_date(self._date):
            return
        day = read_date(text, self._today())
        if day is None:
            mark_input(self, "error")
            self.setAccessibleDescription(self.tr("This is not a date. Write for example “fri” or “28 Nov”."))
            self.setToolTip(plain_tip(self.accessibleDescription()))
        else:
            self._take(day)

    def _take(self, day: date | None) -> None:
        changed = day != self._date
        self.set_value(day)
        self.setAccessibleDescription("")
        self.setToolTip("")
        if changed:
            self.date_changed.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and with_alt:
            self._settle()
            base = self._date or self._today()
            self._take(date.fromordinal(base.toordinal() + (1 if key == Qt.Key.Key_Up else -1)))
            event.accept()
        elif key == Qt.Key.Key_Down:
            self._settle()
            self.open_month()
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over_icon = self._icon_place().contains(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if over_icon else Qt.CursorShape.IBeamCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._icon_place().contains(event.position()):
            self._settle()
            self.open_month()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = self._icon_place()
        draw_icon(QPainter(self), self._theme, place.x() + 6, place.y() + 6, "calendar", "text.tertiary", 16)

    def _icon_place(self) -> QRectF:
        whole = QRectF(self.rect())
        place = QRectF(whole.right() - 33, (whole.height() - 28) / 2, 28, 28)
        return mirrored(place, whole, self.layoutDirection())
