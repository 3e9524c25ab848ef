"""Files that other programs read, and that come back through import unchanged."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.services import Services


@pytest.fixture(autouse=True)
def people(services: Services) -> None:
    for line in ("Nora Lind 07700 900461 nora@example.com, Harbor & Vine #vip", "Ægir Ľdaský ae@example.com"):
        services.contact_commands.quick_create(line)


def test_a_table_comes_back_as_it_went(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "all.csv"
    assert export_records(services, "contacts", target) == 3
    rows = list(csv.DictReader(io.StringIO(target.read_bytes().decode("utf-8-sig"))))
    assert {row["Name"] for row in rows} == {"Nora Lind", "Ægir Ľdaský", "Harbor & Vine"}
    plan = services.importing.look(target)
    result = services.importing.run(plan)
    assert (result.created, result.updated, result.unchanged) == (0, 0, 3), (result.change, result.refused)


def test_a_table_takes_nothing_from_what_cards_said_more_exactly(services: Services, tmp_path: Path) -> None:
    cards = tmp_path / "cards.vcf"
    cards.write_text(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Simon Holt\nANNIVERSARY:20090808T1430-0500\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nFN:jane@firm.example\nEMAIL:jane@firm.example\nEND:VCARD\n", "utf-8",
    )  # fmt: skip
    services.importing.run(services.importing.look(cards))
    target = tmp_path / "all.csv"
    export_records(services, "contacts", target)
    result = services.importing.run(services.importing.look(target))
    assert (result.created, result.updated, result.unchanged) == (0, 0, 5)
    # An address that stands where a name should is nobody's first name.
    assert services.database.value("SELECT count(*) FROM contact WHERE given_name LIKE '%@%'") == 0


def test_a_filter_and_columns(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "some.csv"
    assert export_records(services, "contact", target, 'name = "Nora Lind"', ["name", "email"]) == 1
    assert target.read_bytes().decode("utf-8-sig") == '"Name","Email"\r\nNora Lind,nora@example.com\r\n'
    with pytest.raises(Refused, match="Did you mean “email”"):
        export_records(services, "contact", tmp_path / "x.csv", None, ["emial"])
    assert not (tmp_path / "x.csv").exists()


def test_json_is_what_show_says(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    export_records(services, "contact", target)
    for one in json.loads(target.read_text(encoding="utf-8")):
        assert one == json.loads(json.dumps(services.records.read("contact", one["id"])))


def test_a_formula_stays_a_text(services: Services, tmp_path: Path) -> None:
    services.contact_commands.quick_create("=HYPERLINK(1)")
    target = tmp_path / "all.csv"
    export_records(services, "contact", target, None, ["name"])
    assert "\n=HYPER" not in target.read_bytes().decode("utf-8-sig")


def test_a_workbook_has_numbers_and_days(services: Services, tmp_path: Path) -> None:
    import openpyxl

    services.records.create("deal", {"title": "Cakes", "amount": "12.50", "expected_close": "2026-01-31"})
    target = tmp_path / "deals.xlsx"
    assert export_records(services, "deal", target, None, ["title", "amount", "expected_close"]) == 1
    row = [cell.value for cell in openpyxl.load_workbook(target)["Deals"][2]]
    assert row[:2] == ["Cakes", 12.5]
    assert str(row[2])[:10] == "2026-01-31"


def test_nothing_is_overwritten_or_left_half_made(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "all.csv"
    target.write_text("mine")
    with pytest.raises(CrmError, match="is there already"):
        export_records(services, "contact", target)
    assert target.read_text() == "mine"
    assert export_records(services, "contact", target, force=True) == 3
    with pytest.raises(Refused, match="cannot be written"):
        export_records(services, "deal", tmp_path / "deals.vcf")
    assert [file.name for file in tmp_path.iterdir() if ".crm" not in file.name] == ["all.csv"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_moment_is_one_for_a_spreadsheet_and_comes_back(services: Services, tmp_path: Path, ending: str) -> None:
    assert isinstance(services.clock, FixedClock)
    services.clock.zone = ZoneInfo("Europe/Berlin")
    draft = CustomFieldDraft("activity", "Heard at", FieldType.MOMENT)
    services.custom_field_commands.add(draft)
    # In winter, with seconds, and in both of the hours that the end of summer time gives twice.
    moments = ("2026-01-05T08:30:00Z", "2026-11-05T08:30:12.345Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")
    for number, moment in enumerate(moments):
        data = {"kind": "note", "body": f"{number}", "contact": "Nora Lind", "happened_at": moment, "heard_at": moment}
        services.records.create("activity", data)
    event = {"title": "Night", "starts_at": "2026-11-04T23:00:00Z", "ends_at": "2026-11-05T23:00:00Z"}
    services.records.create("event", event)
    for kind, count in (("activity", 4), ("event", 1)):
        target = tmp_path / f"{kind}.{ending}"
        export_records(services, kind, target)
        result = services.importing.run(services.importing.look(target))
        assert (result.created, result.updated, result.unchanged) == (0, 0, count), kind
    if ending == "csv":
        rows = csv.DictReader(io.StringIO((tmp_path / "activity.csv").read_bytes().decode("utf-8-sig")))
        said = {row["Text"]: row["When"] for row in rows}
        assert [said[number] for number in "0123"] == [
            "2026-01-05 09:30:00", "2026-11-05 09:30:12", "2026-10-25 02:30:00", "2026-10-25 02:30:00+01:00",
        ]  # fmt: skip
        target = tmp_path / "activity.csv"
        before, _, after = target.read_bytes().rpartition(b"09:30:12")
        target.write_bytes(before + b"09:31:12" + after)
        assert services.importing.run(services.importing.look(target)).updated == 1
        (changed,) = services.records.listed("activity", 'heard_at = "2026-11-05"', columns=["heard_at"])
        assert changed["heard_at"].startswith("2026-11-05T08:31:12")
