"""A workspace that is too damaged to be opened: its newest good backup, or what can be read of it, opens instead."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from crm_desktop.app.file_work import BrokenFile, OpenFile, opened
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import open_services
from crm_desktop.ui.pane.file_job import ClosedFile

Remedy = Literal["", "restore", "rescue"]


def open_remedied(broken: BrokenFile, remedy: Remedy, clock: Clock | None) -> OpenFile:
    """Do what the person chose and open what came of it. Not for the main thread. Raises `CrmError`."""
    return _open_newest_good(broken.file, clock) if remedy == "restore" else _open_rescued(broken.file, clock)


def _open_newest_good(file: ClosedFile, clock: Clock | None) -> OpenFile:
    """Put the newest backup that proves whole in the place of the file, which is set aside."""
    from crm_desktop.services.backups import newest_good
    from crm_desktop.services.restoring import restore

    good = newest_good(file.path, key=file.key)
    if good is None:
        raise CrmError(
            f"There is no good backup of “{file.path.name}” beside it.",
            "Nothing was changed. You can look for one elsewhere, or rescue what can be read.",
        )
    done = restore(good.path, file.path, clock, key=file.key)
    return opened(open_services(file.path, clock=clock, key=done.key), done.key)


def _open_rescued(file: ClosedFile, clock: Clock | None) -> OpenFile:
    """Rescue what can be read into a new file beside the damaged one, and write beside it what was lost."""
    from crm_desktop.services.rescuing import rescue

    new, number = file.path.with_name(f"{file.path.stem} rescued.crm"), 2
    while new.exists():
        new, number = file.path.with_name(f"{file.path.stem} rescued ({number}).crm"), number + 1
    report = rescue(file.path, new, clock, key=file.key)
    lines = [f"{report.read:,} rows were read from “{file.path.name}” into “{new.name}”.", "", *report.notes]
    _write_private(new.with_suffix(".txt"), "\n".join(lines) + "\n")
    return opened(open_services(new, clock=clock, key=file.key), file.key)


def _write_private(path: Path, text: str) -> None:
    path.touch(0o600)
    path.write_text(text, encoding="utf-8")
