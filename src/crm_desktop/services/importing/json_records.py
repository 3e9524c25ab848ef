"""Importing the JSON that this program writes: every record comes back as it was, under its own id.

What the record is linked to is found by id, else by name; people and firms that are not here are made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.core.ids import keeping, new_id
from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.json_keys import accepted_keys, derived_keys
from crm_desktop.services.importing.json_links import JsonLinks
from crm_desktop.services.importing.json_match import JsonMatcher, united
from crm_desktop.services.importing.json_moments import put_moments
from crm_desktop.services.importing.own_fields import OwnFields
from crm_desktop.services.importing.plan import MATCHES, ImportPlan, Outcome
from crm_desktop.services.importing.tally import REPORT_EVERY, Tally
from crm_desktop.services.importing.within import services_within

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_ID = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?")
_TITLES = ("name", "title", "subject", "number", "body")


class JsonImport:
    """Writes the records of a JSON file inside one unit of work."""

    def __init__(self, services: Services, work: Transaction, plan: ImportPlan, tally: Tally) -> None:
        self._services = services_within(services, work)
        self._work = work
        self._plan = plan
        self._tally = tally
        self._kind = plan.kind
        self._access = self._services.records.access(plan.kind)
        now = services.clock.now()
        contacts = ContactImport(
            work, replace(plan, match=MATCHES), tally,
            now=now, millis=to_millis(now), country=services.workspace.business().country,
        )  # fmt: skip
        self._links = JsonLinks(self._services, work, plan, tally, contacts, to_millis(now))
        self._declare()
        self._derived = derived_keys(self._services, plan.kind)
        self._matcher = JsonMatcher(self._services, work, plan, contacts)

    def _declare(self) -> None:
        """Declare a custom field for every key that these records have and their kind does not."""
        known = accepted_keys(self._services, self._kind)
        unknown: dict[str, list[Any]] = {}
        for record in self._plan.records:
            for key, value in record.items():
                if key not in known and value not in (None, "", []):
                    unknown.setdefault(key, []).append(value)
        own = OwnFields(self._services, self._work, self._plan)
        self._keys = {
            key: own.declare(key.replace("_", " ").strip().capitalize() or key, *_type_of(values))
            for key, values in unknown.items()
        }
        self._dropped = {
            key for record in self._plan.records for key in record if key not in known and key not in unknown
        }
        self._own = {one.key for one in self._services.custom_fields.fields(self._kind)}

    def run(self) -> None:
        """Import all records; what became of each is in the tally."""
        numbered = list(enumerate(self._plan.records, 1))
        if self._kind == "contact":
            # A person's company must be there before the person names it.
            numbered.sort(key=lambda one: (one[1].get("kind") != "company", one[0]))
        for count, (number, record) in enumerate(numbered, 1):
            if number not in self._plan.left_out:
                self._put(number, record)
            if count % REPORT_EVERY == 0:
                self._tally.advance(REPORT_EVERY)

    def _put(self, number: int, record: Mapping[str, Any]) -> None:
        named = (" ".join(str(record[key]).split())[:80] for key in _TITLES if record.get(key))
        title = next(named, f"Record {number}")
        try:
            outcome, reason = self._write(record, title)
        except CrmError as error:
            outcome, reason = Outcome.SKIPPED, error.title
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
            outcome, reason = Outcome.SKIPPED, "A value of this record is not of the kind it should be."
        self._tally.add(number, outcome, title, reason)

    def _write(self, record: Mapping[str, Any], title: str) -> tuple[Outcome, str]:
        given = str(record.get("id") or "").lower()
        given = given if _ID.fullmatch(given) else ""
        data = {self._keys.get(key, key): value for key, value in record.items() if key not in self._dropped}
        state = self._state(given) if given else ""
        if state == "bin":
            return Outcome.SKIPPED, f"“{title}” is in the Bin."
        by_fields = ""
        if not state:
            by_fields = self._matcher.find(data) or ("" if given else self._access.find(self._services, title)) or ""
            state = "here" if by_fields else ""
        mode = self._plan.mode
        if state == "here":
            here = by_fields or given
            self._matcher.use(here)
            if mode == "create":
                return Outcome.SKIPPED, f"“{title}” is here already."
            added = self._added(here, data) if by_fields else data
            return (Outcome.UPDATE if self._update(here, added) else Outcome.UNCHANGED), ""
        if mode == "update":
            return Outcome.SKIPPED, f"“{title}” is not here yet."
        made = given or new_id()
        self._matcher.use(made)
        return Outcome.READY, self._create(made, data)

    def _added(self, record: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what another workspace says of a record of ours: nothing empties a field or takes a line away."""
        mine = self._services.records.read(self._kind, record)
        said = {key: value for key, value in data.items() if value not in (None, "", []) and key != "id"}
        return {
            key: united(mine[key], value)
            if isinstance(value, list) and isinstance(mine.get(key), list) and self._kind == "contact" else value
            for key, value in said.items()
        }  # fmt: skip

    def _state(self, record: str) -> str:
        rows = self._work.execute(f'SELECT deleted_at FROM "{self._access.table}" WHERE id = ?', (record,))
        return "" if not rows else "here" if rows[0][0] is None else "bin"

    def _create(self, record: str, record_data: Mapping[str, Any]) -> str:
        data, problem = self._links.resolved(record_data)
        built_in = {key: value for key, value in data.items() if key not in self._own and key not in self._derived}
        if self._kind == "case" and data.get("number"):
            built_in["number"] = data["number"]
        if self._kind == "deal" and (record_data.get("status", "open") != "open" or not _by_hand(record_data)):
            built_in.pop("probability", None)
        lost = self._kind == "deal" and record_data.get("status") == "lost"
        stage: dict[str, Any] = {key: built_in.pop(key) for key in ("stage", "stage_id", "lost_reason", "lost_note")
                 if lost and key in built_in}  # fmt: skip
        if self._kind == "quote" and record_data.get("number"):
            problem = problem or f"It was issued as {record_data['number']} elsewhere; here it is a draft."
        with keeping(record):
            made = self._access.create(self._work, self._services, _without_part_ids(built_in))
        if made != record:
            raise RuntimeError(f"a {self._kind} was made under another id than its own")
        if stage:
            self._access.update(self._work, self._services, record, stage)
        self._put_own(record, data)
        put_moments(self._work, self._kind, record, record_data, data)
        return problem

    def _update(self, record: str, record_data: Mapping[str, Any]) -> bool:
        data, _ = self._links.resolved(record_data)
        mine = self._services.records.read(self._kind, record)
        changes = {key: value for key, value in data.items() if self._differs(record, key, value, mine, data)}
        own = {key: value for key, value in changes.items() if key in self._own}
        built_in = {key: value for key, value in changes.items() if key not in self._own}
        if self._kind == "case" and "messages" in built_in:
            built_in["messages"] = _new_messages(mine["messages"], built_in["messages"])
            if not built_in["messages"]:
                del built_in["messages"]
        if self._kind == "deal" and {"stage", "stage_id"} & set(built_in):
            built_in |= {key: data[key] for key in ("lost_reason", "lost_note") if key in data}
        if built_in:
            self._access.update(self._work, self._services, record, _with_known_ids(built_in, mine))
        self._put_own(record, own)
        return bool(built_in or own)

    def _differs(self, record: str, key: str, value: Any, mine: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        if key in self._derived and not (key == "company" and "affiliations" not in data):
            return False
        if f"{key}_id" in data or (key == "owner" and "owner_id" in data):
            return False
        if key == "probability" and self._kind == "deal" and not _by_hand(data):
            return False
        if key in mine and (_plain(value) == _plain(mine[key]) or _says_no_more(value, mine[key])):
            return False
        field = self._services.records.fields(self._kind).find(key)
        if field is None or field.sql is None:
            return key in mine or value not in (None, "", [])
        # A list names what a whole record gives by its id.
        (row,) = self._services.records.of_ids(self._kind, [record], [key])
        return not _same_value(field, row[key], value)

    def _put_own(self, record: str, data: Mapping[str, Any]) -> None:
        from crm_desktop.services.custom_fields.values import put_values

        fields = self._services.custom_fields.fields(self._kind)
        currency = self._services.workspace.business().currency
        put_values(self._work, self._kind, fields, record, {k: v for k, v in data.items() if k in self._own}, currency)


def _by_hand(deal: Mapping[str, Any]) -> bool:
    """Whether a deal's probability is a person's, not its stage's."""
    return deal.get("probability_by_hand", True) is not False


def _same_value(field: Field, mine: Any, theirs: Any) -> bool:
    """Whether two values of a field are one: 25 is 25.00, and addresses have no case."""
    if field.type in (FieldType.NUMBER, FieldType.MONEY) and mine is not None and theirs not in (None, ""):
        return Decimal(str(mine)) == Decimal(str(theirs))
    if field.key == "email":
        return str(mine or "").casefold() == str(theirs or "").casefold()
    return bool(_plain(mine) == _plain(theirs))


def _says_no_more(theirs: Any, mine: Any) -> bool:
    """Whether a list of parts, however briefly it is put, says nothing that is not here."""
    if not isinstance(theirs, list) or not isinstance(mine, list) or len(theirs) != len(mine):
        return False
    for part, own in zip(theirs, mine, strict=True):
        if not isinstance(own, Mapping):
            return False
        said = part if isinstance(part, Mapping) else {"value": part}
        if any(_plain({key: value}) != _plain({key: own.get(key)}) for key, value in said.items()):
            return False
    return True


def _plain(value: Any) -> Any:
    """Return a value as it is compared: without the ids of parts, empty is empty."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        parts = {key: _plain(one) for key, one in value.items() if key not in ("id", "normalised", "total", "author")}
        return {key: one for key, one in parts.items() if one != ""}
    if value is None or value is False:
        return ""
    if value is True:
        return "True"
    text = str(value)
    return text.replace("+00:00", "Z") if "T" in text else text


def _without_part_ids(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new record: its parts get ids of their own."""
    return {
        key: [
            {name: one for name, one in part.items() if name != "id"}
            if isinstance(part, Mapping) and key != "links" else part
            for part in value
        ]
        if isinstance(value, list) else value
        for key, value in data.items()
    }  # fmt: skip


def _with_known_ids(data: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to change: a part keeps its id when the record has it."""
    shaped: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, list) and key != "links":
            own = {part.get("id") for part in mine.get(key) or () if isinstance(part, Mapping)}
            value = [
                {name: one for name, one in part.items() if name != "id" or one in own}
                if isinstance(part, Mapping) else part
                for part in value
            ]  # fmt: skip
        shaped[key] = value
    return shaped


def _new_messages(mine: list[Any], theirs: list[Any]) -> list[Any]:
    known = {(one["kind"], one["body"], one["written_at"]) for one in mine}
    return [
        {name: value for name, value in one.items() if name != "id"}
        for one in theirs
        if (one.get("kind"), one.get("body"), one.get("written_at")) not in known
    ]


def _type_of(values: list[Any]) -> tuple[FieldType, int]:
    """Return the type of a custom field that holds all these JSON values, and its decimal places."""
    texts = [str(value) for value in values]
    if all(isinstance(value, bool) for value in values):
        return FieldType.YES_NO, 0
    if all(isinstance(value, list) for value in values):
        return FieldType.TAGS, 0
    if any(isinstance(value, list | dict | bool) for value in values):
        return FieldType.LONG_TEXT, 0
    if all(_NUMBER.fullmatch(text) and not re.match(r"-?0\d", text) for text in texts):
        return FieldType.NUMBER, max(len(text.partition(".")[2]) for text in texts)
    if all(_DAY.fullmatch(text) for text in texts):
        return FieldType.DATE, 0
    return (FieldType.LONG_TEXT if any(len(text) > 200 or "\n" in text for text in texts) else FieldType.TEXT), 0
