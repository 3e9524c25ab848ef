"""Where the person expects files: folders that exist, whatever the system names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def downloads() -> Path:
    """The folder for files that come out of programs, else the documents."""
    return _existing(QStandardPaths.StandardLocation.DownloadLocation) or documents()


def documents() -> Path:
    """The folder of the person's documents, else their home."""
    return _existing(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home()


def _existing(location: QStandardPaths.StandardLocation) -> Path | None:
    named = QStandardPaths.writableLocation(location)
    return Path(named) if named and Path(named).is_dir() else None
