"""The window with its real pages over the sample shop: every page opens, and no keys mean two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from crm_desktop.services.sample.shop import fill_sample
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.actions import page_keys
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.pages import PAGES

PASSED_ON = {"Ctrl+N", "Ctrl+P", "Ctrl+F", "/"}
"""Keys that the window hands to the page: a page may name them among its own, with the same meaning."""


@pytest.fixture
def window(context: PaneContext, qtbot: QtBot) -> Iterator[MainWindow]:
    fill_sample(context.services)
    window = MainWindow(context.services, context.operations, context.theme)
    qtbot.addWidget(window)
    window.begin("today")
    window.show()
    window.start_background()
    qtbot.waitUntil(lambda: context.operations.idle, timeout=20_000)
    yield window
    context.operations.drain()
    window.close()
    qtbot.waitUntil(lambda: context.operations.idle, timeout=20_000)


def test_every_page_opens_and_no_keys_mean_two_things(window: MainWindow, context: PaneContext, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    own = [*window.actions_of_window, *page_keys(window)]
    twice: dict[str, list[str]] = {}
    for spec in PAGES:
        window.show_page(spec.key)
        qtbot.waitUntil(lambda: context.operations.idle, timeout=20_000)
        offered = [*own, *window.actions_here()]
        keys = Counter(
            QKeySequence(key).toString() or key for action in offered for key in action.shortcut.split("; ") if key
        )
        doubled = [key for key, count in keys.items() if count > 1 and key not in PASSED_ON]
        if doubled:
            twice[spec.key] = doubled
        assert window.top_bar.title.text()
        if spec.group and spec.key != "today":  # shown before the window was in front
            # Letters and arrows act at once: the keyboard is given on to what the page came to show.
            qtbot.waitUntil(lambda: window.focusWidget() is not window.host.current())
    assert twice == {}


def test_a_person_is_found_opened_and_called(window: MainWindow, context: PaneContext, qtbot: QtBot) -> None:
    group = context.services.search.search("amel")[0]
    window.open_record("contact", group.rows[0].id)
    qtbot.waitUntil(lambda: context.operations.idle, timeout=20_000)
    assert window.host.current_key == "contacts"
    window.requests.handle("log_call", "contact", group.rows[0].id)
    qtbot.waitUntil(lambda: context.operations.idle, timeout=20_000)
    from crm_desktop.ui.contacts.log_call import LogCallPopover

    popover = window.findChild(LogCallPopover)
    assert popover is not None
    assert popover.isVisible()
