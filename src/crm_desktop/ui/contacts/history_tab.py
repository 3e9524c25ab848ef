"""The tab with every change of a contact; an old value can be put back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.clock import from_millis
from crm_desktop.services.contacts.views import HistoryRow
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.words import field_word, partial_day_text, tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.pane import PaneContext

_MOST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class _Answer:
    contact_id: str
    rows: tuple[HistoryRow, ...]


def _read(services: Services, contact_id: str) -> _Answer:
    return _Answer(contact_id, tuple(services.contacts.history(contact_id)[:_MOST_SHOWN]))


def change_text(row: HistoryRow) -> str:
    """What changed, in one line; nothing where the entry's own words say it."""
    if row.field.endswith("_id"):
        return tr("{field} changed").format(field=field_word(row.field))
    if row.field:
        old, new = _shown(row.field, row.old), _shown(row.field, row.new)
        return tr("{field}: {old} → {new}").format(field=field_word(row.field), old=old, new=new)
    if row.action == "delete" and row.old:
        return tr("Removed: {value}").format(value=row.old)
    return ""


def _shown(field: str, value: str | int | float | None) -> str:
    if value in (None, ""):
        return tr("empty")
    if field in ("birthday", "anniversary"):
        return partial_day_text(str(value))
    if field in ("pinned", "is_primary", "invalid"):
        return tr("yes") if value else tr("no")
    if field.endswith("_at"):
        return from_millis(int(value or 0)).date().isoformat()
    return " ".join(str(value).split())


class HistoryLine(QWidget):
    """One change.

    Signals:
        restore_requested(HistoryRow): put the old value back.
    """

    restore_requested = Signal(object)

    def __init__(
        self, context: PaneContext, row: HistoryRow, *, with_head: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.row = row
        clock = context.services.clock
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6 if with_head else 0, 0, 4)
        column.setSpacing(2)
        if with_head:
            head = QHBoxLayout()
            label = tr("{label} (undone)").format(label=row.label) if row.undone else row.label
            head.addWidget(ElidedLabel(label, "bodyStrong"), 1)
            meta = " · ".join(part for part in (moment_text(row.at, clock.now(), clock.zone), row.who) if part)
            head.addWidget(Label(meta, "caption", "tertiary"))
            column.addLayout(head)
        text = change_text(row)
        if text:
            line = QHBoxLayout()
            line.addWidget(ElidedLabel(text, "small", "secondary"), 1)
            if row.restorable and not row.undone:
                button = Button(context.theme, self.tr("Restore"), "ghost", size="compact")
                button.setAccessibleName(self.tr("Restore {what}").format(what=text))
                button.clicked.connect(self._on_clicked)
                line.addWidget(button)
            column.addLayout(line)

    @Slot()
    def _on_clicked(self) -> None:
        self.restore_requested.emit(self.row)


class HistoryTab(QWidget):
    """All changes of a contact and its parts, newest first."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._contact_id = ""
        self._lines: list[HistoryLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = self.tr("Every change of this contact. Restore puts one old value back.")
        column.addWidget(Label(words, "small", "tertiary", wrap=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        column.addStretch(1)

    def lines(self) -> list[HistoryLine]:
        """The changes now shown."""
        return list(self._lines)

    def show_contact(self, contact_id: str) -> None:
        """List what happened to this contact's fields."""
        if contact_id != self._contact_id:
            self._contact_id = contact_id
            self._fill(())
        self._context.operations.read(self, partial(_read, self._context.services, contact_id), self._on_rows)

    @Slot(object)
    def _on_rows(self, answer: _Answer) -> None:
        if answer.contact_id == self._contact_id:
            self._fill(answer.rows)

    def _fill(self, rows: tuple[HistoryRow, ...]) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = []
        entry = -1
        for row in rows:
            if entry not in (-1, row.entry):
                self._list.addWidget(Rule())
            line = HistoryLine(self._context, row, with_head=row.entry != entry)
            entry = row.entry
            line.restore_requested.connect(self._on_restore_requested)
            self._lines.append(line)
            self._list.addWidget(line)

    @Slot(object)
    def _on_restore_requested(self, row: HistoryRow) -> None:
        commands = self._context.services.contact_commands
        call = partial(commands.restore_value, self._contact_id, row.entry, row.table, row.record_id, row.field)
        self._context.operations.write(self, call)
