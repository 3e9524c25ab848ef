"""Commands over the journal: history, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_desktop.cli.output import cell
from crm_desktop.cli.session import Session

if TYPE_CHECKING:
    from crm_desktop.core.changes import UndoResult


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (history, undo, redo):
        app.command()(command)


def history(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(help="contact, deal, … ; without it, what was done lately")] = None,
    record: Annotated[str | None, typer.Argument(help="An id, a number, or an exact name.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="No more than so many.")] = 50,
) -> None:
    """Say what happened to a record, or what was done lately, newest first."""
    session: Session = context.obj
    if kind is not None and record is None:
        raise typer.BadParameter("name the record too", param_hint="RECORD")
    with session.services() as services:
        if kind is None or record is None:
            found: list[dict[str, Any]] = [
                {
                    "entry": one.id, "at": one.at.isoformat(), "who": one.actor, "label": one.label, "kind": one.kind,
                    "undone": one.undone,
                }
                for one in services.history.entries(limit)
            ]  # fmt: skip
        else:
            found = [
                {
                    "entry": one.entry.id, "at": one.entry.at.isoformat(), "who": one.entry.actor,
                    "label": one.entry.label, "undone": one.entry.undone, "table": one.table, "action": one.action,
                    "fields": {name: list(pair) for name, pair in one.fields.items()},
                }
                for one in services.history.of_record(services.records.find(kind, record))[:limit]
            ]  # fmt: skip
    if session.output.as_json:
        session.output.json(found)
        return
    rows = []
    for line in found:
        fields: dict[str, list[Any]] = line.get("fields", {})
        changes = [f"{name}: {cell(old) or '–'} → {cell(new) or '–'}" for name, (old, new) in fields.items()]
        rows.append(
            (str(line["entry"]), line["at"][:16].replace("T", " "), line["who"], line["label"],
             "undone" if line["undone"] else "", "; ".join(changes))
        )  # fmt: skip
    session.output.table(("Entry", "When (UTC)", "Who", "What", "", "Fields"), rows, frozenset({0}))


def undo(
    context: typer.Context,
    entry: Annotated[int | None, typer.Argument(help="The entry to take back; else the last one.")] = None,
) -> None:
    """Take back what was done last, or one entry of the history."""
    session: Session = context.obj
    with session.services() as services:
        result = services.history.undo(entry)
    _say(session, "Undone", result)


def redo(context: typer.Context) -> None:
    """Do again what was last undone."""
    session: Session = context.obj
    with session.services() as services:
        result = services.history.redo()
    _say(session, "Done again", result)


def _say(session: Session, what: str, result: UndoResult) -> None:
    left = [
        {"table": one.table, "record": one.record_id, "field": one.field, "title": one.title}
        for one in result.conflicts
    ]
    session.output.answer(
        f"{what}: {result.label}", {"entry": result.change.entry, "label": result.label, "left": left}
    )
    for one in result.conflicts:
        field = f"the {one.field.replace('_', ' ')} of " if one.field else ""
        session.output.line(f"  Left alone: {field}“{one.title}” has changed again since.")
