"""Export of any kind of record, any list or segment of it: CSV, XLSX, JSON, PDF, and vCard for contacts."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.expressions import And, Comparison, Expression, Operator, Text
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.exporting.options import ExportOptions, csv_style_of
from crm_desktop.services.selecting import SEGMENT

if TYPE_CHECKING:
    from crm_desktop.exchange.vcard import Card
    from crm_desktop.services.importing.plan import Control
    from crm_desktop.services.services import Services

FORMATS = {".csv": "CSV", ".xlsx": "Excel workbook", ".json": "JSON", ".vcf": "vCard", ".pdf": "PDF"}
"""Ending of a file → what it is called."""

MEMBERS = frozenset(("member", "members", "user", "users", "owner", "owners"))
"""What a person calls the people of the firm."""
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
    options: ExportOptions | None = None,
    rowids: Sequence[int] | None = None,
    order: Sequence[tuple[str, bool]] = (),
) -> int:
    """Write the records that `where` selects to `path`, whose ending says how, and return how many.

    `rowids` are the records themselves, in the order of a list that is shown; `where` is then left aside.
    `order` is (field key, descending), the first sorts first.

    `columns` are field keys; without them every field is written (JSON and vCard hold whole records; a PDF holds
    the usual columns). A file
    that is there is replaced with `force` only, and never half: it appears when all is written. With
    `options.each`, `path` is a folder or a .zip with a vCard for each contact.
    """
    chosen = options or ExportOptions()
    if kind.strip().lower() in MEMBERS:
        return _export_members(services, path, force=force, options=chosen)
    access = services.records.access(kind)
    ending = path.suffix.lower()
    each = access.kind == "contact" and (ending == ".zip" or chosen.each)
    if each and ending == ".vcf":
        raise Refused("One card per file needs a folder or a .zip.", "Nothing was written. Name one of them.")
    if not each and (ending not in FORMATS or (ending == ".vcf" and access.kind != "contact")):
        fitting = ", ".join(one for one in FORMATS if one != ".vcf" or access.kind == "contact")
        raise Refused(
            f"{access.fields.plural} cannot be written to “{path.name}”.",
            f"Nothing was written. Name a file that ends in one of {fitting}.",
        )
    if path.exists() and not force and not (each and path.is_dir()):
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name.")
    if rowids is None:
        ids = services.records.row_ids(kind, _within(where, chosen.segment), order)
    else:
        ids = array("q", rowids)
    pages = _Pages(services, access.kind, ids, control, chosen)
    if each:
        _put_each(pages, path, columns, force=force)
    else:
        _put(path, _CONTENT[ending](pages, columns))
    return len(ids)


def _export_members(services: Services, path: Path, *, force: bool, options: ExportOptions) -> int:
    """Write the people of the firm as the table or JSON that an import of them reads."""
    from crm_desktop.exchange.presets import MEMBER_NAME

    header = [MEMBER_NAME, "Email"]
    cells = [[one.name, one.email] for one in services.workspace.members()]
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx", ".json"):
        raise Refused(
            f"The people of the firm cannot be written to “{path.name}”.",
            "Nothing was written. Name a file that ends in .csv, .xlsx or .json.",
        )
    if path.exists() and not force:
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name.")
    if ending == ".json":
        records = [{"kind": "member", "name": name, "email": email} for name, email in cells]
        _put(path, (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    elif ending == ".csv":
        _put(path, _csv_bytes(services, options, header, cells))
    else:
        from crm_desktop.exchange.table_writers import write_xlsx

        _put(path, write_xlsx(header, cells, sheet="People", title="People"))
    return len(cells)


def _within(where: Expression | str | None, segment: str) -> Expression | str | None:
    """Return a filter narrowed down to a segment."""
    if not segment:
        return where
    member = Comparison(SEGMENT, Operator.EQUAL, (Text(segment),))
    if where is None or where == "":
        return member
    return And((parse(where) if isinstance(where, str) else where, member))


class _Pages:
    """The records of an export, page by page; tells how far it is and stops when asked."""

    def __init__(
        self, services: Services, kind: str, ids: array[int], control: Control | None, options: ExportOptions
    ) -> None:
        self.services = services
        self.options = options
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
    fields = pages.fields(columns)
    return _csv_bytes(pages.services, pages.options, [field.label for field in fields], _cells(pages, fields))


def _csv_bytes(
    services: Services, options: ExportOptions, header: Sequence[str], cells: Iterable[Sequence[Any]]
) -> bytes:
    from crm_desktop.exchange.table_writers import write_csv

    business = services.workspace.business()
    style = options.csv or csv_style_of(business.country, business.language)
    return write_csv(
        header,
        cells,
        delimiter=style.delimiter,
        decimal_mark=style.decimal_mark,
        encoding="utf-8-sig" if style.with_bom else "utf-8",
    )


def _xlsx(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    from crm_desktop.exchange.table_writers import write_xlsx

    fields = pages.fields(columns)
    plural = pages.access.fields.plural
    return write_xlsx([field.label for field in fields], _cells(pages, fields), sheet=plural, title=plural)


def _json(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    records = list(pages.whole() if columns is None else pages.rows([field.key for field in pages.fields(columns)]))
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _pdf(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    from crm_desktop.services.exporting.printed import list_pdf

    fields = pages.fields(columns or pages.access.columns)
    title = pages.options.title or pages.access.fields.plural
    return list_pdf(pages.services, title, fields, pages.rows([field.key for field in fields]))


def _vcf(pages: _Pages, columns: Sequence[str] | None) -> bytes:
    from crm_desktop.exchange.vcard import write_vcards

    return write_vcards(_cards(pages, columns), pages.options.version)


def _cards(pages: _Pages, columns: Sequence[str] | None) -> Iterator[Card]:
    from crm_desktop.services.exporting.cards import cards_of

    if columns is not None:
        raise Refused("A vCard holds whole contacts.", "Nothing was written. Leave the columns out.")
    return cards_of(pages.services, pages.whole())


def _put_each(pages: _Pages, path: Path, columns: Sequence[str] | None, *, force: bool) -> None:
    """Write one card per file into a ZIP or a folder; in a folder no file that is there is replaced unasked."""
    from crm_desktop.services.exporting.cards import card_files

    files = card_files(_cards(pages, columns), pages.options.version)
    if path.suffix.lower() == ".zip":
        import io

        from crm_desktop.exchange.package import write_package

        package = io.BytesIO()
        write_package(package, files, pages.services.clock.now().astimezone(pages.services.clock.zone))
        _put(path, package.getvalue())
        return
    taken = next((name for name, _ in files if (path / name).exists()), None)
    if taken is not None and not force:
        raise CrmError(f"“{taken}” is in this folder already.", "Nothing was written. Choose another folder.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CrmError(f"“{path.name}” could not be made: {error.strerror}.", "Nothing was written.") from error
    for name, content in files:
        _put(path / name, content)


_CONTENT: dict[str, Callable[[_Pages, Sequence[str] | None], bytes]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".json": _json, ".vcf": _vcf, ".pdf": _pdf,
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
        return _time_of_day(datetime.fromisoformat(value).astimezone(zone))
    if field.type in (FieldType.MONEY, FieldType.NUMBER) and isinstance(value, str):
        return Decimal(value)
    return value


def _time_of_day(moment: datetime) -> datetime | str:
    """Return a moment as a spreadsheet knows it: the day and time where the person is, without a zone.

    Where summer time ends an hour comes twice: the second one says its zone, as text, and so is read back as it was.
    """
    bare = moment.replace(tzinfo=None, microsecond=0)
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return moment.isoformat(" ", "seconds") if twice and moment.fold else bare.replace(fold=0)


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
