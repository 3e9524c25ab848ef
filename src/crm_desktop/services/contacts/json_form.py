"""A contact as the JSON that the command line and files speak."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.days import read_partial_day
from crm_desktop.services.contacts.fields import FIELDS
from crm_desktop.services.contacts.in_touch import read_rhythm
from crm_desktop.services.contacts.relation_views import RelationDraft
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.lists.tag_sql import tags_of_json

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_LISTS = {"phones": "phone", "emails": "email", "websites": "web", "messaging": "messaging", "social": "social"}
_FIRST = {"phone": "phone", "email": "email", "website": "web"}
_POSTAL = ("street", "city", "region", "postcode", "country")
_SIMPLE = (
    "kind", "name", "prefix", "given_name", "additional_name", "family_name", "suffix", "nickname", "phonetic_name",
    "job_title", "tax_id", "registration_id", "language", "lifecycle", "customer_type", "source", "birthday",
    "anniversary", "about", "interests", "family", "preferences", "pinned", "keep_in_touch_days", "owner_id",
)  # fmt: skip
_NAME_PARTS = ("prefix", "given_name", "additional_name", "family_name", "suffix")
_DERIVED = (
    "id", "owner", "last_contact", "first_contact", "next_step", "next_step_on", "in_touch_by", "open_deals",
    "created_at",
)  # fmt: skip
_ACCEPTED = (*_SIMPLE, *_LISTS, *_FIRST, *_POSTAL, "addresses", "affiliations", "company", "tags", *_DERIVED)
_MOMENTS, _DAYS = ("opted_out_at", "consent_at"), ("started_on", "ended_on", "valid_from", "valid_until")
_CHOICES = ("kind", "lifecycle", "customer_type")
_IN_DIGITS = re.compile(r"[\d./ -]+")
Part = TypeVar("Part", ChannelDraft, AddressDraft, AffiliationDraft)


def contact_json(services: Services, contact_id: str) -> dict[str, Any]:
    """Return the whole contact as JSON values. Raises `RecordMissing`."""
    found = services.contacts.detail(contact_id)
    draft = services.contacts.draft(contact_id)
    touched = services.database.row(
        f"SELECT {FIELDS['last_contact'].sql}, {FIELDS['first_contact'].sql} FROM contact WHERE id = ?", (contact_id,)
    ) or (None, None)
    step = found.next_step.step if found.next_step else None
    by_id = {row.id: row.normalised for row in found.channels}
    company = found.company
    return {
        "id": contact_id,
        **{name: getattr(draft, name) for name in _SIMPLE},
        "owner": found.owner,
        "company": company.name if company else "",
        **{
            key: [
                {
                    "id": one.id,
                    "type": one.type,
                    "label": one.label,
                    "value": one.value,
                    "normalised": by_id[one.id or ""],
                    "primary": one.is_primary,
                    "invalid": one.invalid,
                    "opted_out_at": one.opted_out_at.isoformat() if one.opted_out_at else None,
                    "consent": one.consent,
                    "consent_at": one.consent_at.isoformat() if one.consent_at else None,
                    "consent_source": one.consent_source,
                }
                for one in draft.channels
                if one.medium == medium
            ]
            for key, medium in _LISTS.items()
        },
        "addresses": [
            {
                "id": one.id,
                "type": one.type,
                "label": one.label,
                **{name: getattr(one, name) for name in _POSTAL},
                "primary": one.is_primary,
                "valid_from": one.valid_from.isoformat() if one.valid_from else None,
                "valid_until": one.valid_until.isoformat() if one.valid_until else None,
                "latitude": None if one.latitude is None else str(one.latitude),
                "longitude": None if one.longitude is None else str(one.longitude),
            }
            for one in draft.addresses
        ],
        "affiliations": [
            {
                "id": one.id,
                "company_id": one.company_id,
                "company": one.company,
                "role": one.role,
                "department": one.department,
                "primary": one.is_primary,
                "started_on": one.started_on.isoformat() if one.started_on else None,
                "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            }
            for one in draft.affiliations
        ],
        "relations": [
            {"id": one.id, "is": one.words, "contact_id": one.contact_id, "contact": one.name, "note": one.note}
            for one in found.relations
        ],
        "tags": list(draft.tags),
        "last_contact": _moment(touched[0]),
        "first_contact": _moment(touched[1]),
        "next_step": step.title if step else None,
        "next_step_on": step.due_on.isoformat() if step and step.due_on else None,
        "in_touch_by": found.in_touch.by.isoformat() if found.in_touch else None,
        "open_deals": len(found.open_deals),
        "created_at": found.created_at.isoformat(),
    }


def relations_from_json(services: Services, kind: str, data: Mapping[str, Any]) -> list[RelationDraft] | None:
    """Return the ties that `relations` of a contact's JSON describe; None when it says nothing of them."""
    if data.get("relations") is None:
        return None
    found = {one.words.casefold(): one for one in services.contacts.relation_choices(kind)}
    drafts = []
    for item in data["relations"]:
        _check_keys(item, ("id", "is", "contact_id", "contact", "note"), "An entry of “relations”")
        choice = found.get(str(item.get("is", "")).casefold())
        if choice is None:
            words = ", ".join(one.words for one in found.values())
            raise Refused(f"“{item.get('is', '')}” is no relation.", f"Nothing was saved. There are: {words}.")
        other = item.get("contact_id") or services.contacts.find(str(item.get("contact") or ""))
        if not other:
            raise Refused(f"There is no one contact called “{item.get('contact')}”.", "Nothing was saved. Give its id.")
        drafts.append(RelationDraft(str(other), choice.type_id, choice.forward, str(item.get("note") or "")))
    return drafts


def with_owner(work: Transaction, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the values with the owner's id where they name the owner. Raises `Refused` for nobody's name."""
    name = str(data.get("owner") or "").strip()
    if not name or "owner_id" in data:
        return data
    sql = "SELECT id FROM member WHERE deleted_at IS NULL AND (id = ? OR name = ? COLLATE NOCASE)"
    found = work.execute(sql, (name.lower(), name))
    if len(found) != 1:
        raise Refused(f"Nobody here is called “{name}”.", "Nothing was saved. Use the name of a member of the firm.")
    return {**data, "owner_id": found[0][0]}


def draft_from_json(data: Mapping[str, Any]) -> ContactDraft:
    """Return the contact that JSON values describe. Raises `Refused` on an unknown key."""
    return changed_draft(ContactDraft(), data)


def changed_draft(draft: ContactDraft, data: Mapping[str, Any]) -> ContactDraft:
    """Return a contact with the given fields changed; lists of parts are replaced whole."""
    _check_keys(data, (*_ACCEPTED, "relations"), "A contact")
    values: dict[str, Any] = {name: _simple(name, data[name]) for name in _SIMPLE if name in data}
    if "name" in data and data["name"] != draft.name and not any(name in data for name in _NAME_PARTS):
        values |= dict.fromkeys(_NAME_PARTS, "")
    elif "name" not in data and any(name in data for name in _NAME_PARTS):
        values["name"] = ""
    channels = list(draft.channels)
    for key, medium in _LISTS.items():
        if key in data:
            channels = [one for one in channels if one.medium != medium]
            channels += [_part(ChannelDraft, item, key, medium=medium) for item in _items(data[key], "value")]
    for key, medium in _FIRST.items():
        if key in data:
            channels = _with_first(channels, medium, str(data[key] or ""))
    values["channels"] = tuple(channels)
    if "addresses" in data:
        items = _items(data["addresses"], "street")
        values["addresses"] = tuple(_part(AddressDraft, item, "addresses") for item in items)
    elif any(name in data for name in _POSTAL):
        first, *others = draft.addresses or (AddressDraft(is_primary=True),)
        changes: dict[str, Any] = {name: str(data[name] or "") for name in _POSTAL if name in data}
        values["addresses"] = (replace(first, **changes), *others)
    if "affiliations" in data:
        items = _items(data["affiliations"], "company")
        values["affiliations"] = tuple(_part(AffiliationDraft, item, "affiliations") for item in items)
    elif "company" in data:
        values["affiliations"] = _with_company(draft, str(data["company"] or ""))
    if "tags" in data:
        values["tags"] = tags_of_json(data["tags"])
    changed: ContactDraft = replace(draft, **values)
    return changed


def _simple(name: str, value: Any) -> Any:
    if name in ("birthday", "anniversary"):
        text = str(value or "").strip()
        # What a card says in words, or to the minute, is kept as it stands.
        return read_partial_day(text) if _IN_DIGITS.fullmatch(text) else text or None
    if name == "owner_id":
        return str(value) if value else None
    if name == "keep_in_touch_days":
        return read_rhythm(value)
    if name == "pinned":
        return value in (True, 1, "1", "yes", "true")
    text = str(value) if value is not None else ""
    if name in _CHOICES and text:
        key = FIELDS[name].choice_key(text)
        if key is None:
            words = ", ".join(choice for choice, _ in FIELDS[name].choices)
            what = FIELDS[name].label.lower()
            raise Refused(f"“{text}” is no {what}.", f"Nothing was saved. Choose one of: {words}.")
        return key
    return text


def _with_first(channels: list[ChannelDraft], medium: str, value: str) -> list[ChannelDraft]:
    index = next((number for number, one in enumerate(channels) if one.medium == medium), None)
    if index is None:
        return [*channels, ChannelDraft(medium, value, is_primary=True)]
    return [*channels[:index], replace(channels[index], value=value), *channels[index + 1 :]]


def _with_company(draft: ContactDraft, company: str) -> tuple[AffiliationDraft, ...]:
    current = next((one for one in draft.affiliations if one.ended_on is None), None)
    others = tuple(one for one in draft.affiliations if one is not current)
    if not company:
        return others
    if current is not None and current.company == company:
        return draft.affiliations
    first = AffiliationDraft(company=company) if current is None else replace(current, company_id=None, company=company)
    return (first, *others)


def _items(value: Any, single: str) -> Iterable[Mapping[str, Any]]:
    """Return a list of parts as objects; a bare text is an object with only its main value."""
    if isinstance(value, str | Mapping):
        value = [value]
    for item in value or ():
        yield {single: item} if isinstance(item, str) else item


def _part(kind: type[Part], item: Mapping[str, Any], place: str, **fixed: Any) -> Part:
    known: list[str] = [field.name for field in fields(kind)]
    _check_keys(item, [*known, "primary", "normalised"], f"An entry of “{place}”")
    values: dict[str, Any] = {name: item[name] for name in known if name in item}
    if "primary" in item:
        values["is_primary"] = bool(item["primary"])
    for name in (*_MOMENTS, *_DAYS):
        if isinstance(values.get(name), str):
            try:
                values[name] = _moment_of(values[name]) if name in _MOMENTS else date.fromisoformat(values[name])
            except ValueError:
                raise Refused(f"“{values[name]}” in “{place}” is not a date.", "Nothing was saved.") from None
    for name in ("latitude", "longitude"):
        if values.get(name) is not None:
            values[name] = _decimal(values[name], place)
    if kind is ChannelDraft and not str(values.get("value") or "").strip():
        raise Refused(f"An entry of “{place}” has no value.", "Nothing was saved.")
    return kind(**values | fixed)


def _moment_of(text: str) -> datetime:
    """Return a moment; a day alone is its noon, which is that day nearly everywhere. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        if "T" in text or " " in text:
            raise ValueError(text)
        moment = moment.replace(hour=12, tzinfo=UTC)
    return moment


def _decimal(value: Any, place: str) -> Decimal:
    """Return a number of a part. Raises `Refused`."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused(f"“{value}” in “{place}” is not a number.", "Nothing was saved.")
    return number


def _check_keys(data: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    names = list(known)
    for key in data:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"Perhaps “{near[0]}” was meant." if near else f"There are: {', '.join(names)}."
            raise Refused(f"{what} has no field “{key}”.", f"Nothing was saved. {hint}")


def _moment(millis: int | None) -> str | None:
    from crm_desktop.core.clock import from_millis

    return None if millis is None else from_millis(millis).isoformat()
