"""Locking a workspace with a passphrase: encrypting, opening, changing, and taking the lock off again.

The key is made from the passphrase and the salt at the beginning of the file, so that one file carries all that
the passphrase needs. The keyring may hold the key, so that nobody is asked; the recovery sheet holds it on paper.

A key is 32 bytes here, and behind it the salt of its file: whoever holds it knows the file, wherever that is moved,
and need not read its beginning again. (That is not to be done while the file is open: closing it again would let go
of every lock that this process has on it.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.secrets.key_ring import KeyRing, NoKeyRing
from crm_desktop.services.last_opened import read_state, write_state
from crm_desktop.storage.backup_names import copies_of
from crm_desktop.storage.driver import KEY_BYTES
from crm_desktop.storage.encryption import (
    Encrypted,
    WrongKey,
    convert,
    is_encrypted,
    new_salt,
    require_key,
    salt_of,
    wipe,
)

__all__ = [
    "Backups", "Encrypted", "NoKeyRing", "WrongKey", "change_passphrase", "decrypt", "delete_backups", "encrypt",
    "encrypt_backups", "forget", "gives_key", "is_encrypted", "is_kept", "kept_key", "key_from", "key_from_code",
    "keyring_problem", "mark_locked", "mark_unlocked", "other_backups", "recovery_code", "remember",
    "require_strong", "suggest_passphrase",
]  # fmt: skip

_LOCKED = "locked"
"""In the remembered state: the salts of files whose window was locked, which the keyring does not open then."""

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Backups:
    """What was done to the backups of a workspace: how many, and which could not be."""

    done: int = 0
    failed: tuple[Path, ...] = ()


def suggest_passphrase() -> str:
    """Return a passphrase that nobody guesses: six words."""
    from crm_desktop.secrets.passphrase import suggest

    return suggest()


def require_strong(passphrase: str, path: Path, names: Iterable[str] = ()) -> None:
    """Raise `CrmError`, with the reason, for a passphrase that would be guessed."""
    from crm_desktop.secrets.passphrase import require_strong as require

    require(passphrase, (path.stem, *names))


def encrypt(path: Path, passphrase: str, names: Iterable[str] = ()) -> bytes:
    """Encrypt a closed workspace and return its key. Raises `CrmError`; then the file is as it was."""
    require_strong(passphrase, path, names)
    if is_encrypted(path):
        raise CrmError(f"“{path.name}” is encrypted already.", "Nothing was changed. You can change its passphrase.")
    new = _derive(passphrase, new_salt())
    convert(path, None, new)
    return new


def decrypt(path: Path, key: bytes) -> None:
    """Take the encryption off a closed workspace, and its key out of the keyring. Raises `CrmError`."""
    salt = salt_of(path)
    convert(path, key, None)
    _forget(salt)


def change_passphrase(path: Path, key: bytes, passphrase: str, names: Iterable[str] = ()) -> bytes:
    """Rewrite a closed workspace under another passphrase and return its key: the old one opens it no more.

    The keyring holds the new key where it held the old one. Raises `CrmError`; then the file is as it was.
    """
    require_strong(passphrase, path, names)
    salt = salt_of(path)
    kept = _read(salt) is not None
    new = _derive(passphrase, new_salt())
    convert(path, key, new)
    if kept:
        remember(new)
    _forget(salt)
    return new


def key_from(path: Path, typed: str) -> bytes:
    """Return the key that a passphrase, or the code of the recovery sheet, gives; proved on the file.

    Takes about a tenth of a second: not for the main thread. Raises `CrmError`.
    """
    from crm_desktop.secrets.passphrase import derive_key
    from crm_desktop.secrets.recovery_code import WrongCode, key_of, looks_like_code

    if looks_like_code(typed):
        try:
            return _proved(path, key_of(typed))
        except (WrongCode, WrongKey):  # sixty-four letters may be a passphrase, too
            pass
    return _proved(path, derive_key(typed, salt_of(path)))


def gives_key(typed: str, key: bytes) -> bool:
    """Whether a passphrase, or the code of the recovery sheet, is the one of a key; the file is not touched."""
    from hmac import compare_digest

    from crm_desktop.secrets.passphrase import derive_key
    from crm_desktop.secrets.recovery_code import WrongCode, key_of, looks_like_code

    if looks_like_code(typed):
        try:
            if compare_digest(key_of(typed), key[:KEY_BYTES]):
                return True
        except WrongCode:
            pass
    return compare_digest(derive_key(typed, key[KEY_BYTES:]), key[:KEY_BYTES])


def key_from_code(path: Path, code: str) -> bytes:
    """Return the key that the code of a recovery sheet gives, proved on the file. Raises `CrmError` in its words."""
    from crm_desktop.secrets.recovery_code import key_of

    try:
        return _proved(path, key_of(code))
    except WrongKey as error:
        raise CrmError(
            f"This code is not for “{path.name}” as it is now.",
            "Nothing was changed. A sheet holds until the passphrase is changed: look for a newer one.",
        ) from error


def recovery_code(key: bytes) -> str:
    """Return the code that opens the file without its passphrase."""
    from crm_desktop.secrets.recovery_code import code_of

    return code_of(key[:KEY_BYTES])


# the keyring


def kept_key(path: Path, ring: KeyRing | None = None) -> bytes | None:
    """Return the key that the keyring holds for a closed file and that opens it; None without one, or while locked.

    May wait for the person to unlock the keyring: not for the main thread.
    """
    salt = salt_of(path)
    if salt.hex() in read_state().get(_LOCKED, []):
        return None
    key = _read(salt, ring)
    try:
        return None if key is None else _proved(path, key)
    except WrongKey:
        return None


def keyring_problem(ring: KeyRing | None = None) -> CrmError | None:
    """Return why no key can be kept on this computer, None where the keyring has proved that it keeps one."""
    try:
        (ring or KeyRing()).prove()
    except NoKeyRing as error:
        return error
    return None


def is_kept(key: bytes, ring: KeyRing | None = None) -> bool:
    """Whether the keyring holds this key. Raises `NoKeyRing` where there is no safe keyring."""
    return (ring or KeyRing()).read(_name(key[KEY_BYTES:])) is not None


def remember(key: bytes, ring: KeyRing | None = None) -> None:
    """Put the key into the keyring of this computer. Raises `NoKeyRing` where there is no safe one."""
    (ring or KeyRing()).store(_name(key[KEY_BYTES:]), key[:KEY_BYTES].hex())


def forget(key: bytes, ring: KeyRing | None = None) -> None:
    """Take the key out of the keyring, so that the passphrase is asked each time. Raises `NoKeyRing`."""
    (ring or KeyRing()).forget(_name(key[KEY_BYTES:]))


def mark_locked(key: bytes) -> None:
    """Have the passphrase asked for, whatever the keyring holds: the window was locked, and must stay so."""
    salt = key[KEY_BYTES:].hex()
    write_state(**{_LOCKED: [*(one for one in read_state().get(_LOCKED, []) if one != salt), salt][-20:]})


def mark_unlocked(key: bytes) -> None:
    """Let the keyring open the file again."""
    found, salt = read_state().get(_LOCKED, []), key[KEY_BYTES:].hex()
    if salt in found:
        write_state(**{_LOCKED: [one for one in found if one != salt]})


# backups


def other_backups(path: Path, key: bytes) -> tuple[Path, ...]:
    """Return the backups of a workspace that its key does not open: plain ones, or of another passphrase."""
    return tuple(
        copy.path for copy in copies_of(path) if not is_encrypted(copy.path) or salt_of(copy.path) != key[KEY_BYTES:]
    )


def encrypt_backups(
    backups: Iterable[Path], key: bytes, old: bytes | None = None, progress: Progress | None = None
) -> Backups:
    """Rewrite backups under the key of the workspace; `old` opens those of the passphrase before.

    One that cannot be rewritten (another passphrase still, damaged) stays as it is and is named.
    """
    todo, done, failed = list(backups), 0, []
    for number, backup in enumerate(todo):
        if progress is not None and not progress(number, len(todo)):
            failed += todo[number:]
            break
        try:
            convert(backup, old if is_encrypted(backup) else None, key)
        except CrmError:
            failed.append(backup)
        else:
            done += 1
    return Backups(done, tuple(failed))


def delete_backups(backups: Iterable[Path]) -> Backups:
    """Overwrite and delete backups; what cannot be deleted is named."""
    done, failed = 0, []
    for backup in backups:
        try:
            wipe(backup)
        except OSError:
            failed.append(backup)
        else:
            done += 1
    return Backups(done, tuple(failed))


def _derive(passphrase: str, salt: bytes) -> bytes:
    from crm_desktop.secrets.passphrase import derive_key

    return derive_key(passphrase, salt) + salt


def _proved(path: Path, key: bytes) -> bytes:
    require_key(path, key)
    return key + salt_of(path)


def _name(salt: bytes) -> str:
    """What the keyring calls the key: by the file's own beginning, wherever the file is moved."""
    return f"workspace {salt.hex()}"


def _read(salt: bytes, ring: KeyRing | None = None) -> bytes | None:
    try:
        found = (ring or KeyRing()).read(_name(salt))
        return bytes.fromhex(found) if found else None
    except (NoKeyRing, ValueError):
        return None


def _forget(salt: bytes) -> None:
    try:
        KeyRing().forget(_name(salt))
    except NoKeyRing:
        return
