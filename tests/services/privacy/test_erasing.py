"""Nothing of an erased person is left in the file, whatever was done with them before; the rest stays whole."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.models import Record
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.contacts.views import ChannelDraft, ContactDraft
from crm_desktop.services.opening import open_services
from crm_desktop.services.privacy.commands import LABEL, reapply_erasures
from crm_desktop.services.privacy.texts import texts_of
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.services.services import Services
from tests.services.privacy.planted import NAME, PHONE, left_in, live_a_little, plant


@pytest.mark.parametrize("employed", [True, False], ids=["employed", "alone"])
def test_nothing_is_left_in_the_file_and_its_log(services: Services, employed: bool) -> None:
    person = plant(services, employed=employed)
    live_a_little(services, person)
    assert left_in(services.database.path)
    result = services.privacy_commands.erase(person)
    assert result.swept
    assert left_in(services.database.path) == []
    assert services.search.search("Zqxv", 10) == []


@pytest.mark.parametrize("stays", ["planted", "double"])
def test_nothing_is_left_of_who_was_merged_before(services: Services, stays: str) -> None:
    person = plant(services)
    draft = ContactDraft(
        name="Zqxvamy Zqxvstone", nickname="Zqxvy", job_title="Zqxvbuyer", birthday="1981-01-01", id=new_id(),
        channels=(ChannelDraft("email", "zqxvy@zqxvwork.example"), ChannelDraft("phone", PHONE)),
    )  # fmt: skip
    services.contact_commands.save(draft)
    double = str(draft.id)
    services.contact_commands.add_note(double, "Zqxvy came by")
    keep, other = (person, double) if stays == "planted" else (double, person)
    services.duplicate_commands.merge(keep, [other])
    live_a_little(services, keep)
    assert services.privacy_commands.erase(keep).swept
    assert left_in(services.database.path) == []
    assert services.database.value("SELECT count(*) FROM contact WHERE kind = 'person'") == 0


def test_what_belongs_to_the_firm_stays(services: Services) -> None:
    person = plant(services)
    services.privacy_commands.erase(person)
    rows = services.database.rows
    deals = rows("SELECT title, amount, person_id, notes FROM deal ORDER BY title")
    assert deals == [("(erased)'s cake", 9000, None, "About (erased)"),
                     ("Catering for (erased)", 900, None, "Ask (erased).")]  # fmt: skip
    [case] = rows('SELECT number, subject, person_id FROM "case"')
    assert case[0]
    assert case[1:] == ("(erased)", None)
    assert {row[0] for row in rows("SELECT body FROM case_message")} == {"(erased)"}
    [quote] = rows("SELECT gross, title, person_id, customer FROM document")
    assert quote == (5000, "For (erased)", None, None)
    assert rows("SELECT name FROM contact WHERE deleted_at IS NULL") == [("Harbor & Vine",)]
    problems = [one for one in check_workspace(services) if not one.ok]
    assert problems == []


def test_the_journal_says_that_and_when_and_by_whom_but_not_who(services: Services, clock: object) -> None:
    person = plant(services)
    result = services.privacy_commands.erase(person)
    [entry] = services.history.entries(1)
    assert (entry.label, entry.actor, entry.undoable) == (LABEL, "Sofia", False)
    assert entry.id == result.change.entry
    assert result.change.touches("contact", "activity", "case", "deal", "task")
    lines = services.database.rows("SELECT fields FROM journal_line WHERE entry_id = ?", (entry.id,))
    assert {fields for (fields,) in lines} == {None}
    [stone] = services.privacy.erasures()
    assert (stone.kind, stone.record_id, stone.actor) == ("contact", person, services.database.actor)
    assert stone.erased_at == services.clock.now()
    with pytest.raises(Refused, match="Erasing a person cannot be undone"):
        services.history.undo(entry.id)
    assert any("(erased)" in one.label for one in services.history.entries(50))


def test_what_was_issued_stays_and_the_result_says_why(services: Services) -> None:
    person = plant(services)
    lines = (LineDraft(name="Cake", quantity=Decimal(1), unit_price=Decimal(50)),)
    _, quote = services.quote_commands.save(QuoteDraft("Wedding", person_id=person, lines=lines))
    services.quote_commands.issue(quote)
    pdf = services.quotes.pdf(quote)
    preview = services.privacy_commands.erase(person).preview
    [kept] = preview.kept
    assert (kept.label, kept.count) == ("Issued quotes", 1)
    assert "law" in kept.reason
    assert services.quotes.pdf(quote) == pdf
    found = services.records.read("quote", quote)
    assert (found["total"], found["customer"], found["person_id"]) == ("50.00", NAME, None)
    assert not services.database.rows("SELECT 1 FROM contact WHERE id = ?", (person,))


def test_the_preview_changes_nothing_and_counts_right(services: Services) -> None:
    person = plant(services)
    services.contact_commands.save(ContactDraft(name="Nora Lind", about=f"A friend of {NAME}."))
    before = services.history.newest()
    preview = services.privacy.preview(person)
    assert services.history.newest() == before
    counts = {part.label: part.count for part in preview.erased}
    assert counts["Files"] == 2
    assert counts["Phone numbers, e-mail and other addresses"] == 3
    assert counts["Forms not saved yet"] == 1
    assert [(one.kind, one.title) for one in preview.mentions] == [("contact", "Nora Lind")]
    assert "12 months" in preview.about_backups or "no backup" in preview.about_backups
    assert services.privacy_commands.erase(person).preview == preview
    assert services.database.value("SELECT about FROM contact WHERE name = 'Nora Lind'") == f"A friend of {NAME}."


def test_only_a_person_who_is_there_can_be_erased(services: Services) -> None:
    services.contact_commands.save(ContactDraft("company", "Harbor & Vine"))
    company = services.database.value("SELECT id FROM contact")
    with pytest.raises(Refused, match="only a person"):
        services.privacy_commands.erase(company)
    with pytest.raises(RecordMissing):
        services.privacy_commands.erase("0" * 32)
    assert services.privacy.erasures() == []


def test_a_shared_file_stays_with_the_other_person(services: Services) -> None:
    person = plant(services)
    services.contact_commands.save(ContactDraft(name="Nora Lind"))
    other = str(services.database.value("SELECT id FROM contact WHERE name = 'Nora Lind'"))
    content = b"zqxv passport " * 400
    services.contact_commands.attach(other, "the same.pdf", content)
    services.privacy_commands.erase(person)
    [file] = services.contacts.files(other)
    assert services.contacts.file_content(file.id) == ("the same.pdf", content)


def test_a_restored_backup_is_erased_again(services: Services, tmp_path: Path) -> None:
    from crm_desktop.services.backups import back_up_now

    person = plant(services)
    backup = back_up_now(services.database, services.clock, tmp_path / "then.crm")
    services.calendar_commands.save_task(TaskDraft("Bake", due_on=date(2025, 11, 21)))
    services.privacy_commands.erase(person)
    stones = services.privacy.erasures()
    restored = Path(shutil.copy(backup, tmp_path / "restored.crm"))
    again = open_services(restored, clock=services.clock)
    try:
        assert left_in(restored)
        assert reapply_erasures(again.database, stones) == 1
        assert left_in(restored) == []
        assert again.privacy.erasures() == stones
        assert reapply_erasures(again.database, stones) == 0
    finally:
        again.close()


def test_an_interrupted_erasure_is_wholly_absent(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm_desktop.storage import derived, erasing

    person = plant(services)

    def fail(*_: object) -> None:
        raise RuntimeError("the power failed")

    monkeypatch.setattr(erasing, "clear_search", fail)
    with pytest.raises(RuntimeError):
        services.privacy_commands.erase(person)
    assert services.contacts.name_of(person) == NAME
    assert services.privacy.erasures() == []
    connection = services.database.new_connection()
    assert derived.differs(connection) == []
    connection.close()


def test_erasing_twice_is_refused_and_the_rest_can_go_on(services: Services) -> None:
    person = plant(services)
    services.privacy_commands.erase(person)
    with pytest.raises(CrmError):
        services.privacy_commands.erase(person)
    services.contact_commands.save(ContactDraft(name="Nora Lind"))
    services.history.undo()
    assert json.loads(services.database.value("SELECT json_array(count(*)) FROM contact")) == [1]


NO_WORDS = {
    "activity": {"kind", "direction", "outcome"}, "activity_link": {"record_kind"},
    "attachment": {"record_kind", "media_type", "role"},
    "case": {"number", "channel", "kind", "priority", "status"}, "case_message": {"kind"},
    "deal": {"currency", "lost_reason"}, "document_line": {"kind", "unit", "tax_category"},
    "document": {"kind", "number", "status", "currency", "language", "customer", "seller"},
    "event": {"kind", "zone", "rule", "except_dates"}, "reminder": {"record_kind"},
    "task": {"kind", "status", "priority", "zone"}, "custom_value": {"record_kind"},
}  # fmt: skip
"""Columns of text that hold no words of anybody, or are cared for by name (`customer`)."""
GOES_OR_IS_OURS = {
    "contact", "channel", "address", "affiliation", "draft", "erasure", "tag_link", "blob", "blob_text", "lead",
    "relation", "segment_member",  # goes whole
    "custom_field", "relation_type", "saved_view", "score_rule", "assignment_rule", "quality_figure",
    "member", "setting", "tag", "pipeline", "stage", "stage_move", "product",  # the firm's own
}  # fmt: skip


def test_every_column_of_text_is_cared_for() -> None:
    """A new table or column must say whether a person can be named in it."""
    missing = []
    for table in Record.metadata.tables.values():
        if table.name in GOES_OR_IS_OURS:
            continue
        for column in table.columns:
            is_text = column.type.__class__.__name__ == "String" and not column.name.endswith("id")
            if is_text and column.name not in texts_of(table.name) and column.name not in NO_WORDS.get(table.name, ()):
                missing.append(f"{table.name}.{column.name}")
    assert missing == []
