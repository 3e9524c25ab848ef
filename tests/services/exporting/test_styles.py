"""Exports as other people's spreadsheets and address books want them, and back through our own import unchanged."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.exchange.column_values import number_of
from crm_desktop.exchange.table_writers import write_csv, write_xlsx
from crm_desktop.exchange.tabular import sniff_bytes
from crm_desktop.exchange.vcard import read_vcards
from crm_desktop.services.contacts.views import AddressDraft, ChannelDraft, ContactDraft
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.exporting.options import CsvStyle, ExportOptions, csv_style_of
from crm_desktop.services.opening import make_services
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business

GERMAN = CsvStyle(";", ",")


@pytest.mark.parametrize(
    ("country", "language", "delimiter", "mark"),
    [
        ("DE", "de", ";", ","), ("GB", "en", ",", "."), ("US", "en", ",", "."), ("FR", "fr", ";", ","),
        ("CH", "de", ";", "."), ("CA", "fr", ";", ","), ("CA", "en", ",", "."), ("DE", "en", ";", ","),
        ("XX", "en", ",", "."),
    ],
)  # fmt: skip
def test_a_country_has_its_own_way_to_write_tables(country: str, language: str, delimiter: str, mark: str) -> None:
    style = csv_style_of(country, language)
    assert (style.delimiter, style.decimal_mark) == (delimiter, mark)


def deals_of(services: Services) -> list[tuple[object, ...]]:
    return services.database.rows("SELECT title, amount, currency, expected_close FROM deal ORDER BY title")


def test_a_german_table_comes_back_as_it_went(tmp_path: Path) -> None:
    business = Business(name="Backhaus", country="DE", currency="EUR", language="de")
    ours = make_services(tmp_path / "one.crm", business, "Sofia")
    other = make_services(tmp_path / "two.crm", business, "Sofia")
    try:
        for title, amount in (("=Torte; groß, rund", "1234.50"), ("'Brot", "12"), ("Keks\n„fein“", "0.05")):
            ours.records.create("deal", {"title": title, "amount": amount, "expected_close": "2026-02-01"})
        target = tmp_path / "deals.csv"
        assert export_records(ours, "deal", target) == 3
        text = target.read_bytes().decode("utf-8-sig")
        assert "1234,50" in text
        assert text.startswith('"Title";') or ';"Title"' in text
        assert all("=Torte" not in line[:6] for line in text.splitlines())
        result = other.importing.run(other.importing.look(target, "deals"))
        assert (result.created, result.refused) == (3, ())
        assert deals_of(other) == deals_of(ours)
    finally:
        ours.close()
        other.close()


def test_without_the_mark_and_with_other_signs(services: Services, tmp_path: Path) -> None:
    services.records.create("deal", {"title": "Cakes", "amount": "12.50"})
    target = tmp_path / "deals.csv"
    options = ExportOptions(csv=CsvStyle("\t", ",", with_bom=False))
    export_records(services, "deal", target, None, ["title", "amount"], options=options)
    assert target.read_bytes() == b'"Title"\t"Value"\r\nCakes\t12,50\r\n'


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30).filter(
    lambda text: text == text.strip()
)


@given(
    st.lists(st.tuples(cells.filter(bool), cells), min_size=1, max_size=6),
    st.sampled_from((CsvStyle(), GERMAN, CsvStyle("\t"))),
)
def test_every_text_comes_back_from_every_style(rows: list[tuple[str, str]], style: CsvStyle) -> None:
    data = write_csv(("Name", "Note"), rows, delimiter=style.delimiter, decimal_mark=style.decimal_mark)
    source = sniff_bytes(data).with_changes(delimiter=style.delimiter, header_row=0)
    assert [cells for _, cells in source.rows()] == rows


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=3, allow_nan=False), min_size=1, max_size=8),
    st.sampled_from((CsvStyle(), GERMAN)),
)
def test_every_number_comes_back_from_every_style(numbers: list[Decimal], style: CsvStyle) -> None:
    rows = [("x", number) for number in numbers]
    data = write_csv(("Name", "Price"), rows, delimiter=style.delimiter, decimal_mark=style.decimal_mark)
    source = sniff_bytes(data)
    mark = source.columns[1].decimal_mark
    assert mark == style.decimal_mark
    assert [number_of(row[1], mark) for _, row in source.rows()] == numbers


def test_a_workbook_comes_back_through_import(services: Services, tmp_path: Path) -> None:
    moment = datetime(2025, 3, 1, 10, 30, tzinfo=UTC)
    data = write_xlsx(("Name", "Price", "Day", "At"), [("=1+1", Decimal("12.5"), moment.date(), moment)])
    (row,) = [cells for _, cells in sniff_bytes(data, "t.xlsx").rows()]
    assert row == ("=1+1", "12.5", "2025-03-01", "2025-03-01 10:30:00")


def three_people(services: Services) -> None:
    for name, email in (("Amelia Okafor", "a@x.eu"), ("Ben Castillo", "b@x.eu"), ("Amelia Okafor", "c@x.eu")):
        services.contact_commands.save(ContactDraft(name=name, channels=(ChannelDraft("email", email),)))


def test_a_segment_is_exported_alone_and_within_a_filter(services: Services, tmp_path: Path) -> None:
    three_people(services)
    services.saved_view_commands.save(
        SavedViewDraft(kind="contact", name="The “A” list", filter="name contains Amelia", segment=True)
    )
    target = tmp_path / "a.csv"
    named = ExportOptions(segment="the “a” LIST")
    assert export_records(services, "contact", target, options=named) == 2
    assert export_records(services, "contact", target, 'email = "c@x.eu"', force=True, options=named) == 1
    assert export_records(services, "contact", target, 'segment = "The “A” list"', force=True) == 2
    with pytest.raises(CrmError, match="no segment"):
        export_records(services, "contact", target, force=True, options=ExportOptions(segment="B"))


def test_one_card_per_file_in_a_folder_or_a_package(services: Services, tmp_path: Path) -> None:
    three_people(services)
    package = tmp_path / "cards.zip"
    assert export_records(services, "contact", package) == 3
    with zipfile.ZipFile(package) as opened:
        names = sorted(opened.namelist())
        assert names == ["Amelia Okafor (2).vcf", "Amelia Okafor.vcf", "Ben Castillo.vcf"]
        for name in names:
            assert len(read_vcards(opened.read(name)).cards) == 1
    folder = tmp_path / "cards"
    each = ExportOptions(each=True, version="4.0")
    assert export_records(services, "contact", folder, options=each) == 3
    assert sorted(file.name for file in folder.iterdir()) == names
    assert b"VERSION:4.0" in (folder / "Ben Castillo.vcf").read_bytes()
    with pytest.raises(CrmError, match="in this folder already"):
        export_records(services, "contact", folder, options=each)
    assert export_records(services, "contact", folder, options=each, force=True) == 3
    with pytest.raises(Refused, match="One card per file"):
        export_records(services, "contact", tmp_path / "x.vcf", options=each)
    with pytest.raises(Refused, match="cannot be written"):
        export_records(services, "deal", tmp_path / "deals.zip")


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_what_no_card_has_a_word_for_comes_back_too(version: str, services: Services, tmp_path: Path) -> None:
    moment = datetime(2025, 3, 1, 10, 30, tzinfo=UTC)
    services.contact_commands.save(
        ContactDraft(
            name="Nora Lind", given_name="Nora", family_name="Lind", nickname="N, the baker", lifecycle="customer",
            customer_type="retail", source="Fair; hall 3, stand 2", tax_id="GB1", interests="Rye\nand sailing",
            family="Two sons", preferences="Calls, not mail", keep_in_touch_days=90, birthday="--03-09",
            channels=(
                ChannelDraft("phone", "+44 7700 900142", type="mobile", label="Boat", is_primary=True),
                ChannelDraft("email", "n@x.eu", type="work", opted_out_at=moment, consent='Said "no"; by phone'),
                ChannelDraft("email", "old@x.eu", is_primary=True, invalid=True),
                ChannelDraft("social", "https://example.com/in/nora,lind", type="linkedin", is_primary=True),
                ChannelDraft("messaging", "@nora:example.org", type="Matrix", is_primary=True),
            ),
            addresses=(AddressDraft("1 Quay\nFloor 2", "Bristol", "", "BS1", "GB", type="billing", is_primary=True),),
            tags=("vip", "a, b"),
        )
    )  # fmt: skip
    target = tmp_path / "nora.vcf"
    options = ExportOptions(version="3.0" if version == "3.0" else "4.0")
    export_records(services, "contact", target, options=options)
    other = make_services(tmp_path / "two.crm", Business(country="GB"), "Ben")
    try:
        result = other.importing.run(other.importing.look(target))
        assert (result.created, result.refused) == (1, ())
        assert told(other) == told(services)
    finally:
        other.close()
    again = services.importing.run(services.importing.look(target))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def told(services: Services) -> dict[str, object]:
    """Return all that is known of the one contact, without what every workspace numbers anew."""
    record = services.records.read("contact", services.database.value("SELECT id FROM contact"))
    for name in ("id", "owner_id", "owner", "created_at", "in_touch_by"):
        del record[name]
    for name in ("phones", "emails", "websites", "messaging", "social", "addresses"):
        parts = [{key: value for key, value in part.items() if key != "id"} for part in record[name]]
        record[name] = sorted(parts, key=lambda part: not part["primary"])
    record["tags"] = sorted(record["tags"])
    return record


def test_json_is_read_by_others(services: Services, tmp_path: Path) -> None:
    import json

    services.records.create("deal", {"title": "Cakes", "amount": "12.50", "expected_close": "2026-01-31"})
    target = tmp_path / "deals.json"
    export_records(services, "deal", target, None, ["title", "amount", "expected_close"])
    (found,) = json.loads(target.read_bytes())
    assert (found["title"], found["amount"], found["expected_close"]) == ("Cakes", "12.50", "2026-01-31")


def test_excel_runs_nothing(services: Services, tmp_path: Path) -> None:
    for name in ("=1+1", "+1", "-1", "@x", "\t=1", "＝1"):
        services.records.create("deal", {"title": name})
    target = tmp_path / "deals.csv"
    export_records(services, "deal", target, None, ["title"], options=ExportOptions(csv=GERMAN))
    for (cell,) in list(csv.reader(io.StringIO(target.read_bytes().decode("utf-8-sig")), delimiter=";"))[1:]:
        assert cell.startswith("'")
