"""Bringing a backup back: nothing is lost by it, nothing is given twice, and nobody erased comes back."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services import backups
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.opening import open_services
from crm_desktop.services.privacy.commands import PrivacyCommands
from crm_desktop.services.restoring import bring_back, restore
from crm_desktop.services.services import Services
from crm_desktop.storage.database import Database
from crm_desktop.storage.encryption import is_encrypted
from crm_desktop.storage.numbers import go_on_above, next_number
from crm_desktop.storage.workspace import create_workspace, open_workspace
from tests.storage.whole import assert_whole

KEY = bytes(range(32))


def _names(services: Services) -> list[str]:
    return [name for (name,) in services.database.rows("SELECT name FROM contact ORDER BY id")]


def _number(services: Services, year: int = 2025) -> str:
    with services.database.write("Issued") as work:
        return next_number(work, "quote", year)


def test_a_round_trip(services: Services, clock: FixedClock) -> None:
    path = services.database.path
    services.contact_commands.quick_create("Amelia Okafor")
    first = _number(services)
    copy = backups.back_up_now(services.database, clock)
    replica = services.database.replica
    services.contact_commands.quick_create("René Blanc")
    second = _number(services)
    last = services.database.row("SELECT max(stamp_ms), max(stamp_counter) FROM journal_entry")
    services.close()
    before = path.read_bytes()
    clock.advance(timedelta(days=-400))  # nor does a clock set back bring stamps or numbers back
    done = restore(copy, path, clock)
    assert done.numbers_go_on
    assert done.aside == path.with_name("shop (before restore 2024-10-16 10.00).crm")
    assert sorted(one.name for one in path.parent.iterdir()) == [done.aside.name, "shop backups", "shop.crm"]
    again = open_services(path, clock=clock)
    assert _names(again) == ["Amelia Okafor"]
    entry = again.history.entries(1)[0]
    assert entry.label == "Restored the backup of 20 November 2025, 09:00"
    stamps = again.database.rows("SELECT stamp_ms, stamp_counter FROM journal_entry ORDER BY id")
    assert last is not None
    assert stamps[-1] > tuple(last)
    assert stamps == sorted(set(stamps))
    assert again.database.replica not in ("", replica)
    assert len({first, second, _number(again)}) == 3
    assert all(one.ok for one in check_workspace(again))
    assert_whole(again.database)
    assert "Amelia" in again.history.undo().change.label, "the restore itself is not what is undone"
    again.close()
    # The file before is whole, and so opens as it was.
    aside = open_services(done.aside, clock=clock)
    assert _names(aside) == ["Amelia Okafor", "René Blanc"]
    aside.close()
    assert len(before) > 0


def test_there_and_back_again(services: Services, clock: FixedClock) -> None:
    path = services.database.path
    services.contact_commands.quick_create("Amelia Okafor")
    copy = backups.back_up_now(services.database, clock)
    services.contact_commands.quick_create("René Blanc")
    services.close()
    first = restore(copy, path, clock)
    assert first.aside is not None
    second = restore(first.aside, path, clock)
    assert second.label == "Restored “shop (before restore 2025-11-20 09.00).crm”"
    assert second.aside == path.with_name("shop (before restore 2025-11-20 09.00) (2).crm")
    opened = open_services(path, clock=clock)
    assert _names(opened) == ["Amelia Okafor", "René Blanc"]
    assert_whole(opened.database)
    opened.close()


def test_who_was_erased_stays_erased(services: Services, clock: FixedClock) -> None:
    path = services.database.path
    for name in ("Amelia Okafor", "René Blanc", "Zora Neu"):
        services.contact_commands.quick_create(name)
    ids: dict[str, str] = {name: one for name, one in services.database.rows("SELECT name, id FROM contact")}
    copy = backups.back_up_now(services.database, clock)
    PrivacyCommands(services.database, clock).erase(ids["Zora Neu"])
    services.close()
    restore(copy, path, clock)
    again = open_services(path, clock=clock)
    assert _names(again) == ["Amelia Okafor", "René Blanc"]
    assert again.database.value("SELECT count(*) FROM erasure") == 1
    assert again.search.search("Zora") == []
    again.close()
    assert b"Zora" not in path.read_bytes()


def test_nothing_is_touched_by_a_backup_that_is_damaged_or_none(services: Services, clock: FixedClock) -> None:
    path = services.database.path
    services.contact_commands.quick_create("Amelia Okafor")
    copy = backups.back_up_now(services.database, clock)
    services.close()
    data = bytearray(copy.read_bytes())
    middle = len(data) // 4096 // 2 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    copy.write_bytes(data)
    text = path.with_name("letter.crm")
    text.write_text("Dear Sofia")
    before = path.read_bytes()
    for wrong in (copy, text, path.with_name("missing.crm"), path.parent, path):
        with pytest.raises(CrmError) as refused:
            restore(wrong, path, clock)
        assert refused.value.detail.endswith(".")
        assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["letter.crm", "shop backups", "shop.crm"]


def test_a_workspace_that_somebody_has_open_is_not_replaced(services: Services, clock: FixedClock) -> None:
    services.contact_commands.quick_create("Amelia Okafor")
    copy = backups.back_up_now(services.database, clock)
    with pytest.raises(CrmError, match="open in another window"):
        restore(copy, services.database.path, clock)
    services.contact_commands.quick_create("René Blanc")
    assert _names(services) == ["Amelia Okafor", "René Blanc"]


def test_a_damaged_workspace_is_set_aside_with_all_that_belongs_to_it(
    services: Services, clock: FixedClock, tmp_path: Path
) -> None:
    path = services.database.path
    services.contact_commands.quick_create("Amelia Okafor")
    copy = backups.back_up_now(services.database, clock)
    services.close()
    log = Path(f"{path}-wal")
    damaged = b"\xff" * 5000
    path.write_bytes(damaged)
    log.write_bytes(b"what was not folded in")
    done = restore(copy, path, clock)
    assert done.aside is not None
    assert not done.numbers_go_on
    assert done.aside.read_bytes() == damaged
    assert Path(f"{done.aside}-wal").read_bytes() == b"what was not folded in"
    again = open_services(path, clock=clock)
    assert _names(again) == ["Amelia Okafor"]
    again.close()


def test_a_new_place_is_never_an_old_one(services: Services, clock: FixedClock, tmp_path: Path) -> None:
    services.contact_commands.quick_create("Amelia Okafor")
    copy = backups.back_up_now(services.database, clock)
    with pytest.raises(CrmError, match="is there already"):
        bring_back(copy, services.database.path, clock)
    target = bring_back(copy, tmp_path / "new.crm", clock)
    opened = open_services(target, clock=clock)
    assert _names(opened) == ["Amelia Okafor"]
    assert opened.database.replica != services.database.replica
    opened.close()
    with pytest.raises(CrmError, match="no folder"):
        bring_back(copy, tmp_path / "nowhere" / "new.crm", clock)


def test_what_is_encrypted_stays_so(services: Services, clock: FixedClock, tmp_path: Path) -> None:
    plain = backups.back_up_now(services.database, clock)
    path = tmp_path / "locked.crm"
    create_workspace(path, key=KEY).close()
    done = restore(plain, path, clock, key=KEY)
    assert is_encrypted(path)
    assert done.key is not None
    opened = open_services(path, clock=clock, key=KEY)
    assert opened.workspace.business().name == "Sofia's Bakehouse"
    copy = backups.back_up_now(opened.database, clock)
    opened.contact_commands.quick_create("Zora Neu")
    opened.close()
    with pytest.raises(CrmError, match="encrypted"):
        restore(copy, path, clock)
    with pytest.raises(CrmError, match="does not open"):
        restore(copy, path, clock, key=KEY[::-1])
    restore(copy, path, clock, key=KEY)
    assert is_encrypted(path)
    opened = open_services(path, clock=clock, key=KEY)
    assert _names(opened) == []
    opened.close()
    brought = bring_back(copy, tmp_path / "elsewhere.crm", clock)
    assert brought.read_bytes() == copy.read_bytes(), "the passphrase is asked for when it is opened"


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = create_workspace(tmp_path_factory.mktemp("series") / "shop.crm")
    yield made
    made.close()


@given(
    steps=st.lists(st.sampled_from(["issue", "issue", "year", "change", "back up", "restore"]), max_size=14),
    patterns=st.sampled_from([("Q-{n:04}", "A{n}"), ("{year}-{n}", "Q{year}{n:03}"), ("{n:03}/{year}", "{year}/{n}")]),
)
@example(steps=["change", "issue", "back up", "restore", "issue"], patterns=("{year}-{n}", "Q{year}{n:03}"))
def test_no_number_is_ever_given_twice(series: Database, steps: list[str], patterns: tuple[str, str]) -> None:
    """A series that is copied, changed and brought back as a restore carries it on."""
    numbers: list[str] = []
    year, which = 2025, 0
    listing = "SELECT id, pattern, next, year FROM number_series"
    start = "UPDATE number_series SET pattern = ?, next = ?, year = ? WHERE id = 'quote'"
    with series.write("Numbers") as work:
        work.execute(start, (patterns[0], 1, 0))
        kept = work.execute(listing)
        for step in steps:
            if step == "issue":
                numbers.append(next_number(work, "quote", year))
            elif step == "year":
                year += 1
            elif step == "change":
                which = 1 - which
                work.execute("UPDATE number_series SET pattern = ? WHERE id = 'quote'", (patterns[which],))
            elif step == "back up":
                kept = work.execute(listing)
            else:
                present = work.execute(listing)
                for name, *rest in kept:
                    if name == "quote":
                        work.execute(start, rest)
                        which = patterns.index(rest[0])
                go_on_above(work.execute, present, numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
def test_killed_at_every_step_the_file_before_or_the_new_one_is_there(services: Services, clock: FixedClock) -> None:
    path = services.database.path
    services.contact_commands.quick_create("Amelia Okafor")
    copy = backups.back_up_now(services.database, clock)
    services.contact_commands.quick_create("René Blanc")
    services.close()
    kept = path.with_name("kept.bytes")
    shutil.copyfile(path, kept)
    restore(copy, path.with_name("warm.crm"), clock)  # what is imported now is not imported while being killed
    path.with_name("warm.crm").unlink()
    outcomes = {"before": 0, "after": 0}
    step, survived = 0, False
    while not survived:
        step += 1
        for one in path.parent.glob("*shop*.crm*"):
            if one.is_file():
                one.unlink()
        shutil.copyfile(kept, path)
        survived = not _killed(lambda: restore(copy, path, clock), step)
        again = open_workspace(path)
        names = [name for (name,) in again.rows("SELECT name FROM contact ORDER BY id")]
        assert names in (["Amelia Okafor", "René Blanc"], ["Amelia Okafor"]), step
        assert_whole(again)
        again.close()
        assert path.stat().st_nlink == 1
        new = len(names) == 1
        outcomes["after" if new else "before"] += 1
        aside = list(path.parent.glob("shop (before restore*.crm"))
        if new:
            whole = open_workspace(aside[0])
            assert whole.value("SELECT count(*) FROM contact") == 2
            whole.close()
    assert outcomes["before"] > 5
    assert outcomes["after"] >= 1
    restore(copy, path, clock)
    assert list(path.parent.glob(".*")) == [], "what killed programs left is cleared away by the next restore"


def _killed(call: Callable[[], object], step: int) -> bool:
    """Run a call in a process that kills itself before its nth dealing with the file system; whether it did."""
    child = os.fork()
    if child == 0:
        count = 0

        def watch(event: str, _arguments: object) -> None:
            nonlocal count
            if event == "open" or event.startswith(("os.", "shutil.", "sqlite3.")):
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            call()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
