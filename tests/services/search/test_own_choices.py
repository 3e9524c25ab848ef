"""What people chose in a field of their own is found by the words they chose it by."""

from __future__ import annotations

from crm_desktop.core.fields import FieldType
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft, CustomFieldRow
from crm_desktop.services.services import Services
from tests.storage.rows import assert_search_agrees

SECTORS = CustomFieldDraft("contact", "Sector", FieldType.CHOICE, ("Dairy farming", "Wholesale trade"))


def declare(services: Services) -> CustomFieldRow:
    services.custom_field_commands.add(SECTORS)
    return services.custom_fields.fields("contact")[0]


def add(services: Services, name: str, sector: str) -> str:
    services.contact_commands.save(ContactDraft(name=name))
    found = services.contacts.find(name)
    assert found is not None
    services.records.update("contact", found, {"sector": sector})
    return found


def found(services: Services, text: str) -> set[str]:
    return {hit.title for group in services.search.search(text) for hit in group.rows}


def test_a_record_is_found_by_the_label_that_it_holds(services: Services) -> None:
    declare(services)
    nora = add(services, "Nora Lind", "Dairy farming")
    add(services, "Otto Berg", "Wholesale trade")
    assert found(services, "dairy") == {"Nora Lind"}
    assert found(services, "wholesale otto") == {"Otto Berg"}
    services.records.update("contact", nora, {"sector": "Wholesale trade"})
    assert found(services, "dairy") == set()
    assert found(services, "trade") == {"Nora Lind", "Otto Berg"}
    assert_search_agrees(services.database)


def test_a_renamed_choice_is_found_by_its_new_label_and_undo_brings_the_old_one_back(services: Services) -> None:
    field = declare(services)
    add(services, "Nora Lind", "Dairy farming")
    add(services, "Otto Berg", "Wholesale trade")
    untouched = "SELECT id FROM search_document WHERE title = 'Otto Berg'"
    before = services.database.value(untouched)
    dairy, wholesale = field.choices
    change = services.custom_field_commands.set_choices(field.id, [(dairy[0], "Cheesemaking"), wholesale, ("", "Inns")])
    assert found(services, "cheesem") == {"Nora Lind"}
    assert found(services, "dairy") == set()
    assert services.database.value(untouched) == before, "who holds another choice was indexed again"
    assert change.entry is not None
    services.history.undo(change.entry)
    assert found(services, "dairy") == {"Nora Lind"}
    assert_search_agrees(services.database)


def test_a_bulk_write_that_renames_a_choice_is_found_too_and_broken_choices_break_nothing(services: Services) -> None:
    field = declare(services)
    add(services, "Nora Lind", "Dairy farming")
    with services.database.write("Renamed in bulk", bulk=True) as work:
        work.execute("UPDATE custom_field SET choices = replace(choices, 'Dairy farming', 'Cheesemaking')")
    assert found(services, "cheesem") == {"Nora Lind"}
    for choices in ("", "[", '["gold"]', "3"):
        with services.database.write("Broken") as work:
            work.execute("UPDATE custom_field SET choices = ? WHERE id = ?", (choices, field.id))
        assert_search_agrees(services.database)
