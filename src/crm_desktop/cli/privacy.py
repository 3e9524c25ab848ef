"""Commands for a person's sake: everything held about them, and erasing them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_desktop.cli.session import Session
from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:
    from crm_desktop.services.privacy.views import ErasurePreview

_WHO = typer.Argument(help="An id, or an exact name or e-mail address.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(erase)
    app.command("export-person")(export_person)


def erase(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="contact: only a person can be erased.")],
    record: Annotated[str, _WHO],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go and what would stay.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person for good: records, history, search, files and drafts. This cannot be undone."""
    from crm_desktop.services.privacy.commands import resolve_person

    session: Session = context.obj
    with session.services() as services:
        person = resolve_person(services.records.find, kind, record)
        preview = services.privacy.preview(person)
        if dry_run or not session.output.as_json:
            _say(session, preview)
        if dry_run:
            session.output.line("Nothing was erased yet.")
            if session.output.as_json:
                session.output.json(asdict(preview) | {"entry": None})
            return
        if not yes:
            _ask(session)
        result = services.privacy_commands.erase(person)
    session.output.answer(
        "Erased. This cannot be undone.",
        asdict(result.preview) | {"entry": result.change.entry, "swept": result.swept},
    )
    if not result.swept:
        session.output.line(
            "The file could not be written anew, so remains of deleted text may stay in unused parts of it. "
            "Close other programs that read it, free some space, and run “crm-desktop compact”."
        )


def export_person(
    context: typer.Context,
    person: Annotated[str, _WHO],
    out: Annotated[Path, typer.Option("--out", "-o", help="The ZIP file to write.")],
) -> None:
    """Write everything held about a person into one ZIP: a PDF to read, JSON to reuse, their files."""
    from crm_desktop.services.privacy.everything import write_everything

    session: Session = context.obj
    with session.services() as services:
        path = write_everything(services, services.records.find("contact", person), out)
    session.output.answer(f"Wrote {path}.", {"file": str(path), "bytes": path.stat().st_size})


def _ask(session: Session) -> None:
    import sys

    if session.output.as_json or not sys.stdin.isatty():
        raise CrmError("Erasing a person cannot be undone.", "Nothing was erased. Add --yes to do it without asking.")
    typer.confirm("Erase this person for good?", abort=True)


def _say(session: Session, preview: ErasurePreview) -> None:
    line = session.output.line
    line(f"Erasing {preview.name} takes out of this workspace, with its history and search:")
    for part in preview.erased:
        line(f"  {part.label}: {part.count:,}")
    if preview.emptied:
        line("These stay for the firm's figures, without what names the person:")
        for part in preview.emptied:
            line(f"  {part.label}: {part.count:,}")
    for kept in preview.kept:
        titles = f" ({', '.join(kept.titles)})" if kept.titles else ""
        line(f"Kept: {kept.label}: {kept.count:,}{titles}. {kept.reason}")
    if preview.mentions:
        line("The name also stands here, in what is about others. Nothing of it is changed; look at it yourself:")
        for mention in preview.mentions:
            line(f"  {mention.kind} {mention.id}: {mention.title}")
    line(preview.about_backups)
