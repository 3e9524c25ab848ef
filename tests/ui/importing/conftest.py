"""An import page on the screen, and files for it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.ui.importing.pane import ImportPane
from crm_desktop.ui.pane.pane import PaneContext

HEADER = ["First name", "Last name", "Email", "Phone", "Company", "Newsletter"]
PEOPLE = [
    ["Amelia", "Okafor", "amelia@harborvine.eu", "+44 7700 900142", "Harbor & Vine", "yes"],
    ["Ben", "Castillo", "ben@northwindbikes.eu", "+44 7700 900108", "Northwind Bikes", "no"],
    ["Chloe", "Lindqvist", "chloe@foxglove.eu", "+46 70 174 06 32", "Foxglove Florist", ""],
]
MakeFile = Callable[..., Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """Write a table and return where it is."""

    def make(rows: list[list[str]], name: str = "customers.csv", delimiter: str = ",") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return make


@pytest.fixture
def people(make_file: MakeFile) -> Path:
    """Three people of three companies, with a column that nothing is known of."""
    return make_file([HEADER, *PEOPLE])


@pytest.fixture
def doubtful(services: Services, make_file: MakeFile) -> Path:
    """Two new people, and one who has the address of Amelia, who is here already."""
    services.importing.run(services.importing.look(make_file([HEADER, PEOPLE[0]], "first.csv")))
    return make_file([HEADER, *PEOPLE[1:], ["Zoe", "Other", PEOPLE[0][2], "", "", ""]], "doubtful.csv")


@pytest.fixture
def pane(context: PaneContext, qtbot: QtBot) -> Iterator[ImportPane]:
    """The page in a window of its own, with the focus."""
    page = ImportPane(context)
    qtbot.addWidget(page)
    page.resize(1220, 840)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    yield page
    context.operations.stop_all()
    qtbot.waitUntil(lambda: context.operations.idle)


@pytest.fixture
def settle(context: PaneContext, qtbot: QtBot) -> Callable[[], None]:
    """Wait until everything that was asked for has come back."""

    def wait() -> None:
        qtbot.waitUntil(lambda: context.operations.idle, timeout=10_000)

    return wait
