"""The stages of a pipeline: renamed, ordered, added and removed, saved as one change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.pipeline.views import PipelineRow, StageDraft, StageRow
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.pane.pane import PaneContext


class StageEditor(QWidget):
    """One stage: name, probability, days until stale, up, down, away."""

    def __init__(self, context: PaneContext, draft: StageDraft, deals: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self.deals = deals
        theme = context.theme
        self.name = QLineEdit(draft.name)
        self.name.setAccessibleName(self.tr("Name of the stage"))
        self.name.setToolTip(plain_tip(draft.meaning))
        self.probability = QSpinBox()
        self.probability.setRange(0, 99)
        self.probability.setSuffix(self.tr("%"))
        self.probability.setValue(draft.probability)
        self.probability.setAccessibleName(self.tr("Probability in {stage}").format(stage=draft.name))
        self.stale = QSpinBox()
        self.stale.setRange(0, 999)
        self.stale.setSpecialValueText(self.tr("never"))
        self.stale.setSuffix(self.tr(" days"))
        self.stale.setValue(draft.stale_days or 0)
        self.stale.setAccessibleName(self.tr("Days until a deal in {stage} is stale").format(stage=draft.name))
        self.up = IconButton(theme, "arrow-up", self.tr("Move {stage} up").format(stage=draft.name), icon_size=16)
        self.down = IconButton(theme, "arrow-down", self.tr("Move {stage} down").format(stage=draft.name), icon_size=16)
        self.away = IconButton(theme, "trash-2", self.tr("Remove {stage}").format(stage=draft.name), icon_size=16)
        is_open = draft.kind == "open"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        for spin in (self.probability, self.stale):
            spin.setFixedWidth(104)
            spin.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(spin)
            spin.setEnabled(is_open)
        for button in (self.up, self.down, self.away):
            row.addWidget(button)
            button.setEnabled(is_open)
        if not is_open:
            self.probability.setSpecialValueText(self.tr("100%") if draft.kind == "won" else self.tr("0%"))
            self.probability.setValue(0)

    @property
    def kind(self) -> str:
        """Open, won or lost."""
        return self._draft.kind

    @property
    def stage_id(self) -> str | None:
        """The id of a stored stage."""
        return self._draft.id

    def draft(self) -> StageDraft:
        """The stage as it is typed now."""
        if self.kind != "open":
            return replace(self._draft, name=self.name.text())
        return replace(
            self._draft,
            name=self.name.text(),
            probability=self.probability.value(),
            stale_days=self.stale.value() or None,
        )


class StagesDialog(QDialog):
    """Nothing is saved before Save; a stage that holds deals asks which one takes them."""

    def __init__(self, context: PaneContext, pipeline: PipelineRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._pipeline = pipeline
        self._editors: list[StageEditor] = []
        self._gone: dict[str, tuple[StageRow, QComboBox]] = {}
        self.setWindowTitle(self.tr("Stages of {pipeline}").format(pipeline=pipeline.name))
        self.resize(660, 560)
        self._build()
        for stage in pipeline.stages:
            draft = StageDraft(stage.name, stage.kind, stage.probability, stage.stale_days, stage.meaning, stage.id)
            self._add_editor(draft, stage.deals)
        self._arrange()

    def _build(self) -> None:
        theme = self._context.theme
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(12)
        whole.addWidget(Label(self.tr("Stages of {pipeline}").format(pipeline=self._pipeline.name), "title2"))
        whole.addWidget(
            Label(
                self.tr("From first interest to won. A deal counts as stale after the days, unless a step is planned."),
                "small", "secondary", wrap=True,
            )
        )  # fmt: skip
        name_row = QHBoxLayout()
        name_row.setContentsMargins(0, 0, 8, 0)  # its last button stands over those of the stages
        self.pipeline_name = QLineEdit(self._pipeline.name)
        self.pipeline_name.setAccessibleName(self.tr("Name of the pipeline"))
        name_row.addWidget(Label(self.tr("Pipeline"), "small", "secondary"))
        name_row.addWidget(self.pipeline_name, 1)
        self.new_pipeline = Button(theme, self.tr("Add another pipeline"), "ghost", "plus")
        name_row.addWidget(self.new_pipeline)
        away = self.tr("Remove the pipeline {pipeline}").format(pipeline=self._pipeline.name)
        self.remove_pipeline = IconButton(theme, "trash-2", away, icon_size=16)
        name_row.addWidget(self.remove_pipeline)
        whole.addLayout(name_row)
        page = ScrollPage(self.tr("Stages"), margins=(0, 0, 8, 0), spacing=8)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        page.body.addLayout(self._list)
        self._gone_grid = QGridLayout()
        page.body.addLayout(self._gone_grid)
        page.add_stretch()
        whole.addWidget(page, 1)
        self.message = FieldMessage(theme)
        whole.addWidget(self.message)
        foot = QHBoxLayout()
        self.add_button = Button(theme, self.tr("Add a stage"), icon="plus")
        self.cancel_button = Button(theme, self.tr("Cancel"), "ghost")
        self.save_button = Button(theme, self.tr("Save stages"), "primary")
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        whole.addLayout(foot)
        self.add_button.clicked.connect(self._on_add)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        self.new_pipeline.clicked.connect(self._on_new_pipeline)
        self.remove_pipeline.clicked.connect(self._on_remove_pipeline)

    def editors(self) -> list[StageEditor]:
        """The stages, from first to last."""
        return list(self._editors)

    def _add_editor(self, draft: StageDraft, deals: int = 0) -> StageEditor:
        editor = StageEditor(self._context, draft, deals, self)
        editor.up.clicked.connect(partial(self._move, editor, -1))
        editor.down.clicked.connect(partial(self._move, editor, 1))
        editor.away.clicked.connect(partial(self._remove, editor))
        at = len(self._editors) if draft.kind != "open" else self._open_count()
        self._editors.insert(at, editor)
        return editor

    def _open_count(self) -> int:
        return sum(1 for editor in self._editors if editor.kind == "open")

    def _arrange(self) -> None:
        for editor in self._editors:
            self._list.removeWidget(editor)
        last = self._open_count() - 1
        for number, editor in enumerate(self._editors):
            self._list.addWidget(editor)
            if editor.kind == "open":
                editor.up.setEnabled(number > 0)
                editor.down.setEnabled(number < last)
                editor.away.setEnabled(last > 0)
        order: list[QWidget] = [self.pipeline_name, self.new_pipeline, self.remove_pipeline]
        for editor in self._editors:
            order += [editor.name, editor.probability, editor.stale, editor.up, editor.down, editor.away]
        order += [self.add_button, self.cancel_button, self.save_button]
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)

    @Slot()
    def _on_add(self) -> None:
        editor = self._add_editor(StageDraft(self.tr("New stage"), probability=50, stale_days=14))
        self._arrange()
        editor.name.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.name.selectAll()

    @Slot()
    def _move(self, editor: StageEditor, step: int, *_: object) -> None:
        at = self._editors.index(editor)
        self._editors.insert(at + step, self._editors.pop(at))
        self._arrange()

    @Slot()
    def _remove(self, editor: StageEditor, *_: object) -> None:
        self._editors.remove(editor)
        self._list.removeWidget(editor)
        editor.hide()
        if editor.stage_id is not None and editor.deals:
            self._ask_who_takes(editor)
        editor.deleteLater()
        self._arrange()

    def _ask_who_takes(self, editor: StageEditor) -> None:
        stage = self._pipeline.stage(editor.stage_id or "")
        assert stage is not None
        targets = QComboBox()
        targets.setAccessibleName(self.tr("Stage that takes the deals of {stage}").format(stage=stage.name))
        for one in self._editors:
            if one.kind == "open" and one.stage_id is not None:
                targets.addItem(one.name.text(), one.stage_id)
        row = self._gone_grid.rowCount()
        words = self.tr("%n deals of {stage} go to", "", editor.deals).format(stage=stage.name)
        self._gone_grid.addWidget(Label(words, "small", "secondary"), row, 0)
        self._gone_grid.addWidget(targets, row, 1)
        self._gone[stage.id] = (stage, targets)

    @Slot()
    def save(self) -> None:
        """Save everything as one change; a refusal stays in the dialog."""
        drafts = [editor.draft() for editor in self._editors]
        moved = {stage_id: str(targets.currentData() or "") for stage_id, (_, targets) in self._gone.items()}
        commands = self._context.services.pipeline_commands
        name = self.pipeline_name.text().strip()
        if name != self._pipeline.name:
            call = partial(commands.rename_pipeline, self._pipeline.id, name)
            self._context.operations.write(self, call, None, self._on_failed, quiet=True)
        call = partial(commands.arrange_stages, self._pipeline.id, drafts, moved)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot()
    def _on_new_pipeline(self) -> None:
        name = self.tr("{pipeline} 2").format(pipeline=self._pipeline.name)
        call = partial(self._context.services.pipeline_commands.add_pipeline, name, self._pipeline.id)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot()
    def _on_remove_pipeline(self) -> None:
        call = partial(self._context.services.pipeline_commands.delete_pipeline, self._pipeline.id)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self.accept()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.message.show_error(f"{error.title} {error.detail}")
