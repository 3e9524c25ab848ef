"""Saving lists under a name, and making segments of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.selecting import check_selection

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_COLUMNS = (
    "name = ?, filter = ?, columns = ?, sorting = ?, group_by = ?, layout = ?, owner_id = ?, segment = ?, frozen = ?"
)


class SavedViewCommands:
    """What a person can do with saved views and segments."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def save(self, draft: SavedViewDraft, view_id: str = "") -> tuple[str, ChangeSet]:
        """Keep a list under a name, as a new view or in place of `view_id`, and return its id.

        A frozen segment takes the records that its filter selects now. Raises `Refused`, `FilterError`.
        """
        access = self._services.records.access(draft.kind)
        name = " ".join(draft.name.split())
        if not name:
            raise Refused("A view needs a name.", "Nothing was saved.")
        what = "segment" if draft.segment else "view"
        if draft.filter:
            check_selection(self._database, access.fields, access.table, draft.filter)
        with self._database.write(f"Saved the {what} “{name}”") as work:
            self._require_free_name(work, access.kind, name, view_id)
            values = (
                name, draft.filter, json.dumps(draft.columns), json.dumps(draft.sorting), draft.group_by, draft.layout,
                None if draft.shared else self._database.actor or None, int(draft.segment), int(draft.frozen),
            )  # fmt: skip
            if view_id:
                work.execute(f"UPDATE saved_view SET {_COLUMNS} WHERE id = ?", (*values, view_id))
            else:
                view_id = new_id()
                work.execute(
                    "INSERT INTO saved_view (id, created_at, record_kind, position) VALUES (?, ?, ?, "
                    "(SELECT coalesce(max(position), 0) + 1 FROM saved_view WHERE record_kind = ?))",
                    (view_id, to_millis(self._services.clock.now()), access.kind, access.kind),
                )
                work.execute(f"UPDATE saved_view SET {_COLUMNS} WHERE id = ?", (*values, view_id))
                if draft.frozen:
                    self._freeze(work, access.kind, view_id, draft.filter)
        return view_id, work.change

    def rename(self, view_id: str, name: str) -> ChangeSet:
        """Give a view another name."""
        view = self._services.saved_views.view(view_id)
        text = " ".join(name.split())
        if not text:
            raise Refused("A view needs a name.", "Nothing was saved.")
        with self._database.write(f"Renamed the view “{view.name}” to “{text}”") as work:
            self._require_free_name(work, view.kind, text, view_id)
            work.execute("UPDATE saved_view SET name = ? WHERE id = ?", (text, view_id))
        return work.change

    def refreeze(self, view_id: str) -> ChangeSet:
        """Have a frozen segment take what its filter selects now."""
        view = self._services.saved_views.view(view_id)
        with self._database.write(f"Renewed the segment “{view.name}”") as work:
            self._freeze(work, view.kind, view_id, view.filter)
        return work.change

    def set_members(self, view_id: str, record_ids: Sequence[str], *, inside: bool) -> ChangeSet:
        """Put records into a frozen segment, or take them out. Raises `Refused` for a live one."""
        view = self._services.saved_views.view(view_id)
        if not view.frozen:
            raise Refused(
                f"“{view.name}” follows its filter.", "Nothing was changed. Change the filter, or freeze the segment."
            )
        where = f"to the segment “{view.name}”" if inside else f"out of the segment “{view.name}”"
        many = "1 record" if len(record_ids) == 1 else f"{len(record_ids):,} records"
        with self._database.write(f"{'Added' if inside else 'Took'} {many} {where}") as work:
            if inside:
                self._insert(work, view_id, record_ids)
            else:
                work.execute_many(
                    "DELETE FROM segment_member WHERE id = ?", [(derived_id(view_id, one),) for one in record_ids]
                )
        return work.change

    def reorder(self, view_ids: Sequence[str]) -> ChangeSet:
        """Put the tabs into this order."""
        with self._database.write("Changed the order of the views") as work:
            work.execute_many(
                "UPDATE saved_view SET position = ? WHERE id = ?", [(place, one) for place, one in enumerate(view_ids)]
            )
        return work.change

    def remove(self, view_id: str) -> ChangeSet:
        """Take a view away; the records stay as they are."""
        view = self._services.saved_views.view(view_id)
        what = "segment" if view.segment else "view"
        with self._database.write(f"Removed the {what} “{view.name}”") as work:
            work.execute(
                "UPDATE saved_view SET deleted_at = ? WHERE id = ?", (to_millis(self._services.clock.now()), view_id)
            )
        return work.change

    def _freeze(self, work: Transaction, kind: str, view_id: str, where: str) -> None:
        access = self._services.records.access(kind)
        rows = self._services.records.row_ids(kind, where or None)
        wanted = {str(row["id"]) for row in self._services.records.rows(kind, rows, access.columns[:1])}
        present = {
            str(row[0]) for row in work.execute("SELECT record_id FROM segment_member WHERE view_id = ?", (view_id,))
        }
        self._insert(work, view_id, sorted(wanted - present))
        work.execute_many(
            "DELETE FROM segment_member WHERE id = ?", [(derived_id(view_id, one),) for one in sorted(present - wanted)]
        )

    @staticmethod
    def _insert(work: Transaction, view_id: str, record_ids: Sequence[str]) -> None:
        work.execute_many(
            "INSERT INTO segment_member (id, view_id, record_id) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [(derived_id(view_id, one), view_id, one) for one in record_ids],
        )

    @staticmethod
    def _require_free_name(work: Transaction, kind: str, name: str, but: str) -> None:
        for view_id, taken in work.execute(
            "SELECT id, name FROM saved_view WHERE record_kind = ? AND deleted_at IS NULL", (kind,)
        ):
            if view_id != but and str(taken).casefold() == name.casefold():
                raise Refused(f"There is a view “{taken}” already.", "Nothing was saved. Choose another name.")
