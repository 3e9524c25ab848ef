"""After an import: how many of the new contacts may be there already, counted in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crm_desktop.core.errors import CrmError
from crm_desktop.services.importing.plan import ImportResult
from crm_desktop.services.services import Services
from crm_desktop.ui.importing.words import tr
from crm_desktop.ui.pane.operations import JobControl

if TYPE_CHECKING:
    from crm_desktop.ui.importing.pane import ImportPane

MOST_UNASKED = 20_000
"""In a workspace of more contacts, comparing them all takes longer than to be done without being asked for."""


class DuplicatesOffer(QObject):
    """Offers to review what an import brought twice."""

    def __init__(self, pane: ImportPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._ticket = 0

    def begin(self, result: ImportResult) -> None:
        """Count the duplicates among new contacts, or offer to look for them where there are many."""
        self.stop()
        entry = result.change.entry
        if entry is None or not result.created or not result.change.touches("contact"):
            return
        pane = self._pane
        counts = pane.services.contacts.counts
        pane.operations.read(self, counts, partial(self._on_counted, entry))

    def stop(self) -> None:
        """What was imported is not looked at any more."""
        self._pane.operations.stop(self._ticket)
        self._ticket = 0
        self._pane.parts.done.show_duplicates(0)

    def _on_counted(self, entry: int, counts: object) -> None:
        pane = self._pane
        if getattr(counts, "total", 0) > MOST_UNASKED:
            pane.parts.done.show_duplicates(None)
            return
        call = partial(_count, pane.services, entry)
        self._ticket = pane.operations.long_work(
            self, tr("Looking for duplicates"), call, self._on_found, self._on_failed, asks=False
        )

    def _on_found(self, count: int) -> None:
        if self._ticket:
            self._ticket = 0
            self._pane.parts.done.show_duplicates(count)

    def _on_failed(self, _error: CrmError) -> None:
        # The import itself went well, and the review page says what is wrong.
        self._on_found(0)


def _count(services: Services, entry: int, control: JobControl) -> int:
    if services.duplicates.look(control.progress) is None:
        return 0
    return services.duplicates.count_among(entry)
