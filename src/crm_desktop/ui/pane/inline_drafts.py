"""Keeps what is typed into a value edited where it stands, until it is saved or Esc drops it.

Such a text comes back only when the person goes on with it: an input that opened by itself would be
saved by the next click elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.drafts import Draft, draft_id
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.pane.draft_keeper import PAUSE_MS
from crm_desktop.ui.pane.pane import PaneContext


class InlineDrafts(QObject):
    """The drafts of the inline fields of one page, which shows one record at a time."""

    def __init__(self, context: PaneContext, form: str, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._form = form
        self._id = ""
        self._record_id = ""
        self._title = ""
        self._waiting: dict[str, Any] = {}
        self._typing: tuple[str, InlineEdit] | None = None
        self._kept: tuple[str, str] | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        context.operations.ending.connect(self.flush)

    def watch(self, edit: InlineEdit, key: Callable[[], str]) -> None:
        """Keep what is typed into this field, under the key that it has then."""
        edit.editing_began.connect(partial(self._on_began, key, edit))
        edit.text_changed.connect(partial(self._on_text, key, edit))
        edit.editing_dropped.connect(self.forget)

    def begin(self, record_id: str, title: str) -> None:
        """A record is shown, or shown again after it was read."""
        known = draft_id(self._form, record_id)
        if known == self._id:
            self._title = title
            if self._typing is not None and not self._typing[1].is_editing():
                self.forget()  # it was saved
            return
        if self._kept is not None and self._typing is not None and not self._typing[1].is_editing():
            self.forget()  # leaving the record saved it
        self.flush()
        self._id, self._record_id, self._title = known, record_id, title
        self._waiting, self._typing, self._kept = {}, None, None
        self._context.operations.read(
            self, partial(self._context.services.drafts.find, known), partial(self._on_found, known), _ignore
        )

    @property
    def waiting(self) -> tuple[str, ...]:
        """The keys of the fields that were left half typed."""
        return tuple(self._waiting)

    @Slot()
    def forget(self) -> None:
        """What was typed was saved, or is not wanted."""
        self._timer.stop()
        if self._typing is not None or self._waiting:
            self._typing, self._waiting, self._kept = None, {}, None
            self._context.operations.write(self, partial(self._context.services.drafts.forget, self._id), None, _ignore)

    @Slot()
    def flush(self) -> None:
        """Keep now what is typed."""
        self._timer.stop()
        if self._typing is None or not self._typing[1].is_editing():
            return
        key, edit = self._typing
        text = edit.typed()
        if self._kept == (key, text):
            return
        if text == edit.value():
            self.forget()
            return
        self._kept = (key, text)
        call = partial(self._context.services.drafts.keep, self._form, self._record_id, self._title, {key: text})
        self._context.operations.write(self, call, None, _ignore)

    def _on_found(self, id: str, draft: Draft | None) -> None:
        if id == self._id and draft is not None and self._typing is None:
            self._waiting = draft.content

    def _on_began(self, key_of: Callable[[], str], edit: InlineEdit) -> None:
        key = key_of()
        text = self._waiting.pop(key, None)
        if isinstance(text, str):
            self._typing = (key, edit)
            edit.write(text)

    def _on_text(self, key_of: Callable[[], str], edit: InlineEdit) -> None:
        if self._id:
            self._typing = (key_of(), edit)
            if not self._timer.isActive():
                self._timer.start()


def _ignore(_error: CrmError) -> None:
    """Nobody asked for it to be kept; what is typed is still in the field."""
