"""Filters read, print back, describe themselves and say what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core import filters
from crm_desktop.core.expressions import BARE_OPERATORS, CALENDAR_PERIODS, COUNTED_PERIODS
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
    check,
    describe,
    parse,
)

DEALS = FieldSet(
    "deal",
    "Deal",
    "Deals",
    (
        Field("title", "Title", FieldType.TEXT, "deal.title"),
        Field("stage", "Stage", FieldType.CHOICE, "stage.name"),
        Field(
            "status",
            "Status",
            FieldType.CHOICE,
            "deal.status",
            choices=(("open", "Open"), ("won", "Won"), ("not_now", "Not now")),
        ),
        Field("amount", "Amount", FieldType.MONEY, "deal.amount_minor", currency_sql="deal.currency"),
        Field("chance", "Chance", FieldType.NUMBER, "deal.chance"),
        Field("last_contact", "Last contact", FieldType.MOMENT, "deal.last_contact"),
        Field("close", "Expected close", FieldType.DATE, "deal.close"),
        Field("stale", "Stale", FieldType.YES_NO, "deal.stale"),
        Field("tags", "Tags", FieldType.TAGS, "SELECT name AS value FROM tag WHERE tag.deal = deal.id"),
        Field("secret", "Secret", FieldType.TEXT, None),
    ),
)


def one(field: str, operator: Operator, *values: filters.Value) -> Comparison:
    return Comparison(field, operator, values)


READINGS: list[tuple[str, Expression]] = [
    (
        'stage = "Quote sent" and amount > 1000 and last_contact before 60 days ago',
        And(
            (
                one("stage", Operator.EQUAL, Text("Quote sent")),
                one("amount", Operator.MORE, Number("1000")),
                one("last_contact", Operator.BEFORE, Period(PeriodKind.AGO, Unit.DAY, 60)),
            )
        ),
    ),
    ("tag = fair", one("tag", Operator.EQUAL, Text("fair"))),
    ('tags has "VIP"', one("tags", Operator.HAS, Text("VIP"))),
    (
        "a=1 or b=2 and c=3",
        Or(
            (
                one("a", Operator.EQUAL, Number("1")),
                And((one("b", Operator.EQUAL, Number("2")), one("c", Operator.EQUAL, Number("3")))),
            )
        ),
    ),
    (
        "(a=1 OR b=2) AND NOT c=3",
        And(
            (
                Or((one("a", Operator.EQUAL, Number("1")), one("b", Operator.EQUAL, Number("2")))),
                Not(one("c", Operator.EQUAL, Number("3"))),
            )
        ),
    ),
    ("title not contains x", Not(one("title", Operator.CONTAINS, Text("x")))),
    ('title not in (x, "y z")', Not(one("title", Operator.IN, Text("x"), Text("y z")))),
    ("title starts with Ho", one("title", Operator.STARTS_WITH, Text("Ho"))),
    ("title is empty", one("title", Operator.EMPTY)),
    ("title is not empty", one("title", Operator.NOT_EMPTY)),
    ("stage is won", one("stage", Operator.EQUAL, Text("won"))),
    ("stage is not won", one("stage", Operator.NOT_EQUAL, Text("won"))),
    ("stage <> won", one("stage", Operator.NOT_EQUAL, Text("won"))),
    ("amount >= 12.50 EUR", one("amount", Operator.AT_LEAST, Number("12.50", "EUR"))),
    (
        "amount>-5 AND a=1",
        And((one("amount", Operator.MORE, Number("-5")), one("a", Operator.EQUAL, Number("1")))),
    ),
    ("due on 2026-11-22", one("due", Operator.EQUAL, Day(date(2026, 11, 22)))),
    ("due in 3 days", one("due", Operator.WITHIN, Period(PeriodKind.AHEAD, Unit.DAY, 3))),
    ("due in last week", one("due", Operator.WITHIN, Period(PeriodKind.LAST, Unit.WEEK))),
    ("due within last 60 days", one("due", Operator.WITHIN, Period(PeriodKind.PAST, Unit.DAY, 60))),
    ("due within next 1 week", one("due", Operator.WITHIN, Period(PeriodKind.COMING, Unit.WEEK, 1))),
    ("due = today", one("due", Operator.EQUAL, Period(PeriodKind.TODAY))),
    ("due within this quarter", one("due", Operator.WITHIN, Period(PeriodKind.THIS, Unit.QUARTER))),
    ("email = info@harbor-vine.example", one("email", Operator.EQUAL, Text("info@harbor-vine.example"))),
    (r'title = "say \"hi\" \\ bye"', one("title", Operator.EQUAL, Text('say "hi" \\ bye'))),
    ('"Last contact" after yesterday', one("Last contact", Operator.AFTER, Period(PeriodKind.YESTERDAY))),
    ("phone contains 007", one("phone", Operator.CONTAINS, Number("007"))),
    ("name = Ωmega", one("name", Operator.EQUAL, Text("Ωmega"))),
]


@pytest.mark.parametrize(("text", "expected"), READINGS, ids=[text for text, _ in READINGS])
def test_a_filter_is_read_as_it_is_meant(text: str, expected: Expression) -> None:
    assert parse(text) == expected
    assert parse(filters.format(expected)) == expected


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", None, "is empty"),
        ("   ", None, "is empty"),
        ("stage", 5, "comparison was expected"),
        ("stage =", 7, "value was expected"),
        ("stage = Quote sent", 14, "quotes around"),
        ('stage = "Quote', 8, "never closed"),
        ("(a = 1", 6, "close the parenthesis at letter 1"),
        ("a = 1)", 5, "not expected"),
        ("a = 1 and", 9, "the filter ends"),
        ("and = 1", 0, "not the name of a field"),
        ("a like b", 2, "no comparison"),
        ("a starts x", 9, "“with” was expected"),
        ("a in ()", 6, "value was expected"),
        ("a in (1 2)", 8, "after the last value"),
        ("a = 2026-02-30", 4, "not in the calendar"),
        ("a within last 0 days", 14, "can be counted"),
        ("a within last 99999999999 days", 14, "can be counted"),
        ("a within last fortnight", 14, "weeks"),
        ("a within this day", 9, "today"),
        ("a = ; drop", 4, "no meaning"),
        ("a = $1", 4, "no meaning"),
        ("a = or", 4, "in quotes"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, position: int | None, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.position == position
    assert said in caught.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "not " * 3000 + "a=1",
        "a=1 and " * 500 + "a=1",
        "a in (" + "1," * 600 + "1)",
        "a=" + "x" * 30_000,
        'a = "\0"',
        'a = "\ud800"',
    ],
)
def test_no_text_is_too_much_to_refuse(text: str) -> None:
    with pytest.raises(FilterError):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_a_filter_error(text: str) -> None:
    found: Expression | FilterError
    try:
        found = parse(text)
    except FilterError as error:
        found = error
    if isinstance(found, FilterError):
        assert found.position is None or 0 <= found.position <= len(text)
    else:
        assert parse(filters.format(found)) == found


LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
WORDS = st.sampled_from(["and", "IN", "today", "last", "stage", "amount", "Quote sent", "EUR", "days", "ago"])
NUMBERS = st.builds(
    Number,
    st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,3})?", fullmatch=True),
    st.sampled_from([None, "EUR", "JPY"]),
)
PERIODS = st.one_of(
    st.builds(Period, st.sampled_from([PeriodKind.TODAY, PeriodKind.YESTERDAY, PeriodKind.TOMORROW])),
    st.builds(Period, st.sampled_from(sorted(CALENDAR_PERIODS, key=str)), st.sampled_from([*Unit][1:])),
    st.builds(
        Period,
        st.sampled_from(sorted(COUNTED_PERIODS, key=str)),
        st.sampled_from(Unit),
        st.integers(1, 36_600),
    ),
)
VALUES = st.one_of(st.builds(Text, LETTERS | WORDS), NUMBERS, st.builds(Day, st.dates()), PERIODS)
NAMES = LETTERS | WORDS


def comparison_of(operator: Operator) -> st.SearchStrategy[Comparison]:
    if operator in BARE_OPERATORS:
        return st.builds(Comparison, NAMES, st.just(operator))
    most = 4 if operator is Operator.IN else 1
    values = st.lists(VALUES, min_size=1, max_size=most).map(tuple)
    return st.builds(Comparison, NAMES, st.just(operator), values)


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    st.sampled_from(Operator).flatmap(comparison_of),
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(And, st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(parts, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_what_is_printed_reads_back_the_same(expression: Expression) -> None:
    assert parse(filters.format(expression)) == expression


@given(EXPRESSIONS)
def test_every_filter_can_be_said_in_words(expression: Expression) -> None:
    assert describe(expression, DEALS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('stage = "Quote sent" and amount > 1000', "Stage is “Quote sent” and Amount is more than 1000"),
        ("status != not_now", "Status is not “Not now”"),
        ("last_contact before 60 days ago", "Last contact is before 60 days ago"),
        ("close within next 7 days", "Expected close is within the next 7 days"),
        ("close <= today", "Expected close is not after today"),
        ("not title contains x", "Title does not contain “x”"),
        ("not title is empty", "Title is not empty"),
        ("tags has VIP and not tags has old", "Tags include “VIP” and Tags do not include “old”"),
        ("title in (a, b)", "Title is one of “a”, “b”"),
        ("stale = yes", "Stale is yes"),
        (
            "chance > 5 and (title = a or title = b)",
            "Chance is more than 5 and (Title is “a” or Title is “b”)",
        ),
        ("not (chance > 5 and title = a)", "not (Chance is more than 5 and Title is “a”)"),
        ("amount >= 5 EUR", "Amount is at least 5 EUR"),
    ],
)
def test_filters_are_said_in_sentences(text: str, sentence: str) -> None:
    assert describe(parse(text), DEALS) == sentence


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("stage = a and ammount > 5", 14, "perhaps “amount” was meant"),
        ("xyzzy = 1", 0, "Deals have no field “xyzzy”"),
        ("secret = 1", 0, "no field “secret”"),
        ("title > 5", 0, "cannot be compared with “>”; it knows =, !=, contains"),
        ("amount contains 5", 0, "cannot be compared"),
        ("amount > many", 0, "is a number, and “many” is not"),
        ("amount > " + "9" * 31, 0, "30 digits"),
        ("close before 5", 0, "is a date, and “5” is not"),
        ("close before soon", 0, "is a date"),
        ("stale = maybe", 0, "either yes or no"),
        ("status = wonn", 0, "perhaps “Won” was meant"),
        ("status = zzz", 0, "one of Open, Won, Not now"),
        ("chance > 5 EUR", 0, "leave “EUR” out"),
        ("tags before today", 0, "cannot be compared"),
        ("title = " + "x" * 2001, 0, "2,000 letters"),
    ],
)
def test_what_a_kind_of_record_cannot_answer_is_refused(text: str, position: int, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        check(parse(text), DEALS)
    assert caught.value.position == position
    assert said in caught.value.detail


def test_fields_are_found_by_key_or_label_in_any_case() -> None:
    check(
        parse('"last CONTACT" before today and AMOUNT > 5 and Status = WON and "Expected close" is empty'),
        DEALS,
    )


TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("tomorrow", "2026-11-23", "2026-11-23"),
        ("last 60 days", "2026-09-23", "2026-11-22"),
        ("next 7 days", "2026-11-22", "2026-11-29"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("next week", "2026-11-23", "2026-11-29"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("this quarter", "2026-10-01", "2026-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("next quarter", "2027-01-01", "2027-03-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("60 days ago", "2026-09-23", "2026-09-23"),
        ("in 3 days", "2026-11-25", "2026-11-25"),
        ("9 months ago", "2026-02-22", "2026-02-22"),
        ("in 2 weeks", "2026-12-06", "2026-12-06"),
        ("36600 years ago", "0001-01-01", "0001-01-01"),
    ],
)
def test_periods_are_days_of_the_calendar(text: str, first: str, last: str) -> None:
    found = parse(f"day = {text}")
    assert isinstance(found, Comparison)
    period = found.values[0]
    assert isinstance(period, Period)
    assert period.days(TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_week_may_begin_on_sunday_and_a_month_may_be_short() -> None:
    this_week = Period(PeriodKind.THIS, Unit.WEEK)
    assert this_week.days(TODAY, first_weekday=6) == (date(2026, 11, 22), date(2026, 11, 28))
    ago = Period(PeriodKind.AGO, Unit.MONTH, 1)
    assert ago.days(date(2026, 3, 31)) == (date(2026, 2, 28), date(2026, 2, 28))


@given(PERIODS, st.dates())
def test_no_period_falls_off_the_calendar(period: Period, today: date) -> None:
    first, last = period.days(today)
    assert first <= last


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period(PeriodKind.PAST),
        lambda: Period(PeriodKind.THIS),
        lambda: Period(PeriodKind.TODAY, Unit.WEEK),
        lambda: Period(PeriodKind.LAST, Unit.WEEK, 3),
        lambda: Comparison("a", Operator.EQUAL),
        lambda: Comparison("a", Operator.EMPTY, (Text("x"),)),
        lambda: And((Comparison("a", Operator.EMPTY),)),
    ],
)
def test_a_tree_that_means_nothing_cannot_be_built(make: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is for programmers
        make()  # type: ignore[operator]


def test_fields_with_one_name_twice_are_refused() -> None:
    field = Field("name", "Name", FieldType.TEXT, "name")
    with pytest.raises(ValueError, match="two fields"):
        FieldSet("contact", "Contact", "Contacts", (field, Field("other", "NAME", FieldType.TEXT, "x")))
    with pytest.raises(ValueError, match="twice"):
        Field("kind", "Kind", FieldType.CHOICE, "kind", choices=(("a", "A"), ("a", "B")))
    with pytest.raises(ValueError, match="key of a field"):
        Field("no good", "No good", FieldType.TEXT)
    fields = FieldSet("contact", "Contact", "Contacts", (field,))
    assert fields.keys == ("name",)
    assert fields["name"] is field
    assert "NAME" in fields
    with pytest.raises(KeyError):
        fields["missing"]
    assert fields.with_fields((Field("shoe", "Shoe size", FieldType.NUMBER, "shoe"),)).keys == (
        "name",
        "shoe",
    )
