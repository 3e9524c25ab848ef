"""The window of the first page, which makes a workspace or opens one."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

from crm_desktop.ui.first_run.page import FirstRunPage
from crm_desktop.ui.shell.main_window import BRAND
from crm_desktop.ui.theme.theme import Theme


class WelcomeWindow(QMainWindow):
    """Holds the first page; what is asked for there comes as the signals of `page`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.page = FirstRunPage(theme)
        self.setWindowTitle(BRAND)
        self.setMinimumSize(1024, 640)
        self.setCentralWidget(self.page)
        self.resize(1440, 900)
