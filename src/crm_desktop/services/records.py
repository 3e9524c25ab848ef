"""Any kind of record by its declared fields: lists and filters, and the JSON that writes and reads it.

The command line, saved views, export and the lists of the window stand on this. A kind takes part by an
object like `RecordAccess`, found in `services/<feature>/fields.py`.
"""

from __future__ import annotations

import difflib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import from_millis, to_millis, today
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filters import Expression
from crm_desktop.core.money import exponent
from crm_desktop.services.custom_fields.declared import custom_fields, with_own_fields
from crm_desktop.services.custom_fields.values import put_values
from crm_desktop.services.selecting import selection

if TYPE_CHECKING:
    from crm_desktop.services.custom_fields.views import CustomFieldRow
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_SEPARATOR = "\x1f"
_CHUNK = 500
_MANY = 200

HOMES = {
    "contact": ("contacts", "ContactAccess"),
    "lead": ("leads", "LeadAccess"),
    "deal": ("pipeline", "DealAccess"),
    "product": ("products", "ProductAccess"),
    "activity": ("timeline", "ActivityAccess"),
    "task": ("calendar", "TaskAccess"),
    "event": ("calendar", "EventAccess"),
    "quote": ("quotes", "QuoteAccess"),
    "case": ("cases", "CaseAccess"),
}
"""kind → (feature folder, class in its `fields` module)."""


class RecordAccess(Protocol):
    """What a feature says about its kind of record.

    `source` is the SQL after FROM (the record's own table under its own name), `where` what excludes the
    Bin, `order` the SQL of the usual order, `columns` the field keys a list shows unasked.
    """

    kind: str
    table: str
    fields: FieldSet
    source: str
    where: str
    order: str
    columns: tuple[str, ...]

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole record as JSON values. Raises `RecordMissing`."""

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a record from what `read` returns (or a part of it) and return its id."""

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the named fields; a list of parts replaces the parts."""

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the record a person means by a number or exact name."""

    def label(self, services: Services, record_id: str) -> str:
        """Return what to call the record in a sentence."""


class Records:
    """The firm's records, whatever their kind."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database
        self._known: dict[str, RecordAccess] = {}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record, singular."""
        return tuple(HOMES)

    def access(self, kind: str) -> RecordAccess:
        """Return a kind by its singular or plural name. Raises `Refused` with the nearest name."""
        name = kind.strip().lower()
        singular = {"activities": "activity"}.get(name, name if name in HOMES else name.removesuffix("s"))
        if singular not in HOMES:
            near = difflib.get_close_matches(singular, HOMES, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else f" There are {', '.join(HOMES)}."
            raise Refused(f"There is no kind of record called “{kind}”.{hint}")
        if singular not in self._known:
            folder, name = HOMES[singular]
            module = import_module(f"crm_desktop.services.{folder}.fields")
            self._known[singular] = getattr(module, name)()
        return self._known[singular]

    def fields(self, kind: str) -> FieldSet:
        """Return every field of a kind: the built-in ones, and behind them people's own."""
        access = self.access(kind)
        built_in = access.fields
        if access.kind == "contact":
            from crm_desktop.services.contacts.rhythms import with_rhythms

            built_in = with_rhythms(self._database, self._services.clock, built_in)
        return with_own_fields(self._database, built_in, access.table)

    # lists

    def row_ids(
        self,
        kind: str,
        where: Expression | str | None = None,
        order: Sequence[tuple[str, bool]] = (),
    ) -> array[int]:
        """Return the rowids of all records of `kind` that `where` selects, in order: (field key, descending).

        Eight bytes a record: a window of any list, at any depth, is read from them by `rows`.
        """
        access = self.access(kind)
        fields = self.fields(access.kind)
        condition, values = self._condition(access, where)
        ordered = ", ".join(self._order_term(fields, key, down) for key, down in order) or access.order
        found = self._database.rows(
            f'SELECT "{access.table}".rowid FROM {access.source} WHERE {condition} '
            f'ORDER BY {ordered}, "{access.table}".id',
            values,
        )
        return array("q", (row[0] for row in found))

    def count(self, kind: str, where: Expression | str | None = None) -> int:
        """Return how many records `where` selects."""
        access = self.access(kind)
        condition, values = self._condition(access, where)
        return int(self._database.value(f"SELECT count(*) FROM {access.source} WHERE {condition}", values))

    def rows(self, kind: str, row_ids: Sequence[int], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Return the records of these rowids, in that order, as {"id", field key: JSON value}."""
        return self._window(self.access(kind), "rowid", row_ids, columns)

    def of_ids(self, kind: str, ids: Sequence[str], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Return the records of these ids, in that order, as {"id", field key: JSON value}."""
        return self._window(self.access(kind), "id", ids, columns)

    def _window(
        self, access: RecordAccess, key: str, wanted: Sequence[Any], columns: Sequence[str] | None
    ) -> list[dict[str, Any]]:
        every = self.fields(access.kind)
        fields = [self._column(every, name) for name in columns or access.columns]
        found: dict[Any, dict[str, Any]] = {}
        select = ", ".join(self.select(field) for field in fields)
        for start in range(0, len(wanted), _CHUNK):
            chunk = {f"wanted_{place}": one for place, one in enumerate(wanted[start : start + _CHUNK])}
            marks = ",".join(f":{name}" for name in chunk)
            for row in self._database.rows(
                f'SELECT "{access.table}".{key}, "{access.table}".id, {select} FROM {access.source} '
                f'WHERE "{access.table}".{key} IN ({marks})',
                {**chunk, "today": today(self._services.clock).isoformat()},
            ):
                found[row[0]] = self._shaped(row[1], fields, row[2:])
        return [found[one] for one in wanted if one in found]

    def listed(
        self,
        kind: str,
        where: Expression | str | None = None,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        order: Sequence[tuple[str, bool]] = (),
    ) -> list[dict[str, Any]]:
        """Return the first `limit` records as {"id", field key: JSON value}."""
        ids = self.row_ids(kind, where, order)
        return self.rows(kind, ids[:limit] if limit is not None else ids, columns)

    # one record

    def find(self, kind: str, text: str) -> str:
        """Return the id of the record that `text` names: an id, a number, or an exact name."""
        access = self.access(kind)
        wanted = text.strip()
        found = self._database.value(
            f'SELECT "{access.table}".id FROM {access.source} WHERE "{access.table}".id = ?',
            (wanted.lower(),),
        )
        if found and access.kind == "contact":
            found = self._services.duplicates.survivor_of(found)
        found = found or access.find(self._services, wanted)
        if found is None:
            label = access.fields.label.lower()
            if self._are_several(access, wanted):
                raise RecordMissing(f"More than one {label} is called “{text}”.", "Nothing was changed. Give its id.")
            raise RecordMissing(f"There is no {label} “{text}”.", "Nothing was changed.")
        return str(found)

    def _are_several(self, access: RecordAccess, name: str) -> bool:
        named = next(filter(None, map(access.fields.find, ("name", "title", "subject"))), None)
        if named is None or named.sql is None:
            return False
        sql = f"SELECT 1 FROM {access.source} WHERE {access.where} AND lower({named.sql}) = lower(?) LIMIT 2"
        return len(self._database.rows(sql, (name,))) == 2

    def read(self, kind: str, record_id: str) -> dict[str, Any]:
        """Return one whole record as JSON values, people's own fields among them."""
        access = self.access(kind)
        found = access.read(self._services, record_id)
        return found | self._services.custom_fields.values(access.kind, record_id)

    def create(self, kind: str, data: Mapping[str, Any]) -> tuple[str, ChangeSet]:
        """Make a record from JSON values and return its id."""
        access = self.access(kind)
        with self._database.write(f"Added a {access.fields.label.lower()}") as work:
            given, own = self._parted(access, data)
            record_id = access.create(work, self._services, given)
            self._put_own(work, access, record_id, own)
            work.label = f"Added {self._named(work, access, record_id)}"
        return record_id, work.change

    def update(self, kind: str, record_id: str, data: Mapping[str, Any]) -> ChangeSet:
        """Change the named fields of a record."""
        access = self.access(kind)
        label = f"Changed “{access.label(self._services, record_id)}”"
        with self._database.write(label) as work:
            given, own = self._parted(access, data)
            if given:
                access.update(work, self._services, record_id, given)
            self._put_own(work, access, record_id, own)
        return work.change

    def _parted(
        self, access: RecordAccess, data: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[CustomFieldRow, Any]]:
        """Return the values of built-in fields by key, and of people's own by field."""
        own = {one.key: one for one in custom_fields(self._database, access.kind)}
        return (
            {key: value for key, value in data.items() if key not in own},
            {own[key]: value for key, value in data.items() if key in own},
        )

    def _put_own(
        self, work: Transaction, access: RecordAccess, record_id: str, own: Mapping[CustomFieldRow, Any]
    ) -> None:
        if own:
            currency = self._services.workspace.business().currency
            by_key = {one.key: value for one, value in own.items()}
            put_values(work, access.kind, list(own), record_id, by_key, currency)

    def bin(self, kind: str, record_ids: Iterable[str]) -> ChangeSet:
        """Put records into the Bin, as one journal entry."""
        access, ids = self.access(kind), list(record_ids)
        now = to_millis(self._services.clock.now())
        what = (
            f"“{access.label(self._services, ids[0])}”"
            if len(ids) == 1
            else f"{len(ids)} {access.fields.plural.lower()}"
        )
        with self._database.write(f"Moved {what} to the Bin", bulk=len(ids) > _MANY) as work:
            # A kind may forbid it: an issued quote is never deleted.
            check_bin = getattr(access, "check_bin", None)
            if check_bin is not None:
                check_bin(work, ids)
            work.execute_many(f'UPDATE "{access.table}" SET deleted_at = ? WHERE id = ?', [(now, one) for one in ids])
        return work.change

    def _named(self, work: Transaction, access: RecordAccess, record_id: str) -> str:
        title = work.execute("SELECT title FROM search_document WHERE record_id = ?", (record_id,))
        return f"“{title[0][0].strip()}”" if title else f"a {access.fields.label.lower()}"

    # SQL

    def _condition(self, access: RecordAccess, where: Expression | str | None) -> tuple[str, dict[str, Any]]:
        if where is None or where == "":
            return access.where, {"today": today(self._services.clock).isoformat()}
        sql, values = selection(self._database, self._services.clock, access.fields, access.table, where)
        return f"{access.where} AND ({sql})", values

    @staticmethod
    def _column(fields: FieldSet, key: str) -> Field:
        field = fields.find(key)
        if field is None or field.sql is None:
            near = difflib.get_close_matches(key, [one.key for one in fields if one.sql is not None], n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise Refused(f"{fields.plural} have no column “{key}”.{hint}", "Nothing was changed.")
        return field

    def _order_term(self, fields: FieldSet, key: str, descending: bool) -> str:
        field = self._column(fields, key)
        sql = field.name_sql or field.sql
        collate = " COLLATE NOCASE" if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) or field.name_sql else ""
        return f"({sql}) IS NULL, ({sql}){collate}{' DESC' if descending else ''}"

    @staticmethod
    def select(field: Field) -> str:
        """Return the two columns from which `json_value` makes a field's value."""
        if field.type is FieldType.TAGS:
            return f"(SELECT group_concat(value, '{_SEPARATOR}') FROM ({field.sql})), NULL"
        second = field.currency_sql or field.name_sql or "NULL"
        return f"({field.sql}), ({second})"

    @staticmethod
    def _shaped(record_id: str, fields: Sequence[Field], row: Sequence[Any]) -> dict[str, Any]:
        shaped: dict[str, Any] = {"id": record_id}
        for number, field in enumerate(fields):
            shaped[field.key] = json_value(field, row[2 * number], row[2 * number + 1])
        return shaped


def json_value(field: Field, value: Any, second: Any = None) -> Any:
    """Return a stored value as JSON: decimals as strings, moments and dates in ISO 8601, links by name.

    `second` is the currency of a MONEY value, or the name behind a PERSON or RECORD id.
    """
    if field.type is FieldType.TAGS:
        return value.split(_SEPARATOR) if value else []
    if value is None:
        return None
    if field.type is FieldType.MOMENT:
        return from_millis(value).isoformat().replace("+00:00", "Z")
    if field.type is FieldType.MONEY:
        places = exponent(second) if second else field.scale
        return str(Decimal(value).scaleb(-places))
    if field.type is FieldType.NUMBER:
        return decimal_text(Decimal(value).scaleb(-field.scale)) if field.scale else value
    if field.type is FieldType.YES_NO:
        return bool(value)
    if field.type in (FieldType.PERSON, FieldType.RECORD):
        return second if second is not None else value
    return value


def decimal_text(number: Decimal) -> str:
    """Return a decimal without needless zeros and never in exponent form."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
