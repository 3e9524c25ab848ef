"""The words in an attached file, for search: PDF, DOCX, ODT, plain text. Bounded, whatever the file is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from crm_desktop.core.pdfium import PDFIUM
from crm_desktop.exchange.encoding import decoding, recognised_encoding

MOST_TEXT: Final = 200_000
"""Letters kept of one file; nobody searches for what stands behind the hundredth page."""
_MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_UNPACKED: Final = 40 * 1024 * 1024
_MOST_PAGES: Final = 200
_MOST_DEPTH: Final = 200
_CHUNK: Final = 64 * 1024
_HEAD: Final = 64 * 1024
_PLAIN: Final = (".txt", ".text", ".md", ".markdown", ".rst", ".csv", ".tsv", ".log", ".json", ".vcf", ".ics")
_PARTS: Final = {
    ".docx": ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/header1.xml", "word/footer1.xml"),
    ".odt": ("content.xml",),
}


class _Enough(Exception):
    """Ends the reading of a part: there is text enough, or it is not what it says."""


def text_of(content: bytes, name: str) -> str:
    """Return the words of a file in one line, at most `MOST_TEXT` letters; "" for what holds none that can be read.

    No file raises: one that is damaged, locked or lies about what it is gives what could be read of it.
    """
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if len(content) > _MOST_BYTES:
        return ""
    if content[:1024].lstrip().startswith(b"%PDF-"):
        pieces = _pdf(content)
    elif ending in _PARTS and content.startswith(b"PK\x03\x04"):
        pieces = _package(content, _PARTS[ending])
    elif ending in _PLAIN:
        pieces = _plain(content)
    else:
        return ""
    return _joined(pieces)


def _joined(pieces: Iterator[str]) -> str:
    kept: list[str] = []
    length = 0
    for piece in pieces:
        words = " ".join("".join(letter if letter.isprintable() else " " for letter in piece).split())
        if not words:
            continue
        kept.append(words[: MOST_TEXT - length])
        length += len(kept[-1]) + 1
        if length >= MOST_TEXT:
            break
    return " ".join(kept)


def _plain(content: bytes) -> Iterator[str]:
    codec, errors = decoding(recognised_encoding(content[:_HEAD]))
    text = content[: 4 * MOST_TEXT].decode(codec, "replace" if errors == "strict" else errors)
    if text.count("\0") <= len(text) * 0.01:
        yield text


def _pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return
    try:
        with PDFIUM:
            pages = min(len(document), _MOST_PAGES)
        for number in range(pages):
            with PDFIUM:
                try:
                    words = _page(document, number)
                except pypdfium2.PdfiumError:
                    continue
            yield words
    finally:
        with PDFIUM:
            document.close()


def _page(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]
    text = page.get_textpage()
    try:
        found: str = text.get_text_bounded(errors="replace")
        # PDFium marks a hyphen at the end of a line so; the word goes on.
        return found.replace("\ufffe\r\n", "").replace("\ufffe", "")
    finally:
        text.close()
        page.close()


def _package(content: bytes, parts: tuple[str, ...]) -> Iterator[str]:
    room = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in parts:
                try:
                    info = package.getinfo(part)
                except KeyError:
                    continue
                words = _Words()
                try:
                    with package.open(info) as stream:
                        while room > 0 and (chunk := stream.read(min(_CHUNK, room))):
                            room -= len(chunk)
                            words.feed(chunk)
                except (_Enough, expat.ExpatError):
                    pass
                yield words.text()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return


class _Words:
    """The text of an XML part, paragraphs and cells apart; refuses what a document never has: a document type."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take

    def feed(self, chunk: bytes) -> None:
        """Read on. Raises `_Enough`, or expat's error for what is no XML."""
        self._parser.Parse(chunk, False)

    def text(self) -> str:
        """Return what was read so far."""
        return "".join(self._pieces)

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise _Enough
        if name in ("w:tab", "w:br", "text:tab", "text:line-break", "text:s"):
            self._take(" ")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name in ("w:p", "text:p", "text:h"):
            self._take("\n")

    def _take(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        if self._length > MOST_TEXT:
            raise _Enough

    def _refuse(self, *_declared: object) -> None:
        raise _Enough
