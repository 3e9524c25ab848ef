"""The panel that makes a person or company: one line of words, or a few fields."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.contacts.one_line import OneLine, read_one_line
from crm_desktop.services.contacts.views import AffiliationDraft, ChannelDraft, ContactDraft, Similar
from crm_desktop.services.services import Services
from crm_desktop.ui.fields.contact_finder import ContactFinder
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.pane.capture_popover import CapturePopover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call


def _similar(services: Services, draft: ContactDraft) -> list[Similar]:
    return services.contacts.similar(draft)


class NewContactPopover(CapturePopover):
    """Makes a contact, or adds what was typed to the one that was meant.

    Signals:
        open_requested(str): a contact that is there already and was meant.
    """

    open_requested = Signal(str)

    def __init__(self, context: PaneContext, anchor: QWidget, *, kind: str = "person", text: str = "") -> None:
        line = self.tr("Nora Lind 0770 900461, Harbor & Vine")
        super().__init__(context, self.tr("New contact"), anchor, _similar, width=420, hint=line)
        self._kind = kind
        self._build()
        self.keep(
            "contact.new",
            {
                "kind": self.kind_switch, "line": self.line, "name": self.name, "company": self.company,
                "phone": self.phone, "email": self.email, "tag": self.tag,
            },
            whole=True, on_brought_back=self._on_brought_back,
        )  # fmt: skip
        self.kind_switch.set_current(kind)
        self._on_kind_changed(kind)
        if text:
            self.line.setText(text)

    def _build(self) -> None:
        theme = self.context.theme
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("New contact"), "title3"))
        head.addStretch(1)
        self.kind_switch = Segmented(
            self.tr("Kind of contact"), (("person", self.tr("Person")), ("company", self.tr("Company")))
        )
        head.addWidget(self.kind_switch)
        self.body.addLayout(head)
        self.body.addWidget(self.line)
        self.name = self.input(self.tr("Name"))
        self.company = SearchPicker(theme, self.tr("Company"))
        ContactFinder(self.context, self.company, "company")
        self.phone = self.input(self.tr("Phone"))
        self.email = self.input(self.tr("Email"))
        self.tag = self.input(self.tr("Tag"))
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
        self.body.addLayout(grid)
        use = self.tr("Add what you typed to this contact")
        self.use_button = Button(theme, self.tr("Use"), size="compact", tip=use)
        self.use_button.clicked.connect(self._on_use_clicked)
        self.add_hint().addWidget(self.use_button)
        self.add_foot(self.save_words(False), self.tr("Ctrl+Enter saves"))
        self.line.textChanged.connect(self._on_line_changed)
        self.kind_switch.current_changed.connect(self._on_kind_changed)

    def is_begun(self) -> bool:
        return bool(self.line.text() or self.company.text())

    def draft(self) -> ContactDraft:
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

    def is_enough(self, draft: ContactDraft) -> bool:
        return bool(draft.name or draft.channels)

    def make(self, record_id: str) -> Call | None:
        return partial(self.context.services.contact_commands.save, replace(self.draft(), id=record_id))

    def save_words(self, is_same: bool) -> str:
        return self.tr("Add all the same") if is_same else self.tr("Add contact")

    def words_of(self, same: Similar) -> str:
        return {
            "email": self.tr("{name} has this e-mail address."),
            "phone": self.tr("{name} has this phone number."),
            "name": self.tr("Looks like {name}."),
        }[same.reason]

    def ask_open(self, same: Similar) -> None:
        self.open_requested.emit(same.id)

    @Slot(str)
    def _on_line_changed(self, text: str) -> None:
        line: OneLine = read_one_line(text)
        self.name.setText(line.name)
        self.phone.setText(line.phone)
        self.email.setText(line.email)
        self.tag.setText(", ".join(line.tags))
        if self.company.text() != line.company:
            self.company.set_picked("", line.company)

    @Slot(str)
    def _on_kind_changed(self, kind: str) -> None:
        self._kind = kind
        self._rows[self.company.accessibleName()].setVisible(kind == "person")
        self.adjustSize()
        self.look()

    def _on_brought_back(self) -> None:
        self._on_kind_changed(self.kind_switch.current())

    @Slot()
    def _on_use_clicked(self) -> None:
        if self.same and not self.is_saving:
            self.made_id = self.same[0].id
            self.store(partial(self.context.services.duplicate_commands.take_in, self.made_id, self.draft()))
