"""A process that writes without end and says what it has committed, to be killed at any moment.

`python -m tests.storage.kill_worker FILE SEED` prints one line per committed operation: a letter and the
ids that must be there (or, for `u`, must be gone). Nothing is printed before the commit has returned.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage.backup import back_up
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.numbers import next_number
from crm_desktop.storage.undo import undo_last
from crm_desktop.storage.workspace import create_workspace, open_workspace

PHONES = 2
"""Every contact is born with two phones in the same transaction: one without the other is a half change."""


def _people(count: int) -> list[str]:
    return [new_id() for _ in range(count)]


def _put(work: Transaction, ids: list[str]) -> None:
    work.execute_many(
        "INSERT INTO contact (id, kind, name, sort_key, created_at) VALUES (?, 'person', ?, ?, 0)",
        [(one, f"Name {one[-6:]}", one[-6:]) for one in ids],
    )
    work.execute_many(
        "INSERT INTO channel (id, contact_id, medium, value, normalised) VALUES (?, ?, 'phone', ?, ?)",
        [(new_id(), one, one[-8:], "+49" + str(int(one[-8:], 16))) for one in ids for _ in range(PHONES)],
    )


def _say(letter: str, *words: str) -> None:
    sys.stdout.write(" ".join((letter, *words)) + "\n")
    sys.stdout.flush()


def _work(database: Database, dice: random.Random, known: list[str]) -> None:
    match dice.choice("eeeeiinnubxm"):
        case "e" if known:
            target, word = dice.choice(known), new_id()
            with database.write("Edited") as work:
                work.execute("UPDATE contact SET nickname = ? WHERE id = ?", (word, target))
            if work.change:
                _say("e", target, word)
        case "i" | "e":
            ids = _people(dice.choice((1, 30, 300)))
            with database.write("Imported", bulk=len(ids) > 1) as work:
                _put(work, ids)
            known.extend(ids)
            _say("i", *ids)
        case "n":
            ids = _people(1)
            with database.write("Issued") as work:
                _put(work, ids)
                number = next_number(work, "quote", 2026)
                work.execute("UPDATE contact SET tax_id = ? WHERE id = ?", (number, ids[0]))
                work.undoable = False
            known.extend(ids)
            _say("n", number, ids[0])
        case "u":
            try:
                result = undo_last(database, groups={})
            except CrmError:
                return
            gone = [one for one in known if database.row("SELECT 1 FROM contact WHERE id = ?", (one,)) is None]
            known[:] = [one for one in known if one not in gone]
            _say("u", str(result.change.entry), *gone)
        case "b":
            copy = database.path.with_name(f"{new_id()}.backup.crm")
            _say("b", back_up(database, copy, moment=datetime.now(UTC)).name)
        case "x":
            with database.write("Renamed many") as work:
                work.execute("UPDATE contact SET job_title = 'x' || ? WHERE rowid % 3 = 0", (new_id(),))
            _say("x")
        case "m":
            made = database.path.with_name(f"{new_id()}.made.crm")
            create_workspace(made).close()
            _say("m", made.name)


def main() -> None:
    """Write until killed."""
    database = open_workspace(Path(sys.argv[1]))
    dice = random.Random(int(sys.argv[2]))
    known = [row[0] for row in database.rows("SELECT id FROM contact LIMIT 500")]
    _say("ready")
    while True:
        _work(database, dice, known)


if __name__ == "__main__":
    main()
