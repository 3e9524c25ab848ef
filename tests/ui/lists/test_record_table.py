"""The table: order, filter, chips, groups, saved views, many records at once, cells like a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import format, parse
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.choosing import ChoicePopover
from crm_desktop.ui.lists.columns_popover import ColumnsPopover
from crm_desktop.ui.lists.filter_builder import FilterBuilder
from crm_desktop.ui.lists.saved import SaveViewPopover
from crm_desktop.ui.lists.segments_dialog import SegmentsDialog
from crm_desktop.ui.lists.value_popovers import (
    ChangePopover,
    FollowUpManyPopover,
    TagManyPopover,
)
from tests.ui.lists.conftest import Screen

ALL = ["Ben Castillo", "Chloe Lindqvist", "Amelia Okafor", "Dev Raman"]


def _sections(screen: Screen) -> list[str]:
    return [chip.text() for chip in screen.table.toolbar.chips()]


def _save(screen: Screen, name: str, *, segment: bool = False, frozen: bool = False) -> None:
    screen.table.toolbar.save_button.click()
    popover = screen.window.findChildren(SaveViewPopover)[-1]
    popover.name.setText(name)
    popover.segment.setChecked(segment)
    popover.frozen.setChecked(frozen)
    popover.save()
    screen.settle()


def test_rows_come_in_order_and_headings_sort(screen: Screen) -> None:
    table = screen.table.table
    QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert screen.names() == ALL
    assert screen.table.toolbar.count.text() == "4"
    keys = [column.key for column in table.records.columns]
    table._on_heading_clicked(keys.index("company"))
    assert screen.names() == ["Amelia Okafor", "Ben Castillo", "Chloe Lindqvist", "Dev Raman"]
    table._on_heading_clicked(keys.index("company"))
    assert screen.names()[:2] == ["Ben Castillo", "Amelia Okafor"]
    table.sort_by("lifecycle")
    table.sort_by("name", second=True, descending=True)
    screen.settle()
    assert screen.table.state.sorting == (("lifecycle", False), ("name", True))
    assert screen.names() == ["Ben Castillo", "Amelia Okafor", "Chloe Lindqvist", "Dev Raman"]


def test_words_and_typed_filters_list_at_once_and_enter_makes_a_chip(screen: Screen) -> None:
    search = screen.table.search
    search.setText("castil")
    screen.settle()
    assert screen.names() == ["Ben Castillo"]
    assert screen.table.toolbar.count.text() == "1 of 4"
    search.setText("tags has VIP")
    screen.settle()
    assert screen.names() == ["Ben Castillo", "Amelia Okafor"]
    QTest.keyClick(search, Qt.Key.Key_Return)
    screen.settle()
    assert search.text() == ""
    assert _sections(screen) == ["Tags include “VIP”"]
    screen.table.add_condition(parse("lifecycle = customer"))
    screen.settle()
    assert screen.names() == ["Amelia Okafor"]
    screen.table.toolbar.chips()[0].removed.emit()
    screen.settle()
    assert screen.names() == ["Chloe Lindqvist", "Amelia Okafor"]
    screen.table.clear_filter()
    assert screen.names() == ALL


def test_a_wrong_filter_says_what_is_wrong_and_keeps_the_rows(screen: Screen) -> None:
    screen.table.search.setText("lifecycel = customer")
    screen.settle()
    assert "lifecycle" in screen.table.toolbar.message.text().lower()
    assert screen.table.table.records.rowCount() == 4
    screen.table.search.setText("")
    screen.settle()
    assert screen.table.toolbar.message.text() == ""


def test_nothing_found_offers_to_clear_and_to_create(screen: Screen) -> None:
    made: list[str] = []
    screen.table.create_requested.connect(made.append)
    screen.table.search.setText("zoe")
    screen.settle()
    assert screen.table.nothing.isVisible()
    screen.table.nothing.create_button.click()
    assert made == ["zoe"]
    screen.table.nothing.clear_button.click()
    assert screen.names() == ALL


def test_a_filter_is_built_from_lists(screen: Screen) -> None:
    screen.table.doing.add_filter()
    builder = screen.window.findChild(FilterBuilder)
    assert builder is not None
    builder.field.setCurrentIndex(builder.field.findData("lifecycle"))
    builder.choice.setCurrentIndex(builder.choice.findData("lead"))
    builder.take()
    screen.settle()
    assert screen.names() == ["Ben Castillo"]
    screen.table.doing.change_condition(0)
    builder = screen.window.findChildren(FilterBuilder)[-1]
    assert builder.field.currentData() == "lifecycle"
    assert builder.choice.currentData() == "lead"
    builder.choice.setCurrentIndex(builder.choice.findData("customer"))
    builder.take()
    screen.settle()
    assert [format(one) for one in screen.table.state.conditions] == ["lifecycle = customer"]
    builder = FilterBuilder(screen.table.context.theme, screen.table.filter_fields, (), screen.window)  # type: ignore[arg-type]
    builder.field.setCurrentIndex(builder.field.findData("open_deals"))
    builder.line.setText("many")
    builder.take()
    assert builder._message.text()


def test_every_field_can_be_built_into_a_filter(screen: Screen) -> None:
    fields = screen.table.filter_fields
    assert fields is not None
    samples = {FieldType.NUMBER: "3", FieldType.MONEY: "3", FieldType.DATE: "2025-11-03", FieldType.MOMENT: "today"}
    for field in fields:
        builder = FilterBuilder(screen.table.context.theme, fields, ("Some",), screen.window)
        builder.field.setCurrentIndex(builder.field.findData(field.key))
        for place in range(builder.operator.count()):
            builder.operator.setCurrentIndex(place)
            builder.line.setText(samples.get(field.type, 'odd "text"'))
            taken: list[object] = []
            builder.chosen.connect(taken.append)
            builder.take()
            assert taken, (field.key, builder.operator.currentText(), builder._message.text())


def test_groups_have_heads_that_fold(screen: Screen) -> None:
    screen.table.set_group("lifecycle")
    assert screen.names() == [
        "[Lead 1]", "Ben Castillo", "[Customer 2]", "Chloe Lindqvist", "Amelia Okafor", "[No lifecycle 1]", "Dev Raman",
    ]  # fmt: skip
    assert screen.table.table.sums["customer"] == {"open_deals": "0"}
    view = screen.table.table
    view.setFocus()
    view.select_row(2)
    QTest.keyClick(view, Qt.Key.Key_Left)
    screen.settle()
    assert screen.names() == ["[Lead 1]", "Ben Castillo", "[Customer 2]", "[No lifecycle 1]", "Dev Raman"]
    view.selectAll()
    assert len(screen.table.selected_rowids()) == 2
    view.select_row(1)
    assert screen.table.step(1) != ""
    assert screen.table.table.currentIndex().row() == 4
    screen.table.set_group("")
    assert screen.names() == ALL


def test_columns_are_chosen_ordered_and_remembered(screen: Screen) -> None:
    screen.table.doing.choose_columns()
    popover = screen.window.findChild(ColumnsPopover)
    assert popover is not None
    rows = {popover.list.item(row).text(): popover.list.item(row) for row in range(popover.list.count())}
    rows["Company"].setCheckState(Qt.CheckState.Unchecked)
    rows["Birthday"].setCheckState(Qt.CheckState.Checked)
    popover.list.setCurrentItem(rows["Birthday"])
    while popover.chosen()[0] != "birthday":
        popover.move_current(-1)
    screen.settle()
    assert [column.key for column in screen.table.table.records.columns] == [
        "birthday", "name", "lifecycle", "tags", "source", "open_deals",
    ]  # fmt: skip
    screen.table.table.setColumnWidth(0, 222)
    kept = screen.table.kept()
    assert kept["widths"]["birthday"] == 222
    screen.table.set_columns(("name",))
    screen.settle()
    screen.table.restore(kept)
    screen.settle()
    assert screen.table.table.columnWidth(0) == 222
    assert screen.table.kept() == kept


def test_a_view_is_saved_shown_changed_and_deleted(screen: Screen, services: Services) -> None:
    screen.table.add_condition(parse("tags has VIP"))
    screen.table.table.sort_by("source")
    screen.settle()
    _save(screen, "VIPs")
    tabs = screen.table.tabs
    assert [tabs.bar.tabText(place) for place in range(tabs.bar.count())] == ["All", "VIPs"]
    screen.table.add_condition(parse("lifecycle = lead"))
    screen.settle()
    assert tabs.bar.tabText(1) == "VIPs •"
    tabs.save_changes()
    screen.settle()
    assert tabs.bar.tabText(1) == "VIPs"
    assert services.saved_views.views("contact")[0].filter == "kind = person and tags has VIP and lifecycle = lead"
    tabs.bar.set_current_key("all")
    assert screen.names() == ALL
    tabs.bar.set_current_key(services.saved_views.views("contact")[0].id)
    assert screen.names() == ["Ben Castillo"]
    assert len(_sections(screen)) == 2
    tabs.share()
    screen.settle()
    assert services.saved_views.views("contact")[0].shared
    tabs.delete_view()
    screen.settle()
    assert services.saved_views.views("contact") == []
    assert not tabs.isVisible()
    assert screen.names() == ALL


def test_a_segment_can_be_named_and_a_frozen_one_keeps_its_records(screen: Screen, services: Services) -> None:
    screen.table.add_condition(parse("tags has VIP"))
    screen.settle()
    _save(screen, "Our VIPs", segment=True, frozen=True)
    services.list_commands.untag("contact", [services.contacts.find("Ben Castillo") or ""], "VIP")
    view = services.saved_views.segments("contact")[0]
    screen.table.show_view("")
    screen.settle()
    screen.table.show_view(view.id)
    assert screen.names() == ["Ben Castillo", "Amelia Okafor"]
    assert _sections(screen) == ["Segment “Our VIPs”"]
    screen.table.tabs.refreeze()
    screen.settle()
    assert screen.names() == ["Amelia Okafor"]
    screen.table.doing.show_segments()
    screen.settle()
    dialog = screen.window.findChild(SegmentsDialog)
    assert dialog is not None
    assert "Our VIPs" in dialog.list.item(0).text()
    dialog.delete_button.click()
    screen.settle()
    assert services.saved_views.segments("contact") == []
    dialog.reject()


def test_many_records_are_changed_as_one_step(screen: Screen, services: Services) -> None:
    screen.table.table.selectAll()
    assert screen.table.bulk_bar.isVisible()
    assert screen.table.bulk_bar.count_label.text() == "4 selected"
    screen.table.bulk_bar.button("change").click()
    popover = screen.window.findChild(ChangePopover)
    assert popover is not None
    popover.field.setCurrentIndex(popover.field.findData("lifecycle"))
    assert popover.editor is not None
    combo = popover.editor.input
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData("former"))
    popover.save()
    screen.settle()
    assert screen.changes[-1].label == "Changed Lifecycle of 4 contacts"
    screen.table.bulk_bar.button("tag").click()
    tags = screen.window.findChild(TagManyPopover)
    assert tags is not None
    tags.picker.setText("Fair")
    tags.put_button.click()
    screen.settle()
    assert screen.changes[-1].label == "Tagged 4 contacts “Fair”"
    screen.table.bulk_bar.button("assign").click()
    screen.settle()
    owner = screen.window.findChild(ChoicePopover)
    assert owner is not None
    QTest.keyClick(owner, Qt.Key.Key_2)  # nobody, behind the one person of the firm
    screen.settle()
    assert screen.changes[-1].label == "Took the owner off 4 contacts"
    screen.table.bulk_bar.button("follow_up").click()
    step = screen.window.findChild(FollowUpManyPopover)
    assert step is not None
    step.line.input.setText("call tomorrow")
    step.save()
    screen.settle()
    assert screen.changes[-1].label.startswith("Planned “Call")
    screen.table.table.setFocus()
    QTest.keyClick(screen.table.table, Qt.Key.Key_Delete)
    screen.settle()
    assert screen.changes[-1].label == "Deleted 4 contacts"
    assert services.records.count("contact", "kind = person") == 0


def test_copied_rows_and_pasted_cells(screen: Screen, services: Services) -> None:
    view = screen.table.table
    view.setFocus()
    screen.names()
    view.selectAll()
    QTest.keySequence(view, "Ctrl+C")
    screen.settle()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Name\tCompany\tLifecycle\tTags\tSource\tOpen deals"
    assert lines[3] == "Amelia Okafor\tHarbor & Vine\tCustomer\tVIP\tFair\t0"
    QGuiApplication.clipboard().setText("Lost\t\tPost\nCustomer\tA, B\tWeb\n")
    screen.table.clear_selection()
    view.setCurrentIndex(view.records.index(1, 2))
    QTest.keySequence(view, "Ctrl+V")
    screen.settle()
    assert screen.changes[-1].label == "Pasted 6 cells into 2 contacts"
    rows = services.records.listed(
        "contact", 'name in ("Chloe Lindqvist", "Amelia Okafor")', ("lifecycle", "tags", "source")
    )
    assert [(row["lifecycle"], sorted(row["tags"]), row["source"]) for row in rows] == [
        ("lost", [], "Post"), ("customer", ["A", "B"], "Web"),
    ]  # fmt: skip
    QGuiApplication.clipboard().setText("asleep")
    QTest.keySequence(view, "Ctrl+V")
    screen.settle()
    assert "asleep" in screen.table.toolbar.message.text()


def test_a_cell_is_changed_in_place(screen: Screen, services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Ovens", FieldType.NUMBER))
    screen.table.set_columns(("name", "ovens", "last_contact"))
    screen.names()
    view = screen.table.table
    view.setFocus()
    view.setCurrentIndex(view.records.index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_F2)
    popover = screen.window.findChild(ChangePopover)
    assert popover is not None
    assert popover.editor is not None
    line = popover.editor.input
    assert isinstance(line, QLineEdit)
    line.setText("many")
    QTest.keyClick(line, Qt.Key.Key_Return)
    screen.settle()
    assert "not a number" in popover.message.text()
    line.setText("12")
    QTest.keyClick(line, Qt.Key.Key_Return)
    screen.settle()
    ben = services.contacts.find("Ben Castillo")
    assert services.custom_fields.values("contact", ben or "") == {"ovens": 12}
    notices: list[str] = []
    screen.table.noticed.connect(notices.append)
    view.setCurrentIndex(view.records.index(0, 2))
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert "Last contact" in notices[0]


def test_what_a_filter_could_become_is_offered(screen: Screen) -> None:
    bar = screen.table.toolbar
    bar.search.setText("am")
    assert bar.offer() == []
    bar.search.setText("lifecycle ")
    assert "lifecycle = " in bar.offer()
    bar.search.setFocus()
    bar.search.setText("lifecycle = c")
    assert bar.offer() == ["lifecycle = customer"]
    assert bar.offers_shown()
    QTest.keyClick(bar.search, Qt.Key.Key_Return)
    assert bar.search.text() == "lifecycle = customer"
    bar.search.setText("tags has VIP and own")
    assert bar.offer() == ["tags has VIP and owner "]
    bar.search.setText("next_step_on ")
    assert any(line.startswith("next_step_on within") for line in bar.offer())
    screen.settle()


def test_a_file_written_from_a_list_has_its_rows_order_and_columns(screen: Screen) -> None:
    from crm_desktop.ui.exporting.dialog import ExportDialog

    screen.table.search.setText("a")
    screen.table.table.sort_by("name", descending=True)
    screen.settle()
    screen.table.doing.export()
    dialog = screen.window.findChild(ExportDialog)
    assert dialog is not None
    call = dialog._call()
    assert list(call.args[4]) == list(screen.table.layout_now.rowids)
    assert dialog.list_only.isChecked()
    dialog.columns.setCurrentIndex(dialog.columns.findData("main"))
    assert dialog._call().args[3] == ("name", "company", "lifecycle", "tags", "source", "open_deals")
    dialog.reject()
