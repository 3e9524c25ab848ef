"""One lead beside the table: what is known, what is planned, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.leads.views import LeadDetail
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.fields.tag_chip import TagChip
from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.small_buttons import LinkButton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.kit.tab_order import tab_before
from crm_desktop.ui.leads.lead_fields import LeadFields
from crm_desktop.ui.leads.score_view import ScoreView
from crm_desktop.ui.leads.words import STATUS_TONES, status_key, status_word, step_text
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import is_plan, plan_text, read_words, task_of
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.timeline.view import TimelineView

WIDTH = 380
_STEP_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "none": "slate", "neutral": "slate"}


class LeadPanel(Surface):
    """Everything about one lead; values are edited where they stand, Enter in the note line saves a note or a step.

    Signals:
        act_requested(str): convert, not_now, log_call, follow_up, tag, status.
        open_requested(str, str): a contact or deal (kind, id).
        link_requested(str, str): “phone” or “email”, and what it says.
        close_requested: the panel is to go.
    """

    act_requested = Signal(str)
    open_requested = Signal(str, str)
    link_requested = Signal(str, str)
    close_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent)
        self.setAccessibleName(self.tr("Details of the lead"))
        self.setFixedWidth(WIDTH)
        self._context = context
        self._lead_id = ""
        self.lead: LeadDetail | None = None
        """The lead that is shown, once it was read."""
        self._is_saving = False
        self._buttons: dict[str, Button | IconButton] = {}
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Rule(vertical=True))
        self.page = ScrollPage(self.tr("Details of the lead"), margins=(20, 16, 20, 20), spacing=12, parent=self)
        whole.addWidget(self.page)
        self._build()
        self._drafts = DraftKeeper(context, "lead.note", {"text": self.note}, self)
        self.page.body.insertWidget(self.page.body.indexOf(self.note), self._drafts.note)
        context.operations.read(self, context.services.workspace.members, self._on_members)

    def _build(self) -> None:
        theme = self._context.theme
        head = QHBoxLayout()
        head.setSpacing(12)
        self._avatar = Avatar(theme, "", 44)
        head.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.name = ElidedLabel("", "title2")
        self._detail = ElidedLabel("", "small", "secondary")
        words.addWidget(self.name)
        words.addWidget(self._detail)
        head.addLayout(words, 1)
        close = IconButton(theme, "x", self.tr("Close the details"))
        close.clicked.connect(self.close_requested)
        head.addWidget(close)
        self.page.body.addLayout(head)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        self.status = Chip(theme, "")
        self._step = Chip(theme, "")
        chips.addWidget(self.status)
        chips.addWidget(self._step)
        chips.addStretch(1)
        self.page.body.addLayout(chips)
        self.became = QWidget()
        self._became_row = QVBoxLayout(self.became)
        self._became_row.setContentsMargins(0, 0, 0, 0)
        self._became_row.setSpacing(2)
        self.page.add(self.became)
        self._aside = Label("", "small", "secondary", wrap=True)
        self.page.add(self._aside)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._buttons["convert"] = Button(theme, self.tr("Convert"), "primary", "check", tip=self.tr("Convert (W)"))
        self._buttons["log_call"] = Button(theme, self.tr("Log call"), icon="phone", tip=self.tr("Log a call (L)"))
        self._buttons["follow_up"] = IconButton(theme, "calendar-plus", self.tr("Plan a follow-up (S)"))
        self._buttons["tag"] = IconButton(theme, "tag", self.tr("Add a tag (T)"))
        self._buttons["not_now"] = IconButton(theme, "moon", self.tr("Not now (Shift+W)"))
        for key, button in self._buttons.items():
            button.clicked.connect(partial(self._on_act, key))
            row.addWidget(button)
        row.addStretch(1)
        self.page.body.addLayout(row)
        self.score = ScoreView(theme)
        self.page.add(self.score)
        self.page.add(Rule())
        self.fields = LeadFields(self._context)
        self.fields.field_edited.connect(self._on_field_edited)
        self.fields.link_requested.connect(self.link_requested)
        self.page.add(self.fields)
        self.own = OwnFields(self._context, "lead", self.page.column)
        self.page.add(self.own)
        self._tags = QWidget()
        self._tag_flow = FlowLayout(self._tags, gap=6, row_gap=4)
        self._chips: list[TagChip] = []
        self.page.add(self._tags)
        self.page.add(Rule())
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note or next step"))
        self.note.setPlaceholderText(self.tr("Write a note, or “call fri 10”"))
        self.note.returnPressed.connect(self.save_note)
        self.note.textChanged.connect(self._on_note_changed)
        self.page.add(self.note)
        self._said = Label("", "caption", "tertiary")
        self._said.hide()
        self._message = FieldMessage(theme)
        self.page.add(self._said)
        self.page.add(self._message)
        self.timeline = TimelineView(self._context)
        self.timeline.open_requested.connect(self.open_requested)
        self.page.add(self.timeline, 1)

    def button(self, key: str) -> QWidget:
        """Where the panel of an action opens."""
        return self._buttons.get(key, self._buttons["convert"])

    def show_lead(self, lead_id: str) -> None:
        """Show another lead."""
        if lead_id and lead_id != self._lead_id:
            self._drafts.leave()
            self._lead_id = lead_id
            self.own.show_record(lead_id)
            self.note.clear()
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the lead again."""
        if self._lead_id:
            call = partial(self._context.services.leads.detail, self._lead_id)
            self._context.operations.read(self, call, self._on_lead, self._on_gone)
            self.timeline.show_record("lead", self._lead_id)

    def focus_note(self) -> None:
        """Put the keyboard into the note line."""
        self.note.setFocus()

    def regions(self) -> list[QWidget]:
        """What F6 goes through here."""
        return [self.fields, self.note]

    @Slot()
    def save_note(self) -> None:
        """Store what is written: a note, or the next step where it names one."""
        text = self.note.text().strip()
        if not text or not self._lead_id or self._is_saving:
            return
        services = self._context.services
        task = task_of(text, services.clock) if is_plan(read_words(text, services.clock)) else None
        call: Callable[[], object]
        if task is not None:
            call = partial(services.list_commands.follow_up, "lead", [self._lead_id], task)
        else:
            call = partial(services.lead_commands.add_note, self._lead_id, text)
        self._is_saving = True
        done = partial(self._on_note_saved, self._lead_id, text)
        self._context.operations.write(self, call, done, self._on_note_failed)

    def _on_note_saved(self, lead_id: str, text: str, _change: object) -> None:
        self._is_saving = False
        if lead_id == self._lead_id and self.note.text().strip() == text:
            self.note.clear()
        self._drafts.forget(lead_id)

    @Slot(object)
    def _on_note_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._message.show_error(f"{error.title} {error.detail}")

    @Slot(str)
    def _on_note_changed(self, text: str) -> None:
        clock = self._context.services.clock
        said = ""
        if text.strip():
            task = task_of(text, clock) if is_plan(read_words(text, clock)) else None
            said = self.tr("Enter saves a note.")
            if task is not None:
                said = self.tr("Enter plans: {step}").format(step=plan_text(task, clock))
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._message.show_error("")

    @Slot(object)
    def _on_members(self, members: list[MemberRow]) -> None:
        self.fields.set_members(members)

    @Slot(object)
    def _on_lead(self, lead: LeadDetail) -> None:
        if lead.id != self._lead_id:
            return
        self.lead = lead
        row, clock = lead.row, self._context.services.clock
        self._drafts.begin(lead.id, row.name)
        self._avatar.set_name(row.name)
        self.name.setText(row.name)
        self._detail.setText(" · ".join(part for part in (lead.job_title, row.company_name) if part))
        key = status_key(row)
        self.status.set_chip(status_word(key), STATUS_TONES[key])
        self._step.set_chip(step_text(row), _STEP_TONES[row.step.tone], row.step.icon if row.step.task_id else "")
        self._step.setVisible(not row.converted)
        today = clock.now().astimezone(clock.zone).date()
        parts = [lead.status_reason]
        if lead.ask_again_on is not None:
            parts.append(self.tr("Ask again {day}").format(day=day_text(lead.ask_again_on, today, inside=True)))
        self._aside.setText(". ".join(part for part in parts if part))
        self._aside.setVisible(row.status == "not_now" and bool(self._aside.text()))
        for name in ("convert", "not_now"):
            self._buttons[name].setEnabled(not row.converted)
        self.score.show_score(row)
        self.score.setVisible(not row.converted)
        self.fields.set_lead(lead)
        self._show_became(lead)
        self._show_tags(lead)

    def _show_became(self, lead: LeadDetail) -> None:
        while (item := self._became_row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        links = (
            (self.tr("Became {name}"), "contact", lead.person_id, lead.person),
            (self.tr("at {name}"), "contact", lead.company_id, lead.company),
            (self.tr("with the deal {name}"), "deal", lead.deal_id, lead.deal),
        )
        for words, kind, record_id, name in links:
            if record_id and name:
                button = LinkButton(self._context.theme, words.format(name=name))
                button.clicked.connect(partial(self._on_open, kind, record_id))
                self._became_row.addWidget(button)
        self.became.setVisible(lead.row.converted)

    def _show_tags(self, lead: LeadDetail) -> None:
        for chip in self._chips:
            self._tag_flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for tag in lead.tags:
            chip = TagChip(self._context.theme, tag.name, tag.tone, self._tags)
            chip.remove_requested.connect(self._on_untag)
            self._chips.append(chip)
            self._tag_flow.addWidget(chip)
            chip.show()
        tab_before(self.note, self._chips)
        self._tags.setVisible(bool(self._chips))

    @Slot(object)
    def _on_gone(self, _error: CrmError) -> None:
        self._lead_id = ""
        self.lead = None
        self.close_requested.emit()

    def _on_open(self, kind: str, record_id: str, _checked: bool = False) -> None:
        self.open_requested.emit(kind, record_id)

    def _on_act(self, key: str, _checked: bool = False) -> None:
        self.act_requested.emit(key)

    @Slot(str)
    def _on_untag(self, tag: str) -> None:
        call = partial(self._context.services.list_commands.untag, "lead", [self._lead_id], tag)
        self._context.operations.write(self, call)

    @Slot(str, object)
    def _on_field_edited(self, key: str, value: object) -> None:
        if self.lead is not None:
            call = partial(self._context.services.lead_commands.save_field, self.lead.id, key, value)
            self._context.operations.write(self, call, None, partial(self._on_refused, key))

    def _on_refused(self, key: str, error: CrmError) -> None:
        if key == "owner":
            self._message.show_error(f"{error.title} {error.detail}")
        else:
            self.fields.field(key).set_error(f"{error.title} {error.detail}")
