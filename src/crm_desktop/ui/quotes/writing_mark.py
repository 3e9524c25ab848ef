"""Marks the quote that is being written, so that it is offered again when the program ended in the middle of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from crm_desktop.core.errors import CrmError
from crm_desktop.services.drafts import draft_id
from crm_desktop.ui.pane.pane import PaneContext

FORM = "quote.fields"


class WritingMark(QObject):
    """The quote itself is in the file as it is typed; the mark only says that somebody was writing it."""

    def __init__(self, context: PaneContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._marked = ("", "")
        context.operations.ending.connect(self.clear)

    def put(self, quote_id: str, customer: str) -> None:
        """A change of this quote was saved."""
        if self._marked != (quote_id, customer):
            if self._marked[0] != quote_id:
                self.clear()
            self._marked = (quote_id, customer)
            call = partial(self._context.services.drafts.keep, FORM, quote_id, customer, {})
            self._context.operations.write(self, call, None, _ignore)

    @Slot()
    def clear(self) -> None:
        """It was left, issued or thrown away."""
        quote_id, self._marked = self._marked[0], ("", "")
        if quote_id:
            call = partial(self._context.services.drafts.forget, draft_id(FORM, quote_id))
            self._context.operations.write(self, call, None, _ignore)


def _ignore(_error: CrmError) -> None:
    """Nobody asked for it."""
