"""Pages as pixels: the right size, white paper, refusals in words, safe from several threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.documents.quote_paper import QuotePaper
from crm_desktop.documents.quote_render import render_quote
from crm_desktop.documents.raster import page_count, render_page

Make = Callable[..., QuotePaper]


def test_size_and_paper(quote: Make) -> None:
    page = render_page(render_quote(quote()), 0, 2.0)
    assert (page.width, page.height) == (1191, 1684)
    assert len(page.data) == page.stride * page.height
    assert page.data[:3] == b"\xff\xff\xff"
    assert min(page.data[0::4]) < 60


def test_no_such_page(quote: Make) -> None:
    with pytest.raises(IndexError):
        render_page(render_quote(quote()), 1, 1.0)


def test_too_large_is_refused(quote: Make) -> None:
    with pytest.raises(CrmError, match="size"):
        render_page(render_quote(quote()), 0, 100.0)


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_no_pdf_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(CrmError, match="document"):
        page_count(data)


def test_many_threads_write_and_look(quote: Make) -> None:
    """Documents share fonts and PDFium between threads; each still gets its own bytes."""
    papers = [quote(number=f"Q-{number}", note="مرحبا " * number) for number in range(12)]
    alone = [render_quote(paper) for paper in papers]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(render_quote, papers)) == alone
        pages = list(pool.map(lambda pdf: render_page(pdf, 0, 1.0), alone))
    assert pages == [render_page(pdf, 0, 1.0) for pdf in alone]
