"""vCards as incoming contacts and back; what has no field of ours is kept beside the contact for the way back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from crm_desktop.exchange.card import Address, Card, Entry, Extra, Messaging, Name, Organization, Photo
from crm_desktop.services.importing.incoming import Incoming

_GROUPS = frozenset(("my contacts", "mycontacts", "* mycontacts"))
_PHONE_TYPES = (
    (("fax", "work"), "work_fax"), (("fax", "home"), "home_fax"), (("fax",), "fax"), (("cell",), "mobile"),
    (("iphone",), "mobile"), (("pager",), "pager"), (("home",), "home"), (("work",), "work"), (("main",), "main"),
    (("other",), "other"),
)  # fmt: skip
_WRITTEN_TYPES = {
    "mobile": ("cell",), "work_fax": ("work", "fax"), "home_fax": ("home", "fax"), "fax": ("fax",),
}  # fmt: skip


def incoming_of(card: Card, number: int) -> Incoming:
    """Return what a card says of a contact; the number counts the cards of its file from 1."""
    one = Incoming(number, "company" if card.kind == "company" else "person")
    values = one.values
    company = card.orgs[0].name.strip() if card.orgs else ""
    has_name = bool(card.full_name.strip() or card.name or (one.kind == "company" and company))
    if has_name:
        values["name"] = " ".join(card.display_name.split())
    if one.kind == "person":
        for column, part in (
            ("prefix", card.name.prefix), ("given_name", card.name.given), ("additional_name", card.name.additional),
            ("family_name", card.name.family), ("suffix", card.name.suffix),
        ):  # fmt: skip
            if part.strip():
                values[column] = " ".join(part.split())
        if company:
            one.company = company
            one.department = " / ".join(card.orgs[0].units)
    for column, text in (
        ("nickname", ", ".join(card.nicknames)), ("phonetic_name", card.phonetic.spoken()), ("job_title", card.title),
        ("birthday", card.birthday), ("anniversary", card.anniversary),
        ("language", card.languages[0].value if card.languages else ""),
    ):  # fmt: skip
        if text.strip():
            values[column] = text.strip()
    one.notes = [note.strip() for note in card.notes if note.strip()]
    one.tags = tuple(tag for tag in card.categories if tag.strip() and tag.strip().lower() not in _GROUPS)
    for medium, entries in (("phone", card.phones), ("email", card.emails), ("web", card.urls)):
        for entry in sorted(entries, key=_preference):
            if entry.value.strip():
                one.channels.append((medium, _type_of(medium, entry.types), entry.label, entry.value.strip()))
    one.channels.extend(("messaging", chat.service, chat.label, chat.value) for chat in card.messaging)
    for address in card.addresses:
        street = "\n".join(part for part in (address.po_box, address.extended, address.street) if part)
        place = (address.city, address.region, address.postcode, address.country)
        if not (street or any(place)):
            street = address.formatted
        kind = next((sort for sort in ("work", "home", "other") if sort in address.types), "")
        one.addresses.append((kind, address.label, street, *place))
    if card.photos and card.photos[0].data:
        one.photo = card.photos[0].data
    left = _left_over(card)
    one.extra = {"vcard": left} if left else None
    return one


def _preference(entry: Entry) -> int:
    return entry.preference or 101


def _type_of(medium: str, types: tuple[str, ...]) -> str:
    if medium == "phone":
        return next((name for wanted, name in _PHONE_TYPES if all(sort in types for sort in wanted)), "")
    return next((sort for sort in ("work", "home", "other") if sort in types), "")


def _left_over(card: Card) -> dict[str, Any]:
    """Return what of a card has no field in a contact, as JSON values."""
    left: dict[str, Any] = {}
    for name in ("uid", "revised", "gender", "time_zone", "sort_as"):
        if value := getattr(card, name):
            left[name] = value
    if card.geo:
        left["geo"] = list(card.geo)
    if card.phonetic:
        left["phonetic"] = _bare(card.phonetic)
    texts: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("titles", card.titles[1:]), ("roles", card.roles),
        ("categories", tuple(tag for tag in card.categories if tag.strip().lower() in _GROUPS)),
    )  # fmt: skip
    for name, words in texts:
        if words:
            left[name] = list(words)
    photos = card.photos[1:] if card.photos and card.photos[0].data else card.photos
    for name, items in (
        ("orgs", card.orgs[1:] if card.kind != "company" or card.full_name in ("", _first(card)) else card.orgs),
        ("dates", card.dates), ("related", card.related), ("languages", card.languages[1:]), ("photos", photos),
        ("extras", card.extras),
    ):  # fmt: skip
        if items:
            left[name] = [_bare(item) for item in items]
    if card.agents:
        from crm_desktop.exchange.vcard import write_vcards

        left["agents"] = write_vcards(card.agents).decode("utf-8")
    if card.addresses and any(address.formatted for address in card.addresses):
        left["envelopes"] = [address.formatted for address in card.addresses]
    return left


def _first(card: Card) -> str:
    return card.orgs[0].name if card.orgs else ""


def _bare(item: Any) -> dict[str, Any]:
    """Return a value of a card as JSON without what is empty."""
    shaped: dict[str, Any] = {}
    for name, value in asdict(item).items():
        if value:
            shaped[name] = base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
    return shaped


def card_of(contact: Mapping[str, Any], left: Mapping[str, Any], photo: bytes | None) -> Card:
    """Return a contact (as its JSON) as a card, with what was kept of the card it came from."""
    person = contact["kind"] == "person"
    firms = [one for one in contact["affiliations"] if not one["ended_on"]]
    orgs: list[Organization] = []
    if person and firms:
        units = tuple(part for part in firms[0]["department"].split(" / ") if part)
        orgs.append(Organization(firms[0]["company"], units))
    elif not person:
        orgs.append(Organization(contact["name"]))
    titles = [contact["job_title"] or (firms[0]["role"] if person and firms else "")]
    envelopes = left.get("envelopes", [])
    photos: list[Photo] = [Photo(photo, media_type(photo))] if photo else []
    return Card(
        kind=contact["kind"],
        full_name=contact["name"],
        name=Name(
            contact["family_name"], contact["given_name"], contact["additional_name"], contact["prefix"],
            contact["suffix"],
        ),
        nicknames=tuple(part.strip() for part in contact["nickname"].split(",") if part.strip()),
        phonetic=Name(**left["phonetic"]) if "phonetic" in left else Name(given=contact["phonetic_name"]),
        orgs=(*orgs, *_back(Organization, left.get("orgs"))),
        titles=tuple(title for title in (*titles, *left.get("titles", ())) if title),
        roles=tuple(left.get("roles", ())),
        phones=tuple(_entry(one, _WRITTEN_TYPES) for one in contact["phones"]),
        emails=tuple(_entry(one) for one in contact["emails"]),
        urls=tuple(_entry(one) for one in contact["websites"]),
        messaging=tuple(
            Messaging(one["type"], one["value"], label=one["label"]) for one in contact["messaging"] + contact["social"]
        ),
        addresses=tuple(
            Address(
                street=one["street"], city=one["city"], region=one["region"], postcode=one["postcode"],
                country=one["country"], types=(one["type"],) if one["type"] else (), label=one["label"],
                formatted=envelopes[number] if number < len(envelopes) else "",
            )
            for number, one in enumerate(contact["addresses"])
        ),
        birthday=contact["birthday"] or "",
        anniversary=contact["anniversary"] or "",
        dates=_back(Entry, left.get("dates")),
        related=_back(Entry, left.get("related")),
        notes=(contact["about"],) if contact["about"] else (),
        photos=(*photos, *_back(Photo, left.get("photos"))),
        categories=(*contact["tags"], *left.get("categories", ())),
        uid=left.get("uid", ""),
        gender=left.get("gender", ""),
        geo=tuple(left["geo"]) if left.get("geo") else None,
        time_zone=left.get("time_zone", ""),
        languages=(
            *((Entry(contact["language"]),) if contact["language"] else ()), *_back(Entry, left.get("languages")),
        ),
        sort_as=left.get("sort_as", ""),
        agents=_agents(left.get("agents", "")),
        extras=_back(Extra, left.get("extras")),
    )  # fmt: skip


def media_type(picture: bytes) -> str:
    """Return what sort of picture these bytes are."""
    for head, kind in ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif")):
        if picture.startswith(head):
            return kind
    return "image/webp" if picture[8:12] == b"WEBP" else ""


def _entry(one: Mapping[str, Any], types: Mapping[str, tuple[str, ...]] | None = None) -> Entry:
    kind = one["type"]
    names = (types or {}).get(kind, (kind,) if kind else ())
    return Entry(one["value"], names, one["label"], 1 if one["primary"] else 0)


def _back(kind: type, items: Any) -> tuple[Any, ...]:
    """Return values of a card from their JSON."""
    return tuple(
        kind(**{field.name: _value(field.name, item, field) for field in fields(kind)}) for item in items or ()
    )


def _value(name: str, item: Mapping[str, Any], field: Any) -> Any:
    if name not in item:
        return "" if field.default is MISSING else field.default
    value = item[name]
    if name == "data":
        return base64.b64decode(value)
    if name == "params":
        return tuple((key, tuple(part) if isinstance(part, list) else part) for key, part in value)
    return tuple(value) if isinstance(value, list) else value


def _agents(text: str) -> tuple[Card, ...]:
    if not text:
        return ()
    from crm_desktop.exchange.vcard import read_vcards

    return read_vcards(text.encode()).cards
