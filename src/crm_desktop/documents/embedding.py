"""Fonts inside the PDF: a subset with exactly the glyphs that were drawn, and what they stand for."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import uharfbuzz
from reportlab.pdfbase import pdfdoc

from crm_desktop.documents.fonts import FontFace

if TYPE_CHECKING:
    from crm_desktop.documents.shaping import GlyphRun

_LEFT_OUT = (
    *("GSUB", "GPOS", "GDEF", "BASE", "DSIG", "STAT", "MATH", "kern"),
    *("name", "post", "cmap", "OS/2", "gasp"),
)


class EmbeddedFont:
    """One face in one document. ReportLab asks it to write itself when the document is closed."""

    def __init__(self, face: FontFace, resource: str) -> None:
        self.face = face
        self.resource = resource
        self._characters: set[str] = set()
        self._tabular_characters: set[str] = set()
        self._glyph_texts: dict[int, str] = {}

    def take_characters(self, text: str, *, tabular: bool) -> None:
        """Note characters that were drawn glyph by glyph."""
        (self._tabular_characters if tabular else self._characters).update(text)

    def take_run(self, run: GlyphRun) -> bool:
        """Note shaped glyphs; False when one of them already stands for other text in this document."""
        texts = self._glyph_texts
        same = True
        for glyph, text in run.glyph_texts:
            if texts.setdefault(glyph, text) != text:
                same = False
        return same

    def addObjects(self, document: Any) -> None:  # noqa: N802 (ReportLab calls it)
        """Write the font into the document."""
        texts = self._all_texts()
        glyphs = sorted(texts)
        tag = _subset_tag(self.face.name, glyphs)
        name = f"{tag}+{self.face.name}"
        font_file = pdfdoc.PDFStream(content=_subset(self.face, tuple(glyphs)), filters=[pdfdoc.PDFZCompress])
        font_file.dictionary["Length1"] = len(font_file.content)
        extents = self.face.hb_font.get_font_extents("ltr")
        scale = 1000 / self.face.units_per_em
        ascent, descent = round(extents.ascender * scale), round(extents.descender * scale)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([-1000, descent, 2000, ascent]),
                "ItalicAngle": 0,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": round(ascent * 0.75),
                "StemV": 80,
                "FontFile2": document.Reference(font_file, f"fontFile:{self.resource}"),
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": document.Reference(descriptor, f"fontDescriptor:{self.resource}"),
                "DW": 0,
                "W": _Raw(_widths(self.face, glyphs)),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            }
        )
        to_unicode = pdfdoc.PDFStream(content=_to_unicode(texts), filters=[pdfdoc.PDFZCompress])
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"cidFont:{self.resource}")]),
                "ToUnicode": document.Reference(to_unicode, f"toUnicode:{self.resource}"),
            }
        )
        fonts = document.idToObject[pdfdoc.BasicFonts].dict
        fonts[self.resource] = document.Reference(font, f"font:{self.resource}")

    def _all_texts(self) -> dict[int, str]:
        texts = dict(self._glyph_texts)
        for table, characters in (
            (self.face.glyphs, self._characters),
            (self.face.tabular_glyphs, self._tabular_characters),
        ):
            for character in sorted(characters):
                texts.setdefault(table[ord(character)], character)
        return texts


class FontsOfDocument:
    """The faces that one document uses, numbered in the order of first use."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: dict[FontFace, EmbeddedFont] = {}

    def __getitem__(self, face: FontFace) -> EmbeddedFont:
        font = self._fonts.get(face)
        if font is None:
            font = self._fonts[face] = EmbeddedFont(face, f"T{len(self._fonts) + 1}")
            self._document.delayedFonts.append(font)
        return font


class _Raw(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab ships no annotations
    """Bytes that are already PDF."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, document: Any) -> bytes:
        """As ReportLab asks for it."""
        return self._content


@lru_cache(maxsize=64)
def _subset(face: FontFace, glyphs: tuple[int, ...]) -> bytes:
    request = uharfbuzz.SubsetInput()
    request.flags = (
        uharfbuzz.SubsetFlags.RETAIN_GIDS
        | uharfbuzz.SubsetFlags.NO_HINTING
        | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    )
    request.glyph_set.update(glyphs)
    request.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _LEFT_OUT)
    data: bytes = uharfbuzz.subset(face.hb_face, request).blob.data
    return data


def _subset_tag(name: str, glyphs: list[int]) -> str:
    digest = hashlib.sha256(f"{name} {glyphs}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _widths(face: FontFace, glyphs: list[int]) -> bytes:
    parts = [f"{glyph}[{face.advances[glyph]:.6g}]" for glyph in glyphs]
    return f"[{' '.join(parts)}]".encode()


def _to_unicode(texts: dict[int, str]) -> str:
    lines = [
        f"<{glyph:04X}><{text.encode('utf-16-be', 'replace').hex()}>" for glyph, text in sorted(texts.items()) if text
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
