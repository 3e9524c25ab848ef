"""What a page says of the table it shows."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.services.lists.views import Sorting
from crm_desktop.ui.lists.state import ListState


@dataclass(frozen=True, slots=True)
class TableSetting:
    """The kind of record, its columns and order at first, and the words around it.

    `section_field` is a field by whose value the page switches (people or companies); `pictures` puts initials
    before the first column; `beside` are fields read with each row though they have no column.
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

    def state(self) -> ListState:
        """Return the table as it is at first."""
        return ListState(
            self.kind, columns=self.columns, sorting=self.sorting, section_field=self.section_field,
            section=self.section,
        )  # fmt: skip
