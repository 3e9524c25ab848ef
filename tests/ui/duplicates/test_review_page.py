"""The review page: found, compared, merged, kept apart, skipped, brought back; by mouse and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.views import ChannelDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.duplicates.merge_dialog import MergeDialog
from crm_desktop.ui.duplicates.pane import DuplicatesPane, key_of
from crm_desktop.ui.kit.portraits import as_file
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.duplicates.people import add

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def people(services: Services) -> list[str]:
    """Ann three times, Bo twice, Cy once."""
    ids = [
        add(services, "Ann Alder", email="ann@example.com", phone="07700 900142", job_title="Owner"),
        add(services, "Anne Alder", email="ann@example.com", job_title="Buyer"),
        add(services, "Ann Alder", email="ann@example.com", phone="07700 900142", birthday="--03-09"),
        add(services, "Bo Birch", phone="07700 900777"),
        add(services, "Bo Birch", phone="07700 900777"),
        add(services, "Cy Cedar", email="cy@example.com"),
    ]
    services.contact_commands.add_note(ids[0], "Wants rye")
    return ids


@pytest.fixture
def pane(people: list[str], context: PaneContext, qtbot: QtBot) -> Iterator[DuplicatesPane]:
    window = QMainWindow()
    pane = DuplicatesPane(context)
    context.operations.data_changed.connect(pane.apply_change)
    window.setCentralWidget(pane)
    window.resize(1220, 800)
    qtbot.addWidget(window)
    window.show()
    pane.reload()
    settle(qtbot, pane)
    yield pane
    context.operations.stop_all()
    window.close()


def settle(qtbot: QtBot, pane: DuplicatesPane) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: pane.operations.idle)


def listed(pane: DuplicatesPane) -> list[str]:
    model = pane.queue.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def compared(pane: DuplicatesPane) -> list[str]:
    return [head.side.id for head in pane.compare.heads] if pane.compare.isVisible() else []


def test_the_first_visit_looks_and_shows_the_likeliest(
    pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(listed(pane)) == 2 and all(listed(pane)))
    assert set(listed(pane)) == {"Ann Alder ×2 · Anne Alder", "Bo Birch ×2"}
    assert pane.queue.count.text() == "2 groups to review"
    assert set(compared(pane)) == set(services.duplicates.groups()[0].ids)
    assert not pane.queue.old.isVisible()


def choose_ann(pane: DuplicatesPane, qtbot: QtBot, people: list[str]) -> None:
    if people[0] not in compared(pane):
        pane.skip()
        settle(qtbot, pane)
    assert set(compared(pane)) == set(people[:3])


def test_a_group_that_is_put_off_stays_behind_the_others_at_the_next_start(
    pane: DuplicatesPane, people: list[str], context: PaneContext, services: Services, qtbot: QtBot
) -> None:
    first, second = compared(pane), [one.ids for one in services.duplicates.groups()][1]
    pane.skip()
    settle(qtbot, pane)
    assert set(compared(pane)) == set(second)
    assert pane.queue.count.text() == "2 groups to review · 1 for later"
    pane.skip()  # nothing else is left: it goes on to the one that was put off
    settle(qtbot, pane)
    assert set(compared(pane)) == set(first)
    again = DuplicatesPane(context)
    qtbot.addWidget(again)
    again.restore(json.loads(json.dumps(pane.state())))
    again.show()
    again.reload()
    settle(qtbot, again)
    assert set(compared(again)) == set(second)
    assert again._later == {key_of(pane._groups[1])}


def test_the_one_on_which_most_hangs_stays_and_differing_values_are_chosen(
    pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot
) -> None:
    choose_ann(pane, qtbot, people)
    assert pane.compare.keep == people[0]
    assert set(pane.compare._cells) == {"name", "job_title"}
    pane.compare.pick("job_title", people[1])
    wish = pane.compare.wish()
    assert wish is not None
    assert wish.chosen == {"name": people[0], "job_title": people[1]}
    qtbot.mouseClick(pane.compare.merge_button, Qt.MouseButton.LeftButton)
    settle(qtbot, pane)
    found = services.contacts.detail(people[2])
    assert (found.id, found.job_title, found.birthday) == (people[0], "Buyer", "--03-09")
    assert listed(pane) == ["Bo Birch ×2"]
    assert set(compared(pane)) == set(people[3:5])


def test_who_stays_can_be_changed_and_what_was_picked_is_kept(
    pane: DuplicatesPane, people: list[str], qtbot: QtBot
) -> None:
    choose_ann(pane, qtbot, people)
    heads = {head.side.id: head for head in pane.compare.heads}
    pane.compare.pick("name", people[2])
    qtbot.mouseClick(heads[people[1]].keep, Qt.MouseButton.LeftButton)
    wish = pane.compare.wish()
    assert wish is not None
    assert wish.keep == people[1]
    assert wish.chosen == {"name": people[2], "job_title": people[1]}


def test_one_of_three_can_be_left_out(
    pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot
) -> None:
    choose_ann(pane, qtbot, people)
    heads = {head.side.id: head for head in pane.compare.heads}
    heads[people[1]].include.setChecked(False)
    wish = pane.compare.wish()
    assert wish is not None
    assert wish.others == (people[2],)
    heads[people[2]].include.setChecked(False)
    assert pane.compare.wish() is None
    assert not pane.compare.merge_button.isEnabled()
    heads[people[2]].include.setChecked(True)
    pane.compare.merge()
    settle(qtbot, pane)
    assert services.contacts.detail(people[1]).id == people[1]
    assert any(set(group.ids) == set(people[:2]) for group in services.duplicates.groups())


def test_by_keyboard_alone(pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot) -> None:
    pane.focus_work()
    assert pane.queue.list.hasFocus()
    first = pane.compare.keep
    qtbot.keyClick(pane.queue.list, Qt.Key.Key_Down)
    settle(qtbot, pane)
    assert pane.compare.keep != first
    qtbot.keyClick(pane.queue.list, Qt.Key.Key_Return)
    focus = pane.focusWidget()
    assert focus is not None
    assert pane.compare.isAncestorOf(focus)
    pane.queue.list.setFocus()
    qtbot.keyClick(pane.queue.list, Qt.Key.Key_Return, CTRL)
    settle(qtbot, pane)
    assert len(listed(pane)) == 1
    letters = {action.shortcut: action for action in pane.actions_here() if action.enabled}
    assert set(letters) >= {"Ctrl+Return", "N", "S"}
    letters["N"].trigger()
    settle(qtbot, pane)
    assert services.database.value("SELECT count(*) FROM not_duplicate") > 0
    assert pane.empty.isVisible()
    assert pane.empty.title() == "No duplicates are left"


def test_undo_brings_a_group_back(pane: DuplicatesPane, services: Services, qtbot: QtBot) -> None:
    before = listed(pane)
    pane.compare.merge()
    settle(qtbot, pane)
    pane.compare.merge()
    settle(qtbot, pane)
    assert pane.empty.isVisible()
    for _ in range(2):
        pane.operations.write(pane, services.history.undo)
        settle(qtbot, pane)
    assert pane.compare.isVisible()
    assert sorted(listed(pane)) == sorted(before)


def test_changed_contacts_are_only_said_to_make_it_old(
    pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot
) -> None:
    add_line = ChannelDraft("phone", "07700 900888")
    pane.operations.write(pane, lambda: services.contact_commands.save_channel(people[5], add_line))
    settle(qtbot, pane)
    assert pane.queue.old.isVisible()
    assert len(listed(pane)) == 2
    qtbot.mouseClick(pane.queue.look_button, Qt.MouseButton.LeftButton)
    settle(qtbot, pane)
    assert not pane.queue.old.isVisible()


def test_a_stopped_look_says_what_it_would_do(people: list[str], context: PaneContext, qtbot: QtBot) -> None:
    pane = DuplicatesPane(context)
    qtbot.addWidget(pane)
    pane.show()
    pane.reload()
    qtbot.waitUntil(lambda: bool(pane._ticket))
    pane.stop()
    settle(qtbot, pane)
    if context.services.duplicates.found is None:  # it was stopped before it had ended
        assert pane.empty.isVisible()
        qtbot.mouseClick(pane.empty.primary_button, Qt.MouseButton.LeftButton)
        settle(qtbot, pane)
    assert len(listed(pane)) == 2


def test_a_refusal_is_said_and_nothing_is_lost(
    pane: DuplicatesPane, services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise Refused("The disk is full.", "Nothing was changed.")

    monkeypatch.setattr(services.duplicate_commands, "merge", refuse)
    pane.compare.merge()
    settle(qtbot, pane)
    assert pane.banner.isVisible()
    assert pane.banner.title() == "The disk is full."
    assert len(listed(pane)) == 2


def test_every_control_has_a_name(pane: DuplicatesPane, people: list[str], qtbot: QtBot) -> None:
    choose_ann(pane, qtbot, people)
    for button in pane.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button


def test_selected_contacts_are_merged_in_a_dialog(
    people: list[str], context: PaneContext, services: Services, qtbot: QtBot
) -> None:
    window = QMainWindow()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    dialog = MergeDialog(context, (people[0], people[1]), window)
    merged: list[str] = []
    dialog.merged.connect(merged.append)
    dialog.open()
    qtbot.waitUntil(lambda: context.operations.idle and dialog.compare.isEnabled())
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: context.operations.idle)
    assert merged == [people[0]]
    assert services.contacts.detail(people[1]).id == people[0]


def test_a_person_and_a_company_are_refused_in_the_dialog(
    people: list[str], context: PaneContext, services: Services, qtbot: QtBot
) -> None:
    firm = add(services, "Vine", kind="company")
    window = QMainWindow()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    dialog = MergeDialog(context, (people[0], firm), window)
    dialog.open()
    qtbot.waitUntil(lambda: context.operations.idle)
    assert dialog.banner.isVisible()
    assert "person and a company" in dialog.banner.title()
    assert not dialog.compare.isEnabled()
    dialog.reject()


def test_a_lead_that_is_a_contact_is_linked_from_here(
    pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot
) -> None:
    assert not pane.known_leads.isVisible()
    lead, _ = services.records.create("lead", {"name": "Cy C.", "email": "CY@example.com", "interest": "Rye"})
    other, change = services.records.create("lead", {"name": "Bo", "phone": "07700 900777"})
    pane.apply_change(change)
    settle(qtbot, pane)
    assert [(one.lead, one.contact) for one in pane.known_leads.rows] == [
        ("Bo", "Bo Birch"), ("Bo", "Bo Birch"), ("Cy C.", "Cy Cedar"),
    ]  # fmt: skip
    assert pane.known_leads in pane.regions()
    opened: list[tuple[str, str]] = []
    pane.record_requested.connect(lambda kind, record: opened.append((kind, record)))
    buttons = [one for one in pane.known_leads.findChildren(QAbstractButton) if "Open the lead" in one.accessibleName()]
    buttons[0].click()
    assert opened == [("lead", other)]
    count = services.database.value("SELECT count(*) FROM contact")

    pane.known_leads.link_buttons[2].click()
    settle(qtbot, pane)

    assert [one.lead for one in pane.known_leads.rows] == ["Bo", "Bo"]
    assert services.records.read("lead", lead)["person_id"] == people[5]
    assert services.database.value("SELECT count(*) FROM contact") == count
    assert services.database.value("SELECT count(*) FROM deal") == 0
    services.history.undo()
    pane.reload()
    settle(qtbot, pane)
    assert len(pane.known_leads.rows) == 3


def test_photos_stand_side_by_side_and_one_of_them_is_chosen(
    pane: DuplicatesPane, people: list[str], services: Services, qtbot: QtBot
) -> None:
    pictures = {}
    for contact, colour in zip(people[:2], ("#c04040", "#4040c0"), strict=True):
        image = QImage(32, 32, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        pane.apply_change(services.contact_commands.set_photo(contact, as_file(image)))
        pictures[contact] = services.contacts.photos_of([contact])[contact]
    settle(qtbot, pane)
    choose_ann(pane, qtbot, people)
    settle(qtbot, pane)
    cells = {cell.contact_id: cell for cell in pane.compare._cells["photo"]}
    heads = {head.side.id: head.avatar for head in pane.compare.heads}
    for contact, colour in zip(people[:2], ("#c04040", "#4040c0"), strict=True):
        photo = cells[contact].photo
        assert photo is not None
        for shown in (photo, heads[contact]):
            seen = shown.grab().toImage().pixelColor(shown.width() // 2, shown.height() // 2)
            assert abs(seen.red() - QColor(colour).red()) < 12
    assert cells[people[2]].photo is None
    radio = cells[people[1]].radio
    assert radio is not None
    assert radio.accessibleName() == "Photo: a photo, of Anne Alder"
    pane.compare.pick("photo", people[1])
    pane.compare.merge()
    settle(qtbot, pane)
    assert services.contacts.photos_of(people[:1]) == {people[0]: pictures[people[1]]}
