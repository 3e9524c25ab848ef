"""Ctrl+K: three letters and Enter open a person; commands, recents and creating."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.palette import Palette
from crm_desktop.ui.shell.palette_rows import PaletteRow
from tests.ui.shell.conftest import pane

Key = Qt.Key


@pytest.fixture
def palette(window: MainWindow, context: PaneContext, qtbot: QtBot) -> Palette:
    for name in ("Amelia Okafor", "Amelia Stone", "Ben Castillo"):
        context.services.contact_commands.save(ContactDraft(name=name))
    qtbot.keyClick(window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = window.findChild(Palette)
    assert found is not None
    qtbot.waitUntil(lambda: context.operations.idle)
    return found


def rows(palette: Palette) -> list[PaletteRow]:
    return [row for row in map(palette.model.row, range(palette.model.rowCount())) if row is not None]


def type_text(palette: Palette, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(palette.field, text)
    qtbot.waitUntil(lambda: palette._is_current() and not palette._asking)


def test_three_letters_and_enter_open_a_person(palette: Palette, window: MainWindow, qtbot: QtBot) -> None:
    type_text(palette, qtbot, "ben")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert palette.isHidden()
    assert pane(window).calls[-1][:2] == ("open", "contact")


def test_enter_before_the_answer_waits_for_it(palette: Palette, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "castillo")
    qtbot.keyClick(palette.field, Key.Key_Return)
    qtbot.waitUntil(lambda: palette.isHidden())
    name = window.services.contacts.name_of(pane(window).calls[-1][2])
    assert name == "Ben Castillo"


def test_under_the_best_person_stands_what_to_do_with_them(palette: Palette, window: MainWindow, qtbot: QtBot) -> None:
    type_text(palette, qtbot, "amelia oka")
    assert [row.keys for row in rows(palette) if row.does == "do"] == ["L", "D", "Q", "S"]
    asked: list[tuple[str, str, str]] = []
    window.requests.handle = lambda *wish: asked.append(wish)  # type: ignore[method-assign]
    qtbot.keyClick(palette.field, Key.Key_Down)
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert asked[0][:2] == ("log_call", "contact")


def test_headings_are_passed_over_and_the_ends_meet(palette: Palette, qtbot: QtBot) -> None:
    type_text(palette, qtbot, "amelia")
    for _ in range(2 * palette.model.rowCount()):
        row = palette.selected()
        assert row is not None
        assert not row.is_heading
        qtbot.keyClick(palette.field, Key.Key_Down)


def test_after_a_greater_sign_there_are_only_commands(palette: Palette, window: MainWindow, qtbot: QtBot) -> None:
    type_text(palette, qtbot, ">cases")
    assert {row.does for row in rows(palette)} == {"", "command"}
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert window.host.current_key == "cases"
    assert window.state.get("command_uses") == {"go.cases": 1}


def test_what_is_not_found_can_be_created(palette: Palette, window: MainWindow, qtbot: QtBot) -> None:
    created: list[str] = []
    window.requests.create_person = created.append  # type: ignore[method-assign,assignment]
    type_text(palette, qtbot, "Zoe Nobody")
    chosen = palette.selected()
    assert chosen is not None
    assert chosen.target == ("person", "Zoe Nobody")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert created == ["Zoe Nobody"]


def test_an_empty_field_offers_what_was_open_lately(
    palette: Palette, window: MainWindow, context: PaneContext, qtbot: QtBot
) -> None:
    type_text(palette, qtbot, "castillo")
    qtbot.keyClick(palette.field, Key.Key_Return)
    window.panels.open_palette()
    qtbot.waitUntil(lambda: any(row.title == "Ben Castillo" for row in rows(palette)))
    assert rows(palette)[0].title == "Recent"


def test_esc_closes_and_gives_the_keyboard_back(palette: Palette, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.field, Key.Key_Escape)
    assert palette.isHidden()
    assert pane(window).list.hasFocus()


def test_letters_typed_on_the_search_field_open_the_palette_with_them(window: MainWindow, qtbot: QtBot) -> None:
    window.top_bar.search.setFocus()
    qtbot.keyClick(window.top_bar.search, Key.Key_A)
    found = window.findChild(Palette)
    assert found is not None
    assert found.field.text() == "a"
    qtbot.keyClicks(found.field, "b")
    assert found.field.text() == "ab"
