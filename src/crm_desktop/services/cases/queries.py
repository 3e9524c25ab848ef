"""What the case screens show, read in a fixed number of statements however many cases there are."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, local_midnight, to_millis, today
from crm_desktop.core.errors import RecordMissing
from crm_desktop.services.cases.one_line import read_case
from crm_desktop.services.cases.saved_answers import SAVED_KEY, read
from crm_desktop.services.cases.suggesting import suggestion
from crm_desktop.services.cases.targets import read_targets
from crm_desktop.services.cases.views import (
    CaseDetail,
    CaseFile,
    CaseLine,
    CaseRow,
    Customer,
    Due,
    EarlierCase,
    MessageRow,
    Queue,
    QueueCounts,
    SavedAnswer,
    Suggestion,
)
from crm_desktop.services.contacts.list_sql import fts_query
from crm_desktop.services.workspace.queries import WorkspaceQueries
from crm_desktop.storage.database import Database

MESSAGES = 50
_CHUNK = 500
_MOST_FOUND = 2000
_NAME = "coalesce(p.name, f.name, '')"
_FIRM = "CASE WHEN p.id IS NULL THEN '' ELSE coalesce(f.name, '') END"
_FROM = '"case" c LEFT JOIN contact p ON p.id = c.person_id LEFT JOIN contact f ON f.id = c.company_id'
_LIVE = "c.deleted_at IS NULL"
_OPEN = "c.status NOT IN ('solved', 'closed')"
_WHERE = {
    Queue.MINE: f"({_OPEN} OR c.solved_at >= :midnight) AND (c.owner_id = :me OR c.owner_id IS NULL)",
    Queue.ALL: f"({_OPEN} OR c.solved_at >= :midnight)",
    Queue.SOLVED: "c.status IN ('solved', 'closed')",
}
_RANK = "CASE WHEN c.status IN ('new', 'open') THEN 0 WHEN c.status IN ('solved', 'closed') THEN 2 ELSE 1 END"
_ORDER = {
    Queue.MINE: f"{_RANK}, c.reply_due_at IS NULL, c.reply_due_at, c.waiting_since DESC, c.id DESC",
    Queue.ALL: f"{_RANK}, c.reply_due_at IS NULL, c.reply_due_at, c.waiting_since DESC, c.id DESC",
    Queue.SOLVED: "c.solved_at DESC, c.id DESC",
}


class CaseQueries:
    """Cases to answer, and everything about one of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._workspace = WorkspaceQueries(database, clock)

    # the queue

    def row_ids(self, queue: Queue = Queue.MINE, text: str = "") -> array[int]:
        """Return the rowids of a queue: what is owed first, then what waits, then what was solved today."""
        values: dict[str, Any] = {"me": self._database.actor, "midnight": to_millis(self._midnight())}
        condition = f"{_LIVE} AND {_WHERE[queue]}"
        words = fts_query(text)
        if text.strip() and not words:
            return array("q")
        if words:
            condition += (
                " AND c.id IN (SELECT d.record_id FROM search_index i JOIN search_document d ON d.id = i.rowid "
                f"WHERE i.search_index MATCH :words AND d.kind = 'case' LIMIT {_MOST_FOUND})"
            )
            values["words"] = words
        rows = self._database.rows(f'SELECT c.rowid FROM "case" c WHERE {condition} ORDER BY {_ORDER[queue]}', values)
        return array("q", (row[0] for row in rows))

    def rows_at(self, rowids: Sequence[int]) -> list[CaseRow]:
        """Return the cases of these rowids, in that order."""
        found: dict[int, CaseRow] = {}
        for start in range(0, len(rowids), _CHUNK):
            chunk = list(rowids[start : start + _CHUNK])
            marks = ",".join("?" * len(chunk))
            for row in self._database.rows(
                f"SELECT c.rowid, c.id, coalesce(c.number, ''), c.subject, {_NAME}, {_FIRM}, c.priority, c.status, "
                f"c.reply_due_at, c.solved_at FROM {_FROM} WHERE c.rowid IN ({marks})",
                chunk,
            ):
                due = self._due(row[7], row[8], row[9])
                found[row[0]] = CaseRow(*[*row[1:8], due])
        return [found[rowid] for rowid in rowids if rowid in found]

    def rowid_of(self, case_id: str) -> int | None:
        """Return the rowid of a case that is not in the Bin."""
        found: int | None = self._database.value(
            'SELECT rowid FROM "case" WHERE id = ? AND deleted_at IS NULL', (case_id,)
        )
        return found

    def counts(self, queue: Queue = Queue.MINE) -> QueueCounts:
        """Return how many cases are to be answered now, open and waiting; of everybody unless for MINE."""
        mine = "AND (c.owner_id = :me OR c.owner_id IS NULL)" if queue is Queue.MINE else ""
        soon = to_millis(self._clock.now() + timedelta(hours=1))
        row = self._database.row(
            "SELECT count(CASE WHEN c.status IN ('new', 'open') AND c.reply_due_at < :soon THEN 1 END), "
            "count(CASE WHEN c.status IN ('new', 'open') THEN 1 END), "
            "count(CASE WHEN c.status IN ('waiting_customer', 'waiting_supplier') THEN 1 END) "
            f'FROM "case" c WHERE {_LIVE} AND {_OPEN} {mine}',
            {"soon": soon, "me": self._database.actor},
        )
        return QueueCounts(*(row or (0, 0, 0)))

    def badge(self) -> int:
        """Return how many cases wait for our answer."""
        return int(
            self._database.value(
                "SELECT count(*) FROM \"case\" WHERE status IN ('new', 'open') AND deleted_at IS NULL "
                "AND (owner_id = ? OR owner_id IS NULL)",
                (self._database.actor,),
            )
        )

    def any(self) -> bool:
        """Whether there ever was a case."""
        return self._database.row('SELECT 1 FROM "case" WHERE deleted_at IS NULL LIMIT 1') is not None

    # one case

    def detail(self, case_id: str, messages: int = MESSAGES) -> CaseDetail:
        """Return a case with the newest of its thread. Raises `RecordMissing`."""
        row = self._database.row(
            f"SELECT coalesce(c.number, ''), c.subject, c.status, c.priority, c.kind, c.channel, c.owner_id, "
            "coalesce((SELECT name FROM member WHERE id = c.owner_id), ''), c.opened_at, c.reply_due_at, "
            "c.solve_due_at, c.first_reply_at, c.solved_at, c.person_id, c.company_id, c.product_id, "
            "coalesce((SELECT name FROM product WHERE id = c.product_id), ''), c.document_id, "
            "coalesce((SELECT coalesce(number, title) FROM document WHERE id = c.document_id), ''), "
            "(SELECT count(*) FROM case_message WHERE case_id = c.id) "
            f"FROM {_FROM} WHERE c.id = ? AND {_LIVE}",
            (case_id,),
        )
        if row is None:
            raise RecordMissing("This case is no longer there.", "It may lie in the Bin; undo brings it back.")
        number, subject, status, priority, kind, channel, owner_id, owner = row[:8]
        moments = [None if value is None else from_millis(value) for value in row[8:13]]
        opened = from_millis(row[8])
        person_id, company_id, product_id, product, document_id, document, count = row[13:]
        thread = self._messages(case_id, messages)
        hours = read_targets(self._database.rows, self._clock.zone).hours
        return CaseDetail(
            id=case_id,
            number=number,
            subject=subject,
            status=status,
            priority=priority,
            kind=kind,
            channel=channel,
            owner_id=owner_id,
            owner=owner,
            opened_at=opened,
            reply_due_at=moments[1],
            solve_due_at=moments[2],
            first_reply_at=moments[3],
            solved_at=moments[4],
            due=self._due(status, row[9], row[12]),
            outside_hours=not hours.is_open(opened),
            customer=self._customer(person_id, company_id),
            product_id=product_id,
            product=product,
            document_id=document_id,
            document=document,
            messages=thread,
            more_messages=count - len(thread),
            earlier=self._earlier(case_id, person_id, company_id),
            files=self._files(case_id),
        )

    def next_due(self, after: str = "", queue: Queue = Queue.MINE) -> str | None:
        """Return the case to answer next, other than the one named."""
        mine = "AND (c.owner_id = :me OR c.owner_id IS NULL)" if queue is Queue.MINE else ""
        found: str | None = self._database.value(
            f"SELECT c.id FROM \"case\" c WHERE {_LIVE} AND c.status IN ('new', 'open') AND c.id <> :after {mine} "
            "ORDER BY c.reply_due_at IS NULL, c.reply_due_at, c.id LIMIT 1",
            {"after": after, "me": self._database.actor},
        )
        return found

    def saved_answers(self) -> list[SavedAnswer]:
        """Return the saved answers by name."""
        return read(self._workspace.setting(SAVED_KEY))

    def suggest(self, case_id: str) -> Suggestion | None:
        """Return an answer that may fit this case, None when nothing is near enough."""
        return suggestion(self._database, case_id, self.saved_answers())

    def understand(self, text: str) -> CaseLine:
        """Return what one line of plain words says a new case is."""
        return read_case(self._database, self._clock, text)

    # inside

    def _messages(self, case_id: str, limit: int) -> tuple[MessageRow, ...]:
        rows = self._database.rows(
            "SELECT m.id, m.kind, m.body, m.written_at, coalesce(w.name, p.name, '') FROM case_message m "
            "LEFT JOIN member w ON w.id = m.member_id LEFT JOIN contact p ON p.id = m.person_id "
            "WHERE m.case_id = ? ORDER BY m.written_at DESC, m.id DESC LIMIT ?",
            (case_id, limit),
        )
        return tuple(
            MessageRow(one, kind, body, from_millis(at), author) for one, kind, body, at, author in reversed(rows)
        )

    def _customer(self, person_id: str | None, company_id: str | None) -> Customer | None:
        contact = person_id or company_id
        if contact is None:
            return None
        channel = (
            "coalesce((SELECT value FROM channel WHERE contact_id = {0} AND medium = '{1}' AND NOT invalid "
            "ORDER BY is_primary DESC, position, id LIMIT 1), '')"
        )
        row = self._database.row(
            "SELECT c.kind, c.name, c.given_name, coalesce(f.id, ''), coalesce(f.name, ''), "
            f"{channel.format('c.id', 'phone')}, {channel.format('c.id', 'email')}, "
            f"{channel.format('f.id', 'phone')}, {channel.format('f.id', 'email')} "
            "FROM contact c LEFT JOIN contact f ON f.id = :company AND f.id <> c.id WHERE c.id = :contact",
            {"contact": contact, "company": company_id},
        )
        if row is None:
            return None
        kind, name, given, firm_id, firm, phone, email, firm_phone, firm_email = row
        return Customer(contact, kind, name, given, firm_id, firm, phone or firm_phone, email or firm_email)

    def _earlier(self, case_id: str, person_id: str | None, company_id: str | None) -> tuple[EarlierCase, ...]:
        rows = self._database.rows(
            "SELECT id, coalesce(number, ''), subject, status FROM \"case\" WHERE deleted_at IS NULL AND id <> :case "
            "AND (person_id = :person OR company_id = :company) ORDER BY opened_at DESC LIMIT 5",
            {"case": case_id, "person": person_id, "company": company_id},
        )
        return tuple(EarlierCase(*row) for row in rows)

    def _files(self, case_id: str) -> tuple[CaseFile, ...]:
        rows = self._database.rows(
            "SELECT id, name, size FROM attachment WHERE record_id = ? AND deleted_at IS NULL "
            "ORDER BY added_at DESC, id DESC LIMIT 50",
            (case_id,),
        )
        return tuple(CaseFile(*row) for row in rows)

    def _due(self, status: str, reply_due: int | None, solved: int | None) -> Due:
        moments = [None if one is None else from_millis(one) for one in (reply_due, solved)]
        return due_of(status, moments[0], moments[1], self._clock)

    def _midnight(self) -> datetime:
        return local_midnight(today(self._clock), self._clock.zone)


def due_of(status: str, reply_due: datetime | None, solved: datetime | None, clock: Clock) -> Due:
    """Return how a case stands."""
    if status == "closed":
        return Due("closed")
    if status == "solved":
        is_today = solved is not None and solved >= local_midnight(today(clock), clock.zone)
        return Due("solved_today" if is_today else "solved")
    if status not in ("new", "open"):
        return Due(status)
    return Due("none") if reply_due is None else due_state(reply_due, clock.now(), clock)


def due_state(due: datetime, now: datetime, clock: Clock) -> Due:
    """Return how far away a deadline is, in the words people use for it."""
    minutes = int((due - now).total_seconds() // 60)
    if due < now:
        hours = int((now - due).total_seconds() // 3600)
        return Due("late_days", hours // 24) if hours >= 24 else Due("late_hours", hours)
    if minutes < 60:
        return Due("minutes", minutes)
    day, now_day = due.astimezone(clock.zone).date(), now.astimezone(clock.zone).date()
    if day == now_day:
        return Due("hours", round(minutes / 60))
    return Due("tomorrow" if day == now_day + timedelta(days=1) else "day", day=day)
