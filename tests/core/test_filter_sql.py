"""Filters run in SQLite exactly as a plain reading of them in Python says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlcipher3
from hypothesis import example, given
from hypothesis import strategies as st

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filters import (
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
    check,
    parse,
)
from crm_desktop.core.money import exponent
from crm_desktop.services.filter_sql import compile_filter

TODAY = date(2026, 11, 22)
BERLIN = ZoneInfo("Europe/Berlin")
AMELIA, BEN = "0" * 31 + "a", "f" * 32
PEOPLE = {AMELIA: "Amelia Okafor", BEN: "Ben Ćastillo"}
FIELDS = FieldSet(
    "deal",
    "Deal",
    "Deals",
    (
        Field("title", "Title", FieldType.TEXT, "deal.title"),
        Field("status", "Status", FieldType.CHOICE, "deal.status", choices=(("open", "Open"), ("won", "Won"))),
        Field("amount", "Amount", FieldType.MONEY, "deal.amount", currency_sql="deal.currency"),
        Field("quantity", "Quantity", FieldType.NUMBER, "deal.quantity", scale=3),
        Field("touched", "Touched", FieldType.MOMENT, "deal.touched"),
        Field("close", "Close", FieldType.DATE, "deal.close"),
        Field("stale", "Stale", FieldType.YES_NO, "deal.stale"),
        Field(
            "owner",
            "Owner",
            FieldType.PERSON,
            "deal.owner",
            name_sql="SELECT person.name FROM person WHERE person.id = deal.owner",
        ),
        Field("tags", "Tags", FieldType.TAGS, "SELECT tag.name AS value FROM tag WHERE tag.deal = deal.id"),
    ),
)


@dataclass(frozen=True)
class Deal:
    """One row as Python sees it."""

    title: str | None = None
    status: str | None = None
    amount: int | None = None
    currency: str | None = None
    quantity: int | None = None
    touched: int | None = None
    close: date | None = None
    stale: bool | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def connection() -> Any:
    opened = sqlcipher3.connect(":memory:", isolation_level=None)
    opened.execute(
        "CREATE TABLE deal (id INTEGER PRIMARY KEY, title, status, amount, currency, quantity, touched,"
        " close, stale, owner)"
    )
    opened.execute("CREATE TABLE tag (deal INTEGER, name TEXT)")
    opened.execute("CREATE TABLE person (id TEXT, name TEXT)")
    opened.executemany("INSERT INTO person VALUES (?, ?)", list(PEOPLE.items()))
    yield opened
    opened.close()


def found_in(connection: Any, deals: list[Deal], expression: Expression, zone: ZoneInfo = BERLIN) -> list[int]:
    connection.execute("DELETE FROM deal")
    connection.execute("DELETE FROM tag")
    for number, deal in enumerate(deals):
        connection.execute(
            "INSERT INTO deal VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                number,
                deal.title,
                deal.status,
                deal.amount,
                deal.currency,
                deal.quantity,
                deal.touched,
                deal.close and deal.close.isoformat(),
                deal.stale,
                deal.owner,
            ),
        )
        connection.executemany("INSERT INTO tag VALUES (?, ?)", [(number, tag) for tag in deal.tags])
    where, values = compile_filter(expression, FIELDS, today=TODAY, zone=zone)
    rows = connection.execute(f"SELECT id, ({where}) FROM deal ORDER BY id", values).fetchall()
    assert all(answer in (0, 1) for _, answer in rows), "every comparison is true or false, never NULL"
    return [number for number, answer in rows if answer]


def same_letter(one: str, other: str) -> bool:
    return one in (other, other.lower(), other.upper(), other.title())


def same_text(stored: str, wanted: str) -> bool:
    return len(stored) == len(wanted) and all(map(same_letter, stored, wanted))


def text_matches(stored: str | None, operator: Operator, wanted: str) -> bool:
    stored = stored or ""
    if operator is Operator.CONTAINS:
        return any(same_text(stored[at : at + len(wanted)], wanted) for at in range(len(stored) + 1))
    if operator is Operator.STARTS_WITH:
        return same_text(stored[: len(wanted)], wanted)
    return same_text(stored, wanted)


def stretch_matches(stored: Any, operator: Operator, first: Any, last: Any) -> bool:
    if stored is None:
        return False
    match operator:
        case Operator.LESS | Operator.BEFORE:
            return bool(stored < first)
        case Operator.AT_MOST:
            return bool(stored <= last)
        case Operator.MORE | Operator.AFTER:
            return bool(stored > last)
        case Operator.AT_LEAST:
            return bool(stored >= first)
    return bool(first <= stored <= last)


def plain_text(value: Value) -> str:
    assert isinstance(value, Text | Number)
    return value.value if isinstance(value, Text) else value.digits


def matches(deal: Deal, expression: Expression, zone: ZoneInfo) -> bool:
    match expression:
        case And(parts):
            return all(matches(deal, part, zone) for part in parts)
        case Or(parts):
            return any(matches(deal, part, zone) for part in parts)
        case Not(part):
            return not matches(deal, part, zone)
    stored = getattr(deal, expression.field)
    match expression.operator:
        case Operator.EMPTY:
            return stored is None or stored in ("", ())
        case Operator.NOT_EMPTY:
            return not (stored is None or stored in ("", ()))
        case Operator.NOT_EQUAL:
            return not one_matches(deal, expression.field, Operator.EQUAL, expression.values[0], zone)
        case Operator.IN:
            return any(one_matches(deal, expression.field, Operator.EQUAL, value, zone) for value in expression.values)
    return one_matches(deal, expression.field, expression.operator, expression.values[0], zone)


def one_matches(deal: Deal, field: str, operator: Operator, value: Value, zone: ZoneInfo) -> bool:
    stored = getattr(deal, field)
    if field in ("amount", "quantity"):
        assert isinstance(value, Number)
        if stored is not None:
            places = exponent(deal.currency or "EUR") if field == "amount" else 3
            stored = Decimal(stored).scaleb(-places)
        if value.currency is not None and value.currency != deal.currency:
            return False
        return stretch_matches(stored, operator, value.decimal, value.decimal)
    if field in ("touched", "close"):
        assert isinstance(value, Day | Period)
        first, last = (value.value, value.value) if isinstance(value, Day) else value.days(TODAY)
        if field == "touched" and stored is not None:
            stored = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=stored)).astimezone(zone).date()
        return stretch_matches(stored, operator, first, last)
    text = plain_text(value)
    if field == "stale":
        return bool(stored) == (text.lower() in ("yes", "true", "1"))
    if field == "tags":
        return any(text_matches(tag, Operator.EQUAL, text) for tag in stored)
    if field == "owner":
        return text_matches(PEOPLE.get(stored or ""), operator, text) or (
            operator is Operator.EQUAL and bool(text) and stored == text.lower()
        )
    if field == "status" and operator in (Operator.CONTAINS, Operator.STARTS_WITH):
        return text_matches(stored, operator, text)
    return text_matches(stored, operator, text)


NASTY = [
    "",
    "*",
    "?",
    "[",
    "]",
    "[a-z]",
    "^",
    "[^a]",
    "-",
    "%",
    "_",
    "\\",
    "'",
    '"',
    "');--",
    ":filter_0",
    "straße",
    "STRASSE",
    "Größe",
    "GRÖSSE",
    "Ǆ",
    "ǆ",
    "ΣΊΣΥΦΟΣ",
    "σίσυφος",
    "İstanbul",
    "a\nb",
    "Ćastillo",
    "10",
    "null",
]
TEXTS = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("aAbBäÄ[]*?^'"),
    max_size=4,
)
MOMENTS = st.integers(-4, 90 * 24 * 4).map(lambda quarter: 1_792_800_000_000 + quarter * 900_000) | st.sampled_from(
    [1_793_228_400_000 - 1, 1_793_228_400_000, 0, -1, 2**62 // 10**6]
)
DAYS = st.dates(date(2026, 10, 20), date(2026, 12, 5))
NUMBERS = st.sampled_from(["0", "1", "-1", "1.5", "0.001", "0.0005", "12.34", "1234.5", "99999999999999999999999"])
DEALS = st.builds(
    Deal,
    title=st.none() | TEXTS,
    status=st.sampled_from([None, "open", "won"]),
    amount=st.none() | st.integers(-200, 2000) | st.sampled_from([2**63 - 1, -(2**63), 1234, 12340]),
    currency=st.sampled_from([None, "EUR", "JPY", "KWD", "CLF"]),
    quantity=st.none() | st.integers(-2000, 2000),
    touched=st.none() | MOMENTS,
    close=st.none() | DAYS | st.sampled_from([date.min, date.max]),
    stale=st.sampled_from([None, False, True]),
    owner=st.sampled_from([None, AMELIA, BEN]),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
)
TEXT_VALUES = st.builds(Text, TEXTS)
DAY_VALUES = st.one_of(
    st.builds(Day, DAYS | st.sampled_from([date.min, date.max])),
    st.builds(
        Period,
        st.sampled_from([PeriodKind.LAST, PeriodKind.THIS, PeriodKind.NEXT]),
        st.sampled_from([*Unit][1:]),
    ),
    st.builds(
        Period,
        st.sampled_from([PeriodKind.PAST, PeriodKind.COMING, PeriodKind.AGO, PeriodKind.AHEAD]),
        st.sampled_from(Unit),
        st.integers(1, 40),
    ),
    st.just(Period(PeriodKind.TODAY)),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXT_VALUES,
    "status": st.sampled_from([Text("open"), Text("WON"), Text("")]),
    "amount": st.builds(Number, NUMBERS, st.sampled_from([None, None, "EUR", "JPY", "KWD"])),
    "quantity": st.builds(Number, NUMBERS),
    "touched": DAY_VALUES,
    "close": DAY_VALUES,
    "stale": st.sampled_from([Text("yes"), Text("No"), Text("TRUE"), Number("0")]),
    "owner": TEXT_VALUES | st.sampled_from([Text(AMELIA), Text(BEN.upper()), Text("ben ćastillo"), Text("BEN")]),
    "tags": TEXT_VALUES,
}
TEXTUAL = [
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.CONTAINS,
    Operator.STARTS_WITH,
    Operator.EMPTY,
    Operator.IN,
]
NUMERIC = [
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.MORE,
    Operator.AT_LEAST,
    Operator.NOT_EMPTY,
    Operator.EMPTY,
    Operator.IN,
]
DATED = [*NUMERIC, Operator.BEFORE, Operator.AFTER, Operator.WITHIN]
KNOWN = {
    "title": TEXTUAL,
    "status": TEXTUAL,
    "owner": TEXTUAL,
    "amount": NUMERIC,
    "quantity": NUMERIC,
    "touched": DATED,
    "close": DATED,
    "stale": [Operator.EQUAL, Operator.NOT_EQUAL],
    "tags": [
        Operator.HAS,
        Operator.EQUAL,
        Operator.NOT_EQUAL,
        Operator.EMPTY,
        Operator.NOT_EMPTY,
        Operator.IN,
    ],
}


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    field = draw(st.sampled_from(sorted(KNOWN)))
    operator = draw(st.sampled_from(KNOWN[field]))
    if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        return Comparison(field, operator)
    count = draw(st.integers(1, 3)) if operator is Operator.IN else 1
    return Comparison(field, operator, tuple(draw(VALUES[field]) for _ in range(count)))


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    comparisons(),
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(And, st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(parts, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)


@given(
    st.lists(DEALS, min_size=1, max_size=6),
    EXPRESSIONS,
    st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati"), ZoneInfo("UTC")]),
)
@example(
    [Deal(touched=1_793_228_400_000)],
    Comparison("touched", Operator.EQUAL, (Day(date(2026, 10, 29)),)),
    BERLIN,
)
def test_the_database_finds_what_plain_reading_finds(
    connection: Any, deals: list[Deal], expression: Expression, zone: ZoneInfo
) -> None:
    expected = [number for number, deal in enumerate(deals) if matches(deal, expression, zone)]
    assert found_in(connection, deals, expression, zone) == expected


@given(comparisons(), DEALS)
def test_not_is_the_exact_opposite(connection: Any, comparison: Comparison, deal: Deal) -> None:
    found = found_in(connection, [deal], comparison)
    assert found_in(connection, [deal], Not(comparison)) == ([] if found else [0])


@given(st.text(max_size=30), st.sampled_from([*Operator]), st.sampled_from([*FIELDS.keys]))
def test_hostile_text_is_only_ever_a_value(connection: Any, text: str, operator: Operator, field: str) -> None:
    bare = operator in (Operator.EMPTY, Operator.NOT_EMPTY)
    expression = Comparison(field, operator, () if bare else (Text(text),))
    try:
        where, values = compile_filter(expression, FIELDS, today=TODAY, zone=BERLIN)
    except FilterError:
        return
    plain, _ = compile_filter(
        Comparison(field, operator, () if bare else (HARMLESS[field],)), FIELDS, today=TODAY, zone=BERLIN
    )
    if field == "title" and text.isascii():
        assert where == plain
    connection.execute(f"SELECT count(*) FROM deal WHERE {where}", values)


HARMLESS: dict[str, Value] = {
    "title": Text("x"),
    "status": Text("open"),
    "amount": Number("1"),
    "quantity": Number("1"),
    "touched": Day(TODAY),
    "close": Day(TODAY),
    "stale": Text("yes"),
    "owner": Text("x"),
    "tags": Text("x"),
}


@pytest.mark.parametrize(
    "field",
    ["title; DROP TABLE deal", "deal.title", "1=1 OR title", "title'", 'title"', "", "rowid", "tïtle"],
)
def test_a_name_that_is_not_declared_never_reaches_the_database(field: str) -> None:
    with pytest.raises(FilterError, match="no field"):
        compile_filter(Comparison(field, Operator.EMPTY), FIELDS, today=TODAY, zone=BERLIN)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_the_database_would_cut_short_is_refused(text: str) -> None:
    with pytest.raises(FilterError, match="not text"):
        check(Comparison("title", Operator.EQUAL, (Text(text),)), FIELDS)


def test_a_day_begins_at_midnight_of_the_zone_when_the_clocks_change(connection: Any) -> None:
    # 25 October 2026 has 25 hours in Berlin: 24th 22:00 UTC until 25th 23:00 UTC.
    first = int(datetime(2026, 10, 24, 22, tzinfo=UTC).timestamp() * 1000)
    last = int(datetime(2026, 10, 25, 23, tzinfo=UTC).timestamp() * 1000) - 1
    deals = [Deal(touched=moment) for moment in (first - 1, first, last, last + 1)]
    assert found_in(connection, deals, parse("touched = 2026-10-25")) == [1, 2]


def test_money_is_compared_in_each_record_s_own_currency(connection: Any) -> None:
    deals = [
        Deal(amount=1500, currency="EUR"),
        Deal(amount=1500, currency="JPY"),
        Deal(amount=1500, currency="KWD"),
    ]
    assert found_in(connection, deals, parse("amount > 14.99")) == [0, 1]
    assert found_in(connection, deals, parse("amount = 1.5")) == [2]
    assert found_in(connection, deals, parse("amount > 1 EUR")) == [0]
    assert found_in(connection, deals, parse("not amount > 1 EUR")) == [1, 2]


def test_the_largest_filter_that_can_be_read_also_runs(connection: Any) -> None:
    long_list = "title in (" + ",".join(f'"{number}"' for number in range(500)) + ")"
    deep = "(" * 48 + "title = x" + ")" * 48
    many = " or ".join(["title = x", "title is empty"] * 100)
    for text in (long_list, deep, many, 'title contains "' + "ä" * 2000 + '"'):
        assert found_in(connection, [Deal(title="499"), Deal(title="X")], parse(text)) in ([0], [1], [])


def test_a_choice_is_given_by_key_or_label(connection: Any) -> None:
    deals = [Deal(status="open"), Deal(status="won"), Deal()]
    assert found_in(connection, deals, parse("status = WON")) == [1]
    assert found_in(connection, deals, parse("status contains o")) == [0, 1]
    assert found_in(connection, deals, parse("status starts with w")) == [1]
    assert found_in(connection, deals, parse('status = ""')) == [2]
    assert found_in(connection, deals, parse("status contains zzz")) == []
