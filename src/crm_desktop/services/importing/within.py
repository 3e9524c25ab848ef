"""The services as one unit of work sees them: what it has written so far is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from crm_desktop.storage.database import Database, Transaction

if TYPE_CHECKING:
    from crm_desktop.services.services import Services


class _Within:
    """Reads as `Database` does, on the connection that writes; everything else is the database's."""

    def __init__(self, database: Database, work: Transaction) -> None:
        self._database = database
        self._work = work

    def rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a query."""
        return self._work.execute(sql, values)

    def row(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Any:
        """Return the first row of a query, or None."""
        return next(iter(self.rows(sql, values)), None)

    def value(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


def database_within(database: Database, work: Transaction) -> Database:
    """Return the database whose reads see what this unit of work wrote."""
    return cast(Database, _Within(database, work))


def services_within(services: Services, work: Transaction) -> Services:
    """Return the services whose reads see what this unit of work wrote; they live no longer than it."""
    from crm_desktop.services.services import Services as Whole

    return Whole(database_within(services.database, work), services.clock)
