"""Searching where far more matches than a search looks at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.pipeline.views import DealDraft
from crm_desktop.services.services import Services


@pytest.fixture
def crowded(services: Services) -> Services:
    """One Amelia, a Zoe Amell and a company, then sixty deals whose words begin the same."""
    for kind, name in (("person", "Amelia Okafor"), ("person", "Zoe Amell"), ("company", "Amelung Bakery")):
        services.contact_commands.save(ContactDraft(kind=kind, name=name))
    for number in range(60):
        services.pipeline_commands.save(DealDraft(title=f"Amethyst {number}", amount=Decimal(1)))
    return services


def test_a_person_whose_name_begins_so_stands_first_among_many_newer_deals(crowded: Services) -> None:
    groups = crowded.search.search("ame")
    assert groups[0].kind == "people"
    assert groups[0].rows[0].title == "Amelia Okafor"
    assert {group.kind: len(group.rows) for group in groups} == {"people": 2, "companies": 1, "deals": 5}


def test_newer_matches_are_shown_before_older_ones_are_looked_for(crowded: Services) -> None:
    deals = next(group for group in crowded.search.search("amethyst") if group.kind == "deals")
    assert {int(hit.title.split()[1]) for hit in deals.rows} <= set(range(35, 60))


def test_a_search_reads_a_bounded_number_of_rows(crowded: Services) -> None:
    read: list[int] = []
    rows = crowded.database.rows

    def counting(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        found = rows(sql, values)
        read.append(len(found))
        return found

    crowded.database.rows = counting  # type: ignore[method-assign]
    assert crowded.search.search("ame")
    assert sum(read) <= 60
    assert len(read) <= 8
