"""What the rows of a table must look like, so that a page found without its table can be told whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crm_desktop.storage.driver import Connection, quoted
from crm_desktop.storage.rescue.records import Value

_NOT_READ: Final = ("sqlite_", "_sqlite_", "search_index", "search_digits")
_KINDS: Final = {"VARCHAR": str, "TEXT": str, "DATE": str, "INTEGER": int, "BIGINT": int, "BOOLEAN": int, "BLOB": bytes}
_IDS: Final = {32, 64}
"""Lengths that are those of ids: never shorter, and in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it was declared."""

    name: str
    kind: type
    length: int
    required: bool
    default: Value
    is_rowid: bool

    def takes(self, value: Value) -> bool:
        """Whether this value may stand here."""
        if value is None:
            return not self.required or self.is_rowid
        if self.kind is float:
            return isinstance(value, int | float)
        return isinstance(value, self.kind)

    def suits(self, value: Value) -> bool:
        """Whether this value looks as if it belonged here."""
        if not self.takes(value):
            return False
        if isinstance(value, str) and self.length:
            return len(value) == self.length if self.length in _IDS else len(value) <= self.length
        return True

    def filler(self) -> Value:
        """What stands here when the true value is lost."""
        if not self.required:
            return None
        if self.default is not None:
            return self.default
        return "" if self.kind is str else b"" if self.kind is bytes else 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the schema."""

    name: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> int:
        """The place of the id among the columns."""
        return next(index for index, column in enumerate(self.columns) if column.name == "id")

    def suits(self, values: tuple[Value, ...]) -> bool:
        """Whether a stored row looks like one of this table; columns that were added since may be missing."""
        if len(values) > len(self.columns) or len(values) < len(self.columns) - 8:
            return False
        added = self.columns[len(values) :]
        return all(not one.required or one.default is not None for one in added) and all(
            column.suits(value) for column, value in zip(self.columns, values, strict=False)
        )

    def mended(self, values: tuple[Value, ...]) -> tuple[list[Value], int] | None:
        """Return a row that the table takes, and how many values were lost for it; None when the id is lost."""
        if len(values) > len(self.columns):
            return None
        lost = 0
        whole: list[Value] = []
        for column, value in zip(self.columns, values, strict=False):
            if not column.takes(value):
                if column.name == "id":
                    return None
                value, lost = column.filler(), lost + 1
            whole.append(value)
        whole += [
            column.default if column.default is not None else column.filler() for column in self.columns[len(whole) :]
        ]
        return whole, lost


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables of a schema that hold something of their own."""
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
    ).fetchall()
    return [
        Table(name, tuple(_column(row) for row in connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()))
        for (name,) in names
        if not name.startswith(_NOT_READ) and name != "journal_open"
    ]


def _column(row: tuple[int, str, str, int, str | None, int]) -> Column:
    _, name, declared, required, default, in_key = row
    word, _, length = declared.upper().rstrip(")").partition("(")
    kind = _KINDS.get(word, float)
    shown: Value = None
    if default is not None:
        text = default.strip("'")
        shown = int(text) if kind is int and text.lstrip("-").isdigit() else text
    is_rowid = declared.upper() == "INTEGER" and bool(in_key)
    return Column(name, kind, int(length or 0), bool(required) or bool(in_key), shown, is_rowid)
