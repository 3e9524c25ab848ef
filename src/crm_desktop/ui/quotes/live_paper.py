"""The quote as it will be printed, beside the form: the real PDF, drawn again as it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.documents.quote_paper import QuotePaper
from crm_desktop.services.quotes.views import QuoteDraft
from crm_desktop.ui.kit.paper_view import PaperPage, PaperView
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.printing.pages import pictures_of

DELAY_MS: Final = 150
_MARGINS: Final = 48
_SHAPE: Final = 297 / 210
_LEAST_WIDTH: Final = 420


@dataclass(frozen=True, slots=True)
class _Drawn:
    ticket: int
    pdf: bytes
    pages: list[PaperPage]


class LivePaper(Surface):
    """Shows a draft a moment after its last change, or the bytes of an issued quote. Nothing runs on the main thread.

    Signals:
        drawn: the page shows what was asked for last
        failed(CrmError): the page cannot be drawn
    """

    drawn = Signal()
    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("desk", parent)
        self._services = context.services
        self._operations = context.operations
        self._draft: QuoteDraft | None = None
        self._pdf = b""
        self._ticket = 0
        self._busy = False
        self._again = False
        self.view = PaperView(context.theme, self.tr("The quote as it will be printed"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.view, 0, Qt.AlignmentFlag.AlignHCenter)
        self._pause = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._pause.timeout.connect(self._start)
        self.view.width_wanted.connect(self._on_width_wanted)

    def show_draft(self, draft: QuoteDraft, *, at_once: bool = False) -> None:
        """Draw a draft when no further change has come for a moment."""
        self._draft, self._pdf = draft, b""
        self._ticket += 1
        self._pause.start(0 if at_once else DELAY_MS)

    def show_issued(self, quote_id: str) -> None:
        """Show the bytes that were issued."""
        self._draft = None
        self._ticket += 1
        self._pause.stop()
        self._operations.read(
            self, partial(self._services.quotes.pdf, quote_id), partial(self._on_pdf, self._ticket), self.failed.emit
        )

    def clear(self) -> None:
        """Show an empty desk."""
        self._ticket += 1
        self._draft, self._pdf = None, b""
        self._pause.stop()
        self.view.set_pages([])

    @property
    def is_busy(self) -> bool:
        """Whether something newer is on its way."""
        return self._busy or self._pause.isActive()

    @Slot()
    def _start(self) -> None:
        if self._draft is None:
            return
        if self._busy:
            # One at a time: the last keystroke is drawn next, those between never.
            self._again = True
            return
        self._busy = True
        self._operations.read(
            self,
            partial(self._services.quotes.paper_of_draft, self._draft),
            partial(self._on_paper, self._ticket),
            self._on_failed,
        )

    def _on_paper(self, ticket: int, paper: QuotePaper) -> None:
        self._work(partial(_draw, ticket, paper, self.view.wanted_width()))

    def _on_pdf(self, ticket: int, pdf: bytes) -> None:
        if ticket == self._ticket:
            self._pdf = pdf
            self._busy = True
            self._work(partial(_picture, ticket, pdf, self.view.wanted_width()))

    def _work(self, call: partial[_Drawn]) -> None:
        self._operations.work(self, call, self._on_drawn, self._on_failed)

    def _on_drawn(self, drawn: _Drawn) -> None:
        self._busy = False
        if drawn.ticket == self._ticket or (self._draft is not None and not self._pdf):
            self.view.set_pages(drawn.pages)
        if drawn.ticket == self._ticket:
            self._pdf = drawn.pdf
            self.drawn.emit()
        self._go_on()

    def _on_failed(self, error: CrmError) -> None:
        self._busy = False
        self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self._start()

    @Slot(int)
    def _on_width_wanted(self, width: int) -> None:
        if self._pdf and not self._busy:
            self._busy = True
            self._work(partial(_picture, self._ticket, self._pdf, width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The whole page is in sight where that leaves it readable.
        # A few pixels less, so that rounding never brings a scroll bar.
        whole = round((self.height() - _MARGINS - 4) / _SHAPE) + _MARGINS
        self.view.setFixedWidth(min(self.width(), max(whole, _LEAST_WIDTH)))


def _draw(ticket: int, paper: QuotePaper, width: int) -> _Drawn:
    from crm_desktop.documents.quote_render import render_quote

    return _picture(ticket, render_quote(paper), width)


def _picture(ticket: int, pdf: bytes, width: int) -> _Drawn:
    return _Drawn(ticket, pdf, pictures_of(pdf, width))
