"""Writing one row of the calendar's tables inside a unit of work, without loading the ORM."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.ids import new_id
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row


def insert(work: Transaction, table: str, values: Mapping[str, Any]) -> str:
    """Add a row and return its new id."""
    record_id = new_id()
    insert_row(work, table, {"id": record_id, **values})
    return record_id


def update(work: Transaction, table: str, record_id: str, values: Mapping[str, Any]) -> None:
    """Change columns of one row. Raises RecordMissing when it is not there."""
    if not work.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record_id,)):
        raise RecordMissing(f"This {table} is no longer there.", "Nothing was changed.")
    update_row(work, table, record_id, values)


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
