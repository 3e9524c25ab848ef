"""Tables from other programs: CSV and its kin, workbooks; recognised, described in words, read row by row."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from statistics import median_low
from typing import BinaryIO

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.column_values import ColumnValues, DateOrder, DecimalMark, recognised_values
from crm_desktop.exchange.csv_rows import TableProblem, csv_rows
from crm_desktop.exchange.dialect import Dialect, recognised_dialect
from crm_desktop.exchange.encoding import decoding, recognised_encoding, spoken_encoding
from crm_desktop.exchange.table_header import column_names, first_data_row, header_row_of

HEAD_BYTES = 256 * 1024
_SAMPLE_ROWS = 200
_KINDS = 16
_CONTROLS = tuple(map(chr, (*range(1, 9), *range(14, 27), *range(28, 32))))
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}

Row = tuple[int, tuple[str, ...]]


@dataclass(slots=True)
class Table:
    """A table being read. `rows` can be walked once; `problems` grows meanwhile and is whole at the end.

    Row numbers count as a spreadsheet does, from 1, the header included. A row longer than the header keeps
    its surplus cells.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    encoding: str
    delimiter: str
    header_row: int | None
    problems: list[TableProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableSource:
    """A file whose way of writing a table is recognised; `with_changes` corrects a wrong guess."""

    name: str
    header: tuple[str, ...]
    encoding: str
    dialect: Dialect
    header_row: int | None
    columns: tuple[ColumnValues, ...]
    title_lines: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    first_row: int = 0
    data: bytes | None = field(default=None, repr=False)
    path: Path | None = None

    @property
    def delimiter(self) -> str:
        """Return what separates the cells, or nothing for a workbook."""
        return self.dialect.delimiter if not self.sheet else ""

    @property
    def decimal_mark(self) -> DecimalMark | None:
        """Return the decimal mark that most columns with decimals use."""
        marks = [column.decimal_mark for column in self.columns if column.kind == "decimal"]
        return max(set(marks), key=marks.count) if marks else None

    @property
    def date_order(self) -> DateOrder | None:
        """Return the order of the dates; one column that proves it speaks for all."""
        dates = [column for column in self.columns if column.kind == "date"]
        proven = [column.date_order for column in dates if column.is_certain and column.date_order in {"day", "month"}]
        if proven:
            return proven[0]
        return next((column.date_order for column in dates if column.date_order), None)

    def words(self) -> tuple[str, ...]:
        """Say what was recognised, as in “Semicolons”, “windows-1252”, “decimal comma”, “day first”."""
        words = [f"Sheet “{self.sheet}”"] if self.sheet else [self.dialect.words(), spoken_encoding(self.encoding)]
        if self.decimal_mark is not None:
            words.append("decimal comma" if self.decimal_mark == "," else "decimal point")
        if self.date_order is not None:
            words.append({"day": "day first", "month": "month first", "iso": "year first"}[self.date_order])
        if self.header_row is None:
            words.append("no header")
        elif self.header_row:
            words.append(f"header on line {self.header_row + 1}")
        return tuple(words)

    def describe(self) -> str:
        """Return the words in one line."""
        return ", ".join(self.words())

    def table(self) -> Table:
        """Open the file and return its table, the rows yet to be walked."""
        problems: list[TableProblem] = []
        if self.sheet:
            from crm_desktop.exchange.workbook import sheet_rows

            raw = sheet_rows(self._bytes(), self.name, self.sheet)
        else:
            raw = _records(self, problems)
        return Table(
            self.header,
            _rows_below(raw, self.first_row, len(self.header), problems),
            self.encoding,
            self.delimiter,
            self.header_row,
            problems,
        )

    def rows(self) -> Iterator[Row]:
        """Walk the rows with their numbers."""
        return self.table().rows

    def sample(self, count: int = 3) -> list[tuple[str, ...]]:
        """Return the first rows."""
        return [row for _, row in islice(self.rows(), count)]

    def with_changes(
        self,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        header_row: int | str | None = "same",
        sheet: str | None = None,
    ) -> TableSource:
        """Return the source read otherwise; `header_row=None` says that the first row is data already."""
        source = replace(
            self,
            encoding=encoding or self.encoding,
            dialect=replace(self.dialect, delimiter=delimiter) if delimiter else self.dialect,
            sheet=sheet or self.sheet,
        )
        forced = None if isinstance(header_row, str) else (header_row,)
        return _looked_at(source, forced)

    def open(self) -> BinaryIO:
        """Open the file's bytes."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None
        return self.path.open("rb")

    def _bytes(self) -> bytes:
        with self.open() as file:
            return file.read()


def sniff(path: Path) -> TableSource:
    """Recognise how a file holds its table, reading no more of a text file than its first 256 KB."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise CrmError(
            f"“{path.name}” could not be opened.", f"{error.strerror or error}. Nothing was read or changed."
        ) from error
    return _recognised(path.name, head, None, path)


def sniff_bytes(data: bytes, name: str = "table.csv") -> TableSource:
    """Recognise a table that is already in memory; the name's ending is a hint."""
    return _recognised(name, data[:HEAD_BYTES], data, None)


def _recognised(name: str, head: bytes, data: bytes | None, path: Path | None) -> TableSource:
    ending = Path(name).suffix.lower()
    blank = TableSource(name, (), "", Dialect(), None, (), data=data, path=path)
    if ending in _WORKBOOKS or head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from crm_desktop.exchange.workbook import sheet_names

        sheets = sheet_names(blank._bytes(), name)
        return _looked_at(replace(blank, sheets=sheets, sheet=sheets[0]), None)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise CrmError(f"“{name}” is empty.", "There is nothing to read in it; choose another file.")
    encoding = recognised_encoding(head)
    text = _head_text(head, encoding)
    if _is_no_text(text) or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"SQLite format 3")):
        raise CrmError(
            f"“{name}” is no table.",
            "It holds something other than text. Export it as CSV or XLSX and try again.",
        )
    if text.lstrip("\ufeff \r\n\t")[:14].lower().startswith(("<!doctype html", "<html")):
        raise CrmError(
            f"“{name}” is a web page, no table.",
            "Nothing was read. What should have been loaded may need you to sign in first; load it again.",
        )
    lines = text.splitlines(keepends=True) if "\x0b" not in text else text.split("\n")
    dialect = recognised_dialect(lines, ending)
    return _looked_at(replace(blank, encoding=encoding, dialect=dialect), None)


def _is_no_text(text: str) -> bool:
    """Whether there are too many, and of too many kinds, of the signs that no text has."""
    controls = [count for sign in _CONTROLS if (count := text.count(sign))]
    return text.count("\0") > len(text) * 0.1 or (len(controls) >= _KINDS and sum(controls) > len(text) * 0.02)


def _head_text(head: bytes, encoding: str) -> str:
    codec, errors = decoding(encoding)
    text = head.decode(codec, "replace" if codec.startswith("utf-") else errors)
    if len(head) == HEAD_BYTES:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    return text


def _looked_at(source: TableSource, forced_header: tuple[int | None] | None) -> TableSource:
    """Find header and columns from the first rows."""
    if source.sheet:
        from crm_desktop.exchange.workbook import sheet_rows

        raw: Iterator[tuple[int, list[str]]] = sheet_rows(source._bytes(), source.name, source.sheet)
    else:
        raw = _records(source, [], HEAD_BYTES)
    rows: list[list[str]] = []
    for number, row in islice(raw, _SAMPLE_ROWS):
        rows.extend([] for _ in range(number - 1 - len(rows)))
        rows.append(row)
    declared = 1 if source.dialect.is_declared and not source.sheet else 0
    if forced_header is not None:
        header_row = forced_header[0]
    else:
        found = header_row_of(rows[declared:])
        header_row = None if found is None else found + declared
    first_row = header_row + 1 if header_row is not None else declared + first_data_row(rows[declared:])
    named = rows[header_row] if header_row is not None and header_row < len(rows) else []
    while named and not named[-1].strip():
        named = named[:-1]
    header = column_names(named, max(len(named), _usual_width(rows[first_row:])))
    body = rows[first_row:]
    columns = tuple(recognised_values(row[index] for row in body if index < len(row)) for index in range(len(header)))
    titles = tuple(
        title for row in rows[declared : header_row or 0] if (title := " ".join(cell for cell in row if cell.strip()))
    )
    return replace(
        source, header=header, header_row=header_row, first_row=first_row, columns=columns, title_lines=titles
    )


def _usual_width(rows: list[list[str]]) -> int:
    """Return how many columns more than half of the rows fill, empty cells at their end not counted."""
    filled = [max((index for index, cell in enumerate(row, 1) if cell.strip()), default=0) for row in rows if row]
    return median_low(filled) if filled else 0


def _records(
    source: TableSource, problems: list[TableProblem], most_bytes: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    codec, errors = decoding(source.encoding)
    opener: Callable[[], BinaryIO] = source.open
    return csv_rows(opener, codec, errors, source.dialect, problems, most_bytes)


def _rows_below(
    records: Iterator[tuple[int, list[str]]], first_row: int, width: int, problems: list[TableProblem]
) -> Iterator[Row]:
    """Bring rows to the header's width: short ones are filled, long ones kept; both are reported."""
    for number, row in records:
        if number <= first_row:
            continue
        if width > 1 and not any(row):
            continue  # a row without a word, as spreadsheets leave them below a table
        count = len(row)
        if count != width:
            if count < width:
                if count > 1 or width == 1 or row[0].strip():
                    _report(problems, number, f"Row {number} has {count} of {width} cells; the others are empty.")
                row.extend([""] * (width - count))
            else:
                while len(row) > width and not row[-1]:
                    row.pop()
                if len(row) > width:
                    surplus = ", ".join(f"“{cell}”" for cell in row[width:])
                    _report(
                        problems,
                        number,
                        f"Row {number} has {_cells(len(row) - width)} too many: {surplus[:200]}.",
                    )
        yield number, tuple(row)


def _report(problems: list[TableProblem], number: int, sentence: str) -> None:
    problems.append(TableProblem(number, sentence))


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
