"""Work upon the workspace file itself, for which it is closed and afterwards opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crm_desktop.ui.pane.operations import JobControl


@dataclass(frozen=True, slots=True)
class ClosedFile:
    """A workspace file that nobody has open, and the key that it takes; None for a file that is not encrypted.

    An encrypted file without its key is one that the person is asked the passphrase for.
    """

    path: Path
    key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FileJob:
    """What is to be done with the closed file.

    `call` runs off the main thread, after every write has ended and every connection was closed. It is
    handed the file as it stood open, and returns the one to open next, most often the same. A `CrmError`
    that it raises is said, and the file is opened as it was. `control.progress(done, total)` moves the bar;
    when that returns False the person pressed Stop: put everything back and return the file as it was given.
    """

    label: str
    """What the person reads meanwhile: “Encrypting the workspace”"""
    call: Callable[[ClosedFile, JobControl], ClosedFile]
    done: str = ""
    """What the person is told once the file is open again; nothing when it is empty or the job was stopped."""
    stoppable: bool = False
    hidden: bool = False
    """Whether the window goes away meanwhile, with all that it shows (locking)."""
