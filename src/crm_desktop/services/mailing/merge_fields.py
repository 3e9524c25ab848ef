"""Fields in a letter: {first_name}, {company|your firm}. What is not in braces is left exactly as it was typed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from crm_desktop.core.errors import Refused
from crm_desktop.services.mailing.households import addressee, joined
from crm_desktop.services.mailing.views import Household, Recipient

_FIELD = re.compile(r"\{\{|\}\}|\{\s*([^\s{}|][^{}|]*?)\s*(?:\|([^{}]*))?\}")
_NAME = re.compile(r"[A-Za-z_][\w ]*")
"""What is meant as a field even when there is none of that name; anything else in braces may be just that."""
_GREETING: Final = {
    "en": ("Dear {name},", "Dear Sir or Madam,"),
    "de": ("Guten Tag {name},", "Sehr geehrte Damen und Herren,"),
    "fr": ("Bonjour {name},", "Madame, Monsieur,"),
    "es": ("Hola, {name}:", "Estimados señores:"),
    "it": ("Gentile {name},", "Gentili Signore e Signori,"),
    "nl": ("Beste {name},", "Geachte heer, mevrouw,"),
}

FIELDS: Final[tuple[str, ...]] = (
    "salutation", "first_name", "last_name", "name", "title", "company", "job_title", "city", "postcode", "country",
    "email", "date", "my_company",
)  # fmt: skip
"""Everything that a letter can name, in the order of the menu."""

Own = Mapping[str, str]
"""Name of an own field, by its key or its label in small letters → the key of its value."""
NO_OWN: Final[Own] = MappingProxyType({})


def fields_in(text: str, own: Own = NO_OWN) -> list[str]:
    """Return the fields that a text names, each once. Raises `Refused` for one that there is not."""
    found = (_known(match[1], own) for match in _FIELD.finditer(text) if match[1] is not None)
    return list(dict.fromkeys(key for key in found if key))


def filled(text: str, values: Mapping[str, str], own: Own = NO_OWN) -> str:
    """Return a text with the values in place of its fields; `{{` and `}}` are braces.

    A field without a value becomes its fallback, and without one nothing. What a value holds is never read as a
    field again. Raises `Refused` for a field that there is not.
    """

    def value_of(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        key = _known(match[1], own)
        return values.get(key, "") or (match[2] or "").strip() if key else match[0]

    return _FIELD.sub(value_of, text)


def values_for(household: Household, language: str, today: str, my_company: str = "") -> dict[str, str]:
    """Return what every field stands for in the letter to a household."""
    first, members = household.first, household.members
    people = [one for one in members if one.kind == "person"]
    given = list(dict.fromkeys(one.given for one in people if one.given))
    address = first.address
    return {
        "salutation": salutation(members, language),
        "first_name": joined(given, language),
        "last_name": first.family,
        "name": addressee(members, language),
        "title": first.prefix if len(members) == 1 else "",
        "company": first.name if first.kind == "company" else first.company,
        "job_title": first.job_title if len(members) == 1 else "",
        "city": address.city,
        "postcode": address.postcode,
        "country": address.country,
        "email": first.email,
        "date": today,
        "my_company": my_company,
    }


def salutation(members: tuple[Recipient, ...], language: str) -> str:
    """Return how a letter greets these people; a company, and somebody without a name, is greeted as unknown."""
    named, unknown = _GREETING.get(language.replace("_", "-").split("-")[0].lower(), _GREETING["en"])
    people = [one for one in members if one.kind == "person" and (one.given or one.family)]
    if not people:
        return unknown
    first = people[0]
    if len(people) == 1 and first.prefix and first.family:
        return named.format(name=f"{first.prefix} {first.family}")
    given = list(dict.fromkeys(one.given for one in people if one.given))
    return named.format(name=joined(given, language) if given else first.family)


def long_day(day: date, language: str) -> str:
    """Return a date as it stands on a letter, its month by name."""
    from babel import UnknownLocaleError
    from babel.dates import format_date

    for tag in (language.replace("-", "_"), language.replace("_", "-").split("-")[0], "en"):
        try:
            return format_date(day, "long", locale=tag)
        except (UnknownLocaleError, ValueError):
            continue
    return day.isoformat()


def _known(name: str, own: Own) -> str:
    """Return the key of a field; nothing for what is no name of one and so only stands in braces."""
    words = " ".join(name.lower().split())
    key = words.replace(" ", "_")
    if key in FIELDS:
        return key
    found = own.get(words) or own.get(key)
    if found or not _NAME.fullmatch(name):
        return found or ""
    near = difflib.get_close_matches(key, (*FIELDS, *own), n=1)
    hint = f" Did you mean {{{near[0]}}}?" if near else f" There are {', '.join((*FIELDS, *own.values()))}."
    raise Refused(f"There is no field {{{name}}} for a letter.{hint}", "Write {{ for a brace that is only a brace.")
