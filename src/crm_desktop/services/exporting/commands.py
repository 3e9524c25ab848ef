"""Export of any kind of record: CSV, XLSX, JSON, and vCard for contacts."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filters import Expression

if TYPE_CHECKING:
    from crm_desktop.services.importing.plan import Control
    from crm_desktop.services.services import Services

FORMATS = {".csv": "CSV", ".xlsx": "Excel workbook", ".json": "JSON", ".vcf": "vCard"}
"""Ending of a file → what it is called."""

_PAGE = 500


def export_records(
    services: Services,
    kind: str,
    path: Path,
    where: Expression | str | None = None,
    columns: Sequence[str] | None = None,
    control: Control | None = None,
    *,
    force: bool = False,
) -> int:
    """Write the records that `where` selects to `path`, whose ending says how, and return how many.

    `columns` are field keys; without them every field is written (JSON and vCard hold whole records). A file
    that is there is replaced with `force` only, and never half: it appears when all is written.
    """
    ending = path.suffix.lower()
    access = services.records.access(kind)
    if ending not in FORMATS or (ending == ".vcf" and access.kind != "contact"):
        fitting = ", ".join(one for one in FORMATS if one != ".vcf" or access.kind == "contact")
        raise Refused(
            f"{access.fields.plural} cannot be written to “{path.name}”.",
            f"Nothing was written. Name a file that ends in one of {fitting}.",
        )
    if path.exists() and not force:
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name.")
    ids = services.records.row_ids(kind, where)
    pages = _Pages(services, access.kind, ids, control)
    content = _CONTENT[ending](pages, columns)
    _put(path, content)
    return len(ids)


class _Pages:
    """The records of an export, page by page; tells how far it is and stops when asked."""

    def __init__(self, services: Services, kind: str, ids: array[int], control: Control | None) -> None:
        self.services = services
        self.access = services.records.access(kind)
        self._ids = ids
        self._control = control

    def rows(self, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield {"id", field key: JSON value}."""
        for start in range(0, len(self._ids), _PAGE):
            if self._control is not None and not self._control.progress(start, len(self._ids)):
                raise CrmError("The export was stopped.", "No file was written.")
            yield from self.services.records.rows(self.access.kind, self._ids[start : start + _PAGE], columns)

    def whole(self) -> Iterator[dict[str, Any]]:
        """Yield whole records as JSON values."""
        for row in self.rows(self.access.columns[:1]):
            yield self.services.records.read(self.access.kind, row["id"])

    def _every(self) -> FieldSet:
        return self.services.records.fields(self.access.kind)

    def fields(self, columns: Sequence[str] | None) -> list[Field]:
        """Return the fields to write. Raises `Refused` for one that is not there."""
        if columns is None:
            return [field for field in self._every() if field.sql is not None]
        # Asking for no row checks the names, with the nearest one for a slip.
        self.services.records.rows(self.access.kind, [0], columns)
        return [field for name in columns if (field := self._every().find(name)) is not None]


def _csv(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    from crm_desktop.exchange.table_writers import write_csv

    fields = pages.fields(columns)
    return write_csv([field.label for field in fields], _cells(pages, fields))


def _xlsx(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    from crm_desktop.exchange.table_writers import write_xlsx

    fields = pages.fields(columns)
    plural = pages.access.fields.plural
    return write_xlsx([field.label for field in fields], _cells(pages, fields), sheet=plural, title=plural)


def _json(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    records = list(pages.whole() if columns is None else pages.rows([field.key for field in pages.fields(columns)]))
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _vcf(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    from crm_desktop.exchange.vcard import write_vcards
    from crm_desktop.services.importing.cards import card_of

    if columns is not None:
        raise Refused("A vCard holds whole contacts.", "Nothing was written. Leave the columns out.")
    services = pages.services

    def cards() -> Iterator[Any]:
        for contact in pages.whole():
            extra, photo_id = services.database.row(
                "SELECT extra, photo_id FROM contact WHERE id = ?", (contact["id"],)
            ) or (None, None)
            photo = services.workspace.blob(photo_id) if photo_id else None
            yield card_of(contact, json.loads(extra).get("vcard", {}) if extra else {}, photo)

    return write_vcards(cards())


_CONTENT: dict[str, Callable[[_Pages, Sequence[str] | None], bytes]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".json": _json, ".vcf": _vcf,
}  # fmt: skip


def _cells(pages: _Pages, fields: list[Field]) -> Iterator[list[Any]]:
    zone = pages.services.clock.zone
    for row in pages.rows([field.key for field in fields]):
        yield [_cell(field, row[field.key], zone) for field in fields]


def _cell(field: Field, value: Any, zone: Any) -> Any:
    """Return a JSON value as a spreadsheet wants it: numbers, days, words for choices."""
    if value is None:
        return None
    if field.type is FieldType.TAGS:
        return ", ".join(value)
    if field.type is FieldType.CHOICE:
        return field.choice_label(value)
    if field.type is FieldType.DATE:
        return date.fromisoformat(value)
    if field.type is FieldType.MOMENT:
        return datetime.fromisoformat(value).astimezone(zone)
    if field.type in (FieldType.MONEY, FieldType.NUMBER) and isinstance(value, str):
        return Decimal(value)
    return value


def _put(path: Path, content: bytes) -> None:
    """Have a file appear whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise CrmError(
            f"“{path.name}” could not be written: {error.strerror}.", "No file was left half made. Try another folder."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
