"""When a draft is written, what brings it back, and when it goes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services.drafts import Draft
from crm_desktop.ui.cases.new_case import NewCasePopover
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.pane import draft_keeper
from crm_desktop.ui.shell.kept_text import KeptText
from crm_desktop.ui.shell.unfinished import Unfinished
from tests.ui.drafts.hands import Field, open_form, put_away, sample_of, text_of
from tests.ui.journeys.conftest import OpenWindow, close
from tests.ui.journeys.count import Count

CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def _open(count: Count, form: str) -> Field:
    return open_form(count.window, form, sample_of(count.window.services), count.settle)


def _waiting(count: Count) -> list[Draft]:
    count.settle()
    count.window.operations.drain()
    return count.window.services.drafts.waiting()


def _type(count: Count, form: str, words: str) -> Field:
    field = _open(count, form)
    QTest.keyClicks(field, words)
    count.until(lambda: any(draft.form == form for draft in _waiting(count)))
    return field


def _strip(count: Count) -> Unfinished:
    strip = count.window.unfinished
    assert strip is not None
    return strip


def test_steady_typing_is_written_before_it_ends(count: Count, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(draft_keeper, "PAUSE_MS", 60)
    field = _open(count, "contact.new")

    def kept_while_typing() -> bool:
        QTest.keyClicks(field, "x")  # never a pause of sixty milliseconds
        return bool(count.window.services.drafts.waiting())

    qtbot.waitUntil(kept_while_typing, timeout=10_000)


SAVED_BY = {
    "contact.new": CTRL, "contact.note": PLAIN, "contact.call": CTRL, "contact.step": CTRL, "activity.text": CTRL,
    "deal.new": CTRL, "deal.page": PLAIN, "deal.step": CTRL, "event.fields": CTRL, "task.fields": CTRL,
    "calendar.line": PLAIN, "product.new": CTRL, "quick.line": PLAIN,
}  # fmt: skip


@pytest.mark.usefixtures("at_once")
def test_saving_ends_the_draft(count: Count) -> None:
    for form, modifier in SAVED_BY.items():
        is_plan = form in ("deal.step", "calendar.line", "quick.line")
        field = _type(count, form, "call amelia tomorrow" if is_plan else "Rye bread")
        QTest.keyClick(field, Qt.Key.Key_Return, modifier)
        count.until(lambda: _waiting(count) == [])
        put_away(count.window)
        assert _waiting(count) == [], form  # nothing is left that would be written again


@pytest.mark.usefixtures("at_once")
def test_opening_a_case_ends_its_draft(count: Count) -> None:
    _type(count, "case.new", "It stops after an hour.")
    panel = count.shown(NewCasePopover)
    QTest.keyClicks(panel.line, "Oven stops")
    QTest.keyClick(panel.line, Qt.Key.Key_Return)
    count.until(lambda: _waiting(count) == [])
    assert panel.isHidden()


@pytest.mark.usefixtures("at_once")
def test_sending_an_answer_ends_its_draft_only(count: Count) -> None:
    _type(count, "contact.note", "likes rye")
    field = _type(count, "case.message", "The oven is on its way.")
    QTest.keyClick(field, Qt.Key.Key_Return, CTRL)
    count.until(lambda: [draft.form for draft in _waiting(count)] == ["contact.note"])
    assert text_of(field) == ""


@pytest.mark.usefixtures("at_once")
def test_a_panel_that_is_closed_has_its_text_again_and_can_throw_it_away(count: Count) -> None:
    _type(count, "contact.call", "She wants racks")
    count.key("Escape")
    _open(count, "contact.call")
    panel = count.shown(LogCallPopover)
    count.until(lambda: panel.note.toPlainText() == "She wants racks")
    assert panel.drafts is not None
    note = panel.drafts.note
    assert note.isVisible()
    count.click(note.discard_button)
    assert panel.note.toPlainText() == ""
    assert note.isHidden()
    assert _waiting(count) == []


@pytest.mark.usefixtures("at_once")
def test_escape_takes_back_what_was_changed_in_something_planned(count: Count) -> None:
    field = _type(count, "task.fields", "not this")
    before = text_of(field).replace("not this", "")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert _waiting(count) == []
    assert text_of(_open(count, "task.fields")) == before


@pytest.mark.usefixtures("at_once")
def test_escape_and_leaving_both_end_what_is_typed_into_a_value(count: Count) -> None:
    for form in ("contact.fields", "deal.fields", "case.fields"):
        field = _type(count, form, "not this")
        QTest.keyClick(field, Qt.Key.Key_Escape)
        count.until(lambda: _waiting(count) == [])
        field = _type(count, form, "this one")
        field.clearFocus()
        count.until(lambda: _waiting(count) == [])


@pytest.mark.usefixtures("at_once")
def test_a_value_left_half_typed_waits_until_somebody_goes_on_with_it(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path
) -> None:
    count = open_window(Path(shutil.copy(sample_file, tmp_path / "shop.crm")))
    sample = sample_of(count.window.services)
    count.window.services.drafts.keep("contact.fields", sample.contact, "Somebody", {"about": "likes rye"})
    count.window.open_record("contact", sample.contact)
    count.settle()
    # An input that opened by itself would be saved by the next click.
    assert not any(row.is_editing() for row in count.window.host.current().detail.side._rows.values())  # type: ignore[union-attr]
    assert text_of(_open(count, "contact.fields")) == "likes rye"


@pytest.mark.usefixtures("at_once")
def test_two_people_have_their_own_half_notes(count: Count) -> None:
    first, second = (
        row[0] for row in count.window.services.database.rows("SELECT id FROM contact ORDER BY id LIMIT 2")
    )
    pane_of = count.window.host.current
    for contact, words in ((first, "likes rye"), (second, "likes wheat")):
        count.window.open_record("contact", contact)
        count.until(lambda contact=contact: pane_of().detail.note_box._contact_id == contact)  # type: ignore[union-attr,misc]
        count.settle()
        QTest.keyClicks(pane_of().detail.note_box.input, words)  # type: ignore[union-attr]
    assert {draft.content["text"] for draft in _waiting(count)} >= {"likes rye"}
    for contact, words in ((first, "likes rye"), (second, "likes wheat")):
        count.window.open_record("contact", contact)
        count.until(lambda words=words: pane_of().detail.note_box.input.text() == words)  # type: ignore[union-attr,misc]


def test_the_last_keys_before_the_window_closes_are_kept(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    path = Path(shutil.copy(sample_file, tmp_path / "shop.crm"))
    count = open_window(path)
    QTest.keyClicks(_open(count, "case.message"), "half a thought")
    count.window.close()
    close(count.window, qtbot)
    count.window.operations.drain()
    again = open_window(path)
    assert [row.draft.content["text"] for row in _strip(again).rows] == ["half a thought"]


@pytest.mark.usefixtures("at_once")
def test_words_handed_to_a_form_leave_what_waits_alone(count: Count) -> None:
    _type(count, "contact.new", "Nora Lind")
    put_away(count.window)
    count.window.requests.create_person("Ben Okafor")
    count.settle()
    panel = count.shown(NewContactPopover)
    assert panel.line.text() == "Ben Okafor"
    QTest.keyClicks(panel.line, " 0770 900461")
    count.until(lambda: len(_waiting(count)) == 2)
    assert {draft.content["line"] for draft in _waiting(count)} == {"Nora Lind", "Ben Okafor 0770 900461"}


@pytest.mark.usefixtures("at_once")
def test_a_choice_alone_is_nothing_to_keep(count: Count) -> None:
    _open(count, "contact.call")
    panel = count.shown(LogCallPopover)
    panel.outcomes.button(1).click()
    assert _waiting(count) == []


# the offer


def _opened_with(
    open_window: OpenWindow, sample_file: Path, folder: Path, forms: dict[str, dict[str, object]]
) -> Count:
    path = Path(shutil.copy(sample_file, folder / "shop.crm"))
    from crm_desktop.services.opening import open_services

    services = open_services(path)
    sample = sample_of(services)
    for form, content in forms.items():
        record = sample.contact if form.startswith("contact.") and form != "contact.new" else ""
        services.drafts.keep(form, record, "Nora Lind", content)
    services.close()
    return open_window(path)


def test_nothing_is_offered_when_nothing_waits(count: Count) -> None:
    assert count.window.unfinished is None


def test_an_offer_can_be_thrown_away_and_brought_back(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path
) -> None:
    count = _opened_with(open_window, sample_file, tmp_path, {"contact.note": {"text": "likes rye"}})
    strip = _strip(count)
    assert strip.rows[0].words.text() == "You were writing a note about Nora Lind"
    count.click(strip.rows[0].discard)
    assert strip.isHidden()
    assert _waiting(count) == []
    count.window.undoing.toast.take_focus()
    count.key("Space")
    assert [draft.content for draft in _waiting(count)] == [{"text": "likes rye"}]
    assert strip.isVisible()


def test_the_offer_ends_when_its_form_was_opened_by_hand_and_saved(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path
) -> None:
    count = _opened_with(open_window, sample_file, tmp_path, {"contact.note": {"text": "likes rye"}})
    field = _open(count, "contact.note")
    count.until(lambda: text_of(field) == "likes rye")
    QTest.keyClick(field, Qt.Key.Key_Return)
    count.until(_strip(count).isHidden)


def test_the_text_of_a_deleted_record_can_be_copied(open_window: OpenWindow, sample_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sample_file, tmp_path / "shop.crm"))
    from crm_desktop.services.opening import open_services

    services = open_services(path)
    sample = sample_of(services)
    services.drafts.keep(
        "case.message", sample.case, "C-0001 Oven", {"mode": "reply", "text": "The oven is on its way."}
    )
    services.case_commands.bin([sample.case])
    services.close()
    count = open_window(path)
    count.click(_strip(count).rows[0].go_on)
    panel = count.shown(KeptText)
    assert "The oven is on its way." in panel.text.toPlainText()
    count.click(panel.copy_button)
    assert "The oven is on its way." in QGuiApplication.clipboard().text()
    assert len(_waiting(count)) == 1
    count.click(panel.discard_button)
    assert _waiting(count) == []


def test_a_form_that_this_program_does_not_know_is_offered_as_text(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path
) -> None:
    count = _opened_with(open_window, sample_file, tmp_path, {"campaign.text": {"body": "Dear friends"}})
    count.click(_strip(count).rows[0].go_on)
    assert count.shown(KeptText).text.toPlainText() == "Dear friends"


def test_a_quote_is_offered_after_a_kill_and_not_after_it_was_left(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    path = Path(shutil.copy(sample_file, tmp_path / "shop.crm"))
    count = open_window(path)
    sample = sample_of(count.window.services)
    count.window.open_record("quote", sample.draft_quote)
    count.settle()
    editor = count.window.host.current().editor  # type: ignore[union-attr]
    QTest.keyClicks(editor.form.note, "with kind regards")
    count.until(lambda: [draft.form for draft in _waiting(count)] == ["quote.fields"])
    killed = tmp_path / "killed.crm"
    count.window.services.database.rows("SELECT 1")
    with count.window.services.database.source() as source:
        source.execute("VACUUM INTO ?", (str(killed),))
    editor.leave()
    assert _waiting(count) == []
    again = open_window(killed)
    count.click(_strip(again).rows[0].go_on)
    again.settle()
    assert "with kind regards" in again.window.host.current().editor.form.note.toPlainText()  # type: ignore[union-attr]
