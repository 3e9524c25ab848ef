"""The popover that plans something new or changes what is planned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.plans import Plan, read_plan
from crm_desktop.services.calendar.views import EditScope, EventDetail, EventDraft, Overlap, TaskDetail, TaskDraft
from crm_desktop.services.contacts.views import PickRow
from crm_desktop.ui.calendar.event_form import EventForm
from crm_desktop.ui.calendar.scope_question import ScopeQuestion
from crm_desktop.ui.calendar.spans import Span
from crm_desktop.ui.calendar.words import day_words, sentence, span_words, time_words
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage, mark_input
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

_PAUSE_MS = 180


@dataclass(frozen=True, slots=True)
class _Edited:
    """What the popover shows: nothing of it yet, an event or a task."""

    kind: str = "new"
    record_id: str = ""
    occurrence: str = ""
    rule: str = ""


class EventPopover(Popover):
    """Title line with plain words, customer, time, reminder, repetition, place and notes.

    Ctrl+Enter saves. Esc closes: of something planned it takes back what was typed, of something new it is
    there again the next time. Used by the calendar and by whoever plans a follow-up.

    Signals:
        saved(ChangeSet): stored.
        log_call_requested(contact_id): a call was completed: tell what was said.
    """

    saved = Signal(object)
    log_call_requested = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__("", parent, width=460)
        self._context = context
        self._services = context.services
        self._operations = context.operations
        self._edited = _Edited()
        self._plan: Plan | None = None
        self._plan_text = ""
        self._picks: dict[str, PickRow] = {}
        self._place_of: tuple[QWidget, QRect | None] | None = None
        self._pending: EventDraft | None = None
        self._known_title = ""
        self.question = ScopeQuestion(context.theme, parent)
        self._build()
        self._drafts = DraftKeeper(context, "event.new", self.form.parts(), self, on_brought_back=self._on_brought_back)
        self.body.insertWidget(0, self._drafts.note)
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        self.form = EventForm(theme, self._services.clock.zone, self._today)
        self.understood = Label("", "caption", "tertiary", wrap=True)
        self.message = FieldMessage(theme)
        self.body.addWidget(self.form)
        self.own = {kind: OwnFields(self._context, kind, self, ruled=False) for kind in ("task", "event")}
        for own in self.own.values():
            own.resized.connect(self._resize_to_content)
            self.body.addWidget(own)
        self.body.addWidget(self.understood)
        self.body.addWidget(self.message)
        self.delete_button = Button(theme, self.tr("Delete"), "ghost", "trash-2")
        self.done_button = Button(theme, self.tr("Done"), icon="check")
        self.save_button = Button(theme, self.tr("Save"), "primary", tip=self.tr("Ctrl+Enter"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.delete_button)
        row.addStretch(1)
        row.addWidget(self.done_button)
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        self._words_pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._check_pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)

    def _connect(self) -> None:
        self.form.title_edited.connect(self._on_title_edited)
        self.form.time_changed.connect(self._check_pause.start)
        self.form.title.returnPressed.connect(self.save)
        self.form.customer.query_changed.connect(self._on_customer_asked)
        self.form.customer.picked.connect(self._on_customer_picked)
        self.form.customer.cleared.connect(self.form.clear_customer)
        self._words_pause.timeout.connect(self._read_words)
        self._check_pause.timeout.connect(self._check_overlaps)
        self.save_button.clicked.connect(self.save)
        self.delete_button.clicked.connect(self.delete)
        self.done_button.clicked.connect(self.finish)
        self.question.chosen.connect(self._on_scope_chosen)
        self.closed.connect(self._on_closed)

    def _today(self) -> date:
        return today(self._services.clock)

    # opening

    def open_new(self, anchor: QWidget, span: Span | None = None, area: QRect | None = None) -> None:
        """Begin something new: in this stretch of time, or in the next full hour."""
        self._drafts.leave()
        self._edited = _Edited()
        if span is None:
            now = self._services.clock.now().astimezone(self._services.clock.zone).replace(tzinfo=None)
            starts = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            span = Span(starts, starts + timedelta(hours=1))
        self.form.fill_new(span)
        self.form.title.setPlaceholderText(self.tr("Tasting with Amelia tue 10:30 1h"))
        self._open(anchor, area)

    def open_todo(self, anchor: QWidget, day: date | None = None, contact: PickRow | None = None) -> None:
        """Begin something to do on a day, with a customer if one is given."""
        self._drafts.leave()
        self._edited = _Edited()
        midnight = datetime.combine(day or self._today(), datetime.min.time())
        self.form.fill_new(Span(midnight, midnight, True))
        self.form.kind.setCurrentIndex(self.form.kind.findData("task:todo"))
        self.form.title.setPlaceholderText(self.tr("Call Ben fri 15:00"))
        if contact is not None:
            self.form.set_customer(contact.id, contact.kind, contact.name)
        self._open(anchor, None)

    def open_item(self, detail: EventDetail | TaskDetail, anchor: QWidget, area: QRect | None = None) -> None:
        """Show something planned, to be changed."""
        self._drafts.leave()
        if isinstance(detail, EventDetail):
            self._edited = _Edited("event", detail.id, detail.occurrence, detail.draft.rule)
        else:
            self._edited = _Edited("task", detail.id)
        self.form.fill(detail)
        is_open = isinstance(detail, EventDetail) or detail.status == "open"
        is_call = detail.draft.kind == "call" and detail.draft.person_id is not None
        self._open(anchor, area)
        self.done_button.setVisible(self._edited.kind == "task" or is_call)
        if self._edited.kind == "event":
            self.done_button.set_text(self.tr("Log the call"))
        else:
            self.done_button.set_text(self.tr("Done") if is_open else self.tr("Open again"))

    def _open(self, anchor: QWidget, area: QRect | None) -> None:
        self._plan, self._plan_text, self._known_title = None, "", ""
        self._place_of = (anchor, area)
        is_new = self._edited.kind == "new"
        self.delete_button.setVisible(not is_new)
        self.done_button.setVisible(not is_new)
        self.save_button.set_text(self.tr("Plan it") if is_new else self.tr("Save"))
        for kind, own in self.own.items():
            own.show_record(self._edited.record_id if kind == self._edited.kind else "", self.form.title.text())
        self.understood.hide()
        self.message.show_error("")
        mark_input(self.form.title, "")
        self.setAccessibleName(self.tr("Plan something") if is_new else self.form.title.text())
        self.open_at(anchor, side="beside", area=area)
        self.form.title.setFocus(Qt.FocusReason.PopupFocusReason)
        self._check_pause.start()
        form = "event.new" if is_new else f"{self._edited.kind}.fields"
        title = "" if is_new else self.form.title.text()
        self._drafts.begin(self._edited.record_id, title, form=form, whole=is_new)

    def _on_brought_back(self) -> None:
        # The fields say already what was understood of the title, and what was put right by hand.
        self._known_title = self.form.title.text().strip()
        if self._edited.kind == "new":
            self._words_pause.start()
        self._check_pause.start()
        self._resize_to_content()

    # plain words

    @Slot(str)
    def _on_title_edited(self, _text: str) -> None:
        mark_input(self.form.title, "")
        self.message.show_error("")
        if self._edited.kind == "new":
            self._words_pause.start()

    @Slot()
    def _read_words(self) -> None:
        text = self.form.title.text().strip()
        if text and self.isVisible():
            self._operations.read(self, partial(read_plan, self._services, text), partial(self._take_words, text))

    def _take_words(self, text: str, plan: Plan) -> None:
        if not self.isVisible() or text != self.form.title.text().strip():
            return
        self._plan, self._plan_text = (plan, text) if plan.understood else (None, "")
        self.understood.setVisible(plan.understood)
        if plan.understood:
            if text != self._known_title:
                self.form.take_words(plan)
            self.understood.setText(self.tr("Understood: {words}").format(words=self._plan_words(plan)))
        self._resize_to_content()

    def _plan_words(self, plan: Plan) -> str:
        day = "" if plan.day is None else day_words(plan.day, year=False)
        at = "" if plan.at is None else time_words(datetime.combine(date(2000, 1, 1), plan.at))
        if len(plan.who) > 1:
            who = self.tr("several people are called so: choose the customer below")
        else:
            who = plan.who[0].name if plan.who and plan.who[0].name not in plan.title else ""
        return sentence(plan.title, day, at, who)

    def _resize_to_content(self) -> None:
        self.body.activate()
        self.adjustSize()

    # customer

    @Slot(str)
    def _on_customer_asked(self, text: str) -> None:
        if text:
            call = partial(self._services.contacts.pick, text, 8)
            self._operations.read(self, call, partial(self._show_customers, text))

    def _show_customers(self, text: str, rows: list[PickRow]) -> None:
        self._picks |= {row.id: row for row in rows}
        items = [PickItem(row.id, row.name, row.detail, "building-2" if row.kind == "company" else "") for row in rows]
        self.form.customer.set_results(items, text)

    @Slot(str)
    def _on_customer_picked(self, contact_id: str) -> None:
        row = self._picks[contact_id]
        self.form.set_customer(row.id, row.kind, row.name)

    # overlaps

    @Slot()
    def _check_overlaps(self) -> None:
        span = self.form.span()
        if not self.isVisible():
            return
        if span is None or span.all_day:
            self._show_overlaps([])
            return
        zone = self._services.clock.zone
        call = partial(
            self._services.calendar.conflicts,
            span.starts.replace(tzinfo=zone),
            span.ends.replace(tzinfo=zone),
            without=self._edited.record_id,
            occurrence=self._edited.occurrence,
        )
        self._operations.read(self, call, self._show_overlaps)

    def _show_overlaps(self, found: list[Overlap]) -> None:
        if not self.isVisible():
            return
        if found:
            zone = self._services.clock.zone
            first = found[0]
            when = span_words(first.starts_at.astimezone(zone), first.ends_at.astimezone(zone))
            if len(found) == 1:
                words = self.tr("Overlaps “{title}”, {when}.").format(title=first.title, when=when)
            else:
                more = self.tr("%n others", "", len(found) - 1)
                words = self.tr("Overlaps “{title}”, {when}, and {more}.").format(
                    title=first.title, when=when, more=more
                )
            self.message.show_warning(words)
        else:
            self.message.show_error("")
        self._resize_to_content()

    # storing

    @Slot()
    def save(self) -> None:
        """Store what the fields say; of a series, ask which ones are meant."""
        if not self.save_button.isEnabled():
            return  # already on its way: Ctrl+Enter is also an Enter in the title
        text = self.form.title.text().strip()
        title = self._plan.title if self._plan is not None and self._plan_text == text else text
        if not title:
            mark_input(self.form.title, "error")
            self.message.show_error(self.tr("Write what happens. Nothing was saved yet."))
            self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.form.is_understood():
            self.message.show_error(self.tr("The day or time cannot be read. Nothing was saved yet."))
            return
        draft = self.form.draft(title)
        commands = self._services.calendar_commands
        if isinstance(draft, TaskDraft):
            task_id = self._edited.record_id or None
            self._write(partial(commands.save_task, draft, task_id))
        elif self._edited.kind == "new":
            self._write(partial(commands.save_event, draft))
        elif self._edited.occurrence:
            self._ask_scope(draft, self.tr("Change which ones?"))
        else:
            self._write(partial(commands.save_event, draft, self._edited.record_id))

    def _ask_scope(self, draft: EventDraft | None, question: str) -> None:
        self._pending = draft
        anchor, area = self._place_of or (self, None)
        self.close_popover()
        self.question.ask(question, anchor, area)

    @Slot(object)
    def _on_scope_chosen(self, scope: EditScope) -> None:
        commands, edited, draft = self._services.calendar_commands, self._edited, self._pending
        if draft is None:
            self._write(partial(commands.bin_event, edited.record_id, edited.occurrence, scope))
            return
        if scope is EditScope.ONLY_THIS:
            draft = replace(draft, rule="")
        self._write(partial(commands.save_event, draft, edited.record_id, edited.occurrence, scope))

    @Slot()
    def delete(self) -> None:
        """Take what is shown out of the calendar; it can be undone."""
        if self._edited.kind == "task":
            self._write(partial(self._services.calendar_commands.bin_tasks, [self._edited.record_id]))
        elif self._edited.occurrence:
            self._ask_scope(None, self.tr("Delete which ones?"))
        elif self._edited.kind == "event":
            self._write(partial(self._services.calendar_commands.bin_event, self._edited.record_id))

    @Slot()
    def finish(self) -> None:
        """Tick the task off (or open it again); a call asks what was said."""
        commands = self._services.calendar_commands
        person = self.form.person_id
        is_call = str(self.form.kind.currentData()).endswith(":call")
        if self._edited.kind == "task":
            if self.done_button.accessibleName() == self.tr("Open again"):
                self._write(partial(commands.reopen_task, self._edited.record_id))
                return
            self._write(partial(commands.finish_task, self._edited.record_id))
        else:
            self.close_popover()
        if is_call and person:
            self.log_call_requested.emit(person)

    def _write(self, call: partial[ChangeSet]) -> None:
        self.save_button.setEnabled(False)
        self._operations.write(self, call, self._on_saved, self._on_refused)

    def _on_saved(self, change: ChangeSet) -> None:
        self.save_button.setEnabled(True)
        self._drafts.forget()
        self.close_popover()
        self.saved.emit(change)

    def _on_refused(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        if self.isHidden() and self._place_of is not None:
            self.open_at(self._place_of[0], side="beside", area=self._place_of[1])
        self.message.show_error(f"{error.title} {error.detail}")
        self._resize_to_content()

    @Slot()
    def _on_closed(self) -> None:
        self._words_pause.stop()
        self._check_pause.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.save()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self._edited.kind != "new":
            self._drafts.discard()
        super().keyPressEvent(event)
