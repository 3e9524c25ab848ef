"""Commands that keep a workspace safe: back it up, bring a backup back, look whether it is well, rescue it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_desktop.cli.session import Session, target_file
from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:
    from crm_desktop.services.checkup import Finding


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (backup, restore, check, rescue):
        app.command()(command)


def backup(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The copy; else a dated one beside the file.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Make none; list those there are, the newest first.")] = False,
) -> None:
    """Copy the workspace and prove the copy whole."""
    from crm_desktop.services import backups

    session: Session = context.obj
    if listed:
        _list_backups(session)
        return
    with session.services() as services:
        target = None if out is None else target_file(out, force=None)
        copy = backups.back_up_now(services.database, services.clock, target)
    session.output.answer(f"Copied to {copy}. The copy was opened and checked.", {"file": str(copy)})


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup, or its name in the backup folder.", readable=False)],
) -> None:
    """Put a backup in the place of the workspace, which is set aside first."""
    from crm_desktop.services import restoring
    from crm_desktop.services.backups import folder_of

    session: Session = context.obj
    path = session.path()
    if not file.exists() and (folder_of(path) / file.name).exists():
        file = folder_of(path) / file.name
    backup_key = session.key(file) if file.is_file() else None
    key = backup_key
    if path.is_file() and not restoring.opens_alike(file, path):
        try:
            key = session.key(path)
        except CrmError:  # set aside as it is; what cannot be read of it is said
            key = None
    done = restoring.restore(file, path, key=key, backup_key=backup_key)
    said = f"{done.label}."
    if done.aside is not None:
        said += f" The file before is “{done.aside.name}” now."
    if not done.numbers_go_on:
        said += " It could not be read, so look at the next numbers in the settings before you issue anything."
    aside = None if done.aside is None else str(done.aside)
    answer = {"file": str(path), "aside": aside, "label": done.label, "numbers_go_on": done.numbers_go_on}
    session.output.answer(said, answer)


def check(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--mend", help="Make anew what follows from the records: triggers, search.")
    ] = False,
) -> None:
    """Look whether the file is whole and safe: pages, links, journal, search, backups, room, place."""
    from crm_desktop.services import checkup, surroundings

    session: Session = context.obj
    try:
        with session.services() as services:
            if mend:
                checkup.mend(services)
            whole, around = checkup.check_workspace(services), surroundings.look_around(services)
    except CrmError as error:
        raise _what_to_do(session, error) from error
    findings = [*whole, *around]
    if session.output.as_json:
        session.output.json(
            [{"name": one.name, "ok": one.ok, "detail": one.detail, "advice": one.advice} for one in findings]
        )
    for one in findings:
        session.output.line(f"{one.mark} {one.name}{'.' if one.ok else ': no.'} {one.detail}".rstrip())
        if one.advice:
            session.output.line(f"  → {one.advice}")
    if not all(one.ok for one in findings):
        raise _conclusion(session, whole, around)


def rescue(
    context: typer.Context,
    damaged: Annotated[Path, typer.Argument(help="The damaged workspace; it is not changed.", readable=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The new workspace; it must not be there yet.")],
) -> None:
    """Read what is readable of a damaged workspace into a new one, and say what was lost."""
    from crm_desktop.services import rescuing

    session: Session = context.obj
    report = rescuing.rescue(damaged, out, key=session.key(damaged) if damaged.is_file() else None)
    if session.output.as_json:
        session.output.json(report.as_json())
        return
    session.output.line(f"Rescued {report.read:,} rows into {out}. The new file was opened and checked.")
    rows = [
        (table.words, f"{table.read:,}", f"{table.lost:,}", f"{table.holes:,}")
        for table in report.tables
        if table.read or table.lost or table.holes
    ]
    session.output.table(("what", "read", "lost", "gaps"), rows, frozenset((1, 2, 3)))
    if report.whole:
        session.output.line("Nothing is known to be lost.")
    for note in report.notes:
        session.output.line(f"! {note}")


def _list_backups(session: Session) -> None:
    from crm_desktop.services import backups
    from crm_desktop.services.restoring import in_words

    path = session.path()
    found = backups.backups_of(path)
    if session.output.as_json:
        session.output.json(
            [
                {"file": str(one.path), "made": one.made.isoformat(), "size": one.size, "before": one.reason}
                for one in found
            ]
        )
        return
    if not found:
        session.output.line(f"There is no backup of “{path.name}” yet.")
    for one in found:
        before = f", before {one.reason}" if one.reason else ""
        session.output.line(f"{in_words(one.made.astimezone())}{before}  {one.size / 1e6:,.1f} MB  {one.path.name}")


def _conclusion(session: Session, whole: list[Finding], around: list[Finding]) -> CrmError:
    """Return what the doctor ends with when something is wrong with the file or around it."""
    broken = [one for one in whole if not one.ok]
    if not broken:
        first = next(one for one in around if not one.ok)
        return CrmError("Something is wrong around the workspace.", first.advice)
    error = CrmError("The workspace is not whole.", broken[0].advice)
    return _with_remedies(session, error) if broken[0] is whole[0] else error


def _what_to_do(session: Session, error: CrmError) -> CrmError:
    """Return a refusal to open the file, with the remedies when it is damaged."""
    from crm_desktop.services.opening import is_damage

    return _with_remedies(session, error) if is_damage(error) else error


def _with_remedies(session: Session, error: CrmError) -> CrmError:
    """Return a refusal that names the backup to bring back and the way to rescue what can be read."""
    from crm_desktop.services import backups

    path = session.path()
    try:
        good = backups.newest_good(path, key=session.key(path))
    except CrmError:
        good = None
    back = (
        f"Bring back the newest good backup: crm-desktop restore {_typed(good.path.name)}."
        if good is not None
        else "There is no good backup beside it."
    )
    return CrmError(
        error.title,
        f"It was not changed. {back} Or rescue what can be read: "
        f"crm-desktop rescue {_typed(path)} -o {_typed(path.with_name(f'{path.stem} rescued.crm'))}.",
    )


def _typed(name: str | Path) -> str:
    """Return a name as it is typed or pasted after a command, with the quotes that a shell knows."""
    return f'"{name}"'
