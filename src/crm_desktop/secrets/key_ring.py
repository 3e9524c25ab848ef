"""Secrets in the keyring of the operating system, where there is one that keeps them.

A backend is used only when it is known to be safe and has proved that it keeps what it is given: some
take everything and keep nothing, others write plain text. Nothing is ever kept anywhere else instead.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, Protocol

from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "crm-desktop"
MOST_BYTES: Final = 512
"""What every system takes; Windows takes 2,560 bytes in UTF-16 for the whole of an entry."""

SAFE: Final = frozenset(
    {
        ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"),
    }
)
"""(module, class) of the backends that encrypt what they keep, under the person's own login."""

_PROBE = "probe"


class Vault(Protocol):
    """What is asked of a backend; `keyring.backend.KeyringBackend` is one."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class NoKeyRing(CrmError):
    """There is no keyring here that keeps a secret safely; ask for the passphrase each time instead."""


class KeyRing:
    """A few short secrets of this person, by name. Every call may wait for the person to unlock the keyring.

    Not for the main thread. Raises `NoKeyRing` where there is no safe keyring.
    """

    def __init__(self, vault: Vault | None = None) -> None:
        """Use `vault`, or else the best backend of this computer, chosen when it is first needed."""
        self._given = vault
        self._proved: Vault | None = None

    def prove(self) -> None:
        """Raise `NoKeyRing` unless the keyring keeps what it is given, tried with something that nobody knows."""
        self._vault()

    def store(self, name: str, secret: str) -> None:
        """Keep a secret under a name, in place of an earlier one, and read it back."""
        if not secret or len(secret.encode()) > MOST_BYTES:
            raise ValueError(f"a secret has 1 to {MOST_BYTES} bytes")
        vault = self._vault()
        _set(vault, name, secret)
        found = _get(vault, name)
        if found != secret:
            if found is not None:
                _delete(vault, name)
            raise _unreliable()

    def read(self, name: str) -> str | None:
        """Return the secret kept under a name, None when there is none."""
        return _get(self._vault(), name)

    def forget(self, name: str) -> None:
        """Remove a secret; nothing happens when there is none."""
        vault = self._vault()
        if _get(vault, name) is None:
            return
        _delete(vault, name)
        if _get(vault, name) is not None:
            raise _unreliable()

    def _vault(self) -> Vault:
        if self._proved is None:
            vault = self._given if self._given is not None else _backend()
            if not is_safe(vault):
                raise NoKeyRing(
                    "This computer has no keyring that keeps secrets safely.",
                    "Nothing was stored. You will be asked for the passphrase each time.",
                )
            _prove(vault)
            self._proved = vault
        return self._proved


def is_safe(vault: object) -> bool:
    """Whether a backend is on the list, itself and not by a class that is derived from it."""
    kind = type(vault)
    return (kind.__module__, kind.__qualname__) in SAFE


def _backend() -> KeyringBackend:
    """Return the best safe backend; of several that keyring joins into a chain, the first that is on the list."""
    import keyring

    chosen = keyring.get_keyring()
    parts = getattr(chosen, "backends", None)
    return next((one for one in parts if is_safe(one)), chosen) if parts else chosen


def _prove(vault: Vault) -> None:
    """Write something that nobody could have known, read it back, and take it away again."""
    word = secrets.token_hex(16)
    name = f"{_PROBE}-{secrets.token_hex(4)}"
    _set(vault, name, word)
    found = _get(vault, name)
    if found is not None:
        _delete(vault, name)
    if found != word or _get(vault, name) is not None:
        raise _unreliable()


def _get(vault: Vault, name: str) -> str | None:
    try:
        return vault.get_password(SERVICE, name)
    except Exception as error:
        raise _failed(error) from None


def _set(vault: Vault, name: str, secret: str) -> None:
    try:
        vault.set_password(SERVICE, name, secret)
    except Exception as error:
        raise _failed(error) from None


def _delete(vault: Vault, name: str) -> None:
    try:
        vault.delete_password(SERVICE, name)
    except Exception as error:
        raise _failed(error) from None


def _failed(error: Exception) -> NoKeyRing:
    """Say a backend's failure; not the error itself, which may hold the secret. Each system raises its own kind."""
    if type(error).__name__ in ("KeyringLocked", "InitError", "ItemNotFoundException", "LockedException"):
        return NoKeyRing(
            "The keyring of this computer is locked.",
            "Nothing was stored. Unlock it and try again, or give the passphrase.",
        )
    return NoKeyRing(
        f"The keyring of this computer did not answer ({type(error).__name__}).",
        "Nothing was stored. You can give the passphrase instead.",
    )


def _unreliable() -> NoKeyRing:
    return NoKeyRing(
        "The keyring of this computer does not keep what it is given.",
        "Nothing was stored. You will be asked for the passphrase each time.",
    )
