"""Decimal marks and date orders are told from the values, and values are read exactly by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.exchange.column_values import date_of, number_of, recognised_values


@pytest.mark.parametrize(
    ("values", "kind", "mark", "order", "certain"),
    [
        (["1.234,50", "7,25"], "decimal", ",", None, True),
        (["1,234.50", "7.25"], "decimal", ".", None, True),
        (["1.234.567", "0,5"], "decimal", ",", None, True),
        (["1.234", "2.500"], "integer", ",", None, False),
        (["1", "22", "333"], "integer", None, None, True),
        (["31/12/2023", "01/02/2024"], "date", None, "day", True),
        (["12/31/2023", "01/02/2024"], "date", None, "month", True),
        (["01/02/2024", "03/04/2024"], "date", None, "day", False),
        (["01.02.2024", "03.04.2024"], "date", None, "day", True),
        (["2024-02-01", "", "null"], "date", None, "iso", True),
        (["24 October 2011", "3 Mai 2012"], "date", None, None, True),
        (["a@b.de", "c@d.org"], "email", None, None, True),
        (["+49 30 123456", "030/123456"], "phone", None, None, True),
        (["01067", "04109"], "text", None, None, True),
        (["www.a.de", "https://b.org/x"], "web", None, None, True),
        (["yes", "no"], "boolean", None, None, True),
        (["", " ", "N/A"], "empty", None, None, True),
        (["Ada", "12"], "text", None, None, True),
        (["1.2.3.4", "10.0.0.1"], "text", None, None, True),
    ],
)
def test_recognised(values: list[str], kind: str, mark: str | None, order: str | None, certain: bool) -> None:
    found = recognised_values(values)
    assert (found.kind, found.decimal_mark, found.date_order, found.is_certain) == (kind, mark, order, certain)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_written_either_way_is_read_exactly(value: Decimal) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert number_of(english, ".") == value
    assert number_of(german, ",") == value


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_written_in_any_order_is_read(day: date) -> None:
    assert date_of(day.isoformat()) == day
    assert date_of(f"{day.day}.{day.month}.{day.year}", "day") == day
    assert date_of(f"{day.month}/{day.day}/{day.year}", "month") == day


@pytest.mark.parametrize("text", ["1.5.2", "12,34,56", "abc", "", "1.2345,6", "--5"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_of(text, ".") is None


def test_money_brackets_and_percent() -> None:
    assert number_of("(1,200.50)") == Decimal("-1200.50")
    assert number_of("€ 1.200,50", ",") == Decimal("1200.50")
    assert number_of("12.5 %") == Decimal("0.125")
    assert number_of("1 234,5", ",") == Decimal("1234.5")


def test_what_is_not_in_the_calendar_is_none() -> None:
    assert date_of("30.02.2024", "day") is None
    assert date_of("13/13/2024", "month") is None
    assert date_of("5/6/69", "day") == date(1969, 6, 5)
