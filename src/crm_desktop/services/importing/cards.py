"""vCards as incoming contacts and back; what has no field of ours is kept beside the contact for the way back."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, asdict, fields, replace
from typing import Any

from crm_desktop.core.kinds import CUSTOMER_TYPES, LIFECYCLES
from crm_desktop.exchange.card import Address, Card, Entry, Extra, Messaging, Name, Organization, Photo
from crm_desktop.exchange.vcard_values import escaped, unescaped
from crm_desktop.services.importing import card_details as details
from crm_desktop.services.importing import own_properties as own
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.present import own_uid

_GROUPS = frozenset(("my contacts", "mycontacts", "* mycontacts"))
_FIELDS = (
    "lifecycle", "customer_type", "source", "tax_id", "registration_id", "interests", "family", "preferences",
    "keep_in_touch_days", "pinned",
)  # fmt: skip
"""Columns of a contact that no vCard has a word for: written and read as properties of our own."""
_CHOICES = {
    "lifecycle": tuple(key for key, _ in LIFECYCLES), "customer_type": tuple(key for key, _ in CUSTOMER_TYPES),
}  # fmt: skip
_APPLE = "X-AB"
_SOCIAL = "X-SOCIALPROFILE"
_LABEL = own.OWN + "LABEL"
_SLASH = " / "


def incoming_of(card: Card, number: int) -> Incoming:
    """Return what a card says of a contact; the number counts the cards of its file from 1."""
    one = Incoming(number, "company" if card.kind == "company" else "person")
    values = one.values
    company = card.orgs[0].name.strip() if card.orgs else ""
    # A card must have a name: who has none is called by an address or number, and that is no name.
    lines = {entry.value.strip() for entry in (*card.emails, *card.phones, *card.urls)}
    said = card.full_name.strip()
    has_name = bool((said and said not in lines) or card.name or (one.kind == "company" and company))
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
            one.department = _SLASH.join(card.orgs[0].units)
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
        for entry in sorted(entries, key=details.preference):
            if value := entry.value.strip():
                one.channels.append((medium, details.type_of(medium, entry.types), entry.label, value))
                if states := details.states_of(entry.params):
                    one.states[medium, value] = states
    for chat in card.messaging:
        one.channels.append(("messaging", chat.service, chat.label, chat.value))
        if states := details.states_of(chat.params):
            one.states["messaging", chat.value] = states
    one.addresses = [details.postal_of(address) for address in card.addresses]
    for number, address in enumerate(card.addresses):
        if address.params and (where := own.place_of(address.params)) != own.NOWHERE:
            one.places[number] = where
    one.uid = card.uid
    for extra in card.extras:
        _take_own(one, extra)
    one.jobs, one.ties, one.own_texts = own.parts_of(card.extras)
    if one.kind == "person" and any(job.titled and job.role == values.get("job_title") for job in one.jobs):
        del values["job_title"]
    if card.photos and card.photos[0].data:
        one.photo = card.photos[0].data
    left = _left_over(card)
    one.extra = {"vcard": left} if left else None
    return one


def _take_own(one: Incoming, extra: Extra) -> None:
    """Take in what we wrote into a property of our own, and a page in a social network."""
    found = _own_value(extra)
    if found is not None:
        one.values.update((found,))
    elif extra.name == own.OWNER:
        one.owner = unescaped(extra.value).strip()
    elif _is_social(extra):
        said = {name: values[0] for name, values in extra.params if values}
        value = unescaped(extra.value).strip()
        one.channels.append(("social", said.get("TYPE", "").lower(), said.get(_LABEL, ""), value))
        if states := details.states_of(tuple(said.items())):
            one.states["social", value] = states


def _own_value(extra: Extra) -> tuple[str, Any] | None:
    """Return (column, value) of a property of ours; None for one that is not, or says nothing we know."""
    if not extra.name.startswith(own.OWN):
        return None
    column = extra.name.removeprefix(own.OWN).lower().replace("-", "_")
    text = unescaped(extra.value).strip()
    if column not in _FIELDS or not text or text not in _CHOICES.get(column, (text,)):
        return None
    if column == "pinned":
        return (column, 1) if text == "1" else None
    if column != "keep_in_touch_days":
        return column, text
    return (column, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _is_ours(extra: Extra) -> bool:
    """Whether our fields say what a property says, so that it is written from them again."""
    return bool(_own_value(extra)) or _is_social(extra) or extra.name == own.OWNER or own.is_part(extra)


def _single_text(extra: Extra) -> Extra:
    """Return a property with its commas escaped where it is no list: other readers cut it off at a bare one."""
    if extra.name.startswith(_APPLE) and "," in extra.value:
        return replace(extra, value=escaped(unescaped(extra.value)))
    return extra


def _is_social(extra: Extra) -> bool:
    """Whether our fields say all of it."""
    known = all((name == "TYPE" or name.startswith(own.OWN)) and len(values) == 1 for name, values in extra.params)
    return extra.name == _SOCIAL and known and bool(extra.value.strip()) and not extra.group


def _left_over(card: Card) -> dict[str, Any]:
    """Return what of a card has no field in a contact, as JSON values."""
    left: dict[str, Any] = {}
    grouped = {extra.group.lower() for extra in card.extras}
    if card.kind not in ("person", "company"):
        left["kind"] = card.kind
    for name in ("uid", "revised", "gender", "time_zone", "sort_as"):
        if value := getattr(card, name):
            left[name] = value
    if card.geo:
        left["geo"] = list(card.geo)
    if card.phonetic and card.phonetic != Name(given=card.phonetic.spoken()):
        left["phonetic"] = _bare(card.phonetic)
    texts: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("titles", card.titles[1:]), ("roles", card.roles),
        ("categories", tuple(tag for tag in card.categories if tag.strip().lower() in _GROUPS)),
        ("nicknames", card.nicknames if any(", " in name for name in card.nicknames) else ()),
        ("notes", card.notes if len(card.notes) > 1 or any(note != note.strip() for note in card.notes) else ()),
        ("units", card.orgs[0].units if card.orgs and any(_SLASH in unit for unit in card.orgs[0].units) else ()),
    )  # fmt: skip
    for name, words in texts:
        if words:
            left[name] = list(words)
    photos = card.photos[1:] if card.photos and card.photos[0].data else card.photos
    for name, items in (
        ("orgs", card.orgs[1:] if card.kind != "company" or card.full_name in ("", _first(card)) else card.orgs),
        ("dates", card.dates), ("related", card.related), ("photos", photos),
        ("languages", card.languages if card.languages != _only(card.languages) else ()),
        ("extras", tuple(_single_text(one) for one in card.extras if not _is_ours(one))),
        *details.kept_lines(card).items(),
    ):  # fmt: skip
        if items:
            left[name] = [_bare(item, grouped) for item in items]
    if card.agents:
        from crm_desktop.exchange.vcard import write_vcards

        left["agents"] = write_vcards(card.agents).decode("utf-8")
    return left


def _only(languages: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return (Entry(languages[0].value),) if languages else ()


def _first(card: Card) -> str:
    return card.orgs[0].name if card.orgs else ""


def _bare(item: Any, grouped: Collection[str] = ()) -> dict[str, Any]:
    """Return a value of a card as JSON without what is empty, and without a group that ties it to nothing."""
    shaped: dict[str, Any] = {}
    for name, value in asdict(item).items():
        if value and (name != "group" or value.lower() in grouped):
            shaped[name] = base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
    return shaped


def card_of(
    contact: Mapping[str, Any],
    left: Mapping[str, Any],
    photo: bytes | None,
    normalise: details.Normalise,
    parts: Sequence[Extra] = (),
) -> Card:
    """Return a contact (as its JSON) as a card, with what was kept of the card it came from.

    `parts` are the properties of our own that say what a card has no word for.
    """
    person = contact["kind"] == "person"
    firms = [one for one in contact["affiliations"] if not one["ended_on"]]
    orgs: list[Organization] = []
    if person and firms:
        kept_units = tuple(left.get("units", ()))
        units = tuple(part for part in firms[0]["department"].split(_SLASH) if part)
        same = _SLASH.join(kept_units) == firms[0]["department"]
        orgs.append(Organization(firms[0]["company"], kept_units if same else units))
    elif not person:
        orgs.append(Organization(contact["name"]))
    titles = [contact["job_title"] or (firms[0]["role"] if person and firms else "")]
    photos: list[Photo] = [Photo(photo, media_type(photo))] if photo else []
    lines = {
        name: details.entries(medium, contact[key], _back(Entry, left.get(name)), normalise)
        for name, medium, key in (
            ("phones", "phone", "phones"), ("emails", "email", "emails"), ("urls", "web", "websites"),
        )
    }  # fmt: skip
    nicknames = tuple(part.strip() for part in contact["nickname"].split(",") if part.strip())
    kept_names = tuple(left.get("nicknames", ()))
    phonetic = Name(**left["phonetic"]) if "phonetic" in left else Name()
    spoken = contact["phonetic_name"]
    return Card(
        kind=left.get("kind", "person") if person else "company",
        full_name=contact["name"],
        name=Name(
            contact["family_name"], contact["given_name"], contact["additional_name"], contact["prefix"],
            contact["suffix"],
        ),
        nicknames=kept_names if ", ".join(kept_names) == contact["nickname"] else nicknames,
        phonetic=phonetic if phonetic.spoken() == spoken else Name(given=spoken),
        orgs=(*orgs, *_back(Organization, left.get("orgs"))),
        titles=tuple(title for title in (*titles, *left.get("titles", ())) if title),
        roles=tuple(left.get("roles", ())),
        phones=lines["phones"],
        emails=lines["emails"],
        urls=lines["urls"],
        messaging=details.chats(contact["messaging"], _back(Messaging, left.get("messaging"))),
        addresses=details.postals(contact["addresses"], _back(Address, left.get("addresses"))),
        birthday=contact["birthday"] or "",
        anniversary=contact["anniversary"] or "",
        dates=_back(Entry, left.get("dates")),
        related=_back(Entry, left.get("related")),
        notes=_notes(contact["about"], tuple(left.get("notes", ()))),
        photos=(*photos, *_back(Photo, left.get("photos"))),
        categories=(*contact["tags"], *left.get("categories", ())),
        uid=left.get("uid") or own_uid(contact["id"]),
        revised=left.get("revised", ""),
        gender=left.get("gender", ""),
        geo=tuple(left["geo"]) if left.get("geo") else None,
        time_zone=left.get("time_zone", ""),
        languages=_languages(contact["language"], _back(Entry, left.get("languages"))),
        sort_as=left.get("sort_as", ""),
        agents=_agents(left.get("agents", "")),
        extras=(*_back(Extra, left.get("extras")), *_own_extras(contact), *parts),
    )  # fmt: skip


def _own_extras(contact: Mapping[str, Any]) -> tuple[Extra, ...]:
    found = [
        Extra(own.OWN + name.upper().replace("_", "-"), escaped(str(1 if name == "pinned" else contact[name])))
        for name in _FIELDS
        if contact.get(name)
    ]
    for one in sorted(contact["social"], key=lambda line: not line["primary"]):
        params = [("TYPE", (one["type"],))] if one["type"] else []
        params += [(_LABEL, (one["label"],))] if one["label"] else []
        params += [(name, (value,)) for name, value in details.line_states(one)]
        found.append(Extra(_SOCIAL, escaped(one["value"]), tuple(params)))
    return tuple(found)


def _notes(about: str, kept: tuple[str, ...]) -> tuple[str, ...]:
    if "\n\n".join(note.strip() for note in kept if note.strip()) == about:
        return kept
    return (about,) if about else ()


def _languages(language: str, kept: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if kept and kept[0].value == language:
        return kept
    return (*((Entry(language),) if language else ()), *kept[1:])


def media_type(picture: bytes) -> str:
    """Return what sort of picture these bytes are."""
    for head, kind in ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif")):
        if picture.startswith(head):
            return kind
    return "image/webp" if picture[8:12] == b"WEBP" else ""


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
