"""Toasts for what was done, and taking it back."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet, UndoResult
from crm_desktop.core.errors import CrmError
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.ui.kit.toast import Toast

_MOST_NAMED = 3


class Undoing(QObject):
    """Says every announced change with Undo, and knows what Ctrl+Z and Ctrl+Shift+Z would do.

    Signals:
        labels_changed(undo, redo): what they would take back or do again; empty when nothing
        noticed(text): something that is worth keeping under the bell
    """

    labels_changed = Signal(str, str)
    noticed = Signal(str)

    def __init__(self, services: Services, operations: Operations, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._operations = operations
        self._theme = theme
        self._window = window
        operations.announced.connect(self._on_announced)
        operations.data_changed.connect(self._on_data_changed)

    @cached_property
    def toast(self) -> Toast:
        """The strip at the foot of the window, made with the first message."""
        from crm_desktop.ui.kit.toast import Toast

        toast = Toast(self._theme, self._window)
        toast.action_requested.connect(self._on_toast_action)
        return toast

    def shown_toast(self) -> Toast | None:
        """The strip, while it is on the screen."""
        return self.toast if "toast" in self.__dict__ and self.toast.isVisible() else None

    def say(self, text: str, *, icon: str = "check", action: str = "", token: object = None) -> None:
        """Show a toast that takes nothing back."""
        self.toast.show_message(text, action, token, icon=icon)

    @Slot()
    def undo(self) -> None:
        """Take back what was done last."""
        self._operations.write(self, self._services.history.undo, self._on_undone, self._on_refused, quiet=True)

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self._operations.write(self, self._services.history.redo, self._on_redone, self._on_refused, quiet=True)

    def undo_entry(self, entry: int) -> None:
        """Take back one entry of the journal."""
        call = partial(self._services.history.undo, entry)
        self._operations.write(self, call, self._on_undone, self._on_refused, quiet=True)

    @Slot(object)
    def say_undone(self, result: UndoResult) -> None:
        """Say what an undo did that was asked for elsewhere."""
        self._on_undone(result)

    def refresh_labels(self) -> None:
        """Ask what could be undone and redone now."""
        self._operations.read(self, self._read_labels, self._on_labels)

    def _read_labels(self) -> tuple[str, str]:
        history = self._services.history
        undo, redo = history.next_undo(), history.next_redo()
        return undo[1] if undo else "", redo[1] if redo else ""

    def _on_labels(self, labels: tuple[str, str]) -> None:
        self.labels_changed.emit(*labels)

    @Slot(object)
    def _on_announced(self, change: ChangeSet) -> None:
        if change.label:
            self.toast.show_message(change.label, self.tr("Undo") if change.undoable else "", change.entry)

    @Slot(object)
    def _on_data_changed(self, _change: ChangeSet) -> None:
        self.refresh_labels()

    @Slot(object)
    def _on_toast_action(self, token: object) -> None:
        if isinstance(token, int):
            self.undo_entry(token)
        elif token == "redo":
            self.redo()
        elif callable(token):
            token()

    def _on_undone(self, result: UndoResult) -> None:
        if result.conflicts:
            self._say_conflicts(result)
        else:
            self.toast.show_message(
                self.tr("Undone: {label}").format(label=result.label), self.tr("Redo"), "redo", icon="undo-2"
            )

    def _on_redone(self, result: UndoResult) -> None:
        if result.conflicts:
            self._say_conflicts(result, again=True)
        else:
            self.toast.show_message(
                self.tr("Done again: {label}").format(label=result.label),
                self.tr("Undo"),
                result.change.entry,
                icon="redo-2",
            )

    def _say_conflicts(self, result: UndoResult, *, again: bool = False) -> None:
        named = ", ".join(
            f"{conflict.title} ({conflict.field.replace('_', ' ')})" if conflict.field else conflict.title
            for conflict in result.conflicts[:_MOST_NAMED]
        )
        if result.changed_nothing:
            said = self.tr("Nothing of “{label}” was left to take back.")
        else:
            said = self.tr("Done again: {label}.") if again else self.tr("Undone: {label}.")
        left = self.tr("Left alone, because it changed since: {what}").format(
            what=named + ("…" if len(result.conflicts) > _MOST_NAMED else "")
        )
        text = f"{said.format(label=result.label)} {left}"
        self.toast.show_message(text, icon="info")
        self.noticed.emit(text)

    def _on_refused(self, error: CrmError) -> None:
        self.toast.show_message(str(error), icon="info")
