"""Header rows of known programs fill the right fields; a column that means nothing to us is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_desktop.exchange.presets import recognised_header
from crm_desktop.exchange.tabular import sniff


def headers(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((folder / "csv" / "headers.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "preset", "fields"),
    [
        (
            "google_2024",
            "google",
            {
                "First Name": "given_name", "Name Prefix": "prefix", "Organization Name": "company",
                "Organization Title": "job_title", "Labels": "tags", "E-mail 2 - Value": "email",
                "Phone 1 - Value": "phone", "Phone 1 - Label": "label", "Birthday": "birthday",
            },
        ),
        (
            "outlook_com",
            "outlook.com",
            {
                "Title": "prefix", "Job Title": "job_title", "E-mail 3 Address": "email",
                "Mobile Phone": "phone:mobile",
                "Business Street": "address:work.street", "Home Country/Region": "address:home.country",
                "Surname Yomi": "phonetic_family_name", "Spouse": "related:spouse", "Company": "company",
            },
        ),
        (
            "outlook_desktop_en",
            "outlook",
            {
                "Business Street 2": "address:work.street2", "Home Address PO Box": "address:home.po_box",
                "Business Fax": "phone:work_fax", "Web Page": "website", "Categories": "tags", "Keywords": "tags",
                "Account": "",
            },
        ),
        (
            "google_outlook_flavour",
            "outlook",
            {"Other Postal Code": "address:other.postcode", "Children": "related:child"},
        ),
        (
            "pipedrive_official_sample",
            "pipedrive",
            {
                "Person - Name*": "name", "Person - Email (Work)": "email:work", "Organization - Name*": "company",
                "Deal - Title": "deal.title", "Note - Content*": "notes", "Product - Price": "product.price",
            },
        ),
    ],
)  # fmt: skip
def test_address_books(shared_data: Path, name: str, preset: str, fields: dict[str, str]) -> None:
    found = recognised_header(headers(shared_data)[name])
    assert (found.preset, found.kind) == (preset, "people")
    keys = {match.header: match.key for match in found.matches}
    assert {header: keys[header] for header in fields} == fields


def test_every_column_is_either_matched_or_named_unknown(shared_data: Path) -> None:
    for header in headers(shared_data).values():
        found = recognised_header(header)
        assert [match.header for match in found.matches] == header
        assert [match.column for match in found.matches] == list(range(len(header)))
        single = [match.key for match in found.matches if match.key and match.key.partition(":")[0] not in
                  {"email", "phone", "website", "notes", "tags", "messaging", "related", "photo", "label"}]  # fmt: skip
        assert len(single) == len(set(single))


def test_a_label_column_belongs_to_its_value(shared_data: Path) -> None:
    header = headers(shared_data)["google_2024"]
    found = recognised_header(header)
    (second,) = [match for match in found.matches if match.header == "E-mail 2 - Value"]
    assert second.label_column == header.index("E-mail 2 - Label")


@pytest.mark.parametrize(
    ("file", "kind", "unknown"),
    [
        ("maven/accounts.csv", "companies", 0),
        ("maven/products.csv", "products", 0),
        ("maven/sales_pipeline.csv", "deals", 0),
        ("salesforce/accountData.csv", "companies", 6),
        ("salesforce/opportunityData.csv", "deals", 13),
    ],
)
def test_kinds_of_rows(shared_data: Path, file: str, kind: str, unknown: int) -> None:
    found = recognised_header(sniff(shared_data / "crm" / file).header)
    assert found.kind == kind
    assert len(found.unknown) == unknown


def test_pipeline_columns(shared_data: Path) -> None:
    found = recognised_header(sniff(shared_data / "crm" / "maven" / "sales_pipeline.csv").header)
    assert [match.key for match in found.matches] == [
        "external_id", "owner", "product", "company", "stage", "opened_on", "closed_on", "value",
    ]  # fmt: skip


def test_german_words() -> None:
    found = recognised_header(
        ("Anrede", "Vorname", "Nachname", "Firma", "E-Mail", "Telefon", "Handy", "Straße", "PLZ", "Ort", "Augenfarbe")
    )
    assert [match.key for match in found.matches] == [
        "prefix", "given_name", "family_name", "company", "email", "phone", "phone:mobile", "street", "postcode",
        "city", "",
    ]  # fmt: skip
    assert [match.header for match in found.unknown] == ["Augenfarbe"]


def test_the_second_column_for_a_single_field_is_left_to_the_person() -> None:
    found = recognised_header(("Name", "Full name", "E-mail", "E-mail 2"))
    assert [match.key for match in found.matches] == ["name", "", "email", "email"]


def test_the_kind_can_be_said() -> None:
    assert recognised_header(("Name", "Phone"), "companies").matches[0].key == "name"
    assert recognised_header(("Product", "Price"), "deals").kind == "deals"
