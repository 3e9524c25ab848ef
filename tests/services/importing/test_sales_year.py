"""A real sales year: companies, products, people of the firm and 8,800 deals; its totals are the known ones."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.services.importing.plan import Outcome
from crm_desktop.services.importing.shown_cells import shown_columns
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services

_WON = (
    "FROM deal d JOIN stage s ON s.id = d.stage_id AND s.kind = 'won' JOIN member m ON m.id = d.owner_id "
    "WHERE d.deleted_at IS NULL"
)


_MADE: dict[str, Path] = {}


@pytest.fixture
def year(
    clock: FixedClock, new_shop: Callable[[FixedClock], Path], shared_data: Path,
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Services]:  # fmt: skip
    """A workspace with all four files in it; they are imported once."""
    if "year" not in _MADE:
        path = tmp_path_factory.mktemp("year") / "year.crm"
        made = open_services(Path(shutil.copyfile(new_shop(clock), path)), clock=clock)
        _import_year(made, shared_data / "crm" / "maven")
        made.close()
        _MADE["year"] = path
    opened = open_services(Path(shutil.copyfile(_MADE["year"], tmp_path / "year.crm")), clock=clock)
    yield opened
    opened.close()


def _import_year(services: Services, folder: Path) -> None:
    files = (("accounts", "companies", 85), ("products", "products", 7), ("sales_teams", "members", 35))
    for name, rows, count in files:
        plan = services.importing.look(folder / f"{name}.csv")
        assert plan.rows == rows
        assert services.importing.run(plan).created == count
    result = services.importing.run(services.importing.look(folder / "sales_pipeline.csv"))
    assert (result.created, result.refused, result.problems) == (8800, (), ())
    assert result.change.label == "Imported 8,800 deals from “sales_pipeline.csv”"


def test_its_totals_are_the_known_ones(year: Services, shared_data: Path) -> None:
    folder = shared_data / "crm" / "maven"
    expected: dict[str, Any] = json.loads((folder / "EXPECTED.json").read_text(encoding="utf-8"))
    rows = year.database.rows
    assert year.database.row(f"SELECT count(*), sum(d.amount) / 100 {_WON}") == (
        expected["stages"]["Won"], expected["won_value"],
    )  # fmt: skip
    assert year.database.value(
        "SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id AND s.kind = 'lost'"
    ) == expected["stages"]["Lost"]  # fmt: skip
    assert year.database.value("SELECT count(*) FROM deal WHERE company_id IS NULL") == expected["null_account"]
    found: dict[str, list[int]] = {}
    for millis, amount in rows(f"SELECT d.closed_at, d.amount / 100 {_WON}"):
        day = datetime.fromtimestamp(millis / 1000, year.clock.zone).date()
        quarter = found.setdefault(f"{day.year}Q{(day.month + 2) // 3}", [0, 0])
        quarter[0] += 1
        quarter[1] += amount
    assert found == expected["won_by_quarter"]
    agents = {name: (count, total) for name, count, total in
              rows(f"SELECT m.name, count(*), sum(d.amount) / 100 {_WON} GROUP BY 1")}  # fmt: skip
    name, count, total = expected["top_agent"]
    assert agents[name] == (count, total)
    assert max(agents.items(), key=lambda one: one[1][1])[0] == name
    with (folder / "sales_teams.csv").open(encoding="utf-8", newline="") as file:
        teams = list(csv.DictReader(file))
    regions: dict[str, list[int]] = {}
    managers: dict[str, int] = {}
    for team in teams:
        count, total = agents.get(team["sales_agent"], (0, 0))
        region = regions.setdefault(team["regional_office"], [0, 0])
        region[0] += count
        region[1] += total
        managers[team["manager"]] = managers.get(team["manager"], 0) + total
    assert regions == expected["won_by_region"]
    assert managers == expected["won_by_manager"]
    accounts: dict[str, int] = dict(rows(
        "SELECT c.name, sum(d.amount) / 100 FROM deal d JOIN stage s ON s.id = d.stage_id AND s.kind = 'won' "
        "JOIN contact c ON c.id = d.company_id GROUP BY 1 ORDER BY 2 DESC LIMIT 3"
    ))  # fmt: skip
    assert accounts == expected["top_accounts"]
    # An agent who is listed and sold nothing is a member all the same.
    assert len(agents) == expected["sales_agents_with_deals"]
    assert year.database.value("SELECT count(*) FROM member") == expected["sales_agents_listed"] + 1


def test_a_name_that_is_not_quite_one_is_told_and_can_be_mapped(year: Services, shared_data: Path) -> None:
    path = shared_data / "crm" / "maven" / "sales_pipeline.csv"
    newest = year.history.newest()
    plan = year.importing.look(path)
    again = year.importing.run(plan)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 8800)
    assert year.history.newest() == newest
    notes = {(note.header, note.text): note for note in again.names}
    assert notes["product", "GTXPro"][3:] == (1480, "GTX Pro")
    assert notes["deal_stage", "Engaging"].meant == "Qualified"
    assert year.database.value("SELECT count(*) FROM deal_line WHERE product_id IS NULL") == 0
    product = next(column.column for column in plan.columns if column.field == "product")
    mapped = plan.with_meaning(product, "GTXPro", "GTX Pro")
    names = [note.text for note in year.importing.check(mapped).names if note.header == "product"]
    assert names == []
    assert mapped.with_meaning(product, "GTXPro", "GTXPro").meant == {}
    # A deal without a title is called after the product as it is listed, mapped by hand or not: nothing changes.
    assert year.database.value("SELECT count(*) FROM deal WHERE title LIKE '%GTXPro%'") == 0
    assert year.database.value("SELECT count(*) FROM deal WHERE title LIKE 'GTX Pro%'") == 1480
    third = year.importing.run(mapped)
    assert (third.created, third.updated, third.unchanged) == (0, 0, 8800)


def test_a_line_is_linked_to_a_product_that_comes_later(services: Services, tmp_path: Path) -> None:
    deals = tmp_path / "deals.csv"
    deals.write_text("Product,Account,Close Value\nRye5,Mill,100\nOat,Mill,5\nSpelt,Mill,7\n", "utf-8")
    plan = services.importing.look(deals, "deals")
    assert [one.header for one in shown_columns(plan)][:2] == ["Product", "Account"]
    services.importing.run(plan)
    linked = "SELECT l.text, p.name FROM deal_line l LEFT JOIN product p ON p.id = l.product_id ORDER BY l.text"
    assert services.database.rows(linked) == [("Oat", None), ("Rye5", None), ("Spelt", None)]
    products = tmp_path / "products.csv"
    products.write_text("Name,Price\nRye 5,3\nOats,4\n", "utf-8")
    brought = services.importing.run(services.importing.look(products, "products"))
    assert services.database.rows(linked) == [("Oat", None), ("Rye5", "Rye 5"), ("Spelt", None)]
    # One that was added by hand is met when the deals are read again.
    services.records.create("product", {"name": "SPELT", "price": "5"})
    again = services.importing.run(plan)
    assert (again.created, again.updated, again.unchanged) == (0, 1, 2)
    assert services.database.rows(linked)[2] == ("Spelt", "SPELT")
    assert services.importing.run(plan).unchanged == 3
    services.history.undo(brought.change.entry or 0)
    assert services.database.rows(linked)[1] == ("Rye5", None)


def test_an_owner_who_is_not_there_is_told_or_made(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Deal name,Amount,Owner\nBread,100,Ada Lind\nCake,200,sofia\nPie,5,bo@firm.example\n", "utf-8")
    plan = services.importing.look(path)
    check = services.importing.check(plan)
    assert check.counts[Outcome.READY] == 3
    assert [(note.text, note.meant) for note in check.names] == [("Ada Lind", ""), ("bo@firm.example", "")]
    result = services.importing.run(replace(plan, make_members=True))
    assert result.names == ()
    owners = services.database.rows("SELECT m.name FROM deal d JOIN member m ON m.id = d.owner_id ORDER BY d.title")
    assert owners == [("Ada Lind",), ("Sofia",), ("Bo",)]
    services.history.undo(result.change.entry or 0)
    assert services.database.value("SELECT count(*) FROM member WHERE deleted_at IS NULL") == 1


def test_members_are_known_again(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "team.csv"
    path.write_text("Name,Email\nAda Lind,ada@firm.example\nSofia,sofia@firm.example\n-,-\n,\n", "utf-8")
    plan = services.importing.look(path, "members")
    result = services.importing.run(plan)
    assert (result.created, result.updated, len(result.refused)) == (1, 1, 1)
    assert services.importing.run(plan).unchanged == 2
    with pytest.raises(Refused, match="cannot be imported"):
        services.importing.look(path, "invoices")
