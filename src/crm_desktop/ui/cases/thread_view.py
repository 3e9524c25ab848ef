"""The thread: the customer at the left, us at the right, notes among ourselves in amber."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.services.cases.views import CaseDetail, MessageRow
from crm_desktop.ui.cases.words import channel_word, number, tr
from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.theme.theme import Theme

_GROUNDS = {"customer": "bg.subtle", "reply": "accent.soft", "note": "warning.soft"}
_PAD, _PAD_Y = 14, 10
_WIDEST = 620
_SHARE = 0.76


class Bubble(QWidget):
    """The words of a message on their colour, as wide as they need."""

    def __init__(self, theme: Theme, kind: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, _PAD_Y, _PAD, _PAD_Y)
        self.label = Label(text, "body", wrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setAccessibleName(text)
        column.addWidget(self.label)

    def fit(self, widest: int) -> None:
        """Take the width of the longest line, at most `widest`."""
        metrics = self._theme.metrics("body")
        longest = max((metrics.horizontalAdvance(line) for line in self.label.text().split("\n")), default=0.0)
        width = max(min(int(longest) + 2 * _PAD + 4, widest), 2 * _PAD)
        # A label's height for a width is never less than its least one, which it has from narrower days.
        self.label.setMinimumHeight(0)
        self.setFixedSize(width, self.label.heightForWidth(width - 2 * _PAD) + 2 * _PAD_Y)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_rounded(painter, self._theme, QRectF(self.rect()), 10, _GROUNDS[self._kind])


class MessageItem(QWidget):
    """A message with who wrote it and when.

    Signals:
        delete_requested(str): take this message out of the thread.
    """

    delete_requested = Signal(str)

    def __init__(self, theme: Theme, message: MessageRow, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        theirs = message.kind == "customer"
        self.caption = ElidedLabel(caption, "caption", "tertiary")
        self.bubble = Bubble(theme, message.kind, message.body)
        self.more = IconButton(
            theme, "ellipsis", tr("More for the message of {author}").format(author=message.author or tr("somebody")),
            icon_size=14, compact=True,
        )  # fmt: skip
        head = QHBoxLayout()
        head.setSpacing(4)
        body = QVBoxLayout()
        body.setSpacing(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        avatar = Avatar(theme, message.author or "?")
        side = Qt.AlignmentFlag.AlignLeading if theirs else Qt.AlignmentFlag.AlignTrailing
        if theirs:
            head.addWidget(self.caption)
            head.addWidget(self.more)
            head.addStretch(1)
        else:
            head.addStretch(1)
            head.addWidget(self.more)
            head.addWidget(self.caption)
        body.addLayout(head)
        body.addWidget(self.bubble, 0, side)
        column = QVBoxLayout()
        column.addSpacing(22)
        column.addWidget(avatar)
        column.addStretch(1)
        if theirs:
            row.addLayout(column)
            row.addLayout(body, 1)
        else:
            row.addLayout(body, 1)
            row.addLayout(column)
        self.setAccessibleName(f"{caption}: {message.body}")
        self.more.clicked.connect(self._open_menu)

    @Slot()
    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Copy the text")).triggered.connect(self._copy)
        menu.addAction(tr("Delete the message")).triggered.connect(self._delete)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.message.body)

    @Slot()
    def _delete(self) -> None:
        self.delete_requested.emit(self.message.id)


class ThreadView(ScrollPage):
    """All messages of a case, the newest at the bottom.

    Signals:
        earlier_requested: read the whole thread.
        delete_requested(str): take this message out of the thread.
    """

    earlier_requested = Signal()
    delete_requested = Signal(str)

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(tr("Messages of the case"), margins=(24, 16, 24, 16), spacing=18, parent=parent)
        self._theme = theme
        self._clock = clock
        self._case_id = ""
        self._items: list[MessageItem] = []
        self._keeps_end = False
        self.earlier_button = Button(theme, "", "ghost", "history")
        self.earlier_button.hide()
        self.none_label = Label("", "small", "secondary", wrap=True)
        self.none_label.hide()
        self.add(self.earlier_button)
        self.add(self.none_label)
        self.add_stretch()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.earlier_button.clicked.connect(self.earlier_requested)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_case(self, case: CaseDetail) -> None:
        """Show a thread; what is already on the screen stays where it is."""
        is_other = case.id != self._case_id
        last = self._items[-1].message.id if self._items else ""
        has_news = bool(case.messages) and case.messages[-1].id != last
        self._case_id = case.id
        self.earlier_button.setVisible(case.more_messages > 0)
        self.earlier_button.set_text(tr("Show {count} earlier messages").format(count=number(case.more_messages)))
        self.none_label.setVisible(not case.messages)
        self.none_label.setText(tr("Nothing has been written yet. Note what the customer said, or reply."))
        self._keeps_end = is_other or has_news
        if [item.message for item in self._items] != list(case.messages) or is_other:
            self._fill(case)
        self._on_range_changed()

    def items(self) -> list[MessageItem]:
        """The messages as shown."""
        return list(self._items)

    def clear(self) -> None:
        """Show no thread."""
        self._case_id = ""
        self._drop_items()

    def _fill(self, case: CaseDetail) -> None:
        self._drop_items()
        for message in case.messages:
            item = MessageItem(self._theme, message, self._caption(message, case))
            item.delete_requested.connect(self.delete_requested)
            item.bubble.fit(self._widest())
            self.body.insertWidget(self.body.count() - 1, item)
            self._items.append(item)

    def _drop_items(self) -> None:
        for item in self._items:
            self.body.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = []

    def _caption(self, message: MessageRow, case: CaseDetail) -> str:
        when = moment_text(message.written_at, self._clock.now(), self._clock.zone)
        words = [message.author or tr("Customer"), when]
        if message.kind == "note":
            words.append(tr("internal note"))
        elif message.kind == "customer" and case.channel and message is case.messages[0] and not case.more_messages:
            words.append(channel_word(case.channel).lower())
        return "  ·  ".join(words)

    def _widest(self) -> int:
        return min(int((self.viewport().width() - 48 - 52) * _SHARE / 0.9), _WIDEST)

    @Slot()
    def _on_range_changed(self) -> None:
        # Heights come bit by bit: the end is kept until somebody scrolls away from it.
        if self._keeps_end:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())
            self._keeps_end = True

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        self._keeps_end = value >= self.verticalScrollBar().maximum()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for item in self._items:
            item.bubble.fit(self._widest())
