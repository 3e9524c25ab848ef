"""Kinds of ties that people add to the usual ones: “godparent of” and, from the other side, “godchild of”."""

from __future__ import annotations

from datetime import datetime

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.services.contacts.relation_views import RelationTypeDraft, RelationTypeRow
from crm_desktop.storage.database import Database, Transaction

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


def relation_types(database: Database) -> list[RelationTypeRow]:
    """Return every kind of tie in its order, with how many ties there are; before the first is made, the usual ones."""
    rows = database.rows(
        'SELECT id, name, reverse_name, "between", (SELECT count(*) FROM relation r WHERE r.type_id = relation_type.id)'
        " FROM relation_type WHERE deleted_at IS NULL ORDER BY position, id"
    )
    if not rows and not database.value("SELECT 1 FROM relation_type"):
        return [RelationTypeRow(type_id_of(one, other), one, other, between) for one, other, between in DEFAULTS]
    return [RelationTypeRow(*row) for row in rows]


def seed_types(work: Transaction, now: datetime) -> None:
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


def save_type(work: Transaction, draft: RelationTypeDraft, now: datetime) -> str:
    """Add a kind of tie, or give the one with this id other names, and return its id. Raises `Refused`."""
    seed_types(work, now)
    name, other = _words(draft.name), _words(draft.reverse_name)
    if not name:
        raise Refused("A relation needs words.", "Nothing was saved. Write them as in “Godparent of”.")
    other = other or name
    between = draft.between
    if draft.id is not None:
        rows = work.execute('SELECT "between" FROM relation_type WHERE id = ? AND deleted_at IS NULL', (draft.id,))
        if not rows:
            raise RecordMissing("This relation is no longer there.", "Nothing was changed.")
        between = rows[0][0]
    for type_id, first, second, whom in work.execute(
        'SELECT id, name, reverse_name, "between" FROM relation_type WHERE deleted_at IS NULL'
    ):
        taken = {first.casefold(), second.casefold()} & {name.casefold(), other.casefold()}
        if type_id != draft.id and taken and (whom == between or "" in (whom, between)):
            raise Refused(
                f"There is the relation “{first}” and “{second}” already.", "Nothing was saved. Choose other words."
            )
    if draft.id is not None:
        work.execute("UPDATE relation_type SET name = ?, reverse_name = ? WHERE id = ?", (name, other, draft.id))
        return draft.id
    made = new_id()
    work.execute(
        'INSERT INTO relation_type (id, created_at, name, reverse_name, "between", position) VALUES (?, ?, ?, ?, ?, '
        "(SELECT max(position) + 1 FROM relation_type))",
        (made, to_millis(now), name, other, between),
    )
    return made


def put_type(work: Transaction, words: str, back: str, between: str, now: datetime) -> tuple[str, bool]:
    """Return the type of these words and whether they are its first end's; make it when there is none."""
    seed_types(work, now)
    wanted = (words.casefold(), back.casefold())
    rows = work.execute("SELECT id, name, reverse_name FROM relation_type WHERE deleted_at IS NULL ORDER BY position")
    for type_id, name, reverse_name in rows:
        if (name.casefold(), reverse_name.casefold()) == wanted:
            return str(type_id), True
        if (reverse_name.casefold(), name.casefold()) == wanted:
            return str(type_id), False
    type_id = type_id_of(words, back)
    if work.execute("SELECT 1 FROM relation_type WHERE id = ?", (type_id,)):
        work.execute("UPDATE relation_type SET deleted_at = NULL WHERE id = ?", (type_id,))
        return type_id, True
    work.execute(
        'INSERT INTO relation_type (id, created_at, name, reverse_name, "between", position) VALUES (?, ?, ?, ?, ?, ?)',
        (type_id, to_millis(now), words, back, between if between in ("person", "company") else "", len(rows)),
    )
    return type_id, True


def remove_type(work: Transaction, type_id: str, now: datetime) -> str:
    """Take away a kind of tie that nobody has, and return its words. Raises `Refused` for one in use."""
    seed_types(work, now)
    rows = work.execute(
        "SELECT name, (SELECT count(*) FROM relation r WHERE r.type_id = t.id) FROM relation_type t "
        "WHERE t.id = ? AND t.deleted_at IS NULL",
        (type_id,),
    )
    if not rows:
        raise RecordMissing("This relation is no longer there.", "Nothing was changed.")
    name, used = rows[0]
    if used:
        many = "One pair of contacts is" if used == 1 else f"{used:,} pairs of contacts are"
        raise Refused(f"{many} related as “{name}”.", "Nothing was removed. Change or remove these relations first.")
    work.execute("UPDATE relation_type SET deleted_at = ? WHERE id = ?", (to_millis(now), type_id))
    return str(name)


def _words(text: str) -> str:
    words = " ".join(text.split())
    return words[:1].upper() + words[1:]
