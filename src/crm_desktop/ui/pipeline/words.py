"""Deals in words and figures, as cards, cells and totals show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.expressions import Expression
from crm_desktop.services.calendar.views import NextStep
from crm_desktop.services.pipeline.queries import PipelineQueries
from crm_desktop.services.pipeline.views import Amounts, Board, BoardColumn, DealCard
from crm_desktop.ui.kit.board_cards import CardData, ColumnData
from crm_desktop.ui.kit.format import money_text, short_money_text
from crm_desktop.ui.theme.tokens import Tone

STEP_TONES: Final[dict[str, Tone]] = {"late": "danger", "today": "warning", "none": "warning", "neutral": "slate"}


def amounts_text(amounts: Amounts, *, short: bool = False) -> str:
    """Sums of several currencies side by side; a home currency without any stands only where it is alone."""
    shown = [one for one in amounts if one.minor] or list(amounts[:1])
    write = short_money_text if short else _whole_money
    return " + ".join(write(one.minor, one.currency) for one in shown)


def _whole_money(minor: int, currency: str) -> str:
    return money_text(minor, currency, decimals=False)


def days_text(days: int) -> str:
    """How long, in the fewest letters: 12 d."""
    return QCoreApplication.translate("Pipeline", "{days} d").format(days=days)


def step_text(step: NextStep) -> str:
    """When the next step is, or that there is none."""
    return without_step_text() if step.tone == "none" else step.text


def without_step_text() -> str:
    """That nothing is planned."""
    return QCoreApplication.translate("Pipeline", "No next step")


def card_of(card: DealCard, kind: str) -> CardData:
    """Return a deal as the board paints it; a won deal without a plan says that it is won."""
    step = card.next_step
    if step.task_id is not None:
        text, tone, icon = step.text, STEP_TONES[step.tone], step.icon
    elif kind == "won":
        text, tone, icon = QCoreApplication.translate("Pipeline", "Won"), "success", "trophy"
    else:
        text, tone, icon = "", "warning", ""
    return CardData(
        id=card.id,
        title=card.title,
        customer=card.customer,
        next_step_text=text,
        next_step_tone=tone,
        next_step_icon=icon,
        amount_text=money_text(card.amount, card.currency),
        days_text=days_text(card.days),
        days_late=card.late,
        owner_name=card.owner,
    )


def column_of(column: BoardColumn) -> ColumnData:
    """Return a stage as the head of a column shows it."""
    return ColumnData(
        key=column.key,
        title=column.title,
        count=column.count,
        sum_text=amounts_text(column.amounts),
        position_fraction=column.share,
        kind="won" if column.kind == "won" else "open",
    )


@dataclass(frozen=True, slots=True)
class ShownBoard:
    """A board as it was read, and as it is shown."""

    board: Board
    columns: list[ColumnData]
    cards: dict[str, list[CardData]]


def read_board(queries: PipelineQueries, pipeline_id: str, where: Expression | None, text: str) -> ShownBoard:
    """Read a board and put it into words, on the reading thread: 2,000 cards are too many for the window's."""
    board = queries.board(pipeline_id, where, text)
    kinds = {column.key: column.kind for column in board.columns}
    cards = {key: [card_of(card, kinds[key]) for card in held] for key, held in board.cards.items()}
    return ShownBoard(board, [column_of(column) for column in board.columns], cards)


def totals_texts(board: Board) -> tuple[str, str]:
    """Return the totals line: its strong beginning and the rest."""
    strong = QCoreApplication.translate("Pipeline", "Open {amount}").format(amount=amounts_text(board.open, short=True))
    weighted = QCoreApplication.translate("Pipeline", "weighted {amount}").format(
        amount=amounts_text(board.weighted, short=True)
    )
    rest = f"·  {weighted}"
    if board.without_next_step:
        lacking = QCoreApplication.translate("Pipeline", "%n need a next step", "", board.without_next_step)
        rest = f"{rest}  ·  {lacking}"
    return strong, rest
