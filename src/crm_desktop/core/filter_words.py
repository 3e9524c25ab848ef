"""Filters as sentences: `Stage is “Quote sent” and Amount is more than 1000`."""

from __future__ import annotations

from collections.abc import Mapping

from crm_desktop.core.expressions import (
    And,
    Comparison,
    Day,
    Expression,
    Not,
    Number,
    Operator,
    Or,
    Period,
    PeriodKind,
    Text,
    Value,
)
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filter_text import format_period

#: Every phrase of a sentence. A translation hands `describe` a table with the same keys.
ENGLISH: dict[str, str] = {
    "=": "{field} is {value}",
    "!=": "{field} is not {value}",
    "<": "{field} is less than {value}",
    "<=": "{field} is at most {value}",
    ">": "{field} is more than {value}",
    ">=": "{field} is at least {value}",
    "contains": "{field} contains {value}",
    "starts with": "{field} starts with {value}",
    "has": "{field} include {value}",
    "is empty": "{field} is empty",
    "is not empty": "{field} is not empty",
    "in": "{field} is one of {value}",
    "before": "{field} is before {value}",
    "after": "{field} is after {value}",
    "within": "{field} is within {value}",
    "not <": "{field} is not less than {value}",
    "not <=": "{field} is not at most {value}",
    "not >": "{field} is not more than {value}",
    "not >=": "{field} is not at least {value}",
    "not contains": "{field} does not contain {value}",
    "not starts with": "{field} does not start with {value}",
    "not has": "{field} do not include {value}",
    "not in": "{field} is none of {value}",
    "not before": "{field} is not before {value}",
    "not after": "{field} is not after {value}",
    "not within": "{field} is not within {value}",
    "date <": "{field} is before {value}",
    "date <=": "{field} is not after {value}",
    "date >": "{field} is after {value}",
    "date >=": "{field} is not before {value}",
    "tags =": "{field} include {value}",
    "tags !=": "{field} do not include {value}",
    "tags contains": "{field} include {value}",
    "tags not contains": "{field} do not include {value}",
    "tags in": "{field} include one of {value}",
    "tags not in": "{field} include none of {value}",
    "tags is empty": "there are no {field}",
    "tags is not empty": "there are {field}",
    "and": "{left} and {right}",
    "or": "{left} or {right}",
    "not": "not ({part})",
    "group": "({part})",
    "list": "{left}, {right}",
    "quoted": "“{text}”",
    "the": "the {period}",
}

_FAMILIES = {FieldType.DATE: "date ", FieldType.MOMENT: "date ", FieldType.TAGS: "tags "}
_OPPOSITE = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.EMPTY: Operator.NOT_EMPTY,
    Operator.NOT_EMPTY: Operator.EMPTY,
}


def describe(expression: Expression, fields: FieldSet, phrases: Mapping[str, str] = ENGLISH) -> str:
    """Say a filter in words, with the labels of the fields."""
    match expression:
        case Comparison():
            return _say(expression, fields, phrases, negated=False)
        case Not(Comparison() as part):
            if part.operator in _OPPOSITE:
                turned = Comparison(part.field, _OPPOSITE[part.operator], part.values)
                return _say(turned, fields, phrases, negated=False)
            return _say(part, fields, phrases, negated=True)
        case Not(part):
            return phrases["not"].format(part=describe(part, fields, phrases))
        case And(parts):
            return _join("and", [_grouped(part, fields, phrases) for part in parts], phrases)
        case Or(parts):
            return _join("or", [_grouped(part, fields, phrases) for part in parts], phrases)


def _grouped(expression: Expression, fields: FieldSet, phrases: Mapping[str, str]) -> str:
    said = describe(expression, fields, phrases)
    return phrases["group"].format(part=said) if isinstance(expression, And | Or) else said


def _join(word: str, parts: list[str], phrases: Mapping[str, str]) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = phrases[word].format(left=said, right=part)
    return said


def _say(comparison: Comparison, fields: FieldSet, phrases: Mapping[str, str], *, negated: bool) -> str:
    field = fields.find(comparison.field)
    key = ("not " if negated else "") + comparison.operator.value
    if field is not None:
        own = _FAMILIES.get(field.type, "") + key
        key = own if own in phrases else key
    values = [_say_value(value, field, phrases) for value in comparison.values]
    value = _join("list", values, phrases) if values else ""
    label = comparison.field if field is None else field.label
    return phrases[key].format(field=label, value=value)


def _say_value(value: Value, field: Field | None, phrases: Mapping[str, str]) -> str:
    match value:
        case Text(text):
            if field is not None and field.choices and (key := field.choice_key(text)) is not None:
                return phrases["quoted"].format(text=field.choice_label(key))
            if field is not None and field.type is FieldType.YES_NO:
                return text
            return phrases["quoted"].format(text=text)
        case Number(digits, currency):
            return digits if currency is None else f"{digits} {currency}"
        case Day(day):
            return day.isoformat()
        case Period(kind):
            said = format_period(value)
            counted = kind in (PeriodKind.PAST, PeriodKind.COMING)
            return phrases["the"].format(period=said) if counted else said
