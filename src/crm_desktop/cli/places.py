"""The command for a workspace that stands where none is safe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_desktop.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(copy_here)


def copy_here(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="The workspace on a network drive or in a synchronised folder.", readable=False)
    ],
    to: Annotated[Path | None, typer.Option(help="The copy; else the same name in your documents.")] = None,
) -> None:
    """Copy a workspace from a shared place to this computer, prove the copy whole, and work on it from now on."""
    from crm_desktop.services.last_opened import remember_opened
    from crm_desktop.services.local_copy import copy_here as make_copy

    session: Session = context.obj
    copy = make_copy(file, to)
    remember_opened(copy)
    session.output.answer(f"Copied to {copy}. The copy was opened and checked.", {"file": str(copy)})
