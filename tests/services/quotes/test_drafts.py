"""A draft: saved whole, added up once, begun on deals and contacts, edited without noise in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.services.services import Services
from tests.services.quotes.bakery import CAKE, DELIVERY, PIES, TWENTY, add_company, add_person, draft_for


def test_what_was_saved_is_what_is_read(services: Services) -> None:
    company = add_company(services)
    draft = draft_for(
        company,
        replace(CAKE, discount_percent=Decimal("2.5"), unit="pcs", optional=True),
        LineDraft("For the staff party", kind="section", quantity=Decimal(0)),
        replace(PIES, quantity=Decimal("0.333333"), unit_price=Decimal("0.012345"), alternative=True),
        note="Delivery on Tuesdays.",
        discount_percent=Decimal(5),
    )

    change, quote_id = services.quote_commands.save(draft)
    read = services.quotes.detail(quote_id).draft

    assert change.label == "Started the quote for Harbor & Vine Catering"
    lines = tuple(replace(line, id=None) for line in read.lines)
    assert replace(read, id=None, owner_id=None, lines=lines) == replace(draft, currency="GBP")


def test_the_totals_are_stored_to_the_penny(services: Services) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))

    detail = services.quotes.detail(quote_id)

    assert (detail.net, detail.tax, detail.gross) == (153_700, 30_740, 184_440)


@pytest.mark.parametrize(("currency", "gross"), [("JPY", 1_844), ("KWD", 1_844_400)])
def test_the_totals_have_the_digits_of_the_currency(services: Services, currency: str, gross: int) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), currency=currency))

    assert services.quotes.detail(quote_id).gross == gross


def test_only_what_changed_is_written(services: Services) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    draft = services.quotes.detail(quote_id).draft
    first, *others = draft.lines

    again, _ = services.quote_commands.save(draft)
    change, _ = services.quote_commands.save(replace(draft, lines=(replace(first, description="Boxed"), *others)))

    assert not again
    assert change.touched == {"document_line": frozenset({first.id})}


def test_lines_are_reordered_and_removed(services: Services) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    draft = services.quotes.detail(quote_id).draft
    cake, pies, delivery = draft.lines

    services.quote_commands.save(replace(draft, lines=(delivery, cake)))

    read = services.quotes.detail(quote_id)
    assert [line.id for line in read.draft.lines] == [delivery.id, cake.id]
    assert read.net == 4_500 + 91_200
    services.history.undo()
    assert [line.id for line in services.quotes.detail(quote_id).draft.lines] == [cake.id, pies.id, delivery.id]


def test_a_draft_keeps_the_id_that_the_form_chose(services: Services) -> None:
    blank = services.quotes.blank()

    assert not services.quotes.exists(blank.id or "")
    change = services.quote_commands.autosave(replace(blank, lines=(CAKE,)))

    assert change.touched["document"] == frozenset({blank.id})
    assert services.quotes.detail(blank.id or "").draft.valid_until == date(2025, 12, 4)


def test_a_quote_is_begun_on_a_deal_with_its_lines(services: Services) -> None:
    company = add_company(services)
    services.product_commands.save(
        ProductDraft("Mince pies", unit="box", price=Decimal("14.50"), tax_rate=Decimal(0), description="Of 12")
    )
    (product,) = services.products.pick("mince")
    lines = (
        DealLineDraft("Mince pies", Decimal(40), Decimal("13.00"), product.id),
        DealLineDraft("Van", Decimal(1), Decimal(45)),
    )
    change = services.pipeline_commands.save(DealDraft(title="Holiday cakes", company_id=company, lines=lines))
    (deal,) = change.touched["deal"]

    _, quote_id = services.quote_commands.save(services.quotes.blank("deal", deal))

    detail = services.quotes.detail(quote_id)
    pies, van = detail.draft.lines
    assert (detail.customer, detail.deal, detail.draft.title) == (
        "Harbor & Vine Catering", "Holiday cakes", "Holiday cakes",
    )  # fmt: skip
    assert (pies.name, pies.description, pies.unit, pies.unit_price, pies.tax_rate) == (
        "Mince pies", "Of 12", "box", Decimal(13), Decimal(0),
    )  # fmt: skip
    assert (van.product_id, van.tax_rate) == (None, TWENTY)


def test_a_quote_begun_on_a_person_is_for_their_company(services: Services) -> None:
    company = add_company(services)
    person = add_person(services, company_id=company)

    _, quote_id = services.quote_commands.save(services.quotes.blank("contact", person))

    detail = services.quotes.detail(quote_id)
    assert (detail.draft.company_id, detail.draft.person_id) == (company, person)
    assert (detail.customer, detail.person) == ("Harbor & Vine Catering", "Amelia Okafor")


@pytest.mark.parametrize(
    "wrong",
    [
        QuoteDraft(discount_percent=Decimal(101)),
        QuoteDraft(lines=(LineDraft("Cake", tax_rate=Decimal(-1)),)),
        QuoteDraft(lines=(LineDraft("Cake", quantity=Decimal("NaN")),)),
        QuoteDraft(lines=(LineDraft("Cake", unit_price=Decimal(10) ** 13),)),
        QuoteDraft(lines=(LineDraft("Cake", quantity=Decimal(10) ** 10, unit_price=Decimal(10) ** 10),)),
        QuoteDraft(lines=(LineDraft("Cake", kind="joke"),)),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(services: Services, wrong: QuoteDraft) -> None:
    with pytest.raises(Refused, match="Nothing was saved"):
        services.quote_commands.save(wrong)

    assert services.records.count("quote") == 0


def test_drafts_go_to_the_bin_and_come_back(services: Services) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), DELIVERY))

    change = services.quote_commands.bin([quote_id])

    assert change.label == "Moved the quote for Harbor & Vine Catering to the Bin"
    assert services.records.count("quote") == 0
    BinCommands(services.database, services.clock).restore("quote", quote_id)
    assert services.records.count("quote", "status = draft") == 1
