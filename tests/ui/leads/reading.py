"""What stands in the table of leads."""

from __future__ import annotations

from crm_desktop.services.leads.views import LeadRow
from crm_desktop.ui.leads.pane import LeadsPane


def rows(pane: LeadsPane) -> list[LeadRow]:
    found = [pane.view.leads.row_at(number) for number in range(pane.view.leads.rowCount())]
    return [row for row in found if isinstance(row, LeadRow)]


def names(pane: LeadsPane) -> list[str]:
    return [row.name for row in rows(pane)]
