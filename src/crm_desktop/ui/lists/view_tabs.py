"""The saved views of a table as tabs, and what can be done with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.lists.saved import SaveViewPopover, draft_of, save_view, shared_or_own
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.lists.state import ListState
from crm_desktop.ui.pane.pane import PaneContext

ALL = "all"


class _Bar(TabBar):
    """Tabs that are replaced as a whole and can be dragged.

    Signals:
        dragged: a tab was put elsewhere.
    """

    dragged = Signal()

    def show_tabs(self, tabs: Sequence[tuple[str, str]], current: str) -> None:
        """Show these tabs (key, text)."""
        if [(key, self.tabText(place).replace("&&", "&")) for place, key in enumerate(self._keys)] != list(tabs):
            with QSignalBlocker(self):
                while self.count():
                    self.removeTab(0)
                self._keys.clear()
                self._counts.clear()
                for key, text in tabs:
                    self.add_tab(key, text)
        if current in self._keys and current != self.current_key():
            with QSignalBlocker(self):
                self.set_current_key(current)
            self.update()

    def keys(self) -> list[str]:
        """Return the keys from the first tab to the last."""
        return list(self._keys)

    def take_move(self, old: int, new: int) -> None:
        """Follow a tab that was dragged."""
        self._keys.insert(new, self._keys.pop(old))
        self.dragged.emit()


class ViewTabs(QWidget):
    """Views that are always there, all records, then every saved view; one that was changed since has a dot.

    Signals:
        view_chosen(str): the id of a view, or the key of one that is always there; empty for all records.
        segments_wanted: show the segments.
    """

    view_chosen = Signal(str)
    segments_wanted = Signal()

    def __init__(self, context: PaneContext, setting: TableSetting, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._fixed = [*((one.key, one.text) for one in setting.ready), (ALL, setting.all_text or self.tr("All"))]
        self._views: tuple[SavedViewRow, ...] = ()
        self._state = ListState("")
        self._changed = False
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 14, 0)
        row.setSpacing(4)
        self.bar = _Bar(context.theme, self.tr("Saved views"), self)
        self.bar.setMovable(True)
        self.menu_button = IconButton(context.theme, "ellipsis", self.tr("This view"), parent=self)
        row.addWidget(self.bar, 1)
        row.addWidget(self.menu_button)
        self.bar.current_key_changed.connect(self._on_chosen)
        self.bar.tabMoved.connect(self.bar.take_move)
        self.bar.dragged.connect(self._on_dragged)
        self.menu_button.clicked.connect(self.open_menu)
        self.hide()

    def show_views(
        self, views: tuple[SavedViewRow, ...], state: ListState, counts: Mapping[str, int], *, changed: bool
    ) -> None:
        """Show the tabs, the one of the present state current; `counts` are those of the tabs always there."""
        self._views, self._state, self._changed = views, state, changed
        tabs = list(self._fixed)
        for view in views:
            dot = " •" if changed and view.id == state.view_id else ""
            tabs.append((view.id, f"{view.name}{dot}"))
        known = any(key == state.view_id for key, _ in tabs)
        self.bar.show_tabs(tabs, state.view_id if known else ALL)
        for key, count in counts.items():
            self.bar.set_count(key or ALL, count or None)
        self.setVisible(len(tabs) > 1)

    def current(self) -> SavedViewRow | None:
        """Return the view of the current tab."""
        return next((view for view in self._views if view.id == self._state.view_id), None)

    @Slot()
    def open_menu(self) -> None:
        """Open what can be done with the view."""
        menu = self.make_menu()
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 4)))

    def make_menu(self) -> QMenu:
        """Return the menu of the current view."""
        menu = QMenu(self)
        view = self.current()
        if view is not None:
            save = menu.addAction(self.tr("Save the changes"), self.save_changes)
            save.setEnabled(self._changed and not view.frozen)
            menu.addAction(self.tr("Drop the changes"), self.drop_changes).setEnabled(self._changed)
            menu.addSeparator()
            menu.addAction(self.tr("Rename…"), self.rename)
            words = self.tr("Keep it to myself") if view.shared else self.tr("Show it to everybody")
            menu.addAction(words, self.share)
            if view.frozen:
                menu.addAction(self.tr("Take what the filter finds now"), self.refreeze)
            else:
                words = self.tr("No longer a segment") if view.segment else self.tr("Make it a segment")
                menu.addAction(words, self.turn_segment)
            place = self.bar.keys().index(view.id)
            menu.addAction(self.tr("Move to the left"), partial(self.move_view, -1)).setEnabled(
                place > len(self._fixed)
            )
            menu.addAction(self.tr("Move to the right"), partial(self.move_view, 1)).setEnabled(
                place < len(self.bar.keys()) - 1
            )
            menu.addAction(self.tr("Delete the view"), self.delete_view)
            menu.addSeparator()
        menu.addAction(self.tr("Segments…"), self.segments_wanted.emit)
        return menu

    @Slot()
    def save_changes(self) -> None:
        """Have the view keep what is shown now."""
        view = self.current()
        if view is not None:
            draft = self._state.draft(view.name, shared=view.shared, segment=view.segment, frozen=view.frozen)
            self._context.operations.write(self, partial(save_view, self._context.services, draft, view.id))

    @Slot()
    def drop_changes(self) -> None:
        """Show the view as it was saved."""
        if self.current() is not None:
            self.view_chosen.emit(self._state.view_id)

    @Slot()
    def rename(self) -> None:
        """Ask for another name."""
        view = self.current()
        if view is not None:
            SaveViewPopover(self._context, self._state, self.window(), view).open_at(self.menu_button)

    @Slot()
    def share(self) -> None:
        """Show the view to everybody, or keep it to oneself."""
        view = self.current()
        if view is not None:
            call = partial(save_view, self._context.services, shared_or_own(view), view.id)
            self._context.operations.write(self, call)

    @Slot()
    def turn_segment(self) -> None:
        """Have the view be a segment, or no longer."""
        from dataclasses import replace

        view = self.current()
        if view is not None:
            draft = replace(draft_of(view), segment=not view.segment)
            self._context.operations.write(self, partial(save_view, self._context.services, draft, view.id))

    @Slot()
    def refreeze(self) -> None:
        """Have a frozen segment take what its filter finds now."""
        view = self.current()
        if view is not None:
            commands = self._context.services.saved_view_commands
            self._context.operations.write(self, partial(commands.refreeze, view.id))

    @Slot()
    def delete_view(self) -> None:
        """Take the view away; it can be undone."""
        view = self.current()
        if view is not None:
            self._context.operations.write(self, partial(self._context.services.saved_view_commands.remove, view.id))
            self.view_chosen.emit("")

    def move_view(self, by: int) -> None:
        """Put the view one tab further."""
        keys = [view.id for view in self._views]
        place = keys.index(self._state.view_id)
        keys.insert(place + by, keys.pop(place))
        self._reorder(keys)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.view_chosen.emit("" if key == ALL else key)

    @Slot()
    def _on_dragged(self) -> None:
        fixed, keys = dict(self._fixed), self.bar.keys()
        self._reorder([key for key in keys if key not in fixed])

    def _reorder(self, keys: list[str]) -> None:
        call = partial(self._context.services.saved_view_commands.reorder, keys)
        self._context.operations.write(self, call, quiet=True)
