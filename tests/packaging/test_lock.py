"""requirements.lock: whole, hashed, and the same for everybody whatever their registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lock import places_named

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def locked() -> list[tuple[Requirement, list[str]]]:
    """Return each requirement of the lock with its hashes."""
    whole_lines = LOCK.replace("\\\n", " ").splitlines()
    entries = [line for line in whole_lines if line and not line.startswith("#")]
    return [
        (Requirement(line.split("--hash=")[0].strip()), re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
        for line in entries
    ]


def test_no_host_no_index_no_local_path() -> None:
    assert places_named(LOCK) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://registry.example/simple",
        "-f /opt/wheels",
        "six @ file:///tmp/six.whl",
        "--extra-index-url=simple",
        "six @ http://registry.example/six.whl",
    ],
)
def test_a_place_would_be_noticed(line: str) -> None:
    assert places_named(f"six==1.17.0\n{line}\n") != []


def test_every_package_is_pinned_and_hashed() -> None:
    for requirement, hashes in locked():
        assert [clause.operator for clause in requirement.specifier] == ["=="], requirement
        assert hashes, requirement


def test_the_lock_answers_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]
    pins = [requirement for requirement, _ in locked()]
    for wanted in asked:
        held = [pin for pin in pins if canonicalize_name(pin.name) == canonicalize_name(wanted.name)]
        assert held, wanted
        versions = [next(iter(pin.specifier)).version for pin in held]
        assert any(wanted.specifier.contains(version) for version in versions), wanted


def test_no_pyside_that_loses_none_on_python_3_11() -> None:
    sides = [pin for pin, _ in locked() if canonicalize_name(pin.name) in {"pyside6-essentials", "shiboken6"}]
    on_3_11 = [pin for pin in sides if pin.marker is None or pin.marker.evaluate({"python_full_version": "3.11.7"})]
    assert {pin.name for pin in on_3_11} == {"pyside6-essentials", "shiboken6"}
    for pin in on_3_11:
        assert next(iter(pin.specifier)).version < "6.12", pin


def test_reportlab_keeps_its_version() -> None:
    assert "rlbidi" not in LOCK  # what reportlab[bidi] brings, with ReportLab 4.3 behind it
    assert re.search(r"^reportlab==5\.", LOCK, re.MULTILINE)
