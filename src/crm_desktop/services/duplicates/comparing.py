"""How alike two values of one field are: same, close, different, or not known."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio

from crm_desktop.services.duplicates.views import Compared

UNKNOWN, SAME, CLOSE, ALIKE, DIFFERENT = -1, 0, 1, 2, 3
"""Levels of agreement; ALIKE is weaker than CLOSE."""
_OFFICES = frozenset(
    ("admin", "buero", "contact", "enquiries", "hello", "hola", "info", "kontakt", "mail", "office", "post", "sales",
     "service", "shop", "support", "team")
)  # fmt: skip
"""What stands before the @ of a firm's address and says nothing of whose it is."""
_NO_DIGITS = str.maketrans("", "", "0123456789")


@lru_cache(maxsize=1 << 18)
def text_level(mine: str, theirs: str) -> int:
    """Compare names and words: a typing error is close, a nickname's beginning alike."""
    if not mine or not theirs:
        return UNKNOWN
    if mine == theirs:
        return SAME
    likeness = JaroWinkler.similarity(mine, theirs)
    if likeness >= 0.92 or OSA.distance(mine, theirs, score_cutoff=1) <= 1 < min(len(mine), len(theirs)) - 1:
        return CLOSE
    return ALIKE if likeness >= 0.80 else DIFFERENT


def street_level(mine: str, theirs: str) -> int:
    """Compare streets, whatever the order of their words."""
    if not mine or not theirs:
        return UNKNOWN
    if mine == theirs:
        return SAME
    likeness = token_sort_ratio(mine, theirs)
    if likeness >= 88 and _house(mine) == _house(theirs):
        return CLOSE
    return ALIKE if likeness >= 88 or (likeness >= 70 and _house(mine) == _house(theirs)) else DIFFERENT


def _house(street: str) -> set[str]:
    """Return the numbers in a street: neighbours differ in nothing else."""
    return {word for word in street.split() if word[0].isdigit()}


def code_level(mine: str, theirs: str) -> int:
    """Compare numbers and codes: one wrong or swapped character is close, two are alike."""
    if not mine or not theirs:
        return UNKNOWN
    if mine == theirs:
        return SAME
    apart = OSA.distance(mine, theirs, score_cutoff=2)
    if apart <= 1:
        return CLOSE
    return ALIKE if apart <= 2 and len(mine) >= 6 else DIFFERENT


def day_level(mine: str, theirs: str) -> int:
    """Compare dates: swapped day and month, or one wrong digit, are close; a year apart or a wrong day alike."""
    if not mine or not theirs:
        return UNKNOWN
    if mine == theirs:
        return SAME
    if OSA.distance(mine, theirs, score_cutoff=1) <= 1:
        return CLOSE
    one, other = mine.split("-"), theirs.split("-")
    if len(one) == len(other) == 3:
        if sorted(one[1:]) == sorted(other[1:]) and one[0] == other[0]:
            return CLOSE
        if sum(a == b for a, b in zip(one, other, strict=True)) == 2:
            return ALIKE
    return DIFFERENT


def phones_level(mine: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """Compare phones: the best of all against all; a number is right or has one slip."""
    if not mine or not theirs:
        return UNKNOWN
    if not set(mine).isdisjoint(theirs):
        return SAME
    slip = any(_is_slip(one, other) for one in mine for other in theirs)
    return CLOSE if slip else DIFFERENT


def _is_slip(one: str, other: str) -> bool:
    """Whether two long numbers differ in one place; the last digits are what extensions differ in."""
    return min(len(one), len(other)) >= 9 and one[-2:] == other[-2:] and OSA.distance(one, other, score_cutoff=1) <= 1


def emails_level(mine: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """Compare e-mail addresses: the best of all against all; the same name at another provider is alike."""
    if not mine or not theirs:
        return UNKNOWN
    if not set(mine).isdisjoint(theirs):
        return SAME
    best = DIFFERENT
    for one in mine:
        for other in theirs:
            if OSA.distance(one, other, score_cutoff=2) <= 2:
                # anna71@ and anna94@ may be a slip or two people: that says nothing.
                best = min(best, CLOSE if one.translate(_NO_DIGITS) != other.translate(_NO_DIGITS) else UNKNOWN)
            elif (name := one.partition("@")[0]) == other.partition("@")[0] and name not in _OFFICES:
                best = min(best, ALIKE)
    return best


def names_level(mine: Compared, theirs: Compared) -> tuple[int, int]:
    """Compare given and family name, also the other way round; returns both levels."""
    straight = given, family = text_level(mine.given, theirs.given), text_level(mine.family, theirs.family)
    if given <= SAME or family <= SAME:  # or not known
        return straight
    crossed = text_level(mine.given, theirs.family), text_level(mine.family, theirs.given)
    return crossed if sum(crossed) < sum(straight) else straight
