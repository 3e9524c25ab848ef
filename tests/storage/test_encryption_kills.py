"""Killed at any moment of a conversion, there is one whole file under one of the two keys."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.encryption import is_encrypted

PEOPLE = 60


def key_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def kill_once(path: Path, number: int, seed: int) -> int:
    """Convert on and on from step `number`, kill at a random moment, and return the step that stands."""
    worker = Path(__file__).with_name("encrypt_worker.py")
    process = subprocess.Popen(
        [sys.executable, str(worker), str(path), str(number if is_encrypted(path) else 0)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    chance = random.Random(seed)
    base = number if is_encrypted(path) else 0
    told = base
    for _ in range(chance.randrange(1, 4)):
        told = int(process.stdout.readline())
    try:
        process.wait(chance.random() * 0.05)
    except subprocess.TimeoutExpired:
        process.kill()
    told = max([told, *(int(line) for line in process.stdout.read().split())])
    process.stdout.close()
    process.wait()
    # What was told has happened; the step after it has, or has not.
    for step in (told, told + 1):
        key = key_of(step) if step % 3 else None
        try:
            services = open_services(path, key=key)
        except CrmError:
            continue
        try:
            assert services.database.value("SELECT count(*) FROM contact") == PEOPLE
            assert all(finding.ok for finding in check_workspace(services))
        finally:
            services.close()
        return step
    raise AssertionError(f"step {told} and the next open nothing")


def run(tmp_path: Path, kills: int) -> None:
    path = tmp_path / "shop.crm"
    services = make_services(path, Business(name="B"), "Sofia")
    for number in range(PEOPLE):
        services.contact_commands.quick_create(f"Zanzibarina{number}")
    services.close()
    step = 0
    for seed in range(kills):
        step = kill_once(path, step, seed)
    if is_encrypted(path):
        for file in tmp_path.iterdir():
            if not file.name.endswith(".new"):
                assert b"anzibarina" not in file.read_bytes(), file.name


def test_one_whole_file_after_every_kill(tmp_path: Path) -> None:
    run(tmp_path, 4)


@pytest.mark.torture
def test_one_whole_file_after_many_kills(tmp_path: Path) -> None:
    run(tmp_path, 200)
