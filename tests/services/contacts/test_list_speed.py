"""The fast ways of the list find what the plain ones find, and notice every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.clock import FixedClock, today
from crm_desktop.core.fields import FieldSet, FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.fields import FIELDS
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.filter_sql import compile_filter
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft

_TOGETHER = [field for field in FIELDS if field.every]
_ONE_BY_ONE = FieldSet("contact", "Contact", "Contacts", tuple(replace(field, every=None) for field in FIELDS))
_TEXTS = (
    "{0} is empty", "{0} is not empty", "{0} = b1", "{0} != b1", "{0} contains a", "{0} starts with a",
    "{0} in (a1, b1)", "not {0} contains a", '{0} = ""',
)  # fmt: skip
_TAGS = ("{0} is empty", "{0} is not empty", "{0} has b1", "not {0} has b1", "{0} has a1 and {0} has b1")
_DAYS = (
    "{0} is empty", "{0} is not empty", "{0} before 2025-11-15", "{0} after 2025-11-15", "{0} = 2025-11-20",
    "{0} within last 30 days", "not {0} before 2025-11-15",
)  # fmt: skip


@pytest.fixture
def crowd(services: Services, clock: FixedClock) -> list[str]:
    """Contacts that have none, one and two of everything, the second sometimes the first to be used."""
    made = []
    for number in range(4):
        firms = [AffiliationDraft(company=name) for name in ("a1", "b1")[: number % 3]]
        draft = ContactDraft(
            name=f"Somebody {number}",
            keep_in_touch_days=(None, 1, 7, 30)[number],
            channels=tuple(
                ChannelDraft(
                    medium,
                    f"{value}@shop.example" if medium == "email" else value,
                    is_primary=number == 3 and value == "b1",
                )
                for medium in ("phone", "web", "email")
                for value in ("a1", "b1")[:number]
            ),
            addresses=tuple(AddressDraft(name, name, name, name, name) for name in ("a1", "b1")[:number]),
            affiliations=tuple(firms),
            tags=("a1", "b1")[:number],
        )
        services.contact_commands.save(draft)
        found = services.contacts.find(draft.name)
        assert found is not None
        made.append(found)
        for day in (10, 20)[:number]:
            services.contact_commands.plan([found], TaskDraft("a1" if day == 20 else "b1", due_on=date(2025, 11, day)))
        for kind in ("call", "note")[:number]:
            services.timeline_commands.add(ActivityDraft(kind), [("contact", found)])
    return made


@pytest.mark.parametrize("field", _TOGETHER, ids=lambda field: field.key)
def test_all_at_once_finds_what_one_by_one_finds(
    services: Services, crowd: list[str], clock: FixedClock, field: object
) -> None:
    del crowd
    assert field in _TOGETHER
    one = _TOGETHER[_TOGETHER.index(field)]
    is_day = one.type in (FieldType.DATE, FieldType.MOMENT)
    differs = set()
    for form in _TAGS if one.type is FieldType.TAGS else _DAYS if is_day else _TEXTS:
        found = []
        for fields in (FIELDS, _ONE_BY_ONE):
            condition, values = compile_filter(parse(form.format(one.key)), fields, today=today(clock), zone=clock.zone)
            rows = services.database.rows(
                f"SELECT contact.id FROM contact WHERE {condition} ORDER BY contact.id", values
            )
            found.append([row[0] for row in rows])
        assert found[0] == found[1], form
        differs.add(tuple(found[0]))
    assert len(differs) > 2


def test_the_list_notices_every_change(services: Services, crowd: list[str]) -> None:
    assert len(services.contacts.row_ids()) == 4
    assert services.contacts.counts().people == 4
    services.contact_commands.bin([crowd[0]])
    assert len(services.contacts.row_ids()) == 3
    services.contact_commands.save(ContactDraft(name="Aaron 0"))
    rows = services.contacts.rows_at(services.contacts.row_ids(order="name"))
    assert rows[0].name == "Aaron 0"
    services.history.undo()
    assert services.contacts.counts().people == 3


def test_orders_of_the_table_go_up_and_down_and_the_empty_ones_last(services: Services, crowd: list[str]) -> None:
    del crowd

    def names(order: str, *, descending: bool) -> list[str]:
        found = services.contacts.row_ids("person", order, descending=descending)  # type: ignore[arg-type]
        return [row.name[-1] for row in services.contacts.rows_at(found)]

    assert names("name", descending=False) == ["0", "1", "2", "3"]
    assert names("name", descending=True) == ["3", "2", "1", "0"]
    assert names("phone", descending=False) == ["1", "2", "3", "0"]
    assert names("phone", descending=True) == ["3", "1", "2", "0"]
    assert names("tags", descending=True) == ["2", "3", "1", "0"]
    assert names("owner", descending=False) == ["0", "1", "2", "3"]
