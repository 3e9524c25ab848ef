"""Reading custom fields and what records hold in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_desktop.services.custom_fields.declared import custom_fields
from crm_desktop.services.custom_fields.views import CustomFieldRow

if TYPE_CHECKING:
    from crm_desktop.services.services import Services


class CustomFieldQueries:
    """The custom fields of every kind of record."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def fields(self, kind: str) -> list[CustomFieldRow]:
        """Return the fields of a kind, in their order."""
        return custom_fields(self._database, kind)

    def fields_with_use(self, kind: str) -> list[CustomFieldRow]:
        """Return the fields of a kind, each with how many records hold a value."""
        used: dict[str, int] = dict(
            self._database.rows(
                "SELECT field_id, count(*) FROM custom_value "
                "WHERE record_kind = ? AND (text IS NOT NULL OR number IS NOT NULL) GROUP BY field_id",
                (kind,),
            )
        )
        return [replace(one, used=used.get(one.id, 0)) for one in self.fields(kind)]

    def values(self, kind: str, record_id: str) -> dict[str, Any]:
        """Return key → JSON value of every custom field of a record; empty ones are None, or an empty list."""
        own = [one.key for one in self.fields(kind)]
        if not own:
            return {}
        rows = self._services.records.of_ids(kind, [record_id], own)
        return {key: rows[0][key] for key in own} if rows else {}
