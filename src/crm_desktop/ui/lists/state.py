"""What a table shows: conditions, words, columns, order and groups; kept between visits and in saved views."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import And, Comparison, Expression, Operator, Text
from crm_desktop.core.filters import format, parse
from crm_desktop.services.lists.views import ListQuery, Sorting
from crm_desktop.services.saved_views.views import SavedViewDraft, SavedViewRow

_LOOKS_LIKE_FILTER = re.compile(
    r"[<>=!]|\b(?:contains|starts with|has|is empty|is not empty|before|after|within)\b|\bin\s*\(", re.IGNORECASE
)


def is_filter(text: str) -> bool:
    """Whether a text is an expression (`lifecycle = customer`) and not words to look for."""
    return bool(_LOOKS_LIKE_FILTER.search(text))


def parts_of(where: Expression | None) -> tuple[Expression, ...]:
    """Return the conditions of a filter that must all hold, each a chip of its own."""
    if where is None:
        return ()
    return where.parts if isinstance(where, And) else (where,)


def joined(parts: Sequence[Expression]) -> Expression | None:
    """Return the filter of conditions that must all hold."""
    flat = [one for part in parts for one in parts_of(part)]
    return None if not flat else flat[0] if len(flat) == 1 else And(tuple(flat))


def asked_of(condition: Expression, key: str) -> str:
    """Return what a condition asks this one field to be; empty for any other condition."""
    if isinstance(condition, Comparison) and condition.field == key and condition.operator is Operator.EQUAL:
        value = condition.values[0]
        return value.value if isinstance(value, Text) else ""
    return ""


@dataclass(frozen=True, slots=True)
class ListState:
    """A table as it stands. `section` is the value of the field that the page switches by (people, companies)."""

    kind: str
    conditions: tuple[Expression, ...] = ()
    text: str = ""
    columns: tuple[str, ...] = ()
    widths: tuple[tuple[str, int], ...] = ()
    sorting: Sorting = ()
    group_by: str = ""
    view_id: str = ""
    section_field: str = ""
    section: str = ""
    segment: str = ""

    def where(self) -> Expression | None:
        """Return the whole filter: section, conditions, and a typed one."""
        parts = list(self.conditions)
        if self.section_field and self.section:
            parts.insert(0, Comparison(self.section_field, Operator.EQUAL, (Text(self.section),)))
        if self.segment:
            parts.insert(0, Comparison("segment", Operator.EQUAL, (Text(self.segment),)))
        if is_filter(self.text):
            parts.append(parse(self.text))
        return joined(parts)

    def where_text(self) -> str:
        """Return the whole filter as it is written; words that are looked for are no part of it."""
        where = self.where()
        return "" if where is None else format(where)

    def query(self) -> ListQuery:
        """Return what the list is asked for. Raises `FilterError` for a typed filter that is none."""
        return ListQuery(
            self.kind, self.where(), "" if is_filter(self.text) else self.text, self.sorting, self.group_by
        )

    def draft(self, name: str, *, shared: bool, segment: bool = False, frozen: bool = False) -> SavedViewDraft:
        """Return the saved view of what is shown."""
        layout = json.dumps({"widths": dict(self.widths)})
        return SavedViewDraft(
            self.kind, name, self.where_text(), self.columns, self.sorting, self.group_by, layout, shared, segment,
            frozen,
        )  # fmt: skip

    def of_view(self, view: SavedViewRow, default: ListState) -> ListState:
        """Return the table as a saved view has it."""
        parts = list(parts_of(parse(view.filter))) if view.filter and not view.frozen else []
        section = self.section if view.frozen else ""
        if self.section_field:
            for part in list(parts):
                if (
                    isinstance(part, Comparison)
                    and part.field == self.section_field
                    and (part.operator is Operator.EQUAL and isinstance(part.values[0], Text))
                ):
                    section = part.values[0].value
                    parts.remove(part)
        try:
            widths = tuple((str(key), int(width)) for key, width in json.loads(view.layout)["widths"].items())
        except (ValueError, KeyError, TypeError, AttributeError):
            widths = default.widths
        return replace(
            default,
            conditions=tuple(parts),
            text="",
            columns=view.columns or default.columns,
            widths=widths,
            sorting=view.sorting or default.sorting,
            group_by=view.group_by,
            view_id=view.id,
            section=section or self.section,
            segment=view.name if view.frozen else "",
        )

    def with_condition(self, condition: Expression, place: int = -1) -> ListState:
        """Return the table with one more condition, or with it in place of another."""
        conditions = list(self.conditions)
        if 0 <= place < len(conditions):
            conditions[place] = condition
        else:
            conditions += [one for one in parts_of(condition) if one not in conditions]
        return replace(self, conditions=tuple(conditions))

    def without_condition(self, place: int) -> ListState:
        """Return the table without a condition; -1 stands for the segment."""
        if place < 0:
            return replace(self, segment="")
        return replace(self, conditions=(*self.conditions[:place], *self.conditions[place + 1 :]))

    def switched(self, key: str) -> str:
        """Return the one value that a condition asks a field to have; empty when none does."""
        return next((value for one in self.conditions if (value := asked_of(one, key))), "")

    def switched_to(self, key: str, value: str) -> ListState:
        """Return the table with only the records whose field has this value; an empty one lets go of that."""
        kept = tuple(one for one in self.conditions if not asked_of(one, key))
        wanted = (Comparison(key, Operator.EQUAL, (Text(value),)),) if value else ()
        return replace(self, conditions=(*wanted, *kept))

    def lists_as(self, other: ListState) -> bool:
        """Whether both list the same records, in whatever order and columns."""
        return all(getattr(self, name) == getattr(other, name) for name in ("conditions", "text", "section", "segment"))

    def differs_from(self, other: ListState) -> bool:
        """Whether something was changed that a saved view keeps (widths are only remembered)."""
        return replace(self, widths=(), view_id="") != replace(other, widths=(), view_id="")

    def to_json(self) -> dict[str, Any]:
        """Return what is kept until the next start."""
        return {
            "conditions": [format(one) for one in self.conditions], "text": self.text, "columns": list(self.columns),
            "widths": dict(self.widths), "sorting": [list(one) for one in self.sorting], "group_by": self.group_by,
            "view": self.view_id, "section": self.section, "segment": self.segment,
        }  # fmt: skip

    def of_json(self, kept: dict[str, Any]) -> ListState:
        """Return the table as it was kept; what cannot be read is as it would be at first."""
        try:
            return replace(
                self,
                conditions=tuple(parse(str(one)) for one in kept.get("conditions", ())),
                text=str(kept.get("text", "")),
                columns=tuple(str(one) for one in kept.get("columns", ())) or self.columns,
                widths=tuple((str(key), int(width)) for key, width in dict(kept.get("widths", {})).items()),
                sorting=tuple((str(key), bool(down)) for key, down in kept.get("sorting", ())) or self.sorting,
                group_by=str(kept.get("group_by", "")),
                view_id=str(kept.get("view", "")),
                section=str(kept.get("section", "")) or self.section,
                segment=str(kept.get("segment", "")),
            )
        except (CrmError, ValueError, TypeError):
            return self
