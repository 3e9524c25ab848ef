"""The window: pages, history, keys, undo, what is restored at the next start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.workspace.commands import put_setting
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.actions import page_keys
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.pages import PAGES
from crm_desktop.ui.shell.rail import NARROW, WIDE
from crm_desktop.ui.shell.window_state import WindowState
from tests.ui.shell.conftest import pane

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def add_contact(context: PaneContext, name: str = "Amelia Okafor") -> str:
    context.services.contact_commands.save(ContactDraft(name=name))
    return context.services.contacts.pick(name)[0].id


def test_a_page_is_made_on_its_first_visit_only(window: MainWindow) -> None:
    assert window.host.made("pipeline") is None
    window.show_page("pipeline")
    first = window.host.made("pipeline")
    window.show_page("contacts")
    window.show_page("pipeline")
    assert window.host.made("pipeline") is first
    assert pane(window).calls.count(("reload",)) == 1


def test_the_title_and_the_rail_say_which_page_is_shown(window: MainWindow) -> None:
    assert window.top_bar.title.text() == "Contacts"
    assert window.rail.button("contacts").isChecked()
    window.show_page("cases")
    assert window.top_bar.title.text() == "Cases"
    assert not window.rail.button("contacts").isChecked()


def test_keys_lead_to_pages(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Key.Key_4, CTRL)
    assert window.host.current_key == "pipeline"
    pane(window).list.setFocus()
    qtbot.keyClick(pane(window).list, Key.Key_G)
    qtbot.keyClick(pane(window).list, Key.Key_K)
    assert window.host.current_key == "calendar"


def test_back_and_forward_go_through_pages_and_records(window: MainWindow) -> None:
    window.open_record("contact", "a" * 32)
    window.show_page("pipeline")
    window.go_back()
    assert window.host.current_key == "contacts"
    assert pane(window).calls[-1] == ("open", "contact", "a" * 32)
    window.go_back()
    window.go_back()
    assert window.host.current_key == "contacts"
    window.go_forward()
    window.go_forward()
    assert window.host.current_key == "pipeline"
    window.go_to_last_page()
    assert window.host.current_key == "contacts"


@pytest.mark.parametrize(
    ("kind", "key"), [("deal", "pipeline"), ("task", "calendar"), ("case", "cases"), ("quote", "quotes")]
)
def test_a_record_opens_on_the_page_of_its_kind(window: MainWindow, kind: str, key: str) -> None:
    pane(window).record_requested.emit(kind, "b" * 32)
    assert window.host.current_key == key
    assert pane(window).calls[-1] == ("open", kind, "b" * 32)


def test_letters_act_on_the_page_but_never_while_text_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    page = pane(window)
    qtbot.keyClick(page.list, Key.Key_L)
    qtbot.keyClick(page.list, Key.Key_W, SHIFT)
    qtbot.keyClick(page.list, Key.Key_O)
    assert page.calls[-2:] == [("log",), ("lose",)]
    page.text.setFocus()
    qtbot.keyClicks(page.text, "lg?/")
    assert page.text.text() == "lg?/"
    assert page.calls[-2:] == [("log",), ("lose",)]


def test_letters_can_be_switched_off(window: MainWindow, qtbot: QtBot) -> None:
    window.requests.handle("set_letters", "setting", "")
    qtbot.keyClick(pane(window).list, Key.Key_L)
    assert ("log",) not in pane(window).calls
    assert window.state.get("letters") is False


def test_slash_and_ctrl_f_go_to_the_filter(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(pane(window).list, Key.Key_Slash)
    assert pane(window).text.hasFocus()
    pane(window).list.setFocus()
    qtbot.keyClick(window, Key.Key_F, CTRL)
    assert pane(window).text.hasFocus()


def test_ctrl_n_begins_a_record_of_this_page(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Key.Key_N, CTRL)
    assert pane(window).calls[-1] == ("new",)


def test_no_two_commands_have_the_same_keys(window: MainWindow) -> None:
    own = [*window.actions_of_window, *page_keys(window), *pane(window).actions_here()]
    keys = Counter(QKeySequence(key).toString() or key for action in own for key in action.shortcut.split("; ") if key)
    assert {key: count for key, count in keys.items() if count > 1} == {}
    assert len({action.key for action in own}) == len(own)
    letters = [spec.letter for spec in PAGES if spec.letter]
    assert len(set(letters)) == len(letters)


def test_every_command_of_the_menu_can_be_reached_without_it(window: MainWindow) -> None:
    texts = {window.menus.action(action.key).text().replace("&&", "&") for action in window.actions_of_window}
    assert len(texts) == len(window.actions_of_window)


def test_a_write_says_what_was_done_and_ctrl_z_takes_it_back(
    window: MainWindow, context: PaneContext, qtbot: QtBot
) -> None:
    context.operations.write(window, lambda: context.services.contact_commands.save(ContactDraft(name="Amelia Okafor")))
    qtbot.waitUntil(lambda: "Amelia Okafor" in window.undoing.toast.text())
    assert window.undoing.toast.action_text() == "Undo"
    qtbot.waitUntil(lambda: "Amelia" in window.menus.action("edit.undo").text())
    qtbot.keyClick(window, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: window.undoing.toast.text().startswith("Undone"))
    assert context.services.contacts.pick("amelia") == []
    qtbot.keyClick(window, Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.undoing.toast.text().startswith("Done again"))
    assert [row.name for row in context.services.contacts.pick("amelia")] == ["Amelia Okafor"]


def test_an_undo_that_leaves_something_alone_names_it(window: MainWindow, context: PaneContext, qtbot: QtBot) -> None:
    commands = context.services.contact_commands
    contact = add_contact(context)
    first = commands.save_field(contact, "job_title", "Baker")
    commands.save_field(contact, "job_title", "Owner")
    assert first.entry is not None
    window.undoing.undo_entry(first.entry)
    qtbot.waitUntil(lambda: "Left alone" in window.undoing.toast.text())
    assert "job title" in window.undoing.toast.text()
    assert window.undoing.toast.text().startswith("Nothing of “")
    assert window.notices.unread == 1


def test_nothing_to_undo_is_said(window: MainWindow, context: PaneContext, qtbot: QtBot) -> None:
    window.undoing.undo()
    qtbot.waitUntil(lambda: bool(window.undoing.toast.text()))
    assert not window.undoing.toast.action_text()


def test_a_page_that_is_not_shown_learns_later_what_it_missed(
    window: MainWindow, context: PaneContext, qtbot: QtBot
) -> None:
    window.show_page("pipeline")
    hidden = pane(window, "contacts")
    before = len(hidden.calls)
    with qtbot.waitSignal(context.operations.data_changed):
        context.operations.write(window, lambda: context.services.contact_commands.save(ContactDraft(name="A B")))
    assert len(hidden.calls) == before
    window.show_page("contacts")
    kind, tables = hidden.calls[-1]
    assert kind == "change"
    assert "contact" in tables


def test_what_another_program_writes_is_noticed_and_own_writes_are_not(
    window: MainWindow, context: PaneContext, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(context.operations.data_changed):
        context.operations.write(window, lambda: context.services.contact_commands.save(ContactDraft(name="A B")))
    qtbot.waitUntil(lambda: context.operations.idle)
    with qtbot.assertNotEmitted(window.foreign.found):
        window.foreign.look()
        qtbot.waitUntil(lambda: context.operations.idle)
    add_contact(context, "Written Elsewhere")  # past the operations, as another process would
    with qtbot.waitSignal(window.foreign.found) as found:
        window.foreign.look()
    assert "contact" in found.args[0].many


def test_a_narrow_window_shows_icons(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(width=1440)
    assert window.rail.width() == WIDE
    window.resize(1366, 768)
    assert window.rail.width() == NARROW


def test_badges_are_said_in_words(window: MainWindow) -> None:
    pane(window).badge_changed.emit(3)
    assert window.rail.button("contacts").badge == 3
    assert "3" in window.rail.button("contacts").accessibleName()


def test_f6_goes_round_the_regions(window: MainWindow, qtbot: QtBot) -> None:
    page = pane(window)
    window.view.next_region()
    assert page.text.hasFocus()
    window.view.next_region()
    assert window.rail.button("contacts").hasFocus()
    window.view.next_region()
    assert window.top_bar.search.hasFocus()
    window.view.next_region()
    assert page.list.hasFocus()
    window.view.previous_region()
    assert window.top_bar.search.hasFocus()


def test_the_next_start_finds_page_text_and_theme_again(
    make_window: Callable[..., MainWindow], context: PaneContext
) -> None:
    state = WindowState(stored=False)
    first = make_window(state)
    first.show_page("cases")
    pane(first).text.setText("half a word")
    first.view.toggle_theme()
    first.close()
    assert state.get("theme") == context.theme.choice
    second = make_window(state)
    assert second.host.current_key == "cases"
    assert pane(second).text.text() == "half a word"
    second.view.toggle_theme()


def test_what_was_typed_in_an_encrypted_file_is_not_kept_beside_it(
    make_window: Callable[..., MainWindow], context: PaneContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = WindowState(stored=False)
    table = {"text": "Nora", "conditions": ["city = Bath"], "widths": {"name": 200}}
    state.set("pages", {"products": {"table": table}})  # of the time before it was encrypted
    monkeypatch.setattr(context.services.database, "_key", bytes(48))
    window = make_window(state)
    assert state.get("pages") == {"products": {"table": {"widths": {"name": 200}}}}
    window.show_page("cases")
    pane(window).text.setText("half a word")
    window.close()
    assert "half a word" not in str(state.get("pages"))
    assert state.get("pages")["products"]["table"]["widths"] == {"name": 200}


def test_the_interface_size_goes_up_and_down_and_offers_a_restart(window: MainWindow) -> None:
    window.view.bigger()
    assert window.state.get("scale") == 110
    assert window.undoing.toast.action_text() == "Restart"
    window.view.smaller()
    window.view.smaller()
    window.view.smaller()
    assert window.state.get("scale") == 90


def test_a_backup_is_made_off_the_main_thread_and_said(window: MainWindow, context: PaneContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.backups.made, timeout=10_000) as made:
        window.rail.backup_line.click()
    qtbot.waitUntil(lambda: "Backup just now" in window.rail.backup_line.accessibleName())
    assert made.args[0].endswith(".crm")
    assert window.notices.all[0].title == "Backup made and checked"
    qtbot.waitUntil(lambda: context.operations.idle)


def test_the_sample_strip_shows_while_the_sample_is_here(
    window: MainWindow, context: PaneContext, qtbot: QtBot
) -> None:
    assert window.strip.isHidden()

    def plant() -> ChangeSet:
        with context.services.database.write("Planted") as work:
            put_setting(work, "sample_entry", 1)
        return work.change

    context.operations.write(window, plant)
    qtbot.waitUntil(lambda: window.strip.isVisible())
    window.strip.keep_button.click()
    assert window.strip.isHidden()


def test_a_request_for_a_page_shows_it(window: MainWindow) -> None:
    pane(window).request.emit("pipeline", "deal", "open")
    assert window.host.current_key == "pipeline"
    pane(window).request.emit("quotes", "quote", "sent")
    assert window.host.current_key == "quotes"
    assert ("list", "sent") in pane(window).calls


def test_the_bell_has_a_dot_until_it_is_looked_at(window: MainWindow) -> None:
    window.notices.add("Call Amelia", "in 10 minutes", kind="contact", record_id="c" * 32)
    assert window.notices.unread == 1
    window.top_bar.bell.click()
    assert window.notices.unread == 0
    for number in range(60):
        window.notices.add(str(number))
    assert len(window.notices.all) == 50


def test_every_focusable_widget_has_a_name(window: MainWindow) -> None:
    from PySide6.QtWidgets import QWidget

    unnamed = [
        type(widget).__name__
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.accessibleName()
    ]
    assert unnamed == []
