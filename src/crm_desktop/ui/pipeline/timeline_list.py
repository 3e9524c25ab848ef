"""What happened with a deal, newest first, in plain lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.kit.format import moment_text, money_text
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext

_ICONS = {
    "call": "phone", "email": "mail", "meeting": "calendar-days", "visit": "map-pin", "letter": "file-text",
    "message": "message-square", "note": "sticky-note", "deal": "square-kanban", "quote": "file-text",
    "case": "life-buoy", "task": "circle-check", "added": "plus", "file": "paperclip",
}  # fmt: skip


_LONGEST = 300
"""Of a mail, its beginning is enough here."""


class TimelineList(QWidget):
    """A dozen things at most; the customer's page has all of them."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[QWidget] = []
        self._shown: tuple[TimelineItem, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self.setAccessibleName(self.tr("Timeline"))

    def set_items(self, items: Sequence[TimelineItem]) -> None:
        """Show these, from newest to oldest."""
        if tuple(items) == self._shown:
            return
        self._shown = tuple(items)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(item) for item in items]
        for row in self._rows:
            self._column.addWidget(row)

    def texts(self) -> list[str]:
        """What is told, from newest to oldest."""
        return [self._words(item) for item in self._shown]

    def _row(self, item: TimelineItem) -> QWidget:
        clock = self._context.services.clock
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        icon = IconLabel(self._context.theme, _ICONS.get(item.kind, "clock"), "text.tertiary", 16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self._words(item), "small", wrap=True))
        when = moment_text(item.at, clock.now(), clock.zone)
        who = self.tr("you") if item.by_me else item.who
        caption = self.tr("{when} · {who}").format(when=when, who=who) if who else when
        words.addWidget(Label(caption, "caption", "tertiary"))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return row

    def _words(self, item: TimelineItem) -> str:
        told = " — ".join(filter(None, (item.subject, " ".join(item.body[:_LONGEST].split()))))
        match (item.kind, item.event):
            case ("deal", "started"):
                return self.tr("Deal started")
            case ("deal", _):
                return self.tr("Moved to {stage}").format(stage=item.subject)
            case ("quote", event):
                amount = money_text(item.amount, item.currency)
                words = {
                    "sent": self.tr("Quote {name} sent {amount}"),
                    "accepted": self.tr("Quote {name} accepted {amount}"),
                    "declined": self.tr("Quote {name} declined {amount}"),
                }.get(event, self.tr("Quote {name} {amount}"))
                return words.format(name=item.subject, amount=amount).strip()
            case ("task", _):
                return self.tr("Done: {title}").format(title=item.subject)
            case _:
                return told or item.kind.capitalize()
