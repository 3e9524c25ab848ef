"""Reading saved views and segments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import RecordMissing
from crm_desktop.services.saved_views.views import SavedViewRow

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_READ = (
    "SELECT id, record_kind, name, filter, columns, sorting, group_by, layout, owner_id, segment, frozen, "
    "(SELECT count(*) FROM segment_member m WHERE m.view_id = saved_view.id) FROM saved_view WHERE deleted_at IS NULL"
)


class SavedViewQueries:
    """The saved views that the person who works here may see."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def views(self, kind: str) -> list[SavedViewRow]:
        """Return the views of a kind of record: shared ones and one's own, in their order."""
        return self._read("record_kind = ? AND (owner_id IS NULL OR owner_id = ?)", kind, self._database.actor)

    def segments(self, kind: str) -> list[SavedViewRow]:
        """Return the segments of a kind of record, everybody's."""
        return self._read("record_kind = ? AND segment = 1", kind)

    def view(self, view_id: str) -> SavedViewRow:
        """Return one saved view. Raises `RecordMissing`."""
        found = self._read("id = ?", view_id)
        if not found:
            raise RecordMissing("This view is no longer there.", "Nothing was changed.")
        return found[0]

    def named(self, kind: str, name: str) -> SavedViewRow:
        """Return the view or segment of a name, whatever its case. Raises `RecordMissing` with the names there are."""
        kind = self._services.records.access(kind).kind
        every = {one.id: one for one in (*self.views(kind), *self.segments(kind))}.values()
        found = next((one for one in every if one.name.casefold() == name.strip().casefold()), None)
        if found is None:
            known = ", ".join(f"“{one.name}”" for one in every)
            raise RecordMissing(
                f"There is no saved view “{name}”.", f"There are {known}." if known else "None was saved yet."
            )
        return found

    def count(self, view: SavedViewRow) -> int:
        """Return how many records a view or segment holds now."""
        return self._services.records.count(view.kind, self.where_of(view))

    @staticmethod
    def where_of(view: SavedViewRow) -> str:
        """Return the filter that selects what a view or segment holds."""
        return f'segment = "{_quoted(view.name)}"' if view.frozen else view.filter

    def _read(self, condition: str, *values: Any) -> list[SavedViewRow]:
        return [
            SavedViewRow(
                kind, name, text, tuple(json.loads(columns or "[]")),
                tuple((str(key), bool(down)) for key, down in json.loads(sorting or "[]")), group_by, layout,
                owner is None, bool(segment), bool(frozen), view_id, members,
            )
            for view_id, kind, name, text, columns, sorting, group_by, layout, owner, segment, frozen, members
            in self._database.rows(f"{_READ} AND {condition} ORDER BY position, id", values)
        ]  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
