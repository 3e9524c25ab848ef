"""Type styles, widths and line breaking."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from crm_desktop.documents.direction import runs_right_to_left
from crm_desktop.documents.fonts import Weight
from crm_desktop.documents.plain_text import paragraphs
from crm_desktop.documents.shaping import shape_line

Ink = tuple[float, float, float]

PRIMARY: Ink = (0x1D / 255, 0x1C / 255, 0x1A / 255)
SECONDARY: Ink = (0x55 / 255, 0x51 / 255, 0x4A / 255)
TERTIARY: Ink = (0x68 / 255, 0x64 / 255, 0x5C / 255)
HAIRLINE: Ink = (0xD6 / 255, 0xD2 / 255, 0xC9 / 255)
RULE: Ink = (0x87 / 255, 0x82 / 255, 0x7A / 255)


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks; sizes in points."""

    size: float
    leading: float
    weight: Weight = "regular"
    ink: Ink = PRIMARY
    tabular: bool = False

    @property
    def baseline(self) -> float:
        """From the top of the line to its baseline."""
        return (self.leading + self.size * 0.727) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of broken text, and whether its paragraph reads from the right."""

    text: str
    right_to_left: bool = False


# A word with the spaces after it; ideographs and kana may be parted from their neighbours, but closing signs
# stay with what they close and opening signs with what they open.
_IDEOGRAPHS = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_OPENING = "\u3008\u300a\u300c\u300e\u3010\uff08\u2018\u201c(\\["
_CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u30fc\u3005\u2019\u201d)\\]"
_PIECE = re.compile(
    rf"[{_OPENING}]*[{_IDEOGRAPHS}][{_CLOSING}]*[ \u3000]*"
    rf"|[^ \u200b\u3000{_IDEOGRAPHS}]+[ \u200b\u3000]*"
    r"|[ \u200b\u3000]+"
)
_JOINED = frozenset("\u200d\ufe0e\ufe0f")


def text_width(text: str, style: Style, *, right_to_left: bool = False) -> float:
    """The width of one cleaned line in points."""
    shaped = shape_line(text, style.weight, tabular=style.tabular, right_to_left=right_to_left)
    return shaped.width * style.size / 1000


@lru_cache(maxsize=2048)
def break_text(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """A text of one or more paragraphs as lines no wider than `width`; nothing is lost but spaces at ends."""
    if not text or text.isspace():
        return ()
    lines: list[Line] = []
    for paragraph in paragraphs(text):
        stripped = paragraph.rstrip()
        right_to_left = runs_right_to_left(stripped)
        if text_width(stripped, style, right_to_left=right_to_left) <= width:
            lines.append(Line(stripped, right_to_left))
        else:
            lines.extend(Line(line, right_to_left) for line in _break_paragraph(stripped, style, width))
    while lines and not lines[-1].text:
        lines.pop()
    return tuple(lines)


def shorten(text: str, style: Style, width: float) -> str:
    """The text when it fits, or as much of its start as fits, and an ellipsis."""
    if text_width(text, style) <= width:
        return text
    clusters = _clusters(text)
    low, high = 0, len(clusters)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width("".join(clusters[:middle]) + "…", style) <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(clusters[:low]).rstrip() + "…"


def _break_paragraph(text: str, style: Style, width: float) -> list[str]:
    lines: list[str] = []
    current = ""
    used = 0.0
    for piece in _pieces(text, style, width):
        visible = piece.rstrip(" \u200b\u3000")
        visible_width = text_width(visible, style)
        if current and used + visible_width > width:
            lines.append(current.rstrip())
            current, used = "", 0.0
        current += piece
        used += visible_width if visible == piece else text_width(piece, style)
    if current.strip():
        lines.append(current.rstrip())
    return lines


def _pieces(text: str, style: Style, width: float) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        if text_width(piece.rstrip(), style) <= width:
            pieces.append(piece)
        else:
            pieces.extend(_chop(piece, style, width))
    return pieces


def _chop(word: str, style: Style, width: float) -> list[str]:
    """A word wider than the line, cut between letters (never between a letter and its marks)."""
    parts: list[str] = []
    current, used = "", 0.0
    for cluster in _clusters(word):
        cluster_width = text_width(cluster, style)
        if current and used + cluster_width > width:
            parts.append(current)
            current, used = "", 0.0
        current += cluster
        used += cluster_width
    parts.append(current)
    return parts


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        joins = character in _JOINED or unicodedata.category(character)[0] == "M"
        if clusters and (joins or clusters[-1][-1] == "\u200d"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
