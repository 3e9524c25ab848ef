"""A document under way: pages measured from the top left, text, hairlines, pictures, page x of y."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from crm_desktop.documents.embedding import FontsOfDocument
from crm_desktop.documents.fonts import primary_face
from crm_desktop.documents.markup import restrict_reportlab
from crm_desktop.documents.picture import Picture, embed_picture
from crm_desktop.documents.plain_text import one_line
from crm_desktop.documents.shaping import ShapedLine, is_plain, shape_line, spelled_out
from crm_desktop.documents.typography import Ink, Style, shorten

_LANGUAGE_TAG = re.compile("[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")
Align = Literal["left", "right", "centre"]
SMALLEST_SQUEEZE = 0.5
"""A number too wide for its column is set narrower, down to this; below, it is shortened visibly."""


@dataclass(slots=True)
class _Page:
    code: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)


class Sheet:
    """One PDF being written. The same calls give the same bytes."""

    def __init__(
        self, size: tuple[float, float], *, title: str, author: str, subject: str = "", language: str = ""
    ) -> None:
        restrict_reportlab()
        self.width, self.height = size
        self._output = BytesIO()
        self._canvas = Canvas(self._output, pagesize=size, pageCompression=1, invariant=1)
        self._canvas.setTitle(one_line(title))
        self._canvas.setAuthor(one_line(author))
        self._canvas.setSubject(one_line(subject))
        self._canvas.setCreator("CRM Desktop")
        catalog = self._canvas._doc.Catalog
        if _LANGUAGE_TAG.fullmatch(language):
            catalog.Lang = pdfdoc.PDFString(language)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._fonts = FontsOfDocument(self._canvas._doc)
        self._drop_default_font()
        self._pages: list[_Page] = []
        self._page = _Page()
        self._ink: Ink | None = None
        self.add_page()

    def add_page(self) -> None:
        """Go on to a fresh page."""
        self._page = _Page()
        self._pages.append(self._page)
        self._ink = None

    def text(self, x: float, baseline: float, text: str, style: Style, align: Align = "left", *,
             right_to_left: bool = False) -> None:  # fmt: skip
        """Draw one cleaned line, shaped; `x` is its left end, right end or middle."""
        if not text:
            return
        shaped = shape_line(text, style.weight, tabular=style.tabular, right_to_left=right_to_left)
        width = shaped.width * style.size / 1000
        left = x - width if align == "right" else x - width / 2 if align == "centre" else x
        self._draw_shaped(left, baseline, shaped, style, 1.0)

    def fitted_text(
        self, x: float, baseline: float, text: str, style: Style, width: float, align: Align = "left"
    ) -> None:
        """Draw one line in no more than `width`: set narrower if need be, then shortened."""
        text = one_line(text)
        if not text:
            return
        shaped = shape_line(text, style.weight, tabular=style.tabular)
        natural = shaped.width * style.size / 1000
        squeeze = min(1.0, width / natural) if natural else 1.0
        if squeeze < SMALLEST_SQUEEZE:
            squeeze = SMALLEST_SQUEEZE
            shaped = shape_line(shorten(text, style, width / squeeze), style.weight, tabular=style.tabular)
        used = shaped.width * style.size / 1000 * squeeze
        left = x - used if align == "right" else x - used / 2 if align == "centre" else x
        self._draw_shaped(left, baseline, shaped, style, squeeze)

    def cell(self, x: float, baseline: float, text: str, style: Style, width: float, align: Align) -> None:
        """Draw a table cell; the quick road for plain letters, which need no shaping."""
        if not text:
            return
        face = primary_face(style.weight)
        table = face.tabular_glyphs if style.tabular else face.glyphs
        if is_plain(text):
            glyphs = text.translate(table)
            advances = face.advances
            natural = sum(map(advances.__getitem__, map(ord, glyphs))) * style.size / 1000
            if natural <= width and "\0" not in glyphs:
                self._fonts[face].take_characters(text, tabular=style.tabular)
                left = x - natural if align == "right" else x - natural / 2 if align == "centre" else x
                code = f"<{glyphs.encode('utf-16-be').hex()}>Tj"
                resource = self._fonts[face].resource
                self._fill(style.ink)
                size, bottom = f"{style.size:g}", self.height - baseline
                self._page.code.append(f"BT /{resource} 1 Tf {size} 0 0 {size} {left:.2f} {bottom:.2f} Tm {code} ET")
                return
        if align == "right":
            self.fitted_text(x, baseline, text, style, width, align)
            return
        cut = shorten(one_line(text), style, width)
        self.text(x, baseline, cut, style, align)

    def rule(self, left: float, right: float, y: float, ink: Ink, thickness: float = 0.5) -> None:
        """Draw a horizontal hairline."""
        red, green, blue = ink
        top = self.height - y
        self._page.code.append(
            f"{red:.3g} {green:.3g} {blue:.3g} RG {thickness:g} w {left:.2f} {top:.2f} m {right:.2f} {top:.2f} l S"
        )

    def picture(self, picture: Picture, left: float, top: float, width: float, height: float) -> None:
        """Place a picture that has been read already."""
        document = self._canvas._doc
        form = embed_picture(document, picture)
        self._page.forms.append(form)
        self._page.code.append(
            f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {self.height - top - height:.3f} cm "
            f"/{document.getXObjectName(form)} Do Q"
        )

    def finish(self, draw_footer: Callable[[int, int], None] | None = None) -> bytes:
        """Close the document; `draw_footer(page, pages)` draws on every page, now that they are counted."""
        canvas = self._canvas
        total = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self._page = page
            self._ink = None
            if draw_footer is not None:
                draw_footer(number, total)
            canvas._code.extend(page.code)
            page.code = []
            for form in page.forms:
                canvas._formsinuse.append(form)
                canvas._currentPageHasImages = 1
            canvas.showPage()
        canvas.save()
        return self._output.getvalue()

    def _draw_shaped(self, left: float, baseline: float, shaped: ShapedLine, style: Style, squeeze: float) -> None:
        self._fill(style.ink)
        code = self._page.code
        size = f"{style.size:g}"
        across = size if squeeze == 1.0 else f"{style.size * squeeze:.3f}"
        code.append(f"BT {across} 0 0 {size} {left:.2f} {self.height - baseline:.2f} Tm")
        for run in shaped.runs:
            font = self._fonts[run.face]
            drawn = run if font.take_run(run) else spelled_out(run)
            operators = f"/{font.resource} 1 Tf {drawn.operators}"
            if run.face.emboldened:
                red, green, blue = style.ink
                outline = f"2 Tr {style.size * 0.03:.3f} w {red:.3g} {green:.3g} {blue:.3g} RG"
                operators = f"{outline} {operators} 0 Tr"
            code.append(operators)
        code.append("ET")

    def _fill(self, ink: Ink) -> None:
        if ink != self._ink:
            red, green, blue = ink
            self._page.code.append(f"{red:.3g} {green:.3g} {blue:.3g} rg")
            self._ink = ink

    def _drop_default_font(self) -> None:
        """ReportLab starts every page in Helvetica, which is not embedded; no page of ours uses it."""
        canvas = self._canvas
        canvas._preamble = "1 0 0 1 0 0 cm"
        canvas._doc.fontMapping.clear()
        canvas._doc.idToObject[pdfdoc.BasicFonts].dict.clear()
