"""Answering a case: replies, notes, the customer's words, saved answers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services.cases.views import SavedAnswer
from crm_desktop.services.services import Services
from crm_desktop.ui.cases.answers_dialog import AnswersDialog
from crm_desktop.ui.cases.handing_on import LONGEST_ADDRESS, mail_address
from crm_desktop.ui.cases.pane import CasesPane
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.cases.opening import open_case
from tests.ui.cases.page import CTRL, settle, show, shown, trigger


def test_answering_takes_r_the_words_and_ctrl_enter(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str, mailed: list[str]
) -> None:
    first = open_case(services, "Oven timer stops", priority="urgent", person_id=farid)
    open_case(services, "Wrong pedals")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    trigger(pane, "cases.reply")
    assert pane.composer.text.hasFocus()
    assert pane.composer.wait_button.text() == "Mail and wait"
    QTest.keyClicks(pane.composer.text, "We come on Friday & bring 2.")
    QTest.keyClick(pane.composer.text, Qt.Key.Key_Return, CTRL)
    # The next case that is due takes its place.
    shown(qtbot, pane, "Wrong pedals")
    case = services.cases.detail(first)
    assert (case.status, [m.body for m in case.messages]) == ("waiting_customer", ["We come on Friday & bring 2."])
    assert mailed == [
        "mailto:farid@bluebird.example?subject=Re%3A%20%5BC-0001%5D%20Oven%20timer%20stops"
        "&body=We%20come%20on%20Friday%20%26%20bring%202."
    ]
    assert pane.composer.text.toPlainText() == ""
    assert pane.queue.current_row() is not None


def test_keeping_open_stays_at_the_case(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str, mailed: list[str]
) -> None:
    open_case(services, "Oven timer stops", priority="urgent", person_id=farid)
    open_case(services, "Wrong pedals")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.composer.set_delivery("save")
    pane.composer.text.setPlainText("We look into it.")
    QTest.mouseClick(pane.composer.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(pane.thread_view.items()) == 1)
    assert pane.case is not None
    assert (pane.case.subject, pane.case.status) == ("Oven timer stops", "open")
    assert mailed == []


def test_without_an_address_the_reply_is_copied(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    assert pane.composer.wait_button.text() == "Copy and wait"
    pane.composer.text.setPlainText("We come on Friday.")
    with qtbot.waitSignal(pane.notice) as told:
        QTest.mouseClick(pane.composer.wait_button, Qt.MouseButton.LeftButton)
    assert "copied" in told.args[0]
    assert QGuiApplication.clipboard().text() == "We come on Friday."


def test_a_computer_without_a_mail_program_loses_nothing(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    case = open_case(services, "Oven timer stops", person_id=farid)
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.composer.text.setPlainText("We come.")
    with qtbot.waitSignal(pane.notice) as told:
        pane.composer.wait_button.click()
    assert told.args[0].startswith("No mail program opened.")
    assert QGuiApplication.clipboard().text() == "We come."
    assert services.cases.detail(case).messages[-1].body == "We come."


def test_a_long_reply_is_not_cut_by_the_address(services: Services, farid: str) -> None:
    case = services.cases.detail(open_case(services, "Oven & timer?", person_id=farid))
    assert mail_address(case, "x" * 5000).endswith("Oven%20%26%20timer%3F")
    assert len(mail_address(case, "ä" * 200)) <= LONGEST_ADDRESS
    assert "%0D%0A" in mail_address(case, "one\ntwo")


def test_an_internal_note_is_no_reply(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    trigger(pane, "cases.note")
    assert pane.composer.wait_button.text() == "Save note"
    assert pane.composer.open_button.isHidden()
    QTest.keyClicks(pane.composer.text, "Part is in stock.")
    QTest.keyClick(pane.composer.text, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(pane.thread_view.items()) == 1)
    assert services.cases.detail(case).status == "new"
    assert pane.thread_view.items()[0].caption.text().endswith("internal note")
    assert pane.composer.mode_switch.current() == "reply"


def test_what_the_customer_wrote_opens_a_waiting_case_again(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    case = open_case(services, "Oven timer stops")
    services.case_commands.reply(case, "Which model?")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    assert pane.head.due_chip.text() == "Waiting for customer"
    trigger(pane, "cases.customer")
    QTest.keyClicks(pane.composer.text, "DX-2")
    QTest.keyClick(pane.composer.text, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.status == "open")


def test_a_refused_reply_keeps_the_text(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    with services.database.write("Gone") as work:
        work.execute('UPDATE "case" SET deleted_at = 1 WHERE id = ?', (case,))
    pane.composer.text.setPlainText("Long and dear words.")
    pane.composer.wait_button.click()
    qtbot.waitUntil(lambda: not pane.banner.isHidden())
    assert pane.banner.title() == "This case is no longer there."
    assert pane.composer.text.toPlainText() == "Long and dear words."


def test_what_the_first_version_kept_beside_the_workspace_is_taken_over(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    case_id = open_case(services, "first")
    pane = show(qtbot, context)
    pane.restore({"drafts": {case_id: ["note", "half a thought"]}})
    settle(qtbot, pane)
    assert [(one.record_id, one.content) for one in services.drafts.waiting()] == [
        (case_id, {"mode": "note", "text": "half a thought"})
    ]
    assert "drafts" not in pane.state()


def test_what_was_begun_waits_for_its_case_and_for_the_next_start(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    open_case(services, "first", priority="urgent")
    open_case(services, "second")
    pane = show(qtbot, context)
    shown(qtbot, pane, "first")
    trigger(pane, "cases.note")
    QTest.keyClicks(pane.composer.text, "half a thought")
    pane.queue.list.select_row(1)
    shown(qtbot, pane, "second")
    assert pane.composer.text.toPlainText() == ""
    state = pane.state()
    other = CasesPane(context)
    qtbot.addWidget(other)
    other.restore(state)
    other.reload()
    qtbot.waitUntil(lambda: other.case is not None and other.case.subject == "second")
    pane.queue.list.select_row(0)
    shown(qtbot, pane, "first")
    assert (pane.composer.mode_switch.current(), pane.composer.text.toPlainText()) == ("note", "half a thought")
    other.queue.list.select_row(0)
    shown(qtbot, other, "first")
    qtbot.waitUntil(lambda: other.composer.text.toPlainText() == "half a thought")
    assert other.composer.mode_switch.current() == "note"


def test_a_slash_puts_a_saved_answer_in(qtbot: QtBot, context: PaneContext, services: Services, farid: str) -> None:
    services.case_commands.save_answers(
        [SavedAnswer("Ask for a photo", "Hi {first name}, a photo of {number}?"), SavedAnswer("Opening hours", "9–17")]
    )
    open_case(services, "Oven timer stops", person_id=farid)
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.window().activateWindow()
    trigger(pane, "cases.reply")
    text = pane.composer.text
    QTest.keyClicks(text, "Thanks. /pho")
    assert pane.composer.pick_list.isVisible()
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert text.toPlainText() == "Thanks. Hi Farid, a photo of C-0001?"
    assert pane.composer.pick_list.isHidden()
    # A slash inside a word or fraction is a slash.
    QTest.keyClicks(text, " 1/2")
    assert pane.composer.pick_list.isHidden()
    text.clear()
    QTest.keyClicks(text, "/")
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert text.toPlainText() == "/"
    assert pane.composer.pick_list.isHidden()


def test_saved_answers_are_changed_in_a_dialog(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    services.case_commands.save_answers([SavedAnswer("Old", "text")])
    dialog = AnswersDialog(context, services.cases.saved_answers())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.add_button.click()
    QTest.keyClicks(dialog.name, "Parking")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.message.text()))
    assert dialog.isVisible()
    QTest.keyClicks(dialog.text, "Behind the house.")
    assert dialog.list.item(1).text() == "Parking"
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    assert services.cases.saved_answers() == [SavedAnswer("Old", "text"), SavedAnswer("Parking", "Behind the house.")]


def test_an_answer_that_fits_is_offered_and_inserted(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    old = open_case(services, "Deck oven timer stops")
    services.case_commands.reply(old, "We send part T-20.")
    services.case_commands.solve(old)
    open_case(services, "Oven timer stops again", priority="urgent")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops again")
    qtbot.waitUntil(pane.side.insert_button.isVisible)
    QTest.mouseClick(pane.side.insert_button, Qt.MouseButton.LeftButton)
    assert pane.composer.text.toPlainText() == "We send part T-20."


def test_a_long_thread_shows_its_end_and_offers_the_rest(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    case = open_case(services, "Oven timer stops")
    for number in range(60):
        services.case_commands.note(case, f"note {number}")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    assert len(pane.thread_view.items()) == 50
    bar = pane.thread_view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    pane.thread_view.earlier_button.click()
    qtbot.waitUntil(lambda: len(pane.thread_view.items()) == 60)


def test_a_message_is_as_tall_as_its_words_at_any_width(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    open_case(services, "Oven timer stops", text="The timer of the deck oven stops at twenty minutes. " * 4)
    pane = show(qtbot, context, width=1000)
    shown(qtbot, pane, "Oven timer stops")
    bubble = pane.thread_view.items()[0].bubble
    narrow = bubble.height()
    pane.window().resize(1500, 840)
    qtbot.waitUntil(lambda: bubble.height() < narrow)
    pane.window().resize(1000, 840)
    qtbot.waitUntil(lambda: bubble.height() == narrow)
