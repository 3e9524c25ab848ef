"""Holds the pages, makes each on its first visit, and keeps those that are not shown up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.shell.pages import PAGES, PageSpec

_ALWAYS_FRESH = frozenset({"today", "cases", "leads"})
"""Pages whose badge in the rail must be right while they are not shown."""


class PageHost(QStackedWidget):
    """The pages of the window.

    Signals:
        shown(key): another page is shown
        badge_changed(key, count): something in a page needs the person
        record_requested(kind, id), request(name, kind, id), notice(text), file_job(FileJob): passed on from the pages
    """

    shown = Signal(str)
    badge_changed = Signal(str, int)
    record_requested = Signal(str, str)
    request = Signal(str, str, str)
    notice = Signal(str)
    file_job = Signal(object)

    def __init__(
        self,
        context: PaneContext,
        states: Mapping[str, Any],
        pages: Sequence[PageSpec] = PAGES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._specs = {spec.key: spec for spec in pages}
        self._context = replace(context, home=self)
        self._states = dict(states)
        self._panes: dict[str, Pane] = {}
        self._missed: dict[str, set[str]] = {}
        self._shown_key = ""
        context.operations.data_changed.connect(self.apply_change)

    @property
    def current_key(self) -> str:
        """The key of the page that is shown, empty before the first."""
        return self._shown_key

    def current(self) -> Pane | None:
        """The page that is shown."""
        widget = self.currentWidget()
        return widget if isinstance(widget, Pane) else None

    def made(self, key: str) -> Pane | None:
        """A page that was visited already."""
        return self._panes.get(key)

    def pane(self, key: str) -> Pane:
        """A page, made now if it was never visited. Raises `KeyError`."""
        pane = self._panes.get(key)
        if pane is None:
            pane = self._panes[key] = self._make(key)
        return pane

    def _make(self, key: str) -> Pane:
        pane = self._specs[key].make(self._context)
        pane.badge_changed.connect(partial(self._on_badge_changed, key))
        pane.record_requested.connect(self.record_requested)
        pane.request.connect(self.request)
        pane.notice.connect(self.notice)
        pane.file_job.connect(self.file_job)
        self.addWidget(pane)
        state = self._states.get(key)
        if isinstance(state, dict):
            pane.restore(state)
        pane.reload()
        return pane

    def show_page(self, key: str) -> Pane:
        """Show a page and return it; what it missed while hidden is read now."""
        pane = self.pane(key)
        if key != self._shown_key:
            self._shown_key = key
            self._close_popovers()
            self.setCurrentWidget(pane)
            pane.focus_work()
            self.shown.emit(key)
        missed = self._missed.pop(key, None)
        if missed:
            pane.apply_change(ChangeSet(0, "", many=frozenset(missed)))
        return pane

    def _close_popovers(self) -> None:
        """A panel goes with the page it hangs on; what was typed into it stays."""
        for child in self.window().children():
            if isinstance(child, Popover) and child.isVisible() and child.anchored_in(self):
                child.close_popover()

    def states(self) -> dict[str, Any]:
        """What every page wants to find again at the next start."""
        return self._states | {key: pane.state() for key, pane in self._panes.items()}

    @Slot(object)
    def apply_change(self, change: ChangeSet) -> None:
        """Tell the page that is shown at once, the others when they are shown."""
        current = self.currentWidget()
        for key, pane in self._panes.items():
            if pane is current or key in _ALWAYS_FRESH:
                pane.apply_change(change)
            else:
                self._missed.setdefault(key, set()).update(change.touched, change.many)

    def reload_all(self) -> None:
        """Read everything again."""
        for pane in self._panes.values():
            pane.reload()

    def _on_badge_changed(self, key: str, count: int) -> None:
        self.badge_changed.emit(key, count)
