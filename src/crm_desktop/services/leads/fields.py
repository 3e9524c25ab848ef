"""Every field of a lead, declared once, and how any program reads and writes a lead by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import LEAD_STATUSES, TASK_KINDS
from crm_desktop.services.calendar.next_step import every_next_step, next_due_sql, next_step_id_sql
from crm_desktop.services.lists.tag_sql import every_tag
from crm_desktop.services.timeline.touches import every_touch

if TYPE_CHECKING:
    from crm_desktop.services.leads.writing import Writing
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = "lead"

LAST_TOUCH = (
    "(SELECT max(a.happened_at) FROM activity_link k JOIN activity a ON a.id = k.activity_id "
    "WHERE k.record_id = lead.id AND a.kind <> 'note' AND a.deleted_at IS NULL)"
)
NEXT_DUE = next_due_sql("lead", "lead_id")
OWNER_SQL = "(SELECT m.name FROM member m WHERE m.id = lead.owner_id)"
_FIRST_TOUCH = LAST_TOUCH.replace("max(", "min(")
_NEXT = f"(SELECT s.title FROM task s WHERE s.id = {next_step_id_sql('lead', 'lead_id')})"
_TAGS = (
    "SELECT t.name AS value FROM tag_link g JOIN tag t ON t.id = g.tag_id "
    "WHERE g.record_id = lead.id AND t.deleted_at IS NULL"
)
_REASONS = (
    "(SELECT group_concat(CASE WHEN r.value ->> 0 > 0 THEN '+' ELSE '−' END || abs(r.value ->> 0) || ' ' "
    "|| (r.value ->> 1), char(10)) FROM json_each(nullif(lead.score_reasons, '')) r)"
)
_T, _RECORD = FieldType.TEXT, FieldType.RECORD


def _became(key: str, label: str, column: str, table: str, title: str) -> Field:
    name = f"(SELECT b.{title} FROM {table} b WHERE b.id = lead.{column})"
    return Field(key, label, _RECORD, f"lead.{column}", name_sql=name, editable=False, importable=False)


def _derived(key: str, label: str, kind: FieldType, sql: str, every: str | None = None) -> Field:
    return Field(key, label, kind, sql, editable=False, importable=False, every=every)


FIELDS = FieldSet(
    "lead",
    "Lead",
    "Leads",
    (
        Field("name", "Name", _T, "lead.name", personal=True, group="name"),
        Field("company", "Company", _T, "lead.company_name"),
        Field("job_title", "Job title", _T, "lead.job_title"),
        Field("phone", "Phone", _T, "lead.phone", personal=True, group="phone"),
        Field("email", "Email", _T, "lead.email", personal=True),
        Field("website", "Website", _T, "lead.website"),
        Field("city", "City", _T, "lead.city", personal=True),
        Field("country", "Country", _T, "lead.country"),
        Field("source", "Source", _T, "lead.source"),
        Field("campaign", "Campaign", _T, "lead.campaign"),
        Field("interest", "Interest", _T, "lead.interest"),
        Field("amount", "Value", FieldType.MONEY, "lead.amount", currency_sql="lead.currency", group="value"),
        Field("currency", "Currency", _T, "lead.currency", group="value"),
        Field("status", "Status", FieldType.CHOICE, "lead.status", LEAD_STATUSES, group="status"),
        Field("status_reason", "Not now because", _T, "lead.status_reason", personal=True, group="status"),
        Field("ask_again_on", "Ask again on", FieldType.DATE, "lead.ask_again_on", group="status"),
        _derived("score", "Score", FieldType.NUMBER, "lead.score"),
        _derived("scored_for", "Scored for", FieldType.LONG_TEXT, _REASONS),
        Field("owner", "Owner", FieldType.PERSON, "lead.owner_id", name_sql=OWNER_SQL),
        Field("tags", "Tags", FieldType.TAGS, _TAGS, sortable=False, every=every_tag("lead")),
        _derived("last_contact", "Last contact", FieldType.MOMENT, LAST_TOUCH, every_touch("lead", "max")),
        _derived("first_contact", "First contact", FieldType.MOMENT, _FIRST_TOUCH, every_touch("lead", "min")),
        _derived("next_step", "Next step", _T, _NEXT, every_next_step("lead_id")),
        _derived(
            "next_step_at",
            "Next step at",
            FieldType.MOMENT,
            _NEXT.replace("title", "due_at", 1),
            every_next_step("lead_id", "due_at"),
        ),
        Field(
            "next_step_kind",
            "Next step is",
            FieldType.CHOICE,
            _NEXT.replace("title", "kind", 1),
            TASK_KINDS,
            editable=False,
            importable=False,
            every=every_next_step("lead_id", "kind"),
        ),
        _derived("next_step_on", "Next step on", FieldType.DATE, NEXT_DUE, every_next_step("lead_id", "due_on")),
        Field("notes", "Notes", FieldType.LONG_TEXT, "lead.notes", personal=True),
        _derived("converted", "Converted", FieldType.YES_NO, "lead.converted_at IS NOT NULL"),
        _derived("converted_at", "Converted on", FieldType.MOMENT, "lead.converted_at"),
        _became("person", "Became person", "person_id", "contact", "name"),
        _became("customer", "Became company", "company_id", "contact", "name"),
        _became("deal", "Became deal", "deal_id", "deal", "title"),
        _derived("created_at", "Added", FieldType.MOMENT, "lead.created_at"),
    ),
)


class LeadAccess:
    """A lead for whoever knows it only by its fields: the command line, lists, files."""

    kind = "lead"
    table = "lead"
    fields = FIELDS
    source = SOURCE
    columns: tuple[str, ...] = (
        "name", "company", "source", "score", "status", "next_step", "next_step_on", "owner", "amount",
    )  # fmt: skip
    order = "lead.converted_at IS NOT NULL, lead.score DESC, lead.sort_key"
    sorted_by = {"name": "lead.sort_key", "next_step": every_next_step("lead_id", "when")}  # noqa: RUF012
    where = "lead.deleted_at IS NULL"

    def __init__(self) -> None:
        self._writing: Writing | None = None

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole lead as JSON values. Raises `RecordMissing`."""
        from crm_desktop.services.leads.json_form import lead_json

        return lead_json(services, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a lead from JSON values, have it assigned and scored, and return its id."""
        from crm_desktop.services.leads.json_form import draft_from_json, set_aside

        writing = self._writing_in(work, services)
        lead_id = writing.add([draft_from_json(work, data)])[0]
        set_aside(writing, lead_id, data)
        return lead_id

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the given fields of a lead."""
        from crm_desktop.services.leads.json_form import change_lead

        change_lead(self._writing_in(work, services), record_id, data)

    def _writing_in(self, work: Transaction, services: Services) -> Writing:
        """Return what writes leads in this unit of work, the same for all of an import's rows."""
        from crm_desktop.services.leads.writing import Writing

        if self._writing is None or self._writing.work is not work:
            self._writing = Writing(work, services.database, services.clock)
        return self._writing

    def settle(self, work: Transaction, services: Services, record_ids: Sequence[str]) -> None:
        """Score leads again that something was done to beside their fields."""
        from crm_desktop.services.leads.scoring import put_scores

        put_scores(work, services.database, services.clock, record_ids)

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the one lead of exactly this name, e-mail address or phone number, or None."""
        return services.leads.find(text)

    def label(self, services: Services, record_id: str) -> str:
        """Return the name."""
        return services.leads.name_of(record_id)
