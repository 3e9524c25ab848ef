"""Times of the views that must be quick: ``python -m tests.ui.kit.bench_kit`` prints one line each."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.board_model import mime_of
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme
from tests.ui.kit.board_data import board_data


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    id: str
    name: str
    company: str
    email: str


def timed(call: Callable[[], object]) -> float:
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def report(name: str, times: list[float], bar: float) -> None:
    """Print median and 95th percentile beside the bar."""
    ordered = sorted(times)
    late = ordered[max(int(len(ordered) * 0.95) - 1, 0)]
    print(f"{name:28} median {statistics.median(times):7.2f} ms   p95 {late:7.2f}   bar {bar}")


def bench_board(application: QApplication, theme: Theme) -> None:
    """2,000 cards: build, scroll, drag, move, repaint."""
    columns, cards = board_data(2000)

    def build() -> Board:
        board = Board(theme)
        board.resize(1180, 780)
        board.set_columns(columns, cards)
        board.show()
        # Shows and paints.
        application.processEvents()
        return board

    build().close()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        board = build()
        times.append((time.perf_counter() - start) * 1000)
        if _ < 4:
            board.close()
            board.deleteLater()
            application.processEvents()
    report("board: build", times, 100)
    view = board.column_view("s2")
    bar = view.verticalScrollBar()

    def scroll() -> None:
        bar.setValue(bar.value() + 37)
        view.viewport().repaint()

    report("board: scroll", [timed(scroll) for _ in range(120)], 4)
    mime = mime_of(["c8"])
    target = board.column_view("s3")

    def drag(step: int) -> None:
        event = QDragMoveEvent(
            QPoint(80, 60 + step * 7 % 600), Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QCoreApplication.sendEvent(target.viewport(), event)
        application.processEvents()

    # Qt routes moves to the widget that the drag last entered.
    enter = QDragEnterEvent(
        QPoint(80, 60), Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QCoreApplication.sendEvent(target.viewport(), enter)
    drag(0)
    assert target.drop_row() >= 0
    report("board: drag move", [timed(partial(drag, step)) for step in range(120)], 1)
    target._end_drag_over()

    def move(step: int) -> None:
        board.move_cards([f"c{8 + 6 * step}"], "s3", "c3")
        application.processEvents()

    report("board: move a card", [timed(partial(move, step)) for step in range(40)], 16)
    report("board: whole repaint", [timed(board.grab) for _ in range(10)], 16)

    def switch() -> None:
        theme.toggle()
        board.grab()

    report("board: theme switch", [timed(switch) for _ in range(4)], 400)
    board.close()


def bench_table(application: QApplication, theme: Theme) -> None:
    """A million rows of nine columns."""
    keys = ("name", "company", "email", "name", "company", "email", "name", "company", "email")
    model = WindowedTableModel([TableColumn(key, key.title()) for key in keys])
    model.rows_needed.connect(
        lambda first, count: model.set_rows(
            first, [Line(str(n), f"Name {n}", f"Company {n % 900}", f"n{n}@x.org") for n in range(first, first + count)]
        )
    )
    table = CachedTableView("Rows", model, CellDelegate(theme))
    table.resize(1200, 800)
    table.show()
    application.processEvents()

    def fill() -> None:
        model.set_count(1_000_000)
        table.grab()

    report("table: 1,000,000 rows shown", [timed(fill)], 124)
    bar = table.verticalScrollBar()

    def wheel() -> None:
        bar.setValue(bar.value() + 18)
        application.processEvents()

    report("table: wheel step", [timed(wheel) for _ in range(200)], 4)

    def page() -> None:
        bar.setValue(bar.value() + bar.pageStep())
        application.processEvents()

    report("table: page down", [timed(page) for _ in range(40)], 29)
    report("table: whole repaint", [timed(table.viewport().repaint) for _ in range(30)], 4)
    table.close()


if __name__ == "__main__":
    running = QApplication([])
    look = Theme(running, "light", reduced_motion=True)
    bench_board(running, look)
    bench_table(running, look)
