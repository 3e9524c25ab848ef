"""The values inside vCard properties: escapes, lists, dates, zones, places, pictures."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from crm_desktop.exchange.card import Photo
from crm_desktop.exchange.vcard_lines import Property

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED_21 = re.compile(r"\\([;,])")
_SEMICOLON = re.compile(r"(?<!\\)((?:\\\\)*);")
_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?\Z"
    r"|--(?P<month_only>\d\d)-?(?P<day_of_month>\d\d)?\Z"
    r"|---(?P<day_only>\d\d)\Z",
    re.ASCII,
)
_TIME = re.compile(
    r"(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?\Z",
    re.IGNORECASE | re.ASCII,
)
_OFFSET = re.compile(r"([+-]\d\d):?(\d\d)?\Z")
_PAIR = re.compile(r"\s*(?:geo:)?\s*([+-]?\d+(?:\.\d+)?)\s*[,;]\s*([+-]?\d+(?:\.\d+)?)", re.IGNORECASE)
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"RIFF", "image/webp"),
)


def unescaped(text: str, is_21: bool = False) -> str:
    """Undo backslash escapes; vCard 2.1 knows only those of its separators."""
    if "\\" in text:
        if is_21:
            text = _ESCAPED_21.sub(r"\1", text)
        else:
            text = _ESCAPED.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def escaped(text: str) -> str:
    """Escape text for a vCard 3.0 or 4.0 value."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def components(text: str) -> list[str]:
    """Split a structured value at its semicolons, escapes still in place."""
    return _split(text, ";", _SEMICOLON)


def listed(text: str) -> list[str]:
    """Split a list value at its commas, escapes still in place."""
    return _split(text, ",", _COMMA)


def _split(text: str, separator: str, pattern: re.Pattern[str]) -> list[str]:
    if "\\" not in text:
        return text.split(separator)
    pieces: list[str] = []
    start = 0
    for match in pattern.finditer(text):
        pieces.append(text[start : match.end() - 1])
        start = match.end()
    pieces.append(text[start:])
    return pieces


def iso_date(text: str) -> str:
    """Return a date, or date and time, of any vCard version as extended ISO text; nothing when it is none."""
    text = text.strip()
    date, mark, time = text.partition("T")
    found = _DATE.match(date)
    if found is None:
        return ""
    part = found.groupdict()
    if part["year"]:
        if not _is_in_calendar(part["month"], part["day"]):
            return ""
        day = "-".join(piece for piece in (part["year"], part["month"], part["day"]) if piece)
    elif part["month_only"]:
        if not _is_in_calendar(part["month_only"], part["day_of_month"]):
            return ""
        day = f"--{part['month_only']}" + (f"-{part['day_of_month']}" if part["day_of_month"] else "")
    else:
        if not _is_in_calendar(None, part["day_only"]):
            return ""
        day = f"---{part['day_only']}"
    if not mark:
        return day
    clock = _TIME.match(time)
    if clock is None:
        return ""
    hours = ":".join(piece for piece in (clock["hour"], clock["minute"], clock["second"]) if piece)
    zone = clock["zone"] or ""
    return f"{day}T{hours}{zone.upper() if zone in ('Z', 'z') else iso_offset(zone)}"


def _is_in_calendar(month: str | None, day: str | None) -> bool:
    return (month is None or 1 <= int(month) <= 12) and (day is None or 1 <= int(day) <= 31)


def iso_offset(text: str) -> str:
    """Return `-0500` as `-05:00`; a zone's name stays as it is."""
    found = _OFFSET.match(text.strip())
    if found is None:
        return text.strip()
    return f"{found.group(1)}:{found.group(2) or '00'}"


def place(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a `geo:` URI or a pair."""
    found = _PAIR.match(text)
    return (float(found.group(1)), float(found.group(2))) if found else None


def phone_number(text: str) -> str:
    """Return a `tel:` URI as people write it, the extension in words; other text as it is."""
    if text[:4].lower() != "tel:":
        return text
    number, *parameters = text[4:].split(";")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.lower() == "ext" and value:
            return f"{number} ext. {value}"
    return number


def photo(found: Property) -> Photo | None:
    """Return the picture of a PHOTO property, or nothing when its data is damaged."""
    value = found.value
    encoding = found.param("ENCODING").upper()
    media_type = found.param("MEDIATYPE") or found.param("TYPE")
    if encoding in {"B", "BASE64"}:
        data = base64_bytes(value)
        return Photo(data, _media_type(media_type, data)) if data else None
    value = unescaped(value.strip())
    if value[:5].lower() == "data:":
        return _data_uri(value)
    return Photo(uri=value, media_type=_media_type(media_type, b"")) if value else None


def base64_bytes(text: str) -> bytes | None:
    """Decode base64, forgiving a cut end; nothing when other signs stand in it."""
    compact = "".join(text.split()).rstrip("=")
    if len(compact) % 4 == 1:
        compact = compact[:-1]
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _data_uri(value: str) -> Photo | None:
    head, comma, body = value[5:].partition(",")
    if not comma:
        return None
    media_type, *flags = head.split(";")
    data = base64_bytes(body) if "base64" in (flag.lower() for flag in flags) else unquote_to_bytes(body)
    return Photo(data, _media_type(media_type, data)) if data else None


def _media_type(named: str, data: bytes) -> str:
    named = named.strip().lower()
    if "/" in named:
        return named
    if named in {"jpeg", "jpg", "png", "gif", "bmp", "webp", "tiff", "svg+xml"}:
        return f"image/{'jpeg' if named == 'jpg' else named}"
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")
