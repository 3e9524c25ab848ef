"""Files of a case, read from and written to the disk off the main thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.contacts.parts import MOST_BYTES
from crm_desktop.services.services import Services


def read_paths(services: Services, case_id: str, paths: Sequence[Path]) -> ChangeSet:
    """Keep files on a case, as one entry. Raises `CrmError`."""
    files = []
    for path in paths:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Refused(f"“{path.name}” is too large to attach.", "Nothing was attached.")
            files.append((path.name, path.read_bytes()))
        except OSError as error:
            raise CrmError(
                f"“{path.name}” could not be read.", "Nothing was attached. Check that it is a file you may read."
            ) from error
    return services.case_commands.attach(case_id, files)


def save_copy(services: Services, file_id: str, path: Path) -> Path:
    """Write an attached file to a place, and return it. Raises `CrmError`."""
    _, content = services.contacts.file_content(file_id)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CrmError(f"The copy could not be written to {path}.", "Choose another folder and try again.") from error
    return path
