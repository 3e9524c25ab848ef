"""The recovery sheet: one page for the safe, with the code that opens a file whose passphrase is forgotten."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from crm_desktop.documents.page_size import MARGIN, MILLIMETRE, PageSize, size_in_points
from crm_desktop.documents.picture import Picture
from crm_desktop.documents.shaping import shape_line
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import HAIRLINE, PRIMARY, SECONDARY, TERTIARY, Style, break_text

_TITLE = Style(20, 28, "semibold")
_FIRM = Style(11, 16, ink=SECONDARY)
_HEAD = Style(11, 18, "semibold")
_BODY = Style(10, 15.5)
_LABEL = Style(8.5, 13, ink=TERTIARY)
_CODE = Style(17, 27, "medium", PRIMARY, tabular=True)
_NUMBER = Style(8.5, 27, ink=TERTIARY, tabular=True)
_QR = 46 * MILLIMETRE
_COLUMNS = 2
_QUIET = 4


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet says; `code` has its groups joined by hyphens, `made` is written as it should read."""

    firm: str
    file: str
    made: str
    code: str
    words: RecoveryWords
    language: str = "en"
    page_size: PageSize = "A4"


@dataclass(frozen=True, slots=True)
class RecoveryWords:
    """The sheet's own sentences, in the language of the reader."""

    title: str = "Recovery sheet"
    file: str = "Opens the file"
    made: str = "Printed on"
    why_title: str = "What this is"
    why: str = (
        "This code opens the encrypted file without its passphrase. Nobody can open the file without one or the other, "
        "not even the makers of the program. Whoever holds this sheet and the file can read everything in it."
    )
    keep_title: str = "Where to keep it"
    keep: str = (
        "In a safe, or with somebody you trust, and not beside the computer. Keep no photograph of it, and delete the "
        "file that it was printed from."
    )
    code_title: str = "The code"
    use_title: str = "If the passphrase is forgotten"
    steps: tuple[str, ...] = (
        "Open the file. Where the passphrase is asked for, choose “Use the recovery code”.",
        "Type the code, one group after the other, or scan the square and paste what it says. Capital letters, spaces "
        "and hyphens do not matter; a 0 is always a zero and a 1 always a one.",
        "Go to Settings, Security, and choose “Change passphrase”. The code changes with it: print a new sheet, and "
        "destroy this one.",
    )
    holds: str = (
        "The code holds until the passphrase is changed, and for the backups made until then. It says nothing about "
        "the passphrase itself."
    )


def render_recovery_sheet(paper: RecoverySheet) -> bytes:
    """The sheet as a PDF of one page. Nothing of the code stays in the memory of shaped lines."""
    try:
        return _render(paper)
    finally:
        shape_line.cache_clear()


def _render(paper: RecoverySheet) -> bytes:
    size = size_in_points(paper.page_size)
    words = paper.words
    sheet = Sheet(size, title=words.title, author=paper.firm, language=paper.language)
    left, right = MARGIN, size[0] - MARGIN
    y = MARGIN
    sheet.fitted_text(left, y + _TITLE.baseline, words.title, _TITLE, right - left)
    y += _TITLE.leading
    sheet.fitted_text(left, y + _FIRM.baseline, paper.firm, _FIRM, right - left)
    y += _FIRM.leading + 10
    for label, text in ((words.file, paper.file), (words.made, paper.made)):
        sheet.text(left, y + _BODY.baseline, label, _LABEL)
        sheet.fitted_text(left + 90, y + _BODY.baseline, text, _BODY, right - left - 90)
        y += _BODY.leading
    y = _part(sheet, y + 12, words.why_title, words.why, left, right)
    y = _part(sheet, y + 8, words.keep_title, words.keep, left, right)
    y = _code(sheet, y + 14, paper, left, right)
    sheet.text(left, y + _HEAD.baseline, words.use_title, _HEAD)
    y += _HEAD.leading + 2
    for number, step in enumerate(words.steps, start=1):
        sheet.text(left, y + _BODY.baseline, f"{number}.", _BODY)
        y = _paragraph(sheet, y, step, left + 18, right) + 4
    _paragraph(sheet, y + 8, words.holds, left, right)
    return sheet.finish()


def _part(sheet: Sheet, y: float, title: str, text: str, left: float, right: float) -> float:
    sheet.text(left, y + _HEAD.baseline, title, _HEAD)
    return _paragraph(sheet, y + _HEAD.leading, text, left, right)


def _paragraph(sheet: Sheet, y: float, text: str, left: float, right: float) -> float:
    for line in break_text(text, _BODY, right - left):
        sheet.text(left, y + _BODY.baseline, line.text, _BODY, right_to_left=line.right_to_left)
        y += _BODY.leading
    return y


def _code(sheet: Sheet, y: float, paper: RecoverySheet, left: float, right: float) -> float:
    """The groups in two columns, read line by line, and the square beside them."""
    sheet.rule(left, right, y, HAIRLINE, 0.75)
    y += 8
    sheet.text(left, y + _HEAD.baseline, paper.words.code_title, _HEAD)
    top = y
    y += _HEAD.leading + 6
    groups = paper.code.split("-")
    wide = (right - left - _QR - 16) / _COLUMNS
    for number, group in enumerate(groups):
        x = left + (number % _COLUMNS) * wide
        half = len(group) // 2
        sheet.text(x, y + _NUMBER.baseline, f"{number + 1}", _NUMBER)
        sheet.text(x + 14, y + _CODE.baseline, f"{group[:half]} {group[half:]}", _CODE)
        if number % _COLUMNS == _COLUMNS - 1:
            y += _CODE.leading
    _square(sheet, paper.code, right - _QR, top + 4)
    bottom = max(y + 6, top + _QR + 12)
    sheet.rule(left, right, bottom, HAIRLINE, 0.75)
    return bottom + 12


def _square(sheet: Sheet, code: str, left: float, top: float) -> None:
    """The code as a QR square: a picture with one pixel for each of its dots."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    square = QRCode(None, QRErrorCorrectLevel.Q)
    square.addData(code)
    square.make()
    places = range(-_QUIET, square.getModuleCount() + _QUIET)
    dots = range(square.getModuleCount())
    colours = b"".join(
        b"\x00\x00\x00" if row in dots and column in dots and square.isDark(row, column) else b"\xff\xff\xff"
        for row in places
        for column in places
    )
    sheet.picture(Picture(len(places), len(places), zlib.compress(colours), None), left, top, _QR, _QR)
