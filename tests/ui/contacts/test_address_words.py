"""An address in the details: written as its country does, read back as what it was."""

from __future__ import annotations

import pytest

from crm_desktop.services.contacts.views import AddressDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.address_words import address_text, read_address


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("14 Quay Street", "Bristol", "", "BS1 4DJ", ""), "14 Quay Street\nBristol BS1 4DJ"),
        (("Hauptstr. 3\nHinterhaus", "Berlin", "", "10115", "DE"), "Hauptstr. 3\nHinterhaus\n10115 Berlin\nDE"),
        (("Hauptstr. 3", "Weimar", "Thüringen", "99423", "Germany"), "Hauptstr. 3\n99423 Weimar\nThüringen\nGermany"),
        (("1 Main St", "San Francisco", "CA", "94107", "US"), "1 Main St\nSan Francisco, CA 94107\nUS"),
        (("1 Main St", "Ottawa", "ON", "K1A 0B1", "Canada"), "1 Main St\nOttawa, ON K1A 0B1\nCanada"),
        (("ul. Długa 1", "Warszawa", "", "00-950", "PL"), "ul. Długa 1\n00-950 Warszawa\nPL"),
        (("14 Quay Street", "Bristol", "Avon", "BS1 4DJ", ""), "14 Quay Street\nBristol BS1 4DJ\nAvon"),
        (("银城路 1", "上海", "浦东", "200120", "CN"), "银城路 1\n上海 200120\n浦东\nCN"),
    ],
)
def test_an_address_stands_as_its_country_writes_it_and_is_read_back_whole(
    services: Services, parts: tuple[str, str, str, str, str], shown: str
) -> None:
    contact, _ = services.records.create("contact", {"kind": "person", "name": "Ann Alder"})
    services.contact_commands.save_address(contact, AddressDraft(*parts))
    (known,) = services.contacts.detail(contact).addresses
    assert address_text(known) == shown
    moved = read_address(f"Backyard\n{shown}", known)
    assert (moved.city, moved.region, moved.postcode, moved.country) == parts[1:]
    assert moved.street == f"Backyard\n{parts[0]}"
