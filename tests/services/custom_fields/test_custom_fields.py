"""Fields of people's own behave like built-in ones: filter, sort, list, JSON, undo."""

from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services

EVERY: tuple[tuple[FieldType, dict[str, Any], Any, Any, str], ...] = (
    (FieldType.TEXT, {}, "Oak table", "Oak table", "contains oak"),
    (FieldType.LONG_TEXT, {}, "Two\nlines", "Two\nlines", "is not empty"),
    (FieldType.NUMBER, {"scale": 2}, "12.50", "12.5", "> 12.4"),
    (FieldType.MONEY, {}, "1234.50", "1234.50", "= 1234.50"),
    (FieldType.DATE, {}, "2025-11-30", "2025-11-30", "after 2025-11-29"),
    (FieldType.MOMENT, {}, "2025-11-30T14:00:00Z", "2025-11-30T14:00:00Z", "after 2025-11-29"),
    (FieldType.CHOICE, {"choices": ("Gold", "Silver")}, "Silver", "silver", "= Silver"),
    (FieldType.TAGS, {"choices": ()}, ["red", "blue"], ["red", "blue"], "= blue"),
    (FieldType.YES_NO, {}, "yes", True, "= yes"),
)


def _contact(services: Services, name: str, **more: Any) -> str:
    return services.records.create("contact", {"name": name, **more})[0]


@pytest.mark.parametrize(("kind", "more", "given", "read", "where"), EVERY, ids=[one[0].value for one in EVERY])
def test_every_type_is_kept_listed_and_filtered(
    services: Services, kind: FieldType, more: dict[str, Any], given: Any, read: Any, where: str
) -> None:
    key, _ = services.custom_field_commands.add(CustomFieldDraft("contact", "Own thing", kind, **more))
    assert key == "own_thing"
    with_value = _contact(services, "Nora Lind", own_thing=given)
    without = _contact(services, "Omar Reyes")
    without_one = '"Own thing" = no' if kind is FieldType.YES_NO else '"Own thing" is empty'
    assert services.records.read("contact", with_value)[key] == read
    assert services.records.read("contact", without)[key] in (None, [])
    assert [row["name"] for row in services.records.listed("contact", f"own_thing {where}")] == ["Nora Lind"]
    assert [row["name"] for row in services.records.listed("contact", without_one)] == ["Omar Reyes"]
    assert services.records.listed("contact", columns=["name", key], limit=1)[0] == {
        "id": with_value, "name": "Nora Lind", key: read,
    }  # fmt: skip


def test_a_field_sorts_a_list(services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Shoe size", FieldType.NUMBER))
    for name, size in (("A", "43"), ("B", "9"), ("C", None)):
        _contact(services, name, shoe_size=size)
    listed = services.records.listed("contact", columns=["name"], order=[("shoe_size", True)])
    assert [row["name"] for row in listed] == ["A", "B", "C"]


@pytest.mark.parametrize("kind", ["deal", "product", "task", "case", "quote"])
def test_every_kind_of_record_takes_fields(services: Services, kind: str) -> None:
    services.custom_field_commands.add(CustomFieldDraft(kind, "Shelf", FieldType.TEXT))
    assert services.records.listed(kind, "Shelf = A3") == []
    assert "shelf" in services.records.fields(kind)


def test_a_removed_field_comes_back_with_its_values(services: Services) -> None:
    commands = services.custom_field_commands
    commands.add(CustomFieldDraft("contact", "Locker"))
    nora = _contact(services, "Nora Lind", locker="B12")
    field = services.custom_fields.fields("contact")[0]
    removed = commands.remove(field.id)
    assert "locker" not in services.records.read("contact", nora)
    assert removed.entry is not None
    services.history.undo(removed.entry)
    assert services.records.read("contact", nora)["locker"] == "B12"


def test_a_field_that_comes_back_beside_another_of_its_name_gets_a_number(services: Services) -> None:
    commands = services.custom_field_commands
    commands.add(CustomFieldDraft("contact", "Locker"))
    removed = commands.remove(services.custom_fields.fields("contact")[0].id)
    commands.add(CustomFieldDraft("contact", "Locker"))
    assert removed.entry is not None
    services.history.undo(removed.entry)
    labels = [one.label for one in services.records.fields("contact")]
    assert labels[-2:] == ["Locker", "Locker (2)"]


def test_renaming_keeps_key_and_values(services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Locker"))
    nora = _contact(services, "Nora Lind", locker="B12")
    services.custom_field_commands.rename(services.custom_fields.fields("contact")[0].id, "Cabinet")
    assert services.records.read("contact", nora)["locker"] == "B12"
    assert services.records.count("contact", "Cabinet = b12") == 1


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (CustomFieldDraft("contact", "  "), "needs a name"),
        (CustomFieldDraft("contact", "Birthday"), "already"),
        (CustomFieldDraft("contact", "Grade", FieldType.CHOICE), "list is empty"),
        (CustomFieldDraft("contact", "Grade", FieldType.CHOICE, ("A", "a")), "there twice"),
        (CustomFieldDraft("planet", "Mass"), "no kind of record"),
    ],
)
def test_what_cannot_be_a_field_is_refused_in_words(services: Services, draft: CustomFieldDraft, words: str) -> None:
    with pytest.raises(Refused, match=words):
        services.custom_field_commands.add(draft)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldType.NUMBER, "twelve"), (FieldType.NUMBER, "1.5"), (FieldType.DATE, "30.11.2025"),
        (FieldType.YES_NO, "perhaps"), (FieldType.MOMENT, "soon"), (FieldType.MONEY, "1.999"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_and_nothing_saved(
    services: Services, kind: FieldType, value: str
) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Own thing", kind))
    with pytest.raises(Refused, match="Own thing"):
        _contact(services, "Nora Lind", own_thing=value)
    assert services.records.count("contact") == 0


def test_a_choice_that_records_hold_does_not_go(services: Services) -> None:
    commands = services.custom_field_commands
    commands.add(CustomFieldDraft("contact", "Grade", FieldType.CHOICE, ("Gold", "Silver")))
    _contact(services, "Nora Lind", grade="Gold")
    field = services.custom_fields.fields("contact")[0]
    with pytest.raises(Refused, match="no longer in the list"):
        commands.set_choices(field.id, [("silver", "Silver")])
    commands.set_choices(field.id, [("gold", "Solid gold"), ("", "Bronze")])
    assert services.custom_fields.fields("contact")[0].choices == (("gold", "Solid gold"), ("bronze", "Bronze"))


def test_many_records_are_filled_as_one_step(services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Route"))
    ids = [_contact(services, name) for name in ("A", "B", "C")]
    change = services.list_commands.set_field("contact", ids, "route", "North")
    assert services.records.count("contact", "Route = north") == 3
    assert change.entry is not None
    services.history.undo(change.entry)
    assert services.records.count("contact", "Route = north") == 0


def test_what_lists_and_use_say(services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Route"))
    nora = _contact(services, "Nora Lind", route="North")
    assert [one.used for one in services.custom_fields.fields_with_use("contact")] == [1]
    services.records.update("contact", nora, {"route": None})
    assert [one.used for one in services.custom_fields.fields_with_use("contact")] == [0]
