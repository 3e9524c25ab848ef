"""Showing the records of a filter on the page where they are at home."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow


def show_filtered(window: MainWindow, kind: str, where: str) -> None:
    """Open the table of contacts, or of deals, with this filter in its field."""
    from crm_desktop.ui.contacts.pane import ContactsPane
    from crm_desktop.ui.pipeline.pane import PipelinePane

    pane = window.show_page("pipeline" if kind == "deal" else "contacts")
    if isinstance(pane, PipelinePane):
        pane.restore({**pane.state(), "view": "table", "filter": where, "deal": ""})
    elif isinstance(pane, ContactsPane):
        panel = pane.list_panel
        panel.set_view("table")
        # People and companies alike: the filter says itself whom it means.
        panel.records.set_state(replace(panel.records.setting.state(), text=where, section=""))
