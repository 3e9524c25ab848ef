"""The keyring port over backends that keep, lose, spoil, refuse and expose what they are given."""

from __future__ import annotations

import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from crm_desktop.secrets import key_ring
from crm_desktop.secrets.key_ring import MOST_BYTES, SERVICE, KeyRing, NoKeyRing, Vault


class InMemory:
    """Keeps what it is given, for the length of a test."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Forgetful(InMemory):
    def set_password(self, service: str, username: str, password: str) -> None:
        return


class Cutting(InMemory):
    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:8])


class Clinging(InMemory):
    def delete_password(self, service: str, username: str) -> None:
        return


class LaterCutting(InMemory):
    """Passes the probe and spoils what is longer."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:40])


class Locked(InMemory):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked(f"locked {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(f"locked {password}")


class Broken(InMemory):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"no bus, and {password} in the message")


class PlainText(InMemory):
    """Stands for those of keyrings.alt: keeps reliably, for everybody to read."""

    __module__ = "keyrings.alt.file"
    __qualname__ = "PlaintextKeyring"


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the backends of this module on the list."""
    ours = {(kind.__module__, kind.__qualname__) for kind in (InMemory, Forgetful, Cutting, Clinging, LaterCutting)}
    ours |= {(kind.__module__, kind.__qualname__) for kind in (Locked, Broken)}
    monkeypatch.setattr(key_ring, "SAFE", frozenset(ours))


@pytest.mark.usefixtures("trusting")
def test_a_secret_is_kept_replaced_and_forgotten() -> None:
    vault = InMemory()
    ring = KeyRing(vault)
    assert ring.read("shop") is None
    ring.store("shop", "a" * MOST_BYTES)
    ring.store("shop", "ключ")
    assert KeyRing(vault).read("shop") == "ключ"
    assert list(vault.kept) == [(SERVICE, "shop")]  # nothing of the probe is left
    ring.forget("shop")
    ring.forget("shop")
    assert vault.kept == {}


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(
    ("vault", "words"),
    [
        (Forgetful(), "does not keep"),
        (Cutting(), "does not keep"),
        (Clinging(), "does not keep"),
        (LaterCutting(), "does not keep"),
        (Locked(), "is locked"),
        (Broken(), "did not answer"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, InMemory) else "",
)
def test_a_keyring_that_fails_is_refused_in_words_without_the_secret(vault: InMemory, words: str) -> None:
    secret = "c0ffee" * 10
    with pytest.raises(NoKeyRing) as refused:
        KeyRing(vault).store("shop", secret)
    assert words in refused.value.title
    assert refused.value.title.endswith(".")
    assert "Nothing was stored." in refused.value.detail
    assert secret not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    assert not any(kept for kept in vault.kept.values() if kept in secret) or isinstance(vault, Clinging)


@pytest.mark.parametrize(
    "vault",
    [PlainText(), InMemory(), keyring.backends.null.Keyring(), keyring.backends.fail.Keyring()],  # type: ignore[no-untyped-call]
    ids=["plain text", "unknown", "null", "fail"],
)
def test_what_is_not_on_the_list_is_never_given_a_secret(vault: Vault) -> None:
    with pytest.raises(NoKeyRing, match="no keyring that keeps secrets safely"):
        KeyRing(vault).store("shop", "secret")
    assert getattr(vault, "kept", {}) == {}


def test_a_class_derived_from_a_safe_one_is_not_on_the_list() -> None:
    from keyring.backends import SecretService

    class Quiet(SecretService.Keyring):  # type: ignore[misc, unused-ignore]
        pass

    assert key_ring.is_safe(SecretService.Keyring.__new__(SecretService.Keyring))
    assert not key_ring.is_safe(Quiet.__new__(Quiet))


@pytest.mark.usefixtures("trusting")
def test_of_a_chain_the_safe_part_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = InMemory()

    class Chain:
        backends = (PlainText(), safe)

    monkeypatch.setattr(keyring, "get_keyring", Chain)
    KeyRing().store("shop", "secret")
    assert safe.kept == {(SERVICE, "shop"): "secret"}


def test_without_a_desktop_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    with pytest.raises(NoKeyRing, match="no keyring"):
        KeyRing().read("shop")


@pytest.mark.parametrize("secret", ["", "x" * (MOST_BYTES + 1), "ü" * (MOST_BYTES // 2 + 1)])
def test_a_secret_has_a_size(secret: str) -> None:
    vault = InMemory()
    with pytest.raises(ValueError, match="bytes"):
        KeyRing(vault).store("shop", secret)
    assert vault.kept == {}


def test_the_list_names_classes_that_are_there() -> None:
    import importlib

    for module, name in key_ring.SAFE:
        assert hasattr(importlib.import_module(module), name), module
