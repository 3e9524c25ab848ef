"""Importing documents: files of a folder, or of a table that names them, kept on the records that they belong to."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import derived_id
from crm_desktop.services.importing.cells import Cells, cells_of
from crm_desktop.services.importing.file_reading import content_of, digest_of, file_beside
from crm_desktop.services.importing.owners_of_files import FileOwners, Owner
from crm_desktop.services.importing.plan import ImportPlan, Outcome
from crm_desktop.services.importing.tally import Tally
from crm_desktop.services.workspace.commands import put_blob
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row

_COLUMNS = {"person": "contact", "company": "contact", "deal": "deal", "quote": "quote", "case": "case", "lead": "lead"}
_LIKE_IT = (
    "SELECT id, deleted_at FROM attachment WHERE record_id = ? AND name = ? AND blob_id = ? ORDER BY deleted_at LIMIT 1"
)


class DocumentImport:
    """Attaches files inside one unit of work; with `dry` nothing of them is kept, and no whole file is read at once."""

    def __init__(
        self, work: Transaction, plan: ImportPlan, tally: Tally, *, now: Any, country: str, dry: bool = False
    ) -> None:
        self._work = work
        self._plan = plan
        self._tally = tally
        self._now = now
        self._dry = dry
        self._folder = plan.path if plan.folder else plan.path.parent
        self._owners = FileOwners(work, country)
        self._made: set[str] = set()

    def run(self) -> None:
        """Import all rows; what became of each is in the tally. A file takes long, so each tells its progress."""
        for cells in cells_of(self._plan):
            try:
                outcome, title, reason = self._put(cells)
            except CrmError as error:
                title = cells.text("title") or cells.text("path") or f"Row {cells.row}"
                outcome, reason = Outcome.SKIPPED, error.title
            self._tally.add(cells.row, outcome, title[-80:], reason)
            self._tally.advance(1)

    def _put(self, cells: Cells) -> tuple[Outcome, str, str]:
        path = file_beside(self._folder, cells.text("path"))
        owners = self._owners_of(cells, path)
        name = " ".join(cells.text("title").split()) or path.name
        if Path(name).suffix == "" and path.suffix:
            name += path.suffix
        digest = digest_of(path)
        fresh = [owner for owner in owners if self._is_new(owner, name, digest)]
        if not fresh:
            if self._plan.mode == "create":
                return Outcome.SKIPPED, name, f"“{name}” is here already."
            return Outcome.UNCHANGED, name, ""
        if self._plan.mode == "update":
            return Outcome.SKIPPED, name, f"“{name}” is not here yet."
        if not self._dry:
            content = content_of(path)
            blob = put_blob(self._work, content)
            for kind, record in fresh:
                self._attach(kind, record, name, len(content), blob)
        self._made.update(_id(record, name, digest) for _, record in fresh)
        return Outcome.READY, name, ""

    def _owners_of(self, cells: Cells, path: Path) -> list[Owner]:
        """Return the records that a row names: each of them gets the document."""
        kind = self._owners.kind_of(cells.text("kind")) if cells.text("kind") else ""
        found = [self._owners.find(text, own) for column, own in _COLUMNS.items() if (text := cells.text(column))]
        if text := cells.text("record"):
            of_file = text == path.stem
            found.append(self._owners.find_by_name_of_file(text, kind) if of_file else self._owners.find(text, kind))
        if not found:
            found.append(self._owners.find_by_name_of_file(path.stem, kind))
        return list(dict.fromkeys(found))

    def _is_new(self, owner: Owner, name: str, digest: str) -> bool:
        """Whether this record has not this file under this name. Raises `CrmError` for one in the Bin."""
        if _id(owner[1], name, digest) in self._made:
            return False
        rows = self._work.execute(_LIKE_IT, (owner[1], name, digest))
        if rows and rows[0][1] is not None:
            raise CrmError(f"“{name}” is in the Bin.", "")
        return not rows

    def _attach(self, kind: str, record: str, name: str, size: int, blob: str) -> None:
        moment = to_millis(self._now)
        insert_row(
            self._work, "attachment",
            {
                "id": _id(record, name, blob), "created_at": moment, "record_kind": kind, "record_id": record,
                "name": name, "media_type": mimetypes.guess_type(name)[0] or "application/octet-stream", "size": size,
                "blob_id": blob, "added_at": moment,
            },
        )  # fmt: skip


def _id(record: str, name: str, digest: str) -> str:
    return derived_id("attachment", record, name, digest)
