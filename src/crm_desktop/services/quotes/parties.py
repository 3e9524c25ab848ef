"""Who sells and who is asked, as they stand on paper; an issued quote keeps a copy of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from crm_desktop.documents.quote_paper import Detail, Party
from crm_desktop.services.custom_fields.printed import details_of
from crm_desktop.services.postal import country_code, postcode_first
from crm_desktop.services.quotes.paper_words import paper_words
from crm_desktop.services.quotes.views import QuoteDraft
from crm_desktop.services.workspace.views import Business

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""`database.rows` while reading, `work.execute` inside a unit of work."""


def seller_of(business: Business) -> dict[str, Any]:
    """Return the firm as an issued quote keeps it (JSON values)."""
    label = business.tax_label or ""
    return {
        "name": business.name,
        "lines": [line.strip() for line in business.address.splitlines() if line.strip()],
        "contact": [one for one in (business.phone, business.email, business.website) if one],
        "tax_id": _tax_id(business.tax_id, label, business.language),
        "tax_label": label,
        "logo_id": business.logo_id,
    }


def customer_of(rows: Rows, draft: QuoteDraft, business: Business, zone: tzinfo) -> dict[str, Any]:
    """Return the customer as an issued quote keeps it (JSON values): the company, else the person.

    `details` are what the firm has printed of its own fields.
    """
    found = {
        row[0]: row
        for row in rows("SELECT id, name, tax_id FROM contact WHERE id IN (?, ?)", (draft.company_id, draft.person_id))
    }
    company, person = found.get(draft.company_id), found.get(draft.person_id)
    whom = company or person
    if whom is None:
        return {"name": "", "lines": [], "contact": [], "tax_id": "", "details": []}
    known = [one[0] for one in (company, person) if one]
    lines = [person[1]] if company and person else []
    lines += _address_lines(rows, known, business.country)
    language = draft.language or business.language
    return {
        "name": whom[1],
        "lines": lines,
        "contact": [],
        "tax_id": _tax_id(whom[2], business.tax_label, language),
        "details": details_of(rows, "contact", known, language_tag(language, business.country), zone),
    }


def quote_details(rows: Rows, draft: QuoteDraft, business: Business, zone: tzinfo) -> list[list[str]]:
    """Return what the firm has printed of a quote's own fields, as an issued quote keeps it: [label, text]."""
    tag = language_tag(draft.language or business.language, business.country)
    return details_of(rows, "quote", [draft.id], tag, zone) if draft.id else []


def details(kept: Iterable[Sequence[str]]) -> tuple[Detail, ...]:
    """Return kept pairs as the paper wants them."""
    return tuple(Detail(label, text) for label, text in kept)


def language_tag(language: str, country: str) -> str:
    """Return the language with a country, so that dates are written as there: `en`, `GB` is `en-GB`."""
    tag = language.replace("_", "-") or "en"
    return f"{tag}-{country.upper()}" if "-" not in tag and country else tag


def party(kept: Mapping[str, Any], logo: bytes | None = None) -> Party:
    """Return a kept copy as the paper wants it."""
    return Party(
        name=kept["name"],
        lines=tuple(kept["lines"]),
        contact=tuple(kept["contact"]),
        tax_id=kept["tax_id"],
        logo=logo,
        details=details(kept.get("details", ())),
    )


def kept_text(kept: Mapping[str, Any]) -> str:
    """Return a copy as the file keeps it."""
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _tax_id(number: str, label: str, language: str) -> str:
    if not number or not label or number.casefold().startswith(label.casefold()):
        return number
    return paper_words(language).tax_id.format(tax=label) + number


def _address_lines(rows: Rows, contact_ids: Sequence[str], home: str) -> list[str]:
    """Return the address to bill: the first contact's that has one."""
    for contact_id in contact_ids:
        for street, city, region, postcode, country in rows(
            "SELECT street, city, region, postcode, country FROM address WHERE contact_id = ? "
            "ORDER BY type <> 'billing', is_primary DESC, rowid LIMIT 1",
            (contact_id,),
        ):
            return _postal_lines(street, city, region, postcode, country, home)
    return []


def _postal_lines(street: str, city: str, region: str, postcode: str, country: str, home: str) -> list[str]:
    if postcode_first(country, home):
        town = " ".join(part for part in (postcode, city) if part)
        town = f"{town}, {region}" if region else town
    else:
        town = " ".join(part for part in (city, region, postcode) if part)
    lines = [line.strip() for line in street.splitlines()] + [town]
    if country.strip() and country_code(country) != home.upper():
        lines.append(country.strip())
    return [line for line in lines if line]
