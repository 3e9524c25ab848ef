"""Showing the records of a filter on the page where they are at home."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow


def show_filtered(window: MainWindow, kind: str, where: str) -> None:
    """Open the table of contacts (of people or companies alone, where that is their kind), or of deals."""
    from crm_desktop.ui.contacts.pane import ContactsPane
    from crm_desktop.ui.pipeline.pane import PipelinePane

    pane = window.show_page("pipeline" if kind == "deal" else "contacts")
    if isinstance(pane, PipelinePane):
        pane.close_deal()
        pane.show_filtered(where)
    elif isinstance(pane, ContactsPane):
        panel = pane.list_panel
        panel.set_view("table")
        section = kind if kind in ("person", "company") else ""  # of both, the table says so itself
        panel.records.set_state(replace(panel.records.setting.state(), text=where, section=section))
