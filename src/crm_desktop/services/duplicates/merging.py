"""Several contacts made one, inside a unit of work: values chosen, lines united, everything else re-parented.

What can name a contact is read from the file's own tables, so that a table of tomorrow is not forgotten.
New rows are written before old ones go: within one bulk write the journal knows them by that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.services.drafts import draft_id
from crm_desktop.services.duplicates.lines import Lines
from crm_desktop.services.duplicates.single_values import SingleField, single_fields
from crm_desktop.services.duplicates.views import PHOTO
from crm_desktop.services.timeline.commands import link_activity
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.driver import quoted
from crm_desktop.storage.journal import watched_tables
from crm_desktop.storage.rows import insert_row, update_row

_UNITED: Final = frozenset(("channel", "address", "affiliation", "relation", "not_duplicate"))
"""Tables whose rows are not merely handed on."""
_JOINED: Final = {"tag_link": "tag_id", "segment_member": "view_id", "activity_link": "activity_id"}
"""Tables that join a record to another row, whose id is derived from both."""
_TYPES: Final = {b"\x89PNG": ("png", "image/png"), b"GIF8": ("gif", "image/gif"), b"RIFF": ("webp", "image/webp")}


class Merging:
    """Makes `keep` what it and the others are together; the others go to the Bin and say where they went."""

    def __init__(self, work: Transaction, keep: str, others: Sequence[str], now_ms: int) -> None:
        self._work = work
        self._keep = keep
        self._others = tuple(others)
        self._now = now_ms
        self._marks = ",".join("?" * len(self._others))
        self._discarded: list[tuple[str, str]] = []

    def merge(self, chosen: Mapping[str, str]) -> None:
        """Do it; `chosen` says of a field's key whose value it takes (a contact's id)."""
        fields = single_fields(self._work.execute, (self._keep, *self._others))
        self._choose(fields, chosen)
        self._unite_extra()
        lines = Lines(self._work, self._keep, self._others, self._discarded)
        lines.unite()
        self._note(fields)
        self._hand_on_joined()
        self._hand_on_not_duplicates()
        self._hand_on_own_values(fields, chosen)
        self._hand_on_the_rest()
        self._hand_on_drafts()
        self._work.execute(
            f"UPDATE contact SET deleted_at = ?, merged_into_id = ? WHERE id IN ({self._marks})",
            (self._now, self._keep, *self._others),
        )

    # what is held once

    def _choose(self, fields: Sequence[SingleField], chosen: Mapping[str, str]) -> None:
        ids = (self._keep, *self._others)
        changes: dict[str, Any] = {}
        for one in fields:
            taken = chosen.get(one.key) or one.first(ids)
            if one.field_id:
                if one.type is not FieldType.TAGS or one.key in chosen:
                    self._discard(one, taken)
                continue
            if taken != self._keep:
                changes |= one.stored[taken]
            if one.key == PHOTO:
                self._keep_photos(one, taken)
            else:
                self._discard(one, taken)
        pinned = self._work.execute(f"SELECT max(pinned) FROM contact WHERE id IN ({self._marks})", self._others)
        if pinned[0][0]:
            changes["pinned"] = 1
        update_row(self._work, "contact", self._keep, changes)

    def _discard(self, one: SingleField, taken: str) -> None:
        """Remember the values that differ from the one that stays."""
        seen = {one.texts[taken].casefold(), ""}
        for contact in (self._keep, *self._others):
            text = one.texts[contact]
            if text.casefold() not in seen:
                seen.add(text.casefold())
                self._discarded.append((one.label, text))

    def _keep_photos(self, one: SingleField, taken: str) -> None:
        """A photo that is not taken stays as a file."""
        stays = one.stored[taken]["photo_id"]
        for blob in dict.fromkeys(one.stored[contact]["photo_id"] for contact in (self._keep, *self._others)):
            found = self._work.execute(
                "SELECT substr(content, 1, 4), length(content) FROM blob WHERE id = ?", (blob,)
            ) if blob and blob != stays else []  # fmt: skip
            for start, size in found:
                ending, media_type = _TYPES.get(bytes(start), ("jpg", "image/jpeg"))
                insert_row(
                    self._work, "attachment",
                    {
                        "id": new_id(), "created_at": self._now, "record_kind": "contact", "record_id": self._keep,
                        "name": f"Former photo.{ending}", "media_type": media_type, "size": size, "blob_id": blob,
                        "added_at": self._now, "role": "",
                    },
                )  # fmt: skip

    def _unite_extra(self) -> None:
        """What imported files held beyond our fields: all of it, the survivor's where both say something."""
        rows: dict[str, str | None] = dict(
            self._work.execute(
                f"SELECT id, extra FROM contact WHERE id IN (?, {self._marks})", (self._keep, *self._others)
            )
        )
        mine = json.loads(rows[self._keep] or "{}")
        before = json.dumps(mine, sort_keys=True)
        for other in self._others:
            self._take_in(mine, json.loads(rows[other] or "{}"))
        if json.dumps(mine, sort_keys=True) != before:
            text = json.dumps(mine, ensure_ascii=False, sort_keys=True)
            update_row(self._work, "contact", self._keep, {"extra": text})

    def _take_in(self, mine: dict[str, Any], theirs: Mapping[str, Any]) -> None:
        for key, value in theirs.items():
            if key not in mine:
                mine[key] = value
            elif isinstance(mine[key], dict) and isinstance(value, dict):
                self._take_in(mine[key], value)
            elif isinstance(mine[key], list) and isinstance(value, list):
                mine[key] += [one for one in value if one not in mine[key]]
            elif mine[key] != value:
                self._discarded.append((key.replace("_", " ").capitalize(), str(value)))

    # what names a contact

    def _hand_on_joined(self) -> None:
        for table, other_end in _JOINED.items():
            columns = [row[1] for row in self._work.execute(f"PRAGMA table_info({table})")]
            kind = "record_kind" if "record_kind" in columns else "''"
            there = {row[0] for row in self._rows_of(table, other_end, (self._keep,))}
            new = []
            for end, of_kind in self._rows_of(table, f"{other_end}, {kind}", self._others):
                if end not in there:
                    there.add(end)
                    parts = (end, of_kind, self._keep) if of_kind else (end, self._keep)
                    new.append((derived_id(*parts), end, self._keep, *((of_kind,) if of_kind else ())))
            names = ("id", other_end, "record_id", *(("record_kind",) if kind == "record_kind" else ()))
            self._put(table, names, new)
            self._work.execute(f"DELETE FROM {table} WHERE record_id IN ({self._marks})", self._others)

    def _rows_of(self, table: str, columns: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        marks = ",".join("?" * len(ids))
        return self._work.execute(f"SELECT {columns} FROM {table} WHERE record_id IN ({marks}) ORDER BY id", ids)

    def _put(self, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        marks = ",".join("?" * len(names))
        self._work.execute_many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)

    def _hand_on_not_duplicates(self) -> None:
        """Who was found different from one of them is different from what they are together."""
        old = self._work.execute(
            f"SELECT id, first_id, second_id FROM not_duplicate WHERE first_id IN ({self._marks}) "
            f"OR second_id IN ({self._marks})",
            (*self._others, *self._others),
        )
        wanted = set()
        for _, *pair in old:
            ends = {self._keep if one in self._others else one for one in pair}
            if len(ends) == 2:
                wanted.add(not_duplicate_row(*ends))
        there = {row[0] for row in self._work.execute("SELECT id FROM not_duplicate")} if wanted else set()
        new = sorted(row for row in wanted if row[0] not in there)
        self._put("not_duplicate", ("id", "first_id", "second_id"), new)
        self._work.execute_many("DELETE FROM not_duplicate WHERE id = ?", [(row[0],) for row in old])

    def _hand_on_own_values(self, fields: Sequence[SingleField], chosen: Mapping[str, str]) -> None:
        ids = (self._keep, *self._others)
        known = {row[0] for row in self._rows_of("custom_value", "field_id", (self._keep,))}
        new = []
        for one in fields:
            taken = chosen.get(one.key) or one.first(ids)
            if not one.field_id or not (one.texts[taken] or one.field_id in known):
                continue
            value = dict(one.stored[taken])
            if one.type is FieldType.TAGS and one.key not in chosen:
                words = [json.loads(one.stored[contact]["text"] or "[]") for contact in ids]
                every = list(dict.fromkeys(word for some in words for word in some))
                value["text"] = json.dumps(every, ensure_ascii=False)
            row_id = derived_id(one.field_id, self._keep)
            if one.field_id in known:
                self._work.execute(
                    "UPDATE custom_value SET text = ?, number = ? WHERE field_id = ? AND record_id = ?",
                    (value["text"], value["number"], one.field_id, self._keep),
                )
            else:
                new.append((row_id, one.field_id, "contact", self._keep, value["text"], value["number"]))
        self._put("custom_value", ("id", "field_id", "record_kind", "record_id", "text", "number"), new)
        self._work.execute(f"DELETE FROM custom_value WHERE record_id IN ({self._marks})", self._others)
        self._work.execute(
            f"UPDATE custom_value SET text = ? WHERE text IN ({self._marks}) "
            "AND field_id IN (SELECT id FROM custom_field WHERE type = ?)",
            (self._keep, *self._others, FieldType.RECORD.value),
        )

    def _hand_on_the_rest(self) -> None:
        """Every other column that can hold a contact's id: by its foreign key, or because it names any record."""
        for table in watched_tables(self._work.connection):
            if table in _UNITED or table in _JOINED or table == "custom_value":
                continue
            for column in contact_columns(self._work, table):
                self._work.execute(
                    f"UPDATE {quoted(table)} SET {quoted(column)} = ? WHERE {quoted(column)} IN ({self._marks})",
                    (self._keep, *self._others),
                )

    def _hand_on_drafts(self) -> None:
        """What was typed and not saved goes along; drafts are outside the journal, so undo leaves them there."""
        for other in self._others:
            drafts = self._work.execute(
                "SELECT id, form, record_id FROM draft WHERE record_id = ? OR instr(content, ?) > 0", (other, other)
            )
            for old_id, form, record_id in drafts:
                new = draft_id(form, self._keep) if record_id == other and old_id == draft_id(form, other) else old_id
                if new != old_id and self._work.execute("SELECT 1 FROM draft WHERE id = ?", (new,)):
                    new = old_id
                self._work.execute(
                    "UPDATE draft SET id = ?, record_id = ?, content = replace(content, ?, ?) WHERE id = ?",
                    (new, self._keep if record_id == other else record_id, other, self._keep, old_id),
                )

    # what is not kept

    def _note(self, fields: Sequence[SingleField]) -> None:
        """Write what was discarded into the survivor's stream."""
        if not self._discarded:
            return
        names = next(one for one in fields if one.key == "name").texts
        with_whom = ", ".join(dict.fromkeys(names[one] or "a contact without a name" for one in self._others))
        told = dict.fromkeys(f"{label}: {text}" for label, text in self._discarded)
        lines = [f"Merged with {with_whom}. Not kept in the fields:", *told]
        activity = new_id()
        insert_row(
            self._work, "activity",
            {
                "id": activity, "created_at": self._now, "kind": "note", "direction": "", "outcome": "",
                "subject": "", "body": "\n".join(lines), "happened_at": self._now, "pinned": 0,
                "owner_id": self._work.actor,
            },
        )  # fmt: skip
        link_activity(self._work, activity, "contact", self._keep)


def contact_columns(work: Transaction, table: str) -> list[str]:
    """Return the columns of a table that can hold the id of a contact."""
    columns = [row[3] for row in work.execute(f"PRAGMA foreign_key_list({quoted(table)})") if row[2] == "contact"]
    names = {row[1] for row in work.execute(f"PRAGMA table_info({quoted(table)})")}
    return [*columns, *(("record_id",) if "record_id" in names else ())]


def not_duplicate_row(one: str, other: str) -> tuple[str, str, str]:
    """Return (id, first, second) of the decision that two contacts are different, whichever is named first."""
    first, second = sorted((one, other))
    return derived_id("not_duplicate", first, second), first, second
