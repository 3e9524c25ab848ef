"""What every panel that saves has in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import Refused
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover


class _Panel(SavingPopover):
    """One line; an empty one is said, “no” is refused."""

    def __init__(self, context: PaneContext, anchor: QWidget) -> None:
        super().__init__(context, "A panel", anchor, width=300)
        self.stored: list[str] = []
        self.line = QLineEdit()
        self.body.addWidget(self.line)
        self.add_foot("Save", "Ctrl+Enter saves")
        self.kept = self.keep("quick.line", {"line": self.line}, place=0)

    def call(self) -> Call | None:
        if not self.line.text():
            self.message.show_error("Write something. " * 6)
            return None
        return self._store

    def _store(self) -> None:
        if self.line.text() == "no":
            raise Refused("That is not wanted.", "Nothing was changed.")
        self.stored.append(self.line.text())


@pytest.fixture
def panel(context: PaneContext, qtbot: QtBot) -> Iterator[_Panel]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(500, 260)
    anchor = QPushButton("Here", window)
    anchor.move(20, 150)
    window.show()
    panel = _Panel(context, anchor)
    panel.kept.begin()
    panel.open()
    yield panel
    window.close()


def _settle(panel: _Panel) -> None:
    for _ in range(4):
        panel.context.operations.drain()
        QApplication.processEvents()


def test_what_is_wrong_is_said_and_the_panel_stays_in_the_window(panel: _Panel) -> None:
    window, before = panel.window(), panel.height()
    QTest.keyClick(panel.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _settle(panel)
    assert panel.message.text().startswith("Write something.")
    assert panel.height() > before
    assert panel.geometry().bottom() < window.height()
    assert panel.save_button.mapTo(window, panel.save_button.rect().bottomLeft()).y() < window.height()


def test_it_is_stored_once_and_goes_with_its_draft(panel: _Panel) -> None:
    told: list[bool] = []
    panel.saved.connect(lambda: told.append(True))
    panel.line.setText("no")
    panel.save()
    assert panel.is_saving
    _settle(panel)
    assert panel.message.text() == "That is not wanted. Nothing was changed."
    assert panel.isVisible()
    panel.line.setText("Bread")
    panel.kept.flush()
    panel.save()
    panel.save()
    stored, drafts = panel.stored, panel.context.services.drafts
    _settle(panel)
    assert (stored, told) == (["Bread"], [True])
    assert drafts.waiting() == []
