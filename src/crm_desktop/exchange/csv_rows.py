"""Records of a text table, streamed: damaged quoting, NULs and strange bytes are reported, never lost."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from crm_desktop.exchange.dialect import Dialect
from crm_desktop.exchange.table_guard import unguarded

_MOST_REPAIRS = 100
# Python's own 128 KB is less than a long history pasted into one cell.
csv.field_size_limit(4 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class TableProblem:
    """Something odd in one row, in a sentence; the row is read all the same."""

    row: int
    sentence: str


@dataclass(slots=True)
class _Reading:
    """What is known of the record being read; its lines can be read again in another way."""

    text: Iterator[str]
    lines: list[str] = field(default_factory=list)
    again: deque[str] = field(default_factory=deque)
    has_ended: bool = False
    has_apostrophe: bool = False
    has_null: bool = False


def csv_rows(
    opener: Callable[[], BinaryIO],
    codec: str,
    errors: str,
    dialect: Dialect,
    problems: list[TableProblem],
    most_bytes: int | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with their numbers from 1; an empty line counts and is left out."""
    with opener() as file:
        source: BinaryIO = io.BytesIO(file.read(most_bytes)) if most_bytes is not None else file
        reading = _Reading(io.TextIOWrapper(source, encoding=codec, errors=errors, newline=""))
        yield from _records(reading, dialect, problems)


def _lines(reading: _Reading) -> Iterator[str]:
    """Yield the lines to be read again, then those of the file."""
    remember = reading.lines.append
    for line in chain(_emptied(reading.again), reading.text):
        if "\0" in line:
            reading.has_null = True
            line = line.replace("\0", "")
        if "'" in line:
            reading.has_apostrophe = True
        remember(line)
        yield line
    reading.has_ended = True


def _as_it_stands(line: str, dialect: Dialect) -> list[str]:
    """Split a line without regard to quotation marks; a cell of absurd length stays whole."""
    try:
        return next(dialect.reader([line], takes_quotes=False), [])
    except csv.Error:
        return [line.rstrip("\r\n")]


def _emptied(lines: deque[str]) -> Iterator[str]:
    while lines:
        yield lines.popleft()


def _records(reading: _Reading, dialect: Dialect, problems: list[TableProblem]) -> Iterator[tuple[int, list[str]]]:
    reader = dialect.reader(_lines(reading))
    lines = reading.lines
    number = repairs = 0
    while True:
        lines.clear()
        try:
            row = next(reader)
            is_open = reading.has_ended and bool(lines)
        except StopIteration:
            return
        except csv.Error:
            is_open = True
        number += 1
        if is_open:
            # A quotation mark opens and never closes: its line is taken as it stands, the rest is read anew.
            row = _as_it_stands(lines[0], dialect)
            reading.again.extendleft(reversed(lines[1:]))
            reading.has_ended = False
            repairs += 1
            reader = dialect.reader(_lines(reading), takes_quotes=repairs < _MOST_REPAIRS)
            problems.append(TableProblem(number, f"Row {number} opens a quotation mark and never closes it."))
        if reading.has_null:
            reading.has_null = False
            problems.append(TableProblem(number, f"Row {number} held empty bytes, which were left out."))
        if reading.has_apostrophe:
            reading.has_apostrophe = False
            row = [unguarded(cell) if cell[:1] == "'" else cell for cell in row]
        if row:
            yield number, row
