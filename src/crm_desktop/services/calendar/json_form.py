"""Tasks and events as JSON values: what one command writes, another reads."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import FieldSet, FieldType
from crm_desktop.services.calendar import rows, tasks
from crm_desktop.services.calendar.events import put_event
from crm_desktop.services.calendar.fields import EVENT_FIELDS, TASK_FIELDS
from crm_desktop.services.calendar.tasks import put_task
from crm_desktop.services.calendar.views import EventDraft, TaskDraft

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_LINK_KINDS = {
    "person": "contact",
    "company": "contact",
    "deal": "deal",
    "case": "case",
    "document": "quote",
    "lead": "lead",
}
_READ_ONLY = frozenset({"id", "record_kind", "person_name", "company_name", "done_at", "created_at", "all_day"})


def task_json(services: Services, task_id: str) -> dict[str, Any]:
    """Return a whole task: field keys, ids as strings, days and moments in ISO 8601."""
    return _read(services, TASK_FIELDS, "task", task_id)


def event_json(services: Services, event_id: str) -> dict[str, Any]:
    """Return a whole event, `except_dates` as a list."""
    return _read(services, EVENT_FIELDS, "event", event_id)


def write_task(work: Transaction, services: Services, task_id: str | None, data: Mapping[str, Any]) -> str:
    """Store a task from JSON values; with an id only the given fields change."""
    values = _values(services, TASK_FIELDS, data)
    status = values.pop("status", None)
    draft = TaskDraft("") if task_id is None else services.calendar.task(task_id).draft
    # A day given alone means that the hour is gone.
    if "due_on" in values and "due_at" not in values:
        values["due_at"] = None
    stored = put_task(work, replace(draft, **values), services.clock, task_id)
    if status == "done":
        tasks.finish_task(work, stored, services.clock.now())
    elif status == "cancelled":
        tasks.cancel_task(work, stored)
    elif status == "open":
        tasks.reopen_task(work, stored)
    return stored


def write_event(work: Transaction, services: Services, event_id: str | None, data: Mapping[str, Any]) -> str:
    """Store an event from JSON values; with an id only the given fields change."""
    values = _values(services, EVENT_FIELDS, data)
    draft = EventDraft("") if event_id is None else services.calendar.event(event_id).draft
    if values.get("starts_on"):
        values |= {"starts_at": None, "ends_at": None}
    elif values.get("starts_at"):
        values |= {"starts_on": None, "ends_on": None}
        if not values.get("ends_at") and draft.starts_at and draft.ends_at:
            values["ends_at"] = values["starts_at"] + (draft.ends_at - draft.starts_at)
    return put_event(work, replace(draft, **values), services.clock, event_id)


def _read(services: Services, fields: FieldSet, table: str, record_id: str) -> dict[str, Any]:
    columns = ", ".join(f"({field.sql})" for field in fields)
    names = ", ".join(f"(SELECT name FROM contact WHERE id = {table}.{link}_id)" for link in ("person", "company"))
    row = services.database.row(
        f"SELECT {columns}, {names} FROM {table} WHERE id = ? AND deleted_at IS NULL", (record_id,)
    )
    if row is None:
        raise RecordMissing(f"This {table} is no longer there.", "It may lie in the Bin.")
    record: dict[str, Any] = {"id": record_id}
    for field, value in zip(fields, row, strict=False):
        if value is not None and field.type is FieldType.MOMENT:
            value = from_millis(value).isoformat().replace("+00:00", "Z")
        elif field.type is FieldType.YES_NO:
            value = bool(value)
        elif field.key == "except_dates":
            value = json.loads(value) if value else []
        record[field.key] = value
    record["person_name"], record["company_name"] = row[-2], row[-1]
    return record


def _values(services: Services, fields: FieldSet, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the draft's arguments that the JSON names. Raises Refused for what cannot be meant."""
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key in _READ_ONLY:
            continue
        field = fields.find(key)
        if field is None:
            near = difflib.get_close_matches(key, fields.keys, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise Refused(f"{fields.plural} have no field “{key}”.{hint}", "Nothing was changed.")
        name = field.key
        if name in _LINK_KINDS:
            values[f"{name}_id"] = services.records.find(_LINK_KINDS[name], str(value)) if value else None
        elif name == "owner":
            values["owner_id"] = _member(services, str(value)) if value else None
        elif name == "except_dates":
            values[name] = tuple(value or ())
        elif field.type is FieldType.DATE:
            values[name] = _day(field.label, value) if value else None
        elif field.type is FieldType.MOMENT:
            values[name] = _moment(services, field.label, value) if value else None
        elif field.type is FieldType.NUMBER:
            values[name] = _number(field.label, value)
        elif field.type is FieldType.CHOICE:
            chosen = field.choice_key(str(value))
            if chosen is None:
                words = ", ".join(word for _, word in field.choices)
                raise Refused(f"“{value}” is no {field.label.lower()}. There are {words}.", "Nothing was changed.")
            values[name] = chosen
        else:
            values[name] = "" if value is None else str(value)
    return values


def _member(services: Services, text: str) -> str:
    found = services.database.value("SELECT id FROM member WHERE id = ? OR name = ?", (text, text))
    if found is None:
        raise Refused(f"Nobody here is called “{text}”.", "Nothing was changed.")
    return str(found)


def _day(label: str, value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Refused(f"“{value}” is no day for “{label}”.", "Nothing was changed. Write 2026-11-22.") from error


def _moment(services: Services, label: str, value: Any) -> datetime:
    """A moment; without an offset it is meant in the person's zone."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Refused(
            f"“{value}” is no moment for “{label}”.", "Nothing was changed. Write 2026-11-22T14:30."
        ) from error
    zone = rows.zone_of(rows.zone_name(services.clock.zone), services.clock.zone)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _number(label: str, value: Any) -> int | None:
    if value is None or value == "":
        return None
    try:
        return int(str(value))
    except ValueError as error:
        raise Refused(f"“{value}” is no whole number for “{label}”.", "Nothing was changed.") from error
