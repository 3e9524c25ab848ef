"""A disk with no room left: importing, editing and backing up are refused in words, and the file stays good."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from tests.robustness.conftest import Command
from tests.robustness.small_disk import fill


@pytest.fixture
def crowded(small_disk: Path, sample_file: Path) -> Path:
    """The sample shop on a disk that the next few hundred kilobytes fill."""
    path = Path(shutil.copy(sample_file, small_disk / "shop.crm"))
    fill(small_disk, leave=300_000)
    return path


def _people(folder: Path, count: int) -> Path:
    path = folder / "people.csv"
    lines = [f"Zora{n},Neu{n},zora{n}@neu.example" for n in range(count)]
    path.write_text("\n".join(["First name,Last name,E-mail", *lines]))
    return path


def _count(path: Path) -> int:
    services = open_services(path)
    try:
        assert [one.name for one in check_workspace(services) if not one.ok] == []
        return int(services.database.value("SELECT count(*) FROM contact"))
    finally:
        services.close()


def test_an_import_is_refused_whole(crowded: Path, tmp_path: Path, command: Command) -> None:
    there = _count(crowded)
    said = command(crowded, "import", _people(tmp_path, 5000)).refusal()
    assert "full" in said
    assert _count(crowded) == there
    assert _count_people(crowded) == 0


def test_an_import_that_fills_the_disk_on_its_way_is_taken_back(
    crowded: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = _count(crowded)
    # As on the second import of a day: the first has made the backup.
    monkeypatch.setattr("crm_desktop.services.importing.commands.ImportCommands._back_up", lambda commands: None)
    # As when others fill the disk meanwhile.
    monkeypatch.setattr("crm_desktop.services.importing.commands.require_room", lambda workspace, doing: None)
    assert "The disk is full" in command(crowded, "import", _people(tmp_path, 5000)).refusal()
    assert _count(crowded) == there
    assert _count_people(crowded) == 0


def _count_people(path: Path) -> int:
    services = open_services(path)
    try:
        return int(services.database.value("SELECT count(*) FROM contact WHERE name LIKE 'Zora%'"))
    finally:
        services.close()


def test_edits_are_saved_until_one_is_refused_and_go_on_when_there_is_room(crowded: Path) -> None:
    services = open_services(crowded)
    saved = _add_until_refused(services)
    assert 0 < saved < 2000
    with pytest.raises(CrmError, match="disk is full"):
        services.contact_commands.quick_create("Once more " + "x" * 20_000)
    # Nobody restarts the program: reading goes on, and so does writing once there is room.
    assert services.database.value("SELECT count(*) FROM contact WHERE name LIKE 'Zora Neu%'") == saved
    (crowded.parent / "others.bin").unlink()
    services.contact_commands.quick_create("Zora Later")
    services.close()
    assert _count_people(crowded) >= saved


def _add_until_refused(services: Services) -> int:
    for number in range(2000):
        try:
            services.contact_commands.quick_create(f"Zora Neu{number} " + "x" * 500)
        except CrmError as error:
            assert "disk is full" in error.title  # noqa: PT017 - which of many writes is refused is not known
            return number
    return 2000


def test_a_backup_is_refused_and_leaves_nothing_behind(crowded: Path, command: Command) -> None:
    said = command(crowded, "backup").refusal()
    assert "too full for a backup" in said
    assert [path.name for path in crowded.parent.rglob("*") if path.suffix == ".unfinished"] == []
    assert list(crowded.parent.glob("* backups/*")) == []
    assert _count(crowded) > 0


def test_a_backup_that_fills_the_disk_on_its_way_is_thrown_away(crowded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_desktop.storage.backup._require_room", lambda workspace, folder: None)
    services = open_services(crowded)
    with pytest.raises(CrmError, match="too full for a backup"):
        back_up_now(services.database, services.clock)
    services.close()
    assert list(crowded.parent.glob("* backups/*")) == []


def test_nothing_is_brought_back_or_rescued_where_there_is_no_room(
    crowded: Path, sample_file: Path, command: Command
) -> None:
    there = _count(crowded)
    assert "too full to bring “" in command(crowded, "restore", sample_file).refusal()
    rescued = crowded.with_name("rescued.crm")
    assert "too full to rescue “" in command(crowded, "rescue", sample_file, "-o", rescued).refusal()
    assert sorted(path.name for path in crowded.parent.iterdir()) == ["others.bin", "shop.crm"]
    assert _count(crowded) == there


def test_a_disk_without_a_byte_left_still_opens_or_says_why(crowded: Path, sample_file: Path, command: Command) -> None:
    fill(crowded.parent, leave=0)
    before = crowded.read_bytes()
    said = command(crowded, "list", "contact")
    assert said.code == 0 or "full" in said.refusal()
    assert crowded.read_bytes() == before
    assert "full" in command(crowded, "restore", sample_file).refusal()
    (crowded.parent / "others.bin").unlink()
    assert command(crowded, "list", "contact").code == 0  # at once: no claim was left that nobody can read


def test_a_new_workspace_is_not_half_made(small_disk: Path, command: Command) -> None:
    fill(small_disk, leave=100_000)
    said = command(small_disk / "any.crm", "new", small_disk / "new.crm").refusal()
    assert "full" in said
    assert [path.name for path in small_disk.iterdir()] == ["others.bin"]
