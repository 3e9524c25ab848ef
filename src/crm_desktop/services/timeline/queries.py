"""Reading one stream out of activities, stage moves, quotes, cases, tasks and the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from crm_desktop.core.clock import Clock, from_millis
from crm_desktop.services.timeline.views import AttachedFile, Only, Participant, TimelineItem, TimelinePage
from crm_desktop.storage.database import Database

PAGE = 50

_HEAD = (
    "id, kind, event, at, member_id, subject, body, outcome, direction, minutes, amount, currency, pinned, "
    "record_kind, record_id"
)

_ACTIVITIES = """
SELECT a.id, a.kind, '' AS event, a.happened_at AS at, a.owner_id AS member_id, a.subject, a.body, a.outcome,
       a.direction, a.minutes, NULL AS amount, '' AS currency, a.pinned, 'activity' AS record_kind, a.id AS record_id
  FROM activity_link l JOIN activity a ON a.id = l.activity_id
 WHERE l.record_id = :id AND a.deleted_at IS NULL{kinds}
"""
_MOVES = """
SELECT m.id, 'deal', CASE WHEN m.from_stage_id IS NULL THEN 'started' ELSE 'stage' END, m.moved_at, m.member_id, t.name,
       d.title, t.kind, '', NULL, d.amount, d.currency, 0, 'deal', d.id
  FROM stage_move m JOIN deal d ON d.id = m.deal_id AND d.deleted_at IS NULL JOIN stage t ON t.id = m.to_stage_id
 WHERE {deal}
"""
_QUOTES_SENT = """
SELECT q.id || ':sent', 'quote', 'sent', q.issued_at, q.owner_id, coalesce(q.number, ''), q.title, '', '',
       NULL, q.gross, q.currency, 0, 'quote', q.id
  FROM document q WHERE q.kind = 'quote' AND q.issued_at IS NOT NULL AND q.deleted_at IS NULL AND {quote}
"""
_QUOTES_DECIDED = """
SELECT q.id || ':decided', 'quote', q.status, q.decided_at, q.owner_id, coalesce(q.number, ''), q.title, q.decided_by,
       '', NULL, q.gross, q.currency, 0, 'quote', q.id
  FROM document q WHERE q.kind = 'quote' AND q.status IN ('accepted', 'declined') AND q.decided_at IS NOT NULL
   AND q.deleted_at IS NULL AND {quote}
"""
_CASES_OPENED = """
SELECT s.id || ':opened', 'case', 'opened', s.opened_at, s.owner_id, coalesce(s.number, ''), s.subject, s.status, '',
       NULL, NULL, '', 0, 'case', s.id
  FROM "case" s WHERE s.deleted_at IS NULL AND {case}
"""
_CASES_SOLVED = """
SELECT s.id || ':solved', 'case', 'solved', s.solved_at, s.owner_id, coalesce(s.number, ''), s.subject, s.status, '',
       NULL, NULL, '', 0, 'case', s.id
  FROM "case" s WHERE s.solved_at IS NOT NULL AND s.deleted_at IS NULL AND {case}
"""
# A task that a logged call finished is told by the call.
_TASKS_DONE = """
SELECT k.id, 'task', k.kind, k.done_at, k.owner_id, k.title, k.notes, '', '', k.minutes, NULL, '', 0, 'task', k.id
  FROM task k WHERE k.status = 'done' AND k.done_at IS NOT NULL AND k.deleted_at IS NULL AND {task}
   AND NOT EXISTS (SELECT 1 FROM activity_link l JOIN activity a ON a.id = l.activity_id
                    WHERE l.record_id = :id AND a.happened_at = k.done_at AND a.deleted_at IS NULL)
"""
_FILES = """
SELECT f.id, 'file', '', f.added_at, e.actor, f.name, '', '', '', NULL, NULL, '', 0, 'attachment', f.id
  FROM attachment f
  LEFT JOIN journal_line l ON l.record_id = f.id AND l.table_name = 'attachment' AND l.action = 'insert'
  LEFT JOIN journal_entry e ON e.id = l.entry_id WHERE f.record_id = :id AND f.deleted_at IS NULL
"""
_ADDED = """
SELECT c.id || ':added', 'added', CASE WHEN e.kind = 'import' OR e.label LIKE 'Import%' THEN 'imported' ELSE '' END,
       c.created_at, e.actor, '', coalesce(e.label, ''), '', '', NULL, NULL, '', 0, 'contact', c.id
  FROM contact c LEFT JOIN journal_line l ON l.record_id = c.id AND l.table_name = 'contact' AND l.action = 'insert'
  LEFT JOIN journal_entry e ON e.id = l.entry_id WHERE c.id = :id
"""
_WHERE: dict[str, dict[str, str]] = {
    "contact": {
        "deal": "(d.person_id = :id OR d.company_id = :id)",
        "quote": "(q.person_id = :id OR q.company_id = :id)",
        "case": "(s.person_id = :id OR s.company_id = :id)",
        "task": "(k.person_id = :id OR k.company_id = :id)",
    },
    "lead": {"task": "k.lead_id = :id"},
    "deal": {"deal": "d.id = :id", "quote": "q.deal_id = :id", "task": "k.deal_id = :id"},
    "case": {"case": "s.id = :id", "task": "k.case_id = :id"},
}
_ACTIVITY_KINDS: dict[Only, str] = {
    Only.ALL: "",
    Only.CALLS: " AND a.kind = 'call'",
    Only.EMAILS: " AND a.kind IN ('email', 'letter', 'message')",
    Only.MEETINGS: " AND a.kind IN ('meeting', 'visit')",
    Only.NOTES: " AND a.kind = 'note'",
}


class TimelineQueries:
    """What happened with a contact, a deal or a case."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def page(
        self,
        kind: str,
        record_id: str,
        *,
        only: Only = Only.ALL,
        before: tuple[int, str] | None = None,
        limit: int = PAGE,
    ) -> TimelinePage:
        """Return the newest things that happened, or those before the end of an earlier page."""
        at, last = before or (1 << 62, "")
        rows = self._database.rows(
            f"SELECT x.*, coalesce(w.name, '') FROM (SELECT {_HEAD} FROM ({_union(kind, only)})) x "
            "LEFT JOIN member w ON w.id = x.member_id "
            "WHERE x.pinned = 0 AND (x.at < :at OR (x.at = :at AND x.id < :last)) "
            "ORDER BY x.at DESC, x.id DESC LIMIT :limit",
            {"id": record_id, "at": at, "last": last, "limit": limit + 1},
        )
        more = len(rows) > limit
        items = self._whole(self._item(row) for row in rows[:limit])
        following = (rows[limit - 1][3], rows[limit - 1][0]) if more else None
        pinned = self._pinned(record_id, only) if before is None else ()
        return TimelinePage(pinned, items, following)

    def _pinned(self, record_id: str, only: Only) -> tuple[TimelineItem, ...]:
        if only not in _ACTIVITY_KINDS:
            return ()
        activities = _ACTIVITIES.format(kinds=_ACTIVITY_KINDS[only])
        rows = self._database.rows(
            f"SELECT x.*, coalesce(w.name, '') FROM ({activities} AND a.pinned = 1) x "
            "LEFT JOIN member w ON w.id = x.member_id ORDER BY x.at DESC LIMIT 20",
            {"id": record_id},
        )
        return self._whole(self._item(row) for row in rows)

    def mail(self, activity_id: str) -> tuple[str, bytes] | None:
        """Return the file (name, bytes) that an e-mail was dropped as, None for one that was only written down."""
        row = self._database.row(
            "SELECT f.name, b.content FROM attachment f JOIN blob b ON b.id = f.blob_id "
            "WHERE f.record_id = ? AND f.deleted_at IS NULL AND lower(f.name) LIKE '%.eml' ORDER BY f.id LIMIT 1",
            (activity_id,),
        )
        return None if row is None else (str(row[0]), bytes(row[1]))

    def _whole(self, found: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
        """Return entries with whom an activity happened with, and what came with it."""
        items = tuple(found)
        ids = [item.id for item in items if item.editable]
        if not ids:
            return items
        people, files = self._with(ids), defaultdict[str, list[AttachedFile]](list)
        for activity, file_id, name in self._database.rows(
            f"SELECT record_id, id, name FROM attachment WHERE record_id IN ({_marks(ids)}) AND deleted_at IS NULL "
            "ORDER BY id",
            ids,
        ):
            files[activity].append(AttachedFile(file_id, name))
        return tuple(
            replace(item, participants=tuple(people[item.id]), files=tuple(files[item.id])) if item.editable else item
            for item in items
        )

    def _with(self, ids: list[str]) -> dict[str, list[Participant]]:
        found = defaultdict[str, list[Participant]](list)
        for activity, contact, kind, name in self._database.rows(
            "SELECT l.activity_id, c.id, c.kind, c.name FROM activity_link l "
            f"JOIN contact c ON c.id = l.record_id AND c.deleted_at IS NULL WHERE l.activity_id IN ({_marks(ids)}) "
            "ORDER BY c.kind DESC, c.sort_key",
            ids,
        ):
            found[activity].append(Participant(contact, kind, name))
        return found

    def _item(self, row: tuple[Any, ...]) -> TimelineItem:
        (
            item_id, kind, event, at, member, subject, body, outcome, direction, minutes, amount, currency, pinned,
            record_kind, record_id, who,
        ) = row  # fmt: skip
        return TimelineItem(
            item_id, kind, event, from_millis(at), who, bool(member) and member == self._database.actor, subject, body,
            outcome, direction, minutes, amount, currency, bool(pinned), record_kind == "activity", record_kind,
            record_id,
        )  # fmt: skip


def _marks(values: list[str]) -> str:
    return ",".join("?" * len(values))


def _union(kind: str, only: Only) -> str:
    """Return the statements whose rows make the stream of a kind of record."""
    where = _WHERE[kind]
    parts: list[str] = []
    if only in _ACTIVITY_KINDS:
        parts.append(_ACTIVITIES.format(kinds=_ACTIVITY_KINDS[only]))
    if only in (Only.ALL, Only.DEALS) and "deal" in where:
        parts.append(_MOVES.format(deal=where["deal"]))
    if only in (Only.ALL, Only.QUOTES) and "quote" in where:
        parts += [_QUOTES_SENT.format(quote=where["quote"]), _QUOTES_DECIDED.format(quote=where["quote"])]
    if only in (Only.ALL, Only.CASES) and "case" in where:
        parts += [_CASES_OPENED.format(case=where["case"]), _CASES_SOLVED.format(case=where["case"])]
    if only in (Only.ALL, Only.FILES):
        parts.append(_FILES)
    if only in (Only.ALL, Only.TASKS):
        parts.append(_TASKS_DONE.format(task=where["task"]))
    if only is Only.ALL and kind == "contact":
        parts.append(_ADDED)
    # The first SELECT names the columns; a stream that can hold nothing of a sort is an empty one.
    nothing = _ACTIVITIES.format(kinds=" AND 0")
    return " UNION ALL ".join(parts if parts and parts[0].startswith("\nSELECT a.id") else [nothing, *parts])
