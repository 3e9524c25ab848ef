"""The menu bar, built from actions declared as data; the Record menu is what the page offers now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from crm_desktop.ui.pane.actions import Action

MENUS: Final = ("file", "edit", "view", "record", "help")


def fill_menu(menu: QMenu, actions: Sequence[Action]) -> None:
    """Put actions into a menu with their keys beside them; a rule between groups. The keys act elsewhere."""
    group = actions[0].group if actions else ""
    for action in actions:
        if action.group != group:
            menu.addSeparator()
            group = action.group
        keys = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText) or action.shortcut
        text = action.text.replace("&", "&&")
        entry = menu.addAction(f"{text}\t{keys}" if keys else text)
        entry.setEnabled(action.enabled)
        entry.triggered.connect(_Trigger(action, menu).run)


class _Trigger(QObject):
    """Lives as long as its menu; an action's trigger takes no argument, a menu's signal brings one."""

    def __init__(self, action: Action, parent: QObject) -> None:
        super().__init__(parent)
        self._action = action

    @Slot()
    def run(self) -> None:
        self._action.trigger()


class Menus(QObject):
    """The menu bar of a window. Its actions belong to the window, so that their keys act while it is hidden."""

    def __init__(
        self, window: QMainWindow, titles: dict[str, str], actions: Sequence[Action], record: Callable[[], list[Action]]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._record = record
        self._actions: dict[str, QAction] = {}
        self.bar = QMenuBar(window)
        self.bar.setAccessibleName(self.tr("Menu"))
        self._menus: dict[str, QMenu] = {}
        for key in MENUS:
            menu = self._menus[key] = self.bar.addMenu(titles[key])
            mine = [action for action in actions if action.group.split(".")[0] == key]
            self._fill(menu, mine)
        self._menus["record"].aboutToShow.connect(self._on_record_about_to_show)
        window.setMenuBar(self.bar)

    def _fill(self, menu: QMenu, actions: Sequence[Action]) -> None:
        group = actions[0].group if actions else ""
        for action in actions:
            if action.group != group:
                menu.addSeparator()
                group = action.group
            entry = QAction(action.text.replace("&", "&&"), self)
            if action.shortcut:
                entry.setShortcuts([QKeySequence(keys) for keys in action.shortcut.split("; ")])
            entry.triggered.connect(_Trigger(action, self).run)
            self._window.addAction(entry)
            menu.addAction(entry)
            self._actions[action.key] = entry

    def action(self, key: str) -> QAction:
        """The entry of an action."""
        return self._actions[key]

    def set_text(self, key: str, text: str) -> None:
        """Say anew what an entry does now."""
        entry = self._actions[key]
        entry.setText(text.replace("&", "&&"))

    def all_in_one(self) -> QMenu:
        """Everything of the menu bar as one menu, for the button at the head of the rail."""
        menu = QMenu(self._window)
        for key in MENUS:
            menu.addMenu(self._menus[key])
        return menu

    @Slot()
    def _on_record_about_to_show(self) -> None:
        menu = self._menus["record"]
        menu.clear()
        offered = self._record()
        if offered:
            fill_menu(menu, offered)
        else:
            menu.addAction(self.tr("Nothing is selected")).setEnabled(False)
