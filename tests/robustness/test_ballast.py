"""Room that is held for a full disk: made when there is plenty, given up first, made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services import idle_check
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from crm_desktop.storage import room
from crm_desktop.storage.room import BALLAST_BYTES, ballast_of, give_up_ballast, keep_ballast
from tests.robustness.small_disk import fill

KEPT = 1_000_000


@pytest.fixture
def on_small_disk(small_disk: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample shop on a small disk with ballast of its size beside it, and not a byte free."""
    path = Path(shutil.copy(sample_file, small_disk / "shop.crm"))
    monkeypatch.setattr(room, "BALLAST_BYTES", KEPT)
    monkeypatch.setattr(room, "_PLENTY", 1)
    assert keep_ballast(path)
    return path


def test_it_is_made_once_private_and_of_full_size(shop: Path) -> None:
    assert keep_ballast(shop)
    found = ballast_of(shop).stat()
    assert (found.st_size, found.st_mode & 0o777) == (BALLAST_BYTES, 0o600)
    assert found.st_blocks * 512 >= BALLAST_BYTES  # no hole: the room is really held
    assert keep_ballast(shop)
    assert give_up_ballast(shop)
    assert not give_up_ballast(shop)
    assert not ballast_of(shop).exists()


def test_it_is_not_made_where_room_is_short(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda folder: BALLAST_BYTES * 7)
    assert not keep_ballast(shop)
    assert [one.name for one in shop.parent.iterdir()] == ["shop.crm"]


def _add_many(services: Services) -> None:
    for number in range(200):
        services.contact_commands.quick_create(f"Zora {number} " + "x" * 4000)


def test_a_full_disk_is_said_once_and_then_deleting_goes_through(on_small_disk: Path) -> None:
    services = open_services(on_small_disk)
    services.contact_commands.quick_create("Zora Saved")
    zora = services.database.value("SELECT id FROM contact WHERE name = 'Zora Saved'")
    fill(on_small_disk.parent, leave=0)
    with pytest.raises(CrmError, match="disk is full") as refused:
        _add_many(services)
    assert "Everything saved before is safe" in refused.value.detail
    assert not ballast_of(on_small_disk).exists()
    services.contact_commands.bin([zora])
    services.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    services.close()
    again = open_services(on_small_disk)
    assert again.database.value("SELECT deleted_at IS NOT NULL FROM contact WHERE id = ?", (zora,)) == 1
    assert [one.name for one in check_workspace(again) if not one.ok] == []
    again.close()


def test_it_is_given_up_so_that_a_workspace_opens_on_a_full_disk(on_small_disk: Path) -> None:
    fill(on_small_disk.parent, leave=0)
    services = open_services(on_small_disk)
    services.contact_commands.quick_create("Zora Opened")
    services.close()
    assert not ballast_of(on_small_disk).exists()


def test_it_is_made_again_when_there_is_room(on_small_disk: Path) -> None:
    services = open_services(on_small_disk)
    give_up_ballast(on_small_disk)
    fill(on_small_disk.parent, leave=100_000)
    idle_check.keep_room(services)
    assert not ballast_of(on_small_disk).exists()
    (on_small_disk.parent / "others.bin").unlink()
    idle_check.keep_room(services)
    assert ballast_of(on_small_disk).exists()
    services.close()


def test_a_big_import_asks_for_room_first(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = tmp_path / "people.csv"
    people.write_text("\n".join(["First name,Last name", *(f"Zora{n},Neu" for n in range(500))]))
    services = open_services(shop)
    monkeypatch.setattr(room, "free_bytes", lambda folder: shop.stat().st_size)
    with pytest.raises(CrmError, match="too full for an import"):
        services.importing.run(services.importing.look(people))
    assert services.database.value("SELECT count(*) FROM contact WHERE name LIKE 'Zora%'") == 0
    services.close()
