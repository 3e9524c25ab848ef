"""Properties of our own on a card: what a contact holds that no vCard has a word for, one JSON text each.

Other programs keep them or drop them; the standard properties say the most of it as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from crm_desktop.core.fields import FieldType
from crm_desktop.core.places import PLACES
from crm_desktop.exchange.card import Extra, ParamPairs
from crm_desktop.exchange.vcard_values import escaped, place, unescaped
from crm_desktop.services.custom_fields.views import CustomFieldRow

OWN: Final = "X-CRM-"
"""What our own properties and parameters begin with: values that no vCard has a word for."""
OWNER: Final = OWN + "OWNER"
_JOB, _TIE, _FIELD = OWN + "AFFILIATION", OWN + "RELATION", OWN + "FIELD"
_FROM, _UNTIL, _GEO = OWN + "FROM", OWN + "UNTIL", "GEO"
_TYPES = frozenset(one.value for one in FieldType)
_DEGREES = Decimal(1).scaleb(-PLACES)


@dataclass(frozen=True, slots=True)
class Job:
    """A person's place in a company. `titled`: the card's title is this role, and no job title of the person."""

    company: str
    role: str = ""
    department: str = ""
    started_on: str = ""
    ended_on: str = ""
    primary: bool = False
    titled: bool = False
    uid: str = ""
    """The name of the company's card."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation to another contact, by the name of its card and by its own name.

    `back` are the words from the other side, `between` whom such a relation is for; `source` is how it stood.
    """

    words: str
    name: str
    uid: str
    note: str
    back: str
    between: str
    source: Extra


@dataclass(frozen=True, slots=True)
class OwnText:
    """A value of one of people's own fields; `value` is JSON, `choices` the labels of its list."""

    label: str
    type: FieldType
    value: Any
    scale: int
    choices: tuple[str, ...]
    target: str
    source: Extra


@dataclass(frozen=True, slots=True)
class Place:
    """From when until when an address is used, and where it lies."""

    valid_from: str = ""
    valid_until: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


NOWHERE: Final = Place()
NO_PLACES: Final[Mapping[int, Place]] = MappingProxyType({})


# reading


def parts_of(extras: Sequence[Extra]) -> tuple[list[Job], list[Tie], list[OwnText]]:
    """Return what our own properties among these say; what cannot be read says nothing."""
    jobs: list[Job] = []
    ties: list[Tie] = []
    fields: list[OwnText] = []
    for extra in extras:
        part = _part(extra)
        if isinstance(part, Job):
            jobs.append(part)
        elif isinstance(part, Tie):
            ties.append(part)
        elif part is not None:
            fields.append(part)
    return jobs, ties, fields


def is_part(extra: Extra) -> bool:
    """Whether a property is one of ours and can be read."""
    return _part(extra) is not None


def _part(extra: Extra) -> Job | Tie | OwnText | None:
    if extra.name not in (_JOB, _TIE, _FIELD):
        return None
    try:
        said = json.loads(unescaped(extra.value))
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    if extra.name == _JOB:
        return _job(said)
    if extra.name == _TIE:
        words, name = _text(said, "is"), _text(said, "contact")
        back, between = _text(said, "back") or words, _text(said, "between")
        uid, note = _text(said, "uid"), _text(said, "note")
        return Tie(words, name, uid, note, back, between, extra) if words and name else None
    label, kind = _text(said, "label"), _text(said, "type")
    if not label or kind not in _TYPES or said.get("value") in (None, "", []):
        return None
    scale, choices = said.get("scale"), said.get("choices")
    return OwnText(
        label, FieldType(kind), said["value"], scale if isinstance(scale, int) and 0 <= scale <= 9 else 0,
        tuple(str(one) for one in choices) if isinstance(choices, list) else (), _text(said, "target"), extra,
    )  # fmt: skip


def _job(said: Mapping[str, Any]) -> Job | None:
    company = " ".join(_text(said, "company").split())
    if not company:
        return None
    return Job(
        company, _text(said, "role"), _text(said, "department"), _day(_text(said, "from")), _day(_text(said, "until")),
        said.get("primary") is True, said.get("titled") is True, _text(said, "uid"),
    )  # fmt: skip


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def place_of(params: ParamPairs) -> Place:
    """Return what the parameters of an address say of its time and place; GEO is the standard's."""
    said = dict(params)
    where = place(said.get(_GEO, ""))
    latitude, longitude = (Decimal(str(one)).quantize(_DEGREES) for one in where) if where else (None, None)
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        latitude = longitude = None
    return Place(_day(said.get(_FROM, "")), _day(said.get(_UNTIL, "")), latitude, longitude)


def foreign(params: ParamPairs) -> ParamPairs:
    """Return the parameters of an address that are not written from its fields again, letter for letter."""
    mine = dict(_written(place_of(params)))
    return tuple(pair for pair in params if not pair[0].startswith(OWN) and mine.get(pair[0]) != pair[1])


# writing


def place_params(address: Mapping[str, Any], kept: ParamPairs = ()) -> ParamPairs:
    """Return the parameters of an address (as JSON), with those that it was once written with."""
    mine = Place(
        address.get("valid_from") or "", address.get("valid_until") or "", _number(address.get("latitude")),
        _number(address.get("longitude")),
    )  # fmt: skip
    then = place_of(kept)
    same = (then.latitude, then.longitude) == (mine.latitude, mine.longitude)
    others = tuple(
        pair for pair in kept
        if not pair[0].startswith(OWN) and (pair[0] != _GEO or then.latitude is None or same)
    )  # fmt: skip
    written = _written(mine)
    return (*others, *(pair for pair in written if pair[0] not in dict(others)))


def _written(one: Place) -> ParamPairs:
    found = []
    if one.latitude is not None and one.longitude is not None:
        found.append((_GEO, f"geo:{_degrees(one.latitude)},{_degrees(one.longitude)}"))
    found += [(_FROM, one.valid_from)] if one.valid_from else []
    found += [(_UNTIL, one.valid_until)] if one.valid_until else []
    return tuple(found)


def _degrees(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(text: Any) -> Decimal | None:
    try:
        return None if text is None else Decimal(str(text)).quantize(_DEGREES)
    except InvalidOperation:
        return None


def job_properties(contact: Mapping[str, Any], uid_of: Callable[[str], str]) -> list[Extra]:
    """Return the places of a person in companies, unless the company and the title of the card say all of it.

    `uid_of` is the name of another's card.
    """
    jobs: Sequence[Mapping[str, Any]] = contact["affiliations"]
    if not jobs or contact["kind"] != "person":
        return []
    first: Mapping[str, Any] = jobs[0]
    plain = len(jobs) == 1 and first["primary"] and not (first["started_on"] or first["ended_on"])
    if plain and first["role"] == contact["job_title"]:
        return []
    current = next((job for job in jobs if not job["ended_on"]), None)
    return [
        _property(
            _JOB,
            {
                "company": job["company"], "uid": uid_of(job["company_id"]),
                "role": job["role"], "department": job["department"],
                "from": job["started_on"] or "", "until": job["ended_on"] or "", "primary": bool(job["primary"]),
                "titled": job is current and not contact["job_title"] and bool(job["role"]),
            },
        )
        for job in jobs
    ]  # fmt: skip


def tie_property(words: str, back: str, between: str, name: str, uid: str, note: str) -> Extra:
    """Return a relation: the words from both sides, and the name of the other's card."""
    return _property(_TIE, {"is": words, "back": back, "between": between, "contact": name, "uid": uid, "note": note})


def owner_property(name: str) -> Extra:
    """Return who looks after a contact."""
    return Extra(OWNER, escaped(name))


def kept_tie(value: str) -> Extra:
    """Return a relation that was kept as it stood."""
    return Extra(_TIE, value)


def field_properties(contact: Mapping[str, Any], fields: Sequence[CustomFieldRow]) -> list[Extra]:
    """Return what a contact holds in people's own fields."""
    found = []
    for one in fields:
        value = contact.get(one.key)
        if value in (None, "", []):
            continue
        said: dict[str, Any] = {"label": one.label, "type": one.type.value, "value": value}
        if one.type is FieldType.CHOICE:
            said |= {"value": dict(one.choices).get(value, value), "choices": [label for _, label in one.choices]}
        if one.type is FieldType.NUMBER:
            said["scale"] = one.scale
        if one.type is FieldType.RECORD:
            said["target"] = one.target
        found.append(_property(_FIELD, said))
    return found


def _property(name: str, said: Mapping[str, Any]) -> Extra:
    short = {key: value for key, value in said.items() if value not in ("", False, [])} | (
        {"value": said["value"]} if "value" in said else {}
    )
    return Extra(name, escaped(json.dumps(short, ensure_ascii=False)))
