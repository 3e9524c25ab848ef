"""What befalls the file while a window stands on it, and what the window offers then."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services import idle_check
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.glance import glance
from crm_desktop.services.last_opened import read_state, write_state
from crm_desktop.services.local_copy import copy_here, local_name
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from crm_desktop.storage import places
from crm_desktop.storage.claim import claim_of
from crm_desktop.storage.room import ballast_of
from crm_desktop.ui.shell.main_window import MainWindow
from tests.robustness.conftest import Command
from tests.robustness.standing import Reader, opened, windows
from tests.robustness.test_damage import _break_contacts


def _standing(program: Program, path: Path, qtbot: QtBot) -> MainWindow:
    assert opened(program, path, qtbot)
    (window,) = windows()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    return window


# taken away


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take an open file away")
@pytest.mark.allow_log("the backup on leaving|moved, deleted or replaced|could not be made|the daily backup")
def test_a_file_taken_away_is_said_and_a_copy_can_be_saved(
    program: Program, reader: Reader, shop: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _standing(program, shop, qtbot)
    window.services.contact_commands.quick_create("Zora Saved")
    shop.unlink()
    copy = tmp_path / "saved.crm"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words, **more: (str(copy), ""))
    made: list[str] = []
    window.backups.made.connect(made.append)
    reader.choose = "Save a copy…"
    window.operations.write(window, lambda: window.services.contact_commands.quick_create("Zora Lost"))
    qtbot.waitUntil(lambda: bool(made), timeout=20_000)
    assert "moved, deleted or replaced" in reader.read[0][0]
    saved = open_services(copy)
    assert [row.title for row in saved.search.search("Zora")[0].rows] == ["Zora Saved"]
    assert all(one.ok for one in check_workspace(saved))
    saved.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take an open file away")
@pytest.mark.allow_log("the backup on leaving|moved, deleted or replaced|could not be made|the daily backup")
def test_a_file_taken_away_is_noticed_within_a_minute_and_said_once(
    program: Program, reader: Reader, shop: Path, qtbot: QtBot
) -> None:
    window = _standing(program, shop, qtbot)
    shop.unlink()
    for _ in range(3):
        window.file_watch.look()
        qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    qtbot.waitUntil(lambda: bool(reader.read), timeout=5_000)
    assert len(reader.read) == 1


# a shared place


@pytest.fixture
def shared(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shop on what the table of mounts calls a share; documents are on this computer."""
    share, home = tmp_path / "share", tmp_path / "home"
    share.mkdir()
    (home / "Documents").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//nas/firm {share} cifs rw 0 0\n")
    monkeypatch.setattr(places, "_MOUNTS", table)
    monkeypatch.setattr(sys, "platform", "linux")
    return shop.rename(share / "shop.crm")


def test_a_file_on_a_share_can_be_worked_on_as_a_local_copy(
    program: Program, reader: Reader, shared: Path, qtbot: QtBot
) -> None:
    before = shared.read_bytes()
    assert glance(shared) is None
    program.open(shared)
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    (said,) = reader.read
    assert "network drive" in said[0]
    (window,) = windows()
    assert window.services.database.path == Path.home() / "Documents" / "shop.crm"
    assert window.services.contact_commands.quick_create("Zora Local").entry
    assert shared.read_bytes() == before
    assert [one.name for one in shared.parent.iterdir()] == ["shop.crm"]


def test_whoever_does_not_want_a_copy_keeps_what_was_open(
    program: Program, reader: Reader, shared: Path, qtbot: QtBot
) -> None:
    reader.choose = "Cancel"
    program.open(shared)
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    assert len(reader.read) == 1
    assert windows() == []
    assert list((Path.home() / "Documents").iterdir()) == []


def test_the_command_line_says_how_to_go_on(shared: Path, command: Command) -> None:
    assert "copy-here" in command(shared, "list", "contact").refusal()
    copied = command(shared, "copy-here", shared)
    assert copied.code == 0, copied.err
    copy = Path.home() / "Documents" / "shop.crm"
    assert str(copy) in copied.out
    assert command(copy, "check").code == 0
    assert local_name(shared).name == "shop 2.crm"


def test_what_is_still_in_the_log_is_copied_too(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("crm_desktop.storage.workspace.require_safe_place", lambda path: None)
        there = open_services(shared)
    there.contact_commands.quick_create("Zora Unfolded")
    copy = copy_here(shared)
    there.close()
    here = open_services(copy)
    assert [row.title for row in here.search.search("Zora")[0].rows] == ["Zora Unfolded"]
    here.close()
    assert [one.name for one in copy.parent.iterdir()] == ["shop.crm"]


def test_a_file_that_changes_while_it_is_read_is_not_copied(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(100))
    monkeypatch.setattr("crm_desktop.services.local_copy._state", lambda path: (0, next(moments)))
    with pytest.raises(CrmError, match="is being written to"):
        copy_here(shared)
    assert list((Path.home() / "Documents").iterdir()) == []


def test_a_copy_is_not_made_in_a_shared_place(shared: Path) -> None:
    with pytest.raises(CrmError, match="too"):
        copy_here(shared, shared.with_name("copy.crm"))
    assert [one.name for one in shared.parent.iterdir()] == ["shop.crm"]


# idle time


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.usefixtures("state")
def test_the_file_is_looked_at_once_a_week(shop: Path, fixed_clock: FixedClock) -> None:
    services = open_services(shop, clock=fixed_clock)
    assert idle_check.is_due(services)
    assert idle_check.look_at_everything(services).damage is None
    assert not idle_check.is_due(services)
    for days, due in ((6, False), (7, True), (-1, True)):
        services.clock = FixedClock(fixed_clock.now() + timedelta(days=days), fixed_clock.zone)
        assert idle_check.is_due(services) == due
    services.close()


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("nonsense", [5, {}, {"x": 1}, "x", {"": "2026"}])
def test_what_another_program_remembers_there_is_passed_over(shop: Path, nonsense: object) -> None:
    write_state(checked=nonsense)
    services = open_services(shop)
    write_state(checked={str(shop): "2026-13-01"} if nonsense == "x" else nonsense)
    assert idle_check.is_due(services)
    idle_check.look_at_everything(services)
    assert not idle_check.is_due(services)
    assert str(shop) in read_state()["checked"]
    services.close()


def _damaged(shop: Path) -> tuple[Services, Path]:
    """Return an open shop whose newest backup is damaged, too, and the newest good one."""
    services = open_services(shop)
    good = back_up_now(services.database, services.clock)
    bad = Path(shutil.copy(good, good.with_name("shop 2999-01-01 000000.crm")))
    services.close()
    for path in (shop, bad):
        _break_contacts(path)
    return open_services(shop), good


@pytest.mark.usefixtures("state")
def test_damage_stops_the_writing_and_the_newest_good_backup_is_named(shop: Path) -> None:
    services, good = _damaged(shop)
    before = shop.read_bytes()
    verdict = idle_check.look_at_everything(services)
    assert verdict.damage is not None
    assert verdict.newest == good
    assert idle_check.is_due(services)  # it was not found whole
    with pytest.raises(CrmError, match="damaged"):
        services.contact_commands.quick_create("Zora Neu")
    services.close()
    assert shop.read_bytes() == before


@pytest.mark.allow_log("backup on leaving|daily backup")
def test_the_window_offers_the_newest_good_backup(program: Program, reader: Reader, shop: Path, qtbot: QtBot) -> None:
    services, _ = _damaged(shop)
    services.close()
    window = _standing(program, shop, qtbot)
    reader.choose = "Bring back the newest good backup"
    window.file_watch.look_at_everything()
    qtbot.waitUntil(lambda: bool(reader.read), timeout=20_000)
    qtbot.waitUntil(lambda: program.idle and windows() not in ([], [window]), timeout=30_000)
    said = " ".join(reader.read[0])
    assert "damaged" in said
    assert "newest good backup" in said
    (again,) = windows()
    assert again.services.contact_commands.quick_create("Zora Again").entry
    assert all(one.ok for one in check_workspace(again.services))
    assert [one for one in shop.parent.iterdir() if "before restore" in one.name] != []


@pytest.mark.allow_log("backup on leaving|daily backup")
def test_the_window_rescues_what_is_readable_into_a_new_file(
    program: Program, reader: Reader, shop: Path, qtbot: QtBot
) -> None:
    _break_contacts(shop)
    window = _standing(program, shop, qtbot)
    reader.choose = "Rescue what can be read…"
    window.file_watch.look_at_everything()
    qtbot.waitUntil(lambda: bool(reader.read), timeout=20_000)
    qtbot.waitUntil(lambda: program.idle and windows() not in ([], [window]), timeout=30_000)
    (again,) = windows()
    assert again.services.database.path.name == "shop rescued.crm"
    assert "could not be read" in shop.with_name("shop rescued.txt").read_text()
    assert "There is no good backup" in " ".join(reader.read[0])
    assert again.services.contact_commands.quick_create("Zora Again").entry


def test_a_window_keeps_room_and_says_that_it_is_here(program: Program, shop: Path, qtbot: QtBot) -> None:
    window = _standing(program, shop, qtbot)
    claim_of(shop).unlink()
    window.file_watch.look()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    assert ballast_of(shop).exists()


@pytest.mark.usefixtures("state")
def test_the_look_waits_until_nobody_works(program: Program, shop: Path, qtbot: QtBot) -> None:
    window = _standing(program, shop, qtbot)
    watch = window.file_watch
    for _ in range(3):
        watch.look()
        qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    assert idle_check.is_due(window.services)
    window.services.contact_commands.quick_create("Zora Works")
    window.operations.write(window, lambda: window.services.contact_commands.quick_create("Zora Works on"))
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    watch.look()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    assert idle_check.is_due(window.services)  # a change was made: the minutes are counted anew
    for _ in range(3):
        watch.look()
        qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    qtbot.waitUntil(lambda: not idle_check.is_due(window.services), timeout=20_000)
