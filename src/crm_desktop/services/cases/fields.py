"""The fields of a case, declared once, and cases as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import CASE_CHANNELS, CASE_KINDS, CASE_STATUSES, PRIORITIES
from crm_desktop.services.calendar.next_step import every_next_step
from crm_desktop.services.calendar.step_fields import next_step_fields
from crm_desktop.services.lists.tag_sql import tags_field
from crm_desktop.services.timeline.touches import every_touch, touch_sql

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = (
    '"case" LEFT JOIN contact AS person ON person.id = "case".person_id '
    'LEFT JOIN contact AS company ON company.id = "case".company_id '
    'LEFT JOIN member AS owner ON owner.id = "case".owner_id'
)

_T = '"case"'
_TEXT, _RECORD, _MOMENT, _CHOICE = FieldType.TEXT, FieldType.RECORD, FieldType.MOMENT, FieldType.CHOICE
_PRODUCT = f"(SELECT name FROM product WHERE id = {_T}.product_id)"
_DOCUMENT = f"(SELECT coalesce(number, title) FROM document WHERE id = {_T}.document_id)"
_CUSTOMER = "coalesce(person.name, company.name, '')"
_LAST = f"(SELECT max(written_at) FROM case_message WHERE case_id = {_T}.id)"
_THREAD = f"(SELECT group_concat(body, char(10)) FROM case_message WHERE case_id = {_T}.id)"


def _derived(
    key: str, label: str, kind: FieldType, sql: str, *, personal: bool = False, every: str | None = None
) -> Field:
    return Field(key, label, kind, sql, editable=False, importable=False, personal=personal, every=every)


FIELDS = FieldSet(
    "case",
    "Case",
    "Cases",
    (
        Field("number", "Number", _TEXT, f"{_T}.number", editable=False),
        Field("subject", "Subject", _TEXT, f"{_T}.subject", personal=True),
        Field("person", "Person", _RECORD, f"{_T}.person_id", name_sql="person.name", personal=True),
        Field("company", "Company", _RECORD, f"{_T}.company_id", name_sql="company.name"),
        _derived("customer", "Customer", _TEXT, _CUSTOMER, personal=True),
        Field("status", "Status", _CHOICE, f"{_T}.status", CASE_STATUSES),
        Field("priority", "Priority", _CHOICE, f"{_T}.priority", PRIORITIES),
        Field("kind", "Kind", _CHOICE, f"{_T}.kind", CASE_KINDS),
        Field("channel", "Channel", _CHOICE, f"{_T}.channel", CASE_CHANNELS),
        Field("product", "Product", _RECORD, f"{_T}.product_id", name_sql=_PRODUCT),
        Field("document", "Quote", _RECORD, f"{_T}.document_id", name_sql=_DOCUMENT),
        Field("owner", "Owner", FieldType.PERSON, f"{_T}.owner_id", name_sql="owner.name"),
        Field("opened_at", "Opened", _MOMENT, f"{_T}.opened_at", editable=False),
        _derived("reply_due_at", "Reply due", _MOMENT, f"{_T}.reply_due_at"),
        _derived("solve_due_at", "Solve by", _MOMENT, f"{_T}.solve_due_at"),
        _derived("first_reply_at", "First reply", _MOMENT, f"{_T}.first_reply_at"),
        Field("solved_at", "Solved", _MOMENT, f"{_T}.solved_at", editable=False),
        _derived("last_message_at", "Last message", _MOMENT, _LAST),
        *next_step_fields(_T, "case_id"),
        _derived(
            "last_contact", "Last contact", _MOMENT, touch_sql(f"{_T}.id", "max"), every=every_touch("case", "max")
        ),
        _derived(
            "first_contact", "First contact", _MOMENT, touch_sql(f"{_T}.id", "min"), every=every_touch("case", "min")
        ),
        tags_field("case", "case"),
        Field(
            "text", "Messages", FieldType.LONG_TEXT, _THREAD, editable=False, personal=True,
            sortable=False,
        ),
        _derived("created_at", "Added", _MOMENT, f"{_T}.created_at"),
    ),
)  # fmt: skip


class CaseAccess:
    """Cases by their fields, for lists, filters and JSON."""

    kind = "case"
    table = "case"
    fields = FIELDS
    source = SOURCE
    where = '"case".deleted_at IS NULL'
    sorted_by = {"next_step": every_next_step("case_id", "when")}  # noqa: RUF012
    order = (
        f"CASE WHEN {_T}.status IN ('new', 'open') THEN 0 WHEN {_T}.status IN ('solved', 'closed') THEN 2 ELSE 1 END, "
        f"{_T}.reply_due_at IS NULL, {_T}.reply_due_at, {_T}.waiting_since DESC, {_T}.id DESC"
    )
    """What is owed first, then what waits, then what has ended: as the queue has it."""
    columns: tuple[str, ...] = (
        "number", "subject", "customer", "company", "status", "priority", "reply_due_at", "owner", "opened_at",
    )  # fmt: skip

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole case as JSON values, its thread among them. Raises `RecordMissing`."""
        from crm_desktop.services.cases.json_form import case_json

        return case_json(services.database, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Open a case from JSON values and return its id; `messages` are its thread, `text` a first message."""
        from crm_desktop.services.cases.json_form import create_case

        return create_case(work, services, data)

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the named fields; `messages` without an id are added to the thread."""
        from crm_desktop.services.cases.json_form import update_case

        update_case(work, services, record_id, data)

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the case with this number (in any case of letters) or exactly this one subject."""
        rows = services.database.rows(
            'SELECT id FROM "case" WHERE deleted_at IS NULL AND (number = :text COLLATE NOCASE OR subject = :text) '
            "ORDER BY number = :text COLLATE NOCASE DESC LIMIT 2",
            {"text": text.strip()},
        )
        if len(rows) > 1:
            numbered = services.database.rows(
                'SELECT id FROM "case" WHERE deleted_at IS NULL AND number = ? COLLATE NOCASE', (text.strip(),)
            )
            return str(numbered[0][0]) if len(numbered) == 1 else None
        return str(rows[0][0]) if rows else None

    def label(self, services: Services, record_id: str) -> str:
        """Return the number and subject."""
        row = services.database.row("SELECT coalesce(number, ''), subject FROM \"case\" WHERE id = ?", (record_id,))
        return "" if row is None else " ".join(part for part in row if part)
