"""What goes wrong with a file, said in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.storage.driver import DatabaseError


class Damaged(CrmError):
    """The file itself is broken: nothing more may be written to it."""

    @classmethod
    def found(cls) -> Self:
        """Return it in the words for damage of any kind."""
        return cls(
            "The workspace file is damaged.",
            "Nothing more was written to it. Keep the file as it is, and bring back the newest good backup.",
        )


class DiskFull(CrmError):
    """There was no room for what was to be written."""

    @classmethod
    def found(cls) -> Self:
        """Return it in the words for a change that was not saved."""
        return cls(
            "The disk is full, so the last change was not saved.",
            "Everything saved before is safe. Free some space and try again.",
        )


class HalfLetter(Refused):
    """A text holds half of a letter (a lone surrogate), which no file of text can keep."""

    def __init__(self) -> None:
        super().__init__(
            "A text holds a broken letter, which cannot be written.",
            "Nothing was changed. It most often comes from a damaged file; delete the letter and try again.",
        )


_BROKEN = ("malformed", "could not decode", "schema is corrupt", "database corruption", "vtable constructor failed")
"""What the driver says of broken pages, of text that is none, of a table of contents that is none, of search."""

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "readonly",
        "The workspace can only be read here, so the change was not saved.",
        "Nothing was lost. Check that you may write to the file and its folder.",
    ),
    (
        "database is locked",
        "Another program is writing to the workspace, so the change was not saved.",
        "Nothing was lost. Wait a moment and try again.",
    ),
    (
        "file is not a database",
        "This file is not a workspace, or it is locked with a key.",
        "It was not changed.",
    ),
    (
        "unable to open",
        "The workspace file could not be opened.",
        "It was not changed. Check that the disk is there and that you may read it.",
    ),
    (
        "disk i/o",
        "The disk did not answer while the workspace was in use.",
        "Everything saved before is safe. Check the disk, then open the workspace again.",
    ),
)


def in_words(error: BaseException) -> CrmError | None:
    """Return the expected failure that an error of the driver stands for, or None when it is a bug.

    An error of the driver that an ORM wrapped (its `orig`) counts as well.
    """
    cause = getattr(error, "orig", error)
    if isinstance(cause, UnicodeEncodeError):
        return HalfLetter()
    if not isinstance(cause, DatabaseError):
        return None
    text = str(cause).lower()
    if any(mark in text for mark in _BROKEN):
        return Damaged.found()
    if "disk is full" in text:
        return DiskFull.found()
    if text.startswith(("no such table", "no such column")):
        found = Damaged.found()
        return Damaged(f"A part of the workspace file is damaged or missing: {text}.", found.detail)
    for mark, title, detail in _WORDS:
        if mark in text:
            return CrmError(title, detail)
    return None


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn the driver's errors that a person can act on into a `CrmError`; let every other pass."""
    try:
        yield
    except UnicodeDecodeError as error:  # the driver's own message quotes what stands in a broken file
        raise Damaged.found() from error
    except (DatabaseError, UnicodeEncodeError) as error:
        known = in_words(error)
        if known is None:
            raise
        raise known from error
