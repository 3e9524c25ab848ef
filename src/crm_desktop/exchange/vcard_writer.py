"""Cards as vCard 3.0 or 4.0 files that our reader, and others, read back unchanged."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from crm_desktop.exchange.card import Address, Card, Entry, Extra, Messaging, ParamPairs, Photo
from crm_desktop.exchange.vcard_names import CHAT_PROPERTIES, KINDS, written_label
from crm_desktop.exchange.vcard_values import escaped

Version = Literal["3.0", "4.0"]

_NEEDS_QUOTES = re.compile(r"[,:;]")
_KIND_NAMES = {ours: theirs for theirs, ours in KINDS.items() if theirs != "organization"}
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NO_YEAR = re.compile(r"-(-\d\d-\d\d)\Z")
_ANY_DATE = re.compile(r"-*\d")
_UNKNOWN_YEAR = "1604"
_MOST_OCTETS = 75


def write_vcards(cards: Iterable[Card], version: Version = "4.0") -> bytes:
    """Return a vCard file: UTF-8, CRLF, lines folded at 75 octets between characters."""
    lines: list[str] = []
    for card in cards:
        lines.extend(folded(line) for line in _CardLines(card, version).lines())
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "replace")


def folded(line: str) -> str:
    """Fold a line at 75 octets without splitting a character."""
    if len(line) <= _MOST_OCTETS and (line.isascii() or len(line.encode("utf-8", "replace")) <= _MOST_OCTETS):
        return line
    if line.isascii():
        pieces = [line[:_MOST_OCTETS]]
        step = _MOST_OCTETS - 1
        pieces.extend(line[start : start + step] for start in range(_MOST_OCTETS, len(line), step))
        return "\r\n ".join(pieces)
    parts: list[str] = []
    octets = 0
    for letter in line:
        size = len(letter.encode("utf-8", "replace"))
        if octets + size > _MOST_OCTETS:
            parts.append("\r\n ")
            octets = 1
        parts.append(letter)
        octets += size
    return "".join(parts)


class _CardLines:
    """The lines of one card; gives every labelled entry a group that no extra uses."""

    def __init__(self, card: Card, version: Version) -> None:
        self._card = card
        self._version = version
        carriers: list[Entry | Address | Messaging] = [*card.addresses, *card.messaging]
        for entries in (card.phones, card.emails, card.urls, card.dates, card.related, card.languages):
            carriers.extend(entries)
        self._used = {extra.group.lower() for extra in card.extras} | {item.group.lower() for item in carriers}
        self._labelled: set[str] = set()
        self._count = 0

    def lines(self) -> Iterator[str]:
        """Yield the unfolded lines from BEGIN to END."""
        card = self._card
        yield "BEGIN:VCARD"
        yield f"VERSION:{self._version}"
        yield from self._identity()
        for entry in card.phones:
            yield from self._entry("TEL", entry, escaped(entry.value))
        for entry in card.emails:
            yield from self._entry("EMAIL", entry, escaped(entry.value))
        for address in card.addresses:
            yield from self._address(address)
        for entry in card.urls:
            yield from self._entry("URL", entry, _uri(entry.value))
        for chat in card.messaging:
            yield from self._chat(chat)
        yield from self._dates()
        for entry in card.related:
            yield from self._relation(entry)
        for agent in card.agents:
            yield "AGENT:" + escaped("\n".join(_CardLines(agent, self._version).lines()))
        for note in card.notes:
            yield f"NOTE:{escaped(note)}"
        for photo in card.photos:
            yield self._photo(photo)
        if card.categories:
            yield "CATEGORIES:" + ",".join(escaped(category) for category in card.categories)
        yield from self._rest()
        for extra in card.extras:
            yield _extra_line(extra)
        yield "END:VCARD"

    def _identity(self) -> Iterator[str]:
        card = self._card
        yield f"FN:{escaped(card.display_name)}"
        name = card.name
        if name or card.sort_as or self._version == "3.0":
            parts = (name.family, name.given, name.additional, name.prefix, name.suffix)
            sort_as = f";SORT-AS={_param_value(card.sort_as)}" if card.sort_as and self._version == "4.0" else ""
            yield f"N{sort_as}:" + ";".join(escaped(part) for part in parts)
        if card.kind == "company":
            yield "KIND:org" if self._version == "4.0" else "X-ABShowAs:COMPANY"
        elif card.kind != "person" or self._version == "4.0" or not name:
            yield f"KIND:{_KIND_NAMES.get(card.kind, card.kind)}"
        for nickname in card.nicknames:
            # One a line: some readers take the first of a list for all of it.
            yield f"NICKNAME:{escaped(nickname)}"
        for part, value in (
            ("FIRST", card.phonetic.given),
            ("MIDDLE", card.phonetic.additional),
            ("LAST", card.phonetic.family),
        ):
            if value:
                yield f"X-PHONETIC-{part}-NAME:{escaped(value)}"
        for org in card.orgs:
            yield "ORG:" + ";".join(escaped(part) for part in (org.name, *org.units))
        for title in card.titles:
            yield f"TITLE:{escaped(title)}"
        for role in card.roles:
            yield f"ROLE:{escaped(role)}"

    def _dates(self) -> Iterator[str]:
        card = self._card
        if card.birthday:
            yield "BDAY" + self._date(card.birthday)
        if card.anniversary:
            if self._version == "4.0" or any(date.label == "Anniversary" for date in card.dates):
                yield ("" if self._version == "4.0" else "X-") + "ANNIVERSARY" + self._date(card.anniversary)
            else:
                group = self._free_group()
                yield f"{group}.X-ABDATE" + self._date(card.anniversary)
                yield f"{group}.X-ABLabel:{written_label('Anniversary')}"
        for entry in card.dates:
            yield from self._entry("X-ABDATE", entry, self._date(entry.value), has_head=True)

    def _rest(self) -> Iterator[str]:
        card = self._card
        if card.uid:
            yield f"UID:{escaped(card.uid)}"
        if card.revised:
            yield f"REV:{escaped(card.revised)}"
        if card.gender:
            yield f"GENDER:{card.gender}"
        if card.geo is not None:
            latitude, longitude = card.geo
            is_uri = self._version == "4.0"
            yield f"GEO:geo:{latitude},{longitude}" if is_uri else f"GEO:{latitude};{longitude}"
        if card.time_zone:
            yield f"TZ:{escaped(card.time_zone)}"
        for entry in card.languages:
            yield from self._entry("LANG", entry, escaped(entry.value))
        if card.sort_as and self._version == "3.0":
            yield f"SORT-STRING:{escaped(card.sort_as)}"

    def _date(self, value: str) -> str:
        """Return what follows the property's name: its parameters, the colon, the date."""
        if self._version == "3.0":
            no_year = _NO_YEAR.match(value)
            if no_year:
                return f";X-APPLE-OMIT-YEAR={_UNKNOWN_YEAR}:{_UNKNOWN_YEAR}{no_year.group(1)}"
            return f":{value}" if _FULL_DATE.match(value) else f";VALUE=text:{escaped(value)}"
        return f":{_basic(value)}" if _ANY_DATE.match(value) else f";VALUE=text:{escaped(value)}"

    def _entry(self, name: str, entry: Entry, value: str, has_head: bool = False) -> Iterator[str]:
        prefix, label = self._group(entry.group, entry.label)
        head = f"{prefix}{name}{self._parameters(entry.types, entry.preference, entry.params)}"
        yield f"{head}{value}" if has_head else f"{head}:{value}"
        yield from label

    def _address(self, address: Address) -> Iterator[str]:
        parts = (
            address.po_box, address.extended, address.street, address.city, address.region, address.postcode,
            address.country,
        )  # fmt: skip
        prefix, label = self._group(address.group, address.label)
        params = self._parameters(address.types, address.preference, address.params)
        value = ";".join(escaped(part) for part in parts)
        if self._version == "4.0":
            envelope = f";LABEL={_param_value(_label_param(address.formatted))}" if address.formatted else ""
            yield f"{prefix}ADR{params}{envelope}:{value}"
        else:
            yield f"{prefix}ADR{params}:{value}"
            if address.formatted:
                yield f"LABEL{self._parameters(address.types, 0, ())}:{escaped(address.formatted)}"
        yield from label

    def _chat(self, chat: Messaging) -> Iterator[str]:
        prefix, label = self._group(chat.group, chat.label)
        params = self._parameters(chat.types, chat.preference, chat.params)
        name = CHAT_PROPERTIES.get(chat.service, "")
        if name and ":" not in chat.value:
            yield f"{prefix}{name}{params}:{escaped(chat.value)}"
        else:
            yield f"{prefix}IMPP;X-SERVICE-TYPE={_param_value(chat.service)}{params}:{_uri(chat.value)}"
        yield from label

    def _relation(self, entry: Entry) -> Iterator[str]:
        value = escaped(entry.value)
        if entry.label or self._version == "3.0":
            yield from self._entry("X-ABRELATEDNAMES", entry, value)
        elif ":" in entry.value:
            yield from self._entry("RELATED", entry, value)
        else:
            yield from self._entry("RELATED;VALUE=text", entry, value)

    def _photo(self, photo: Photo) -> str:
        if not photo.data:
            kind = f";MEDIATYPE={_param_value(photo.media_type)}" if photo.media_type else ""
            return f"PHOTO;VALUE=uri{kind}:{_uri(photo.uri)}"
        body = base64.b64encode(photo.data).decode("ascii")
        if self._version == "4.0":
            # RFC 6350 §3.4 escapes every comma in a value; readers that split at one would keep no picture.
            return f"PHOTO:data:{photo.media_type or 'application/octet-stream'};base64\\,{body}"
        kind = photo.media_type.removeprefix("image/").upper()
        return f"PHOTO;ENCODING=b{f';TYPE={_param_value(kind)}' if kind else ''}:{body}"

    def _parameters(self, types: tuple[str, ...], preference: int, params: ParamPairs) -> str:
        if not (types or preference or params):
            return ""
        pieces = list(types)
        text = ""
        if preference == 1 and self._version == "3.0":
            pieces.append("pref")
        elif preference:
            text = f";PREF={preference}"
        if pieces:
            text = f";TYPE={','.join(pieces)}{text}"
        return text + "".join(f";{key}={_param_value(value)}" for key, value in params)

    def _group(self, group: str, label: str) -> tuple[str, tuple[str, ...]]:
        """Return the prefix of a property, and the line of its label."""
        if label and (not group or group.lower() in self._labelled):
            group = self._free_group()
        if not group:
            return "", ()
        if not label:
            return f"{group}.", ()
        self._labelled.add(group.lower())
        return f"{group}.", (f"{group}.X-ABLabel:{escaped(written_label(label))}",)

    def _free_group(self) -> str:
        while True:
            self._count += 1
            group = f"item{self._count}"
            if group not in self._used:
                self._used.add(group)
                return group


def _extra_line(extra: Extra) -> str:
    prefix = f"{extra.group}." if extra.group else ""
    params = "".join(f";{key}={','.join(_param_value(value) for value in values)}" for key, values in extra.params)
    return f"{prefix}{extra.name}{params}:{extra.value}"


def _basic(value: str) -> str:
    """Return an ISO date in the basic form of vCard 4.0, when it can be told apart there."""
    day, mark, time = value.partition("T")
    if _FULL_DATE.fullmatch(day) or _NO_YEAR.match(day):
        day = "--" + day[2:].replace("-", "") if day.startswith("--") else day.replace("-", "")
    if not mark:
        return day
    clock, sign, zone = re.match(r"([^Z+-]*)(Z|[+-])?(.*)", time).groups()  # type: ignore[union-attr]
    return f"{day}T{clock.replace(':', '')}{sign or ''}{zone.replace(':', '')}"


def _uri(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,")


def _param_value(value: str) -> str:
    """Write a parameter's value by RFC 6868, in quotation marks when it holds a separator."""
    coded = value.replace("^", "^^").replace("\r\n", "\n").replace("\n", "^n").replace('"', "^'")
    return f'"{coded}"' if _NEEDS_QUOTES.search(coded) else coded


def _label_param(text: str) -> str:
    return text.replace("\\", "\\\\")


__all__ = ["Version", "folded", "write_vcards"]
