"""A place on earth as people paste it: “52.52, 13.40”, a geo: link, a link to a map, degrees with minutes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote

from crm_desktop.core.errors import Refused

PLACES = 6
"""Decimal places of a degree that are kept: a tenth of a metre."""

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*[,;/\s]\s*({_NUMBER})(?:[,;?].*)?", re.DOTALL)
_WITH_COMMAS = re.compile(r"([+-]?\d{1,3},\d+)\s*[;/\s]\s*([+-]?\d{1,3},\d+)")
_GEO = re.compile(rf"geo:\s*({_NUMBER})\s*,\s*({_NUMBER})\b.*", re.IGNORECASE)
_ON_A_MAP = (
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"#map=[\d.]+/({_NUMBER})/({_NUMBER})"),
    re.compile(rf"[?&]mlat=({_NUMBER})&mlon=({_NUMBER})"),
    re.compile(rf"[?&](?:q|ll|query|daddr)=({_NUMBER}),\s*({_NUMBER})"),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
)
_TURN = (
    r"(?P<degrees>\d{1,3}(?:\.\d+)?)\s*°?\s*(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['′’])?\s*"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:[\"″”]|''))?"
)
_ANGLES = (
    re.compile(rf"{_TURN}\s*(?P<side>[NSEW])", re.IGNORECASE),
    re.compile(rf"(?P<side>[NSEW])\s*{_TURN}", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A latitude and a longitude, in degrees."""

    latitude: Decimal
    longitude: Decimal

    def __str__(self) -> str:
        return f"{self.latitude.normalize():f}, {self.longitude.normalize():f}"


def place_of(latitude: Decimal | None, longitude: Decimal | None) -> Place | None:
    """Return the place that two numbers name, None for neither. Raises `Refused` for one alone, or one too large."""
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        raise Refused("A place needs its latitude and its longitude.", "Nothing was changed. Give both, or neither.")
    for degrees, most, what in ((latitude, 90, "latitude"), (longitude, 180, "longitude")):
        if abs(degrees) > most:
            turned = " Perhaps the two are the other way round." if what == "latitude" and abs(degrees) <= 180 else ""
            raise Refused(
                f"There is no {what} {degrees.normalize():f}: it lies between -{most} and {most}.",
                f"Nothing was changed.{turned}",
            )
    step = Decimal(1).scaleb(-PLACES)
    return Place(latitude.quantize(step), longitude.quantize(step))


def read_place(text: str) -> Place | None:
    """Return the place that a text means, None for nothing. Raises `Refused` in a sentence."""
    text = unquote(text.strip()) if "//" in text else text.strip()
    if not text:
        return None
    found = _GEO.fullmatch(text) or _WITH_COMMAS.fullmatch(text) or _PAIR.fullmatch(text)
    if found is None and "//" in text:
        found = next((match for pattern in _ON_A_MAP if (match := pattern.search(text))), None)
    if found is not None:
        return place_of(_number(found[1]), _number(found[2]))
    for pattern in _ANGLES:
        degrees = {_side(match): _degrees(match) for match in pattern.finditer(text)}
        if set(degrees) == {"latitude", "longitude"} and not pattern.sub("", text).strip(" ,;"):
            return place_of(degrees["latitude"], degrees["longitude"])
    raise Refused(
        f"“{text}” is no place on a map.",
        "Nothing was changed. Write latitude and longitude as 52.52, 13.40, or paste a geo: link.",
    )


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _side(match: re.Match[str]) -> str:
    return "latitude" if match["side"].upper() in "NS" else "longitude"


def _degrees(match: re.Match[str]) -> Decimal:
    degrees = Decimal(match["degrees"]) + Decimal(match["minutes"] or 0) / 60 + Decimal(match["seconds"] or 0) / 3600
    return -degrees if match["side"].upper() in "SW" else degrees
