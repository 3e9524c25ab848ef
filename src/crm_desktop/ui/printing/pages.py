"""Pages of a PDF as pictures for the screen."""

from __future__ import annotations

from typing import Final

from crm_desktop.ui.kit.paper_view import PaperPage

MANY_PAGES: Final = 12
NARROW: Final = 720
"""Width in pixels that pages of a long document are drawn at: forty sharp ones would fill the memory."""


def pictures_of(pdf: bytes, width: int) -> list[PaperPage]:
    """Return every page, `width` pixels across. Slow: not for the main thread. Raises `CrmError`."""
    from crm_desktop.documents.raster import page_sizes, render_page

    sizes = page_sizes(pdf)
    if len(sizes) > MANY_PAGES:
        width = min(width, NARROW)
    pictures = []
    for number, (points, _) in enumerate(sizes):
        page = render_page(pdf, number, max(width, 80) / points)
        pictures.append(PaperPage(page.width, page.height, page.stride, page.data))
    return pictures
