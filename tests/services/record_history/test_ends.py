"""Ties, places of work and lines that were removed: both ends remember them, and either brings them back."""

from __future__ import annotations

import pytest

from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.relation_views import RelationDraft
from crm_desktop.services.contacts.views import AffiliationDraft, ChannelDraft
from crm_desktop.services.record_history.views import HistoryRow
from crm_desktop.services.services import Services


def _removed(services: Services, contact_id: str) -> list[HistoryRow]:
    rows = services.record_history.of_record("contact", contact_id)
    return [row for row in rows if row.action == "removed"]


@pytest.fixture
def amelia(services: Services) -> str:
    contact_id = new_id()
    services.contact_commands.quick_create("Amelia Okafor amelia@harbor.example, Harbor & Vine", contact_id)
    return contact_id


@pytest.mark.parametrize("end", ["parent", "child"])
def test_a_tie_comes_back_from_either_end(services: Services, amelia: str, end: str) -> None:
    ben, commands = new_id(), services.contact_commands
    commands.quick_create("Ben Okafor", ben)
    parent = next(one for one in services.contacts.relation_types() if one.name == "Parent of")
    commands.save_relation(amelia, RelationDraft(ben, parent.id, note="eldest"))
    before = services.contacts.detail(ben).relations
    commands.remove_relation(amelia, before[0].id)
    whose, other = (amelia, "Ben Okafor") if end == "parent" else (ben, "Amelia Okafor")
    (row,) = _removed(services, whose)
    assert (row.part, row.restorable) == (f"Relation {other}", True)
    services.record_history_commands.restore("contact", whose, row.line)
    assert services.contacts.detail(ben).relations == before
    services.history.undo()
    assert services.contacts.detail(ben).relations == ()


def test_the_firm_remembers_who_was_taken_off(services: Services, amelia: str) -> None:
    place = services.contacts.detail(amelia).affiliations[0]
    services.contact_commands.save_affiliation(amelia, AffiliationDraft(id=place.id))
    (row,) = _removed(services, place.contact_id)
    assert (row.part, row.restorable) == ("Person Amelia Okafor", True)
    services.record_history_commands.restore("contact", place.contact_id, row.line)
    assert services.contacts.detail(amelia).affiliations == (place,)


def test_a_line_that_comes_back_does_not_push_the_first_aside(services: Services, amelia: str) -> None:
    first = services.contacts.detail(amelia).channels[0]
    commands = services.contact_commands
    commands.save_channel(amelia, ChannelDraft("email", "", id=first.id))
    commands.save_channel(amelia, ChannelDraft("email", "new@harbor.example"))
    (row,) = _removed(services, amelia)
    services.record_history_commands.restore("contact", amelia, row.line)
    lines = [(one.value, one.is_primary) for one in services.contacts.detail(amelia).channels]
    assert lines == [("new@harbor.example", True), ("amelia@harbor.example", False)]


def test_what_is_gone_is_found_by_an_index(services: Services, amelia: str) -> None:
    asked: list[str] = []
    rows = services.database.rows

    def watching(sql: str, values: object = ()) -> list[tuple[object, ...]]:
        if sql.lstrip().startswith("SELECT id, table_name"):
            asked.extend(str(row[3]) for row in rows(f"EXPLAIN QUERY PLAN {sql}", values))  # type: ignore[arg-type]
        return rows(sql, values)  # type: ignore[arg-type]

    services.database.rows = watching  # type: ignore[method-assign]
    services.record_history.outline("contact", amelia)
    assert not [line for line in asked if line.startswith("SCAN journal_line")]
    for name in ("from_id", "to_id", "company_id"):
        assert any(f"journal_line_gone_{name}" in line for line in asked), name
