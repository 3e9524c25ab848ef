"""Who in the workspace an incoming contact is: one question to the file for thousands of rows, not one for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_channel
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.own_fields import key_texts
from crm_desktop.services.importing.plan import MATCHES, OWN
from crm_desktop.services.importing.present import id_of_own_uid
from crm_desktop.services.importing.targets import CONTACT_COLUMNS
from crm_desktop.storage.database import Transaction

_MOST_CANDIDATES = 50
"""A number that hundreds of people share tells nobody from another."""


class Keys(NamedTuple):
    """By what an incoming contact can be recognised: normalised addresses and numbers."""

    emails: tuple[str, ...]
    phones: tuple[str, ...]


class Known(NamedTuple):
    """What has to be known of a contact to tell whether an incoming one is the same."""

    kind: str
    name: str
    named: bool
    company: str
    has_email: bool
    has_phone: bool
    place: str
    external_id: str


class Match(NamedTuple):
    """The contact that an incoming one is; `doubt` is one with the same e-mail address and another name."""

    id: str | None
    doubt: str | None = None


_LINES = """
    SELECT h.normalised, h.contact_id FROM json_each(?) j JOIN channel h ON h.normalised = j.value
      JOIN contact c ON c.id = h.contact_id WHERE c.deleted_at IS NULL
"""
_OURS = "SELECT c.id, c.deleted_at FROM json_each(?) j JOIN contact c ON c.id = j.value"
_NAMES = """
    SELECT c.sort_key, c.id FROM json_each(?) j JOIN contact c ON c.sort_key = j.value WHERE c.deleted_at IS NULL
"""
_KNOWN = """
    SELECT c.id, c.kind, c.name,
           NOT EXISTS (SELECT 1 FROM channel h WHERE h.contact_id = c.id AND h.value = c.name),
           coalesce((SELECT f.sort_key FROM affiliation a JOIN contact f ON f.id = a.company_id
                      WHERE a.person_id = c.id AND a.ended_on IS NULL ORDER BY a.is_primary DESC, a.id LIMIT 1), ''),
           EXISTS (SELECT 1 FROM channel h WHERE h.contact_id = c.id AND h.medium = 'email'),
           EXISTS (SELECT 1 FROM channel h WHERE h.contact_id = c.id AND h.medium = 'phone'),
           coalesce((SELECT lower(d.city || ' ' || d.postcode) FROM address d WHERE d.contact_id = c.id
                      ORDER BY d.is_primary DESC, d.position LIMIT 1), ''),
           coalesce(json_extract(c.extra, '$.external_id'), '')
      FROM json_each(?) j JOIN contact c ON c.id = j.value
"""


class Matcher:
    """Recognises contacts by the lines and names chosen; `any_name` lets an equal line be enough."""

    def __init__(self, work: Transaction, match: Sequence[str], any_name: bool) -> None:
        self._work = work
        self._fields = tuple(one for one in match if one not in MATCHES)
        self._by_field: dict[str, list[str]] = {}
        self._by_email = "email" in match
        self._by_phone = "phone" in match
        self._by_name = "name" in match
        self._any_name = any_name
        self._is_fresh = not work.execute("SELECT 1 FROM contact LIMIT 1")
        self._candidates: dict[str, str | list[str]] = {}
        self._known: dict[str, Known] = {}
        self._stored: dict[str, list[str]] = {}
        self._ours: set[str] = set()
        self._taken: set[str] = set()
        self._uids: dict[str, str] = {}
        self._own: set[str] = set()
        if self._fields and not self._is_fresh:
            self._read_fields()

    def _read_fields(self) -> None:
        """Read once what all contacts hold in the fields that are enough to know one by."""
        for key in self._fields:
            sql, values = _field_sql(key)
            for contact_id, value in self._work.execute(
                f"SELECT s.id, s.value FROM ({sql}) s JOIN contact c ON c.id = s.id WHERE c.deleted_at IS NULL", values
            ):
                if value not in (None, ""):
                    self._by_field.setdefault(f"{key}\n{str(value).casefold()}", []).append(contact_id)

    @staticmethod
    def _field_keys(one: Incoming, fields: Sequence[str]) -> list[str]:
        """Return what this row says in the fields that are enough to know a contact by."""
        keys = []
        own = dict(key_texts(one.own)) if one.own else {}
        for key in fields:
            if key == "external_id":
                text = one.external_id
            elif key == "website":
                pages = (value for medium, _, _, value in one.channels if medium == "web")
                text = next((normalise_channel("web", page, PhoneReader("")) for page in pages), "")
            else:
                text = own.get(key) or one.values.get(CONTACT_COLUMNS.get(key, key), "")
            if text:
                keys.append(f"{key}\n{text.casefold()}")
        return keys

    def look_up(self, rows: Iterable[tuple[Incoming, Keys]]) -> None:
        """Ask the file once who could be meant by these rows."""
        if self._is_fresh:
            return
        lines: set[str] = set()
        names: set[str] = set()
        by_field: set[str] = set()
        ours: set[str] = set()
        for one, keys in rows:
            if one.uid and (own := id_of_own_uid(one.uid)):
                ours.add(own)
            if self._fields:
                for key in self._field_keys(one, self._fields):
                    by_field.update(self._by_field.get(key, ())[:_MOST_CANDIDATES])
            if self._by_email:
                lines.update(keys.emails)
            if self._by_phone:
                lines.update(keys.phones)
            if self._by_name:
                names.add(one.values["sort_key"])
        self._stored = {}
        by_line = self._work.execute(_LINES, (json.dumps(list(lines)),)) if lines else []
        by_name = self._work.execute(_NAMES, (json.dumps(list(names)),)) if names else []
        here = self._work.execute(_OURS, (json.dumps(list(ours)),)) if ours else []
        live = {row[0] for row in here if row[1] is None}
        self._ours |= live
        self._taken.update(row[0] for row in here)
        by_field |= live
        unknown = ({row[1] for found in (by_line, by_name) for row in found} | by_field) - self._known.keys()
        for row in self._work.execute(_KNOWN, (json.dumps(list(unknown)),)) if unknown else ():
            self._known[row[0]] = Known(
                row[1], row[2], bool(row[3]), row[4], bool(row[5]), bool(row[6]), row[7].strip(), row[8]
            )
        for key, contact_id in by_line:
            self._offer(key, contact_id)
        for key, contact_id in by_name:
            self._offer(f"{key}\n{self._known[contact_id].company}", contact_id)

    def _offer(self, key: str, contact_id: str) -> None:
        found = self._stored.setdefault(key, [])
        if len(found) < _MOST_CANDIDATES:
            found.append(contact_id)

    def find(self, one: Incoming, keys: Keys) -> Match:
        """Return who this is."""
        doubtful = None
        # A card that we wrote ourselves says whose it is.
        own = id_of_own_uid(one.uid) if one.uid and self._ours else ""
        if own in self._ours and self._known[own].kind == one.kind:
            return Match(own)
        for key in self._field_keys(one, self._fields) if self._fields else ():
            for contact_id in self._by_field.get(key, ()):
                known = self._known.get(contact_id)
                # A field that a person chose is enough; the number of another program only with a name that may be.
                chosen = self._any_name or not key.startswith("external_id")
                if known is not None and known.kind == one.kind and (chosen or self._agree(one, contact_id)):
                    return Match(contact_id)
        if self._by_email:
            for key in keys.emails:
                for contact_id in self._of(key):
                    if self._agree(one, contact_id):
                        return Match(contact_id)
                    if self._known[contact_id].kind == one.kind:
                        doubtful = doubtful or contact_id
        if doubtful and self._any_name:
            return Match(doubtful)
        if self._by_phone:
            for key in keys.phones:
                for contact_id in self._of(key):
                    if self._agree(one, contact_id, 2) or self._any_name:
                        return Match(contact_id)
        if self._by_name and one.named:
            for contact_id in self._of(f"{one.values['sort_key']}\n{one.company_key}"):
                if self._same_name(one, keys, contact_id):
                    return Match(contact_id)
        if doubtful and doubtful not in self._own:
            return Match(None, doubtful)
        return Match(None)

    def own_id(self, one: Incoming) -> str:
        """Return the id that a card of our own gives a new contact; nothing where it has none, or it is taken."""
        own = id_of_own_uid(one.uid) if one.uid else ""
        return "" if own in self._taken or own in self._own else own

    def _are_two(self, one: Incoming, contact_id: str) -> bool:
        """Whether this card and the contact's own have two of our names: then they are two, however alike."""
        if not (self._ours or self._uids):
            return False
        other = contact_id if contact_id in self._ours else id_of_own_uid(self._uids.get(contact_id, ""))
        return bool(other) and id_of_own_uid(one.uid) not in ("", other)

    def remember(self, contact_id: str, one: Incoming, keys: Keys) -> None:
        """Have later rows of this file find a contact that this one made."""
        candidates = self._candidates
        self._own.add(contact_id)
        if one.uid and id_of_own_uid(one.uid):
            self._uids[contact_id] = one.uid
        for key in (*keys.emails, *keys.phones, f"{one.values['sort_key']}\n{one.company_key}"):
            found = candidates.get(key)
            if found is None:
                candidates[key] = contact_id
            elif isinstance(found, list):
                found.append(contact_id)
            else:
                candidates[key] = [found, contact_id]
        for key in self._field_keys(one, self._fields) if self._fields else ():
            self._by_field.setdefault(key, []).append(contact_id)
        place = f"{one.addresses[0][3]} {one.addresses[0][5]}".strip().lower() if one.addresses else ""
        self._known[contact_id] = Known(
            one.kind, one.values["name"], one.named, one.company_key, bool(keys.emails), bool(keys.phones), place,
            one.external_id,
        )  # fmt: skip

    def _of(self, key: str) -> Sequence[str]:
        own = self._candidates.get(key)
        stored = self._stored.get(key)
        if own is None:
            return stored or ()
        mine = own[:_MOST_CANDIDATES] if isinstance(own, list) else [own]
        return [*mine, *stored] if stored else mine

    def _agree(self, one: Incoming, contact_id: str, words: int = 1) -> bool:
        """Whether two names may be one person's: equal, one within the other, or one of them missing.

        A shorter name needs so many different words: a family shares its telephone.
        """
        known = self._known[contact_id]
        if known.kind != one.kind or self._are_two(one, contact_id):
            return False
        name, other = plain(one.values["name"]), plain(known.name)
        if not one.named or not known.named or name == other:
            return True
        mine, theirs = _name_words(name), _name_words(other)
        return (mine <= theirs or theirs <= mine) and min(len(mine), len(theirs)) >= words

    def _same_name(self, one: Incoming, keys: Keys, contact_id: str) -> bool:
        known = self._known[contact_id]
        if self._are_two(one, contact_id):
            return False
        if known.kind != one.kind or not known.named or plain(known.name) != plain(one.values["name"]):
            return False
        if one.external_id and known.external_id and one.external_id != known.external_id:
            return False
        place = f"{one.addresses[0][3]} {one.addresses[0][5]}".strip().lower() if one.addresses else ""
        elsewhere = bool(place and known.place and place != known.place)
        if one.kind == "company":
            return not elsewhere
        if known.company:
            return not (keys.emails and known.has_email and keys.phones and known.has_phone)
        return not (keys.emails or keys.phones or elsewhere)


def _field_sql(key: str) -> tuple[str, tuple[str, ...]]:
    """Return a SELECT of (id, value) of a field of all contacts."""
    if key == "external_id":
        return "SELECT id, json_extract(extra, '$.external_id') AS value FROM contact WHERE extra <> ''", ()
    if key in CONTACT_COLUMNS:
        return f"SELECT id, {CONTACT_COLUMNS[key]} AS value FROM contact", ()
    if key == "website":
        return "SELECT contact_id AS id, normalised AS value FROM channel WHERE medium = 'web'", ()
    if key.startswith(OWN):
        return (
            "SELECT v.record_id AS id, coalesce(v.text, v.number) AS value FROM custom_value v JOIN custom_field f "
            "ON f.id = v.field_id WHERE f.record_kind = 'contact' AND f.deleted_at IS NULL AND f.key = ?",
            (key.removeprefix(OWN),),
        )
    raise Refused(f"Contacts cannot be known by “{key}”.", "Nothing was imported. Choose another field.")


def _name_words(name: str) -> frozenset[str]:
    return frozenset(word.strip(".,'\"()") for word in name.split())
