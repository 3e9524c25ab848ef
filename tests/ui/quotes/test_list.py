"""The list of quotes: tabs with counts, a filter, opening, and what stands there when there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.pane import QuotesPane
from tests.services.quotes.bakery import add_company, draft_for
from tests.ui.quotes.desk import WrittenDown, settle, shown_pane


@pytest.fixture
def shop(services: Services) -> Services:
    """Three quotes: a draft, a sent and an accepted one."""
    for name in ("Cobalt Law", "Ember Fitness", "Ivory Interiors"):
        services.quote_commands.save(draft_for(add_company(services, name)))
    ids = {row.customer: row.id for row in services.quotes.rows_at(services.quotes.row_ids())}
    services.quote_commands.issue(ids["Ember Fitness"])
    services.quote_commands.issue(ids["Ivory Interiors"])
    services.quote_commands.accept(ids["Ivory Interiors"])
    return services


@pytest.fixture
def pane(context: PaneContext, qtbot: QtBot, tmp_path: Path) -> QuotesPane:
    return shown_pane(context, qtbot, WrittenDown(tmp_path))


def shown(pane: QuotesPane) -> list[tuple[str, str, str]]:
    """Return what the table shows of every loaded row: number, customer, status."""
    model = pane.list.model
    rows = [model.row_at(place) for place in range(model.rowCount())]
    return [tuple(model.cell_text(row, key) for key in ("number", "customer", "status")) for row in rows if row]  # type: ignore[misc]


def test_every_quote_is_shown_with_its_status(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)

    assert set(shown(pane)) == {
        ("Draft", "Cobalt Law", "Draft"), ("Q-0001", "Ember Fitness", "Sent"),
        ("Q-0002", "Ivory Interiors", "Accepted"),
    }  # fmt: skip
    assert pane.list.tabs.accessibleTabName(0) == "Drafts, 1"


def test_a_tab_and_a_filter_narrow_the_list(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    pane.list.tabs.set_current_key("sent")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Ember Fitness"])

    pane.list.tabs.set_current_key("all")
    pane.focus_filter()
    QTest.keyClicks(pane.list.filter, "ivory")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Ivory Interiors"])

    QTest.keyClicks(pane.list.filter, "xyz")
    qtbot.waitUntil(lambda: pane.list.empty.isVisible())
    assert "ivoryxyz" in pane.list.empty.title()
    pane.list.empty.secondary_button.click()
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)


def test_enter_opens_and_escape_leads_back(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)
    pane.list.focus_table()

    QTest.keyClick(pane.list.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.editor.detail is not None)
    assert pane.is_editing
    settle(pane, qtbot)
    QTest.keyClick(pane.editor.form.note, Qt.Key.Key_Escape)

    assert not pane.is_editing


def test_a_shop_without_quotes_is_told_how_to_begin(pane: QuotesPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: pane.list.empty.isVisible())
    assert pane.list.empty.title() == "No quotes yet"

    pane.list.empty.primary_button.click()

    qtbot.waitUntil(lambda: pane.editor.detail is not None)
    assert pane.editor.form.heading.text() == "New quote"


def test_a_change_elsewhere_is_seen(shop: Services, pane: QuotesPane, qtbot: QtBot, context: PaneContext) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)
    draft = next(row.id for row in shop.quotes.rows_at(shop.quotes.row_ids("drafts")))

    context.operations.write(pane, lambda: shop.quote_commands.issue(draft))

    qtbot.waitUntil(lambda: ("Q-0003", "Cobalt Law", "Sent") in shown(pane))


def test_an_action_on_a_row_is_done_in_its_editor(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    pane.list.tabs.set_current_key("sent")
    qtbot.waitUntil(lambda: len(shown(pane)) == 1)
    pane.list.focus_table()
    qtbot.waitUntil(lambda: pane.list.current() is not None)

    next(action for action in pane.actions_here() if action.shortcut == "W").trigger()

    qtbot.waitUntil(pane.editor.accepting.isVisible)


def test_two_actions_never_share_a_key(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    keys = [action.shortcut for action in pane.actions_here() if action.shortcut]

    assert len(keys) == len(set(keys))


def test_everything_that_takes_the_keyboard_has_a_name(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget

    pane.open_new()
    qtbot.waitUntil(lambda: pane.editor.detail is not None)
    kinds = (QLineEdit, QPlainTextEdit, QPushButton, QToolButton)
    nameless = [
        widget
        for widget in pane.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or widget.accessibleDescription())
    ]

    assert nameless == []


def test_the_model_is_a_good_model(shop: Services, pane: QuotesPane, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)

    qtmodeltester.check(pane.list.model)
