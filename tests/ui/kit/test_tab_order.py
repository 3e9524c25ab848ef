"""The way of the Tab key through widgets that are made late."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.breaking import breakable
from crm_desktop.ui.kit.tab_order import in_tab_order, tab_before


def _row(parent: QWidget, *words: str) -> QWidget:
    row = QWidget(parent)
    layout = QHBoxLayout(row)
    for word in words:
        layout.addWidget(QPushButton(word, row))
    return row


def stops(window: QWidget) -> list[str]:
    """What Tab reaches, from the first on."""
    found, widget = [], window.nextInFocusChain()
    while widget is not None and widget is not window:
        if isinstance(widget, QPushButton) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget.text())
        widget = widget.nextInFocusChain()
    return found


def test_rows_made_late_stand_where_the_eye_finds_them(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    head, place, foot = QPushButton("head", window), QWidget(window), QPushButton("foot", window)
    rows = [_row(window, "a", "b"), _row(window, "c", "d")]
    for widget in (head, *rows, place, foot):
        column.addWidget(widget)
    assert stops(window) == ["head", "foot", "a", "b", "c", "d"]
    in_tab_order((head, *rows, foot))
    assert stops(window) == ["head", "a", "b", "c", "d", "foot"]
    choice = QComboBox(window)
    choice.view()  # what it opens takes the keyboard, too
    late = _row(window, "e")
    in_tab_order((rows[1], choice, late, foot))
    last = _row(window, "f")
    tab_before(foot, (last,))
    assert stops(window) == ["head", "a", "b", "c", "d", "e", "f", "foot"]


def test_only_long_words_may_break_and_only_at_their_signs() -> None:
    assert breakable("ann@x.org, 14 Quay St.") == "ann@x.org, 14 Quay St."
    assert breakable("write to uma.patel@school.example").split("\u200b") == [
        "write to uma", ".patel", "@school", ".example",
    ]  # fmt: skip
