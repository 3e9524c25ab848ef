"""The fields of a deal, declared once, and deals as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import LOST_REASONS, STAGE_KINDS
from crm_desktop.services.calendar.next_step import every_next_step
from crm_desktop.services.calendar.step_fields import next_step_fields
from crm_desktop.services.lists.tag_sql import tags_field
from crm_desktop.services.timeline.touches import every_touch, touch_sql

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = (
    "deal JOIN stage ON stage.id = deal.stage_id JOIN pipeline ON pipeline.id = deal.pipeline_id "
    "LEFT JOIN contact AS person ON person.id = deal.person_id "
    "LEFT JOIN contact AS company ON company.id = deal.company_id "
    "LEFT JOIN member AS owner ON owner.id = deal.owner_id"
)

PROBABILITY_SQL = (
    "CASE stage.kind WHEN 'won' THEN 100 WHEN 'lost' THEN 0 "
    "ELSE min(99, coalesce(deal.probability, stage.probability)) END"
)
"""In percent: set by hand, or the stage's. No open deal is certain."""

CUSTOMER_SQL = "coalesce(company.name, person.name, '')"

_SINCE = "deal.in_stage_since"

FIELDS = FieldSet(
    "deal",
    "Deal",
    "Deals",
    (
        Field("title", "Title", FieldType.TEXT, "deal.title"),
        Field("person", "Person", FieldType.RECORD, "deal.person_id", name_sql="person.name", personal=True),
        Field("company", "Company", FieldType.RECORD, "deal.company_id", name_sql="company.name"),
        Field("customer", "Customer", FieldType.TEXT, CUSTOMER_SQL, editable=False, importable=False, personal=True),
        Field("pipeline", "Pipeline", FieldType.RECORD, "deal.pipeline_id", name_sql="pipeline.name", group="place"),
        Field("stage", "Stage", FieldType.RECORD, "deal.stage_id", name_sql="stage.name", group="place"),
        Field("status", "Status", FieldType.CHOICE, "stage.kind", STAGE_KINDS, editable=False, importable=False),
        Field(
            "amount", "Value", FieldType.MONEY, "deal.amount", currency_sql="deal.currency", group="value"
        ),
        Field("currency", "Currency", FieldType.TEXT, "deal.currency", group="value"),
        Field("probability", "Probability", FieldType.NUMBER, PROBABILITY_SQL),
        Field(
            "weighted", "Weighted value", FieldType.MONEY, f"deal.amount * ({PROBABILITY_SQL}) / 100",
            currency_sql="deal.currency", editable=False, importable=False,
        ),
        Field("expected_close", "Expected close", FieldType.DATE, "deal.expected_close"),
        *next_step_fields("deal", "deal_id"),
        Field(
            "last_contact", "Last contact", FieldType.MOMENT, touch_sql("deal.id", "max"), editable=False,
            importable=False, every=every_touch("deal", "max"),
        ),
        Field(
            "first_contact", "First contact", FieldType.MOMENT, touch_sql("deal.id", "min"), editable=False,
            importable=False, every=every_touch("deal", "min"),
        ),
        Field("source", "Source", FieldType.TEXT, "deal.source"),
        Field("competitors", "Competitors", FieldType.TEXT, "deal.competitors"),
        Field("notes", "Notes", FieldType.LONG_TEXT, "deal.notes", personal=True),
        Field("lost_reason", "Lost because", FieldType.CHOICE, "deal.lost_reason", LOST_REASONS),
        Field("lost_note", "Lost note", FieldType.TEXT, "deal.lost_note", personal=True),
        Field("owner", "Owner", FieldType.PERSON, "deal.owner_id", name_sql="owner.name"),
        tags_field("deal", "deal"),
        Field("in_stage_since", "In stage since", FieldType.MOMENT, _SINCE, editable=False, importable=False),
        Field("created_at", "Added", FieldType.MOMENT, "deal.created_at", editable=False, importable=False),
        Field("closed_at", "Closed", FieldType.MOMENT, "deal.closed_at", editable=False, importable=False),
    ),
)  # fmt: skip


class DealAccess:
    """Deals by their fields, for lists, filters and JSON."""

    kind = "deal"
    table = "deal"
    fields = FIELDS
    source = SOURCE
    where = "deal.deleted_at IS NULL"
    order = "pipeline.position, stage.position, deal.rank"
    sorted_by = {"stage": "stage.position", "next_step": every_next_step("deal_id", "when")}  # noqa: RUF012
    columns: tuple[str, ...] = (
        "title", "customer", "stage", "amount", "currency", "probability", "expected_close", "next_step", "owner",
    )  # fmt: skip

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole deal as JSON values, its lines and way among them."""
        from crm_desktop.services.pipeline.json_values import deal_json

        return deal_json(services.database, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a deal from JSON values and return its id."""
        from crm_desktop.services.pipeline.json_values import draft_of
        from crm_desktop.services.pipeline.writing import put_deal

        return put_deal(work, draft_of(work, data), services.clock.now(), services.database.actor)

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the named fields; `lines` replaces the lines, `stage` moves the deal."""
        from crm_desktop.services.pipeline.json_values import change_deal

        change_deal(work, record_id, data, services.clock.now(), services.database.actor)

    def find(self, services: Services, text: str) -> str | None:
        """Return the newest deal with this title, in any case of letters, open ones first."""
        found = services.database.value(
            "SELECT deal.id FROM deal JOIN stage ON stage.id = deal.stage_id WHERE deal.title = ? COLLATE NOCASE "
            "AND deal.deleted_at IS NULL ORDER BY stage.kind <> 'open', deal.created_at DESC LIMIT 1",
            (text,),
        )
        return None if found is None else str(found)

    def label(self, services: Services, record_id: str) -> str:
        """Return the title of a deal."""
        title = services.database.value("SELECT title FROM deal WHERE id = ?", (record_id,))
        if title is None:
            raise RecordMissing("This deal is not there.", "It may have been removed for good.")
        return str(title)
