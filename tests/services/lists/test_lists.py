"""Lists of any kind of record: order, groups, windows, words and filters together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import format, parse
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.lists.ordering import NOT_GROUPED
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.services.services import Services

PEOPLE = (
    {"name": "Amelia Okafor", "company": "Harbor & Vine", "tags": ["VIP", "Wholesale"], "lifecycle": "customer"},
    {"name": "Ben Castillo", "company": "Northwind Bikes", "tags": ["VIP"], "lifecycle": "lead"},
    {"name": "Chloe Adams", "email": "chloe@foxglove.example", "lifecycle": "customer"},
    {"name": "Dev Raman"},
)


@pytest.fixture
def people(services: Services) -> dict[str, str]:
    """Four people, two of them with companies."""
    return {str(one["name"]): services.records.create("contact", one)[0] for one in PEOPLE}


def _names(services: Services, query: ListQuery) -> list[str]:
    rows = services.lists.rows(query.kind, services.lists.row_ids(query), ("name",))
    return [row.values[0] for row in rows if row is not None]


def _people(**more: Any) -> ListQuery:
    return ListQuery("contact", parse("kind = person"), **more)


@pytest.mark.usefixtures("people")
def test_a_list_is_sorted_by_any_field_and_what_is_empty_comes_last(services: Services) -> None:
    assert _names(services, _people()) == ["Chloe Adams", "Ben Castillo", "Amelia Okafor", "Dev Raman"]
    up = _people(sorting=(("company", False),))
    assert _names(services, up) == ["Amelia Okafor", "Ben Castillo", "Chloe Adams", "Dev Raman"]
    down = _people(sorting=(("company", True),))
    assert _names(services, down) == ["Ben Castillo", "Amelia Okafor", "Chloe Adams", "Dev Raman"]
    # A lifecycle is sorted as the way it goes, not by its letters.
    second = _people(sorting=(("lifecycle", False), ("name", True)))
    assert _names(services, second) == ["Ben Castillo", "Amelia Okafor", "Chloe Adams", "Dev Raman"]


def test_the_next_step_sorts_by_when_it_is(services: Services, people: dict[str, str]) -> None:
    for name, day in (("Ben Castillo", 24), ("Dev Raman", 21)):
        draft = TaskDraft("Call", due_on=date(2025, 11, day))
        services.contact_commands.plan([people[name]], draft)
    names = _names(services, _people(sorting=(("next_step", False),)))
    assert names == ["Dev Raman", "Ben Castillo", "Chloe Adams", "Amelia Okafor"]


@pytest.mark.usefixtures("people")
def test_words_and_a_filter_both_hold(services: Services) -> None:
    assert _names(services, _people(text="cast")) == ["Ben Castillo"]
    both = ListQuery("contact", parse("kind = person and tags has VIP"), "har")
    assert _names(services, both) == ["Amelia Okafor"]
    assert services.lists.count(both) == 1
    assert _names(services, _people(text="nobody here")) == []


@pytest.mark.usefixtures("people")
def test_a_record_with_two_tags_is_in_two_groups(services: Services) -> None:
    found = services.lists.found(_people(group_by="tags"))
    assert [(group.label, group.count) for group in found.groups] == [("VIP", 2), ("Wholesale", 1), ("", 2)]
    rows = services.lists.rows("contact", found.rowids, ("name",))
    assert [row.values[0] for row in rows if row is not None] == [
        "Ben Castillo", "Amelia Okafor", "Amelia Okafor", "Chloe Adams", "Dev Raman",
    ]  # fmt: skip


def test_groups_are_counted_and_summed_by_currency(services: Services) -> None:
    for title, amount, currency in (("A", "100.50", "GBP"), ("B", "200", "GBP"), ("C", "70", "EUR")):
        services.records.create("deal", {"title": title, "amount": amount, "currency": currency, "source": "Fair"})
    services.records.create("deal", {"title": "D", "amount": "5"})
    groups = services.lists.grouped("deal", None, "source", ("amount", "probability"))
    fair, none = groups
    assert (fair.label, fair.count, none.label, none.count) == ("Fair", 3, "", 1)
    amounts = {one.currency: one.amount for one in fair.sums if one.key == "amount"}
    assert amounts == {"GBP": Decimal("300.50"), "EUR": Decimal(70)}
    assert services.lists.grouped("deal", "amount > 150", "source")[0].count == 1


def test_days_are_grouped_by_month_and_own_fields_take_part(services: Services, people: dict[str, str]) -> None:
    commands = services.custom_field_commands
    commands.add(CustomFieldDraft("contact", "Renewal", FieldType.DATE))
    commands.add(CustomFieldDraft("contact", "Ovens", FieldType.NUMBER))
    for name, day, ovens in (("Ben Castillo", "2026-01-03", 2), ("Dev Raman", "2026-01-30", 3)):
        services.records.update("contact", people[name], {"renewal": day, "ovens": ovens})
    groups = services.lists.grouped("contact", "kind = person", "renewal", ("ovens",))
    assert [(one.value, one.count) for one in groups] == [("2026-01", 2), ("", 2)]
    assert groups[0].sums[0].amount == 5
    by_moment = services.lists.grouped("contact", "kind = person", "created_at")
    assert [(one.value, one.count) for one in by_moment] == [("2025-11", 4)]
    assert _names(services, _people(sorting=(("ovens", True),)))[:2] == ["Dev Raman", "Ben Castillo"]


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        ("deal", "stage"), ("deal", "owner"), ("deal", "expected_close"), ("deal", "closed_at"), ("case", "status"),
        ("case", "owner"), ("product", "category"), ("product", "active"), ("task", "kind"), ("quote", "status"),
        ("quote", "customer"), ("event", "place"), ("activity", "kind"), ("contact", "owner"), ("contact", "company"),
    ],
)  # fmt: skip
def test_every_kind_can_be_grouped(services: Services, kind: str, by: str) -> None:
    found = services.lists.found(ListQuery(kind, group_by=by))
    assert sum(group.count for group in found.groups) == len(found.rowids)


def test_every_declared_field_of_every_kind_sorts(services: Services) -> None:
    for kind in services.records.kinds:
        for field in services.lists.fields(kind):
            if field.sql is not None:
                services.lists.row_ids(ListQuery(kind, sorting=((field.key, True),)))


def test_me_is_whoever_works_here(services: Services, people: dict[str, str]) -> None:
    with services.database.write("Added a member") as work:
        work.execute(
            "INSERT INTO member (id, created_at, name, email, active) VALUES (?, 0, 'Maya Lund', '', 1)", ("b" * 32,)
        )
    services.list_commands.assign("contact", [people["Dev Raman"]], "b" * 32)
    services.list_commands.assign("contact", [people["Ben Castillo"]], None)
    mine = ListQuery("contact", parse("kind = person and owner = me"))
    assert _names(services, mine) == ["Chloe Adams", "Amelia Okafor"]
    others = ListQuery("contact", parse("kind = person and owner != me"))
    assert _names(services, others) == ["Ben Castillo", "Dev Raman"]
    assert services.records.count("contact", "kind = person and (owner = Me or owner is empty)") == 3


def test_a_filter_is_read_with_names(services: Services) -> None:
    pipeline = services.pipeline.pipelines()[0]
    services.records.create("deal", {"title": "Cakes"})
    where = f'pipeline = "{pipeline.id}" and not (owner = "{services.workspace.me()}" or title = "{pipeline.id}")'
    assert format(services.lists.named("deal", parse(where))) == (
        f'pipeline = "{pipeline.name}" and not (owner = Sofia or title = "{pipeline.id}")'
    )


@pytest.mark.parametrize("kind", ["deal", "case", "quote", "lead", "product", "task"])
def test_every_field_of_every_kind_is_filtered_sorted_and_grouped(services: Services, kind: str) -> None:
    """Whatever a column can be asked: a field whose SQL does not stand in each place would fail here."""
    for field in services.lists.fields(kind):
        if field.sql is None:
            continue
        where = f"{field.key} = no" if field.type is FieldType.YES_NO else f"{field.key} is empty"
        empty = ListQuery(kind, parse(where), sorting=((field.key, False),) if field.sortable else ())
        assert services.lists.count(empty) == len(services.lists.row_ids(empty))
        if field.type not in NOT_GROUPED and not (field.type is FieldType.TAGS and field.every is None):
            services.lists.found(ListQuery(kind, group_by=field.key))


def test_what_cannot_be_grouped_or_sorted_is_refused(services: Services) -> None:
    with pytest.raises(Refused, match="cannot be grouped"):
        services.lists.row_ids(ListQuery("deal", group_by="amount"))
    with pytest.raises(Refused, match="Did you mean"):
        services.lists.row_ids(ListQuery("deal", sorting=(("amonut", False),)))


@pytest.mark.usefixtures("people")
def test_a_list_takes_one_statement_and_a_window_one(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.lists.fields("contact")
    seen: list[str] = []
    rows = services.database.rows

    def counted(sql: str, values: Any = ()) -> Any:
        if "custom_field" not in sql and "saved_view" not in sql:
            seen.append(sql)
        return rows(sql, values)

    monkeypatch.setattr(services.database, "rows", counted)
    found = services.lists.row_ids(_people(sorting=(("company", False),)))
    services.lists.rows("contact", found, ("name", "company", "tags", "next_step"))
    assert len(seen) == 2


def test_rows_are_copied_as_a_spreadsheet_takes_them(services: Services, people: dict[str, str]) -> None:
    row = services.lists.rowid_of("contact", people["Amelia Okafor"])
    assert row is not None
    text = services.lists.as_text("contact", [row, row], ("name", "tags", "lifecycle", "phone"))
    assert text == "Name\tTags\tLifecycle\tPhone\nAmelia Okafor\tVIP, Wholesale\tCustomer\t"
