"""What the security settings have done off the main thread: reading, checking passphrases, rewriting the file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crm_desktop.core.errors import CrmError
from crm_desktop.services import encryption
from crm_desktop.services.encryption import NoKeyRing
from crm_desktop.services.last_opened import read_state, write_state
from crm_desktop.ui.pane.file_job import ClosedFile
from crm_desktop.ui.pane.operations import JobControl

_SHEETS: Final = "recovery_sheets"
"""In the remembered state: the salts of the files whose sheet was printed or saved."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is read for the section: why there is no keyring, whether it holds the key, backups it does not open."""

    problem: CrmError | None
    kept: bool
    others: tuple[Path, ...]


def look(path: Path, key: bytes | None) -> Found:
    """Read what the section shows. Not for the main thread: a keyring may let wait."""
    problem = encryption.keyring_problem()
    if key is None:
        return Found(problem, False, ())
    return Found(problem, problem is None and encryption.is_kept(key), encryption.other_backups(path, key))


def check_new(path: Path, names: tuple[str, ...], _given: str, new: str) -> None:
    """Raise `CrmError` for a passphrase that would be guessed."""
    encryption.require_strong(new, path, names)


def check_given(path: Path, key: bytes, given: str, _new: str) -> None:
    """Raise `WrongKey` for a passphrase that is not the one of now."""
    _require_passphrase(path, key, given)


def check_both(path: Path, key: bytes, names: tuple[str, ...], given: str, new: str) -> None:
    """Raise `CrmError` for a passphrase that is not the one of now, and for a new one that would be guessed."""
    _require_passphrase(path, key, given)
    encryption.require_strong(new, path, names)


def encrypt(new: str, file: ClosedFile, control: JobControl, *, keep: bool, older: bool) -> ClosedFile:
    """Encrypt the closed file; a keyring that fails leaves the passphrase to be asked for."""
    key = encryption.encrypt(file.path, new)
    if keep:
        with suppress(NoKeyRing):
            encryption.remember(key)
    if older:
        encryption.encrypt_backups(encryption.other_backups(file.path, key), key, progress=control.progress)
    return ClosedFile(file.path, key)


def change(new: str, file: ClosedFile, control: JobControl, *, older: bool) -> ClosedFile:
    """Write the closed file anew under another passphrase."""
    assert file.key is not None
    key = encryption.change_passphrase(file.path, file.key, new)
    if older:
        others = encryption.other_backups(file.path, key)
        encryption.encrypt_backups(others, key, file.key, progress=control.progress)
    return ClosedFile(file.path, key)


def decrypt(file: ClosedFile, _control: JobControl) -> ClosedFile:
    """Write the closed file without encryption."""
    assert file.key is not None
    encryption.decrypt(file.path, file.key)
    return ClosedFile(file.path)


def encrypt_others(others: tuple[Path, ...], key: bytes, control: JobControl) -> encryption.Backups:
    """Rewrite older backups under the key of the file, as far as it goes."""
    return encryption.encrypt_backups(others, key, progress=control.progress)


def has_sheet(key: bytes) -> bool:
    """Whether the recovery sheet of this key was printed or saved on this computer."""
    return _name(key) in read_state().get(_SHEETS, [])


def remember_sheet(key: bytes) -> None:
    """The recovery sheet of this key was printed or saved."""
    kept = [one for one in read_state().get(_SHEETS, []) if one != _name(key)]
    write_state(**{_SHEETS: [*kept, _name(key)][-20:]})


def _require_passphrase(path: Path, key: bytes, given: str) -> None:
    # The key is made from it again and compared: the file, which is open, is not touched.
    if not encryption.gives_key(given, key):
        raise encryption.WrongKey(path)


def _name(key: bytes) -> str:
    """The salt of the file: it is no secret, and another passphrase has another."""
    return key[32:].hex()
