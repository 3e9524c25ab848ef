"""The command over segments: filters with a name, to be used wherever records are chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_desktop.cli.session import Session
from crm_desktop.core.errors import RecordMissing, Refused

if TYPE_CHECKING:
    from crm_desktop.core.changes import ChangeSet
    from crm_desktop.services.saved_views.views import SavedViewRow
    from crm_desktop.services.services import Services


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(segment)


def segment(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="contact, lead, deal, product, activity, task, event, quote or case")],
    name: Annotated[str, typer.Argument(help="Which one; without a name all are listed.")] = "",
    where: Annotated[
        str | None, typer.Option(help='Make it, or change its filter, such as: lifecycle = "Customer"')
    ] = None,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="With --where: keep the records of now, whatever changes later.")
    ] = False,
    renew: Annotated[bool, typer.Option("--renew", help="Have a frozen one take what its filter selects now.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away; the records stay.")] = False,
) -> None:
    """List segments, or make, change, renew or remove one; export, labels and every filter take it by its name."""
    session: Session = context.obj
    wanted = sum((where is not None, renew, remove))
    if wanted > 1 or (wanted and not name.strip()) or (frozen and where is None):
        raise Refused(
            "These options cannot be used together.",
            "Nothing was changed. Name a segment, and give one of --where, --renew and --remove; --frozen goes with "
            "--where.",
        )
    with session.services() as services:
        kind = services.records.access(kind).kind
        if not name.strip():
            _say_all(session, services, services.saved_views.segments(kind))
            return
        found = _named(services, kind, name)
        change: ChangeSet | None = None
        if where is not None:
            found, change = _saved(services, kind, name, where, frozen, found)
        elif found is None:
            raise RecordMissing(f"There is no segment “{name}”.", "Nothing was changed. --where makes it.")
        elif renew:
            _require_frozen(found)
            change = services.saved_view_commands.refreeze(found.id)
        elif remove:
            change = services.saved_view_commands.remove(found.id)
        said = None if remove else _as_json(services, services.saved_views.view(found.id))
    entry = None if change is None else change.entry
    if session.output.as_json:
        session.output.json({"name": found.name, "entry": entry} if said is None else {**said, "entry": entry})
        return
    if change is not None:
        session.output.line(f"{change.label}.")
    if said is not None:
        session.output.record(said)


def _named(services: Services, kind: str, name: str) -> SavedViewRow | None:
    wanted = " ".join(name.split()).casefold()
    return next((one for one in services.saved_views.segments(kind) if one.name.casefold() == wanted), None)


def _saved(
    services: Services, kind: str, name: str, where: str, frozen: bool, found: SavedViewRow | None
) -> tuple[SavedViewRow, ChangeSet]:
    from crm_desktop.services.saved_views.views import SavedViewDraft

    if found is not None:
        view, change = services.saved_view_commands.save(replace(found, filter=where, frozen=frozen), found.id)
        if frozen:
            change = services.saved_view_commands.refreeze(view)
    else:
        draft = SavedViewDraft(kind, name, where, shared=True, segment=True, frozen=frozen)
        view, change = services.saved_view_commands.save(draft)
    return services.saved_views.view(view), change


def _require_frozen(found: SavedViewRow) -> None:
    if not found.frozen:
        raise Refused(f"“{found.name}” follows its filter.", "Nothing was changed, and it need not be renewed.")


def _say_all(session: Session, services: Services, found: list[SavedViewRow]) -> None:
    every = [_as_json(services, one) for one in found]
    if session.output.as_json:
        session.output.json(every)
    elif every:
        rows = [
            (one["name"], f"{one['count']:,}", "frozen" if one["frozen"] else "follows its filter", one["filter"])
            for one in every
        ]
        session.output.table(("Segment", "Count", "", "Filter"), rows, frozenset((1,)))
    else:
        session.output.line("There is no segment yet. --where makes one.")


def _as_json(services: Services, one: SavedViewRow) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.kind, "filter": one.filter, "frozen": one.frozen,
        "count": services.saved_views.count(one), "id": one.id,
    }  # fmt: skip
