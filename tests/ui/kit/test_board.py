from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.board_card import CardDelegate
from crm_desktop.ui.kit.board_column import BoardColumnView
from crm_desktop.ui.kit.board_drag import drag_picture
from crm_desktop.ui.kit.board_model import BoardColumnModel, ids_in, mime_of
from crm_desktop.ui.theme.theme import Theme
from tests.ui.kit.board_data import board_data, card

# What a real drag of cards offers.
ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
CARRY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def board(theme: Theme, qtbot: QtBot) -> Board:
    board = Board(theme)
    qtbot.addWidget(board)
    board.set_columns(*board_data(30))
    board.resize(1200, 600)
    with qtbot.waitExposed(board):
        board.show()
    board.activateWindow()
    return board


def ids(board: Board, key: str) -> list[str]:
    return [one.id for one in board.cards_in(key)]


def drag_over(widget: QWidget, mime: QMimeData, place: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QCoreApplication.sendEvent(widget, kind(place, ACTIONS, mime, left, none))


def drop(widget: QWidget, mime: QMimeData, place: QPoint) -> tuple[Qt.DropAction, bool]:
    """Drop, and say what the source is told; the event itself must not outlive the mime data."""
    drag_over(widget, mime, place)
    event = QDropEvent(QPointF(place), ACTIONS, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(widget, event)
    return event.dropAction(), event.isAccepted()


def place_above(view: BoardColumnView, row: int) -> QPoint:
    rect = view.visualRect(view.model().index(row, 0))
    return QPoint(rect.center().x(), rect.top() + 6)


def test_drop_shows_the_card_at_once_and_tells(board: Board, qtbot: QtBot) -> None:
    target = board.column_view("s3")
    with qtbot.waitSignal(board.cards_dropped) as dropped:
        action, accepted = drop(target.viewport(), mime_of(["c1"]), place_above(target, 2))
    # Copy, or Qt would remove rows of the source on its own.
    assert (action, accepted) == (Qt.DropAction.CopyAction, True)
    assert dropped.args == [["c1"], "s3", "c15"]
    assert ids(board, "s3") == ["c3", "c9", "c1", "c15", "c21", "c27"]
    assert "c1" not in ids(board, "s1")
    assert target.drop_row() == -1
    assert board.selected_ids() == ["c1"]


def test_a_failed_save_returns_every_card_to_its_place(board: Board) -> None:
    before = {key: ids(board, key) for key in board.column_keys}
    board.move_cards(["c7", "c13", "c25"], "s4", "c4")
    board.move_cards(["c7"], "s0", None)
    assert ids(board, "s4")[:3] == ["c13", "c25", "c4"]
    board.return_cards(["c7", "c13", "c25"])
    assert {key: ids(board, key) for key in board.column_keys} == before


def test_settled_cards_do_not_return(board: Board) -> None:
    board.move_cards(["c7"], "s4", None)
    board.settle_cards(["c7"])
    board.return_cards(["c7"])
    assert ids(board, "s4")[-1] == "c7"


def test_dropping_where_it_is_changes_nothing(board: Board, qtbot: QtBot) -> None:
    view = board.column_view("s1")
    with qtbot.assertNotEmitted(board.cards_dropped):
        drop(view.viewport(), mime_of(["c7"]), place_above(view, 1))
        drop(view.viewport(), mime_of(["c7"]), place_above(view, 2))
    assert ids(board, "s1") == ["c1", "c7", "c13", "c19", "c25"]


def test_insert_line_follows_and_goes_when_the_drag_leaves(board: Board) -> None:
    view = board.column_view("s2")
    drag_over(view.viewport(), mime_of(["c0"]), place_above(view, 1))
    assert view.drop_row() == 1
    QCoreApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view.drop_row() == -1


def test_foreign_drags_are_refused(board: Board) -> None:
    mime = QMimeData()
    mime.setText("a file")
    view = board.column_view("s2")
    _, accepted = drop(view.viewport(), mime, place_above(view, 1))
    assert not accepted
    assert view.drop_row() == -1
    assert ids_in(mime) == []


def test_column_scrolls_while_dragging_near_its_edge(board: Board, qtbot: QtBot) -> None:
    view = board.column_view("s2")
    bar = view.verticalScrollBar()
    assert bar.value() == 0
    drag_over(view.viewport(), mime_of(["c0"]), QPoint(60, view.viewport().height() - 4))
    qtbot.waitUntil(lambda: bar.value() > 0)
    QCoreApplication.sendEvent(view.viewport(), QDragLeaveEvent())


def test_zones_tell_which_end_was_chosen_and_move_nothing(board: Board, qtbot: QtBot) -> None:
    board.zones.slide_in()
    assert board.zones.isVisible()
    zone = board.zones.zones["lost"]
    with qtbot.waitSignal(board.zone_dropped) as dropped:
        drop(zone, mime_of(["c1", "c7"]), zone.rect().center())
    assert dropped.args == ["lost", ["c1", "c7"]]
    assert ids(board, "s1")[:2] == ["c1", "c7"]
    board.zones.slide_out()
    assert not board.zones.isVisible()


def test_keys_walk_and_carry(board: Board, qtbot: QtBot) -> None:
    view = board.column_view("s1")
    view.setFocus()
    view.focus_card(1)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert board.column_view("s2").hasFocus()
    assert board.selected_ids() == ["c8"]
    view = board.column_view("s2")
    with qtbot.waitSignal(board.cards_dropped) as carried:
        qtbot.keyClick(view, Qt.Key.Key_Right, CARRY)
    assert carried.args == [["c8"], "s3", "c3"]
    assert ids(board, "s3")[:2] == ["c8", "c3"]
    view = board.column_view("s3")
    assert view.hasFocus()
    with qtbot.waitSignal(board.cards_dropped) as lowered:
        qtbot.keyClick(view, Qt.Key.Key_Down, CARRY)
    assert lowered.args == [["c8"], "s3", "c9"]
    assert ids(board, "s3")[:3] == ["c3", "c8", "c9"]
    with qtbot.waitSignal(board.cards_dropped) as raised:
        qtbot.keyClick(view, Qt.Key.Key_Up, CARRY)
    assert raised.args == [["c8"], "s3", "c3"]
    with qtbot.waitSignal(board.card_activated) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(board.card_peek) as peeked:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    assert opened.args == peeked.args == ["c8"]


def test_carrying_past_the_ends_does_nothing(board: Board, qtbot: QtBot) -> None:
    view = board.column_view("s5")
    view.setFocus()
    view.focus_card(0)
    with qtbot.assertNotEmitted(board.cards_dropped):
        qtbot.keyClick(view, Qt.Key.Key_Right, CARRY)
        qtbot.keyClick(view, Qt.Key.Key_Up, CARRY)


def test_left_and_right_follow_the_eye_in_right_to_left(board: Board, qtbot: QtBot) -> None:
    board.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view = board.column_view("s1")
    view.setFocus()
    view.focus_card(0)
    with qtbot.waitSignal(board.cards_dropped) as carried:
        qtbot.keyClick(view, Qt.Key.Key_Left, CARRY)
    assert carried.args[1] == "s2"


def test_reload_keeps_selection_and_scrolling(board: Board) -> None:
    view = board.column_view("s1")
    view.setFocus()
    view.focus_card(3)
    scrolled = view.verticalScrollBar().value()
    columns, cards = board_data(30)
    cards["s1"] = [replace(cards["s1"][0], amount_text="$1"), *cards["s1"][1:], card(999)]
    del cards["s1"][1]
    board.set_columns(columns, cards)
    assert board.selected_ids() == ["c19"]
    assert ids(board, "s1") == ["c1", "c13", "c19", "c25", "c999"]
    assert board.cards_in("s1")[0].amount_text == "$1"
    assert view.verticalScrollBar().value() <= scrolled


def test_head_counts_what_is_shown_and_adds_here(board: Board, qtbot: QtBot) -> None:
    assert board.column_view("s3").accessibleName() == "Negotiation, 5 cards, $1,046,390"
    board.move_cards(["c1"], "s3", None)
    assert "6" in board.column_view("s3").accessibleName()
    head = board._lanes["s3"].head
    with qtbot.waitSignal(board.add_requested) as added:
        qtbot.mouseClick(head._plus, Qt.MouseButton.LeftButton)
    assert added.args == ["s3"]


def test_screen_readers_see_a_list_of_named_cards(board: Board) -> None:
    view = board.column_view("s1")
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    first = interface.child(0)
    assert first.role() == QAccessible.Role.ListItem
    assert (
        first.text(QAccessible.Text.Name) == "Brand refresh, Harbor & Vine Catering, $3,900, Tomorrow, 13 d, Olu Lane"
    )
    assert view.cards.spoken(replace(card(1), next_step_text="")).split(", ")[3] == "No next step"


def test_dragged_picture_is_transparent_tilted_and_counts(theme: Theme) -> None:
    delegate = CardDelegate(theme)
    size = QSize(180, 116)
    one, corner = drag_picture(delegate, [card(1)], size, 1.0, Qt.LayoutDirection.LeftToRight)
    three, _ = drag_picture(delegate, [card(1), card(2), card(3)], size, 1.0, Qt.LayoutDirection.LeftToRight)
    assert one.devicePixelRatio() == 2.0
    assert one.toImage().pixelColor(1, 1).alpha() == 0
    middle = one.toImage().pixelColor((corner.x() + 90) * 2, (corner.y() + 20) * 2)
    assert middle.alpha() == 255
    assert one.toImage() != three.toImage()


def test_column_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = BoardColumnModel()
    model.set_cards([card(n) for n in range(20)])
    qtmodeltester.check(model, force_py=True)
    model.set_cards([card(n) for n in (0, 3, 2, 40, 19)])
    model.put(model.take("c3"), None)
    model.set_cards([])


@given(
    before=st.lists(st.integers(0, 12), unique=True),
    after=st.lists(st.integers(0, 12), unique=True),
    changed=st.sets(st.integers(0, 12)),
)
def test_set_cards_always_ends_with_what_was_given(before: list[int], after: list[int], changed: set[int]) -> None:
    model = BoardColumnModel()
    model.set_cards([card(n) for n in before])
    wanted = [replace(card(n), version=int(n in changed)) for n in after]
    model.set_cards(wanted)
    assert list(model.cards) == wanted
