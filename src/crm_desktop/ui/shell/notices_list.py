"""The list under the bell."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt, QTime, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.shell.notices import Notice, Notices
from crm_desktop.ui.theme.theme import Theme


class NoticeRow(QWidget):
    """Signals:
    opened(kind, id): the record of this notice is wanted
    """

    opened = Signal(str, str)

    def __init__(self, theme: Theme, notice: Notice, when: str) -> None:
        super().__init__()
        self._notice = notice
        self.setAccessibleName(f"{notice.title}. {notice.text}. {when}")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 6, 4, 6)
        row.setSpacing(12)
        row.addWidget(IconTile(theme, notice.icon, notice.tone))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(notice.title, "bodyStrong"))
        if notice.text:
            words.addWidget(ElidedLabel(notice.text, "small", "secondary"))
        row.addLayout(words, 1)
        row.addWidget(Label(when, "caption", "tertiary"), 0, Qt.AlignmentFlag.AlignTop)
        if notice.kind:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setProperty("focus_ring", 8)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._notice.kind and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._notice.kind, self._notice.record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._notice.kind and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._notice.kind, self._notice.record_id)
        else:
            super().keyPressEvent(event)


class NoticesPopover(Popover):
    """The list under the bell, grouped by day.

    Signals:
        record_requested(kind, id): a notice was clicked
    """

    record_requested = Signal(str, str)

    def __init__(self, theme: Theme, notices: Notices, clock: Clock, parent: QWidget) -> None:
        super().__init__(self.tr("Notifications"), parent, width=380)
        self._theme = theme
        self._notices = notices
        self._clock = clock
        self.body.addWidget(Label(self.tr("Notifications"), "title3"))
        self._page = ScrollPage(self.tr("Notifications"), margins=(0, 0, 0, 0), spacing=2)
        self._empty = Label(
            self.tr("Nothing yet. Reminders, finished imports and backups are listed here."),
            "small",
            "secondary",
            wrap=True,
        )
        self.body.addWidget(self._empty)
        self.body.addWidget(self._page)

    def open_under(self, anchor: QWidget) -> None:
        """Fill the list anew and open at the bell."""
        while (item := self._page.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        zone, today, last = self._clock.zone, self._clock.now().astimezone(self._clock.zone).date(), None
        for notice in self._notices.all:
            local = notice.at.astimezone(zone)
            if local.date() != last:
                last = local.date()
                head = (
                    self.tr("Today")
                    if last == today
                    else QLocale().toString(QDate(last.year, last.month, last.day), QLocale.FormatType.ShortFormat)
                )
                self._page.add(Label(head, "captionStrong", "tertiary"))
            row = NoticeRow(self._theme, notice, QLocale().toString(QTime(local.hour, local.minute), "HH:mm"))
            row.opened.connect(self._on_opened)
            self._page.add(row)
        self._page.add_stretch()
        self._page.setFixedHeight(min(40 + 56 * len(self._notices.all), 420))
        self._page.setVisible(bool(self._notices.all))
        self._empty.setVisible(not self._notices.all)
        self._notices.mark_seen()
        self.open_at(anchor)

    @Slot(str, str)
    def _on_opened(self, kind: str, record_id: str) -> None:
        self.close_popover()
        self.record_requested.emit(kind, record_id)
