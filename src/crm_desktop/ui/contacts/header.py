"""The head of a contact's page: who it is, what one can do, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.services.calendar.views import NextStep
from crm_desktop.services.contacts.views import ContactDetail, StepDetail, TagRow
from crm_desktop.ui.contacts.small_buttons import LinkButton
from crm_desktop.ui.contacts.tag_chip import TagChip
from crm_desktop.ui.contacts.words import LIFECYCLE_TONES, lifecycle_word, tr
from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

_LINE = 24
"""Height of the line under the name: words, link and chips alike, so that they stand level."""

_BANNER_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "neutral": "slate"}


@dataclass(frozen=True, slots=True)
class HeaderAction:
    """A button of the head: `name` is what the pane does, or asks the shell to do."""

    name: str
    text: str
    icon: str
    tip: str


class ContactHeader(QWidget):
    """Avatar, name, company, tags, and the buttons.

    Signals:
        action_requested(str): log_call, email, note, follow_up, new_deal, new_quote, new_case, tag, pin, copy, bin.
        contact_requested(str): the company.
        untag_requested(str): take this tag off.
    """

    action_requested = Signal(str)
    contact_requested = Signal(str)
    untag_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._company_id = ""
        self._buttons: dict[str, Button] = {}
        self._build()

    def _build(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.setSpacing(14)
        self._avatar = Avatar(theme, "", 56)
        top.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.name_label = ElidedLabel("", "title1")
        words.addWidget(self.name_label)
        self._second = QWidget()
        self._second_row = FlowLayout(self._second, gap=7, row_gap=2)
        words.addWidget(self._second)
        top.addLayout(words, 1)
        self.pin_button = IconButton(theme, "star", self.tr("Pin this contact"), checkable=True)
        self.more_button = IconButton(theme, "ellipsis", self.tr("More about this contact"))
        self.pin_button.clicked.connect(self._on_pin_clicked)
        top.addWidget(self.pin_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=8)
        for action in (
            HeaderAction("log_call", self.tr("Log call"), "phone", self.tr("Log a call (L)")),
            HeaderAction("email", self.tr("Email"), "mail", self.tr("Write an email (E)")),
            HeaderAction("note", self.tr("Note"), "sticky-note", self.tr("Write a note (N)")),
            HeaderAction("follow_up", self.tr("Follow-up"), "calendar-plus", self.tr("Plan a follow-up (S)")),
            HeaderAction("", self.tr("Deal or quote"), "plus", self.tr("Start a deal (D), a quote (Q) or a case (C)")),
        ):
            button = Button(theme, action.text, icon=action.icon, tip=action.tip)
            button.setProperty("action", action.name)
            if action.name:
                button.clicked.connect(self._on_button_clicked)
            self._buttons[action.name] = button
            flow.addWidget(button)
        self._buttons[""].setMenu(self._menu((
            ("new_deal", self.tr("New deal")), ("new_quote", self.tr("New quote")), ("new_case", self.tr("New case")),
        )))  # fmt: skip
        self.more_button.setMenu(self._menu((
            ("tag", self.tr("Add a tag")), ("copy", self.tr("Copy name, phone and email")),
            ("bin", self.tr("Delete")),
        )))  # fmt: skip
        column.addWidget(buttons)

    def _menu(self, entries: tuple[tuple[str, str], ...]) -> QMenu:
        menu = QMenu(self)
        for name, text in entries:
            menu.addAction(text).setData(name)
        menu.triggered.connect(self._on_menu_triggered)
        return menu

    def button(self, name: str) -> Button:
        """The button of an action, an anchor for its popover."""
        return self._buttons.get(name) or self._buttons["log_call"]

    def show_contact(self, contact: ContactDetail) -> None:
        """Show who it is."""
        is_company = contact.kind == "company"
        self._avatar.set_name(contact.name, square=is_company)
        self.name_label.setText(contact.name)
        self.pin_button.setChecked(contact.pinned)
        self.pin_button.set_icon("star", "warning" if contact.pinned else "text.secondary")
        self.pin_button.set_name(self.tr("Unpin this contact") if contact.pinned else self.tr("Pin this contact"))
        while self._second_row.count():
            item = self._second_row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fill_second_row(contact)
        self._second.updateGeometry()

    def _fill_second_row(self, contact: ContactDetail) -> None:
        company = contact.company
        self._company_id = company.contact_id if company else ""
        role = contact.job_title or (company.role if company else "")
        if company is not None:
            words = self.tr("{role} at").format(role=role) if role else self.tr("At")
            self._add_words(words)
            link = LinkButton(self._theme, company.name)
            link.clicked.connect(self._on_company_clicked)
            self._second_row.addWidget(link)
        elif role:
            self._add_words(role)
        elif contact.kind == "company":
            self._add_words(self.tr("Company"))
        if contact.lifecycle:
            tone = LIFECYCLE_TONES.get(contact.lifecycle, "slate")
            chip = Chip(self._theme, lifecycle_word(contact.lifecycle), tone)
            chip.setFixedHeight(_LINE)
            self._second_row.addWidget(chip)
        for tag in contact.tags:
            self._second_row.addWidget(self._tag_chip(tag))

    def _add_words(self, words: str) -> None:
        label = Label(words, "body", "secondary")
        label.setFixedHeight(_LINE)
        self._second_row.addWidget(label)

    def _tag_chip(self, tag: TagRow) -> TagChip:
        chip = TagChip(self._theme, tag.name, tag.tone)
        chip.remove_requested.connect(self.untag_requested)
        return chip

    @Slot()
    def _on_button_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.action_requested.emit(str(sender.property("action")))

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        self.action_requested.emit(str(action.data()))

    @Slot()
    def _on_pin_clicked(self) -> None:
        self.action_requested.emit("pin")

    @Slot()
    def _on_company_clicked(self) -> None:
        self.contact_requested.emit(self._company_id)


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
