"""A panel that asks for something and stores it: what is typed waits while it is closed, Ctrl+Enter saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.form_parts import FormParts
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

Call = Callable[[], Any]


def is_save(event: QEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class SavingPopover(Popover):
    """A form builds its fields into `body`, then `add_foot`, then `keep`, and says in `call` what stores it.

    It opens at the anchor, or beside an `area` of it.

    Signals:
        saved: it was stored.
    """

    saved = Signal()

    def __init__(
        self, context: PaneContext, name: str, anchor: QWidget, *, width: int, area: QRect | None = None
    ) -> None:
        super().__init__(name, anchor.window(), width=width)
        self.context = context
        self.message = FieldMessage(context.theme)
        self.drafts: DraftKeeper | None = None
        self._anchor_widget, self._area = anchor, area
        self._is_saving = False

    # what a form does as it is built

    def add_foot(self, text: str, hint: str = "", icon: str = "") -> None:
        """End the form with the place for what is wrong, and the button that saves."""
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        self.hint_label = ElidedLabel(hint, "caption", "tertiary")
        row.addWidget(self.hint_label, 1)
        self.save_button = Button(self.context.theme, text, "primary", icon)
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        self.save_button.clicked.connect(self.save)

    def keep(
        self,
        form: str,
        parts: FormParts,
        *,
        whole: bool = False,
        place: int = 1,
        on_brought_back: Callable[[], None] | None = None,
    ) -> DraftKeeper:
        """Keep what is typed into these fields; what was brought back is said at this place of the form."""
        drafts = self.drafts = DraftKeeper(
            self.context, form, parts, self, whole=whole, on_brought_back=on_brought_back
        )
        self.body.insertWidget(place, drafts.note)
        return drafts

    def open(self) -> None:
        """Open where it was asked for, with the caret in the first field."""
        self.open_at(self._anchor_widget, side="beside" if self._area is not None else "below", area=self._area)

    # saving

    def call(self) -> Call | None:
        """Return what stores the form, None when something is missing, which was said then."""
        raise NotImplementedError

    @property
    def is_saving(self) -> bool:
        """Whether it is being stored just now."""
        return self._is_saving

    @Slot()
    def save(self) -> None:
        """Store the form, once."""
        if not self._is_saving and (call := self.call()) is not None:
            self.store(call)

    def store(self, call: Call) -> None:
        """Store by this call; the panel goes when it was done, and says what was refused."""
        self._is_saving = True
        self.context.operations.write(self, call, self._on_saved, self._on_failed)

    def tell_saved(self) -> None:
        """Tell that it was stored; a form that made something says what."""
        self.saved.emit()

    def go(self) -> None:
        """Leave for good: nothing of it is to be brought back."""
        if self.drafts is not None:
            self.drafts.forget()
        self.close_popover()
        self.deleteLater()

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self.go()
        self.tell_saved()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self.message.show_error(f"{error.title} {error.detail}")

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            # A message or more fields came or went: the panel is as high as it needs to be, and stays in the window.
            self.adjustSize()
            self.keep_inside()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # While it is open the panel sees every event of the program (see Popover).
        if is_save(event) and isinstance(watched, QWidget) and (watched is self or self.isAncestorOf(watched)):
            self.save()
            return True
        return super().eventFilter(watched, event)
