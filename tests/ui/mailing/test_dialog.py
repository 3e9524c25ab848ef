"""Labels and letters, as a person makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.documents.label_sheets import sheet_named
from crm_desktop.services.mailing.views import Audience
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.ui.mailing.dialog import MailingDialog
from crm_desktop.ui.mailing.sheet_picker import SheetPicker
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.printing.preview import PrintPreview

QUAY = {"street": "14 Quay Street", "city": "Bristol", "postcode": "BS1 4AB", "country": "GB"}
Open = Callable[..., MailingDialog]


@pytest.fixture
def ids(context: PaneContext) -> dict[str, str]:
    def add(name: str, **data: Any) -> str:
        return context.services.records.create("contact", {"kind": "person", "name": name, **data})[0]

    return {
        "amelia": add("Amelia Okafor", addresses=[QUAY]),
        "ben": add("Ben Okafor", addresses=[QUAY]),
        "nora": add("Nora Lind", addresses=[{**QUAY, "street": "2 Mill Lane"}]),
        "nowhere": add("Nowhere Man"),
    }


def settle(context: PaneContext, dialog: MailingDialog) -> None:
    for _ in range(4):
        context.operations.drain()
        QApplication.processEvents()
    if dialog._settle.isActive():
        dialog._draw()
        settle(context, dialog)


@pytest.fixture
def open_dialog(context: PaneContext, ids: dict[str, str], qtbot: QtBot) -> Iterator[Open]:
    made: list[MailingDialog] = []

    def make(audience: Audience | None = None) -> MailingDialog:
        dialog = MailingDialog(context, audience or Audience())
        made.append(dialog)
        dialog.show()
        settle(context, dialog)
        return dialog

    yield make
    for dialog in made:
        if shiboken6.isValid(dialog):
            dialog.hide()
            dialog.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_says_how_many_and_who_is_left_out(open_dialog: Open) -> None:
    dialog = open_dialog()
    options = dialog.options
    assert options.counted.text() == "2 labels for 3 contacts"
    assert options.without_button.isVisible()
    assert not options.without.isVisible()
    options.without_button.click()
    assert [options.without.item(0).text()] == ["Nowhere Man"]
    assert options.without.isVisible()
    assert dialog.paper.page_count() == 1
    assert dialog.print_button.isEnabled()


def test_a_name_without_an_address_leads_to_the_contact(open_dialog: Open, ids: dict[str, str], qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.options.without_button.click()
    dialog.options.without.setCurrentRow(0)
    with qtbot.waitSignal(dialog.contact_requested) as asked:
        dialog.options.without.itemActivated.emit(dialog.options.without.item(0))
    assert asked.args == [ids["nowhere"]]


def test_households_can_be_written_to_apart(open_dialog: Open, context: PaneContext) -> None:
    dialog = open_dialog()
    dialog.options.households.click()
    settle(context, dialog)
    assert dialog.options.counted.text() == "3 labels for 3 contacts"


def test_the_people_are_chosen_or_a_segment(open_dialog: Open, context: PaneContext, ids: dict[str, str]) -> None:
    context.services.saved_view_commands.save(SavedViewDraft("contact", "Mill", 'street contains "Mill"', segment=True))
    dialog = open_dialog(Audience(ids=(ids["amelia"], ids["nora"])))
    who = dialog.options.who
    assert [who.itemText(row) for row in range(who.count())] == [
        "2 selected contacts", "All contacts", "Segment “Mill”"
    ]  # fmt: skip
    assert dialog.options.counted.text() == "2 labels for 2 contacts"
    who.setCurrentIndex(2)
    settle(context, dialog)
    assert dialog.options.counted.text().startswith("1 label")
    assert [one.first.name for one in dialog._mailing.households] == ["Nora Lind"]


def test_a_click_on_the_sheet_says_where_to_begin(open_dialog: Open, context: PaneContext, tmp_path: Path) -> None:
    dialog = open_dialog()
    picker = dialog.options.picker
    place = picker.label_rect(4).center().toPoint()
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=place)
    assert picker.start == 4
    assert dialog.options.place.text() == "Label 5: row 2, column 2"
    dialog.save_to(tmp_path / "labels.pdf")
    settle(context, dialog)
    page = pypdf.PdfReader(tmp_path / "labels.pdf").pages[0]
    left, top = sheet_named("L7160").place(4)
    found: list[tuple[float, float]] = []

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if "Okafor" in text or "Lind" in text:
            found.append((matrix[4] / 72 * 25.4, 297 - matrix[5] / 72 * 25.4))

    page.extract_text(visitor_text=visit)
    assert found[0][0] == pytest.approx(left + 4, abs=0.5)
    assert top < found[0][1] < top + 38.1


def test_the_picker_is_worked_by_keys(context: PaneContext, qtbot: QtBot) -> None:
    picker = SheetPicker(context.theme, sheet_named("3475"))
    qtbot.addWidget(picker)
    picker.show()
    picker.setFocus()
    key = Qt.Key
    for pressed, wanted in (
        (key.Key_Right, 1), (key.Key_Down, 4), (key.Key_Left, 3), (key.Key_Up, 0), (key.Key_Up, 0), (key.Key_End, 23),
        (key.Key_Right, 23), (key.Key_Home, 0),
    ):  # fmt: skip
        QTest.keyClick(picker, pressed)
        assert picker.start == wanted
    assert picker.accessibleDescription() == "Label 1: row 1, column 1"
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert picker.start == 0


def test_envelopes_with_and_without_our_address(open_dialog: Open, context: PaneContext, tmp_path: Path) -> None:
    dialog = open_dialog()
    dialog.options.show_kind("envelopes")
    dialog.options.corner.click()
    settle(context, dialog)
    dialog.save_to(tmp_path / "envelopes.pdf")
    settle(context, dialog)
    pages = pypdf.PdfReader(tmp_path / "envelopes.pdf").pages
    assert len(pages) == 2
    assert "Bakehouse" not in pages[0].extract_text()


def test_letters_are_previewed_saved_and_logged_once(open_dialog: Open, context: PaneContext, tmp_path: Path) -> None:
    dialog = open_dialog()
    changes: list[ChangeSet] = []
    context.operations.announced.connect(changes.append)
    dialog.options.show_kind("letters")
    settle(context, dialog)
    assert not dialog.print_button.isEnabled()
    assert dialog.shown.text() == "Write the letter, and it stands here."
    dialog.options.subject.setText("For {name}")
    dialog.options.text.setPlainText("{salutation}\n\nHello.")
    settle(context, dialog)
    assert dialog.paper.page_count() == 2
    for _ in range(2):
        dialog.save_to(tmp_path / "letters.pdf")
        settle(context, dialog)
    assert [change.label for change in changes] == ["Logged a letter to 3 people"]
    assert "Dear Amelia and Ben," in pypdf.PdfReader(tmp_path / "letters.pdf").pages[0].extract_text()
    assert context.services.drafts.waiting() == []


def test_a_wrong_field_is_said_in_words(open_dialog: Open, context: PaneContext) -> None:
    dialog = open_dialog()
    dialog.options.show_kind("letters")
    dialog.options.text.setPlainText("Dear {firstname},")
    settle(context, dialog)
    assert dialog.banner.isVisible()
    dialog.options.text.setPlainText("Dear {first_name},")
    settle(context, dialog)
    assert not dialog.banner.isVisible()
    assert dialog.print_button.isEnabled()


def test_a_field_is_inserted_from_the_menu(open_dialog: Open) -> None:
    dialog = open_dialog()
    dialog.options.show_kind("letters")
    menu = dialog.options.insert_button.menu()
    menu.triggered.emit(menu.actions()[0])
    assert dialog.options.text.toPlainText() == "{salutation}"


def test_a_half_written_letter_is_there_again(open_dialog: Open, context: PaneContext) -> None:
    dialog = open_dialog()
    dialog.options.show_kind("letters")
    dialog.options.text.setPlainText("Half a thought")
    dialog.close()
    context.operations.drain()
    assert [draft.form for draft in context.services.drafts.waiting()] == ["letter.text"]
    again = open_dialog()
    assert again.options.text.toPlainText() == "Half a thought"


def test_printing_opens_the_preview_with_every_page(open_dialog: Open, context: PaneContext, qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.print_all()
    settle(context, dialog)
    windows = dialog.findChildren(PrintPreview)
    assert len(windows) == 1
    settle(context, dialog)
    assert windows[0].paper.page_count() == 1
    windows[0].close()


def test_escape_stops_the_work_before_it_closes(open_dialog: Open, context: PaneContext, tmp_path: Path) -> None:
    dialog = open_dialog()
    dialog._start(tmp_path / "never.pdf")
    assert dialog.close_button.text() == "Stop"
    dialog.reject()
    settle(context, dialog)
    assert dialog.isVisible()
    assert not (tmp_path / "never.pdf").exists() or dialog.banner.isVisible()
    assert dialog.close_button.text() == "Close"
    dialog.reject()
    assert not dialog.isVisible()
