"""A workspace of a hundred thousand contacts, and the main thread never busy for longer than a tenth of a second."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.app.preloading import preload
from crm_desktop.core.ids import new_id
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.sample.scale import add_crowd
from crm_desktop.services.sample.shop import SHOP, fill_sample
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.commands import put_activity
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.board_model import mime_of
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.english import EnglishPlurals
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.pages import PAGES
from crm_desktop.ui.shell.palette import Palette
from crm_desktop.ui.theme.theme import Theme
from tests.watchdog import Watchdog

MANY = 3_000
"""Making a hundred thousand takes longer than `make test` has; what the main thread does is the same for both."""


@pytest.fixture(scope="module")
def large_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop with so many made-up people, their firms, 2,000 deals and 2,000 tasks."""
    path = tmp_path_factory.mktemp("large") / "large.crm"
    services = make_services(path, SHOP, "Sofia")
    fill_sample(services)
    if request.param:
        add_crowd(services, request.param, 1)
    if request.param > MANY:
        add_long_ones(services)
    services.close()
    return path


@pytest.fixture
def window(large_file: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    path = Path(shutil.copy(large_file, tmp_path / "large.crm"))
    services = open_services(path)
    preload()
    translator = EnglishPlurals(qapp)
    qapp.installTranslator(translator)
    window = MainWindow(services, Operations(), Theme(qapp, "light"))
    window.resize(1440, 900)
    window.begin("today")
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.start_background()
    settle(window, qtbot)
    yield window
    window.operations.drain()
    window.close()
    settle(window, qtbot)
    services.close()
    window.deleteLater()
    qapp.removeTranslator(translator)
    gc.unfreeze()


def add_long_ones(services: Services) -> None:
    """Give one person two thousand entries, and one company five hundred people."""
    now, long_one, large_one = (
        services.clock.now(),
        first_contact(services, "person"),
        first_contact(services, "company"),
    )
    people = services.database.rows("SELECT id FROM contact WHERE kind = 'person' ORDER BY rowid DESC LIMIT 500")
    with services.database.write("Made two contacts long") as work:
        for number in range(2000):
            words = f"What was said the {number}th time, and what follows from it."
            draft = ActivityDraft(
                ("call", "email", "note")[number % 3], words, happened_at=now - timedelta(hours=number)
            )
            put_activity(work, draft, [("contact", long_one)])
        work.execute_many(
            "INSERT INTO affiliation (id, person_id, company_id, role, department, is_primary) "
            "VALUES (?, ?, ?, ?, '', 1)",
            [(new_id(), person, large_one, f"Role {number}") for number, (person,) in enumerate(people)],
        )


def first_contact(services: Services, kind: str) -> str:
    """The contact that `add_long_ones` made long."""
    return str(services.database.value("SELECT id FROM contact WHERE kind = ? ORDER BY rowid LIMIT 1", (kind,)))


def settle(window: MainWindow, qtbot: QtBot) -> None:
    # What is asked next comes after a turn of the event loop, as from a person: else several pages would count as one.
    QApplication.processEvents()
    # Looking for duplicates among a hundred thousand takes as long as it takes, beside the window.
    qtbot.waitUntil(lambda: window.operations.idle, timeout=120_000)


def go_everywhere(window: MainWindow, qtbot: QtBot, times: int = 2) -> None:
    """Show every page, and every page again."""
    for _ in range(times):
        for spec in PAGES:
            window.show_page(spec.key)
            settle(window, qtbot)


def scroll(view: QAbstractItemView, qtbot: QtBot, window: MainWindow) -> None:
    """Go through a list by pages, by leaps, and to its ends."""
    bar = view.verticalScrollBar()
    for place in (0, bar.maximum() // 3, bar.maximum() // 2, bar.maximum(), 0):
        bar.setValue(place)
        settle(window, qtbot)
        for _ in range(10):
            bar.setValue(bar.value() + bar.pageStep())
            QApplication.processEvents()
        settle(window, qtbot)


def longest_list(pane: QWidget) -> QAbstractItemView:
    """The list of a page with the most rows."""
    views = [view for view in pane.findChildren(QAbstractItemView) if view.isVisible() and view.model() is not None]
    return max(views, key=lambda view: view.model().rowCount())


def scroll_contacts(window: MainWindow, qtbot: QtBot) -> None:
    """A hundred thousand rows under the wheel, the arrow keys and End."""
    pane = window.show_page("contacts")
    settle(window, qtbot)
    view = longest_list(pane)
    assert view.model().rowCount() > MANY
    scroll(view, qtbot, window)
    view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
        QTest.keyClick(view, key)
        settle(window, qtbot)


def switch_records(window: MainWindow, qtbot: QtBot) -> None:
    """Open one record of each kind after the other, and several people."""
    rows = window.services.database.rows("SELECT id FROM contact WHERE kind = 'person' AND rowid % 203 = 0 LIMIT 8")
    for (contact,) in rows:
        window.open_record("contact", contact)
        settle(window, qtbot)
    for kind, sql in (
        ("deal", "SELECT id FROM deal LIMIT 3"),
        ("case", 'SELECT id FROM "case" LIMIT 2'),
        ("quote", "SELECT id FROM document LIMIT 2"),
        ("event", "SELECT id FROM event LIMIT 1"),
        ("task", "SELECT id FROM task LIMIT 1"),
        ("product", "SELECT id FROM product LIMIT 1"),
    ):
        for (record,) in window.services.database.rows(sql):
            window.open_record(kind, record)
            settle(window, qtbot)
            if kind in ("event", "task"):
                QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def open_long_ones(window: MainWindow, qtbot: QtBot) -> None:
    """Open the person with two thousand entries and the company with five hundred people, in a window of two sizes."""
    for kind in ("person", "company"):
        window.open_record("contact", first_contact(window.services, kind))
        settle(window, qtbot)
        for width, height in ((1366, 768), (1440, 900)):
            window.resize(width, height)
            settle(window, qtbot)


def open_forms(window: MainWindow, qtbot: QtBot) -> None:
    """Begin a new record on every page that has some, and a line of quick add."""
    for spec in PAGES:
        if spec.kinds:
            window.show_page(spec.key)
            settle(window, qtbot)
            window.new_here()
            settle(window, qtbot)
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    window.panels.open_quick_add()
    settle(window, qtbot)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def filter_contacts(window: MainWindow, qtbot: QtBot) -> None:
    """Type into the filter of the people, letter by letter, and empty it again."""
    window.show_page("contacts")
    settle(window, qtbot)
    window.focus_filter()
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    for letter in "smit":
        QTest.keyClicks(field, letter)
        QApplication.processEvents()
    settle(window, qtbot)
    field.clear()
    settle(window, qtbot)


def use_palette(window: MainWindow, qtbot: QtBot) -> None:
    """The palette, letters, and away."""
    for text in ("an", "schmidt", ">cal"):
        window.panels.open_palette()
        palette = window.findChild(Palette)
        assert palette is not None
        settle(window, qtbot)
        for letter in text:
            QTest.keyClicks(palette.field, letter)
            QApplication.processEvents()
        settle(window, qtbot)
        QTest.keyClick(palette.field, Qt.Key.Key_Escape)
        QApplication.processEvents()


def drag_and_undo(window: MainWindow, qtbot: QtBot) -> None:
    """Move a card of two thousand over the board and take that back."""
    pane = window.show_page("pipeline")
    settle(window, qtbot)
    board = next(one for one in pane.findChildren(Board) if one.isVisible())
    source, target = board.column_keys[0], board.column_keys[1]
    card = board.cards_in(source)[0]
    scroll(board.column_view(source), qtbot, window)
    undoable = window.services.history.next_undo()
    drop(board, target, [card.id])
    settle(window, qtbot)
    assert window.services.history.next_undo() != undoable
    assert card.id in [one.id for one in board.cards_in(target)]
    window.undoing.undo()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: card.id in [one.id for one in board.cards_in(source)])


def drop(board: Board, key: str, ids: list[str]) -> None:
    """Carry cards over a column and let go of them."""
    view, place = board.column_view(key), QPoint(60, 80)
    mime, left, none = mime_of(ids), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(place, Qt.DropAction.MoveAction, mime, left, none))
    for step in range(30):
        over = QDragMoveEvent(place + QPoint(0, 7 * step), Qt.DropAction.MoveAction, mime, left, none)
        QApplication.sendEvent(view.viewport(), over)
        QApplication.processEvents()
    view.dropEvent(QDropEvent(place.toPointF(), Qt.DropAction.MoveAction, mime, left, none))


STEPS: tuple[Callable[[MainWindow, QtBot], None], ...] = (
    go_everywhere, scroll_contacts, filter_contacts, switch_records, use_palette, drag_and_undo,
)  # fmt: skip


def use_everything(window: MainWindow, qtbot: QtBot, watchdog: Watchdog) -> None:
    """Do every step in pages that were made and filled before."""
    with watchdog.paused():
        go_everywhere(window, qtbot, times=1)
        switch_records(window, qtbot)
        go_everywhere(window, qtbot, times=1)
    for step in STEPS:
        step(window, qtbot)


@pytest.mark.parametrize("large_file", [MANY], indirect=True)
@pytest.mark.watchdog(limit_ms=100)
def test_nothing_blocks_the_window_on_a_busy_machine(window: MainWindow, qtbot: QtBot, watchdog: Watchdog) -> None:
    use_everything(window, qtbot, watchdog)


@pytest.mark.torture
@pytest.mark.parametrize("large_file", [100_000], indirect=True)
@pytest.mark.watchdog(limit_ms=100)
def test_nothing_blocks_the_window_over_a_hundred_thousand(
    window: MainWindow, qtbot: QtBot, watchdog: Watchdog
) -> None:
    use_everything(window, qtbot, watchdog)


@pytest.mark.torture
@pytest.mark.parametrize("large_file", [100_000], indirect=True)
@pytest.mark.watchdog(limit_ms=100)
def test_no_first_visit_blocks_the_window_over_a_hundred_thousand(
    window: MainWindow, qtbot: QtBot, watchdog: Watchdog
) -> None:
    go_everywhere(window, qtbot)
    switch_records(window, qtbot)
    open_long_ones(window, qtbot)
    open_forms(window, qtbot)
    use_palette(window, qtbot)
    assert watchdog.longest_work_ms <= watchdog.limit_ms


class Styling(QObject):
    """Counts how often widgets are made, and how often they are told that their style is another one."""

    def __init__(self) -> None:
        super().__init__()
        self.made = self.styled = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.made += event.type() == QEvent.Type.Create
        self.styled += event.type() == QEvent.Type.StyleChange
        return False


@pytest.mark.parametrize("large_file", [0], indirect=True)
@pytest.mark.parametrize("key", [spec.key for spec in PAGES if spec.key != "today"])
def test_a_page_is_built_where_it_will_stay(window: MainWindow, qapp: QApplication, key: str) -> None:
    """Moved into its place, every widget would be styled again, once for each level: half of what a first visit cost.

    This counts what happens, so that no busy machine hides or feigns it.
    """
    styling = Styling()
    qapp.installEventFilter(styling)
    window.show_page(key)
    qapp.removeEventFilter(styling)
    assert styling.made > 20
    assert styling.styled <= 2 * styling.made
