"""A new deal: one line that is understood while it is typed, with its parts below to correct."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.money import exponent
from crm_desktop.services.pipeline.one_line import DealLineWords
from crm_desktop.services.pipeline.views import DealDraft, PipelineRow
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.customer_field import CustomerField

_DELAY_MS = 120
_MOST_NAMES = 4


class NewDealPopover(Popover):
    """Enter adds the deal. What is typed stays when the panel is closed without adding.

    Signals:
        created: the new deal's id.
    """

    created = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget, customer_id: str = "") -> None:
        super().__init__(self.tr("New deal"), parent, width=440)
        self._context = context
        self._is_saving = False
        self._pipeline_id = ""
        self._stage_id = ""
        self._words: DealLineWords | None = None
        self._understood = ""
        self._save_when_understood = False
        self._by_hand: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._pause.timeout.connect(self._understand)
        self._customer_id = customer_id
        self._build()
        self._drafts = DraftKeeper(
            context, "deal.new",
            {
                "line": self.line, "customer": self.customer.part(), "amount": self.amount, "close": self.close_day,
                "stage": Part(self.stage.currentData, self._write_stage, is_text=False),
                "by_hand": Part(self._read_by_hand, self._write_by_hand, is_text=False),
            },
            self, whole=True, on_brought_back=self._understand,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        self._connect()
        self._load_stages()
        if customer_id:
            call = partial(context.services.records.read, "contact", customer_id)
            context.operations.read(self, call, self._on_customer)

    def _build(self) -> None:
        theme, services = self._context.theme, self._context.services
        self.body.addWidget(Label(self.tr("New deal"), "title3"))
        self.line = QLineEdit()
        self.line.setProperty("kind", "large")
        self.line.setPlaceholderText(self.tr("Holiday cakes 1860 amelia"))
        self._line_field = Field(theme, self.tr("What it is, how much, for whom"), self.line)
        self.body.addWidget(self._line_field)
        self._names = QWidget()
        self._names_flow = FlowLayout(self._names)
        self._names.hide()
        self.body.addWidget(self._names)
        self.customer = CustomerField(self._context, self.tr("Customer"), self.tr("Person or company"))
        self.amount = MoneyEdit(self.tr("Value"))
        self.close_day = DateEdit(theme, self.tr("Expected close"), partial(today, services.clock))
        self.stage = QComboBox()
        self.stage.setAccessibleName(self.tr("Stage"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(Field(theme, self.tr("Customer"), self.customer), 0, 0)
        grid.addWidget(Field(theme, self.tr("Value"), self.amount), 0, 1)
        grid.addWidget(Field(theme, self.tr("Expected close"), self.close_day), 1, 0)
        grid.addWidget(Field(theme, self.tr("Stage"), self.stage), 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Enter adds it"), "small", "tertiary"), 1)
        self._cancel = Button(theme, self.tr("Cancel"), "ghost")
        self._save = Button(theme, self.tr("Add deal"), "primary", "plus")
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self.line.textEdited.connect(self._on_text_edited)
        self.line.returnPressed.connect(self.submit)
        self.customer.customer_picked.connect(partial(self._mark_by_hand, "customer"))
        self.amount.textEdited.connect(partial(self._mark_by_hand, "amount"))
        self.close_day.date_changed.connect(partial(self._mark_by_hand, "close"))
        self.stage.activated.connect(partial(self._mark_by_hand, "stage"))
        self._save.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.close_popover)
        self.opened.connect(self._on_opened)

    @Slot()
    def _on_opened(self) -> None:
        self._drafts.begin(self._customer_id)

    def _read_by_hand(self) -> list[str]:
        return sorted(self._by_hand)

    def _write_by_hand(self, parts: list[str]) -> None:
        self._by_hand = set(parts)

    def _write_stage(self, stage_id: str | None) -> None:
        self._stage_id = stage_id or self._stage_id
        self._show_stage(self._stage_id)

    def set_stage(self, pipeline_id: str, stage_id: str) -> None:
        """Begin a deal in this stage (the plus of a column)."""
        self._pipeline_id = pipeline_id
        self._stage_id = stage_id
        self._by_hand.discard("stage")
        self._load_stages()

    def set_customer(self, contact_id: str, name: str, kind: str) -> None:
        """Begin a deal of this customer."""
        self._by_hand.add("customer")
        self.customer.set_customer(contact_id, name, kind)

    # understanding

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        self._line_field.set_error("")
        self._pause.start()

    @Slot()
    def _understand(self) -> None:
        text = self.line.text()
        call = partial(
            self._context.services.pipeline.understand, text, self._pipeline_id or None, QLocale().decimalPoint()
        )
        self._context.operations.read(self, call, partial(self._on_understood, text))

    def _on_understood(self, text: str, words: DealLineWords) -> None:
        if text != self.line.text():
            return
        self._words, self._understood = words, text
        if "customer" not in self._by_hand:
            kind = "company" if words.company_id else "person"
            self.customer.set_customer(words.company_id or words.person_id, words.customer, kind)
        if "amount" not in self._by_hand:
            self.amount.set_digits(exponent(words.currency) if words.currency else 2)
            self.amount.set_amount(words.amount)
        if "close" not in self._by_hand:
            self.close_day.set_value(words.expected_close)
        if "stage" not in self._by_hand:
            self._show_stage(words.stage_id or self._stage_id)
        self._offer_names(words)
        if self._save_when_understood:
            self._save_when_understood = False
            self._write()

    def _offer_names(self, words: DealLineWords) -> None:
        """A name that several people have: ask which, by a button each."""
        while (item := self._names_flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        several = len(words.who) > 1 and "customer" not in self._by_hand
        if several:
            for match in words.who[:_MOST_NAMES]:
                button = Button(self._context.theme, match.name, icon="user", size="compact")
                button.clicked.connect(partial(self._take_name, match.id, match.name, match.kind))
                self._names_flow.addWidget(button)
        if self._names.isHidden() == several:
            self._names.setVisible(several)
            self.adjustSize()

    @Slot()
    def _take_name(self, contact_id: str, name: str, kind: str, *_: object) -> None:
        self.set_customer(contact_id, name, kind)
        self._names.hide()
        self.line.setFocus()

    @Slot()
    def _mark_by_hand(self, part: str, *_: object) -> None:
        self._by_hand.add(part)

    # stages and customer

    def _load_stages(self) -> None:
        self._context.operations.read(self, self._context.services.pipeline.pipelines, self._on_pipelines)

    @Slot(object)
    def _on_pipelines(self, pipelines: list[PipelineRow]) -> None:
        wanted = (one for one in pipelines if one.id == self._pipeline_id or one.stage(self._stage_id))
        shown = next(wanted, pipelines[0])
        self._pipeline_id = shown.id
        self.stage.clear()
        for stage in shown.stages:
            if stage.kind != "lost":
                self.stage.addItem(stage.name, stage.id)
        self._show_stage(self._stage_id)

    def _show_stage(self, stage_id: str) -> None:
        self.stage.setCurrentIndex(max(self.stage.findData(stage_id), 0))

    @Slot(object)
    def _on_customer(self, contact: dict[str, Any]) -> None:
        self.set_customer(self._customer_id, str(contact["name"]), str(contact["kind"]))

    # saving

    @Slot()
    def submit(self) -> None:
        """Add the deal as it is understood."""
        if self._is_saving:
            return  # Ctrl+Enter is also an Enter in the line
        if not self.line.text().strip():
            self._line_field.set_error(self.tr("Say in a few words what it is about."))
            self.line.setFocus()
        elif not (self.amount.is_understood() and self.close_day.is_understood()):
            (self.close_day if self.amount.is_understood() else self.amount).setFocus()
        elif self._understood == self.line.text():
            self._write()
        else:
            self._pause.stop()
            self._save_when_understood = True
            self._understand()

    def _write(self) -> None:
        words = self._words
        assert words is not None
        draft = DealDraft(
            title=words.title or self.line.text(),
            person_id=self.customer.person_id(),
            company_id=self.customer.company_id(),
            pipeline_id=self._pipeline_id or None,
            stage_id=self.stage.currentData() or None,
            amount=self.amount.amount(),
            currency=words.currency,
            expected_close=self.close_day.value(),
            tags=words.tags or None,
        )
        call = partial(self._context.services.pipeline_commands.save, draft)
        self._is_saving = True
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, change: ChangeSet) -> None:
        self._is_saving = False
        self.close_popover()
        self.clear()
        self._drafts.forget()
        for deal_id in change.touched.get("deal", ()):
            self.created.emit(deal_id)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._line_field.set_error(f"{error.title} {error.detail}")

    def clear(self) -> None:
        """Forget what was typed."""
        self._by_hand.clear()
        self._words, self._understood = None, ""
        self.line.clear()
        self.customer.set_customer(None, "", "")
        self.amount.set_amount(None)
        self.close_day.set_value(None)
        self._line_field.set_error("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if with_control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.submit()
        else:
            super().keyPressEvent(event)
