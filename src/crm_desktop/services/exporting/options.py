"""How an export is written: what people choose in the dialog and on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.exchange.vcard_writer import Version

# The list separator of Windows, and so of Excel, is a semicolon there although decimals have a point.
_SEMICOLON_WITH_POINT = frozenset(("CH", "LI"))


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """What stands between cells, before decimals, and whether a mark says that the file is UTF-8.

    Without the mark Excel takes letters with accents for others; some older programs stumble over it.
    """

    delimiter: str = ","
    decimal_mark: str = "."
    with_bom: bool = True


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`segment` narrows the records down to a segment; `csv` is the style of the workspace's country if None.

    `each` writes one card per file: the path is then a folder, or a .zip. `title` stands above a printed list.
    """

    segment: str = ""
    csv: CsvStyle | None = None
    version: Version = "3.0"
    each: bool = False
    title: str = ""


def csv_style_of(country: str, language: str = "") -> CsvStyle:
    """Return how spreadsheets of a country (ISO 3166-1 alpha-2) write tables, in a language where it has several."""
    from babel.core import Locale, UnknownLocaleError
    from babel.languages import get_official_languages

    for spoken in (language.partition("-")[0], *get_official_languages(country)):
        if not spoken:
            continue
        try:
            decimal = Locale.parse(f"{spoken}_{country}").number_symbols["latn"]["decimal"]
        except (UnknownLocaleError, ValueError, KeyError):
            continue
        if decimal == ",":
            return CsvStyle(";", ",")
        break
    return CsvStyle(";" if country in _SEMICOLON_WITH_POINT else ",")
