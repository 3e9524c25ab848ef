"""Opening a case: one line of plain words, whom it is from, and what was said if there is more."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import CASE_CHANNELS, PRIORITIES
from crm_desktop.services.cases.views import CaseDraft, CaseLine
from crm_desktop.services.services import Services
from crm_desktop.ui.cases.pick_popover import Finder, find_customers
from crm_desktop.ui.cases.side_rows import ChoiceValue
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

_PAUSE_MS = 120
_MOST_NAMES = 6


class NewCasePopover(Popover):
    """Everything but the line is optional; Ctrl+Enter opens the case.

    Signals:
        case_opened(str): the id of the new case.
    """

    case_opened = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(tr("New case"), parent, width=480)
        self._context = context
        self._line = CaseLine("", "normal", ())
        self._kind_of_customer = "person"
        self._priority_by_hand = False
        self._customer_by_hand = False
        self._contact_id = ""
        self._build()
        self._drafts = DraftKeeper(
            context, "case.new",
            {
                "line": self.line, "said": self.said,
                "customer": Part(self._read_customer, self._write_customer, is_text=False),
                "priority": Part(self._read_priority, self._write_priority, is_text=False),
                "channel": Part(self.channel.current_key, self._on_channel, is_text=False),
            },
            self, whole=True, on_brought_back=self._understand,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        self.body.addWidget(Label(tr("New case"), "title2"))
        self.line = QLineEdit()
        self.line.setProperty("kind", "large")
        self.line.setPlaceholderText(tr("Oven timer stops farid !high"))
        self._line_field = Field(theme, tr("What is it about, and from whom"), self.line)
        self.body.addWidget(self._line_field)
        self._names = QWidget()
        self._names_flow = FlowLayout(self._names, gap=6, row_gap=6)
        self._names.hide()
        self.body.addWidget(self._names)
        self.customer = SearchPicker(theme, tr("Customer"), tr("Name, phone or company"))
        Finder(self._context, self.customer, find_customers)
        self.body.addWidget(Field(theme, tr("Customer"), self.customer))
        choices = QHBoxLayout()
        choices.setSpacing(12)
        self.priority = Segmented(tr("Priority"), [(key, tr(word)) for key, word in PRIORITIES])
        self.priority.set_current("normal")
        self.channel = ChoiceValue(theme, tr("Came by"))
        self.channel.set_choices([("", tr("Not known")), *((key, tr(word)) for key, word in CASE_CHANNELS)])
        self.channel.set_current("", tr("Came by …"))
        choices.addWidget(self.priority)
        choices.addWidget(self.channel, 1)
        self.body.addLayout(choices)
        self.said = QPlainTextEdit()
        self.said.setTabChangesFocus(True)
        self.said.setFixedHeight(84)
        self.said.setPlaceholderText(tr("Not needed. Paste the mail here, or note what was said."))
        self.body.addWidget(Field(theme, tr("What the customer said"), self.said))
        foot = QHBoxLayout()
        foot.addWidget(Label(tr("Ctrl+Enter opens the case"), "caption", "tertiary"), 1)
        self.cancel_button = Button(theme, tr("Cancel"), "ghost")
        self.save_button = Button(theme, tr("Open case"), "primary", "life-buoy")
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._understand)
        self.line.textEdited.connect(self._on_line_edited)
        self.line.returnPressed.connect(self.save)
        self.customer.picked.connect(self._on_picked)
        self.customer.cleared.connect(self._on_cleared)
        self.customer.create_requested.connect(self._on_create)
        self.priority.current_changed.connect(self._on_priority)
        self.channel.chosen.connect(self._on_channel)
        self.cancel_button.clicked.connect(self.close_popover)
        self.save_button.clicked.connect(self.save)
        self.customer.textChanged.connect(self._drafts.touch)
        self.opened.connect(self._on_opened)

    # what others ask

    def begin(self, contact_id: str = "", text: str = "") -> None:
        """Start anew, for a customer and with words if they are known."""
        self._drafts.leave()
        self._contact_id = contact_id
        self.line.setText(text)
        self.said.clear()
        self.customer.set_picked("", "")
        self.priority.set_current("normal")
        self.channel.set_current("", tr("Came by …"))
        self._line = CaseLine(text, "normal", ())
        self._priority_by_hand = self._customer_by_hand = False
        self.save_button.setEnabled(True)
        self._line_field.set_error("")
        self._show_names(())
        if contact_id:
            self._context.operations.read(
                self, partial(_customer, self._context.services, contact_id), self._on_customer
            )
        elif text:
            self._understand()
        self._drafts.begin(contact_id, is_new_text=bool(text))

    @Slot()
    def _on_opened(self) -> None:
        if not self._drafts.has_begun:
            self._drafts.begin(self._contact_id)

    def _read_customer(self) -> list[object]:
        return [self.customer.picked_id(), self.customer.text(), self._kind_of_customer, self._customer_by_hand]

    def _write_customer(self, value: list[Any]) -> None:
        self.customer.set_picked(value[0], value[1] if value[0] else "")
        self._kind_of_customer, self._customer_by_hand = str(value[2]), bool(value[3])

    def _read_priority(self) -> list[object]:
        return [self.priority.current(), self._priority_by_hand]

    def _write_priority(self, value: list[Any]) -> None:
        self.priority.set_current(value[0])
        self._priority_by_hand = bool(value[1])

    # understanding the line

    @Slot(str)
    def _on_line_edited(self, _text: str) -> None:
        self._line_field.set_error("")
        self._pause.start()

    @Slot()
    def _understand(self) -> None:
        text = self.line.text()
        call = partial(_understood, self._context.services, text)
        self._context.operations.read(self, call, self._on_understood)

    @Slot(object)
    def _on_understood(self, answer: tuple[str, CaseLine]) -> None:
        text, line = answer
        if text != self.line.text():
            return
        self._line = line
        if not self._priority_by_hand:
            self.priority.set_current(line.priority)
        if not self._customer_by_hand:
            only = line.who[0] if len(line.who) == 1 else None
            self.customer.set_picked(only[0] if only else "", only[1] if only else "")
            self._kind_of_customer = only[2] if only else "person"
        self._show_names(line.who if len(line.who) > 1 and not self._customer_by_hand else ())

    def _show_names(self, who: tuple[tuple[str, str, str], ...]) -> None:
        while self._names_flow.count():
            item = self._names_flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for contact_id, name, kind in who[:_MOST_NAMES]:
            button = Button(self._context.theme, name, icon="user", size="compact", parent=self._names)
            button.clicked.connect(partial(self._on_name, contact_id, name, kind))
            self._names_flow.addWidget(button)
            button.show()
        self._names.setVisible(bool(who))
        if self.isVisible():
            self.adjustSize()

    def _on_name(self, contact_id: str, name: str, kind: str) -> None:
        self.customer.set_picked(contact_id, name)
        self._kind_of_customer = kind
        self._customer_by_hand = True
        self._show_names(())

    # the other fields

    @Slot(str)
    def _on_picked(self, contact_id: str) -> None:
        self._customer_by_hand = True
        self._show_names(())
        self._context.operations.read(self, partial(_customer, self._context.services, contact_id), self._on_customer)

    @Slot()
    def _on_cleared(self) -> None:
        self._customer_by_hand = True

    @Slot(object)
    def _on_customer(self, customer: tuple[str, str, str]) -> None:
        contact_id, name, kind = customer
        self.customer.set_picked(contact_id, name)
        self._kind_of_customer = kind
        self._customer_by_hand = True

    @Slot(str)
    def _on_create(self, text: str) -> None:
        contact_id = new_id()
        call = partial(self._context.services.contact_commands.quick_create, text, contact_id)
        self._context.operations.write(self, call, partial(self._on_created, contact_id), self._on_failed)

    def _on_created(self, contact_id: str, _change: ChangeSet) -> None:
        self._on_picked(contact_id)

    @Slot(str)
    def _on_priority(self, _key: str) -> None:
        self._priority_by_hand = True

    @Slot(str)
    def _on_channel(self, key: str) -> None:
        self.channel.set_current(key, tr("Came by …"))

    # saving

    @Slot()
    def save(self) -> None:
        """Open the case, after the last of the line has been understood."""
        if not self.save_button.isEnabled():
            return  # already on its way: Ctrl+Enter is also an Enter in the line
        if not self.line.text().strip():
            self._line_field.set_error(tr("Write in a few words what it is about."))
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._pause.stop()
        self.save_button.setEnabled(False)
        self._context.operations.read(
            self, partial(_understood, self._context.services, self.line.text()), self._save_understood, self._on_failed
        )

    @Slot(object)
    def _save_understood(self, answer: tuple[str, CaseLine]) -> None:
        self._on_understood(answer)
        contact_id = self.customer.picked_id() or None
        is_person = self._kind_of_customer == "person"
        draft = CaseDraft(
            subject=answer[1].subject,
            text=self.said.toPlainText(),
            person_id=contact_id if is_person else None,
            company_id=None if is_person else contact_id,
            priority=self.priority.current(),
            channel=self.channel.current_key(),
        )
        call = partial(self._context.services.case_commands.open_case, draft)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, change: ChangeSet) -> None:
        self.save_button.setEnabled(True)
        self.close_popover()
        self._drafts.forget()
        self.begin()
        for case_id in change.touched.get("case", ()):
            self.case_opened.emit(case_id)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        self._line_field.set_error(f"{error.title} {error.detail}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if with_control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.save()
        else:
            super().keyPressEvent(event)


def _understood(services: Services, text: str) -> tuple[str, CaseLine]:
    return text, services.cases.understand(text)


def _customer(services: Services, contact_id: str) -> tuple[str, str, str]:
    """Return the id, name and kind of a contact."""
    detail = services.contacts.detail(contact_id)
    return detail.id, detail.name, detail.kind
