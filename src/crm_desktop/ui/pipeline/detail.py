"""The open deal at the side of the board: everything about it, edited where it stands."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.pipeline.views import DealDetail, DealLineDraft
from crm_desktop.services.timeline.views import TimelinePage
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.file_drop import FileDrop
from crm_desktop.ui.pane.inline_drafts import InlineDrafts
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.deal_fields import DealFields
from crm_desktop.ui.pipeline.lines import LinesEditor
from crm_desktop.ui.pipeline.stage_bar import StageBar
from crm_desktop.ui.pipeline.timeline_list import TimelineList
from crm_desktop.ui.pipeline.words import STEP_TONES, days_text, step_text

WIDTH = 360
_TIMELINE_ROWS = 12
_CUSTOMER_ROOM = 270
"""What the name of a customer may take of the width; a longer one is whole in the tooltip."""
_TOUCHING = ("deal", "deal_line", "stage", "stage_move", "task", "contact", "activity", "activity_link", "document")


class DealSheet(Surface):
    """One deal. It asks the page for what concerns other deals too (moving, closing, planning).

    Signals:
        closed: the cross, or Esc.
        move_wanted: the deal's id and the stage it should go to.
        win_wanted, lose_wanted: the deal's id.
        plan_wanted: the deal's id and title.
        quote_wanted: the deal's id.
        contact_wanted: the customer's id.
    """

    closed = Signal()
    move_wanted = Signal(str, str)
    win_wanted = Signal(str)
    lose_wanted = Signal(str)
    plan_wanted = Signal(str, str)
    quote_wanted = Signal(str)
    contact_wanted = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__("card", parent)
        self._context = context
        self._detail: DealDetail | None = None
        self.deal_id = ""
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Deal"))
        self.drop = FileDrop(context, self, self._target)
        self.drop.failed.connect(context.operations.failed)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 10, 8, 0)
        self.title = InlineEdit(theme, self.tr("Title"), check=self._check_title, font_role="title2")
        self.close_button = IconButton(theme, "x", self.tr("Close the deal (Esc)"))
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(head)
        self.page = ScrollPage(self.tr("Deal"), margins=(18, 4, 14, 18), spacing=12, parent=self)
        place = self.page.column
        whole.addWidget(self.page, 1)
        self.customer = Button(theme, "", "link", "user")
        self.stage_bar = StageBar(theme, place)
        self.stage_text = Label("", "small", "secondary")
        self.page.add(self.customer)
        self.page.body.setAlignment(self.customer, Qt.AlignmentFlag.AlignLeading)
        self.page.add(self.stage_bar)
        self.page.add(self.stage_text)
        self.page.add(self._buttons())
        self.page.add(self._next_step())
        self.page.add(Rule())
        self.fields = DealFields(self._context, place)
        self.page.add(self.fields)
        self.own = OwnFields(self._context, "deal", place)
        self.page.add(self.own)
        self.page.add(Rule())
        self.page.add(Label(self.tr("Products"), "title3"))
        self.lines = LinesEditor(self._context, place)
        self.page.add(self.lines)
        self.page.add(Rule())
        self.page.add(Label(self.tr("Timeline"), "title3"))
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("Write a note, Enter saves it"))
        self.note.setAccessibleName(self.tr("Write a note about this deal"))
        self.drafts = DraftKeeper(
            self._context, "deal.page", {"note": self.note, "lines": Part(self.lines.typed, self.lines.write)}, self
        )
        self.field_drafts = InlineDrafts(self._context, "deal.fields", self)
        self.page.add(self.drafts.note)
        self.page.add(self.note)
        self.timeline = TimelineList(self._context, place)
        self.page.add(self.timeline)
        self.page.add_stretch()

    def _buttons(self) -> QWidget:
        theme = self._context.theme
        row = QWidget(self.page.column)
        flow = FlowLayout(row, gap=6, row_gap=6)
        self.win_button = Button(theme, self.tr("Won"), icon="trophy", size="compact", tip=self.tr("Won (W)"))
        self.lose_button = Button(
            theme, self.tr("Lost"), icon="thumbs-down", size="compact", tip=self.tr("Lost (Shift+W)")
        )
        self.quote_button = Button(
            theme, self.tr("New quote"), icon="file-text", size="compact", tip=self.tr("New quote (Q)")
        )
        for button in (self.win_button, self.lose_button, self.quote_button):
            flow.addWidget(button)
        return row

    def _next_step(self) -> QWidget:
        theme = self._context.theme
        card = Surface("card", self.page.column)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        first = QHBoxLayout()
        self.step_title = Label("", "bodyStrong", wrap=True)
        self.step_chip = Chip(theme, "")
        first.addWidget(self.step_title, 1)
        first.addWidget(self.step_chip, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        second = QHBoxLayout()
        self.done_button = Button(theme, self.tr("Done"), icon="check", size="compact")
        self.plan_button = Button(theme, self.tr("Plan next step"), icon="calendar-plus", size="compact")
        second.addWidget(self.done_button)
        second.addWidget(self.plan_button)
        second.addStretch(1)
        column.addLayout(second)
        return card

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.title.value_committed.connect(partial(self._save_field, "title"))
        self.fields.field_edited.connect(self._save_field)
        self.lines.lines_changed.connect(self._save_lines)
        self.stage_bar.stage_chosen.connect(self._on_stage_chosen)
        self.win_button.clicked.connect(self._on_win)
        self.lose_button.clicked.connect(self._on_lose)
        self.quote_button.clicked.connect(self._on_quote)
        self.plan_button.clicked.connect(self._on_plan)
        self.done_button.clicked.connect(self._on_done)
        self.customer.clicked.connect(self._on_customer)
        self.note.returnPressed.connect(self._on_note)
        self.lines.typed_into.connect(self.drafts.touch)
        edits = {"title": self.title, **self.fields.edits()}
        for key, edit in edits.items():
            self.field_drafts.watch(edit, partial(str, key))

    # reading

    def open_deal(self, deal_id: str) -> None:
        """Show this deal."""
        if deal_id != self.deal_id:
            self.drafts.leave()
            self.note.clear()
            self.page.verticalScrollBar().setValue(0)
        self.deal_id = deal_id
        self.own.show_record(deal_id)
        self.reload()

    def reload(self) -> None:
        """Read the deal again."""
        if not self.deal_id:
            return
        services, operations = self._context.services, self._context.operations
        operations.read(self, services.workspace.members, self.fields.set_members)
        operations.read(self, partial(services.pipeline.deal, self.deal_id), self._on_deal, self._on_gone)
        page = partial(services.timeline.page, "deal", self.deal_id, limit=_TIMELINE_ROWS)
        operations.read(self, page, partial(self._on_timeline, self.deal_id))

    def apply_change(self, change: ChangeSet) -> None:
        """Read again when anything shown here may have changed."""
        if self.isVisible() and change.touches(*_TOUCHING):
            self.reload()

    def _target(self) -> tuple[str, str] | None:
        return ("deal", self.deal_id) if self.deal_id and self._detail is not None else None

    def focus_note(self) -> None:
        """Put the keyboard into the note box."""
        self.page.ensureWidgetVisible(self.note)
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit_field(self, key: str) -> None:
        """Open the input of a field."""
        edit = {"title": self.title, **self.fields.edits()}.get(key)
        if edit is not None:
            self.page.ensureWidgetVisible(edit)
            edit.start_editing()

    @property
    def detail(self) -> DealDetail | None:
        """The deal as it was read last."""
        return self._detail

    @Slot(object)
    def _on_deal(self, detail: DealDetail) -> None:
        if detail.id != self.deal_id:
            return
        if detail.deleted:
            self.closed.emit()
            return
        self._detail = detail
        self.title.set_value(detail.title)
        self.customer.set_text(detail.customer, _CUSTOMER_ROOM)
        self.customer.set_icon("building-2" if detail.company else "user")
        self.customer.setVisible(bool(detail.contact_id))
        self.stage_bar.set_stages(detail.pipeline.stages, detail.stage_id)
        words = self.tr("{stage} · {days} in this stage · since {day}").format(
            stage=detail.stage.name, days=days_text(detail.days), day=self._since(detail)
        )
        self.stage_text.setText(words)
        self.stage_text.set_tone("danger" if detail.late else "secondary")
        is_open = detail.stage.kind == "open"
        self.win_button.setVisible(detail.stage.kind != "won")
        self.lose_button.setVisible(detail.stage.kind != "lost")
        step = detail.next_step
        self.step_title.setText(step.title if step.task_id else self.tr("Nothing is planned"))
        tone = STEP_TONES[step.tone] if is_open or step.task_id else "slate"
        self.step_chip.set_chip(step_text(step), tone, step.icon)
        self.done_button.setVisible(step.task_id is not None)
        self.fields.set_deal(detail)
        if self.lines.set_deal(detail) and self.drafts.has_begun:
            self.drafts.rebase("lines")
        self.drafts.begin(detail.id, detail.title)
        self.field_drafts.begin(detail.id, detail.title)
        self.setAccessibleName(self.tr("Deal {title}").format(title=detail.title))

    def _since(self, detail: DealDetail) -> str:
        clock = self._context.services.clock
        since, today = (moment.astimezone(clock.zone).date() for moment in (detail.in_stage_since, clock.now()))
        return day_text(since, today, inside=True)

    @Slot(object)
    def _on_gone(self, _error: CrmError) -> None:
        self.closed.emit()

    def _on_timeline(self, deal_id: str, page: TimelinePage) -> None:
        if deal_id == self.deal_id:
            self.timeline.set_items([*page.pinned, *page.items])

    # writing

    @Slot(str, object)
    def _save_field(self, key: str, value: object) -> None:
        call = partial(self._context.services.pipeline_commands.save_field, self.deal_id, key, value)
        self._context.operations.write(self, call, None, self._on_failed)

    @Slot(object)
    def _save_lines(self, lines: tuple[DealLineDraft, ...]) -> None:
        call = partial(self._context.services.pipeline_commands.save_lines, self.deal_id, lines)
        self._context.operations.write(self, call, None, self._on_failed)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        # What is stored comes back on the screen, and the window says why.
        self._context.operations.failed.emit(error)
        self.reload()

    @Slot(str)
    def _on_stage_chosen(self, stage_id: str) -> None:
        self.move_wanted.emit(self.deal_id, stage_id)

    @Slot()
    def _on_win(self) -> None:
        self.win_wanted.emit(self.deal_id)

    @Slot()
    def _on_lose(self) -> None:
        self.lose_wanted.emit(self.deal_id)

    @Slot()
    def _on_quote(self) -> None:
        self.quote_wanted.emit(self.deal_id)

    @Slot()
    def _on_plan(self) -> None:
        if self._detail is not None:
            self.plan_wanted.emit(self.deal_id, self._detail.title)

    @Slot()
    def _on_done(self) -> None:
        task_id = self._detail.next_step.task_id if self._detail else None
        if task_id:
            call = partial(self._context.services.calendar_commands.finish_task, task_id)
            self._context.operations.write(self, call, self._on_finished, self._on_failed)

    @Slot(object)
    def _on_finished(self, _change: object) -> None:
        self._on_plan()

    @Slot()
    def _on_customer(self) -> None:
        if self._detail is not None:
            wanted = self._detail.company_id or self._detail.person_id
            if wanted:
                self.contact_wanted.emit(wanted)

    @Slot()
    def _on_note(self) -> None:
        text = self.note.text().strip()
        if text:
            call = partial(self._context.services.pipeline_commands.note, self.deal_id, text)
            self._context.operations.write(self, call, self._on_noted, self._on_failed)

    @Slot(object)
    def _on_noted(self, _change: object) -> None:
        self.note.clear()
        self.drafts.forget()

    def _check_title(self, text: str) -> str:
        return "" if text else self.tr("A deal needs a title.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.closed.emit()
        else:
            super().keyPressEvent(event)
