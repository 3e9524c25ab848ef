"""Encrypted means unreadable: no word of the firm's data is anywhere that the program writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.services.encryption import key_from
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.sample.shop import SHOP, fill_sample
from tests.conftest import HOME_VARIABLES, PROJECT, XDG_VARIABLES
from tests.robustness.planted import PASSPHRASE, PLANTED, found_in, plant


def run(root: Path, how: str) -> dict[str, list[str]]:
    """Have a process work with an encrypted workspace below `root`, and return what it found."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    for name in (*HOME_VARIABLES, *XDG_VARIABLES, "TMPDIR"):
        folder = root / name.lower()
        folder.mkdir(mode=0o700)
        environment[name] = str(folder)
    script = Path(__file__).with_name("planted_child.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), str(root), how],
        env=environment, capture_output=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == (0 if how == "quits" else -9), done.stderr[-3000:]
    assert PLANTED not in done.stderr
    told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("how", ["quits", pytest.param("killed", marks=pytest.mark.torture)])
def test_no_planted_word_is_found_anywhere(tmp_path: Path, how: str) -> None:
    told = run(tmp_path, how)
    assert {where: names for where, names in told.items() if names} == {}
    expected = {"written", "backup", "glance", "search", "window", *(["left"] if how == "quits" else [])}
    assert set(told) == expected
    if how == "killed":
        # What another program had open when we were killed is taken away by the next start.
        assert found_in(tmp_path, but="crm-file-") == []
    else:
        assert found_in(tmp_path) == []
    log = tmp_path / "xdg_state_home" / "crm-desktop" / "crm-desktop.log"
    assert "ValueError" in log.read_text("utf-8")
    path = tmp_path / "shop.crm"
    services = open_services(path, key=key_from(path, PASSPHRASE))
    assert services.contacts.pick(PLANTED)
    services.close()


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    services = make_services(tmp_path / "plain.crm", SHOP, "Sofia Marsh")
    fill_sample(services)
    assert plant(services) > 20
    tables = [row[0] for row in services.database.rows(
        "SELECT DISTINCT table_name FROM journal_line WHERE fields LIKE ?", (f"%{PLANTED}%",)
    )]  # fmt: skip
    assert {"contact", "deal", "activity", "task", "event", "product", "case", "address", "document"} <= set(tables)
    assert found_in(tmp_path)
    services.close()
    (tmp_path / "sixteen.txt").write_bytes(f"a{PLANTED}".encode("utf-16-le"))
    (tmp_path / f"named {PLANTED}.txt").touch()
    assert len(found_in(tmp_path)) == 3
