"""A printed list: everything on it, heads and page numbers on every page, read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crm_desktop.documents.raster import page_sizes
from crm_desktop.documents.report_paper import ReportColumn, ReportPaper
from crm_desktop.documents.report_render import render_report

COLUMNS = (ReportColumn("No"), ReportColumn("Customer"), ReportColumn("Total", "right"))
Texts = Callable[[bytes], list[str]]


def _rows(count: int) -> Iterator[tuple[str, str, str]]:
    for number in range(count):
        yield (f"INV-{number:05d}", f"Customer {number}", f"{number:,}.00")


def _report(count: int, **changes: object) -> ReportPaper:
    paper = {
        "title": "Invoices", "business": "Sofia's Bakehouse", "period": "2025", "columns": COLUMNS,
        "rows": _rows(count), "totals": ("Total", "", "9,999.00"), **changes,
    }  # fmt: skip
    return ReportPaper(**paper)  # type: ignore[arg-type]  # the fields above


def test_every_row_once_and_heads_on_every_page(page_texts: Texts) -> None:
    texts = page_texts(render_report(_report(500)))
    assert len(texts) == 10
    whole = "\n".join(texts)
    assert [number for number in range(500) if whole.count(f"INV-{number:05d}") != 1] == []
    for number, text in enumerate(texts, start=1):
        assert "No Customer Total" in text
        assert "Sofia's Bakehouse" in text
        assert "2025" in text
        assert f"Page {number} of 10" in text
    assert "Total 9,999.00" in texts[-1]


def test_no_rows_is_one_page(page_texts: Texts) -> None:
    [text] = page_texts(render_report(_report(0, totals=())))
    assert "No Customer Total" in text


def test_same_rows_same_bytes() -> None:
    assert render_report(_report(300)) == render_report(_report(300))


def test_words_give_way_before_numbers(page_texts: Texts) -> None:
    rows = [("1", "long name " * 60, "123,456,789,012.00")] * 3
    [text] = page_texts(render_report(_report(0, rows=rows)))
    assert text.count("123,456,789,012.00") == 3
    assert "…" in text


def test_a_number_wider_than_the_first_rows_is_whole(page_texts: Texts) -> None:
    """Column widths come from the first rows; a later number is set narrower, not cut."""
    rows = [("1", "x" * 300, "1.00")] * 250 + [("2", "y", "1,234,567.00")]
    assert "1,234,567.00" in page_texts(render_report(_report(0, rows=rows, totals=())))[-1]


def test_landscape() -> None:
    [(width, height)] = page_sizes(render_report(_report(3, landscape=True)))
    assert width > height
