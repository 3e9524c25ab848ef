"""Themes made for one test leave the application as they found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.theme.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    sheet, palette = qapp.styleSheet(), QPalette(qapp.palette())
    theme = Theme(qapp, "light")
    yield theme
    theme.deleteLater()
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)
