"""Matching columns, changing how a file is read, and putting single cells right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.services.importing.plan import LEAVE_OUT, NEW_FIELD, Outcome
from crm_desktop.services.services import Services
from crm_desktop.ui.importing.check_table import CheckedRow
from crm_desktop.ui.importing.jobs import ALL, NOTED
from crm_desktop.ui.importing.match_step import MatchStep
from crm_desktop.ui.importing.pane import CHECK, ImportPane
from tests.ui.importing.conftest import HEADER, PEOPLE, MakeFile

Settle = Callable[[], None]
DOUBT = ["Zoe", "Other", PEOPLE[0][2], "", "", ""]


@pytest.fixture
def matching(pane: ImportPane, people: Path, settle: Settle) -> MatchStep:
    """The second step over three people."""
    pane.take_files([people])
    settle()
    return pane.parts.match


def choose(step: MatchStep, column: int, field: str) -> None:
    """Choose a field as a person does."""
    combo = step.combo(column)
    combo.setCurrentIndex(combo.findData(field))
    combo.activated.emit(combo.currentIndex())


def check(pane: ImportPane, path: Path, settle: Settle) -> dict[Outcome, int]:
    pane.take_files([path])
    settle()
    pane.go_on()
    settle()
    return counts(pane)


def counts(pane: ImportPane) -> dict[Outcome, int]:
    return {outcome: tile.count for outcome, tile in pane.parts.check.tiles.items()}


def test_two_columns_cannot_fill_one_field(pane: ImportPane, matching: MatchStep) -> None:
    choose(matching, 5, "given_name")
    assert "First name” fills First name already" in matching.message(5)
    assert matching.combo(5).key() == NEW_FIELD
    assert pane.plan is not None
    assert [column.field for column in pane.plan.columns][5] == NEW_FIELD
    choose(matching, 0, LEAVE_OUT)
    assert matching.message(5) == ""
    choose(matching, 5, "given_name")
    assert matching.combo(5).key() == "given_name"


def test_several_addresses_may_fill_the_same_field(pane: ImportPane, matching: MatchStep) -> None:
    choose(matching, 5, "email")
    assert matching.message(5) == ""
    assert pane.plan is not None
    assert pane.plan.columns[5].field == "email"


def test_the_summary_counts_what_fills_becomes_a_field_and_is_left_out(matching: MatchStep) -> None:
    assert matching.summary.text() == "5 columns fill a field, 1 becomes a custom field"
    choose(matching, 5, LEAVE_OUT)
    assert matching.summary.text() == "5 columns fill a field, 1 is left out"


def test_unknown_columns_become_custom_fields(
    pane: ImportPane, matching: MatchStep, services: Services, settle: Settle
) -> None:
    pane.go_on()
    settle()
    pane.go_on()
    settle()
    amelia = services.records.read("contact", services.records.find("contact", "Amelia Okafor"))
    assert amelia["newsletter"] is True


def test_what_was_matched_is_remembered_for_the_next_file(
    pane: ImportPane, matching: MatchStep, make_file: MakeFile, settle: Settle
) -> None:
    choose(matching, 5, "tags")
    pane.go_on()
    settle()
    pane.go_on()
    settle()
    pane.take_files([make_file([HEADER, ["Dev", "Raman", "dev@granite.eu", "", "", "vip"]], "more.csv")])
    settle()
    assert pane.parts.match.combo(5).key() == "tags"


def test_a_wrong_separator_is_put_right(pane: ImportPane, make_file: MakeFile, settle: Settle) -> None:
    pane.take_files([make_file([HEADER, *PEOPLE], delimiter=";")])
    settle()
    reading = pane.parts.match.reading
    assert reading.delimiter.key() == ";"
    assert "semicolon separated" in pane.parts.subtitle.text()
    reading.delimiter.setCurrentIndex(reading.delimiter.findData(","))
    reading.delimiter.activated.emit(reading.delimiter.currentIndex())
    settle()
    assert pane.plan is not None
    assert len(pane.plan.columns) == 1
    assert "comma separated" in pane.parts.subtitle.text()
    reading.reading_chosen.emit("delimiter", ";")
    settle()
    assert len(pane.plan.columns) == 6


def test_the_first_row_can_be_data(pane: ImportPane, matching: MatchStep, settle: Settle) -> None:
    matching.reading.header.click()
    settle()
    assert pane.plan is not None
    assert pane.plan.columns[0].header == "Column 1"
    assert pane.plan.columns[0].samples[0] == "First name"
    matching.reading.header.click()
    settle()
    assert pane.plan.columns[0].header == "First name"


def test_rows_can_be_companies(pane: ImportPane, make_file: MakeFile, services: Services, settle: Settle) -> None:
    pane.take_files([make_file([["Name", "City"], ["Harbor & Vine", "Bristol"], ["Foxglove", "Lund"]])])
    settle()
    pane.parts.match.reading.rows_chosen.emit("companies")
    settle()
    assert pane.parts.title.text() == "Import companies"
    pane.go_on()
    settle()
    pane.go_on()
    settle()
    assert services.records.count("contact", "kind = company") == 2


def test_month_first_dates_are_read_as_such(
    pane: ImportPane, make_file: MakeFile, services: Services, settle: Settle
) -> None:
    pane.take_files(
        [make_file([["Name", "Birthday"], ["Amelia Okafor", "03/04/1985"], ["Ben Castillo", "05/06/1990"]])]
    )
    settle()
    assert pane.parts.match.reading.dates.key() == "day"
    pane.parts.match.reading.values_chosen.emit("date_order", "month")
    assert "12/31/2024" in pane.parts.subtitle.text()
    pane.go_on()
    settle()
    pane.go_on()
    settle()
    born = services.database.value("SELECT birthday FROM contact WHERE given_name = 'Amelia'")
    assert date.fromisoformat(born) == date(1985, 3, 4)


def test_only_new_ones_are_added_when_asked(
    pane: ImportPane, matching: MatchStep, services: Services, make_file: MakeFile, settle: Settle
) -> None:
    services.importing.run(services.importing.look(make_file([HEADER, PEOPLE[0]], "first.csv")))
    pane.parts.match.known.mode_chosen.emit("create")
    pane.go_on()
    settle()
    assert counts(pane)[Outcome.SKIPPED] == 1
    assert counts(pane)[Outcome.READY] == 2


def test_the_last_mark_of_recognition_stays(pane: ImportPane, matching: MatchStep) -> None:
    known = matching.known
    for key in ("email", "phone", "name"):
        known.checks[key].click()
    assert [key for key, one in known.checks.items() if one.isChecked()] == ["name"]
    assert pane.plan is not None
    assert pane.plan.match == ("name",)


def test_rows_that_need_a_look_are_shown_first_with_their_reason(
    pane: ImportPane, doubtful: Path, settle: Settle
) -> None:
    found = check(pane, doubtful, settle)
    assert found[Outcome.READY] == 2
    assert found[Outcome.LOOK] == 1
    step = pane.parts.check
    assert step.filter == Outcome.LOOK.value
    assert step.table.rows.rowCount() == 1
    assert step.reason.text().startswith("Row 4: “Zoe Other” has the same e-mail address as “Amelia Okafor”.")


def test_a_cell_is_put_right_where_it_stands(
    pane: ImportPane, doubtful: Path, services: Services, qtbot: QtBot, settle: Settle
) -> None:
    check(pane, doubtful, settle)
    table = pane.parts.check.table
    place = table.visualRect(table.rows.index(0, 3)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == PEOPLE[0][2]
    editor.setText("zoe@other.eu")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.plan is not None and bool(pane.plan.fixes))
    assert pane.step == CHECK
    settle()
    assert counts(pane)[Outcome.LOOK] == 0
    assert counts(pane)[Outcome.READY] == 3
    pane.go_on()
    settle()
    assert services.records.count("contact", "email = zoe@other.eu") == 1


def test_f2_edits_and_escape_leaves_the_cell_alone(
    pane: ImportPane, doubtful: Path, qtbot: QtBot, settle: Settle
) -> None:
    check(pane, doubtful, settle)
    table = pane.parts.check.table
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("Nobody")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert pane.step == CHECK
    assert pane.plan is not None
    assert pane.plan.fixes == {}


def test_of_two_quick_corrections_both_count(pane: ImportPane, doubtful: Path, settle: Settle) -> None:
    check(pane, doubtful, settle)
    rows = pane.parts.check.table.rows
    rows.cell_fixed.emit(4, 2, "zoe@other.eu")
    rows.cell_fixed.emit(4, 1, "Otter")
    shown = rows.row_at(0)
    assert isinstance(shown, CheckedRow)
    assert shown.cells[1:3] == ("Otter", "zoe@other.eu")
    settle()
    assert counts(pane)[Outcome.READY] == 3
    assert not pane.parts.banner.isVisible()


def test_one_answer_settles_all_doubts(
    pane: ImportPane, make_file: MakeFile, services: Services, qtbot: QtBot, settle: Settle
) -> None:
    services.importing.run(services.importing.look(make_file([HEADER, *PEOPLE], "first.csv")))
    found = check(pane, make_file([HEADER, DOUBT, ["Ned", "Else", PEOPLE[1][2], "", "", ""]]), settle)
    assert found[Outcome.LOOK] == 2
    QTest.mouseClick(pane.parts.check.same_people, Qt.MouseButton.LeftButton)
    settle()
    assert counts(pane)[Outcome.LOOK] == 0
    assert counts(pane)[Outcome.UPDATE] == 2


def test_rows_are_left_out_and_brought_back(pane: ImportPane, doubtful: Path, qtbot: QtBot, settle: Settle) -> None:
    check(pane, doubtful, settle)
    step = pane.parts.check
    step.table.setFocus()
    QTest.keyClick(step.table, Qt.Key.Key_Delete)
    settle()
    assert counts(pane)[Outcome.LOOK] == 0
    assert step.filter == ALL
    assert step.bring_back.text() == "1 row left out · Bring back"
    QTest.mouseClick(step.bring_back, Qt.MouseButton.LeftButton)
    settle()
    assert counts(pane)[Outcome.LOOK] == 1
    assert not step.bring_back.isVisible()


def test_odd_cells_are_marked_and_found(pane: ImportPane, make_file: MakeFile, settle: Settle) -> None:
    header = ["Name", "Email", "Birthday"]
    rows = [["Dev Raman", "dev@granite.eu", "31/02/1990"], ["Chloe", "chloe(at)foxglove", "14/03/1985"]]
    check(pane, make_file([header, *rows, *[[f"P {n}", f"p{n}@x.eu", "14/03/1985"] for n in range(30)]]), settle)
    step = pane.parts.check
    step.set_filter(NOTED)
    assert step.table.rows.rowCount() == 2
    first, second = step.table.rows.row_at(0), step.table.rows.row_at(1)
    assert isinstance(first, CheckedRow)
    assert isinstance(second, CheckedRow)
    titles = [column.title for column in step.table.rows.columns][1:-1]
    assert titles == ["Name", "Email", "Birthday"]
    assert first.marked == {2}
    assert second.marked == {1}


def test_another_change_in_the_workspace_is_checked_anew(
    pane: ImportPane, people: Path, services: Services, settle: Settle
) -> None:
    check(pane, people, settle)
    result = services.importing.run(services.importing.look(people))
    pane.apply_change(result.change)
    settle()
    assert counts(pane)[Outcome.UNCHANGED] == 3
    assert not pane.parts.go_on.isEnabled()


DEALS = [["Deal name", "Amount", "Stage", "Owner"], ["Bread", "100", "Parked", "Ada"], ["Cake", "5", "Parked", "Ada"]]


def test_a_word_that_is_no_name_is_shown_and_given_a_meaning(
    pane: ImportPane, make_file: MakeFile, services: Services, settle: Settle
) -> None:
    assert check(pane, make_file(DEALS, "deals.csv"), settle)[Outcome.READY] == 2
    names = pane.parts.check.names
    assert names.isVisibleTo(pane)
    assert names.combo(2, "Parked").key() == "New"
    assert names.combo(3, "Ada").key() == ""
    assert "1 fits nothing yet" in names.text.text()
    for column, text, meant in ((2, "Parked", "Negotiation"), (3, "Ada", "Sofia")):
        combo = names.combo(column, text)
        assert combo.findData(meant) >= 0
        combo.set_key(meant)
        combo.activated.emit(combo.currentIndex())
        settle()
    # What was chosen stays in sight and can be taken back.
    assert names.combo(2, "Parked").key() == "Negotiation"
    pane.go_on()
    settle()
    listed = services.records.listed("deal", columns=["stage", "owner"])
    assert [(one["stage"], one["owner"]) for one in listed] == [("Negotiation", "Sofia")] * 2


def test_owners_can_be_added_to_the_firm(
    pane: ImportPane, make_file: MakeFile, services: Services, settle: Settle
) -> None:
    pane.take_files([make_file(DEALS, "deals.csv")])
    settle()
    known = pane.parts.match.known
    assert known.members.isVisibleTo(pane)
    assert not known.matching.isVisibleTo(pane)
    known.members.click()
    pane.go_on()
    settle()
    assert [note.text for note in pane._checked.check.names] == ["Parked"] if pane._checked else False
    # The panel that tells of them offers it as well.
    known.members.click()
    pane.parts.check.cell_fixed.emit(2, 0, "Rye")
    settle()
    assert not known.members.isChecked()
    pane.parts.check.names.add_owners.click()
    settle()
    assert known.members.isChecked()
    assert not pane.parts.check.names.add_owners.isVisibleTo(pane)
    pane.go_on()
    settle()
    assert [member.name for member in services.workspace.members()] == ["Sofia", "Ada"]


def test_numbers_are_read_as_another_country_writes_them(
    pane: ImportPane, make_file: MakeFile, services: Services, settle: Settle
) -> None:
    pane.take_files([make_file([["Name", "Phone", "Member no"], ["Nora Lind", "030 123456", "17"]])])
    settle()
    reading = pane.parts.match.reading
    assert reading.phones.isVisibleTo(pane)
    reading.phones.set_key("DE")
    reading.phones.activated.emit(reading.phones.currentIndex())
    for _ in range(2):
        pane.go_on()
        settle()
    assert services.database.value("SELECT normalised FROM channel") == "+4930123456"
    pane.take_files([make_file([["Name", "Phone", "Member no"], ["Nora Strand", "", "17"]])])
    settle()
    also = pane.parts.match.known.also
    also.set_key("own:member_no")
    also.activated.emit(also.currentIndex())
    pane.go_on()
    settle()
    assert counts(pane)[Outcome.UPDATE] == 1


def test_json_of_this_program_goes_straight_to_the_check(
    pane: ImportPane, services: Services, tmp_path: Path, settle: Settle
) -> None:
    from crm_desktop.services.exporting.commands import export_records

    services.contact_commands.quick_create("Nora Lind nora@harbor.example")
    export_records(services, "contact", tmp_path / "people.json")
    pane.take_files([tmp_path / "people.json"])
    settle()
    assert pane.step == CHECK
    assert counts(pane)[Outcome.UNCHANGED] == 1
    row = pane.parts.check.table.rows.row_at(0)
    assert isinstance(row, CheckedRow)
    assert row.cells[0] == "Nora Lind"


def test_a_table_that_names_nobody_says_what_to_choose(
    pane: ImportPane, make_file: MakeFile, settle: Callable[[], None]
) -> None:
    pane.take_files([make_file([["date", "temperature", "place"], ["2011-01-01", "1", "Galway"]])])
    settle()
    match = pane.parts.match
    assert "Choose the column that holds the name" in match.summary.text()
    match.combo(2).chosen.emit("name")
    settle()
    assert "Choose the column" not in match.summary.text()
