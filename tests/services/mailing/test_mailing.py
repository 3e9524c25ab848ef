"""From contacts in the file to paper, and back into their timelines."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import FilterError
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.mailing.merge_fields import FIELDS, fields_in, filled
from crm_desktop.services.mailing.paper import MailingPaper
from crm_desktop.services.mailing.views import Audience, LabelChoice, LetterDraft
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services

QUAY = {"street": "14 Quay Street", "city": "Bristol", "postcode": "BS1 4AB", "country": "GB"}
MILL = {"street": "2 Mill Lane", "city": "Bath", "postcode": "BA1 1AA", "country": "GB"}
PARIS = {"street": "1 rue Haute", "city": "Paris", "postcode": "75001", "country": "FR"}


def add(services: Services, name: str, kind: str = "person", **data: Any) -> str:
    return services.records.create("contact", {"kind": kind, "name": name, **data})[0]


@pytest.fixture
def people(services: Services) -> dict[str, str]:
    return {
        "amelia": add(services, "Amelia Okafor", addresses=[QUAY]),
        "ben": add(services, "Ben Okafor", addresses=[QUAY]),
        "claude": add(services, "Claude Petit", addresses=[PARIS]),
        "nora": add(services, "Nora Lind", addresses=[MILL]),
        "nowhere": add(services, "Nowhere Man"),
    }


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def test_households_by_postcode_home_first_and_who_is_left_out(services: Services, people: dict[str, str]) -> None:
    mailing = services.mailing.mailing(Audience())
    assert [one.ids for one in mailing.households] == [
        (people["nora"],), (people["amelia"], people["ben"]), (people["claude"],)
    ]  # fmt: skip
    assert [one.name for one in mailing.without_address] == ["Nowhere Man"]
    assert mailing.people == 4
    apart = services.mailing.mailing(Audience(households=False, order="name"))
    assert [one.first.name for one in apart.households] == ["Nora Lind", "Amelia Okafor", "Ben Okafor", "Claude Petit"]


def test_an_audience_is_ids_a_filter_or_a_segment(services: Services, people: dict[str, str]) -> None:
    assert services.mailing.ids(Audience(ids=(people["nora"],))) == [people["nora"]]
    assert services.mailing.ids(Audience(where="city = Bath")) == [people["nora"]]
    services.saved_view_commands.save(SavedViewDraft("contact", "Far away", 'country = "FR"', segment=True))
    assert services.mailing.ids(Audience(where='segment = "Far away"')) == [people["claude"]]
    with pytest.raises(FilterError):
        services.mailing.mailing(Audience(where='segment = "Nowhere"'))
    with pytest.raises(Refused):
        services.mailing.mailing(Audience(order="size"))


def test_a_person_without_an_address_is_written_to_at_work(services: Services) -> None:
    firm = add(services, "Harbor & Vine", "company", addresses=[MILL])
    nora = add(services, "Nora Lind", affiliations=[{"company_id": firm, "role": "Cook"}])
    found = services.mailing.recipients([nora])[0]
    assert found.at_company
    assert found.company == "Harbor & Vine"
    pdf = MailingPaper(services).labels(services.mailing.mailing(Audience((nora,))).households, LabelChoice("L7160"))
    assert texts(pdf)[0].split("\n") == ["Nora Lind", "Harbor & Vine", "2 Mill Lane", "BATH", "BA1 1AA"]


def test_an_address_that_is_over_is_not_used(services: Services) -> None:
    nora = add(services, "Nora Lind", addresses=[{**QUAY, "valid_until": "2025-11-01", "primary": True}, MILL])
    assert services.mailing.recipients([nora])[0].address.city == "Bath"


def test_who_lies_in_the_bin_is_not_written_to(services: Services, people: dict[str, str]) -> None:
    services.contact_commands.bin([people["nora"]])
    assert people["nora"] not in services.mailing.mailing(Audience(ids=tuple(people.values()))).ids


def test_letters_greet_everybody_as_they_are_called(services: Services, people: dict[str, str]) -> None:
    draft = LetterDraft("For {name}", "{salutation}\n\nSee you in {city}, {company|dear friend}.\n{{sic}} {my_company}")
    pages = texts(MailingPaper(services).letters(services.mailing.mailing(Audience()).households, draft))
    assert len(pages) == 3
    assert "Dear Amelia and Ben," in pages[1]
    assert "For Amelia and Ben Okafor" in pages[1]
    assert "See you in Bristol, dear friend." in pages[1]
    assert "{sic} Sofia's Bakehouse" in pages[1]
    assert "20 November 2025" in pages[1]
    assert "FRANCE" in pages[2]


def test_a_wrong_field_is_named_with_the_nearest(services: Services, people: dict[str, str]) -> None:
    pieces = services.mailing.mailing(Audience()).households
    with pytest.raises(Refused, match=r"Did you mean \{first_name\}"):
        MailingPaper(services).letters(pieces, LetterDraft("", "Dear {firstname},"))
    with pytest.raises(Refused, match="says nothing"):
        MailingPaper(services).letters(pieces, LetterDraft("Hello", " "))


def test_what_is_in_the_values_is_never_a_field_again() -> None:
    assert filled("Dear {name}", {"name": "{email} <b>"}) == "Dear {email} <b>"
    assert filled("{{name}} {name|}", {}) == "{name} "
    assert filled("100 % {}? {first name| you }", dict.fromkeys(FIELDS, "")) == "100 % {}? you"


def test_fields_are_listed_once() -> None:
    assert fields_in("{name} {Name|x} {city}") == ["name", "city"]
    assert fields_in("no fields, 5 } 3 {") == []


def test_own_fields_are_named_by_key_or_label_in_letters_and_above_labels(
    services: Services, people: dict[str, str]
) -> None:
    for label, kind in (("Customer no.", FieldType.TEXT), ("Since", FieldType.DATE), ("Date", FieldType.TEXT)):
        services.custom_field_commands.add(CustomFieldDraft("contact", label, kind))
    values = {"customer_no": "{name} 17", "since": "2024-03-09", "date": "mine"}
    services.records.update("contact", people["nora"], values)
    services.records.update("contact", people["ben"], {"customer_no": "B-2"})
    pieces = services.mailing.mailing(Audience()).households
    text = "No {Customer no.} since {since|long ago}, {own_date|–}, {a-b} {date}"

    pages = texts(MailingPaper(services).letters(pieces, LetterDraft("", text)))

    # What a value holds is no field; in a household who has something there speaks.
    assert "No {name} 17 since 9 Mar 2024, mine, {a-b} 20 November 2025" in pages[0]
    assert "No B-2 since long ago, –," in pages[1]
    labels = MailingPaper(services).labels(pieces, LabelChoice("L7160", 0, "No. {customer_no|new}"))
    lines = texts(labels)[0].split("\n")
    assert lines[:2] == ["No. {name} 17", "Nora Lind"]
    assert "No. new" in lines
    with pytest.raises(Refused, match=r"Did you mean \{customer_no\}"):
        MailingPaper(services).labels(pieces, LabelChoice("L7160", 0, "{custmer_no}"))
    services.mailing_commands.log_letters(pieces[:1], LetterDraft("For {customer_no}", "Hello"))
    assert services.database.value("SELECT subject FROM activity") == "For {name} 17"


def test_labels_refuse_a_start_beyond_the_sheet(services: Services, people: dict[str, str]) -> None:
    pieces = services.mailing.mailing(Audience()).households
    with pytest.raises(Refused, match="21 labels"):
        MailingPaper(services).labels(pieces, LabelChoice("L7160", 21))


def test_stopping_writes_nothing(services: Services, people: dict[str, str]) -> None:
    pieces = services.mailing.mailing(Audience()).households
    with pytest.raises(CrmError, match="stopped"):
        MailingPaper(services).letters(pieces, LetterDraft("", "Hello"), lambda done, _total: done < 1)


def test_letters_are_logged_as_one_entry_and_taken_back_whole(services: Services, people: dict[str, str]) -> None:
    mailing = services.mailing.mailing(Audience())
    change = services.mailing_commands.log_letters(mailing.households, LetterDraft("For {name}", "Dear {first_name}"))
    assert change.label == "Logged a letter to 4 people"
    rows = services.records.listed("activity", "kind = letter", ("contact", "subject", "body", "direction"))
    assert len(rows) == 3
    couple = next(row for row in rows if row["subject"] == "For Amelia and Ben Okafor")
    assert couple["body"] == "Dear Amelia and Ben"
    assert couple["direction"] == "out"
    for one in ("amelia", "ben"):
        page = services.timeline.page("contact", people[one])
        assert [item.kind for item in page.items if item.kind == "letter"] == ["letter"]
    services.history.undo()
    assert services.records.count("activity", "kind = letter") == 0


def test_every_letter_has_its_page(services: Services, people: dict[str, str]) -> None:
    pieces = (services.mailing.mailing(Audience()).households * 400)[:100]
    draft = LetterDraft("For {name}", "{salutation}\n\n" + "A sentence of the usual length stands here. " * 30)
    pdf = MailingPaper(services).letters(pieces, draft)
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 100
