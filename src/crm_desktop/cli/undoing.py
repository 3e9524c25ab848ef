"""Commands over the journal: history, undo, redo, compact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_desktop.cli.session import Session

if TYPE_CHECKING:
    from crm_desktop.core.changes import UndoResult
    from crm_desktop.services.record_history.preview_words import PreviewLine
    from crm_desktop.services.services import Services

_DONE = {
    "set": "{field} of {what}: {old} → {new}",
    "back": "{what} comes back",
    "away": "{what} goes",
    "bin": "{what} goes back into the Bin",
    "unbin": "{what} comes out of the Bin",
}
_LEFT = {
    "changed": "{what} has changed again since",
    "used": "{what} is used by something else since",
    "gone": "{what} was thrown away since",
    "there": "{what} is there again already",
    "homeless": "{what} belonged to something that is gone",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (history, undo, redo, compact):
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
            _list(session, services, limit, "")
        else:
            _of_record(session, services, kind, record, limit)


def _of_record(session: Session, services: Services, kind: str, record: str, limit: int) -> None:
    from crm_desktop.services.record_history.views import value_text

    access = services.records.access(kind)
    record_id = services.records.find(kind, record)
    if session.output.as_json:
        session.output.json(
            [
                {
                    "entry": one.entry.id, "at": one.entry.at.isoformat(), "who": one.entry.actor,
                    "label": one.entry.label, "undone": one.entry.undone, "table": one.table, "action": one.action,
                    "fields": {name: list(pair) for name, pair in one.fields.items()},
                }
                for one in services.history.of_record(record_id)[:limit]
            ]
        )  # fmt: skip
        return
    zone = services.clock.zone
    found = services.record_history.outline(access.kind, record_id)
    rows = []
    for row in services.record_history.rows(found, 0, limit):
        what = f"{row.field}: {value_text(row.old, zone)} → {value_text(row.new, zone)}" if row.field else row.action
        if row.part:
            what = f"{row.part}: {what}" if row.field else f"{row.part} {row.action}"
        label = f"Undone: {row.label}" if row.entry_kind == "undo" else row.label
        when = f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}"
        rows.append((str(row.entry), when, row.who, label, "undone" if row.undone else "", what))
    session.output.table(("Entry", "When", "Who", "What", "", "Change"), rows, frozenset({0}))
    if found.dropped_before is not None:
        session.output.line(f"What was before {found.dropped_before:%Y-%m-%d} was dropped when the file was compacted.")


def _list(session: Session, services: Services, limit: int, text: str) -> None:
    found = services.history.entries_of(services.history.entry_ids(text)[:limit])
    if session.output.as_json:
        session.output.json(
            [
                {
                    "entry": one.id, "at": one.entry.at.isoformat(), "who": one.entry.actor, "label": one.entry.label,
                    "kind": one.entry.kind, "undone": one.entry.undone, "records": one.records,
                    "can_be_undone": one.can_be_undone,
                }
                for one in found
            ]
        )  # fmt: skip
        return
    zone = services.clock.zone
    rows = [
        (str(one.id), f"{one.entry.at.astimezone(zone):%Y-%m-%d %H:%M}", one.entry.actor, one.entry.label,
         f"{one.records:,}", one.entry.kind, "undone" if one.entry.undone else "" if one.can_be_undone else "stands")
        for one in found
    ]  # fmt: skip
    session.output.table(("Entry", "When", "Who", "What", "Records", "Kind", ""), rows, frozenset({0, 4}))


def undo(
    context: typer.Context,
    entry: Annotated[int | None, typer.Argument(help="The entry to take back; else the last one.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do; change nothing.")] = False,
    as_list: Annotated[bool, typer.Option("--list", help="List what was done, newest first.")] = False,
    find: Annotated[str, typer.Option(help="With --list: only what holds these words.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="With --list: no more than so many.")] = 50,
) -> None:
    """Take back what was done last, or one entry of the history."""
    session: Session = context.obj
    with session.services() as services:
        if as_list:
            _list(session, services, limit, find)
        elif dry_run:
            _preview(session, services, entry)
        else:
            _say(session, services, "undone", services.history.undo(entry))


def _preview(session: Session, services: Services, entry: int | None) -> None:
    from crm_desktop.core.errors import CrmError
    from crm_desktop.services.record_history.preview_words import would_do, would_leave

    if entry is None:
        last = services.history.next_undo()
        if last is None:
            raise CrmError("There is nothing to undo.")
        entry = last[0]
    preview = services.history.preview(entry)
    done = [_words(one, _DONE, services) for one in would_do(services.record_history, preview)]
    left = [_words(one, _LEFT, services) for one in would_leave(services.record_history, preview)]
    rows = "1 row" if preview.count == 1 else f"{preview.count:,} rows" if preview.count else "nothing"
    session.output.answer(
        f"Undoing “{preview.label}” would change {rows}. Nothing was changed.",
        {"entry": entry, "label": preview.label, "count": preview.count, "would": done, "left": left},
    )
    for text in done:
        session.output.line(f"  {text}.")
    if len(preview.steps) < preview.count:
        session.output.line(f"  … and {preview.count - len(preview.steps):,} rows more.")
    for text in left:
        session.output.line(f"  Left alone: {text}.")


def _words(line: PreviewLine, words: dict[str, str], services: Services) -> str:
    from crm_desktop.services.record_history.views import value_text

    zone = services.clock.zone
    many = f" × {line.count:,}" if line.count > 1 else ""
    what = f"{line.sort.lower()} “{' '.join(line.title.split())}”" if line.title else f"{line.sort.lower()}{many}"
    if line.action in _LEFT and line.field:
        what = f"the {line.field.lower()} of {what} ({value_text(line.old, zone)} now)"
    return words[line.action].format(
        field=line.field, what=what, old=value_text(line.old, zone), new=value_text(line.new, zone)
    )


def redo(context: typer.Context) -> None:
    """Do again what was last undone."""
    session: Session = context.obj
    with session.services() as services:
        _say(session, services, "done again", services.history.redo())


def compact(
    context: typer.Context,
    before: Annotated[
        str | None, typer.Option(help="The day before which history goes, such as 2025-01-01; else a year ago.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; change nothing.")] = False,
) -> None:
    """Make a file of many years small: drop old history, keep who wrote every field last. Backs up first."""
    from datetime import date

    from crm_desktop.services.compacting import compact as compact_history
    from crm_desktop.services.compacting import look_at_history

    session: Session = context.obj
    try:
        day = None if before is None else date.fromisoformat(before)
    except ValueError:
        raise typer.BadParameter("write a day like 2025-01-01", param_hint="--before") from None
    with session.services() as services:
        result = look_at_history(services, day) if dry_run else compact_history(services, day)
    counted = result.thinned
    answer: dict[str, Any] = {
        "before": result.before.isoformat(), "dry_run": dry_run, "changes": counted.changes,
        "entries": counted.entries, "lines": counted.lines, "dropped": counted.dropped,
        "shortened": counted.shortened, "contents": counted.contents, "size_before": result.size_before,
        "size_after": result.size_after, "backup": None if result.backup is None else str(result.backup),
    }  # fmt: skip
    first, *others = result.sentences()
    session.output.answer(first, answer)
    for sentence in others:
        session.output.line(sentence)
    if result.backup is not None:
        size = f"{result.size_before / 1e6:,.1f} to {result.size_after / 1e6:,.1f} MB"
        session.output.line(f"The file went from {size}. The whole history is in {result.backup}.")
    elif dry_run:
        session.output.line("Nothing was changed.")


def _say(session: Session, services: Services, what: str, result: UndoResult) -> None:
    from crm_desktop.services.record_history.preview_words import would_leave

    left = [
        {"table": one.table, "record": one.record_id, "field": one.field, "title": one.title}
        for one in result.conflicts
    ]
    nothing = f"Nothing of “{result.label}” was {what}."
    session.output.answer(
        nothing if result.changed_nothing else f"{what.capitalize()}: {result.label}",
        {"entry": result.change.entry, "label": result.label, "left": left},
    )
    for one in would_leave(services.record_history, result):
        session.output.line(f"  Left alone: {_words(one, _LEFT, services)}.")
