"""What people paste never breaks a document, is never read as markup, and never pulls in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from crm_desktop.documents.markup import escape_markup, plain_paragraph, restrict_reportlab
from crm_desktop.documents.quote_paper import AmountRow, PaperLine, Party, QuotePaper
from crm_desktop.documents.quote_render import render_quote
from crm_desktop.documents.raster import page_count
from crm_desktop.documents.report_paper import ReportColumn, ReportPaper
from crm_desktop.documents.report_render import render_report

BIG_LIST: list[str] = json.loads(Path(__file__).with_name("data").joinpath("blns.json").read_text("utf-8"))
"""The Big List of Naughty Strings (MIT, see LICENSE-blns beside it)."""

LONG = pytest.mark.torture
NAUGHTY = [
    "", " ", "\x00", "\ud800", "\U0010ffff", "AT&T <b>", "</para>", "<img src='/etc/passwd' width='10'/>",
    "<img src=\"file:///etc/passwd\"/>", "&#0;", "%s {0} {page}", "\\(\\)", "(((", ")))", "\r\n\r\n",
    "\u202e" * 40, "Z̷̢̛͉a̵l̶g̸o̴" * 20, "\u0300" * 50, "\u200d" * 9, "ﷺ" * 40, "﷽", "🏳️‍🌈👩‍👩‍👧‍👦🇬🇧1️⃣", "ا" * 200,
    "W" * 500, "字" * 300, "a b " * 300, "\t\t\v\f\x85\u2028\u2029", "{{7*7}}", "=cmd|' /C calc'!A0",
    "1" * 300, "-" * 300, "\ufffe\uffff",
]  # fmt: skip


def _papers(quote: QuotePaper, text: str) -> QuotePaper:
    line = PaperLine(
        name=text, description=text, quantity=text, unit=text, unit_price=text, discount=text, tax=text,
        total=text,
    )  # fmt: skip
    party = Party(text, (text, text), (text,), text)
    row = AmountRow(text, text)
    return replace(
        quote, title=text, number=text, date=text, valid_until=text, seller=party, customer=party, total=text,
        currency=text, total_label=text, note=text, terms=text, language=text, sum_rows=(row,), tax_rows=(row,),
        discount_rows=(row,),
        lines=(line, replace(line, kind="text"), replace(line, kind="section"), replace(line, optional=True)),
    )  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_every_field_of_a_quote_takes_any_text(quote: Callable[..., QuotePaper], text: str) -> None:
    pdf = render_quote(_papers(quote(), text))
    assert page_count(pdf) >= 1
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert not reader.attachments
    assert all(not page.images for page in reader.pages)


@pytest.mark.parametrize("start", [0, *(pytest.param(at, marks=LONG) for at in range(103, len(BIG_LIST), 103))])
def test_the_big_list_in_every_kind_of_field(quote: Callable[..., QuotePaper], start: int) -> None:
    """Three strings a quote, each in all fields of its line and in some of the rest."""
    strings = BIG_LIST[start : start + 103]
    for index in range(0, len(strings), 3):
        first, second, third = (strings[(index + step) % len(strings)] for step in range(3))
        papers = [_papers(quote(), text) for text in (first, second, third)]
        mixed = replace(
            papers[0], lines=tuple(line for paper in papers for line in paper.lines[:2]),
            customer=papers[1].customer, number=second, note=third, terms=second, sum_rows=papers[2].sum_rows,
        )  # fmt: skip
        _assert_only_text(render_quote(mixed))


@pytest.mark.torture
def test_the_big_list_in_every_field(quote: Callable[..., QuotePaper]) -> None:
    for text in BIG_LIST:
        _assert_only_text(render_quote(_papers(quote(), text)))


def _assert_only_text(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-1.")
    assert b"/EmbeddedFile" not in pdf
    assert b"/Subtype /Image" not in pdf


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_every_field_of_a_report_takes_any_text(text: str) -> None:
    columns = (ReportColumn(text), ReportColumn(text, "right"), ReportColumn("Fixed", share=0.2))
    paper = ReportPaper(text, text, text, columns, [(text,) * 3] * 3, (text,) * 3, language=text)
    assert page_count(render_report(paper)) == 1


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_paragraph_says_exactly_the_text(text: str) -> None:
    paragraph = plain_paragraph(text, ParagraphStyle("body"))
    paragraph.wrap(400, 1000)
    said = paragraph.getPlainText(identify=False)
    visible = re.compile(r"[^ -~]")
    assert visible.sub("", said).split() == visible.sub("", escape_free(text)).split()


def escape_free(text: str) -> str:
    """The words of the text as they should read: only unprintable characters may differ."""
    return re.sub(r"[\x00-\x1f\x7f]", " ", text).strip()


def test_markup_is_escaped() -> None:
    assert escape_markup("a < b & 'c'\nd") == "a &lt; b &amp; &#x27;c&#x27;<br/>d"


def test_no_picture_comes_from_a_path(tmp_path: Path, logo: bytes) -> None:
    """ReportLab's list of trusted schemes does not cover plain paths: only escaping keeps them out."""
    picture = tmp_path / "secret.png"
    picture.write_bytes(logo)
    markup = f'<img src="{picture}" width="5" height="5"/>'
    style = ParagraphStyle("body")
    restrict_reportlab()
    assert rl_config.trustedSchemes == ["data"]
    assert b"/Subtype /Image" in _printed(Paragraph(markup, style))
    assert b"/Subtype /Image" not in _printed(plain_paragraph(markup, style))


def _printed(paragraph: Paragraph) -> bytes:
    output = BytesIO()
    canvas = Canvas(output)
    paragraph.wrapOn(canvas, 400, 400)
    paragraph.drawOn(canvas, 0, 0)
    canvas.save()
    return output.getvalue()
