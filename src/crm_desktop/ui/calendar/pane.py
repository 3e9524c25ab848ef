"""The calendar page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QLocale, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import CalendarItem, TodoRow
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.calendar.actions import calendar_actions
from crm_desktop.ui.calendar.agenda_view import AgendaView
from crm_desktop.ui.calendar.editing import CalendarEditing
from crm_desktop.ui.calendar.item_acts import ItemActs
from crm_desktop.ui.calendar.looks import look_of
from crm_desktop.ui.calendar.month_view import MonthView, month_days
from crm_desktop.ui.calendar.side_panel import SidePanel
from crm_desktop.ui.calendar.spans import Span
from crm_desktop.ui.calendar.time_grid import WorkHours
from crm_desktop.ui.calendar.toolbar import Toolbar
from crm_desktop.ui.calendar.week_view import WeekView, week_of
from crm_desktop.ui.calendar.words import month_words, range_words
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.month_grid import month_away
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext

AGENDA_DAYS: Final = 30
VIEWS: Final = ("day", "week", "month", "agenda")
_LOADING_MS: Final = 150
_TICK_MS: Final = 30_000
_NARROW: Final = 860
_TABLES: Final = ("event", "task", "contact", "deal", "case", "setting")

CalendarView = WeekView | MonthView | AgendaView


@dataclass(frozen=True, slots=True)
class _Window:
    """Which days were asked for, so that a late answer is known."""

    view: str
    first: date
    last: date


class CalendarPane(Pane):
    """Day, week, month and agenda, with a side panel. See `Pane` for its signals."""

    key = "calendar"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._zone = self.services.clock.zone
        self._day = self._today()
        self._shown_today = self._day
        self._view = "week"
        self._items: dict[str, CalendarItem] = {}
        self._work_hours: WorkHours = {}
        self._asked: _Window | None = None
        self._wants_panel = True
        self.acts = ItemActs(self)
        self._build()
        self._connect()
        self._show_days()

    def _build(self) -> None:
        theme = self.theme
        self.editing = CalendarEditing(self.context, self)
        # Every part is born where it will stay: moved into place, it would be styled again with all that is in it.
        self.toolbar = Toolbar(theme, self)
        self.stack = QStackedWidget(self)
        self._views: dict[str, CalendarView] = {}
        self.panel = SidePanel(theme, self._zone, self._today(), self)
        self.error = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.error.hide()
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.toolbar)
        main.addWidget(self.error)
        main.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(main, 1)
        row.addWidget(self.panel)
        self._loading = QTimer(self, singleShot=True, interval=_LOADING_MS)
        self._tick = QTimer(self, interval=_TICK_MS)
        self.toolbar.views.set_current(self._view)

    def _connect(self) -> None:
        bar, panel, editing = self.toolbar, self.panel, self.editing
        editing.keep_line(panel.plan)
        bar.today_requested.connect(self.go_today)
        bar.page_requested.connect(self.turn_page)
        bar.view_requested.connect(self.set_view)
        panel.day_chosen.connect(self.go_to)
        panel.month_changed.connect(self._on_month_changed)
        panel.todo_ticked.connect(self.acts.tick)
        panel.todo_opened.connect(self.acts.open_todo)
        panel.todo_requested.connect(self.new_todo)
        panel.shown_changed.connect(self._show_items)
        panel.plan_requested.connect(self.acts.plan_words)
        editing.day_wanted.connect(self.acts.show_day)
        editing.editor_closed.connect(self._on_editor_closed)
        editing.put_back.connect(self._show_items)
        editing.log_call_requested.connect(self.acts.log_call)
        self.error.action_requested.connect(self.reload)
        self._loading.timeout.connect(self._show_loading)
        self._tick.timeout.connect(self._on_tick)

    # the views, each made when it is first looked at

    @property
    def day_view(self) -> WeekView:
        """One day."""
        view = self._view_of("day")
        assert isinstance(view, WeekView)
        return view

    @property
    def week_view(self) -> WeekView:
        """Seven days."""
        view = self._view_of("week")
        assert isinstance(view, WeekView)
        return view

    @property
    def month_view(self) -> MonthView:
        """A month."""
        view = self._view_of("month")
        assert isinstance(view, MonthView)
        return view

    @property
    def agenda_view(self) -> AgendaView:
        """The next days as a list."""
        view = self._view_of("agenda")
        assert isinstance(view, AgendaView)
        return view

    def _view_of(self, key: str) -> CalendarView:
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = self._make(key)
            view.item_opened.connect(self.acts.open_item)
            view.delete_requested.connect(self.acts.delete_item)
            view.menu_requested.connect(self.acts.show_menu)
            self.stack.addWidget(view)
        return view

    def _make(self, key: str) -> CalendarView:
        if key == "agenda":
            agenda = AgendaView(self.theme, self._zone, self.stack)
            agenda.new_requested.connect(self.new_record)
            return agenda
        if key == "month":
            grid: WeekView | MonthView = MonthView(self.theme, self._zone, self.stack)
        else:
            name = self.tr("Day") if key == "day" else self.tr("Week")
            grid = WeekView(self.theme, self._zone, name, self.stack)
        grid.span_chosen.connect(self.acts.plan_span)
        grid.item_moved.connect(self.acts.move_item)
        grid.cursor_moved.connect(self._on_cursor_moved)
        grid.day_requested.connect(self.show_day)
        grid.page_requested.connect(self._on_cursor_left)
        return grid

    # where one is

    @property
    def day(self) -> date:
        """The day the calendar stands on."""
        return self._day

    @property
    def view(self) -> str:
        """The view that is shown: day, week, month or agenda."""
        return self._view

    def days(self) -> list[date]:
        """The days now shown."""
        first_weekday = QLocale().firstDayOfWeek().value - 1
        if self._view == "day":
            return [self._day]
        if self._view == "week":
            return week_of(self._day, first_weekday)
        if self._view == "month":
            return month_days(self._day, first_weekday)
        return [self._day + timedelta(days=n) for n in range(AGENDA_DAYS)]

    @Slot(str)
    def set_view(self, view: str) -> None:
        """Show the same day in another view."""
        focused = QApplication.focusWidget()
        keyboard = focused is not None and self._view_of(self._view).isAncestorOf(focused)
        self._view = view
        self.toolbar.views.set_current(view)
        self.go_to(self._day)
        if keyboard:
            self._view_of(view).focus_items()

    @Slot()
    def go_today(self) -> None:
        """Show today."""
        self.go_to(self._today())

    @Slot(int)
    def turn_page(self, pages: int) -> None:
        """Show the days before (-1) or after (1)."""
        if self._view == "month":
            self.go_to(month_away(self._day, pages))
        else:
            days = {"day": 1, "week": 7}.get(self._view, AGENDA_DAYS)
            self.go_to(self._day + timedelta(days=pages * days))

    @Slot(object)
    def show_day(self, day: date) -> None:
        """Show one day by itself."""
        self._day = day
        self.set_view("day")

    @Slot(object)
    def go_to(self, day: date) -> None:
        """Show the days around this one."""
        self._day = day
        self._show_days()
        self._read_items()

    def _show_days(self) -> None:
        days, now_day = self.days(), self._today()
        view = self._view_of(self._view)
        if isinstance(view, WeekView):
            view.set_days(days, now_day, self._work_hours)
            view.set_cursor(self._day)
            view.set_now(self._now())
        elif isinstance(view, MonthView):
            view.set_month(self._day.replace(day=1), days, now_day, frozenset(self._work_hours))
            view.set_cursor(self._day)
        self.stack.setCurrentWidget(view)
        title = month_words(self._day) if self._view == "month" else range_words(days[0], days[-1])
        self.toolbar.title.setText(title)
        self.setAccessibleName(self.tr("Calendar, {range}").format(range=title))
        month = self.panel.month.days.month
        self.panel.set_days(self._day, days)
        if self.panel.month.days.month != month:
            self._read_marks()

    # reading

    def reload(self) -> None:
        """Read again everything that is shown."""
        self._read_items()
        self.operations.read(self, self.services.calendar.todo, self._on_todo)
        self._read_marks()

    def apply_change(self, change: ChangeSet) -> None:
        """Reload what `change` touches."""
        if change.touches(*_TABLES):
            self.reload()

    def _read_items(self) -> None:
        days = self.days()
        self._asked = window = _Window(self._view, days[0], days[-1])
        self._loading.start()
        call = partial(_read_page, self.services, window)
        self.operations.read(self, call, partial(self._on_items, window), self._on_read_failed)

    def _on_items(self, window: _Window, found: tuple[list[CalendarItem], Business]) -> None:
        if window != self._asked:
            return
        items, business = found
        self._loading.stop()
        self.error.hide()
        hours = {day: (_minutes(start), _minutes(end)) for day, start, end in business.work_hours}
        self._items = {item.key: item for item in items}
        if hours != self._work_hours:
            self._work_hours = hours
            self._show_days()
        self._show_items()

    def _on_read_failed(self, error: CrmError) -> None:
        self._loading.stop()
        self.error.set_message(error.title, error.detail)
        self.error.show()

    @Slot()
    def _show_items(self) -> None:
        hidden = self.panel.hidden_kinds()
        items = [item for item in self._items.values() if look_of(item).key not in hidden]
        view = self._view_of(self._view)
        if isinstance(view, AgendaView):
            view.set_items(items, self._day, self._today())
        else:
            view.set_items(items)
        if self._items and not items:
            hint = self.tr("All that is planned here is switched off under “Show”.")
        elif not items and self._view != "agenda":
            hint = self.tr("Nothing planned. Drag or press Enter.")
        else:
            hint = ""
        self.toolbar.hint.setText(hint)

    def _on_todo(self, rows: list[TodoRow]) -> None:
        self.panel.set_todo(rows, self.services.clock.now())

    def _read_marks(self) -> None:
        first = self.panel.month.days.first_shown()
        call = partial(self.services.calendar.marked_days, first, first + timedelta(days=41))
        self.operations.read(self, call, self.panel.set_marked)

    @Slot()
    def _show_loading(self) -> None:
        self.toolbar.hint.setText(self.tr("Reading the calendar…"))

    @Slot()
    def _on_tick(self) -> None:
        for view in self._views.values():
            if isinstance(view, WeekView):
                view.set_now(self._now())
        if self._today() != self._shown_today:
            self._shown_today = self._today()
            self.panel.month.days.set_today(self._shown_today)
            self._show_days()
            self.reload()

    # what a person does here

    def new_record(self) -> None:
        """Begin a new event at the keyboard's cell, or in the next hour of the day shown."""
        view = self._view_of(self._view)
        if isinstance(view, WeekView) and view.grid.hasFocus():
            starts = view.grid.cursor_span.starts
            self.editing.plan(Span(starts, starts + timedelta(hours=1)), view.grid, view.grid.focus_rect())
            return
        hour = self._now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        starts = datetime.combine(self._day, hour.time())
        self.editing.plan(Span(starts, starts + timedelta(hours=1)), self.toolbar.today)

    @Slot()
    def new_todo(self) -> None:
        """Begin something to do today."""
        anchor = self.panel.add_todo if self.panel.isVisible() else self.toolbar.today
        self.editing.plan_todo(anchor, self._today())

    def open_record(self, kind: str, record_id: str) -> None:
        """Show an event or task: its day, and the form over it."""
        self.editing.open(kind, record_id, "", self.toolbar.today, go_there=True)

    def focused(self) -> tuple[str, CalendarItem | None]:
        return self.panel.todo.focused_id, self._items.get(self._view_of(self._view).focused_key)

    def item(self, key: str) -> CalendarItem | None:
        """What is shown under a key."""
        return self._items.get(key)

    def actions_here(self) -> list[Action]:
        """Views, paging, planning."""
        return calendar_actions(self)

    @Slot()
    def toggle_panel(self) -> None:
        """Show or hide the side panel."""
        self._wants_panel = self.panel.isHidden()
        self.panel.setVisible(self._wants_panel)

    def focus_filter(self) -> None:
        """Put the keyboard into the line that plans with words."""
        self.panel.show()
        self.panel.plan.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def regions(self) -> list[QWidget]:
        """Toolbar, calendar, side panel."""
        view = self._view_of(self._view)
        if isinstance(view, WeekView):
            middle: QWidget = view.grid
        else:
            middle = view.list if isinstance(view, AgendaView) else view
        found: list[QWidget] = [self.toolbar.today, middle]
        return [*found, self.panel.month.days] if self.panel.isVisible() else found

    def main_region(self) -> QWidget | None:
        """The calendar itself."""
        return self.regions()[1]

    def state(self) -> dict[str, Any]:
        """The view, what is hidden, and whether the side panel is open."""
        return {"view": self._view, "hidden": sorted(self.panel.hidden_kinds()), "panel": self._wants_panel}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` returned; the day is always today."""
        self.panel.set_hidden_kinds(state.get("hidden", ()))
        self._wants_panel = bool(state.get("panel", True))
        self.panel.setVisible(self._wants_panel)
        if state.get("view") in VIEWS:
            self.set_view(state["view"])

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_tick()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wants_panel:
            self.panel.setVisible(self.width() >= _NARROW)

    # small things

    def anchor_of(self, key: str) -> QWidget:
        """Where a panel about an item opens."""
        view = self._view_of(self._view)
        return view.list if isinstance(view, AgendaView) else view.button(key) or view

    @Slot()
    def _on_editor_closed(self) -> None:
        view = self._view_of(self._view)
        if not isinstance(view, AgendaView):
            view.clear_ghost()

    @Slot(object)
    def _on_month_changed(self, _month: date) -> None:
        self._read_marks()

    @Slot(object)
    def _on_cursor_moved(self, day: date) -> None:
        self._day = day

    @Slot(int)
    def _on_cursor_left(self, step: int) -> None:
        if self._view == "month":
            self.go_to(self._day)
            return
        edge = self.days()[0] if step < 0 else self.days()[-1]
        self.go_to(edge + timedelta(days=step))

    def _today(self) -> date:
        return today(self.services.clock)

    def _now(self) -> datetime:
        return self.services.clock.now().astimezone(self._zone).replace(tzinfo=None)


def _read_page(services: Services, window: _Window) -> tuple[list[CalendarItem], Business]:
    agenda = window.view == "agenda"
    items = services.calendar.window(window.first, window.last, untimed_tasks=agenda)
    return items, services.workspace.business()


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)
