"""Write the first migration from the mapped classes. Only until the first release: after that, add a migration."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from crm_desktop.models import Record

TARGET = Path(__file__).parents[1] / "src/crm_desktop/storage/migrations/m0001_first.py"
HEAD = '''"""The first schema: every table of the program's first version."""

from __future__ import annotations

from sqlite_utils import Database

from crm_desktop.storage import journal, numbers, search_index

TABLES = (
'''
FOOT = ''')


def apply(database: Database) -> None:
    """Make every table and index."""
    for statement in (*journal.DDL, *numbers.DDL, *search_index.DDL, *TABLES):
        database.execute(statement)
'''


def main() -> None:
    """Write the statements, one literal each."""
    dialect = sqlite.dialect()
    statements = []
    for table in sorted(Record.metadata.tables.values(), key=lambda table: table.name):
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    body = ""
    for statement in statements:
        lines = [line.strip() for line in statement.replace("\t", "").splitlines() if line.strip()]
        if len(lines) == 1:
            body += f'    "{lines[0]}",\n' if '"' not in lines[0] else f"    '{lines[0]}',\n"
        else:
            inner = "\n".join(
                "        " + line if 0 < n < len(lines) - 1 else "    " + line for n, line in enumerate(lines)
            )
            body += f'    """\n{inner}\n    """,\n'
    TARGET.write_text(HEAD + body + FOOT, encoding="utf-8")


if __name__ == "__main__":
    main()
