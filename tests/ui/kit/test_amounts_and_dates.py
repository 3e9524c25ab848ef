from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.date_words import read_date, write_date
from crm_desktop.ui.kit.money_edit import MoneyEdit, read_amount, write_amount
from crm_desktop.ui.kit.month_grid import month_away
from crm_desktop.ui.theme.theme import Theme

UK = QLocale("en_GB")
US = QLocale("en_US")
GERMAN = QLocale("de_DE")
FRENCH = QLocale("fr_FR")
THURSDAY = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("text", "locale", "amount"),
    [
        ("1860", UK, "1860"),
        ("1,860.50", UK, "1860.50"),
        ("1.860,50", GERMAN, "1860.50"),
        ("1.860,50", UK, "1860.50"),
        ("1.860", GERMAN, "1860"),
        ("1,860", UK, "1860"),
        ("12,5", UK, "12.5"),
        ("5.2k", UK, "5200"),
        ("€620", UK, "620"),
        ("620 EUR", GERMAN, "620"),
        ("1 234,56 €", FRENCH, "1234.56"),
        ("1'234.50", UK, "1234.50"),
        ("-45", UK, "-45"),
        ("1,234,567", UK, "1234567"),
        ("٣٤", UK, "34"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, locale: QLocale, amount: str) -> None:
    assert read_amount(text, 2, locale) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,23,4", "12.345,6.7", "1.005", "k", "--5", "NaN", "1e5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert read_amount(text, 2, UK) is None


@given(
    cents=st.integers(-(10**12), 10**12),
    digits=st.sampled_from([0, 2, 3]),
    name=st.sampled_from(["en_GB", "de_DE", "fr_FR", "sv_SE"]),
)
def test_an_amount_written_is_read_back(cents: int, digits: int, name: str) -> None:
    amount, locale = Decimal(cents).scaleb(-digits), QLocale(name)
    assert read_amount(write_amount(amount, digits, locale), digits, locale) == amount


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2025, 11, 20)),
        ("tomorrow", date(2025, 11, 21)),
        ("fri", date(2025, 11, 21)),
        ("thu", date(2025, 11, 27)),
        ("next tue", date(2025, 11, 25)),
        ("in 3 days", date(2025, 11, 23)),
        ("in 2 weeks", date(2025, 12, 4)),
        ("28 nov", date(2025, 11, 28)),
        ("Nov 28", date(2025, 11, 28)),
        ("12 nov", date(2025, 11, 12)),
        ("5 jan", date(2026, 1, 5)),
        ("29 feb", date(2028, 2, 29)),
        ("2025-12-05", date(2025, 12, 5)),
        ("5/12/2025", date(2025, 12, 5)),
        ("5.12.", date(2025, 12, 5)),
        ("28 november 2026", date(2026, 11, 28)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date) -> None:
    assert read_date(text, THURSDAY, UK) == day


def test_the_locale_decides_which_number_is_the_month() -> None:
    assert read_date("12/5/2025", THURSDAY, US) == date(2025, 12, 5)
    assert read_date("12/5/2025", THURSDAY, UK) == date(2025, 5, 12)
    assert read_date("3. märz 2026", THURSDAY, GERMAN) == date(2026, 3, 3)


@pytest.mark.parametrize("text", ["", "soon", "31 feb", "2025-13-01", "fri maybe", "99", "5/25/2025"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert read_date(text, THURSDAY, UK) is None


@given(
    day=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    name=st.sampled_from(["en_GB", "en_US", "de_DE", "sv_SE", "el_GR"]),
)
def test_a_date_written_is_read_back(day: date, name: str) -> None:
    assert read_date(write_date(day, QLocale(name)), THURSDAY, QLocale(name)) == day


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), months=st.integers(-40, 40))
def test_month_away_lands_in_the_month_meant(day: date, months: int) -> None:
    found = month_away(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day


def test_money_edit_writes_out_marks_and_announces(theme: Theme, qtbot: QtBot) -> None:
    edit = MoneyEdit("Value")
    qtbot.addWidget(edit)
    heard: list[object] = []
    edit.amount_changed.connect(heard.append)
    qtbot.keyClicks(edit, "5.2k")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "5,200.00"
    assert heard[-1] == Decimal(5200)
    edit.clear()
    qtbot.keyClicks(edit, "dear")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "dear"
    assert edit.property("state") == "error"
    assert not edit.is_understood()
    assert edit.amount() == Decimal(5200)


def test_money_edit_refuses_negative_unless_allowed(theme: Theme, qtbot: QtBot) -> None:
    edit = MoneyEdit("Value")
    qtbot.addWidget(edit)
    edit.setText("-5")
    assert not edit.is_understood()


def test_date_edit_takes_words_and_picks_from_the_month(theme: Theme, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    window = QWidget()
    qtbot.addWidget(window)
    edit = DateEdit(theme, "Due", lambda: THURSDAY)
    QVBoxLayout(window).addWidget(edit)
    window.resize(500, 500)
    window.show()
    heard: list[object] = []
    edit.date_changed.connect(heard.append)
    edit.setFocus()
    qtbot.keyClicks(edit, "next tue")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "25 Nov 2025"
    qtbot.keyClick(edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit._month is not None
    qtbot.keyClick(edit._month.days, Qt.Key.Key_Right)
    qtbot.keyClick(edit._month.days, Qt.Key.Key_Return)
    assert heard == [date(2025, 11, 25), date(2025, 11, 26), date(2025, 11, 27)]
    edit.setText("nonsense")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.property("state") == "error"
    assert edit.value() == date(2025, 11, 27)
