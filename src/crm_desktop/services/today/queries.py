"""Reading the Today page: the first thing on the screen, so it imports nothing heavy and scans no contacts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import Clock, from_millis, local_midnight, to_millis, today
from crm_desktop.services.backups import newest_backup
from crm_desktop.services.calendar.items import event_items
from crm_desktop.services.calendar.next_step import ICONS
from crm_desktop.services.calendar.rows import zone_of
from crm_desktop.services.today.views import (
    CasesTile,
    Need,
    OpenPipelineTile,
    Quiet,
    QuotesTile,
    StageBar,
    StarterStep,
    Today,
    WonTile,
)
from crm_desktop.services.workspace.queries import WorkspaceQueries
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.services.contacts.rhythms import RhythmSql

MOST_NEEDS = 200
WEEKS = 8
_WEEK_MS = 7 * 24 * 3600 * 1000
QUIET_DAYS = 60
_CANDIDATES = 300
_BOUGHT = f"""
    WITH bought AS (
        SELECT coalesce(d.person_id, d.company_id) AS id, sum(coalesce(d.amount, 0)) AS amount
          FROM deal d JOIN stage s ON s.id = d.stage_id
         WHERE s.kind = 'won' AND d.deleted_at IS NULL AND coalesce(d.person_id, d.company_id) IS NOT NULL
         GROUP BY 1 ORDER BY amount DESC LIMIT {_CANDIDATES}
    )
"""
_TONES = {"call": "warning", "email": "danger", "meeting": "violet", "visit": "violet", "todo": "info"}
_CUSTOMER = (
    "coalesce((SELECT name FROM contact WHERE id = {0}.person_id), "
    "(SELECT name FROM contact WHERE id = {0}.company_id), ''), "
    "coalesce((SELECT name FROM contact WHERE id = {0}.company_id), "
    "(SELECT f.name FROM affiliation a JOIN contact f ON f.id = a.company_id WHERE a.person_id = {0}.person_id "
    "AND a.ended_on IS NULL ORDER BY a.is_primary DESC, a.id LIMIT 1), '')"
)
"""Two columns: the customer's name, and the company where the customer works."""


class TodayQueries:
    """What needs the person, and how the firm stands."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._workspace = WorkspaceQueries(database, clock)

    def overview(self) -> Today:
        """Return the whole page but for `going_quiet`, in a constant number of statements."""
        business = self._workspace.business()
        currency = business.currency
        me = self._database.value("SELECT name FROM member WHERE id = ?", (self._workspace.me(),)) or ""
        day = today(self._clock)
        needs, later = self._needs(day)
        late_beyond = max(0, self._late_tasks(day) - sum(n.group == "late" and n.source == "task" for n in needs))
        week_end = _week_end(day)
        stages, pipeline, won = self._deals(currency, day)
        return Today(
            name=str(me).split(" ")[0],
            now=self._clock.now().astimezone(self._clock.zone),
            currency=currency,
            pipeline=pipeline,
            won=won,
            quotes=self._quotes_tile(currency, day),
            cases=self._cases_tile(),
            needs=tuple(needs),
            more_needs=late_beyond,
            this_week=sum(1 for need in later if need.day <= week_end),
            next_up=later[0] if later else None,
            stages=stages,
            starter=self._starter(),
        )

    def badge(self) -> int:
        """Return how many things are late or due today."""
        needs, _ = self._needs(today(self._clock))
        return sum(need.group in ("late", "today") for need in needs)

    def going_quiet(self, limit: int = 5) -> list[Quiet]:
        """Return whom a rhythm calls for, and good customers without any contact for 60 days; the best first."""
        from crm_desktop.services.contacts.rhythms import RhythmSql, due_contacts

        due = [
            Quiet(one.contact_id, one.name, one.company, one.days, "own" if one.is_own else "group")
            for one in due_contacts(self._database, self._clock, _CANDIDATES)
        ]
        known = {one.contact_id for one in due}
        quiet = self._good_customers(limit + len(known))
        bought: dict[str, int] = dict(self._database.rows(f"{_BOUGHT} SELECT id, amount FROM bought"))
        found = [*due, *(one for one in quiet if one.contact_id not in known)]
        found.sort(key=lambda one: (-bought.get(one.contact_id, 0), -one.days))
        rhythms = RhythmSql(self._database, self._clock)
        return [self._with_reason(one, rhythms) if one.group == "group" else one for one in found[:limit]]

    def _with_reason(self, one: Quiet, rhythms: RhythmSql) -> Quiet:
        group = rhythms.of_contact(self._database, one.contact_id)
        return one if group is None else replace(one, group=group.kind, group_name=group.name)

    def _good_customers(self, limit: int) -> list[Quiet]:
        before = self._clock.now() - timedelta(days=QUIET_DAYS)
        rows = self._database.rows(
            f"""
            {_BOUGHT}
            SELECT c.id, c.name, bought.amount,
                   coalesce((SELECT f.name FROM affiliation a JOIN contact f ON f.id = a.company_id
                              WHERE a.person_id = c.id AND a.ended_on IS NULL
                              ORDER BY a.is_primary DESC LIMIT 1), ''),
                   max(coalesce((SELECT max(y.happened_at) FROM activity_link l JOIN activity y ON y.id = l.activity_id
                                  WHERE l.record_id = c.id AND y.deleted_at IS NULL), 0),
                       coalesce((SELECT max(w.closed_at) FROM deal w
                                  WHERE w.person_id = c.id OR w.company_id = c.id), 0),
                       coalesce((SELECT max(m.written_at) FROM "case" k JOIN case_message m ON m.case_id = k.id
                                  WHERE k.person_id = c.id AND k.deleted_at IS NULL), 0),
                       c.created_at) AS touched
              FROM bought JOIN contact c ON c.id = bought.id
             WHERE c.deleted_at IS NULL AND touched < ?
             ORDER BY bought.amount DESC LIMIT ?
            """,
            (to_millis(before), limit),
        )
        now = self._clock.now()
        return [
            Quiet(contact, name, company, (now - from_millis(touched)).days)
            for contact, name, _, company, touched in rows
        ]

    # tiles

    def _deals(self, currency: str, day: date) -> tuple[tuple[StageBar, ...], OpenPipelineTile, WonTile]:
        """Return the bars of the first pipeline and both sums, from one pass over open and lately closed deals."""
        month, last_month, following = (to_millis(self._midnight(_month_start(day, by))) for by in (0, -1, 1))
        ends = [to_millis(self._midnight(day + timedelta(days=1 - 7 * back))) for back in reversed(range(WEEKS))]
        since = min(last_month, ends[0] - _WEEK_MS)
        month_end = _month_start(day, 1).isoformat()
        rows = self._database.rows(
            """
            SELECT stage_id, coalesce(amount, 0), currency, created_at, closed_at, expected_close FROM deal
             WHERE deleted_at IS NULL AND (closed_at IS NULL OR closed_at >= ?)
            """,
            (since,),
        )
        stages = self._database.rows(
            """
            SELECT s.id, s.name, s.kind,
                   s.pipeline_id = (SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY position LIMIT 1)
              FROM stage s WHERE s.deleted_at IS NULL ORDER BY s.position
            """
        )
        kinds = {stage: kind for stage, _, kind, _ in stages}
        sums: dict[str, int] = dict.fromkeys(kinds, 0)
        counts: dict[str, int] = dict.fromkeys(kinds, 0)
        open_change, won_spark = [0] * (WEEKS + 1), [0] * WEEKS
        closing = open_deals = won = won_before = 0
        for stage, amount, of_currency, created, closed, expected in rows:
            kind = kinds.get(stage, "")
            own = of_currency == currency
            if kind == "open":
                counts[stage] += 1
                if own:
                    sums[stage] += amount
                    open_deals += 1
                    closing += expected is not None and expected < month_end
            if not own:
                continue
            # It counts at every end of a week after its birth, up to its closing.
            open_change[bisect_right(ends, created)] += amount
            if closed is not None:
                open_change[max(bisect_right(ends, closed), bisect_right(ends, created))] -= amount
            if kind == "won" and closed is not None:
                week = WEEKS - 1 - (ends[-1] - 1 - closed) // _WEEK_MS
                if 0 <= week < WEEKS:
                    won_spark[week] += amount
                won += amount if month <= closed < following else 0
                won_before += amount if last_month <= closed < month else 0
        bars = tuple(
            StageBar(stage, name, sums[stage], counts[stage])
            for stage, name, kind, first in stages
            if kind == "open" and first
        )
        whole = sum(sums[stage] for stage, kind in kinds.items() if kind == "open")
        pipeline = OpenPipelineTile(whole, open_deals, closing, tuple(accumulate(open_change[:WEEKS])))
        return bars, pipeline, WonTile(won, won_before, tuple(won_spark))

    def _quotes_tile(self, currency: str, day: date) -> QuotesTile:
        row = self._database.row(
            """
            SELECT coalesce(sum(gross), 0), count(*), count(CASE WHEN valid_until <= ? THEN 1 END)
              FROM document
             WHERE kind = 'quote' AND status = 'sent' AND deleted_at IS NULL AND currency = ?
               AND (valid_until IS NULL OR valid_until >= ?)
            """,
            ((day + timedelta(days=7)).isoformat(), currency, day.isoformat()),
        ) or (0, 0, 0)
        return QuotesTile(*row)

    def _cases_tile(self) -> CasesTile:
        row = self._database.row(
            "SELECT count(*), min(reply_due_at) FROM \"case\" WHERE status IN ('new', 'open') AND deleted_at IS NULL"
        ) or (0, None)
        return CasesTile(row[0], None if row[1] is None else from_millis(row[1]))

    # what needs the person

    def _needs(self, day: date) -> tuple[list[Need], list[Need]]:
        """Return the late, today's and tomorrow's needs, and what comes after them this week.

        Where nothing needs the person, the second list reaches a fortnight ahead.
        """
        tomorrow, week_end = day + timedelta(days=1), _week_end(day)
        last = max(tomorrow, week_end)
        found = [*self._tasks(day, last), *self._events(day, last), *self._cases(day), *self._quotes(day)]
        if not any(need.day <= tomorrow for need in found):
            far = day + timedelta(days=14)
            found = [*self._tasks(day, far), *self._events(day, far)]
        rank = {"late": 0, "today": 1, "tomorrow": 2}
        now = [need for need in found if need.day <= tomorrow]
        now.sort(key=lambda need: (rank[need.group], need.day, need.moment is None, need.moment or 0, need.title))
        later = sorted(
            (need for need in found if need.day > tomorrow),
            key=lambda need: (need.day, need.moment is None, need.moment or 0),
        )
        return now, later

    def _late_tasks(self, day: date) -> int:
        return int(
            self._database.value(
                "SELECT count(*) FROM task WHERE status = 'open' AND deleted_at IS NULL AND due_on < ?",
                (day.isoformat(),),
            )
        )

    def _tasks(self, day: date, last: date) -> list[Need]:
        # First which, then what about them: the sort must not look up a thousand names to keep two hundred.
        rows = self._database.rows(
            f"""
            SELECT t.id, t.kind, t.title, t.due_on, t.due_at, coalesce(t.person_id, t.company_id),
                   {_CUSTOMER.format("t")}, coalesce((SELECT title FROM deal WHERE id = t.deal_id),
                   (SELECT trim(name || ' · ' || company_name, ' ·') FROM lead WHERE id = t.lead_id), ''),
                   t.document_id, t.notes
              FROM task t WHERE t.id IN (
                  SELECT id FROM task WHERE status = 'open' AND deleted_at IS NULL AND due_on <= ?
                   ORDER BY due_on > ?, due_on DESC LIMIT {MOST_NEEDS})
            """,
            (last.isoformat(), (day + timedelta(days=1)).isoformat()),
        )
        return [self._task_need(row, day) for row in rows]

    def _task_need(self, row: tuple[Any, ...], day: date) -> Need:
        task, kind, title, due_on, due_at, contact, customer, company, deal, document, notes = row
        moment = None if due_at is None else from_millis(due_at).astimezone(self._clock.zone)
        due = moment.date() if moment else date.fromisoformat(due_on)
        action = "log_call" if kind == "call" and contact else "open_quote" if document else "done"
        late = due < day or (moment is not None and moment < self._clock.now())
        return Need(
            group=_group(due, day, late=late),
            source="task",
            record_id=task,
            title=title,
            customer=customer,
            company=company,
            about=deal or notes.strip().partition("\n")[0],
            day=due,
            moment=moment,
            icon=ICONS.get(kind, "circle-check"),
            tone="danger" if late else _TONES.get(kind, "info"),
            action=action,
            target_id=contact if action == "log_call" else document if action == "open_quote" else task,
            contact_id=contact,
            finishable=True,
        )

    def _events(self, day: date, last: date) -> list[Need]:
        zone = zone_of("", self._clock.zone)
        items = event_items(self._database, day, last, zone)
        needs = []
        for item in items:
            if item.first_day < day:
                continue
            if item.ends_at is not None and item.ends_at < self._clock.now():
                continue
            minutes = (
                int((item.ends_at - item.starts_at).total_seconds() // 60) if item.ends_at and item.starts_at else 0
            )
            needs.append(
                Need(
                    group=_group(item.first_day, day, late=False),
                    source="event",
                    record_id=item.record_id,
                    title=item.title,
                    customer=item.customer,
                    about=item.place,
                    day=item.first_day,
                    moment=None if item.starts_at is None else item.starts_at.astimezone(self._clock.zone),
                    icon="calendar-days",
                    tone="violet",
                    action="open",
                    target_id=item.record_id,
                    contact_id=item.person_id or item.company_id,
                    minutes=minutes,
                )
            )
        return needs

    def _cases(self, day: date) -> list[Need]:
        end = to_millis(self._midnight(day + timedelta(days=2)))
        rows = self._database.rows(
            f"""
            SELECT c.id, coalesce(c.number, ''), c.subject, c.reply_due_at, c.priority, {_CUSTOMER.format("c")},
                   coalesce(c.person_id, c.company_id)
              FROM "case" c
             WHERE c.status IN ('new', 'open') AND c.deleted_at IS NULL AND c.reply_due_at < ?
             ORDER BY c.reply_due_at LIMIT {MOST_NEEDS}
            """,
            (end,),
        )
        needs = []
        for case, number, subject, due_at, priority, customer, company, contact in rows:
            due = from_millis(due_at).astimezone(self._clock.zone)
            late = due < self._clock.now()
            urgent = priority in ("high", "urgent")
            needs.append(
                Need(
                    group=_group(due.date(), day, late=late),
                    source="case",
                    record_id=case,
                    title=subject,
                    customer=customer,
                    company=company,
                    about="",
                    day=min(due.date(), day) if late else due.date(),
                    moment=due,
                    icon="life-buoy",
                    tone="danger" if late or urgent else "info",
                    action="reply",
                    target_id=case,
                    contact_id=contact,
                    number=number,
                    priority=priority,
                    finishable=True,
                )
            )
        return needs

    def _quotes(self, day: date) -> list[Need]:
        rows = self._database.rows(
            f"""
            SELECT q.id, coalesce(q.number, ''), q.title, q.valid_until, {_CUSTOMER.format("q")},
                   coalesce(q.person_id, q.company_id)
              FROM document q
             WHERE q.kind = 'quote' AND q.status = 'sent' AND q.deleted_at IS NULL AND q.valid_until BETWEEN ? AND ?
             ORDER BY q.valid_until LIMIT {MOST_NEEDS}
            """,
            ((day - timedelta(days=14)).isoformat(), (day + timedelta(days=1)).isoformat()),
        )
        needs = []
        for quote, number, title, until, customer, company, contact in rows:
            ends = date.fromisoformat(until)
            needs.append(
                Need(
                    group=_group(ends, day, late=ends < day),
                    source="quote",
                    record_id=quote,
                    title=title,
                    customer=customer,
                    company=company,
                    about=title,
                    day=ends,
                    moment=None,
                    icon="receipt-text",
                    tone="danger" if ends < day else "pink",
                    action="open_quote",
                    target_id=quote,
                    contact_id=contact,
                    number=number,
                )
            )
        return needs

    def _starter(self) -> tuple[StarterStep, ...]:
        row = (
            self._database.row(
                """
            SELECT EXISTS (SELECT 1 FROM contact WHERE deleted_at IS NULL),
                   EXISTS (SELECT 1 FROM activity WHERE kind = 'call' AND deleted_at IS NULL),
                   EXISTS (SELECT 1 FROM document WHERE kind = 'quote' AND deleted_at IS NULL),
                   EXISTS (SELECT 1 FROM task WHERE deleted_at IS NULL)
            """
            )
            or (0,) * 4
        )
        row = (*row, newest_backup(self._database.path) is not None)
        keys = ("add_customer", "log_call", "make_quote", "plan_follow_up", "back_up")
        steps = tuple(StarterStep(key, bool(done)) for key, done in zip(keys, row, strict=True))
        return () if all(step.done for step in steps) else steps

    def _midnight(self, day: date) -> datetime:
        return local_midnight(day, self._clock.zone)


def _group(due: date, day: date, *, late: bool) -> str:
    if late:
        return "late"
    return "today" if due <= day else "tomorrow"


def _week_end(day: date) -> date:
    """Return the Sunday of the week."""
    return day + timedelta(days=6 - day.weekday())


def _month_start(day: date, offset: int) -> date:
    """Return the first of the month `offset` months away."""
    months = day.year * 12 + day.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)
