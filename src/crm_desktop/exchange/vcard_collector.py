"""Properties of one card, gathered one after the other into a `Card`."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.exchange.card import (
    Address,
    Card,
    CardProblem,
    Entry,
    Extra,
    Messaging,
    Name,
    Organization,
    ParamPairs,
    Photo,
    TypeNames,
)
from crm_desktop.exchange.vcard_lines import Params, Property, StrayLine
from crm_desktop.exchange.vcard_values import (
    components,
    escaped,
    listed,
    unescaped,
)

_TRANSPORT = {"TYPE", "PREF", "VALUE", "ENCODING", "CHARSET", "LABEL", "SORT-AS", "X-APPLE-OMIT-YEAR"}


class CardCollector:
    """What is known of a card so far; `card()` makes the value when its END is reached."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.problems: list[CardProblem] = []
        self.awaits_agent = False
        self.version = ""
        self.is_21 = False
        self.has_content = False
        self.texts: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.name = Name()
        self.phonetic: dict[str, str] = {}
        self.orgs: list[Organization] = []
        self.lists: dict[str, list[str]] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.addresses: list[Address] = []
        self.envelopes: list[tuple[Property, TypeNames]] = []
        self.messaging: list[Messaging] = []
        self.agents: list[Card] = []
        self.photos: list[Photo] = []
        self.geo: tuple[float, float] | None = None
        self.extras: list[Extra] = []
        self.kind = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing but the version stood in the card."""
        return not self.has_content

    def report(self, line: int, sentence: str) -> None:
        """Note what could not be used."""
        self.problems.append(CardProblem(line, sentence))

    def add_stray(self, stray: StrayLine) -> None:
        """Note a line that is no property, with its words, so that they are not lost unseen."""
        self.report(stray.line, f"Line {stray.line} could not be understood and was left out: “{stray.text[:200]}”.")

    def add_agent(self, card: Card) -> None:
        """Take in a card that stands inside this one."""
        self.awaits_agent = False
        self.has_content = True
        self.agents.append(card)
        self.problems.extend(card.problems)

    def keep(self, found: Property) -> None:
        """Keep a property that has no field, exactly as it was written."""
        self.has_content = True
        value = escaped(found.value) if found.decoded else found.value
        params: Params = found.params
        if params:
            params = tuple(
                ("ENCODING", ("b",)) if key == "ENCODING" else (key, values)
                for key, values in params
                if not (found.decoded and key in {"ENCODING", "CHARSET"})
                and not (key == "ENCODING" and values[:1] and values[0].upper() in {"7BIT", "8BIT"})
            )
        self.extras.append(Extra(found.name, value, params, found.group))

    def text(self, found: Property) -> str:
        """Return a single text, unescaped by the rules of the card's version."""
        if found.decoded:
            return unescaped(found.value, is_21=True)
        return unescaped(found.value, self.is_21)

    def components(self, found: Property, lists: bool = True) -> list[list[str]]:
        """Split a structured value; a comma separates within a part in 3.0 and 4.0 only."""
        parts = components(found.value)
        if "\\" not in found.value and "," not in found.value and "\r" not in found.value:
            return [[part] if part else [] for part in parts]
        is_21 = self.is_21 or found.decoded
        if is_21 or not lists:
            return [[text] if (text := unescaped(part, is_21)) else [] for part in parts]
        return [[text for piece in listed(part) if (text := unescaped(piece))] if part else [] for part in parts]

    def set_once(self, field: str, found: Property, value: str) -> bool:
        """Set a field that a card has once; a second one is kept as an extra."""
        if not value:
            return False
        if field in self.texts:
            self.keep(found)
        else:
            self.texts[field] = value
        return True

    def add_entry(self, field: str, found: Property, value: str, label: str = "") -> bool:
        """Add an entry to a field that may stand several times; nothing for an empty value."""
        if not value:
            return False
        if found.params:
            types, preference, params = entry_parameters(found.params)
            entry = Entry(value, types, label, preference, params, found.group)
        else:
            entry = Entry(value, (), label, 0, (), found.group)
        self.has_content = True
        self.entries.setdefault(field, []).append(entry)
        return True

    def add_text(self, field: str, found: Property) -> bool:
        """Add one text to a field that may stand several times."""
        value = self.text(found)
        if value:
            self.lists.setdefault(field, []).append(value)
        return bool(value)

    def add_list(self, field: str, found: Property) -> bool:
        """Add the members of a list."""
        is_21 = self.is_21 or found.decoded
        values = [text for part in listed(found.value) if (text := unescaped(part, is_21).strip())]
        self.lists.setdefault(field, []).extend(values)
        return bool(values)

    def set_phonetic(self, part: str, found: Property) -> bool:
        """Set how a part of the name is said."""
        value = self.text(found)
        if value:
            self.phonetic.setdefault(part, value)
        return bool(value)

    def card(self) -> Card:
        """Return the card as gathered."""
        for envelope, types in self.envelopes:
            self._place_late_envelope(envelope, types)
        texts = self.texts
        dates = self._labelled("dates")
        anniversary = texts.get("anniversary", "")
        if not anniversary:
            named = next((date for date in dates if date.label == "Anniversary"), None)
            if named is not None:
                anniversary = named.value
                dates = tuple(date for date in dates if date is not named)
        lists = self.lists
        return Card(
            kind=self.kind or self._guessed_kind(),
            full_name=texts.get("full_name", ""),
            name=self.name,
            nicknames=tuple(lists.get("nicknames", ())),
            phonetic=Name(**self.phonetic) if self.phonetic else Name(),
            orgs=tuple(self.orgs),
            titles=tuple(lists.get("titles", ())),
            roles=tuple(lists.get("roles", ())),
            phones=self._labelled("phones"),
            emails=self._labelled("emails"),
            addresses=self._labelled_addresses(),
            urls=self._labelled("urls"),
            messaging=self._labelled_messaging(),
            birthday=texts.get("birthday", ""),
            anniversary=anniversary,
            dates=dates,
            related=self._labelled("related"),
            agents=tuple(self.agents),
            notes=tuple(lists.get("notes", ())),
            photos=tuple(self.photos),
            categories=tuple(lists.get("categories", ())),
            uid=texts.get("uid", ""),
            revised=texts.get("revised", ""),
            gender=texts.get("gender", ""),
            geo=self.geo,
            time_zone=texts.get("time_zone", ""),
            languages=self._labelled("languages"),
            sort_as=texts.get("sort_as", ""),
            extras=self._all_extras(),
            version=self.version,
            line=self.line,
            problems=tuple(self.problems),
        )

    def _labelled(self, field: str) -> tuple[Entry, ...]:
        entries = self.entries.get(field)
        if not entries:
            return ()
        if not self.labels:
            return tuple(entries)
        return tuple(
            replace(entry, label=label) if (label := self.labels.get(entry.group.lower())) else entry
            for entry in entries
        )

    def _labelled_addresses(self) -> tuple[Address, ...]:
        if not self.labels:
            return tuple(self.addresses)
        return tuple(
            replace(address, label=label) if (label := self.labels.get(address.group.lower())) else address
            for address in self.addresses
        )

    def _labelled_messaging(self) -> tuple[Messaging, ...]:
        if not self.labels:
            return tuple(self.messaging)
        return tuple(
            replace(chat, label=label) if (label := self.labels.get(chat.group.lower())) else chat
            for chat in self.messaging
        )

    def _all_extras(self) -> tuple[Extra, ...]:
        """Return the extras, and the labels whose group holds nothing else that could carry them."""
        extras = list(self.extras)
        if self.labels:
            carried = {entry.group.lower() for entries in self.entries.values() for entry in entries}
            carried |= {address.group.lower() for address in self.addresses}
            carried |= {chat.group.lower() for chat in self.messaging}
            for group, label in self.labels.items():
                if group not in carried:
                    extras.append(Extra("X-ABLABEL", escaped(label), (), group))
        return tuple(extras)

    def _place_late_envelope(self, found: Property, types: TypeNames) -> None:
        for index, address in enumerate(self.addresses):
            if address.types == types and not address.formatted:
                self.addresses[index] = replace(address, formatted=self.text(found))
                return
        self.keep(found)

    def _guessed_kind(self) -> str:
        """Take a card for a company when it names no person but a firm."""
        if self.name or not self.orgs:
            return "person"
        return "company" if self.texts.get("full_name", "") in {"", self.orgs[0].name} else "person"


def entry_parameters(params: Params) -> tuple[TypeNames, int, ParamPairs]:
    """Return the types, the preference, and the parameters that remain."""
    types: list[str] = []
    preference = 0
    others: list[tuple[str, str]] = []
    for key, values in params:
        if key == "TYPE":
            for value in values:
                kind = value.lower()
                if kind == "pref":
                    preference = preference or 1
                elif kind and kind not in types:
                    types.append(kind)
        elif key == "PREF":
            text = values[0] if values else ""
            if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 100:
                preference = int(text[:4])
        elif key not in _TRANSPORT:
            others.append((key, ",".join(values)))
    return tuple(types), preference, tuple(others)
