"""When a backup is made, when it need not be, and what it tells of itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.services import backups
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.services import Services
from crm_desktop.services.surroundings import look_around
from crm_desktop.services.workspace.numbering import save_pattern
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.driver import DatabaseError, connect
from crm_desktop.storage.encryption import is_encrypted

KEY = bytes(range(32))


def _back_up(services: Services) -> Path:
    return backups.back_up_now(services.database, services.clock)


def test_a_file_that_did_not_change_is_not_copied_twice(services: Services, clock: FixedClock) -> None:
    first = backups.back_up_before(services.database, clock, "import")
    assert first is not None
    assert first.name == "shop 2025-11-20 090000 before import.crm"
    clock.advance(timedelta(hours=1))
    assert backups.back_up_before(services.database, clock, "import") is None
    services.contact_commands.quick_create("Amelia Okafor")
    second = backups.back_up_before(services.database, clock, "import")
    assert second is not None
    assert [one.path for one in backups.backups_of(services.database.path)] == [second, first]
    save_pattern(services.database, "quote", "ANG-{n}")  # outside the journal, and a change all the same
    assert backups.back_up_before(services.database, clock, "update") is not None
    services.history.undo()
    assert backups.back_up_before(services.database, clock, "update") is not None


def test_a_newest_backup_that_cannot_be_read_does_not_count(services: Services, clock: FixedClock) -> None:
    _back_up(services).write_bytes(b"nothing of the kind" * 500)
    assert backups.back_up_before(services.database, clock, "import") is not None


def test_a_backup_is_due_once_a_day_and_only_when_something_changed(services: Services, clock: FixedClock) -> None:
    assert backups.is_due(services.database, clock)
    _back_up(services)
    assert not backups.is_due(services.database, clock)
    clock.advance(timedelta(days=2))
    assert not backups.is_due(services.database, clock), "it holds everything still"
    services.contact_commands.quick_create("Amelia Okafor")
    assert backups.is_due(services.database, clock)
    assert look_around(services)[0].advice == "", "a week may pass"
    clock.advance(timedelta(days=-30))
    assert backups.is_due(services.database, clock), "a backup of the future was made while the clock was wrong"
    assert "in no backup" in look_around(services)[0].advice


def test_an_import_into_a_workspace_that_holds_something_is_preceded_by_a_backup(
    services: Services, clock: FixedClock, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Given name,Family name\nAmelia,Okafor\nRené,Blanc\n", "utf-8")
    services.importing.run(services.importing.look(table))
    assert backups.backups_of(services.database.path) == [], "there was nothing to lose"
    for _ in range(2):
        services.importing.run(services.importing.look(table))
    found = backups.backups_of(services.database.path)
    assert [one.reason for one in found] == ["import"], "the second import changed nothing before it"
    held = backups.held_in(found[0].path)
    assert held is not None
    assert held.counts["contact"] == 2
    assert held.changed == clock.now()


def test_only_a_backup_that_proved_whole_makes_others_go(
    services: Services, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        clock.advance(timedelta(days=1))
        _back_up(services)
    kept = {one.path for one in backups.backups_of(services.database.path)}
    assert len(kept) < 12
    clock.advance(timedelta(days=1))

    def fail(*_: object) -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr("crm_desktop.storage.backup.check_whole", fail)
    with pytest.raises(Exception, match="disk"):
        _back_up(services)
    assert {one.path for one in backups.backups_of(services.database.path)} == kept
    assert {one for one in backups.folder_of(services.database.path).iterdir()} == kept


def test_a_backup_of_an_encrypted_file_is_encrypted(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "locked.crm"
    made = make_services(path, Business(name="B"), "Me", clock=clock)
    made.close()
    path.unlink()
    from crm_desktop.storage.workspace import create_workspace

    create_workspace(path, key=KEY).close()
    services = open_services(path, clock=clock, key=KEY)
    services.contact_commands.quick_create("Zora Neuenschwander")
    copy = _back_up(services)
    assert backups.back_up_before(services.database, clock, "import") is None
    services.close()
    assert is_encrypted(copy)
    assert b"Zora" not in copy.read_bytes()
    connection = connect(copy, key=KEY)
    assert connection.execute("SELECT name FROM contact").fetchall() == [("Zora Neuenschwander",)]
    connection.close()
    assert backups.held_in(copy) is None
    held = backups.held_in(copy, key=KEY)
    assert held is not None
    assert held.counts["contact"] == 1
