"""What a page says of the table it shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_desktop.core.expressions import Expression
from crm_desktop.services.lists.views import Sorting
from crm_desktop.ui.lists.bulk_bar import BulkAction
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.ready import ReadyView
from crm_desktop.ui.lists.state import ListState, asked_of


@dataclass(frozen=True, slots=True)
class TableSetting:
    """The kind of record, its columns and order at first, and the words around it.

    `section_field` is a field by whose value the page switches (people or
    companies); `pictures` puts initials before the first column; `beside` are fields read with each row though they
    have no column; `giving_way` are columns that go while there is little room.

    `new_text` is the button that makes a record; where that `names_new`, it takes what was looked for as the name.
    `bulk` are actions that only this kind has. Numbers in `unsummed` are not added up for groups. With `in_place`,
    words and numbers are edited in their cell; without `opens`, Enter and a double click edit as F2 does. With
    `takes_rows`, several rows that are pasted are given to the page and not written over the cells.

    `ready` are tabs that are always there, before the one of all records, which is called `all_text`; the one with
    the key `first` is shown at first. Fields that are `switched` have a switch in the page: a condition on one is no
    chip.
    """

    kind: str
    name: str
    placeholder: str
    columns: tuple[str, ...]
    sorting: Sorting = ()
    section_field: str = ""
    section: str = ""
    pictures: bool = False
    beside: tuple[str, ...] = ()
    assigned: bool = True
    new_text: str = ""
    names_new: bool = True
    look: RecordLook | None = None
    bulk: tuple[BulkAction, ...] = ()
    giving_way: frozenset[str] = frozenset()
    unsummed: frozenset[str] = frozenset()
    in_place: bool = False
    opens: bool = True
    takes_rows: bool = False
    ready: tuple[ReadyView, ...] = ()
    all_text: str = ""
    first: str = ""
    switched: frozenset[str] = frozenset()

    def state(self, view_id: str | None = None) -> ListState:
        """Return the table as it is at first, or as one of its own tabs has it (an empty id: with every record)."""
        key = self.first if view_id is None else view_id
        ready = next((one for one in self.ready if one.key == key), None)
        return ListState(
            self.kind, () if ready is None else ready.conditions, columns=self.columns, sorting=self.sorting,
            view_id="" if ready is None else ready.key, section_field=self.section_field, section=self.section,
        )  # fmt: skip

    def ready_view(self, key: str) -> ReadyView | None:
        """Return the tab with this key, if it is one that is always there."""
        return next((one for one in self.ready if one.key == key), None)

    def unsaid(self, state: ListState) -> tuple[Expression, ...]:
        """Return the conditions that a tab or a switch of the page stands for."""
        ready = self.ready_view(state.view_id)
        mine = ready.conditions if ready is not None else ()
        return tuple(
            one for one in state.conditions if one in mine or any(asked_of(one, key) for key in self.switched)
        )  # fmt: skip

    def of_tab(self, state: ListState, key: str) -> ListState:
        """Return the table as one of its own tabs has it: from another of them, only what they stand for changes."""
        left, ready = self.ready_view(state.view_id), self.ready_view(key)
        kept = [one for one in state.conditions if left is None or one not in left.conditions]
        own = ready.conditions if ready is not None else ()
        return replace(state, conditions=(*own, *kept), view_id=key)
