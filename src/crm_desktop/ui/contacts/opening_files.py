"""Handing an attached file to the program that shows it, never to one that would run it."""

from __future__ import annotations

import os
from pathlib import Path

from crm_desktop.core.errors import Refused
from crm_desktop.core.file_names import may_open, safe_name
from crm_desktop.services.private_files import fresh_folder


def put_aside(name: str, content: bytes) -> Path:
    """Write a read-only copy into a private folder and return its place; it goes with the program.

    Raises `Refused` for what would be run.
    """
    if not may_open(name):
        raise Refused(
            f"“{name}” can run commands or fetch things from the network, so it was not opened.",
            "Save a copy and look at it with care if you trust whoever sent it.",
        )
    path = fresh_folder() / safe_name(name)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path
