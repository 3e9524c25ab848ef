"""How often somebody means to be in touch with everybody who carries a tag, or is in a segment.

A contact's own rhythm wins, also when it says “none”; else the shortest of those that hold for them does. It is
never stored with the contact: who gets the tag or comes into the segment has the rhythm from then on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.errors import CrmError, RecordMissing
from crm_desktop.core.fields import FieldSet
from crm_desktop.services.contacts.every_sql import every_touch, firm_sql
from crm_desktop.services.contacts.in_touch import LAST_TOUCH, due_sql, read_rhythm
from crm_desktop.storage.database import Database, Transaction

_NEVER: Final = 1 << 20
_ONE_BY_ONE: Final = 20_000
"""Up to so many contacts the last touch is looked up one by one; of more, all are read at once."""
_BOUND = re.compile(r":(filter_\d+)\b")
_TAGGED = "SELECT {} FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE {} AND t.deleted_at IS NULL"
_GROUPS: Final = (
    "SELECT 'tag', id, name, keep_in_touch_days, '', 0 FROM tag "
    "WHERE {} AND deleted_at IS NULL UNION ALL "
    "SELECT 'segment', id, name, keep_in_touch_days, filter, frozen FROM saved_view "
    "WHERE {} AND segment = 1 AND record_kind = 'contact' AND deleted_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class GroupRhythm:
    """The rhythm of a tag or a segment (`kind`); `days` is None where none is set."""

    kind: str
    id: str
    name: str
    days: int | None


@dataclass(frozen=True, slots=True)
class DueContact:
    """Somebody whose rhythm ran out so many days ago: their own, or one of a tag or segment."""

    contact_id: str
    name: str
    company: str
    days: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class _Group:
    rhythm: GroupRhythm
    days: int
    members: str
    """A condition on the table contact."""


class RhythmSql:
    """The rhythm of contacts as SQL, as tags and segments stand now; nothing is asked where none has one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        rows = database.rows(_GROUPS.format("keep_in_touch_days > 0", "keep_in_touch_days > 0"))
        found = (_group(database, clock, row) for row in rows)
        self._groups: tuple[_Group, ...] = tuple(one for one in found if one is not None)

    def __bool__(self) -> bool:
        return bool(self._groups)

    @property
    def days(self) -> str:
        """The rhythm of the row of contact, in days; NULL or 0 without one."""
        tagged = _TAGGED.format("min(t.keep_in_touch_days)", "l.record_id = contact.id AND t.keep_in_touch_days > 0")
        each = [f"coalesce(({tagged}), {_NEVER})", *self._cases(), str(_NEVER)]
        return f"coalesce(contact.keep_in_touch_days, nullif(min({', '.join(each)}), {_NEVER}))"

    @property
    def touch_columns(self) -> str:
        """What `in_touch` wants to be given."""
        return f"{self.days}, coalesce({LAST_TOUCH}, contact.created_at)"

    @property
    def due(self) -> str:
        """The day by which a touch is due."""
        return due_sql(self.days, f"coalesce({LAST_TOUCH}, contact.created_at)")

    def every_days(self) -> str:
        """Return the rhythm of every contact that has one by a tag or a segment, the shortest."""
        each = [_TAGGED.format("l.record_id, t.keep_in_touch_days AS days", "t.keep_in_touch_days > 0")]
        each += [
            f"SELECT contact.id, {one.days:d} FROM contact WHERE contact.deleted_at IS NULL AND {one.members}"
            for one in self._groups
            if one.rhythm.kind == "segment"
        ]
        return f"SELECT record_id, min(days) AS days FROM ({' UNION ALL '.join(each)}) GROUP BY record_id"

    def every_due(self, touches: str) -> str:
        """Return by which day a touch is due, of every contact with a rhythm; `touches` are their last ones."""
        value = due_sql("days", "since")
        return (
            f"SELECT record_id, {value} AS value FROM (SELECT k.id AS record_id, "
            "coalesce(k.keep_in_touch_days, r.days) AS days, coalesce(t.value, k.created_at) AS since FROM contact k "
            f"LEFT JOIN ({self.every_days()}) r ON r.record_id = k.id "
            f"LEFT JOIN ({touches}) t ON t.record_id = k.id) WHERE days > 0"
        )

    def of_contact(self, database: Database, contact_id: str) -> GroupRhythm | None:
        """Return the rhythm that a tag or segment gives a contact, the shortest; None for none."""
        if not self._groups:
            return None
        tagged = {
            row[0] for row in database.rows("SELECT tag_id FROM tag_link WHERE record_id = ?", (contact_id,))
        }  # fmt: skip
        for one in sorted(self._groups, key=lambda group: group.days):
            if one.rhythm.kind == "tag":
                is_in = one.rhythm.id in tagged
            else:
                is_in = bool(
                    database.value(f"SELECT 1 FROM contact WHERE contact.id = ? AND {one.members}", (contact_id,))
                )
            if is_in:
                return one.rhythm
        return None

    def _cases(self) -> list[str]:
        return [
            f"CASE WHEN {one.members} THEN {one.days:d} ELSE {_NEVER} END"
            for one in self._groups
            if one.rhythm.kind == "segment"
        ]


def with_rhythms(database: Database, clock: Clock, fields: FieldSet) -> FieldSet:
    """Return the fields of contacts, with “In touch by” as tags and segments say; other kinds as they are."""
    if fields.kind != "contact":
        return fields
    sql = RhythmSql(database, clock)
    if not sql:
        return fields
    due = replace(fields["in_touch_by"], sql=sql.due, every=sql.every_due(every_touch("max")))
    changed = tuple(due if one.key == due.key else one for one in fields)
    return FieldSet(fields.kind, fields.label, fields.plural, changed)


def due_contacts(database: Database, clock: Clock, limit: int) -> list[DueContact]:
    """Return the contacts whose rhythm has run out, those who wait longest first."""
    sql = RhythmSql(database, clock)
    rhythm = "SELECT id AS record_id, keep_in_touch_days AS days, 1 AS own FROM contact WHERE keep_in_touch_days > 0"
    if sql:
        rhythm += (
            f" UNION ALL SELECT r.record_id, r.days, 0 FROM ({sql.every_days()}) r "
            "CROSS JOIN contact c ON c.id = r.record_id WHERE c.keep_in_touch_days IS NULL"
        )
    many = int(database.value(f"SELECT count(*) FROM ({rhythm})")) > _ONE_BY_ONE
    touch = f"LEFT JOIN ({every_touch('max')}) t ON t.record_id = contact.id" if many else ""
    since = f"coalesce({'t.value' if many else LAST_TOUCH}, contact.created_at)"
    rows = database.rows(
        f"WITH rhythm AS MATERIALIZED ({rhythm}), due AS MATERIALIZED ("
        f"SELECT contact.id, rhythm.own, {due_sql('rhythm.days', since)} AS day, contact.sort_key FROM rhythm "
        f"CROSS JOIN contact ON contact.id = rhythm.record_id {touch} WHERE contact.deleted_at IS NULL) "
        f"SELECT contact.id, contact.name, coalesce({firm_sql('firm.name')}, ''), "
        "CAST(julianday(:day) - julianday(due.day) AS INTEGER), due.own FROM "
        "(SELECT * FROM due WHERE day < :day ORDER BY day, sort_key LIMIT :limit) due "
        "CROSS JOIN contact ON contact.id = due.id ORDER BY due.day, due.sort_key",
        {"day": today(clock).isoformat(), "limit": limit},
    )
    return [DueContact(*[*row[:4], bool(row[4])]) for row in rows]


def group_rhythms(database: Database) -> list[GroupRhythm]:
    """Return every tag and every segment of contacts with its rhythm, those that have one first."""
    rows = database.rows(
        f"SELECT * FROM ({_GROUPS.format('1', '1')}) ORDER BY coalesce(keep_in_touch_days, 0) = 0, 1 DESC, lower(name)"
    )
    return [GroupRhythm(kind, one, name, days or None) for kind, one, name, days, _, _ in rows]


def set_group_rhythm(work: Transaction, kind: str, group_id: str, days: object) -> str:
    """Give a tag or a segment a rhythm, or none, and return what was done in words. Raises `CrmError`."""
    number = read_rhythm(days) or None
    table, who = ("tag", "tagged") if kind == "tag" else ("saved_view", "in")
    rows = work.execute(f"SELECT name FROM {table} WHERE id = ? AND deleted_at IS NULL", (group_id,))
    if not rows:
        raise RecordMissing(f"This {kind} is no longer there.", "Nothing was changed.")
    work.execute(f"UPDATE {table} SET keep_in_touch_days = ? WHERE id = ?", (number, group_id))
    if number is None:
        return f"No rhythm for everybody {who} “{rows[0][0]}” any longer"
    every = "every day" if number == 1 else f"every {number} days"
    return f"In touch with everybody {who} “{rows[0][0]}” {every}"


def _group(database: Database, clock: Clock, row: Sequence[Any]) -> _Group | None:
    kind, group_id, name, days, where, frozen = row
    rhythm = GroupRhythm(kind, group_id, name, int(days))
    if kind == "tag":
        return _Group(rhythm, int(days), "1")
    if frozen:
        member = f"contact.id IN (SELECT m.record_id FROM segment_member m WHERE m.view_id = {_literal(group_id)})"
        return _Group(rhythm, int(days), member)
    if not where:
        return _Group(rhythm, int(days), "1")
    from crm_desktop.services.contacts.fields import FIELDS
    from crm_desktop.services.selecting import selection

    try:
        # A filter that asks for “in touch by” asks for people's own rhythm: what it gives cannot be what it asks.
        condition, values = selection(database, clock, FIELDS, "contact", where, with_rhythms=False)
    except CrmError:  # it names a field or a segment that is gone
        return None
    return _Group(rhythm, int(days), f"({_inlined(condition, values)})")


def _inlined(condition: str, values: Mapping[str, object]) -> str:
    """Write the bound values of a condition into it: a part of other statements, it can bring none along."""
    return _BOUND.sub(lambda match: _literal(values[match[1]]), condition)


def _literal(value: object) -> str:
    if isinstance(value, int):
        return str(int(value))
    # As bytes in hex: nothing in the text can end the literal.
    return f"CAST(X'{str(value).encode().hex()}' AS TEXT)"
