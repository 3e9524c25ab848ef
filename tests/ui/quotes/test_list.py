"""The list of quotes: tabs with counts, a filter, opening, and what stands there when there is nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.exporting.dialog import ExportDialog
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.pane import QuotesPane
from tests.services.quotes.bakery import add_company, draft_for
from tests.ui.quotes.desk import WrittenDown, settle, shown_pane


@pytest.fixture
def shop(services: Services) -> Services:
    """Three quotes: a draft, a sent and an accepted one."""
    for name in ("Cobalt Law", "Ember Fitness", "Ivory Interiors"):
        services.quote_commands.save(draft_for(add_company(services, name)))
    ids = {row["customer"]: row["id"] for row in services.records.listed("quote", columns=("customer",))}
    services.quote_commands.issue(ids["Ember Fitness"])
    services.quote_commands.issue(ids["Ivory Interiors"])
    services.quote_commands.accept(ids["Ivory Interiors"])
    return services


@pytest.fixture
def pane(context: PaneContext, qtbot: QtBot, tmp_path: Path) -> QuotesPane:
    return shown_pane(context, qtbot, WrittenDown(tmp_path))


def shown(pane: QuotesPane) -> list[tuple[str, str, str]]:
    """Return what the table shows of every loaded row: number, customer, status."""
    model = pane.list.records.table.records
    rows = [model.row_at(place) for place in range(model.rowCount())]
    return [tuple(model.cell_text(row, key) for key in ("number", "customer", "status")) for row in rows if row]  # type: ignore[misc]


def test_every_quote_is_shown_with_its_status(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)

    assert set(shown(pane)) == {
        ("Draft", "Cobalt Law", "Draft"), ("Q-0001", "Ember Fitness", "Sent"),
        ("Q-0002", "Ivory Interiors", "Accepted"),
    }  # fmt: skip
    bar = pane.list.records.tabs.bar
    assert [bar.accessibleTabName(place) for place in range(bar.count())] == [
        "Drafts, 1", "Sent, 1", "Accepted, 1", "Declined or expired", "All, 3",
    ]  # fmt: skip


def test_a_tab_and_a_filter_narrow_the_list(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    records = pane.list.records
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)
    records.tabs.bar.set_current_key("sent")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Ember Fitness"])
    assert not records.toolbar.chips()
    pane.show_list("drafts")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Cobalt Law"])
    pane.show_list("sent")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Ember Fitness"])
    records.add_condition(parse("total > 1"))
    qtbot.waitUntil(lambda: len(records.toolbar.chips()) == 1)
    records.tabs.bar.set_current_key("accepted")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Ivory Interiors"])
    assert [chip.text() for chip in records.toolbar.chips()] == ["Total is more than 1"]
    records.clear_filter()
    records.tabs.bar.set_current_key("closed")
    qtbot.waitUntil(records.nothing.isVisible)
    assert records.nothing.title.text() == "Nothing here now"
    assert records.nothing.create_button.text() == "New quote"

    records.tabs.bar.set_current_key("all")
    pane.focus_filter()
    QTest.keyClicks(records.search, "ivory")
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Ivory Interiors"])

    QTest.keyClicks(records.search, "xyz")
    qtbot.waitUntil(records.nothing.isVisible)
    assert "ivoryxyz" in records.nothing.title.text()
    records.nothing.clear_button.click()
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)


def test_the_list_comes_back_as_it_was_and_is_exported_as_it_is_shown(
    shop: Services, pane: QuotesPane, qtbot: QtBot, context: PaneContext
) -> None:
    records = pane.list.records
    shop.custom_field_commands.add(CustomFieldDraft("quote", "Deposit", FieldType.MONEY))
    sent = shop.records.find("quote", "Q-0001")
    shop.records.update("quote", sent, {"deposit": "50"})
    records.set_state(
        replace(records.state, columns=("number", "deposit", "status"), sorting=(("deposit", True),))
    )  # fmt: skip
    records.add_condition(parse("status != accepted"))
    qtbot.waitUntil(lambda: [row[0] for row in shown(pane)] == ["Q-0001", "Draft"])
    rowids = list(records.layout_now.rowids)
    columns = records.table.visual_keys()
    assert shop.lists.as_text("quote", rowids, columns).splitlines() == [
        "Number\tDeposit\tStatus", "Q-0001\t50.00\tSent", "\t\tDraft",
    ]  # fmt: skip
    again = QuotesPane(context)
    qtbot.addWidget(again)
    again.restore(pane.state())
    assert again.state()["list"] == pane.state()["list"]
    assert pane.export_list()
    dialog = pane.window().findChildren(ExportDialog)[-1]
    assert dialog.isVisible()
    dialog.reject()


def test_next_and_previous_go_through_the_filtered_list(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    records = pane.list.records
    records.set_sorting((("customer", False),))
    records.add_condition(parse("status != accepted"))
    qtbot.waitUntil(lambda: [row[1] for row in shown(pane)] == ["Cobalt Law", "Ember Fitness"])
    qtbot.waitUntil(lambda: pane.list.current() is not None)
    pane.open_record("quote", records.table.current_id())
    qtbot.waitUntil(lambda: pane.editor.detail is not None)
    settle(pane, qtbot)
    next(action for action in pane.actions_here() if action.key == "quotes.next").trigger()
    qtbot.waitUntil(lambda: pane.editor.detail is not None and pane.editor.detail.number == "Q-0001")


def test_enter_opens_and_escape_leads_back(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)
    pane.list.focus_table()

    QTest.keyClick(pane.list.records.table, Qt.Key.Key_Return)
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
    draft = shop.records.listed("quote", "status = draft")[0]["id"]

    context.operations.write(pane, lambda: shop.quote_commands.issue(draft))

    qtbot.waitUntil(lambda: ("Q-0003", "Cobalt Law", "Sent") in shown(pane))


def test_an_action_on_a_row_is_done_in_its_editor(shop: Services, pane: QuotesPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(shown(pane)) == 3)
    pane.list.records.tabs.bar.set_current_key("sent")
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

    qtmodeltester.check(pane.list.records.table.records)
