"""Labels and envelopes as PDF. An address is never cut silently: its type shrinks, then its lines are set narrower."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from crm_desktop.documents.address_paper import EnvelopePaper, LabelPaper
from crm_desktop.documents.page_size import MILLIMETRE
from crm_desktop.documents.plain_text import one_line
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import SECONDARY, Line, Style, break_text, text_width

Progress = Callable[[int, int], bool]
"""Told how many of how many are done; answers whether to go on."""

LARGEST, SMALLEST = 11.0, 6.0
"""Type sizes in points between which an address is fitted."""
_LEADING: Final = 1.25
_INSET = 4.0
"""Millimetres of a label that stay white at each side: printers draw the sheet in up to 2 mm askew."""
_INSET_SMALL = 2.0
_NARROW = 45.0
_ENVELOPE = Style(12, 16)
_SENDER = Style(8, 10.5, ink=SECONDARY)
_SENDER_INSET = 10.0
_ENVELOPE_EDGE = 10.0


class Stopped(Exception):
    """Whoever asked for the paper does not want it any more."""


def render_labels(paper: LabelPaper, progress: Progress | None = None) -> bytes:
    """Return the sheets as a PDF, the first label on the place `start`. Raises `Stopped`."""
    product = paper.sheet
    size = (product.paper[0] * MILLIMETRE, product.paper[1] * MILLIMETRE)
    sheet = Sheet(size, title=paper.title, author=paper.business, language=paper.language)
    inset = _INSET_SMALL if product.width < _NARROW else _INSET
    width, height = (product.width - 2 * inset) * MILLIMETRE, (product.height - 2 * _INSET_SMALL) * MILLIMETRE
    for number, address in enumerate(paper.addresses):
        _tell(progress, number, len(paper.addresses))
        position = paper.start + number
        if number and position % product.count == 0:
            sheet.add_page()
        left, top = product.place(position)
        _draw_address(
            sheet, address, (left + inset) * MILLIMETRE, (top + _INSET_SMALL) * MILLIMETRE, width, height,
            Style(LARGEST, LARGEST * _LEADING),
        )  # fmt: skip
    return sheet.finish()


def render_envelopes(paper: EnvelopePaper, progress: Progress | None = None) -> bytes:
    """Return one page of the envelope's size for each address. Raises `Stopped`."""
    size = paper.size
    sheet = Sheet(
        (size.width * MILLIMETRE, size.height * MILLIMETRE), title=paper.title,
        author=paper.sender.name if paper.sender else "", language=paper.language,
    )  # fmt: skip
    left, top = size.address_left * MILLIMETRE, size.address_top * MILLIMETRE
    width = (size.width - _ENVELOPE_EDGE) * MILLIMETRE - left
    # Machines at the post read the lowest 15 mm for themselves.
    height = (size.height - 17.0) * MILLIMETRE - top
    for number, address in enumerate(paper.addresses):
        _tell(progress, number, len(paper.addresses))
        if number:
            sheet.add_page()
        if paper.sender is not None and paper.sender.name:
            corner = _SENDER_INSET * MILLIMETRE
            _draw_sender(sheet, [paper.sender.name, *paper.sender.lines], corner, left - 2 * corner, top - corner)
        _draw_address(sheet, address, left, top, width, height, _ENVELOPE, middle=False)
    return sheet.finish()


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None and not progress(done, total):
        raise Stopped


def _draw_sender(sheet: Sheet, texts: Sequence[str], corner: float, width: float, height: float) -> None:
    y = corner
    width = max(width, 60 * MILLIMETRE)
    for text in texts[: max(int((height - corner) / _SENDER.leading), 1)]:
        sheet.fitted_text(corner, y + _SENDER.baseline, text, _SENDER, width)
        y += _SENDER.leading


def _draw_address(
    sheet: Sheet, address: Sequence[str], left: float, top: float, width: float, height: float, style: Style,
    *, middle: bool = True,
) -> None:  # fmt: skip
    lines, fitted = fitted_lines(address, width, height, style)
    y = top + max((height - len(lines) * fitted.leading) / 2, 0.0) if middle else top
    for line in lines:
        x = left + width if line.right_to_left else left
        if text_width(line.text, fitted, right_to_left=line.right_to_left) <= width:
            align = "right" if line.right_to_left else "left"
            sheet.text(
                x, y + fitted.baseline, line.text, fitted, "right" if align == "right" else "left",
                right_to_left=line.right_to_left,
            )  # fmt: skip
        else:
            sheet.fitted_text(
                x, y + fitted.baseline, line.text, fitted, width, "right" if line.right_to_left else "left"
            )
        y += fitted.leading


def fitted_lines(address: Sequence[str], width: float, height: float, style: Style) -> tuple[list[Line], Style]:
    """Return the lines of an address and the largest type in which all of them fit.

    Long lines are broken before the type becomes smaller than three quarters; in the smallest type every line of
    the address is one line.
    """
    texts = [cleaned for text in address if (cleaned := one_line(text).strip())]
    size = style.size
    while size >= SMALLEST:
        trial = Style(size, size * style.leading / style.size, style.weight, style.ink)
        broken = [line for text in texts for line in break_text(text, trial, width)]
        is_whole = len(broken) <= len(texts) or size < style.size * 0.75
        if len(broken) * trial.leading <= height and (is_whole or size <= style.size * 0.85):
            return broken, trial
        size -= 0.5
    least = Style(SMALLEST, min(SMALLEST * _LEADING, height / max(len(texts), 1)), style.weight, style.ink)
    return [line for text in texts for line in break_text(text, least, 1e6)[:1]], least
