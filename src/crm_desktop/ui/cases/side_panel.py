"""Beside the thread: the customer, what the case is, earlier cases, an answer that may fit, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.kinds import CASE_CHANNELS, CASE_KINDS, CASE_STATUSES, PRIORITIES
from crm_desktop.services.cases.views import CaseDetail, CaseFile, EarlierCase, Suggestion
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.cases.side_rows import ChoiceValue, Rows, ValueButton
from crm_desktop.ui.cases.words import size_text, status_word, tr
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.inline_drafts import InlineDrafts
from crm_desktop.ui.pane.pane import PaneContext

WIDTH = 264
_MOST_SHOWN = 260


class SidePanel(ScrollPage):
    """Everything about a case that is not said in it.

    Signals:
        field_changed(str, object): save this field of the case.
        record_requested(str, str): open this record.
        customer_requested, product_requested: choose another.
        insert_requested(str): put this text into the reply.
        attach_requested: add a file.
        file_requested(str, str): save a copy of, or delete, this file: ("save" or "delete", id).
        link_requested(str): call or write to: a tel: or mailto: address.
    """

    field_changed = Signal(str, object)
    record_requested = Signal(str, str)
    customer_requested = Signal()
    product_requested = Signal()
    insert_requested = Signal(str)
    attach_requested = Signal()
    file_requested = Signal(str, str)
    link_requested = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(tr("Customer and details"), margins=(18, 18, 16, 18), spacing=10, parent=parent)
        self._context = context
        self._case: CaseDetail | None = None
        self._suggestion: Suggestion | None = None
        self.setFixedWidth(WIDTH)
        self._build_customer()
        self._build_details()
        self.own = OwnFields(context, "case", self.column)
        self.add(self.own)
        self._earlier_title, self._earlier = self._section(tr("Earlier cases"))
        self._build_suggestion()
        self._build_files()
        self.add_stretch()

    def _section(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        box = QWidget(self.column)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Rule(box))
        column.addSpacing(2)
        column.addWidget(Label(title, "title3", parent=box))
        self.add(box)
        return box, column

    def _build_customer(self) -> None:
        theme = self._context.theme
        head = QHBoxLayout()
        head.addWidget(Label(tr("Customer"), "title3"))
        head.addStretch(1)
        self.change_button = IconButton(theme, "pencil", tr("Choose the customer"), icon_size=14, compact=True)
        head.addWidget(self.change_button)
        self.body.addLayout(head)
        self._customer = QWidget(self.column)
        row = QHBoxLayout(self._customer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._avatar = Avatar(theme, "")
        names = QVBoxLayout()
        names.setSpacing(0)
        self.name_button = ValueButton(theme, tr("Customer"), link=True)
        self.company_button = ValueButton(theme, tr("Company"), link=True)
        for button in (self.name_button, self.company_button):
            button.setFixedHeight(24)
            names.addWidget(button)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(names, 1)
        self.add(self._customer)
        self.choose_button = Button(theme, tr("Choose the customer"), icon="user-plus")
        self.add(self.choose_button)
        self._ways = Rows(parent=self.column)
        self.phone_button = ValueButton(theme, tr("Phone"), link=True)
        self.email_button = ValueButton(theme, tr("Email"), link=True)
        self.product_button = ValueButton(theme, tr("Product"))
        self.quote_button = ValueButton(theme, tr("Quote"), link=True)
        self._ways.add(tr("Phone"), self.phone_button)
        self._ways.add(tr("Email"), self.email_button)
        self._ways.add(tr("About"), self.product_button)
        self._ways.add(tr("Quote"), self.quote_button)
        self.add(self._ways)
        self.change_button.clicked.connect(self.customer_requested)
        self.choose_button.clicked.connect(self.customer_requested)
        self.product_button.clicked.connect(self.product_requested)
        self.name_button.clicked.connect(self._on_name)
        self.company_button.clicked.connect(self._on_company)
        self.phone_button.clicked.connect(self._on_phone)
        self.email_button.clicked.connect(self._on_email)
        self.quote_button.clicked.connect(self._on_quote)

    def _build_details(self) -> None:
        theme = self._context.theme
        box, column = self._section(tr("Details"))
        self.subject = InlineEdit(theme, tr("Subject"), check=_subject_check)
        column.addWidget(self.subject)
        rows = Rows(parent=box)
        self.choices: dict[str, ChoiceValue] = {}
        for key, name, offered in (
            ("status", tr("Status"), CASE_STATUSES),
            ("priority", tr("Priority"), PRIORITIES),
            ("kind", tr("Kind"), CASE_KINDS),
            ("owner_id", tr("Owner"), ()),
            ("channel", tr("Came by"), CASE_CHANNELS),
        ):
            value = self.choices[key] = ChoiceValue(theme, name)
            value.setObjectName(key)
            value.set_choices([(one, tr(word)) for one, word in offered])
            value.chosen.connect(self._on_chosen)
            rows.add(name, value)
        self._moments: dict[str, Label] = {}
        for key, name in (("opened", tr("Opened")), ("first", tr("First reply")), ("solve", tr("Solve by"))):
            label = self._moments[key] = Label("", "body", "secondary", wrap=True)
            label.setContentsMargins(6, 5, 0, 5)
            rows.add(name, label)
        self._rows = rows
        column.addWidget(rows)
        self.outside_label = Label(tr("It came in outside your business hours."), "small", "secondary", wrap=True)
        column.addWidget(self.outside_label)
        self.subject.value_committed.connect(self._on_subject)
        self.drafts = InlineDrafts(self._context, "case.fields", self)
        self.drafts.watch(self.subject, _subject_key)

    def _build_suggestion(self) -> None:
        self._suggestion_box, column = self._section(tr("Suggested answer"))
        self._suggestion_title = Label("", "small", "secondary", wrap=True)
        self._suggestion_text = Label("", "small", "primary", wrap=True)
        self.insert_button = Button(self._context.theme, tr("Insert"), icon="corner-down-left")
        column.addWidget(self._suggestion_title)
        column.addWidget(self._suggestion_text)
        column.addWidget(self.insert_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.insert_button.clicked.connect(self._on_insert)
        self._suggestion_box.hide()

    def _build_files(self) -> None:
        _, self._files = self._section(tr("Files"))
        self._file_list = QVBoxLayout()
        self._file_list.setSpacing(0)
        self._files.addLayout(self._file_list)
        self.attach_button = Button(self._context.theme, tr("Attach a file"), "ghost", "paperclip")
        self._files.addWidget(self.attach_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.attach_button.clicked.connect(self.attach_requested)

    # what others ask

    def set_members(self, members: Sequence[MemberRow]) -> None:
        """Offer these people as owners."""
        self.choices["owner_id"].set_choices([("", tr("Nobody")), *((one.id, member_text(one)) for one in members)])

    def set_case(self, case: CaseDetail) -> None:
        """Show another case, or what has become of this one."""
        if self._case is None or self._case.id != case.id:
            self.set_suggestion(None)
        self._case = case
        self.own.show_record(case.id, f"{case.number} {case.subject}")
        self._show_customer(case)
        self.subject.set_value(case.subject)
        self.drafts.begin(case.id, f"{case.number} {case.subject}")
        for key, value in self.choices.items():
            value.set_current(getattr(case, key) or "", tr("Not known") if key == "channel" else tr("Nobody"))
        self._moments["opened"].setText(self._when(case.opened_at))
        self._moments["first"].setText(self._when(case.first_reply_at) or tr("Not yet"))
        self._moments["solve"].setText(self._when(case.solve_due_at))
        self._rows.show_row(self._moments["solve"], case.solve_due_at is not None and case.solved_at is None)
        self.outside_label.setVisible(case.outside_hours)
        self._show_earlier(case.earlier)
        self._show_files(case.files)

    def set_suggestion(self, suggestion: Suggestion | None) -> None:
        """Offer an answer, or none."""
        self._suggestion = suggestion
        self._suggestion_box.setVisible(suggestion is not None)
        if suggestion is not None:
            words = (
                tr("“{title}” ({number}) was answered with:") if suggestion.number else tr("Saved answer “{title}”:")
            )
            self._suggestion_title.setText(words.format(title=suggestion.title, number=suggestion.number))
            text = suggestion.text
            self._suggestion_text.setText(text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN].rstrip() + " …")

    # inside

    def _when(self, moment: datetime | None) -> str:
        clock = self._context.services.clock
        return "" if moment is None else moment_text(moment, clock.now(), clock.zone)

    def _show_customer(self, case: CaseDetail) -> None:
        customer = case.customer
        self._customer.setVisible(customer is not None)
        self.change_button.setVisible(customer is not None)
        self.choose_button.setVisible(customer is None)
        if customer is not None:
            self._avatar.set_name(customer.name, square=customer.kind == "company")
            self.name_button.set_value(customer.name, token="text.primary")
            self.company_button.set_value(customer.company)
            self.company_button.setVisible(bool(customer.company))
            self.phone_button.set_value(customer.phone)
            self.email_button.set_value(customer.email)
        self._ways.show_row(self.phone_button, customer is not None and bool(customer.phone))
        self._ways.show_row(self.email_button, customer is not None and bool(customer.email))
        self.product_button.set_value(case.product, tr("Choose a product"))
        self.quote_button.set_value(case.document)
        self._ways.show_row(self.quote_button, bool(case.document))

    def _show_earlier(self, earlier: Sequence[EarlierCase]) -> None:
        self._earlier_title.setVisible(bool(earlier))
        _clear(self._earlier, keep=3)
        for one in earlier:
            button = ValueButton(self._context.theme, tr("Earlier case"), link=True)
            button.setObjectName(one.id)
            button.setFixedHeight(26)
            button.set_value(f"{one.number}  {one.subject}", token="text.secondary")
            tip = tr("{subject}: {status}").format(subject=one.subject, status=status_word(one.status))
            button.setToolTip(plain_tip(tip))
            button.clicked.connect(self._on_earlier)
            self._earlier.addWidget(button)

    def _show_files(self, files: Sequence[CaseFile]) -> None:
        _clear(self._file_list)
        for one in files:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(ElidedLabel(one.name, "small"), 1)
            row.addWidget(Label(size_text(one.size), "caption", "tertiary"))
            more = IconButton(
                self._context.theme, "ellipsis", tr("More for {file}").format(file=one.name), icon_size=14, compact=True
            )
            more.setObjectName(one.id)
            more.clicked.connect(self._on_file_more)
            row.addWidget(more)
            self._file_list.addWidget(line)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        choice = self.sender()
        if isinstance(choice, ChoiceValue):
            name = choice.objectName()
            self.field_changed.emit(name, key or None if name == "owner_id" else key)

    @Slot(str)
    def _on_subject(self, subject: str) -> None:
        self.field_changed.emit("subject", subject)

    @Slot()
    def _on_name(self) -> None:
        if self._case is not None and self._case.customer is not None:
            self.record_requested.emit("contact", self._case.customer.id)

    @Slot()
    def _on_company(self) -> None:
        if self._case is not None and self._case.customer is not None:
            self.record_requested.emit("contact", self._case.customer.company_id)

    @Slot()
    def _on_phone(self) -> None:
        self.link_requested.emit("tel:" + "".join(self.phone_button.text().split()))

    @Slot()
    def _on_email(self) -> None:
        self.link_requested.emit("mailto:" + self.email_button.text().strip())

    @Slot()
    def _on_quote(self) -> None:
        if self._case is not None and self._case.document_id:
            self.record_requested.emit("quote", self._case.document_id)

    @Slot()
    def _on_earlier(self) -> None:
        button = self.sender()
        if isinstance(button, ValueButton):
            self.record_requested.emit("case", button.objectName())

    @Slot()
    def _on_insert(self) -> None:
        if self._suggestion is not None:
            self.insert_requested.emit(self._suggestion.text)

    @Slot()
    def _on_file_more(self) -> None:
        button = self.sender()
        if isinstance(button, IconButton):
            menu = QMenu(button)
            menu.setObjectName(button.objectName())
            menu.addAction(tr("Save a copy…")).triggered.connect(self._on_file_save)
            menu.addAction(tr("Delete the file")).triggered.connect(self._on_file_delete)
            menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    @Slot()
    def _on_file_save(self) -> None:
        self.file_requested.emit("save", self._file_of_menu())

    @Slot()
    def _on_file_delete(self) -> None:
        self.file_requested.emit("delete", self._file_of_menu())

    def _file_of_menu(self) -> str:
        menu = self.sender().parent()
        return menu.objectName() if isinstance(menu, QMenu) else ""


def _clear(layout: QVBoxLayout, keep: int = 0) -> None:
    while layout.count() > keep:
        item = layout.takeAt(layout.count() - 1)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _subject_key() -> str:
    return "subject"


def _subject_check(text: str) -> str:
    return "" if text.strip() else tr("A case needs a subject.")
