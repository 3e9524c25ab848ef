"""What can be done with a case inside a unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import CASE_CHANNELS, CASE_KINDS, CASE_STATUSES, PRIORITIES, Choices, word
from crm_desktop.services.cases.targets import read_targets
from crm_desktop.services.cases.views import ENDED, OURS, CaseDraft
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.numbers import next_number
from crm_desktop.storage.rows import insert_row, update_row

_CHOICES: Mapping[str, tuple[str, Choices]] = {
    "kind": ("kind of case", CASE_KINDS),
    "priority": ("priority", PRIORITIES),
    "status": ("status", CASE_STATUSES),
    "channel": ("channel", (("", ""), *CASE_CHANNELS)),
}
_LINKS = {"person_id": "contact", "company_id": "contact", "product_id": "product", "document_id": "document"}
_MOMENTS = ("opened_at", "reply_due_at", "solve_due_at", "first_reply_at", "solved_at", "waiting_since")
_COLUMNS = ("number", "subject", "status", "priority", "person_id", "company_id", "owner_id", *_MOMENTS)


class Case:
    """A case as it stands in the file, and what a unit of work makes of it. Moments are aware."""

    def __init__(self, work: Transaction, case_id: str, clock: Clock) -> None:
        found = work.execute(
            f'SELECT {", ".join(_COLUMNS)} FROM "case" WHERE id = ? AND deleted_at IS NULL', (case_id,)
        )
        if not found:
            raise RecordMissing("This case is no longer there.", "Nothing was changed. It may lie in the Bin.")
        self.id = case_id
        self._work = work
        self._clock = clock
        self._now = clock.now()
        self._values = dict(zip(_COLUMNS, found[0], strict=True))
        self._changes: dict[str, Any] = {}
        self._targets = read_targets(work.execute, clock.zone)

    def __getitem__(self, column: str) -> Any:
        """Return a column as it is now, a moment as an aware datetime."""
        value = self._changes.get(column, self._values[column])
        return from_millis(value) if column in _MOMENTS and value is not None else value

    def __setitem__(self, column: str, value: Any) -> None:
        self._changes[column] = to_millis(value) if isinstance(value, datetime) else value

    @property
    def name(self) -> str:
        """The number and subject, as sentences name it."""
        return " ".join(part for part in (self["number"], f"“{self['subject']}”") if part)

    @property
    def short_name(self) -> str:
        """The number, or the subject where there is none."""
        return self["number"] or f"“{self['subject']}”"

    def wait(self, status: str) -> None:
        """Stop the clock: somebody else has to act."""
        self["status"] = status
        if self["waiting_since"] is None:
            self["waiting_since"] = self._now

    def resume(self, status: str = "open") -> None:
        """Let the clock run on: it is our turn, and what was left of each deadline is left still."""
        stopped = self["waiting_since"]
        self["status"] = status
        self["solved_at"] = None
        if stopped is not None:
            for column in ("reply_due_at", "solve_due_at"):
                self[column] = self._targets.resumed(self[column], stopped, self._now)
            self["waiting_since"] = None
        if self["reply_due_at"] is None:
            self["reply_due_at"] = self._targets.reply_due(self._now, self["priority"])

    def answered(self, *, wait: bool) -> None:
        """A reply has gone out; unless we wait for an answer, the customer is owed a further one."""
        if self["first_reply_at"] is None:
            self["first_reply_at"] = self._now
        if wait:
            self["reply_due_at"] = None
            self.wait("waiting_customer")
            return
        if self["status"] not in OURS:
            self.resume()
        self["status"] = "open"
        self["reply_due_at"] = self._targets.reply_due(self._now, self["priority"])

    def end(self, status: str) -> None:
        """Solve or close."""
        if self["status"] not in ENDED or self["solved_at"] is None:
            self["solved_at"] = self._now
        self.wait(status)

    def set_status(self, status: str) -> None:
        """Go to any status, with what that means for the clock."""
        check_choice("status", status)
        if status in ENDED:
            self.end(status)
        elif status in OURS:
            self.resume(status)
        else:
            self["solved_at"] = None
            self.wait(status)

    def set_priority(self, priority: str) -> None:
        """Change how urgent it is; both deadlines are counted anew from when they began."""
        check_choice("priority", priority)
        old = self["priority"]
        if priority == old:
            return
        self["priority"] = priority
        if self["reply_due_at"] is not None:
            self["reply_due_at"] = self._targets.reply_due(self._waiting_for_reply_since(), priority)
        self["solve_due_at"] = self._targets.reprioritised(self["solve_due_at"], self["opened_at"], old, priority)

    def add_message(self, kind: str, text: str, written_at: datetime | None = None) -> str:
        """Add to the thread and return the message's id."""
        by_customer = kind == "customer"
        return put_message(
            self._work, self.id, kind, text, written_at or self._now,
            person_id=self["person_id"] or self["company_id"] if by_customer else None,
            member_id=None if by_customer else self._work.actor,
        )  # fmt: skip

    def save(self) -> None:
        """Write what has changed."""
        changed = {name: value for name, value in self._changes.items() if value != self._values[name]}
        update_row(self._work, "case", self.id, changed)

    def _waiting_for_reply_since(self) -> datetime:
        rows = self._work.execute(
            "SELECT min(written_at) FROM case_message WHERE case_id = :case AND kind = 'customer' AND written_at > "
            "coalesce((SELECT max(written_at) FROM case_message WHERE case_id = :case AND kind = 'reply'), 0)",
            {"case": self.id},
        )
        since: datetime = self["opened_at"] if rows[0][0] is None else from_millis(rows[0][0])
        last_reply = self._work.execute(
            "SELECT max(written_at) FROM case_message WHERE case_id = ? AND kind = 'reply'", (self.id,)
        )[0][0]
        return max(since, from_millis(last_reply)) if last_reply is not None else since


def put_case(work: Transaction, draft: CaseDraft, clock: Clock) -> str:
    """Open a case with its number and deadlines, and return its id."""
    subject = " ".join(draft.subject.split())
    if not subject:
        raise Refused("A case needs a subject.", "Nothing was saved. Write in a few words what it is about.")
    for name in ("kind", "priority", "channel"):
        check_choice(name, getattr(draft, name))
    for column, table in _LINKS.items():
        check_link(work, table, getattr(draft, column))
    now = clock.now()
    opened = draft.opened_at or now
    targets = read_targets(work.execute, clock.zone)
    case_id = new_id()
    insert_row(
        work,
        "case",
        {
            "id": case_id,
            "created_at": to_millis(now),
            "number": next_number(work, "case", now.astimezone(clock.zone).year),
            "subject": subject,
            "person_id": draft.person_id,
            "company_id": draft.company_id or company_of(work, draft.person_id),
            "product_id": draft.product_id,
            "document_id": draft.document_id,
            "channel": draft.channel,
            "kind": draft.kind,
            "priority": draft.priority,
            "status": "new",
            "opened_at": to_millis(opened),
            "reply_due_at": to_millis(targets.reply_due(opened, draft.priority)),
            "solve_due_at": to_millis(targets.solve_due(opened, draft.priority)),
            "owner_id": draft.owner_id or work.actor,
        },
    )
    if draft.text.strip():
        put_message(work, case_id, "customer", draft.text, opened, person_id=draft.person_id or draft.company_id)
    return case_id


def put_message(
    work: Transaction,
    case_id: str,
    kind: str,
    text: str,
    written_at: datetime,
    *,
    person_id: str | None = None,
    member_id: str | None = None,
) -> str:
    """Add a message (customer, reply or note) to a thread and return its id."""
    body = text.strip()
    if not body:
        raise Refused("The message is empty.", "Nothing was saved. Write something first.")
    if kind not in ("customer", "reply", "note"):
        raise Refused(f"There is no kind of message called “{kind}”.", "Nothing was saved.")
    message_id = new_id()
    insert_row(
        work,
        "case_message",
        {
            "id": message_id,
            "case_id": case_id,
            "kind": kind,
            "body": body,
            "written_at": to_millis(written_at),
            "person_id": person_id,
            "member_id": member_id,
        },
    )
    return message_id


def check_choice(name: str, value: str) -> None:
    """Raise `Refused` for a value that the field does not offer."""
    label, choices = _CHOICES[name]
    if value not in dict(choices):
        words = ", ".join(shown for key, shown in choices if key)
        raise Refused(f"There is no {label} called “{value}”.", f"Nothing was changed. There are {words}.")


def check_link(work: Transaction, table: str, record_id: str | None) -> None:
    """Raise `RecordMissing` for an id that leads nowhere."""
    if record_id and not work.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (record_id,)):
        raise RecordMissing("What the case is about is no longer there.", "Nothing was changed. Choose again.")


def company_of(work: Transaction, person_id: str | None) -> str | None:
    """Return the company where a person works now."""
    if person_id is None:
        return None
    rows = work.execute(
        "SELECT company_id FROM affiliation WHERE person_id = ? AND ended_on IS NULL "
        "ORDER BY is_primary DESC, id LIMIT 1",
        (person_id,),
    )
    return rows[0][0] if rows else None


def status_word(status: str) -> str:
    """Return the shown word of a status."""
    return word(CASE_STATUSES, status)
