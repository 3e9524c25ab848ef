"""A pane: one page of the window. The shell makes it on first visit and hands it what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.theme.theme import Theme

_TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


@dataclass(frozen=True, slots=True)
class PaneContext:
    """What the shell hands to every pane.

    `home` is where the pane will live. Born there it is styled once; moved there it would be styled again
    with everything in it, which is the longest step of making a page.
    """

    services: Services
    operations: Operations
    theme: Theme
    home: QWidget | None = None


class Pane(QWidget):
    """Base of every page.

    Signals:
        record_requested(kind, id): open this record, wherever it is shown
        request(name, kind, id): ask the shell for something another feature does ("log_call",
            "new_deal", "new_quote", "new_case", "follow_up", "email", "note", "print", "import", …) for the record
        badge_changed(int): how many things here need the person
        notice(text): tell the person something that is no change (a toast without Undo)
        file_job(FileJob): have the workspace file closed, worked upon, and opened again on this page
    """

    key = ""
    """Name of the page in the rail: today, contacts, pipeline, calendar, cases, quotes, products, settings."""

    record_requested = Signal(str, str)
    request = Signal(str, str, str)
    badge_changed = Signal(int)
    notice = Signal(str)
    file_job = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent or context.home)
        self.context = context
        self.services = context.services
        self.operations = context.operations
        self.theme = context.theme
        self.setObjectName("page")

    def reload(self) -> None:
        """Read again everything that is shown. Called on first show and when the file changed."""

    def apply_change(self, change: ChangeSet) -> None:
        """Reload what `change` touches, keeping selection and scroll position."""

    def open_record(self, kind: str, record_id: str) -> None:
        """Show this record."""

    def show_list(self, which: str) -> None:
        """Narrow the page to one of its lists, where it has one of that name."""

    def new_record(self) -> None:
        """Begin a new record of this page's kind (Ctrl+N)."""

    def focus_filter(self) -> None:
        """Put the keyboard into this page's filter (Ctrl+F, /)."""

    def print_page(self) -> None:
        """Open the print preview of what is shown (Ctrl+P)."""

    def export_list(self) -> bool:
        """Ask where to write the list that is shown, as it is filtered; False when the page shows none (Ctrl+E)."""
        return False

    def actions_here(self) -> list[Action]:
        """Return the actions this page offers now: menu, context menu, palette and F1 are built from them."""
        return []

    def regions(self) -> list[QWidget]:
        """Return the widgets that F6 goes through, in reading order."""
        return []

    def main_region(self) -> QWidget | None:
        """Return the region that takes the keyboard when the page is shown: itself while it has nothing to show yet.

        None stands for the first region that is no text field.
        """
        return None

    def focus_work(self) -> None:
        """Put the keyboard where this page's work is, never into a text field: letters are to act at once."""
        main = self.main_region()
        regions = self.regions() if main is None else [main]
        for region in regions:
            if region is self or isinstance(region, _TYPING) or not region.isVisibleTo(self):
                continue
            widget = first_to_focus(region)
            if widget is not None and not isinstance(widget, _TYPING):
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_what_came(self) -> None:
        """Give the keyboard on, if it waits at the page for something to be shown."""
        if self.hasFocus():
            self.focus_work()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Escape that a field has no use for leaves the field.
        if event.key() == Qt.Key.Key_Escape and isinstance(QApplication.focusWidget(), _TYPING):
            self.focus_work()
        else:
            super().keyPressEvent(event)

    def state(self) -> dict[str, Any]:
        """Return what should be as it was at the next start (JSON values): selection, view, widths."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` returned."""


def first_to_focus(region: QWidget) -> QWidget | None:
    """The widget that takes the keyboard for a region: itself, or else the first in it that Tab would reach."""
    for widget in (region, *region.findChildren(QWidget)):
        reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
        if reachable and (widget is region or widget.isVisibleTo(region)):
            return widget
    return None
