"""A file that is taken away, replaced or may only be read while the program has it open; and clocks set back."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from tests.robustness.conftest import Command, contents

NOBODY = 65534


@pytest.fixture
def opened(shop: Path) -> Iterator[Services]:
    services = open_services(shop)
    services.contact_commands.quick_create("Zora Saved")
    yield services
    services.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take an open file away")
def test_a_file_moved_away_is_noticed_and_loses_nothing(opened: Services, shop: Path) -> None:
    moved = shop.rename(shop.with_name("moved.crm"))
    for side in ("-wal", "-shm"):
        shop.with_name(f"shop.crm{side}").rename(moved.with_name(f"moved.crm{side}"))
    with pytest.raises(CrmError, match="moved, deleted or replaced"):
        opened.contact_commands.quick_create("Zora Lost")
    assert not shop.exists()  # no empty file was begun in its place
    opened.close()
    again = open_services(moved)
    assert again.search.search("Zora")[0].rows[0].title == "Zora Saved"
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take an open file away")
def test_a_file_deleted_while_open_can_be_saved_again(opened: Services, shop: Path, tmp_path: Path) -> None:
    shop.unlink()
    with pytest.raises(CrmError, match="save a copy"):
        opened.contact_commands.quick_create("Zora Lost")
    copy = back_up_now(opened.database, opened.clock, tmp_path / "saved.crm")
    saved = open_services(copy)
    assert saved.search.search("Zora")[0].rows[0].title == "Zora Saved"
    assert all(one.ok for one in check_workspace(saved))
    saved.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take an open file away")
def test_a_file_put_in_its_place_is_not_written_to(opened: Services, shop: Path, sample_file: Path) -> None:
    other = Path(shutil.copy(sample_file, shop.with_name("other.crm")))
    before = other.read_bytes()
    other.replace(shop)
    with pytest.raises(CrmError, match="moved, deleted or replaced"):
        opened.contact_commands.quick_create("Zora Lost")
    assert shop.read_bytes() == before


@pytest.fixture
def public_folder(sample_file: Path) -> Iterator[Path]:
    """A folder that everybody may read and nobody else may write, with the sample shop in it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("acting as another person takes the rights of an administrator")
    folder = Path(tempfile.mkdtemp(prefix="crm-public-"))
    path = Path(shutil.copy(sample_file, folder / "shop.crm"))
    path.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_another_person_may_read_and_is_told_that_this_is_all(
    public_folder: Path, command: Command, person: Path, shop: Path
) -> None:
    new = public_folder / "new.json"
    public_folder.chmod(0o755)
    new.write_bytes(person.read_bytes())
    public_folder.chmod(0o555)
    readers = (("list", "contact"), ("search", "amelia"), ("check",))
    writers = (("create", "contact", new), ("backup",))
    for words in (*readers, *writers):  # once as ourselves: the other person may not be allowed to read our modules
        command(shop, *words)
    read_only, before = public_folder / "shop.crm", contents(public_folder)
    with _as_somebody_else():
        read = [command(read_only, *words) for words in readers]
        refused = [command(read_only, *words).refusal() for words in writers]
    assert [(said.code, said.err) for said in read] == [(0, "")] * len(readers), read
    assert "Amelia" in read[0].out
    assert "can only be read" in refused[0]
    assert "could not be made" in refused[1]
    assert contents(public_folder) == before


def test_what_another_person_may_not_even_read_is_refused_in_a_sentence(
    public_folder: Path, command: Command, shop: Path
) -> None:
    secret = public_folder / "shop.crm"
    secret.chmod(0)
    reads = (("list", "contact"), ("restore", secret), ("rescue", secret, "-o", shop.with_name("new.crm")))
    files = (secret, shop, shop)
    for words in (*reads, ("import", secret)):  # our modules, as ourselves
        command(shop, *words)
    with _as_somebody_else():
        refused = [command(file, *words).refusal() for file, words in zip(files, reads, strict=True)]
        refused.append(command(shop, "import", secret).refusal())
    assert all("Permission denied" in said and "Usage" not in said for said in refused), refused


def test_a_clock_set_back_leaves_the_entries_in_order(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    path = tmp_path / "shop.crm"
    services = make_services(path, Business(name="B"), "Me", clock=FixedClock(noon, ZoneInfo("UTC")))
    services.contact_commands.quick_create("First")
    services.close()
    names = ["Second", "Third", "Fourth"]
    for number, back in enumerate((timedelta(days=400), timedelta(0), timedelta(days=-2))):
        services = open_services(path, clock=FixedClock(noon - back, ZoneInfo("Pacific/Auckland")))
        services.contact_commands.quick_create(names[number])
        services.close()
    services = open_services(path, clock=FixedClock(noon - timedelta(days=4000), ZoneInfo("UTC")))
    stamps = services.database.rows("SELECT stamp_ms, stamp_counter FROM journal_entry ORDER BY id")
    assert stamps == sorted(set(stamps))
    for name in reversed(names):
        assert name in services.history.undo().change.label
    assert [one.name for one in check_workspace(services) if not one.ok] == []
    services.close()
