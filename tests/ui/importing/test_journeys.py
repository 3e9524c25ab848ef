"""From a file to contacts: by keys only, by mouse only, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.services import Services
from crm_desktop.ui.importing.known_popover import KnownPopover
from crm_desktop.ui.importing.pane import CHECK, CHOOSE, DONE, MATCH, ImportPane
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.pane.pane import PaneContext
from tests.ui.importing.conftest import HEADER, MakeFile

Settle = Callable[[], None]


def press(qtbot: QtBot, pane: QWidget, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is pane or (focus is not None and pane.isAncestorOf(focus))
    QTest.keyClick(focus, key)


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def contacts(services: Services) -> int:
    return services.records.count("contact", "kind = person")


def drop(area: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(area, QDragEnterEvent(QPoint(20, 20), copy, data, left, none))
    QApplication.sendEvent(area, QDropEvent(QPointF(20, 20), copy, data, left, none))


def test_three_times_enter_imports_a_file(
    pane: ImportPane, people: Path, services: Services, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(people)], ""))
    shown: list[tuple[str, str, str]] = []
    pane.request.connect(lambda *asked: shown.append(asked))
    pane.parts.first_focus(CHOOSE).setFocus()
    press(qtbot, pane, Qt.Key.Key_Return)
    settle()
    assert pane.step == MATCH
    press(qtbot, pane, Qt.Key.Key_Return)
    assert pane.step == CHECK
    settle()
    assert contacts(services) == 0
    assert pane.parts.go_on.accessibleName() == "Import 3 contacts"
    press(qtbot, pane, Qt.Key.Key_Return)
    settle()
    assert pane.step == DONE
    assert contacts(services) == 3
    assert pane.parts.done.title.text() == "3 contacts added"
    press(qtbot, pane, Qt.Key.Key_Return)
    assert shown == [("contacts", "contact", "")]


def test_dropped_and_imported_and_undone_by_mouse(
    pane: ImportPane, people: Path, services: Services, qtbot: QtBot, settle: Settle
) -> None:
    drop(pane.parts.choose.area, people)
    settle()
    click(qtbot, pane.parts.go_on)
    settle()
    click(qtbot, pane.parts.go_on)
    settle()
    assert contacts(services) == 3
    click(qtbot, pane.parts.done.undo)
    settle()
    assert contacts(services) == 0
    assert pane.parts.done.title.text() == "The import was undone"
    assert not pane.parts.done.undo.isVisible()
    click(qtbot, pane.parts.done.again)
    assert pane.step == CHOOSE


def test_escape_goes_back_a_step_and_keeps_what_was_matched(
    pane: ImportPane, people: Path, qtbot: QtBot, settle: Settle
) -> None:
    pane.take_files([people])
    settle()
    combo = pane.parts.match.combo(5)
    combo.set_key("tags")
    combo.chosen.emit("tags")
    pane.go_on()
    settle()
    press(qtbot, pane, Qt.Key.Key_Escape)
    assert pane.step == MATCH
    assert pane.parts.match.combo(5).key() == "tags"
    press(qtbot, pane, Qt.Key.Key_Escape)
    assert pane.step == CHOOSE
    assert pane.plan is None


def test_enter_on_back_goes_back(pane: ImportPane, people: Path, qtbot: QtBot, settle: Settle) -> None:
    pane.take_files([people])
    settle()
    pane.parts.back.setFocus()
    press(qtbot, pane, Qt.Key.Key_Return)
    assert pane.step == CHOOSE


def test_nothing_is_written_before_the_last_button(
    pane: ImportPane, people: Path, services: Services, settle: Settle
) -> None:
    before = services.history.newest()
    pane.take_files([people])
    settle()
    pane.go_on()
    settle()
    pane.go_back()
    assert services.history.newest() == before


def test_the_import_is_told_as_one_change_that_can_be_undone(
    pane: ImportPane, people: Path, context: PaneContext, settle: Settle
) -> None:
    told: list[ChangeSet] = []
    context.operations.announced.connect(told.append)
    pane.take_files([people])
    settle()
    pane.go_on()
    settle()
    pane.go_on()
    settle()
    assert [change.label for change in told] == ["Imported 3 contacts from “customers.csv”"]
    assert told[0].undoable
    assert told[0].touches("contact")


def test_the_same_file_again_brings_nothing(pane: ImportPane, people: Path, services: Services, settle: Settle) -> None:
    services.importing.run(services.importing.look(people))
    pane.take_files([people])
    settle()
    pane.go_on()
    settle()
    assert pane.parts.go_on.accessibleName() == "Nothing to import"
    assert not pane.parts.go_on.isEnabled()
    pane.go_on()
    assert pane.step == CHECK


def test_cards_need_no_matching(pane: ImportPane, services: Services, settle: Settle, shared_data: Path) -> None:
    pane.take_files([shared_data / "vcards" / "gmail-list.vcf"])
    settle()
    assert pane.step == CHECK
    assert not pane.parts.steps.button(MATCH).isEnabled()
    pane.go_on()
    settle()
    assert contacts(services) == 3
    pane.begin()
    pane.take_files([shared_data / "vcards" / "gmail-list.vcf"])
    settle()
    pane.go_back()
    assert pane.step == CHOOSE


def test_stopping_rolls_everything_back(
    pane: ImportPane, make_file: MakeFile, services: Services, context: PaneContext, settle: Settle
) -> None:
    rows = [[f"Name {n}", "Person", f"p{n}@example.com", "", "", ""] for n in range(5000)]
    pane.take_files([make_file([HEADER, *rows])])
    settle()
    pane.go_on()
    settle()
    pane.go_on()
    context.operations.stop_all()
    settle()
    assert pane.step == CHECK
    assert contacts(services) == 0
    assert pane.parts.banner.isVisible()
    assert pane.parts.banner.title() == "The import was stopped."
    assert pane.parts.go_on.isEnabled()


def test_leaving_a_check_stops_it(pane: ImportPane, make_file: MakeFile, context: PaneContext, settle: Settle) -> None:
    rows = [[f"Name {n}", "Person", f"p{n}@example.com", "", "", ""] for n in range(5000)]
    pane.take_files([make_file([HEADER, *rows])])
    settle()
    pane.go_on()
    assert context.operations.busy
    pane.go_back()
    settle()
    assert pane.step == MATCH
    assert not pane.parts.banner.isVisible()


def test_what_cannot_be_read_is_said_in_words(pane: ImportPane, tmp_path: Path, settle: Settle) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    pane.take_files([picture])
    settle()
    assert pane.step == CHOOSE
    assert "photo.csv" in pane.parts.banner.title()
    assert pane.parts.banner.isVisible()
    pane.take_files([tmp_path / "gone.csv"])
    settle()
    assert "could not be opened" in pane.parts.banner.title()


def test_rows_not_imported_are_saved_to_a_file(
    pane: ImportPane, doubtful: Path, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    with doubtful.open("a", encoding="utf-8") as file:
        file.write(",,,,,yes\n")
    target = tmp_path / "later.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    told: list[str] = []
    pane.notice.connect(told.append)
    pane.take_files([doubtful])
    settle()
    pane.go_on()
    settle()
    assert pane.parts.go_on.accessibleName() == "Import 2 now, keep 1 for later"
    pane.go_on()
    settle()
    assert pane.parts.done.refused_title.text() == "2 rows not imported, 1 of them kept for later"
    pane.parts.done.save.click()
    settle()
    saved = target.read_text("utf-8-sig")
    assert "Zoe" in saved
    assert "same e-mail address" in saved
    assert told == ["Saved to later.csv"]


def test_every_control_has_a_name(pane: ImportPane, people: Path, settle: Settle) -> None:
    pane.take_files([people])
    settle()
    pane.go_on()
    settle()
    nameless = [
        child for child in pane.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and isinstance(child, Button) and not child.accessibleName()
        and child.text()
    ]  # fmt: skip
    assert nameless == []
    assert all(action.text for action in pane.actions_here())
    assert all(region.isVisible() for region in pane.regions())


def test_a_folder_of_documents_becomes_attachments(
    pane: ImportPane, services: Services, qtbot: QtBot, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nora, _ = services.records.create("contact", {"name": "Nora Lind"})
    folder = tmp_path / "papers"
    (folder / "Nora Lind").mkdir(parents=True)
    (folder / "Nora Lind" / "contract.txt").write_text("signed")
    (folder / "Nobody.txt").write_text("lost")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    click(qtbot, pane.parts.choose.choose_folder)
    settle()
    assert pane.step == MATCH
    assert pane.parts.title.text() == "Import documents"
    assert not pane.parts.match.known.isVisible()
    assert not pane.parts.match.reading.delimiter.isVisible()
    click(qtbot, pane.parts.go_on)
    settle()
    assert pane.parts.go_on.accessibleName() == "Import 1 document"
    assert services.database.value("SELECT count(*) FROM attachment") == 0
    click(qtbot, pane.parts.go_on)
    settle()
    assert pane.step == DONE
    assert pane.parts.done.title.text() == "1 document added"
    assert services.database.rows("SELECT record_id, name FROM attachment") == [(nora, "contract.txt")]


def test_by_what_records_of_json_are_known_is_chosen_in_the_check(
    pane: ImportPane, services: Services, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    services.records.create("product", {"name": "Rye", "code": "R1"})
    path = tmp_path / "products.json"
    path.write_text(json.dumps([{"id": "f" * 32, "name": "Rye bread", "code": "R1", "unit": "loaf", "price": "4.20"}]))
    pane.take_files([path])
    settle()
    assert pane.step == CHECK
    assert pane.parts.go_on.accessibleName() == "Import 1 product"
    click(qtbot, pane.parts.known)
    popover = pane.window().findChild(KnownPopover)
    assert popover is not None
    assert [popover.known.also.itemData(row) for row in range(popover.known.also.count())][:3] == ["", "name", "sku"]
    popover.known.also.set_key("sku")
    popover.known.also.chosen.emit("sku")
    settle()
    popover.close_popover()
    click(qtbot, pane.parts.go_on)
    settle()
    assert services.records.count("product") == 1
    assert services.database.rows("SELECT name, code FROM product") == [("Rye bread", "R1")]


def test_several_files_have_their_turns_and_one_that_cannot_be_read_stops_nobody(
    pane: ImportPane, shared_data: Path, services: Services, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    cards = sorted((shared_data / "vcards").glob("gmail-*.vcf"))[:2]
    broken = tmp_path / "picture.vcf"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    pane.parts.choose.files_chosen.emit([str(cards[0]), str(broken), str(cards[1])])
    settle()
    pane.go_on()
    settle()
    assert pane.step == DONE
    first = contacts(services)
    assert first
    assert pane.parts.done.again.text() == "Next: picture.vcf"
    assert "Still to come: 2 files." in pane.parts.done.text.text()
    assert pane.parts.first_focus(DONE) is pane.parts.done.again
    press(qtbot, pane, Qt.Key.Key_Return)
    settle()
    assert pane.step == CHOOSE
    pane.parts.banner.action_button.click()
    settle()
    assert pane.step == CHECK
    pane.go_on()
    settle()
    assert contacts(services) > first
    assert pane.parts.done.again.text() == "Import another file"
