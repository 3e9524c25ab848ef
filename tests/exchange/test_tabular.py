"""Tables that other programs wrote are recognised and read to the last cell."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.tabular import HEAD_BYTES, sniff, sniff_bytes

SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
)  # fmt: skip


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_equals_its_json_twin(shared_data: Path, name: str) -> None:
    folder = shared_data / "csv" / "csv-spectrum"
    twin = json.loads((folder / "json" / f"{name}.json").read_bytes())
    data = (folder / "csvs" / f"{name}.csv").read_bytes()
    if name.endswith("_crlf"):
        # The stored copies lost the line ends that their names and twins speak of.
        data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    table = sniff_bytes(data).table()
    records = [dict(zip(table.header, row, strict=True)) for _, row in table.rows]
    expected = [twin] if isinstance(twin, dict) else twin
    if name == "location_coordinates":
        # The twin's telephone number is not the one of the file.
        assert expected[0].pop("Contact Phone Number") != records[0].pop("Contact Phone Number")
    assert records == expected
    assert table.problems == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("simple.csv", "Commas, UTF-8, year first"),
        ("complex.csv", "Commas, UTF-8, decimal point, year first"),
        ("utf8bom.csv", "Commas, UTF-8"),
        ("utf-16le_encoded.csv", "Commas, UTF-16"),
        ("long.csv", "Commas, UTF-8, no header"),
        ("simple.ssv", "Semicolons, UTF-8, year first"),
        ("simple.psv", "Vertical bars, UTF-8"),
        ("example.tsv", "Tabs, UTF-8, decimal point, year first"),
        ("spanish_chars.csv", "Commas, windows-1252, decimal point"),
        ("excel_pasting.csv", "Commas, UTF-8, header on line 4"),
        ("mixedGLB.csv", "Commas, UTF-8, header on line 4"),
        ("null.csv", "Commas, UTF-8, no header"),
        ("skip_initials.csv", "Commas, UTF-8"),
    ],
)
def test_messytables_are_recognised(shared_data: Path, name: str, said: str) -> None:
    folder = shared_data / "csv" / "messytables"
    source = sniff(folder / name)
    assert source.describe() == said
    expected = json.loads((folder / "EXPECTED.json").read_text(encoding="utf-8")).get(name, {})
    table = source.table()
    rows = [row for _, row in table.rows]
    header_rows = 0 if table.header_row is None else 1
    if "rows_incl_header" in expected:
        assert len(rows) + header_rows == expected["rows_incl_header"]
    if "rows" in expected:
        assert len(rows) == expected["rows"]
    if "cols" in expected:
        assert len(table.header) == expected["cols"]
    if "delimiter" in expected:
        assert table.delimiter == expected["delimiter"]
    for key in ("header", "header_trimmed", "row0"):
        if key in expected:
            assert list(table.header) == expected[key]
    if "header1" in expected:
        assert table.header[1] == expected["header1"]
    assert table.problems == []


def test_accents_of_windows_1252_are_read(shared_data: Path) -> None:
    table = sniff(shared_data / "csv" / "messytables" / "spanish_chars.csv").table()
    assert table.header[7] == "Descripción"
    assert any("administración" in row[7] for _, row in table.rows)


def test_titles_above_the_header_are_kept_apart(shared_data: Path) -> None:
    source = sniff(shared_data / "csv" / "messytables" / "excel_pasting.csv")
    assert source.header == ("Year", "2000", "2001", "2002", "2003", "2004", "2005", "2006", "2007")
    assert source.title_lines[1] == "thousand tonnes carbon equivalent"
    assert source.sample(1) == [("Timber", "2,666", "2,274", "1,877", "1,999", "2,055", "1,632", "1,687", "1,751")]


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [("accounts", 85, 7), ("products", 7, 3), ("sales_pipeline", 8800, 8), ("sales_teams", 35, 3)],
)
def test_maven_files_are_read_whole(shared_data: Path, name: str, rows: int, columns: int) -> None:
    path = shared_data / "crm" / "maven" / f"{name}.csv"
    table = sniff(path).table()
    found = [row for _, row in table.rows]
    with path.open(encoding="utf-8", newline="") as file:
        plain = list(csv.reader(file))
    assert (len(found), len(table.header)) == (rows, columns)
    assert [list(row) for row in found] == plain[1:]
    assert table.problems == []


def test_salesforce_accounts_in_windows_1252(shared_data: Path) -> None:
    path = shared_data / "crm" / "salesforce" / "accountData.csv"
    source = sniff(path)
    assert source.words()[:2] == ("Commas", "windows-1252")
    with path.open(encoding="windows-1252", newline="") as file:
        plain = list(csv.reader(file))
    assert [list(row) for _, row in source.rows()] == plain[1:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_with_every_separator(encoding: str, delimiter: str) -> None:
    rows = [
        ["Name", "Ort", "Umsatz", "Seit"],
        ["Müller & Söhne", "Köln", "1.234,50", "31.12.2023"],
        ["Café Größe; GmbH" if delimiter != ";" else "Café Größe", "Zürich", "7,25", "01.02.2024"],
        ["O'Neil, Ltd", "Çorlu", "-12,00", "15.08.2022"],
    ]
    text = "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    source = sniff_bytes(text.encode(encoding))
    assert source.delimiter == delimiter
    assert list(source.header) == rows[0]
    assert [list(row) for _, row in source.rows()] == rows[1:]
    assert source.decimal_mark == ","
    assert source.date_order == "day"
    assert source.words()[2:] == ("decimal comma", "day first")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1250", "Imię;Miasto\nŁukasz Żółć;Łódź\nMałgorzata Dąbrowska;Kraków\nPaweł Wiśniewski;Gdańsk\n"),
        ("windows-1251", "Имя;Город\nИван Петров;Москва\nМария Сидорова;Новосибирск\nОльга Кузнецова;Самара\n"),
        ("windows-1253", "Όνομα;Πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\nΜαρία Νικολάου;Θεσσαλονίκη\n"),
        ("shift_jis", "名前;都市\n山田太郎さん;東京都の中心\n鈴木花子さん;大阪府の北部です\n"),
    ],
)
def test_other_code_pages_are_not_read_as_western(encoding: str, text: str) -> None:
    header, *body = text.splitlines()
    source = sniff_bytes("\n".join((header, *body * 5)).encode(encoding))
    assert list(source.header) == header.split(";")
    assert source.sample(1) == [tuple(body[0].split(";"))]


def test_western_bytes_after_a_plain_beginning_are_read(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    plain = b"name,city\r\n" + b"Ada,London\r\n" * (HEAD_BYTES // 12 + 10)
    path.write_bytes(plain + "Jürgen,Köln\r\n".encode("windows-1252"))
    *_, (_, last) = sniff(path).rows()
    assert last == ("Jürgen", "Köln")


def test_ragged_rows_are_reported_and_kept() -> None:
    table = sniff_bytes(b"a,b,c\n1,2,3\n4,5\n6,7,8,nine,ten\n1,1,1,,\n\n2,2,2\n").table()
    rows = list(table.rows)
    assert rows == [
        (2, ("1", "2", "3")),
        (3, ("4", "5", "")),
        (4, ("6", "7", "8", "nine", "ten")),
        (5, ("1", "1", "1")),
        (7, ("2", "2", "2")),
    ]
    assert [problem.row for problem in table.problems] == [3, 4]
    assert "“nine”, “ten”" in table.problems[1].sentence


def test_an_open_quotation_mark_costs_one_row_not_the_file() -> None:
    lines = ["name,note"] + [f"n{i},text {i}" for i in range(50)]
    lines[10] = 'n9,"opened and forgotten'
    table = sniff_bytes("\n".join(lines).encode()).table()
    rows = list(table.rows)
    assert len(rows) == 50
    assert rows[9] == (11, ("n9", '"opened and forgotten'))
    assert rows[10] == (12, ("n10", "text 10"))
    assert [row for _, row in rows][-1] == ("n49", "text 49")
    assert [problem.row for problem in table.problems] == [11]


def test_empty_bytes_and_backslash_quotes() -> None:
    table = sniff_bytes(b'a,b\n1,x\0y\n2,"say \\"hi\\", twice"\n').table()
    assert [row for _, row in table.rows] == [("1", "xy"), ("2", 'say "hi", twice')]
    assert [problem.row for problem in table.problems] == [2]


def test_excels_own_line_names_the_separator() -> None:
    source = sniff_bytes(b"sep=;\r\na;b\r\n1,5;2,5\r\n")
    assert (source.header, source.sample()) == (("a", "b"), [("1,5", "2,5")])


def test_unnamed_columns_get_a_number() -> None:
    assert sniff_bytes(b"name,,city\nAda,x,London\n").header == ("name", "Column 2", "city")


def test_wrong_guesses_can_be_corrected() -> None:
    source = sniff_bytes(b"x|y\nfoo|bar\n")
    assert source.with_changes(header_row=None).header == ("Column 1", "Column 2")
    assert source.with_changes(header_row=None).sample() == [("x", "y"), ("foo", "bar")]
    assert source.with_changes(delimiter=",").header == ("x|y",)
    assert sniff_bytes("é;b\n1;2\n".encode("windows-1252")).with_changes(encoding="cp850").header[0] == "Ú"


def test_sniffing_reads_only_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(4 * 1024**3)
    assert sniff(path).header == ("a", "b")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"", "“f.csv” is empty."),
        (b"\r\n \n", "“f.csv” is empty."),
        (b"%PDF-1.7\n%abc", "“f.csv” is no table."),
        (bytes(range(256)) * 9, "“f.csv” is no table."),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>Sign in", "“f.csv” is a web page, no table."),
    ],
)
def test_what_is_no_table_is_said_so(data: bytes, title: str) -> None:
    with pytest.raises(CrmError) as caught:
        sniff_bytes(data, "f.csv")
    assert caught.value.title == title


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="could not be opened"):
        sniff(tmp_path / "nowhere.csv")
