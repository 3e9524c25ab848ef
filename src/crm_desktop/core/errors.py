"""The two kinds of failure: expected ones are said in words, everything else is a bug."""

from __future__ import annotations


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
