"""The yardsticks: a quote set by ReportLab's own platypus, as its manual shows, and a list by canvas and grid.

Same Inter files, same lines, strings in table cells (no paragraph per cell), the usual numbered canvas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image, KeepTogether, SimpleDocTemplate, Spacer, Table, TableStyle

from crm_desktop.core.resources import resource_path
from crm_desktop.documents.labels import labels_for
from crm_desktop.documents.markup import plain_paragraph
from crm_desktop.documents.page_size import MARGIN, size_in_points
from crm_desktop.documents.quote_paper import QuotePaper


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab ships no annotations
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._saved: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  # the name that ReportLab calls
        self._saved.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._saved, start=1):
            self.__dict__.update(state)
            self.setFont("BareInter", 7.5)
            self.drawRightString(self._pagesize[0] - MARGIN, MARGIN, f"Page {number} of {len(self._saved)}")
            super().showPage()
        super().save()


def register_fonts() -> None:
    """Load the two Inter files once, as a program would at its start."""
    if "BareInter" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("BareInter", str(resource_path("fonts/Inter-Regular.ttf"))))
        pdfmetrics.registerFont(TTFont("BareInter-SemiBold", str(resource_path("fonts/Inter-SemiBold.ttf"))))


def render_bare_platypus(paper: QuotePaper, *, builtin_fonts: bool = False) -> bytes:
    """The quote's content in bare platypus; `builtin_fonts`: Helvetica, which needs no embedding."""
    if not builtin_fonts:
        register_fonts()
    regular, bold = ("Helvetica", "Helvetica-Bold") if builtin_fonts else ("BareInter", "BareInter-SemiBold")
    labels = labels_for(paper.language)
    output = BytesIO()
    size = size_in_points(paper.page_size)
    width = size[0] - 2 * MARGIN
    document = SimpleDocTemplate(
        output, pagesize=size, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN + 18, invariant=1, title=f"{paper.title} {paper.number}",
    )  # fmt: skip
    body = ParagraphStyle("body", fontName=regular, fontSize=9, leading=13)
    small = ParagraphStyle("small", fontName=regular, fontSize=8.5, leading=12)
    strong = ParagraphStyle("strong", fontName=bold, fontSize=10.5, leading=14)
    title = ParagraphStyle("title", fontName=bold, fontSize=22, leading=28, alignment=2)
    right = ParagraphStyle("right", parent=small, alignment=2)
    seller = [plain_paragraph(paper.seller.name, strong)]
    seller += [plain_paragraph(line, small) for line in (*paper.seller.lines, *paper.seller.contact)]
    number = f"{paper.number or labels.draft} · {labels.day(paper.date)}"
    logo = Image(BytesIO(paper.seller.logo), 34, 34) if paper.seller.logo else ""
    head = Table(
        [[logo, seller, [plain_paragraph(paper.title, title), plain_paragraph(number, right)]]],
        colWidths=[44, width * 0.5 - 44, width * 0.5],
    )
    customer = [plain_paragraph(labels.recipient, small), plain_paragraph(paper.customer.name, strong)]
    customer += [plain_paragraph(line, small) for line in paper.customer.lines]
    until = [
        plain_paragraph(labels.valid_until, right),
        plain_paragraph(labels.day(paper.valid_until), right),
    ]
    rows: list[list[str]] = [[labels.item, labels.quantity, labels.price, labels.tax, labels.total]]
    for line in paper.lines:
        rows.append(
            [
                f"{line.name}\n{line.description}" if line.description else line.name,
                labels.quantity_of(line.quantity, line.unit),
                labels.amount(line.unit_price),
                line.tax,
                labels.amount(line.total),
            ]
        )
    figures = 60.0
    lines = Table(rows, colWidths=[width - 4 * figures] + [figures] * 4, repeatRows=1)
    lines.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), regular, 9.5, 12),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.HexColor("#D6D2C9")),
            ]
        )
    )
    sums = [[row.label, labels.amount(row.amount)] for row in (*paper.sum_rows, *paper.discount_rows, *paper.tax_rows)]
    sums.append([f"{labels.total} {paper.currency}", labels.amount(paper.total)])
    totals = Table(sums, colWidths=[90, 70], hAlign="RIGHT")
    totals.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -2), regular, 9.5, 12),
                ("FONT", (0, -1), (-1, -1), bold, 13, 16),
                ("ALIGN", (0, 0), (-1, -1), "RIGHT"),
                ("LINEABOVE", (0, -1), (-1, -1), 0.5, colors.HexColor("#D6D2C9")),
            ]
        )
    )
    story: list[Any] = [
        head,
        Spacer(1, 24),
        Table([[customer, until]], colWidths=[width / 2] * 2),
        Spacer(1, 18),
    ]
    story += [lines, KeepTogether([totals])]
    story += [Spacer(1, 14), plain_paragraph(paper.note, body), plain_paragraph(paper.terms, small)]
    if paper.acceptance:
        story += [Spacer(1, 30), plain_paragraph(labels.accept, small), Spacer(1, 30)]
        story.append(plain_paragraph(labels.name_and_date, small))
    document.build(story, canvasmaker=_NumberedCanvas)
    return output.getvalue()


def render_bare_grid(titles: Sequence[str], rows: Iterable[Sequence[str]], *, font: str = "BareInter") -> bytes:
    """Strings at fixed places; the columns from the third on are right-aligned."""
    register_fonts()
    output = BytesIO()
    size = size_in_points("A4")
    canvas = Canvas(output, pagesize=size, pageCompression=1, invariant=1)
    step = (size[0] - 2 * MARGIN) / len(titles)

    def draw(y: float, cells: Sequence[str]) -> None:
        for index, cell in enumerate(cells):
            if index < 3:
                canvas.drawString(MARGIN + index * step, y, cell)
            else:
                canvas.drawRightString(MARGIN + (index + 1) * step, y, cell)
        canvas.line(MARGIN, y - 3, size[0] - MARGIN, y - 3)

    y = 0.0
    page = 0
    for row in rows:
        if y < MARGIN + 16:
            if page:
                canvas.showPage()
            page += 1
            canvas.setFont(font, 8)
            canvas.drawRightString(size[0] - MARGIN, MARGIN, f"Page {page}")
            y = size[1] - MARGIN
            draw(y, titles)
            y -= 12.6
        draw(y, row)
        y -= 12.6
    canvas.showPage()
    canvas.save()
    return output.getvalue()
