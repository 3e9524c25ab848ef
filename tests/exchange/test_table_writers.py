"""What we write opens in other programs, runs in none, and comes back unchanged."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.table_guard import guarded, unguarded
from crm_desktop.exchange.table_writers import Value, write_csv, write_xlsx
from crm_desktop.exchange.tabular import sniff_bytes

RUNS = re.compile(r"[\s\x00\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")
cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20) | st.text(
    "'=+-@＝＋－＠\t\r\n \";,ab", max_size=8
)


def naughty(folder: Path) -> list[str]:
    payloads = (folder / "robustness" / "csv_injection.txt").read_text(encoding="utf-8").splitlines()
    strings = json.loads((folder / "robustness" / "blns.json").read_text(encoding="utf-8"))
    return payloads + [text.replace("\0", "") for text in strings if text]


def read_back(data: bytes) -> list[tuple[str, ...]]:
    source = sniff_bytes(data).with_changes(delimiter=",", header_row=0)
    return [row for _, row in source.rows()]


@given(cells)
def test_the_guard_is_undone_exactly(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not RUNS.match(guarded(cell))


@given(st.lists(st.tuples(cells, cells, st.just("end")), min_size=1, max_size=6))
def test_csv_cells_come_back_unchanged(rows: list[tuple[str, str, str]]) -> None:
    assert read_back(write_csv(("a", "b", "c"), rows)) == [tuple(row) for row in rows]


def test_payloads_of_attackers_are_text_for_a_spreadsheet(shared_data: Path) -> None:
    texts = naughty(shared_data)
    data = write_csv(("text", "mark"), [(text, "x") for text in texts])
    plain = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(plain) == len(texts) + 1
    assert not [row[0] for row in plain if RUNS.match(row[0])]
    assert [row[0] for row in read_back(data)] == texts


def test_numbers_stay_numbers_in_csv() -> None:
    data = write_csv(("n", "d", "t"), [(Decimal("-5.20"), date(2024, 2, 29), "-5"), (None, None, True)])
    assert data.decode("utf-8-sig") == '"n","d","t"\r\n-5.20,2024-02-29,\'-5\r\n,,true\r\n'


def test_payloads_are_no_formulas_in_a_workbook(shared_data: Path) -> None:
    texts = [text for text in naughty(shared_data) if not re.search(r"[\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_", text)]
    data = write_xlsx(("text",), [(text,) for text in texts])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page is not None
    found = [cell.value for (cell,) in page.iter_rows(min_row=2)]
    assert found == texts


def test_a_workbook_holds_real_numbers_and_dates() -> None:
    row: tuple[Value, ...] = (
        Decimal("12.50"), 7, date(2024, 2, 29), datetime(2024, 2, 29, 9, 30), "007", True, None,
        Decimal("12345678901234567.89"), date(1899, 5, 1),
    )  # fmt: skip
    data = write_xlsx(list("abcdefghi"), [row], sheet="Deals [open]: 1/2")
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page is not None
    assert page.title == "Deals  open   1 2"
    values = [cell.value for cell in page[2]]
    assert values == [
        12.5, 7, datetime(2024, 2, 29), datetime(2024, 2, 29, 9, 30), "007", True, None, "12345678901234567.89",
        "1899-05-01",
    ]  # fmt: skip
    assert [row for _, row in sniff_bytes(data, "x.xlsx").rows()] == [
        ("12.5", "7", "2024-02-29", "2024-02-29 09:30:00", "007", "TRUE", "", "12345678901234567.89", "1899-05-01")
    ]


def test_a_text_too_long_for_a_cell_is_refused_whole() -> None:
    with pytest.raises(CrmError, match="too long"):
        write_xlsx(("a",), [("x" * 40_000,)])
