"""The saved views of cases, to list one of them in the queue."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.services.saved_views.views import SavedViewRow


class ViewsMenu(QMenu):
    """One entry for each view.

    Signals:
        view_chosen(SavedViewRow): list its cases.
    """

    view_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[SavedViewRow, ...] = ()

    def show_views(self, views: tuple[SavedViewRow, ...]) -> None:
        """Offer these."""
        if views != self._shown:
            self._shown = views
            self.clear()
            for view in views:
                self.addAction(view.name.replace("&", "&&"), partial(self.view_chosen.emit, view))
