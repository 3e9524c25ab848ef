"""Cases as JSON values: read whole, made and changed from a part."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.cases.commands import change_fields
from crm_desktop.services.cases.fields import FIELDS, SOURCE
from crm_desktop.services.cases.views import CaseDraft
from crm_desktop.services.cases.writing import Case, put_case, put_message
from crm_desktop.services.contacts.parts import set_tags
from crm_desktop.services.json_values import moment_text
from crm_desktop.services.lists.tag_sql import TAGS_OF, tags_of_json
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_LINKS = {"person": "contact", "company": "contact", "product": "product", "document": "quote"}
_CHOICES = ("status", "priority", "kind", "channel")
_TEXTS = ("subject", "text", "number", "owner", "owner_id")
_WRITTEN = {*_TEXTS, "opened_at", "solved_at", "messages", "tags", *_CHOICES} | {
    key for name in _LINKS for key in (name, f"{name}_id")
}
_ONLY_READ = {
    "id", "customer", "reply_due_at", "solve_due_at", "first_reply_at", "last_message_at", "created_at", "files"
}  # fmt: skip
_MESSAGE_KEYS = {"id", "kind", "body", "written_at", "author"}


def case_json(database: Database, case_id: str) -> dict[str, Any]:
    """Return a whole case as JSON values. Raises `RecordMissing`."""
    names = (
        "id", "number", "subject", "person_id", "company_id", "status", "priority", "kind", "channel", "product_id",
        "document_id", "owner_id", "opened_at", "reply_due_at", "solve_due_at", "first_reply_at", "solved_at",
        "created_at",
    )  # fmt: skip
    row = database.row(
        f"SELECT {', '.join(f'{_quoted(name)}' for name in names)}, person.name, company.name, owner.name, "
        '(SELECT name FROM product WHERE id = "case".product_id), '
        '(SELECT coalesce(number, title) FROM document WHERE id = "case".document_id) '
        f'FROM {SOURCE} WHERE "case".id = ?',
        (case_id,),
    )
    if row is None:
        raise RecordMissing("This case is not there.", "It may have been removed for good.")
    record: dict[str, Any] = {
        name: moment_text(value) if name.endswith("_at") else value for name, value in zip(names, row, strict=False)
    }
    person, company, owner, product, document = row[len(names) :]
    messages = database.rows(
        "SELECT m.id, m.kind, m.body, m.written_at, coalesce(w.name, p.name, '') FROM case_message m "
        "LEFT JOIN member w ON w.id = m.member_id LEFT JOIN contact p ON p.id = m.person_id "
        "WHERE m.case_id = ? ORDER BY m.written_at, m.id",
        (case_id,),
    )
    return record | {
        "person": person,
        "company": company,
        "customer": person or company or "",
        "owner": owner,
        "product": product,
        "document": document,
        "tags": [tag for (tag,) in database.rows(TAGS_OF, (case_id,))],
        "messages": [
            {"id": one, "kind": kind, "body": body, "written_at": moment_text(at), "author": author}
            for one, kind, body, at, author in messages
        ],
    }


def create_case(work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
    """Open a case from JSON values and return its id."""
    _check(data)
    values = _values(services, data)
    opened = _read_moment(services, data["opened_at"]) if data.get("opened_at") else None
    status = values.pop("status", "new")
    texts = {key: str(data[key]) for key in ("subject", "text") if data.get(key) is not None}
    draft = CaseDraft(**({"subject": ""} | texts | values), opened_at=opened)
    case_id = put_case(work, draft, services.clock)
    if data.get("number"):
        update_row(work, "case", case_id, {"number": str(data["number"]).strip()})
    _add_messages(work, services, case_id, data)
    if status != "new":
        change_fields(work, case_id, {"status": status}, services.clock)
    _set_solved(work, services, case_id, data)
    _set_tags(work, services, case_id, data)
    return case_id


def update_case(work: Transaction, services: Services, case_id: str, data: Mapping[str, Any]) -> None:
    """Change the named fields of a case."""
    _check(data)
    values = _values(services, data)
    if "subject" in data:
        values["subject"] = data["subject"] or ""
    change_fields(work, case_id, values, services.clock)
    if data.get("number"):
        update_row(work, "case", case_id, {"number": str(data["number"]).strip()})
    _add_messages(work, services, case_id, data)
    _set_solved(work, services, case_id, data)
    _set_tags(work, services, case_id, data)


def _set_tags(work: Transaction, services: Services, case_id: str, data: Mapping[str, Any]) -> None:
    if "tags" in data:
        set_tags(work, "case", case_id, tags_of_json(data["tags"]), services.clock.now())


def _check(data: Mapping[str, Any]) -> None:
    for key in data:
        if key not in _WRITTEN | _ONLY_READ:
            near = difflib.get_close_matches(key, _WRITTEN, n=1)
            hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(sorted(_WRITTEN))}."
            raise Refused(f"Cases have no field “{key}”.", f"Nothing was changed. {hint}")


def _values(services: Services, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that the JSON names, links by id and choices by key."""
    values: dict[str, Any] = {}
    for name, kind in _LINKS.items():
        if f"{name}_id" in data:
            values[f"{name}_id"] = data[f"{name}_id"] or None
        elif name in data:
            values[f"{name}_id"] = services.records.find(kind, str(data[name])) if data[name] else None
    for name in _CHOICES:
        if name in data and not (name == "channel" and not data[name]):
            chosen = FIELDS[name].choice_key(str(data[name]))
            if chosen is None:
                words = ", ".join(label for _, label in FIELDS[name].choices)
                raise Refused(f"“{data[name]}” is no {name} of a case.", f"Nothing was changed. There are {words}.")
            values[name] = chosen
    if "owner_id" in data or "owner" in data:
        values["owner_id"] = _member(services, data.get("owner_id") or data.get("owner"))
    return values


def _member(services: Services, text: Any) -> str | None:
    if not text:
        return None
    found = services.database.value("SELECT id FROM member WHERE id = ? OR name = ?", (text, text))
    if found is None:
        raise Refused(f"Nobody here is called “{text}”.", "Nothing was changed.")
    return str(found)


def _add_messages(work: Transaction, services: Services, case_id: str, data: Mapping[str, Any]) -> None:
    """Add the messages that the thread does not have yet."""
    case = Case(work, case_id, services.clock)
    for message in data.get("messages") or ():
        unknown = set(message) - _MESSAGE_KEYS
        if unknown:
            raise Refused(f"Messages of a case have no field “{min(unknown)}”.", "Nothing was changed.")
        if message.get("id") and work.execute("SELECT 1 FROM case_message WHERE id = ?", (message["id"],)):
            continue
        kind = str(message.get("kind") or "customer")
        at = _read_moment(services, message["written_at"]) if message.get("written_at") else services.clock.now()
        ours = kind != "customer"
        put_message(
            work, case_id, kind, str(message.get("body") or ""), at,
            person_id=None if ours else case["person_id"] or case["company_id"],
            member_id=case["owner_id"] if ours else None,
        )  # fmt: skip
        if kind == "reply" and (case["first_reply_at"] is None or at < case["first_reply_at"]):
            case["first_reply_at"] = at
    case.save()


def _set_solved(work: Transaction, services: Services, case_id: str, data: Mapping[str, Any]) -> None:
    if data.get("solved_at"):
        update_row(work, "case", case_id, {"solved_at": to_millis(_read_moment(services, data["solved_at"]))})


def _quoted(name: str) -> str:
    return f'"case".{name}'


def _read_moment(services: Services, value: Any) -> datetime:
    """A moment; without an offset it is meant in the person's zone."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Refused(f"“{value}” is no moment.", "Nothing was changed. Write 2026-11-22T14:30.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=services.clock.zone)).astimezone(UTC)
