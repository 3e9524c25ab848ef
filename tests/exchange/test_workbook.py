"""Workbooks of every maker are read as other readers read them; what is broken or locked is said so."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.table_writers import write_xlsx
from crm_desktop.exchange.tabular import sniff, sniff_bytes
from crm_desktop.exchange.workbook import sheet_names, sheet_rows

# What openpyxl and calamine read differently on purpose: errors (#N/A) are empty for us, durations are written
# otherwise, formula results that no program stored are absent, phonetic runs are left out.
READ_OTHERWISE = {"errors.xlsx", "pictures_in_cell_and_over_cell.xlsx"}


def test_sheets_equal_what_openpyxl_reads(shared_data: Path) -> None:
    folder = shared_data / "xlsx"
    expected = json.loads((folder / "EXPECTED-openpyxl.json").read_text(encoding="utf-8"))
    different: list[str] = []
    compared = 0
    for name, sheets in expected.items():
        if "openpyxl_error" in sheets or name in READ_OTHERWISE:
            continue
        data = (folder / name).read_bytes()
        for sheet, wanted in sheets.items():
            if wanted.get("state") != "visible":
                continue
            rows = {number: row for number, row in sheet_rows(data, name, sheet)}
            for number, cells in enumerate(wanted["head"], 1):
                row = rows.get(number, [])
                for column, value in enumerate(cells):
                    found = row[column] if column < len(row) else ""
                    compared += 1
                    if not same(found, value):
                        different.append(f"{name} {sheet} {number},{column + 1}: {found!r} is not {value!r}")
    assert different == []
    assert compared > 1000


def same(found: str, value: object) -> bool:
    if value is None:
        return found == ""
    if isinstance(value, bool):
        return found == str(value).upper()
    if isinstance(value, int | float):
        return bool(found) and float(found) == pytest.approx(value)
    text = str(value)
    if found == text or "".join(found.split()) == "".join(text.replace("_x000D_", "").split()):
        return True
    try:
        return datetime.fromisoformat(text) == datetime.fromisoformat(found)
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("name", "header", "rows"),
    [
        ("csv/messytables/loffice-4.4.1.2.ods", ("Name", "Age", "When"), 3),
        ("csv/messytables/simple.ods", ("Name", "Age", "When"), 3),
        ("xlsx/inventory-table.xlsx", ("Item", "Type", "Quantity"), 4),
        ("xlsx/number_rows_repeated.ods", ("A", "B"), 4),
        ("xlsx/empty_s_attribute.xlsx", ("Name", "Value"), 4),
    ],
)
def test_a_workbook_is_a_table_like_any_other(shared_data: Path, name: str, header: tuple[str, ...], rows: int) -> None:
    table = sniff(shared_data / name).table()
    assert table.header == header
    assert len(list(table.rows)) == rows


def test_the_known_column_of_an_open_document(shared_data: Path) -> None:
    folder = shared_data / "csv" / "messytables"
    expected = json.loads((folder / "EXPECTED.json").read_text(encoding="utf-8"))["loffice-4.4.1.2.ods"]
    source = sniff(folder / "loffice-4.4.1.2.ods")
    assert len(source.sheets) == expected["sheets"]
    assert [source.header[0], *(row[0] for _, row in source.rows())] == expected["col0"]


def test_only_visible_sheets_are_offered(shared_data: Path) -> None:
    source = sniff(shared_data / "xlsx" / "any_sheets.xlsx")
    assert source.sheets == ("Visible",)
    assert source.describe() == "Sheet “Visible”, no header"


def test_another_sheet_can_be_chosen(shared_data: Path) -> None:
    source = sniff(shared_data / "xlsx" / "hyperlinks.xlsx")
    assert source.with_changes(sheet="Sheet2", header_row=None).sample() == [("", "target cell")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pass_protected.xlsx", "is protected by a password"),
        ("pass_protected.ods", "is protected by a password"),
        ("too_small.xls", "could not be read as a workbook"),
        ("issue252.xlsx", "could not be read as a workbook"),
        ("empty_sheet.xlsx", "is empty"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(shared_data: Path, name: str, said: str) -> None:
    with pytest.raises(CrmError) as caught:
        sniff(shared_data / "xlsx" / name)
    assert said in caught.value.title
    assert name in caught.value.title
    assert caught.value.detail


def test_every_workbook_is_read_or_refused_in_words(shared_data: Path) -> None:
    refused = set()
    for path in sorted((shared_data / "xlsx").glob("*.*s*")):
        if path.suffix not in {".xlsx", ".xls", ".ods"}:
            continue
        try:
            list(sniff(path).rows())
        except CrmError as error:
            refused.add((path.name, error.title))
    assert len(refused) < 20
    assert all(name in title for name, title in refused)


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def workbook_with_sheet(sheet: bytes, before: bytes = b"") -> bytes:
    """Make a workbook whose only sheet holds these rows."""
    with zipfile.ZipFile(io.BytesIO(write_xlsx((), [], sheet="S"))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    name = "xl/worksheets/sheet1.xml"
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    parts[name] = before + head + b"<sheetData>" + sheet + b"</sheetData></worksheet>"
    return package(parts)


def test_a_small_made_workbook_is_read() -> None:
    sheet = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
    assert list(sheet_rows(workbook_with_sheet(sheet), "w.xlsx", "S")) == [(1, ["1", ""]), (2, ["", "2"])]


def test_cells_absurdly_far_apart_are_refused() -> None:
    sheet = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    with pytest.raises(CrmError, match="too large"):
        sheet_names(workbook_with_sheet(sheet), "w.xlsx")


def test_entities_are_refused() -> None:
    sheet = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(CrmError, match="could not be read"):
        sheet_names(workbook_with_sheet(sheet, entities), "w.xlsx")


def test_repeated_cells_of_an_open_document_are_bounded() -> None:
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}"><office:body><office:spreadsheet>'
        '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    data = package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})
    with pytest.raises(CrmError, match="too large"):
        sniff_bytes(data, "w.ods")
