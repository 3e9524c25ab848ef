"""What a table asks of the services, each call made off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.services.lists.views import Group, ListQuery, ListRow
from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.ui.fields.words import habits, value_text
from crm_desktop.ui.lists.columns import NUMBERS, shown_fields
from crm_desktop.ui.lists.group_words import group_words
from crm_desktop.ui.lists.layout import GroupHead, ListLayout
from crm_desktop.ui.lists.ready import ReadyView
from crm_desktop.ui.lists.state import ListState

if TYPE_CHECKING:
    from crm_desktop.core.changes import ChangeSet
    from crm_desktop.services.lists.views import Amount
    from crm_desktop.services.services import Services

    SumText = Callable[[str, Amount], str | None]


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which list is wanted, which of its groups are folded, and which record should keep the focus.

    The records of each of the `ready` views are counted; `sum_text` may write sums of money otherwise than the field.
    """

    state: ListState
    folded: frozenset[str] = frozenset()
    wanted: str = ""
    ready: tuple[ReadyView, ...] = ()
    unsummed: frozenset[str] = frozenset()
    sum_text: SumText | None = None


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """A list as it is now; `position` is where the wanted record stands, -1 when it is not shown.

    `my_name` is what the file calls the person who works here, empty where somebody else is called the same.
    """

    request: ListRequest
    layout: ListLayout
    position: int
    total: int
    fields: FieldSet
    filter_fields: FieldSet
    views: tuple[SavedViewRow, ...]
    group_words: dict[str, str]
    sums: dict[str, dict[str, str]]
    counts: dict[str, int]
    my_name: str = ""


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """The rows of one window of the list that had this epoch."""

    first: int
    epoch: int
    rows: Sequence[ListRow | GroupHead]


def read_list(services: Services, request: ListRequest) -> ListAnswer:
    """Return the list with the fields and saved views of its kind. Raises `FilterError`, `Refused`."""
    state = request.state
    lists = services.lists
    fields = lists.fields(state.kind)
    views = tuple(services.saved_views.views(state.kind))
    group = fields.find(state.group_by) if state.group_by else None
    query = ListQuery(
        state.kind, state.where(), state.query().text, tuple(one for one in state.sorting if one[0] in fields),
        group.key if group is not None else "",
    )  # fmt: skip
    numbers = [one.key for one in shown_fields(fields, state.columns) if one.type in NUMBERS]
    summed = [key for key in numbers if key not in request.unsummed]
    layout = ListLayout(lists.found(query, summed), request.folded)
    bare = ListState(state.kind, section_field=state.section_field, section=state.section)
    is_whole = query.where == bare.where() and not query.text and not query.group_by
    total = len(layout.rowids) if is_whole else lists.count(bare.query())
    position = -1
    if request.wanted:
        rowid = lists.rowid_of(state.kind, request.wanted)
        position = -1 if rowid is None else layout.position(rowid)
    # Said here and not when they are painted: there may be as many groups as companies.
    my_name = _my_name(services)
    words = {} if group is None else {one.value: group_words(group, one, my_name) for one in layout.groups}
    sums = {one.value: sums_words(services, one, fields, request.sum_text) for one in layout.groups if one.sums}
    counts = {one.key: lists.count(replace(bare, conditions=one.conditions).query()) for one in request.ready}
    if counts:
        counts[""] = total
    every = lists.filter_fields(state.kind)
    return ListAnswer(request, layout, position, total, fields, every, views, words, sums, counts, my_name)


def _my_name(services: Services) -> str:
    members = services.workspace.members()
    mine = next((one.name for one in members if one.is_me), "")
    return mine if [one.name for one in members].count(mine) == 1 else ""


def read_window(
    services: Services, layout: ListLayout, kind: str, columns: Sequence[str], first: int, count: int, epoch: int
) -> WindowAnswer:
    """Return rows and heads of groups from a position on."""
    places = range(first, min(first + count, layout.count))
    rowids = [layout.rowid(place) for place in places]
    found = iter(services.lists.rows(kind, [one for one in rowids if one is not None], columns))
    rows: list[ListRow | GroupHead] = []
    for place, rowid in zip(places, rowids, strict=True):
        if rowid is not None:
            rows.append(next(found) or ListRow("", tuple(columns), ()))
        else:
            group = layout.group_at(place)
            assert group is not None
            rows.append(GroupHead(group, group.value not in layout.folded))
    return WindowAnswer(first, epoch, rows)


def read_copied(services: Services, kind: str, rowids: Sequence[int], columns: Sequence[str]) -> str:
    """Return rows as spreadsheets take them, as they are shown; numbers and days as such."""
    return services.lists.as_text(kind, rowids, columns, partial(_copied, services))


def _copied(services: Services, field: Field, value: object) -> str:
    from crm_desktop.services.lists.queries import plain_text

    plain = field.type in (FieldType.NUMBER, FieldType.MONEY, FieldType.DATE)
    if field.type is FieldType.MOMENT and isinstance(value, str):
        from datetime import datetime

        return datetime.fromisoformat(value).astimezone(services.clock.zone).strftime("%Y-%m-%d %H:%M")
    if plain:
        text = plain_text(field, value)
        mark = habits(services.clock).decimal_mark
        return text.replace(".", mark) if field.type in NUMBERS else text
    return value_text(field, value, services.clock)


def sums_words(services: Services, group: Group, fields: FieldSet, sum_text: SumText | None = None) -> dict[str, str]:
    """Return what the numbers of a group come to, by column."""
    from crm_desktop.services.lists.views import Amount

    words: dict[str, list[str]] = {}
    for one in group.sums:
        field = fields.find(one.key)
        if field is not None:
            value = Amount(str(one.amount), one.currency) if one.currency else str(one.amount)
            own = sum_text(one.key, value) if sum_text is not None and isinstance(value, Amount) else None
            words.setdefault(one.key, []).append(value_text(field, value, services.clock) if own is None else own)
    return {key: " + ".join(parts) for key, parts in words.items()}


def in_rows(services: Services, kind: str, rowids: Sequence[int], name: str, *values: object) -> ChangeSet:
    """Run a command of `services.list_commands` on the records at these rowids."""
    ids = services.lists.ids_of(kind, rowids)
    change: ChangeSet = getattr(services.list_commands, name)(kind, ids, *values)
    return change
