"""The panel that makes a person or company: one line of words, or a few fields."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.one_line import OneLine, read_one_line
from crm_desktop.services.contacts.views import AffiliationDraft, ChannelDraft, ContactDraft, PickRow, Similar
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

_PAUSE_MS = 150


def _similar(services: Services, draft: ContactDraft) -> tuple[ContactDraft, list[Similar]]:
    return draft, services.contacts.similar(draft)


def _companies(services: Services, text: str) -> tuple[str, list[PickRow]]:
    return text, services.contacts.pick(text, kind="company")


class NewContactPopover(Popover):
    """Type one line, or fill in the fields it fills in for you; Ctrl+Enter saves.

    Signals:
        created(str): the new contact's id.
        open_requested(str): a contact that is there already and was meant.
    """

    created = Signal(str)
    open_requested = Signal(str)

    def __init__(self, context: PaneContext, anchor: QWidget, *, kind: str = "person", text: str = "") -> None:
        super().__init__("", anchor.window(), width=420)
        self.setAccessibleName(self.tr("New contact"))
        self._context = context
        self._anchor_widget = anchor
        self._kind = kind
        self._similar: list[Similar] = []
        self._contact_id = ""
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look_for_similar)
        self._connect()
        self._drafts = DraftKeeper(
            context, "contact.new",
            {
                "kind": self.kind_switch, "line": self.line, "name": self.name, "company": self.company,
                "phone": self.phone, "email": self.email, "tag": self.tag,
            },
            self, whole=True, on_brought_back=self._on_brought_back,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        self.kind_switch.set_current(kind)
        self._on_kind_changed(kind)
        if text:
            self.line.setText(text)

    def _build(self) -> None:
        theme = self._context.theme
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("New contact"), "title3"))
        head.addStretch(1)
        self.kind_switch = Segmented(
            self.tr("Kind of contact"), (("person", self.tr("Person")), ("company", self.tr("Company")))
        )
        self.line = self._input(self.tr("All in one line"), self.tr("Nora Lind 0770 900461, Harbor & Vine"))
        self.name = self._input(self.tr("Name"))
        self.company = SearchPicker(theme, self.tr("Company"))
        self.phone = self._input(self.tr("Phone"))
        self.email = self._input(self.tr("Email"))
        self.tag = self._input(self.tr("Tag"))
        self.body.addWidget(self.line)
        grid = QVBoxLayout()
        grid.setSpacing(6)
        self._rows: dict[str, QWidget] = {}
        for field in (self.name, self.company, self.phone, self.email, self.tag):
            row_widget = QWidget()
            row = QHBoxLayout(row_widget)
            row.setContentsMargins(0, 0, 0, 0)
            label = Label(field.accessibleName(), "small", "tertiary")
            label.setFixedWidth(84)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 1)
            grid.addWidget(row_widget)
            self._rows[field.accessibleName()] = row_widget
        self.body.insertLayout(0, head)
        self.body.addLayout(grid)
        head.addWidget(self.kind_switch)
        self._hint = Surface("segmented")
        hint = QHBoxLayout(self._hint)
        hint.setContentsMargins(10, 6, 6, 6)
        self._hint_text = ElidedLabel("", "small", "secondary")
        self.open_button = Button(theme, self.tr("Open"), size="compact")
        use = self.tr("Add what you typed to this contact")
        self.use_button = Button(theme, self.tr("Use"), size="compact", tip=use)
        hint.addWidget(self._hint_text, 1)
        hint.addWidget(self.open_button)
        hint.addWidget(self.use_button)
        self._hint.hide()
        self.body.addWidget(self._hint)
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Ctrl+Enter saves"), "caption", "tertiary"))
        foot.addStretch(1)
        self.save_button = Button(theme, self.tr("Add contact"), "primary")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)

    def _input(self, name: str, placeholder: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(placeholder)
        return field

    def _connect(self) -> None:
        self.line.textChanged.connect(self._on_line_changed)
        self.line.returnPressed.connect(self.save)
        for field in (self.name, self.phone, self.email, self.tag):
            field.textChanged.connect(self._on_field_changed)
            field.returnPressed.connect(self.save)
        for field in (self.line, self.name, self.company, self.phone, self.email, self.tag):
            field.installEventFilter(self)
        self.company.query_changed.connect(self._on_company_query)
        self.kind_switch.current_changed.connect(self._on_kind_changed)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.use_button.clicked.connect(self._on_use_clicked)
        self.save_button.clicked.connect(self.save)

    def open(self) -> None:
        """Open at the anchor with the caret in the line, and with what was half typed here before."""
        self._drafts.begin(is_new_text=bool(self.line.text() or self.company.text()))
        self.open_at(self._anchor_widget)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self._pause.start()

    def draft(self) -> ContactDraft:
        """The contact as it is now written."""
        channels: list[ChannelDraft] = []
        person = self._kind == "person"
        if phone := self.phone.text().strip():
            channels.append(ChannelDraft("phone", phone, "mobile" if person else "work", is_primary=True))
        if email := self.email.text().strip():
            channels.append(ChannelDraft("email", email, is_primary=True))
        affiliations: tuple[AffiliationDraft, ...] = ()
        if person and self.company.text().strip():
            affiliations = (AffiliationDraft(self.company.picked_id() or None, self.company.text().strip()),)
        tags = tuple(tag.strip().lstrip("#") for tag in self.tag.text().split(",") if tag.strip())
        return ContactDraft(
            self._kind, self.name.text().strip(), channels=tuple(channels), affiliations=affiliations, tags=tags
        )

    def hint(self) -> str:
        """What is said about contacts that may be the same."""
        return "" if self._hint.isHidden() else self._hint_text.text()

    @Slot()
    def save(self) -> None:
        """Make the contact."""
        if self._contact_id:
            return
        self._contact_id = new_id()
        draft = replace(self.draft(), id=self._contact_id)
        call = partial(self._context.services.contact_commands.save, draft)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(str)
    def _on_line_changed(self, text: str) -> None:
        line: OneLine = read_one_line(text)
        self.name.setText(line.name)
        self.phone.setText(line.phone)
        self.email.setText(line.email)
        self.tag.setText(", ".join(line.tags))
        if self.company.text() != line.company:
            self.company.set_picked("", line.company)

    @Slot()
    def _on_field_changed(self) -> None:
        self._message.show_error("")
        self._pause.start()

    @Slot(str)
    def _on_kind_changed(self, kind: str) -> None:
        self._kind = kind
        self._rows[self.company.accessibleName()].setVisible(kind == "person")
        self.adjustSize()
        self._pause.start()

    def _on_brought_back(self) -> None:
        self._on_kind_changed(self.kind_switch.current())

    @Slot(str)
    def _on_company_query(self, text: str) -> None:
        self._context.operations.read(self, partial(_companies, self._context.services, text), self._on_companies)

    @Slot(object)
    def _on_companies(self, answer: tuple[str, list[PickRow]]) -> None:
        text, rows = answer
        self.company.set_results([PickItem(row.id, row.name, row.detail) for row in rows], text)

    @Slot()
    def _look_for_similar(self) -> None:
        draft = self.draft()
        if draft.name or draft.channels:
            self._context.operations.read(self, partial(_similar, self._context.services, draft), self._on_similar)
        else:
            self._hint.hide()

    @Slot(object)
    def _on_similar(self, answer: tuple[ContactDraft, list[Similar]]) -> None:
        draft, found = answer
        if draft != self.draft():
            return
        self._similar = found
        if found:
            first = found[0]
            words = {
                "email": self.tr("{name} has this e-mail address."),
                "phone": self.tr("{name} has this phone number."),
                "name": self.tr("Looks like {name}."),
            }[first.reason]
            name = f"{first.name}, {first.detail}" if first.detail else first.name
            self._hint_text.setText(words.format(name=name))
        self._hint.setVisible(bool(found))
        self.save_button.set_text(self.tr("Add all the same") if found else self.tr("Add contact"))
        self.adjustSize()

    @Slot()
    def _on_open_clicked(self) -> None:
        if self._similar:
            contact_id = self._similar[0].id
            self._drafts.forget()
            self.close_popover()
            self.open_requested.emit(contact_id)
            self.deleteLater()

    @Slot()
    def _on_use_clicked(self) -> None:
        if self._similar and not self._contact_id:
            self._contact_id = self._similar[0].id
            call = partial(self._context.services.duplicate_commands.take_in, self._contact_id, self.draft())
            self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        contact_id = self._contact_id
        self._drafts.forget()
        self.close_popover()
        self.created.emit(contact_id)
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._contact_id = ""
        self._message.show_error(f"{error.title} {error.detail}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.isAncestorOf(watched):
                self.save()
                return True
        return super().eventFilter(watched, event)
