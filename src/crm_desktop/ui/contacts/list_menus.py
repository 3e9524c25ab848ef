"""The menus of the contact list."""

from __future__ import annotations

from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.ui.contacts.list_choices import order_texts, ready_filters
from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.kit.plain_tip import plain_tip


class OrderMenu(QMenu):
    """The orders of the list; each action's data is its key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        for key, text in order_texts().items():
            action = QAction(text, self, checkable=True, checked=key == "next_step")
            action.setData(key)
            self._group.addAction(action)
            self.addAction(action)

    def show_order(self, key: str) -> None:
        """Tick the order that is shown."""
        for action in self._group.actions():
            action.setChecked(action.data() == key)


class FilterMenu(QMenu):
    """Filters ready to use (data: the expression), and saved views below them (data: the view)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._views: tuple[SavedViewRow, ...] = ()
        for text, expression in ready_filters():
            action = self.addAction(text)
            action.setData(expression)
            action.setToolTip(plain_tip(expression))
        self.setToolTipsVisible(True)
        self.addSeparator()
        self.addAction(tr("Show all")).setData("")
        self._end = self.addSeparator()

    def show_views(self, views: tuple[SavedViewRow, ...]) -> None:
        """Offer these saved views."""
        if views != self._views:
            for action in self.actions()[self.actions().index(self._end) + 1 :]:
                self.removeAction(action)
            for view in views:
                self.addAction(QIcon(), view.name).setData(view)
            self._views = views
