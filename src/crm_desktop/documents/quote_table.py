"""The table of a quote: items, words and sections, over as many pages as they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.documents.labels import Labels
from crm_desktop.documents.plain_text import one_line
from crm_desktop.documents.quote_paper import PaperLine
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import (
    HAIRLINE,
    PRIMARY,
    RULE,
    SECONDARY,
    TERTIARY,
    Line,
    Style,
    break_text,
    text_width,
)

_HEAD = Style(8.5, 12, ink=SECONDARY)
_NAME = Style(9.5, 13, "medium")
_NAME_NOT_COUNTED = Style(9.5, 13, "medium", SECONDARY)
_MARK = Style(8, 11, "medium", TERTIARY)
_DESCRIPTION = Style(8, 11, ink=SECONDARY)
_FIGURE = Style(9.5, 13, tabular=True)
_FIGURE_NOT_COUNTED = Style(9.5, 13, ink=TERTIARY, tabular=True)
_WORDS = Style(9, 12.5, ink=SECONDARY)
_SECTION = Style(10, 14, "semibold", PRIMARY)

_GAP = 16.0
_PADDING = 6.0
_WIDEST_FIGURE = 84.0
_NARROWEST_FIGURE = (34.0, 50.0, 34.0, 34.0, 58.0)
_HEAD_HEIGHT = 12 + 5


@dataclass(frozen=True, slots=True)
class _Column:
    right: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class _Row:
    lines: tuple[tuple[Line, Style], ...]
    figures: tuple[str, ...]
    figure_style: Style
    space_above: float = 0.0
    ruled: bool = True
    keeps_next: bool = False

    @property
    def height(self) -> float:
        text = sum(style.leading for _, style in self.lines)
        least = self.figure_style.leading if self.figures else 0.0
        return self.space_above + 2 * _PADDING + max(text, least)


class QuoteTable:
    """Draws the lines between two margins; `add_page` starts a further page and gives its top."""

    def __init__(
        self,
        sheet: Sheet,
        lines: tuple[PaperLine, ...],
        labels: Labels,
        left: float,
        right: float,
        bottom: float,
        add_page: Callable[[], float],
    ) -> None:
        self._sheet = sheet
        self._labels = labels
        self._left, self._right, self._bottom = left, right, bottom
        self._add_page = add_page
        figures = [self._figures(line) for line in lines]
        self._shown = [True, True, any(f[2] for f in figures), any(f[3] for f in figures), True]
        self._columns = self._measure(figures)
        first = self._columns[0]
        self._item_width = first.right - first.width - _GAP - left
        self._rows = [self._row(line, values) for line, values in zip(lines, figures, strict=True)]

    def draw(self, top: float, *, keep_below: float) -> float:
        """Draw from `top` and return the bottom; the last row keeps `keep_below` points free below it."""
        y = self._head(top)
        fresh = y
        for index, row in enumerate(self._rows):
            needed = self._room_needed(index, keep_below)
            available = self._bottom - y
            whole_page = self._bottom - fresh
            fits_on_the_next = available < needed <= whole_page
            too_little_to_begin = row.height > available and available < whole_page / 3
            if y > fresh and (fits_on_the_next or too_little_to_begin):
                y = fresh = self._head(self._add_page())
            y, fresh = self._draw_row(row, y, fresh)
        return y

    def _room_needed(self, index: int, keep_below: float) -> float:
        """The height of a row and of all that must stand on the same page."""
        needed = self._rows[index].height
        while self._rows[index].keeps_next and index + 1 < len(self._rows):
            index += 1
            needed += self._rows[index].height
        return needed + keep_below if index + 1 == len(self._rows) else needed

    def _figures(self, line: PaperLine) -> tuple[str, str, str, str, str]:
        """Quantity, price, discount, tax, total as they are printed."""
        if line.kind != "item":
            return ("", "", "", "", "")
        labels = self._labels
        return (
            one_line(labels.quantity_of(line.quantity, line.unit)),
            one_line(labels.amount(line.unit_price)),
            one_line(line.discount),
            one_line(line.tax),
            one_line(labels.amount(line.total)),
        )

    def _measure(self, figures: list[tuple[str, str, str, str, str]]) -> list[_Column]:
        labels = self._labels
        titles = (labels.quantity, labels.price, labels.discount, labels.tax, labels.total)
        columns: list[_Column] = []
        right = self._right
        for place in range(len(titles) - 1, -1, -1):
            if not self._shown[place]:
                continue
            widest = max((text_width(row[place], _FIGURE) for row in figures), default=0.0)
            width = max(min(widest, _WIDEST_FIGURE), text_width(titles[place], _HEAD), _NARROWEST_FIGURE[place])
            columns.append(_Column(right, width, titles[place]))
            right -= width + _GAP
        columns.reverse()
        return columns

    def _row(self, line: PaperLine, figures: tuple[str, str, str, str, str]) -> _Row:
        if line.kind == "section":
            section = tuple((part, _SECTION) for part in break_text(line.name, _SECTION, self._right - self._left))
            return _Row(section, (), _FIGURE, space_above=8.0, keeps_next=True)
        if line.kind == "text":
            words = "\n".join(part for part in (line.name, line.description) if part)
            broken = break_text(words, _WORDS, self._right - self._left)
            return _Row(tuple((part, _WORDS) for part in broken), (), _FIGURE)
        not_counted = line.optional or line.alternative
        name = _NAME_NOT_COUNTED if not_counted else _NAME
        lines = [(part, name) for part in break_text(line.name, name, self._item_width)]
        if not_counted:
            mark = self._labels.optional if line.optional else self._labels.alternative
            lines.append((Line(mark), _MARK))
        lines += [(part, _DESCRIPTION) for part in break_text(line.description, _DESCRIPTION, self._item_width)]
        shown = [value for value, is_shown in zip(figures, self._shown, strict=True) if is_shown]
        if not_counted and shown[-1]:
            shown[-1] = f"({shown[-1]})"
        return _Row(tuple(lines), tuple(shown), _FIGURE_NOT_COUNTED if not_counted else _FIGURE)

    def _head(self, top: float) -> float:
        baseline = top + _HEAD.baseline
        self._sheet.text(self._left, baseline, self._labels.item, _HEAD)
        for column in self._columns:
            self._sheet.text(column.right, baseline, column.title, _HEAD, "right")
        bottom = top + _HEAD_HEIGHT
        self._sheet.rule(self._left, self._right, bottom, HAIRLINE, 1.0)
        return bottom

    def _draw_row(self, row: _Row, y: float, fresh: float) -> tuple[float, float]:
        """Draw one row, over a page's end if it must; its bottom, and the top of what that page has free."""
        sheet = self._sheet
        if y > fresh:
            y += row.space_above
        y += _PADDING
        baseline = y + row.figure_style.baseline
        for column, figure in zip(self._columns, row.figures, strict=False):
            sheet.fitted_text(column.right, baseline, figure, row.figure_style, column.width, "right")
        drawn_to = y + row.figure_style.leading if row.figures else y
        for line, style in row.lines:
            if y + style.leading > self._bottom:
                fresh = self._head(self._add_page())
                y = drawn_to = fresh + _PADDING
            sheet.text(self._left, y + style.baseline, line.text, style, right_to_left=line.right_to_left)
            y += style.leading
        bottom = max(y, drawn_to) + _PADDING
        if row.ruled:
            sheet.rule(self._left, self._right, bottom, RULE if row.keeps_next else HAIRLINE, 0.5)
        return bottom, fresh
