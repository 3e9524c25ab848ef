"""Words that no program knows, in every kind of record, and the search for them in every byte of a folder."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.services.services import Services

PLANTED = "Zanzibarqua"
PASSPHRASE = "brave cheese tunnel goat"
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_NO_WORDS = frozenset(
    {"id", "kind", "table_name", "record_kind", "record_table", "action", "status", "type", "medium", "currency"}
)


def plant(services: Services) -> int:
    """Put the word into every text of every table that takes it; how many columns there were."""
    database = services.database
    tables = [name for (name,) in database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'journal%' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
    )]  # fmt: skip
    planted = 0
    with database.write(f"Planted {PLANTED}") as work:
        for table in tables:
            for column in work.execute(f'PRAGMA table_info("{table}")'):
                name, kind, key = column[1], column[2].upper(), column[5]
                if key or ("TEXT" not in kind and "VARCHAR" not in kind) or name in _NO_WORDS or name.endswith("_id"):
                    continue
                # Half of the rows, so that what a screen needs to understand is still there in the others.
                work.execute("SAVEPOINT plant")
                try:
                    work.execute(
                        f'UPDATE "{table}" SET {name} = {name} '
                        f"|| ' {PLANTED}' WHERE rowid % 2 = 0 AND {name} <> '' "
                        f"AND {name} NOT GLOB '[0-9][0-9][0-9][0-9]-*' AND {name} NOT GLOB '[{{\"[]*' "
                        f"AND {name} GLOB '* *'"
                    )
                    planted += 1
                except Exception:
                    work.execute("ROLLBACK TO plant")
                work.execute("RELEASE plant")
    return planted


def found_in(root: Path, but: str = "") -> list[str]:
    """The files below a folder that hold the word, in their bytes or their names."""
    found = []
    for path in root.rglob("*"):
        if but and but in str(path):
            continue
        if PLANTED in path.name:
            found.append(str(path.relative_to(root)))
        elif path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if any(PLANTED.encode(encoding) in content for encoding in _ENCODINGS):
                found.append(str(path.relative_to(root)))
    return found
