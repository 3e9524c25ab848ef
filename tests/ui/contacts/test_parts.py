"""Lines with consent, companies, relations, photo and rhythm, as a person changes them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.part_forms import AddressPopover, AffiliationPopover, ConsentPopover, RelationPopover
from crm_desktop.ui.contacts.side_panel import SidePanel
from crm_desktop.ui.fields.part_popover import PartPopover
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.portraits import SIDE, as_file, square
from crm_desktop.ui.kit.small_buttons import LinkButton
from tests.ui.contacts.conftest import Screen, drop, drop_files

Form = TypeVar("Form", bound=PartPopover)


def _open(screen: Screen, kind: type[Form]) -> Form:
    screen.settle()
    (found,) = (popover for popover in screen.window.findChildren(kind) if popover.isVisible())
    return found


def _contact(screen: Screen) -> ContactDetail:
    screen.settle()
    contact = screen.pane.contact
    assert contact is not None
    return contact


def _side(screen: Screen) -> SidePanel:
    return screen.pane.detail.side


def _line(screen: Screen, medium: str) -> str:
    return next(f"channel:{one.id}" for one in _contact(screen).channels if one.medium == medium)


def _choose(screen: Screen, key: str, words: str) -> None:
    """Open the menu of a label and choose from it."""
    menu = _side(screen).row(key).type_menu()
    next(action for action in menu.actions() if action.text() == words).trigger()
    screen.settle()


def _type(side: SidePanel, key: str, text: str) -> None:
    """Write into a line that is being edited, and press Enter."""
    editor = side.row(key).editor
    field = editor.editor() if editor is not None else None
    assert isinstance(field, QLineEdit)
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_line_can_be_opted_out_and_marked_as_dead(screen: Screen) -> None:
    key = _line(screen, "email")
    _choose(screen, key, "Opted out")
    assert _side(screen).row(key).hint() == "Opted out 20 Nov 2025"
    assert _side(screen).row("consent").value() == "Opted out"
    _choose(screen, key, "Opted out")
    _choose(screen, key, "Does not work")
    assert (_contact(screen).email, _side(screen).row(key).hint()) == ("", "Does not work")
    _choose(screen, key, "Remove")
    assert not [one for one in _contact(screen).channels if one.medium == "email"]


def test_what_was_agreed_to_stands_on_the_line(screen: Screen) -> None:
    key = _line(screen, "email")
    _choose(screen, key, "Consent…")
    form = _open(screen, ConsentPopover)
    form.source.setText("Fair 2025")
    form.save()
    assert form.isVisible()
    form.consent.setText("News by email")
    form.save_button.click()
    line = next(one for one in _contact(screen).channels if one.medium == "email")
    assert (line.consent, line.consent_source) == ("News by email", "Fair 2025")
    assert line.consent_at is not None
    assert _side(screen).row("consent").value() == "Email"


def test_another_number_is_added_and_comes_first(screen: Screen) -> None:
    side = _side(screen)
    side.edit("new:messaging")
    _type(side, "new:messaging", "@amelia")
    assert [one.value for one in _contact(screen).channels if one.medium == "messaging"] == ["@amelia"]
    assert "new:messaging" not in set(side.keys())
    side.edit("new:phone")
    _type(side, "new:phone", "0770 900461")
    second = [one for one in _contact(screen).channels if one.medium == "phone"][1]
    _choose(screen, f"channel:{second.id}", "Use this one first")
    assert _contact(screen).phone == "0770 900461"


def test_a_company_that_was_left_is_former_and_grey(screen: Screen, services: Services) -> None:
    side = _side(screen)
    side.open_part("company")
    form = _open(screen, AffiliationPopover)
    form.company.set_picked("", "Northwind Bikes")
    form.role.setText("Buyer")
    form.start.set_value(form._today())
    form.save_button.click()
    places = _contact(screen).affiliations
    assert {one.name for one in places} == {"Harbor & Vine Catering", "Northwind Bikes"}
    first = next(one for one in places if one.name == "Harbor & Vine Catering")
    _choose(screen, f"affiliation:{first.id}", "No longer works there")
    assert side.row(f"affiliation:{first.id}").hint() == "Owner · until 2025"
    assert screen.pane.contact is not None
    assert screen.pane.contact.company is not None
    assert screen.pane.contact.company.name == "Northwind Bikes"
    # The company still shows who was there.
    screen.pane.open_record("contact", first.contact_id)
    screen.settle()
    screen.pane.detail.show_tab("people")
    screen.settle()
    (button,) = screen.pane.detail.related("people").buttons()
    assert button.line.is_former
    assert (button.line.title, button.line.subtitle) == ("Amelia Okafor", "Owner · until 20 Nov 2025")


def test_an_end_before_the_beginning_is_told(screen: Screen) -> None:
    _side(screen).open_part("company")
    form = _open(screen, AffiliationPopover)
    form.save()
    form.company.set_picked("", "Northwind Bikes")
    form.start.setText("1 Nov 2025")
    form.start.editingFinished.emit()
    form.end.setText("1 Oct 2025")
    form.end.editingFinished.emit()
    form.save()
    assert form.isVisible()
    assert len(_contact(screen).affiliations) == 1


def test_a_relation_is_picked_and_leads_to_the_other(screen: Screen, services: Services) -> None:
    ben = services.contacts.find("Ben Castillo")
    assert ben is not None
    side = _side(screen)
    side.open_part("relation")
    form = _open(screen, RelationPopover)
    form.save()
    assert form.isVisible()
    form.choice.setCurrentIndex(form.choice.findText("Referred by"))
    form.other.set_picked(ben, "Ben Castillo")
    form.save_button.click()
    (tie,) = _contact(screen).relations
    key = f"relation:{tie.id}"
    assert side.row(key).value() == "Ben Castillo"
    _choose(screen, key, "Change…")
    form = _open(screen, RelationPopover)
    form.note.setText("at the market")
    form.save_button.click()
    screen.settle()
    assert side.row(key).hint() == "at the market"
    link = side.row(key).findChild(LinkButton)
    assert link is not None
    link.click()
    screen.settle()
    assert _contact(screen).name == "Ben Castillo"
    assert [(one.words, one.name) for one in _contact(screen).relations] == [("Referred", "Amelia Okafor")]


def test_soft_facts_show_once_they_are_known(screen: Screen, services: Services) -> None:
    side = _side(screen)
    assert "interests" not in set(side.keys())
    services.contact_commands.save_field(_contact(screen).id, "interests", "Sailing")
    screen.pane.reload()
    screen.settle()
    assert side.row("interests").value() == "Sailing"
    side.set_shows_all(True)
    assert {"family", "preferences", "keep_in_touch_days"} <= set(side.keys())


def test_a_rhythm_is_chosen_and_shown_as_a_chip(screen: Screen) -> None:
    side = _side(screen)
    side.set_shows_all(True)
    menu = side.row("keep_in_touch_days").choice_menu()
    next(action for action in menu.actions() if action.text() == "Every month").trigger()
    assert _contact(screen).keep_in_touch_days == 30
    assert "In touch by 20 Dec" in [chip.text() for chip in screen.pane.detail.header.findChildren(Chip)]


def _picture(width: int = 640, height: int = 400) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return image


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    path = tmp_path / "amelia.png"
    _picture().save(str(path))
    return path


def test_a_picture_dropped_on_the_avatar_becomes_the_photo(
    screen: Screen, services: Services, photo_file: Path, some_file: Path
) -> None:
    avatar = screen.pane.detail.header.avatar
    assert drop_files(avatar, [photo_file])
    photo = _contact(screen).photo_id
    kept = square(services.workspace.blob(photo) or b"", SIDE)
    assert (kept.width(), kept.height()) == (SIDE, SIDE)
    screen.settle()
    assert avatar.photo is not None
    row = screen.pane.list_panel.current_row()
    assert row is not None
    assert row.photo_id == photo
    # What is no picture is attached to the contact, as anywhere else on the page.
    assert not drop(avatar, QMimeData())
    screen.pane.act("photo_remove")
    assert _contact(screen).photo_id == ""
    screen.settle()
    assert avatar.photo is None


def test_a_copied_picture_is_pasted(screen: Screen) -> None:
    QGuiApplication.clipboard().setImage(_picture(100, 90))
    screen.pane.act("photo_paste")
    assert _contact(screen).photo_id


def test_what_is_no_picture_is_told(screen: Screen, tmp_path: Path) -> None:
    told: list[object] = []
    screen.pane.operations.failed.connect(told.append)
    fake = tmp_path / "fake.png"
    fake.write_bytes(b"no picture at all")
    screen.pane.detail.centre.photos.take_file(_contact(screen).id, fake)
    QGuiApplication.clipboard().setText("only words")
    screen.pane.act("photo_paste")
    assert _contact(screen).photo_id == ""
    assert len(told) == 2


def test_drawings_and_giants_are_no_photos() -> None:
    assert square(b"<svg xmlns='http://www.w3.org/2000/svg'/>", SIDE).isNull()
    assert square(b"", SIDE).isNull()
    assert square(as_file(_picture(300, 20)), SIDE).size().width() == 20


def test_an_address_has_days_and_a_place_on_the_map(screen: Screen) -> None:
    side = _side(screen)
    side.open_part("address")
    form = _open(screen, AddressPopover)
    order = []
    for _ in range(9):
        order.append(screen.window.focusWidget())
        QTest.keyClick(screen.window.focusWidget(), Qt.Key.Key_Tab)
    assert order == [
        form.street, form.postcode, form.city, form.region, form.country, form.start, form.end, form.place,
        form.save_button,
    ]  # fmt: skip
    form.save()
    assert "empty" in form.message.text()
    form.street.setPlainText("Alexanderplatz 1")
    form.city.setText("Berlin")
    form.end.setText("31 Dec 2030")
    form.end.editingFinished.emit()
    form.place.setText("Berlin")
    form.save()
    assert form.message.text().startswith("“Berlin” is no place on a map.")
    form.place.setText("geo:52.5219,13.4132?q=x")
    QTest.keyClick(form.place, Qt.Key.Key_Return)
    address = next(one for one in _contact(screen).addresses if one.city == "Berlin")
    key = f"address:{address.id}"
    assert side.row(key).hint() == "Until 31 Dec 2030 · 52.5219, 13.4132"
    assert not side.row(key).field.former
    _choose(screen, key, "Copy the place on the map")
    assert QGuiApplication.clipboard().text() == "52.5219, 13.4132"
    # Writing its lines anew keeps what has no line; the form comes back filled, and takes the end away.
    side.edit(key)
    side._on_committed(key, "Alexanderplatz 2\n10178 Berlin")
    screen.settle()
    _choose(screen, key, "Change…")
    form = _open(screen, AddressPopover)
    assert (form.street.toPlainText(), form.postcode.text(), form.place.text()) == (
        "Alexanderplatz 2", "10178", "52.5219, 13.4132",
    )  # fmt: skip
    form.end.set_value(None)
    form.place.clear()
    form.save()
    assert (_contact(screen).id, side.row(key).hint()) == (_contact(screen).id, "")


def test_a_relation_is_put_into_own_words(screen: Screen, services: Services) -> None:
    ben = services.contacts.find("Ben Castillo")
    side = _side(screen)
    side.open_part("relation")
    form = _open(screen, RelationPopover)
    assert not form.words.isVisible()
    form.choice.setCurrentIndex(form.choice.findText("Another relation…"))
    assert form.words.isVisible()
    form.other.set_picked(ben or "", "Ben Castillo")
    form.save()
    assert "Godparent of" in form.message.text()
    form.words.setText("Godparent of")
    form.other_words.setText("Godchild of")
    form.save_button.click()
    (tie,) = _contact(screen).relations
    assert (tie.words, side.row(f"relation:{tie.id}").value()) == ("Godparent of", "Ben Castillo")
    services.history.undo()
    screen.pane.reload()
    assert _contact(screen).relations == ()
    assert "Godparent of" not in {one.name for one in services.contacts.relation_types()}


def test_a_tag_gives_its_rhythm_and_says_so(screen: Screen, services: Services) -> None:
    contact, side = _contact(screen), _side(screen)
    services.contact_commands.tag([contact.id], "Gold")
    tag = next(one for one in services.contacts.group_rhythms() if one.name == "Gold")
    services.contact_commands.save_field(contact.id, "keep_in_touch_days", "")
    services.contact_commands.set_group_rhythm("tag", tag.id, 45)
    screen.pane.reload()
    screen.settle()
    row = side.row("keep_in_touch_days")
    assert (row.value(), row.hint()) == ("Every 45 days", "Tagged “Gold”")
    next(one for one in row.choice_menu().actions() if one.text() == "No rhythm").trigger()
    screen.settle()
    assert (row.value(), row.hint(), _contact(screen).in_touch) == ("No rhythm", "", None)
    next(one for one in row.choice_menu().actions() if one.text() == "As tags and segments say").trigger()
    screen.settle()
    assert row.hint() == "Tagged “Gold”"
