"""What an erasure would do, who was erased, and where the name stands besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crm_desktop.core.clock import from_millis
from crm_desktop.services.privacy.footprint import Footprint, footprint
from crm_desktop.services.privacy.views import ErasurePreview, Kept, Mention, Part, Tombstone
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.core.clock import Clock

_MOST_MENTIONS: Final = 20
_MOST_TITLES: Final = 3
_LONGEST_TITLE: Final = 80
_PARTS: Final = (
    ("channel", "contact_id", "Phone numbers, e-mail and other addresses"),
    ("address", "contact_id", "Postal addresses"),
    ("affiliation", "person_id", "Places in companies"),
    ("tag_link", "record_id", "Tags"),
)
_ERASED: Final = (
    (("activity",), "Notes, calls and messages"), (("task",), "Tasks"), (("event",), "Appointments"),
    (("attachment",), "Files"),
)  # fmt: skip
_EMPTIED: Final = (
    (("activity",), "Notes and calls of companies, deals and others"), (("case",), "Cases with their messages"),
    (("deal",), "Deals"), (("task", "event"), "Tasks and appointments of deals and companies"),
    (("document",), "Quotes not issued yet"),
)  # fmt: skip
ISSUED_REASON: Final = (
    "The law asks a firm to keep what it issued, in most countries for six to ten years. Number, amounts, the name and "
    "address on the paper and its PDF stay; nothing leads from them to the person any more."
)
FILES_REASON: Final = (
    "They belong to deals, quotes or shared notes. What stands inside a file is not searched: look through them."
)


class PrivacyQueries:
    """Reads for a person's sake."""

    def __init__(self, database: Database, clock: Clock | None) -> None:
        self._database = database
        self._clock = clock

    def erasures(self) -> list[Tombstone]:
        """Return every erasure there was, the first one first."""
        return [
            Tombstone(one, kind, record, from_millis(at), actor)
            for one, kind, record, at, actor in self._database.rows(
                "SELECT id, record_kind, record_id, erased_at, actor FROM erasure ORDER BY erased_at, id"
            )
        ]

    def preview(self, person_id: str) -> ErasurePreview:
        """Return what erasing a person would take, what it would leave and why. Raises `CrmError`."""
        mark = footprint(self._database.rows, person_id)
        kept_rows = mark.emptied | mark.scrubbed
        folder, backups = self._backups()
        return ErasurePreview(
            person_id=person_id,
            name=mark.name,
            erased=tuple(self._erased(mark)),
            emptied=tuple(
                Part(label, count) for tables, label in _EMPTIED if (count := mark.count(kept_rows, *tables))
            ),
            kept=tuple(self._kept(mark)),
            mentions=tuple(self._mentions(mark)),
            backups=backups,
            backup_folder=folder,
        )

    def _erased(self, mark: Footprint) -> list[Part]:
        parts = [Part("The person, with every field", 1)]
        for table, column, label in _PARTS:
            parts.append(
                Part(label, self._database.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", (mark.person_id,)))
            )
        parts += [Part(label, mark.count(mark.removed, *tables)) for tables, label in _ERASED]
        drafts = "SELECT count(*) FROM draft WHERE record_id = ? OR instr(content, ?) > 0"
        parts.append(Part("Forms not saved yet", self._database.value(drafts, (mark.person_id, mark.person_id))))
        return [part for part in parts if part.count]

    def _kept(self, mark: Footprint) -> list[Kept]:
        kept: list[Kept] = []
        numbers = [
            str(self._database.value("SELECT trim(number || ' ' || title) FROM document WHERE id = ?", (record,)))
            for _, record in sorted(mark.issued)
        ]
        if numbers:
            titles = tuple(one[:_LONGEST_TITLE] for one in numbers[:_MOST_TITLES])
            kept.append(Kept("Issued quotes", len(numbers), ISSUED_REASON, titles))
        files = sorted(record for table, record in mark.scrubbed if table == "attachment")
        if files:
            names = [str(self._database.value("SELECT name FROM attachment WHERE id = ?", (one,))) for one in files]
            kept.append(Kept("Files", len(files), FILES_REASON, tuple(names[:_MOST_TITLES])))
        return kept

    def _mentions(self, mark: Footprint) -> list[Mention]:
        words = " ".join(mark.name.replace('"', " ").replace("\0", " ").split())
        if not words:
            return []
        known = set(mark.ids())
        rows = self._database.rows(
            "SELECT d.kind, d.record_id, d.title FROM search_index i JOIN search_document d ON d.id = i.rowid "
            "WHERE search_index MATCH ? ORDER BY d.id LIMIT 200",
            (f'"{words}"',),
        )
        found = [Mention(kind, one, str(title)[:_LONGEST_TITLE]) for kind, one, title in rows if one not in known]
        return found[:_MOST_MENTIONS]

    def _backups(self) -> tuple[str, int]:
        from crm_desktop.services.backups import folder_of

        folder = folder_of(self._database.path)
        try:
            return str(folder), sum(1 for _ in folder.glob("*.crm"))
        except OSError:
            return str(folder), 0
