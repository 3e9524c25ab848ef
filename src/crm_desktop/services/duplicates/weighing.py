"""How much each agreement tells: weights in the manner of Fellegi and Sunter, learnt from the contacts themselves.

Ivan P. Fellegi and Alan B. Sunter, "A Theory for Record Linkage", JASA 64 (1969). A level of agreement weighs
log2(m / u): m is how often two contacts of one person show it, u how often two different people do. u is counted:
for equal values by how rare the value is, for the rest in a sample of random pairs. m is estimated by expectation
maximisation (Dempster, Laird and Rubin 1977) over the candidates, held near what is usual.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from operator import attrgetter
from typing import NamedTuple

from crm_desktop.services.duplicates import comparing
from crm_desktop.services.duplicates.comparing import SAME, UNKNOWN
from crm_desktop.services.duplicates.views import Compared

USUAL = (0.70, 0.15, 0.05, 0.10)
"""Of two contacts of one person: how often a field is the same, close, alike, different."""
_HOLD = 40.0
"""Pairs that the usual shares count as, beside those that are found."""
_SAMPLE = 20_000
_ROUNDS = 12

_MOST_LEARNT = 100_000
_USUAL_SHARE = 0.05
"""Of all contacts, those that are expected to have a duplicate before anything is counted."""
_LEAST_SHARE = 0.02
_BY_MISTAKE = 0.02
"""Of those who share an e-mail address or a number, the strangers, in so many of all contacts."""
_NEVER = 0.005
"""Nothing is so sure that it outweighs everything else."""

Levels = tuple[int, ...]


class Candidate(NamedTuple):
    """Two contacts, by their places, and the level of each trait."""

    first: int
    second: int
    levels: Levels


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that is compared: its name, what is equal in two that agree, and how alike two are.

    `is_own`: something that one person has and no other, as a rule: an address, a phone, a number.
    """

    name: str
    values: Callable[[Compared], tuple[str, ...]]
    level: Callable[[Compared, Compared], int]
    is_own: bool = False


def traits_of(people: Sequence[Compared]) -> tuple[Trait, ...]:
    """Return what can be compared in these contacts, people's own fields among it."""
    others = sorted({name for one in people for name in one.others})
    return (*_BUILT_IN, *(_other(name) for name in others))


def _text(name: str, level: Callable[[str, str], int]) -> Trait:
    held = attrgetter(name)

    def values(one: Compared) -> tuple[str, ...]:
        value = held(one)
        return (value,) if value else ()

    def compare(mine: Compared, theirs: Compared) -> int:
        return level(held(mine), held(theirs))

    return Trait(name, values, compare)


def _other(name: str) -> Trait:
    def values(one: Compared) -> tuple[str, ...]:
        value = one.others.get(name, "")
        return (value,) if value else ()

    def compare(mine: Compared, theirs: Compared) -> int:
        return comparing.code_level(mine.others.get(name, ""), theirs.others.get(name, ""))

    return Trait(name, values, compare, is_own=True)


_BUILT_IN = (
    Trait("given", lambda one: (one.given,) if one.given else (), lambda a, b: comparing.names_level(a, b)[0]),
    Trait("family", lambda one: (one.family,) if one.family else (), lambda a, b: comparing.names_level(a, b)[1]),
    _text("company", comparing.street_level),
    Trait("email", lambda one: one.emails, lambda a, b: comparing.emails_level(a.emails, b.emails), is_own=True),
    Trait("phone", lambda one: one.phones, lambda a, b: comparing.phones_level(a.phones, b.phones), is_own=True),
    _text("birthday", comparing.day_level),
    _text("street", comparing.street_level),
    _text("postcode", comparing.code_level),
    _text("city", comparing.text_level),
    _text("region", comparing.text_level),
)
EMAIL, POSTCODE, CITY, REGION = 3, 7, 8, 9
"""The places of these traits among all; given and family name are the first two."""


class Weights:
    """What each level of each trait weighs, in bits, for these contacts."""

    def __init__(self, people: Sequence[Compared], traits: Sequence[Trait], seed: int = 1) -> None:
        self._people = people
        self.traits = traits
        self._counts = [Counter(value for one in people for value in trait.values(one)) for trait in traits]
        self._known = [max(sum(1 for one in people if trait.values(one)), 1) for trait in traits]
        self._apart = self._of_strangers(random.Random(seed))
        self._apart_bits = [[log2(share) for share in shares] for shares in self._apart]
        self._together = [list(USUAL) for _ in traits]
        self.chance = 0.5
        """That any two contacts are one, before anything is compared; learnt."""

    def _of_strangers(self, chance: random.Random) -> list[list[float]]:
        """Count how often two random contacts show each level."""
        seen = [[0.5, 0.5, 0.5, 5.0] for _ in self.traits]
        rest = [trait.level for trait in self.traits[2:]]
        if len(self._people) > 1:
            for _ in range(min(_SAMPLE, len(self._people) * 40)):
                mine, theirs = chance.sample(self._people, 2)
                names = comparing.names_level(mine, theirs)
                for number, level in enumerate((*names, *[of(mine, theirs) for of in rest])):
                    if level != UNKNOWN:
                        seen[number][level] += 1
        return [[count / sum(counts) for count in counts] for counts in seen]

    def learn(self, compared: Sequence[Candidate]) -> None:
        """Estimate how often each level is seen in contacts of one person, and how many candidates are one."""
        n = len(self._people)
        every = max(n * (n - 1) / 2, 1)
        taken = compared if len(compared) <= _MOST_LEARNT else random.Random(1).sample(compared, _MOST_LEARNT)
        share = len(compared) / max(len(taken), 1)
        rarity = [self.rarity(one) for one in taken]
        expected = n * _USUAL_SHARE
        for _ in range(_ROUNDS):
            self.chance = min(expected / every, 0.5)
            shown = self.shown_together({one.levels for one in taken})
            found: Counter[Levels] = Counter()
            base = self.chance / (1 - self.chance)
            for one, bits in zip(taken, rarity, strict=True):
                odds = base * 2.0 ** min(max(bits + shown[one.levels], -60.0), 60.0)  # as `probability`, told at once
                found[one.levels] += odds / (1 + odds)
            self._together = self._shares(found)
            expected = max(sum(found.values()) * share, n * _LEAST_SHARE)
        self.chance = min(expected / every, 0.5)

    def shown_together(self, every: Iterable[Levels]) -> dict[Levels, float]:
        """Return what the levels weigh by how often two contacts of one person show them."""
        logs = [[log2(max(share, _NEVER)) for share in shares] for shares in self._together]
        return {
            levels: sum(logs[number][level] for number, level in enumerate(levels) if level != UNKNOWN)
            for levels in every
        }

    def _shares(self, found: Mapping[Levels, float]) -> list[list[float]]:
        """Return how often each level of each trait was seen, held near what is usual."""
        seen = [[share * _HOLD for share in USUAL] for _ in self.traits]
        for levels, count in found.items():
            for number, level in enumerate(levels):
                if level != UNKNOWN:
                    seen[number][level] += count
        return [
            [(count / sum(counts) + share) / 2 for count, share in zip(counts, USUAL, strict=True)] for counts in seen
        ]

    def rarity(self, one: Candidate) -> float:
        """Return what the levels weigh by how seldom two strangers show them."""
        bits = 0.0
        for number, level in enumerate(one.levels):
            if level == SAME:
                bits -= log2(self._by_accident(number, one, level))
            elif level != UNKNOWN:
                bits -= self._apart_bits[number][level]
        return bits

    def bits(self, one: Candidate) -> list[tuple[float, int]]:
        """Return (evidence, number of the trait) of everything known of both; negative speaks against them."""
        return [
            (log2(max(self._together[number][level], _NEVER) / self._by_accident(number, one, level)), number)
            for number, level in enumerate(one.levels)
            if level != UNKNOWN
        ]

    def _by_accident(self, number: int, one: Candidate, level: int) -> float:
        if level == SAME:
            mine = self.traits[number].values(self._people[one.first])
            theirs = self.traits[number].values(self._people[one.second])
            shared = [self._counts[number][value] for value in mine if value in theirs]
            if shared:
                # What is given to one person is shared by two because they are one: only further holders are strangers.
                strangers = max(min(shared) - 2, _BY_MISTAKE) if self.traits[number].is_own else min(shared)
                return strangers / self._known[number]
        return self._apart[number][level]


def probability(bits: float, prior: float) -> float:
    """Return the chance that two are one, by evidence in bits and the chance before it."""
    odds: float = prior / (1 - prior) * 2.0 ** min(max(bits, -60.0), 60.0)
    return odds / (1 + odds)
