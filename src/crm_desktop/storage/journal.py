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

# A writer that opened no entry gets one: its changes of one second are kept together. Said once, not in
# each of the triggers that need it: a file is opened the sooner the less of them there is to read.
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

_OPEN_OUTSIDE = "UPDATE journal_open SET asked = asked + 1 WHERE entry_id IS NULL;"

_ENTRY = "coalesce((SELECT entry_id FROM journal_open), (SELECT max(id) FROM journal_entry))"


def watched_tables(connection: Connection) -> list[str]:
    """Return the names of the tables that hold the firm's data, in order of their names."""
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
    ).fetchall()
    return [name for (name,) in rows if name not in UNWATCHED and not name.startswith(("sqlite_", "_", "search_"))]


def columns_of(connection: Connection, table: str) -> list[tuple[str, bool]]:
    """Return (column, holds bytes) of a table, in the order of its declaration."""
    rows = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    return [(row[1], row[2].upper() == "BLOB") for row in rows]


def trigger_sql(connection: Connection) -> dict[str, str]:
    """Return the triggers that watch every table of the firm's data: name → statement."""
    triggers: dict[str, str] = {"journal_outside": _OUTSIDE_TRIGGER}
    for table in watched_tables(connection):
        columns = columns_of(connection, table)
        triggers.update(_triggers_of(table, columns))
    return triggers


def _triggers_of(table: str, columns: list[tuple[str, bool]]) -> dict[str, str]:
    def value(side: str, name: str, blob: bool) -> str:
        column = f"{side}.{quoted(name)}"
        return f"hex({column})" if blob else column

    def text(name: str) -> str:
        return "'" + name.replace("'", "''") + "'"

    changed = " OR ".join(f"NEW.{quoted(name)} IS NOT OLD.{quoted(name)}" for name, _ in columns)
    pairs = ", ".join(
        f"{text(name)}, CASE WHEN NEW.{quoted(name)} IS NOT OLD.{quoted(name)} THEN "
        f"json_array({value('OLD', name, blob)}, {value('NEW', name, blob)}) END"
        for name, blob in columns
    )
    whole = ", ".join(f"{text(name)}, json_array({value('OLD', name, blob)}, NULL)" for name, blob in columns)
    head = f"INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) SELECT {_ENTRY}, {text(table)},"
    on = quoted(table)
    # json_patch drops the members that are null: the columns that did not change.
    return {
        f"journal_{table}_insert": (
            f'CREATE TRIGGER "journal_{table}_insert" AFTER INSERT ON {on} BEGIN {_OPEN_OUTSIDE}\n'
            f"{head} NEW.id, 'insert', NULL; END"
        ),
        f"journal_{table}_update": (
            f'CREATE TRIGGER "journal_{table}_update" AFTER UPDATE ON {on}\nWHEN {changed} BEGIN\n'
            f"SELECT RAISE(ABORT, 'the id of a record is fixed') WHERE NEW.id IS NOT OLD.id; {_OPEN_OUTSIDE}\n"
            f"{head} NEW.id, 'update', json_patch('{{}}', json_object({pairs})); END"
        ),
        f"journal_{table}_delete": (
            f'CREATE TRIGGER "journal_{table}_delete" AFTER DELETE ON {on} BEGIN {_OPEN_OUTSIDE}\n'
            f"{head} OLD.id, 'delete', json_object({whole}); END"
        ),
    }
