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


# Header rows as the programs' own documentation and exports give them.
OTHERS = {
    ("hubspot", "people"): (
        "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Contact owner",
        "Lead Status", "Lifecycle Stage", "Job Title", "Associated Company", "City", "State/Region", "Country/Region",
        "Postal Code", "Website URL", "Create Date", "Last Activity Date",
    ),
    ("hubspot", "companies"): (
        "Record ID", "Company name", "Company owner", "Create Date", "Phone Number", "Last Activity Date", "City",
        "Country/Region", "Industry", "Company Domain Name", "Annual Revenue",
    ),
    ("hubspot", "deals"): (
        "Record ID", "Deal Name", "Deal Stage", "Close Date", "Deal owner", "Amount", "Pipeline", "Associated Company",
        "Associated Contact", "Create Date",
    ),
    ("hubspot", "cases"): (
        "Ticket ID", "Ticket name", "Pipeline", "Ticket status", "Create date", "Priority", "Ticket owner", "Source",
        "Ticket description", "Associated Contact", "Associated Company",
    ),
    ("pipedrive", "people"): (
        "Person - Name", "Person - Label", "Person - Organization", "Person - Email - Work", "Person - Phone - Mobile",
        "Person - Owner",
    ),
    ("pipedrive", "deals"): (
        "Deal - Title", "Deal - Value", "Deal - Currency of Value", "Deal - Stage", "Deal - Status",
        "Deal - Expected close date", "Deal - Organization", "Deal - Contact person", "Deal - Owner",
    ),
    ("salesforce", "people"): (
        "Salutation", "First Name", "Last Name", "Title", "Account Name", "Mailing Street", "Mailing City",
        "Mailing State/Province", "Mailing Zip/Postal Code", "Mailing Country", "Phone", "Mobile", "Email",
        "Contact Owner",
    ),
    ("salesforce", "leads"): (
        "First Name", "Last Name", "Title", "Company / Account", "Lead Source", "Lead Status", "Phone", "Email",
        "Lead Owner", "Rating", "Street", "City", "Country",
    ),
    ("salesforce", "deals"): (
        "Opportunity Name", "Account Name", "Stage", "Close Date", "Amount", "Probability (%)", "Opportunity Owner",
        "Lead Source", "Type", "Next Step", "Created Date",
    ),
    ("zoho", "leads"): (
        "Record Id", "Lead Owner.id", "Lead Owner", "Company", "First Name", "Last Name", "Designation", "Email",
        "Phone", "Mobile", "Website", "Lead Source", "Lead Status", "Industry", "Street", "City", "Zip Code",
        "Country", "Description", "Email Opt Out", "Skype ID",
    ),
    ("zoho", "people"): (
        "Record Id", "Contact Owner.id", "Contact Owner", "Lead Source", "First Name", "Last Name", "Account Name.id",
        "Account Name", "Email", "Title", "Department", "Phone", "Mobile", "Mailing Street", "Mailing City",
        "Mailing State", "Mailing Zip", "Mailing Country", "Description", "Date of Birth",
    ),
    ("zoho", "companies"): (
        "Record Id", "Account Owner.id", "Account Owner", "Account Name", "Phone", "Website", "Account Type",
        "Industry", "Annual Revenue", "Employees", "Billing Street", "Billing City", "Billing State", "Billing Code",
        "Billing Country",
    ),
    ("zoho", "deals"): (
        "Record Id", "Deal Owner.id", "Deal Owner", "Amount", "Deal Name", "Closing Date", "Account Name", "Stage",
        "Probability (%)", "Contact Name", "Lead Source",
    ),
    ("apple", "people"): (
        "First Name", "Last Name", "Phonetic First Name", "Phonetic Last Name", "Nickname", "Organization",
        "Department", "Job Title", "Phone", "Email", "Birthday", "Related Name", "Notes",
    ),
    ("outlook calendar", "events"): (
        "Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Reminder on/off",
        "Meeting Organizer", "Categories", "Description", "Location", "Priority", "Private",
    ),
}  # fmt: skip
NEEDED = {
    "people": {"given_name", "family_name"}, "companies": {"name", "phone"},
    "leads": {"family_name", "email", "status"},
    "deals": {"title", "value", "closed_on", "stage", "owner"}, "cases": {"subject", "status", "text", "person"},
    "events": {"title", "starts_at.day", "ends_at.time", "place"},
}  # fmt: skip


@pytest.mark.parametrize(("preset", "kind"), OTHERS)
def test_exports_of_other_programs(preset: str, kind: str) -> None:
    found = recognised_header(OTHERS[preset, kind])
    assert (found.preset, found.kind) == (preset, kind)
    keys = {match.key for match in found.matches}
    needed = {"name"} if (preset, kind) == ("pipedrive", "people") else NEEDED[kind]
    assert needed <= keys, [(match.header, match.key) for match in found.matches]
    assert len(found.unknown) <= len(found.matches) / 2


def test_rows_of_other_kinds_are_told_by_their_names() -> None:
    for kind, header in {
        "tasks": ("Task name", "Due date", "Assigned to"),
        "quotes": ("Quote Number", "Customer", "Product", "Quantity", "Unit price"),
        "activities": ("Activity type", "Subject", "Due date", "Contact"),
        "members": ("sales_agent", "manager", "regional_office"),
    }.items():
        assert recognised_header(header).kind == kind


BACKUPS = {
    "leads": (
        "Record Id", "Lead Owner.id", "Lead Owner", "Is Converted", "Company", "First Name", "Last Name", "Email",
        "Phone", "Mobile", "Lead Source", "Lead Status", "Created By.id", "Created By", "Created Time", "Lead Name",
        "Street", "City", "State", "Zip Code", "Email Opt Out", "Salutation", "Tag", "Converted Account.id",
    ),
    "people": (
        "Record Id", "Contact Owner.id", "Contact Owner", "Lead Source", "First Name", "Last Name", "Email", "Title",
        "Phone", "Fax", "Mobile", "Date of Birth", "Created By.id", "Contact Name", "Mailing Street", "Mailing City",
        "Mailing State", "Mailing Zip", "Email Opt Out", "Salutation", "Secondary Email", "Other Zip", "Tag",
    ),
}  # fmt: skip
"""As backups of Zoho are laid out: owners twice, what a lead became with its id, times of changes."""


@pytest.mark.parametrize("kind", BACKUPS)
def test_backups_of_zoho(kind: str) -> None:
    found = recognised_header(BACKUPS[kind])
    assert (found.preset, found.kind) == ("zoho", kind)
    keys = {match.header: match.key for match in found.matches}
    assert (keys["Record Id"], keys["First Name"], keys["Tag"]) == ("external_id", "given_name", "tags")
    owner = "Lead Owner" if kind == "leads" else "Contact Owner"
    assert (keys[owner], keys[f"{owner}.id"]) == ("owner", "")
    if kind == "people":
        assert keys["Secondary Email"] == "email:other"
        assert keys["Other Zip"] == "address:other.postcode"


def test_a_table_for_the_address_book_of_apple() -> None:
    header = ("First", "Last", "Middle", "phone (home)", "phone (work)", "email (work)", "url (home)",
              "address (work) street", "address (work) zip", "address (home) state", "Note", "Nickname")  # fmt: skip
    found = recognised_header(header)
    assert (found.preset, found.kind) == ("apple", "people")
    assert [match.key for match in found.matches] == [
        "given_name", "family_name", "middle_name", "phone:home", "phone:work", "email:work", "website",
        "address:work.street", "address:work.postcode", "address:home.region", "notes", "nickname",
    ]  # fmt: skip
