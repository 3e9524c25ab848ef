"""What is done to many records at once is one entry of the journal, and undone whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.lists.cell_values import Habits, cell_value, parsed_cells
from crm_desktop.services.lists.views import Pasted
from crm_desktop.services.services import Services

HABITS = Habits()


@pytest.fixture
def ids(services: Services) -> list[str]:
    """Three people."""
    return [services.records.create("contact", {"name": name})[0] for name in ("Ada Lark", "Bo Finch", "Cy Wren")]


def _values(services: Services, ids: list[str], key: str) -> list[object]:
    return [row[key] for row in services.records.of_ids("contact", ids, (key,))]


def test_a_field_of_many_is_one_entry(services: Services, ids: list[str]) -> None:
    before = len(services.history.entries())
    change = services.list_commands.set_field("contact", ids, "source", "Trade fair")
    assert change.label == "Changed Source of 3 contacts"
    assert _values(services, ids, "source") == ["Trade fair"] * 3
    assert len(services.history.entries()) == before + 1
    services.history.undo()
    assert _values(services, ids, "source") == [""] * 3


def test_what_carries_more_than_its_column_goes_by_its_own_rules(services: Services, ids: list[str]) -> None:
    services.list_commands.set_field("contact", ids, "company", "Foxglove")
    assert _values(services, ids, "company") == ["Foxglove"] * 3
    services.list_commands.set_field("contact", ids, "lifecycle", "Customer")
    assert _values(services, ids, "lifecycle") == ["customer"] * 3
    with pytest.raises(Refused, match="is no choice"):
        services.list_commands.set_field("contact", ids, "lifecycle", "asleep")
    with pytest.raises(Refused, match="cannot be changed"):
        services.list_commands.set_field("contact", ids, "last_contact", "2025-01-01")


def test_own_fields_of_many(services: Services, ids: list[str]) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Ovens", FieldType.NUMBER))
    services.list_commands.set_field("contact", ids, "ovens", "4")
    assert _values(services, ids, "ovens") == [4, 4, 4]
    services.history.undo()
    assert _values(services, ids, "ovens") == [None] * 3


def test_owner_tag_step_and_bin(services: Services, ids: list[str]) -> None:
    me = services.workspace.members()[0]
    assert services.list_commands.assign("contact", ids[:1], None).label == "Took the owner off “Ada Lark”"
    assert services.list_commands.assign("contact", ids, me.id).label == f"Assigned 3 contacts to {me.name}"
    assert services.list_commands.tag("contact", ids, "VIP").label == "Tagged 3 contacts “VIP”"
    assert _values(services, ids, "tags") == [["VIP"]] * 3
    services.list_commands.untag("contact", ids[:2], "vip")
    assert _values(services, ids, "tags") == [[], [], ["VIP"]]
    services.list_commands.follow_up("contact", ids, TaskDraft("Send the catalogue", due_on=date(2025, 11, 24)))
    assert _values(services, ids, "next_step") == ["Send the catalogue"] * 3
    services.list_commands.bin("contact", ids)
    assert services.records.count("contact") == 0
    services.history.undo()
    assert services.records.count("contact") == 3


def test_deals_are_tagged_and_planned_with(services: Services) -> None:
    deals = [services.records.create("deal", {"title": title})[0] for title in ("Cakes", "Bread")]
    services.list_commands.tag("deal", deals, "Autumn")
    services.list_commands.follow_up("deal", deals, TaskDraft("Ask", due_on=date(2025, 11, 24)))
    rows = services.records.of_ids("deal", deals, ("tags", "next_step"))
    assert [(row["tags"], row["next_step"]) for row in rows] == [(["Autumn"], "Ask")] * 2
    product = services.records.create("product", {"name": "Loaf"})[0]
    with pytest.raises(Refused, match="carry no tags"):
        services.list_commands.tag("product", [product], "Autumn")


def _at(services: Services, ids: list[str]) -> tuple[int, ...]:
    return tuple(services.lists.rowid_of("contact", one) or 0 for one in ids)


def test_a_block_is_pasted_over_cells(services: Services, ids: list[str]) -> None:
    cells = parsed_cells("Trade fair\tBaker\nReferral\tCook\n")
    pasted = Pasted("contact", _at(services, ids), ("source", "job_title", "language"), cells)
    assert services.list_commands.paste(pasted, HABITS).label == "Pasted 4 cells into 2 contacts"
    assert _values(services, ids, "source") == ["Trade fair", "Referral", ""]
    assert _values(services, ids, "job_title") == ["Baker", "Cook", ""]
    services.history.undo()
    assert _values(services, ids, "source") == [""] * 3


def test_one_cell_fills_every_chosen_record(services: Services, ids: list[str]) -> None:
    services.list_commands.paste(Pasted("contact", _at(services, ids), ("source",), (("Fair",),)), HABITS)
    assert _values(services, ids, "source") == ["Fair"] * 3


def test_a_cell_that_does_not_fit_names_its_row_and_nothing_is_written(services: Services, ids: list[str]) -> None:
    pasted = Pasted("contact", _at(services, ids), ("lifecycle",), (("lead",), ("sleepy",)))
    with pytest.raises(Refused, match=r"Row 2: “sleepy” is no choice"):
        services.list_commands.paste(pasted, HABITS)
    assert set(_values(services, ids, "lifecycle")) == {""}
    with pytest.raises(Refused, match="cannot be changed"):
        services.list_commands.paste(Pasted("contact", _at(services, ids), ("last_contact",), (("x",),)), HABITS)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=1), min_size=1))
def test_what_a_spreadsheet_copies_is_read_back(table: list[list[str]]) -> None:
    def quoted(cell: str) -> str:
        return f'"{cell.replace(chr(34), chr(34) * 2)}"'

    text = "\n".join("\t".join(quoted(cell) for cell in row) for row in table)
    assert parsed_cells(text) == tuple(tuple(row) for row in table)


def test_a_quote_within_a_cell_is_a_letter() -> None:
    assert parsed_cells('6" tin\t"Ada" Lark\nplain') == (('6" tin', '"Ada" Lark'), ("plain",))


@pytest.mark.parametrize(
    ("kind", "text", "habits", "value"),
    [
        (FieldType.NUMBER, "1,250.50", Habits("."), "1250.50"),
        (FieldType.NUMBER, "1.250,50 €", Habits(","), "1250.50"),
        (FieldType.MONEY, "(£20.00)", Habits("."), "-20.00"),
        (FieldType.DATE, "03.11.2025", HABITS, "2025-11-03"),
        (FieldType.DATE, "3/11/25", Habits(day_first=False), "2025-03-11"),
        (FieldType.DATE, "2025-11-03", Habits(day_first=False), "2025-11-03"),
        (FieldType.DATE, "2025-11-03 00:00:00", HABITS, "2025-11-03"),
        (FieldType.YES_NO, "Yes", HABITS, True),
        (FieldType.YES_NO, "", HABITS, False),
        (FieldType.TAGS, "a, b", HABITS, ["a", "b"]),
        (FieldType.TEXT, "  ", HABITS, None),
    ],
)
def test_cells_are_read_as_people_write(kind: FieldType, text: str, habits: Habits, value: object) -> None:
    assert cell_value(Field("one", "One", kind), text, habits) == value


@pytest.mark.parametrize(
    ("kind", "text"), [(FieldType.NUMBER, "soon"), (FieldType.DATE, "31.02.2025"), (FieldType.YES_NO, "perhaps")]
)
def test_what_is_no_such_value_is_refused(kind: FieldType, text: str) -> None:
    with pytest.raises(Refused, match=text):
        cell_value(Field("one", "One", kind), text, HABITS)


def test_what_is_written_into_own_fields_is_found(services: Services, ids: list[str]) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Allergies"))
    services.custom_field_commands.add(CustomFieldDraft("contact", "Breads", FieldType.TAGS))
    services.list_commands.set_field("contact", ids[:1], "allergies", "hazelnut")
    services.list_commands.set_field("contact", ids[:1], "breads", "Rye, Spelt")
    for word in ("hazelnut", "spelt"):
        found = [hit.id for group in services.search.search(word) for hit in group.rows]
        assert found == ids[:1]
    services.list_commands.set_field("contact", ids[:1], "allergies", None)
    assert [hit for group in services.search.search("hazelnut") for hit in group.rows] == []
    services.history.undo()
    assert [hit.id for group in services.search.search("hazelnut") for hit in group.rows] == ids[:1]
