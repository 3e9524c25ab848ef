"""A small real workspace to break, and the command line in this process and in one of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_desktop.cli import main
from crm_desktop.services.opening import make_services
from crm_desktop.services.sample.shop import SHOP, fill_sample
from tests.robustness.small_disk import small_disk as small_disk
from tests.robustness.standing import program as program
from tests.robustness.standing import reader as reader


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    def refusal(self) -> str:
        """Return the one sentence (or two) on stderr; fails when the command did not refuse in exactly that way."""
        assert self.code == 1, (self.code, self.out[-300:], self.err)
        assert self.out == ""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].endswith("."), lines
        assert "unexpected" not in lines[0], lines
        assert "Traceback" not in lines[0]
        return lines[0]


Command = Callable[..., Said]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop in a file that nobody changes."""
    path = tmp_path_factory.mktemp("sample") / "shop.crm"
    services = make_services(path, SHOP, "Sofia")
    fill_sample(services)
    services.close()
    return path


@pytest.fixture
def shop(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of it to be broken."""
    return Path(shutil.copy(sample_file, tmp_path / "shop.crm"))


@pytest.fixture
def person(tmp_path: Path) -> Path:
    """A person to create, as JSON."""
    path = tmp_path / "person.json"
    path.write_text(json.dumps({"kind": "person", "given_name": "Zora", "family_name": "Neu"}))
    return path


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""

    def run(workspace: Path, *words: str | Path) -> Said:
        capsys.readouterr()
        code = main(["--workspace", str(workspace), *map(str, words)])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def process() -> Command:
    """Run a command in a process of its own."""

    def run(workspace: Path, *words: str | Path) -> Said:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "crm_desktop", "--workspace", str(workspace), *map(str, words)],
            capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
