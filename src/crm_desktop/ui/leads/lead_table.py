"""The table of leads: who, from where, how promising, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.services.leads.freshening import TABLES
from crm_desktop.services.lists.views import Amount, ListRow
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.paint import TRAILING, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.leads.words import STATUS_TONES, score_token, source_text, status_word, tr, value_words
from crm_desktop.ui.lists.bulk_bar import BulkAction
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.ready import ReadyView
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from crm_desktop.ui.leads.board import LeadBoard

COLUMNS: Final = ("name", "company", "source", "score", "status", "next_step", "owner", "amount")
WATCHED: Final = (*TABLES, "tag", "member", "setting", "assignment_rule", "attachment", "contact", "deal")
"""What a change must touch for the leads to be read again."""
_BESIDE: Final = (
    "name", "email", "next_step_on", "next_step_at", "next_step_kind", "converted", "campaign", "score", "scored_for",
)  # fmt: skip
_PAD, _BAR, _NUMBER = 10, 64, 28


def lead_setting(theme: Theme) -> TableSetting:
    """Return what the table of leads is like."""
    unasked = "converted = no and status != not_now"
    return TableSetting(
        "lead", tr("Leads"), tr("Filter leads"), COLUMNS, (("score", True),), pictures=True, beside=_BESIDE,
        new_text=tr("New lead"), look=LeadLook(theme), giving_way=frozenset(("source", "owner", "amount")),
        bulk=(
            BulkAction("convert", tr("Convert to deal"), "square-kanban"), BulkAction("not_now", tr("Not now"), "moon"),
        ),
        unsummed=frozenset(("score",)), takes_rows=True, first="open",
        ready=(
            ReadyView("open", tr("Open"), unasked), ReadyView("free", tr("Nobody’s"), f"{unasked} and owner is empty"),
            ReadyView("unplanned", tr("No next step"), f"{unasked} and next_step is empty"),
            ReadyView("aside", tr("Not now"), "converted = no and status = not_now"),
            ReadyView("converted", tr("Converted"), "converted = yes"),
        ),
    )  # fmt: skip


class LeadLook(RecordLook):
    """The score as a bar with its reasons in the tip, the status as a chip that knows what was converted."""

    def text(self, row: ListRow, key: str) -> str | None:
        if key == "status" and row.value("converted"):
            return status_word("converted")
        if key == "status":
            return status_word(str(row.value(key) or "new"))
        if key == "source":
            return source_text(str(row.value(key) or ""), str(row.value("campaign") or ""))
        if key == "next_step" and not row.value(key) and not row.value("converted"):
            return tr("No next step")
        value = row.value(key) if key == "amount" else None
        return self.sum_text(key, value) if isinstance(value, Amount) else None

    def sum_text(self, key: str, amount: Amount) -> str | None:
        return value_words(amount)

    def tone(self, row: ListRow, key: str) -> Tone | None:
        if key != "status":
            return None
        return STATUS_TONES.get("converted" if row.value("converted") else str(row.value(key)))

    def tip(self, row: ListRow, key: str) -> str:
        return score_words(row) if key == "score" else ""

    def paint(self, painter: QPainter, rect: QRectF, row: ListRow, key: str, text: str, state: RowState) -> bool:
        if key == "next_step" and not row.value(key) and text:
            place = rect.adjusted(_PAD, 0, -_PAD, 0)
            draw_text(painter, self.theme, place, text, "body", "text.tertiary", direction=state.direction)
            return True
        if key != "score":
            return False
        score = int(row.value("score") or 0)
        right, middle = rect.width() - _PAD, rect.center().y()
        number = mirrored(QRectF(right - _NUMBER, middle - 10, _NUMBER, 20), rect, state.direction)
        draw_text(
            painter, self.theme, number, str(score), "bodyStrong", "text.primary", TRAILING,
            direction=state.direction, tabular=True,
        )  # fmt: skip
        left = max(right - _NUMBER - 8 - _BAR, 4)
        track = QRectF(left, middle - 3, right - _NUMBER - 8 - left, 6)
        draw_rounded(painter, self.theme, mirrored(track, rect, state.direction), 3, "line.default")
        filled = QRectF(track.x(), track.y(), max(track.width() * score / 100, 3 if score else 0), track.height())
        draw_rounded(painter, self.theme, mirrored(filled, rect, state.direction), 3, score_token(score))
        return True


def score_words(row: ListRow) -> str:
    """Return the score and why, a reason in a line."""
    score, reasons = int(row.value("score") or 0), str(row.value("scored_for") or "")
    if not reasons:
        return tr("Score {number}: nothing is known yet that counts.").format(number=score)
    return "\n".join((tr("Score {number}").format(number=score), reasons))


class LeadTable(RecordTable):
    """The table, and over it the switch to the board, pasting and the rules."""

    def __init__(self, context: PaneContext, parent: QWidget, head_parent: QWidget) -> None:
        super().__init__(context, lead_setting(context.theme), parent, head_parent)
        theme = context.theme
        self.view_switch = Segmented(tr("How leads are shown"), (("table", tr("Table")), ("board", tr("Board"))))
        self.paste_button = IconButton(theme, "table-2", tr("Paste rows from a spreadsheet (Ctrl+V)"))
        self.rules_button = IconButton(theme, "settings-2", tr("Rules for score and assignment"))
        self.toolbar.put_first(self.view_switch)
        self.toolbar.put_last(self.paste_button)
        self.toolbar.put_last(self.rules_button)

        self.board: LeadBoard | None = None
        """The same leads as cards, once they were."""

    def _cards(self) -> LeadBoard | None:
        return self.board if self.view_switch.current() == "board" else None

    def selected_rowids(self) -> Sequence[int]:
        cards = self._cards()
        return super().selected_rowids() if cards is None else cards.rowids_of(cards.board.selected_ids())

    def selected_count(self) -> int:
        """Return how many leads are selected, in the table or on the board."""
        cards = self._cards()
        return self.table.selected_count(self.layout_now) if cards is None else len(cards.board.selected_ids())

    def action_place(self, key: str) -> tuple[QWidget, QRect | None]:
        cards = self._cards()
        return super().action_place(key) if cards is None else cards.place(self.current_lead_id())

    def current_lead_id(self) -> str:
        """Return the lead with the focus, in the table or on the board; empty when none is there."""
        row = self.lead_row()
        return "" if row is None else row.id

    def lead_row(self) -> ListRow | None:
        """Return what is known of the lead with the focus."""
        cards = self._cards()
        if cards is None:
            return self.current_row()
        return next((row for one in cards.board.selected_ids() if (row := cards.row(one)) is not None), None)
