"""What a command prints: aligned for people, JSON for programs; data can do nothing to the terminal."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

_WIDEST = 48
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def prepare_streams() -> None:
    """Have standard output and error speak UTF-8 whatever the system's locale says."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "backslashreplace")


def clean(text: str) -> str:
    """Return a text that cannot move the cursor, change colours or turn the line around."""
    if text.isascii() and text.isprintable():
        return text
    shown = []
    for letter in text:
        if letter in "\n\t":
            shown.append(" ")
        elif letter in _DIRECTION or unicodedata.category(letter) in ("Cc", "Cs"):
            shown.append("\ufffd")
        else:
            shown.append(letter)
    return "".join(shown).replace("\r", "")


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


class Output:
    """Prints answers to one stream."""

    def __init__(self, as_json: bool, stream: TextIO | None = None) -> None:
        self.as_json = as_json
        self._stream = stream or sys.stdout

    def json(self, value: Any) -> None:
        """Print one JSON document."""
        self._stream.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def json_list(self, values: Iterable[Any]) -> None:
        """Print a JSON list item by item, so that a long one starts at once."""
        first = True
        for value in values:
            self._stream.write(("[\n" if first else ",\n") + json.dumps(value, ensure_ascii=False))
            first = False
        self._stream.write("[]\n" if first else "\n]\n")

    def line(self, text: str) -> None:
        """Print one line for people; nothing when the answer is JSON."""
        if not self.as_json:
            self._stream.write(clean(text) + "\n")

    def answer(self, text: str, value: Any) -> None:
        """Print a sentence for people or a JSON document for programs."""
        if self.as_json:
            self.json(value)
        else:
            self.line(text)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
        """Print rows in columns as wide as the first thousand rows need; long texts are cut, never wrapped."""
        source = iter(rows)
        first: list[list[str]] = []
        for row in source:
            first.append([_cut(clean(cell)) for cell in row])
            if len(first) == 1000:
                break
        columns = _columns(first, header)
        widths = [max(map(width, (name, *column))) for name, column in zip(header, columns, strict=True)]
        self._row(header, widths, right)
        self._row(["─" * one for one in widths], widths, frozenset())
        for row in first:
            self._row(row, widths, right)
        for row in source:
            self._row([_cut(clean(cell)) for cell in row], widths, right)

    def _row(self, cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> None:
        padded = []
        for number, (cell, wide) in enumerate(zip(cells, widths, strict=True)):
            blank = " " * max(wide - width(cell), 0)
            padded.append(blank + cell if number in right else cell + blank)
        self._stream.write("  ".join(padded).rstrip() + "\n")

    def record(self, values: Mapping[str, Any], indent: int = 0) -> None:
        """Print a record's fields under each other; parts are indented, empty fields left out."""
        filled = {key: value for key, value in values.items() if value not in (None, "", [], {})}
        wide = max((len(key) for key in filled), default=0)
        for key, value in filled.items():
            name = f"{' ' * indent}{key.replace('_', ' '):{wide}}"
            if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
                self._stream.write(name.rstrip() + "\n")
                for item in value:
                    self._stream.write(f"{' ' * indent}  - {_in_words(item)}\n")
            else:
                self._stream.write(f"{name}  {_in_words(value)}\n")


def cell(value: Any) -> str:
    """Return a JSON value as a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _in_words(value: Any) -> str:
    if isinstance(value, Mapping):
        parts = (
            f"{key.replace('_', ' ')}: {_in_words(part)}"
            for key, part in value.items()
            if key != "id" and part not in (None, "", False, [], {})
        )
        return ", ".join(parts)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(cell(value))


def _cut(text: str) -> str:
    if width(text) <= _WIDEST:
        return text
    kept = text[: _WIDEST - 1]
    while width(kept) > _WIDEST - 1:
        kept = kept[:-1]
    return kept + "…"


def _columns(rows: Sequence[Sequence[str]], header: Sequence[str]) -> list[list[str]]:
    return [[row[number] for row in rows] for number in range(len(header))]
