"""The manual names every command, action, key and setting, and its examples do what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from crm_desktop.cli import main
from crm_desktop.core import filters, plain_words
from crm_desktop.core.fields import FieldSet
from crm_desktop.core.plain_words import Match
from crm_desktop.services.calendar.fields import EVENT_FIELDS, TASK_FIELDS
from crm_desktop.services.cases.fields import FIELDS as CASE_FIELDS
from crm_desktop.services.contacts.fields import FIELDS as CONTACT_FIELDS
from crm_desktop.services.pipeline.fields import FIELDS as DEAL_FIELDS
from crm_desktop.services.products.fields import FIELDS as PRODUCT_FIELDS
from crm_desktop.services.quotes.fields import FIELDS as QUOTE_FIELDS
from crm_desktop.services.timeline.fields import FIELDS as ACTIVITY_FIELDS
from crm_desktop.ui.settings.sections import SECTIONS
from crm_desktop.ui.shell.pages import PAGES
from tests.source_trees import tree

ROOT = Path(__file__).resolve().parent.parent.parent
MANUAL = (ROOT / "docs" / "manual.md").read_text("utf-8")
LOWER = MANUAL.casefold()
FIELDS: dict[str, FieldSet] = {
    "contacts": CONTACT_FIELDS, "deals": DEAL_FIELDS, "tasks": TASK_FIELDS, "events": EVENT_FIELDS,
    "quotes": QUOTE_FIELDS, "cases": CASE_FIELDS, "products": PRODUCT_FIELDS, "activities": ACTIVITY_FIELDS,
}  # fmt: skip
# A single letter is a key only where keys are listed.
KEYS = [line.split("|")[1] for line in MANUAL.splitlines() if line.startswith("| ")]
KEYS += re.findall(r"Ctrl(?:\+\w+)+|Esc", MANUAL)


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table whose head begins with this."""
    table = MANUAL[MANUAL.index(f"| {heading} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def declared_actions() -> Iterator[tuple[str, str]]:
    """The text and shortcut of every action that is declared with both in plain sight."""
    for file in sorted((ROOT / "src/crm_desktop/ui").rglob("*.py")):
        for node in ast.walk(tree(file)) if "Action(" in file.read_text("utf-8") else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Action":
                text = node.args[1]
                words = [one.value for one in ast.walk(text) if isinstance(one, ast.Constant)]
                if isinstance(text, ast.Call | ast.IfExp) and words:
                    keys = node.args[3] if len(node.args) > 3 else None
                    shortcut = keys.value if isinstance(keys, ast.Constant) else ""
                    for one in words:
                        yield str(one), str(shortcut)


def test_every_command_is_explained_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = capsys.readouterr().out.split("Commands:")[1]
    commands = set(re.findall(r"^  ([a-z-]+) {2,}", listed, re.MULTILINE))
    assert {"new", "undo"} <= commands
    explained = {row[0].strip("`"): row[2] for row in rows("command")}
    assert commands == set(explained)
    assert [
        name for name, example in explained.items() if f"crm-desktop {name} " not in f"{example} ".replace("`", " ")
    ] == []


def test_every_action_is_named_with_its_key() -> None:
    actions = set(declared_actions())
    assert ("Log a call", "L") in actions
    missing = [text for text, _ in actions if text.rstrip("…").casefold() not in LOWER]
    missing += [
        f"{text}: {keys}"
        for text, shortcut in actions
        for keys in shortcut.split("; ")
        if keys and not any(re.search(rf"(?<![\w+]){re.escape(keys)}(?![\w+])", place) for place in KEYS)
    ]
    assert missing == []


def test_every_page_is_explained_with_the_keys_that_lead_there() -> None:
    table = {row[1]: row[0] for row in rows("key")}
    for page in PAGES:
        if page.shortcut:
            assert page.shortcut in table[page.title]
            assert not page.letter or f"G {page.letter}" in table[page.title]
        assert re.search(rf"^#.*\b{page.title}\b|\*{page.title}\*", MANUAL, re.MULTILINE | re.IGNORECASE), page.title


def test_every_section_of_the_settings_is_explained() -> None:
    assert [row[0] for row in rows("section")] == [section.title for section in SECTIONS]


def test_the_filters_that_are_shown_can_be_read() -> None:
    block = MANUAL[MANUAL.index("## 10.") :].split("```")[1].strip().splitlines()
    for line in block:
        filters.parse(line)
    for text in re.findall(r"--where '([^']+)'", MANUAL):
        filters.parse(text)


def test_the_fields_that_are_named_exist() -> None:
    named = {row[0]: row[1].replace("`", "").split() for row in rows("of")}
    assert set(named) == set(FIELDS)
    for kind, keys in named.items():
        filterable = {field.key for field in FIELDS[kind] if field.sql is not None}
        assert set(keys) <= filterable, kind


@pytest.mark.parametrize("row", rows("you write"), ids=lambda row: row[0])
def test_quick_add_understands_what_is_promised(row: list[str]) -> None:
    known = {"amelia": Match("1", "Amelia"), "harbor & vine": Match("2", "Harbor & Vine", "company")}

    def people(phrase: str) -> list[Match]:
        return [known[phrase.casefold()]] if phrase.casefold() in known else []

    for line in re.findall(r"`([^`]+)`", row[0]):
        draft = plain_words.parse(line, now=datetime(2026, 11, 10, 9, 30), people=people, stages=["Quote sent"])
        kinds = {"event": "meeting", "person": "lead"}
        promised = re.search(r"\b(call|event|task|note|deal|quote|case|person|lead)\b", row[1].split(" with")[0])
        assert promised is not None
        wanted = kinds.get(promised[1], promised[1])
        assert draft.kind in ((wanted, "contact") if wanted == "lead" else (wanted,))
        assert not draft.who or draft.who[0].name in line
        assert ("urgent" in line) == (draft.priority == "urgent")
        assert ("remind" in line) == (draft.remind_minutes is not None)
        assert ("/" in line) == (draft.stage is not None)
