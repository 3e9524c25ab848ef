"""The list of quotes by status, words and order, and quotes as JSON."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.core.filters import parse
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.services.services import Services
from tests.services.quotes.bakery import add_company, draft_for


@pytest.fixture
def shop(services: Services, clock: FixedClock) -> Services:
    """One quote of every status, of customers called as they are."""
    commands = services.quote_commands
    made: dict[str, str] = {}
    for name, until in (
        ("Draft Café", 4), ("Sent & Co", 24), ("Accepting Ltd", 4), ("Declining Ltd", 4), ("Late Ltd", 4),
    ):  # fmt: skip
        draft = draft_for(add_company(services, name), valid_until=date(2025, 12, until))
        made[name] = commands.save(draft)[1]
    for name in ("Sent & Co", "Accepting Ltd", "Declining Ltd", "Late Ltd"):
        commands.issue(made[name])
    commands.accept(made["Accepting Ltd"])
    commands.decline(made["Declining Ltd"])
    clock.advance(timedelta(days=20))
    return services


SHOWN = ("customer", "status", "number")


def rows(services: Services, where: str = "", text: str = "", order: str = "dated_on") -> list[tuple[str, ...]]:
    """Return what the list shows of the quotes that a filter selects."""
    query = ListQuery("quote", parse(where) if where else None, text, ((order, order == "dated_on"),))
    found = services.lists.rows("quote", services.lists.row_ids(query), SHOWN)
    return [tuple(str(value or "") for value in row.values) for row in found if row is not None]


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("status = draft", {("Draft Café", "draft", "")}),
        ("status = sent", {("Sent & Co", "sent", "Q-0001")}),
        ("status = accepted", {("Accepting Ltd", "accepted", "Q-0002")}),
        ("status in (declined, expired)",
         {("Declining Ltd", "declined", "Q-0003"), ("Late Ltd", "expired", "Q-0004")}),
        ("", None),
    ],
)  # fmt: skip
def test_each_status_selects_its_quotes(shop: Services, where: str, shown: set[tuple[str, str, str]] | None) -> None:
    """The clock says what has expired, in lists, counts and groups as in the editor."""
    found = rows(shop, where)
    assert set(found) == shown if shown is not None else len(found) == 5
    assert shop.lists.count(ListQuery("quote", parse(where) if where else None)) == len(found)
    if not where:
        groups = {group.value: group.count for group in shop.lists.grouped("quote", None, "status")}
        assert groups == {"draft": 1, "sent": 1, "accepted": 1, "declined": 1, "expired": 1}


@pytest.mark.parametrize(
    ("text", "found"), [("ltd", 3), ("late", 1), ("q-0003", 1), ("holiday CAFÉ", 1), ("nobody", 0)]
)
def test_every_word_of_the_text_is_found(shop: Services, text: str, found: int) -> None:
    assert len(rows(shop, "", text)) == found


def test_the_list_can_be_ordered(shop: Services) -> None:
    names = [row[0] for row in rows(shop, order="customer")]

    assert names == sorted(names)


def test_owners_of_sealed_quotes_change_and_their_figures_do_not(shop: Services) -> None:
    sent = shop.records.find("quote", "Q-0001")
    shop.list_commands.assign("quote", [sent], None)
    assert shop.records.of_ids("quote", [sent], ("owner",))[0]["owner"] is None
    shop.list_commands.tag("quote", [sent], "Fair")
    assert rows(shop, "tags has fair") == [("Sent & Co", "sent", "Q-0001")]
    with pytest.raises(Refused):
        shop.list_commands.set_field("quote", [sent], "title", "Something else")
    with pytest.raises(Refused, match="Q-0001"):
        shop.list_commands.bin("quote", [sent])


def test_the_command_line_lists_what_the_window_shows(shop: Services) -> None:
    listed = shop.records.listed("quote", "total > 1000", ["number", "customer", "total", "currency"])

    assert {"number": "Q-0002", "customer": "Accepting Ltd", "total": "1844.40", "currency": "GBP"} in [
        {key: value for key, value in row.items() if key != "id"} for row in listed
    ]
    assert shop.records.find("quote", "q-0002") == next(row["id"] for row in listed if row["number"] == "Q-0002")


def test_json_written_is_json_read(shop: Services) -> None:
    original = shop.records.find("quote", "Q-0002")
    said = shop.records.read("quote", original)

    copy, change = shop.records.create("quote", said)

    again = shop.records.read("quote", copy)
    own = {"id", "number", "status", "issued_at", "decided_at", "created_at", "decided_by", "lines"}
    assert {k: v for k, v in again.items() if k not in own} == {k: v for k, v in said.items() if k not in own}
    assert [line["total"] for line in again["lines"]] == ["912.00", "580.00", "45.00"]
    assert (again["number"], again["status"]) == (None, "draft")
    assert {line["id"] for line in again["lines"]}.isdisjoint({line["id"] for line in said["lines"]})
    assert change.touches("document")


def test_json_names_products_and_customers_and_refuses_unknown_ones(shop: Services) -> None:
    from crm_desktop.services.products.views import ProductDraft

    shop.product_commands.save(ProductDraft("Mince pies", code="MP12", price=Decimal("14.50"), tax_rate=Decimal(0)))
    lines = [{"product": "mp12", "quantity": "40"}, {"name": "Van", "unit_price": "45"}]

    quote_id, _ = shop.records.create("quote", {"customer": "Late Ltd", "lines": lines})

    read = shop.records.read("quote", quote_id)
    assert (read["company"], read["total"]) == ("Late Ltd", "634.00")
    for wrong, said in (
        ({"customer": "Nobody"}, "no contact"),
        ({"titel": "x"}, "Did you mean “title”"),
        ({"lines": [{"nam": "x"}]}, "Did you mean “name”"),
        ({"lines": [{"quantity": "many"}]}, "not a number"),
    ):
        with pytest.raises(Refused, match=said):
            shop.records.create("quote", wrong)
