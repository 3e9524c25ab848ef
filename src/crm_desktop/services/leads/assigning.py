"""Who looks after a new lead: the first assignment rule that fits decides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from crm_desktop.core.clock import Clock
from crm_desktop.services.leads.fields import SOURCE
from crm_desktop.services.leads.rules import condition, marks
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import update_row

WAYS = ("member", "round_robin", "least_busy")
_CHUNK = 400
_OPEN_LEADS = (
    "SELECT owner_id, count(*) FROM lead WHERE owner_id IS NOT NULL AND deleted_at IS NULL AND converted_at IS NULL "
    "AND status <> 'not_now' GROUP BY owner_id"
)


def first_owner(work: Transaction) -> str | None:
    """Return who looks after a lead that is entered without an owner: whoever enters it, unless there are rules."""
    has_rules = work.execute("SELECT 1 FROM assignment_rule WHERE active = 1 AND deleted_at IS NULL LIMIT 1")
    return None if has_rules else work.actor


def assign_new(work: Transaction, database: Database, clock: Clock, lead_ids: Sequence[str]) -> None:
    """Give every lead without an owner one; where no rule fits, it stays free."""
    waiting = _without_owner(work, lead_ids)
    if not waiting:
        return
    rules = work.execute(
        "SELECT id, filter, way, member_id, among, last_member_id FROM assignment_rule "
        "WHERE active = 1 AND deleted_at IS NULL ORDER BY position, id"
    )
    for rule_id, text, way, member_id, among, last_id in rules:
        chosen = condition(database, clock, text)
        fitting: set[str] = set()
        for start in range(0, len(waiting), _CHUNK):
            names, ids = marks(waiting[start : start + _CHUNK])
            found = work.execute(
                f"SELECT lead.id FROM {SOURCE} WHERE lead.id IN ({names}) AND ({chosen.sql})", ids | chosen.values
            )
            fitting |= {lead_id for (lead_id,) in found}
        members = _members(work, [member_id] if way == "member" else json.loads(among or "[]"))
        if not fitting or not members:
            continue
        takers = _in_turn(members, last_id) if way != "least_busy" else _least_busy(work, members)
        given = [(next(takers), one) for one in waiting if one in fitting]
        _give(work, given)
        if way == "round_robin":
            update_row(work, "assignment_rule", rule_id, {"last_member_id": given[-1][0]})
        waiting = [one for one in waiting if one not in fitting]
        if not waiting:
            return


def _without_owner(work: Transaction, lead_ids: Sequence[str]) -> list[str]:
    free: set[str] = set()
    for start in range(0, len(lead_ids), _CHUNK):
        chunk = lead_ids[start : start + _CHUNK]
        sql = f"SELECT id FROM lead WHERE owner_id IS NULL AND id IN ({','.join('?' * len(chunk))})"
        free |= {one for (one,) in work.execute(sql, list(chunk))}
    return [one for one in lead_ids if one in free]


def _members(work: Transaction, wanted: Sequence[str | None]) -> list[str]:
    """Return who takes part and still works here, always in the same order."""
    active = work.execute("SELECT id FROM member WHERE active = 1 AND deleted_at IS NULL ORDER BY id")
    return [one for (one,) in active if not wanted or one in wanted]


def _in_turn(members: Sequence[str], last_id: str | None) -> Iterator[str]:
    place = next((number for number, one in enumerate(members) if last_id is not None and one > last_id), 0)
    while True:
        yield members[place % len(members)]
        place += 1


def _least_busy(work: Transaction, members: Sequence[str]) -> Iterator[str]:
    busy: dict[str, int] = dict.fromkeys(members, 0)
    busy |= {owner: count for owner, count in work.execute(_OPEN_LEADS) if owner in busy}
    while True:
        taker = min(members, key=lambda one: (busy[one], one))
        busy[taker] += 1
        yield taker


def _give(work: Transaction, given: Sequence[tuple[str | None, str]]) -> None:
    work.execute_many("UPDATE lead SET owner_id = ? WHERE id = ?", given)
