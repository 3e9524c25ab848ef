"""Bits that turned over while nobody looked: found or harmless, never a failure nobody expected."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.glance import glance
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from crm_desktop.storage.encryption import convert, new_salt
from crm_desktop.storage.failures import Damaged
from tests.robustness.conftest import Command

KINDS = ("contact", "deal", "product", "task", "event", "quote", "case", "activity")


def _use(services: Services, tally: dict[str, int]) -> None:
    """Read and write as a person would; what is refused must be refused in words."""
    for kind in KINDS:
        try:
            ids = services.records.row_ids(kind, None, [])
            services.records.rows(kind, ids[:200], services.records.access(kind).columns)
        except CrmError:
            tally["read refused"] += 1
    for word in ("am", "flour", "cake"):
        try:
            services.search.search(word)
        except CrmError:
            tally["read refused"] += 1
    before = services.database.damage
    try:
        made = services.contact_commands.quick_create("Zora Neu")
    except CrmError:
        tally["write refused"] += 1
        return
    assert before is None, "a write was accepted after damage had been found"
    assert made.entry is not None
    tally["written"] += 1


def _flip(file: Path, sample: bytes, seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(sample)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    file.write_bytes(data)


def _flip_many(folder: Path, sample: Path, seeds: range) -> dict[str, int]:
    tally = dict.fromkeys(("not opened", "read refused", "write refused", "written", "found by the check"), 0)
    file, data = folder / "flipped.crm", sample.read_bytes()
    for seed in seeds:
        _flip(file, data, seed)
        try:
            services = open_services(file)
        except CrmError:
            tally["not opened"] += 1
            continue
        try:
            _use(services, tally)
            tally["found by the check"] += any(not one.ok for one in check_workspace(services))
        finally:
            services.close()
    return tally


def test_a_few_flipped_bits(sample_file: Path, tmp_path: Path) -> None:
    tally = _flip_many(tmp_path, sample_file, range(20))
    assert tally["not opened"] + tally["found by the check"] > 2
    assert tally["written"] > 2


def test_a_name_in_the_table_of_contents_that_is_no_text(shop: Path, command: Command) -> None:
    data = bytearray(shop.read_bytes())
    at = data.index(b"CREATE TABLE") + len("CREATE TABLE")
    data[at + 2 : at + 4] = b"\xd4("  # the driver cannot even quote what it found
    shop.write_bytes(data)
    assert "is damaged and was not opened" in command(shop, "list", "contact").refusal()
    assert glance(shop) is None


# The second is dropped by its name in either spelling, but its line in the table of contents is not.
@pytest.mark.parametrize("called", ["type = 'Trigger'", "name = 'journal_Activity_insert'"], ids=["type", "name"])
def test_a_trigger_that_the_table_of_contents_calls_something_else(shop: Path, called: str) -> None:
    with sqlite3.connect(shop) as other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute(f"UPDATE sqlite_master SET {called} WHERE name = 'journal_activity_insert'")
    other.close()
    services = open_services(shop)
    for _ in range(2):
        with pytest.raises(Damaged):
            services.contact_commands.quick_create("Zora Neu")
    other = sqlite3.connect(shop, timeout=0)
    other.execute("BEGIN IMMEDIATE")  # nothing is left locked behind it
    other.close()
    services.close()
    open_services(shop).close()


@pytest.mark.torture
def test_a_thousand_flipped_bits(sample_file: Path, tmp_path: Path) -> None:
    tally = _flip_many(tmp_path, sample_file, range(1000, 2000))
    print(tally)
    assert tally["not opened"] + tally["found by the check"] > 200


@pytest.mark.torture
def test_every_flipped_bit_of_an_encrypted_file_that_is_read_is_found(sample_file: Path, tmp_path: Path) -> None:
    locked = Path(shutil.copy(sample_file, tmp_path / "locked.crm"))
    key = bytes(range(32))
    convert(locked, None, key + new_salt())
    file, data, unseen = tmp_path / "flipped.crm", locked.read_bytes(), 0
    for seed in range(200):
        _flip(file, data, seed)
        try:
            services = open_services(file, key=key)
        except CrmError:
            continue
        try:
            unseen += all(one.ok for one in check_workspace(services))
        finally:
            services.close()
    print(f"{unseen} of 200 unseen")
    assert unseen <= 10  # on pages that hold nothing


def _break_contacts(shop: Path) -> None:
    """Write nonsense over the first page of the people's table, and leave everything else."""
    services = open_services(shop)
    page = services.database.value("SELECT rootpage FROM sqlite_master WHERE name = 'contact'")
    size = services.database.value("PRAGMA page_size")
    services.close()
    with shop.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_after_damage_was_found_nothing_more_is_written(shop: Path) -> None:
    _break_contacts(shop)
    services = open_services(shop)
    assert services.database.damage is None
    with pytest.raises(Damaged):
        services.records.row_ids("contact", None, [])
    before = shop.read_bytes()
    with pytest.raises(Damaged, match="Nothing more was written"):
        services.database.write("Added").__enter__()
    services.close()
    assert shop.read_bytes() == before


def test_the_command_line_says_so(shop: Path, command: Command, person: Path) -> None:
    _break_contacts(shop)
    before = shop.read_bytes()
    assert "is damaged" in command(shop, "list", "contact").refusal()
    assert "is damaged" in command(shop, "create", "contact", person).refusal()
    assert "is damaged" in command(shop, "backup").refusal()
    checked = command(shop, "check")
    assert checked.code == 1
    assert "✗ The file’s pages are whole: no." in checked.out
    assert len(checked.err.splitlines()) == 1
    assert shop.read_bytes() == before
    assert list(shop.parent.rglob("*.unfinished*")) == []
    assert list(shop.parent.rglob("*backups/*")) == []


def test_a_backup_that_finds_damage_stops_the_writing(shop: Path) -> None:
    services = open_services(shop)
    index = services.database.value("SELECT rootpage FROM sqlite_master WHERE name = 'ix_reminder_record_id'")
    size = services.database.value("PRAGMA page_size")
    services.close()
    data = bytearray(shop.read_bytes())
    data[index * size - 40] ^= 0x10  # a key in an index: only a whole check sees it
    shop.write_bytes(data)
    services = open_services(shop)
    services.contact_commands.quick_create("Zora Neu")
    with pytest.raises(Damaged, match="no backup was made"):
        back_up_now(services.database, services.clock)
    with pytest.raises(Damaged):
        services.contact_commands.quick_create("Zora Alt")
    services.close()
