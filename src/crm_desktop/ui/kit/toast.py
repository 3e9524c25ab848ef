"""The strip that says what was done and offers to undo it."""

from __future__ import annotations

from typing import Final

import shiboken6
from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.following import ground_of
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.paint import CENTRED, draw_icon, draw_rounded, draw_text, text_width
from crm_desktop.ui.kit.standing_clear import StandingClear, clear_place
from crm_desktop.ui.theme.theme import Theme

SHOWN_MS: Final = 8_000
_HEIGHT: Final = 48
_BOTTOM_GAP: Final = 28
_EDGE: Final = QColor(255, 255, 255, 70)
_GROUND: Final = QColor(255, 255, 255, 28)
_GROUND_HOVER: Final = QColor(255, 255, 255, 56)


class ToastButton(QAbstractButton):
    """A button on the dark strip: words, or a cross when it has none."""

    def __init__(self, theme: Theme, name: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        # Only F6 leads here. In the Tab chain it would get the keyboard of any button that is turned off or hidden,
        # and the next Enter would take something back.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show other words."""
        self.setText(name)
        self.setAccessibleName(name)
        width = 30 if self._icon else int(text_width(self._theme, name, "bodyStrong")) + 26
        self.setFixedSize(width, 30)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the strip knows its own order
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if not self._icon or self.underMouse():
            painter.setPen(QPen(_EDGE, 1) if not self._icon else Qt.PenStyle.NoPen)
            painter.setBrush(_GROUND_HOVER if self.underMouse() or self.isDown() else _GROUND)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._icon:
            draw_icon(painter, self._theme, 7, 7, self._icon, "text.onTooltip", 16)
        else:
            draw_text(painter, self._theme, rect, self.text(), "bodyStrong", "text.onTooltip", CENTRED, elide=False)


class Toast(QWidget):
    """One strip at the bottom centre of its parent, above a foot that stands there; a new message replaces the last.

    It stays for 8 seconds and waits while the mouse or the focus is on it.

    Signals:
        action_requested: the button was pressed; carries the token given with the message.
        dismissed: the strip has gone, by time or by the cross.
    """

    action_requested = Signal(object)
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token: object = None
        self._before: QWidget | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._build()
        self._timer.timeout.connect(self.dismiss)
        self._action.clicked.connect(self._on_action_clicked)
        self._cross.clicked.connect(self.dismiss)
        parent.installEventFilter(self)
        self._clear = StandingClear(self, self._present_place)
        self.hide()

    def _build(self) -> None:
        self.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 10, 0)
        row.setSpacing(10)
        self._mark = IconLabel(self._theme, "check", "text.onTooltip", 16)
        self._label = ElidedLabel("", "bodyStrong", "on_tooltip")
        self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._action = ToastButton(self._theme, self.tr("Undo"))
        self._cross = ToastButton(self._theme, self.tr("Close this message"), "x")
        row.addWidget(self._mark)
        row.addWidget(self._label, 1)
        row.addSpacing(4)
        row.addWidget(self._action)
        row.addWidget(self._cross)
        for button in (self._action, self._cross):
            button.installEventFilter(self)

    def text(self) -> str:
        """The message now shown."""
        return self._label.text()

    def action_text(self) -> str:
        """The words on the button; empty when there is none."""
        return self._action.text() if not self._action.isHidden() else ""

    def remaining_ms(self) -> int:
        """Milliseconds until it goes; -1 while it waits or is not shown."""
        return self._timer.remainingTime()

    def show_message(self, text: str, action: str = "", token: object = None, *, icon: str = "check") -> None:
        """Say what was done; with ``action`` (as *Undo*) a button that emits the token."""
        self._token = token
        self._mark.set_icon(icon, "text.onTooltip")
        self._label.setText(text)
        self.setAccessibleName(text)
        self._action.setVisible(bool(action))
        if action:
            self._action.set_name(action)
        was_hidden = self.isHidden()
        self._resize_to_text()
        goal = self._resting_place()
        self.show()
        self.raise_()
        if was_hidden and self._theme.motion_ms:
            self._slide.setDuration(self._theme.motion_ms)
            self._slide.setStartValue(goal + QPoint(0, 24))
            self._slide.setEndValue(goal)
            self._slide.start()
        else:
            self.move(goal)
        self._timer.start()
        announce(self, text)

    @Slot()
    def dismiss(self) -> None:
        """Take the strip away, and give the keyboard back if it was here."""
        self._timer.stop()
        if self.isHidden():
            return
        focus, before = QApplication.focusWidget(), self._before
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.hide()
        if had_focus and before is not None and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.dismissed.emit()

    def take_focus(self) -> None:
        """Put the keyboard on what the strip offers (F6); Left and Right go along it, Esc dismisses it."""
        self._before = QApplication.focusWidget()
        button = self._cross if self._action.isHidden() else self._action
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_action_clicked(self) -> None:
        token = self._token
        self.dismiss()
        self.action_requested.emit(token)

    def _resize_to_text(self) -> None:
        wanted = int(text_width(self._theme, self._label.text(), "bodyStrong")) + 100
        if not self._action.isHidden():
            wanted += self._action.width() + 10
        self.resize(min(wanted, max(ground_of(self).width() - 48, 240)), _HEIGHT)

    def _resting_place(self) -> QPoint:
        parent = ground_of(self)
        goal = QPoint((parent.width() - self.width()) // 2, parent.height() - self.height() - _BOTTOM_GAP)
        return clear_place(self, goal)

    def _present_place(self) -> QPoint:
        sliding = self._slide.state() == QPropertyAnimation.State.Running
        return self.pos() if sliding else self._resting_place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.parent():
            if event.type() == QEvent.Type.FocusIn:
                self._timer.stop()
            elif event.type() == QEvent.Type.FocusOut and self.isVisible():
                self._timer.start()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._slide.stop()
            self._resize_to_text()
            self.move(self._resting_place())
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self._action.isHidden():
            other = self._cross if self._action.hasFocus() else self._action
            other.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "line.default" if self._theme.is_dark else ""
        draw_rounded(painter, self._theme, QRectF(self.rect()), 10, "bg.tooltip", edge)
