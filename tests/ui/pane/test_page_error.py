"""What went wrong on a page: made when it first does, gone when the page is read again."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.pane.page_error import PageError
from crm_desktop.ui.pane.pane import Pane, PaneContext


class _Page(Pane):
    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        column = QVBoxLayout(self)
        column.addWidget(QLabel("The list"))
        self.error = PageError(self, column)
        self.read = 0

    def reload(self) -> None:
        self.read += 1
        self.error.hide()


def test_an_error_stands_above_the_page_until_it_is_read_again(context: PaneContext, qtbot: QtBot) -> None:
    page = _Page(context)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    assert "banner" not in page.error.__dict__
    page.error.show(CrmError("The file cannot be read.", "Nothing was changed."))
    banner = page.error.banner
    assert banner.isVisible()
    assert page.layout().indexOf(banner) == 0  # type: ignore[union-attr]
    banner.action_button.click()
    assert page.read == 2
    assert banner.isHidden()
