"""Quotes to list, to edit and to print."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import Clock, from_millis, today
from crm_desktop.core.expressions import Expression
from crm_desktop.services.filter_sql import any_case_pattern
from crm_desktop.services.quotes.beginning import blank_quote, customer_ids
from crm_desktop.services.quotes.fields import CUSTOMER_SQL, FIELDS, NUMBER_SQL, SOURCE
from crm_desktop.services.quotes.reading import Stored, business_of, number_text, stored_quote, usual_rate
from crm_desktop.services.quotes.sums import totals_of
from crm_desktop.services.quotes.views import (
    Customer,
    QuoteCounts,
    QuoteDetail,
    QuoteDraft,
    QuoteRow,
    Revision,
    Tab,
)
from crm_desktop.services.selecting import selection
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.documents.quote_paper import QuotePaper

STATUS_AT_SQL = (
    "CASE WHEN document.status = 'sent' AND document.valid_until < :today THEN 'expired' ELSE document.status END"
)
_LIVE = "document.kind = 'quote' AND document.deleted_at IS NULL"
_TABS: dict[Tab, str] = {
    "drafts": "document.status = 'draft'",
    "sent": "document.status = 'sent' AND (document.valid_until IS NULL OR document.valid_until >= :today)",
    "accepted": "document.status = 'accepted'",
    "closed": "(document.status = 'declined' OR (document.status = 'sent' AND document.valid_until < :today))",
    "all": "1",
}
_ORDERS = {
    "number": "document.number",
    "customer": f"{CUSTOMER_SQL} COLLATE NOCASE",
    "title": "document.title COLLATE NOCASE",
    "dated_on": "document.dated_on",
    "valid_until": "document.valid_until",
    "gross": "document.gross",
    "status": STATUS_AT_SQL,
}
_CHUNK = 500


class QuoteQueries:
    """Reads of quotes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # the list

    def counts(self) -> QuoteCounts:
        """Return how many quotes each tab holds."""
        sums = ", ".join(f"coalesce(sum({condition}), 0)" for condition in _TABS.values())
        row = self._database.row(f"SELECT {sums} FROM document WHERE {_LIVE}", {"today": self._today()})
        return QuoteCounts(*(row or ()))

    def row_ids(
        self,
        tab: Tab = "all",
        text: str = "",
        where: Expression | None = None,
        order: str = "dated_on",
        *,
        descending: bool = True,
    ) -> array[int]:
        """Return the rowids of the quotes of a tab that hold every word of `text`, in order."""
        values: dict[str, Any] = {"today": self._today()}
        condition = f"{_LIVE} AND {_TABS[tab]}"
        for place, word in enumerate(text.split()[:12]):
            values[f"word_{place}"] = f"*{any_case_pattern(word)}*"
            condition += (
                f" AND (document.title GLOB :word_{place} OR {NUMBER_SQL} GLOB :word_{place} "
                f"OR company.name GLOB :word_{place} OR person.name GLOB :word_{place})"
            )
        if where is not None:
            sql, bound = selection(self._database, self._clock, FIELDS, "document", where)
            condition += f" AND ({sql})"
            values |= bound
        term, down = _ORDERS[order], " DESC" if descending else ""
        rows = self._database.rows(
            f"SELECT document.rowid FROM {SOURCE} WHERE {condition} "
            f"ORDER BY ({term}) IS NULL, {term}{down}, document.created_at{down}, document.id",
            values,
        )
        return array("q", (row[0] for row in rows))

    def rows_at(self, row_ids: Sequence[int]) -> list[QuoteRow]:
        """Return the quotes of these rowids, in that order (a window of a table)."""
        found: dict[int, QuoteRow] = {}
        for start in range(0, len(row_ids), _CHUNK):
            chunk = row_ids[start : start + _CHUNK]
            named = {f"row_{place}": row_id for place, row_id in enumerate(chunk)}
            for row in self._database.rows(
                f"SELECT document.rowid, document.id, document.number, document.revision, {CUSTOMER_SQL}, "
                "document.title, document.dated_on, document.valid_until, document.gross, document.currency, "
                f"{STATUS_AT_SQL} FROM {SOURCE} WHERE document.rowid IN ({', '.join(f':{name}' for name in named)})",
                {**named, "today": self._today()},
            ):
                found[row[0]] = QuoteRow(
                    id=row[1],
                    number=number_text(row[2], row[3]),
                    customer=row[4],
                    title=row[5],
                    dated_on=date.fromisoformat(row[6]),
                    valid_until=date.fromisoformat(row[7]) if row[7] else None,
                    gross=row[8],
                    currency=row[9],
                    status=row[10],
                )
        return [found[row_id] for row_id in row_ids if row_id in found]

    # one quote

    def blank(self, kind: str = "", record_id: str = "") -> QuoteDraft:
        """Return a draft that is not in the file yet, begun on nothing, a contact or a deal."""
        return blank_quote(self._database.rows, today(self._clock), kind, record_id)

    def tax_defaults(self) -> tuple[str, Decimal]:
        """Return what the firm calls its tax, and its usual rate."""
        business = business_of(self._database.rows)
        return business.tax_label, usual_rate(business)

    def customer(self, contact_id: str) -> Customer:
        """Return the customer that a chosen contact stands for. Raises `RecordMissing`."""
        person_id, company_id = customer_ids(self._database.rows, contact_id)
        company, person, _, _ = self._names(QuoteDraft(person_id=person_id, company_id=company_id))
        return Customer(person_id, company_id, company or person, person)

    def unsaved(self, kind: str = "", record_id: str = "") -> QuoteDetail:
        """Return what the editor shows of a quote begun on nothing, a contact or a deal, before it is saved."""
        draft = self.blank(kind, record_id)
        company, person, deal, email = self._names(draft)
        totals = totals_of(draft)
        return QuoteDetail(
            draft=draft, number="", next_number=self.next_number(), revision=1, status="draft",
            customer=company or person, person=person, email=email, deal=deal, net=totals.net_minor,
            tax=totals.tax_minor, gross=totals.gross_minor, issued_at=None, decided_at=None, decided_by="",
            revisions=(), deleted=False,
        )  # fmt: skip

    def detail(self, quote_id: str) -> QuoteDetail:
        """Return all that the editor shows. Raises `RecordMissing`."""
        stored = stored_quote(self._database.rows, quote_id)
        draft = stored.draft
        company, person, deal, email = self._names(draft)
        customer = json.loads(stored.customer)["name"] if stored.customer else company or person
        return QuoteDetail(
            draft=draft,
            number=number_text(stored.number, stored.revision),
            next_number=self._next_number(stored),
            revision=stored.revision,
            status=self._status(stored),
            customer=customer,
            person=person,
            email=email,
            deal=deal,
            net=stored.net,
            tax=stored.tax,
            gross=stored.gross,
            issued_at=None if stored.issued_at is None else from_millis(stored.issued_at),
            decided_at=None if stored.decided_at is None else from_millis(stored.decided_at),
            decided_by=stored.decided_by,
            revisions=self._revisions(quote_id),
            deleted=stored.deleted_at is not None,
        )

    def _names(self, draft: QuoteDraft) -> tuple[str, str, str, str]:
        """Return what the company, the person and the deal are called, and the e-mail address to write to."""
        row = self._database.row(
            "SELECT coalesce((SELECT name FROM contact WHERE id = ?), ''), "
            "coalesce((SELECT name FROM contact WHERE id = ?), ''), "
            "coalesce((SELECT title FROM deal WHERE id = ?), ''), "
            "coalesce((SELECT value FROM channel WHERE contact_id IN (?, ?) AND medium = 'email' AND invalid = 0 "
            "ORDER BY contact_id IS NOT ?, is_primary DESC, position, id LIMIT 1), '')",
            (draft.company_id, draft.person_id, draft.deal_id, draft.person_id, draft.company_id, draft.person_id),
        )
        assert row is not None
        return row[0], row[1], row[2], row[3]

    def exists(self, quote_id: str) -> bool:
        """Whether the quote was ever saved (a blank draft was not)."""
        return self._database.row("SELECT 1 FROM document WHERE id = ?", (quote_id,)) is not None

    # paper

    def paper(self, quote_id: str) -> QuotePaper:
        """Return the paper of a stored quote: an issued one from the copies made at issue."""
        from crm_desktop.services.quotes.paper import build_paper, language_tag

        stored = stored_quote(self._database.rows, quote_id)
        if not stored.is_sealed:
            return self.paper_of_draft(stored.draft)
        business = business_of(self._database.rows)
        seller = json.loads(stored.seller or "{}")
        return build_paper(
            stored.draft,
            number=stored.number,
            revision=stored.revision,
            customer=json.loads(stored.customer or "{}"),
            seller=seller,
            logo=self._blob(seller.get("logo_id")),
            tag=language_tag(stored.draft.language or business.language, business.country),
            country=business.country,
        )

    def paper_of_draft(self, draft: QuoteDraft) -> QuotePaper:
        """Return the paper of a draft as it stands in a form, saved or not."""
        from crm_desktop.services.quotes.issuing import draft_paper
        from crm_desktop.services.quotes.parties import customer_of

        business = business_of(self._database.rows)
        if not draft.currency or draft.dated_on is None:
            draft = replace(
                draft, currency=draft.currency or business.currency, dated_on=draft.dated_on or today(self._clock)
            )
        customer = customer_of(self._database.rows, draft, business)
        return draft_paper(draft, customer, business, self._blob(business.logo_id))

    def pdf(self, quote_id: str) -> bytes:
        """Return the bytes that were issued; a draft is rendered now and says that it is one."""
        from crm_desktop.documents.quote_render import render_quote

        pdf_id = self._database.value("SELECT pdf_id FROM document WHERE id = ?", (quote_id,))
        return self._blob(pdf_id) or render_quote(self.paper(quote_id))

    def _today(self) -> str:
        return today(self._clock).isoformat()

    def _status(self, stored: Stored) -> str:
        until = stored.draft.valid_until
        expired = stored.status == "sent" and until is not None and until < today(self._clock)
        return "expired" if expired else stored.status

    def _next_number(self, stored: Stored) -> str:
        if stored.revises_id is not None:
            kept = self._database.value("SELECT number FROM document WHERE id = ?", (stored.revises_id,))
            if kept:
                return number_text(kept, stored.revision)
        return self.next_number()

    def next_number(self) -> str:
        """Return the number that the next quote to be issued would get; nothing is taken."""
        row = self._database.row("SELECT pattern, next, year FROM number_series WHERE id = 'quote'")
        if row is None:
            return ""
        pattern, number, last_year = row
        year = today(self._clock).year
        return str(pattern).format(n=1 if "{year}" in pattern and year != last_year else number, year=year)

    def _revisions(self, quote_id: str) -> tuple[Revision, ...]:
        rows = self._database.rows(
            "WITH RECURSIVE older(id, revises_id) AS ("
            "SELECT id, revises_id FROM document WHERE id = :quote UNION "
            "SELECT d.id, d.revises_id FROM document d JOIN older ON d.id = older.revises_id), "
            "family(id) AS (SELECT id FROM older UNION "
            "SELECT d.id FROM document d JOIN family ON d.revises_id = family.id) "
            f"SELECT document.id, coalesce(document.number, ''), document.revision, {STATUS_AT_SQL} FROM document "
            "WHERE document.id IN (SELECT id FROM family) AND document.deleted_at IS NULL "
            "ORDER BY document.revision, document.created_at",
            {"quote": quote_id, "today": self._today()},
        )
        return tuple(Revision(row[0], number_text(row[1], row[2]), row[3]) for row in rows)

    def _blob(self, blob_id: str | None) -> bytes | None:
        content = None if not blob_id else self._database.value("SELECT content FROM blob WHERE id = ?", (blob_id,))
        return None if content is None else bytes(content)
