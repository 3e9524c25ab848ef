"""Customers and quotes of the bakery, made in one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ContactDraft
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.services.services import Services

TWENTY = Decimal(20)


def add_company(services: Services, name: str = "Harbor & Vine Catering") -> str:
    """Add a company in Quay Street and return its id."""
    address = AddressDraft(street="14 Quay Street", city="Bristol", postcode="BS1 4DJ")
    change = services.contact_commands.save(ContactDraft(kind="company", name=name, addresses=(address,)))
    (company,) = change.touched["contact"]
    return company


def add_person(services: Services, name: str = "Amelia Okafor", company_id: str | None = None) -> str:
    """Add a person, of a company if one is named, and return the id."""
    places = (AffiliationDraft(company_id=company_id),) if company_id else ()
    change = services.contact_commands.save(ContactDraft(name=name, affiliations=places))
    (person,) = change.touched["contact"]
    return person


CAKE = LineDraft(
    "Holiday cake, 20 cm", "Orange and almond, boxed", Decimal(24), unit_price=Decimal(38), tax_rate=TWENTY
)
PIES = LineDraft("Mince pies, box of 12", quantity=Decimal(40), unit_price=Decimal("14.50"), tax_rate=TWENTY)
DELIVERY = LineDraft("Delivery", "Tuesdays before 7:00", unit_price=Decimal(45), tax_rate=TWENTY)


def draft_for(company_id: str | None, *lines: LineDraft, **more: object) -> QuoteDraft:
    """Return the draft of the holiday cakes, dated as the picture is."""
    values = {"title": "Holiday cakes", "dated_on": date(2025, 11, 20), "valid_until": date(2025, 12, 4)} | more
    return QuoteDraft(company_id=company_id, lines=lines or (CAKE, PIES, DELIVERY), **values)  # type: ignore[arg-type]


def issued(services: Services, *lines: LineDraft, **more: object) -> str:
    """Save and issue a quote for a new company and return its id."""
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), *lines, **more))
    services.quote_commands.issue(quote_id)
    return quote_id
