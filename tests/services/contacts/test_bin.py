"""A contact that is thrown away takes what is only about it along, and undo brings all of it back."""

from __future__ import annotations

from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import new_id
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.contacts.relation_views import RelationDraft, RelationTypeDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services

_LEFT = ("relation", "custom_value", "segment_member", "contact")


def _counts(services: Services) -> tuple[int, ...]:
    return tuple(services.database.value(f"SELECT count(*) FROM {table}") for table in _LEFT)


def test_ties_own_values_and_places_in_segments_go_along(services: Services) -> None:
    amelia, ben = new_id(), new_id()
    for contact_id, line in ((amelia, "Amelia Okafor"), (ben, "Ben Okafor")):
        services.contact_commands.quick_create(line, contact_id)
    services.contact_commands.save_relation(amelia, RelationDraft(ben, "", new_type=RelationTypeDraft("Godparent of")))
    services.custom_field_commands.add(CustomFieldDraft("contact", "Allergies", FieldType.TEXT))
    services.records.update("contact", amelia, {"allergies": "nuts"})
    services.saved_view_commands.save(SavedViewDraft("contact", "All", segment=True, frozen=True))
    assert _counts(services) == (1, 1, 2, 2)
    services.contact_commands.bin([amelia])
    _, emptied = BinCommands(services.database, services.clock).empty()
    assert (emptied.gone, emptied.kept) == (1, 0)
    assert _counts(services) == (0, 0, 1, 1)
    services.history.undo()
    assert _counts(services) == (1, 1, 2, 2)
