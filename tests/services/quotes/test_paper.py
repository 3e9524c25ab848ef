"""The quote's paper: figures, days and words in the language of the person who reads it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from crm_desktop.documents.quote_paper import AmountRow, QuotePaper
from crm_desktop.documents.quote_render import render_quote
from crm_desktop.services.quotes.views import LineDraft
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from tests.services.quotes.bakery import CAKE, DELIVERY, PIES, add_company, add_person, draft_for


def paper(services: Services, *lines: LineDraft, **more: object) -> QuotePaper:
    """Return the paper of an unsaved draft."""
    return services.quotes.paper_of_draft(draft_for(add_company(services), *lines, **more))


def test_the_paper_is_as_in_the_picture(services: Services) -> None:
    company = add_company(services)
    person = add_person(services, company_id=company)

    made = services.quotes.paper_of_draft(draft_for(company, person_id=person))

    assert (made.title, made.number, made.date, made.valid_until) == ("Quote", None, "20 Nov 2025", "4 Dec 2025")
    assert made.customer.name == "Harbor & Vine Catering"
    assert made.customer.lines == ("Amelia Okafor", "14 Quay Street", "Bristol BS1 4DJ")
    assert made.seller.lines == ("9 Station Road", "Bristol BS3 2AB")
    assert [(line.name, line.quantity, line.unit_price, line.total) for line in made.lines] == [
        ("Holiday cake, 20 cm", "24", "38.00", "912.00"),
        ("Mince pies, box of 12", "40", "14.50", "580.00"),
        ("Delivery", "1", "45.00", "45.00"),
    ]
    assert made.sum_rows == (AmountRow("Subtotal", "1,537.00"),)
    assert made.tax_rows == (AmountRow("VAT 20%", "307.40"),)
    assert (made.total, made.currency, made.page_size) == ("1,844.40", "GBP", "A4")
    # One rate says nothing in every line.
    assert {line.tax for line in made.lines} == {""}


def test_a_discount_is_printed_with_the_net_after_it(services: Services) -> None:
    made = paper(services, discount_percent=Decimal("2.5"))

    assert made.discount_rows == (AmountRow("Discount 2.5%", "−38.43"), AmountRow("Net", "1,498.57"))
    assert made.total == "1,798.28"


def test_two_rates_are_shown_in_the_lines_and_added_up_apart(services: Services) -> None:
    made = paper(services, CAKE, replace(PIES, tax_rate=Decimal(5)))

    assert [line.tax for line in made.lines] == ["20%", "5%"]
    assert made.tax_rows == (AmountRow("VAT 20%", "182.40"), AmountRow("VAT 5%", "29.00"))
    # One word for the tax, over the rates as in the sums.
    head = PdfReader(BytesIO(render_quote(made))).pages[0].extract_text()
    assert "VAT" in head
    assert "Tax" not in head


def test_inclusive_prices_say_what_tax_is_in_them(services: Services) -> None:
    made = paper(services, replace(DELIVERY, unit_price=Decimal(60)), prices_include_tax=True)

    assert made.tax_rows == (AmountRow("incl. VAT 20%", "10.00"),)
    assert made.total == "60.00"


def test_a_firm_without_tax_prints_the_total_once(services: Services) -> None:
    made = paper(services, replace(DELIVERY, tax_rate=Decimal(0)))

    assert (made.sum_rows, made.tax_rows, made.total) == ((), (), "45.00")


@pytest.mark.parametrize(
    ("language", "currency", "price", "total", "day"),
    [
        ("de", "EUR", "1.234,50", "1.481,40", "20.11.2025"),
        ("fr", "EUR", "1\u202f234,50", "1\u202f481,40", "20 nov. 2025"),
        ("en-US", "USD", "1,234.50", "1,481.40", "Nov 20, 2025"),
        ("en", "JPY", "1,234.5", "1,482", "20 Nov 2025"),
        ("en", "KWD", "1,234.500", "1,481.400", "20 Nov 2025"),
        ("en-IN", "INR", "1,234.50", "1,481.40", "20 Nov 2025"),
    ],
)
def test_figures_and_days_are_of_the_language_and_the_currency(
    services: Services, language: str, currency: str, price: str, total: str, day: str
) -> None:
    line = replace(DELIVERY, unit_price=Decimal("1234.5"))

    made = paper(services, line, language=language, currency=currency)

    assert (made.lines[0].unit_price, made.total, made.date) == (price, total, day)


def test_the_customer_is_written_to_in_their_language(services: Services) -> None:
    company = add_company(services)
    services.contact_commands.save_field(company, "language", "de")
    _, quote_id = services.quote_commands.save(draft_for(company))

    made = services.quotes.paper(quote_id)

    assert (made.title, made.language) == ("Angebot", "de-GB")
    assert made.sum_rows[0].label == "Zwischensumme"


def test_lakhs_are_grouped_as_in_india(services: Services) -> None:
    made = paper(services, replace(DELIVERY, unit_price=Decimal(1_234_567)), language="en-IN", currency="INR")

    assert made.lines[0].total == "12,34,567.00"


def test_an_american_firm_prints_on_letter_with_its_own_address_order(services: Services) -> None:
    business = Business(name="Bakery", country="US", currency="USD", tax_label="Sales tax", tax_id="12-345")
    services.workspace_commands.save_business(business)

    made = paper(services)

    assert made.page_size == "Letter"
    assert made.seller.tax_id == "Sales tax no. 12-345"
    assert made.tax_rows[0].label == "Sales tax 20%"


def test_a_draft_prints_as_a_draft(services: Services) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))

    assert services.quotes.pdf(quote_id).startswith(b"%PDF")
    assert services.quotes.paper(quote_id).number is None
