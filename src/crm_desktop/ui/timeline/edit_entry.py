"""The panel that changes what was written into a timeline: words, when, how long, how it went, who took part."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.kinds import CALL_OUTCOMES
from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.fields.minutes_edit import MinutesEdit
from crm_desktop.ui.fields.participants import ParticipantsEdit
from crm_desktop.ui.fields.when_edit import WhenEdit
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover
from crm_desktop.ui.timeline.words import outcome_word, title_of

_LASTING = ("call", "meeting", "visit")


class EditEntryPopover(SavingPopover):
    """Change a call, note or other activity; Ctrl+Enter saves."""

    def __init__(self, context: PaneContext, item: TimelineItem, anchor: QWidget) -> None:
        super().__init__(context, title_of(item), anchor, width=480)
        self._item = item
        self.body.addWidget(Label(title_of(item), "title3"))
        self._build()
        drafts = self.keep(
            "activity.text",
            {
                "text": self.text, "subject": self.subject, "minutes": self.minutes, "day": self.when.day,
                "time": self.when.time, "outcome": self.outcome, "others": self.others.part(),
            },
        )  # fmt: skip
        self.others.changed.connect(drafts.touch)
        drafts.begin(item.id, title_of(item))

    def _build(self) -> None:
        item = self._item
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
        self.when = WhenEdit(self.context.theme, self.context.services.clock)
        self.when.set_value(item.at)
        self.outcome = QComboBox()
        self.outcome.setAccessibleName(self.tr("Outcome"))
        for key, _ in CALL_OUTCOMES:
            self.outcome.addItem(outcome_word(key), key)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(item.outcome)))
        self.outcome.setVisible(item.kind == "call")
        self.minutes = MinutesEdit(item.minutes)
        self.minutes.setVisible(item.kind in _LASTING)
        line.addWidget(self.when, 1)
        line.addWidget(self.outcome)
        line.addWidget(self.minutes)
        self.body.addLayout(line)
        self.others = ParticipantsEdit(self.context, self.tr("Who else took part"))
        self.others.set_people((one.id, one.name) for one in item.participants)
        self.body.addWidget(self.others)
        self.add_foot(self.tr("Save"), self.tr("Ctrl+Enter saves"))

    def call(self) -> Call | None:
        problem = self.minutes.problem() or self.when.problem()
        self.message.show_error(problem)
        if problem:
            return None
        changes = self._changes()
        if not changes:
            self.go()
            return None
        return partial(self.context.services.timeline_commands.edit, self._item.id, **changes)

    def _changes(self) -> dict[str, Any]:
        item, zone = self._item, self.context.services.clock.zone
        changes: dict[str, Any] = {}
        if (text := self.text.toPlainText().strip()) != item.body:
            changes["body"] = text
        if (subject := self.subject.text().strip()) != item.subject:
            changes["subject"] = subject
        if (length := self.minutes.value()) != item.minutes:
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
