"""How promising leads are: what the score rules add up to, and the reasons in words.

All leads of a window are judged by one statement with a column for each rule. The score is counted, not
entered: its changes are no part of the journal.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, today
from crm_desktop.services.leads.fields import LAST_TOUCH, SOURCE
from crm_desktop.services.leads.rules import condition, marks, put_default_scores
from crm_desktop.storage.database import Database, Transaction

HIGHEST = 100
_CHUNK = 400
_WINDOW = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One score rule as it is applied."""

    name: str
    points: int
    group: str
    cap: int | None
    decay_days: int | None


def put_scores(work: Transaction, database: Database, clock: Clock, lead_ids: Sequence[str] | None = None) -> int:
    """Score leads (all open ones without `lead_ids`) and return how many scores changed."""
    return Scoring(work, database, clock).put(lead_ids)


class Scoring:
    """The score rules as they stand at the first lead, for the length of one unit of work."""

    def __init__(self, work: Transaction, database: Database, clock: Clock) -> None:
        self._work = work
        self._database = database
        self._clock = clock
        self._rules: list[Rule] = []
        self._values: dict[str, Any] = {}

    @cached_property
    def _select(self) -> str:
        """The statement with a column for each rule."""
        put_default_scores(self._work, self._clock)
        stored = self._work.execute(
            "SELECT name, points, group_name, cap, decay_days, filter FROM score_rule "
            "WHERE active = 1 AND deleted_at IS NULL ORDER BY position, id"
        )
        self._rules = [Rule(*row[:5]) for row in stored]
        conditions = [condition(self._database, self._clock, row[5], number) for number, row in enumerate(stored)]
        for one in conditions:
            self._values |= one.values
        columns = "".join(f", ({one.sql})" for one in conditions)
        return (
            "SELECT lead.id, lead.score, coalesce(lead.score_reasons, ''), "
            f"coalesce({LAST_TOUCH}, lead.created_at){columns} FROM {SOURCE} "
            "WHERE lead.deleted_at IS NULL AND lead.converted_at IS NULL"
        )

    def put(self, lead_ids: Sequence[str] | None = None) -> int:
        """Score leads (all open ones without `lead_ids`) and return how many scores changed."""
        select, day, changed = self._select, today(self._clock), 0
        for among, more in _windows(self._work, lead_ids):
            updates: list[tuple[int, str, str]] = []
            for row in self._work.execute(f"{select} AND {among}", self._values | more):
                lead_id, old, old_reasons, touched, *fits = row
                idle = max(0, (day - _local_day(touched, self._clock)).days)
                score, reasons = add_up([rule for rule, fit in zip(self._rules, fits, strict=True) if fit], idle)
                text = json.dumps(reasons, ensure_ascii=False)
                if (score, text) != (old, old_reasons):
                    updates.append((score, text, lead_id))
            self._work.execute_many("UPDATE lead SET score = ?, score_reasons = ? WHERE id = ?", updates)
            changed += len(updates)
        return changed


def add_up(rules: Sequence[Rule], idle_days: int) -> tuple[int, list[tuple[int, str]]]:
    """Return the score of a lead for which these rules hold, from 0 to 100, and its reasons, weightiest first."""
    caps: dict[str, int] = {}
    for rule in rules:
        if rule.group and rule.cap is not None:
            caps[rule.group] = min(rule.cap, caps.get(rule.group, rule.cap))
    given: dict[str, int] = defaultdict(int)
    reasons: list[tuple[int, str]] = []
    for rule in rules:
        points = decayed(rule.points, rule.decay_days, idle_days)
        if rule.group in caps:
            points = min(points, max(0, caps[rule.group] - given[rule.group]))
        given[rule.group] += points
        if points:
            reasons.append((points, rule.name))
    total = sum(points for points, _ in reasons)
    reasons.sort(key=lambda reason: -abs(reason[0]))
    return max(0, min(HIGHEST, total)), reasons


def decayed(points: int, decay_days: int | None, idle_days: int) -> int:
    """Return what points are worth after so many days without a touch: half of them every `decay_days`."""
    if not decay_days or decay_days < 0:
        return points
    left: float = points * 0.5 ** (idle_days / decay_days)
    return round(left)


def _windows(work: Transaction, lead_ids: Sequence[str] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    if lead_ids is None:
        last = work.execute("SELECT coalesce(max(rowid), 0) FROM lead")[0][0]
        for start in range(0, last + 1, _WINDOW):
            yield "lead.rowid > :after AND lead.rowid <= :until", {"after": start, "until": start + _WINDOW}
        return
    for start in range(0, len(lead_ids), _CHUNK):
        names, ids = marks(lead_ids[start : start + _CHUNK])
        yield f"lead.id IN ({names})", ids


def _local_day(millis: int, clock: Clock) -> date:
    return from_millis(millis).astimezone(clock.zone).date()
