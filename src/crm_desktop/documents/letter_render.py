"""Letters on the firm's paper as PDF: head, address where a window envelope shows it, date, subject, text."""

from __future__ import annotations

from typing import Final

from crm_desktop.documents.address_render import Progress, Stopped, fitted_lines
from crm_desktop.documents.labels import labels_for
from crm_desktop.documents.letter_paper import Letter, LetterPaper
from crm_desktop.documents.letterhead import draw_letterhead
from crm_desktop.documents.page_size import MILLIMETRE, size_in_points
from crm_desktop.documents.plain_text import one_line
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import SECONDARY, TERTIARY, Line, Style, break_text

LEFT, RIGHT, TOP = 25 * MILLIMETRE, 20 * MILLIMETRE, 15 * MILLIMETRE
_BOTTOM = 20 * MILLIMETRE
ADDRESS_TOP, ADDRESS_HEIGHT, ADDRESS_WIDTH = 45 * MILLIMETRE, 40 * MILLIMETRE, 80 * MILLIMETRE
"""The field of a window envelope (DIN 5008 form B, within the window of a British DL): from the top of the page."""
_FOLD = 105 * MILLIMETRE
_ADDRESS: Final = Style(10.5, 14)
_DATE: Final = Style(10, 14, ink=SECONDARY)
_SUBJECT: Final = Style(11, 16, "semibold")
_BODY: Final = Style(10.5, 15.5)
_FOOT: Final = Style(8, 10, ink=TERTIARY, tabular=True)


def render_letters(paper: LetterPaper, progress: Progress | None = None) -> bytes:
    """Return all letters as one PDF; no text is ever read as markup. Raises `Stopped`, `CrmError` for the picture."""
    return _Letters(paper).render(progress)


class _Letters:
    def __init__(self, paper: LetterPaper) -> None:
        self._paper = paper
        self._labels = labels_for(paper.language)
        size = size_in_points(paper.page_size)
        self._sheet = Sheet(size, title=paper.title, author=paper.sender.name, language=paper.language)
        self._right = size[0] - RIGHT
        self._bottom = size[1] - _BOTTOM
        self._page_of: list[int] = []
        """For every page which page of its letter it is."""

    def render(self, progress: Progress | None) -> bytes:
        total = len(self._paper.letters)
        for number, letter in enumerate(self._paper.letters):
            if progress is not None and not progress(number, total):
                raise Stopped
            if number:
                self._sheet.add_page()
            self._page_of.append(1)
            self._write(letter)
        return self._sheet.finish(self._foot)

    def _write(self, letter: Letter) -> None:
        sheet = self._sheet
        head = draw_letterhead(sheet, self._paper.sender, LEFT, self._right, TOP)
        top = max(ADDRESS_TOP, head + 6 * MILLIMETRE)
        lines, style = fitted_lines(letter.address, ADDRESS_WIDTH, ADDRESS_HEIGHT, _ADDRESS)
        y = top
        for line in lines:
            self._line(line, style, y, LEFT + ADDRESS_WIDTH)
            y += style.leading
        y = max(y + 4 * MILLIMETRE, min(top + ADDRESS_HEIGHT, _FOLD - 10 * MILLIMETRE))
        sheet.fitted_text(self._right, y + _DATE.baseline, letter.date, _DATE, self._right - LEFT, "right")
        y = max(y + _DATE.leading + 4 * MILLIMETRE, _FOLD - 8 * MILLIMETRE)
        if letter.subject.strip():
            for line in break_text(one_line(letter.subject).strip(), _SUBJECT, self._right - LEFT):
                self._line(line, _SUBJECT, y, self._right)
                y += _SUBJECT.leading
            y += 8
        for line in break_text(letter.text, _BODY, self._right - LEFT):
            if y + _BODY.leading > self._bottom:
                sheet.add_page()
                self._page_of.append(self._page_of[-1] + 1)
                y = TOP
            self._line(line, _BODY, y, self._right)
            y += _BODY.leading

    def _line(self, line: Line, style: Style, y: float, right: float) -> None:
        if line.right_to_left:
            self._sheet.text(right, y + style.baseline, line.text, style, "right", right_to_left=True)
        elif line.text:
            self._sheet.text(LEFT, y + style.baseline, line.text, style)

    def _foot(self, page: int, _pages: int) -> None:
        """Pages are counted within a letter; one of a single page carries no number."""
        number = self._page_of[page - 1]
        last = page
        while last < len(self._page_of) and self._page_of[last] > 1:
            last += 1
        count = self._page_of[last - 1]
        if count > 1:
            words = self._labels.page.format(page=number, pages=count)
            self._sheet.text(self._right, self._sheet.height - 12 * MILLIMETRE, words, _FOOT, "right")
