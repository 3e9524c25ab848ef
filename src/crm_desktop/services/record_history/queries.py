"""Reading the history of a record: an outline of all of it, and windows of rows in words."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.fields import FieldType
from crm_desktop.core.money import exponent
from crm_desktop.services.custom_fields.declared import CURRENCY_SQL, choices_of, is_number
from crm_desktop.services.record_history.columns import (
    LINKS,
    OWN_TABLE,
    PART_NAMES,
    PARTS,
    TITLES,
    Column,
    column,
    shown,
)
from crm_desktop.services.record_history.commands import can_be_restored
from crm_desktop.services.record_history.past_rows import before_line, current
from crm_desktop.services.record_history.views import HistoryRow, Outline, Value
from crm_desktop.storage.database import Database
from crm_desktop.storage.history import gone_owner
from crm_desktop.storage.horizon import horizon

_CHUNK = 400
_LINKED = OWN_TABLE | {"member": "member"}
_WHOLE = -1
_GONE = "something since thrown away"


class RecordHistory:
    """What happened to any record. Thread-safe as far as `Database` is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def outline(self, kind: str, record_id: str) -> Outline:
        """Return every line of a record's history and of its parts', newest first."""
        own = OWN_TABLE[kind]
        own_lines = (
            "SELECT id, table_name, action, fields FROM journal_line WHERE record_id = :id AND table_name = :own"
        )
        queries = [own_lines]
        for table, owner in PARTS[kind]:
            whose = gone_owner(table, owner)
            gone = f"SELECT record_id FROM journal_line WHERE {whose} = :id AND action = 'delete'"
            parts = f"SELECT id AS part FROM \"{table}\" WHERE {owner} = :id UNION {gone} AND table_name = '{table}'"
            queries.append(
                f"SELECT l.id, l.table_name, l.action, l.fields FROM ({parts}) "
                f"CROSS JOIN journal_line l ON l.record_id = part AND l.table_name = '{table}'"
            )
        found = self._database.rows(f"{' UNION '.join(queries)} ORDER BY 1 DESC", {"id": record_id, "own": own})
        lines, columns = array("q"), array("h")
        for number, table, action, text in found:
            for place in _places(table, action, text):
                lines.append(number)
                columns.append(place)
        kept = horizon(self._database)
        return Outline(kind, record_id, lines, columns, None if kept is None else from_millis(kept.at_ms))

    def rows(self, outline: Outline, first: int = 0, count: int = 50) -> list[HistoryRow]:
        """Return a window of a history in words."""
        places = list(zip(outline.lines[first : first + count], outline.columns[first : first + count], strict=True))
        found = self._lines(sorted({line for line, _ in places}))
        kept = horizon(self._database)
        last_dropped = kept.entry if kept is not None else 0
        reader = _Reading(self._database, outline)
        rows = [reader.row(found[line], place, last_dropped) for line, place in places if line in found]
        names = self._names(reader.wanted)
        return [reader.named(row, names) for row in rows]

    def of_record(self, kind: str, record_id: str, limit: int = 200) -> list[HistoryRow]:
        """Return the newest rows of a record's history."""
        return self.rows(self.outline(kind, record_id), 0, limit)

    def named_values(
        self, table: str, fields: Mapping[str, tuple[Any, Any]], currency: str = ""
    ) -> list[tuple[str, Value | None, Value | None]]:
        """Return (label, from, to) of changed columns in words, for a preview."""
        reader = _Reading(self._database, Outline("", "", array("q"), array("h")))
        names = list(fields)
        row = {"currency": currency} | {name: pair[1] for name, pair in fields.items()}
        pairs = [
            (column(table, name).label, reader.value(table, name, fields[name][0], row),
             reader.value(table, name, fields[name][1], row))
            for name in (names[place] for place in shown(table, names))
        ]  # fmt: skip
        known = self._names(reader.wanted)
        return [(label, reader.name(old, known), reader.name(new, known)) for label, old, new in pairs]

    def _lines(self, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        found: dict[int, tuple[Any, ...]] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = list(ids[start : start + _CHUNK])
            rows = self._database.rows(
                "SELECT l.id, l.entry_id, l.table_name, l.record_id, l.action, l.fields, e.label, e.at, "
                "coalesce((SELECT name FROM member WHERE id = e.actor), e.actor), e.undone_by, e.kind "
                "FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id "
                f"WHERE l.id IN ({','.join('?' * len(chunk))})",
                chunk,
            )
            found |= {row[0]: row for row in rows}
        return found

    def _names(self, wanted: dict[str, set[str]]) -> dict[tuple[str, str], str]:
        names: dict[tuple[str, str], str] = {}
        for table, ids in wanted.items():
            listed = list(ids)
            for start in range(0, len(listed), _CHUNK):
                chunk = listed[start : start + _CHUNK]
                rows = self._database.rows(
                    f'SELECT id, {TITLES[table]} FROM "{table}" WHERE id IN ({",".join("?" * len(chunk))})', chunk
                )
                names |= {(table, record): str(title) for record, title in rows}
        return names


def _places(table: str, action: str, text: str | None) -> list[int]:
    """Return which rows of a history one line of the journal makes."""
    if action != "update":
        return [_WHOLE]
    names = list(json.loads(text or "{}"))
    if "deleted_at" in names:
        return [_WHOLE]
    return shown(table, names)


class _Reading:
    """Turns lines into rows; ids are kept as `_Id` until all names are read at once."""

    def __init__(self, database: Database, outline: Outline) -> None:
        self._database = database
        self._outline = outline
        self._current: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._own: dict[str, Column] | None = None
        self.wanted: dict[str, set[str]] = defaultdict(set)

    def row(self, line: tuple[Any, ...], place: int, last_dropped: int) -> HistoryRow:
        number, entry, table, record, action, text, label, at, who, undone_by, entry_kind = line
        fields: dict[str, list[Any]] = json.loads(text or "{}")
        own = OWN_TABLE[self._outline.kind] == table and record == self._outline.record_id
        now = self._row(table, record)
        name = "" if place == _WHOLE else list(fields)[place]
        base = HistoryRow(
            f"{number}:{place}", entry, number, name, from_millis(at), str(who), str(label), undone_by is not None,
            "changed", entry_kind=entry_kind,
        )  # fmt: skip
        if table == "custom_value" and action in ("insert", "update", "delete"):
            return self._own_field(base, line, fields, now, last_dropped)
        if name:
            old, new = fields[name]
            known = now if now is not None else {key: pair[1] for key, pair in fields.items()}
            movable = now is not None and now.get(name) != old and can_be_restored(table, name)
            return replace(
                base,
                part="" if own else self._part(table, known),
                field=column(table, name).label,
                old=self.value(table, name, old, known),
                new=self.value(table, name, new, known),
                restorable=movable and entry > last_dropped,
            )
        if action == "update":
            return replace(base, action="unbinned" if fields["deleted_at"][1] is None else "binned")
        state: dict[str, Any] | None = {key: pair[0] for key, pair in fields.items()}
        if action == "insert":
            state = now if own else before_line(self._database.rows, table, record, number, after=True)
        return replace(
            base,
            action="added" if action == "insert" else "removed",
            part="" if own else self._part(table, state or {}),
            restorable=action == "delete" and not own and now is None and entry > last_dropped,
        )

    def _own_field(
        self,
        base: HistoryRow,
        line: tuple[Any, ...],
        fields: dict[str, list[Any]],
        now: dict[str, Any] | None,
        last_dropped: int,
    ) -> HistoryRow:
        """Return a value of a field that people added as a change of that field, under its label."""
        number, _, table, record, action, *_ = line
        whole = now or {}
        if action == "insert" or not whole:
            whole = before_line(self._database.rows, table, record, number, after=action == "insert") or whole
        known = self._declared().get(str(whole.get("field_id")), Column("Field", FieldType.TEXT))
        column_name = base.column or ("number" if is_number(known.type) else "text")
        if action == "update":
            old, new = fields.get(column_name, [None, None])
        else:
            value = whole.get(column_name)
            old, new = (None, value) if action == "insert" else (value, None)
        movable = action == "update" and now is not None and now.get(column_name) != old
        return replace(
            base,
            field=known.label,
            old=self._own_value(known, old),
            new=self._own_value(known, new),
            restorable=movable and base.entry > last_dropped and can_be_restored(table, column_name),
        )

    def _declared(self) -> dict[str, Column]:
        if self._own is None:
            self._own = {
                row[0]: Column(row[1], FieldType(row[2]), choices_of(row[3]), int(row[4]), _LINKED.get(row[5], ""))
                for row in self._database.rows(
                    "SELECT id, label, type, choices, scale, CASE type WHEN 'person' THEN 'member' ELSE target END "
                    "FROM custom_field"
                )
            }
        return self._own

    def _own_value(self, known: Column, stored: Any) -> Value:
        if stored is None or stored == "":
            return Value(known.type, None)
        if known.type is FieldType.TAGS:
            return Value(FieldType.TEXT, ", ".join(str(one) for one in json.loads(stored)))
        if known.link and isinstance(stored, str):
            self.wanted[known.link].add(stored)
            return Value(known.type, f"\x1e{known.link}\x1e{stored}")
        currency = str(self._database.value(f"SELECT {CURRENCY_SQL}")) if known.type is FieldType.MONEY else ""
        return _typed(known, stored, currency)

    def named(self, row: HistoryRow, names: dict[tuple[str, str], str]) -> HistoryRow:
        """Return the row with names for ids."""
        part = row.part
        while "\x1e" in part:
            before, table, record, after = part.split("\x1e", 3)
            part = f"{before}{names.get((table, record), _GONE)}{after}"
        return replace(row, part=part, old=self.name(row.old, names), new=self.name(row.new, names))

    def value(self, table: str, name: str, stored: Any, row: dict[str, Any]) -> Value:
        """Return a stored value typed; an id is marked, to be named with all others."""
        known = column(table, name)
        if stored is None or stored == "":
            return Value(known.type, None)
        if known.link and isinstance(stored, str):
            self.wanted[known.link].add(stored)
            return Value(known.type, f"\x1e{known.link}\x1e{stored}")
        return _typed(known, stored, str(row.get("currency") or ""))

    @staticmethod
    def name(value: Value | None, names: dict[tuple[str, str], str]) -> Value | None:
        """Return the value with the name of what its id stood for."""
        if value is None or not isinstance(value.value, str) or not value.value.startswith("\x1e"):
            return value
        _, table, record = value.value.split("\x1e")
        return Value(value.type, names.get((table, record), _GONE))

    def _row(self, table: str, record: str) -> dict[str, Any] | None:
        if (table, record) not in self._current:
            self._current[table, record] = current(self._database.rows, table, record)
        return self._current[table, record]

    def _part(self, table: str, row: dict[str, Any]) -> str:
        """Return what a part is called: its sort, and what it says."""
        sort = PART_NAMES.get(table, table)
        if table == "channel":
            sort = {"phone": "Phone", "email": "E-mail", "web": "Website"}.get(str(row.get("medium")), sort)
        link = {
            "tag_link": "tag_id", "affiliation": "company_id", "custom_value": "field_id", "relation": "to_id",
        }.get(table)  # fmt: skip
        if table == "relation" and row.get("to_id") == self._outline.record_id:
            link = "from_id"
        if table == "affiliation" and row.get("company_id") == self._outline.record_id:
            sort, link = "Person", "person_id"
        if link is not None and row.get(link):
            self.wanted[LINKS[link]].add(str(row[link]))
            return f"{sort} \x1e{LINKS[link]}\x1e{row[link]}\x1e"
        return f"{sort} {_said(row)}".rstrip()


def _said(row: dict[str, Any]) -> str:
    """Return what a part says, in one line."""
    if "street" in row:
        words = [row.get(name) for name in ("street", "postcode", "city", "country")]
        return ", ".join(" ".join(str(word).split()) for word in words if word)
    if row.get("minutes_before") is not None:
        return f"{row['minutes_before']} minutes before"
    text = next((row[name] for name in ("value", "name", "text", "title", "body") if row.get(name)), "")
    return " ".join(str(text).split())[:80]


def _typed(known: Column, stored: Any, currency: str) -> Value:
    if known.type is FieldType.MOMENT and isinstance(stored, int):
        return Value(known.type, from_millis(stored))
    if known.type is FieldType.DATE and isinstance(stored, str):
        return Value(known.type, _day(stored))
    if known.type is FieldType.MONEY and isinstance(stored, int):
        return Value(known.type, Decimal(stored).scaleb(-(exponent(currency) if currency else 2)), currency)
    if known.type is FieldType.NUMBER and known.scale and isinstance(stored, int):
        return Value(known.type, Decimal(stored).scaleb(-known.scale).normalize())
    if known.type is FieldType.YES_NO:
        return Value(known.type, bool(stored))
    if known.type is FieldType.CHOICE and known.choices:
        return Value(known.type, dict(known.choices).get(str(stored), str(stored)))
    return Value(known.type, stored if isinstance(stored, int | str) else str(stored))


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:  # a birthday without its year
        return text
