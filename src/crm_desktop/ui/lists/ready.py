"""Views that a table always offers as tabs, before those that a person saved."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.core.expressions import Expression
from crm_desktop.core.filters import parse
from crm_desktop.ui.lists.state import parts_of


@dataclass(frozen=True, slots=True)
class ReadyView:
    """A tab with a filter of its own, counted; `key` names it among the saved views."""

    key: str
    text: str
    where: str

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """What its records have in common."""
        return parts_of(parse(self.where))
