"""What a card says beyond a contact's fields, kept beside it so that the card is whole when it is written again.

Lines and addresses are kept as they were written where our fields would write them otherwise: their types,
parameters, order, a P.O. box of its own, one number under two headings. What was changed or deleted here since is
not brought back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from crm_desktop.exchange.card import Address, Card, Entry, Messaging, ParamPairs
from crm_desktop.services.importing.incoming import Postal
from crm_desktop.services.importing.own_properties import OWN, foreign, place_params

PHONE_TYPES: Final = (
    (("fax", "work"), "work_fax"), (("fax", "home"), "home_fax"), (("fax",), "fax"), (("cell",), "mobile"),
    (("iphone",), "mobile"), (("pager",), "pager"), (("home",), "home"), (("work",), "work"), (("main",), "main"),
    (("other",), "other"),
)  # fmt: skip
_WRITTEN_TYPES: Final = {
    "mobile": ("cell",), "work_fax": ("work", "fax"), "home_fax": ("home", "fax"), "fax": ("fax",),
}  # fmt: skip
_OTHER_TYPES: Final = ("work", "home", "billing", "delivery", "shipping", "other")
_PLACE: Final = ("street", "city", "region", "postcode", "country")
_STATES: Final = ("opted_out_at", "consent", "consent_at", "consent_source")

Part = TypeVar("Part", Entry, Messaging, Address)
Normalise = Callable[[str, str], str]
"""(medium, value) → the form in which equal numbers, addresses and pages are equal."""


def type_of(medium: str, types: Sequence[str]) -> str:
    """Return our type of a line or address with these types; "" when none of them says one."""
    if medium == "phone":
        return next((name for wanted, name in PHONE_TYPES if all(sort in types for sort in wanted)), "")
    return next((sort for sort in _OTHER_TYPES if sort in types), "")


def types_of(kind: str) -> tuple[str, ...]:
    """Return the types that a vCard has for one of ours."""
    return _WRITTEN_TYPES.get(kind, (kind,) if kind else ())


def preference(part: Entry | Messaging | Address) -> int:
    """Return the place of a line among its kind, lowest first."""
    return part.preference or 101


def postal_of(address: Address) -> Postal:
    """Return an address as our fields hold it."""
    street = "\n".join(part for part in (address.po_box, address.extended, address.street) if part)
    place = (address.city, address.region, address.postcode, address.country)
    if not (street or any(place)):
        street = address.formatted
    return (type_of("address", address.types), address.label, street, *place)


# keeping


def kept_lines(card: Card) -> dict[str, tuple[Any, ...]]:
    """Return, by the name of the card's field, the lines that have to be kept as they were written."""
    grouped = {extra.group.lower() for extra in card.extras if extra.group}
    found: dict[str, tuple[Any, ...]] = {}
    for name, medium, entries in (
        ("phones", "phone", card.phones), ("emails", "email", card.emails), ("urls", "web", card.urls),
    ):  # fmt: skip
        if entries and not _are_plain(medium, entries, grouped):
            found[name] = tuple(replace(one, params=_foreign(one.params)) if one.params else one for one in entries)
    chats, places = card.messaging, card.addresses
    if any(chat.types or chat.preference or _foreign(chat.params) for chat in chats) or _is_grouped(chats, grouped):
        found["messaging"] = tuple(replace(one, params=_foreign(one.params)) for one in chats)
    if not all(map(_is_plain_address, places)) or _is_grouped(places, grouped):
        found["addresses"] = places
    return found


def _are_plain(medium: str, entries: Sequence[Entry], grouped: set[str]) -> bool:
    """Whether our fields would write these lines as they are: the first preferred, one type, nothing twice."""
    for place, entry in enumerate(entries):
        if entry.preference != (0 if place else 1) or entry.value != entry.value.strip():
            return False
        if entry.types and entry.types != types_of(type_of(medium, entry.types)):
            return False
        if entry.params and _foreign(entry.params):
            return False
    return len({entry.value for entry in entries}) == len(entries) and not _is_grouped(entries, grouped)


def _is_grouped(parts: Iterable[Entry | Messaging | Address], grouped: set[str]) -> bool:
    return any(part.group.lower() in grouped for part in parts if part.group)


def _foreign(params: ParamPairs) -> ParamPairs:
    return tuple(pair for pair in params if not pair[0].startswith(OWN))


def _is_plain_address(address: Address) -> bool:
    if address.po_box or address.extended or address.formatted or address.preference or foreign(address.params):
        return False
    return not address.types or address.types == types_of(type_of("address", address.types))


# writing again


def entries(
    medium: str, lines: Sequence[Mapping[str, Any]], kept: Sequence[Entry], normalise: Normalise
) -> tuple[Entry, ...]:
    """Return the lines of a contact as a card's, each as it was once written where it is still the same."""
    first = min(kept, key=preference).value.strip() if kept else None
    same_first = first is not None and any(line["primary"] and line["value"] == first for line in lines)
    waiting = list(kept)
    written: list[tuple[int, Entry]] = []
    # The first one first, as import takes it; where none was chosen, the first is.
    none_chosen = not kept and not any(line["primary"] for line in lines)
    for number, line in enumerate(lines if kept else sorted(lines, key=lambda line: not line["primary"])):
        place = next((place for place, one in enumerate(waiting) if one.value.strip() == line["value"]), None)
        order = 1 if line["primary"] or (none_chosen and number == 0) else 0
        if place is None:
            kind = types_of(line["type"])
            written.append((len(kept), Entry(line["value"], kind, line["label"], order, line_states(line))))
            continue
        one = waiting.pop(place)
        types = one.types if type_of(medium, one.types) == line["type"] else types_of(line["type"])
        order = one.preference if same_first else order
        params = (*one.params, *line_states(line))
        mine = replace(one, types=types, label=line["label"], preference=order, params=params)
        written.append((kept.index(one), mine))
    here = {line["value"] for line in lines} | {line["normalised"] for line in lines if line["normalised"]}
    # One number under two headings is one line here; it is written under both again as long as it is there.
    written += [
        (kept.index(one), one)
        for one in waiting
        if one.value.strip() in here or normalise(medium, one.value.strip()) in here
    ]
    return tuple(entry for _, entry in sorted(written, key=lambda pair: pair[0]))


def chats(lines: Sequence[Mapping[str, Any]], kept: Sequence[Messaging]) -> tuple[Messaging, ...]:
    """Return the chat addresses of a contact as a card's."""
    waiting = list(kept)
    written: list[Messaging] = []
    for line in lines if kept else sorted(lines, key=lambda one: not one.get("primary")):
        bare = Messaging(line["type"], line["value"], label=line["label"], params=line_states(line))
        twin = next((one for one in waiting if (one.service, one.value) == (line["type"], line["value"])), None)
        if twin is not None:
            waiting.remove(twin)
            bare = replace(twin, label=line["label"], params=(*twin.params, *line_states(line)))
        written.append(bare)
    return tuple(written)


def postals(lines: Sequence[Mapping[str, Any]], kept: Sequence[Address]) -> tuple[Address, ...]:
    """Return the addresses of a contact as a card's."""
    waiting = list(kept)
    written: list[Address] = []
    # The primary one first, as import takes it.
    for line in lines if kept else sorted(lines, key=lambda one: not one.get("primary")):
        street, city, region, postcode, country = map(str, map(line.get, _PLACE))
        place = (street, city, region, postcode, country)
        twin = next((one for one in waiting if postal_of(one)[2:] == place), None)
        if twin is None:
            kind = types_of(line["type"])
            params = place_params(line)
            written.append(
                Address(street, city, region, postcode, country, types=kind, label=line["label"], params=params)
            )
            continue
        waiting.remove(twin)
        types = twin.types if type_of("address", twin.types) == line["type"] else types_of(line["type"])
        params = place_params(line, twin.params)
        written.append(replace(twin, types=types, label=line["label"], params=params))
    return tuple(written)


# states of a line: said by parameters that other programs pass on or drop


def line_states(line: Mapping[str, Any]) -> ParamPairs:
    """Return what is said of a line by our own parameters."""
    found = [(name, str(line[name])) for name in _STATES if line.get(name)]
    if line.get("invalid"):
        found.append(("invalid", "1"))
    return tuple((OWN + name.upper().replace("_", "-"), value) for name, value in found)


def states_of(params: ParamPairs) -> dict[str, str]:
    """Return what our own parameters say of a line, by its columns."""
    known = {OWN + name.upper().replace("_", "-"): name for name in (*_STATES, "invalid")}
    return {known[name]: value for name, value in params if name in known}
