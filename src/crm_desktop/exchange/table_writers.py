"""Tables for other programs: CSV that no spreadsheet runs, workbooks with real numbers and dates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.table_guard import guarded

Value = str | int | float | Decimal | bool | date | datetime | None

_LONGEST_CELL: Final = 32_767
_MOST_ROWS: Final = 1_048_576
_FIRST_DAY: Final = date(1900, 3, 1)
_EXACT_DIGITS: Final = 15


def write_csv(
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    delimiter: str = ",",
    decimal_mark: str = ".",
    encoding: str = "utf-8-sig",
) -> bytes:
    """Return a CSV file that Excel opens rightly and runs nothing of; our own reader gives the same cells back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    # Names in quotation marks tell every reader, ours too, which sign wraps the cells below.
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(
        [guarded(name) for name in header]
    )
    for row in rows:
        writer.writerow([_csv_cell(value, decimal_mark) for value in row])
    return out.getvalue().replace("\0", "").encode(encoding, "replace")


def _csv_cell(value: Value, decimal_mark: str) -> str:
    if isinstance(value, str):
        return guarded(value)
    text = plain_text(value)
    if isinstance(value, float | Decimal) and "." in text:
        whole, _, rest = text.partition(".")
        # Three digits behind one mark read as thousands where nothing else in the column tells.
        text = f"{whole}{decimal_mark}{rest}0" if len(rest) == 3 else f"{whole}{decimal_mark}{rest}"
    return text


def plain_text(value: Value) -> str:
    """Return a value as text that every program reads: a decimal point, ISO dates, true and false."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def write_xlsx(
    header: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "Sheet1", title: str = ""
) -> bytes:
    """Return a workbook: numbers and dates are such, text stays text whatever it begins with."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        if title:
            book.set_properties({"title": title})
        page = book.add_worksheet(_sheet_name(sheet))
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        widths = [len(name) for name in header]
        for column, name in enumerate(header):
            page.write_string(0, column, _cell_text(name), bold)
        for number, row in enumerate(rows, 1):
            if number >= _MOST_ROWS:
                raise CrmError(
                    "This table has more rows than a workbook can hold.",
                    "Nothing was written. Export it as CSV, or filter the list first.",
                )
            for column, value in enumerate(row):
                _write_cell(page, number, column, value, day, moment)
                if number <= 200 and column < len(widths):
                    widths[column] = max(widths[column], min(len(plain_text(value)), 60))
        for column, width in enumerate(widths):
            page.set_column(column, column, width + 2)
        page.freeze_panes(1, 0)
    return out.getvalue()


def _write_cell(page: Any, row: int, column: int, value: Value, day: Any, moment: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(row, column, _cell_text(value))
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, datetime) and value.date() >= _FIRST_DAY:
        # A workbook knows no zones: it shows the time of day as the caller has it.
        page.write_datetime(row, column, value.replace(tzinfo=None), moment)
    elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int | Decimal | float) and _is_exact(value):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, plain_text(value))


def _is_exact(value: float | Decimal) -> bool:
    """Return whether a spreadsheet, which keeps 15 digits, shows the number as it is."""
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")
    number = Decimal(value)
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS


def _cell_text(text: str) -> str:
    if len(text) > _LONGEST_CELL:
        raise CrmError(
            "A text is too long for a cell of a workbook.",
            f"It begins with “{text[:40]}”. Nothing was written; export the table as CSV, which has no such limit.",
        )
    return text


def _sheet_name(name: str) -> str:
    """Return a name that Excel takes for a sheet."""
    kept = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:31]
    return "Sheet1" if kept.lower() in {"", "history"} else kept
