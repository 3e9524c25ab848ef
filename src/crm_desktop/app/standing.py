"""A file that stands in a window, and one on its way there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.app.file_work import KeyWanted, OpenFile
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.work_window import WorkWindow


@dataclass(slots=True, eq=False)
class Standing:
    """A window and the file that it shows."""

    window: MainWindow
    file: OpenFile
    left: bool = False
    """Whether the file was closed, or will be by what goes on."""


@dataclass(slots=True, eq=False)
class Opening:
    """A file on its way to a window."""

    call: Callable[[], OpenFile | KeyWanted]
    operations: Operations
    work: WorkWindow
    otherwise: Callable[[], object]
    """What happens when it cannot be opened, once that was told."""
    page: str
    then: Callable[[MainWindow], object] | None
