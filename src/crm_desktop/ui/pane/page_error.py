"""What went wrong on a page, above everything else on it, and the way on."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QVBoxLayout

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.pane.pane import Pane


class PageError:
    """The banner of a page whose lists say when they cannot be read; made when that first happens."""

    def __init__(self, pane: Pane, column: QVBoxLayout) -> None:
        self._pane = pane
        self._column = column

    @cached_property
    def banner(self) -> Banner:
        """The banner itself: Try again reads the page once more."""
        banner = Banner(self._pane.theme, "danger", "", action=self._pane.tr("Try again"), closable=True)
        banner.hide()
        banner.action_requested.connect(self._pane.reload)
        banner.closed.connect(banner.hide)
        self._column.insertWidget(0, banner)
        return banner

    def show(self, error: CrmError) -> None:
        """Say what went wrong."""
        self.banner.set_message(error.title, error.detail)
        self.banner.show()

    def hide(self) -> None:
        """The page is read again."""
        if "banner" in self.__dict__:
            self.banner.hide()
