"""Every card that other programs wrote goes through us and back, and a CardDAV server takes each of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
import vobject

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.fields import FieldType
from crm_desktop.exchange.card import Card
from crm_desktop.exchange.vcard import read_vcards
from crm_desktop.exchange.vcard_values import unescaped
from crm_desktop.exchange.vcard_writer import Version
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.exporting.options import ExportOptions
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from tests.services.exporting.card_server import CardServer, NoServer

NewShop = Callable[[FixedClock], Path]
HOW_MANY = 19
_ABOUT_THE_FILE = ("version", "line", "problems")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardServer]:
    """A Radicale server on loopback."""
    try:
        started = CardServer(tmp_path_factory.mktemp("radicale"))
    except NoServer as reason:
        pytest.skip(f"No card server can be started here: {reason}")
    yield started
    started.stop()


def samples(shared_data: Path) -> list[tuple[str, Card]]:
    """Return (file and number, card) of every sample."""
    return [
        (f"{file.stem} {number}", card)
        for file in sorted((shared_data / "vcards").glob("*.vcf"))
        for number, card in enumerate(read_vcards(file.read_bytes()).cards, 1)
    ]


def through_us(card: Card, file: Path, shop: Path, clock: FixedClock, version: Version) -> bytes:
    """Import one card of a file into a workspace, and export it."""
    services = open_services(shop, clock=clock)
    try:
        plan = services.importing.look(file)
        alone = replace(plan, cards=(replace(plan.cards[0], cards=(card,)),), count=1)
        assert services.importing.run(alone).created == 1
        kind = "company" if card.kind == "company" else "person"
        target = shop.with_suffix(".vcf")
        options = ExportOptions(version=version)
        assert export_records(services, "contact", target, f"kind = {kind}", options=options) == 1
        again = services.importing.run(services.importing.look(target))
        assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
        return target.read_bytes()
    finally:
        services.close()


def assert_nothing_is_lost(theirs: Card, ours: Card) -> None:
    """Every value of theirs is on ours; what a card must have and theirs lacks may be added."""
    for field in fields(Card):
        if field.name in _ABOUT_THE_FILE:
            continue
        before, after = getattr(theirs, field.name), getattr(ours, field.name)
        if field.name == "name":
            for part in fields(before):
                word = " ".join(getattr(before, part.name).split())
                assert not before or word == getattr(after, part.name)
        elif field.name in ("full_name", "uid"):
            assert after
            assert not before or " ".join(before.split()) == after
        elif field.name in ("phones", "emails", "urls"):
            assert [replace(one, params=()) for one in after] == [replace(one, params=()) for one in before]
            for was, one in zip(before, after, strict=True):
                assert set(was.params) <= set(one.params)
        elif field.name == "extras":
            said = [(one.name, unescaped(one.value), one.params) for one in before]
            assert [(one.name, unescaped(one.value), one.params) for one in after] == said
        else:
            assert after == before, field.name


def in_order(card: Card) -> Card:
    """Return a card with its other properties as the server writes them: in order, and without control letters."""
    extras = [
        replace(one, value=one.value.replace("\x0c", ""), params=tuple(sorted(one.params))) for one in card.extras
    ]
    return replace(card, version="", extras=tuple(sorted(extras, key=lambda one: (one.name, one.value))))


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_every_card_comes_back_whole_and_a_server_takes_it(
    server: CardServer, version: Version, shared_data: Path, tmp_path: Path, new_shop: NewShop, clock: FixedClock
) -> None:
    book = f"cards-{version[0]}"
    server.make_book(book)
    found = samples(shared_data)
    assert len(found) == HOW_MANY
    for number, (name, theirs) in enumerate(found):
        file = shared_data / "vcards" / f"{name.rpartition(' ')[0]}.vcf"
        shop = Path(shutil.copyfile(new_shop(clock), tmp_path / f"{number}.crm"))
        data = through_us(theirs, file, shop, clock, version)
        (ours,) = read_vcards(data).cards
        assert ours.version == version
        assert ours.problems == ()
        assert_nothing_is_lost(theirs, ours)
        assert vobject.readOne(data.decode()).fn.value == ours.full_name
        place = f"/sofia/{book}/{number}.vcf"
        status, answer = server.ask("PUT", place, data, **{"Content-Type": "text/vcard; charset=utf-8"})
        assert status == 201, (name, answer, server.complaints())
        status, answer = server.ask("GET", place)
        assert status == 200
        (stored,) = read_vcards(answer).cards
        assert in_order(stored) == in_order(ours), name
    status, answer = server.ask("PROPFIND", f"/sofia/{book}/", Depth="1")
    assert status == 207
    assert answer.count(b".vcf</") == HOW_MANY


RICH = {
    "name": "Nora Lind", "pinned": True, "lifecycle": "customer",
    "emails": [{"value": "nora@example.org", "consent": "letters; and, news", "consent_source": "\"fair\": hall 2"}],
    "social": [{"value": "nora", "type": "mastodon", "opted_out_at": "2025-01-02T03:04:05Z"}],
    "addresses": [{"street": "2 Mill Lane", "city": "Bath", "valid_from": "2024-01-01", "latitude": "51.381",
                   "longitude": "-2.359"}],
    "affiliations": [{"company": "Harbor, Vine; Co", "role": "Cook"},
                     {"company": "Old Mill", "role": "Baker", "started_on": "2015-01-01", "ended_on": "2019-06-30"}],
}  # fmt: skip


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_server_keeps_what_only_our_cards_say(
    server: CardServer, version: Version, services: Services, tmp_path: Path
) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Floor; door", FieldType.TEXT))
    nora, _ = services.records.create("contact", RICH | {"floor_door": '2, left; "rear"'})
    book, target = f"own-{version[0]}", tmp_path / "own.vcf"
    server.make_book(book)
    options = ExportOptions(version=version)
    assert export_records(services, "contact", target, 'name = "Nora Lind"', options=options) == 1
    headers = {"Content-Type": "text/vcard; charset=utf-8"}
    status, answer = server.ask("PUT", f"/sofia/{book}/1.vcf", target.read_bytes(), **headers)
    assert status == 201, (answer, server.complaints())
    (ours,) = read_vcards(target.read_bytes()).cards
    (stored,) = read_vcards(server.ask("GET", f"/sofia/{book}/1.vcf")[1]).cards
    assert in_order(stored) == in_order(ours)
    assert len([one for one in ours.extras if one.name.startswith("X-CRM-")]) == 5
    back = tmp_path / "back.vcf"
    back.write_bytes(server.ask("GET", f"/sofia/{book}/1.vcf")[1])
    again = services.importing.run(services.importing.look(back))
    lines = services.database.rows("SELECT * FROM journal_line WHERE entry_id = ?", (again.change.entry,))
    assert lines == []
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert services.records.read("contact", nora)["affiliations"][1]["ended_on"] == "2019-06-30"
