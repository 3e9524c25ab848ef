"""The card in the corner of the window that rings."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.services.calendar.views import DueReminder, SnoozeChoice
from crm_desktop.ui.calendar.looks import look_of_kind
from crm_desktop.ui.calendar.words import sentence, short_day_words, time_words
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.following import ground_of
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.standing_clear import StandingClear, clear_place
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.pane import PaneContext

_WIDTH: Final = 372
_GAP: Final = 16
_TOP: Final = 72
_MOST_HEIGHT: Final = 420


class ReminderRow(QWidget):
    """One bell: what, when, who, and Done, Snooze, Open.

    Signals:
        done_requested, snooze_requested(QWidget), open_requested: carry this row's reminder by `reminder`.
    """

    done_requested = Signal()
    snooze_requested = Signal()
    open_requested = Signal()

    def __init__(self, context: PaneContext, reminder: DueReminder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reminder = reminder
        theme, zone, now = context.theme, context.services.clock.zone, context.services.clock.now()
        look = look_of_kind(reminder.kind)
        icon = "life-buoy" if reminder.record_kind == "case" else look.icon
        self.title = ElidedLabel(reminder.title, "bodyStrong")
        self.detail = ElidedLabel(sentence(when_words(reminder, now, zone), reminder.customer), "small", "secondary")
        is_task = reminder.record_kind == "task"
        self.done = Button(theme, self.tr("Done") if is_task else self.tr("OK"), icon="check", size="compact")
        self.snooze = Button(theme, self.tr("Snooze"), icon="clock", size="compact")
        self.open = Button(theme, self.tr("Open"), "ghost", size="compact")
        for button in (self.done, self.snooze, self.open):
            button.setAccessibleName(f"{button.text()}, {reminder.title}")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.detail)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconTile(theme, icon, look.tone))
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addSpacing(44)
        for button in (self.done, self.snooze, self.open):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(buttons)
        self.done.clicked.connect(self.done_requested)
        self.snooze.clicked.connect(self.snooze_requested)
        self.open.clicked.connect(self.open_requested)


class ReminderCard(Surface):
    """Lies top right while bells ring, below the head of what is open; takes no focus away.

    Connect `ReminderService.due`, `missed` and `ringing_changed` to `show_due`, `show_missed` and `update_ringing`.

    Signals:
        record_requested(kind, id): open what a bell rings for.
        log_call_requested(contact_id): a call was done: tell what was said.
    """

    record_requested = Signal(str, str)
    log_call_requested = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__("raised", parent)
        self._context = context
        self._services = context.services
        self._operations = context.operations
        self._rows: list[ReminderRow] = []
        self.menu: QMenu | None = None
        self.setFixedWidth(_WIDTH)
        theme = context.theme
        self.heading = Label("", "captionStrong", "secondary")
        self.dismiss_all = Button(theme, self.tr("Dismiss all"), "link", size="compact")
        self.close_button = IconButton(theme, "x", self.tr("Hide until the next reminder"), compact=True, icon_size=16)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.dismiss_all)
        head.addWidget(self.close_button)
        self._page = ScrollPage(self.tr("Reminders"), margins=(0, 0, 0, 0), spacing=4)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 10, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._page)
        self.close_button.clicked.connect(self.hide)
        self.dismiss_all.clicked.connect(self._on_dismiss_all)
        parent.installEventFilter(self)
        self._clear = StandingClear(self, self._resting_place)
        self.hide()

    def rows(self) -> list[ReminderRow]:
        """The bells on the card."""
        return list(self._rows)

    @Slot(object)
    def show_due(self, reminders: list[DueReminder]) -> None:
        """Ring for these beside those that ring already."""
        known = {row.reminder.id for row in self._rows if not self.isHidden()}
        kept = [row.reminder for row in self._rows if not self.isHidden()]
        self._show([*(one for one in reminders if one.id not in known), *kept], self.tr("Reminder"))

    @Slot(object)
    def show_missed(self, reminders: list[DueReminder]) -> None:
        """Show in one list what fell due meanwhile."""
        self._show(list(reminders), self.tr("While you were away"))

    @Slot(object)
    def update_ringing(self, reminders: list[DueReminder]) -> None:
        """Take away what was answered, and show what is otherwise now."""
        current = {one.id: one for one in reminders}
        kept = [current[row.reminder.id] for row in self._rows if row.reminder.id in current]
        if kept != [row.reminder for row in self._rows]:
            self._show(kept, self.heading.text(), come_up=not self.isHidden())

    def _show(self, reminders: list[DueReminder], heading: str, *, come_up: bool = True) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        for reminder in reminders:
            row = ReminderRow(self._context, reminder)
            row.done_requested.connect(partial(self._done, reminder))
            row.snooze_requested.connect(partial(self._snooze, reminder))
            row.open_requested.connect(partial(self._open, reminder))
            self._rows.append(row)
            self._page.add(row)
        if not reminders:
            self.hide()
            return
        self.heading.setText(heading)
        self.dismiss_all.setVisible(len(reminders) > 1)
        if not come_up:
            return
        was_hidden = self.isHidden()
        self._resize()
        self.show()
        self.raise_()
        if was_hidden:
            words = reminders[0].title if len(reminders) == 1 else self.tr("%n reminders", "", len(reminders))
            self.setAccessibleName(f"{heading}: {words}")
            announce(self, self.accessibleName())

    def _resize(self) -> None:
        wanted = sum(row.sizeHint().height() + 4 for row in self._rows)
        ground = ground_of(self)
        room = ground.height() - _TOP - _GAP - 56
        self._page.setFixedHeight(max(80, min(wanted, _MOST_HEIGHT, room)))
        self.adjustSize()
        self.move(self._resting_place())

    def _resting_place(self) -> QPoint:
        ground = ground_of(self)
        x = _GAP if self.isRightToLeft() else ground.width() - self.width() - _GAP
        return clear_place(self, QPoint(x, _TOP), below=True)

    # answers

    def _done(self, reminder: DueReminder) -> None:
        commands = self._services.calendar_commands
        if reminder.record_kind == "task":
            self._operations.write(self, partial(commands.finish_task, reminder.record_id))
        else:
            self._operations.write(self, partial(commands.dismiss, [reminder.id]))
        if reminder.kind == "call" and reminder.person_id:
            self.log_call_requested.emit(reminder.person_id)

    def _open(self, reminder: DueReminder) -> None:
        self.hide()
        self.record_requested.emit(reminder.record_kind, reminder.record_id)

    def _snooze(self, reminder: DueReminder) -> None:
        self._operations.read(self, self._services.calendar.snooze_choices, partial(self._offer, reminder))

    def _offer(self, reminder: DueReminder, choices: list[SnoozeChoice]) -> None:
        row = next((one for one in self._rows if one.reminder.id == reminder.id), None)
        if row is None:
            return
        zone = self._services.clock.zone
        self.menu = menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in choices:
            action = menu.addAction(choice_words(choice, zone))
            action.triggered.connect(partial(self._put_off, reminder, choice.until))
        menu.popup(row.snooze.mapToGlobal(row.snooze.rect().bottomLeft()))

    def _put_off(self, reminder: DueReminder, until: datetime, _checked: bool = False) -> None:
        self._operations.write(self, partial(self._services.calendar_commands.snooze, reminder.id, until))

    @Slot()
    def _on_dismiss_all(self) -> None:
        ids = [row.reminder.id for row in self._rows]
        self._operations.write(self, partial(self._services.calendar_commands.dismiss, ids))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and not self.isHidden():
            self._resize()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            event.accept()
        else:
            super().keyPressEvent(event)


def when_words(reminder: DueReminder, now: datetime, zone: tzinfo) -> str:
    """When the thing is or was, as *Now*, *In 10 min*, *10:30* or *Tue 18 Nov 10:30*."""
    tr = QCoreApplication.translate
    local, here = reminder.when.astimezone(zone), now.astimezone(zone)
    same_day = local.date() == here.date()
    if not reminder.timed:
        return tr("calendar", "Today") if same_day else short_day_words(local.date())
    if not same_day:
        return f"{short_day_words(local.date())} {time_words(local)}"
    minutes = int((reminder.when - now).total_seconds() // 60)
    if minutes in (-1, 0):
        return tr("calendar", "Now, {time}").format(time=time_words(local))
    if 0 < minutes < 60:
        return tr("calendar", "In {minutes} min, {time}").format(minutes=minutes, time=time_words(local))
    return time_words(local)


def choice_words(choice: SnoozeChoice, zone: tzinfo) -> str:
    """A snooze in words, as *Tomorrow 09:00*."""
    tr = QCoreApplication.translate
    at = time_words(choice.until.astimezone(zone))
    words = {
        "minutes_10": tr("calendar", "10 minutes"),
        "hour": tr("calendar", "An hour"),
        "evening": tr("calendar", "This evening {time}"),
        "tomorrow": tr("calendar", "Tomorrow {time}"),
        "next_working_day": tr("calendar", "Next working day, {day} {time}"),
    }[choice.key]
    return words.format(time=at, day=short_day_words(choice.until.astimezone(zone).date()))
