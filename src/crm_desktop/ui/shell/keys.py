"""Keys that are no menu shortcut: single letters on the focused record, G then a letter, / and ?.

They act only while no text is being typed and nothing lies over the page. The keys that a page offers
come from its `actions_here()`, asked anew at every press, since they follow the focus.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from crm_desktop.ui.pane.actions import Action

_TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_GOING_MS = 1500
_ONLY_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


def key_text(event: QKeyEvent) -> str:
    """A key press as portable text ("L", "Shift+W", "Ctrl+Shift+Right"); "?" and "/" however they are typed."""
    if event.text() in ("?", "/"):
        return event.text()
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    sequence = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


class PageKeys(QObject):
    """Listens to the widget with the focus while that lies in the page.

    `page` is where letters act; `actions_here` what it offers now; `extra` the window's own (/ and ?);
    `pages_by_letter` what G leads to.
    """

    def __init__(
        self,
        page: QWidget,
        actions_here: Callable[[], list[Action]],
        extra: Callable[[], list[Action]],
        pages_by_letter: dict[str, Callable[[], object]],
        alt_pressed: Callable[[], None],
    ) -> None:
        super().__init__(page)
        self.letters_on = True
        self._page = page
        self._actions_here = actions_here
        self._extra = extra
        self._pages_by_letter = pages_by_letter
        self._alt_pressed = alt_pressed
        self._alone = False
        self._watched: QWidget | None = None
        self._going = QTimer(self, singleShot=True, interval=_GOING_MS)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        page.window().installEventFilter(self)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        window = self._page.window()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._forget)
            self._watched = None
        if new is not None and new is not window and new.window() is window:
            new.installEventFilter(self)
            new.destroyed.connect(self._forget)
            self._watched = new

    @Slot()
    def _forget(self) -> None:
        self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Alt+Left is a shortcut and never becomes a key press: still Alt was not pressed alone.
            self._alone = self._alone and event.key() == Qt.Key.Key_Alt
            # A field without anything of its own to take back leaves Ctrl+Z to the window.
            if self._is_for_window(event):
                event.ignore()
                return True
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._alone = event.key() == Qt.Key.Key_Alt
            return self._on_key(event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            alone, self._alone = self._alone and event.key() == Qt.Key.Key_Alt, False
            if alone:
                self._alt_pressed()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in _ONLY_MODIFIERS or event.key() == Qt.Key.Key_Alt:
            return False
        focus = QApplication.focusWidget()
        if isinstance(focus, _TYPING) and not (isinstance(focus, QComboBox) and not focus.isEditable()):
            return False
        if focus is not None and focus is not self._page.window() and not self._acts_in(focus):
            return False
        text = key_text(event)
        plain = event.text().isalnum() and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if plain and not self.letters_on:
            return False
        if self._going.isActive():
            self._going.stop()
            go = self._pages_by_letter.get(text.removeprefix("Shift+"))
            if go is not None:
                go()
                return True
        for action in (*self._actions_here(), *self._extra()):
            if action.enabled and action.shortcut and action.shortcut == text:
                action.trigger()
                return True
        if text == "G":
            self._going.start()
            return True
        return False

    def _is_for_window(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if focus is None or not self._acts_in(focus):
            return False
        if event.matches(QKeySequence.StandardKey.Undo):
            return not _can_undo(focus)
        redo = event.matches(QKeySequence.StandardKey.Redo) or key_text(event) == "Ctrl+Y"
        return redo and not _can_redo(focus)

    def _acts_in(self, focus: QWidget) -> bool:
        """Whether the focus is in the page or beside it, not in a panel over it."""
        if self._page.isAncestorOf(focus) or focus is self._page:
            widget: QWidget | None = focus
            while widget is not None and widget is not self._page:
                if widget.property("surface") == "raised":
                    return False
                widget = widget.parentWidget()
            return True
        return (
            focus.property("focus_ring") is not None
            and focus.window() is self._page.window()
            and not any(parent.property("surface") == "raised" for parent in _parents(focus))
        )


def _can_undo(field: QWidget) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit | QTextEdit) and field.document().isUndoAvailable()


def _can_redo(field: QWidget) -> bool:
    if isinstance(field, QLineEdit):
        return field.isRedoAvailable()
    return isinstance(field, QPlainTextEdit | QTextEdit) and field.document().isRedoAvailable()


def _parents(widget: QWidget) -> list[QWidget]:
    found = []
    parent = widget.parentWidget()
    while parent is not None:
        found.append(parent)
        parent = parent.parentWidget()
    return found
