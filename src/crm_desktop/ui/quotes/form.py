"""The form of one quote: customer, dates, lines, sums, note and terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.views import PickRow
from crm_desktop.services.quotes.sums import line_totals, totals_of
from crm_desktop.services.quotes.views import Customer, QuoteDetail, QuoteDraft
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.lines_table import LinesTable
from crm_desktop.ui.quotes.steps_bar import StepsBar
from crm_desktop.ui.quotes.totals_box import TotalsBox

_DEAL_ROOM = 240
"""What the title of the deal may take of the line that it shares with the quote's."""


class QuoteForm(ScrollPage):
    """Everything a person fills in. It holds the draft; saving and printing are the editor's.

    Signals:
        edited: a person changed something; `draft()` says what now stands there
        back_wanted: to the list
        deal_wanted: the linked deal is to be opened
    """

    edited = Signal()
    back_wanted = Signal()
    deal_wanted = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        name = QCoreApplication.translate("QuoteForm", "Quote")
        super().__init__(name, margins=(28, 18, 20, 20), spacing=12, parent=parent)
        self._context = context
        self._theme = context.theme
        self._services = context.services
        self._operations = context.operations
        self._draft = QuoteDraft(id=new_id(), currency="EUR")
        self._sealed = False
        self._new_name = ""
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._theme
        self.back_button = IconButton(theme, "arrow-left", self.tr("Back to all quotes (Esc)"))
        self.heading = Label("", "title1")
        self.menu_button = IconButton(theme, "ellipsis", self.tr("More"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.back_button)
        head.addWidget(self.heading, 1)
        head.addWidget(self.menu_button)
        self.title = QLineEdit()
        self.title.setProperty("kind", "bare")
        self.title.setAccessibleName(self.tr("Title of the quote"))
        self.title.setPlaceholderText(self.tr("Add a title"))
        self.deal_button = Button(theme, "", "link", "handshake", size="compact")
        under = QHBoxLayout()
        under.setContentsMargins(2, 0, 0, 0)
        under.addWidget(self.title, 1)
        under.addWidget(self.deal_button)
        top = QVBoxLayout()
        top.setSpacing(0)
        top.addLayout(head)
        top.addLayout(under)
        self.body.addLayout(top)
        self.steps = StepsBar(theme)
        self.add(self.steps)
        self.banner = Banner(theme, "info", "", action=" ", parent=self.column)
        self.banner.hide()
        self.add(self.banner)
        self.customer = SearchPicker(theme, self.tr("Customer"), self.tr("Search for a person or company"))
        self.customer_field = Field(theme, self.tr("Customer"), self.customer, self.column)
        self.attention = ElidedLabel("", "small", "secondary")
        self.attention_button = Button(theme, self.tr("Leave out the name"), "link", size="compact")
        self._attention_row = QWidget(self.column)
        row = QHBoxLayout(self._attention_row)
        row.setContentsMargins(0, 0, 0, 0)
        self._attention_row.setFixedHeight(30)
        row.addWidget(self.attention, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.attention_button, 0, Qt.AlignmentFlag.AlignVCenter)
        whom = QVBoxLayout()
        whom.setSpacing(2)
        whom.addWidget(self.customer_field)
        whom.addWidget(self._attention_row)
        self.body.addLayout(whom)
        self.dated_on = DateEdit(theme, self.tr("Date"), self._today)
        self.valid_until = DateEdit(theme, self.tr("Valid until"), self._today, placeholder=self.tr("No end"))
        dates = QHBoxLayout()
        dates.setSpacing(12)
        dates.addWidget(Field(theme, self.tr("Date"), self.dated_on, self.column), 1)
        self.until_field = Field(theme, self.tr("Valid until"), self.valid_until, self.column)
        dates.addWidget(self.until_field, 1)
        self.body.addLayout(dates)
        self.add(Rule())
        self.lines = LinesTable(self._context, self.column)
        self.lines.field_above = self.valid_until
        self.add(self.lines)
        self.totals = TotalsBox(theme, self.column)
        self.add(self.totals)
        self.note, self.terms = QPlainTextEdit(), QPlainTextEdit()
        for edit, words in ((self.note, self.tr("Note to customer")), (self.terms, self.tr("Terms"))):
            edit.setTabChangesFocus(True)
            edit.setProperty("kind", "lines")
            self.add(Field(theme, words, edit, self.column))
        self.own = OwnFields(self._context, "quote", self.column)
        self.add(self.own)
        self.add_stretch()

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.back_wanted)
        self.deal_button.clicked.connect(self.deal_wanted)
        self.title.textEdited.connect(self._on_edited)
        self.customer.query_changed.connect(self._find_customers)
        self.customer.picked.connect(self._pick_customer)
        self.customer.create_requested.connect(self._ask_kind)
        self.customer.cleared.connect(self._clear_customer)
        self.attention_button.clicked.connect(self._drop_attention)
        self.dated_on.date_changed.connect(self._on_dated)
        self.valid_until.date_changed.connect(self._on_edited)
        self.lines.changed.connect(self._on_edited)
        self.totals.discount_changed.connect(self._on_discount)
        self.totals.line_discounts_wanted.connect(self._show_line_discounts)
        self.totals.text_line_wanted.connect(self.lines.add_text)
        self.note.textChanged.connect(self._on_text_changed)
        self.terms.textChanged.connect(self._on_text_changed)

    # what it holds

    def show_quote(self, detail: QuoteDetail, tax: tuple[str, Decimal]) -> None:
        """Show a quote; the keyboard stays where it is when it is the same one."""
        same = detail.id == self._draft.id
        self._draft, self._sealed = detail.draft, detail.is_sealed
        draft = detail.draft
        if not same:
            self.totals.reset()
            self.lines.show_discounts(False)
            self.verticalScrollBar().setValue(0)
        self.own.show_record(detail.id, draft.title)
        if self.title.text() != draft.title:
            self.title.setText(draft.title)
            self.title.setCursorPosition(0)  # of a long title its beginning is shown
        self.deal_button.set_text(detail.deal, _DEAL_ROOM)
        self.deal_button.setVisible(bool(detail.deal))
        self.deal_button.setAccessibleName(self.tr("Open the deal {title}").format(title=detail.deal))
        self.steps.show_status(detail.status)
        self.show_customer(Customer(draft.person_id, draft.company_id, detail.customer, detail.person))
        self.dated_on.set_value(draft.dated_on)
        self.valid_until.set_value(draft.valid_until)
        self.lines.set_tax(*tax)
        self.totals.set_tax(tax[0])
        self.lines.set_lines(draft.lines, draft.currency, sealed=self._sealed)
        for edit, words in ((self.note, draft.note), (self.terms, draft.terms)):
            if edit.toPlainText() != words:
                edit.blockSignals(True)
                edit.setPlainText(words)
                edit.blockSignals(False)
        self._seal()
        self._add_up()

    def draft(self) -> QuoteDraft:
        """Return the quote as it stands in the form."""
        return replace(
            self._draft,
            title=self.title.text(),
            dated_on=self.dated_on.value() or self._draft.dated_on,
            valid_until=self.valid_until.value(),
            note=self.note.toPlainText(),
            terms=self.terms.toPlainText(),
            lines=self.lines.lines(),
        )

    def set_option(self, **values: object) -> None:
        """Change what has no field of its own: language, whether prices include tax."""
        self._draft = replace(self._draft, **values)  # type: ignore[arg-type]
        self._on_edited()

    def show_customer(self, customer: Customer) -> None:
        """Show whom it is for, without announcing it."""
        contact = customer.company_id or customer.person_id or ""
        if not self.customer.hasFocus() or self.customer.picked_id() != contact:
            self.customer.set_picked(contact, customer.name)
        both = bool(customer.company_id and customer.person_id)
        self._attention_row.setVisible(both)
        self.attention.setText(self.tr("Attention: {name}").format(name=isolated(customer.person)))
        self.attention_button.setVisible(not self._sealed)
        self.customer_field.set_error("")

    def what_is_missing(self) -> str:
        """Return what must be filled in before it can be issued, in words, and go there; "" when nothing is."""
        if not (self._draft.person_id or self._draft.company_id):
            words = self.tr("Choose who the quote is for.")
            self.customer_field.set_error(words)
            self.customer.setFocus(Qt.FocusReason.OtherFocusReason)
            return words
        if not any(line.kind == "item" and line.name.strip() for line in self.lines.lines()):
            self.lines.focus_last()
            return self.tr("Add at least one item.")
        return ""

    def begin(self) -> None:
        """Put the keyboard where writing a new quote starts."""
        if self._draft.person_id or self._draft.company_id:
            self.lines.focus_last()
        else:
            self.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    # inside

    def _today(self) -> date:
        return today(self._services.clock)

    def _seal(self) -> None:
        sealed = self._sealed
        for edit in (self.title, self.customer, self.dated_on, self.valid_until, self.note, self.terms):
            edit.setReadOnly(sealed)
        for picker in (self.customer, self.dated_on, self.valid_until):
            # What opens a list or a month must not open one that changes nothing.
            picker.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, sealed)
            picker.setFocusPolicy(Qt.FocusPolicy.NoFocus if sealed else Qt.FocusPolicy.StrongFocus)

    def _add_up(self) -> None:
        draft = self.draft()
        totals = totals_of(draft)
        self.lines.show_totals(line_totals(draft, totals))
        self.totals.show_draft(draft, totals, sealed=self._sealed)

    @Slot()
    def _on_edited(self) -> None:
        if not self._sealed:
            self._add_up()
            self.edited.emit()

    @Slot()
    def _on_text_changed(self) -> None:
        if not self._sealed:
            self.edited.emit()

    @Slot(object)
    def _on_dated(self, day: date | None) -> None:
        before, until = self._draft.dated_on, self.valid_until.value()
        if day is None:
            self.dated_on.set_value(before)
            return
        if before is not None and until is not None and until >= before:
            # It stays valid for as many days.
            self.valid_until.set_value(day + (until - before))
        self._draft = replace(self._draft, dated_on=day)
        self._on_edited()

    @Slot(object)
    def _on_discount(self, percent: Decimal | None) -> None:
        self._draft = replace(self._draft, discount_percent=percent)
        self._on_edited()

    @Slot()
    def _show_line_discounts(self) -> None:
        self.lines.show_discounts(True)
        rows = self.lines.rows()
        (rows[0].item if rows[0].is_waiting() else rows[0].discount).setFocus(Qt.FocusReason.OtherFocusReason)

    # the customer

    @Slot(str)
    def _find_customers(self, text: str) -> None:
        self._operations.read(self, partial(self._services.contacts.pick, text), partial(self._offer_customers, text))

    def _offer_customers(self, text: str, found: list[PickRow]) -> None:
        self.customer.set_results([PickItem(one.id, one.name, one.detail) for one in found], text)

    @Slot(str)
    def _pick_customer(self, contact_id: str) -> None:
        self._operations.read(self, partial(self._services.quotes.customer, contact_id), self._take_customer)

    def _take_customer(self, customer: Customer) -> None:
        self._draft = replace(self._draft, person_id=customer.person_id, company_id=customer.company_id)
        self.show_customer(customer)
        self._on_edited()

    @Slot()
    def _clear_customer(self) -> None:
        self._take_customer(Customer(None, None, "", ""))

    @Slot()
    def _drop_attention(self) -> None:
        self._take_customer(Customer(None, self._draft.company_id, self.customer.text(), ""))

    @Slot(str)
    def _ask_kind(self, name: str) -> None:
        self._new_name = name
        asking = Popover(self.tr("Create a contact"), self.window(), width=320)
        asking.body.addWidget(Label(self.tr("“{name}” is").format(name=isolated(name)), "title3", wrap=True))
        for kind, words, icon in (
            ("company", self.tr("A company"), "building-2"), ("person", self.tr("A person"), "user")
        ):  # fmt: skip
            button = Button(self._theme, words, "primary" if kind == "company" else "normal", icon)
            button.setDefault(kind == "company")
            button.setAutoDefault(True)
            button.clicked.connect(asking.close_popover)
            button.clicked.connect(self._create_company if kind == "company" else self._create_person)
            asking.body.addWidget(button)
        asking.closed.connect(asking.deleteLater)
        asking.open_at(self.customer)

    @Slot()
    def _create_company(self) -> None:
        self._create_customer("company")

    @Slot()
    def _create_person(self) -> None:
        self._create_customer("person")

    def _create_customer(self, kind: str) -> None:
        contact_id = new_id()
        self._operations.write(
            self,
            partial(self._services.contact_commands.quick_create, self._new_name, contact_id, kind),
            partial(self._on_created, contact_id),
        )

    def _on_created(self, contact_id: str, _change: object) -> None:
        self._pick_customer(contact_id)
