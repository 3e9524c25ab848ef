"""The head of a contact's page: who it is, and what one can do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.services.contacts.views import ContactDetail, TagRow
from crm_desktop.ui.contacts.photo_button import PhotoButton
from crm_desktop.ui.contacts.words import (
    LIFECYCLE_TONES,
    PRIVACY,
    TOUCH_TONES,
    lifecycle_word,
    touch_text,
)
from crm_desktop.ui.fields.rhythm_words import rhythm_with_reason
from crm_desktop.ui.fields.tag_chip import TagChip
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.portraits import Portraits
from crm_desktop.ui.kit.small_buttons import LinkButton
from crm_desktop.ui.kit.tab_order import in_tab_order
from crm_desktop.ui.theme.theme import Theme

_LINE = 24
"""Height of the line under the name: words, link and chips alike, so that they stand level."""


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
        action_requested(str): log_call, email, note, follow_up, new_deal, new_quote, new_case, tag, pin, copy, bin,
            log_touch, everything, erase, photo, photo_paste, photo_remove, rhythm.
        photo_dropped(QMimeData): a picture was dropped on the avatar.
        contact_requested(str): the company.
        untag_requested(str): take this tag off.
    """

    action_requested = Signal(str)
    contact_requested = Signal(str)
    untag_requested = Signal(str)
    photo_dropped = Signal(QMimeData)

    def __init__(self, theme: Theme, portraits: Portraits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._portraits = portraits
        self._photo_id = ""
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
        self.avatar = PhotoButton(theme)
        self.avatar.setMenu(self._menu((
            ("photo", self.tr("Choose a photo…")), ("photo_paste", self.tr("Paste a photo")),
            ("photo_remove", self.tr("Remove the photo")),
        )))  # fmt: skip
        self.avatar.photo_dropped.connect(self.photo_dropped)
        self._portraits.arrived.connect(self._show_photo)
        top.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
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
            ("log_touch", self.tr("Log a visit, meeting, letter or message…")),
            ("tag", self.tr("Add a tag")), ("copy", self.tr("Copy name, phone and email")),
            ("everything", self.tr("Everything held about this person…")), ("erase", self.tr("Erase this person…")),
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
        self.avatar.set_name(contact.name, square=is_company)
        self._photo_id = contact.photo_id
        self._show_photo()
        self.avatar.menu().actions()[-1].setVisible(bool(contact.photo_id))
        self.name_label.setText(contact.name)
        for action in self.more_button.menu().actions():
            action.setVisible(not is_company or action.data() not in PRIVACY)
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
        in_tab_order((self.avatar, self._second, self.pin_button))
        self._second.updateGeometry()

    def _fill_second_row(self, contact: ContactDetail) -> None:
        company = contact.company
        self._company_id = company.contact_id if company else ""
        role = contact.job_title or (company.role if company else "")
        if company is not None:
            if role:
                self._add_words(self.tr("{role} at").format(role=role))
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
        if contact.in_touch is not None:
            tone = TOUCH_TONES.get(contact.in_touch.tone, "slate")
            rhythm = Chip(self._theme, touch_text(contact.in_touch), tone, "hourglass")
            rhythm.setToolTip(plain_tip(rhythm_with_reason(contact.in_touch)))
            rhythm.setFixedHeight(_LINE)
            self._second_row.addWidget(rhythm)

    def _add_words(self, words: str) -> None:
        label = ElidedLabel(words, "body", "secondary")
        label.setFixedHeight(_LINE)
        self._second_row.addWidget(label)

    def _tag_chip(self, tag: TagRow) -> TagChip:
        chip = TagChip(self._theme, tag.name, tag.tone)
        chip.remove_requested.connect(self.untag_requested)
        return chip

    @Slot()
    def _show_photo(self) -> None:
        self.avatar.set_photo(self._portraits.get(self._photo_id))

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
