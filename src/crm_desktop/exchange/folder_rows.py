"""A folder of documents as a table: the path of each file, and whom the names of folders and files speak of."""

from __future__ import annotations

import os
from pathlib import Path

from crm_desktop.core.errors import CrmError

FOLDER_HEADER = ("File", "Belongs to")
_NOT_DOCUMENTS = frozenset((".ds_store", "thumbs.db", "desktop.ini", "icon\r"))
_MOST = 100_000


def folder_rows(folder: Path) -> list[tuple[str, str]]:
    """Return (path within the folder, whom it belongs to by the names) of every file, in their order.

    The folder of a file in a folder of its own says whose it is; a file at the top says it by its own name.
    Hidden files and those that systems leave behind are passed over; links to folders are not followed.
    """
    rows: list[tuple[str, str]] = []
    try:
        for place, folders, names in os.walk(folder, onerror=_raise):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith((".", "~$")) or name.lower() in _NOT_DOCUMENTS:
                    continue
                within = Path(place, name).relative_to(folder)
                rows.append((within.as_posix(), within.parts[0] if len(within.parts) > 1 else within.stem))
            if len(rows) > _MOST:
                raise CrmError(f"“{folder.name}” holds more than {_MOST:,} files.", "Choose a smaller folder.")
    except OSError as error:
        raise CrmError(
            f"“{folder.name}” could not be read.", f"{error.strerror or error}. Nothing was imported."
        ) from error
    return rows


def _raise(error: OSError) -> None:
    raise error
