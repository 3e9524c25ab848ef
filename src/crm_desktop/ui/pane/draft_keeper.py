"""Keeps what is typed into a form while it is not saved, and brings it back.

A form says three things: `begin` when it was filled for a record, `leave` before it is filled for
another, `forget` when what it holds was saved or thrown away.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.drafts import Draft, draft_id
from crm_desktop.ui.kit.brought_back import BroughtBack
from crm_desktop.ui.kit.form_parts import FormParts, part_of, texts_in
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.pane import PaneContext

PAUSE_MS: Final = 900
"""How long after the first key that is not kept yet it is written, however steadily the typing goes on."""

_LONGEST_TITLE: Final = 60


class DraftKeeper(QObject):
    """One form's draft.

    `parts` are the form's fields by name, in the order they are to be written back. A form that makes
    something new keeps all of them (`whole`), one that changes a record only what differs from it. `note`
    is a line that the form may lay out: it says that something was brought back.
    """

    def __init__(
        self,
        context: PaneContext,
        form: str,
        parts: FormParts,
        owner: QWidget,
        *,
        whole: bool = False,
        on_brought_back: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner
        self._form = form
        self._whole = whole
        self._on_brought_back = on_brought_back
        self._id = ""
        self._record_id = ""
        self._title = ""
        self._baseline: dict[str, Any] = {}
        self._kept: dict[str, Any] = {}
        self._remembered: dict[str, dict[str, Any]] = {}
        self._is_asking = False
        self._is_writing_back = False
        self.note = BroughtBack(context.theme)
        self.note.discard_requested.connect(self.discard)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        self._parts = {name: part_of(field, self.touch) for name, field in parts.items()}
        context.operations.ending.connect(self._on_ending)

    # what the form says

    def begin(
        self,
        record_id: str = "",
        title: str = "",
        *,
        form: str = "",
        whole: bool | None = None,
        is_new_text: bool = False,
    ) -> None:
        """The form was filled for a record: from now on what is typed is kept, and what was kept comes back.

        With `is_new_text` the form begins with words of its own, and what waits is left alone. Said again
        for the same record it changes nothing. A panel that serves several forms says which one it is now.
        """
        self._form = form or self._form
        self._whole = self._whole if whole is None else whole
        known = draft_id(self._form, record_id)
        if self._id == known and not is_new_text:
            self._title = title
            return
        self.leave()
        self._id = new_id() if is_new_text else known
        self._record_id, self._title = record_id, title
        self._baseline, self._kept = self._values(), {}
        self.note.hide()
        if is_new_text:
            return
        remembered = self._remembered.pop(known, None)
        if remembered is not None:
            self._kept = remembered
            self._write_back(remembered)
            if self._is_panel():
                self._say_back(self._context.services.clock.now())
            return
        self._is_asking = True
        self._context.operations.read(
            self, partial(self._context.services.drafts.find, known), partial(self._on_found, known), self._on_unread
        )

    def leave(self) -> None:
        """The form is about to be filled for another record: keep what is typed, for this one."""
        if not self._id:
            return
        if self._is_asking:
            self._stop_asking()
        self.flush()
        if self._kept:
            self._remembered[self._id] = self._kept
        self._id = ""

    def forget(self, record_id: str | None = None) -> None:
        """What the form holds was saved, or thrown away on purpose; said once it shows that.

        With a `record_id`: what it held for that record, which it may have left since.
        """
        other = self._id if record_id is None else draft_id(self._form, record_id)
        if other != self._id:
            self._remembered.pop(other, None)
            self._context.operations.write(self, partial(self._context.services.drafts.forget, other), None, _ignore)
            return
        self._timer.stop()
        self.note.hide()
        if self._id:
            self._baseline, self._kept = self._values(), {}
            self._context.operations.write(self, partial(self._context.services.drafts.forget, self._id), None, _ignore)

    def rebase(self, *names: str) -> None:
        """These parts show what is stored now."""
        self._baseline |= {name: self._parts[name].read() for name in names}
        self.touch()

    @Slot()
    def discard(self) -> None:
        """Take back what was typed, and forget it."""
        self._write_back(self._baseline)
        self.forget()

    @property
    def has_begun(self) -> bool:
        """Whether the form stands for a record, and what is typed is kept."""
        return bool(self._id)

    # keeping

    @Slot()
    def touch(self, *_: object) -> None:
        """Something in the form changed."""
        if self._id and not self._is_writing_back and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def flush(self) -> None:
        """Keep now what is typed."""
        self._timer.stop()
        if not self._id or self._is_asking:
            return
        content = self._content()
        if content == self._kept:
            return
        self._kept = content
        drafts = self._context.services.drafts
        if content:
            title = self._title or self._first_words(content)
            call = partial(drafts.keep, self._form, self._record_id, title, content, id=self._id)
        else:
            call = partial(drafts.forget, self._id)
        # What cannot be kept now is still in the form; saving it says in words what is wrong with the file.
        self._context.operations.write(self, call, None, _ignore)

    def _values(self) -> dict[str, Any]:
        return {name: part.read() for name, part in self._parts.items()}

    def _content(self) -> dict[str, Any]:
        values = self._values()
        changed = {name: value for name, value in values.items() if value != self._baseline.get(name)}
        texts = [name for name in changed if self._parts[name].is_text]
        if not texts or (self._whole and not any(texts_in(values[name]) for name in texts)):
            return {}
        return values if self._whole else changed

    def _first_words(self, content: dict[str, Any]) -> str:
        words = next((text for name, part in self._parts.items() if part.is_text and name in content
                      for text in texts_in(content[name])), "")  # fmt: skip
        line = " ".join(words.split())
        return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"

    @Slot()
    def _on_ending(self) -> None:
        if self._is_asking:
            self._stop_asking()
        self.flush()

    # bringing back

    def _on_found(self, id: str, draft: Draft | None) -> None:
        if id != self._id or not self._is_asking:
            return
        if draft is None:
            self._is_asking = False
        elif self._content():
            self._stop_asking()
        else:
            self._is_asking = False
            self._kept = draft.content
            self._write_back(draft.content)
            self._say_back(draft.saved_at)
        self.touch()

    def _on_unread(self, _error: CrmError) -> None:
        self._is_asking = False

    def _stop_asking(self) -> None:
        """Somebody typed before it was known what waits: keep both, this one under an id of its own."""
        self._is_asking = False
        if self._content():
            self._id = new_id()

    def _write_back(self, content: dict[str, Any]) -> None:
        self._is_writing_back = True
        try:
            for name, part in self._parts.items():
                if name in content:
                    part.write(content[name])
        finally:
            self._is_writing_back = False
        if self._on_brought_back is not None:
            self._on_brought_back()

    def _say_back(self, since: datetime) -> None:
        clock = self._context.services.clock
        self.note.show_since(moment_text(since, clock.now(), clock.zone, inside=True))
        if self._is_panel():
            self._owner.adjustSize()

    def _is_panel(self) -> bool:
        return isinstance(self._owner, Popover)


def _ignore(_error: CrmError) -> None:
    """Nobody asked for it to be kept."""
