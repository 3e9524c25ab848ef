"""Columns that fill custom fields: those that are there, and those that a file brings along."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import derived_id
from crm_desktop.exchange.column_values import DateOrder, DecimalMark, date_of, moment_of, number_of
from crm_desktop.services.custom_fields.declared import custom_fields
from crm_desktop.services.custom_fields.values import PUT, Stored, stored
from crm_desktop.services.custom_fields.views import CustomFieldDraft, CustomFieldRow
from crm_desktop.services.importing.cells import is_empty
from crm_desktop.services.importing.plan import NEW_FIELD, OWN, ImportPlan, label_of
from crm_desktop.services.importing.targets import KINDS

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_YES_NO = frozenset(("true", "false", "yes", "no", "ja", "nein", "y", "n", "wahr", "falsch", "oui", "non", "x"))
_YES = frozenset(("true", "yes", "ja", "y", "wahr", "oui", "x", "1"))
_MOST_DIGITS = 15
_MOST_PLACES = 9
_LONG = 200

OwnValue = tuple[CustomFieldRow, Stored]


@dataclass(slots=True)
class _Values:
    """What the values of one column have in common so far."""

    mark: DecimalMark
    order: DateOrder
    any: bool = False
    number: bool = True
    day: bool = True
    yes_no: bool = True
    long: bool = False
    places: int = 0

    def look(self, text: str) -> None:
        """Take one more value into account."""
        self.any = True
        if self.number:
            found = number_of(text, self.mark)
            digits = sum(letter.isdigit() for letter in text)
            if found is None or "%" in text or digits > _MOST_DIGITS or (text[:1] == "0" and text[1:2].isdigit()):
                self.number = False
            else:
                self.places = max(self.places, -int(found.as_tuple().exponent))
        self.day = self.day and date_of(text, self.order) is not None and ":" not in text
        self.yes_no = self.yes_no and text.lower() in _YES_NO
        self.long = self.long or len(text) > _LONG or "\n" in text

    def type(self) -> FieldType:
        """Return the narrowest type that holds every value."""
        if self.yes_no:
            return FieldType.YES_NO
        if self.number and self.places <= _MOST_PLACES:
            return FieldType.NUMBER
        if self.day:
            return FieldType.DATE
        return FieldType.LONG_TEXT if self.long else FieldType.TEXT


class OwnFields:
    """Reads and writes the custom fields of the rows of a planned table inside one unit of work."""

    def __init__(self, services: Services, work: Transaction, plan: ImportPlan) -> None:
        self._services = services
        self._work = work
        self._kind = KINDS[plan.rows]
        self._currency = services.workspace.business().currency
        self._columns: list[tuple[int, CustomFieldRow, DecimalMark, DateOrder, str]] = []
        self._present: dict[tuple[str, str], Stored] = {}
        self._pending: list[tuple[Any, ...]] = []
        if plan.source is not None and any(one.field.startswith((OWN, NEW_FIELD)) for one in plan.columns):
            self._prepare(plan)

    def __bool__(self) -> bool:
        return bool(self._columns)

    @property
    def fields(self) -> tuple[CustomFieldRow, ...]:
        """The custom fields that the table fills."""
        return tuple(one for _, one, _, _, _ in self._columns)

    def _prepare(self, plan: ImportPlan) -> None:
        new = {one.column: one.header for one in plan.new_fields}
        made = self._made(plan, new) if new else {}
        known = {one.key: one for one in self._declared()}
        for column in plan.columns:
            key = made.get(column.column) or (column.field.removeprefix(OWN) if column.field.startswith(OWN) else "")
            if key in known:
                mark, order = _conventions(plan, column.column)
                self._columns.append((column.column, known[key], mark, order, column.header))

    def _declared(self) -> list[CustomFieldRow]:
        # This unit of work may have declared some of them.
        from crm_desktop.services.importing.within import database_within

        return custom_fields(database_within(self._services.database, self._work), self._kind)

    def _made(self, plan: ImportPlan, new: dict[int, str]) -> dict[int, str]:
        """Declare a field for each of these columns that holds anything; return their keys by column."""
        looked = {index: _Values(*_conventions(plan, index)) for index in new}
        for number, cells in plan.source.rows():
            if number in plan.left_out:
                continue
            row = plan.mended(number, cells)
            for index, values in looked.items():
                if not is_empty(text := row[index].strip()):
                    values.look(text)
        there = {one.label.casefold(): one.key for one in self._declared()}
        made: dict[int, str] = {}
        for index, values in looked.items():
            label = label_of(new[index])
            if values.any:
                made[index] = there.get(label.casefold()) or self.declare(label, values.type(), values.places)
        return made

    def declare(self, label: str, kind: FieldType, places: int = 0) -> str:
        """Declare a custom field under a label, or a numbered one where it is taken, and return its key."""
        taken = self._services.records.access(self._kind).fields
        there = {one.label.casefold() for one in self._declared()}
        free, number = label, 2
        while free in taken or free.casefold() in there:
            free, number = f"{label} ({number})", number + 1
        draft = CustomFieldDraft(self._kind, free, kind, scale=places if kind is FieldType.NUMBER else 0)
        from crm_desktop.services.custom_fields.commands import CustomFieldCommands

        return CustomFieldCommands(self._services).put_field(self._work, draft)

    def read(self, cells: tuple[str, ...]) -> tuple[list[OwnValue], str]:
        """Return what a row says of custom fields, and a sentence about the first value that fits none."""
        found: list[OwnValue] = []
        problem = ""
        for index, field, mark, order, header in self._columns:
            text = cells[index].strip()
            if is_empty(text):
                continue
            try:
                value = _value(field, text, mark, order, self._services.clock.zone)
                found.append((field, stored(field, value, currency=self._currency)))
            except (ValueError, CrmError):
                problem = problem or f"“{text}” in “{header}” does not fit the field “{field.label}”; it was left out."
        return found, problem

    def plain(self, cells: tuple[str, ...]) -> dict[str, Any]:
        """Return what a row says of custom fields by their keys, as JSON values."""
        found: dict[str, Any] = {}
        for index, field, mark, order, _ in self._columns:
            text = cells[index].strip()
            if not is_empty(text):
                try:
                    value = _value(field, text, mark, order, self._services.clock.zone)
                except ValueError:
                    continue
                found[field.key] = value.isoformat() if isinstance(value, date) else value
        return found

    def look_up(self, ids: Iterable[str]) -> None:
        """Read what these records hold already, all at once."""
        self._present = {
            (record, field): (text, number)
            for record, field, text, number in self._work.execute(
                "SELECT v.record_id, v.field_id, v.text, v.number FROM json_each(?) j "
                "JOIN custom_value v ON v.record_id = j.value",
                (json.dumps(list(ids)),),
            )
        }

    def put(self, record_id: str, values: list[OwnValue], *, fill_only: bool = False) -> bool:
        """Keep values of a record; whether any is new. With `fill_only` nothing that is there gives way."""
        changed = False
        for field, value in values:
            before = self._present.get((record_id, field.id), (None, None))
            same = value == before or (field.type is FieldType.MOMENT and _second(value) == _second(before))
            if not same and not (fill_only and before != (None, None)):
                self._present[record_id, field.id] = value
                self._pending.append(
                    (derived_id(field.id, record_id), field.id, self._kind, record_id, value[0], value[1])
                )
                changed = True
        return changed

    def flush(self) -> None:
        """Write what is waiting."""
        if self._pending:
            self._work.execute_many(PUT, self._pending)
            self._pending.clear()


def key_texts(values: Iterable[OwnValue]) -> Iterator[tuple[str, str]]:
    """Yield (`own:` key, text to compare) of values, for recognising a record by them."""
    for field, (text, number) in values:
        yield OWN + field.key, (text if text is not None else str(number)).casefold()


def _conventions(plan: ImportPlan, column: int) -> tuple[DecimalMark, DateOrder]:
    found = plan.source.columns[column]
    return found.decimal_mark or plan.source.decimal_mark or ".", found.date_order or plan.source.date_order or "iso"


def _second(value: Stored) -> int | None:
    """Return a moment in seconds: no table says more."""
    return None if value[1] is None else value[1] // 1000


def _value(
    field: CustomFieldRow, text: str, mark: DecimalMark, order: DateOrder, zone: tzinfo
) -> str | bool | date | Decimal:
    match field.type:
        case FieldType.NUMBER | FieldType.MONEY:
            number = number_of(text, mark)
            if number is None:
                raise ValueError(text)
            return number
        case FieldType.DATE:
            day = date_of(text, order)
            if day is None:
                raise ValueError(text)
            return day
        case FieldType.MOMENT:
            moment = moment_of(text, order)
            if moment is None:
                raise ValueError(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        case FieldType.YES_NO:
            return text.lower() in _YES if text.lower() in _YES_NO else _yes_no_number(text)
        case _:
            return text


def _yes_no_number(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"
