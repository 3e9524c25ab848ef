"""Commands that lock a workspace with a passphrase and take the lock off."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crm_desktop.cli.passphrases import ask_for_new, can_ask, read_passphrase
from crm_desktop.cli.session import PASSPHRASE_FILE, Session, target_file
from crm_desktop.core.errors import CrmError

_BACKUPS = ("encrypt", "delete", "keep")
Sheet = Annotated[Path | None, typer.Option("--sheet", help="Write the recovery sheet to this PDF file.")]
Remember = Annotated[bool, typer.Option("--remember", help="Keep the key in the keyring of this computer.")]
Older = Annotated[str, typer.Option(help="What to do with backups that the key does not open: encrypt, delete, keep.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (encrypt, decrypt, change_passphrase, recovery_sheet):
        app.command()(command)


def encrypt(context: typer.Context, sheet: Sheet = None, remember: Remember = False, backups: Older = "keep") -> None:
    """Encrypt the workspace with a passphrase, asked for or read by --passphrase-file."""
    from crm_desktop.services import encryption

    session: Session = context.obj
    path, target = session.path(), _target(sheet, backups)
    if encryption.is_encrypted(path):
        raise CrmError(f"“{path.name}” is encrypted already.", "Nothing was changed. You can change its passphrase.")
    with session.services() as services:  # an older file is brought up to date, a damaged one refused
        names = (services.workspace.business().name,)
    given = session.passphrase_file
    key = encryption.encrypt(path, _new_passphrase(path, given), names)
    _finish(session, path, key, "Encrypted", target, remember=remember, backups=backups)


def decrypt(context: typer.Context) -> None:
    """Take the encryption off: afterwards whoever has the file can read it."""
    from crm_desktop.services import encryption

    session: Session = context.obj
    path = session.path()
    key = session.key(path)
    if key is None:
        raise CrmError(f"“{path.name}” is not encrypted.", "Nothing was changed.")
    encryption.decrypt(path, key)
    session.output.answer(
        f"Took the encryption off {path}. Backups made before are encrypted still.", {"file": str(path)}
    )


def change_passphrase(
    context: typer.Context,
    new_passphrase_file: Annotated[
        str | None, typer.Option(help="The file whose first line is the new passphrase; - is standard input.")
    ] = None,
    sheet: Sheet = None,
    remember: Remember = False,
    backups: Older = "keep",
) -> None:
    """Rewrite the workspace under another passphrase; the old one and the old recovery sheet open it no more."""
    from crm_desktop.services import encryption

    session: Session = context.obj
    path, target = session.path(), _target(sheet, backups)
    old = session.key(path)
    if old is None:
        raise CrmError(f"“{path.name}” is not encrypted.", "Nothing was changed. Encrypt it first.")
    key = encryption.change_passphrase(path, old, _new_passphrase(path, new_passphrase_file))
    _finish(session, path, key, "Changed the passphrase of", target, remember=remember, backups=backups, old=old)


def recovery_sheet(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", help="The PDF file to write.")],
) -> None:
    """Write the sheet whose code opens the workspace when the passphrase is forgotten."""
    session: Session = context.obj
    target = target_file(out, force=None)
    with session.services() as services:
        from crm_desktop.services.recovery import recovery_sheet as sheet_of

        _write(target, sheet_of(services))
    session.output.answer(f"Wrote {out}. Print it, keep it safe, and delete the file.", {"file": str(out)})


def _target(sheet: Path | None, backups: str) -> Path | None:
    if backups not in _BACKUPS:
        raise typer.BadParameter("choose encrypt, delete or keep", param_hint="--backups")
    return None if sheet is None else target_file(sheet, force=None)


def _new_passphrase(path: Path, file: str | None) -> str:
    if file is not None:
        return read_passphrase(file)
    if not can_ask():
        raise CrmError(
            "No passphrase was given, and nobody can be asked for one here.",
            f"Nothing was changed. Put it into the first line of a file and name that ({PASSPHRASE_FILE}, or - for "
            "standard input).",
        )
    return ask_for_new(path)


def _finish(
    session: Session, path: Path, key: bytes, what: str, sheet: Path | None, *, remember: bool, backups: str,
    old: bytes | None = None,
) -> None:  # fmt: skip
    """Do what was asked for beside, and say all of it; the workspace itself is done."""
    from crm_desktop.services import encryption

    said, answer = [f"{what} {path}."], dict[str, Any](file=str(path))
    if sheet is not None:
        from crm_desktop.services.opening import open_services
        from crm_desktop.services.recovery import recovery_sheet as sheet_of

        services = open_services(path, key=key)
        try:
            _write(sheet, sheet_of(services))
        finally:
            services.close()
        said.append(f"Wrote {sheet}: print it, keep it safe, and delete the file.")
        answer["sheet"] = str(sheet)
    if remember:
        encryption.remember(key)
        said.append("The key is in the keyring.")
    others = encryption.other_backups(path, key)
    if others and backups == "keep":
        said.append(
            f"Older backups that do not take this passphrase: {len(others)}; plain ones can be read by anybody. "
            "--backups encrypt or --backups delete sees to them."
        )
    elif others:
        done = (
            encryption.delete_backups(others) if backups == "delete" else encryption.encrypt_backups(others, key, old)
        )
        said.append(f"Older backups {'deleted' if backups == 'delete' else 'encrypted'}: {done.done}.")
        if done.failed:
            said.append(f"These stayed as they are: {', '.join(one.name for one in done.failed)}.")
    answer["other_backups"] = [str(one) for one in encryption.other_backups(path, key)]
    session.output.answer(" ".join(said), answer)


def _write(target: Path, content: bytes) -> None:
    try:
        with target.open("xb") as file:
            target.chmod(0o600)
            file.write(content)
    except OSError as error:
        raise CrmError(
            f"“{target.name}” could not be written: {error.strerror}.", "Nothing else was changed."
        ) from error
