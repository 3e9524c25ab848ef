"""Issuing a quote: number, copies of both parties, and the PDF, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.documents.quote_paper import QuotePaper
from crm_desktop.services.quotes.paper import build_paper
from crm_desktop.services.quotes.parties import customer_of, kept_text, language_tag, quote_details, seller_of
from crm_desktop.services.quotes.reading import business_of, number_text
from crm_desktop.services.quotes.views import QuoteDraft
from crm_desktop.services.quotes.writing import editable_quote, put_quote, renewed
from crm_desktop.services.workspace.commands import put_blob
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.numbers import next_number
from crm_desktop.storage.rows import update_row


def issue_quote(work: Transaction, quote_id: str, now: datetime, zone: tzinfo, actor: str) -> str:
    """Give a draft its number, seal it, and return the number as people read it. Raises `Refused`.

    A draft whose validity has run out is dated anew. The revision that it replaces becomes superseded.
    The caller's unit of work must not be undoable, since no number is ever given back.
    """
    from crm_desktop.documents.quote_render import render_quote

    stored = editable_quote(work, quote_id)
    draft, business = stored.draft, business_of(work.execute)
    _check_complete(draft)
    if draft.valid_until is not None and draft.valid_until < now.astimezone(zone).date():
        draft = renewed(draft, now, zone, business.valid_days)
        put_quote(work, draft, now, zone, actor)
    number = _number(work, stored.revises_id, now.astimezone(zone).year)
    # What is printed of the quote itself is kept with the seller's copy: own fields may change later.
    seller = seller_of(business) | {"quote_details": quote_details(work.execute, draft, business, zone)}
    customer = customer_of(work.execute, draft, business, zone)
    logo = work.execute("SELECT content FROM blob WHERE id = ?", (business.logo_id,))
    paper = build_paper(
        draft,
        number=number,
        revision=stored.revision,
        customer=customer,
        seller=seller,
        logo=bytes(logo[0][0]) if logo else None,
        tag=language_tag(draft.language or business.language, business.country),
        country=business.country,
    )
    update_row(
        work,
        "document",
        quote_id,
        {
            "number": number,
            "status": "sent",
            "issued_at": to_millis(now),
            "customer": kept_text(customer),
            "seller": kept_text(seller),
            "pdf_id": put_blob(work, render_quote(paper)),
        },
    )
    work.execute(
        "UPDATE document SET status = 'superseded' WHERE id = ? AND status IN ('sent', 'declined')",
        (stored.revises_id,),
    )
    _seal_history(work, quote_id)
    return number_text(number, stored.revision)


def draft_paper(
    draft: QuoteDraft,
    customer: dict[str, object],
    business: Business,
    logo: bytes | None,
    printed: Sequence[Sequence[str]] = (),
) -> QuotePaper:
    """Return the paper of a quote that has no number yet; `printed` are its own fields that stand on it."""
    return build_paper(
        draft,
        number="",
        revision=1,
        customer=customer,
        seller=seller_of(business) | {"quote_details": printed},
        logo=logo,
        tag=language_tag(draft.language or business.language, business.country),
        country=business.country,
    )


def _check_complete(draft: QuoteDraft) -> None:
    if not (draft.person_id or draft.company_id):
        raise Refused("This quote has no customer yet.", "It is kept as a draft. Choose who it is for, then issue it.")
    if not any(line.kind == "item" and line.name.strip() for line in draft.lines):
        raise Refused("This quote has no items yet.", "It is kept as a draft. Add at least one item, then issue it.")


def _number(work: Transaction, revises_id: str | None, year: int) -> str:
    """Return the number that the quote keeps through its revisions, or the next of the series."""
    if revises_id is not None:
        kept = work.execute("SELECT number, status FROM document WHERE id = ?", (revises_id,))
        if kept and kept[0][1] == "superseded":
            raise Refused(
                f"A newer revision of {kept[0][0]} was issued already.",
                "This one is kept as a draft. Make a new revision of the newest one instead.",
            )
        if kept and kept[0][1] == "accepted":
            raise Refused(
                f"{kept[0][0]} was accepted as it is.",
                "This revision is kept as a draft. Duplicate the quote to offer something else.",
            )
        if kept and kept[0][0]:
            return str(kept[0][0])
    return next_number(work, "quote", year)


def _seal_history(work: Transaction, quote_id: str) -> None:
    """Let no earlier step of the draft be undone: undoing one would change what was issued."""
    work.execute(
        "UPDATE journal_entry SET undoable = 0 WHERE undoable = 1 AND id IN ("
        "SELECT entry_id FROM journal_line WHERE record_id = :quote UNION "
        "SELECT j.entry_id FROM journal_line j JOIN document_line l ON l.id = j.record_id "
        "WHERE l.document_id = :quote AND j.table_name = 'document_line' UNION "
        "SELECT entry_id FROM journal_line WHERE table_name = 'document_line' AND action = 'delete' "
        "AND json_extract(fields, '$.document_id[0]') = :quote "
        "AND entry_id >= (SELECT min(entry_id) FROM journal_line WHERE record_id = :quote))",
        {"quote": quote_id},
    )
