"""The menu of a case: everything that its letters do, with the keys beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.ui.pane.actions import Action


def fill_case_menu(parent: QWidget, actions: Sequence[Action]) -> QMenu:
    """Return a menu of these actions, a rule between groups; it goes when it closes."""
    menu = QMenu(parent)
    group = actions[0].group if actions else ""
    for action in actions:
        if action.group != group:
            menu.addSeparator()
            group = action.group
        text = action.text.replace("&", "&&")
        entry = menu.addAction(f"{text}\t{action.shortcut}" if action.shortcut else text)
        entry.setEnabled(action.enabled)
        entry.triggered.connect(action.trigger)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
