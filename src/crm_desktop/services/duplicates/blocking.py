"""Which pairs are worth comparing: those who share something that few others have."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from crm_desktop.services.duplicates.views import Compared

PROVES_NOTHING = 20
"""What more contacts share than this says nothing about who is who."""

_PARTS = 64

_VOWELS = str.maketrans("", "", "aeiouyhw")
_SOUNDS = str.maketrans("bpfvckqgjsxzdtlmnr", "bbffkkkkkssstdlmmr".replace("d", "t"))


def candidates(people: Sequence[Compared]) -> Sequence[int]:
    """Return the pairs of places in `people` that share a rare trait, each once and in order.

    A pair is one whole number, `smaller * len(people) + larger`: a tenth of the memory of a tuple.
    """
    number = len(people)
    pairs: set[int] = set()
    for key, places in _shared(people).items():
        for block in _split(people, key, places):
            for position, first in enumerate(block, 1):
                start = first * number
                pairs.update([start + second for second in block[position:]])
    return _in_order(pairs, number)


def _shared(people: Sequence[Compared]) -> dict[str, list[int]]:
    """Return what several people have, and the places of those who have it."""
    first: dict[str, int] = {}
    blocks: dict[str, list[int]] = {}
    for place, one in enumerate(people):
        for key in set(_keys(one)):
            before = first.setdefault(key, place)
            if before != place:
                blocks.setdefault(key, [before]).append(place)
    while first:
        first.popitem()  # a million keys: see `core.letting_go`
    return blocks


def _in_order(pairs: set[int], number: int) -> Sequence[int]:
    # In parts, and giving back what was sorted: millions in one go would let nobody else run, and the window stand.
    width = number * number // _PARTS + 1
    parts: list[list[int]] = [[] for _ in range(_PARTS)]
    while pairs:
        pair = pairs.pop()
        parts[pair // width].append(pair)
    found = array("q")
    for part in parts:
        part.sort()
        found.extend(part)
        part.clear()
    return found


def _split(people: Sequence[Compared], key: str, places: list[int]) -> Iterator[list[int]]:
    """Give back a block that is small enough; a larger one in parts that share something more."""
    if len(places) <= PROVES_NOTHING:
        yield places
        return
    for part in (_first_letters, _birth_year, _place):
        finer: dict[str, list[int]] = defaultdict(list)
        for place in places:
            shared = part(people[place])
            if shared:
                finer[shared].append(place)
        yield from (block for block in finer.values() if 2 <= len(block) <= PROVES_NOTHING)


def _first_letters(one: Compared) -> str:
    return f"{one.given[:2]} {one.family[:2]}" if one.given and one.family else ""


def _birth_year(one: Compared) -> str:
    return one.birthday[:4]


def _place(one: Compared) -> str:
    return one.postcode or one.city


def _keys(one: Compared) -> Iterable[str]:
    """Yield everything that a contact may share with its duplicate; errors are in few traits at once."""
    for email in one.emails:
        yield f"e {email}"
        local = email.partition("@")[0]
        if len(local) >= 4:
            yield f"l {local}"
    for phone in one.phones:
        yield f"p {phone[-9:]}"
    if len(one.birthday) == 10:
        yield f"b {one.birthday}"
    for name, value in one.others.items():
        yield f"o {name} {value}"
    given, family = sound(one.given), sound(one.family)
    if one.given and one.family:
        yield "n " + " ".join(sorted((one.given, one.family)))
        yield f"f {family} {one.given[0]}"
        yield f"g {given} {one.family[0]}"
    for name in (one.given, one.family):
        if name:
            if one.postcode:
                yield f"c {one.postcode} {name[:2]}"
            if one.city:
                yield f"c {one.city} {sound(name)}"
            if len(one.birthday) >= 7:
                yield f"y {one.birthday[:7]} {sound(name)}"
                yield f"y {one.birthday[:4]}{one.birthday[7:]} {sound(name)}"
    if one.street:
        words = sorted(one.street.split())
        yield "s " + " ".join(words)
        if one.postcode:
            yield f"s {one.postcode} {words[0]}"
    if one.company:
        yield f"k {one.company} {given[:2]}"
        words = [word for word in one.company.split() if len(word) > 2]
        if one.kind == "company" and words:
            yield f"k {sound(words[0])} {one.postcode or one.city}"
            yield "k " + "".join(sorted(words))
            yield f"k {sound(''.join(words))}"


def sound(name: str) -> str:
    """Return how a name sounds, roughly, in any Latin language: its first letter and the consonants after it."""
    if not name:
        return ""
    letters = name[1:].translate(_VOWELS).translate(_SOUNDS)
    return name[0] + "".join(letter for n, letter in enumerate(letters) if n == 0 or letter != letters[n - 1])[:5]
