"""Everything a person can do with cases; each is one entry of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.kinds import CASE_KINDS, PRIORITIES, word
from crm_desktop.services.cases.saved_answers import SAVED_KEY, checked, stored
from crm_desktop.services.cases.views import ENDED, OURS, CaseDraft, SavedAnswer
from crm_desktop.services.cases.writing import Case, check_choice, check_link, company_of, put_case, status_word
from crm_desktop.services.contacts.parts import put_attachment
from crm_desktop.services.workspace.commands import put_setting
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import update_row

_LINKED = {"person_id": "contact", "company_id": "contact", "product_id": "product", "document_id": "document"}
_EDITABLE = ("subject", "priority", "status", "kind", "channel", "owner_id", *_LINKED)


class CaseCommands:
    """Writes to cases. Every method returns what changed; `CrmError` says why nothing did."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def open_case(self, draft: CaseDraft) -> ChangeSet:
        """Open a case: it gets its number, and a deadline by its priority and the firm's hours."""
        with self._database.write("Opened a case") as work:
            case_id = put_case(work, draft, self._clock)
            work.label = f"Opened {self._case(work, case_id).name}"
        return work.change

    # the thread

    def reply(self, case_id: str, text: str, then: Literal["wait", "open"] = "wait") -> ChangeSet:
        """Record our reply, and wait for the customer or keep the case open. Sending it is not done here."""
        with self._database.write("Replied to a case") as work:
            case = self._case(work, case_id)
            case.add_message("reply", text)
            case.answered(wait=then == "wait")
            case.save()
            work.label = f"Replied to {case.name}"
        return work.change

    def note(self, case_id: str, text: str) -> ChangeSet:
        """Add a note that the customer never sees."""
        with self._database.write("Added a note to a case") as work:
            case = self._case(work, case_id)
            case.add_message("note", text)
            work.label = f"Added a note to {case.name}"
        return work.change

    def customer_wrote(self, case_id: str, text: str) -> ChangeSet:
        """Record what the customer wrote or said; a waiting or solved case is open again."""
        with self._database.write("Added what the customer wrote") as work:
            case = self._case(work, case_id)
            case.add_message("customer", text)
            if case["status"] not in OURS:
                case.resume()
            elif case["reply_due_at"] is None:
                case.resume(case["status"])
            case.save()
            work.label = f"Added what the customer wrote to {case.name}"
        return work.change

    def bin_message(self, message_id: str) -> ChangeSet:
        """Take a message out of its thread; undo brings it back."""
        with self._database.write("Deleted a message") as work:
            rows = work.execute("SELECT case_id FROM case_message WHERE id = ?", (message_id,))
            if not rows:
                raise RecordMissing("This message is no longer there.", "Nothing was changed.")
            work.execute("DELETE FROM case_message WHERE id = ?", (message_id,))
            work.label = f"Deleted a message of {self._case(work, rows[0][0]).short_name}"
        return work.change

    # status and fields

    def set_status(self, case_id: str, status: str) -> ChangeSet:
        """Go to any status; the clock stops while others have to act, and runs on after."""
        check_choice("status", status)
        with self._database.write("Changed the status of a case") as work:
            case = self._case(work, case_id)
            self._set_status(work, case, status)
            case.save()
        return work.change

    def solve(self, case_id: str) -> ChangeSet:
        """Mark a case as solved."""
        return self.set_status(case_id, "solved")

    def close(self, case_id: str) -> ChangeSet:
        """Close a case without a solution."""
        return self.set_status(case_id, "closed")

    def reopen(self, case_id: str) -> ChangeSet:
        """Open an ended or waiting case again."""
        return self.set_status(case_id, "open")

    def assign(self, case_id: str, owner_id: str | None) -> ChangeSet:
        """Give a case to a member, or with None to nobody."""
        return self.save_field(case_id, "owner_id", owner_id)

    def set_customer(self, case_id: str, contact_id: str | None) -> ChangeSet:
        """Say whom a case is from: a person (with the company where the person works), a company or nobody."""
        with self._database.write("Changed the customer of a case") as work:
            rows = work.execute("SELECT kind, name FROM contact WHERE id = ? AND deleted_at IS NULL", (contact_id,))
            if contact_id is not None and not rows:
                raise RecordMissing("This contact is no longer there.", "Nothing was changed. Choose another.")
            is_person = bool(rows) and rows[0][0] == "person"
            changes = {
                "person_id": contact_id if is_person else None,
                "company_id": company_of(work, contact_id) if is_person else contact_id,
            }
            change_fields(work, case_id, changes, self._clock)
            name = self._case(work, case_id).short_name
            work.label = f"Set the customer of {name} to {rows[0][1]}" if rows else f"Took the customer from {name}"
        return work.change

    def save_field(self, case_id: str, key: str, value: Any) -> ChangeSet:
        """Change one field: subject, priority, status, kind, channel, owner_id or what the case is about."""
        with self._database.write("Changed a case") as work:
            change_fields(work, case_id, {key: value}, self._clock)
        return work.change

    def _set_status(self, work: Transaction, case: Case, status: str) -> None:
        before = case["status"]
        case.set_status(status)
        if status == "solved":
            work.label = f"Solved {case.name}"
        elif status == "closed":
            work.label = f"Closed {case.name}"
        elif before in ENDED:
            work.label = f"Reopened {case.name}"
        else:
            work.label = f"Set {case.short_name} to {status_word(status)}"

    # files, Bin and saved answers

    def attach(self, case_id: str, files: Sequence[tuple[str, bytes]]) -> ChangeSet:
        """Keep files (name, bytes) on a case, as one entry."""
        with self._database.write("Attached a file") as work:
            case = self._case(work, case_id)
            for name, content in files:
                put_attachment(work, "case", case_id, name, content, self._clock.now())
            what = f"“{files[0][0]}”" if len(files) == 1 else f"{len(files)} files"
            work.label = f"Attached {what} to {case.short_name}"
        return work.change

    def bin(self, case_ids: Sequence[str]) -> ChangeSet:
        """Put cases into the Bin."""
        if not case_ids:
            raise Refused("No case is selected.", "Nothing was changed. Select a case and try again.")
        with self._database.write("Deleted cases") as work:
            for case_id in case_ids:
                work.label = f"Deleted {self._case(work, case_id).name}"
                update_row(work, "case", case_id, {"deleted_at": to_millis(self._clock.now())})
            if len(case_ids) > 1:
                work.label = f"Deleted {len(case_ids)} cases"
        return work.change

    def save_answers(self, answers: Sequence[SavedAnswer]) -> ChangeSet:
        """Keep these saved answers in place of all that were there."""
        kept = checked(answers)
        with self._database.write("Changed the saved answers") as work:
            put_setting(work, SAVED_KEY, stored(kept))
        return work.change

    def _case(self, work: Transaction, case_id: str) -> Case:
        return Case(work, case_id, self._clock)


def change_fields(work: Transaction, case_id: str, changes: dict[str, Any], clock: Clock) -> None:
    """Change fields of a case inside a unit of work, with what they mean for its deadlines, and label it."""
    case = Case(work, case_id, clock)
    values: dict[str, Any] = {}
    for key, value in changes.items():
        if key not in _EDITABLE:
            raise Refused(f"A case has no field “{key}” to change.", f"Nothing was changed. There are {_EDITABLE}.")
        if key == "status":
            case.set_status(value)
            work.label = f"Set {case.short_name} to {status_word(value)}"
        elif key == "priority":
            case.set_priority(value)
            work.label = f"Set the priority of {case.short_name} to {word(PRIORITIES, value).lower()}"
        elif key == "subject":
            if not str(value).strip():
                raise Refused("A case needs a subject.", "Nothing was changed. Write in a few words what it is about.")
            case["subject"] = " ".join(str(value).split())
            work.label = f"Renamed {case.name}"
        elif key == "owner_id":
            work.label = _assigned(work, case, value)
        elif key in _LINKED:
            check_link(work, _LINKED[key], value)
            values[key] = value or None
            if key == "person_id" and value and "company_id" not in changes:
                values["company_id"] = company_of(work, value)
            work.label = f"Changed what {case.short_name} is about"
        else:
            check_choice(key, value)
            values[key] = value
            what = word(CASE_KINDS, value).lower() if key == "kind" else value
            work.label = f"Changed the {key} of {case.short_name} to {what}"
    case.save()
    update_row(work, "case", case_id, values)


def _assigned(work: Transaction, case: Case, owner_id: str | None) -> str:
    if owner_id is None:
        case["owner_id"] = None
        return f"Took {case.short_name} from its owner"
    rows = work.execute("SELECT name FROM member WHERE id = ? AND deleted_at IS NULL", (owner_id,))
    if not rows:
        raise RecordMissing("This person no longer works here.", "Nothing was changed. Choose somebody else.")
    case["owner_id"] = owner_id
    return f"Assigned {case.short_name} to {rows[0][0]}"
