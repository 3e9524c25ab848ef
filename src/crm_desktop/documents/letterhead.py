"""What stands at the head of the firm's paper: its picture, name, address and ways to reach it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crm_desktop.documents.picture import read_picture
from crm_desktop.documents.quote_paper import Party
from crm_desktop.documents.sheet import Sheet
from crm_desktop.documents.typography import SECONDARY, Line, Style, break_text

SELLER: Final = Style(10.5, 14, "semibold")
SMALL: Final = Style(8.5, 12, ink=SECONDARY)
_LOGO_HEIGHT = 34.0
_LOGO_WIDTH = 110.0
MOST_LINES: Final = 14
"""Lines of one party's block; more end in an ellipsis rather than push the rest off the page."""


def draw_letterhead(sheet: Sheet, seller: Party, left: float, right: float, top: float) -> float:
    """Draw the firm's picture, and beside it its name and lines; return where it ends.

    Raises `CrmError` for an unreadable picture.
    """
    bottom = top
    if seller.logo:
        picture = read_picture(seller.logo)
        scale = min(_LOGO_HEIGHT / picture.height, _LOGO_WIDTH / picture.width)
        bottom = top + picture.height * scale
        sheet.picture(picture, left, top, picture.width * scale, picture.height * scale)
        left += picture.width * scale + 10
    lines = [(seller.name, SELLER), *((line, SMALL) for line in (*seller.lines, *seller.contact))]
    # The name and the lines are cut apart, so that a long name leaves the address its room.
    y = draw_block(sheet, left, top, lines[:1], right - left)
    y = draw_block(sheet, left, y, lines[1:], right - left)
    return max(y, bottom)


def draw_block(sheet: Sheet, left: float, top: float, texts: Sequence[tuple[str, Style]], width: float) -> float:
    """Draw short texts below each other, at most `MOST_LINES`; the bottom."""
    broken = [(line, style) for text, style in texts for line in break_text(text, style, width) if line.text]
    if len(broken) > MOST_LINES:
        last, style = broken[MOST_LINES - 1]
        broken = [*broken[: MOST_LINES - 1], (Line(last.text + " …", last.right_to_left), style)]
    y = top
    for line, style in broken:
        sheet.text(left, y + style.baseline, line.text, style, right_to_left=line.right_to_left)
        y += style.leading
    return y
