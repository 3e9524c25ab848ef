"""Lines pasted from a spreadsheet: name, quantity, price and tax, in the order people keep them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

from crm_desktop.services.quotes.views import LineDraft
from crm_desktop.ui.quotes.words import read_number, read_percent


def lines_of_text(text: str, usual_rate: Decimal) -> list[LineDraft]:
    """Return one line for every row: the first words are the name, the numbers are quantity, price and tax.

    One number is a price; a number with a percent sign is always the tax. A row of headings is left out.
    """
    rows = [row for row in csv.reader(io.StringIO(text), delimiter="\t") if any(cell.strip() for cell in row)]
    if len(rows) > 1 and len(rows[0]) > 1 and not _numbers(rows[0]) and _numbers(rows[1]):
        rows = rows[1:]
    return [_line(row, usual_rate) for row in rows]


def _line(row: list[str], usual_rate: Decimal) -> LineDraft:
    words: list[str] = []
    numbers: list[Decimal] = []
    rate = usual_rate
    for cell in (one.strip() for one in row):
        if "%" in cell and (percent := read_percent(cell)) is not None:
            rate = percent
        elif cell and words and (number := read_number(cell)) is not None:
            numbers.append(number)
        elif cell:
            words.append(cell)
    name, *more = words or [""]
    line = LineDraft(name=name, description=" · ".join(more), tax_rate=rate)
    if len(numbers) == 1:
        return replace(line, unit_price=numbers[0])
    if len(numbers) > 1:
        line = replace(line, quantity=numbers[0], unit_price=numbers[1])
    # A third number is a rate when it can be one; a line's total never is small and whole by habit.
    if len(numbers) > 2 and 0 <= numbers[2] <= 30 and numbers[2] != numbers[0] * numbers[1]:
        line = replace(line, tax_rate=numbers[2])
    return line


def _numbers(row: list[str]) -> int:
    return sum(1 for cell in row[1:] if read_number(cell) is not None)
