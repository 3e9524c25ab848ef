"""Duplicates are met while typing, in lists, after an import and from anywhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.duplicates.merge_dialog import MergeDialog
from crm_desktop.ui.importing.pane import ImportPane
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.quick_add import QuickAdd
from tests.services.duplicates.people import add


@pytest.fixture
def ann(services: Services) -> str:
    return add(services, "Ann Alder", email="ann@example.com", phone="07700 900142")


@pytest.fixture
def window(context: PaneContext, qtbot: QtBot, ann: str) -> MainWindow:
    window = MainWindow(context.services, context.operations, context.theme)
    window.resize(1300, 860)
    window.begin("contacts")
    qtbot.addWidget(window, before_close_func=_drain)
    window.show()
    idle(qtbot, context)
    return window


def _drain(window: MainWindow) -> None:
    window.operations.drain()


def idle(qtbot: QtBot, context: PaneContext) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: context.operations.idle, timeout=10_000)


def test_what_was_typed_is_used_for_the_one_there_is(
    window: MainWindow, context: PaneContext, services: Services, ann: str, qtbot: QtBot
) -> None:
    popover = NewContactPopover(context, window.top_bar.search)
    used: list[str] = []
    popover.created.connect(used.append)
    popover.open()
    QTest.keyClicks(popover.line, "A. Alder 07700 900142 alder@work.example")
    qtbot.waitUntil(lambda: bool(popover.hint()) and context.operations.idle)
    assert popover.hint() == "Ann Alder has this phone number."
    popover.use_button.click()
    idle(qtbot, context)
    assert used == [ann]
    assert {line.value for line in services.contacts.detail(ann).channels} == {
        "07700 900142", "ann@example.com", "alder@work.example",
    }  # fmt: skip
    assert services.contacts.counts().people == 1


def _offered(line: QuickAdd) -> dict[str, Button]:
    return {one.accessibleName(): one for one in line._choices.findChildren(Button) if one.isVisible()}


@pytest.mark.parametrize(("press", "emails"), [("Open", 1), ("Use", 2), ("", 1)])
def test_quick_add_says_who_it_looks_like(
    window: MainWindow, context: PaneContext, services: Services, ann: str, qtbot: QtBot, press: str, emails: int
) -> None:
    window.panels.open_quick_add()
    line = window.findChild(QuickAdd)
    assert line is not None
    qtbot.keyClicks(line.edit, "contact Annie Elder 07700 900142 alder@work.example")
    qtbot.waitUntil(lambda: line._ask_label.text() == "Looks like Ann Alder. Enter creates all the same.")
    idle(qtbot, context)
    if press:
        qtbot.waitUntil(lambda: press in _offered(line))
        _offered(line)[press].click()
    else:
        qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line.isHidden())
    idle(qtbot, context)
    pane = window.host.current()
    assert isinstance(pane, ContactsPane)
    assert services.contacts.counts().people == (1 if press else 2)
    assert sum(line.medium == "email" for line in services.contacts.detail(ann).channels) == emails


def test_selected_contacts_are_put_side_by_side(
    window: MainWindow, context: PaneContext, services: Services, ann: str, qtbot: QtBot
) -> None:
    other = add(services, "Ann Alder")
    pane = window.host.current()
    assert isinstance(pane, ContactsPane)
    pane.reload()
    idle(qtbot, context)
    assert not next(action for action in pane.actions_here() if action.key == "contact.merge").enabled
    pane.list_panel.rows.selectAll()
    idle(qtbot, context)
    action = next(action for action in pane.actions_here() if action.key == "contact.merge")
    assert action.enabled
    assert pane.bulk_bar.button("merge").isVisible()
    action.trigger()
    idle(qtbot, context)
    dialog = next(one for one in window.findChildren(MergeDialog) if one.isVisible())
    assert {head.side.id for head in dialog.compare.heads} == {ann, other}
    dialog.compare.merge()
    idle(qtbot, context)
    assert services.contacts.counts().people == 1
    assert "Merged two records of Ann Alder" in window.undoing.toast.text()
    assert pane.contact is not None
    assert pane.contact.id == services.duplicates.survivor_of(ann)


def test_the_page_is_reached_from_contacts_and_from_the_menu(
    window: MainWindow, context: PaneContext, qtbot: QtBot
) -> None:
    for key in ("contacts.duplicates", "view.duplicates"):
        window.show_page("contacts")
        idle(qtbot, context)
        actions = {action.key: action for action in (*window.actions_here(), *window.actions_of_window)}
        actions[key].trigger()
        idle(qtbot, context)
        assert window.host.current_key == "duplicates"


def test_a_merged_contact_opens_as_the_one_that_stays(
    window: MainWindow, context: PaneContext, services: Services, ann: str, qtbot: QtBot
) -> None:
    other = add(services, "Anne Alder")
    services.duplicate_commands.merge(ann, [other])
    window.open_record("contact", other)
    idle(qtbot, context)
    pane = window.host.current()
    assert isinstance(pane, ContactsPane)
    qtbot.waitUntil(lambda: pane.contact is not None and pane.contact.id == ann and context.operations.idle)
    assert pane.detail.header.name_label.text() == "Ann Alder"


def test_an_import_offers_to_review_what_came_twice(
    context: PaneContext, services: Services, ann: str, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [("First name", "Last name", "Phone"), ("Ann", "Alder", "07700 900142"), ("Bo", "Birch", "07700 900777")]
        csv.writer(file).writerows(rows)
    pane = ImportPane(context)
    qtbot.addWidget(pane)
    pane.show()
    asked: list[tuple[str, str, str]] = []
    pane.request.connect(lambda *wish: asked.append(wish))
    pane.take_files([path])
    idle(qtbot, context)
    for _ in range(2):
        pane.go_on()
        idle(qtbot, context)
    idle(qtbot, context)
    button = pane.parts.done.duplicates
    if services.contacts.counts().people == 3:  # the same phone did not make it the same contact
        assert button.accessibleName() == "1 may be a duplicate: review"
        assert button.isVisible()
        button.click()
        assert asked == [("duplicates", "contact", "")]
    else:
        assert not button.isVisible()
    context.operations.stop_all()
