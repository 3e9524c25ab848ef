"""What several cards of one contact said beyond its fields, kept together: no card takes from another's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

_LINES: Final[dict[str, tuple[str, ...]]] = {
    "phones": ("value",), "emails": ("value",), "urls": ("value",), "messaging": ("service", "value"),
    "addresses": ("po_box", "extended", "street", "city", "region", "postcode", "country", "formatted"),
}  # fmt: skip
"""Lists of lines → by what a line is the same."""
_UNITED: Final = ("extras", "titles", "roles", "categories", "orgs", "dates", "related", "photos")
"""Lists that hold what any of the cards said."""


def united_card(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, fill_only: bool = False) -> dict[str, Any]:
    """Return what is kept of a contact's cards and of one more.

    The same card (by its UID) speaks anew; another one, or any with `fill_only`, only adds.
    """
    newer = not fill_only and mine.get("uid", "") == theirs.get("uid", "")
    # What was stored has lists where a card has tuples.
    theirs = _regrouped(json.loads(json.dumps(theirs)), mine)
    united = dict(mine)
    for key, value in theirs.items():
        before = mine.get(key)
        if before is None:
            united[key] = value
        elif key in _LINES:
            united[key] = _lines(before, value, _LINES[key], newer)
        elif key in _UNITED:
            kept = _without_former(before, value) if newer and key == "extras" else before
            united[key] = [*kept, *(one for one in value if one not in kept)]
        elif newer:
            united[key] = value
    return united


def _lines(mine: list[Any], theirs: list[Any], same: tuple[str, ...], newer: bool) -> list[Any]:
    lines = list(mine)
    places = {_part(one, same): place for place, one in enumerate(mine)}
    bare = [_unordered(one) for one in mine]
    for one in theirs:
        place = places.get(_part(one, same))
        # Which line comes first was said by the first card.
        said = _unordered(one)
        if place is None:
            lines.append(said)
        elif newer and said not in bare:
            order = mine[place].get("preference")
            lines[place] = said if order is None else {**said, "preference": order}
    return lines


def _unordered(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "preference"}


def _part(one: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(one.get(name, "") for name in names)


def _without_former(mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return the properties without those that stand once on either side and read otherwise now."""
    new = {name: found[0] for name, found in _by_name(theirs).items() if len(found) == 1}
    old = {name for name, found in _by_name(mine).items() if len(found) == 1}
    return [new[one["name"]] if one["name"] in new and one["name"] in old else one for one in mine]


def _by_name(extras: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in extras:
        found.setdefault(one["name"] if not one.get("group") else "", []).append(one)
    found.pop("", None)
    return found


def _regrouped(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a card whose groups (“item1”) tie nothing of it to lines of the other."""
    wanted, there = _groups(theirs), _groups(mine)
    taken = {*wanted, *there}
    names: dict[str, str] = {}
    for group, words in wanted.items():
        if group not in there or words <= there[group]:
            continue
        found = next((one for one, others in there.items() if words and words <= others), "")
        number = 1
        while not found:
            found = "" if f"item{number}" in taken else f"item{number}"
            number += 1
        names[group] = found
        taken.add(found)
    if not names:
        return theirs

    def renamed(one: Any) -> Any:
        group = one.get("group", "").lower() if isinstance(one, dict) else ""
        return {**one, "group": names[group]} if group in names else one

    return {key: [renamed(one) for one in value] if isinstance(value, list) else value for key, value in theirs.items()}


def _groups(card: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return what the properties of each group say, the lines that they speak of aside."""
    found: dict[str, set[str]] = {}
    for key, value in card.items():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, dict) and (group := one.get("group", "").lower()):
                words = found.setdefault(group, set())
                if key not in _LINES:
                    words.add(json.dumps({**one, "group": key}, sort_keys=True))
    return found
