"""When what a JSON record tells of happened: set after it was made, which only knows now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.ids import derived_id
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

_COLUMNS = {
    "deal": ("closed_at", "in_stage_since"),
    "task": ("done_at",),
    "case": ("first_reply_at", "solved_at", "reply_due_at", "solve_due_at"),
    "lead": ("converted_at",),
}


def put_moments(
    work: Transaction, kind: str, record: str, record_data: Mapping[str, Any], data: Mapping[str, Any]
) -> None:
    """Set the moments of a record that was just made to those that it came with."""
    table = {"quote": "document"}.get(kind, kind)
    values: dict[str, Any] = {
        column: moment
        for column in ("created_at", *_COLUMNS.get(kind, ()))
        if column in record_data and ((moment := _millis(record_data[column])) is not None or column != "created_at")
    }
    if kind == "activity" and data.get("owner_id"):
        values["owner_id"] = data["owner_id"]
    if kind == "lead":
        values |= _became(work, record_data)
    if values:
        update_row(work, table, record, values)
    if kind == "deal" and isinstance(record_data.get("moves"), list):
        _put_moves(work, record, record_data["moves"])


def _became(work: Transaction, record_data: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, table in (("person_id", "contact"), ("company_id", "contact"), ("deal_id", "deal")):
        record = record_data.get(name)
        if record and work.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record,)):
            found[name] = record
    return found


def _put_moves(work: Transaction, deal: str, moves: list[Any]) -> None:
    """Have the deal's way through its stages be the one that was written, when all of its stages are here."""
    (pipeline,) = work.execute("SELECT pipeline_id FROM deal WHERE id = ?", (deal,))[0]
    stages = {
        name: stage for stage, name in work.execute("SELECT id, name FROM stage WHERE pipeline_id = ?", (pipeline,))
    }
    members = {name: member for member, name in work.execute("SELECT id, name FROM member")}
    if not moves or any(one.get("to") not in stages or _millis(one.get("moved_at")) is None for one in moves):
        return
    work.execute("DELETE FROM stage_move WHERE deal_id = ?", (deal,))
    for number, one in enumerate(moves):
        insert_row(
            work, "stage_move",
            {"id": derived_id("move", deal, f"json {number}"), "deal_id": deal,
             "from_stage_id": stages.get(one.get("from")), "to_stage_id": stages[one["to"]],
             "moved_at": _millis(one["moved_at"]), "member_id": members.get(one.get("member"), work.actor)},
        )  # fmt: skip


def _millis(value: Any) -> int | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return to_millis(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
