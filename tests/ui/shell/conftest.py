"""A window whose pages are small and say what was asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.pages import PAGES, PageSpec
from crm_desktop.ui.shell.window_state import WindowState


class PlainPane(Pane):
    """A page with a list and a text field that remembers every call."""

    def __init__(self, key: str, context: PaneContext) -> None:
        super().__init__(context)
        self.key = key
        self.calls: list[tuple[Any, ...]] = []
        self.list = QListWidget()
        self.list.setAccessibleName("Rows")
        self.list.addItems(["one", "two"])
        self.text = QLineEdit()
        self.text.setAccessibleName("Text")
        column = QVBoxLayout(self)
        column.addWidget(self.list)
        column.addWidget(self.text)

    def reload(self) -> None:
        self.calls.append(("reload",))

    def apply_change(self, change: ChangeSet) -> None:
        self.calls.append(("change", frozenset(change.touched) | change.many))

    def open_record(self, kind: str, record_id: str) -> None:
        self.calls.append(("open", kind, record_id))

    def show_list(self, which: str) -> None:
        self.calls.append(("list", which))

    def new_record(self) -> None:
        self.calls.append(("new",))

    def focus_filter(self) -> None:
        self.text.setFocus()

    def actions_here(self) -> list[Action]:
        return [
            Action("plain.log", "Log a call", self.log, "L"),
            Action("plain.lose", "Lost", self.lose, "Shift+W"),
            Action("plain.off", "Not now", self.lose, "O", enabled=False),
        ]

    def log(self) -> None:
        self.calls.append(("log",))

    def lose(self) -> None:
        self.calls.append(("lose",))

    def regions(self) -> list[QWidget]:
        return [self.list, self.text]

    def state(self) -> dict[str, Any]:
        return {"text": self.text.text()}

    def restore(self, state: dict[str, Any]) -> None:
        self.text.setText(state["text"])


def _plain(spec: PageSpec) -> PageSpec:
    def make(context: PaneContext) -> Pane:
        return PlainPane(spec.key, context)

    return replace(spec, make=make)


@pytest.fixture
def plain_pages() -> tuple[PageSpec, ...]:
    return tuple(_plain(spec) for spec in PAGES)


@pytest.fixture
def make_window(
    qtbot: QtBot, context: PaneContext, plain_pages: tuple[PageSpec, ...]
) -> Iterator[Callable[..., MainWindow]]:
    made: list[MainWindow] = []

    def make(state: WindowState | None = None, width: int = 1440) -> MainWindow:
        window = MainWindow(context.services, context.operations, context.theme, state, plain_pages)
        window.resize(width, 900)
        window.begin("contacts" if state is None else "")
        window.resize(width, 900)
        qtbot.addWidget(window)
        window.show()
        window.start_background()
        qtbot.waitUntil(lambda: context.operations.idle)
        window.activateWindow()
        made.append(window)
        return window

    yield make
    for window in made:
        context.operations.drain()
        window.close()
    qtbot.waitUntil(lambda: context.operations.idle)


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    window = make_window()
    pane(window).list.setFocus(Qt.FocusReason.OtherFocusReason)
    return window


def pane(window: MainWindow, key: str = "") -> PlainPane:
    """The page that is shown, or one that was made."""
    found = window.host.made(key) if key else window.host.current()
    assert isinstance(found, PlainPane)
    return found
