"""How a long list is read: from its index in the usual order, else as it lies in the file."""

from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.core.filters import parse
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.services.services import Services


@pytest.mark.parametrize(
    ("key", "is_from_index"), [("name", True), ("job_title", False), ("company", False), ("city", False)]
)
def test_people_are_read_in_the_order_that_suits_their_sorting(
    services: Services, monkeypatch: pytest.MonkeyPatch, key: str, is_from_index: bool
) -> None:
    asked: list[tuple[str, Any]] = []
    rows = services.database.rows

    def noted(sql: str, values: Any = ()) -> list[Any]:
        asked.append((sql, values))
        return rows(sql, values)

    monkeypatch.setattr(services.database, "rows", noted)
    services.lists.row_ids(ListQuery("contact", parse("kind = person"), sorting=((key, False),)))
    (sql, values) = next(one for one in asked if "json_group_array" in one[0])
    plan = [row[3] for row in rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    by_index = any("SEARCH contact USING COVERING INDEX ix_contact_kind" in step for step in plan)
    assert (by_index, "SCAN contact" in plan) == (is_from_index, not is_from_index)
