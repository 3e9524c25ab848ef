"""The quote on paper: who, for whom, what, how much, and where to sign."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.documents.labels import labels_for
from crm_desktop.documents.letterhead import SMALL, draw_block, draw_letterhead
from crm_desktop.documents.page_size import MARGIN, size_in_points
from crm_desktop.documents.plain_text import one_line
from crm_desktop.documents.quote_paper import QuotePaper
from crm_desktop.documents.quote_table import QuoteTable
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import (
    HAIRLINE,
    PRIMARY,
    RULE,
    SECONDARY,
    TERTIARY,
    Style,
    break_text,
    text_width,
)

_TITLE = Style(22, 28, "semibold")
_NUMBER = Style(9, 12, ink=SECONDARY)
_BESIDE = Style(10.5, 14, "medium", PRIMARY, tabular=True)
_MOST_BESIDE = 3
_MOST_STACKED = 5
"""So many stand each below its name; more are set in small lines."""
_CUSTOMER = Style(10.5, 14, "medium")
_BODY = Style(9, 13)
_TERMS = Style(8, 11.5, ink=SECONDARY)
_FOOT = Style(7.5, 10, ink=TERTIARY, tabular=True)
_SUM = Style(9.5, 17, ink=SECONDARY, tabular=True)
_SUM_AMOUNT = Style(9.5, 17, tabular=True)
_TOTAL = Style(10, 24, "semibold", tabular=True)
_TOTAL_AMOUNT = Style(13, 24, "semibold", tabular=True)

_ACCEPTANCE_HEIGHT = 72.0


def render_quote(paper: QuotePaper) -> bytes:
    """The quote as a PDF: the same paper gives the same bytes. Raises `CrmError` for an unreadable logo."""
    return _Quote(paper).render()


class _Quote:
    def __init__(self, paper: QuotePaper) -> None:
        self._paper = paper
        labels = labels_for(paper.language)
        self._labels = replace(labels, tax=paper.tax_label) if paper.tax_label else labels
        self._size = size_in_points(paper.page_size)
        self._left, self._right = MARGIN, self._size[0] - MARGIN
        self._top, self._bottom = MARGIN, self._size[1] - MARGIN - 18
        self._number = paper.number or self._labels.draft
        self._sheet = Sheet(
            self._size,
            title=f"{paper.title} {self._number}",
            author=paper.seller.name,
            subject=paper.customer.name,
            language=paper.language,
        )
        self._y = self._top

    def render(self) -> bytes:
        self._draw_seller_and_title()
        self._draw_customer()
        totals = self._totals_height()
        table = QuoteTable(
            self._sheet,
            self._paper.lines,
            self._labels,
            self._left,
            self._right,
            self._bottom,
            self._add_page,
        )
        self._y = table.draw(self._y, keep_below=totals)
        self._draw_totals(totals)
        self._draw_words()
        if self._paper.acceptance:
            self._draw_acceptance()
        return self._sheet.finish(self._draw_footer)

    def _add_page(self) -> float:
        """A further page with its short heading; the top of what is free on it."""
        sheet, top = self._sheet, self._top
        sheet.add_page()
        half = (self._right - self._left) * 0.6
        heading = f"{self._paper.title} {self._number}"
        sheet.fitted_text(self._left, top + SMALL.baseline, heading, Style(8.5, 12, "medium", SECONDARY), half)
        sheet.fitted_text(
            self._right, top + SMALL.baseline, self._paper.seller.name, SMALL,
            self._right - self._left - half - 12, "right",
        )  # fmt: skip
        return top + SMALL.leading + 14

    def _draw_seller_and_title(self) -> None:
        paper, sheet = self._paper, self._sheet
        middle = self._left + (self._right - self._left) * 0.56
        y = draw_letterhead(sheet, paper.seller, self._left, middle, self._y)

        room = self._right - middle - 12
        top = self._y - 3
        sheet.fitted_text(self._right, top + _TITLE.baseline, paper.title, _TITLE, room, "right")
        under = " · ".join(part for part in (self._number, self._labels.day(paper.date)) if part)
        sheet.fitted_text(self._right, top + 31 + _NUMBER.baseline, under, _NUMBER, room, "right")
        self._y = max(y, top + 31 + _NUMBER.leading) + 24

    def _draw_customer(self) -> None:
        paper, sheet, labels = self._paper, self._sheet, self._labels
        customer = paper.customer
        width = (self._right - self._left) * 0.6
        top = self._y
        sheet.text(self._left, top + SMALL.baseline, labels.recipient, SMALL)
        y = draw_block(sheet, self._left, top + 15, [(customer.name, _CUSTOMER)], width)
        lines = [*customer.lines, *customer.contact, *([customer.tax_id] if customer.tax_id else [])]
        y = draw_block(sheet, self._left, y + 1, [(line, SMALL) for line in lines], width)
        told = [(f"{one.label}: {one.text}", SMALL) for one in customer.details]
        y = draw_block(sheet, self._left, y + 3, told, width) if told else y
        until = labels.day(paper.valid_until)
        beside = [(labels.valid_until, until)] if until else []
        beside += [(one.label, one.text) for one in paper.details]
        self._y = max(y, self._draw_beside(beside, top, self._right - self._left - width - 12), top + 30) + 24

    def _draw_beside(self, pairs: list[tuple[str, str]], top: float, room: float) -> float:
        """Draw what stands at the right of the customer, each below its name; a long text takes up to three lines."""
        if len(pairs) > _MOST_STACKED:
            lines = [(f"{label}: {text}", SMALL) for label, text in pairs]
            return draw_block(self._sheet, self._right - room, top, lines, room)
        y = top
        for label, text in pairs:
            self._sheet.fitted_text(self._right, y + SMALL.baseline, label, SMALL, room, "right")
            y += 15
            broken = [line for line in break_text(text, _BESIDE, room) if line.text]
            for place, line in enumerate(broken[:_MOST_BESIDE]):
                cut = " …" if place == _MOST_BESIDE - 1 and len(broken) > _MOST_BESIDE else ""
                self._sheet.fitted_text(self._right, y + _BESIDE.baseline, line.text + cut, _BESIDE, room, "right")
                y += _BESIDE.leading
            y += 7
        return y

    def _totals_height(self) -> float:
        paper = self._paper
        rows = len(paper.sum_rows) + len(paper.discount_rows) + len(paper.tax_rows)
        return 8 + rows * _SUM.leading + 6 + _TOTAL.leading

    def _draw_totals(self, height: float) -> None:
        paper, sheet, labels = self._paper, self._sheet, self._labels
        if self._y + height > self._bottom:
            self._y = self._add_page()
        rows = [*paper.sum_rows, *paper.discount_rows, *paper.tax_rows]
        total_amount = labels.amount(paper.total)
        total_label = f"{paper.total_label or labels.total} {paper.currency}".strip()
        amounts = [text_width(one_line(labels.amount(row.amount)), _SUM_AMOUNT) for row in rows]
        widest = max([text_width(one_line(total_amount), _TOTAL_AMOUNT), *amounts, 60.0])
        amount_room = min(widest, (self._right - self._left) * 0.4)
        label_right = self._right - amount_room - 18
        label_room = label_right - self._left
        y = self._y + 8
        for row in rows:
            baseline = y + _SUM.baseline
            sheet.fitted_text(label_right, baseline, row.label, _SUM, label_room, "right")
            sheet.fitted_text(self._right, baseline, labels.amount(row.amount), _SUM_AMOUNT, amount_room, "right")
            y += _SUM.leading
        if rows:
            y += 3
            texts = [text_width(one_line(text), _SUM) for text in (total_label, *(row.label for row in rows))]
            sheet.rule(max(self._left, label_right - max(texts)), self._right, y, HAIRLINE)
            y += 3
        baseline = y + _TOTAL_AMOUNT.baseline
        sheet.fitted_text(label_right, baseline, total_label, _TOTAL, label_room, "right")
        sheet.fitted_text(self._right, baseline, total_amount, _TOTAL_AMOUNT, amount_room, "right")
        self._y = y + _TOTAL.leading

    def _draw_words(self) -> None:
        """The note and the terms; they go on over as many pages as they need."""
        for text, style in ((self._paper.note, _BODY), (self._paper.terms, _TERMS)):
            lines = break_text(text, style, self._right - self._left)
            if not lines:
                continue
            self._y += 16
            for index, line in enumerate(lines):
                # Two lines stay together at the foot and at the head of a page.
                keep = 2 if (index == 0 and len(lines) > 1) or index == len(lines) - 2 else 1
                if self._y + style.leading * keep > self._bottom:
                    self._y = self._add_page()
                baseline = self._y + style.baseline
                if line.right_to_left:
                    self._sheet.text(self._right, baseline, line.text, style, "right", right_to_left=True)
                else:
                    self._sheet.text(self._left, baseline, line.text, style)
                self._y += style.leading

    def _draw_acceptance(self) -> None:
        """At the foot of the last page, where one signs a letter; on a further page when that is full."""
        if self._y + 16 + _ACCEPTANCE_HEIGHT > self._bottom:
            self._y = self._add_page()
        y = max(self._y + 16, self._bottom - _ACCEPTANCE_HEIGHT - 8)
        sheet, labels = self._sheet, self._labels
        sheet.text(self._left, y + SMALL.baseline, labels.accept, SMALL)
        line = y + 46
        sheet.rule(self._left, self._left + 200, line, RULE, 0.6)
        sheet.text(self._left, line + 4 + SMALL.baseline, labels.name_and_date, SMALL)
        self._y = y + _ACCEPTANCE_HEIGHT

    def _draw_footer(self, page: int, pages: int) -> None:
        sheet, seller = self._sheet, self._paper.seller
        y = sheet.height - MARGIN
        sheet.rule(self._left, self._right, y - 12, HAIRLINE)
        words = " · ".join(word for word in (seller.name, seller.tax_id) if word)
        sheet.fitted_text(self._left, y, words, _FOOT, (self._right - self._left) * 0.75)
        sheet.text(self._right, y, self._labels.page.format(page=page, pages=pages), _FOOT, "right")
