"""The words of attached files, read once a file and kept for the search index."""

from __future__ import annotations

from collections.abc import Callable

from crm_desktop.storage.database import Database

# Equal bytes are kept once; a name with an ending that says what they are comes before one without.
_WAITING = (
    "SELECT a.blob_id, max(a.name) FROM attachment a WHERE a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM blob_text t WHERE t.id = a.blob_id) GROUP BY a.blob_id LIMIT ?"
)


class FileTexts:
    """Reads the files that no search has looked into yet. Slow: not for the main thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_waiting(self, most: int = 50, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Read up to so many files and return how many were; a file without words is remembered as read, too.

        Nothing of this is a change of the firm's data: it is not journalled, and a file that can only be read
        stays as it is. `goes_on` is asked before each file.
        """
        database = self._database
        if database.read_only or database.is_past or database.damage is not None:
            return 0
        from crm_desktop.exchange.file_text import text_of

        count = 0
        for blob, name in database.rows(_WAITING, (most,)):
            if not goes_on():
                break
            content = database.value("SELECT content FROM blob WHERE id = ?", (blob,))
            # The file may be erased at this moment: its words must not outlive it.
            database.keep_aside(
                "INSERT INTO blob_text (id, content) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM blob WHERE id = ?) "
                "AND NOT EXISTS (SELECT 1 FROM blob_text WHERE id = ?)",
                (blob, text_of(content or b"", name), blob, blob),
            )
            count += 1
        return count
