"""The one place where a filter becomes SQL.

Values are always bound, names come from the field declarations only. Every comparison is true or false
and never NULL, so that `not` means what it says: a record without a value matches `!=` and `not`.
Text is compared letter by letter in any case, for every script: SQLite's own `lower` and `LIKE` know the
cases of ASCII only, so that other letters are looked for by GLOB.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import TypeVar

from crm_desktop.core.expressions import (
    And,
    Comparison,
    Expression,
    Not,
    Number,
    Operator,
    Or,
    Value,
)
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filter_check import as_choices, as_days, as_number, as_text, as_yes_no, check, field_of
from crm_desktop.core.money import EXPONENTS, PRECISION, USUAL_EXPONENT

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_NEVER = "0"
ME = "me"
"""Whoever works here, as the value of a PERSON: a saved view of one's own records serves everybody."""
_ID = re.compile(r"[0-9a-f]{32}")
_OF_MOST = frozenset(("contact.kind",))
"""Columns with an index whose value most records share: in its order, a whole table is read ten times slower."""
Edge = TypeVar("Edge", int, date)


def compile_filter(
    expression: Expression, fields: FieldSet, *, today: date, zone: tzinfo, first_weekday: int = 0, table: str = ""
) -> tuple[str, dict[str, object]]:
    """A condition for WHERE and the values it binds (`:filter_0` …); raises FilterError as `check` does.

    Who “me” is must be bound as `:me` beside them. `today` is the day in `zone`; a day of a moment is that day in
    `zone`. `table` is what the records' own table is called, where that is not the name of the kind.
    """
    check(expression, fields)
    compiler = _Compiler(fields, today, zone, first_weekday, table or fields.kind)
    return compiler.condition(expression), compiler.values


@dataclass(slots=True)
class _Compiler:
    fields: FieldSet
    today: date
    zone: tzinfo
    first_weekday: int
    table: str
    values: dict[str, object] = field(default_factory=dict)

    def condition(self, expression: Expression) -> str:
        match expression:
            case And(parts):
                return "(" + " AND ".join(self.condition(part) for part in parts) + ")"
            case Or(parts):
                return "(" + " OR ".join(self.condition(part) for part in parts) + ")"
            case Not(part):
                return f"(NOT {self.condition(part)})"
            case Comparison():
                return self._comparison(expression)

    def _bind(self, value: str | int) -> str:
        name = f"filter_{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def _comparison(self, comparison: Comparison) -> str:
        one = field_of(comparison, self.fields)
        assert one.sql is not None
        if one.every is None or _wants_nothing(comparison):
            return self._compared(one, one.sql, comparison)
        # Of all records at once; a record that is not among `every` has no value.
        negative = comparison.operator in (Operator.EMPTY, Operator.NOT_EQUAL)
        if comparison.operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            matches = "1" if one.type is FieldType.TAGS else f"(NOT {self._empty(one, 'value')})"
        elif comparison.operator is Operator.NOT_EQUAL:
            matches = self._one_of_every(one, Operator.EQUAL, comparison.values[0])
        elif comparison.operator is Operator.IN:
            matches = " OR ".join(self._one_of_every(one, Operator.EQUAL, value) for value in comparison.values)
        else:
            matches = self._one_of_every(one, comparison.operator, comparison.values[0])
        among = "NOT IN" if negative else "IN"
        return f'("{self.table}".id {among} (SELECT record_id FROM ({one.every}) WHERE {matches}))'

    def _one_of_every(self, one: Field, operator: Operator, value: Value) -> str:
        if one.type is FieldType.TAGS:
            return self._text("value", Operator.EQUAL, as_text(value))
        return self._one(one, "value", operator, value)

    def _compared(self, one: Field, sql: str, comparison: Comparison) -> str:
        match comparison.operator:
            case Operator.EMPTY:
                return self._empty(one, sql)
            case Operator.NOT_EMPTY:
                return f"(NOT {self._empty(one, sql)})"
            case Operator.NOT_EQUAL:
                return f"(NOT {self._one(one, sql, Operator.EQUAL, comparison.values[0])})"
            case Operator.IN:
                parts = [self._one(one, sql, Operator.EQUAL, value) for value in comparison.values]
                return "(" + " OR ".join(parts) + ")"
            case operator:
                return self._one(one, sql, operator, comparison.values[0])

    def _empty(self, one: Field, sql: str) -> str:
        if one.type is FieldType.TAGS:
            return f"(NOT EXISTS ({sql}))"
        if one.type in (FieldType.NUMBER, FieldType.MONEY, FieldType.MOMENT):
            return f"(({sql}) IS NULL)"
        return f"(coalesce(({sql}), '') = '')"

    def _one(self, one: Field, sql: str, operator: Operator, value: Value) -> str:
        match one.type:
            case FieldType.NUMBER:
                return self._scaled(sql, operator, as_number(one, value), one.scale)
            case FieldType.MONEY:
                return self._money(one, sql, operator, value)
            case FieldType.DATE | FieldType.MOMENT:
                return self._days(one, sql, operator, value)
            case FieldType.YES_NO:
                return f"(coalesce(({sql}), 0) {'<>' if as_yes_no(one, value) else '='} 0)"
            case FieldType.CHOICE if one.choices:
                return self._choice(one, sql, operator, value)
            case FieldType.PERSON | FieldType.RECORD:
                text = as_text(value)
                if one.type is FieldType.PERSON and operator is Operator.EQUAL and text.casefold() == ME:
                    return f"(coalesce(({sql}), '') = :me)"
                if operator is Operator.EQUAL and _ID.fullmatch(text.lower()):
                    return f"(coalesce(({sql}), '') = {self._bind(text.lower())})"
                return self._text(one.name_sql or sql, operator, text)
            case FieldType.TAGS:
                matches = self._text("value", Operator.EQUAL, as_text(value))
                return f"(EXISTS (SELECT 1 FROM ({sql}) WHERE {matches}))"
            case _:
                return self._text(sql, operator, as_text(value))

    def _text(self, sql: str, operator: Operator, text: str) -> str:
        # LIKE is five times faster, and right as long as the wanted letters are ASCII.
        if text.isascii():
            pattern, rest, like = re.sub(r"([\\%_])", r"\\\1", text), "%", "LIKE {} ESCAPE '\\'"
        else:
            pattern, rest, like = any_case_pattern(text), "*", "GLOB {}"
        if operator is Operator.CONTAINS:
            pattern = f"{rest}{pattern}{rest}"
        elif operator is Operator.STARTS_WITH:
            pattern = f"{pattern}{rest}"
        return f"(coalesce(({sql}), '') {like.format(self._bind(pattern))})"

    def _choice(self, one: Field, sql: str, operator: Operator, value: Value) -> str:
        if not as_text(value):
            return self._empty(one, sql) if operator is Operator.EQUAL else "1"
        keys = as_choices(one, operator, value)
        if not keys:
            return _NEVER
        wanted = ", ".join(self._bind(key) for key in keys)
        if "(" not in sql:  # a column, maybe one with an index
            same = f"{sql} IN ({wanted})"
            return f"({sql} IS NOT NULL AND {f'likely({same})' if sql in _OF_MOST else same})"
        return f"(coalesce(({sql}), '') IN ({wanted}))"

    def _money(self, one: Field, sql: str, operator: Operator, value: Value) -> str:
        number = as_number(one, value)
        if one.currency_sql is None:
            return self._scaled(sql, operator, number, one.scale)
        if isinstance(value, Number) and value.currency is not None:
            places = EXPONENTS.get(value.currency, USUAL_EXPONENT)
            same = f"coalesce(({one.currency_sql}), '') = {self._bind(value.currency)}"
            return f"({same} AND {self._scaled(sql, operator, number, places)})"
        # Each record's own currency says how many decimals its minor units stand for.
        cases = []
        for places in sorted(set(EXPONENTS.values())):
            codes = ", ".join(f"'{code}'" for code, own in EXPONENTS.items() if own == places)
            then = self._scaled(sql, operator, number, places)
            cases.append(f"WHEN ({one.currency_sql}) IN ({codes}) THEN {then}")
        usual = self._scaled(sql, operator, number, USUAL_EXPONENT)
        return f"(CASE {' '.join(cases)} ELSE {usual} END)"

    def _scaled(self, sql: str, operator: Operator, number: Decimal, places: int) -> str:
        with localcontext() as context:
            context.prec = PRECISION
            scaled = number.scaleb(places)
            down = int(scaled.to_integral_value(ROUND_FLOOR))
            up = int(scaled.to_integral_value(ROUND_CEILING))
        low, high = _bounds(operator, up, down, lambda value, step: value + step)
        if (low is not None and low > _LARGEST) or (high is not None and high < _SMALLEST):
            return _NEVER
        return self._between(
            sql,
            None if low is None or low < _SMALLEST else low,
            None if high is None or high > _LARGEST else high,
        )

    def _days(self, one: Field, sql: str, operator: Operator, value: Value) -> str:
        first, last = as_days(one, value, self.today, self.first_weekday)
        if one.type is FieldType.MOMENT:
            start, end = self._start_of(first), self._start_of(last, 1) - 1
            return self._between(sql, *_bounds(operator, start, end, lambda value, step: value + step))
        if operator in (Operator.LESS, Operator.BEFORE) and first == date.min:
            return _NEVER
        if operator in (Operator.MORE, Operator.AFTER) and last == date.max:
            return _NEVER
        low, high = _bounds(operator, first, last, lambda value, step: value + timedelta(days=step))
        # An empty date is no date: '' would sort before all of them.
        low = low or date.min
        return self._between(sql, low.isoformat(), None if high is None else high.isoformat())

    def _start_of(self, day: date, later: int = 0) -> int:
        """Milliseconds UTC when a day (or so many days later) begins in the zone."""
        # Far from the edges of the calendar, where no zone's offset can be reckoned any more.
        year = min(max(day.year, 2), date.max.year - 1)
        near = day if day.year == year else day.replace(year=year, day=min(day.day, 28))
        begin = near + timedelta(days=later)
        return round(datetime(begin.year, begin.month, begin.day, tzinfo=self.zone).timestamp() * 1000)

    def _between(self, sql: str, low: str | int | None, high: str | int | None) -> str:
        if "(" not in sql:  # a column, maybe one with an index
            parts = [f"{sql} IS NOT NULL"]
            if low is not None:
                parts.append(f"{sql} >= {self._bind(low)}")
            if high is not None:
                parts.append(f"{sql} <= {self._bind(high)}")
            return "(" + " AND ".join(parts) + ")"
        # A query of its own stands here once, so that it is run once for a record.
        if low is not None and high is not None:
            return f"coalesce(({sql}) BETWEEN {self._bind(low)} AND {self._bind(high)}, 0)"
        if low is None and high is None:
            return f"(({sql}) IS NOT NULL)"
        bound = f">= {self._bind(low)}" if low is not None else f"<= {self._bind(high or 0)}"
        return f"coalesce(({sql}) {bound}, 0)"


def _wants_nothing(comparison: Comparison) -> bool:
    """Whether an empty text is asked for, which a record without a value has as well."""
    return any(as_text(value) == "" for value in comparison.values)


def _bounds(
    operator: Operator, first: Edge, last: Edge, step: Callable[[Edge, int], Edge]
) -> tuple[Edge | None, Edge | None]:
    """What an operator leaves beside the stretch from `first` to `last`, as inclusive bounds."""
    match operator:
        case Operator.LESS | Operator.BEFORE:
            return None, step(first, -1)
        case Operator.AT_MOST:
            return None, last
        case Operator.MORE | Operator.AFTER:
            return step(last, 1), None
        case Operator.AT_LEAST:
            return first, None
        case _:
            return first, last


def any_case_pattern(text: str) -> str:
    """A GLOB pattern for exactly this text, each letter in any case."""
    return "".join(_letter_pattern(letter) for letter in text)


def _letter_pattern(letter: str) -> str:
    forms = {letter, letter.lower(), letter.upper(), letter.title()}
    single = sorted(form for form in forms if len(form) == 1)
    return f"[{''.join(single)}]" if len(single) > 1 or letter in "*?[" else letter
