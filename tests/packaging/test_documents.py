"""What people read about the program is there, and names what exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("installer/*.md")])
CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert records
    assert [name for name in records if f"({name})" not in listed] == []


def test_every_make_command_that_is_written_about_exists() -> None:
    written = {target for page in PAGES for target in re.findall(r"`?make ([a-z]+)(?:`|\s+#)", page.read_text("utf-8"))}
    assert {"run", "test"} <= written
    assert written - make_targets() == set()


def test_help_lists_every_make_command() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(phony) == make_targets()
    assert [target for target in phony if f"make {target} " not in said] == []


def test_the_changelog_is_kept_in_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in text
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= CHANGES
    releases = re.findall(r"^## \[(?!Unreleased)([^\]]+)\](.*)$", text, re.MULTILINE)
    assert [name for name, rest in releases if not re.fullmatch(r" - \d{4}-\d\d-\d\d", rest)] == []
