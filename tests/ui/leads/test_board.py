"""Leads as cards: a column for each status, cards that move, what is asked before a lead is set aside or converted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.core.errors import Refused
from crm_desktop.services.leads.views import LeadDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.leads import board as board_module
from crm_desktop.ui.leads.convert_popover import ConvertPopover
from crm_desktop.ui.leads.not_now import NotNowPopover
from crm_desktop.ui.leads.pane import LeadsPane
from crm_desktop.ui.lists.value_popovers import TagManyPopover
from tests.ui.leads.test_pane import opened
from tests.ui.pipeline.stage_hands import Hands

CARRY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def titles(pane: LeadsPane, status: str) -> list[str]:
    return [card.title for card in pane.board.board.cards_in(status)]


def card(pane: LeadsPane, name: str) -> str:
    """Give a card the focus and return its id."""
    board = pane.board.board
    for key in board.column_keys:
        for place, one in enumerate(board.cards_in(key)):
            if one.title == name:
                board.column_view(key).focus_card(place)
                board.column_view(key).setFocus()
                return one.id
    raise AssertionError(name)


@pytest.fixture
def shown(hands: Hands, pane: LeadsPane) -> LeadsPane:
    hands.action("leads.view")
    return pane


def test_columns_are_statuses_and_cards_move_as_one_step(hands: Hands, shown: LeadsPane, services: Services) -> None:
    pane, board = shown, shown.board.board
    assert board.column_keys == ["new", "contacted", "qualified"]
    assert titles(pane, "new")[0] == "Nora Lind"  # as the list is sorted
    assert not pane.list.toolbar.count.isVisible()
    nora = card(pane, "Nora Lind")
    QTest.keyClick(board.column_view("new"), Qt.Key.Key_Right, CARRY)
    hands.settle()
    assert titles(pane, "contacted") == ["Nora Lind"]
    assert hands.said == ["Moved “Nora Lind” to Contacted"]
    entries = services.database.value("SELECT count(*) FROM journal_entry WHERE undoable = 1")
    board.column_view("qualified").cards_dropped.emit([nora, card(pane, "Olaf Berg")], None)
    hands.settle()
    assert titles(pane, "qualified") == ["Nora Lind", "Olaf Berg"]
    assert services.database.value("SELECT count(*) FROM journal_entry WHERE undoable = 1") == entries + 1
    hands.do(pane.apply_change, services.history.undo().change)
    assert titles(pane, "new")[0] == "Olaf Berg"
    assert titles(pane, "contacted") == ["Nora Lind"]
    # Within a column the order is that of the list.
    order = titles(pane, "new")
    hands.do(board.column_view("new").cards_dropped.emit, [card(pane, order[1])], card(pane, order[0]))
    assert titles(pane, "new") == order
    assert len(hands.said) == 2


def test_not_now_asks_before_anything_moves(hands: Hands, shown: LeadsPane, services: Services) -> None:
    pane = shown
    nora = card(pane, "Nora Lind")
    hands.do(pane.board.board.zones.cards_dropped.emit, "not_now", [nora])
    panel = opened(hands, NotNowPopover)
    assert titles(pane, "new")[0] == "Nora Lind"
    hands.do(panel.choose, 0)
    hands.do(panel.save)
    assert "Nora Lind" not in titles(pane, "new")
    # Where everybody is listed, those who are set aside have their column; a card carried into it is asked about too.
    hands.do(pane.list.show_view, "")
    assert titles(pane, "not_now") == ["Nora Lind"]
    olaf = card(pane, "Olaf Berg")
    hands.do(pane.board.board.column_view("not_now").cards_dropped.emit, [olaf], None)
    assert "Olaf Berg" in titles(pane, "new")
    assert opened(hands, NotNowPopover).isVisible()


def test_converting_tagging_and_opening_start_at_the_card(hands: Hands, shown: LeadsPane, services: Services) -> None:
    pane = shown
    nora = card(pane, "Nora Lind")
    hands.action("lead.tag")
    tags = opened(hands, TagManyPopover)
    tags.picker.setText("fair")
    hands.do(tags.picker.returnPressed.emit)
    assert hands.said == ["Tagged “Nora Lind” “fair”"]
    QTest.keyClick(pane.board.board.column_view("new"), Qt.Key.Key_Return)
    hands.settle()
    assert pane.panel.name.text() == "Nora Lind"
    QTest.keyClick(pane.board.board.column_view("new"), Qt.Key.Key_Escape)
    assert not pane.side_shown
    hands.do(pane.board.board.zones.cards_dropped.emit, "convert", [nora])
    hands.do(opened(hands, ConvertPopover).save)
    assert "Nora Lind" not in titles(pane, "new")


def test_a_card_that_could_not_be_saved_goes_back(
    hands: Hands, shown: LeadsPane, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("No.", "")

    monkeypatch.setattr(services.lead_commands, "set_status", refuse)
    nora = card(shown, "Nora Lind")
    hands.do(shown.board.board.column_view("qualified").cards_dropped.emit, [nora], None)
    assert titles(shown, "new")[0] == "Nora Lind"
    assert [error.title for error in hands.refused] == ["No."]


def test_the_filter_holds_and_a_long_column_says_that_there_are_more(
    hands: Hands, shown: LeadsPane, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "_MOST", 2)
    services.lead_commands.add_all([LeadDraft("Zoe", "Vine"), LeadDraft("Yann")])
    hands.do(shown.reload)
    assert len(titles(shown, "new")) == 2
    assert shown.board.board._lanes["new"].column.count == 5
    assert shown.board.board._lanes["new"].column.sum_text.endswith("the first 2")
    hands.do(shown.list._on_text_changed, "Vine")
    assert len(titles(shown, "new")) == 2
    hands.do(shown.restore, shown.state() | {"view": "table"})
    hands.action("leads.view")
    assert shown.state()["view"] == "table"
    assert shown.list.toolbar.count.isVisible()
