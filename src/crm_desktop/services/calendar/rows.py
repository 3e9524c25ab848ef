"""Writing one row of the calendar's tables inside a unit of work, without loading the ORM."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.ids import new_id
from crm_desktop.storage.database import Transaction


def insert(work: Transaction, table: str, values: Mapping[str, Any]) -> str:
    """Add a row and return its new id."""
    record_id = new_id()
    row = {"id": record_id, **{name: stored(value) for name, value in values.items()}}
    marks = ", ".join(f":{name}" for name in row)
    work.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)
    return record_id


def update(work: Transaction, table: str, record_id: str, values: Mapping[str, Any]) -> None:
    """Change columns of one row. Raises RecordMissing when it is not there."""
    if not work.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record_id,)):
        raise RecordMissing(f"This {table} is no longer there.", "Nothing was changed.")
    row = {name: stored(value) for name, value in values.items()}
    changes = ", ".join(f"{name} = :{name}" for name in row)
    work.execute(f"UPDATE {table} SET {changes} WHERE id = :id", {**row, "id": record_id})


def stored(value: Any) -> Any:
    """Return a value as the file holds it: milliseconds, ISO days, 0 and 1."""
    if isinstance(value, datetime):
        return to_millis(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def actor_of(work: Transaction) -> str | None:
    """Return the id of the member in whose name this unit of work is done."""
    rows = work.execute("SELECT actor FROM journal_entry WHERE id = ?", (work.entry,))
    return (rows[0][0] or None) if rows else None


def zone_name(zone: tzinfo) -> str:
    """Return the IANA name of a zone; UTC where it has none."""
    return str(getattr(zone, "key", None) or "UTC")


def zone_of(name: str, default: tzinfo) -> ZoneInfo:
    """Return the zone of a stored name; `default` where it is empty or unknown to this computer."""
    for candidate in (name, zone_name(default)):
        try:
            if candidate:
                return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def local(moment: datetime, zone: tzinfo) -> datetime:
    """Return the wall-clock time of a moment in a zone, without the zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(UTC)
