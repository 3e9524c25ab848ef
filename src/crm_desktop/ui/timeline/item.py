"""One thing that happened, painted; its buttons appear under the mouse or the keyboard."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.paint import TRAILING, draw_icon, draw_rounded, draw_text, isolated, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import tone_text
from crm_desktop.ui.timeline.words import around_of, body_of, icon_of, title_of, tr, when_of, who_of

_ICON = 28
_LEFT = 42
_TITLE = 22
_GAP = 20
_MOST_LINES = 8
_WIDTHS_KEPT = 8


class TimelineEntry(QWidget):
    """An entry of a timeline.

    Signals:
        edit_requested(str), pin_requested(str), delete_requested(str): of this activity.
        open_requested(str, str): the deal, quote, case or file that it tells of (kind, id).
        step_requested(int): the keyboard wants the next (1) or previous (-1) entry.
    """

    edit_requested = Signal(str)
    pin_requested = Signal(str)
    delete_requested = Signal(str)
    open_requested = Signal(str, str)
    step_requested = Signal(int)

    def __init__(
        self,
        theme: Theme,
        item: TimelineItem,
        now: datetime,
        zone: tzinfo,
        *,
        is_last: bool,
        record_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.item = item
        self._is_last = is_last
        self._title, self._body = title_of(item), body_of(item)
        self._around = around_of(item, record_id)
        self._meta = " · ".join(part for part in (when_of(item, now, zone), who_of(item)) if part)
        self._is_expanded = False
        self._tools: QWidget | None = None
        self._heights: dict[tuple[int, bool, int], int] = {}
        self._laid_out: tuple[int, bool, int] | None = None
        self._layout = QTextLayout()
        self._lines = 0
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        spoken = ", ".join(part for part in (self._title, self._meta, self._body, self._around) if part)
        self.setAccessibleName(tr("Pinned: {entry}").format(entry=spoken) if item.pinned else spoken)
        if self._leads_somewhere:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def _leads_somewhere(self) -> bool:
        return self.item.record_kind in ("deal", "quote", "case", "attachment") or bool(self.item.files)

    def title(self) -> str:
        """What the entry says in bold."""
        return self._title

    def body(self) -> str:
        """What the entry says below."""
        return self._body

    def around(self) -> str:
        """Who else took part, and what came with it."""
        return self._around

    def set_last(self, is_last: bool) -> None:
        """Draw the line that leads to the next entry, or not."""
        self._is_last = is_last
        self.update()

    # measuring

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        # A page that scrolls squeezes its entries down to this before it scrolls.
        return QSize(120, self.heightForWidth(max(self.width(), 320)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Asked for many times over while a page lays itself out; only painting needs the lines themselves.
        key = (width, self._is_expanded, self._theme.generation)
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _WIDTHS_KEPT:
                self._heights.clear()
            body = int(self._lay_out(width))
            more = (20 if self._is_cut else 0) + (20 if self._around else 0)
            height = self._heights[key] = max(_ICON + 4, _TITLE + body + more) + _GAP
        return height

    @property
    def _is_cut(self) -> bool:
        return self._lines > _MOST_LINES and not self._is_expanded

    def _lay_out(self, width: int) -> float:
        key = (width, self._is_expanded, self._theme.generation)
        if not self._body:
            return 0.0
        if key != self._laid_out:
            self._laid_out = key
            self._layout = QTextLayout(self._body.replace("\n", "\u2028"), self._theme.font("body"))
            option = QTextOption(Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft)
            option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            self._layout.setTextOption(option)
            self._layout.beginLayout()
            self._lines = 0
            # One line more than is shown tells that there are more: a long mail need not be broken to its end.
            while self._is_expanded or self._lines <= _MOST_LINES:
                line = self._layout.createLine()
                if not line.isValid():
                    break
                line.setLineWidth(max(width - _LEFT - 8, 40))
                line.setPosition(QPointF(0, 20.0 * self._lines))
                self._lines += 1
            self._layout.endLayout()
        return 20.0 * (self._lines if self._is_expanded else min(self._lines, _MOST_LINES))

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction = self._theme, self.layoutDirection()
        whole = QRectF(self.rect())
        icon, tone = icon_of(self.item)
        if not self._is_last:
            line = mirrored(QRectF(_ICON / 2 - 1, _ICON + 4, 2, whole.height() - _ICON - 6), whole, direction)
            painter.fillRect(line, theme.colour("line.subtle"))
        circle = mirrored(QRectF(0, 0, _ICON, _ICON), whole, direction)
        draw_rounded(painter, theme, circle, _ICON / 2, f"{tone}.soft")
        draw_icon(painter, theme, circle.x() + 6, circle.y() + 6, icon, tone_text(tone), 16, direction=direction)
        meta_width = 0.0
        if self._tools is None or self._tools.isHidden():
            meta = isolated(self._meta)
            meta_width = text_width(theme, meta, "caption") + 2
            place = mirrored(QRectF(whole.right() - meta_width, 1, meta_width, 20), whole, direction)
            draw_text(painter, theme, place, meta, "caption", "text.tertiary", TRAILING, direction=direction)
        else:
            meta_width = self._tools.width()
        left = float(_LEFT)
        if self.item.pinned:
            pin = mirrored(QRectF(left, 4, 14, 14), whole, direction)
            draw_icon(painter, theme, pin.x(), pin.y(), "pin", "warning", 14)
            left += 18
        room = QRectF(left, 1, whole.right() - left - meta_width - 12, 20)
        draw_text(painter, theme, mirrored(room, whole, direction), self._title, "bodyStrong", direction=direction)
        height = self._lay_out(self.width())
        if self._around:
            top = _TITLE + height + (20 if self._is_cut else 0)
            place = mirrored(QRectF(_LEFT + 18, top, whole.width() - _LEFT - 26, 20), whole, direction)
            icon_place = mirrored(QRectF(_LEFT, top + 3, 14, 14), whole, direction)
            mark = "paperclip" if self.item.files else "users"
            draw_icon(painter, theme, icon_place.x(), icon_place.y(), mark, "text.tertiary", 14)
            draw_text(painter, theme, place, self._around, "small", "text.tertiary", direction=direction)
        if self._body:
            painter.setPen(theme.colour("text.secondary"))
            painter.save()
            start = QPointF(8 if self.isRightToLeft() else _LEFT, _TITLE)
            painter.setClipRect(QRectF(0, _TITLE, whole.width(), height))
            self._layout.draw(painter, start)
            painter.restore()
            if self._is_cut:
                more = mirrored(QRectF(_LEFT, _TITLE + height, 200, 20), whole, direction)
                draw_text(painter, theme, more, tr("Show all"), "small", "accent.text", direction=direction)

    # mouse and keyboard

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_tools()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._tools is not None and not self.hasFocus():
            self._tools.hide()
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_tools()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._tools is not None and not self.underMouse():
            self._tools.hide()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._activate()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.item.editable:
            self.edit_requested.emit(self.item.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        event.accept()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step_requested.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.item.editable:
            self.edit_requested.emit(self.item.id)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._activate()
        elif key == Qt.Key.Key_Delete and self.item.editable:
            self.delete_requested.emit(self.item.id)
        else:
            event.ignore()
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()

    def _activate(self) -> None:
        if self._lines > _MOST_LINES and (self._is_cut or not self._leads_somewhere):
            self._is_expanded = not self._is_expanded
            self.updateGeometry()
            self.update()
        elif self.item.files:
            self.open_requested.emit("attachment", self.item.files[0].id)
        elif self._leads_somewhere:
            self.open_requested.emit(self.item.record_kind, self.item.record_id)

    def _show_tools(self) -> None:
        if not self.item.editable:
            return
        if self._tools is None:
            self._tools = self._make_tools()
        self._place_tools()
        self._tools.show()
        self.update()

    def _make_tools(self) -> QWidget:
        tools = QWidget(self)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        pin = tr("Unpin") if self.item.pinned else tr("Pin to the top")
        for icon, name, slot in (
            ("pin", pin, self._on_pin),
            ("pencil", tr("Edit"), self._on_edit),
            ("trash-2", tr("Delete"), self._on_delete),
        ):
            button = IconButton(self._theme, icon, name, icon_size=16, compact=True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
        return tools

    def _place_tools(self) -> None:
        if self._tools is not None:
            self._tools.adjustSize()
            x = 0 if self.isRightToLeft() else self.width() - self._tools.width()
            self._tools.move(x, -1)

    def _on_pin(self) -> None:
        self.pin_requested.emit(self.item.id)

    def _on_edit(self) -> None:
        self.edit_requested.emit(self.item.id)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self.item.id)
