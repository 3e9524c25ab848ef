"""Planning the next step of a deal in one line, and the reminder that one is missing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

OFFER_MS = 12_000
_WIDTH = 600
_HEIGHT = 54
_LONGEST_TITLE = 40
_ABOVE_TOAST = 84


class PlanPopover(Popover):
    """One line of plain words: what and when.

    Signals:
        planned: the step is saved; carries the deal's id.
    """

    planned = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(self.tr("Plan the next step"), parent, width=400)
        self._context = context
        self._is_saving = False
        self._deal_id = ""
        self._title = Label("", "title3", wrap=True)
        self._line = QLineEdit()
        self._line.setProperty("kind", "large")
        self._field = Field(context.theme, self.tr("What, and when"), self._line)
        self._save = Button(context.theme, self.tr("Plan it"), "primary", "calendar-plus")
        self.body.addWidget(self._title)
        self.body.addWidget(self._field)
        self.body.addWidget(
            Label(self.tr("For example: call tue 10:30, or send samples in 3 days."), "small", "tertiary", wrap=True)
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.body.addLayout(foot)
        self._drafts = DraftKeeper(context, "deal.step", {"text": self._line}, self)
        self.body.insertWidget(1, self._drafts.note)
        self._line.returnPressed.connect(self._on_save)
        self._save.clicked.connect(self._on_save)

    def plan(self, deal_id: str, title: str) -> None:
        """Begin for a deal, with the usual answer written and selected."""
        self._drafts.leave()
        self._deal_id = deal_id
        self._title.setText(self.tr("Next step for “{title}”").format(title=title))
        self._line.setText(self.tr("call in 1 week"))
        self._line.selectAll()
        self._field.set_error("")
        self._drafts.begin(deal_id, title)

    @Slot()
    def _on_save(self) -> None:
        if self._is_saving:
            return  # Ctrl+Enter is also an Enter in the line
        text = self._line.text().strip()
        if not text:
            self._field.set_error(self.tr("Write what comes next."))
            return
        services = self._context.services
        call = partial(services.pipeline_commands.plan_next_step, self._deal_id, text)
        self._is_saving = True
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self._is_saving = False
        self._drafts.forget(self._deal_id)
        self.close_popover()
        self.planned.emit(self._deal_id)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._field.set_error(f"{error.title} {error.detail}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if with_control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self._on_save()
        else:
            super().keyPressEvent(event)


class PlanOffer(Banner):
    """Floats over the foot of the page for a while after a move left a deal without a next step.

    Signals:
        plan_wanted: carries the deal's id and title.
    """

    plan_wanted = Signal(str, str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(context.theme, "warning", "", action=self.tr("Plan next step"), closable=True, parent=parent)
        self._deal = ("", "")
        self._timer = QTimer(self, singleShot=True, interval=OFFER_MS)
        self._timer.timeout.connect(self.hide)
        self.closed.connect(self.hide)
        self.action_requested.connect(self._on_action)
        self.hide()

    def _build(self) -> None:
        super()._build()
        # It floats, so nothing lays it out anew as its words change: one line, cut short in `offer`.
        self._title.setWordWrap(False)
        self._title.setMinimumHeight(0)  # what it claimed while it could wrap

    def offer(self, deal_id: str, title: str) -> None:
        """Say which deal has nothing planned."""
        self._deal = (deal_id, title)
        short = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"
        self.set_message(self.tr("“{title}” has no next step.").format(title=short))
        self.show()
        self.raise_()
        self.place()
        self._timer.start()

    def place(self) -> None:
        """Stay above the toast, in the middle of the page."""
        parent = self.parentWidget()
        if parent is not None:
            width = min(_WIDTH, parent.width() - 24)
            self.resize(width, _HEIGHT)
            self.move((parent.width() - width) // 2, parent.height() - self.height() - _ABOVE_TOAST)

    @Slot()
    def _on_action(self) -> None:
        self.hide()
        self.plan_wanted.emit(*self._deal)
