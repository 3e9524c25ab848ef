"""Saving a table under a name: the panel, and what is written off the main thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.saved_views.views import SavedViewDraft, SavedViewRow
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.lists.state import ListState
from crm_desktop.ui.pane.pane import PaneContext


@dataclass(frozen=True, slots=True)
class SavedNow:
    """The view that was saved, and what was written."""

    view_id: str
    change: ChangeSet


def save_view(services: Services, draft: SavedViewDraft, view_id: str) -> SavedNow:
    """Save a view. Raises `Refused`."""
    return SavedNow(*services.saved_view_commands.save(draft, view_id))


def draft_of(view: SavedViewRow) -> SavedViewDraft:
    """Return a saved view as a draft, to change a part of it."""
    return SavedViewDraft(
        view.kind, view.name, view.filter, view.columns, view.sorting, view.group_by, view.layout, view.shared,
        view.segment, view.frozen,
    )  # fmt: skip


class SaveViewPopover(Popover):
    """A name, who sees it, and whether it is a segment; Enter saves.

    Signals:
        saved(str): the id of the view.
    """

    saved = Signal(str)

    def __init__(
        self, context: PaneContext, state: ListState, window: QWidget, view: SavedViewRow | None = None
    ) -> None:
        super().__init__("", window, width=340)
        heading = self.tr("Rename the view") if view is not None else self.tr("Save this view")
        self.setAccessibleName(heading)
        self._context = context
        self._state = state
        self._view = view
        self.body.addWidget(Label(heading, "title3"))
        self.name = QLineEdit(view.name if view is not None else "")
        self.name.setPlaceholderText(self.tr("VIP customers"))
        self._field = Field(context.theme, self.tr("Name"), self.name)
        self.shared = QCheckBox(self.tr("Everybody in the firm sees it"))
        self.segment = QCheckBox(self.tr("A segment: it can be chosen wherever records are"))
        self.live = QRadioButton(self.tr("Live: what the filter finds each time"))
        self.frozen = QRadioButton(self.tr("Frozen: the records that are in it now"))
        self.live.setChecked(True)
        for widget in (self._field, self.shared, self.segment, self.live, self.frozen):
            self.body.addWidget(widget)
        for radio in (self.live, self.frozen):
            radio.setContentsMargins(24, 0, 0, 0)
        row = QHBoxLayout()
        row.addStretch(1)
        self.save_button = Button(context.theme, self.tr("Save"), "primary")
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        if view is not None:
            for widget in (self.shared, self.segment, self.live, self.frozen):
                widget.hide()
        self._on_segment_changed(False)
        self.segment.toggled.connect(self._on_segment_changed)
        self.name.returnPressed.connect(self.save)
        self.save_button.clicked.connect(self.save)

    @Slot(bool)
    def _on_segment_changed(self, on: bool) -> None:
        for radio in (self.live, self.frozen):
            radio.setVisible(on and self._view is None)
        self.adjustSize()

    @Slot()
    def save(self) -> None:
        """Write it; what is wrong with the name is said below it."""
        name = self.name.text()
        services, write = self._context.services, self._context.operations.write
        if self._view is not None:
            call = partial(services.saved_view_commands.rename, self._view.id, name)
            write(self, call, self._on_renamed, self._on_failed)
            return
        segment = self.segment.isChecked()
        try:
            draft = self._state.draft(
                name, shared=self.shared.isChecked(), segment=segment, frozen=segment and self.frozen.isChecked()
            )
        except CrmError as error:
            self._on_failed(error)
            return
        write(self, partial(save_view, services, draft, ""), self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, saved: SavedNow) -> None:
        self.close_popover()
        self.saved.emit(saved.view_id)
        self.deleteLater()

    @Slot(object)
    def _on_renamed(self, _change: object) -> None:
        self.close_popover()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._field.set_error(f"{error.title} {error.detail}".strip())
        self.adjustSize()


def shared_or_own(view: SavedViewRow) -> SavedViewDraft:
    """Return the view seen by everybody if it was one's own, and the other way round."""
    return replace(draft_of(view), shared=not view.shared)
