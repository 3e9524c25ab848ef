"""The workspace of a hundred thousand made-up people, imported once and measured while it is."""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from crm_desktop.bench.raw_tables import raw_connection, raw_import
from crm_desktop.bench.result import Result

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

COUNT = 100_000
SEED = 1
ROUNDS = 3


class BigWorkspace:
    """Makes the table, the raw file and the workspace when they are first asked for; removes them at the end."""

    def __init__(self, folder: Path, people: int = COUNT) -> None:
        self.folder = folder
        self.people = people
        self._imported: list[float] = []
        self._raw: list[float] = []

    def __enter__(self) -> BigWorkspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "services" in self.__dict__:
            self.services.close()

    def rounds(self, full: int) -> int:
        """Return how often to measure: a small workspace is there to see that it can be measured at all."""
        return full if self.people >= COUNT else min(full, 2)

    @property
    def many(self) -> str:
        """How many people there are, in short."""
        if self.people % 1_000_000 == 0:
            return f"{self.people // 1_000_000}M"
        return f"{self.people // 1000}k" if self.people % 1000 == 0 else str(self.people)

    def part(self, full: int) -> int:
        """Return how many records a measurement takes that wants so many of a big workspace."""
        return min(full, self.people)

    @cached_property
    def table(self) -> Path:
        """A CSV file of all the people."""
        return self.write_table(self.people)

    def write_table(self, people: int) -> Path:
        """Write a CSV file of so many people."""
        from crm_desktop.services.sample.crowd import HEADER, crowd

        path = self.folder / f"crowd of {people}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(crowd(people, SEED))
        return path

    @property
    def path(self) -> Path:
        """The workspace's file."""
        return self.services.database.path

    @cached_property
    def services(self) -> Services:
        """The workspace, the table imported and deals and tasks added."""
        return self._import_once(0, keep=True)

    def import_results(self) -> Iterator[Result]:
        """Import the table into new workspaces and into bare tables, in turns."""
        for number in range(self.rounds(ROUNDS) if self.people <= COUNT else 1):
            self._raw.append(self._raw_once(number))
            if number or "services" in self.__dict__:
                self._import_once(number + 1, keep=False)
            else:
                self._first_import()
        ours, limit = statistics.median(self._imported), statistics.median(self._raw)
        yield Result(
            f"import {self.many} contacts", self.people / ours, self.people / limit, "rows/s", 0.5, at_least=True
        )

    def new_services(self, name: str) -> Services:
        """Make an empty workspace of this name; the caller closes it."""
        from crm_desktop.services.opening import make_services
        from crm_desktop.services.sample.shop import SHOP

        return make_services(self.folder / f"{name}.crm", SHOP, "Sofia Marsh")

    def _first_import(self) -> Services:
        return self.services

    def _import_once(self, number: int, *, keep: bool) -> Services:
        from crm_desktop.services.sample.scale import add_deals_and_tasks

        services = self.new_services(f"workspace {number}")
        path = services.database.path
        plan = services.importing.look(self.table)
        start = time.perf_counter()
        result = services.importing.run(plan)
        self._imported.append(time.perf_counter() - start)
        assert result.created == self.people, result.refused[:3]
        if keep:
            add_deals_and_tasks(services, SEED)
            return services
        services.close()
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()
        return services

    def _raw_once(self, number: int) -> float:
        path = self.folder / f"raw {number}.db"
        connection = raw_connection(path)
        start = time.perf_counter()
        raw_import(connection, self.table)
        took = time.perf_counter() - start
        connection.close()
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()
        return took
