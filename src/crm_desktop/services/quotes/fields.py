"""The fields of a quote, declared once, and quotes as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import QUOTE_STATUSES
from crm_desktop.core.scaled import RATE_PLACES
from crm_desktop.services.calendar.next_step import every_next_step
from crm_desktop.services.calendar.step_fields import next_step_fields
from crm_desktop.services.lists.tag_sql import tags_field, tags_of_json

if TYPE_CHECKING:
    from crm_desktop.core.clock import Clock
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = (
    "document LEFT JOIN contact AS person ON person.id = document.person_id "
    "LEFT JOIN contact AS company ON company.id = document.company_id "
    "LEFT JOIN deal ON deal.id = document.deal_id "
    "LEFT JOIN member AS owner ON owner.id = document.owner_id"
)

CUSTOMER_SQL = "coalesce(json_extract(document.customer, '$.name'), company.name, person.name, '')"
"""Whom it is for: as it was when it was issued."""

NUMBER_SQL = (
    "coalesce(document.number || CASE WHEN document.revision > 1 THEN ' rev ' || document.revision ELSE '' END, '')"
)

STATUS_SQL = (
    "CASE WHEN document.status = 'sent' AND document.valid_until < :today THEN 'expired' ELSE document.status END"
)
_CURRENCY = "document.currency"

FIELDS = FieldSet(
    "quote",
    "Quote",
    "Quotes",
    (
        Field("number", "Number", FieldType.TEXT, NUMBER_SQL, editable=False, importable=False),
        Field("customer", "Customer", FieldType.TEXT, CUSTOMER_SQL, personal=True),
        Field("title", "Title", FieldType.TEXT, "document.title"),
        Field("status", "Status", FieldType.CHOICE, STATUS_SQL, QUOTE_STATUSES, editable=False, importable=False),
        Field("dated_on", "Date", FieldType.DATE, "document.dated_on"),
        Field("valid_until", "Valid until", FieldType.DATE, "document.valid_until"),
        Field("total", "Total", FieldType.MONEY, "document.gross", currency_sql=_CURRENCY, editable=False),
        Field("net", "Net", FieldType.MONEY, "document.net", currency_sql=_CURRENCY, editable=False),
        Field("tax", "Tax", FieldType.MONEY, "document.tax", currency_sql=_CURRENCY, editable=False),
        Field("currency", "Currency", FieldType.TEXT, _CURRENCY),
        Field("discount_percent", "Discount", FieldType.NUMBER, "document.discount_percent", scale=RATE_PLACES),
        Field("prices_include_tax", "Prices include tax", FieldType.YES_NO, "document.prices_include_tax"),
        Field("person", "Person", FieldType.RECORD, "document.person_id", name_sql="person.name", personal=True),
        Field("company", "Company", FieldType.RECORD, "document.company_id", name_sql="company.name"),
        Field("deal", "Deal", FieldType.RECORD, "document.deal_id", name_sql="deal.title"),
        Field("note", "Note", FieldType.LONG_TEXT, "document.note", personal=True),
        Field("terms", "Terms", FieldType.LONG_TEXT, "document.terms"),
        Field("language", "Language", FieldType.TEXT, "document.language"),
        Field("owner", "Owner", FieldType.PERSON, "document.owner_id", name_sql="owner.name"),
        *next_step_fields("document", "document_id"),
        tags_field("quote", "document"),
        Field("issued_at", "Issued", FieldType.MOMENT, "document.issued_at", editable=False, importable=False),
        Field("decided_at", "Decided", FieldType.MOMENT, "document.decided_at", editable=False, importable=False),
        Field(
            "decided_by",
            "Decided by",
            FieldType.TEXT,
            "document.decided_by",
            editable=False,
            importable=False,
            personal=True,
        ),
        Field("created_at", "Added", FieldType.MOMENT, "document.created_at", editable=False, importable=False),
    ),
)  # fmt: skip


class QuoteAccess:
    """Quotes by their fields, for lists, filters and JSON."""

    kind = "quote"
    table = "document"
    fields = FIELDS
    source = SOURCE
    where = "document.kind = 'quote' AND document.deleted_at IS NULL"
    sorted_by = {"next_step": every_next_step("document_id", "when")}  # noqa: RUF012
    order = "document.dated_on DESC, document.created_at DESC"
    columns: tuple[str, ...] = (
        "number", "customer", "title", "dated_on", "valid_until", "total", "currency", "status",
    )  # fmt: skip

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole quote as JSON values, its lines among them."""
        from crm_desktop.services.quotes.json_form import quote_json

        return quote_json(services, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a draft from JSON values and return its id."""
        from crm_desktop.services.quotes.json_form import new_draft_of
        from crm_desktop.services.quotes.writing import put_quote

        clock = services.clock
        draft = new_draft_of(work, data, clock)
        quote = put_quote(work, draft, clock.now(), clock.zone, services.database.actor)
        _put_tags(work, quote, data, clock)
        return quote

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the named fields of a draft; `lines` replaces the lines. Tags alone may change at any time."""
        from crm_desktop.services.quotes.json_form import changed_draft
        from crm_desktop.services.quotes.writing import editable_quote, put_quote

        clock = services.clock
        _put_tags(work, record_id, data, clock)
        if set(data) == {"tags"}:
            return
        draft = changed_draft(work, editable_quote(work, record_id).draft, data)
        put_quote(work, draft, clock.now(), clock.zone, services.database.actor)

    def find(self, services: Services, text: str) -> str | None:
        """Return the quote with this number (the newest revision of it), or the newest with this title."""
        found = services.database.value(
            f"SELECT document.id FROM document WHERE {self.where} AND ({NUMBER_SQL} = :text COLLATE NOCASE "
            "OR document.number = :text COLLATE NOCASE OR document.title = :text COLLATE NOCASE) "
            "ORDER BY document.number IS NULL, document.revision DESC, document.created_at DESC LIMIT 1",
            {"text": text},
        )
        return None if found is None else str(found)

    def label(self, services: Services, record_id: str) -> str:
        """Return a quote's number, else its title or whom it is for."""
        row = services.database.row(
            f"SELECT {NUMBER_SQL}, document.title, {CUSTOMER_SQL} FROM {SOURCE} WHERE document.id = ?", (record_id,)
        )
        if row is None:
            raise RecordMissing("This quote is not there.", "It may have been removed for good.")
        return str(row[0] or row[1] or row[2] or "a quote")

    def check_bin(self, work: Transaction, record_ids: Sequence[str]) -> None:
        """Raise `Refused` when one of these was issued: issued documents are never deleted."""
        for record_id in record_ids:
            issued = work.execute("SELECT number FROM document WHERE id = ? AND issued_at IS NOT NULL", (record_id,))
            if issued:
                raise Refused(
                    f"{issued[0][0]} was issued, so it stays in the list.",
                    "Nothing was changed. Decline it, or make a new revision that takes its place.",
                )


def _put_tags(work: Transaction, quote_id: str, data: Mapping[str, Any], clock: Clock) -> None:
    if "tags" in data:
        from crm_desktop.services.contacts.parts import set_tags

        set_tags(work, "quote", quote_id, tags_of_json(data["tags"]), clock.now())
