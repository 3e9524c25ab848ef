"""The rules that the code keeps by itself: layers, start-up cost, names, and what no file may hold."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source_trees import tree

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "crm_desktop"
TESTS = ROOT / "tests"
LONGEST_FILE = 500
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base"}

# What would break each contract: one planted module.
FAULTS = {
    "layers": ("core/planted.py", "import crm_desktop.services"),
    "panes": ("ui/contacts/planted.py", "import crm_desktop.ui.quotes"),
    "qt": ("services/planted.py", "import PySide6.QtCore"),
    "faces": ("cli/planted.py", "import sqlalchemy"),
    "plain-values": ("documents/planted.py", "import sqlite_utils"),
    "records": ("models/planted.py", "import sqlcipher3"),
}
# What a bare import must not load: the window would wait for it.
HEAVY = {
    "sqlalchemy.orm", "reportlab.platypus", "keyring", "babel.numbers", "phonenumbers", "openpyxl",
    "rapidfuzz", "sqlite_utils", "requests", "pypdfium2", "python_calamine", "xlsxwriter",
}  # fmt: skip


def contracts() -> list[dict[str, str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, str]] = settings["tool"]["importlinter"]["contracts"]
    return found


def python_files(*folders: Path) -> list[Path]:
    found = [file for folder in folders for file in folder.rglob("*.py")]
    return sorted(file for file in found if "__pycache__" not in file.parts)


def trees(folder: Path, words: str = "") -> Iterator[tuple[Path, ast.Module]]:
    """What the files say that hold these words (a pattern): reading them all takes seconds."""
    for file in python_files(folder):
        if re.search(words, file.read_text("utf-8")):
            yield file.relative_to(ROOT), tree(file)


def lint(folder: Path) -> str:
    """Return what import-linter says of the copy of the package in `folder`."""
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [linter, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", answer.stdout + answer.stderr)


@pytest.fixture
def copied_package(tmp_path: Path) -> Path:
    copy = tmp_path / "crm_desktop"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_resources"))
    return copy


def test_every_contract_would_notice_a_fault(copied_package: Path) -> None:
    for file, line in FAULTS.values():
        (copied_package / file).write_text(line + "\n", "utf-8")
    verdict = lint(copied_package.parent)
    assert {contract["id"] for contract in contracts()} == set(FAULTS)
    for contract in contracts():
        assert f"{contract['name']} BROKEN" in verdict


def test_a_new_package_must_be_placed(copied_package: Path) -> None:
    (copied_package / "telepathy.py").write_text('"""A new layer."""\n', "utf-8")
    (copied_package / "ui" / "telepathy.py").write_text('"""A new pane."""\n', "utf-8")
    verdict = lint(copied_package.parent)
    assert "Imports point down BROKEN" in verdict
    assert "Panes do not know each other; the shell decides what opens BROKEN" in verdict


def test_core_needs_nothing_but_python() -> None:
    foreign = [
        f"{file}: {name}"
        for file, tree in trees(PACKAGE / "core")
        for node in ast.walk(tree)
        for name in imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("crm_desktop.core")
    ]
    assert foreign == []


@pytest.mark.parametrize("module", ["crm_desktop.cli", "crm_desktop.app.program"])
def test_importing_a_face_loads_nothing_heavy(module: str) -> None:
    script = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.split())
    assert module in loaded
    assert loaded & HEAVY == set()
    if module == "crm_desktop.cli":
        assert {name for name in loaded if name.split(".")[0] in {"PySide6", "shiboken6"}} == set()


def test_files_stay_short() -> None:
    # A migration is one list of literal statements, never edited once released.
    files = [file for file in python_files(ROOT / "src", TESTS, ROOT / "tools") if file.parent.name != "migrations"]
    lengths = {file.relative_to(ROOT): file.read_text("utf-8").count("\n") for file in files}
    assert {file: length for file, length in lengths.items() if length >= LONGEST_FILE} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    parts = {part.removesuffix(".py") for file in python_files(PACKAGE, TESTS) for part in file.parts}
    assert parts & EMPTY_NAMES == set()


def test_no_slot_is_a_lambda_that_holds_its_widget() -> None:
    held = [
        f"{file}:{call.lineno}"
        for file, tree in trees(PACKAGE / "ui", r"\blambda\b")
        for call in calls(tree, "connect")
        for argument in call.args
        if isinstance(argument, ast.Lambda) and "self" in names(argument)
    ]
    assert held == []


def test_translated_texts_are_whole() -> None:
    glued = [
        f"{file}:{call.lineno}"
        for file, tree in trees(PACKAGE / "ui", r"\btr\(")
        for call in calls(tree, "tr")
        if not call.args or not isinstance(call.args[0], ast.Constant)
    ]
    assert glued == []


def test_tests_wait_for_facts_not_for_time() -> None:
    waits = [
        f"{file}:{call.lineno}"
        for file, tree in trees(TESTS, r"\bsleep\b|\bwait\(")
        for name in ("sleep", "wait")
        for call in calls(tree, name)
        if name == "sleep" or receiver(call) == "qtbot"
    ]
    assert waits == []


def test_no_file_speaks_of_the_place_it_was_written_in() -> None:
    forbidden = re.compile(r"/wor[k]/|/home/\w|/root/|prototype|coming soon|\bmock", re.IGNORECASE)
    spoken = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in python_files(PACKAGE)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert spoken == []


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def receiver(call: ast.Call) -> str:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner.id if isinstance(owner, ast.Name) else ""
