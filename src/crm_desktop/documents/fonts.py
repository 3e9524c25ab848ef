"""The embedded typefaces, and which of them draws a character.

Inter first; what it lacks is drawn by a face of the same weight made for that script. A character that none
of them has is drawn as U+FFFD, never as a blank box.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import uharfbuzz

from crm_desktop.core.resources import resource_path

Weight = Literal["regular", "medium", "semibold"]

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TABULAR = "0123456789"


class GlyphTable(dict[int, int]):
    """Code point to glyph, read from the font when first asked; 0 where the font has none."""

    def __init__(self, font: uharfbuzz.Font, floor: int) -> None:
        super().__init__()
        self._font = font
        self._floor = floor

    def __missing__(self, code_point: int) -> int:
        glyph: int = 0
        if code_point >= self._floor:
            glyph = self._font.get_nominal_glyph(code_point) or 0
        self[code_point] = glyph
        return glyph


class AdvanceTable(dict[int, float]):
    """Glyph to advance in thousandths of the type size."""

    def __init__(self, font: uharfbuzz.Font, units_per_em: int) -> None:
        super().__init__()
        self._font = font
        self._scale = 1000 / units_per_em

    def __missing__(self, glyph: int) -> float:
        advance: float = self._font.get_glyph_h_advance(glyph) * self._scale
        self[glyph] = advance
        return advance


class FontFace:
    """One font file: its glyphs, widths and shaper. Immutable but for what it remembers of the file."""

    def __init__(self, name: str, *, floor: int = 0, emboldened: bool = False) -> None:
        self.name = name
        self.emboldened = emboldened
        """Drawn with a thin outline, as the heavier weight of a face that has only one."""
        self.hb_face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(resource_path(f"fonts/{name}.ttf"))))
        self.hb_font = uharfbuzz.Font(self.hb_face)
        self.units_per_em: int = self.hb_face.upem
        self.glyphs = GlyphTable(self.hb_font, floor)
        self.advances = AdvanceTable(self.hb_font, self.units_per_em)
        self.tabular_glyphs = GlyphTable(self.hb_font, floor)
        self.tabular_glyphs.update(self._tabular_figures())

    def has(self, character: str) -> bool:
        """Whether this face draws the character."""
        return self.glyphs[ord(character)] != 0

    def _tabular_figures(self) -> dict[int, int]:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(_TABULAR)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.hb_font, buffer, {"tnum": True, "kern": False})
        figures = [info.codepoint for info in buffer.glyph_infos]
        if len(figures) != len(_TABULAR):
            return {}
        return {ord(digit): glyph for digit, glyph in zip(_TABULAR, figures, strict=True) if glyph}


@dataclass(frozen=True, slots=True)
class _Source:
    file: str
    floor: int = 0
    """The first code point that is taken from it: the emoji face also has digits, which are not wanted."""
    emboldened: bool = False


_EMOJI = _Source("NotoEmoji-Regular", floor=0x2300)
_CHAINS: dict[Weight, tuple[_Source, ...]] = {
    "regular": (
        _Source("Inter-Regular"),
        _Source("Vazirmatn-Regular"),
        _Source("NotoSansHebrew-Regular"),
        _Source("NotoSansDevanagari-Regular"),
        _Source("NotoSansThai-Regular"),
        _EMOJI,
        _Source("DejaVuSans"),
        _Source("DroidSansFallbackFull"),
        _Source("NanumGothic-Regular"),
    ),
    "semibold": (
        _Source("Inter-SemiBold"),
        _Source("Vazirmatn-SemiBold"),
        _Source("NotoSansHebrew-SemiBold"),
        _Source("NotoSansDevanagari-SemiBold"),
        _Source("NotoSansThai-SemiBold"),
        _EMOJI,
        _Source("DejaVuSans-Bold"),
        _Source("DroidSansFallbackFull", emboldened=True),
        _Source("NanumGothic-Regular", emboldened=True),
    ),
}
_CHAINS["medium"] = (_Source("Inter-Medium"), *_CHAINS["semibold"][1:])


@cache
def _face(source: _Source) -> FontFace:
    return FontFace(source.file, floor=source.floor, emboldened=source.emboldened)


@cache
def primary_face(weight: Weight) -> FontFace:
    """The Inter face of a weight."""
    return _face(_CHAINS[weight][0])


@cache
def face_for(character: str, weight: Weight) -> FontFace | None:
    """The first face of the chain that has the character; faces further down are not even opened."""
    for source in _CHAINS[weight]:
        face = _face(source)
        if face.has(character):
            return face
    return None


@cache
def replacement_face(weight: Weight) -> FontFace:
    """The face that draws U+FFFD."""
    return face_for(REPLACEMENT, weight) or primary_face(weight)
