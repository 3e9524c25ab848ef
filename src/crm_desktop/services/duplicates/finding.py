"""Finding duplicates among all contacts: take pairs that share something rare, compare them, weigh what agrees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from crm_desktop.core.letting_go import let_go
from crm_desktop.services.duplicates.blocking import candidates
from crm_desktop.services.duplicates.comparing import ALIKE, CLOSE, DIFFERENT, SAME, UNKNOWN, names_level
from crm_desktop.services.duplicates.views import Compared, Pair
from crm_desktop.services.duplicates.weighing import (
    CITY,
    EMAIL,
    POSTCODE,
    REGION,
    Candidate,
    Levels,
    Trait,
    Weights,
    probability,
    traits_of,
)

ENOUGH = 0.5
"""The chance from which a pair is shown; below it more are wrong than right."""
_WORDS = {SAME: "same", CLOSE: "close", ALIKE: "alike", DIFFERENT: "different"}
_STEP = 5_000

Progress = Callable[[int, int], bool]
"""Told how many of how many pairs are compared; answers whether to go on."""


def find_pairs(
    people: Sequence[Compared],
    *,
    enough: float = ENOUGH,
    apart: Collection[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> list[Pair]:
    """Return the pairs that are likely one contact, likeliest first; nothing when `progress` said stop.

    `apart` are pairs of ids, the smaller first, that a person found different. Companies and persons are never one.
    """
    traits = traits_of(people)
    compared: list[Candidate] = []
    pairs = candidates(people)
    rest = [trait.level for trait in traits[2:]]
    lines = [frozenset((*one.emails, *one.phones, *one.others.items())) for one in people]
    for number, pair in enumerate(pairs):
        if progress is not None and number % _STEP == 0 and not progress(number, len(pairs)):
            return []
        first, second = divmod(pair, len(people))
        mine, theirs = people[first], people[second]
        if mine.kind != theirs.kind or (apart and (min(mine.id, theirs.id), max(mine.id, theirs.id)) in apart):
            continue
        levels = _compared(rest, mine, theirs, not lines[first].isdisjoint(lines[second]))
        if levels is not None:
            compared.append(Candidate(first, second, levels))
    weights = Weights(people, traits)
    weights.learn(compared)
    shown = weights.shown_together({one.levels for one in compared})
    found = []
    for one in compared:
        score = probability(weights.rarity(one) + shown[one.levels], weights.chance)
        if score >= enough and not _is_household(traits, one):
            found.append(Pair(people[one.first].id, people[one.second].id, score, _reasons(weights, traits, one)))
    let_go(lines)
    let_go(compared)
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def _compared(
    rest: Sequence[Callable[[Compared, Compared], int]], mine: Compared, theirs: Compared, share_a_line: bool
) -> Levels | None:
    """Return how alike two are in everything; None when nothing that counts agrees, so that the rest is not asked."""
    given, family = names_level(mine, theirs)
    if not share_a_line and (given == DIFFERENT or family == DIFFERENT):
        other = family if given == DIFFERENT else given
        if other not in (SAME, CLOSE) or not mine.birthday or mine.birthday != theirs.birthday:
            return None
    levels = [given, family, *[level(mine, theirs) for level in rest]]
    if levels[EMAIL] == ALIKE and max(given, family) <= CLOSE and min(given, family) >= SAME:
        levels[EMAIL] = UNKNOWN  # two of one name have like addresses: the name was counted already
    if levels[POSTCODE] in (SAME, CLOSE):
        levels[CITY] = levels[REGION] = UNKNOWN  # so has a place one postcode
    elif levels[CITY] in (SAME, CLOSE):
        levels[REGION] = UNKNOWN
    return tuple(levels)


def _reasons(weights: Weights, traits: Sequence[Trait], one: Candidate) -> tuple[tuple[str, str], ...]:
    """Return what tells most first: (trait, how alike)."""
    told = sorted(weights.bits(one), key=lambda part: -abs(part[0]))
    return tuple((traits[number].name, _WORDS[one.levels[number]]) for _, number in told)


def _is_household(traits: Sequence[Trait], one: Candidate) -> bool:
    """Whether two share a home, a phone or a firm, but are called differently: relatives and colleagues."""
    level = {trait.name: found for trait, found in zip(traits, one.levels, strict=True)}
    return (
        level["given"] == DIFFERENT
        and level["birthday"] not in (SAME, CLOSE)
        and not any(level[trait.name] == SAME for trait in traits if trait.is_own and trait.name != "phone")
    )
