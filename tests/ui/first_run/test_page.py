"""The first page: answers filled in, three doors, and a file that overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.ui.first_run.page import FirstRunPage, Start
from crm_desktop.ui.first_run.places import countries, currencies, free_name
from crm_desktop.ui.pane.pane import PaneContext


@pytest.fixture
def page(context: PaneContext, qtbot: QtBot) -> FirstRunPage:
    page = FirstRunPage(context.theme)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    return page


def test_a_name_and_two_keys_start_empty(page: FirstRunPage, qtbot: QtBot) -> None:
    page.focus_first()
    qtbot.keyClicks(page.name, "Nora's Nursery")
    with qtbot.waitSignal(page.start_requested) as asked:
        page.empty.setFocus()
        qtbot.keyClick(page.empty, Qt.Key.Key_Return)
    start = asked.args[0]
    assert isinstance(start, Start)
    assert (start.door, start.business.name) == ("empty", "Nora's Nursery")
    assert len(start.business.currency) == 3
    assert len(start.business.country) == 2


def test_without_a_name_only_the_sample_opens(page: FirstRunPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.start_requested):
        page.spreadsheet.click()
    assert page._name_field.message()
    with qtbot.waitSignal(page.start_requested) as asked:
        page.sample.click()
    assert asked.args[0].business.name == "Sofia's Bakehouse"
    qtbot.keyClicks(page.name, "x")
    assert not page._name_field.message()


def test_country_and_currency_can_be_chosen(page: FirstRunPage, qtbot: QtBot) -> None:
    page.name.setText("Bäckerei")
    page.country.setCurrentIndex(page.country.findData("DE de"))
    page.currency.setCurrentIndex(page.currency.findData("EUR"))
    with qtbot.waitSignal(page.start_requested) as asked:
        page.empty.click()
    business = asked.args[0].business
    assert (business.country, business.language, business.currency, business.tax_rate) == ("DE", "de", "EUR", "19")


def test_every_country_and_currency_is_there_once() -> None:
    codes = [currency.code for currency in currencies()]
    assert len(set(codes)) == len(codes) > 120
    assert {"GBP", "EUR", "USD", "JPY"} <= set(codes)
    assert {"GB", "DE", "US", "JP", "BR"} <= {country.code for country in countries()}


def test_a_new_file_never_takes_the_name_of_another(tmp_path: Path) -> None:
    first = free_name("Sofia's: Bake/house", tmp_path)
    assert first.name == "Sofia's Bake house.crm"
    first.touch()
    assert free_name("Sofia's: Bake/house", tmp_path).name == "Sofia's Bake house 2.crm"
    assert free_name(" ..", tmp_path).name == "My business.crm"
    assert free_name("CON", tmp_path).name == "CON business.crm"
