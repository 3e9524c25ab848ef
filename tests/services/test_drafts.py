"""Drafts: kept beside the records, never in the journal, never in the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.drafts import RECORDS, draft_id
from crm_desktop.services.services import Services
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import quoted

ANY = st.characters(codec=None, categories=None)
"""Every character there is, lone surrogates too."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(ANY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_a_draft_is_found_until_it_is_forgotten(services: Services, clock: FixedClock) -> None:
    drafts = services.drafts
    drafts.keep("case.message", "c1", "C-0001 Oven", {"text": "half"})
    clock.advance(timedelta(minutes=5))
    drafts.keep("case.message", "c1", "C-0001 Oven", {"text": "half a thought"})
    drafts.keep("quick.line", "", "call amelia", {"text": "call amelia"})
    assert [(one.form, one.record_id, one.content["text"]) for one in drafts.waiting()] == [
        ("case.message", "c1", "half a thought"),
        ("quick.line", "", "call amelia"),
    ]
    found = drafts.find(draft_id("case.message", "c1"))
    assert found is not None
    assert (found.title, found.saved_at) == ("C-0001 Oven", clock.now())
    drafts.forget(found.id)
    assert [one.form for one in drafts.waiting()] == ["quick.line"]
    drafts.put_back(found)
    assert drafts.find(found.id) == found


def test_keeping_leaves_no_entry_and_nothing_to_undo(services: Services) -> None:
    newest, next_undo = services.history.newest(), services.history.next_undo()
    entries = services.database.value("SELECT count(*) FROM journal_entry")
    services.drafts.keep("quick.line", "", "", {"text": "one"})
    services.drafts.keep("quick.line", "", "", {"text": "two"})
    services.drafts.forget(draft_id("quick.line"))
    assert (services.history.newest(), services.history.next_undo()) == (newest, next_undo)
    assert services.database.value("SELECT count(*) FROM journal_entry") == entries
    # The next write is in the journal as ever.
    assert services.contact_commands.quick_create("Nora Lind").entry is not None


def test_a_file_that_can_only_be_read_keeps_nothing_and_nothing_fails(services: Services, tmp_path: Path) -> None:
    services.drafts.keep("quick.line", "", "", {"text": "one"})
    only_read = Services(Database(services.database.path, read_only=True), services.clock)
    only_read.drafts.keep("quick.line", "", "", {"text": "two"})
    only_read.drafts.forget(draft_id("quick.line"))
    assert [one.content for one in only_read.drafts.waiting()] == [{"text": "one"}]
    only_read.close()


def test_the_draft_of_a_deleted_record_is_an_orphan(services: Services) -> None:
    (contact,) = services.contact_commands.quick_create("Nora Lind").touched["contact"]
    services.drafts.keep("contact.note", contact, "Nora Lind", {"text": "likes rye"})
    assert [one.is_orphan for one in services.drafts.waiting()] == [False]
    services.contact_commands.bin([contact])
    assert [(one.is_orphan, one.content["text"]) for one in services.drafts.waiting()] == [(True, "likes rye")]


def test_what_another_program_spoilt_is_passed_over(services: Services) -> None:
    services.drafts.keep("quick.line", "", "", {"text": "one"})
    for number, content in enumerate(("", "{", "[1]", "3")):
        services.database.keep_aside(
            "INSERT INTO draft (id, form, content, saved_at) VALUES (?, 'quick.line', ?, 0)", (f"bad{number}", content)
        )
    assert [one.content for one in services.drafts.waiting()] == [{"text": "one"}]


def test_every_table_of_a_form_has_a_bin(services: Services) -> None:
    for table in set(RECORDS.values()):
        services.database.rows(f"SELECT deleted_at FROM {quoted(table)} LIMIT 0")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.dictionaries(st.text(max_size=8), JSON, max_size=4), title=st.text(ANY))
def test_any_text_comes_back_as_it_was_typed(services: Services, content: dict[str, object], title: str) -> None:
    services.drafts.keep("quick.line", "", title, content)
    found = services.drafts.find(draft_id("quick.line"))
    assert found is not None
    assert found.content == content
    assert found.title == title.encode("utf-8", "replace").decode()[:120]
