"""The dialog with the rules that score and assign leads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.leads.views import AssignmentRuleRow, ScoreRuleRow
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.kit.table_view import CachedTableView
from crm_desktop.ui.leads.rule_tables import (
    ACTIVE,
    Rule,
    RuleDelegate,
    RuleModel,
    assignment_columns,
    score_columns,
)
from crm_desktop.ui.pane.pane import PaneContext

_EDIT = QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
Read = tuple[list[ScoreRuleRow], list[AssignmentRuleRow], list[MemberRow]]


def _read(services: Services) -> Read:
    return services.leads.score_rules(), services.leads.assignment_rules(), services.workspace.members()


class RulesDialog(QDialog):
    """Two lists of rules; nothing changes until they are saved."""

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._changed: set[str] = set()
        self._saving = 0
        self.setWindowTitle(self.tr("Rules for leads"))
        self.resize(980, 600)
        theme = context.theme
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(10)
        whole.addWidget(Label(self.tr("Rules for leads"), "title2"))
        self.tabs = TabBar(theme, self.tr("Rules for leads"))
        self.tabs.add_tab("score", self.tr("Score"))
        self.tabs.add_tab("assignment", self.tr("Assignment"))
        whole.addWidget(self.tabs)
        self._words = Label("", "small", "secondary", wrap=True)
        whole.addWidget(self._words)
        self._stack = QStackedWidget()
        self.models = {
            "score": RuleModel(score_columns(), self),
            "assignment": RuleModel(assignment_columns(), self),
        }
        self.views: dict[str, CachedTableView] = {}
        for key, model in self.models.items():
            name = self.tr("Rules for the score") if key == "score" else self.tr("Rules for the assignment")
            view = CachedTableView(name, model, RuleDelegate(theme, self), compact=True, parent=self)
            view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            view.setEditTriggers(_EDIT)
            view.row_opened.connect(partial(self._on_row_opened, key))
            view.row_peeked.connect(partial(self._on_peeked, key))
            view.clicked.connect(partial(self._on_clicked, key))
            model.edited.connect(partial(self._on_edited, key))
            self.views[key] = view
            self._stack.addWidget(view)
        whole.addWidget(self._stack, 1)
        self.message = FieldMessage(theme)
        whole.addWidget(self.message)
        foot = QHBoxLayout()
        self.add_button = Button(theme, self.tr("Add rule"), icon="plus")
        self.remove_button = Button(theme, self.tr("Remove"), "ghost", "trash-2")
        self.up_button = Button(theme, self.tr("Up"), "ghost", "arrow-up")
        self.down_button = Button(theme, self.tr("Down"), "ghost", "arrow-down")
        self.cancel_button = Button(theme, self.tr("Keep them as they were"), "ghost")
        self.save_button = Button(theme, self.tr("Save rules"), "primary")
        for button in (self.add_button, self.remove_button, self.up_button, self.down_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        whole.addLayout(foot)
        self.tabs.current_key_changed.connect(self.show_tab)
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        self.up_button.clicked.connect(partial(self.move_by, -1))
        self.down_button.clicked.connect(partial(self.move_by, 1))
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        self.show_tab("score")
        context.operations.read(self, partial(_read, context.services), self._on_read, self._on_failed)

    @property
    def key(self) -> str:
        """Which list is shown: score or assignment."""
        return "assignment" if self._stack.currentWidget() is self.views["assignment"] else "score"

    @Slot(str)
    def show_tab(self, key: str) -> None:
        """Show one of the two lists."""
        self._stack.setCurrentWidget(self.views[key])
        self._words.setText(
            self.tr(
                "Every rule whose filter fits a lead adds its points, together from 0 to 100. Rules of one group give "
                "no more than “at most”. With “half after days”, points fade while nobody is in touch."
            )
            if key == "score"
            else self.tr(
                "A new lead without an owner goes to whom the first fitting rule says. Without any rule, whoever "
                "enters a lead looks after it."
            )
        )

    @Slot()
    def add(self) -> None:
        """Add a rule at the end, its name ready to be typed."""
        model, view = self.models[self.key], self.views[self.key]
        rule: Rule = (
            ScoreRuleRow(self.tr("new rule"), "", 10)
            if self.key == "score"
            else AssignmentRuleRow(self.tr("new rule"), "", "round_robin")
        )
        model.show_rules([*model.rules, rule])
        self._on_edited(self.key)
        index = model.index(len(model.rules) - 1, 1)
        view.setCurrentIndex(index)
        view.edit(index)

    @Slot()
    def remove(self) -> None:
        """Take the rule with the focus away."""
        model, number = self.models[self.key], self.views[self.key].currentIndex().row()
        if 0 <= number < len(model.rules):
            model.show_rules([*model.rules[:number], *model.rules[number + 1 :]])
            self._on_edited(self.key)

    def move_by(self, step: int, _checked: bool = False) -> None:
        """Move the rule with the focus up or down."""
        model, view = self.models[self.key], self.views[self.key]
        number = view.currentIndex().row()
        if 0 <= number < len(model.rules) and 0 <= number + step < len(model.rules):
            rules = list(model.rules)
            rules[number], rules[number + step] = rules[number + step], rules[number]
            model.show_rules(rules)
            view.setCurrentIndex(model.index(number + step, max(view.currentIndex().column(), 0)))
            self._on_edited(self.key)

    @Slot()
    def save(self) -> None:
        """Save the lists that were changed; what cannot be saved says why."""
        if self._saving:
            return
        if not self._changed:
            self.accept()
            return
        commands = self._context.services.lead_commands
        calls = {
            "score": partial(commands.save_score_rules, cast(list[ScoreRuleRow], list(self.models["score"].rules))),
            "assignment": partial(
                commands.save_assignment_rules, cast(list[AssignmentRuleRow], list(self.models["assignment"].rules))
            ),
        }
        self._saving = len(self._changed)
        for key in sorted(self._changed):
            self._context.operations.write(
                self, calls[key], partial(self._on_saved, key), partial(self._on_refused, key)
            )

    def _on_saved(self, key: str, _change: object) -> None:
        self._changed.discard(key)
        self._saving -= 1
        if not self._changed:
            self.accept()

    def _on_refused(self, key: str, error: CrmError) -> None:
        self._saving -= 1
        self.tabs.set_current_key(key)
        self.show_tab(key)
        self._on_failed(error)

    @Slot(object)
    def _on_read(self, found: Read) -> None:
        scores, assignments, members = found
        self.models["assignment"].members = {member.id: member_text(member) for member in members}
        self.models["score"].show_rules(scores)
        self.models["assignment"].show_rules(assignments)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.message.show_error(f"{error.title} {error.detail}")

    def _on_edited(self, key: str) -> None:
        self._changed.add(key)
        self.message.show_error("")

    def _on_row_opened(self, key: str, _row_id: str) -> None:
        view = self.views[key]
        if view.state() != QAbstractItemView.State.EditingState and view.currentIndex().isValid():
            view.edit(view.currentIndex())

    def _on_peeked(self, key: str, _row_id: str) -> None:
        self._toggle(key, self.views[key].currentIndex().row())

    def _on_clicked(self, key: str, index: QModelIndex) -> None:
        if self.models[key].columns[index.column()].key == ACTIVE:
            self._toggle(key, index.row())

    def _toggle(self, key: str, number: int) -> None:
        model = self.models[key]
        if 0 <= number < len(model.rules):
            rule = model.rules[number]
            model.change(number, replace(rule, active=not rule.active))
