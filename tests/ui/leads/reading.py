"""What stands in the table of leads."""

from __future__ import annotations

from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.leads.pane import LeadsPane


def rows(pane: LeadsPane) -> list[ListRow]:
    found = [pane.view.records.row_at(number) for number in range(pane.view.records.rowCount())]
    return [row for row in found if isinstance(row, ListRow)]


def names(pane: LeadsPane) -> list[str]:
    return [str(row.value("name")) for row in rows(pane)]
