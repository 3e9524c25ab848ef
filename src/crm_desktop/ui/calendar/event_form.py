"""The fields of an event or task, filled from a draft and read back into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.services.calendar.plans import Plan
from crm_desktop.services.calendar.views import EventDetail, EventDraft, TaskDetail, TaskDraft
from crm_desktop.ui.calendar.spans import Span
from crm_desktop.ui.calendar.time_edit import TimeEdit
from crm_desktop.ui.calendar.words import length_words
from crm_desktop.ui.kit.date_edit import DateEdit, Today
from crm_desktop.ui.kit.form_parts import FormParts, Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.theme.theme import Theme

Draft = EventDraft | TaskDraft

LENGTHS: Final = (15, 30, 45, 60, 90, 120, 180, 240, 480)
REMINDERS: Final = (0, 5, 10, 15, 30, 60, 120, 1440, 2880)
RULES: Final = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "FREQ=YEARLY")


@dataclass(frozen=True, slots=True)
class Customer:
    """Who it is with: a person, a company, or both as they were planned."""

    person_id: str | None = None
    company_id: str | None = None
    name: str = ""


class EventForm(QWidget):
    """Title, kind, when, who, reminder, rhythm, place and notes.

    Signals:
        title_edited(str): typed into the title, to be understood.
        time_changed: when it would be is another time, to be checked for overlaps.
    """

    title_edited = Signal(str)
    time_changed = Signal()

    def __init__(self, theme: Theme, zone: tzinfo, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = zone
        self._today = today
        self._draft: Draft = EventDraft("")
        self._customer = Customer()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title = QLineEdit()
        self.title.setProperty("kind", "large")
        self.title.setAccessibleName(self.tr("Title"))
        self.kind = QComboBox()
        self.all_day = QCheckBox(self.tr("All day"))
        self.all_day.setMinimumHeight(24)
        self.day = DateEdit(self._theme, self.tr("Day"), self._today)
        self.last_day = DateEdit(self._theme, self.tr("Last day"), self._today)
        self.starts = TimeEdit(self.tr("Starts at"))
        self.length = QComboBox()
        self.customer = SearchPicker(self._theme, self.tr("Customer"), self.tr("Name or company"), can_create=False)
        self.remind = QComboBox()
        self.repeat = QComboBox()
        self.place = QLineEdit()
        self.notes = QPlainTextEdit()
        self.notes.setFixedHeight(56)
        self.notes.setTabChangesFocus(True)
        self.zone_note = Label("", "caption", "tertiary", wrap=True)
        for field, name in (
            (self.kind, self.tr("Kind")),
            (self.all_day, self.tr("All day")),
            (self.length, self.tr("Length")),
            (self.remind, self.tr("Reminder")),
            (self.repeat, self.tr("Repeat")),
            (self.place, self.tr("Place")),
            (self.notes, self.tr("Notes")),
        ):
            field.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.title, 0, 0, 1, 2)
        self.rows: dict[str, tuple[Label, QWidget]] = {}
        self._add_row("kind", self.tr("Kind"), self._beside(self.kind, self.all_day))
        self._add_row("when", self.tr("When"), self._beside(self.day, self.starts, self.length, self.last_day))
        self._add_row("customer", self.tr("Customer"), self.customer)
        self._add_row("remind", self.tr("Reminder"), self.remind)
        self._add_row("repeat", self.tr("Repeat"), self.repeat)
        self._add_row("place", self.tr("Place"), self.place)
        self._add_row("notes", self.tr("Notes"), self.notes)
        self._grid.addWidget(self.zone_note, self._grid.rowCount(), 1)
        self.starts.setFixedWidth(70)
        self.length.setFixedWidth(120)

    def _beside(self, *widgets: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for number, widget in enumerate(widgets):
            row.addWidget(widget, 1 if number == 0 or isinstance(widget, DateEdit) else 0)
        return holder

    def _add_row(self, key: str, words: str, field: QWidget) -> None:
        row = self._grid.rowCount()
        label = Label(words, "small", "secondary")
        self._grid.addWidget(
            label, row, 0, Qt.AlignmentFlag.AlignTop if key == "notes" else Qt.AlignmentFlag.AlignVCenter
        )
        self._grid.addWidget(field, row, 1)
        self.rows[key] = (label, field)

    def _connect(self) -> None:
        self.title.textEdited.connect(self.title_edited)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.all_day.toggled.connect(self._on_shape_changed)
        self.day.date_changed.connect(self._on_day_changed)
        self.last_day.date_changed.connect(self._on_when_changed)
        self.starts.time_changed.connect(self._on_when_changed)
        self.length.currentIndexChanged.connect(self._on_when_changed)

    # filling

    def fill_new(self, span: Span) -> None:
        """Begin something new in this stretch of time."""
        self._begin(EventDraft("", remind_minutes=10), Customer())
        choices = [
            (self.tr("Meeting"), "event:meeting"),
            (self.tr("Visit"), "event:visit"),
            (self.tr("Call"), "task:call"),
            (self.tr("Delivery"), "event:delivery"),
            (self.tr("To do"), "task:todo"),
            (self.tr("Email"), "task:email"),
            (self.tr("Other"), "event:other"),
        ]
        self._set_choices(self.kind, choices, "event:meeting")
        self._set_span(span)
        self._set_remind(None if span.all_day else 10)
        self._set_rule("")
        self._on_shape_changed()

    def fill(self, detail: EventDetail | TaskDetail) -> None:
        """Show what is there."""
        draft = detail.draft
        self._begin(draft, Customer(draft.person_id, draft.company_id, detail.customer))
        if isinstance(draft, EventDraft):
            kinds = [("meeting", self.tr("Meeting")), ("visit", self.tr("Visit")), ("call", self.tr("Call")),
                     ("delivery", self.tr("Delivery")), ("other", self.tr("Other"))]  # fmt: skip
            self._set_choices(self.kind, [(words, f"event:{key}") for key, words in kinds], f"event:{draft.kind}")
            self._set_rule(draft.rule)
        else:
            kinds = [("todo", self.tr("To do")), ("call", self.tr("Call")), ("email", self.tr("Email")),
                     ("meeting", self.tr("Meeting")), ("visit", self.tr("Visit"))]  # fmt: skip
            self._set_choices(self.kind, [(words, f"task:{key}") for key, words in kinds], f"task:{draft.kind}")
        self._set_span(self._span_of(draft))
        self._set_remind(draft.remind_minutes)
        self._on_shape_changed()

    def _begin(self, draft: Draft, customer: Customer) -> None:
        self._draft, self._customer = draft, customer
        self.title.setText(draft.title)
        self.customer.set_picked(customer.person_id or customer.company_id or "", customer.name)
        self.place.setText(draft.place if isinstance(draft, EventDraft) else "")
        self.notes.setPlainText(draft.notes)
        foreign = bool(draft.zone) and draft.zone != str(getattr(self._zone, "key", "") or "")
        words = self.tr("Planned in the time of {zone}; shown in yours.").format(zone=draft.zone.replace("_", " "))
        self.zone_note.setText(words if foreign else "")
        self.zone_note.setVisible(foreign)

    def _span_of(self, draft: Draft) -> Span:
        if isinstance(draft, EventDraft):
            if draft.starts_on is not None:
                return Span(_midnight(draft.starts_on), _midnight(draft.ends_on or draft.starts_on), True)
            starts = draft.starts_at or datetime.now(self._zone)
            return Span(self._wall(starts), self._wall(draft.ends_at or starts))
        if draft.due_at is not None:
            starts = self._wall(draft.due_at)
            return Span(starts, starts + timedelta(minutes=draft.minutes or 30))
        day = draft.due_on
        return Span(_midnight(day or self._today()), _midnight(day or self._today()), True)

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def _set_span(self, span: Span) -> None:
        for field in (self.all_day, self.length):
            field.blockSignals(True)
        self.all_day.setChecked(span.all_day)
        has_day = not isinstance(self._draft, TaskDraft) or self._draft.due_on is not None or not self._draft.title
        self.day.set_value(span.starts.date() if has_day else None)
        self.last_day.set_value(span.ends.date())
        if span.all_day:
            self.starts.set_value(time(9))
            self._set_length(60)
        else:
            self.starts.set_value(span.starts.time())
            self._set_length(span.minutes)
        for field in (self.all_day, self.length):
            field.blockSignals(False)

    def _set_length(self, minutes: int) -> None:
        known = sorted({*LENGTHS, minutes})
        self._set_choices(self.length, [(length_words(one), one) for one in known], minutes)

    def _set_remind(self, minutes: int | None) -> None:
        known = sorted({*REMINDERS, *(() if minutes is None else (minutes,))})
        choices: list[tuple[str, object]] = [(self.tr("None"), None)]
        choices += [(self._remind_words(one), one) for one in known]
        self._set_choices(self.remind, choices, minutes)

    def _remind_words(self, minutes: int) -> str:
        if minutes == 0:
            return self.tr("At the time")
        if minutes % 1440 == 0:
            return self.tr("%n days before", "", minutes // 1440)
        return self.tr("{length} before").format(length=length_words(minutes))

    def _set_rule(self, rule: str) -> None:
        words = [self.tr("Daily"), self.tr("Weekly"), self.tr("Every 2 weeks"), self.tr("Monthly"), self.tr("Yearly")]
        choices: list[tuple[str, object]] = [(self.tr("Never"), "")]
        choices += list(zip(words, RULES, strict=True))
        if rule and rule not in RULES:
            choices.append((self.tr("As it is: {rule}").format(rule=rule), rule))
        self._set_choices(self.repeat, choices, rule)

    @staticmethod
    def _set_choices(box: QComboBox, choices: Sequence[tuple[str, object]], chosen: object) -> None:
        box.blockSignals(True)
        box.clear()
        for words, value in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(next((n for n, (_, value) in enumerate(choices) if value == chosen), 0), 0))
        box.blockSignals(False)

    def take_words(self, plan: Plan) -> None:
        """Fill in what was understood of the title; the person sees it before it is saved."""
        if plan.kind in ("meeting", "visit"):
            self._choose(self.kind, f"event:{plan.kind}")
        elif plan.kind in ("call", "email"):
            self._choose(self.kind, f"task:{plan.kind}")
        if plan.day is not None:
            self.day.set_value(plan.day)
            self.last_day.set_value(plan.day)
        if plan.at is not None:
            self.all_day.setChecked(False)
            self.starts.set_value(plan.at)
        if plan.minutes is not None:
            self._set_length(plan.minutes)
        if plan.remind_minutes is not None:
            self._set_remind(plan.remind_minutes)
        if len(plan.who) == 1:
            who = plan.who[0]
            self.set_customer(who.id, who.kind, who.name)
        self._on_shape_changed()

    def _choose(self, box: QComboBox, value: object) -> None:
        index = box.findData(value)
        if index >= 0:
            box.setCurrentIndex(index)

    def set_customer(self, contact_id: str, kind: str, name: str) -> None:
        """Say who it is with."""
        if kind == "company":
            self._customer = Customer(None, contact_id, name)
        else:
            self._customer = Customer(contact_id, None, name)
        self.customer.set_picked(contact_id, name)

    def clear_customer(self) -> None:
        """Say that it is with nobody."""
        self._customer = Customer()

    def parts(self) -> FormParts:
        """The fields as parts of a form whose half-typed text is kept."""
        return {
            "title": self.title, "kind": self.kind, "all_day": self.all_day, "day": self.day,
            "last_day": self.last_day, "starts": Part(self.starts.text, self._write_start, is_text=False),
            "length": Part(self.length.currentData, self._set_length, is_text=False),
            "customer": Part(self._read_customer, self._write_customer, is_text=False),
            "remind": Part(self.remind.currentData, self._set_remind, is_text=False),
            "repeat": Part(self.repeat.currentData, self._set_rule, is_text=False),
            "place": self.place, "notes": self.notes,
        }  # fmt: skip

    def _write_start(self, text: str) -> None:
        self.starts.setText(text)
        self.starts.editingFinished.emit()

    def _read_customer(self) -> list[str | None]:
        one = self._customer
        return [one.person_id, one.company_id, one.name]

    def _write_customer(self, value: list[str | None]) -> None:
        self._customer = Customer(value[0], value[1], value[2] or "")
        self.customer.set_picked(value[0] or value[1] or "", value[2] or "")

    # reading

    @property
    def is_task(self) -> bool:
        """Whether the chosen kind is a task."""
        return str(self.kind.currentData()).startswith("task:")

    @property
    def person_id(self) -> str | None:
        """The person it is with."""
        return self._customer.person_id

    def is_understood(self) -> bool:
        """Whether day and time can be read."""
        return self.day.is_understood() and self.last_day.is_understood() and self.starts.is_understood()

    def span(self) -> Span | None:
        """When it would be; None without a day."""
        day = self.day.value()
        if day is None:
            return None
        if self.all_day.isChecked():
            last = day if self.is_task else max(self.last_day.value() or day, day)
            return Span(_midnight(day), _midnight(last), True)
        starts = datetime.combine(day, self.starts.value())
        return Span(starts, starts + timedelta(minutes=int(self.length.currentData() or 0)))

    def draft(self, title: str) -> Draft:
        """What the fields say, under this title; what they do not show stays as it was."""
        span, old = self.span(), self._draft
        kind = str(self.kind.currentData()).partition(":")[2]
        timed = span is not None and not span.all_day
        starts = None if span is None or span.all_day else span.starts.replace(tzinfo=self._zone)
        if self.is_task:
            known = old if isinstance(old, TaskDraft) else TaskDraft("")
            return replace(
                known,
                title=title,
                kind=kind,
                due_on=None if span is None else span.starts.date(),
                due_at=starts,
                minutes=int(self.length.currentData()) if timed else known.minutes,
                notes=self.notes.toPlainText(),
                person_id=self._customer.person_id,
                company_id=self._customer.company_id,
                remind_minutes=self.remind.currentData(),
            )
        event = old if isinstance(old, EventDraft) else EventDraft("")
        return replace(
            event,
            title=title,
            kind=kind,
            starts_at=starts,
            ends_at=None if starts is None or span is None else span.ends.replace(tzinfo=self._zone),
            starts_on=span.starts.date() if span is not None and span.all_day else None,
            ends_on=span.ends.date() if span is not None and span.all_day else None,
            rule=str(self.repeat.currentData() or ""),
            place=self.place.text().strip(),
            notes=self.notes.toPlainText(),
            person_id=self._customer.person_id,
            company_id=self._customer.company_id,
            remind_minutes=self.remind.currentData(),
        )

    # what shows

    @Slot()
    def _on_kind_changed(self) -> None:
        self._on_shape_changed()

    @Slot()
    def _on_shape_changed(self) -> None:
        all_day = self.all_day.isChecked()
        self.starts.setVisible(not all_day)
        self.length.setVisible(not all_day)
        self.last_day.setVisible(all_day and not self.is_task)
        for key in ("repeat", "place"):
            label, field = self.rows[key]
            label.setVisible(not self.is_task)
            field.setVisible(not self.is_task)
        self.time_changed.emit()

    @Slot(object)
    def _on_day_changed(self, day: date | None) -> None:
        last = self.last_day.value()
        if day is not None and (last is None or last < day):
            self.last_day.set_value(day)
        self.time_changed.emit()

    @Slot()
    def _on_when_changed(self) -> None:
        self.time_changed.emit()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
