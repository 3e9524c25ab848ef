"""What every command has at hand: the workspace it works on, and how it answers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from crm_desktop.cli.output import Output
from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

VARIABLE = "CRM_WORKSPACE"
PASSPHRASE_FILE = "--passphrase-file"


class Window(Protocol):
    """What the command line may ask of the window; whoever starts the program hands it in."""

    def screenshot(
        self, workspace: str, pane: str, out: str, theme: str, size: tuple[int, int], key: bytes | None = None
    ) -> None:
        """Draw one pane into a PNG file; `key` opens an encrypted workspace."""

    def bench(self, names: Sequence[str], *, as_json: bool, people: int) -> int:
        """Measure with so many people, print, and return the exit code."""


@dataclass(frozen=True)
class Session:
    """One run of the program. `workspace` is what the person named; None means the usual one."""

    workspace: Path | None
    output: Output
    window: Window | None
    passphrase_file: str | None = None
    """The file whose first line is the passphrase; “-” is standard input."""

    def path(self) -> Path:
        """Return the workspace to work on. Raises `CrmError` when none is named and none was ever opened."""
        if self.workspace is not None:
            return self.workspace
        if named := os.environ.get(VARIABLE):
            return Path(named)
        from crm_desktop.services.last_opened import last_opened

        found = last_opened()
        if found is None:
            raise CrmError(
                "No workspace is named, and none was opened before.",
                f"Name one with --workspace FILE or in {VARIABLE}, or make one with “crm-desktop new FILE”.",
            )
        return found

    def key(self, path: Path) -> bytes | None:
        """Return the key of an encrypted workspace: from the passphrase given, the keyring, or whoever is asked.

        None for one that is not encrypted. Raises `CrmError`.
        """
        from crm_desktop.services.encryption import Encrypted, is_encrypted, kept_key, key_from

        if not is_encrypted(path):
            return None
        from crm_desktop.cli.passphrases import ask_for_key, can_ask, read_passphrase

        if self.passphrase_file is not None:
            return key_from(path, read_passphrase(self.passphrase_file))
        kept = kept_key(path)
        if kept is not None:
            return kept
        if can_ask():
            return ask_for_key(path)
        raise Encrypted(path)

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Open the workspace for the length of a command."""
        from crm_desktop.services.opening import open_services

        path = self.path()
        opened = open_services(path, key=self.key(path))
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def services_as_of(self, moment: str | None) -> Iterator[Services]:
        """Open the workspace as it stood at a moment that a person wrote; as it is now without one."""
        with self.services() as services:
            if moment is None:
                yield services
                return
            from crm_desktop.services.past import moment_named, services_as_of

            past = services_as_of(services, moment_named(moment, services.clock))
            try:
                yield past
            finally:
                past.close()


def read_json(file: str) -> Any:
    """Return what a JSON file holds; “-” is standard input. Raises `CrmError`."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CrmError(f"“{file}” could not be read.", f"{error.strerror or error}. Nothing was changed.") from error
    except UnicodeDecodeError as error:
        raise CrmError(f"“{file}” is not written in UTF-8.", "Nothing was changed.") from error
    try:
        return json.loads(text)
    except ValueError as error:
        where = "Standard input" if file == "-" else f"“{file}”"
        raise CrmError(f"{where} is not JSON: {error}.", "Nothing was changed.") from error


def target_file(path: Path, *, force: bool | None) -> Path:
    """Return a file that may be written. Raises `CrmError` when it is there already and may not be replaced.

    `force` says whether the person allowed it; None for a command that never replaces a file.
    """
    if path.exists() and not force:
        way = "Name another file." if force is None else "Name another file, or add --force."
        raise CrmError(f"“{path.name}” is there already.", f"It was not touched. {way}")
    if not path.absolute().parent.is_dir():
        raise CrmError(f"There is no folder “{path.parent}”.", "Nothing was written. Name a folder that exists.")
    return path
