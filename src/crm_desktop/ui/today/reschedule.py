"""Moving a task to another day in one key or click."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import today as today_of
from crm_desktop.services.today.views import Need
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.today.words import tr


class ReschedulePopover(Popover):
    """Today, tomorrow, next week, or a day that is typed or picked.

    Signals:
        day_chosen(Need, date): move this task to that day.
    """

    day_chosen = Signal(object, object)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(tr("Move to another day"), parent, width=300)
        self._context = context
        self._need: Need | None = None
        self.title_label = Label("", "title3", wrap=True)
        self.body.addWidget(self.title_label)
        self.today_button = Button(context.theme, "", icon="sun")
        self.tomorrow_button = Button(context.theme, "", icon="arrow-right")
        self.week_button = Button(context.theme, "", icon="calendar-days")
        for number, button in enumerate(self._buttons(), 1):
            button.setToolTip(plain_tip(tr("Press {number}").format(number=number)))
            button.clicked.connect(self._on_clicked)
            self.body.addWidget(button)
        self.day_edit = DateEdit(
            context.theme, tr("Another day"), self._day, placeholder=tr("fri, 28 nov, in 10 days …")
        )
        self._field = Field(context.theme, tr("Another day"), self.day_edit)
        self.body.addWidget(self._field)
        self.day_edit.date_changed.connect(self._on_date)

    def _buttons(self) -> tuple[Button, ...]:
        return (self.today_button, self.tomorrow_button, self.week_button)

    def _day(self) -> date:
        return today_of(self._context.services.clock)

    def days(self) -> tuple[date, date, date]:
        """Today, tomorrow and the Monday after."""
        day = self._day()
        return day, day + timedelta(days=1), day + timedelta(days=7 - day.weekday())

    def offer_for(self, need: Need, anchor: QWidget) -> None:
        """Open at a row."""
        self._need = need
        self.title_label.setText(tr("Move “{title}”").format(title=need.title))
        day, _, monday = self.days()
        self.today_button.set_text(tr("Today"))
        self.tomorrow_button.set_text(tr("Tomorrow"))
        self.week_button.set_text(tr("Next week, {day}").format(day=day_text(monday, day)))
        self.day_edit.set_value(None)
        self.open_at(anchor)
        self.tomorrow_button.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self._choose(self.days()[self._buttons().index(button)])

    @Slot(object)
    def _on_date(self, day: date | None) -> None:
        if day is not None and self.isVisible():
            self._choose(day)

    def _choose(self, day: date) -> None:
        need = self._need
        self.close_popover()
        if need is not None:
            self.day_chosen.emit(need, day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        numbers = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)
        buttons = self._buttons()
        if event.key() in numbers and not self.day_edit.hasFocus():
            event.accept()
            self._choose(self.days()[numbers.index(Qt.Key(event.key()))])
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.focusWidget() in buttons:
            event.accept()
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            fields: tuple[QWidget, ...] = (*buttons, self.day_edit)
            here = buttons.index(self.focusWidget())
            fields[(here + step) % len(fields)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() in buttons:
            event.accept()
            self._choose(self.days()[buttons.index(self.focusWidget())])
        else:
            super().keyPressEvent(event)


def moved_moment(need: Need, day: date, now: datetime) -> datetime | None:
    """The moment of a timed task on another day, at the same hour; None where that hour has passed."""
    if need.moment is None:
        return None
    moment = need.moment.replace(year=day.year, month=day.month, day=day.day)
    return moment if moment > now else None
