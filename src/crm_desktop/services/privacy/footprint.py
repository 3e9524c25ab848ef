"""Where in the file a person is: what is theirs alone, what is shared, and by which words they are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.privacy.words import PersonalWords

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""`database.rows` while reading, `work.execute` inside a unit of work."""
Key = tuple[str, str]

_NAMES: Final = ("name", "given_name", "additional_name", "family_name", "nickname", "phonetic_name")
_SINGLE: Final = frozenset({"given_name", "additional_name", "family_name", "nickname", "phonetic_name"})
_PLANNED: Final = ("task", "event")


@dataclass(slots=True)
class Footprint:
    """The rows that an erasure is about.

    removed    rows that go, with whatever hangs on them
    emptied    rows that stay for the firm's figures, their personal texts emptied
    scrubbed   rows that are about others too: only the person's names and addresses go
    issued     documents that stay as they were issued
    """

    person_id: str
    name: str
    words: PersonalWords
    removed: set[Key] = field(default_factory=set)
    emptied: set[Key] = field(default_factory=set)
    scrubbed: set[Key] = field(default_factory=set)
    issued: set[Key] = field(default_factory=set)

    def count(self, group: set[Key], *tables: str) -> int:
        """How many rows of these tables are in one of the groups."""
        return sum(table in tables for table, _ in group)

    def ids(self) -> list[str]:
        """The ids of all rows it is about, the person's first."""
        return [self.person_id, *sorted({one for _, one in self.removed | self.emptied | self.scrubbed | self.issued})]


def footprint(rows: Rows, person_id: str) -> Footprint:
    """Find a person. Raises `RecordMissing` when nobody has this id, `Refused` for a company."""
    found = rows("SELECT kind, name FROM contact WHERE id = ?", (person_id,))
    if not found:
        raise RecordMissing("This person is no longer there.", "Nothing was changed.")
    kind, name = found[0]
    if kind != "person":
        raise Refused(
            f"“{name}” is a company, and only a person can be erased.",
            "Nothing was changed. Delete the company, and erase the people who work there.",
        )
    mark = Footprint(person_id, str(name), personal_words(rows, person_id))
    mark.removed |= {("contact", one) for one in (person_id, *merged_into(rows, person_id))}
    _activities(rows, mark)
    _planned(rows, mark)
    _deals(rows, mark)
    _documents(rows, mark)
    _cases(rows, mark)
    _around(rows, mark)
    _leads_and_own_fields(rows, mark)
    _files(rows, mark)
    mark.scrubbed -= mark.emptied | mark.removed | mark.issued
    mark.emptied -= mark.removed
    return mark


def personal_words(rows: Rows, person_id: str, former: Sequence[tuple[str, str]] = ()) -> PersonalWords:
    """Return the words by which a person is known; `former` are (column, value) that they had once."""
    columns = rows(f"SELECT {', '.join(_NAMES)} FROM contact WHERE id = ?", (person_id,))
    values = [*zip(_NAMES, columns[0] if columns else (), strict=False), *former]
    for one in merged_into(rows, person_id):
        values += zip(_NAMES, rows(f"SELECT {', '.join(_NAMES)} FROM contact WHERE id = ?", (one,))[0], strict=True)
    whole = [value for column, value in values if column == "name"]
    single = [value for column, value in values if column in _SINGLE]
    given = [value for column, value in values if column == "given_name"]
    family = [value for column, value in values if column == "family_name"]
    whole += [f"{first} {last}" for first in given for last in family if first and last]
    whole += [f"{last}, {first}" for first in given for last in family if first and last]
    single += [word for value in whole for word in value.split() if len(word) > 2 and not word.endswith(".")]
    numbers = [value for column, value in values if column == "normalised"]
    lines = [value for column, value in values if column in ("value", "street")]
    for value, normalised in rows("SELECT value, normalised FROM channel WHERE contact_id = ?", (person_id,)):
        lines.append(value)
        numbers += [value, normalised]
    lines += [street for (street,) in rows("SELECT street FROM address WHERE contact_id = ?", (person_id,))]
    whole += [line for text in lines for line in str(text).splitlines()]
    return PersonalWords(_texts(whole), _texts(single), _texts(numbers))


def merged_into(rows: Rows, person_id: str) -> list[str]:
    """Return the ids of the contacts in the Bin that were merged into a person: they are that person, too."""
    found = [person_id]
    for one in found:
        further = [row[0] for row in rows("SELECT id FROM contact WHERE merged_into_id = ?", (one,))]
        found += [row for row in further if row not in found]
    return found[1:]


def _texts(values: Sequence[Any]) -> list[str]:
    return [str(value) for value in values if value]


def _activities(rows: Rows, mark: Footprint) -> None:
    for activity, with_others, elsewhere in rows(
        "SELECT l.activity_id, EXISTS (SELECT 1 FROM activity_link o JOIN contact c ON c.id = o.record_id "
        "AND c.kind = 'person' WHERE o.activity_id = l.activity_id AND o.record_id <> l.record_id), "
        "EXISTS (SELECT 1 FROM activity_link o WHERE o.activity_id = l.activity_id AND o.record_id <> l.record_id) "
        "FROM activity_link l WHERE l.record_id = ?",
        (mark.person_id,),
    ):
        group = mark.scrubbed if with_others else mark.emptied if elsewhere else mark.removed
        group.add(("activity", activity))


def _planned(rows: Rows, mark: Footprint) -> None:
    others = {"task": "deal_id IS NOT NULL OR case_id IS NOT NULL OR document_id IS NOT NULL",
              "event": "deal_id IS NOT NULL"}  # fmt: skip
    for table in _PLANNED:
        for record, shared, elsewhere in rows(
            f"SELECT id, company_id IS NOT NULL, {others[table]} FROM {table} WHERE person_id = ?", (mark.person_id,)
        ):
            group = mark.scrubbed if shared else mark.emptied if elsewhere else mark.removed
            group.add((table, record))


def _deals(rows: Rows, mark: Footprint) -> None:
    for deal, shared in rows("SELECT id, company_id IS NOT NULL FROM deal WHERE person_id = ?", (mark.person_id,)):
        (mark.scrubbed if shared else mark.emptied).add(("deal", deal))
        lines = rows("SELECT id FROM deal_line WHERE deal_id = ?", (deal,))
        mark.scrubbed |= {("deal_line", line) for (line,) in lines}


def _documents(rows: Rows, mark: Footprint) -> None:
    for document, number, shared in rows(
        "SELECT id, number, company_id IS NOT NULL FROM document WHERE person_id = ?", (mark.person_id,)
    ):
        if number is not None:
            mark.issued.add(("document", document))
            continue
        (mark.scrubbed if shared else mark.emptied).add(("document", document))
        lines = rows("SELECT id FROM document_line WHERE document_id = ?", (document,))
        mark.scrubbed |= {("document_line", line) for (line,) in lines}


def _cases(rows: Rows, mark: Footprint) -> None:
    for (case,) in rows('SELECT id FROM "case" WHERE person_id = ?', (mark.person_id,)):
        mark.emptied.add(("case", case))
        messages = rows("SELECT id FROM case_message WHERE case_id = ?", (case,))
        mark.emptied |= {("case_message", message) for (message,) in messages}
    for message, case in rows("SELECT id, case_id FROM case_message WHERE person_id = ?", (mark.person_id,)):
        mark.emptied.add(("case_message", message))
        mark.scrubbed |= {("case", case)}
        others = rows("SELECT id FROM case_message WHERE case_id = ?", (case,))
        mark.scrubbed |= {("case_message", one) for (one,) in others}


def _around(rows: Rows, mark: Footprint) -> None:
    """What belongs to the person's deals, cases and drafts may name them too."""
    owners = {"deal": "deal_id", "case": "case_id", "document": "document_id"}
    for table, record in sorted(mark.emptied | mark.scrubbed):
        if table not in owners:
            continue
        for other in ("task", "event", "document"):
            column = owners[table]
            if (other, column) in {("event", "case_id"), ("event", "document_id"), ("document", "case_id"),
                                   ("document", "document_id")}:  # fmt: skip
                continue
            unissued = " AND number IS NULL" if other == "document" else ""
            for (one,) in rows(f"SELECT id FROM {other} WHERE {column} = ?{unissued}", (record,)):
                mark.scrubbed.add((other, one))
        for (one,) in rows("SELECT activity_id FROM activity_link WHERE record_id = ?", (record,)):
            mark.scrubbed.add(("activity", one))


def _leads_and_own_fields(rows: Rows, mark: Footprint) -> None:
    """The lead a person once was goes whole; what people's own fields hold follows the record that it is of."""
    mark.removed |= {("lead", one) for (one,) in rows("SELECT id FROM lead WHERE person_id = ?", (mark.person_id,))}
    mark.removed |= {
        ("custom_value", one) for (one,) in rows("SELECT id FROM custom_value WHERE text = ?", (mark.person_id,))
    }
    for table, record in sorted(mark.emptied | mark.scrubbed):
        for one, personal in rows(
            "SELECT v.id, f.personal FROM custom_value v JOIN custom_field f ON f.id = v.field_id "
            "WHERE v.record_id = ?",
            (record,),
        ):
            goes = personal and (table, record) in mark.emptied
            (mark.removed if goes else mark.scrubbed).add(("custom_value", one))


def _files(rows: Rows, mark: Footprint) -> None:
    """Files of the person and of what is theirs alone go; of what is shared, names are looked through."""
    theirs = mark.removed | {key for key in mark.emptied if key[0] in ("case", "activity")}
    for table, record in sorted(theirs | mark.emptied | mark.scrubbed):
        group = mark.removed if (table, record) in theirs else mark.scrubbed
        for (one,) in rows("SELECT id FROM attachment WHERE record_id = ?", (record,)):
            group.add(("attachment", one))
