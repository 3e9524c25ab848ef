"""Reading and changing the rules that score and assign leads, a list at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.leads.assigning import WAYS
from crm_desktop.services.leads.fields import FIELDS
from crm_desktop.services.leads.rules import DEFAULT_SCORES, condition
from crm_desktop.services.leads.views import AssignmentRuleRow, ScoreRuleRow
from crm_desktop.services.selecting import check_selection
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import insert_row, update_row

MOST_POINTS = 100


def score_rules(database: Database, clock: Clock) -> list[ScoreRuleRow]:
    """Return the score rules in order; in a workspace that never had any, those it will begin with."""
    rows = database.rows(
        "SELECT name, filter, points, group_name, cap, decay_days, active, id FROM score_rule "
        "WHERE deleted_at IS NULL ORDER BY position, id"
    )
    if not rows and not database.rows("SELECT 1 FROM score_rule LIMIT 1"):
        return [ScoreRuleRow(*rule) for rule in DEFAULT_SCORES]
    return [
        ScoreRuleRow(
            name, text, points, group, cap, decay, bool(active), rule_id, condition(database, clock, text).problem
        )
        for name, text, points, group, cap, decay, active, rule_id in rows
    ]


def assignment_rules(database: Database, clock: Clock) -> list[AssignmentRuleRow]:
    """Return the assignment rules in the order in which they are asked."""
    rows = database.rows(
        "SELECT name, filter, way, member_id, among, active, id FROM assignment_rule "
        "WHERE deleted_at IS NULL ORDER BY position, id"
    )
    return [
        AssignmentRuleRow(
            name, text, way, member, tuple(json.loads(among or "[]")), bool(active), rule_id,
            condition(database, clock, text).problem,
        )
        for name, text, way, member, among, active, rule_id in rows
    ]  # fmt: skip


def put_score_rules(work: Transaction, database: Database, clock: Clock, rules: Sequence[ScoreRuleRow]) -> None:
    """Make these the score rules, in this order. Raises `FilterError` for a filter that cannot be used."""
    columns = []
    for rule in rules:
        _check(database, rule.name, rule.filter)
        if not -MOST_POINTS <= rule.points <= MOST_POINTS:
            raise Refused(f"“{rule.name}” gives more points than a lead can have.", "Nothing was saved.")
        columns.append(
            {
                "name": rule.name.strip(), "filter": rule.filter.strip(), "points": rule.points,
                "group_name": rule.group_name.strip(), "cap": rule.cap, "decay_days": rule.decay_days,
                "active": rule.active,
            }
        )  # fmt: skip
    _put(work, "score_rule", clock, [rule.id for rule in rules], columns)


def put_assignment_rules(
    work: Transaction, database: Database, clock: Clock, rules: Sequence[AssignmentRuleRow]
) -> None:
    """Make these the assignment rules, in this order. Raises `Refused`, `FilterError`."""
    columns = []
    for rule in rules:
        _check(database, rule.name, rule.filter)
        if rule.way not in WAYS:
            raise Refused(
                f"“{rule.way}” is no way to assign leads.", f"Nothing was saved. There are: {', '.join(WAYS)}."
            )
        if rule.way == "member" and rule.member_id is None:
            raise Refused(f"“{rule.name}” does not say who gets the leads.", "Nothing was saved. Choose a member.")
        columns.append(
            {
                "name": rule.name.strip(), "filter": rule.filter.strip(), "way": rule.way,
                "member_id": rule.member_id if rule.way == "member" else None,
                "among": json.dumps(list(rule.among)), "active": rule.active,
            }
        )  # fmt: skip
    _put(work, "assignment_rule", clock, [rule.id for rule in rules], columns)


def _check(database: Database, name: str, text: str) -> None:
    if not name.strip():
        raise Refused("A rule needs a name.", "Nothing was saved. Say in a few words what it is about.")
    if text.strip():
        check_selection(database, FIELDS, "lead", text)


def _put(
    work: Transaction, table: str, clock: Clock, ids: Sequence[str | None], rows: Sequence[Mapping[str, Any]]
) -> None:
    now = to_millis(clock.now())
    known = {one for (one,) in work.execute(f"SELECT id FROM {table} WHERE deleted_at IS NULL")}
    kept: set[str] = set()
    for position, (rule_id, columns) in enumerate(zip(ids, rows, strict=True)):
        if rule_id is not None and rule_id in known:
            update_row(work, table, rule_id, {**columns, "position": position})
            kept.add(rule_id)
        else:
            insert_row(work, table, {"id": new_id(), "created_at": now, **columns, "position": position})
    work.execute_many(f"UPDATE {table} SET deleted_at = ? WHERE id = ?", [(now, one) for one in known - kept])
