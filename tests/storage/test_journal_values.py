"""What stands in a field is journalled as it stood there, whatever it looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crm_desktop.core.ids import new_id
from crm_desktop.storage import undo
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import connect
from crm_desktop.storage.groups import GROUPS

_TEXTS = [
    "",
    "null",
    "true",
    "1",
    "1.0",
    "[1, 2]",
    '{"a": [null]}',
    '"quoted"',
    "$[0]",
    "line\nbreak\t\\",
    "Ünï 🧁",
    "'",
]


@pytest.fixture
def record(database: Database) -> str:
    record = new_id()
    with database.write("Add") as work:
        work.execute(
            "INSERT INTO contact (id, kind, name, sort_key, created_at) VALUES (?, 'person', 'Anna', 'anna', 1)",
            (record,),
        )
    return record


def _last(database: Database) -> tuple[str, Any]:
    row = database.row("SELECT action, fields FROM journal_line ORDER BY id DESC LIMIT 1")
    assert row is not None
    return row[0], json.loads(row[1])


def test_text_that_looks_like_something_else_stays_text(database: Database, record: str) -> None:
    before: str | None = None
    for text in (*_TEXTS, None):
        if text == before:
            continue
        with database.write("Say") as work:
            work.execute("UPDATE contact SET extra = ? WHERE id = ?", (text, record))
        assert _last(database) == ("update", {"extra": [before, text]})
        before = text


@pytest.mark.parametrize("text", _TEXTS)
def test_a_deleted_row_comes_back_as_it_was(database: Database, record: str, text: str) -> None:
    with database.write("Say") as work:
        work.execute("UPDATE contact SET about = ?, extra = ?, pinned = 1 WHERE id = ?", (text, text, record))
    whole = database.row("SELECT * FROM contact WHERE id = ?", (record,))
    with database.write("Delete") as work:
        work.execute("DELETE FROM contact WHERE id = ?", (record,))
    assert _last(database)[0] == "delete"
    entry = database.value("SELECT max(id) FROM journal_entry")
    undo.undo(database, entry, groups=GROUPS)
    assert database.row("SELECT * FROM contact WHERE id = ?", (record,)) == whole


def test_a_tool_that_writes_what_stands_there_already_leaves_no_entry(database: Database, record: str) -> None:
    entries = database.value("SELECT count(*) FROM journal_entry")
    tool = connect(database.path)
    tool.execute("UPDATE contact SET name = name, about = about WHERE id = ?", (record,))
    tool.close()
    assert database.value("SELECT count(*) FROM journal_entry") == entries


def test_one_row_changed_is_one_line_of_the_changed_columns(database: Database, record: str) -> None:
    with database.write("Change") as work:
        work.execute("UPDATE contact SET name = 'Bea', sort_key = 'bea', pinned = 0 WHERE id = ?", (record,))
    assert _last(database) == ("update", {"name": ["Anna", "Bea"], "sort_key": ["anna", "bea"]})
