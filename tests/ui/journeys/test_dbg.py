"""The whole road once: from files to a printed quote, a reminder, a case; taken back, closed, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.opening import make_services
from crm_desktop.ui.calendar.reminder_card import ReminderCard
from crm_desktop.ui.calendar.reminders import ReminderService
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.importing.pane import CHOOSE, DONE, ImportPane
from crm_desktop.ui.kit.board_model import mime_of
from crm_desktop.ui.pipeline.pane import PipelinePane
from crm_desktop.ui.printing.preview import PrintPreview
from crm_desktop.ui.quotes.pane import QuotesPane
from crm_desktop.ui.quotes.questions import IssueQuestion
from tests.ui.journeys.conftest import BUSINESS, OpenWindow, close
from tests.ui.journeys.count import Count

MOST_STEPS = 4


@contextmanager
def reached(step: str) -> Iterator[None]:
    """Name the part of the road in which something broke."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{step}: {error}") from error


def drop(target: QWidget, data: QMimeData, place: QPointF) -> None:
    """Drop something with the mouse."""
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(target, kind(place.toPoint(), move, data, left, none))
    QApplication.sendEvent(target, QDropEvent(place, move, data, left, none))


def bring(count: Count, path: Path) -> None:
    """Drop a file on the window and agree to everything."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(count.window, data, QPointF(300, 300))
    count.settle()
    # What comes from another program's window leaves this one for the person to go to.
    count.window.activateWindow()
    count.until(count.window.isActiveWindow)
    pane = count.window.host.current()
    assert isinstance(pane, ImportPane)
    assert pane.step != CHOOSE
    for _ in range(MOST_STEPS):
        if pane.step != DONE:
            count.key("Return")
            count.settle()
    assert pane.step == DONE
    count.key("Escape")


def find(count: Count, letters: str, key: str = "Return") -> ContactsPane:
    """Find somebody by a few letters and open them."""
    count.key("Ctrl+K")
    count.text(letters)
    count.key(key)
    pane = count.window.host.current()
    assert isinstance(pane, ContactsPane)
    count.until(lambda: pane.contact is not None)
    return pane


def log_a_call(count: Count) -> None:
    count.key("L")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    count.text("Wants cakes in spring.")
    popover = count.shown(LogCallPopover)
    count.click(popover.next.input)
    count.key("Ctrl+A")
    count.text("call today 09:40 about cakes")
    count.key("Ctrl+Return")


def make_a_deal(count: Count) -> None:
    count.key("D")
    count.text("Spring cakes 1200")
    count.key("Return")
    pane = count.window.host.current()
    assert isinstance(pane, PipelinePane)
    count.key("Escape")
    first, second, third, *_ = pane.board.column_keys
    (card,) = pane.board.cards_in(first)
    target = pane.board.column_view(second).viewport()
    drop(target, mime_of([card.id]), QPointF(target.rect().center()))
    count.settle()
    assert [one.id for one in pane.board.cards_in(second)] == [card.id]
    count.key("Ctrl+Shift+Right")
    assert [one.id for one in pane.board.cards_in(third)] == [card.id]


def write_a_quote(count: Count, target: Path) -> None:
    count.key("Q")
    pane = count.window.host.current()
    assert isinstance(pane, QuotesPane)
    rows = pane.editor.form.lines.rows
    for name, quantity, price in (("Celebration cake", "2", "68"), ("Delivery", "1", "9.50")):
        count.until(lambda: QApplication.focusWidget() in [row.item for row in rows()])
        count.text(name)
        count.key("Return")
        count.until(lambda: QApplication.focusWidget() in [row.quantity for row in rows()])
        count.text(quantity)
        count.key("Tab")
        count.text(price)
        count.key("Return")
    count.until(lambda: pane.editor.form.totals.rows()[-1] == ("Total", "£174.60"))
    count.until(lambda: pane.editor.paper.view.page_count() == 1)
    count.key("Ctrl+P")
    count.until(lambda: isinstance(QApplication.activeModalWidget(), IssueQuestion))
    count.key("Return")
    count.until(lambda: any(isinstance(one, PrintPreview) for one in QApplication.topLevelWidgets()))
    preview = count.shown(PrintPreview)
    count.until(lambda: preview.paper.page_count() == 1)
    preview.save_to(target)
    count.until(target.exists)
    preview.close()
    count.window.activateWindow()
    count.until(count.window.isActiveWindow)


def note_a_case(count: Count) -> None:
    count.key("Ctrl+6")
    count.key("Ctrl+N")
    count.text("Crumbs in the van")
    count.key("Ctrl+Return")
    count.key("N")
    count.text("Ask the driver.")
    count.key("Ctrl+Return")


def test_the_whole_road(
    open_window: OpenWindow, tmp_path: Path, shared_data: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    path = tmp_path / "shop.crm"
    make_services(path, BUSINESS, "Sofia", clock=clock).close()
    count = open_window(path)
    database = count.window.services.database

    with reached("import"):
        for name in ("vcards/John_Doe_IPHONE.vcf", "vcards/fullcontact.vcf", "crm/maven/accounts.csv"):
            bring(count, shared_data / name)
        assert database.value("SELECT count(*) FROM contact WHERE kind = 'company'") > 80
    with reached("find"):
        pane = find(count, "doe")
        assert pane.contact is not None
        name = pane.contact.name
        assert "Doe" in name
    with reached("call"):
        log_a_call(count)
        assert count.toast() == f"Logged a call with {name}"
        count.until(lambda: pane.contact is not None and pane.contact.next_step is not None)
    with reached("deal"):
        make_a_deal(count)
    with reached("quote"):
        write_a_quote(count, tmp_path / "quote.pdf")
        assert (tmp_path / "quote.pdf").read_bytes().startswith(b"%PDF")
    with reached("reminder"):
        clock.advance(timedelta(minutes=31))
        service = count.window.findChild(ReminderService)
        assert service is not None
        service.look()
        count.settle()
        (row,) = count.shown(ReminderCard).rows()
        assert row.reminder.title == "Call about cakes"
    with reached("case"):
        note_a_case(count)
        assert database.value("SELECT count(*) FROM case_message") == 1
    with reached("undo"):
        count.key("Ctrl+Z")
        assert database.value("SELECT count(*) FROM case_message") == 0
        print("A", count.toast(), QApplication.focusWidget())
        count.key("Ctrl+Z")
        print("B", count.toast(), QApplication.focusWidget())
        assert database.value('SELECT count(*) FROM "case" WHERE deleted_at IS NULL') == 0
        count.key("Ctrl+Shift+Z")
        count.key("Ctrl+Shift+Z")
        assert database.value("SELECT count(*) FROM case_message") == 1
    close(count.window, qtbot)

    with reached("again"):
        count = open_window(path)
        assert count.window.host.current_key == "cases"
        assert find(count, name.split()[0]).contact is not None
        database = count.window.services.database
        assert database.value("SELECT count(*) FROM activity WHERE kind = 'call'") == 1
        assert database.value("SELECT status FROM document") == "sent"
        assert database.value("SELECT title FROM deal") == "Spring cakes"
        assert count.window.services.cases.badge() == 1


@pytest.mark.parametrize(("width", "height", "theme"), [(1366, 768, "dark"), (1440, 900, "light")])
def test_no_page_is_wider_than_the_window(count: Count, width: int, height: int, theme: str) -> None:
    window = count.window
    window.theme.set_choice("dark" if theme == "dark" else "light")
    window.resize(width, height)
    for key in ("today", "contacts", "pipeline", "calendar", "cases", "quotes", "products", "settings", "import"):
        pane = window.show_page(key)
        count.settle()
        assert (window.width(), window.height()) == (width, height), key
        assert pane.width() == window.host.width(), key
        assert pane.minimumSizeHint().width() <= window.host.width(), key
