"""The command line looks back: as of a moment, the undo list, previews, compacting."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.clock import from_millis
from crm_desktop.services.opening import open_services
from tests.cli.test_commands import file as file
from tests.cli.test_commands import run as run

Run = Callable[..., Any]


@pytest.fixture
def shop(run: Run, file: Path) -> str:
    """A shop in which Nora is renamed and Ole deleted after a moment, which is returned."""
    run("create", "contact", given={"name": "Nora Lind", "source": "Fair"})
    run("create", "contact", given={"name": "Ole Berg"})
    services = open_services(file)
    # The moment between two changes, to the millisecond: the journal is asked, not the computer's clock.
    at = services.database.value("SELECT max(at) FROM journal_entry")
    services.database.now_ms = lambda: at + 5
    nora = services.records.find("contact", "Nora Lind")
    services.records.update("contact", nora, {"family_name": "Holm", "source": "Web"})
    services.records.bin("contact", [services.records.find("contact", "Ole Berg")])
    services.close()
    return from_millis(at).isoformat()


def test_list_show_and_export_give_the_state_of_then(run: Run, shop: str, tmp_path: Path) -> None:
    assert [one["name"] for one in run("list", "contact", "--json", "--columns", "name")] == ["Nora Holm"]
    then = run("list", "contacts", "--as-of", shop, "--columns", "name", "--json", "--sort", "-name")
    assert [one["name"] for one in then] == ["Ole Berg", "Nora Lind"]
    assert len(run("list", "contact", "--as-of", shop, "--where", "source = Fair", "--json")) == 1
    assert run("show", "contact", "Nora Lind", "--as-of", shop, "--json")["source"] == "Fair"
    assert "There is no contact" in run("show", "contact", "Nora Lind", code=1)
    out = tmp_path / "then.json"
    run("export", "contact", "-o", str(out), "--as-of", shop)
    assert {one["name"] for one in json.loads(out.read_text())} == {"Nora Lind", "Ole Berg"}


def test_a_moment_that_cannot_be_shown_is_refused_in_words(run: Run, shop: str) -> None:
    assert "before the first thing" in run("list", "contact", "--as-of", "2001-01-01", code=1)
    assert "yet to come" in run("list", "contact", "--as-of", f"{date.today() + timedelta(days=3)}", code=1)
    assert "no day and no moment" in run("list", "contact", "--as-of", "soon", code=1)


def test_the_undo_list_and_a_preview_change_nothing(run: Run, shop: str) -> None:
    listed = run("undo", "--list", "--json")
    assert [one["label"] for one in listed][:2] == ["Moved “Ole Berg” to the Bin", "Changed “Nora Lind”"]
    assert run("undo", "--list", "--find", "lind", "--json")[0] == listed[1]
    entry = str(listed[1]["entry"])
    said = run("undo", entry, "--dry-run")
    assert "Last name of contact “Nora Holm”: Holm → Lind." in said
    assert "Source of contact “Nora Holm”: Web → Fair." in said
    assert run("undo", "--list", "--json") == listed
    run("update", "contact", "Nora Holm", given={"source": "Phone"})
    assert "Left alone: the source of contact “Nora Holm” (Phone now) has changed again since." in run(
        "undo", entry, "--dry-run"
    )
    assert "undone already" in (run("undo", entry) and run("undo", entry, "--dry-run", code=1))
    once = run("undo", "--list", "--json")[0]["entry"]
    run("update", "contact", "Nora Lind", given={"source": "Shop"})
    run("update", "contact", "Nora Lind", given={"source": "Mail"})
    said = run("undo", str(once + 1))
    assert said.startswith("Nothing of “Changed “Nora Lind”” was undone.")
    assert "Left alone: the source of contact “Nora Lind” (Mail now) has changed again since." in said


def test_the_history_of_a_record_is_in_words(run: Run, shop: str) -> None:
    said = run("history", "contact", "Nora Holm")
    assert "Source: Fair → Web" in said
    assert "added" in said


def test_compacting_looks_first_and_then_says_what_is_gone(run: Run, shop: str, file: Path) -> None:
    today = datetime.now().astimezone().date()
    assert "no history before" in run("compact", "--dry-run")
    assert "no history before" in run("compact", code=1)
    assert "yet to come" in run("compact", "--before", f"{today + timedelta(days=2)}", code=1)
    services = open_services(file)
    services.database._writer.execute("UPDATE journal_entry SET at = at - 86400000 * 3")
    services.close()
    said = run("compact", "--before", f"{today}", "--dry-run", "--json")
    assert said["dry_run"]
    assert said["changes"]
    done = run("compact", "--before", f"{today}", "--json")
    assert (done["dropped"], done["changes"]) == (said["dropped"], said["changes"])
    assert Path(done["backup"]).is_file()
    entry = run("undo", "--list", "--find", "Nora", "--json")[0]["entry"]
    assert "older than the history" in run("undo", str(entry), code=1)
    assert "nothing to undo" in run("undo", code=1)
    assert "was dropped" in run("history", "contact", "Nora Holm")
