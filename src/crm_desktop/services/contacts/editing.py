"""Changing one value of a contact inside a unit of work."""

from __future__ import annotations

import difflib
import json
from dataclasses import replace
from datetime import date
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.days import read_partial_day
from crm_desktop.services.contacts.detail_sql import degrees
from crm_desktop.services.contacts.fields import FIELDS
from crm_desktop.services.contacts.in_touch import read_rhythm
from crm_desktop.services.contacts.names import NameParts, join_name, sort_key
from crm_desktop.services.contacts.normalise import looks_like_email
from crm_desktop.services.contacts.parts import set_tags
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft
from crm_desktop.services.contacts.writing import NAME_PARTS, Writing, address_values, name_columns

_MEDIA = {"email": "email", "phone": "phone", "website": "web"}
_POSTAL = ("street", "city", "region", "postcode", "country")
_WORDS = {
    "phone": "phone number",
    "email": "e-mail address",
    "web": "website",
    "messaging": "messaging name",
    "social": "social profile",
}
_PLAIN = frozenset(
    (
        "nickname",
        "phonetic_name",
        "job_title",
        "source",
        "language",
        "tax_id",
        "registration_id",
        "about",
        "interests",
        "family",
        "preferences",
    )
)


class Editing:
    """One contact, changed value by value; every method returns words for the undo text."""

    def __init__(self, writing: Writing, contact_id: str) -> None:
        self._writing = writing
        self._work = writing.work
        self._id = contact_id

    def save_field(self, key: str, value: Any) -> str:
        """Change one declared field and return its label in small letters."""
        field = FIELDS.find(key)
        if field is None or not field.editable:
            near = difflib.get_close_matches(key, FIELDS.keys, n=1)
            hint = f" Perhaps “{near[0]}” was meant." if near else ""
            raise Refused(f"A contact has no field “{key}” to change.", f"Nothing was changed.{hint}")
        key = field.key
        if field.type is FieldType.TAGS:
            names = value if isinstance(value, list | tuple) else str(value or "").split(",")
            set_tags(self._work, "contact", self._id, tuple(names), self._writing.now)
        elif key in _MEDIA:
            self._save_first_channel(_MEDIA[key], str(value or ""))
        elif key in _POSTAL:
            self._save_first_address(key, str(value or ""))
        elif key == "company":
            self._save_company(str(value or ""))
        else:
            self._writing.update("contact", self._id, self._columns(key, value))
        return field.label.lower()

    def save_channel(self, draft: ChannelDraft) -> str:
        """Add, change or (with an empty value) remove a channel."""
        what = _WORDS.get(draft.medium, draft.medium)
        value = draft.value.strip()
        if draft.id is not None and not value:
            self._work.execute("DELETE FROM channel WHERE id = ? AND contact_id = ?", (draft.id, self._id))
            return f"Removed the {what}"
        if not value:
            raise Refused(f"The {what} is empty.", "Nothing was changed. Type it and try again.")
        if draft.medium == "email" and not looks_like_email(value):
            raise Refused(
                f"“{value}” is not an e-mail address.", "Nothing was changed. It needs a name, an @ and a domain."
            )
        values = self._writing.channel_values(draft)
        if draft.id is not None:
            self._writing.update("channel", draft.id, values)
            self._only_first("channel", draft, "AND medium = ?", (draft.medium,))
            return f"Changed the {what}"
        first = not self._work.execute(
            "SELECT 1 FROM channel WHERE contact_id = ? AND medium = ?", (self._id, draft.medium)
        )
        position = self._next_position("channel")
        values |= {"position": position, "is_primary": first or draft.is_primary}
        made = replace(draft, id=new_id())
        self._writing.insert("channel", {"id": made.id, "contact_id": self._id, **values})
        self._only_first("channel", made, "AND medium = ?", (draft.medium,))
        return f"Added the {what}"

    def save_address(self, draft: AddressDraft) -> str:
        """Add, change or (when empty) remove an address."""
        values = address_values(draft)
        empty = not any(values[name] for name in _POSTAL)
        if draft.id is not None and empty:
            self._work.execute("DELETE FROM address WHERE id = ? AND contact_id = ?", (draft.id, self._id))
            return "Removed the address"
        if empty:
            raise Refused("The address is empty.", "Nothing was changed. Type it and try again.")
        if draft.id is not None:
            self._writing.update("address", draft.id, values)
            self._only_first("address", draft, "", ())
            self._hand_on_first(draft)
            return "Changed the address"
        position = self._next_position("address")
        self._writing.insert(
            "address",
            {"id": new_id(), "contact_id": self._id, "position": position, **values, "is_primary": position == 0},
        )
        return "Added the address"

    def save_affiliation(self, draft: AffiliationDraft) -> str:
        """Add, change or (without a company) remove a place in a company."""
        if not draft.company_id and not draft.company.strip():
            if draft.id is None:
                raise Refused("The company is empty.", "Nothing was changed. Type its name and try again.")
            self._work.execute("DELETE FROM affiliation WHERE id = ? AND person_id = ?", (draft.id, self._id))
            return "Removed the company"
        values = self._writing.affiliation_values(draft)
        if values["company_id"] == self._id:
            raise Refused("A contact cannot work for itself.", "Nothing was changed. Choose another company.")
        if draft.id is not None:
            self._writing.update("affiliation", draft.id, values)
            return "Changed the company"
        self._writing.insert("affiliation", {"id": new_id(), "person_id": self._id, **values})
        return "Added the company"

    def _only_first(self, table: str, draft: ChannelDraft | AddressDraft, among: str, bound: tuple[str, ...]) -> None:
        """When this part is to come first, no other of its sort is."""
        if draft.is_primary:
            self._work.execute(
                f"UPDATE {table} SET is_primary = 0 WHERE contact_id = ? AND id <> ? AND is_primary = 1 {among}",
                (self._id, draft.id, *bound),
            )

    def _hand_on_first(self, draft: AddressDraft) -> None:
        """An address that is no longer in use does not come before one that is."""
        day = self._writing.now.date()
        if draft.valid_until is None or draft.valid_until > day:
            return
        others = self._work.execute(
            "SELECT id FROM address WHERE contact_id = ? AND id <> ? AND coalesce(valid_until, '9999') > ? "
            "ORDER BY is_primary DESC, position, id LIMIT 1",
            (self._id, draft.id, day.isoformat()),
        )
        if others:
            self._work.execute(
                "UPDATE address SET is_primary = (id = ?) WHERE contact_id = ? AND is_primary <> (id = ?)",
                (others[0][0], self._id, others[0][0]),
            )

    def _columns(self, key: str, value: Any) -> dict[str, Any]:
        text = str(value or "").strip()
        if key == "name":
            if not text:
                raise Refused("A contact needs a name.", "Nothing was changed.")
            return name_columns(self._kind(), text)
        if key in NAME_PARTS:
            return self._name_part(key, text)
        if key in ("birthday", "anniversary"):
            return {key: read_partial_day(text, month_first=self._country() == "US")}
        if key == "owner":
            return {"owner_id": self._member(text)}
        if key == "pinned":
            return {"pinned": value in (True, 1, "1", "yes", "true")}
        if key == "keep_in_touch_days":
            return {key: read_rhythm(value)}
        if key in _PLAIN:
            return {key: text}
        return self._choice(key, text)

    def _choice(self, key: str, text: str) -> dict[str, Any]:
        field = FIELDS[key]
        chosen = field.choice_key(text) if text else ""
        if chosen is None or (key == "kind" and not chosen):
            words = ", ".join(label for _, label in field.choices)
            raise Refused(f"“{text}” is no {field.label.lower()}.", f"Nothing was changed. Choose one of: {words}.")
        if key == "kind":
            name = self._work.execute("SELECT name FROM contact WHERE id = ?", (self._id,))[0][0]
            blank = dict.fromkeys(NAME_PARTS, "")
            return {"kind": chosen, **blank, **name_columns(chosen, name)}
        return {key: chosen}

    def _name_part(self, key: str, text: str) -> dict[str, Any]:
        row = self._work.execute(f"SELECT {', '.join(NAME_PARTS)} FROM contact WHERE id = ?", (self._id,))
        if not row:
            raise RecordMissing("This contact is no longer there.", "Nothing was changed.")
        values = dict(zip(NAME_PARTS, row[0], strict=True)) | {key: text}
        parts = NameParts(
            values["prefix"], values["given_name"], values["additional_name"], values["family_name"], values["suffix"]
        )
        name = join_name(parts)
        if not name:
            raise Refused("A contact needs a name.", "Nothing was changed.")
        return {key: text, "name": name, "sort_key": sort_key(name, parts.given, parts.family)}

    def _save_first_channel(self, medium: str, value: str) -> None:
        rows = self._work.execute(
            "SELECT id, type, label, consent, opted_out_at, consent_at, consent_source, invalid FROM channel "
            "WHERE contact_id = ? AND medium = ? "
            "ORDER BY invalid, is_primary DESC, position LIMIT 1",
            (self._id, medium),
        )
        draft = ChannelDraft(medium, value, is_primary=True)
        if rows:
            part, type_, label, consent, opted_out, agreed, source, invalid = rows[0]
            draft = replace(
                draft, id=part, type=type_, label=label, consent=consent, consent_source=source,
                invalid=bool(invalid),
                opted_out_at=None if opted_out is None else from_millis(opted_out),
                consent_at=None if agreed is None else from_millis(agreed),
            )  # fmt: skip
        if rows or value.strip():
            self.save_channel(draft)

    def _save_first_address(self, key: str, value: str) -> None:
        rows = self._work.execute(
            "SELECT street, city, region, postcode, country, type, label, is_primary, id, valid_from, valid_until, "
            "latitude, longitude FROM address WHERE contact_id = ? ORDER BY is_primary DESC, position LIMIT 1",
            (self._id,),
        )
        draft = AddressDraft()
        if rows:
            row = rows[0]
            draft = AddressDraft(*[*row[:7], bool(row[7]), row[8], *map(_day, row[9:11]), *map(degrees, row[11:])])
        change: dict[str, Any] = {key: value}
        if rows or value.strip():
            self.save_address(replace(draft, **change))

    def _save_company(self, name: str) -> None:
        rows = self._work.execute(
            "SELECT id, role, department, is_primary, started_on FROM affiliation "
            "WHERE person_id = ? AND ended_on IS NULL "
            "ORDER BY is_primary DESC, id LIMIT 1",
            (self._id,),
        )
        if not rows and not name.strip():
            return
        part, role, department, first, since = rows[0] if rows else (None, "", "", True, None)
        self.save_affiliation(AffiliationDraft(None, name, role, department, bool(first), _day(since), id=part))

    def _member(self, text: str) -> str | None:
        if not text:
            return None
        rows = self._work.execute(
            "SELECT id FROM member WHERE deleted_at IS NULL AND (id = ? OR lower(name) = lower(?)) LIMIT 2",
            (text, text),
        )
        if len(rows) != 1:
            raise Refused(f"Nobody called “{text}” works here.", "Nothing was changed. Choose one of your people.")
        return str(rows[0][0])

    def _next_position(self, table: str) -> int:
        rows = self._work.execute(
            f"SELECT coalesce(max(position), -1) + 1 FROM {table} WHERE contact_id = ?", (self._id,)
        )
        return int(rows[0][0])

    def _kind(self) -> str:
        rows = self._work.execute("SELECT kind FROM contact WHERE id = ?", (self._id,))
        if not rows:
            raise RecordMissing("This contact is no longer there.", "Nothing was changed.")
        return str(rows[0][0])

    def _country(self) -> str:
        rows = self._work.execute("SELECT value FROM setting WHERE id = 'business'")
        return str(json.loads(rows[0][0]).get("country", "")) if rows else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
