"""Products: saved, picked, priced, archived when used."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.filters import parse
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, from_scaled, to_scaled
from crm_desktop.models import types
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.products.queries import changed_price
from crm_desktop.services.products.views import PriceChange, ProductDraft
from crm_desktop.services.services import Services


def add(services: Services, name: str, price: str = "1", **more: object) -> str:
    change = services.product_commands.save(ProductDraft(name, price=Decimal(price), **more))  # type: ignore[arg-type]
    (product_id,) = change.touched["product"]
    return product_id


def listed(
    services: Services, text: str = "", where: str = "", order: str = "name", *, down: bool = False
) -> list[tuple[Any, ...]]:
    query = ListQuery("product", parse(where) if where else None, text, ((order, down),))
    found = services.lists.rows("product", services.lists.row_ids(query), ["name", "active", "price"])
    return [row.values for row in found if row]


def names(services: Services, text: str = "", where: str = "", order: str = "name", *, down: bool = False) -> list[str]:
    return [row[0] for row in listed(services, text, where, order, down=down)]


def test_the_file_and_the_models_scale_alike() -> None:
    assert (QUANTITY_PLACES, PRICE_PLACES, RATE_PLACES) == (
        types.QUANTITY_PLACES,
        types.PRICE_PLACES,
        types.RATE_PLACES,
    )


@given(st.decimals(-(10**9), 10**9, places=6))
def test_scaled_decimals_come_back_exactly(value: Decimal) -> None:
    back = from_scaled(to_scaled(value, 6), 6)
    assert back == value
    assert "E" not in str(back) or abs(back) < Decimal("0.00001")


def test_a_product_starts_with_the_firm_s_currency_and_tax(services: Services) -> None:
    product = services.records.read("product", add(services, " Honey  cake", "7.50", unit="piece"))
    assert [product[key] for key in ("name", "price", "currency", "tax_rate")] == ["Honey cake", "7.5", "GBP", "20"]
    assert (product["active"], product["cost"]) == (True, None)


def test_cells_are_saved_one_at_a_time(services: Services) -> None:
    product_id = add(services, "Cake")

    def save(key: str, value: object) -> str:
        return services.list_commands.set_field("product", [product_id], key, value).label

    assert save("price", "12.345678") == "Changed Price of “Cake”"
    for key, value in (("cost", "4.20"), ("tax_rate", "5.5"), ("active", False)):
        save(key, value)
    product = services.records.read("product", product_id)
    assert [product[key] for key in ("price", "cost", "tax_rate", "active")] == ["12.345678", "4.2", "5.5", False]
    save("cost", None)
    assert services.records.read("product", product_id)["cost"] is None
    wrong: tuple[tuple[str, object], ...] = (
        ("price", "x"), ("price", "-1"), ("tax_rate", "101"), ("name", " "), ("created_at", 5),
    )  # fmt: skip
    for field, no_value in wrong:
        with pytest.raises(CrmError):
            save(field, no_value)


def test_search_order_and_archive(services: Services) -> None:
    add(services, "Honey cake", "7", category="Cakes")
    add(services, "almond cake", "9", code="AC-1", category="Cakes")
    old = add(services, "Carrot cake", "5")
    services.list_commands.set_field("product", [old], "active", False)
    assert names(services) == ["almond cake", "Honey cake", "Carrot cake"]
    assert names(services, where="active = yes") == ["almond cake", "Honey cake"]
    assert names(services, order="price", down=True)[:2] == ["almond cake", "Honey cake"]
    assert names(services, "ac-1") == ["almond cake"]
    assert names(services, where="price < 8 and active = yes") == ["Honey cake"]


def test_picking_puts_the_code_and_the_beginning_first(services: Services) -> None:
    add(services, "Big cake")
    add(services, "Cake tin")
    add(services, "Tray", code="CAKE")
    assert [pick.name for pick in services.products.pick("cake")] == ["Tray", "Cake tin", "Big cake"]
    assert len(services.products.pick("", limit=2)) == 2
    assert services.products.pick("[") == []


def test_deleting_archives_what_is_used(services: Services) -> None:
    used, unused = add(services, "Honey cake", "7"), add(services, "Pie")
    services.pipeline_commands.save(
        DealDraft(title="Fair", lines=(DealLineDraft("Honey cake", Decimal(2), Decimal(7), used),))
    )
    change = services.list_commands.bin("product", [used, unused])
    assert change.label == "Moved 1 products to the Bin and archived 1"
    assert [row[:2] for row in listed(services)] == [("Honey cake", False)]
    services.history.undo()
    assert len(names(services, where="active = yes")) == 2
    assert services.product_commands.bin([used]).label == "Archived “Honey cake”"
    assert services.product_commands.bin([unused]).label == "Moved “Pie” to the Bin"
    services.history.undo()
    services.list_commands.set_field("product", [used], "active", True)
    assert len(names(services, where="active = yes")) == 2


def test_prices_change_as_the_preview_said(services: Services) -> None:
    add(services, "Honey cake", "7.50")
    add(services, "Pie", "3.10")
    change = PriceChange(Decimal(5), Decimal("0.50"))
    preview = {one.name: one.new for one in services.products.price_preview(change)}
    assert preview == {"Honey cake": Decimal("8.0"), "Pie": Decimal("3.5")}
    done = services.product_commands.change_prices(change)
    assert done.label == "Changed the price of 2 products by +5%"
    assert {row[0]: Decimal(row[2]) for row in listed(services)} == preview
    services.history.undo()
    assert {row[2] for row in listed(services)} == {"7.5", "3.1"}


@given(
    st.decimals(0, 10**6, places=4),
    st.decimals(-100, 300, places=2),
    st.sampled_from([None, Decimal("0.05"), Decimal("0.50"), Decimal(1), Decimal(10)]),
)
def test_a_changed_price_is_a_multiple_of_its_step(price: Decimal, percent: Decimal, step: Decimal | None) -> None:
    new = changed_price(price, "EUR", PriceChange(percent, step))
    unit = step or Decimal("0.01")
    assert new >= 0
    assert new % unit == 0
    assert abs(new - price * (100 + percent) / 100) <= unit / 2


def test_json_reads_back_as_it_was_written(services: Services) -> None:
    product_id, _ = services.records.create("product", {"name": "Honey cake", "price": "7.50", "cost": None})
    read = services.records.read("product", product_id)
    assert (read["price"], read["tax_rate"], read["active"]) == ("7.5", "20", True)
    assert not services.records.update("product", product_id, read)
    with pytest.raises(Refused, match="price"):
        services.records.create("product", {"name": "Pie", "pric": "1"})
    assert services.records.listed("products", "price >= 7.5")[0]["price"] == "7.5"
    assert services.records.find("product", "honey cake") == product_id
