"""The cells of a row as the JSON values that a kind of record is made of."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.exchange.preset_words import compact
from crm_desktop.services.importing.cells import Cells
from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.services.importing.relating import Relations
from crm_desktop.services.importing.tally import Tally

_LINKS = ("person", "company", "deal", "case", "document", "product", "owner", "customer", "lead")
_YES = frozenset(("true", "yes", "1", "ja", "y", "x", "wahr", "oui"))
_MEANINGS = {
    "task.status": {
        "completed": "done", "complete": "done", "finished": "done", "closed": "done", "notstarted": "open",
        "inprogress": "open", "todo": "open", "planned": "open", "waiting": "open", "deferred": "open", "true": "done",
        "false": "open", "yes": "done", "no": "open", "erledigt": "done", "offen": "open", "canceled": "cancelled",
    },
    "priority": {"medium": "normal", "highest": "urgent", "critical": "urgent", "lowest": "low", "hoch": "high",
                 "niedrig": "low", "p1": "urgent", "p2": "high", "p3": "normal", "p4": "low"},
    "case.status": {
        "pending": "waiting_customer", "onhold": "waiting_supplier", "waitingoncontact": "waiting_customer",
        "waitingonus": "open", "inprogress": "open", "working": "open", "resolved": "solved", "escalated": "open",
        "offen": "open", "neu": "new",
    },
    "case.kind": {"task": "question", "bug": "problem", "featurerequest": "question", "request": "question",
                  "inquiry": "question", "feature": "question"},
    "case.channel": {"phonecall": "phone", "telephone": "phone", "webform": "web", "form": "web", "portal": "web",
                     "chat": "web", "facebook": "social", "twitter": "social", "mail": "email"},
    "activity.kind": {"phonecall": "call", "calls": "call", "telefonat": "call", "mail": "email", "notes": "note",
                      "besuch": "visit", "brief": "letter", "sms": "message", "chat": "message", "lunch": "meeting",
                      "appointment": "meeting", "event": "meeting", "task": "note", "deadline": "note",
                      "whatsapp": "message"},
    "task.kind": {"task": "todo", "phonecall": "call", "mail": "email", "lunch": "meeting", "deadline": "todo"},
    "event.kind": {"appointment": "meeting", "lunch": "meeting", "phonecall": "call", "termin": "meeting"},
    "activity.direction": {"inbound": "in", "outbound": "out", "incomingcall": "in", "outgoingcall": "out"},
    "activity.outcome": {"connected": "talked", "busy": "no_answer", "noanswer": "no_answer",
                         "leftvoicemail": "left_message", "leftlivemessage": "left_message", "answered": "talked"},
    "lead.status": {"notcontacted": "new", "attemptedtocontact": "contacted", "working": "contacted",
                    "connected": "contacted", "opennotcontacted": "new", "workingcontacted": "contacted"},
}  # fmt: skip
"""What other programs call the choices of a field (without blanks and signs) → ours."""


class RowValues:
    """Reads the rows of a planned table as JSON values of one kind of record."""

    def __init__(self, plan: ImportPlan, fields: FieldSet, relations: Relations, tally: Tally, zone: tzinfo) -> None:
        self._plan = plan
        self._fields = fields
        self._relations = relations
        self._tally = tally
        self._zone = zone
        self._columns = {column.field: column for column in reversed(plan.columns)}

    def of(self, cells: Cells) -> dict[str, Any]:
        """Return what a row says; what it leaves empty is not there. Raises ValueError with a reason."""
        found: dict[str, Any] = {}
        company = cells.text("company")
        for target in self._plan.targets:
            key = target.key
            text = cells.text(key)
            if not text or key not in self._columns or "." in key or ":" in key or key == "external_id":
                continue
            if key in _LINKS and (key == "owner" or self._fields.kind != "lead"):
                record = self._relations.find(key, text, "" if key == "company" else company)
                if record is not None:
                    found[key] = record
                continue
            field = self._fields.find(key)
            value = text if field is None else self.value(cells, key, field)
            if value is not None:
                found[key] = value
        parts = [found.pop(part) for part in ("given_name", "family_name") if part in found]
        if parts and "name" not in found:
            found["name"] = " ".join(parts)
        self._add_moments(cells, found)
        return found

    def value(self, cells: Cells, key: str, field: Field) -> Any:
        """Return one cell as its field wants it; None for a choice that is not there, which is noted."""
        text = cells.text(key)
        match field.type:
            case FieldType.NUMBER | FieldType.MONEY:
                number = cells.number(key)
                assert number is not None
                if field.type is FieldType.NUMBER and field.scale == 0:
                    return int(number)
                if "%" in text:
                    number = number.scaleb(2)
                return decimal_text(number)
            case FieldType.DATE:
                day = cells.day(key)
                return None if day is None else day.isoformat()
            case FieldType.MOMENT:
                return self._moment(cells, key)
            case FieldType.YES_NO:
                return text.lower() in _YES
            case FieldType.CHOICE:
                return self._choice(key, field, text)
            case FieldType.TAGS:
                return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
            case _:
                return text

    def _choice(self, key: str, field: Field, text: str) -> str | None:
        chosen = field.choice_key(text)
        if chosen is None:
            kind = self._fields.kind
            words = _MEANINGS.get(f"{kind}.{key}") or _MEANINGS.get(key) or {}
            other = words.get(compact(text))
            chosen = (
                other
                if other in dict(field.choices)
                else next(
                    (one for one, label in field.choices if compact(text) in (compact(one), compact(label))), None
                )
            )
            column = self._columns[key]
            self._tally.note_name(column.column, column.header, text, field.choice_label(chosen) if chosen else "")
        return chosen

    def _moment(self, cells: Cells, key: str) -> str | None:
        moment = cells.moment(key)
        return None if moment is None else self._told(moment)

    def _told(self, moment: datetime) -> str:
        return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).isoformat()

    def _add_moments(self, cells: Cells, found: dict[str, Any]) -> None:
        """Put together what a file says in two columns, the day and the time of day."""
        if self._fields.kind == "activity" and "happened_at" not in found and cells.text("happened_at.day"):
            found["happened_at"] = self._moment(cells, "happened_at")
        elif self._fields.kind == "task" and "due_on" in found and cells.text("due_at.time"):
            hour = cells.hour("due_at.time")
            day = cells.day("due_on")
            if hour is not None and day is not None:
                found["due_at"] = self._told(datetime.combine(day, hour))
        elif self._fields.kind == "event":
            self._add_span(cells, found)

    def _add_span(self, cells: Cells, found: dict[str, Any]) -> None:
        all_day = cells.text("all_day").lower()
        whole = all_day in _YES
        found.pop("all_day", None)
        start, end = cells.moment("starts_at"), cells.moment("ends_at")
        if start is None:
            return
        # Midnight is no time of day unless the row says that it is one.
        timed = cells.text("starts_at.time") or start.time() != datetime.min.time() or all_day
        if whole or not timed:
            last = end or start
            # Other programs end a whole day at the midnight that follows it.
            if end is not None and end > start and end.time() == datetime.min.time() and cells.text("ends_at.time"):
                last = end - timedelta(days=1)
            found |= {"starts_on": start.date().isoformat(), "ends_on": last.date().isoformat()}
            found.pop("starts_at", None)
            found.pop("ends_at", None)
        else:
            found["starts_at"] = self._told(start)
            if end is not None:
                found["ends_at"] = self._told(end)
            elif not found.get("ends_at"):
                found["ends_at"] = self._told(start + timedelta(hours=1))


def decimal_text(number: Decimal) -> str:
    """Return a number in digits, never with an exponent."""
    return f"{number:f}"
