"""The quiet offer at the start: what was being written when the program ended, to go on with or throw away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.drafts import Draft
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.format import day_text, time_text
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.shell.resuming import Resuming
from crm_desktop.ui.shell.unfinished_words import doing

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow

AT_FIRST: Final = 3
"""How many are listed before the rest is asked for; once one is gone on with, the rest waits in one line."""


class UnfinishedRow(QWidget):
    """One form that was left with text in it."""

    def __init__(self, window: MainWindow, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        clock = window.services.clock
        local, today = (moment.astimezone(clock.zone).date() for moment in (draft.saved_at, clock.now()))
        when = f"{day_text(local, today)} {time_text(draft.saved_at, clock.zone)}"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.words = ElidedLabel(doing(draft), "small")
        self.words.setMinimumWidth(120)
        self.go_on = Button(window.theme, self.tr("Continue"), size="compact")
        # The text of a quote is in the quote: there is nothing to throw away.
        self.discard = Button(
            window.theme, self.tr("Discard") if draft.content else self.tr("Dismiss"), "ghost", size="compact"
        )
        for button in (self.go_on, self.discard):
            button.setAccessibleName(f"{button.text()}: {doing(draft)}")
        row.addWidget(IconLabel(window.theme, "pencil", "info", 16))
        row.addWidget(self.words, 1)
        row.addWidget(Label(when, "small", "secondary"))
        row.addSpacing(4)
        row.addWidget(self.go_on)
        row.addWidget(self.discard)


class Unfinished(Surface):
    """A strip over the pages; it goes when nothing waits any more, or for now by its cross."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("topbar", window)
        self._window = window
        self._theme = window.theme
        self._listed = AT_FIRST
        self.resuming = Resuming(window, self)
        self.rows: list[UnfinishedRow] = []
        self.setAccessibleName(self.tr("Not saved yet"))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(24, 5, 12, 6)
        whole.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(3)
        self._list = QVBoxLayout()
        self._list.setSpacing(3)
        column.addLayout(self._list)
        self.more_button = Button(self._theme, "", "link", size="compact")
        more = QHBoxLayout()
        more.setContentsMargins(20, 0, 0, 0)
        more.addWidget(self.more_button)
        more.addStretch(1)
        column.addLayout(more)
        self.close_button = IconButton(self._theme, "x", self.tr("Not now"), icon_size=16, compact=True)
        side = QVBoxLayout()
        side.addWidget(self.close_button)
        side.addStretch(1)
        whole.addLayout(column, 1)
        whole.addLayout(side)
        self.more_button.clicked.connect(self._on_more)
        self.close_button.clicked.connect(self.close_strip)
        window.operations.data_changed.connect(self._on_data_changed)
        self.hide()

    def offer(self, drafts: Sequence[Draft]) -> None:
        """List these."""
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for draft in drafts:
            row = UnfinishedRow(self._window, draft)
            row.go_on.clicked.connect(partial(self._go_on, draft))
            row.discard.clicked.connect(partial(self._discard, draft))
            self._list.addWidget(row)
            self.rows.append(row)
        self._fit()
        if self.rows:
            announce(self, ". ".join(row.words.text() for row in self.rows))

    def _fit(self) -> None:
        for number, row in enumerate(self.rows):
            row.setVisible(number < self._listed)
        hidden = max(len(self.rows) - self._listed, 0)
        self.more_button.set_text(self.tr("Show %n more", "", hidden))
        self.more_button.setVisible(hidden > 0)
        self.setVisible(bool(self.rows))

    @Slot()
    def close_strip(self) -> None:
        """Take the strip away for now; what waits is found by opening its form, or offered at the next start."""
        self.offer([])

    @Slot()
    def _on_more(self) -> None:
        self._listed = len(self.rows)
        self._fit()

    def _go_on(self, draft: Draft, _checked: bool = False) -> None:
        self._listed = 0
        self._take_away(draft)
        self.resuming.resume(draft)

    def _discard(self, draft: Draft, _checked: bool = False) -> None:
        self._take_away(draft)
        window = self._window
        window.operations.write(window, partial(window.services.drafts.forget, draft.id))
        if draft.content:
            window.undoing.say(
                self.tr("Discarded what was not saved."), icon="trash-2",
                action=self.tr("Undo"), token=partial(self._put_back, draft),
            )  # fmt: skip

    def _put_back(self, draft: Draft) -> None:
        window = self._window
        window.operations.write(window, partial(window.services.drafts.put_back, draft))
        self._listed = max(self._listed, 1)
        self.offer([draft, *(row.draft for row in self.rows)])

    def _take_away(self, draft: Draft) -> None:
        self.offer([row.draft for row in self.rows if row.draft.id != draft.id])

    @Slot(object)
    def _on_data_changed(self, _change: ChangeSet) -> None:
        # A form may have been opened by hand and saved: it is not offered any longer. Asked in the queue of the
        # writes, so that the form's own draft is gone by then.
        if self.rows:
            self._window.operations.write(self, self._window.services.drafts.waiting, self._on_waiting)

    def _on_waiting(self, drafts: Sequence[Draft]) -> None:
        waiting = {draft.id for draft in drafts}
        left = [row.draft for row in self.rows if row.draft.id in waiting]
        if len(left) < len(self.rows):
            self.offer(left)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.colour("info.soft"))
