"""Every field of an activity, declared once, and how any program reads and writes an activity by them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import ACTIVITY_KINDS, CALL_OUTCOMES, word

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = "activity"
_DIRECTIONS = (("in", "Incoming"), ("out", "Outgoing"))
_CONTACT = (
    "(SELECT c.name FROM activity_link l JOIN contact c ON c.id = l.record_id "
    "WHERE l.activity_id = activity.id AND l.record_kind = 'contact' ORDER BY c.kind DESC, l.id LIMIT 1)"
)
_OWNER = "(SELECT m.name FROM member m WHERE m.id = activity.owner_id)"

FIELDS = FieldSet(
    "activity",
    "Activity",
    "Activities",
    (
        Field("kind", "Kind", FieldType.CHOICE, "activity.kind", ACTIVITY_KINDS),
        Field("subject", "Subject", FieldType.TEXT, "activity.subject", personal=True),
        Field("body", "Text", FieldType.LONG_TEXT, "activity.body", personal=True),
        Field("contact", "Contact", FieldType.TEXT, _CONTACT, editable=False),
        Field("direction", "Direction", FieldType.CHOICE, "activity.direction", _DIRECTIONS),
        Field("outcome", "Outcome", FieldType.CHOICE, "activity.outcome", CALL_OUTCOMES),
        Field("minutes", "Minutes", FieldType.NUMBER, "activity.minutes"),
        Field("happened_at", "When", FieldType.MOMENT, "activity.happened_at"),
        Field("pinned", "Pinned", FieldType.YES_NO, "activity.pinned", importable=False),
        Field("owner", "Owner", FieldType.PERSON, "activity.owner_id", name_sql=_OWNER, importable=False),
        Field("created_at", "Added", FieldType.MOMENT, "activity.created_at", editable=False, importable=False),
    ),
)
_WRITABLE = ("kind", "subject", "body", "direction", "outcome", "minutes", "happened_at", "pinned")
_ID = re.compile("[0-9a-f]{32}")
_ACCEPTED = (*_WRITABLE, "links", "contact", "contact_id", "id", "owner", "owner_id", "created_at")


class ActivityAccess:
    """An activity for whoever knows it only by its fields."""

    kind = "activity"
    table = "activity"
    fields = FIELDS
    source = SOURCE
    columns = ("happened_at", "kind", "contact", "subject", "body", "outcome", "minutes", "owner")
    order = "activity.happened_at DESC, activity.id DESC"
    where = "activity.deleted_at IS NULL"

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole activity as JSON values. Raises `RecordMissing`."""
        row = services.database.row(
            "SELECT a.kind, a.subject, a.body, a.direction, a.outcome, a.minutes, a.happened_at, a.pinned, a.owner_id, "
            "(SELECT name FROM member WHERE id = a.owner_id), a.created_at FROM activity a WHERE a.id = ?",
            (record_id,),
        )
        if row is None:
            raise RecordMissing("There is no such activity.", "It may have been removed for good.")
        links = services.database.rows(
            "SELECT record_kind, record_id FROM activity_link WHERE activity_id = ? ORDER BY id", (record_id,)
        )
        return {
            "id": record_id,
            "kind": row[0],
            "subject": row[1],
            "body": row[2],
            "direction": row[3],
            "outcome": row[4],
            "minutes": row[5],
            "happened_at": from_millis(row[6]).isoformat(),
            "pinned": bool(row[7]),
            "owner_id": row[8],
            "owner": row[9],
            "created_at": from_millis(row[10]).isoformat(),
            "links": [{"kind": kind, "id": linked} for kind, linked in links],
        }

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Log an activity from JSON values: `links` or `contact` say in whose stream it stands."""
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        values = _values(data)
        links = _links(services, data)
        if not links:
            raise Refused(
                "An activity needs somebody it happened with.",
                "Nothing was saved. Give “contact” a name or an id, or list records in “links”.",
            )
        return put_activity(work, ActivityDraft(**{"kind": "note"} | values), links, services.clock)

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the given fields of an activity; `links` adds streams."""
        from crm_desktop.services.timeline.commands import link_activity, update_activity

        if values := _values(data):
            update_activity(work, record_id, values)
        for kind, linked in _links(services, data):
            link_activity(work, record_id, kind, linked)

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the one activity of exactly this subject, or None."""
        rows = services.database.rows(
            "SELECT id FROM activity WHERE deleted_at IS NULL AND (id = ? OR (subject <> '' AND subject = ?)) LIMIT 2",
            (text, text),
        )
        return str(rows[0][0]) if len(rows) == 1 else None

    def label(self, services: Services, record_id: str) -> str:
        """Return the subject, or the kind and day."""
        row = services.database.row("SELECT subject, kind, happened_at FROM activity WHERE id = ?", (record_id,))
        if row is None:
            return ""
        day = from_millis(row[2]).astimezone(services.clock.zone).date()
        return str(row[0]) or f"{word(ACTIVITY_KINDS, row[1])} of {day.isoformat()}"


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    for key in data:
        if key not in _ACCEPTED:
            near = difflib.get_close_matches(key, _ACCEPTED, n=1)
            hint = f"Perhaps “{near[0]}” was meant." if near else f"There are: {', '.join(_ACCEPTED)}."
            raise Refused(f"An activity has no field “{key}”.", f"Nothing was saved. {hint}")
    values = {key: data[key] for key in _WRITABLE if key in data}
    if isinstance(values.get("happened_at"), str):
        try:
            moment = datetime.fromisoformat(values["happened_at"])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Refused(
                f"“{values['happened_at']}” is not a moment.", "Nothing was saved. Write 2026-11-22T09:30:00+00:00."
            )
        values["happened_at"] = moment
    if "minutes" in values and values["minutes"] is not None:
        try:
            values["minutes"] = int(values["minutes"])
        except (TypeError, ValueError):
            raise Refused(f"“{values['minutes']}” is not a number of minutes.", "Nothing was saved.") from None
    return values


def _linked(services: Services, link: Mapping[str, Any]) -> str:
    """Return the id of the record a link means, by its id or its exact name. Raises `RecordMissing`."""
    text = str(link["id"])
    return text if _ID.fullmatch(text) else services.records.find(str(link["kind"]), text)


def _links(services: Services, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    links = [(str(link["kind"]), _linked(services, link)) for link in data.get("links", ())]
    if contact_id := data.get("contact_id"):
        links.append(("contact", str(contact_id)))
    if contact := data.get("contact"):
        found = services.contacts.find(str(contact))
        if found is None:
            raise Refused(f"There is no one contact called “{contact}”.", "Nothing was saved. Give its id.")
        links.append(("contact", found))
    return links
