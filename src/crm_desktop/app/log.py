"""The log: warnings and failures in one file beside the state, never a record's values."""

from __future__ import annotations

import logging
import os
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import IO, TypeAlias

from crm_desktop.services.last_opened import state_folder

_LARGEST = 1_000_000
_OURS = "crm_desktop"
_Failure: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def start_log() -> None:
    """Begin to write the log, the one before kept; a computer that cannot keep one is no failure."""
    try:
        folder = state_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "crm-desktop.log"
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".old.log"))
        handler = _PrivateFile(path, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


class DiscreetFormatter(logging.Formatter):
    """Says where something failed and of which kind it is; the message of an error may quote somebody's data.

    Of other programs' parts only the place is written: what they put into their messages is unknown.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, without values."""
        if record.name.partition(".")[0] != _OURS:
            record = logging.makeLogRecord(
                {**record.__dict__, "msg": f"{record.module}:{record.lineno}", "args": (), "exc_text": None}
            )
        elif record.exc_text is not None:  # another handler may have written it out already
            record = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        return super().format(record)

    def formatException(self, ei: _Failure) -> str:  # noqa: N802 - the name is logging's
        """Return places and kinds of an error and of those that led to it."""
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            for frame in extract_tb(error.__traceback__):
                lines.append(f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}")
            lines.append(type(error).__name__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class _PrivateFile(logging.FileHandler):
    """A log that only its owner reads."""

    def _open(self) -> TextIOWrapper:
        file: IO[str] = open(  # noqa: SIM115 - it stays open for the life of the program
            self.baseFilename, self.mode, encoding=self.encoding, opener=partial(os.open, mode=0o600)
        )
        assert isinstance(file, TextIOWrapper)
        return file
