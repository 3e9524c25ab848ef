"""Ties between contacts: parent and child, supplier and customer, who referred whom. One row, seen from both ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.services.contacts.relation_views import RelationChoice, RelationDraft, RelationRow
from crm_desktop.storage.database import Database, Transaction

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

# from the one side, from the other side, between whom (nothing is anybody)
DEFAULTS = (
    ("Partner of", "Partner of", "person"),
    ("Parent of", "Child of", "person"),
    ("Sibling of", "Sibling of", "person"),
    ("Assistant to", "Manager of", "person"),
    ("Referred", "Referred by", ""),
    ("Parent company of", "Subsidiary of", "company"),
    ("Supplier of", "Customer of", "company"),
)


def type_id_of(name: str, reverse_name: str) -> str:
    """Return the id of a type that a new file begins with, the same on every device."""
    return derived_id("relation_type", name, reverse_name)


def choices(database: Database, kind: str) -> list[RelationChoice]:
    """Return the ties that a person or a company can have; before the first is made, the usual ones."""
    rows = database.rows(
        'SELECT id, name, reverse_name, "between" FROM relation_type WHERE deleted_at IS NULL ORDER BY position, id'
    )
    if not database.value("SELECT 1 FROM relation_type"):
        rows = [(type_id_of(one, other), one, other, between) for one, other, between in DEFAULTS]
    found: list[RelationChoice] = []
    for type_id, name, reverse_name, between in rows:
        if between in ("", kind):
            found.append(RelationChoice(type_id, True, name))
            if reverse_name.casefold() != name.casefold():
                found.append(RelationChoice(type_id, False, reverse_name))
    return found


def relations(rows: Rows, contact_id: str) -> tuple[RelationRow, ...]:
    """Return a contact's ties from either side, in the order of their types."""
    found = rows(
        "SELECT r.id, c.id, c.kind, c.name, CASE WHEN r.forward THEN t.name ELSE t.reverse_name END, r.note, "
        "t.id, r.forward FROM ("
        "SELECT id, to_id AS other, type_id, note, 1 AS forward FROM relation WHERE from_id = ? UNION ALL "
        "SELECT id, from_id, type_id, note, 0 FROM relation WHERE to_id = ?) r "
        "JOIN relation_type t ON t.id = r.type_id JOIN contact c ON c.id = r.other AND c.deleted_at IS NULL "
        "ORDER BY t.position, r.forward DESC, c.sort_key LIMIT 200",
        (contact_id, contact_id),
    )
    return tuple(RelationRow(*[*row[:7], bool(row[7])]) for row in found)


def put_relation(work: Transaction, contact_id: str, draft: RelationDraft, now: datetime) -> str:
    """Tie two contacts, or change a tie, within a unit of work; return its id. Raises `Refused`."""
    _seed(work, now)
    if contact_id == draft.other_id:
        raise Refused("Nobody is related to themselves.", "Nothing was changed. Choose somebody else.")
    kinds = work.execute('SELECT "between" FROM relation_type WHERE id = ? AND deleted_at IS NULL', (draft.type_id,))
    if not kinds:
        raise Refused("There is no such kind of relation.", "Nothing was changed. Choose one from the list.")
    ends = work.execute(
        "SELECT id, kind, name FROM contact WHERE id IN (?, ?) AND deleted_at IS NULL", (contact_id, draft.other_id)
    )
    if len(ends) < 2:
        raise RecordMissing("This contact is no longer there.", "Nothing was changed. Choose somebody else.")
    for _, kind, name in ends:
        if kinds[0][0] not in ("", kind):
            what = "people" if kinds[0][0] == "person" else "companies"
            raise Refused(f"This is a relation between {what}, and “{name}” is none.", "Nothing was changed.")
    first, second = (contact_id, draft.other_id) if draft.forward else (draft.other_id, contact_id)
    known = _same(work, draft.type_id, first, second)
    if known and known != draft.id:
        raise Refused("These two are related so already.", "Nothing was changed.")
    if draft.id and work.execute("SELECT 1 FROM relation WHERE id = ?", (draft.id,)):
        work.execute(
            "UPDATE relation SET type_id = ?, from_id = ?, to_id = ?, note = ? WHERE id = ?",
            (draft.type_id, first, second, draft.note.strip(), draft.id),
        )
        return draft.id
    made = derived_id("relation", draft.type_id, first, second)
    work.execute(
        "INSERT INTO relation (id, type_id, from_id, to_id, note) VALUES (?, ?, ?, ?, ?)",
        (made, draft.type_id, first, second, draft.note.strip()),
    )
    return made


def set_relations(work: Transaction, contact_id: str, drafts: Sequence[RelationDraft], now: datetime) -> None:
    """Have a contact be tied exactly so; ties that it has already stay as they are."""
    kept: set[str] = set()
    for draft in drafts:
        first, second = (contact_id, draft.other_id) if draft.forward else (draft.other_id, contact_id)
        known = _same(work, draft.type_id, first, second)
        kept.add(known or put_relation(work, contact_id, draft, now))
    for (one,) in work.execute("SELECT id FROM relation WHERE from_id = ? OR to_id = ?", (contact_id, contact_id)):
        if one not in kept:
            work.execute("DELETE FROM relation WHERE id = ?", (one,))


def _same(work: Transaction, type_id: str, first: str, second: str) -> str:
    """Return the tie of this type between these two; of a type that reads alike from both sides, in any direction."""
    rows = work.execute(
        "SELECT r.id FROM relation r JOIN relation_type t ON t.id = r.type_id WHERE r.type_id = ? "
        "AND ((r.from_id = ? AND r.to_id = ?) "
        "OR (r.from_id = ? AND r.to_id = ? AND lower(t.name) = lower(t.reverse_name)))",
        (type_id, first, second, second, first),
    )
    return str(rows[0][0]) if rows else ""


def _seed(work: Transaction, now: datetime) -> None:
    """Put the usual types into a file that has none yet."""
    if work.execute("SELECT 1 FROM relation_type LIMIT 1"):
        return
    work.execute_many(
        'INSERT INTO relation_type (id, created_at, name, reverse_name, "between", position) VALUES (?, ?, ?, ?, ?, ?)',
        [
            (type_id_of(one, other), to_millis(now), one, other, between, position)
            for position, (one, other, between) in enumerate(DEFAULTS)
        ],
    )
