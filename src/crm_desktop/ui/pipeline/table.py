"""Deals as a table, and the filter that it shares with the board and the forecast."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Expression
from crm_desktop.core.money import to_minor
from crm_desktop.services.lists.views import Amount, ListRow
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.lists.bulk_bar import BulkAction
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.words import days_text, without_step_text
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

COLUMNS: Final = (
    "title", "customer", "stage", "amount", "probability", "expected_close", "next_step", "in_stage_since", "owner",
)  # fmt: skip
_FEW: Final = 200
_STAGE_TONES: Final[dict[str, Tone]] = {"open": "info", "won": "success", "lost": "danger"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("DealTable", text)


class DealLook(RecordLook):
    """Stages are chips; an open deal without a next step says so."""

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__(theme)
        self._clock = clock

    def text(self, row: ListRow, key: str) -> str | None:
        value = row.value(key)
        if key == "amount" and isinstance(value, Amount):
            return self.sum_text(key, value)
        if key == "probability" and value is not None:
            return _tr("{number}%").format(number=value)
        if key == "in_stage_since" and value:
            days = (self._clock.now() - datetime.fromisoformat(value)).days
            return _tr("{days} ago").format(days=days_text(days)) if days > 0 else _tr("Today")
        return without_step_text() if key == "next_step" and self._lacks_step(row) else None

    def sum_text(self, key: str, amount: Amount) -> str | None:
        return money_text(to_minor(Decimal(amount.amount), amount.currency), amount.currency)

    def tone(self, row: ListRow, key: str) -> Tone | None:
        if key == "stage":
            return _STAGE_TONES.get(str(row.value("status")))
        return "warning" if key == "next_step" and self._lacks_step(row) else None

    def icon(self, row: ListRow, key: str) -> str:
        return "triangle-alert" if key == "next_step" and self._lacks_step(row) else super().icon(row, key)

    @staticmethod
    def _lacks_step(row: ListRow) -> bool:
        return row.value("status") == "open" and not row.value("next_step")


class DealTable(RecordTable):
    """Every deal of a pipeline, also those won long ago and the lost ones; its tabs and filter stand over every view.

    The pipeline is the section, the owner a switch: the page has a menu for each.
    """

    def __init__(self, context: PaneContext, pipeline_id: str, parent: QWidget, page: QWidget) -> None:
        look = DealLook(context.theme, context.services.clock)
        setting = TableSetting(
            "deal", _tr("Deals"), _tr("Filter deals"), COLUMNS, (("stage", False),), "pipeline", pipeline_id,
            beside=("status", "customer", "next_step", "next_step_on", "next_step_at", "next_step_kind"),
            new_text=_tr("New deal"), look=look,
            bulk=(
                BulkAction("move", _tr("Move"), "arrow-right", _tr("Move to a stage…")),
                BulkAction("win", _tr("Won"), "trophy"),
                BulkAction("lose", _tr("Lost…"), "thumbs-down"),
            ),
            giving_way=frozenset(("probability", "in_stage_since", "owner")), unsummed=frozenset(("probability",)),
            switched=frozenset(("owner",)),
        )  # fmt: skip
        super().__init__(context, setting, parent, page)
        self.stand_free()

    def is_narrowed(self) -> bool:
        """Return whether anything at all is left out."""
        return self.has_own_filter() or bool(self.state.switched("owner"))

    def loaded_ids(self) -> list[str]:
        """Return the selected deals that are loaded; of very many only the one with the focus."""
        table = self.table
        return table.selected_ids() if table._selected_count() <= _FEW else [table.current_id()]

    def shared_filter(self) -> tuple[Expression | None, str]:
        """Return the filter and the words that the other views go by as well; a wrong filter is said at its box."""
        from dataclasses import replace

        try:
            query = replace(self.state, section="").query()
        except CrmError:
            return None, ""
        return query.where, query.text
