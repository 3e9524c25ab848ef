"""The products page: cells edited in place, new rows, prices in bulk, the archive."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.products.views import ProductDraft, ProductRow
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.products.pane import ProductsPane
from crm_desktop.ui.products.prices import PricesDialog
from crm_desktop.ui.products.table_model import ProductTableModel
from tests.ui.pipeline.stage_hands import Hands


@pytest.fixture
def cakes(services: Services) -> None:
    for name, price in (("Honey cake", "7.50"), ("Almond cake", "9"), ("Pie", "3.10")):
        services.product_commands.save(ProductDraft(name, price=Decimal(price), unit="piece"))


@pytest.fixture
def hands(context: PaneContext, cakes: None) -> Iterator[Hands]:
    made = Hands(context, ProductsPane(context))
    yield made
    made.close()


@pytest.fixture
def pane(hands: Hands) -> ProductsPane:
    assert isinstance(hands.pane, ProductsPane)
    return hands.pane


def names(pane: ProductsPane) -> list[str]:
    rows = [pane.model.row_at(number) for number in range(pane.model.rowCount())]
    return [row.name for row in rows if isinstance(row, ProductRow)]


def cell(pane: ProductsPane, row: int, key: str) -> QModelIndex:
    return pane.model.index(row, [column.key for column in pane.model.columns].index(key))


def edit(hands: Hands, pane: ProductsPane, row: int, key: str, text: str) -> None:
    """Press F2 on a cell, type, press Enter."""
    pane.view.setCurrentIndex(cell(pane, row, key))
    hands.action("product_edit")
    editors = pane.view.findChildren(QLineEdit)
    editors[-1].selectAll()
    QTest.keyClicks(editors[-1], text)
    hands.do(QTest.keyClick, editors[-1], Qt.Key.Key_Return)


def test_rows_are_listed_as_people_read_them(pane: ProductsPane) -> None:
    assert names(pane) == ["Almond cake", "Honey cake", "Pie"]
    shown = [cell(pane, 1, key).data() for key in ("name", "unit", "price", "tax_rate", "cost", "active")]
    assert shown == ["Honey cake", "piece", "£7.50", "20 %", "", "Active"]
    assert pane.count.text() == "3 products"


def test_cells_are_edited_in_place(hands: Hands, pane: ProductsPane) -> None:
    edit(hands, pane, 1, "price", "8,25")
    edit(hands, pane, 1, "cost", "3.1")
    edit(hands, pane, 1, "category", "Cakes")
    assert hands.said == [
        "Changed the price of “Honey cake”", "Changed the cost of “Honey cake”", "Changed the category of “Honey cake”",
    ]  # fmt: skip
    assert [cell(pane, 1, key).data() for key in ("price", "cost", "category")] == ["£8.25", "£3.10", "Cakes"]


@pytest.mark.parametrize(("key", "text"), [("price", "dear"), ("price", "-1"), ("name", ""), ("tax_rate", "x")])
def test_what_is_no_value_is_not_saved(hands: Hands, pane: ProductsPane, key: str, text: str) -> None:
    assert not pane.model.setData(cell(pane, 0, key), text)
    hands.settle()
    assert hands.said == []


def test_a_rate_that_the_firm_s_rules_refuse_comes_back(hands: Hands, pane: ProductsPane) -> None:
    edit(hands, pane, 0, "tax_rate", "250")
    assert [error.title for error in hands.refused] == ["A tax rate lies between 0 and 100 percent."]
    assert cell(pane, 0, "tax_rate").data() == "20 %"


def test_a_new_product_is_selected_and_the_form_waits_for_the_next(hands: Hands, pane: ProductsPane) -> None:
    hands.do(pane.new_record)
    form = pane.new_product
    assert form is not None
    hands.do(form.submit)
    assert hands.said == []
    QTest.keyClicks(form.name, "Bread")
    form.price.setText("4.20")
    form.price.editingFinished.emit()
    hands.do(QTest.keyClick, form.name, Qt.Key.Key_Return)
    hands.settle()
    assert names(pane) == ["Almond cake", "Bread", "Honey cake", "Pie"]
    assert pane.view.current_id() == pane.services.products.pick("Bread")[0].id
    assert form.isVisible()
    assert form.name.text() == ""


def test_prices_change_after_a_preview(hands: Hands, pane: ProductsPane) -> None:
    hands.do(pane.change_prices)
    dialog = pane.findChild(PricesDialog)
    assert dialog is not None
    dialog.percent.setText("5 %")
    dialog.step.setCurrentIndex(dialog.step.findData("0.50"))
    hands.settle()
    shown = [[dialog.model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert shown[1] == ["Honey cake", "£7.50", "£8.00"]
    dialog.percent.setText("much")
    assert not dialog.apply_button.isEnabled()
    dialog.percent.setText("10")
    hands.settle()
    hands.do(dialog.apply_button.click)
    assert hands.said == ["Changed the price of 3 products by +10 %"]
    assert cell(pane, 1, "price").data() == "£8.50"


def test_delete_bins_what_is_unused_and_archives_the_rest(hands: Hands, pane: ProductsPane) -> None:
    honey = pane.services.products.pick("Honey")[0].id
    line = DealLineDraft("Honey cake", Decimal(1), Decimal(7), honey)
    pane.services.pipeline_commands.save(DealDraft(title="Fair", lines=(line,)))
    pane.view.selectAll()
    hands.action("product_bin")
    assert names(pane) == ["Honey cake"]
    assert cell(pane, 0, "active").data() == "Archived"
    pane.services.history.undo()
    hands.do(pane.reload)
    assert names(pane) == ["Almond cake", "Honey cake", "Pie"]


def test_filter_words_expressions_and_nothing(hands: Hands, pane: ProductsPane) -> None:
    for text, expected in (("cake", ["Almond cake", "Honey cake"]), ("price < 8", ["Honey cake", "Pie"])):
        pane.search.setText(text)
        hands.do(pane.reload)
        assert names(pane) == expected
    pane.search.setText("caviar")
    hands.do(pane.reload)
    assert pane.stack.currentWidget() is pane.nothing
    hands.do(pane.nothing.primary_button.click)
    hands.do(pane.reload)
    assert len(names(pane)) == 3
    hands.do(pane.view.sort_requested.emit, "price", False)
    hands.settle()
    assert names(pane) == ["Almond cake", "Honey cake", "Pie"]
    pane.view.selectRow(0)
    hands.action("product_copy")
    assert QGuiApplication.clipboard().text().startswith("Almond cake\t\tpiece\t£9.00\t20 %")


def test_the_first_time_there_is_an_invitation(qtbot: QtBot, context: PaneContext) -> None:
    pane = ProductsPane(context)
    hands = Hands(context, pane)
    assert pane.stack.currentWidget() is pane.empty
    hands.do(pane.empty.primary_button.click)
    assert pane.new_product is not None
    assert pane.new_product.isVisible()
    hands.close()


def test_the_model_keeps_qt_s_rules(hands: Hands, pane: ProductsPane, qtmodeltester: ModelTester) -> None:
    assert isinstance(pane.model, ProductTableModel)
    qtmodeltester.check(pane.model)
