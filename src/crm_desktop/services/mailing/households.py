"""One piece of post for a family: people of one family name at one address are written to together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crm_desktop.services.contacts.names import plain
from crm_desktop.services.mailing.views import Household, Recipient

_NOT_WORDS = re.compile(r"[\W_]+")
_AND: Final = {"de": "und", "fr": "et", "es": "y", "it": "e", "nl": "en"}
_FAMILY: Final = {
    "de": "Familie {name}", "fr": "Famille {name}", "es": "Familia {name}", "it": "Famiglia {name}",
    "nl": "Familie {name}",
}  # fmt: skip
_MOST_NAMED = 3
"""A larger family is written to as one."""


def merged(recipients: Iterable[Recipient]) -> list[Household]:
    """Return every recipient in exactly one household, in the order in which households first appear.

    Companies, people without a family name and people at their firm's address stay alone.
    """
    found: dict[tuple[str, ...], list[Recipient]] = {}
    for number, one in enumerate(recipients):
        key = _key(one) or ("alone", str(number))
        found.setdefault(key, []).append(one)
    return [Household(tuple(members)) for members in found.values()]


def apart(recipients: Iterable[Recipient]) -> list[Household]:
    """Return a household for every recipient."""
    return [Household((one,)) for one in recipients]


def names_on_post(household: Household, language: str = "en") -> list[str]:
    """Return whom the post is for, as it stands on it: Amelia and Ben Okafor."""
    return [addressee(household.members, language)]


def addressee(members: Sequence[Recipient], language: str = "en") -> str:
    """Return the people of a household in one line; one person or company by its name."""
    if len(members) == 1:
        return _single(members[0])
    family = members[0].family
    given = list(dict.fromkeys(_titled(one) for one in members if one.given))
    if len(given) < 2 or len(given) > _MOST_NAMED:
        if len(given) == 1 and len({_titled(one) for one in members}) == 1:
            return f"{given[0]} {family}"
        return _FAMILY.get(_language(language), "The {name} family").format(name=family)
    return f"{joined(given, language)} {family}"


def joined(words: Sequence[str], language: str = "en") -> str:
    """Return words as a list in a sentence: A, B and C."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND.get(_language(language), 'and')} {words[-1]}"


def _single(one: Recipient) -> str:
    if one.kind == "person" and one.prefix and not plain(one.name).startswith(plain(one.prefix)):
        return f"{one.prefix} {one.name}"
    return one.name


def _titled(one: Recipient) -> str:
    return f"{one.prefix} {one.given}".strip()


def _key(one: Recipient) -> tuple[str, ...]:
    family = plain(one.family)
    if one.kind != "person" or not family or one.at_company or not one.address.is_enough:
        return ()
    place = one.address
    return (
        family,
        _NOT_WORDS.sub(" ", plain(place.street)).strip(),
        _NOT_WORDS.sub("", plain(place.postcode)),
        "" if place.postcode.strip() else _NOT_WORDS.sub(" ", plain(place.city)).strip(),
        plain(place.country),
    )


def _language(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()
