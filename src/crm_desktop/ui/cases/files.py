"""Files of a case, read from and written to the disk off the main thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.parts import read_files
from crm_desktop.services.services import Services


def read_paths(services: Services, case_id: str, paths: Sequence[Path]) -> ChangeSet:
    """Keep files on a case, as one entry. Raises `CrmError`."""
    return services.case_commands.attach(case_id, read_files(paths))


def save_copy(services: Services, file_id: str, path: Path) -> Path:
    """Write an attached file to a place, and return it. Raises `CrmError`."""
    _, content = services.contacts.file_content(file_id)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CrmError(f"The copy could not be written to {path}.", "Choose another folder and try again.") from error
    return path
