"""Won and lost: what is offered after the one, and asked before the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.kinds import LOST_REASONS
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.theme.theme import Theme


class WonPopover(Popover):
    """After a deal was won: two things that are often next, both of them optional.

    Signals:
        call_wanted: plan a call to say thank you; carries the deal's id.
        quote_wanted: make a quote of the deal; carries its id.
    """

    call_wanted = Signal(str)
    quote_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Deal won"), parent, width=340)
        self._deal_id = ""
        self._title = Label("", "title3", wrap=True)
        self.body.addWidget(self._title)
        self.body.addWidget(Label(self.tr("What comes next is up to you."), "small", "secondary", wrap=True))
        self._call = Button(theme, self.tr("Schedule a thank-you call"), icon="phone")
        self._quote = Button(theme, self.tr("Make a quote"), icon="file-text")
        self._done = Button(theme, self.tr("Nothing more"), "ghost")
        for button in (self._call, self._quote, self._done):
            self.body.addWidget(button)
        self._call.clicked.connect(self._on_call)
        self._quote.clicked.connect(self._on_quote)
        self._done.clicked.connect(self.close_popover)

    def offer(self, deal_id: str, title: str) -> None:
        """Say which deal was won."""
        self._deal_id = deal_id
        self._title.setText(self.tr("You won “{title}”.").format(title=title))

    @Slot()
    def _on_call(self) -> None:
        self.close_popover()
        self.call_wanted.emit(self._deal_id)

    @Slot()
    def _on_quote(self) -> None:
        self.close_popover()
        self.quote_wanted.emit(self._deal_id)


class LostPopover(Popover):
    """Asks why before a deal is lost; 1 to 5 choose a reason, Enter saves, Esc leaves everything as it was.

    Signals:
        confirmed: the deals' ids, the reason's key, a note.
    """

    confirmed = Signal(list, str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Why was it lost?"), parent, width=380)
        self._ids: list[str] = []
        self._title = Label("", "title3", wrap=True)
        self.body.addWidget(self._title)
        self._reasons = QButtonGroup(self)
        row = QWidget()
        flow = FlowLayout(row)
        for number, (_, word) in enumerate(LOST_REASONS):
            button = Button(theme, self.reason_text(word), size="compact")
            button.setCheckable(True)
            self._reasons.addButton(button, number)
            flow.addWidget(button)
        # A flow's height follows from its width, which a panel that has not been shown does not know yet.
        margins = self.body.contentsMargins()
        row.setMinimumHeight(flow.heightForWidth(self.width() - margins.left() - margins.right()))
        self.body.addWidget(row)
        self._note = self.note = QLineEdit()
        self._note.setPlaceholderText(self.tr("A word about it (optional)"))
        self._note.setAccessibleName(self.tr("A word about why it was lost"))
        self.body.addWidget(self._note)
        self._save = Button(theme, self.tr("Mark as lost"), "danger", "thumbs-down")
        self._keep = Button(theme, self.tr("Keep it open"), "ghost")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._keep)
        foot.addWidget(self._save)
        self.body.addLayout(foot)
        self._reasons.idClicked.connect(self._on_reason)
        self._note.returnPressed.connect(self._confirm)
        self._save.clicked.connect(self._confirm)
        self._keep.clicked.connect(self.close_popover)

    def reason_text(self, word: str) -> str:
        """A reason in the person's language."""
        return {
            "Price": self.tr("Price"),
            "Timing": self.tr("Timing"),
            "Competitor": self.tr("Competitor"),
            "No answer": self.tr("No answer"),
            "Other": self.tr("Other"),
        }[word]

    def ask(self, ids: Sequence[str], title: str) -> None:
        """Say which deals it is about, with nothing chosen yet."""
        self._ids = list(ids)
        self._title.setText(
            self.tr("Why was “{title}” lost?").format(title=title)
            if len(ids) == 1
            else self.tr("Why were these %n deals lost?", "", len(ids))
        )
        self._reasons.setExclusive(False)
        for button in self._reasons.buttons():
            button.setChecked(False)
        self._reasons.setExclusive(True)
        self._note.clear()
        self._save.setEnabled(False)

    def choose(self, number: int) -> None:
        """Choose the reason at this place, counted from 0."""
        button = self._reasons.button(number)
        if button is not None:
            button.setChecked(True)
            self._on_reason(number)

    @Slot(int)
    def _on_reason(self, _number: int) -> None:
        self._save.setEnabled(True)
        self._note.setFocus()

    @Slot()
    def _confirm(self) -> None:
        number = self._reasons.checkedId()
        if number >= 0:
            self.close_popover()
            self.confirmed.emit(self._ids, LOST_REASONS[number][0], self._note.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3", "4", "5"):
            event.accept()
            self.choose(int(event.text()) - 1)
        elif event.text() in ("\r", "\n"):
            event.accept()
            self._confirm()
        else:
            super().keyPressEvent(event)
