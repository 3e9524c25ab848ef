"""PDF pages as pixels, for the paper on the screen, the print preview and the printer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_desktop.core.errors import CrmError
from crm_desktop.core.pdfium import PDFIUM

if TYPE_CHECKING:
    import pypdfium2

LARGEST_PIXELS = 64_000_000
"""A4 at 800 dots per inch; more is refused before memory is asked for."""


@dataclass(frozen=True, slots=True)
class RasterPage:
    """One page in 32-bit pixels (blue, green, red, unused), as `QImage.Format_RGB32` reads them."""

    width: int
    height: int
    stride: int
    data: bytes


def page_count(pdf: bytes) -> int:
    """How many pages; raises `CrmError` for bytes that are no PDF."""
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points."""
    with _opened(pdf) as document:
        return [document.get_page_size(index) for index in range(len(document))]


def render_page(pdf: bytes, page: int, scale: float) -> RasterPage:
    """Page `page` (from 0) at `scale` pixels per point, on white."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(f"Page {page} of {len(document)}")
        width, height = document.get_page_size(page)
        if scale <= 0 or width * scale * height * scale > LARGEST_PIXELS:
            raise CrmError(
                "The page cannot be shown at this size.", "Nothing was changed. Please choose a smaller zoom."
            )
        leaf = document[page]
        bitmap = leaf.render(scale=scale, prefer_bgrx=True, maybe_alpha=False)
        try:
            return RasterPage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()
            leaf.close()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise CrmError(
                "This document cannot be shown.",
                "Its bytes are not a readable PDF. Nothing was changed; please print it again.",
            ) from error
        try:
            yield document
        finally:
            document.close()
