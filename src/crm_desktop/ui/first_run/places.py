"""Where the person seems to be, and where a new workspace goes."""

from __future__ import annotations

import getpass
import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, QStandardPaths

from crm_desktop.ui.kit.format import SYMBOLS

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as a choice: “British pound (£)”."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country with one of its languages as a choice: “United Kingdom, English”."""

    code: str
    language: str
    label: str


def currencies() -> list[Currency]:
    """Every currency that some country uses, by name."""
    found: dict[str, str] = {}
    for locale in _locales():
        code = locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
        if len(code) == 3 and code not in found:
            english = QLocale(QLocale.Language.English, locale.territory())
            name = english.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyDisplayName) or code
            found[code] = f"{name} ({SYMBOLS.get(code, code)})"
    return sorted((Currency(code, label) for code, label in found.items()), key=_label)


def countries() -> list[Country]:
    """Every country with each of its languages, by name."""
    found: dict[tuple[str, str], Country] = {}
    for locale in _locales():
        code = QLocale.territoryToCode(locale.territory())
        language = QLocale.languageToCode(locale.language())
        if len(code) == 2 and language and (code, language) not in found:
            label = f"{QLocale.territoryToString(locale.territory())}, {QLocale.languageToString(locale.language())}"
            found[(code, language)] = Country(code, language, label)
    return sorted(found.values(), key=_label)


def system_place() -> tuple[str, str, str]:
    """The country, language and currency of the computer; Britain where it says none."""
    locale = QLocale.system()
    if (
        locale.territory() in (QLocale.Country.AnyTerritory, QLocale.Country.World)
        or locale.language() == QLocale.Language.C
    ):
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return (
        QLocale.territoryToCode(locale.territory()),
        QLocale.languageToCode(locale.language()),
        locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode),
    )


def person_name() -> str:
    """What the computer calls the person who sits at it; “You” when it does not say."""
    try:
        name = getpass.getuser()
    except OSError:
        name = ""
    if name in ("", "root", "user"):
        return "You"
    return name[:1].upper() + name[1:]


def free_name(business: str, folder: Path | None = None) -> Path:
    """A file for a new workspace in the documents folder, named after the business, that is not there yet."""
    if folder is None:
        named = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        folder = named if named.is_dir() else Path.home()
    stem = " ".join(_FORBIDDEN.sub(" ", business).split()).strip(" .")[:80].strip(" .") or "My business"
    if _RESERVED.fullmatch(stem):
        stem = f"{stem} business"
    path, number = folder / f"{stem}.crm", 2
    while path.exists():
        path, number = folder / f"{stem} {number}.crm", number + 1
    return path


def _locales() -> list[QLocale]:
    return QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyTerritory)


def _label(choice: Currency | Country) -> str:
    return choice.label.casefold()
