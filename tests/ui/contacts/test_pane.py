"""What a person sees and does on the contacts page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.fields.tag_popover import TagPopover
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.follow_up import FollowUpPopover
from tests.ui.contacts.conftest import Screen, drop_files
from tests.ui.tab_stops import tab_stops


def _open(screen: Screen, kind: type[Popover]) -> Popover:
    found = [popover for popover in screen.window.findChildren(kind) if popover.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_new_workspace_offers_to_begin(empty_screen: Screen) -> None:
    assert empty_screen.pane.empty.isVisible()
    assert empty_screen.pane.empty.title() == "No contacts yet"


def test_the_next_step_comes_first_and_is_shown(screen: Screen) -> None:
    row = screen.pane.list_panel.current_row()
    assert row is not None
    assert (row.name, row.step.text) == ("Amelia Okafor", "Today 10:30")
    assert screen.pane.detail.header.name_label.text() == "Amelia Okafor"
    assert screen.pane.detail.banner.title() == "Next: call about Tuesday deliveries"
    assert screen.pane.detail.side.row("birthday").value() == "9 March"


def test_the_rows_are_a_proper_model(screen: Screen) -> None:
    model = screen.pane.list_panel.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    screen.pane.list_panel.kind_switch.set_current("company")
    screen.pane.list_panel._on_kind_changed("company")
    screen.settle()
    assert model.rowCount() == 3
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Harbor & Vine Catering, 1 person, Call about")


def test_arrows_walk_through_the_list(screen: Screen) -> None:
    screen.pane.list_panel.focus_list()
    QTest.keyClick(screen.pane.list_panel.list, Qt.Key.Key_Down)
    screen.settle()
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Ben Castillo"


def test_words_and_filters_narrow_the_list(screen: Screen) -> None:
    panel = screen.pane.list_panel
    panel.search.setText("foxgl")
    screen.settle()
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Chloe Lindqvist"
    panel.search.setText("lifecycle = customer")
    screen.settle()
    assert panel.model.rowCount() == 1
    panel.search.setText("lifecyle = customer")
    screen.settle()
    assert "lifecycle" in panel._message.text()
    panel.search.setText("nobody at all")
    screen.settle()
    assert "nobody at all" in panel.nothing.title()
    panel.nothing.clear_button.click()
    screen.settle()
    assert panel.model.rowCount() == 3


def test_a_contact_is_made_from_one_line_and_shown(screen: Screen) -> None:
    screen.pane.new_record()
    popover = _open(screen, NewContactPopover)
    assert isinstance(popover, NewContactPopover)
    QTest.keyClicks(popover.line, "Nora Lind 0770 900461, Harbor & Vine Catering")
    assert (popover.name.text(), popover.phone.text()) == ("Nora Lind", "0770 900461")
    QTest.keyClick(popover.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.settle()
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Nora Lind"
    assert screen.changes[-1].label == "Added Nora Lind"


def test_somebody_known_is_noticed_while_typing(screen: Screen) -> None:
    screen.pane.new_record()
    popover = _open(screen, NewContactPopover)
    assert isinstance(popover, NewContactPopover)
    popover.line.setText("A. Okafor 07700 900142")
    popover._pause.stop()
    popover._look_for_same()
    screen.settle()
    assert popover.hint() == "Amelia Okafor, Harbor & Vine Catering has this phone number."
    assert popover.save_button.accessibleName() == "Add all the same"
    popover.open_button.click()
    screen.settle()
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Amelia Okafor"


def test_a_call_is_logged_and_the_next_planned_with_two_keys(screen: Screen, services: Services) -> None:
    screen.pane.act("log_call")
    popover = _open(screen, LogCallPopover)
    assert isinstance(popover, LogCallPopover)
    screen.settle()
    assert popover.note.hasFocus()
    QTest.keyClicks(popover.note, "Wants Tuesdays.")
    assert popover.next.understood() == "Call · 27 Nov"
    QTest.keyClick(popover.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.settle()
    assert screen.changes[-1].label == "Logged a call with Amelia Okafor"
    assert screen.pane.detail.banner.title() == "Next: call"
    assert screen.pane.detail.timeline.entries()[0].body() == "Wants Tuesdays."
    services.history.undo()
    screen.pane.reload()
    screen.settle()
    assert screen.pane.detail.banner.title() == "Next: call about Tuesday deliveries"


def test_done_on_a_call_logs_it_and_done_on_another_step_asks_for_the_next(screen: Screen, services: Services) -> None:
    screen.pane.detail.banner.done_button.click()
    screen.settle()
    popover = _open(screen, LogCallPopover)
    assert isinstance(popover, LogCallPopover)
    popover.next.input.setText("todo send menu tomorrow")
    popover.save()
    screen.settle()
    assert screen.pane.detail.banner.title() == "Next: send menu"
    screen.pane.detail.banner.done_button.click()
    screen.settle()
    assert screen.changes[-1].label == "Finished “Send menu”"
    plan = _open(screen, FollowUpPopover)
    assert isinstance(plan, FollowUpPopover)
    plan.line.input.setText("email prices fri 10")
    QTest.keyClick(plan.line.input, Qt.Key.Key_Return)
    screen.settle()
    step = services.contacts.detail(screen.pane.contact.id).next_step if screen.pane.contact else None
    assert step is not None
    assert (step.step.title, step.step.text, step.remind_minutes) == ("Email prices", "Tomorrow 10:00", 10)


def test_the_note_box_writes_notes_and_plans_steps(screen: Screen) -> None:
    box = screen.pane.detail.note_box
    box.input.setText("Likes sesame.")
    assert box.said() == "Enter saves a note."
    box.save()
    screen.settle()
    assert box.input.text() == ""
    assert screen.pane.detail.timeline.entries()[0].title() == "Note"
    box.input.setText("call fri 9:15 about racks")
    assert box.said() == "Enter plans: Call about racks · Tomorrow 09:15"
    box.save()
    screen.settle()
    assert screen.changes[-1].label == "Planned “Call about racks” with Amelia Okafor"


def test_a_note_for_somebody_waits_until_they_are_on_the_screen(screen: Screen, services: Services) -> None:
    box, shown = screen.pane.detail.note_box, screen.pane.contact
    assert shown is not None
    other = next(row.id for row in services.contacts.pick("", limit=9) if row.id != shown.id)
    screen.pane.open_record("contact", other)
    screen.pane.act_on(other, "note")
    assert not box.input.hasFocus(), "what is typed now would go to the one before"
    screen.settle()
    assert box.input.hasFocus()
    assert screen.pane.contact is not None
    assert screen.pane.contact.id == other


def test_a_value_is_changed_by_clicking_it(screen: Screen, services: Services) -> None:
    side = screen.pane.detail.side
    row = side.row("source")
    assert row.editor is not None
    row.start_editing()
    field = row.editor.editor()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Fair")
    QTest.keyClick(field, Qt.Key.Key_Return)
    screen.settle()
    assert screen.changes[-1].label == "Changed the source of Amelia Okafor"
    birthday = side.row("birthday")
    assert birthday.editor is not None
    birthday.start_editing()
    field = birthday.editor.editor()
    assert isinstance(field, QLineEdit)
    field.setText("someday")
    QTest.keyClick(field, Qt.Key.Key_Return)
    screen.settle()
    assert "9 March" in birthday.editor.message()
    field = birthday.editor.editor()
    assert isinstance(field, QLineEdit)
    assert field.text() == "someday"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert services.contacts.detail(screen.pane.contact.id).source == "Fair" if screen.pane.contact else False


def test_a_number_that_looks_too_short_is_saved_with_a_warning(screen: Screen) -> None:
    side = screen.pane.detail.side
    key = next(key for key in list(side.keys()) if key.startswith("channel:"))
    side._on_committed(key, "0770 9")
    screen.settle()
    editor = side.row(key).editor
    assert editor is not None
    assert editor.message() == "This number looks too short. Saved anyway."


def test_an_address_typed_in_lines_is_taken_apart(screen: Screen, services: Services) -> None:
    side = screen.pane.detail.side
    key = next(key for key in list(side.keys()) if key.startswith("address:"))
    side._on_committed(key, "Friedrichstr. 12\n10117 Berlin\nGermany")
    screen.settle()
    assert screen.pane.contact is not None
    address = services.contacts.detail(screen.pane.contact.id).addresses[0]
    assert (address.street, address.postcode, address.city, address.country) == (
        "Friedrichstr. 12", "10117", "Berlin", "Germany",
    )  # fmt: skip


def test_several_are_tagged_and_deleted_as_one_entry(screen: Screen, services: Services) -> None:
    panel = screen.pane.list_panel
    panel.list.selectAll()
    assert screen.pane.bulk_bar.isVisible()
    screen.pane.selected.tag()
    screen.settle()
    popover = _open(screen, TagPopover)
    assert isinstance(popover, TagPopover)
    popover._put("fair")
    screen.settle()
    assert screen.changes[-1].label == "Tagged 3 contacts “fair”"
    panel.focus_list()
    panel.list.selectAll()
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    screen.settle()
    assert screen.changes[-1].label == "Deleted 3 contacts"
    assert services.contacts.counts().people == 0
    assert not screen.pane.bulk_bar.isVisible()


def test_rows_are_copied_as_a_spreadsheet_takes_them(screen: Screen) -> None:
    screen.pane.list_panel.focus_list()
    screen.pane.list_panel.list.selectAll()
    QTest.keyClick(screen.pane.list_panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    screen.settle()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:3] == ["Name", "Company", "Email"]
    assert lines[1].split("\t")[:3] == ["Amelia Okafor", "Harbor & Vine Catering", "amelia@harborvine.example"]
    assert len(lines) == 4


def test_a_dropped_file_is_attached(screen: Screen, some_file: Path) -> None:
    drop_files(screen.pane, [some_file])
    screen.settle()
    assert [card.row.name for card in screen.pane.detail.files.cards()] == ["menu.pdf"]


def test_tabs_list_what_hangs_on_a_contact(screen: Screen) -> None:
    detail = screen.pane.detail
    detail.show_tab("history")
    screen.settle()
    assert any(row.label == "Added Amelia Okafor" for row in detail.history.shown_rows())
    screen.pane.open_record("contact", detail.contact.affiliations[0].contact_id if detail.contact else "")
    screen.settle()
    detail.show_tab("people")
    screen.settle()
    assert [button.line.title for button in detail.related("people").buttons()] == ["Amelia Okafor"]
    detail.related("people").buttons()[0].click()
    screen.settle()
    assert detail.contact is not None
    assert detail.contact.name == "Amelia Okafor"
    assert detail.tabs.current_key() == "timeline"


def test_making_a_deal_is_asked_of_the_shell(screen: Screen) -> None:
    asked: list[tuple[str, str, str]] = []
    screen.pane.request.connect(lambda *words: asked.append(words))
    for name in ("new_deal", "new_quote", "new_case"):
        screen.pane.act(name)
    contact = screen.pane.contact
    assert contact is not None
    assert asked == [(name, "contact", contact.id) for name in ("new_deal", "new_quote", "new_case")]


def test_place_and_filter_come_back_at_the_next_start(screen: Screen) -> None:
    screen.pane.list_panel.search.setText("okafor")
    screen.settle()
    state = screen.pane.state()
    screen.pane.list_panel.search.setText("")
    screen.pane.list_panel.list.select_row(2)
    screen.settle()
    screen.pane.restore(state)
    screen.settle()
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Amelia Okafor"
    assert screen.pane.list_panel.model.rowCount() == 1


def test_everything_that_takes_the_focus_has_a_name_and_room(screen: Screen) -> None:
    for widget in screen.pane.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), widget
        if isinstance(widget, QAbstractButton) and widget.isVisible() and widget.focusPolicy():
            assert widget.width() >= 24, widget.accessibleName()
            assert widget.height() >= 24, widget.accessibleName()


def test_every_action_has_its_own_key(screen: Screen) -> None:
    keys = [action.shortcut for action in screen.pane.actions_here() if action.shortcut]
    assert len(keys) == len(set(keys))
    assert {"L", "E", "N", "S", "D", "Q", "C", "T", "P"} <= set(keys)


def test_a_contact_that_is_opened_while_the_list_is_read_is_the_only_one_shown(
    empty_screen: Screen, services: Services, amelia: str
) -> None:
    ben = services.contacts.find("Ben Castillo")
    shown: list[str] = []
    empty_screen.pane.detail.shown.connect(lambda contact: shown.append(contact.name))
    assert ben is not None
    empty_screen.pane.reload()  # the first in the list is Amelia, who has a step today
    empty_screen.pane.open_record("contact", ben)
    empty_screen.settle()
    empty_screen.settle()
    assert set(shown) == {"Ben Castillo"}
    assert empty_screen.pane.list_panel.chosen == ben
    row = empty_screen.pane.list_panel.current_row()
    assert row is not None
    assert row.id == ben


def test_rows_that_arrive_late_do_not_take_the_page_back(screen: Screen, services: Services) -> None:
    panel, ben = screen.pane.list_panel, services.contacts.find("Ben Castillo")
    assert ben is not None
    taken: list[str] = []
    panel.contact_chosen.connect(taken.append)
    panel.chosen = ben  # another contact is being opened; its list is not read yet
    panel._read_window(0, 3)
    screen.settle()
    assert taken == []
    panel.chosen = ""  # a row got the focus before it was read
    panel._read_window(0, 3)
    screen.settle()
    row = panel.current_row()
    assert row is not None
    assert taken == [row.id]


def test_tab_goes_through_the_page_as_the_eye_does(screen: Screen) -> None:
    for _ in range(2):  # the parts of another contact are made anew
        stops = tab_stops(screen.pane.detail)
        wanted = [
            "Photo of Amelia Okafor", "Harbor & Vine Catering", "Tag VIP", "Pin this contact", "Log call",
            "Note or next step", "All", "Files", "Show all fields", "Mobile: +44 7700 900142",
            "Email: amelia@harborvine.example", "Owner: You", "More fields", "Add", "New deal",
        ]  # fmt: skip
        assert [one for one in stops if one in wanted] == wanted
        entry = next(one for one in stops if one.startswith("Contact added"))
        assert stops.index("Files") < stops.index(entry) < stops.index("Show all fields")
        panel = screen.pane.list_panel
        panel.list.setFocus()
        QTest.keyClick(panel.list, Qt.Key.Key_Down)
        screen.settle()
        QTest.keyClick(panel.list, Qt.Key.Key_Up)
        screen.settle()


def test_who_is_to_be_chosen_is_of_what_is_listed(screen: Screen) -> None:
    panel = screen.pane.list_panel
    panel.kind_switch.set_current("company")
    panel._on_kind_changed("company")
    panel.search.setText("nobody is called so")
    screen.settle()
    assert screen.pane.contact is None
    assert screen.pane.detail.nobody.text() == "Choose a company, or press Ctrl+N"
