"""Any text in any field, by any way in: stored as it is, or refused in words; never run, never half stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.cases.views import CaseDraft
from crm_desktop.services.contacts.views import AddressDraft, ChannelDraft, ContactDraft
from crm_desktop.services.importing.commands import ImportCommands
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.services.pipeline.views import DealDraft
from crm_desktop.services.services import Services
from tests.robustness.conftest import Command

STORED = {
    "nul": "A\0b", "bidi": "A\u202eb\u2066c\u2069", "control": "A\x1b[31mb\x07", "none": "\ufffe\U0010ffff",
    "million": "x" * 1_000_000, "words": "ab cd " * 170_000, "zalgo": "Z" + "\u0300" * 5000,
    "markup": "<img src='/etc/passwd'>",
    "family": "👩‍👩‍👧‍👦" * 50, "formula": "=cmd|' /C calc'!A0", "quote": "Robert'); DROP TABLE contact;--",
    "template": "{{7*7}} %s {0}",
}  # fmt: skip
BROKEN = {"high": "A\ud800b", "low": "\udfffb", "pair": "\udc00\ud800"}


@pytest.fixture(params=list(STORED.values()), ids=list(STORED))
def text(request: pytest.FixtureRequest) -> str:
    """A text that can be stored."""
    return str(request.param)


def test_it_comes_back_as_it_was_and_can_be_undone(services: Services, text: str) -> None:
    commands, value = services.contact_commands, services.database.value
    commands.save(ContactDraft(family_name=text, about=text, channels=(ChannelDraft("email", text),),
                               addresses=(AddressDraft(street=text),)))  # fmt: skip
    contact = str(value("SELECT id FROM contact"))
    assert value("SELECT about FROM contact") == text
    assert value("SELECT street FROM address") == text.strip()
    assert services.records.read("contact", contact)["about"] == text
    commands.add_note(contact, text)
    services.calendar_commands.save_task(TaskDraft(text, notes=text))
    services.pipeline_commands.save(DealDraft(text))
    services.case_commands.open_case(CaseDraft(text, text))
    commands.save_field(contact, "about", "short")
    services.history.undo()
    assert value("SELECT about FROM contact") == text
    assert value("PRAGMA integrity_check") == "ok"
    json.dumps(services.records.read("contact", contact)).encode()


def test_it_is_looked_for_without_harm(services: Services, text: str) -> None:
    services.contact_commands.save(ContactDraft(name="Nora Lind"))
    services.search.search(text, 5)
    services.contacts.pick(text)
    services.lists.row_ids(ListQuery("quote", text=text))
    for call in (
        lambda: services.records.listed("contact", text),
        lambda: services.records.listed("contact", f"name = {json.dumps(text)}"),
        lambda: services.records.listed("contact", None, [text]),
        lambda: services.records.listed("contact", None, None, None, [(text, False)]),
        lambda: services.records.access(text),
        lambda: services.records.find("contact", text),
    ):
        _refused_at_most(call)
    assert services.database.rows("SELECT name FROM contact") == [("Nora Lind",)]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_half_a_letter_is_refused_in_words_and_nothing_is_stored(services: Services, text: str) -> None:
    before = services.history.newest()
    calls: tuple[Callable[[], Any], ...] = (
        lambda: services.contact_commands.save(ContactDraft(name=text)),
        lambda: services.calendar_commands.save_task(TaskDraft("x", notes=text)),
        lambda: services.pipeline_commands.save(DealDraft(text)),
        lambda: services.case_commands.open_case(CaseDraft(text)),
        lambda: services.records.create("contact", {"name": text}),
        lambda: services.workspace_commands.save_business(replace(services.workspace.business(), name=text)),
    )
    _refused_at_most(lambda: services.search.search(text, 5))
    _refused_at_most(lambda: services.records.find("contact", text))
    for call in calls:
        with pytest.raises(CrmError) as refused:
            call()
        assert refused.value.detail
    assert services.history.newest() == before
    assert services.database.value("SELECT count(*) FROM contact") == 0


def _refused_at_most(call: Callable[[], Any]) -> None:
    try:
        call()
    except CrmError as error:
        assert error.title, "a refusal has words"  # noqa: PT017 - both outcomes are right


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(
    ["name", "email", "tags", "nobody", "=", "<>", "contains", "and", "or", "not", "(", ")", "'", '"', "--", ";", "/*",
     "in", "before", "60 days ago", "1", "NULL", "contact.id", "\0", "\\", "%", "_", "*", "?", ":id", "UNION SELECT"]
) | st.text(max_size=6), max_size=12).map(" ".join))  # fmt: skip
def test_no_filter_reaches_the_database_as_anything_but_values(services: Services, text: str) -> None:
    for kind in ("contact", "deal", "quote", "case", "task", "activity"):
        _refused_at_most(partial(services.records.row_ids, kind, text))
    assert services.database.value("SELECT count(*) FROM stage") == 7


@pytest.mark.parametrize("text", STORED.values(), ids=STORED)
def test_the_command_line_takes_it_and_prints_nothing_that_acts(
    command: Command, shop: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"kind": "person", "family_name": text, "about": text}))
    made = command(shop, "create", "contact", file, "--json")
    assert made.code == 0, made.err[-300:]
    record = json.loads(made.out)
    assert record["about"] == text
    shown = command(shop, "show", "contact", record["id"])
    assert not {"\x1b", "\x07", "\0", "\u202e"} & set(shown.out)


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_command_line_refuses_half_a_letter_in_one_line(
    command: Command, shop: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"kind": "person", "name": text}))
    assert "broken letter" in command(shop, "create", "contact", file).refusal()


def test_an_import_takes_every_text_or_says_which_row_it_leaves_out(services: Services, tmp_path: Path) -> None:
    from crm_desktop.exchange.table_writers import write_csv

    texts = [text for name, text in STORED.items() if name not in ("million", "words", "nul")]
    path = tmp_path / "all.csv"
    path.write_bytes(write_csv(["Name", "Email", "Notes"], [[f"Nora {n}", f"n{n}@example.com", text]
                                                            for n, text in enumerate(texts)]))  # fmt: skip
    importing: ImportCommands = services.importing
    result = importing.run(importing.look(path, "people", None))
    assert result.created + len(result.refused) == len(texts)
    kept = {row[0] for row in services.database.rows("SELECT about FROM contact UNION SELECT body FROM activity")}
    assert sum(any(text.strip() in one for one in kept) for text in texts) >= result.created - 1
    assert services.database.value("PRAGMA integrity_check") == "ok"
