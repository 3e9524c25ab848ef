"""Which record of the workspace a JSON record is that brings an id of another one: by any fields, as a table does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.custom_fields.values import stored
from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.field_matcher import FieldMatcher
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.matching import Matcher
from crm_desktop.services.importing.plan import MATCHES, OWN, ImportPlan
from crm_desktop.services.importing.present import postal_key
from crm_desktop.services.importing.targets import CONTACT_COLUMNS

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_LOOKED_AT = 50
_FIELD_OF = {
    "deal": {"value": "amount", "contact": "person", "lead_source": "source"},
    "product": {"sku": "code"},
}  # fmt: skip
"""What a column of a table fills → the key of the field, where they differ."""
_LINES = {"phones": "phone", "emails": "email", "websites": "web", "messaging": "messaging", "social": "social"}
_FIRST = {"phone": "phone", "email": "email", "website": "web"}


class JsonMatcher:
    """Finds records by the fields that were chosen; contacts by their lines and names unless others were chosen.

    What another record of the same file is, or made, this one is not: both have their own ids.
    """

    def __init__(self, services: Services, work: Transaction, plan: ImportPlan, contacts: ContactImport) -> None:
        self._services = services
        self._contacts = contacts
        self._currency = services.workspace.business().currency
        self._own = services.custom_fields.fields(plan.kind)
        self._used: set[str] = set()
        self._people: Matcher | None = None
        self._fields: FieldMatcher | None = None
        chosen = [one for one in plan.match if one != "external_id"]
        if plan.kind == "contact":
            self._people = Matcher(work, chosen, plan.any_name)
        elif chosen := [one for one in chosen if one not in MATCHES or plan.match != MATCHES]:
            keys = [_FIELD_OF.get(plan.kind, {}).get(one, one).removeprefix(OWN) for one in chosen]
            fields = services.records.fields(plan.kind)
            unknown = next((key for key in keys if (field := fields.find(key)) is None or field.sql is None), None)
            if unknown is not None:
                what = plan.rows.capitalize()
                raise Refused(f"{what} of JSON cannot be recognised by “{unknown}”.", "Nothing was imported.")
            self._fields = FieldMatcher(work, services.records.access(plan.kind), fields, [(key,) for key in keys])

    def use(self, record: str) -> None:
        """Note that a record of the file is this one."""
        self._used.add(record)

    def find(self, record: Mapping[str, Any]) -> str | None:
        """Return the record that is meant."""
        if self._fields is not None:
            # A whole record gives the id of what it is linked to beside its name.
            data = {key: record.get(f"{key}_id") or value for key, value in record.items()}
            try:
                found = self._fields.candidates(data, self._currency)
            except (ArithmeticError, TypeError, ValueError):
                return None
            return next((one for one in found if one not in self._used), None)
        if self._people is None:
            return None
        one = self._incoming(record)
        if not one.finish_name():
            return None
        prepared, keys, _ = self._contacts.prepared(one)
        self._people.look_up([(prepared, keys)])
        contact = self._people.find(prepared, keys).id
        return contact if contact is not None and contact not in self._used else None

    def _incoming(self, record: Mapping[str, Any]) -> Incoming:
        """Return what a JSON contact says of itself that others can say as well."""
        one = Incoming(0, "company" if record.get("kind") == "company" else "person")
        for column in ("name", *CONTACT_COLUMNS.values()):
            if isinstance(text := record.get(column), str) and text.strip():
                one.values[column] = " ".join(text.split())
        for key, medium in _LINES.items():
            for line in record.get(key) or ():
                value = line.get("value") if isinstance(line, Mapping) else line
                if isinstance(value, str) and value.strip():
                    one.channels.append((medium, "", "", value.strip()))
        for key, medium in _FIRST.items():
            if isinstance(value := record.get(key), str) and value.strip():
                one.channels.append((medium, "", "", value.strip()))
        if isinstance(company := record.get("company"), str) and one.kind == "person":
            one.company = company.strip()
        for field in self._own:
            try:
                one.own.append((field, stored(field, record.get(field.key), currency=self._currency)))
            except (CrmError, TypeError, ValueError, ArithmeticError):
                continue
        return one


def keys_of_records(plan: ImportPlan) -> set[str]:
    """Return which of the fields that a record can be known by the records of a JSON file have."""
    present = {key for record in plan.records[:_LOOKED_AT] for key, value in record.items() if value not in (None, "")}
    renamed = _FIELD_OF.get(plan.kind, {}) | (CONTACT_COLUMNS if plan.kind == "contact" else {})
    return {one.key for one in plan.targets if renamed.get(one.key, one.key).removeprefix(OWN) in present}


def united(mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Return the parts of a record and those of another that it has not: nothing that is here goes."""
    known = {_key(part) for part in mine}
    found = list(mine)
    for part in theirs:
        if (key := _key(part)) not in known:
            known.add(key)
            # Of two first choices the one that was here stays.
            found.append({**part, "primary": False} if isinstance(part, Mapping) and "primary" in part else part)
    return found


def _key(part: Any) -> Any:
    if not isinstance(part, Mapping):
        return str(part).casefold()
    if "street" in part:
        return postal_key(str(part.get(name) or "") for name in ("street", "city", "region", "postcode", "country"))
    if "company" in part:
        return str(part["company"]).casefold(), part.get("started_on") or "", part.get("ended_on") or ""
    if "is" in part:
        return str(part["is"]).casefold(), str(part.get("contact")).casefold()
    return str(part.get("normalised") or part.get("value")).casefold()
