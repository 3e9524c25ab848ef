"""What a visit to another page would otherwise wait for, imported while the first page is looked at."""

from __future__ import annotations

import gc
import importlib

from crm_desktop.services.private_files import clear as clear_private_files

_PRELOADED = (
    *(f"crm_desktop.ui.{name}.pane" for name in (
        "contacts", "leads", "pipeline", "calendar", "cases", "quotes", "products", "settings", "importing",
    )),
    *(f"crm_desktop.ui.settings.{name}" for name in (
        "business", "data", "documents", "own_fields", "program", "security",
    )),
    "crm_desktop.ui.quality.pane",
    "crm_desktop.ui.duplicates.pane",
    "crm_desktop.ui.quotes.editor",
    "crm_desktop.ui.shell.palette",
    "crm_desktop.ui.shell.quick_add",
    "crm_desktop.ui.calendar.event_editor",
    "crm_desktop.ui.pipeline.detail",
    "crm_desktop.services.contacts.commands",
    "crm_desktop.services.calendar.commands",
    "crm_desktop.services.pipeline.commands",
    "crm_desktop.services.quotes.commands",
    "crm_desktop.services.quotes.queries",
    "crm_desktop.services.filter_sql",
)  # fmt: skip
"""Pages first. The mapped classes are not among them: with SQLAlchemy they take 40 MB, and no command of the window
needs them."""


def preload() -> None:
    """Import what the other pages, the first write and the first paper need.

    What was imported stays, so the garbage collector need not look at it ever again: each time it did, the
    window would stand still for as long as a page takes to build. What a killed program had put aside for
    another to open goes, too.
    """
    by_itself = gc.isenabled()
    gc.disable()
    try:
        for name in _PRELOADED:
            importlib.import_module(name)
        gc.freeze()
    finally:
        if by_itself:
            gc.enable()
    clear_private_files(own=False)
