"""The tabs that list what hangs on a contact: deals, quotes, cases, a company's people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.record_button import RecordButton, RecordLine
from crm_desktop.ui.contacts.words import (
    CASE_TONES,
    QUOTE_TONES,
    STAGE_TONES,
    STEP_TONES,
    case_status,
    date_text,
    quote_status,
    tr,
)
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.format import day_text, money_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.photos import portraits


@dataclass(frozen=True, slots=True)
class _Answer:
    contact_id: str
    lines: tuple[RecordLine, ...]


def _today(services: Services) -> date:
    return services.clock.now().astimezone(services.clock.zone).date()


def read_deals(services: Services, contact_id: str) -> list[RecordLine]:
    """The deals of a contact."""
    return [
        RecordLine(
            "deal", row.id, row.title, row.stage if row.stage_kind == "open" else "",
            money_text(row.amount, row.currency), "" if row.stage_kind == "open" else row.stage,
            STAGE_TONES.get(row.stage_kind, "slate"), "square-kanban", "info",
        )
        for row in services.contacts.deals(contact_id)
    ]  # fmt: skip


def read_quotes(services: Services, contact_id: str) -> list[RecordLine]:
    """The quotes of a contact."""
    today = _today(services)
    return [
        RecordLine(
            "quote", row.id, " ".join(f"{row.number} {row.title}".split()) or tr("Quote"),
            day_text(row.dated_on, today), money_text(row.gross, row.currency, decimals=True), quote_status(row.status),
            QUOTE_TONES.get(row.status, "slate"), "receipt-text", "success",
        )
        for row in services.contacts.quotes(contact_id)
    ]  # fmt: skip


def read_cases(services: Services, contact_id: str) -> list[RecordLine]:
    """The cases of a contact."""
    today, zone = _today(services), services.clock.zone
    return [
        RecordLine(
            "case", row.id, row.subject, " · ".join(
                part for part in (row.number, day_text(row.opened_at.astimezone(zone).date(), today)) if part
            ),
            "", case_status(row.status), CASE_TONES.get(row.status, "warning"), "life-buoy", "pink",
        )
        for row in services.contacts.cases(contact_id)
    ]  # fmt: skip


def read_people(services: Services, contact_id: str) -> list[RecordLine]:
    """The people of a company: who works there, and behind them, grey, who did."""
    lines: list[RecordLine] = []
    for one in services.contacts.staff_of(contact_id):
        row, step = one.person, one.person.step
        if one.ended_on is not None:
            until = tr("until {day}").format(day=date_text(one.ended_on))
            subtitle = " · ".join(part for part in (one.role, until) if part)
            lines.append(RecordLine("contact", row.id, row.name, subtitle, "", tr("Former"), "slate", is_former=True,
                                    photo_id=row.photo_id))  # fmt: skip
            continue
        told = step.title if step.task_id else ""
        lines.append(
            RecordLine(
                "contact", row.id, row.name, " · ".join(part for part in (one.role, told) if part), "",
                step.text if step.task_id else "", STEP_TONES.get(step.tone, "slate"), photo_id=row.photo_id,
            )
        )  # fmt: skip
    return lines


_READERS = {"deals": read_deals, "quotes": read_quotes, "cases": read_cases, "people": read_people}


def _read(services: Services, what: str, contact_id: str) -> _Answer:
    return _Answer(contact_id, tuple(_READERS[what](services, contact_id)))


class RelatedTab(QWidget):
    """A list of records, with the button that makes one more.

    Signals:
        open_requested(str, str): kind and id.
        new_requested(str): new_deal, new_quote, new_case or new_person.
    """

    open_requested = Signal(str, str)
    new_requested = Signal(str)

    def __init__(self, context: PaneContext, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._what = what
        self._contact_id = ""
        self._buttons: list[RecordButton] = []
        self._portraits = portraits(context, self)
        self._portraits.arrived.connect(self._show_photos)
        names = {
            "deals": ("new_deal", self.tr("New deal"), self.tr("No deals yet. Start one when they ask for something.")),
            "quotes": ("new_quote", self.tr("New quote"), self.tr("No quotes yet.")),
            "cases": ("new_case", self.tr("New case"), self.tr("No cases. That is good news.")),
            "people": ("new_person", self.tr("New person"), self.tr("Nobody is known to work here yet.")),
        }
        self._new, text, nothing = names[what]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        self.new_button = Button(context.theme, text, icon="plus")
        row.addWidget(self.new_button)
        row.addStretch(1)
        column.addLayout(row)
        self._nothing = Label(nothing, "body", "tertiary", wrap=True)
        self._nothing.hide()
        column.addWidget(self._nothing)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        column.addStretch(1)
        self.new_button.clicked.connect(self._on_new_clicked)

    def buttons(self) -> Sequence[RecordButton]:
        """The rows now shown."""
        return list(self._buttons)

    def show_contact(self, contact_id: str) -> None:
        """List what hangs on this contact."""
        if contact_id != self._contact_id:
            self._contact_id = contact_id
            self._fill(())
            self._nothing.hide()
        call = partial(_read, self._context.services, self._what, contact_id)
        self._context.operations.read(self, call, self._on_lines)

    @Slot(object)
    def _on_lines(self, answer: _Answer) -> None:
        if answer.contact_id == self._contact_id:
            if [button.line for button in self._buttons] != list(answer.lines):
                self._fill(answer.lines)
            self._nothing.setVisible(not answer.lines)

    def _fill(self, lines: Sequence[RecordLine]) -> None:
        for button in self._buttons:
            self._list.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [RecordButton(self._context.theme, line) for line in lines]
        for button in self._buttons:
            button.open_requested.connect(self.open_requested)
            self._list.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._show_photos()

    @Slot()
    def _show_photos(self) -> None:
        for button in self._buttons:
            button.set_photo(self._portraits.get(button.line.photo_id))

    @Slot()
    def _on_new_clicked(self) -> None:
        self.new_requested.emit(self._new)
