"""The panel that changes what was written into a timeline: words, when, how long, how it went, who took part."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.kinds import CALL_OUTCOMES
from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.fields.part_popover import is_save
from crm_desktop.ui.fields.participants import ParticipantsEdit
from crm_desktop.ui.fields.when_edit import WhenEdit
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.timeline.words import outcome_word, title_of

_LASTING = ("call", "meeting", "visit")


class EditEntryPopover(Popover):
    """Change a call, note or other activity; Ctrl+Enter saves."""

    def __init__(self, context: PaneContext, item: TimelineItem, parent: QWidget) -> None:
        super().__init__(title_of(item), parent, width=480)
        self._context = context
        self._item = item
        self.body.addWidget(Label(title_of(item), "title3"))
        self._build()
        self._drafts = DraftKeeper(
            context, "activity.text",
            {
                "text": self.text, "subject": self.subject, "minutes": self.minutes, "day": self.when.day,
                "time": self.when.time, "outcome": self.outcome,
            },
            self,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        self._drafts.begin(item.id, title_of(item))

    def _build(self) -> None:
        item, theme = self._item, self._context.theme
        self.subject = QLineEdit(item.subject)
        self.subject.setAccessibleName(self.tr("About"))
        self.subject.setPlaceholderText(self.tr("What it was about"))
        self.subject.setMaxLength(200)
        self.subject.setVisible(item.kind not in ("call", "note"))
        self.body.addWidget(self.subject)
        self.text = QPlainTextEdit(item.body)
        self.text.setAccessibleName(self.tr("Text"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(140)
        self.body.addWidget(self.text)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.when = WhenEdit(theme, self._context.services.clock)
        self.when.set_value(item.at)
        self.outcome = QComboBox()
        self.outcome.setAccessibleName(self.tr("Outcome"))
        for key, _ in CALL_OUTCOMES:
            self.outcome.addItem(outcome_word(key), key)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(item.outcome)))
        self.outcome.setVisible(item.kind == "call")
        self.minutes = QLineEdit("" if item.minutes is None else str(item.minutes))
        self.minutes.setAccessibleName(self.tr("Length in minutes"))
        self.minutes.setPlaceholderText(self.tr("min"))
        self.minutes.setMaxLength(4)
        self.minutes.setFixedWidth(64)
        self.minutes.setVisible(item.kind in _LASTING)
        line.addWidget(self.when, 1)
        line.addWidget(self.outcome)
        line.addWidget(self.minutes)
        self.body.addLayout(line)
        self.others = ParticipantsEdit(self._context, self.tr("Who else took part"))
        self.others.set_people((one.id, one.name) for one in item.participants)
        self.body.addWidget(self.others)
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Ctrl+Enter saves"), "caption", "tertiary"))
        row.addStretch(1)
        self.save_button = Button(theme, self.tr("Save"), "primary")
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        self.save_button.clicked.connect(self.save)
        for field in (self.subject, self.text, self.when.day, self.when.time, self.outcome, self.minutes):
            field.installEventFilter(self)

    @Slot()
    def save(self) -> None:
        """Store what was changed."""
        minutes, problem = self.minutes.text().strip(), self.when.problem()
        if minutes and not minutes.isdigit():
            problem = self.tr("“{text}” is no number of minutes.").format(text=minutes)
        self._message.show_error(problem)
        if problem:
            return
        changes = self._changes()
        if not changes:
            self._drafts.forget()
            self.close_popover()
            return
        call = partial(self._context.services.timeline_commands.edit, self._item.id, **changes)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    def _changes(self) -> dict[str, Any]:
        item, zone = self._item, self._context.services.clock.zone
        changes: dict[str, Any] = {}
        if (text := self.text.toPlainText().strip()) != item.body:
            changes["body"] = text
        if (subject := self.subject.text().strip()) != item.subject:
            changes["subject"] = subject
        minutes = self.minutes.text().strip()
        if (length := int(minutes) if minutes else None) != item.minutes:
            changes["minutes"] = length
        if item.kind == "call" and self.outcome.currentData() != (item.outcome or CALL_OUTCOMES[0][0]):
            changes["outcome"] = self.outcome.currentData()
        moment = self.when.value()
        # What is shown has no seconds: only another minute is another time.
        if moment is not None and f"{moment.astimezone(zone):%F %H:%M}" != f"{item.at.astimezone(zone):%F %H:%M}":
            changes["happened_at"] = moment
        if set(self.others.ids()) != {one.id for one in item.participants}:
            changes["with_ids"] = self.others.ids()
        return changes

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self._drafts.forget()
        self.close_popover()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._message.show_error(f"{error.title} {error.detail}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if is_save(event) and isinstance(watched, QWidget) and self.isAncestorOf(watched):
            self.save()
            return True
        return super().eventFilter(watched, event)
