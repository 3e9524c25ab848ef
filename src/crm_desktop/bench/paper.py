"""A quote of twenty lines and a report of ten thousand rows, against ReportLab's own ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop.bench.result import Result, side_by_side
from crm_desktop.bench.workspace import BigWorkspace

if TYPE_CHECKING:
    from crm_desktop.documents.quote_paper import QuotePaper

_LINES = 20
_ROWS = 10_000


def measure_quote(big: BigWorkspace) -> Iterator[Result]:
    """The same content as one table of platypus."""
    from crm_desktop.bench.bare_platypus import render_bare_platypus
    from crm_desktop.documents.quote_render import render_quote

    paper = _paper()
    ours, limit = side_by_side(lambda: render_quote(paper), lambda: render_bare_platypus(paper), big.rounds(40))
    yield Result("quote PDF of 20 lines", ours, limit, "ms", 1.5)


def measure_report(big: BigWorkspace) -> Iterator[Result]:
    """The same rows written at fixed places on a canvas."""
    from crm_desktop.bench.bare_platypus import render_bare_grid
    from crm_desktop.documents.report_paper import ReportColumn, ReportPaper
    from crm_desktop.documents.report_render import render_report
    from crm_desktop.services.sample.crowd import crowd

    people = list(crowd(big.part(_ROWS), 1))
    rows = [(f"{one.given} {one.family}", one.company, one.city, one.postcode, one.phone) for one in people]
    titles = ("Name", "Company", "City", "Postcode", "Phone")

    def ours() -> None:
        columns = tuple(ReportColumn(title, "right" if number > 2 else "left") for number, title in enumerate(titles))
        assert render_report(ReportPaper("Contacts", "Sofia’s Bakehouse", "November 2026", columns, iter(rows)))

    mine, limit = side_by_side(ours, lambda: render_bare_grid(titles, rows), big.rounds(3))
    yield Result("report PDF of 10,000", mine, limit, "ms", 1.5)


def _paper() -> QuotePaper:
    from crm_desktop.documents.quote_paper import AmountRow, PaperLine, Party, QuotePaper
    from crm_desktop.services.sample.words import PRODUCTS

    lines = []
    total = Decimal(0)
    for number in range(_LINES):
        name, _, unit, price, description, _ = PRODUCTS[number % len(PRODUCTS)]
        amount = Decimal(price) * (number + 1)
        total += amount
        lines.append(
            PaperLine(
                name=name, description=description, quantity=Decimal(number + 1), unit=unit, unit_price=Decimal(price),
                tax="20 %", total=amount,
            )
        )  # fmt: skip
    tax = (total / 5).quantize(Decimal("0.01"))
    return QuotePaper(
        title="Quote", number="Q-0318", date=date(2026, 11, 20), valid_until=date(2026, 12, 4),
        seller=Party("Sofia’s Bakehouse", ("9 Station Road", "Bristol BS3 2AB"), ("hello@bakehouse.example",)),
        customer=Party("Harbor & Vine Catering", ("Amelia Okafor", "14 Quay Street", "Bristol BS1 4QA")),
        lines=tuple(lines), sum_rows=(AmountRow("Subtotal", total),), tax_rows=(AmountRow("VAT 20 %", tax),),
        total=total + tax, currency="GBP", note="Delivered before seven.", terms="Payment within 14 days.",
    )  # fmt: skip
