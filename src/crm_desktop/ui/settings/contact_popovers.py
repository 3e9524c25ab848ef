"""The panels that ask for a rhythm of a tag or segment, and for the words of a relation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from crm_desktop.services.contacts.relation_views import RelationTypeDraft
from crm_desktop.services.contacts.rhythms import GroupRhythm
from crm_desktop.ui.fields.rhythm_words import RHYTHMS, read_rhythm_text, rhythm_text
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover


class AddRhythmPopover(SavingPopover):
    """Whom, and how often."""

    def __init__(self, context: PaneContext, groups: Sequence[GroupRhythm], anchor: QWidget) -> None:
        super().__init__(context, self.tr("Add a rhythm"), anchor, width=340)
        self.body.addWidget(Label(self.accessibleName(), "title3"))
        self._groups = list(groups)
        self.group = QComboBox()
        for one in groups:
            words = self.tr("Tagged “{name}”") if one.kind == "tag" else self.tr("In the segment “{name}”")
            self.group.addItem(words.format(name=one.name))
        self.body.addWidget(Field(context.theme, self.tr("Everybody"), self.group))
        self.rhythm = rhythm_box(30)
        self.body.addWidget(Field(context.theme, self.tr("In touch"), self.rhythm))
        self.add_foot(self.tr("Add"), self.tr("Ctrl+Enter saves"))

    def call(self) -> Call | None:
        days = read_rhythm_text(self.rhythm.currentText())
        if days is None:
            self.message.show_error(self.tr("Write how often, as in “every 45 days”."))
            self.rhythm.setFocus()
            return None
        group = self._groups[self.group.currentIndex()]
        return partial(self.context.services.contact_commands.set_group_rhythm, group.kind, group.id, days)


class AddRelationPopover(SavingPopover):
    """The words from either side, and whom it can tie."""

    def __init__(self, context: PaneContext, anchor: QWidget) -> None:
        super().__init__(context, self.tr("Add a relation"), anchor, width=340)
        self.body.addWidget(Label(self.accessibleName(), "title3"))
        self.name, self.reverse = QLineEdit(), QLineEdit()
        for line, label, words in (
            (self.name, self.tr("The one is"), self.tr("Godparent of")),
            (self.reverse, self.tr("The other is"), self.tr("Godchild of; the same, if left empty")),
        ):
            line.setPlaceholderText(words)
            line.setMaxLength(60)
            line.returnPressed.connect(self.save)
            self.body.addWidget(Field(context.theme, label, line))
        self.between = QComboBox()
        for key, words in (("person", self.tr("people")), ("company", self.tr("companies")), ("", self.tr("anybody"))):
            self.between.addItem(words, key)
        self.body.addWidget(Field(context.theme, self.tr("Between"), self.between))
        self.add_foot(self.tr("Add"), self.tr("Ctrl+Enter saves"))

    def call(self) -> Call | None:
        draft = RelationTypeDraft(self.name.text(), self.reverse.text(), str(self.between.currentData()))
        return partial(self.context.services.contact_commands.save_relation_type, draft)


def rhythm_box(days: int | None) -> QComboBox:
    """Return a field for a rhythm: the usual ones to choose from, or any number of days typed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setAccessibleName(box.tr("How often"))
    box.addItems([rhythm_text(one) for one in RHYTHMS])
    box.setEditText(rhythm_text(days))
    box.setFixedWidth(180)
    return box
