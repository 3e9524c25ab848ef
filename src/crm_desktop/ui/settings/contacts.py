"""Settings: how often to be in touch with whole groups, and how contacts can be related."""

from __future__ import annotations

from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.relation_views import RelationTypeDraft, RelationTypeRow
from crm_desktop.services.contacts.rhythms import GroupRhythm
from crm_desktop.ui.fields.rhythm_words import read_rhythm_text, rhythm_text
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call
from crm_desktop.ui.settings.contact_popovers import AddRelationPopover, AddRhythmPopover, rhythm_box
from crm_desktop.ui.settings.form import SettingsForm

Line = TypeVar("Line", bound=QWidget)
_LINE = 30


class _Lines(Generic[Line]):
    """The lines of a card, with what is said when there is none, what went wrong, and the button that adds one."""

    def __init__(self, form: SettingsForm, title: str, words: str, nothing: str, add: str) -> None:
        body = form.add_card(title)
        body.addWidget(Label(words, "small", "secondary", wrap=True))
        self.nothing = Label(nothing, "small", "tertiary", wrap=True)
        body.addWidget(self.nothing)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        body.addLayout(self._column)
        self.message = FieldMessage(form.theme)
        body.addWidget(self.message)
        row = QHBoxLayout()
        self.add_button = Button(form.theme, add, icon="plus")
        row.addWidget(self.add_button)
        row.addStretch(1)
        body.addLayout(row)
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        """Show these lines in place of the ones before."""
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = lines
        for line in lines:
            self._column.addWidget(line)
        self.nothing.setVisible(not lines)


class ContactsForm(SettingsForm):
    """Rhythms of tags and segments, and the kinds of relation."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Contacts"))
        self.rhythms: _Lines[RhythmLine] = _Lines(
            self, self.tr("Keep in touch"),
            self.tr("Be in touch with everybody who has a tag or is in a segment, so often. Any call, mail, meeting or "
                    "letter that is logged starts the time anew. A rhythm that is set on a contact itself wins; of "
                    "several the shortest does."),
            self.tr("No tag and no segment has a rhythm yet."), self.tr("Add a rhythm"),
        )  # fmt: skip
        self.types: _Lines[RelationTypeLine] = _Lines(
            self, self.tr("Relations"),
            self.tr("How people and companies can be related, in the words of either side. One that nobody has can be "
                    "removed."),
            self.tr("There are no relations to choose from."), self.tr("Add a relation"),
        )  # fmt: skip
        self._groups: list[GroupRhythm] = []
        self.rhythms.add_button.clicked.connect(self.add_rhythm)
        self.types.add_button.clicked.connect(self.add_type)

    @Slot()
    def reload(self) -> None:
        contacts = self.services.contacts
        self.operations.read(self, contacts.group_rhythms, self._on_groups)
        self.operations.read(self, contacts.relation_types, self._on_types)

    def apply_change(self, change: ChangeSet) -> None:
        """Reload when tags, segments or relations changed."""
        if change.touches("tag", "saved_view", "relation_type", "relation"):
            self.reload()

    @Slot()
    def add_rhythm(self) -> None:
        """Ask for a tag or segment, and how often."""
        free = [one for one in self._groups if one.days is None]
        if not free:
            self.rhythms.message.show_warning(self.tr("There is no other tag or segment of contacts. Make one first."))
            return
        AddRhythmPopover(self.context, free, self.rhythms.add_button).open()

    @Slot()
    def add_type(self) -> None:
        """Ask for the words of a relation."""
        AddRelationPopover(self.context, self.types.add_button).open()

    def write(self, card: _Lines[RhythmLine] | _Lines[RelationTypeLine], call: Call) -> None:
        """Store a change of a card; what is refused is said in it."""
        card.message.show_error("")
        self.operations.write(self, call, None, partial(self._on_failed, card))

    @Slot(object)
    def _on_groups(self, groups: list[GroupRhythm]) -> None:
        self._groups = groups
        self.rhythms.message.show_error("")
        wanted = [one for one in groups if one.days is not None]
        if wanted != [line.group for line in self.rhythms.lines]:
            self.rhythms.show([RhythmLine(self, one) for one in wanted])

    @Slot(object)
    def _on_types(self, rows: list[RelationTypeRow]) -> None:
        lines = self.types.lines
        if rows != [line.type for line in lines] and not any(line.is_editing() for line in lines):
            self.types.show([RelationTypeLine(self, one) for one in rows])

    def _on_failed(self, card: _Lines[RhythmLine] | _Lines[RelationTypeLine], error: CrmError) -> None:
        for line in self.types.lines:
            line.show_stored()
        card.message.show_error(f"{error.title} {error.detail}".strip())


class RhythmLine(QWidget):
    """A tag or segment, how often, and the button that ends it."""

    def __init__(self, form: ContactsForm, group: GroupRhythm) -> None:
        super().__init__(form)
        self.group = group
        self._form = form
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        is_tag = group.kind == "tag"
        row.addWidget(Chip(form.theme, group.name, "violet" if is_tag else "info", "" if is_tag else "users"))
        row.addWidget(Label(self.tr("Tag") if is_tag else self.tr("Segment"), "small", "tertiary"))
        row.addStretch(1)
        self.rhythm = rhythm_box(group.days)
        row.addWidget(self.rhythm)
        self.remove_button = IconButton(
            form.theme, "x", self.tr("No rhythm for {name}").format(name=group.name), compact=True, parent=self
        )
        row.addWidget(self.remove_button)
        self.rhythm.activated.connect(self._on_chosen)
        if (line := self.rhythm.lineEdit()) is not None:
            line.editingFinished.connect(self._on_chosen)
        self.remove_button.clicked.connect(self._on_removed)

    @Slot()
    def _on_chosen(self) -> None:
        days = read_rhythm_text(self.rhythm.currentText())
        if days is None:
            self._form.rhythms.message.show_error(
                self.tr("“{text}” is no rhythm. Write it as in “every 45 days”.").format(text=self.rhythm.currentText())
            )
            self.rhythm.setEditText(rhythm_text(self.group.days))
        elif days != self.group.days:
            self._set(days)

    @Slot()
    def _on_removed(self) -> None:
        self._set(None)

    def _set(self, days: int | None) -> None:
        commands = self._form.services.contact_commands
        call = partial(commands.set_group_rhythm, self.group.kind, self.group.id, days)
        self._form.write(self._form.rhythms, call)


class RelationTypeLine(QWidget):
    """The words of a relation from either side, changed by clicking them; whom it ties, and how many."""

    def __init__(self, form: ContactsForm, one: RelationTypeRow) -> None:
        super().__init__(form)
        self.type = one
        self._form = form
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.name = InlineEdit(form.theme, self.tr("In the words of the one"), one.name, parent=self)
        self.reverse = InlineEdit(form.theme, self.tr("In the words of the other"), one.reverse_name, parent=self)
        whom = {"person": self.tr("people"), "company": self.tr("companies")}.get(one.between, self.tr("anybody"))
        self.whom = ElidedLabel(whom, "small", "secondary")
        self.whom.setFixedSize(84, _LINE)
        many = self.tr("1 pair") if one.used == 1 else self.tr("{count} pairs")
        used = many.format(count=QLocale().toString(one.used)) if one.used else self.tr("not used")
        self.used = ElidedLabel(used, "small", "tertiary")
        self.used.setFixedSize(76, _LINE)
        self.remove_button = IconButton(
            form.theme, "x", self.tr("Remove the relation {name}").format(name=one.name), compact=True, parent=self
        )
        row.addWidget(self.name, 1)
        row.addWidget(self.reverse, 1)
        for widget in (self.whom, self.used, self.remove_button):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self.name.value_committed.connect(self._on_named)
        self.reverse.value_committed.connect(self._on_reversed)
        self.remove_button.clicked.connect(self._on_removed)

    def is_editing(self) -> bool:
        """Whether one of its words is being written."""
        return self.name.is_editing() or self.reverse.is_editing()

    def show_stored(self) -> None:
        """Show the words that are stored."""
        self.name.set_value(self.type.name)
        self.reverse.set_value(self.type.reverse_name)

    @Slot(str)
    def _on_named(self, words: str) -> None:
        self._save(words, self.type.reverse_name)

    @Slot(str)
    def _on_reversed(self, words: str) -> None:
        self._save(self.type.name, words)

    def _save(self, name: str, reverse: str) -> None:
        draft = RelationTypeDraft(name, reverse, self.type.between, self.type.id)
        self._form.write(self._form.types, partial(self._form.services.contact_commands.save_relation_type, draft))

    @Slot()
    def _on_removed(self) -> None:
        call = partial(self._form.services.contact_commands.remove_relation_type, self.type.id)
        self._form.write(self._form.types, call)
