"""The lines of a vCard file: bytes in, unfolded and decoded properties out."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BARE_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "Q", "8BIT", "7BIT"}
_BARE_VALUES = {"INLINE", "URL", "CONTENT-ID", "CID"}
_CHARSET = re.compile(r"[;.]?CHARSET=\"?([\w.:-]+)", re.IGNORECASE)
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]+=*\s*\Z")
_CARET = re.compile(r"\^([n'^])")
_CARET_MEANS = {"n": "\n", "'": '"', "^": "^"}

Params = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(slots=True)
class Property:
    """One property: its names in upper case, its value with transport encodings undone.

    A base64 value stays base64, without spaces. `decoded` says that the value was quoted-printable and is
    therefore not to be unescaped by the rules of vCard 3.0.
    """

    name: str
    value: str
    params: Params
    group: str
    line: int
    decoded: bool = False

    def param(self, name: str) -> str:
        """Return the first value of a parameter, or nothing."""
        for key, values in self.params:
            if key == name and values:
                return values[0]
        return ""


@dataclass(slots=True)
class StrayLine:
    """A line that is no property."""

    text: str
    line: int


def text_of(data: bytes) -> tuple[str, bool]:
    """Return the file as text, and whether it stands there byte by byte, each line to be decoded alone."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    elif data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32", "replace"), False
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), False
    elif data[:64].lstrip(b"\r\n\0 ").upper().startswith((b"B\0E\0", b"B\0E")) and b"\0" in data[:4]:
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace"), False
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), True


def properties(data: bytes) -> Iterator[Property | StrayLine]:
    """Yield every property of the file in order; a line that is none is yielded as such."""
    text, is_raw = text_of(data)
    return properties_of_text(text, is_raw)


def properties_of_text(text: str, is_raw: bool = False, first_line: int = 1) -> Iterator[Property | StrayLine]:
    """Yield every property of a text, `first_line` being the number of its first line."""
    version_21 = False
    for line, number in _logical_lines(text, first_line):
        text_line = _recoded(line) if is_raw else line
        found = _property(text_line, number, version_21)
        if found is None:
            yield StrayLine(text_line, number)
            continue
        if found.name == "VERSION":
            version_21 = found.value.strip() == "2.1"
        elif found.name == "BEGIN":
            version_21 = False
        yield found


def _logical_lines(text: str, first_line: int) -> Iterator[tuple[str, int]]:
    """Join folded lines, soft line breaks of quoted-printable and bare lines of base64."""
    lines = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    count = len(lines)
    index = 0
    while index < count:
        start = index
        line = lines[index]
        index += 1
        if not line or line.isspace():
            continue
        if index < count and lines[index][:1] in (" ", "\t") and lines[index]:
            parts = [line]
            while index < count and lines[index][:1] in (" ", "\t") and lines[index]:
                parts.append(lines[index][1:])
                index += 1
            line = "".join(parts)
        head = line.partition(":")[0]
        if ";" not in head:
            yield line, start + first_line
            continue
        head = head.upper()
        if "QUOTED-PRINTABLE" in head and line.endswith("="):
            index, line = _soft_breaks_joined(lines, index, line)
        elif ("BASE64" in head or "ENCODING=B" in head) and index < count:
            parts = [line]
            while index < count and _BASE64_LINE.match(lines[index]):
                parts.append(lines[index].strip())
                index += 1
            line = "".join(parts)
        yield line, start + first_line


def _soft_breaks_joined(lines: list[str], index: int, line: str) -> tuple[int, str]:
    parts = [line[:-1]]
    while index < len(lines):
        following = lines[index]
        if following[:4].upper() == "END:" or following[:6].upper() == "BEGIN:":
            break
        index += 1
        if not following.endswith("="):
            parts.append(following)
            break
        parts.append(following[:-1])
    return index, "".join(parts)


def _recoded(line: str) -> str:
    """Decode a line whose bytes stand one per character: by its charset, else UTF-8, else windows-1252."""
    if line.isascii():
        return line
    raw = line.encode("latin-1")
    charset = _CHARSET.search(line.partition(":")[0])
    return decoded(raw, charset.group(1) if charset else "")


def decoded(raw: bytes, charset: str) -> str:
    """Decode by the named charset, or by what the bytes look like; never fails."""
    if charset:
        try:
            return raw.decode(charset, "replace")
        except (LookupError, ValueError):
            pass
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("windows-1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _property(line: str, number: int, version_21: bool) -> Property | None:
    head, colon, value = line.partition(":")
    if not colon:
        return None
    if '"' in head:
        pieces = split_outside_quotes(line, ":", 1)
        if len(pieces) < 2:
            return None
        head, value = pieces
        names = split_outside_quotes(head, ";")
    else:
        names = head.split(";")
    name = names[0].strip().upper()
    group = ""
    if "." in name:
        dot = names[0].rindex(".")
        group, name = names[0][:dot].strip(), names[0][dot + 1 :].strip().upper()
    if not name or " " in name:
        return None
    params: Params = ()
    was_quoted_printable = False
    if len(names) > 1:
        params = tuple(_params(names[1:], version_21))
        encoding = next((values[0].upper() for key, values in params if key == "ENCODING" and values), "")
        if encoding in {"QUOTED-PRINTABLE", "Q"}:
            charset = next((values[0] for key, values in params if key == "CHARSET" and values), "")
            value = _quoted_printable(value, charset)
            was_quoted_printable = True
        elif encoding in {"B", "BASE64"}:
            value = "".join(value.split())
    return Property(name, value, params, group, number, was_quoted_printable)


def _params(pieces: list[str], version_21: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    for piece in pieces:
        key, equals, text = piece.partition("=")
        key = key.strip().upper()
        if not equals:
            if not key:
                continue
            kind = "ENCODING" if key in _BARE_ENCODINGS else "VALUE" if key in _BARE_VALUES else "TYPE"
            yield kind, (piece.strip(),)
            continue
        if '"' in text:
            values = [value.strip('"') if '"' in value else value for value in split_outside_quotes(text, ",")]
        else:
            values = text.split(",")
        if key == "TYPE":
            values = [kind.strip() for value in values for kind in value.split(",")]
        if "^" in text and not version_21:
            values = [_CARET.sub(lambda match: _CARET_MEANS[match.group(1)], value) for value in values]
        yield key, tuple(values)


def split_outside_quotes(text: str, separator: str, most: int = -1) -> list[str]:
    """Split at a separator that does not stand between quotation marks, at most `most` times."""
    pieces: list[str] = []
    start = 0
    is_quoted = False
    for index, letter in enumerate(text):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == separator and not is_quoted:
            pieces.append(text[start:index])
            start = index + 1
            if len(pieces) == most:
                break
    pieces.append(text[start:])
    return pieces


def _quoted_printable(value: str, charset: str) -> str:
    if value.isascii():
        return decoded(binascii.a2b_qp(value.encode("ascii")), charset)
    return decoded(binascii.a2b_qp(value.encode("utf-8", "replace")), "")
