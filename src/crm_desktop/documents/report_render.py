"""A printed list: one line a row, heads repeated, business, period and page x of y on every page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from crm_desktop.documents.labels import labels_for
from crm_desktop.documents.page_size import MARGIN, size_in_points
from crm_desktop.documents.plain_text import one_line
from crm_desktop.documents.report_paper import ReportPaper
from crm_desktop.documents.sheet import Align, Sheet
from crm_desktop.documents.typography import HAIRLINE, PRIMARY, RULE, SECONDARY, TERTIARY, Style, text_width

_TITLE = Style(15, 20, "semibold")
_PERIOD = Style(9, 12, ink=SECONDARY)
_HEAD = Style(7.5, 10, "medium", SECONDARY)
_BODY = Style(8, 12.6, tabular=True)
_TOTAL = Style(8, 12.6, "semibold", PRIMARY, tabular=True)
_FOOT = Style(7.5, 10, ink=TERTIARY, tabular=True)

_GAP = 12.0
_SAMPLE = 200
_NARROWEST = 18.0
_NARROWEST_FIGURES = 40.0


def render_report(paper: ReportPaper) -> bytes:
    """The list as a PDF; memory grows with the pages' ink, not with the rows' objects."""
    return _Report(paper).render()


class _Report:
    def __init__(self, paper: ReportPaper) -> None:
        self._paper = paper
        self._labels = labels_for(paper.language)
        size = size_in_points(paper.page_size, landscape=paper.landscape)
        self._sheet = Sheet(
            size, title=paper.title, author=paper.business, subject=paper.period, language=paper.language
        )
        self._left, self._right = MARGIN, size[0] - MARGIN
        self._bottom = size[1] - MARGIN - 16
        self._places: list[tuple[float, float, bool]] = []

    def render(self) -> bytes:
        rows = iter(self._paper.rows)
        sample = list(islice(rows, _SAMPLE))
        self._places = self._columns(sample)
        sheet, body = self._sheet, _BODY
        places, cell, bottom, leading = self._places, sheet.cell, self._bottom, body.leading
        y = self._head(first=True)
        for row in chain(sample, rows):
            if y + leading > bottom:
                sheet.add_page()
                y = self._head(first=False)
            baseline = y + body.baseline
            for (x, width, right), text in zip(places, row, strict=True):
                cell(x, baseline, text, body, width, "right" if right else "left")
            y += leading
        self._totals(y)
        return sheet.finish(self._foot)

    def _head(self, *, first: bool) -> float:
        sheet, paper = self._sheet, self._paper
        y = MARGIN
        if first:
            sheet.fitted_text(self._left, y + _TITLE.baseline, paper.title, _TITLE, self._right - self._left)
            y += _TITLE.leading
            if paper.period:
                sheet.fitted_text(self._left, y + _PERIOD.baseline, paper.period, _PERIOD, self._right - self._left)
                y += _PERIOD.leading
            y += 12
        for column, (x, width, right) in zip(paper.columns, self._places, strict=True):
            side: Align = "right" if right else "left"
            sheet.fitted_text(x, y + _HEAD.baseline, column.title, _HEAD, width, side)
        y += _HEAD.leading + 3
        sheet.rule(self._left, self._right, y, RULE)
        return y + 3

    def _totals(self, y: float) -> None:
        if not self._paper.totals:
            return
        if y + _TOTAL.leading + 4 > self._bottom:
            self._sheet.add_page()
            y = self._head(first=False)
        self._sheet.rule(self._left, self._right, y + 2, RULE)
        baseline = y + 4 + _TOTAL.baseline
        for (x, width, right), text in zip(self._places, self._paper.totals, strict=True):
            self._sheet.fitted_text(x, baseline, text, _TOTAL, width, "right" if right else "left")

    def _foot(self, page: int, pages: int) -> None:
        sheet, paper = self._sheet, self._paper
        y = sheet.height - MARGIN
        sheet.rule(self._left, self._right, y - 12, HAIRLINE)
        words = [paper.business, paper.period] if page == 1 else [paper.business, paper.title, paper.period]
        room = (self._right - self._left) * 0.75
        sheet.fitted_text(self._left, y, " · ".join(word for word in words if word), _FOOT, room)
        label = self._labels.page.format(page=page, pages=pages)
        sheet.text(self._right, y, label, _FOOT, "right")

    def _columns(self, sample: list[Sequence[str]]) -> list[tuple[float, float, bool]]:
        """Anchor, width and side of each column, wide enough for the first rows where the page allows it."""
        paper = self._paper
        room = self._right - self._left - _GAP * (len(paper.columns) - 1)
        wanted: list[float] = []
        for index, column in enumerate(paper.columns):
            if column.share is not None:
                wanted.append(room * column.share)
                continue
            texts = [row[index] for row in sample]
            widest = max((text_width(one_line(text), _BODY) for text in texts), default=0.0)
            narrowest = _NARROWEST_FIGURES if column.align == "right" else _NARROWEST
            widest = max(widest, text_width(one_line(column.title), _HEAD), narrowest)
            if paper.totals:
                widest = max(widest, text_width(one_line(paper.totals[index]), _TOTAL))
            wanted.append(widest + (8 if column.align == "right" else 0))
        widths = _share_out(wanted, [column.align == "right" for column in paper.columns], room)
        places: list[tuple[float, float, bool]] = []
        x = self._left
        for column, width in zip(paper.columns, widths, strict=True):
            right = column.align == "right"
            places.append((x + width if right else x, width, right))
            x += width + _GAP
        return places


def _share_out(wanted: list[float], rigid: list[bool], room: float) -> list[float]:
    """Give every column what it wants; too little: wide words give way before numbers; too much: words take it."""
    soft = sum(width for width, is_rigid in zip(wanted, rigid, strict=True) if not is_rigid)
    hard = sum(wanted) - soft
    if not soft or hard > room * 0.7:
        return [width * room / sum(wanted) for width in wanted]
    if sum(wanted) <= room:
        factor = (room - hard) / soft
        return [width if is_rigid else width * factor for width, is_rigid in zip(wanted, rigid, strict=True)]
    widths = list(wanted)
    left = room - hard
    words = sorted((index for index, is_rigid in enumerate(rigid) if not is_rigid), key=wanted.__getitem__)
    for place, index in enumerate(words):
        widths[index] = min(wanted[index], left / (len(words) - place))
        left -= widths[index]
    return widths
