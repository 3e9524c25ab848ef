"""What comes next with a contact, above everything that was."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.calendar.views import NextStep
from crm_desktop.services.contacts.views import StepDetail
from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

_BANNER_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "neutral": "slate"}


class StepBanner(QFrame):
    """The next step: what and when, Done and Snooze; without one, an invitation to plan it.

    Signals:
        done_requested(str): this task is done.
        snooze_requested(str): put it off.
        plan_requested: there is no next step; plan one.
    """

    done_requested = Signal(str)
    snooze_requested = Signal(str)
    plan_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone: Tone = "slate"
        self._task_id = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        self._icon = IconLabel(theme, "phone", "warning", 18)
        row.addWidget(self._icon)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElidedLabel("", "bodyStrong")
        self._text = ElidedLabel("", "small", "secondary")
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)
        self.snooze_button = Button(theme, self.tr("Snooze"), "ghost")
        self.done_button = Button(theme, self.tr("Done"))
        row.addWidget(self.snooze_button)
        row.addWidget(self.done_button)
        self.snooze_button.clicked.connect(self._on_snooze)
        self.done_button.clicked.connect(self._on_done)

    @property
    def task_id(self) -> str:
        """The task of the next step, empty when there is none."""
        return self._task_id

    def show_step(self, detail: StepDetail | None, when: str) -> None:
        """Show a step that is due at `when`, or that there is none."""
        step: NextStep | None = detail.step if detail else None
        self._task_id = (step.task_id or "") if step else ""
        if step is None or detail is None:
            self._tone = "slate"
            self._title.setText(self.tr("No next step"))
            self._text.setText(self.tr("Plan one, so that nobody is forgotten."))
            self._icon.set_icon("calendar-plus", "slate")
        else:
            self._tone = _BANNER_TONES.get(step.tone, "slate")
            title = step.title[:1].lower() + step.title[1:] if step.title[1:2].islower() else step.title
            self._title.setText(self.tr("Next: {title}").format(title=title))
            self._text.setText(" · ".join(part for part in (when, self._bell(detail)) if part))
            self._icon.set_icon(step.icon, self._tone)
        self.snooze_button.setVisible(step is not None)
        self.done_button.set_text(self.tr("Done") if step is not None else self.tr("Plan"))
        self.setAccessibleName(f"{self._title.text()}. {self._text.text()}")
        self.update()

    def title(self) -> str:
        """The words in bold."""
        return self._title.text()

    def _bell(self, detail: StepDetail) -> str:
        if detail.remind_minutes is None:
            return ""
        if detail.step.due_at is None or detail.remind_minutes == 0:
            return tr("reminder on the day") if detail.step.due_at is None else tr("reminder at that time")
        return tr("reminder %n minutes before", detail.remind_minutes)

    @Slot()
    def _on_done(self) -> None:
        if self._task_id:
            self.done_requested.emit(self._task_id)
        else:
            self.plan_requested.emit()

    @Slot()
    def _on_snooze(self) -> None:
        self.snooze_requested.emit(self._task_id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_rounded(painter, self._theme, QRectF(self.rect()), 8, f"{self._tone}.soft")
