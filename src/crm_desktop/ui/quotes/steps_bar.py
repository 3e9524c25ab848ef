"""Where a quote is on its way: Draft, Sent, Accepted. A click does that step."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from crm_desktop.ui.kit.paint import CENTRED, draw_icon, draw_rounded, draw_text, text_width
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.quotes.words import TONES, status_word
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import tone_text

StepState = Literal["done", "now", "next", "later"]

_HEIGHT: Final = 30


class Step(QAbstractButton):
    """One step; `tone` colours it when it is where the quote stands and that is not plainly good."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: StepState = "later"
        self._tone = ""
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("focus_ring", 6)

    def show_step(self, words: str, state: StepState, tip: str, tone: str = "") -> None:
        """Show another state."""
        self._state, self._tone = state, tone
        self.setText(words)
        self.setToolTip(plain_tip(tip))
        self.setEnabled(state == "next")
        self.setAccessibleName(words)
        self.setAccessibleDescription({"now": self.tr("You are here"), "done": self.tr("Done")}.get(state, tip))
        self.setCursor(Qt.CursorShape.PointingHandCursor if state == "next" else Qt.CursorShape.ArrowCursor)
        self.update()

    def state(self) -> StepState:
        """Whether the quote has come so far."""
        return self._state

    def sizeHint(self) -> QSize:
        return QSize(80, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect = self._theme, QRectF(self.rect())
        if self._state == "now" and not self._tone:
            ground, ink = "accent", "text.onAccent"
        elif self._state == "now":
            ground, ink = f"{self._tone}.soft", tone_text(self._tone)
        elif self._state == "done":
            ground, ink = "accent.soft", "accent.softText"
        else:
            ground = "bg.hover" if not self.underMouse() or self._state == "later" else "bg.pressed"
            ink = "text.tertiary" if self._state == "later" else "text.secondary"
        draw_rounded(painter, theme, rect, 6, ground)
        if self._state == "done":
            width = text_width(theme, self.text(), "smallStrong")
            draw_icon(painter, theme, rect.center().x() - width / 2 - 18, rect.center().y() - 7, "check", ink, 14)
        draw_text(painter, theme, rect, self.text(), "smallStrong", ink, CENTRED)


class StepsBar(QWidget):
    """The steps of one quote.

    Signals:
        issue_wanted: the step Sent was clicked
        accept_wanted: the step Accepted was clicked
    """

    issue_wanted = Signal()
    accept_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.draft, self.sent, self.decided = Step(theme), Step(theme), Step(theme)
        for step in (self.draft, self.sent, self.decided):
            row.addWidget(step, 1)
        self.sent.clicked.connect(self._on_sent_clicked)
        self.decided.clicked.connect(self._on_decided_clicked)
        self.show_status("draft")

    def show_status(self, status: str) -> None:
        """Show how far a quote of this status has come."""
        is_draft = status == "draft"
        is_decided = status in ("accepted", "declined", "superseded")
        self.draft.show_step(status_word("draft"), "now" if is_draft else "done", "")
        sent = "expired" if status == "expired" else "sent"
        tone = TONES[sent] if sent == "expired" else ""
        state: StepState = "next" if is_draft else "done" if is_decided else "now"
        self.sent.show_step(status_word(sent), state, self.tr("Give it its number and seal it"), tone)
        last = status if is_decided else "accepted"
        tone = TONES[status] if is_decided and status != "accepted" else ""
        state = "now" if is_decided else "next" if status == "sent" else "later"
        self.decided.show_step(status_word(last), state, self.tr("The customer said yes (W)"), tone)

    @Slot()
    def _on_sent_clicked(self) -> None:
        self.issue_wanted.emit()

    @Slot()
    def _on_decided_clicked(self) -> None:
        self.accept_wanted.emit()
