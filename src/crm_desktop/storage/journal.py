"""The journal: one record of change, written by triggers inside the transaction that changes.

Nothing slips past it: whoever writes - the ORM, a bulk statement, `sqlite-utils`, a shell - fires the
triggers. Three tables:

`journal_entry`  one thing a person (or a rule, or another program) did
`journal_line`   one row that it touched: `action` and `fields` ({"column": [old, new]}; null at birth)
`journal_open`   one row: the entry being written (null outside a unit of work), and how often a writer
                 without one asked for it

The triggers are generated from the file's own tables, so a new table or column is watched as soon as
they are rebuilt.
"""

from __future__ import annotations

from functools import cache

from crm_desktop.storage.driver import Connection, quoted

UNWATCHED = frozenset(
    {
        "journal_entry",
        "journal_line",
        "journal_open",
        "number_series",
        "draft",
        "erasure",
        "quality_figure",
        "blob_text",
    }
)
"""Tables that are not the firm's data. Numbers once given stay given, so their series are not undone; a draft is
not saved yet; an erasure is for good; figures on quality and the text in files are counted and read again."""

COUNTED = {"lead": frozenset({"score", "score_reasons"})}
"""Columns that follow from others and are counted again every day: their changes are nothing that a person did."""

Columns = tuple[tuple[str, bool], ...]
"""(name, holds bytes) of each column"""

OUTSIDE = "Changed outside the program"

NOW_MS = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"

DDL = (
    """
    CREATE TABLE journal_entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL,
        stamp_ms INTEGER NOT NULL,
        stamp_counter INTEGER NOT NULL,
        replica TEXT NOT NULL,
        actor TEXT NOT NULL,
        label TEXT NOT NULL,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        undoes INTEGER,
        undone_by INTEGER,
        undoable INTEGER NOT NULL DEFAULT 1
    )
    """,
    "CREATE INDEX journal_entry_stamp ON journal_entry (stamp_ms, stamp_counter)",
    """
    CREATE TABLE journal_line (
        id INTEGER PRIMARY KEY,
        entry_id INTEGER NOT NULL,
        table_name TEXT NOT NULL,
        record_id TEXT NOT NULL,
        action TEXT NOT NULL,
        fields TEXT
    )
    """,
    "CREATE INDEX journal_line_entry ON journal_line (entry_id)",
    "CREATE INDEX journal_line_record ON journal_line (record_id)",
    "CREATE TABLE journal_open (id INTEGER PRIMARY KEY CHECK (id = 1), entry_id INTEGER, asked INTEGER NOT NULL)",
    "INSERT INTO journal_open VALUES (1, NULL, 0)",
)

# A writer that opened no entry gets one: its changes of one second are kept together.
_OUTSIDE_TRIGGER = f"""CREATE TRIGGER "journal_outside" AFTER UPDATE OF asked ON journal_open
WHEN NOT EXISTS (SELECT 1 FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)
                    AND kind = 'outside' AND at / 1000 = {NOW_MS} / 1000)
BEGIN
    INSERT INTO journal_entry (uid, stamp_ms, stamp_counter, replica, actor, label, at, kind)
    SELECT lower(hex(randomblob(16))),
           max({NOW_MS}, coalesce((SELECT max(stamp_ms) FROM journal_entry), 0)),
           coalesce((SELECT stamp_counter + 1 FROM journal_entry ORDER BY id DESC LIMIT 1), 0),
           'outside', '', '{OUTSIDE}', {NOW_MS}, 'outside';
END"""

# What happened to one row, handed by the triggers of all tables to the one that writes it down: its id before and
# after (null before its birth and after its death), the names of its columns, and their values before and after as
# JSON arrays; of a row that is gone its fields as they are kept, because thousands may go at once.
# Said once, because a connection reads the text of every trigger before its first answer.
_CHANGE_VIEW = """CREATE VIEW journal_change AS SELECT NULL AS table_name, NULL AS old_id, NULL AS new_id,
    NULL AS columns, NULL AS old, NULL AS new"""
_WRITE_TRIGGER = """CREATE TRIGGER "journal_write" INSTEAD OF INSERT ON journal_change
WHEN NEW.old IS NOT NEW.new OR NEW.old_id IS NULL
BEGIN
    SELECT RAISE(ABORT, 'the id of a record is fixed') WHERE NEW.new_id <> NEW.old_id;
    UPDATE journal_open SET asked = asked + 1 WHERE entry_id IS NULL;
    INSERT INTO journal_line (entry_id, table_name, record_id, action, fields)
    SELECT coalesce((SELECT entry_id FROM journal_open), (SELECT max(id) FROM journal_entry)),
           NEW.table_name, coalesce(NEW.new_id, NEW.old_id),
           CASE WHEN NEW.old_id IS NULL THEN 'insert' WHEN NEW.new_id IS NULL THEN 'delete' ELSE 'update' END,
           CASE WHEN NEW.new_id IS NULL THEN NEW.old WHEN NEW.old_id IS NOT NULL THEN (
               SELECT json_group_object(json_extract(NEW.columns, was.fullkey),
                                        json_array(was.value, json_extract(NEW.new, was.fullkey)))
               FROM json_each(NEW.old) was
               WHERE was.value IS NOT json_extract(NEW.new, was.fullkey)) END;
END"""


def watched_tables(connection: Connection) -> list[str]:
    """Return the names of the tables that hold the firm's data, in order of their names."""
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
    ).fetchall()
    return [name for (name,) in rows if name not in UNWATCHED and not name.startswith(("sqlite_", "_", "search_"))]


def columns_of(connection: Connection, table: str) -> Columns:
    """Return (column, holds bytes) of a table, in the order of its declaration."""
    rows = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    return tuple((row[1], row[2].upper() == "BLOB") for row in rows)


def view_sql() -> dict[str, str]:
    """Return the view through which the triggers hand on what happened: name → statement."""
    return {"journal_change": _CHANGE_VIEW}


def trigger_sql(connection: Connection) -> dict[str, str]:
    """Return the triggers that watch every table of the firm's data: name → statement."""
    return {"journal_outside": _OUTSIDE_TRIGGER, "journal_write": _WRITE_TRIGGER} | row_trigger_sql(connection)


def row_trigger_sql(connection: Connection) -> dict[str, str]:
    """Return those of the triggers that stand on the tables themselves."""
    triggers: dict[str, str] = {}
    for table in watched_tables(connection):
        triggers.update(_triggers_of(table, columns_of(connection, table)))
    return triggers


def bulk_trigger_sql(connection: Connection) -> dict[str, str]:
    """Return the triggers of one long write, in place of those of `row_trigger_sql`: name → statement.

    They put the same lines many times quicker into `temp.bulk_line`: a trigger opens what it writes to for every row
    anew, and the journal has four indexes. Their texts name every column, too much for every connection to read; so
    they are temporary, and the write's own connection is the only one that ever knows them.
    """
    triggers: dict[str, str] = {}
    for table in watched_tables(connection):
        columns = columns_of(connection, table)
        for event, when, check, record, fields in (
            ("INSERT", "", "", "NEW.id", "NULL"),
            ("UPDATE", f" WHEN {_differs(table, columns)}", _FIXED_ID, "OLD.id", _changed_fields(table, columns)),
            ("DELETE", "", "", "OLD.id", _fields_gone(columns)),
        ):
            name = f"bulk_{table}_{event.lower()}"
            triggers[name] = (
                f'CREATE TEMP TRIGGER "{name}" AFTER {event} ON main.{quoted(table)}{when} BEGIN {check}'
                f"INSERT INTO bulk_line (table_name, record_id, action, fields) "
                f"VALUES ({_text(table)}, {record}, '{event.lower()}', {fields}); END"
            )
    return triggers


BULK_DDL = """CREATE TEMP TABLE bulk_line (
    id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, record_id TEXT NOT NULL, action TEXT NOT NULL, fields TEXT
)"""
BULK_POUR = (
    "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) "
    "SELECT ?, table_name, record_id, action, fields FROM temp.bulk_line ORDER BY id"
)
"""Moves the lines of a long write into the journal; bound to its entry."""

_FIXED_ID = "SELECT RAISE(ABORT, 'the id of a record is fixed') WHERE NEW.id <> OLD.id; "


def _differs(table: str, columns: Columns) -> str:
    return " OR ".join(
        f"{_value('OLD', name, blob)} IS NOT {_value('NEW', name, blob)} COLLATE BINARY"
        for name, blob in _watched(table, columns)
    )


def _changed_fields(table: str, columns: Columns) -> str:
    """Return SQL for {"column": [old, new]} of the columns that changed."""
    each = " || ".join(
        f"CASE WHEN {_value('OLD', name, blob)} IS NOT {_value('NEW', name, blob)} COLLATE BINARY "
        f"THEN {_text(f',{_json(name)}:')} || json_array({_value('OLD', name, blob)}, {_value('NEW', name, blob)}) "
        "ELSE '' END"
        for name, blob in _watched(table, columns)
    )
    return f"'{{' || substr({each}, 2) || '}}'"


def _fields_gone(columns: Columns) -> str:
    """Return SQL for {"column": [old, null]} of a whole row."""
    each = ", ".join(f"{_text(name)}, json_array({_value('OLD', name, blob)}, NULL)" for name, blob in columns)
    return f"json_object({each})"


def _watched(table: str, columns: Columns) -> Columns:
    return tuple(one for one in columns if one[0] not in COUNTED.get(table, ()))


def _value(side: str, name: str, blob: bool) -> str:
    value = f"{side}.{quoted(name)}"
    return f"hex({value})" if blob else value


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@cache
def _triggers_of(table: str, columns: Columns) -> dict[str, str]:
    watched = _watched(table, columns)

    def values(side: str) -> str:
        return f"json_array({', '.join(_value(side, name, blob) for name, blob in watched)})"

    def trigger(event: str, change: str) -> dict[str, str]:
        name = f"journal_{table}_{event.lower()}"
        return {
            name: f'CREATE TRIGGER "{name}" AFTER {event} ON {quoted(table)} BEGIN '
            f"INSERT INTO journal_change VALUES ({_text(table)}, {change}); END"
        }

    names = _text(_json([name for name, _ in watched]))
    return (
        trigger("INSERT", "NULL, NEW.id, NULL, NULL, NULL")
        | trigger("UPDATE", f"OLD.id, NEW.id, {names}, {values('OLD')}, {values('NEW')}")
        | trigger("DELETE", f"OLD.id, NULL, NULL, {_fields_gone(columns)}, NULL")
    )
