"""The products page: cells edited in place, new rows, prices in bulk, the archive."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.lists.views import ListRow
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.lists.value_popovers import ChangePopover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.products.pane import ProductsPane
from crm_desktop.ui.products.prices import PricesDialog
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
    rows = [pane.view.records.row_at(number) for number in range(pane.view.records.rowCount())]
    return [str(row.value("name")) for row in rows if isinstance(row, ListRow)]


def cell(pane: ProductsPane, row: int, key: str) -> QModelIndex:
    model = pane.view.records
    return model.index(row, [column.key for column in model.columns].index(key))


def edit(hands: Hands, pane: ProductsPane, row: int, key: str, text: str) -> None:
    """Press F2 on a cell, type, press Enter."""
    pane.view.setCurrentIndex(cell(pane, row, key))
    hands.action("product_edit")
    (editor,) = [one for one in pane.view.findChildren(QLineEdit) if one.isVisible()]
    editor.selectAll()
    QTest.keyClicks(editor, text)
    hands.do(QTest.keyClick, editor, Qt.Key.Key_Return)


def test_rows_are_listed_as_people_read_them(pane: ProductsPane) -> None:
    assert names(pane) == ["Almond cake", "Honey cake", "Pie"]
    shown = [cell(pane, 1, key).data() for key in ("name", "unit", "price", "tax_rate", "cost", "active")]
    assert shown == ["Honey cake", "piece", "£7.50", "20%", "", "Active"]
    assert pane.list.toolbar.count.text() == "3"


def test_cells_are_edited_in_place(hands: Hands, pane: ProductsPane) -> None:
    edit(hands, pane, 1, "price", "8,25")
    edit(hands, pane, 1, "cost", "3.1")
    edit(hands, pane, 1, "category", "Cakes")
    assert hands.said == [
        "Changed Price of “Honey cake”", "Changed Cost of “Honey cake”", "Changed Category of “Honey cake”",
    ]  # fmt: skip
    assert [cell(pane, 1, key).data() for key in ("price", "cost", "category")] == ["£8.25", "£3.10", "Cakes"]


def test_what_is_no_value_is_not_saved_and_said(hands: Hands, pane: ProductsPane) -> None:
    for key, text, words in (
        ("price", "dear", "not a number"), ("price", "-1", "from 0 up"), ("name", " ", "needs a name"),
        ("tax_rate", "250", "between 0 and 100"),
    ):  # fmt: skip
        before = cell(pane, 0, key).data()
        edit(hands, pane, 0, key, text)
        assert words in pane.list.toolbar.message.text(), (key, text)
        assert cell(pane, 0, key).data() == before
    assert hands.said == []


def test_enter_double_click_and_a_click_on_active_change_cells(hands: Hands, pane: ProductsPane) -> None:
    pane.view.setFocus()
    pane.view.setCurrentIndex(cell(pane, 2, "unit"))
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    (editor,) = [one for one in pane.view.findChildren(QLineEdit) if one.isVisible()]
    editor.setText("slice")
    hands.do(QTest.keyClick, editor, Qt.Key.Key_Return)
    assert pane.view.state() != pane.view.State.EditingState  # that Enter began no other edit
    assert cell(pane, 2, "unit").data() == "slice"
    place = pane.view.visualRect(cell(pane, 2, "active")).center()
    hands.do(partial(QTest.mouseClick, pane.view.viewport(), Qt.MouseButton.LeftButton, pos=place))
    assert cell(pane, 2, "active").data() == "Archived"
    assert hands.said == ["Changed Unit of “Pie”", "Changed Active of “Pie”"]


def test_people_s_own_fields_are_columns_and_bulk_changes(hands: Hands, pane: ProductsPane, services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("product", "Allergens", FieldType.TEXT))
    hands.do(pane.reload)
    hands.do(pane.list.set_columns, ("name", "allergens", "price"))
    edit(hands, pane, 0, "allergens", "nuts")
    assert cell(pane, 0, "allergens").data() == "nuts"
    pane.view.selectAll()
    hands.settle()
    assert pane.list.bulk_bar.isVisible()
    pane.list.bulk_bar.button("change").click()
    popover = hands.window.findChild(ChangePopover)
    assert popover is not None
    popover.field.setCurrentIndex(popover.field.findData("category"))
    assert popover.editor is not None
    assert isinstance(popover.editor.input, QLineEdit)
    popover.editor.input.setText("Cakes")
    hands.do(popover.save)
    assert hands.said[-1] == "Changed Category of 3 products"
    hands.do(pane.list.set_group, "category")
    assert pane.view.group_words == {"Cakes": "Cakes"}
    assert pane.view.sums == {}  # prices are not added up


def test_a_new_product_is_selected_and_the_form_waits_for_the_next(hands: Hands, pane: ProductsPane) -> None:
    hands.do(pane.new_record)
    form = pane.new_product
    assert form is not None
    hands.do(form.save)
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
    assert hands.said == ["Changed the price of 3 products by +10%"]
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
        pane.list.search.setText(text)
        hands.do(pane.list._on_text_changed, text)
        assert names(pane) == expected
    pane.list.search.setText("caviar")
    hands.do(pane.list._on_text_changed, "caviar")
    assert pane.list.nothing.isVisible()
    hands.do(pane.list.nothing.clear_button.click)
    assert len(names(pane)) == 3
    hands.do(pane.list.set_sorting, (("price", True),))
    assert names(pane) == ["Almond cake", "Honey cake", "Pie"]
    pane.view.select_row(0)
    hands.action("product_copy")
    heads, first = QGuiApplication.clipboard().text().split("\n")[:2]
    assert heads.startswith("Name\tCode\tUnit\tPrice\tTax rate")
    assert first.startswith("Almond cake\t\tpiece\t9\t20")
    assert pane.export_list()


def test_the_first_time_there_is_an_invitation(qtbot: QtBot, context: PaneContext) -> None:
    pane = ProductsPane(context)
    hands = Hands(context, pane)
    assert pane._stack.currentWidget() is pane.empty
    hands.do(pane.empty.primary_button.click)
    assert pane.new_product is not None
    assert pane.new_product.isVisible()
    hands.close()


def test_the_model_keeps_qt_s_rules(hands: Hands, pane: ProductsPane, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(pane.view.records)
