"""A value that becomes an input when clicked, and saves when left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.ui.kit.breaking import breakable
from crm_desktop.ui.kit.field import FieldMessage, mark_input
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded, mirrored
from crm_desktop.ui.theme.theme import Theme

Check = Callable[[str], str]

_PAD_X = 6
_PAD_Y = 5
_PENCIL = 14
_MEASURED = 16
"""Widths for which the height is remembered."""


class InlineValue(QAbstractButton):
    """The value at rest: looks like text, is a button.

    Signals:
        edit_requested: clicked, or Enter, Space or F2.
        link_requested: a link was clicked (the pencil still edits).
    """

    edit_requested = Signal()
    link_requested = Signal()

    def __init__(
        self, theme: Theme, name: str, placeholder: str, *, is_link: bool, parent: QWidget, font_role: str = "body"
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font_role = font_role
        self._name = name
        self._placeholder = placeholder
        self._is_link = is_link
        self._measured: dict[int, int] = {}
        self._measured_for: tuple[str, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_value("")

    def set_value(self, value: str) -> None:
        """Show a value, or the invitation to add one."""
        self.setText(value)
        self.setAccessibleName(f"{self._name}: {value}" if value else f"{self._name}: {self._placeholder}")
        self.setAccessibleDescription(self.tr("Press Enter to change it."))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 30)

    def heightForWidth(self, width: int) -> int:
        # A page asks for it many times over, for three or four widths, while it lays itself out.
        asked_for = (self.text(), self._theme.generation)
        if self._measured_for != asked_for or len(self._measured) > _MEASURED:
            self._measured, self._measured_for = {}, asked_for
        height = self._measured.get(width)
        if height is None:
            layout = self._lines(width)
            height = self._measured[width] = max(30, int(layout.boundingRect().height()) + 2 * _PAD_Y)
        return height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            event.accept()
            self.edit_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            if self._is_link and self.text() and not self._pencil_place().contains(event.position()):
                self.link_requested.emit()
            else:
                self.edit_requested.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hot = self.underMouse() or self.hasFocus()
        if self.underMouse():
            draw_rounded(painter, self._theme, QRectF(self.rect()), 6, "bg.hover")
        token = "accent.text" if self._is_link and self.text() else "text.primary" if self.text() else "text.tertiary"
        painter.setPen(self._theme.colour(token))
        layout = self._lines(self.width())
        height = layout.boundingRect().height()
        layout.draw(painter, QPointF(_PAD_X, max(_PAD_Y, (self.height() - height) / 2)))
        if hot:
            place = self._pencil_place()  # it lies over the end of a long value, so that the value has the whole width
            ground = "bg.hover" if self.underMouse() else "bg.app"
            draw_rounded(painter, self._theme, place.adjusted(2, 2, -2, -2), 4, ground)
            draw_icon(painter, self._theme, place.x() + 5, place.y() + 5, "pencil", "text.tertiary", _PENCIL)

    def _pencil_place(self) -> QRectF:
        whole = QRectF(self.rect())
        return mirrored(QRectF(whole.right() - 24, (whole.height() - 24) / 2, 24, 24), whole, self.layoutDirection())

    def _lines(self, width: int) -> QTextLayout:
        text = breakable(self.text() or self._placeholder).replace("\n", "\u2028")
        layout = QTextLayout(text, self._theme.font(self._font_role))
        # The value stands where the layout begins, but reads the way its own letters do.
        option = QTextOption(Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width - 2 * _PAD_X, 20))
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout


class InlineEdit(QWidget):
    """Click, type, leave: Enter, Tab or a click elsewhere saves, Esc brings the old value back.

    ``check`` returns what is wrong with a text (it is then kept and marked, not saved) or nothing.

    Signals:
        value_committed: the new text; only when it differs and passes ``check``.
        link_requested: the value was clicked and stands for something to open or call.
        editing_began: the input is open.
        text_changed: what is typed into it is another text now.
        editing_dropped: Esc: what was typed is not wanted.
    """

    value_committed = Signal(str)
    link_requested = Signal()
    editing_began = Signal()
    text_changed = Signal()
    editing_dropped = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        value: str = "",
        *,
        placeholder: str = "",
        multiline: bool = False,
        is_link: bool = False,
        check: Check | None = None,
        font_role: str = "body",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._value = value
        self._check = check
        self._multiline = multiline
        self._committing = False
        self._editor: QLineEdit | QPlainTextEdit | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._shown = InlineValue(
            theme,
            name,
            placeholder or self.tr("Add {field}").format(field=name.lower()),
            is_link=is_link,
            parent=self,
            font_role=font_role,
        )
        self._message = FieldMessage(theme)
        self._column.addWidget(self._shown)
        self._column.addWidget(self._message)
        self.setFocusProxy(self._shown)
        self._shown.edit_requested.connect(self.start_editing)
        self._shown.link_requested.connect(self.link_requested)
        self._shown.set_value(value)

    def value(self) -> str:
        """The saved value."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show what is stored now; someone who is typing is not disturbed."""
        self._value = value
        self._shown.set_value(value)

    def is_editing(self) -> bool:
        """Whether the input is open."""
        return self._editor is not None

    def editor(self) -> QLineEdit | QPlainTextEdit | None:
        """The open input, if any."""
        return self._editor

    def typed(self) -> str:
        """What stands in the open input, else the saved value."""
        if isinstance(self._editor, QPlainTextEdit):
            return self._editor.toPlainText()
        return self._editor.text() if self._editor is not None else self._value

    def write(self, text: str) -> None:
        """Open the input with this text in it, not saved yet and the caret behind it."""
        self.start_editing()
        if isinstance(self._editor, QPlainTextEdit):
            self._editor.setPlainText(text)
            self._editor.moveCursor(QTextCursor.MoveOperation.End)
        elif self._editor is not None:
            self._editor.setText(text)

    def message(self) -> str:
        """The error or warning shown under the value."""
        return self._message.text()

    @Slot()
    def start_editing(self) -> None:
        """Open the input with the caret in it."""
        if self._editor is None:
            self._open(self._value)

    def set_error(self, message: str, text: str | None = None) -> None:
        """A save was refused: open again with what was typed, marked, and say why."""
        if self._editor is None:
            self._open(self._value if text is None else text)
        if self._editor is not None:
            mark_input(self._editor, "error" if message else "")
        self._message.show_error(message)

    def set_warning(self, message: str) -> None:
        """The value was saved, but looks doubtful."""
        self._message.show_warning(message)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._editor:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        # A menu or another window takes the focus for a while: that is not leaving.
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and event.reason() not in passing:
            self._commit(keep_focus=False)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self._close(keep_focus=True)
            self.editing_dropped.emit()
            return True
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._commit(keep_focus=True)
            return True
        return False

    def _open(self, text: str) -> None:
        self._message.show_error("")
        if self._multiline:
            area = QPlainTextEdit(text)
            area.setTabChangesFocus(True)
            area.setFixedHeight(max(84, self._shown.height() + 16))
            self._editor = area
        else:
            self._editor = QLineEdit(text)
        self._editor.setAccessibleName(self._name)
        self._editor.installEventFilter(self)
        self._column.insertWidget(0, self._editor)
        # A new input would come last in the tab order, and one not shown yet takes no focus.
        QWidget.setTabOrder(self._shown, self._editor)
        self._editor.show()
        self.setFocusProxy(self._editor)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._shown.hide()
        if isinstance(self._editor, QLineEdit):
            self._editor.selectAll()
        self._editor.textChanged.connect(self.text_changed)
        self.editing_began.emit()

    def _text(self) -> str:
        if isinstance(self._editor, QPlainTextEdit):
            return self._editor.toPlainText().strip()
        return self._editor.text().strip() if self._editor is not None else self._value

    def _commit(self, *, keep_focus: bool) -> None:
        if self._editor is None or self._committing:
            return
        self._committing = True
        try:
            text = self._text()
            problem = self._check(text) if self._check is not None and text != self._value else ""
            if problem:
                mark_input(self._editor, "error")
                self._message.show_error(problem)
                return
            changed = text != self._value
            self._close(keep_focus=keep_focus)
            if changed:
                self._value = text
                self._shown.set_value(text)
                self.value_committed.emit(text)
        finally:
            self._committing = False

    def _close(self, *, keep_focus: bool) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        editor.removeEventFilter(self)
        self._message.show_error("")
        self.setFocusProxy(self._shown)
        self._shown.show()
        if keep_focus:
            self._shown.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
