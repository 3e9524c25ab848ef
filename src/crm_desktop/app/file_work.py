"""What is done to the workspace file off the main thread: opening it, leaving it, working upon it while closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import is_damage, make_services, open_services
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl, Operations


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open workspace, the key that opened it, and how its firm writes numbers and dates."""

    services: Services
    file: ClosedFile
    locale: str

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.file.path


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """The file is encrypted and this computer keeps no key for it: the person is to be asked."""

    path: Path


class BrokenFile(CrmError):
    """A workspace is too damaged to be opened; `file` is the one, with the key that was tried."""

    def __init__(self, file: ClosedFile, error: CrmError) -> None:
        super().__init__(error.title, error.detail)
        self.file = file


@dataclass(frozen=True, slots=True)
class Worked:
    """What a job upon the closed file has left to be opened, and whether the person stopped it."""

    file: ClosedFile
    stopped: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, carried to the main thread."""

    error: Exception


_T = TypeVar("_T")


def attempt(call: Callable[[], _T]) -> _T | Failure:
    """Return what `call` returns, or its failure."""
    try:
        return call()
    except Exception as error:  # carried to the main thread, which tells it and opens the file before again
        return Failure(error)


def open_file(file: ClosedFile, clock: Clock | None) -> OpenFile | KeyWanted:
    """Open a workspace, an encrypted one by the key that is given or that the keyring keeps. Raises `CrmError`."""
    try:
        return _open(file, clock)
    except CrmError as error:
        from crm_desktop.services.encryption import Encrypted, kept_key

        if not isinstance(error, Encrypted):
            raise
    key = kept_key(file.path)
    return KeyWanted(file.path) if key is None else _open(ClosedFile(file.path, key), clock)


def _open(file: ClosedFile, clock: Clock | None) -> OpenFile:
    try:
        return opened(open_services(file.path, clock=clock, key=file.key), file.key)
    except CrmError as error:
        if is_damage(error):
            raise BrokenFile(file, error) from error
        raise


def make_file(path: Path, business: Business, member: str, clock: Clock | None) -> OpenFile:
    """Make a new workspace and open it. Raises `CrmError`."""
    return opened(make_services(path, business, member, clock=clock))


def open_copy(backup: Path, target: Path, clock: Clock | None) -> OpenFile | KeyWanted:
    """Copy a backup to a new file and open that; no copy is left when it does not open. Raises `CrmError`."""
    from crm_desktop.services.backups import bring_back

    path = bring_back(backup, target, clock)
    try:
        return open_file(ClosedFile(path), clock)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def open_here(path: Path, clock: Clock | None) -> OpenFile | KeyWanted:
    """Copy a workspace from a shared place to this computer and open the copy. Raises `CrmError`."""
    from crm_desktop.services.local_copy import copy_here

    return open_file(ClosedFile(copy_here(path, None, clock)), clock)


def opened(services: Services, key: bytes | None = None) -> OpenFile:
    """Return what a window needs to know of an open workspace before it is built."""
    try:
        business = services.workspace.business()
    except BaseException:
        services.close()
        raise
    return OpenFile(services, ClosedFile(services.database.path, key), f"{business.language}_{business.country}")


def leave_file(services: Services, operations: Operations, *, backed_up: bool) -> CrmError | None:
    """Wait for what still runs, make the daily backup if it is due, and close the workspace.

    Returns why the backup could not be made.
    """
    operations.drain()
    try:
        return _back_up_if_due(services) if backed_up else None
    finally:
        services.close()


def work_upon(job: FileJob, file: OpenFile, operations: Operations, control: JobControl) -> Worked | Failure:
    """Close the workspace, do the job, and return the file to open next."""
    try:
        leave_file(file.services, operations, backed_up=False)
        return Worked(job.call(file.file, control), control.stopped)
    except Exception as error:  # told on the main thread, and the file opened as it was
        return Failure(error)


def _back_up_if_due(services: Services) -> CrmError | None:
    from crm_desktop.services.backups import back_up_now, is_due

    try:
        if is_due(services.database, services.clock):
            back_up_now(services.database, services.clock)
    except CrmError as error:
        logging.getLogger(__name__).warning("the backup on leaving failed: %s", type(error).__name__)
        return error
    return None
