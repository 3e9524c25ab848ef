"""Everything held about a person as one ZIP: a PDF to read, JSON to reuse, their files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crm_desktop.core.errors import CrmError, RecordMissing
from crm_desktop.core.file_names import distinct, safe_name
from crm_desktop.services.privacy.footprint import footprint
from crm_desktop.services.record_history.views import value_text

if TYPE_CHECKING:
    from crm_desktop.documents.person_paper import PaperField, PaperRecord, PaperSection
    from crm_desktop.services.services import Services

Progress = Callable[[int, int], bool]
"""Told (done, of all); False stops."""

_KINDS: Final = (
    ("activity", "activity"), ("task", "task"), ("event", "event"), ("deal", "deal"), ("document", "quote"),
    ("case", "case"),
)  # fmt: skip
_TITLES: Final = ("name", "title", "subject", "number", "kind")
_WHEN: Final = ("happened_at", "opened_at", "dated_on", "due_on", "starts_at", "starts_on", "created_at")
_LONGEST_TITLE: Final = 120
README: Final = (
    "This is everything that {business} holds about {name}, written on {made}.\n\n"
    "everything.pdf  is for reading.\n"
    "everything.json is for programs: the same records, field by field.\n"
    "files/          holds the files that were attached, as they were given.\n"
)
NOTE: Final = "The same is in everything.json for programs; attached files are in the folder “files”."


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    name: str
    place: str


def write_everything(
    services: Services, person_id: str, path: Path, progress: Progress | None = None, *, replaces: bool = False
) -> Path:
    """Write the package to a private file and return it; a file that is there is replaced with `replaces` only.

    Raises `CrmError`: nothing is left half made.
    """
    from crm_desktop.exchange.package import write_package

    if path.exists() and not replaces:
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            write_package(file, _Everything(services, person_id, progress).entries(),
                          services.clock.now().astimezone(services.clock.zone))  # fmt: skip
        if path.exists() and not replaces:  # made by somebody else meanwhile
            raise FileExistsError
        unfinished.replace(path)
    except FileExistsError:
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name.") from None
    except OSError as error:
        raise CrmError(
            f"“{path.name}” could not be written: {error.strerror}.", "No file was left half made. Try another folder."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def suggested_name(name: str) -> str:
    """Return what to call the package of a person."""
    return safe_name(f"Everything about {name}.zip")


class _Everything:
    def __init__(self, services: Services, person_id: str, progress: Progress | None) -> None:
        self._services = services
        self._person_id = person_id
        self._progress = progress
        self._mark = footprint(services.database.rows, person_id)

    def entries(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of everything in the package, one file in memory at a time."""
        files = self._files()
        total = len(files) + 3
        records = self._records(files)
        made = self._made()
        business = self._services.workspace.business().name
        readme = README.format(business=business or "this firm", name=self._mark.name, made=made)
        self._tell(0, total)
        yield "README.txt", readme.encode("utf-8", "replace")
        yield "everything.json", (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
        self._tell(2, total)
        yield "everything.pdf", self._paper(records, business, made)
        for number, one in enumerate(files, 3):
            self._tell(number, total)
            yield one.place, self._content(one.id)

    def _tell(self, done: int, total: int) -> None:
        if self._progress is not None and not self._progress(done, total):
            raise CrmError("The package was stopped.", "No file was written.")

    def _made(self) -> str:
        return f"{self._services.clock.now().astimezone(self._services.clock.zone):%Y-%m-%d %H:%M}"

    # what there is

    def _records(self, files: list[_File]) -> dict[str, Any]:
        mark = self._mark
        held: dict[str, Any] = {
            "made_at": self._services.clock.now().isoformat(),
            "person": self._services.records.read("contact", mark.person_id),
        }
        held["person"] |= self._more_about()
        rows = mark.removed | mark.emptied | mark.scrubbed | mark.issued
        for table, kind in _KINDS:
            found = []
            for record in sorted(one for own, one in rows if own == table):
                try:
                    found.append(self._services.records.read(kind, record))
                except RecordMissing:  # in the Bin: some kinds read none from there
                    found.append(self._binned(table, record))
            held[self._services.records.access(kind).fields.plural.lower()] = found
        held["files"] = [{"id": one.id, "name": one.name, "file": one.place} for one in files]
        held["history"] = self._history()
        return held

    def _more_about(self) -> dict[str, Any]:
        extra = self._services.database.value("SELECT extra FROM contact WHERE id = ?", (self._person_id,))
        return {"other": json.loads(extra)} if extra else {}

    def _binned(self, table: str, record: str) -> dict[str, Any]:
        names = [row[1] for row in self._services.database.rows(f'PRAGMA table_info("{table}")')]
        row = self._services.database.row(f'SELECT * FROM "{table}" WHERE id = ?', (record,)) or ()
        return dict(zip(names, row, strict=False)) | {"in_bin": True}

    def _history(self) -> list[dict[str, Any]]:
        history = self._services.record_history
        outline = history.outline("contact", self._person_id)
        return [
            {
                "at": one.at.isoformat(), "who": one.who, "what": one.label, "action": one.action,
                "field": " · ".join(word for word in (one.part, one.field) if word),
                "old": None if one.old is None or one.old.is_empty else value_text(one.old),
                "new": None if one.new is None or one.new.is_empty else value_text(one.new),
            }
            for one in history.rows(outline, 0, len(outline))
        ]  # fmt: skip

    def _files(self) -> list[_File]:
        database, mark = self._services.database, self._mark
        ids = sorted(one for table, one in mark.removed | mark.scrubbed if table == "attachment")
        ids += [
            row[0]
            for _, document in sorted(mark.issued)
            for row in database.rows("SELECT id FROM attachment WHERE record_id = ? ORDER BY id", (document,))
        ]
        found = [(one, str(database.value("SELECT name FROM attachment WHERE id = ?", (one,)))) for one in ids]
        for _, document in sorted(mark.issued):
            pdf = database.row("SELECT pdf_id, number FROM document WHERE id = ? AND pdf_id IS NOT NULL", (document,))
            if pdf:
                found.append((str(pdf[0]), f"{pdf[1]}.pdf"))
        photo = database.value("SELECT photo_id FROM contact WHERE id = ?", (self._person_id,))
        if photo:
            found.append((str(photo), f"photo{self._picture_ending(str(photo))}"))
        places = distinct(name for _, name in found)
        return [_File(one, name, f"files/{place}") for (one, name), place in zip(found, places, strict=True)]

    def _picture_ending(self, blob: str) -> str:
        head = bytes(
            self._services.database.value("SELECT substr(content, 1, 4) FROM blob WHERE id = ?", (blob,)) or b""
        )
        return ".png" if head.startswith(b"\x89PNG") else ".jpg" if head.startswith(b"\xff\xd8") else ""

    def _content(self, one: str) -> bytes:
        """Return the bytes of an attachment, or of what is kept under its own digest."""
        content = self._services.database.value(
            "SELECT content FROM blob WHERE id = coalesce((SELECT blob_id FROM attachment WHERE id = :one), :one)",
            {"one": one},
        )
        return bytes(content or b"")

    # to read

    def _paper(self, records: Mapping[str, Any], business: str, made: str) -> bytes:
        from crm_desktop.documents.person_paper import PersonPaper
        from crm_desktop.documents.person_render import render_person
        from crm_desktop.services.quotes.paper import page_size_of

        firm = self._services.workspace.business()
        return render_person(
            PersonPaper(
                title=f"Everything held about {self._mark.name}",
                business=business,
                made=f"Written on {made}",
                note=NOTE,
                sections=list(self._sections(records)),
                language=firm.language,
                page_size=page_size_of(firm.country),
            )
        )

    def _sections(self, records: Mapping[str, Any]) -> Iterator[PaperSection]:
        from crm_desktop.documents.person_paper import PaperField, PaperRecord, PaperSection

        yield PaperSection("The person", [self._record("contact", records["person"])])
        for _, kind in _KINDS:
            plural = self._services.records.access(kind).fields.plural
            if found := records[plural.lower()]:
                yield PaperSection(plural, [self._record(kind, one) for one in found])
        if files := records["files"]:
            yield PaperSection(
                "Files", [PaperRecord(one["name"], "", [PaperField("In the package", one["file"])]) for one in files]
            )
        if history := records["history"]:
            changes = [
                PaperRecord(one["what"], _shown(one["at"]), [PaperField(*pair) for pair in _change(one)])
                for one in history
            ]
            yield PaperSection("What was changed", changes)

    def _record(self, kind: str, record: Mapping[str, Any]) -> PaperRecord:
        from crm_desktop.documents.person_paper import PaperField, PaperRecord

        declared = self._services.records.access(kind).fields
        title = next((str(record[name]) for name in _TITLES if record.get(name)), "")
        when = next((_shown(record[name]) for name in _WHEN if record.get(name)), "")
        fields: list[PaperField] = []
        for key, value in record.items():
            if key == "id" or key.endswith("_id") or value in (None, "", [], {}, False):
                continue
            field = declared.find(key)
            label = field.label if field is not None else key.replace("_", " ").capitalize()
            shown = (
                field.choice_label(value) if field is not None and field.choices and isinstance(value, str) else value
            )
            fields.append(PaperField(label, _shown(shown)))
        return PaperRecord(title[:_LONGEST_TITLE], when, fields)


def _change(change: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if change["field"]:
        yield str(change["field"]).replace("_", " "), f"{_shown(change['old']) or '–'} → {_shown(change['new']) or '–'}"
    elif change["old"]:
        yield "removed", _shown(change["old"])


def _shown(value: Any) -> str:
    """Return a JSON value as people read it; parts of a list stand under each other."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        parts = (
            f"{key.replace('_', ' ')}: {_shown(part)}"
            for key, part in value.items()
            if key != "id" and not key.endswith("_id") and part not in (None, "", [], {}, False)
        )
        return ", ".join(parts)
    if isinstance(value, list):
        return "\n".join(_shown(one) for one in value)
    if value is None:
        return ""
    text = str(value)
    if len(text) >= 16 and text[4:5] == "-" and text[10:11] == "T":
        return text[:16].replace("T", " ")
    return text
