"""What an undo would do and would not, one plain sentence a line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_desktop.core.changes import Conflict, TakenBack, UndoPreview, UndoResult
from crm_desktop.services.record_history.columns import OWN_TABLE, PART_NAMES
from crm_desktop.services.record_history.queries import RecordHistory
from crm_desktop.services.record_history.views import Value

_KINDS = {table: kind for kind, table in OWN_TABLE.items()}


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of a preview. `action` is "set" (a `field` goes from `old` to `new`), "back" (a record or part comes
    back), "away" (it is removed), "bin" or "unbin"; or why something is left alone: "changed", "used", "gone",
    "there", "homeless". `sort` is what kind of thing `title` is: a kind of record, or the name of a part. Rows that
    have no title, such as uses of tags, are one line, `count` of them.
    """

    action: str
    sort: str
    title: str
    field: str = ""
    old: Value | None = None
    new: Value | None = None
    count: int = 1


def would_do(history: RecordHistory, preview: UndoPreview) -> list[PreviewLine]:
    """Return what would be taken back, a line a field; the first rows only, where there are very many."""
    lines: list[PreviewLine] = []
    for step in preview.steps:
        for line in _step(history, step):
            last = lines[-1] if lines else None
            if last is not None and not line.title and replace(last, count=1) == line:
                lines[-1] = replace(last, count=last.count + 1)
            else:
                lines.append(line)
    return lines


def would_leave(history: RecordHistory, undo: UndoPreview | UndoResult) -> list[PreviewLine]:
    """Return what would be, or was, left alone, and why."""
    return [_conflict(history, one) for one in undo.conflicts]


def _step(history: RecordHistory, step: TakenBack) -> list[PreviewLine]:
    sort = sort_of(step.table)
    if step.action != "update":
        title = "" if step.title == step.table else step.title
        return [PreviewLine("back" if step.action == "insert" else "away", sort, title)]
    if "deleted_at" in step.fields:
        return [PreviewLine("unbin" if step.fields["deleted_at"][1] is None else "bin", sort, step.title)]
    return [
        PreviewLine("set", sort, step.title, label, old, new)
        for label, old, new in history.named_values(step.table, step.fields, step.currency)
    ]


def _conflict(history: RecordHistory, conflict: Conflict) -> PreviewLine:
    sort = sort_of(conflict.table)
    if conflict.field is None:
        return PreviewLine(conflict.reason, sort, conflict.title)
    pair = {conflict.field: (conflict.now, conflict.wanted)}
    named = history.named_values(conflict.table, pair, conflict.currency)
    label, now, wanted = named[0] if named else (conflict.field.replace("_", " ").capitalize(), None, None)
    return PreviewLine(conflict.reason, sort, conflict.title, label, now, wanted)


def sort_of(table: str) -> str:
    """Return what a row of a table is called: a kind of record ("deal"), or the name of a part."""
    return _KINDS.get(table) or PART_NAMES.get(table, table.replace("_", " ").capitalize())
