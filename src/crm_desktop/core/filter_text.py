"""Filters as people type them: `stage = "Quote sent" and last_contact before 60 days ago`.

    expression  =  term { "or" term }
    term        =  factor { "and" factor }
    factor      =  "not" factor | "(" expression ")" | comparison
    comparison  =  field [ "not" ] operator [ value | "(" value { "," value } ")" ]
    value       =  "quoted text" | word | number [ CURRENCY ] | 2026-11-22 | period
    period      =  today | yesterday | tomorrow | this UNIT | last UNIT | next UNIT
                |  last N UNITS | next N UNITS | N UNITS ago | in N UNITS

Keywords are read in any case of letters; `\\"` and `\\\\` escape within quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crm_desktop.core.expressions import (
    BARE_OPERATORS,
    CALENDAR_PERIODS,
    COUNTED_PERIODS,
    MOST_UNITS,
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
    PeriodKind,
    Text,
    Unit,
    Value,
)

LONGEST_TEXT = 20_000
DEEPEST = 50
MOST_COMPARISONS = 200
MOST_VALUES = 500

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-]))
      | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))
      | (?P<symbol><=|>=|!=|<>|==|[=<>(),])
      | (?P<word>\w[\w.@+&'’-]*)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SIMPLE_WORD = re.compile(r"[^\W\d]\w*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_UNITS = {name: unit for unit in Unit for name in (unit.value, unit.value + "s")}
_DAY_WORDS = {kind.value: kind for kind in (PeriodKind.YESTERDAY, PeriodKind.TODAY, PeriodKind.TOMORROW)}
_CALENDAR_WORDS = {kind.value: kind for kind in CALENDAR_PERIODS}
#: Words that mean something to the grammar: as a field or a value they are written in quotes.
_KEYWORDS = (
    {"and", "or", "not", "is", "in", "on", "contains", "starts", "with", "has", "empty"}
    | {"before", "after", "within", "ago"}
    | set(_DAY_WORDS)
    | set(_CALENDAR_WORDS)
)
_SYMBOLS = {
    "=": Operator.EQUAL,
    "==": Operator.EQUAL,
    "!=": Operator.NOT_EQUAL,
    "<>": Operator.NOT_EQUAL,
    "<": Operator.LESS,
    "<=": Operator.AT_MOST,
    ">": Operator.MORE,
    ">=": Operator.AT_LEAST,
}
_WORD_OPERATORS = {
    "contains": Operator.CONTAINS,
    "has": Operator.HAS,
    "before": Operator.BEFORE,
    "after": Operator.AFTER,
    "within": Operator.WITHIN,
    "on": Operator.EQUAL,
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # quoted, day, number, symbol, word, end
    text: str  # unescaped
    start: int

    @property
    def keyword(self) -> str:
        return self.text.lower() if self.kind in ("word", "symbol") else ""


def parse(text: str) -> Expression:
    """Read a filter. Raises FilterError with the place and what was expected there."""
    if len(text) > LONGEST_TEXT:
        raise FilterError(f"It is longer than {LONGEST_TEXT:,} letters")
    return _Parser(_tokens(text)).whole()


def check_letters(text: str, position: int | None = None) -> None:
    """Refuse what no database text can hold: null characters and half characters."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise FilterError("It holds a character that is not text", position)


def _tokens(text: str) -> list[_Token]:
    check_letters(text)
    tokens = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            if text[start] == '"':
                raise FilterError("A quotation mark is opened here and never closed", start)
            raise FilterError(f"“{text[start]}” has no meaning here", start)
        kind = found.lastgroup
        raw = found[kind]
        plain = re.sub(r"\\(.)", r"\1", raw[1:-1], flags=re.DOTALL) if kind == "quoted" else raw
        tokens.append(_Token(kind, plain, found.start(kind)))
        at = found.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


class _Parser:
    """Recursive descent over the tokens; one method per line of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._comparisons = 0

    def whole(self) -> Expression:
        if self._now.kind == "end":
            raise FilterError("It is empty; write for example: name contains smith")
        found = self._either()
        if self._now.kind != "end":
            hint = "“and” or “or” was expected"
            if self._now.kind in ("word", "number"):
                hint += "; put quotes around a text of several words"
            raise FilterError(f"“{self._now.text}” is not expected here: {hint}", self._now.start)
        return found

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _peek(self, ahead: int = 1) -> _Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _take(self) -> _Token:
        token = self._now
        self._at += token.kind != "end"
        return token

    def _accept(self, keyword: str) -> bool:
        if self._now.keyword == keyword:
            self._take()
            return True
        return False

    def _expect(self, keyword: str, why: str) -> None:
        if not self._accept(keyword):
            raise FilterError(f"“{keyword}” was expected {why}", self._now.start)

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._accept("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._factor()]
        while self._accept("and"):
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _factor(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FilterError(f"It is nested more than {DEEPEST} deep", self._now.start)
        try:
            if self._accept("not"):
                return Not(self._factor())
            opened = self._now.start
            if self._accept("("):
                inside = self._either()
                self._expect(")", f"to close the parenthesis at letter {opened + 1}")
                return inside
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Expression:
        name = self._take()
        if name.kind not in ("word", "quoted") or name.keyword in _KEYWORDS:
            said = f"“{name.text}” is not the name of a field" if name.text else "the filter ends"
            raise FilterError(f"The name of a field was expected here, but {said}", name.start)
        self._comparisons += 1
        if self._comparisons > MOST_COMPARISONS:
            raise FilterError(f"It has more than {MOST_COMPARISONS} conditions", name.start)
        negated = self._accept("not")
        operator = self._operator(name.text)
        found = Comparison(name.text, operator, self._values(operator), name.start)
        return Not(found) if negated else found

    def _operator(self, field: str) -> Operator:
        token = self._take()
        word = token.keyword
        if word in _SYMBOLS:
            return _SYMBOLS[word]
        if word in _WORD_OPERATORS:
            return _WORD_OPERATORS[word]
        if word == "starts":
            self._expect("with", "after “starts”")
            return Operator.STARTS_WITH
        if word == "is":
            if self._now.keyword == "not" and self._peek().keyword == "empty":
                self._take()
                self._take()
                return Operator.NOT_EMPTY
            if self._accept("empty"):
                return Operator.EMPTY
            return Operator.NOT_EQUAL if self._accept("not") else Operator.EQUAL
        if word == "in":
            if self._now.keyword == "(":
                return Operator.IN
            if self._now.kind == "number":
                self._at -= 1  # `due in 3 days`: the word belongs to the value
            return Operator.WITHIN
        said = f"“{token.text}” is no comparison" if token.text else "the filter ends"
        raise FilterError(f"After “{field}” a comparison was expected, such as = or contains, but {said}", token.start)

    def _values(self, operator: Operator) -> tuple[Value, ...]:
        if operator in BARE_OPERATORS:
            return ()
        if operator is not Operator.IN:
            return (self._value(),)
        self._expect("(", "after “in”")
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
            if len(values) > MOST_VALUES:
                raise FilterError(f"The list holds more than {MOST_VALUES} values", self._now.start)
        self._expect(")", "after the last value of the list")
        return tuple(values)

    def _value(self) -> Value:
        token = self._take()
        word = token.keyword
        if token.kind == "quoted":
            return Text(token.text)
        if token.kind == "day":
            try:
                return Day(date.fromisoformat(token.text))
            except ValueError:
                raise FilterError(f"{token.text} is not in the calendar", token.start) from None
        if token.kind == "number":
            return self._number(token)
        if token.kind == "word":
            if word in _DAY_WORDS:
                return Period(_DAY_WORDS[word])
            if word in _CALENDAR_WORDS:
                return self._relative(_CALENDAR_WORDS[word], token)
            if word == "in" and self._now.kind == "number":
                count = self._count()
                return Period(PeriodKind.AHEAD, self._unit(), count)
            if word not in _KEYWORDS:
                return Text(token.text)
            raise FilterError(f"“{token.text}” cannot be a value; write it in quotes if you mean the word", token.start)
        said = f"“{token.text}” stands here" if token.text else "the filter ends here"
        raise FilterError(f"A value was expected, but {said}", token.start)

    def _number(self, token: _Token) -> Value:
        if self._now.keyword in _UNITS and self._peek().keyword == "ago":
            self._at -= 1
            count = self._count()
            unit = self._unit()
            self._take()
            return Period(PeriodKind.AGO, unit, count)
        if self._now.kind == "word" and _CURRENCY.fullmatch(self._now.text) and not self._at_joint():
            return Number(token.text, self._take().text)
        return Number(token.text)

    def _at_joint(self) -> bool:
        """`amount > 5 AND …`: three capital letters that are no currency."""
        return self._now.keyword in _KEYWORDS

    def _relative(self, kind: PeriodKind, token: _Token) -> Period:
        if self._now.kind == "number" and kind is not PeriodKind.THIS:
            count = self._count()
            return Period(PeriodKind.PAST if kind is PeriodKind.LAST else PeriodKind.COMING, self._unit(), count)
        unit = self._unit()
        if unit is Unit.DAY:
            raise FilterError("Write today, yesterday or tomorrow for a single day", token.start)
        return Period(kind, unit)

    def _count(self) -> int:
        token = self._take()
        if not token.text.isdecimal() or not 0 < int(token.text[:9]) <= MOST_UNITS or len(token.text) > 9:
            raise FilterError(f"{token.text} is not a number of days that can be counted", token.start)
        return int(token.text)

    def _unit(self) -> Unit:
        token = self._take()
        if token.keyword not in _UNITS:
            raise FilterError("Days, weeks, months, quarters or years were expected here", token.start)
        return _UNITS[token.keyword]


def format(expression: Expression) -> str:
    """Print a filter so that `parse` reads the same filter again."""
    return _format(expression, 0)


def _format(expression: Expression, binding: int) -> str:
    match expression:
        case Comparison(name, operator, values):
            parts = [_word(name), operator.value]
            if operator is Operator.IN:
                parts.append("(" + ", ".join(format_value(value) for value in values) + ")")
            else:
                parts.extend(format_value(value) for value in values)
            return " ".join(parts)
        case Not(part):
            return "not " + _format(part, 3)
        case And(parts):
            text, own = " and ".join(_format(part, 2) for part in parts), 1
        case Or(parts):
            text, own = " or ".join(_format(part, 1) for part in parts), 0
    return f"({text})" if own < binding else text


def format_value(value: Value) -> str:
    """Print one value as a filter writes it."""
    match value:
        case Text(text):
            return _word(text)
        case Number(digits, currency):
            return digits if currency is None else f"{digits} {currency}"
        case Day(day):
            return day.isoformat()
        case Period():
            return format_period(value)


def format_period(period: Period) -> str:
    """`last 60 days`, `this quarter`, `today`."""
    unit = period.unit.value
    if period.kind in COUNTED_PERIODS:
        counted = f"{period.count} {unit}" + ("s" if period.count > 1 else "")
        return {
            PeriodKind.PAST: f"last {counted}",
            PeriodKind.COMING: f"next {counted}",
            PeriodKind.AGO: f"{counted} ago",
            PeriodKind.AHEAD: f"in {counted}",
        }[period.kind]
    return f"{period.kind.value} {unit}" if period.kind in CALENDAR_PERIODS else period.kind.value


def _word(text: str) -> str:
    if _SIMPLE_WORD.fullmatch(text) and text.lower() not in _KEYWORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
