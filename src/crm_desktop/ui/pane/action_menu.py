"""A context menu of what can be done here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.theme.theme import Theme


def action_menu(theme: Theme, actions: Sequence[Action], parent: QWidget) -> QMenu:
    """Return a menu of actions, their keys beside them, a line between groups; it is freed when closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    group = ""
    for action in actions:
        if group and action.group != group:
            menu.addSeparator()
        group = action.group
        words = action.text.replace("&", "&&")
        item = menu.addAction(f"{words}\t{action.shortcut}" if action.shortcut else words)
        if action.icon:
            item.setIcon(theme.icon(action.icon))
        item.setEnabled(action.enabled)
        item.triggered.connect(action.trigger)
    return menu
