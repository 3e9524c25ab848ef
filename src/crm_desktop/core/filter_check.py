"""Whether a filter makes sense for a kind of record, and how its values are read for each type of field."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import (
    BARE_OPERATORS,
    And,
    Comparison,
    Day,
    Expression,
    FilterError,
    Not,
    Number,
    Operator,
    Or,
    Period,
    Text,
    Value,
)
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filter_text import check_letters, format_value
from crm_desktop.core.money import exponent, parse_decimal

LONGEST_VALUE = 2_000
MOST_DIGITS = 30

_EMPTINESS = frozenset({Operator.EMPTY, Operator.NOT_EMPTY})
_EQUALITY = frozenset({Operator.EQUAL, Operator.NOT_EQUAL})
_TEXTUAL = _EMPTINESS | _EQUALITY | {Operator.CONTAINS, Operator.STARTS_WITH, Operator.IN}
_ORDERED = _EMPTINESS | _EQUALITY | {Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST, Operator.IN}
_DATED = _ORDERED | {Operator.BEFORE, Operator.AFTER, Operator.WITHIN}

#: What each type of field can be compared by.
OPERATORS: dict[FieldType, frozenset[Operator]] = {
    FieldType.TEXT: _TEXTUAL,
    FieldType.LONG_TEXT: _TEXTUAL,
    FieldType.CHOICE: _TEXTUAL,
    FieldType.PERSON: _TEXTUAL,
    FieldType.RECORD: _TEXTUAL,
    FieldType.NUMBER: _ORDERED,
    FieldType.MONEY: _ORDERED,
    FieldType.DATE: _DATED,
    FieldType.MOMENT: _DATED,
    FieldType.YES_NO: _EQUALITY,
    FieldType.TAGS: _EMPTINESS | _EQUALITY | {Operator.HAS, Operator.CONTAINS, Operator.IN},
}
_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0"})


def comparisons(expression: Expression) -> Iterator[Comparison]:
    """Every comparison of a filter, from left to right."""
    match expression:
        case Comparison():
            yield expression
        case Not(part):
            yield from comparisons(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from comparisons(part)


def check(expression: Expression, fields: FieldSet) -> None:
    """Refuse unknown fields, comparisons that a field does not know, and values it cannot hold."""
    for comparison in comparisons(expression):
        field = field_of(comparison, fields)
        allowed = OPERATORS[field.type]
        if comparison.operator not in allowed:
            words = ", ".join(operator.value for operator in Operator if operator in allowed)
            raise FilterError(
                f"{field.label} cannot be compared with “{comparison.operator.value}”; it knows {words}",
                comparison.position,
            )
        for value in comparison.values:
            _check_value(field, comparison.operator, value, comparison.position)


def field_of(comparison: Comparison, fields: FieldSet) -> Field:
    """The declared field of a comparison, by key or label; near misses are suggested."""
    field = fields.find(comparison.field)
    if field is None or field.sql is None:
        names = [name for one in fields if one.sql is not None for name in (one.key, one.label)]
        raise FilterError(
            f"{fields.plural} have no field “{comparison.field}” to filter by" + _suggestion(comparison.field, names),
            comparison.position,
        )
    return field


def as_text(value: Value) -> str:
    """A value as the text it was written as."""
    return value.value if isinstance(value, Text) else format_value(value)


def as_number(field: Field, value: Value, position: int | None = None) -> Decimal:
    """A value of a NUMBER or MONEY field."""
    digits = as_text(value) if not isinstance(value, Number) else value.digits
    try:
        number = parse_decimal(digits)
    except CrmError:
        raise FilterError(f"{field.label} is a number, and “{digits}” is not", position) from None
    if len(number.as_tuple().digits) > MOST_DIGITS:
        raise FilterError(f"A number with more than {MOST_DIGITS} digits cannot be compared", position)
    return number


def as_days(
    field: Field, value: Value, today: date, first_weekday: int = 0, position: int | None = None
) -> tuple[date, date]:
    """A value of a DATE or MOMENT field: its first and last day, both included."""
    match value:
        case Day(day):
            return day, day
        case Period():
            return value.days(today, first_weekday=first_weekday)
        case Text(text):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                pass
            else:
                return day, day
    raise FilterError(
        f"{field.label} is a date, and “{as_text(value)}” is not; write 2026-11-22, today, "
        "last 60 days, this quarter or in 3 days",
        position,
    )


def as_yes_no(field: Field, value: Value, position: int | None = None) -> bool:
    """A value of a YES_NO field."""
    word = as_text(value).lower()
    if word not in _YES | _NO:
        raise FilterError(f"{field.label} is either yes or no, not “{as_text(value)}”", position)
    return word in _YES


def as_choices(field: Field, operator: Operator, value: Value, position: int | None = None) -> tuple[str, ...]:
    """The keys of the declared choices that a value means."""
    text = as_text(value)
    part = text.casefold()
    if operator is Operator.CONTAINS:
        return tuple(key for key, label in field.choices if part in label.casefold())
    if operator is Operator.STARTS_WITH:
        return tuple(key for key, label in field.choices if label.casefold().startswith(part))
    if not text:
        return ()
    key = field.choice_key(text)
    if key is None:
        labels = [label for _, label in field.choices]
        hint = _suggestion(text, labels) or "; it is one of " + ", ".join(labels)
        raise FilterError(f"{field.label} is never “{text}”{hint}", position)
    return (key,)


def _check_value(field: Field, operator: Operator, value: Value, position: int | None) -> None:
    check_letters(as_text(value), position)
    if len(as_text(value)) > LONGEST_VALUE:
        raise FilterError(f"A text of more than {LONGEST_VALUE:,} letters cannot be compared", position)
    if isinstance(value, Number) and value.currency is not None:
        if field.type is not FieldType.MONEY or field.currency_sql is None:
            raise FilterError(f"{field.label} has no currency; leave “{value.currency}” out", position)
        exponent(value.currency)
    match field.type:
        case FieldType.NUMBER | FieldType.MONEY:
            as_number(field, value, position)
        case FieldType.DATE | FieldType.MOMENT:
            as_days(field, value, date(2000, 1, 1), position=position)
        case FieldType.YES_NO:
            as_yes_no(field, value, position)
        case FieldType.CHOICE if field.choices and operator not in BARE_OPERATORS:
            as_choices(field, operator, value, position)


def _suggestion(name: str, names: Iterable[str]) -> str:
    by_folded: dict[str, str] = {}
    for one in names:  # keys stand before labels: they are shorter to type
        by_folded.setdefault(one.casefold(), one)
    near = difflib.get_close_matches(name[:100].casefold(), by_folded, n=1, cutoff=0.6)
    return f"; perhaps “{by_folded[near[0]]}” was meant" if near else ""
