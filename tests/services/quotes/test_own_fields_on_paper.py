"""People's own fields on a quote: ticked ones are printed in its language, and an issued quote keeps what it said."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdf

from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import new_id
from crm_desktop.documents.quote_paper import Detail
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services
from tests.services.quotes.bakery import CAKE, add_company, add_person, draft_for


def add_field(services: Services, kind: str, label: str, type_: FieldType = FieldType.TEXT, **more: object) -> str:
    key, _ = services.custom_field_commands.add(CustomFieldDraft(kind, label, type_, **more))  # type: ignore[arg-type]
    services.custom_field_commands.set_on_paper(_id(services, kind, key), True)
    return key


def _id(services: Services, kind: str, key: str) -> str:
    return next(one.id for one in services.custom_fields.fields(kind) if one.key == key)


def test_ticked_fields_stand_on_the_paper_in_its_language(services: Services) -> None:
    company = add_company(services)
    person = add_person(services, company_id=company)
    keys = [
        add_field(services, "contact", "Customer number"),
        add_field(services, "contact", "Floor", FieldType.NUMBER, scale=1),
        add_field(services, "contact", "Lift", FieldType.YES_NO),
        add_field(services, "contact", "Empty"),
    ]
    services.custom_field_commands.add(CustomFieldDraft("contact", "Not printed"))
    services.records.update("contact", company, {keys[0]: "K-17", "not_printed": "secret"})
    services.records.update("contact", person, {keys[0]: "K-99", keys[1]: "1234.5", keys[2]: True})
    day = add_field(services, "quote", "Delivery day", FieldType.DATE)
    fee = add_field(services, "quote", "Deposit", FieldType.MONEY)
    how = add_field(services, "quote", "How", FieldType.CHOICE, choices=("By van", "Collected"))
    draft = draft_for(company, CAKE, id=new_id(), person_id=person, language="de")
    _, quote = services.quote_commands.save(draft)
    services.records.update("quote", quote, {day: "2026-03-09", fee: "1200", how: "By van"})

    made = services.quotes.paper_of_draft(draft)

    # The company speaks first, its person where it says nothing.
    assert made.customer.details == (
        Detail("Customer number", "K-17"), Detail("Floor", "1.234,5"), Detail("Lift", "ja"),
    )  # fmt: skip
    assert made.details == (
        Detail("Delivery day", "09.03.2026"), Detail("Deposit", "1.200,00\N{NO-BREAK SPACE}£"), Detail("How", "By van"),
    )  # fmt: skip
    text = pypdf.PdfReader(BytesIO(services.quotes.pdf(quote))).pages[0].extract_text()
    assert "Customer number: K-17" in text
    assert "By van" in text
    assert "secret" not in text


def test_an_issued_quote_keeps_what_it_said_and_a_tick_can_be_undone(services: Services) -> None:
    company = add_company(services)
    key = add_field(services, "quote", "Room")
    number = add_field(services, "contact", "Number")
    draft = draft_for(company, CAKE, id=new_id(), dated_on=date(2025, 11, 20))
    _, quote = services.quote_commands.save(draft)
    services.records.update("quote", quote, {key: "Hall 2"})
    services.records.update("contact", company, {number: "17"})
    services.quote_commands.issue(quote)
    issued = services.quotes.pdf(quote)
    services.records.update("quote", quote, {key: "Hall 3"})
    services.records.update("contact", company, {number: "18"})

    change = services.custom_field_commands.set_on_paper(_id(services, "quote", key), False)

    assert change.label == "“Room” is no longer printed"
    assert not services.custom_fields.fields("quote")[0].on_paper
    made = services.quotes.paper(quote)
    assert made.details == (Detail("Room", "Hall 2"),)
    assert made.customer.details == (Detail("Number", "17"),)
    assert services.quotes.pdf(quote) == issued
    services.history.undo()
    assert services.custom_fields.fields("quote")[0].on_paper


def test_many_fields_stay_on_the_page(services: Services) -> None:
    company = add_company(services)
    keys = [add_field(services, "quote", f"Field {number}") for number in range(20)]
    draft = draft_for(company, CAKE, id=new_id())
    _, quote = services.quote_commands.save(draft)
    services.records.update("quote", quote, {key: "a long text " * 30 for key in keys})

    pages = pypdf.PdfReader(BytesIO(services.quotes.pdf(quote))).pages

    assert len(pages) == 1
    assert "Holiday cake" in pages[0].extract_text()
