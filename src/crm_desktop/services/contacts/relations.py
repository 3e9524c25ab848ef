"""Ties between contacts: parent and child, supplier and customer, who referred whom. One row, seen from both ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.services.contacts.relation_types import relation_types, save_type, seed_types
from crm_desktop.services.contacts.relation_views import RelationChoice, RelationDraft, RelationRow
from crm_desktop.storage.database import Database, Transaction

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


def choices(database: Database, kind: str) -> list[RelationChoice]:
    """Return the ties that a person or a company can have; before the first is made, the usual ones."""
    found: list[RelationChoice] = []
    for one in relation_types(database):
        if one.between in ("", kind):
            found.append(RelationChoice(one.id, True, one.name))
            if one.reverse_name.casefold() != one.name.casefold():
                found.append(RelationChoice(one.id, False, one.reverse_name))
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
    seed_types(work, now)
    if contact_id == draft.other_id:
        raise Refused("Nobody is related to themselves.", "Nothing was changed. Choose somebody else.")
    ends = work.execute(
        "SELECT id, kind, name FROM contact WHERE id IN (?, ?) AND deleted_at IS NULL", (contact_id, draft.other_id)
    )
    if len(ends) < 2:
        raise RecordMissing("This contact is no longer there.", "Nothing was changed. Choose somebody else.")
    if draft.new_type is not None:
        both = {kind for _, kind, _ in ends}
        own = replace(draft.new_type, between=both.pop() if len(both) == 1 else "")
        draft = replace(draft, type_id=save_type(work, own, now), forward=True)
    kinds = work.execute('SELECT "between" FROM relation_type WHERE id = ? AND deleted_at IS NULL', (draft.type_id,))
    if not kinds:
        raise Refused("There is no such kind of relation.", "Nothing was changed. Choose one from the list.")
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
