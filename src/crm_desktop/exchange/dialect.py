"""How a text table is written: what separates its cells, what quotes them."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|", " ")
_NAMES = {",": "Commas", ";": "Semicolons", "\t": "Tabs", "|": "Vertical bars", " ": "Spaces", ":": "Colons"}
_DECLARED = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)
_KNOWN_CELL = re.compile(
    r"\s*(?:"
    r"[-+]?[\d.,\xa0' ]*\d\s*%?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d\d(?::\d\d)?.*)?"
    r"|[^@\s,;|]+@[^@\s,;|]+\.\w+"
    r"|https?://\S+"
    r"|true|false|yes|no|null|n/a|ja|nein"
    r"|[^\W\d_][\w '’.()/&#*+-]*"
    r")?\s*\Z",
    re.IGNORECASE,
)
_ROWS_TO_JUDGE = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to take a line apart. `escape` is a backslash in files that write `\\"` for a quotation mark."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skips_spaces: bool = False
    is_declared: bool = False

    def words(self) -> str:
        """Return the separator in a word."""
        return _NAMES.get(self.delimiter, f"“{self.delimiter}”")

    def reader(self, lines: Iterable[str], takes_quotes: bool = True) -> Iterator[list[str]]:
        """Return a reader of records; without quotes every line is a record as it stands."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            skipinitialspace=self.skips_spaces,
            quoting=csv.QUOTE_MINIMAL if takes_quotes else csv.QUOTE_NONE,
        )


def recognised_dialect(lines: Sequence[str], file_ending: str = "") -> Dialect:
    """Return the dialect in which the lines make the most regular table of sensible cells."""
    if not lines:
        return Dialect("\t" if file_ending == ".tsv" else ",")
    declared = _DECLARED.match(lines[0])
    if declared:
        return Dialect(declared.group(1), is_declared=True)
    quote = _quote(lines)
    best, best_score = Dialect("\t" if file_ending == ".tsv" else ",", quote), 0.0
    for delimiter in DELIMITERS:
        if delimiter == " " and file_ending != ".ssv":
            continue
        candidate = Dialect(
            delimiter,
            quote,
            _escape(lines, quote, delimiter),
            _skips_spaces(lines, quote, delimiter),
        )
        score = _score(lines, candidate)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _quote(lines: Sequence[str]) -> str:
    """Return the sign that wraps cells: an apostrophe only when it does and no quotation mark is there."""
    text = "\n".join(lines[:_ROWS_TO_JUDGE])
    if '"' in text or "'" not in text:
        return '"'
    wrapped = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|]|$)", text, re.MULTILINE))
    return "'" if wrapped >= 2 and wrapped * 2 >= text.count("'") * 0.9 else '"'


def _escape(lines: Sequence[str], quote: str, delimiter: str) -> str:
    text = "\n".join(lines[:_ROWS_TO_JUDGE])
    inner = len(re.findall(rf"\\{quote}(?!{re.escape(delimiter)}|\r|\n|\Z)", text))
    return "\\" if inner and text.count(quote * 2) < inner else ""


def _skips_spaces(lines: Sequence[str], quote: str, delimiter: str) -> bool:
    """Return whether cells stand apart from their separators, so that a quotation mark comes after a space."""
    if delimiter == " ":
        return True
    text = "".join(lines[:_ROWS_TO_JUDGE])
    if re.search(rf"{re.escape(delimiter)} +{quote}(?!{quote})", text):
        return True
    return text.count(f"{delimiter} ") > 0.5 * text.count(delimiter) > 0


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    try:
        rows = [row for row in dialect.reader(lines) if any(row)]
    except csv.Error:
        return 0.0
    rows = rows[:_ROWS_TO_JUDGE]
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    width, regular = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    if width < 2:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    known = sum(1 for cell in cells if _KNOWN_CELL.match(cell[:200]))
    torn = sum(1 for cell in cells if any(mark in cell for mark in ";\t|" if mark != dialect.delimiter))
    # A table that is regular, wide and made of sensible cells; long prose is neither for nor against.
    sense = (known + 0.5 * (len(cells) - known - torn)) / len(cells)
    return sense * math.sqrt(math.log2(width + 1)) * math.pow(regular / len(rows), 1.5)
