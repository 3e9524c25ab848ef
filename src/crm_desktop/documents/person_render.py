"""Everything held about a person as a PDF to read: sections, records, fields, as many pages as it takes."""

from __future__ import annotations

from crm_desktop.documents.labels import labels_for
from crm_desktop.documents.page_size import MARGIN, size_in_points
from crm_desktop.documents.person_paper import PaperField, PaperRecord, PaperSection, PersonPaper
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import HAIRLINE, RULE, SECONDARY, TERTIARY, Style, break_text

_TITLE = Style(20, 26, "semibold")
_MADE = Style(9, 13, ink=SECONDARY)
_SECTION = Style(13, 20, "semibold")
_RECORD = Style(10, 15, "medium")
_DETAIL = Style(8.5, 15, ink=SECONDARY, tabular=True)
_LABEL = Style(8.5, 13, ink=SECONDARY)
_BODY = Style(9, 13)
_FOOT = Style(7.5, 10, ink=TERTIARY, tabular=True)

_LABEL_WIDTH = 120.0
_DETAIL_SHARE = 0.3
_LONGEST_TITLE = 300
_LONGEST_TEXT = 8_000
"""Longer texts are cut here: whoever wants to read on has them whole in the file for programs."""


def render_person(paper: PersonPaper) -> bytes:
    """The paper as a PDF; no text of it is ever read as markup."""
    return _Person(paper).render()


class _Person:
    def __init__(self, paper: PersonPaper) -> None:
        self._paper = paper
        self._labels = labels_for(paper.language)
        size = size_in_points(paper.page_size)
        self._sheet = Sheet(size, title=paper.title[:_LONGEST_TITLE], author=paper.business, language=paper.language)
        self._left, self._right = MARGIN, size[0] - MARGIN
        self._bottom = size[1] - MARGIN - 18
        self._y = MARGIN

    def render(self) -> bytes:
        paper, width = self._paper, self._right - self._left
        self._lines(paper.title[:_LONGEST_TITLE], _TITLE, self._left, width)
        self._lines(paper.made[:_LONGEST_TITLE], _MADE, self._left, width)
        if paper.note:
            self._y += 6
            self._lines(paper.note, _BODY, self._left, width)
        for section in paper.sections:
            self._section(section)
        return self._sheet.finish(self._foot)

    def _section(self, section: PaperSection) -> None:
        self._y += 18
        self._room(_SECTION.leading + _RECORD.leading + 2 * _BODY.leading)
        self._lines(section.title[:_LONGEST_TITLE], _SECTION, self._left, self._right - self._left)
        self._sheet.rule(self._left, self._right, self._y, RULE)
        self._y += 6
        for record in section.records:
            self._record(record)

    def _record(self, record: PaperRecord) -> None:
        self._room(_RECORD.leading + 2 * _BODY.leading)
        width = self._right - self._left
        share = width * _DETAIL_SHARE if record.detail else 0.0
        if record.detail:
            self._sheet.fitted_text(
                self._right, self._y + _DETAIL.baseline, record.detail[:200], _DETAIL, share, "right"
            )
        self._lines(record.title[:_LONGEST_TITLE] or "–", _RECORD, self._left, width - share - 12)
        for field in record.fields:
            self._field(field)
        self._y += 4
        self._sheet.rule(self._left, self._right, self._y, HAIRLINE)
        self._y += 6

    def _field(self, field: PaperField) -> None:
        self._room(_BODY.leading)
        self._sheet.fitted_text(self._left, self._y + _LABEL.baseline, field.label[:200], _LABEL, _LABEL_WIDTH - 10)
        left = self._left + _LABEL_WIDTH
        self._lines(field.text, _BODY, left, self._right - left)

    def _lines(self, text: str, style: Style, left: float, width: float) -> None:
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT]} …"
        for line in break_text(text, style, width):
            self._room(style.leading)
            x, align = (left + width, "right") if line.right_to_left else (left, "left")
            self._sheet.text(
                x, self._y + style.baseline, line.text, style, "right" if align == "right" else "left",
                right_to_left=line.right_to_left,
            )  # fmt: skip
            self._y += style.leading

    def _room(self, height: float) -> None:
        if self._y + height > self._bottom:
            self._sheet.add_page()
            self._y = MARGIN

    def _foot(self, page: int, pages: int) -> None:
        sheet, paper = self._sheet, self._paper
        y = sheet.height - MARGIN
        sheet.rule(self._left, self._right, y - 12, HAIRLINE)
        room = (self._right - self._left) * 0.75
        sheet.fitted_text(self._left, y, f"{paper.business[:150]} · {paper.title[:150]}", _FOOT, room)
        sheet.text(self._right, y, self._labels.page.format(page=page, pages=pages), _FOOT, "right")
