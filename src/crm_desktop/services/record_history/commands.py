"""Putting one old value back: with the field group it belongs to, and with what follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.record_history.columns import HIDDEN, OWN_TABLE, PARTS, TITLES, column
from crm_desktop.services.record_history.past_rows import before_line, current
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.horizon import horizon
from crm_desktop.storage.rows import insert_row, update_row

_TOGETHER: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "deal": {"stage_id": ("lost_reason", "lost_note"), "lost_reason": ("lost_note",)},
    "task": {"status": ("done_at",)},
}
"""Columns that go back with another one when the same change had touched them."""

_FIRST: Final[Mapping[str, tuple[str, ...]]] = {"channel": ("contact_id", "medium"), "address": ("contact_id",)}
"""Parts of which one comes first, and among which."""

_STANDING: Final = {
    ("document", "number"), ("document", "status"), ("document", "revision"), ("document", "revises_id"),
    ("document", "issued_at"), ("document", "decided_at"), ("document", "decided_by"), ("document", "net"),
    ("document", "tax"), ("document", "gross"), ("case", "number"), ("case", "opened_at"), ("case", "reply_due_at"),
    ("case", "solve_due_at"), ("case", "first_reply_at"), ("case", "solved_at"), ("case", "waiting_since"),
    ("deal", "closed_at"), ("task", "done_at"),
}  # fmt: skip
"""Columns that follow from others, or were given once: they are not put back by themselves."""


def can_be_restored(table: str, name: str) -> bool:
    """Whether a column is one that a person may put back."""
    return (table, name) not in _STANDING and name not in HIDDEN


class RecordHistoryCommands:
    """Writes out of the history."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def restore(self, kind: str, record_id: str, line: int, name: str = "") -> ChangeSet:
        """Give a field, and its group, what it was before a line of the journal; without a name bring a part back.

        Raises `CrmError` where that cannot be: the record is gone, sealed, or the history was dropped.
        """
        with self._database.write("Restored a value") as work:
            found = work.execute(
                "SELECT entry_id, table_name, record_id, action, fields FROM journal_line WHERE id = ?", (line,)
            )
            kept = horizon(self._database)
            if not found or (kept is not None and found[0][0] <= kept.entry):
                raise RecordMissing("The history no longer holds this value whole.", "Nothing was changed.")
            _, table, row_id, action, text = found[0]
            fields = json.loads(text or "{}")
            owner = self._title(work, OWN_TABLE[kind], record_id)
            if not name and action == "delete":
                self._bring_back(work, kind, record_id, table, row_id, {key: pair[0] for key, pair in fields.items()})
                work.label = f"Brought back a part of “{owner}”"
            else:
                if action != "update" or name not in fields:
                    raise RecordMissing("The history no longer holds this value.", "Nothing was changed.")
                self._set_back(work, table, row_id, line, name, set(fields))
                work.label = f"Restored {column(table, name).label.lower()} of “{owner}”"
            self._settle(work, kind, record_id)
        return work.change

    def _set_back(self, work: Transaction, table: str, row_id: str, line: int, name: str, with_it: set[str]) -> None:
        now = current(work.execute, table, row_id)
        then = before_line(work.execute, table, row_id, line)
        if now is None or then is None:
            raise RecordMissing("What this value belongs to was removed since.", "Nothing was changed.")
        if not can_be_restored(table, name):
            raise Refused(
                f"“{column(table, name).label}” follows from other values and is not put back by itself.",
                "Nothing was changed. Undo the whole change instead.",
            )
        groups = GROUPS.get(table, {})
        names = {one for one, group in groups.items() if group == groups.get(name)} | {name}
        names |= set(_TOGETHER.get(table, {}).get(name, ())) & with_it
        values = {one: then[one] for one in names if one in now and one in then and now[one] != then[one]}
        if not values:
            raise Refused("It is that already.", "Nothing was changed.")
        special = self._special.get((table, name))
        if special is not None:
            special(self, work, row_id, now, then, values)
        update_row(work, table, row_id, values)

    def _bring_back(
        self, work: Transaction, kind: str, record_id: str, table: str, row_id: str, old: dict[str, Any]
    ) -> None:
        if not any(part == table and old.get(owner) == record_id for part, owner in PARTS[kind]):
            raise Refused("This is no part of the record.", "Nothing was changed.")
        if current(work.execute, table, row_id) is not None:
            raise Refused("This is there already.", "Nothing was changed.")
        if current(work.execute, OWN_TABLE[kind], record_id) is None:
            raise RecordMissing("What this belonged to was removed since.", "Nothing was changed.")
        known = {name for (name,) in work.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        links = work.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,))
        for name, target in links:
            if old.get(name) is not None and not work.execute(f'SELECT 1 FROM "{target}" WHERE id = ?', (old[name],)):
                raise RecordMissing("Something that this refers to was removed since.", "Nothing was changed.")
        values = {name: value for name, value in old.items() if name in known}
        if old.get("is_primary") and (ends := _FIRST.get(table)):
            # Another one came first since: it stays the first.
            same = " AND ".join(f"{name} = ?" for name in ends)
            if work.execute(f'SELECT 1 FROM "{table}" WHERE is_primary = 1 AND {same}', [old[one] for one in ends]):
                values["is_primary"] = 0
        insert_row(work, table, values)

    # what follows

    def _stage(
        self, work: Transaction, deal: str, now: dict[str, Any], then: dict[str, Any], values: dict[str, Any]
    ) -> None:
        """A deal put back into a stage is there since now; that is one more step of its way."""
        from crm_desktop.services.pipeline.placing import put_move, stage_facts

        stage = stage_facts(work, then["stage_id"])
        moment = self._clock.now()
        if now["stage_id"] != stage.id:
            put_move(work, deal, now["stage_id"], stage.id, moment, self._database.actor)
            values["in_stage_since"] = to_millis(moment)
            values["closed_at"] = None if stage.kind == "open" else to_millis(moment)
        if stage.kind != "lost":
            values["lost_reason"] = values["lost_note"] = ""

    def _case(
        self, work: Transaction, case: str, now: dict[str, Any], then: dict[str, Any], values: dict[str, Any]
    ) -> None:
        """A case's clock follows its status and priority."""
        from crm_desktop.services.cases.writing import Case

        found = Case(work, case, self._clock)
        if "status" in values:
            found.set_status(values.pop("status"))
        if "priority" in values:
            found.set_priority(values.pop("priority"))
        found.save()

    _special: Final[dict[tuple[str, str], Callable[..., None]]] = {
        ("deal", "stage_id"): _stage, ("deal", "pipeline_id"): _stage, ("case", "status"): _case,
        ("case", "priority"): _case,
    }  # fmt: skip

    def _settle(self, work: Transaction, kind: str, record_id: str) -> None:
        """Bring in line what follows from the record's values."""
        if kind == "quote":
            from crm_desktop.services.quotes.writing import editable_quote, put_quote

            # An issued quote is sealed, and refused here; a draft is added up again.
            draft = editable_quote(work, record_id).draft
            put_quote(work, draft, self._clock.now(), self._clock.zone, self._database.actor)
        elif kind == "task":
            from crm_desktop.services.calendar.bells import follow_task

            follow_task(work, record_id, self._clock, self._clock.now())
        elif kind == "event":
            from crm_desktop.services.calendar.bells import follow_event

            follow_event(work, record_id, self._clock, self._clock.now())
        elif kind == "deal":
            from crm_desktop.services.pipeline.writing import lines_amount, stored_lines

            lines = stored_lines(work, record_id)
            if lines:
                currency = work.execute("SELECT currency FROM deal WHERE id = ?", (record_id,))[0][0]
                update_row(work, "deal", record_id, {"amount": lines_amount(lines, currency)})

    def _title(self, work: Transaction, table: str, record_id: str) -> str:
        found = work.execute(f'SELECT {TITLES[table]} FROM "{table}" WHERE id = ?', (record_id,))
        if not found:
            raise RecordMissing("This record is no longer there.", "Nothing was changed.")
        return " ".join(str(found[0][0]).split())[:80]
