"""A contact at a glance: a panel over the list, which arrows take from one contact to the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.contacts.words import STEP_TONES, amounts_text, tr
from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.photos import portraits
from crm_desktop.ui.timeline.words import icon_of, title_of, when_of

WIDTH, HEIGHT = 420, 520
_MOST_DEALS, _MOST_ITEMS = 2, 5


@dataclass(frozen=True, slots=True)
class _Glance:
    contact: ContactDetail
    items: tuple[TimelineItem, ...]
    currency: str


def _read(services: Services, contact_id: str) -> _Glance:
    page = services.timeline.page("contact", contact_id)
    items = (*page.pinned, *page.items)[:_MOST_ITEMS]
    return _Glance(services.contacts.detail(contact_id), items, services.workspace.business().currency)


class ContactPeek(Popover):
    """Arrows move to the next contact, Enter opens, Space or Esc closes.

    Signals:
        step_wanted(int): peek at the contact below (1) or above (-1).
        open_wanted(str): open the contact.
    """

    step_wanted = Signal(int)
    open_wanted = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(self.tr("Contact at a glance"), parent, width=WIDTH)
        self._context = context
        self.contact_id = ""
        theme = context.theme
        self.setFixedHeight(HEIGHT)
        head = QHBoxLayout()
        head.setSpacing(12)
        self._avatar = Avatar(theme, "", 44)
        self._photo_id = ""
        self._portraits = portraits(context, self)
        self._portraits.arrived.connect(self._show_photo)
        head.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.name = ElidedLabel("", "title2")
        self._detail = ElidedLabel("", "body", "secondary")
        words.addWidget(self.name)
        words.addWidget(self._detail)
        head.addLayout(words, 1)
        self.body.addLayout(head)
        step = QHBoxLayout()
        self._step = Chip(theme, "")
        step.addWidget(self._step)
        step.addStretch(1)
        self.body.addLayout(step)
        self._lines: dict[str, tuple[IconLabel, ElidedLabel]] = {}
        for key, icon in (("phone", "phone"), ("email", "mail"), ("tags", "tag"), ("money", "circle-dollar-sign")):
            line = self._line(icon, "body")
            self._lines[key] = line
        self.body.addWidget(Rule())
        self._deals = [self._line("square-kanban", "body") for _ in range(_MOST_DEALS)]
        self._caption = Label(self.tr("Last"), "caption", "tertiary")
        self.body.addWidget(self._caption)
        self._items = [self._line("phone", "small") for _ in range(_MOST_ITEMS)]
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Arrows move on, Enter opens"), "small", "tertiary"), 1)
        self.open_button = Button(theme, self.tr("Open"), "primary")
        self.open_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot.addWidget(self.open_button)
        self.body.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.open_button.clicked.connect(self._on_open)

    def _line(self, icon: str, role: str) -> tuple[IconLabel, ElidedLabel]:
        row = QHBoxLayout()
        row.setSpacing(10)
        sign, words = IconLabel(self._context.theme, icon), ElidedLabel("", "body" if role == "body" else "small")
        row.addWidget(sign)
        row.addWidget(words, 1)
        self.body.addLayout(row)
        return sign, words

    def peek(self, contact_id: str, anchor: QWidget, area: QRect) -> None:
        """Show a contact beside its row."""
        self.show_contact(contact_id)
        self.open_at(anchor, side="beside", area=area)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_contact(self, contact_id: str) -> None:
        """Show another contact in the open panel."""
        if contact_id:
            self.contact_id = contact_id
            self._context.operations.read(self, partial(_read, self._context.services, contact_id), self._on_glance)

    def shown_lines(self) -> list[str]:
        """The words of the lines that are shown, from the top."""
        lines = [*self._lines.values(), *self._deals, *self._items]
        return [words.text() for _, words in lines if not words.isHidden()]

    @Slot(object)
    def _on_glance(self, glance: _Glance) -> None:
        contact = glance.contact
        if contact.id != self.contact_id:
            return
        clock = self._context.services.clock
        self._avatar.set_name(contact.name, square=contact.kind == "company")
        self._photo_id = contact.photo_id
        self._show_photo()
        self.name.setText(contact.name)
        company = contact.company
        role = contact.job_title or (company.role if company else "")
        self._detail.setText(" · ".join(part for part in (role, company.name if company else "") if part))
        step = contact.next_step.step if contact.next_step else None
        if step is None:
            self._step.set_chip(tr("No next step"), "slate", "calendar-plus")
        else:
            self._step.set_chip(f"{step.text} · {step.title}", STEP_TONES.get(step.tone, "slate"), step.icon)
        accepted = amounts_text(contact.accepted_12_months, glance.currency) if contact.accepted_12_months else ""
        values = {
            "phone": contact.phone,
            "email": contact.email,
            "tags": ", ".join(tag.name for tag in contact.tags),
            "money": self.tr("{sum} accepted in 12 months").format(sum=accepted) if accepted else "",
        }
        for key, text in values.items():
            _fill(self._lines[key], text)
        deals = [
            " · ".join(part for part in (deal.title, money_text(deal.amount, deal.currency), deal.stage) if part)
            for deal in contact.open_deals[:_MOST_DEALS]
        ]
        for line, text in zip(self._deals, [*deals, *[""] * _MOST_DEALS], strict=False):
            _fill(line, text)
        self._caption.setText(self.tr("Last") if glance.items else self.tr("Nothing has happened yet."))
        for number, line in enumerate(self._items):
            item = glance.items[number] if number < len(glance.items) else None
            if item is None:
                _fill(line, "")
                continue
            line[0].set_icon(icon_of(item)[0], "text.tertiary")
            when = when_of(item, clock.now(), clock.zone)
            _fill(line, " · ".join(part for part in (title_of(item), when) if part))
        self.setAccessibleDescription(", ".join((contact.name, *self.shown_lines())))

    @Slot()
    def _show_photo(self) -> None:
        self._avatar.set_photo(self._portraits.get(self._photo_id))

    @Slot()
    def _on_open(self) -> None:
        self.close_popover()
        self.open_wanted.emit(self.contact_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_wanted.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_open()
        elif key == Qt.Key.Key_Space:
            self.close_popover()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def _fill(line: tuple[IconLabel, ElidedLabel], text: str) -> None:
    for widget in line:
        widget.setVisible(bool(text))
    line[1].setText(text)
