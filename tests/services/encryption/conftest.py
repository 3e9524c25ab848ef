"""A closed workspace with a few people in it, and a keyring for the length of a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.secrets import key_ring
from crm_desktop.services.opening import open_services
from tests.secrets.test_key_ring import InMemory

PASSPHRASE = "brave cheese tunnel goat"


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock, new_shop: Callable[[FixedClock], Path]) -> Path:
    path = Path(shutil.copyfile(new_shop(clock), tmp_path / "shop.crm"))
    services = open_services(path, clock=clock)
    for number in range(30):
        services.contact_commands.quick_create(f"Zanzibarina Nováková{number}")
    services.close()
    return path


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> InMemory:
    """What stands in for the keyring of the computer."""
    vault = InMemory()
    monkeypatch.setattr(key_ring, "_backend", lambda: vault)
    monkeypatch.setattr(key_ring, "is_safe", lambda _vault: True)
    return vault


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little memory: what it costs is tested where it is made."""
    monkeypatch.setattr("crm_desktop.secrets.passphrase.MEMORY_KIB", 64)
