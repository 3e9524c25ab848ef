"""The two kinds of failure: expected ones are said in words, everything else is a bug."""

from __future__ import annotations

from pathlib import Path


class CrmError(Exception):
    """Something the person can understand and act on.

    `title` says what happened, `detail` what is safe and what to do next; both are whole sentences.
    """

    def __init__(self, title: str, detail: str = "") -> None:
        super().__init__(f"{title} {detail}".strip())
        self.title = title
        self.detail = detail


class RecordMissing(CrmError):
    """A record was asked for that is not (or no longer) there."""


class Refused(CrmError):
    """A rule of the firm's records forbids this write; nothing was changed."""


class UnsafePlace(CrmError):
    """The file stands where a workspace is not safe: on a network drive, or in a folder that is synchronised."""

    def __init__(self, path: Path, title: str, detail: str) -> None:
        super().__init__(title, detail)
        self.path = path


class OpenElsewhere(CrmError):
    """Another computer has the file open."""


class FileGone(CrmError):
    """The open file was moved, deleted or replaced; what was saved before can still be copied from memory."""
