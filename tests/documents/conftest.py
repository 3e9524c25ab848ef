"""Papers to print, and ways to look at what was printed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import ModuleType
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from crm_desktop.documents.quote_paper import AmountRow, PaperLine, Party, QuotePaper

LINES = (
    PaperLine(
        name="Holiday cake, 20 cm", description="Orange and almond, boxed", quantity=Decimal(24),
        unit_price=Decimal("38.00"), total=Decimal("912.00"),
    ),
    PaperLine(
        name="Mince pies, box of 12", quantity=Decimal(40), unit_price=Decimal("14.50"),
        total=Decimal("580.00"),
    ),
    PaperLine(
        name="Delivery", description="Tuesdays before 7:00", quantity=Decimal(1), unit_price=Decimal("45.00"),
        total=Decimal("45.00"),
    ),
)  # fmt: skip


@pytest.fixture
def logo() -> bytes:
    output = BytesIO()
    image = Image.new("RGBA", (96, 64), (0, 0, 0, 0))
    image.paste((43, 89, 209, 255), (8, 8, 88, 56))
    image.save(output, "PNG")
    return output.getvalue()


@pytest.fixture
def quote() -> Callable[..., QuotePaper]:
    def make(**changes: Any) -> QuotePaper:
        paper = QuotePaper(
            title="Quote",
            number="Q-0318",
            date=date(2025, 11, 20),
            valid_until=date(2025, 12, 4),
            seller=Party("Sofia's Bakehouse", ("9 Station Road, Bristol BS3 2AB",), tax_id="VAT GB 123 4567 89"),
            customer=Party("Harbor & Vine Catering", ("Amelia Okafor · 14 Quay Street, Bristol",)),
            lines=LINES,
            sum_rows=(AmountRow("Subtotal", Decimal("1537.00")),),
            tax_rows=(AmountRow("VAT 20%", Decimal("307.40")),),
            total=Decimal("1844.40"),
            currency="GBP",
        )
        return replace(paper, **changes)

    return make


@pytest.fixture
def page_texts() -> Callable[[bytes], list[str]]:
    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            texts = []
            for page in document:
                text_page = page.get_textpage()
                texts.append(text_page.get_text_range().replace("\r\n", "\n"))
                text_page.close()
                page.close()
            return texts
        finally:
            document.close()

    return read


@pytest.fixture(scope="session")
def yardstick() -> ModuleType:
    """The bare ReportLab baselines that the bench measures against."""
    return importlib.import_module("crm_desktop.bench.bare_platypus")
