"""What is killed: named operations, each done by a child process that says what it has finished.

A child writes one line for everything acknowledged, and none before the program's call has returned:
`w UID LINES` an entry of the journal, `n NUMBER` a number given, `f NAME` a backup; for operations that rewrite
a whole file, done on a file of their own, `b NAME FILE` when they begin and `d NAME FILE` when they are done.
`r` is said first, `o NUMBER` after every operation.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, RecordMissing
from crm_desktop.core.ids import new_id
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.compacting import compact
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.opening import open_services
from crm_desktop.services.privacy.commands import PrivacyCommands
from crm_desktop.services.restoring import restore
from crm_desktop.services.services import Services
from crm_desktop.storage import undo
from crm_desktop.storage.encryption import convert, new_salt
from crm_desktop.storage.numbers import next_number
from crm_desktop.storage.workspace import SCHEMA_VERSION, create_workspace, open_workspace
from tests.services.quotes.bakery import draft_for
from tests.storage.people import put_people

KEY = bytes(range(32))
SHOP = "shop.crm"
EARLIER = [f"v{version}" for version in range(1, SCHEMA_VERSION)]
"""Files of every earlier version; what they say of their people is the same."""
PLANTED = "Zora Planted"
"""Somebody in the files that whole-file operations are done on, to be erased."""


@dataclass
class Child:
    """A process at work on a shop."""

    folder: Path
    services: Services
    dice: random.Random
    tell: Callable[[str], None]
    known: list[str] = field(default_factory=list)

    def written(self) -> None:
        """Say what the last entry is; it has been committed."""
        row = self.services.database.row(
            "SELECT uid, (SELECT count(*) FROM journal_line WHERE entry_id = e.id) FROM journal_entry e "
            "ORDER BY id DESC LIMIT 1"
        )
        assert row is not None
        self.tell(f"w {row[0]} {row[1]}")

    def copied(self, template: str, operation: str) -> Path:
        """Return a fresh copy of a file to do a whole-file operation on, and say that it begins."""
        path = self.folder / f"{new_id()[-12:]}-{template}.{operation}.crm"
        shutil.copyfile(self.folder / "templates" / f"{template}.crm", path)
        self.tell(f"b {operation} {path.name}")
        return path

    def done(self, operation: str, path: Path) -> None:
        """Say that a whole-file operation is done."""
        self.tell(f"d {operation} {path.name}")


def _edit(child: Child) -> None:
    if not child.known:
        return _create(child)
    with child.services.database.write("Edited") as work:
        work.execute("UPDATE contact SET nickname = ? WHERE id = ?", (new_id(), child.dice.choice(child.known)))
    if work.change:
        child.written()
    return None


def _edit_many(child: Child) -> None:
    with child.services.database.write("Renamed many", bulk=child.dice.random() < 0.5) as work:
        work.execute("UPDATE contact SET job_title = 'x' || ? WHERE rowid % 3 = 0", (new_id(),))
    if work.change:
        child.written()


def _create(child: Child) -> None:
    contact = new_id()
    child.services.contact_commands.save(ContactDraft(id=contact, given_name="Zora", family_name=contact[-6:]))
    child.written()


def _import_rows(child: Child) -> None:
    ids = [new_id() for _ in range(child.dice.choice((1, 5, 60)))]
    with child.services.database.write("Imported", bulk=len(ids) > 1) as work:
        put_people(work, ids)
    child.known += ids[:20]
    child.written()


def _import_file(child: Child) -> None:
    services = child.services
    path = child.folder / f"people {os.getpid()}.csv"
    names = [new_id()[-8:] for _ in range(child.dice.choice((3, 3, 3, 420)))]
    path.write_text("\n".join(["First name,Last name,E-mail", *(f"Ada,{one},{one}@example.net" for one in names)]))
    services.importing.run(services.importing.look(path))
    child.written()


def _undo(child: Child) -> None:
    _take_back(child, child.services.history.undo)


def _redo(child: Child) -> None:
    _take_back(child, child.services.history.redo)


def _take_back(child: Child, way: Callable[[], object]) -> None:
    # Every other one as an entry of many lines is.
    with patch.object(undo, "_MANY", child.dice.choice((1, undo._MANY))):
        try:
            way()
        except CrmError:
            return
    child.written()


def _number(child: Child) -> None:
    contact = new_id()
    with child.services.database.write("Issued") as work:
        put_people(work, [contact])
        number = next_number(work, "case", 2026)
        work.execute("UPDATE contact SET tax_id = ? WHERE id = ?", (number, contact))
        work.undoable = False
    child.written()
    child.tell(f"n {number}")


def _issue(child: Child) -> None:
    services = child.services
    contact = new_id()
    services.contact_commands.save(ContactDraft(id=contact, given_name="Ada", family_name=contact[-6:]))
    child.written()
    _, quote = services.quote_commands.save(draft_for(None, person_id=contact))
    child.written()
    services.quote_commands.issue(quote)
    child.written()
    number = services.database.value("SELECT number FROM document WHERE id = ?", (quote,))
    child.tell(f"n {number}")


def _bin(child: Child) -> None:
    if not child.known:
        return
    try:
        change = child.services.contact_commands.bin([child.known.pop()])
    except RecordMissing:  # an undo took it back
        return
    if change:
        child.written()


def _backup(child: Child) -> None:
    target = child.folder / f"{new_id()[-12:]}.backup.crm"
    child.tell(f"f {back_up_now(child.services.database, child.services.clock, target).name}")


def _checkpoint(child: Child) -> None:
    child.services.database.rows("PRAGMA wal_checkpoint(PASSIVE)")


def _reopen(child: Child) -> None:
    child.services.close()
    child.services = open_services(child.folder / SHOP)


# whole-file operations, each on a file of its own


def _make(child: Child) -> None:
    path = child.folder / f"{new_id()[-12:]}.make.crm"
    child.tell(f"b make {path.name}")
    create_workspace(path).close()
    child.done("make", path)


def _migrate(child: Child) -> None:
    path = child.copied(child.dice.choice(EARLIER), "migrate")
    open_workspace(path).close()
    child.done("migrate", path)


def _encrypt(child: Child) -> None:
    path = child.copied("small", "encrypt")
    convert(path, None, KEY + new_salt())
    child.done("encrypt", path)


def _decrypt(child: Child) -> None:
    path = child.copied("locked", "decrypt")
    convert(path, KEY, None)
    child.done("decrypt", path)


def _restore(child: Child) -> None:
    path = child.copied("small", "restore")
    restore(child.folder / "templates" / "earlier.crm", path)
    child.done("restore", path)


def _erase(child: Child) -> None:
    path = child.copied("small", "erase")
    services = open_services(path)
    person = services.database.value("SELECT id FROM contact WHERE name = ?", (PLANTED,))
    PrivacyCommands(services.database, services.clock).erase(person)
    child.done("erase", path)
    services.close()


def _compact(child: Child) -> None:
    path = child.copied("small", "compact")
    later = FixedClock(datetime.now(UTC) + timedelta(days=800), ZoneInfo("UTC"))
    services = open_services(path, clock=later)
    compact(services)
    child.done("compact", path)
    services.close()


OPERATIONS: dict[str, tuple[Callable[[Child], None], int]] = {
    # name → what is done, and how often beside the others
    "edit": (_edit, 12),
    "edit many": (_edit_many, 3),
    "create": (_create, 6),
    "import rows": (_import_rows, 6),
    "import a file": (_import_file, 1),
    "undo": (_undo, 4),
    "redo": (_redo, 3),
    "give a number": (_number, 4),
    "issue a quote": (_issue, 1),
    "delete": (_bin, 3),
    "back up": (_backup, 1),
    "checkpoint": (_checkpoint, 2),
    "close and open": (_reopen, 1),
    "make": (_make, 1),
    "migrate": (_migrate, 1),
    "encrypt": (_encrypt, 1),
    "decrypt": (_decrypt, 1),
    "restore": (_restore, 1),
    "erase": (_erase, 1),
    "compact": (_compact, 1),
}
"""Everything that writes. What is added to the program is added here, and is killed from then on."""


def prepare_templates(folder: Path) -> None:
    """Make the files that whole-file operations begin with, once."""
    from tests.storage.old_files import make_old_file

    folder.mkdir()
    for version, name in enumerate(EARLIER, 1):
        make_old_file(folder / f"{name}.crm", version)
    database = create_workspace(folder / "small.crm")
    with database.write("Made") as work:
        put_people(work, [new_id() for _ in range(40)])
        contact = new_id()
        put_people(work, [contact])
        work.execute("UPDATE contact SET name = ? WHERE id = ?", (PLANTED, contact))
    database.close()
    services = open_services(folder / "small.crm")
    back_up_now(services.database, services.clock, folder / "earlier.crm")
    with services.database.write("Later") as work:
        put_people(work, [new_id() for _ in range(10)])
    services.close()
    shutil.copyfile(folder / "small.crm", folder / "locked.crm")
    convert(folder / "locked.crm", None, KEY + new_salt())
    for leftover in folder.glob("*.lock"):
        leftover.unlink()


def do_everything_once(folder: Path) -> list[str]:
    """Do every operation and return what was said of it; what they import is loaded then, and each is known to work."""
    said: list[str] = []
    child = Child(folder, open_services(folder / SHOP), random.Random(0), said.append)
    for operation, _ in OPERATIONS.values():
        operation(child)
    child.services.close()
    return said


def work_until_killed(folder: Path, seed: int, tell: Callable[[str], None]) -> None:
    """Open the shop and write without end; every process does most of one operation."""
    dice = random.Random(seed)
    names = list(OPERATIONS)
    favourite = names[seed % len(names)]
    weights = [weight * (20 if name == favourite else 1) for name, (_, weight) in OPERATIONS.items()]
    services = open_services(folder / SHOP)
    known = [row[0] for row in services.database.rows("SELECT id FROM contact WHERE deleted_at IS NULL LIMIT 50")]
    child = Child(folder, services, dice, tell, known)
    tell("r")
    while True:
        name = dice.choices(names, weights)[0]
        OPERATIONS[name][0](child)
        tell(f"o {names.index(name)}")
