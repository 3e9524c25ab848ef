"""A board of 2,000 cards: built, scrolled, dragged over; each against a fixed time of the processor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crm_desktop.bench.result import Result, processor_milliseconds, undisturbed
from crm_desktop.bench.workspace import BigWorkspace

if TYPE_CHECKING:
    from crm_desktop.ui.kit.board_cards import CardData, ColumnData

CARDS = 2000
_STAGES = ("New", "Qualified", "Quote sent", "Negotiation", "Verbal yes", "Won")
_STEPS = (("Overdue 2 d", "danger", "mail"), ("Today 10:30", "warning", "phone"), ("Tomorrow", "slate", "circle-check"))


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Build, scroll and drag on a real board, without a screen."""
    from PySide6.QtCore import QCoreApplication, QPoint, Qt, qInstallMessageHandler
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui.kit.board import Board
    from crm_desktop.ui.kit.board_model import mime_of
    from crm_desktop.ui.theme.theme import Theme

    qInstallMessageHandler(say)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme(application, "light", reduced_motion=True)
    columns, cards = _cards()

    def build() -> Board:
        board = Board(theme)
        board.resize(1180, 780)
        board.set_columns(columns, cards)
        board.show()
        # Paints it, too: nothing may be left to do that a person would wait for.
        application.processEvents()
        return board

    board = build()
    times: list[float] = []
    for _ in range(big.rounds(15)):
        made: list[Board] = []
        times.append(processor_milliseconds(lambda kept=made: kept.append(build())))  # type: ignore[misc]
        board.close()
        board = made[0]
    yield Result("board of 2,000, build", undisturbed(times), 100, "ms", 1.0)
    view = board.column_view("s2")
    bar = view.verticalScrollBar()

    def scroll() -> None:
        bar.setValue(bar.value() + 37)
        view.viewport().repaint()

    yield Result(
        "board of 2,000, scroll", undisturbed([processor_milliseconds(scroll) for _ in range(120)]), 4, "ms", 1.0
    )
    mime = mime_of(["c8"])
    target = board.column_view("s3").viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(80, 60), Qt.DropAction.MoveAction, mime, left, none)
    QCoreApplication.sendEvent(target, enter)

    def drag(step: int) -> None:
        event = QDragMoveEvent(QPoint(80, 60 + step * 7 % 600), Qt.DropAction.MoveAction, mime, left, none)
        QCoreApplication.sendEvent(target, event)
        application.processEvents()

    drag(0)
    moves = [processor_milliseconds(lambda step=step: drag(step)) for step in range(1, 121)]  # type: ignore[misc]
    yield Result("board of 2,000, drag", undisturbed(moves), 1, "ms", 1.0)
    board.close()


def say(kind: object, context: object, text: str) -> None:
    """Pass on what Qt says, but for the one sentence with which the platform without a screen greets each window."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _cards() -> tuple[list[ColumnData], dict[str, list[CardData]]]:
    from crm_desktop.services.sample.words import CUSTOMERS, DEALS
    from crm_desktop.ui.kit.board_cards import CardData, ColumnData

    cards: dict[str, list[CardData]] = {f"s{number}": [] for number in range(len(_STAGES))}
    for number in range(CARDS):
        text, tone, icon = _STEPS[number % len(_STEPS)]
        customer = CUSTOMERS[number % 28]
        cards[f"s{number % len(_STAGES)}"].append(
            CardData(
                f"c{number}", DEALS[number % len(DEALS)][0], customer.company, text, tone, icon,  # type: ignore[arg-type]
                f"£{(number * 37 % 90 + 2) * 100:,}", f"{number * 13 % 41} d", number % 5 == 0, "", customer.name,
            )
        )  # fmt: skip
    columns = [
        ColumnData(f"s{n}", title, len(cards[f"s{n}"]), "£46,390", (n + 1) / 6, "won" if n == 5 else "open")
        for n, title in enumerate(_STAGES)
    ]
    return columns, cards
