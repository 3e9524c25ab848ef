"""The Cases page as a person uses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.ids import new_id
from crm_desktop.services.cases.views import Queue, SavedAnswer
from crm_desktop.services.services import Services
from crm_desktop.storage.rows import insert_row
from crm_desktop.ui.cases.answers_dialog import AnswersDialog
from crm_desktop.ui.cases.handing_on import LONGEST_ADDRESS, mail_address
from crm_desktop.ui.cases.pane import CasesPane
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.cases.opening import open_case
from tests.services.pipeline.people import add_contact

CTRL = Qt.KeyboardModifier.ControlModifier


_KEPT: list[QMainWindow] = []


@pytest.fixture(autouse=True)
def _british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)
    _KEPT.clear()


@pytest.fixture
def mailed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses handed to the desktop."""
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(bytes(url.toEncoded().data()).decode())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


@pytest.fixture
def farid(services: Services) -> str:
    """Farid, who has an e-mail address."""
    farid = add_contact(services, "Farid Haddad")
    with services.database.write("Added an address") as work:
        row = {"id": new_id(), "contact_id": farid, "medium": "email", "value": "farid@bluebird.example"}
        insert_row(work, "channel", row)
    return farid


def show(qtbot: QtBot, context: PaneContext, width: int = 1220) -> CasesPane:
    """Show the page in a window, with everything read."""
    window = QMainWindow()
    _KEPT.append(window)
    pane = CasesPane(context)
    context.operations.data_changed.connect(pane.apply_change)
    window.setCentralWidget(pane)
    # As the shell does: without it the widest page would keep the window from shrinking.
    window.setMinimumSize(960, 580)
    window.resize(width, 840)
    qtbot.addWidget(window)
    window.show()
    pane.reload()
    settle(qtbot, pane)
    return pane


def settle(qtbot: QtBot, pane: CasesPane) -> None:
    """Wait until nothing is being read or written."""
    qtbot.waitUntil(lambda: pane.operations.idle)
    qtbot.waitUntil(lambda: pane.operations.idle)


def shown(qtbot: QtBot, pane: CasesPane, subject: str) -> None:
    qtbot.waitUntil(lambda: pane.operations.idle and pane.case is not None and pane.case.subject == subject)


def listed(pane: CasesPane) -> list[str]:
    found = [pane.queue.model.row_at(row) for row in range(pane.queue.model.rowCount())]
    return [row.subject for row in found if row is not None]  # type: ignore[attr-defined]


def trigger(pane: CasesPane, name: str) -> None:
    next(action for action in pane.actions_here() if action.key == name).trigger()


def test_the_most_pressing_case_is_shown_first(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str
) -> None:
    open_case(services, "low", priority="low")
    open_case(services, "Oven timer stops", priority="urgent", person_id=farid, text="It stops.", channel="email")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    assert listed(pane) == ["Oven timer stops", "low"]
    assert pane.head.title_label.text() == "Oven timer stops"
    assert (pane.head.number_chip.text(), pane.head.due_chip.text()) == ("C-0002", "Reply due in 2 h")
    (item,) = pane.thread_view.items()
    assert item.message.body == "It stops."
    assert item.caption.text() == "Farid Haddad  ·  Today 09:00  ·  email"
    assert pane.side.name_button.text() == "Farid Haddad"
    assert pane.queue.counts_label.text() == "2 open  ·  0 waiting"
    spoken = pane.queue.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Oven timer stops, Farid Haddad, Urgent priority, Reply due in 2 h, C-0002"


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
    qtbot.mouseClick(pane.composer.open_button, Qt.MouseButton.LeftButton)
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
        qtbot.mouseClick(pane.composer.wait_button, Qt.MouseButton.LeftButton)
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
    assert other.composer.drafts() == pane.composer.drafts()


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


def test_w_solves_and_reopens(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    trigger(pane, "cases.solve")
    qtbot.waitUntil(lambda: pane.head.finish_button.text() == "Reopen")
    assert services.cases.detail(case).status == "solved"
    trigger(pane, "cases.solve")
    qtbot.waitUntil(lambda: pane.head.finish_button.text() == "Solve")
    trigger(pane, "cases.close")
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.status == "closed")


def test_fields_are_changed_beside_the_thread(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.side.choices["priority"].chosen.emit("high")
    qtbot.waitUntil(lambda: pane.head.priority_chip.text() == "High")
    pane.side.choices["owner_id"].chosen.emit("")
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.owner_id is None)
    pane.side.subject.start_editing()
    editor = pane.side.subject.editor()
    assert editor is not None
    editor.setText("Oven timer stops early")  # type: ignore[call-arg]
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.head.title_label.text() == "Oven timer stops early")
    assert services.cases.detail(case).subject == "Oven timer stops early"


def test_the_customer_is_chosen_by_typing(qtbot: QtBot, context: PaneContext, services: Services, farid: str) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.window().activateWindow()
    qtbot.mouseClick(pane.side.choose_button, Qt.MouseButton.LeftButton)
    panel = pane.doing._customer
    assert panel is not None
    QTest.keyClicks(panel.picker, "fari")
    qtbot.waitUntil(panel.picker.list_is_open)
    QTest.keyClick(panel.picker, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.side.name_button.text() == "Farid Haddad")
    assert services.cases.detail(case).customer is not None
    assert pane.composer.wait_button.text() == "Mail and wait"


def test_a_new_case_takes_ctrl_n_one_line_and_enter(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str
) -> None:
    open_case(services, "other")
    pane = show(qtbot, context)
    pane.window().activateWindow()
    pane.new_record()
    panel = pane._new
    assert panel is not None
    assert panel.line.hasFocus()
    QTest.keyClicks(panel.line, "oven timer stops farid !high")
    QTest.keyClick(panel.line, Qt.Key.Key_Return)
    shown(qtbot, pane, "oven timer stops")
    assert not panel.isVisible()
    assert pane.case is not None
    assert pane.case.customer is not None
    assert (pane.case.priority, pane.case.customer.id) == ("high", farid)
    row = pane.queue.current_row()
    assert row is not None
    assert row.subject == "oven timer stops"


def test_a_name_two_people_have_is_asked_back(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    add_contact(services, "Anna Berg")
    lind = add_contact(services, "Anna Lind")
    open_case(services, "other")
    pane = show(qtbot, context)
    pane.new_case(text="door squeaks anna")
    panel = pane._new
    assert panel is not None
    qtbot.waitUntil(panel._names.isVisible)
    names = {button.accessibleName(): button for button in panel._names.findChildren(type(panel.save_button))}
    assert set(names) == {"Anna Berg", "Anna Lind"}
    qtbot.mouseClick(names["Anna Lind"], Qt.MouseButton.LeftButton)
    panel.said.setPlainText("It squeaks when it rains.")
    QTest.keyClick(panel.said, Qt.Key.Key_Return, CTRL)
    shown(qtbot, pane, "door squeaks")
    assert pane.case is not None
    assert pane.case.customer is not None
    assert pane.case.customer.id == lind
    assert [m.body for m in pane.case.messages] == ["It squeaks when it rains."]


def test_an_empty_line_opens_nothing(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    pane = show(qtbot, context)
    qtbot.mouseClick(pane.first.primary_button, Qt.MouseButton.LeftButton)
    assert pane._new is not None
    pane._new.save()
    assert pane._new._line_field.message() == "Write in a few words what it is about."
    assert not services.cases.any()


def test_the_first_time_and_the_end_of_the_queue(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    pane = show(qtbot, context)
    assert pane.first.isVisible()
    case = open_case(services, "Oven timer stops")
    services.case_commands.solve(case)
    pane.reload()
    shown(qtbot, pane, "Oven timer stops")
    assert not pane.first.isVisible()
    clock = services.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=1))
    pane.reload()
    qtbot.waitUntil(pane.queue.nothing.isVisible)
    assert pane.queue.nothing.title() == "Nobody waits for an answer"


def test_filtering_and_finding_nothing(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    open_case(services, "Oven timer stops")
    open_case(services, "Wrong pedals")
    pane = show(qtbot, context)
    pane.focus_filter()
    pane.queue.search.setText("pedals")
    qtbot.waitUntil(lambda: pane.operations.idle and listed(pane) == ["Wrong pedals"])
    pane.queue.search.setText("nothing like it")
    qtbot.waitUntil(pane.queue.nothing.isVisible)
    assert pane.queue.nothing.title() == "Nothing matches “nothing like it”"
    qtbot.mouseClick(pane.queue.nothing.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.queue.shown_count() == 2)


def test_a_case_is_found_in_whichever_queue_it_is(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    old = open_case(services, "Door seal worn")
    services.case_commands.solve(old)
    clock = services.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=2))
    open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.open_record("case", old)
    shown(qtbot, pane, "Door seal worn")
    qtbot.waitUntil(lambda: pane.queue.query.queue is Queue.SOLVED)
    assert pane.queue.switch.current() == "solved"
    row = pane.queue.current_row()
    assert row is not None
    assert row.id == old


def test_deleting_shows_the_neighbour_and_undo_brings_it_back(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    open_case(services, "first", priority="urgent")
    open_case(services, "second")
    pane = show(qtbot, context)
    shown(qtbot, pane, "first")
    trigger(pane, "cases.delete")
    shown(qtbot, pane, "second")
    assert listed(pane) == ["second"]
    pane.operations.write(pane, services.history.undo)
    qtbot.waitUntil(lambda: listed(pane) == ["first", "second"])


def test_files_are_attached_and_copied_out(
    qtbot: QtBot, context: PaneContext, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    case = open_case(services, "Oven timer stops")
    (tmp_path / "timer.txt").write_text("stops at 20")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.doing.attach([tmp_path / "timer.txt"])
    qtbot.waitUntil(lambda: pane.case is not None and len(pane.case.files) == 1)
    (file,) = services.cases.detail(case).files
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "copy.txt"), ""))
    with qtbot.waitSignal(pane.notice):
        pane.doing.handle_file("save", file.id)
    assert (tmp_path / "copy.txt").read_text() == "stops at 20"
    pane.doing.attach([tmp_path / "not there.txt"])
    qtbot.waitUntil(lambda: not pane.banner.isHidden())
    assert "could not be read" in pane.banner.title()
    pane.doing.handle_file("delete", file.id)
    qtbot.waitUntil(lambda: pane.case is not None and not pane.case.files)


def test_an_answer_that_fits_is_offered_and_inserted(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    old = open_case(services, "Deck oven timer stops")
    services.case_commands.reply(old, "We send part T-20.")
    services.case_commands.solve(old)
    open_case(services, "Oven timer stops again", priority="urgent")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops again")
    qtbot.waitUntil(pane.side.insert_button.isVisible)
    qtbot.mouseClick(pane.side.insert_button, Qt.MouseButton.LeftButton)
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


def test_a_narrow_window_folds_the_details_away(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    open_case(services, "Oven timer stops")
    pane = show(qtbot, context, width=1000)
    shown(qtbot, pane, "Oven timer stops")
    assert pane.side.isHidden()
    assert pane.head.panel_button.isVisible()
    trigger(pane, "cases.panel")
    assert pane.side.isVisible()
    trigger(pane, "cases.panel")
    pane.window().resize(1400, 840)
    # Closed by hand, it stays closed.
    assert pane.side.isHidden()


def test_chips_follow_the_clock(qtbot: QtBot, context: PaneContext, services: Services, clock: FixedClock) -> None:
    open_case(services, "Oven timer stops", priority="urgent")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    clock.advance(timedelta(minutes=85))
    pane._clock_timer.timeout.emit()
    qtbot.waitUntil(lambda: pane.head.due_chip.text() == "Reply due in 35 min")
    assert pane.queue.now_label.text() == "1 answer now"


def test_everything_that_takes_the_focus_has_a_name(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str
) -> None:
    open_case(services, "Oven timer stops", person_id=farid, text="Hello.")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    focusable = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    nameless = [widget for widget in focusable if not widget.accessibleName() and not hasattr(widget, "text")]
    assert nameless == []
    assert [widget for widget in focusable if min(widget.width(), widget.height()) < 24] == []
    keys = [action.shortcut for action in pane.actions_here() if action.shortcut]
    assert len(keys) == len(set(keys))
    assert {"R", "N", "W", "Shift+W", "A", "M"} <= set(keys)
    assert all(region.isVisible() for region in pane.regions())
