"""A quote says what its paper says, looks whole on every page, and is the same bytes every time."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from types import ModuleType
from typing import Any

import pypdf
import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.documents.quote_paper import AmountRow, PaperLine, Party, QuotePaper
from crm_desktop.documents.quote_render import render_quote
from crm_desktop.documents.raster import page_sizes, render_page

Make = Callable[..., QuotePaper]
Texts = Callable[[bytes], list[str]]


def test_says_everything(quote: Make, page_texts: Texts) -> None:
    [text] = page_texts(render_quote(quote(note="Before 7:00.", terms="Payment in 14 days.")))
    for words in (
        "Sofia's Bakehouse", "9 Station Road", "Quote", "Q-0318 · 20 Nov 2025", "Harbor & Vine Catering",
        "Valid until", "4 Dec 2025", "Orange and almond, boxed", "24 38.00 912.00", "Subtotal", "1,537.00",
        "VAT 20%", "307.40", "Total GBP", "1,844.40", "Before 7:00.", "Payment in 14 days.",
        "To accept, reply to this email or sign here.", "Name and date", "VAT GB 123 4567 89", "Page 1 of 1",
    ):  # fmt: skip
        assert words in text


def test_a_draft_has_no_number(quote: Make, page_texts: Texts) -> None:
    [text] = page_texts(render_quote(quote(number=None)))
    assert "Draft · 20 Nov 2025" in text
    assert "Q-0318" not in text


def test_german_paper_writes_german(quote: Make, page_texts: Texts) -> None:
    [text] = page_texts(render_quote(quote(title="Angebot", language="de-AT")))
    assert "Gültig bis" in text
    assert "04.12.2025" in text
    assert "1.844,40" in text
    assert "Seite 1 von 1" in text


def test_same_paper_same_bytes_in_another_process(quote: Make, logo: bytes) -> None:
    """Also after other text was shaped, and with another seed for the order of sets."""
    names = "Ǽgean مرحبا 東京 क्षत्रिय"
    paper = quote(customer=Party(names), seller=Party("Sofia's Bakehouse", logo=logo))
    first = render_quote(paper)
    render_quote(quote(customer=Party("ffi ﷺ لا 한국어"), note="Vögel"))
    assert render_quote(paper) == first
    program = (
        "import pickle, sys\n"
        "from crm_desktop.documents.quote_render import render_quote\n"
        "sys.stdout.buffer.write(render_quote(pickle.load(sys.stdin.buffer)))"
    )
    for seed in ("1", "2"):
        other = subprocess.run(
            [sys.executable, "-c", program], input=pickle.dumps(paper), capture_output=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert other.stdout == first


def test_long_quotes_repeat_the_head_and_count_pages(quote: Make, page_texts: Texts) -> None:
    texts = page_texts(render_quote(quote(lines=quote().lines * 30)))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Item Qty Price Total" in text
    assert sum(text.count("Holiday cake, 20 cm") for text in texts) == 30


@pytest.mark.parametrize("count", range(10, 24))
def test_totals_stay_together_under_a_line(quote: Make, page_texts: Texts, count: int) -> None:
    texts = page_texts(render_quote(quote(lines=(quote().lines[0],) * count, acceptance=False)))
    with_total = [text for text in texts if "Total GBP" in text]
    assert len(with_total) == 1
    assert "Subtotal" in with_total[0]
    assert "Holiday cake" in with_total[0]


def test_a_description_longer_than_a_page_goes_on(quote: Make, page_texts: Texts) -> None:
    words = " ".join(f"word{number}" for number in range(2500))
    texts = page_texts(render_quote(quote(lines=(PaperLine(name="Long", description=words, total="5.00"),))))
    assert len(texts) > 1
    seen = " ".join(texts).split()
    assert [word for word in seen if word.startswith("word")] == words.split()


def test_optional_and_alternative_lines_are_marked(quote: Make, page_texts: Texts) -> None:
    lines = (
        replace(quote().lines[0], optional=True),
        replace(quote().lines[1], alternative=True),
        quote().lines[2],
    )
    [text] = page_texts(render_quote(quote(lines=lines)))
    assert "Optional" in text
    assert "Alternative" in text
    assert "(912.00)" in text
    assert "(45.00)" not in text


def test_sections_and_words_stand_between_items(quote: Make, page_texts: Texts) -> None:
    lines = (
        PaperLine("section", name="Cakes"),
        quote().lines[0],
        PaperLine("text", description="Baked on the day."),
    )
    [text] = page_texts(render_quote(quote(lines=lines)))
    assert text.index("Cakes") < text.index("Holiday cake") < text.index("Baked on the day.")


def test_a_section_title_is_never_last_on_a_page(quote: Make, page_texts: Texts) -> None:
    lines: list[PaperLine] = []
    for number in range(60):
        lines += [PaperLine("section", name=f"Part {number}."), quote().lines[number % 3]]
    for text in page_texts(render_quote(quote(lines=tuple(lines)))):
        body = text[: text.rindex("Page ")] if "Page " in text else text
        last = [line for line in body.splitlines() if line and "Sofia" not in line][-1]
        assert not last.startswith("Part ")


def test_discount_and_tax_columns_appear_when_used(quote: Make, page_texts: Texts) -> None:
    [plain] = page_texts(render_quote(quote()))
    assert "Discount" not in plain
    lines = (replace(quote().lines[0], discount="10 %", tax="20 %", unit="pcs"), *quote().lines[1:])
    rows = (AmountRow("Discount 5 %", Decimal("-76.85")),)
    [text] = page_texts(render_quote(quote(lines=lines, discount_rows=rows)))
    assert "Item Qty Price Discount Tax Total" in text
    assert "24 pcs 38.00 10 % 20 % 912.00" in text
    assert "−76.85" in text


def test_every_font_is_embedded_and_no_program_is(quote: Make) -> None:
    reader = pypdf.PdfReader(BytesIO(render_quote(quote(note="<img src='/etc/hostname'/> الله 東"))))
    seen = 0
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            [descendant] = font.get_object()["/DescendantFonts"]
            assert "/FontFile2" in descendant.get_object()["/FontDescriptor"].get_object()
            seen += 1
    assert seen >= 5
    catalog: Any = reader.trailer["/Root"]
    assert "/Names" not in catalog
    assert not reader.attachments


@pytest.mark.parametrize(("size", "points"), [("A4", (595.276, 841.89)), ("Letter", (612.0, 792.0))])
def test_page_size(quote: Make, size: str, points: tuple[float, float]) -> None:
    [measured] = page_sizes(render_quote(quote(page_size=size)))
    assert measured == pytest.approx(points, abs=0.01)


def test_the_logo_is_drawn(quote: Make, logo: bytes) -> None:
    with_logo = render_page(render_quote(quote(seller=Party("Sofia's Bakehouse", logo=logo))), 0, 1.0)
    assert bytes((209, 89, 43)) in with_logo.data
    assert bytes((209, 89, 43)) not in render_page(render_quote(quote()), 0, 1.0).data


@pytest.mark.parametrize("data", [b"no picture", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4", b"GIF89a\x00"])
def test_a_damaged_logo_is_refused_in_words(quote: Make, data: bytes) -> None:
    with pytest.raises(CrmError, match="logo"):
        render_quote(quote(seller=Party("Sofia", logo=data)))


def test_no_lines_at_all_is_still_a_page(quote: Make, page_texts: Texts) -> None:
    [text] = page_texts(render_quote(quote(lines=(), sum_rows=(), tax_rows=(), total="0.00")))
    assert "0.00" in text


def test_the_yardstick_says_the_same(quote: Make, page_texts: Texts, yardstick: ModuleType, logo: bytes) -> None:
    """The bench compares like with like: every figure and name of ours is in the bare document too."""
    paper = quote(seller=Party("Sofia's Bakehouse", logo=logo), note="Before 7:00.")
    bare = " ".join(" ".join(page_texts(yardstick.render_bare_platypus(paper))).split())
    ours = " ".join(page_texts(render_quote(paper))).split()
    assert [word for word in ours if word not in bare] == []
