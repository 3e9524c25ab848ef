"""From a line of text to glyphs: fallback by run, direction, HarfBuzz shaping, PDF operators.

A result knows nothing of type size or place: it is drawn at size 1 in a scaled text matrix, so that it can be
remembered and drawn again. ReportLab's own shaping is not used: it writes ligatures as private characters
numbered by the process's history, so the same input would not give the same bytes nor searchable text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import uharfbuzz

from crm_desktop.documents.direction import embedding_levels, in_drawing_order
from crm_desktop.documents.fonts import (
    REPLACEMENT,
    FontFace,
    Weight,
    face_for,
    primary_face,
    replacement_face,
)

_STAYS_WITH_ITS_NEIGHBOUR = re.compile(
    "[ \u00a0\u00ad\u0300-\u036f\u200b-\u200f\u2060\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff]"
)
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u0386-\u03ff\u0400-\u0482\u048a-\u052f"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2116\u2122\u2212]*"
)
_NEVER_SHOWN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufe0e\ufe0f")
_FEATURES = {"kern": True, "liga": True, "clig": True}
_LATIN_FEATURES = {"kern": True, "liga": True, "calt": False}
"""Inter's contextual alternates turn `20x30` and `->` into signs that nobody typed."""


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Neighbouring glyphs of one face, as PDF text operators."""

    face: FontFace
    operators: str
    glyph_texts: tuple[tuple[int, str], ...]
    """What each glyph stands for."""
    text: str
    tabular: bool
    right_to_left: bool


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line from left to right, and its width in thousandths of the type size."""

    runs: tuple[GlyphRun, ...]
    width: float


def is_plain(text: str) -> bool:
    """Whether one glyph after the other draws it: Latin, Greek and Cyrillic letters without loose marks."""
    return _PLAIN.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def shape_line(text: str, weight: Weight, *, tabular: bool = False, right_to_left: bool = False) -> ShapedLine:
    """Shape one cleaned line whose paragraph has the given direction."""
    levels = embedding_levels(text, right_to_left=right_to_left)
    logical: list[tuple[int, tuple[FontFace, str, bool]]] = []
    start = 0
    for face, length in _split_by_face(text, weight):
        stop = start + length
        for level, group in groupby(range(start, stop), key=levels.__getitem__):
            part = "".join(text[index] for index in group)
            logical.append((level, (face, part, level % 2 == 1)))
        start = stop
    runs: list[GlyphRun] = []
    width = 0.0
    for face, part, reversed_ in in_drawing_order(logical):
        run, run_width = _shape_run(face, part, tabular=tabular, right_to_left=reversed_)
        runs.append(run)
        width += run_width
    return ShapedLine(tuple(runs), width)


def _split_by_face(text: str, weight: Weight) -> list[tuple[FontFace, int]]:
    primary = primary_face(weight)
    if is_plain(text) and all(map(primary.glyphs.__getitem__, map(ord, text))):
        return [(primary, len(text))] if text else []
    runs: list[tuple[FontFace, int]] = []
    current: FontFace | None = None
    for character in text:
        if current is not None and _stays(character, current):
            face = current
        else:
            face = face_for(character, weight) or replacement_face(weight)
        if runs and face is current:
            runs[-1] = (face, runs[-1][1] + 1)
        else:
            runs.append((face, 1))
        current = face
    return runs


def _stays(character: str, face: FontFace) -> bool:
    if character in _NEVER_SHOWN:
        return True
    return _STAYS_WITH_ITS_NEIGHBOUR.match(character) is not None and face.has(character)


def spelled_out(run: GlyphRun) -> GlyphRun:
    """The same run with the text of every cluster written beside its glyphs (ActualText)."""
    return _shape_run(run.face, run.text, tabular=run.tabular, right_to_left=run.right_to_left, spell=True)[0]


@lru_cache(maxsize=8192)
def _shape_run(
    face: FontFace, text: str, *, tabular: bool, right_to_left: bool, spell: bool = False
) -> tuple[GlyphRun, float]:
    drawn = "".join(c if c in _NEVER_SHOWN or face.has(c) else REPLACEMENT for c in text)
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_GRAPHEMES
    buffer.add_str(drawn)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    features: dict[str, bool] = dict(_LATIN_FEATURES if face.name.startswith("Inter") else _FEATURES)
    if tabular:
        features["tnum"] = True
    uharfbuzz.shape(face.hb_font, buffer, features)

    glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = sorted({info.cluster for info, _ in glyphs})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    operators = _Operators(face)
    texts: dict[int, str] = {}
    for cluster, members in groupby(glyphs, key=lambda glyph: glyph[0].cluster):
        part = text[cluster : ends[cluster]]
        drawn_glyphs = list(members)
        first = drawn_glyphs[0][0].codepoint
        exact = len(drawn_glyphs) == 1 and texts.setdefault(first, part) == part and not spell
        if not exact:
            operators.begin_text(part)
        for info, position in drawn_glyphs:
            texts.setdefault(info.codepoint, part)
            operators.glyph(info.codepoint, position)
        if not exact:
            operators.end_text()
    code, width = operators.finish()
    return GlyphRun(face, code, tuple(texts.items()), text, tabular, right_to_left), width


class _Operators:
    """Writes glyphs as PDF text operators, moving the pen where the shaper says."""

    def __init__(self, face: FontFace) -> None:
        self._advances = face.advances
        self._scale = 1000 / face.units_per_em
        self._operators: list[str] = []
        self._pieces: list[str] = []
        self._codes: list[str] = []
        self._pending = 0.0
        self._rise = 0.0
        self._width = 0.0

    def glyph(self, glyph: int, position: uharfbuzz.GlyphPosition) -> None:
        """Add one glyph."""
        scale = self._scale
        offset, rise = position.x_offset * scale, position.y_offset * scale / 1000
        if rise != self._rise:
            self._show()
            self._operators.append(f"{_number(rise, 4)} Ts")
            self._rise = rise
        shift = self._pending + offset
        if abs(shift) >= 0.5:
            self._move(shift)
            shift = 0.0
        self._codes.append(f"{glyph:04x}")
        advance = position.x_advance * scale
        self._pending = advance - offset - self._advances[glyph] + shift
        self._width += advance

    def begin_text(self, text: str) -> None:
        """What follows, up to `end_text`, stands for this text."""
        self._show()
        actual = ("\ufeff" + text).encode("utf-16-be", "replace").hex()
        self._operators.append(f"/Span <</ActualText <{actual}>>> BDC")

    def end_text(self) -> None:
        """End what `begin_text` began."""
        self._show()
        self._operators.append("EMC")

    def finish(self) -> tuple[str, float]:
        """All operators, and the width in thousandths of the type size."""
        if abs(self._pending) >= 0.5:
            self._move(self._pending)
        self._show()
        if self._rise:
            self._operators.append("0 Ts")
        return " ".join(self._operators), self._width

    def _move(self, distance: float) -> None:
        self._flush()
        self._pieces.append(_number(-distance, 1))

    def _flush(self) -> None:
        if self._codes:
            self._pieces.append(f"<{''.join(self._codes)}>")
            self._codes.clear()

    def _show(self) -> None:
        self._flush()
        if not self._pieces:
            return
        alone = len(self._pieces) == 1 and self._pieces[0].startswith("<")
        self._operators.append(self._pieces[0] + "Tj" if alone else f"[{' '.join(self._pieces)}]TJ")
        self._pieces.clear()


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
