"""Rescuing what is readable of a damaged workspace into a new one, and saying what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import CrmError
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.storage.failures import DiskFull, said_in_words

_WORDS: Final = {
    "contact": "contacts", "channel": "phones and e-mails", "address": "addresses", "affiliation": "places of work",
    "relation": "relations", "relation_type": "sorts of relation", "lead": "leads", "not_duplicate": "no duplicates",
    "deal": "deals", "deal_line": "lines of deals", "stage_move": "moves of deals", "stage": "stages",
    "pipeline": "pipelines", "document": "quotes", "document_line": "lines of quotes", "product": "products",
    "case": "cases", "case_message": "messages of cases", "task": "tasks", "event": "events", "reminder": "reminders",
    "activity": "notes and calls", "activity_link": "links of notes and calls", "tag": "tags",
    "tag_link": "uses of tags", "attachment": "files", "blob": "contents of files", "blob_text": "texts of files",
    "journal_entry": "entries of the history", "journal_line": "lines of the history", "setting": "settings",
    "member": "people of the firm", "number_series": "series of numbers", "draft": "drafts", "erasure": "erasures",
    "custom_field": "own fields", "custom_value": "values of own fields", "saved_view": "saved views",
    "segment_member": "members of segments", "score_rule": "rules of scoring", "assignment_rule": "rules of assignment",
    "quality_figure": "figures of quality",
}  # fmt: skip
_QUIET: Final = {"search_document"}
"""Made anew from the others."""
_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class TableReport:
    """What came over of one table: `lost` are records known to have been there, `holes` places that were skipped."""

    name: str
    words: str
    read: int
    lost: int
    holes: int
    values_lost: int


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What a rescue did: `notes` are sentences for the person."""

    path: Path
    tables: tuple[TableReport, ...]
    notes: tuple[str, ...]

    @property
    def read(self) -> int:
        """How many rows came over."""
        return sum(table.read for table in self.tables)

    @property
    def lost(self) -> int:
        """How many records are known to be lost."""
        return sum(table.lost for table in self.tables)

    @property
    def whole(self) -> bool:
        """Whether nothing at all was lost."""
        return not self.notes

    def as_json(self) -> dict[str, Any]:
        """Return the report as the command line prints it."""
        return {
            "file": str(self.path), "read": self.read, "lost": self.lost, "notes": list(self.notes),
            "tables": [
                {"name": one.name, "read": one.read, "lost": one.lost, "holes": one.holes, "values": one.values_lost}
                for one in self.tables
            ],
        }  # fmt: skip


def rescue(damaged: Path, new: Path, clock: Clock | None = None, *, key: bytes | None = None) -> RescueReport:
    """Read what is readable of `damaged` into the new workspace `new`. Raises `CrmError`, and makes no file then.

    The damaged file is never written to. Links that lead nowhere are cut, or the record that they lead to is made
    anew as “(lost)”; the history is kept as far as it can be read. Not for the main thread.
    """
    from crm_desktop.storage.rescue.filling import rescue as rescue_file

    if new.exists():
        raise CrmError(f"“{new.name}” is there already.", "It was not touched. Choose another name.")
    if not new.absolute().parent.is_dir():
        raise CrmError(f"There is no folder “{new.parent}”.", "Nothing was made. Choose a folder that exists.")
    if not damaged.is_file():
        there = f"“{damaged}” is not an ordinary file." if damaged.exists() else f"There is no file “{damaged}”."
        raise CrmError(there, "Nothing was made. Choose the damaged workspace.")
    now = to_millis((clock or SystemClock()).now())
    try:
        with said_in_words():
            done = rescue_file(damaged, new, key=key, now=now, label=f"Rescued what could be read of “{damaged.name}”")
    except DiskFull as error:
        raise DiskFull(
            f"The disk is too full to rescue “{damaged.name}”.",
            "It was not changed, and no file was made. Free some space and try again.",
        ) from error
    except OSError as error:
        raise CrmError(
            f"“{damaged.name}” could not be rescued: {error.strerror}.", "It was not changed, and no file was made."
        ) from error
    tables = tuple(
        TableReport(name, _WORDS.get(name, name), one.read, done.mended.lost[name], one.holes, one.values_lost)
        for name, one in done.tables.items()
        if name not in _QUIET
    )
    return RescueReport(new, tables, tuple(_notes(done, tables)))


def _notes(done: Any, tables: tuple[TableReport, ...]) -> Iterator[str]:
    mended = done.mended
    if done.seals_broken:
        yield f"{_count(done.seals_broken, 'page')} of the encrypted file had been changed."
    for table in tables:
        words = _first_up(table.words)
        if table.lost:
            yield f"{words}: {table.lost:,} lost."
        elif table.holes:
            yield f"{words}: {_count(table.holes, 'place')} could not be read."
        if table.values_lost:
            yield f"{words}: {_count(table.values_lost, 'value')} could not be read and left empty."
    names = mended.lost_names
    if names:
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        yield f"By name: {', '.join(f'“{name}”' for name in names[:_NAMED])}{more}."
    if mended.lost_files:
        yield f"The content of these files is lost: {', '.join(f'“{name}”' for name in mended.lost_files[:_NAMED])}."
    for done_to, said in (
        (mended.made_anew, "made anew as “(lost)”, because others refer to them"),
        (mended.unlinked, "cut off from a record that is lost"),
        (mended.dropped, "left out, because they led to nothing"),
    ):
        for name, count in done_to.items():
            yield f"{_first_up(_WORDS.get(name, name))}: {count:,} {said}."
    if mended.entries_lost:
        yield f"{_count(mended.entries_lost, 'change')} of the history lost the name and time."
    if done.strays:
        yield f"{_count(done.strays, 'page')} held rows of which nobody can tell what they were."


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _count(many: int, one: str) -> str:
    return f"{many:,} {one}{'' if many == 1 else 's'}"
