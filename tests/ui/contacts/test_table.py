"""The table of contacts, the glance at one, and the small ways to change one."""

from __future__ import annotations

import json
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from crm_desktop.core.filters import parse
from crm_desktop.services.lists.views import ListRow
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.contacts.peek import HEIGHT, WIDTH
from crm_desktop.ui.fields.tag_chip import TagChip
from crm_desktop.ui.kit.portraits import as_file
from crm_desktop.ui.pane.pane import PaneContext
from tests.ui.contacts.conftest import Screen


def _names(screen: Screen) -> list[str]:
    model = screen.pane.list_panel.records.table.records
    for number in range(model.rowCount()):
        model.wanted_row(number)
    screen.settle()
    rows = [model.row_at(number) for number in range(model.rowCount())]
    return [row.value("name") for row in rows if isinstance(row, ListRow)]


def _id_at(row: object) -> str:
    return row.id if isinstance(row, ListRow) else ""


def _as_table(screen: Screen) -> None:
    screen.pane.list_panel.view_button.click()
    screen.settle()


def test_the_table_shows_what_the_list_shows(screen: Screen) -> None:
    panel = screen.pane.list_panel
    _as_table(screen)
    QAbstractItemModelTester(panel.records.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert panel.records.table.isVisible()
    assert not screen.pane.detail.isVisible()
    assert _names(screen)[0] == "Amelia Okafor"
    model = panel.records.table.records
    words = [model.data(model.index(0, number)) for number in range(model.columnCount())]
    assert words == [
        "Amelia Okafor", "Harbor & Vine Catering", "amelia@harborvine.example", "+44 7700 900142", "VIP", "",
        "Today · Call about Tuesday deliveries", "You",
    ]  # fmt: skip
    panel.search.setText("foxgl")
    screen.settle()
    assert _names(screen) == ["Chloe Lindqvist"]
    panel.search.setText("tags has VIP")
    screen.settle()
    assert _names(screen) == ["Amelia Okafor"]


def test_a_heading_sorts_up_and_down(screen: Screen) -> None:
    _as_table(screen)
    table = screen.pane.list_panel.records.table
    company = [column.key for column in table.records.columns].index("company")
    table._on_heading_clicked(company)
    screen.settle()
    assert _names(screen) == ["Chloe Lindqvist", "Amelia Okafor", "Ben Castillo"]
    table._on_heading_clicked(company)
    screen.settle()
    assert _names(screen) == ["Ben Castillo", "Amelia Okafor", "Chloe Lindqvist"]
    state = screen.pane.state()
    assert (state["view"], state["table"]["sorting"]) == ("table", [["company", True]])
    screen.pane.list_panel.set_view("list")
    screen.settle()
    screen.pane.restore(state)
    screen.settle()
    assert _names(screen) == ["Ben Castillo", "Amelia Okafor", "Chloe Lindqvist"]


def test_enter_in_the_table_opens_the_contact_beside_the_list(screen: Screen) -> None:
    _as_table(screen)
    panel = screen.pane.list_panel
    panel.focus_list()
    QTest.keyClick(panel.records.table, Qt.Key.Key_Down)
    screen.settle()
    QTest.keyClick(panel.records.table, Qt.Key.Key_Return)
    screen.settle()
    assert panel.view == "list"
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Ben Castillo"
    assert screen.pane.detail.header.isVisible()


def test_companies_have_no_company_column(screen: Screen) -> None:
    _as_table(screen)
    screen.pane.list_panel.records.show_section("company")
    screen.settle()
    assert "company" not in [column.key for column in screen.pane.list_panel.records.table.records.columns]
    assert _names(screen)[0] == "Harbor & Vine Catering"


def test_rows_of_the_table_are_deleted_together(screen: Screen) -> None:
    _as_table(screen)
    table = screen.pane.list_panel.records.table
    table.selectAll()
    assert screen.pane.list_panel.records.bulk_bar.isVisible()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    screen.settle()
    assert screen.changes[-1].label == "Deleted 3 contacts"
    assert screen.pane.list_panel.records.table.records.rowCount() == 0


def test_space_peeks_and_arrows_move_on(screen: Screen) -> None:
    panel, pane = screen.pane.list_panel, screen.pane
    panel.focus_list()
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    screen.settle()
    assert pane.peek.isVisible()
    assert (pane.peek.width(), pane.peek.height()) == (WIDTH, HEIGHT)
    assert pane.peek.name.text() == "Amelia Okafor"
    assert "amelia@harborvine.example" in pane.peek.shown_lines()
    QTest.keyClick(pane.peek, Qt.Key.Key_Down)
    screen.settle()
    assert pane.peek.name.text() == "Ben Castillo"
    QTest.keyClick(pane.peek, Qt.Key.Key_Escape)
    assert not pane.peek.isVisible()
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    QTest.keyClick(pane.peek, Qt.Key.Key_Return)
    screen.settle()
    assert not pane.peek.isVisible()
    assert pane.contact is not None
    assert pane.contact.name == "Ben Castillo"


def test_a_tag_is_taken_off_by_its_cross_or_by_key(screen: Screen, services: Services, amelia: str) -> None:
    chip = screen.pane.detail.header.findChild(TagChip)
    assert chip is not None
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(8, chip.height() // 2))
    screen.settle()
    assert [tag.name for tag in services.contacts.detail(amelia).tags] == ["VIP"]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 10, chip.height() // 2))
    screen.settle()
    assert services.contacts.detail(amelia).tags == ()
    services.contact_commands.tag([amelia], "Wholesale")
    screen.pane.reload()
    screen.settle()
    chips = [chip for chip in screen.pane.detail.header.findChildren(TagChip) if chip.isVisible()]
    chips[0].setFocus()
    QTest.keyClick(chips[0], Qt.Key.Key_Delete)
    screen.settle()
    assert services.contacts.detail(amelia).tags == ()


def test_what_a_number_is_for_can_be_changed(screen: Screen, services: Services, amelia: str) -> None:
    side = screen.pane.detail.side
    key = next(key for key in list(side.keys()) if key.startswith("channel:"))
    side.row(key).type_committed.emit(key, "work", "")
    screen.settle()
    phone = next(one for one in services.contacts.detail(amelia).channels if one.medium == "phone")
    assert (phone.type, phone.label, phone.value) == ("work", "", "+44 7700 900142")
    assert side.row(key).field.label == "Work"
    side.row(key).write_label()
    own = next(child for child in side.row(key).findChildren(QLineEdit) if child.isVisible())
    own.setText("Back office")
    QTest.keyClick(own, Qt.Key.Key_Return)
    screen.settle()
    assert side.row(key).field.label == "Back office"
    place = next(key for key in list(side.keys()) if key.startswith("address:"))
    side.row(place).type_committed.emit(place, "delivery", "")
    screen.settle()
    address = services.contacts.detail(amelia).addresses[0]
    assert (address.type, address.city, address.postcode) == ("delivery", "Bristol", "BS1 4DJ")


def test_typing_is_saved_for_whom_it_was_typed(screen: Screen, services: Services, amelia: str) -> None:
    side = screen.pane.detail.side
    side.edit("birthday")
    editor = side.row("birthday").editor
    assert editor is not None
    line = editor.editor()
    assert isinstance(line, QLineEdit)
    line.setText("12 May")
    ben = services.contacts.find("Ben Castillo")
    assert ben is not None
    screen.pane.open_record("contact", ben)
    screen.settle()
    assert services.contacts.detail(amelia).birthday == "--05-12"
    assert services.contacts.detail(ben).birthday is None
    assert side.row("birthday").value() == ""


def test_the_side_panel_folds_in_a_narrow_window(screen: Screen) -> None:
    detail = screen.pane.detail
    assert detail.side.isVisible()
    screen.window.resize(1200, 700)
    screen.settle()
    assert not detail.side.isVisible()
    screen.pane.toggle_side()
    assert detail.side.isVisible()
    assert screen.pane.list_panel.isVisible()
    screen.window.resize(1040, 640)
    screen.settle()
    assert not screen.pane.list_panel.isVisible()
    screen.pane.toggle_side()
    assert not detail.side.isVisible()
    assert screen.pane.list_panel.isVisible()
    screen.window.resize(1300, 700)
    screen.settle()
    assert detail.side.isVisible()


def test_beside_a_contact_goes_on_the_list_of_the_table(screen: Screen) -> None:
    _as_table(screen)
    panel = screen.pane.list_panel
    panel.records.add_condition(parse("company is not empty"))
    panel.records.set_sorting((("name", True),))
    assert _names(screen) == ["Amelia Okafor", "Chloe Lindqvist", "Ben Castillo"]
    panel.focus_list()
    panel.records.table.select_row(0)
    QTest.keyClick(panel.records.table, Qt.Key.Key_Return)
    screen.settle()
    assert panel.view == "list"
    assert panel.query.view_name == "As in the table"
    assert panel.model.rowCount() == 3
    for name in ("Chloe Lindqvist", "Ben Castillo"):
        screen.pane.step(1)
        screen.settle()
        assert screen.pane.contact is not None
        assert screen.pane.contact.name == name
    assert panel.view_line.chip is not None
    panel.view_line.chip.removed.emit()
    screen.settle()
    assert panel.query.view_name == ""
    assert panel.view_line.chip is None


def test_the_list_shows_saved_views_and_segments(screen: Screen, services: Services) -> None:
    draft = SavedViewDraft(
        "contact", "VIPs", "kind = person and tags has VIP", sorting=(("name", False),), segment=True
    )
    services.saved_view_commands.save(draft)
    panel = screen.pane.list_panel
    panel.reload()
    screen.settle()
    action = next(one for one in panel._filters.actions() if one.text() == "VIPs")
    action.trigger()
    screen.settle()
    assert panel.model.rowCount() == 1
    assert screen.pane.contact is not None
    assert screen.pane.contact.name == "Amelia Okafor"
    panel._search.setText("nobody")
    screen.settle()
    assert panel.model.rowCount() == 0
    panel.nothing.clear_requested.emit()
    screen.settle()
    assert panel.model.rowCount() == 3


def test_what_the_table_showed_is_there_again(screen: Screen, context: PaneContext) -> None:
    _as_table(screen)
    records = screen.pane.list_panel.records
    records.show_section("company")
    records.add_condition(parse("name contains bikes"))
    records.set_columns(("name", "email"))
    screen.settle()
    state = json.loads(json.dumps(screen.pane.state()))
    other = ContactsPane(context, screen.window)
    other.restore(state)
    other.show()
    screen.settle()
    again = other.list_panel.records
    assert again.state == records.state
    assert again.table.records.rowCount() == 1
    assert other.list_panel.view == "table"


def _red() -> bytes:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    return as_file(image)


def test_photos_stand_in_the_table_the_glance_and_among_the_people_of_a_firm(
    screen: Screen, services: Services, amelia: str
) -> None:
    services.contact_commands.set_photo(amelia, _red())
    screen.pane.reload()
    screen.settle()
    # Of a company, its people.
    assert screen.pane.contact is not None
    assert screen.pane.contact.company is not None
    screen.pane.open_record("contact", screen.pane.contact.company.contact_id)
    screen.settle()
    screen.pane.detail.show_tab("people")
    screen.settle()
    (button,) = screen.pane.detail.related("people").buttons()
    assert button.grab().toImage().pixelColor(28, 28).red() > 240
    # The table reads pictures off the main thread, and paints each cell with one once.
    screen.pane.open_record("contact", amelia)
    screen.settle()
    _as_table(screen)
    records = screen.pane.list_panel.records
    table = records.table
    number = next(row for row in range(table.records.rowCount()) if _id_at(table.records.row_at(row)) == amelia)

    def colours() -> set[str]:
        place = table.visualRect(table.records.index(number, 0))
        image = table.viewport().grab(place).toImage()
        return {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}

    def is_red() -> bool:
        return any(QColor(one).red() > 240 and QColor(one).green() < 20 for one in colours())

    for _ in range(3):
        table.viewport().repaint()
        screen.settle()
    assert is_red()
    screen.pane.peek.show_contact(amelia)
    screen.settle()
    screen.settle()
    assert screen.pane.peek._avatar._photo is not None
    screen.pane.apply_change(services.contact_commands.set_photo(amelia, None))
    for _ in range(3):
        table.viewport().repaint()
        screen.settle()
    assert not is_red()


def test_people_and_companies_stand_together_under_a_name_that_says_so(screen: Screen) -> None:
    _as_table(screen)
    records = screen.pane.list_panel.records
    records.set_state(replace(records.setting.state(), text="source is empty", section=""))
    screen.settle()
    assert records.kind_switch.current() == ""
    assert {"Amelia Okafor", "Northwind Bikes"} <= set(_names(screen))
    screen.pane.new_record()  # of both kinds, a person is the usual one
    (form,) = screen.window.findChildren(NewContactPopover)
    assert form.kind_switch.current() == "person"
    form.close_popover()
    screen.pane.toggle_view()
    screen.settle()
    assert screen.pane.list_panel.query.kind == "person"
