"""Random programs of writes, undos and redos over a tiny key space; snapshots taken along the way are the oracle.

Two records and three words: in trials 200,000 steps over twelve keys missed a fault that two keys showed in a minute.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from sqlalchemy import insert, update

from crm_desktop.core.changes import UndoPreview, UndoResult
from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.models import Contact
from crm_desktop.storage import undo
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.driver import connect, quoted
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.journal import columns_of, watched_tables
from crm_desktop.storage.workspace import create_workspace, open_workspace
from tests.storage.rows import Contents

IDS = ("a", "b")
WORDS = st.sampled_from(["", "x", "y"])
START = 1_700_000_000_000
"""When every program begins, in milliseconds."""


_STEP_WHATS = (
    "add", "rename", "nick", "phone", "drop_phones", "bin", "remove", "replace", "tag",
    "rename_all", "bin_all", "hand_on", "untag_all", "score",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One write of a random program."""

    what: str
    record: str
    word: str
    way: int


STEPS = st.builds(
    Step,
    st.sampled_from(_STEP_WHATS),
    st.sampled_from(IDS),
    WORDS,
    st.integers(0, 2),
)
PROGRAMS = st.lists(st.lists(STEPS, min_size=1, max_size=4), min_size=1, max_size=6)


@dataclass(frozen=True)
class Act:
    """One thing done: a write by the program or by another one, in bulk or not, or something taken back."""

    what: str
    steps: tuple[Step, ...]
    pick: int


ACTS = st.builds(
    Act,
    st.sampled_from(["write", "write", "write", "bulk", "outside", "undo", "redo", "undo_any"]),
    st.lists(STEPS, min_size=1, max_size=4).map(tuple),
    st.integers(0, 5),
)
ACT_PROGRAMS = st.lists(ACTS, min_size=2, max_size=9)


@cache
def template() -> Path:
    """An empty workspace to copy: making one takes longer than a whole random program."""
    path = Path(tempfile.mkdtemp(prefix="crm-template-")) / "shop.crm"
    create_workspace(path).close()
    return path


@contextmanager
def fresh() -> Iterator[Database]:
    """Give an empty workspace for one program."""
    # In memory where the system has such a place: a program is many commits, and here none must outlive a power cut.
    place = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        database = open_workspace(Path(shutil.copy(template(), folder)))
        try:
            yield database
        finally:
            database.close()


def run_step(work: Transaction, step: Step) -> None:
    """Do one step inside a unit of work; a step that has nothing to work on does nothing."""
    there = bool(work.execute("SELECT 1 FROM contact WHERE id = ?", (step.record,)))
    match step.what:
        case "add" if not there:
            row = {"id": step.record, "name": step.word, "sort_key": step.word}
            if step.way == 0:
                work.session.add(Contact(**row))
                work.flush()
            elif step.way == 1:
                work.session.execute(insert(Contact), [row])
            else:
                work.execute(
                    "INSERT INTO contact (id, name, sort_key, created_at) VALUES (:id, :name, :sort_key, 0)",
                    row,
                )
            work.session.expire_all()
        case "rename" if there:
            work.execute(
                "UPDATE contact SET name = ?, family_name = ? WHERE id = ?",
                (step.word, step.word, step.record),
            )
        case "nick" if there:
            work.session.execute(update(Contact).where(Contact.id == step.record).values(nickname=step.word))
        case "phone" if there:
            work.execute(
                "INSERT INTO channel (id, contact_id, medium, value, normalised) VALUES (?, ?, 'phone', ?, '')",
                (new_id(), step.record, step.word),
            )
        case "drop_phones":
            work.execute("DELETE FROM channel WHERE contact_id = ?", (step.record,))
        case "bin" if there:
            work.execute("UPDATE contact SET deleted_at = ? WHERE id = ?", (len(step.word) or None, step.record))
        case "remove" if there:
            work.execute("DELETE FROM channel WHERE contact_id = ?", (step.record,))
            work.execute("DELETE FROM contact WHERE id = ?", (step.record,))
        case "replace" if there:
            work.execute("DELETE FROM channel WHERE contact_id = ?", (step.record,))
            work.execute(
                "INSERT OR REPLACE INTO contact (id, name, sort_key, created_at) VALUES (?, ?, '', 0)",
                (step.record, step.word),
            )
        case "tag" if there:
            work.execute("INSERT INTO tag (id, name, created_at) SELECT 't', 'fair', 0 WHERE NOT EXISTS "
                         "(SELECT 1 FROM tag WHERE id = 't')")  # fmt: skip
            link = f"link {step.record}"
            if not work.execute("SELECT 1 FROM tag_link WHERE id = ?", (link,)):
                work.execute("INSERT INTO tag_link VALUES (?, 't', 'contact', ?)", (link, step.record))
        # What touches many rows by one statement, as the bar over a list does.
        case "rename_all":
            work.execute("UPDATE contact SET name = ?, job_title = ?, pinned = ?", (step.word, step.word, step.way))
        case "bin_all":
            work.execute("UPDATE contact SET deleted_at = ?", (len(step.word) or None,))
        case "hand_on" if there:
            work.execute("UPDATE channel SET contact_id = ?, value = value || ?", (step.record, step.word))
        case "untag_all":
            work.execute("DELETE FROM tag_link")
            if step.way:
                work.execute("UPDATE tag SET name = ?", (step.word,))
        case "score":
            work.execute("UPDATE lead SET score = ?, interest = ?", (step.way, step.word))


@cache
def _shape() -> dict[str, list[str]]:
    """Return table → columns of everything that is the firm's data."""
    connection = connect(template())
    try:
        return {table: [name for name, _ in columns_of(connection, table)] for table in watched_tables(connection)}
    finally:
        connection.close()


def dump(database: Database) -> Contents:
    """Return table → id → row of everything that is the firm's data, read as the program reads."""
    found: Contents = {}
    for table, names in _shape().items():
        place = names.index("id")
        rows = database.rows(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)}")
        found[table] = {row[place]: tuple(row) for row in rows}
    return found


class Machine:
    """Runs a program and keeps what the whole file held after every entry: `states[entry]`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        newest, at = database.row("SELECT id, at FROM journal_entry ORDER BY id DESC LIMIT 1") or (0, START)
        self.moment = int(at)
        database.now_ms = lambda: self.moment
        self.states: dict[int, Contents] = {newest: dump(database)}
        self.moments: dict[int, int] = {newest: self.moment}
        self.before_undo: Callable[[int], Any] = lambda entry: None
        self.after_undo: Callable[[int, Any, Any], None] = lambda entry, before, result: None

    def run(self, acts: list[Act]) -> None:
        """Do every act, a second apart."""
        for act in acts:
            self.moment += 1000
            self._do(act)
            newest = int(self.database.value("SELECT coalesce(max(id), 0) FROM journal_entry"))
            if newest not in self.states:
                self.states[newest] = dump(self.database)
                self.moments[newest] = self.moment

    def _do(self, act: Act) -> None:
        match act.what:
            case "write" | "bulk":
                with self.database.write("Step", bulk=act.what == "bulk") as work:
                    for step in act.steps:
                        run_step(work, step)
            case "outside":
                self._outside(act)
            case "undo":
                self._undo(undo.undo_stack(self.database), act.pick)
            case "redo":
                self._undo(undo.redo_stack(self.database), act.pick)
            case "undo_any":
                entries = sorted(self.states)[1:]
                if entries:
                    self._undo((entries[act.pick % len(entries)], ""), act.pick)

    def _undo(self, found: tuple[int, str] | None, pick: int) -> None:
        if found is None:
            return
        before: Any = None
        # One in three is taken back as an entry of many lines is, which takes far longer.
        with patch.object(undo, "_MANY", undo._MANY if pick % 3 else 1):
            try:
                before = self.before_undo(found[0])
                result = undo.undo(self.database, found[0], groups=GROUPS)
            except Refused:
                return
        self.after_undo(found[0], before, result)

    def _outside(self, act: Act) -> None:
        foreign = connect(self.database.path)
        try:
            for step in act.steps:
                foreign.execute("UPDATE contact SET name = ? WHERE id = ?", (step.word, step.record))
            if act.pick % 2:
                foreign.execute(
                    "INSERT INTO channel (id, contact_id, medium, value, normalised) SELECT ?, id, 'email', 'o', 'o' "
                    "FROM contact WHERE id = ?",
                    (new_id(), act.steps[0].record),
                )
            # An act that crossed the end of a second made two entries of what is one here.
            new = [row[0] for row in foreign.execute("SELECT id FROM journal_entry WHERE at > ?", (START * 1.01,))]
            foreign.executemany(
                "UPDATE journal_line SET entry_id = ? WHERE entry_id = ?", [(new[0], n) for n in new[1:]]
            )
            foreign.executemany("DELETE FROM journal_entry WHERE id = ?", [(n,) for n in new[1:]])
            # Another program's entries carry the computer's own time; here they are given the test's.
            foreign.execute(
                "UPDATE journal_entry SET at = ?, stamp_ms = ? WHERE kind = 'outside' AND at > ?",
                (self.moment, self.moment, START * 1.01),
            )
        finally:
            foreign.close()


class UndoOracle:
    """Checks every undo of a machine: what moved had been made by the entry and went back to before, no more;
    the preview had said exactly that; and what is left alone is named.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.seen = 0
        """How many undos were begun."""
        self.checked = 0
        """How many were compared."""
        machine.before_undo = self._before
        machine.after_undo = self._after

    def _before(self, entry: int) -> tuple[Contents, UndoPreview]:
        now = dump(self._machine.database)
        said = undo.preview(self._machine.database, entry, groups=GROUPS)
        assert dump(self._machine.database) == now, "a preview must change nothing"
        self.seen += 1
        return now, said

    def _after(self, entry: int, before: tuple[Contents, UndoPreview], result: UndoResult) -> None:
        now, said = before
        then = dump(self._machine.database)
        assert said.conflicts == result.conflicts
        moved = {
            (table, record): (now[table].get(record), rows.get(record))
            for table, rows in then.items()
            for record in rows.keys() | now[table].keys()
            if now[table].get(record) != rows.get(record)
        }
        assert {(one.table, one.record_id) for one in said.steps} == moved.keys()
        assert said.count == len(said.steps)
        entries = sorted(self._machine.states)
        earlier = entries[entries.index(entry) - 1] if entry in entries[1:] else None
        if earlier is not None:
            old, new = self._machine.states[earlier], self._machine.states[entry]
            for (table, record), (was, became) in moved.items():
                was_then = old[table].get(record)
                assert was_then != new[table].get(record)
                if was_then is None or became is None:
                    assert became == was_then
                else:
                    assert all(b in (w, o) for b, w, o in zip(became, was or was_then, was_then, strict=True))
            if entries[-1] == entry and not result.conflicts:
                assert then == old
        assert self._machine.database.rows("PRAGMA foreign_key_check") == []
        self.checked += 1


_WHATS = ("write", "write", "write", "bulk", "outside", "undo", "redo", "undo_any")


def random_acts(chance: random.Random) -> list[Act]:
    """Return a program such as `ACT_PROGRAMS` draws, many times faster."""
    pick = chance.choice
    return [
        Act(
            pick(_WHATS),
            tuple(
                Step(pick(_STEP_WHATS), pick(IDS), pick(("", "x", "y")), chance.randrange(3))
                for _ in range(chance.randint(1, 4))
            ),
            chance.randrange(6),
        )
        for _ in range(chance.randint(2, 9))
    ]
