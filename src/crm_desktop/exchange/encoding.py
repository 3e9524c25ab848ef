"""Which characters the bytes of a text file stand for."""

from __future__ import annotations

import codecs
import re

WINDOWS = "windows-1252"
REPAIR = "crm-windows-1252"
"""Name of the error handler that reads bytes which are no UTF-8 as windows-1252."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPOKEN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}
# Signs that stand inside no Western word: the bytes are then letters of another code page.
_SIGN_IN_WORD = re.compile(
    r"[^\W\d_][\u0152\u0160\u0178\u017d\u0192\u02c6\u02dc\u201a\u201e\u2020-\u2022\u2026\u2030\u2039\u203a"
    r"\u20ac\u2122\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbf\xd7\xf7][^\W\d_]"
)
_CAPITAL_IN_WORD = re.compile(r"[a-zß-öø-ÿ][À-ÖØ-Þ\u0152\u0160\u017d\u0178][a-zß-öø-ÿ]")
# Polish and its neighbours: letters that windows-1252 shows as ³ ¹ ¿ after and £ ¯ ¥ before other letters.
_SIGN_AT_WORD = re.compile(r"[^\W\d_]{3}[¹³¿]|[£¯¥][^\W\d_]{2}")
_WESTERN = {"cp1252", "iso8859-1", "iso8859-15", "ascii", "utf-8"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd]")


def recognised_encoding(head: bytes) -> str:
    """Return Python's name of the encoding that the beginning of a file is written in."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    wide = _utf16_without_mark(head)
    if wide:
        return wide
    if _is_utf8(head):
        return "utf-8"
    if _reads_as_western(head):
        return WINDOWS
    return _another_code_page(head) or WINDOWS


def decoding(name: str) -> tuple[str, str]:
    """Return codec and error handler, so that no byte of a file stops its reading."""
    if name in {"utf-8", "utf-8-sig"}:
        return name, REPAIR
    return ("latin-1" if name == "latin-1" else name), REPAIR if name == WINDOWS else "replace"


def spoken_encoding(name: str) -> str:
    """Return the encoding's name as people know it."""
    if name.startswith("utf-16"):
        return "UTF-16"
    return _SPOKEN.get(name, name)


def _utf16_without_mark(head: bytes) -> str:
    sample = head[: 4096 - len(head[:4096]) % 2]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_western(head: bytes) -> bool:
    """Return whether the text makes sense in windows-1252: letters in words, signs between them."""
    try:
        text = head.decode(WINDOWS)
    except UnicodeDecodeError:
        return False
    high = sum(1 for letter in text if letter > "\x7f")
    letters = sum(1 for letter in text if letter.isalpha())
    odd = sum(len(pattern.findall(text)) for pattern in (_SIGN_IN_WORD, _SIGN_AT_WORD, _CAPITAL_IN_WORD))
    return odd <= high * 0.02 and high <= max(4, letters * 0.4)


def _another_code_page(head: bytes) -> str:
    """Ask charset-normalizer, and believe its first answer that makes letters of the bytes and is not Western."""
    from charset_normalizer import from_bytes

    sample = head[: 64 * 1024]
    for match in from_bytes(sample):
        name = codecs.lookup(match.encoding).name
        if name not in _WESTERN and _makes_letters(sample, name):
            return name
    return ""


def _makes_letters(sample: bytes, name: str) -> bool:
    # The sample may end inside a character of several bytes.
    text = sample.decode(name, "ignore" if len(sample) == 64 * 1024 else "replace")
    strange = [letter for letter in text if letter > "\x7f"]
    letters = sum(1 for letter in strange if letter.isalpha())
    return letters >= 0.7 * len(strange) and not _CONTROL.search(text)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read what a codec refuses as windows-1252; the five bytes without a sign there stay controls."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw = error.object[error.start : error.end]
    try:
        return raw.decode(WINDOWS), error.end
    except UnicodeDecodeError:
        return raw.decode("latin-1"), error.end


codecs.register_error(REPAIR, _as_windows)
