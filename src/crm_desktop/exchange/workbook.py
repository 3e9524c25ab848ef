"""Sheets of XLSX, XLS and ODS workbooks as rows of text, within bounds that no crafted file gets past."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NoReturn
from xml.etree import ElementTree

from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell = int | float | str | bool | time | date | datetime | timedelta

MOST_CELLS: Final = 20_000_000
MOST_UNPACKED: Final = 600 * 1024 * 1024
_WORTH_A_LOOK: Final = 50 * 1024 * 1024
_DENSEST: Final = 150
"""No sheet that people work with packs so well; a file of one letter over and over does."""
_REFERENCE = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]*)(\d+)"')
_REPEATED = "{{urn:oasis:names:tc:opendocument:xmlns:table:1.0}}number-{}-repeated"
_ROW = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table"


def sheet_names(data: bytes, name: str) -> tuple[str, ...]:
    """Return the visible sheets, those with rows first; raise `CrmError` when the workbook cannot be read."""
    workbook = _opened(data, name)
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ] or list(workbook.sheet_names)
    if not shown:
        raise CrmError(f"“{name}” has no sheets.", "There is nothing to read in it; choose another file.")
    with_rows = [sheet for sheet in shown if _has_rows(workbook, sheet, name)]
    if not with_rows:
        raise CrmError(f"“{name}” is empty.", "No sheet of it has a row; choose another file.")
    return (*with_rows, *(sheet for sheet in shown if sheet not in with_rows))


def sheet_rows(data: bytes, name: str, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet as text with their numbers from 1; empty rows are left out."""
    for number, row in enumerate(_sheet(_opened(data, name), sheet, name), 1):
        cells = [cell_text(cell) for cell in row]
        if any(cells):
            yield number, cells


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, days without midnight, ISO dates."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        if not (cell.hour or cell.minute or cell.second or cell.microsecond):
            return cell.date().isoformat()
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _sheet(workbook: CalamineWorkbook, sheet: str, name: str) -> list[list[Cell]]:
    from python_calamine import CalamineError

    try:
        return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        _unreadable(name, error)
    except BaseException as error:
        _raise_unless_panic(name, error)


def _has_rows(workbook: CalamineWorkbook, sheet: str, name: str) -> bool:
    return any(any(cell != "" for cell in row) for row in _sheet(workbook, sheet, name))


def _opened(data: bytes, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data[:4] == b"PK\x03\x04":
        _check_package(data, name)
    elif data[:4] == b"\xd0\xcf\x11\xe0" and "EncryptedPackage".encode("utf-16-le") in data:
        _locked(name)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        _locked(name)
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        _unreadable(name, error)
    except BaseException as error:
        _raise_unless_panic(name, error)


def _check_package(data: bytes, name: str) -> None:
    """Refuse what unpacks to far too much, declares entities, or spans absurd ranges."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            unpacked = sum(info.file_size for info in infos)
            if unpacked > MOST_UNPACKED or (unpacked > _WORTH_A_LOOK and unpacked > _DENSEST * len(data)):
                _too_large(name)
            for info in infos:
                if not info.filename.lower().endswith((".xml", ".rels")):
                    continue
                with package.open(info) as part:
                    head = part.read(4096)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    _unreadable(name, None)
                if "worksheets/" in info.filename.replace("\\", "/").lower():
                    _check_sheet_range(package, info, name)
                elif info.filename == "content.xml":
                    if b"encryption-data" in _manifest(package):
                        _locked(name)
                    _check_repeats(package, info, name)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        _unreadable(name, error)


def _check_sheet_range(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    """Refuse a sheet whose cells lie so far apart that the space between them would fill the memory."""
    rows = columns = 1
    rest = b""
    with package.open(info) as part:
        while chunk := part.read(1 << 20):
            text = rest + chunk
            for letters, digits in _REFERENCE.findall(text):
                if len(digits) > 7 or len(letters) > 3:
                    _too_large(name)
                rows = max(rows, int(digits))
                if letters:
                    columns = max(columns, _column_number(letters))
            rest = text[-256:]
    if rows * columns > MOST_CELLS:
        _too_large(name)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _manifest(package: zipfile.ZipFile) -> bytes:
    try:
        return package.read("META-INF/manifest.xml")
    except KeyError:
        return b""


def _check_repeats(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    """Refuse an ODS sheet whose repeated cells fill the memory; repeated emptiness at its end is free."""
    rows = 0
    columns = 1
    waiting = 0
    try:
        with package.open(info) as part:
            for _, element in ElementTree.iterparse(part):
                if element.tag == _TABLE:
                    rows, columns, waiting = 0, 1, 0
                if element.tag != _ROW:
                    continue
                times = int(element.get(_REPEATED.format("rows"), "1"))
                width = 0
                at = 0
                for cell in element:
                    at += int(cell.get(_REPEATED.format("columns"), "1"))
                    if len(cell) or any(key.endswith("}value-type") for key in cell.keys()):  # noqa: SIM118 - XML attributes
                        width = at
                waiting += times
                if width:
                    rows, waiting, columns = rows + waiting, 0, max(columns, width)
                if rows * columns > MOST_CELLS:
                    _too_large(name)
                element.clear()
    except ElementTree.ParseError as error:
        _unreadable(name, error)


def _raise_unless_panic(name: str, error: BaseException) -> NoReturn:
    """Take a panic of the workbook library, which is no `Exception`, for a damaged file."""
    if type(error).__name__ == "PanicException":
        _unreadable(name, error)
    raise error


def _unreadable(name: str, error: BaseException | None) -> NoReturn:
    raise CrmError(
        f"“{name}” could not be read as a workbook.",
        "It may be damaged or incomplete. Nothing was changed; open it in a spreadsheet program, save it "
        "again or export it as CSV, and try that.",
    ) from error


def _locked(name: str) -> NoReturn:
    raise CrmError(
        f"“{name}” is protected by a password.",
        "Nothing was read. Save it without a password in the program that made it, then try again.",
    )


def _too_large(name: str) -> NoReturn:
    raise CrmError(
        f"“{name}” is too large to read safely.",
        "Nothing was read. Export the sheet you need as CSV, or delete empty rows and columns in it.",
    )
