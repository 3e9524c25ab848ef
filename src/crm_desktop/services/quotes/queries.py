"""Quotes to list, to edit and to print."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop.core.clock import Clock, from_millis, today
from crm_desktop.services.quotes.beginning import blank_quote, customer_ids
from crm_desktop.services.quotes.fields import STATUS_SQL
from crm_desktop.services.quotes.reading import Stored, business_of, number_text, stored_quote, usual_rate
from crm_desktop.services.quotes.sums import totals_of
from crm_desktop.services.quotes.views import (
    Customer,
    QuoteDetail,
    QuoteDraft,
    Revision,
)
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.documents.quote_paper import QuotePaper


class QuoteQueries:
    """Reads of quotes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

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
        from crm_desktop.services.quotes.paper import build_paper
        from crm_desktop.services.quotes.parties import language_tag

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
        from crm_desktop.services.quotes.parties import customer_of, quote_details

        business = business_of(self._database.rows)
        if not draft.currency or draft.dated_on is None:
            draft = replace(
                draft, currency=draft.currency or business.currency, dated_on=draft.dated_on or today(self._clock)
            )
        rows, zone = self._database.rows, self._clock.zone
        customer = customer_of(rows, draft, business, zone)
        printed = quote_details(rows, draft, business, zone)
        return draft_paper(draft, customer, business, self._blob(business.logo_id), printed)

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
            f"SELECT document.id, coalesce(document.number, ''), document.revision, {STATUS_SQL} FROM document "
            "WHERE document.id IN (SELECT id FROM family) AND document.deleted_at IS NULL "
            "ORDER BY document.revision, document.created_at",
            {"quote": quote_id, "today": self._today()},
        )
        return tuple(Revision(row[0], number_text(row[1], row[2]), row[3]) for row in rows)

    def _blob(self, blob_id: str | None) -> bytes | None:
        content = None if not blob_id else self._database.value("SELECT content FROM blob WHERE id = ?", (blob_id,))
        return None if content is None else bytes(content)
