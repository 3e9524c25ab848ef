"""Every field of a task and of an event, declared once, and how any program reads and writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import EVENT_KINDS, PRIORITIES, TASK_KINDS, TASK_STATUSES

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

TASK_SOURCE = "task"
EVENT_SOURCE = "event"

_T, _LONG, _RECORD, _WHEN = FieldType.TEXT, FieldType.LONG_TEXT, FieldType.RECORD, "when"


def _name(table: str, column: str, shown: str = "name", alias: str = "x") -> str:
    return f'(SELECT {alias}.{shown} FROM "{table}" {alias} WHERE {alias}.id = {column})'


def _bell(table: str) -> str:
    return (
        "(SELECT r.minutes_before FROM reminder r "
        f"WHERE r.record_id = {table}.id AND r.minutes_before IS NOT NULL ORDER BY r.id LIMIT 1)"
    )


def _links(table: str) -> tuple[Field, ...]:
    return (
        Field("person", "Person", _RECORD, f"{table}.person_id", name_sql=_name("contact", f"{table}.person_id")),
        Field("company", "Company", _RECORD, f"{table}.company_id", name_sql=_name("contact", f"{table}.company_id")),
        Field("deal", "Deal", _RECORD, f"{table}.deal_id", name_sql=_name("deal", f"{table}.deal_id", "title")),
    )


def _last(table: str) -> tuple[Field, ...]:
    return (
        Field("remind_minutes", "Reminder minutes before", FieldType.NUMBER, _bell(table)),
        Field("owner", "Owner", FieldType.PERSON, f"{table}.owner_id", name_sql=_name("member", f"{table}.owner_id")),
        Field("notes", "Notes", _LONG, f"{table}.notes", personal=True),
        Field("zone", "Time zone", _T, f"{table}.zone", group=_WHEN),
        Field("created_at", "Added", FieldType.MOMENT, f"{table}.created_at", editable=False, importable=False),
    )


TASK_FIELDS = FieldSet(
    "task",
    "Task",
    "Tasks",
    (
        Field("title", "Title", _T, "task.title"),
        Field("kind", "Kind", FieldType.CHOICE, "task.kind", TASK_KINDS),
        Field("status", "Status", FieldType.CHOICE, "task.status", TASK_STATUSES),
        Field("priority", "Priority", FieldType.CHOICE, "task.priority", PRIORITIES),
        Field("due_on", "Due", FieldType.DATE, "task.due_on", group=_WHEN),
        Field("due_at", "Due at", FieldType.MOMENT, "task.due_at", group=_WHEN),
        Field("minutes", "Minutes", FieldType.NUMBER, "task.minutes"),
        *_links("task"),
        Field("case", "Case", _RECORD, "task.case_id", name_sql=_name("case", "task.case_id", "number")),
        Field(
            "document",
            "Document",
            _RECORD,
            "task.document_id",
            name_sql="(SELECT coalesce(x.number, x.title) FROM document x WHERE x.id = task.document_id)",
        ),
        Field("lead", "Lead", _RECORD, "task.lead_id", name_sql=_name("lead", "task.lead_id")),
        Field("waiting_for", "Waiting for", _T, "task.waiting_for", personal=True),
        Field("done_at", "Done", FieldType.MOMENT, "task.done_at", editable=False, importable=False),
        *_last("task"),
    ),
)

EVENT_FIELDS = FieldSet(
    "event",
    "Event",
    "Events",
    (
        Field("title", "Title", _T, "event.title"),
        Field("kind", "Kind", FieldType.CHOICE, "event.kind", EVENT_KINDS),
        Field("all_day", "All day", FieldType.YES_NO, "event.all_day", editable=False, importable=False, group=_WHEN),
        Field("starts_at", "Starts at", FieldType.MOMENT, "event.starts_at", group=_WHEN),
        Field("ends_at", "Ends at", FieldType.MOMENT, "event.ends_at", group=_WHEN),
        Field("starts_on", "First day", FieldType.DATE, "event.starts_on", group=_WHEN),
        Field("ends_on", "Last day", FieldType.DATE, "event.ends_on", group=_WHEN),
        Field("rule", "Repeats", _T, "event.rule"),
        Field("except_dates", "Left out", _T, "event.except_dates"),
        Field("place", "Place", _T, "event.place", personal=True),
        *_links("event"),
        *_last("event"),
    ),
)


class TaskAccess:
    """A task for whoever knows it only by its fields."""

    kind = "task"
    table = "task"
    fields = TASK_FIELDS
    source = TASK_SOURCE
    columns: tuple[str, ...] = ("title", "kind", "status", "due_on", "due_at", "person", "company", "deal", "priority")
    order = "task.status <> 'open', task.due_on IS NULL, task.due_on, task.due_at IS NULL, task.due_at"
    where = "task.deleted_at IS NULL"

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole task as JSON values. Raises `RecordMissing`."""
        from crm_desktop.services.calendar.json_form import task_json

        return task_json(services, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a task from JSON values and return its id."""
        from crm_desktop.services.calendar.json_form import write_task

        return write_task(work, services, None, data)

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the given fields of a task."""
        from crm_desktop.services.calendar.json_form import write_task

        write_task(work, services, record_id, data)

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the open task, or else the latest one, of exactly this title."""
        found: str | None = services.database.value(
            "SELECT id FROM task WHERE title = ? AND deleted_at IS NULL ORDER BY status <> 'open', id DESC", (text,)
        )
        return found

    def label(self, services: Services, record_id: str) -> str:
        """Return the title."""
        return str(services.database.value("SELECT title FROM task WHERE id = ?", (record_id,)) or "")


class EventAccess:
    """An event (a series counts as one) for whoever knows it only by its fields."""

    kind = "event"
    table = "event"
    fields = EVENT_FIELDS
    source = EVENT_SOURCE
    columns: tuple[str, ...] = (
        "title",
        "kind",
        "starts_at",
        "ends_at",
        "starts_on",
        "ends_on",
        "rule",
        "place",
        "person",
    )
    order = "coalesce(event.starts_on, date(event.starts_at / 1000, 'unixepoch')), event.starts_at"
    where = "event.deleted_at IS NULL"

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole event as JSON values. Raises `RecordMissing`."""
        from crm_desktop.services.calendar.json_form import event_json

        return event_json(services, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make an event from JSON values and return its id."""
        from crm_desktop.services.calendar.json_form import write_event

        return write_event(work, services, None, data)

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the given fields of an event; of a series all occurrences."""
        from crm_desktop.services.calendar.json_form import write_event

        write_event(work, services, record_id, data)

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the latest event of exactly this title."""
        found: str | None = services.database.value(
            "SELECT id FROM event WHERE title = ? AND deleted_at IS NULL "
            "ORDER BY coalesce(starts_on, date(starts_at / 1000, 'unixepoch')) DESC",
            (text,),
        )
        return found

    def label(self, services: Services, record_id: str) -> str:
        """Return the title."""
        return str(services.database.value("SELECT title FROM event WHERE id = ?", (record_id,)) or "")
