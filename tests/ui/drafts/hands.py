"""Every form that a person types into: how it is opened in the window, and the field that takes the typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.services.services import Services
from crm_desktop.ui.calendar.event_editor import EventPopover
from crm_desktop.ui.cases.answers_dialog import AnswersDialog
from crm_desktop.ui.cases.new_case import NewCasePopover
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.log_touch import LogTouchPopover
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.contacts.part_forms import AddressPopover, AffiliationPopover, ConsentPopover, RelationPopover
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.leads.log_call import LeadCallPopover
from crm_desktop.ui.leads.new_lead import NewLeadPopover
from crm_desktop.ui.leads.not_now import NotNowPopover
from crm_desktop.ui.mailing.dialog import MailingDialog
from crm_desktop.ui.pane.follow_up import FollowUpPopover
from crm_desktop.ui.pipeline.closing import LostPopover
from crm_desktop.ui.pipeline.new_deal import NewDealPopover
from crm_desktop.ui.pipeline.planning import PlanPopover
from crm_desktop.ui.products.new_product import NewProductPopover
from crm_desktop.ui.quotes.questions import DeclinePopover
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.quick_add import QuickAdd
from crm_desktop.ui.timeline.edit_entry import EditEntryPopover

Field = QLineEdit | QPlainTextEdit
Settle = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """Records of the sample shop that the forms are opened on."""

    contact: str
    deal: str
    case: str
    task: str
    event: str
    activity: str
    of_activity: str
    draft_quote: str
    sent_quote: str
    lead: str


def sample_of(services: Services) -> Sample:
    """Find one record of every kind."""
    value = services.database.value
    activity, owner = services.database.rows(
        "SELECT activity.id, activity_link.record_id FROM activity JOIN activity_link ON activity_id = activity.id "
        "WHERE record_kind = 'contact' AND activity.kind = 'call' AND deleted_at IS NULL ORDER BY happened_at DESC"
    )[0]
    quotes = "SELECT id FROM document WHERE deleted_at IS NULL AND status = ? ORDER BY id"
    draft = value(quotes, ("draft",))
    if draft is None:
        found = services.quotes.unsaved()
        services.quote_commands.autosave(found.draft)
        draft = found.id
    return Sample(
        value("SELECT id FROM contact WHERE kind = 'person' AND deleted_at IS NULL ORDER BY id"),
        value("SELECT deal.id FROM deal JOIN stage ON stage_id = stage.id WHERE stage.kind = 'open' ORDER BY deal.id"),
        value("SELECT id FROM \"case\" WHERE status = 'new' ORDER BY id"),
        value("SELECT id FROM task WHERE status = 'open' AND deleted_at IS NULL ORDER BY id"),
        value("SELECT id FROM event WHERE deleted_at IS NULL AND rule = '' ORDER BY id"),
        activity, owner, draft, value(quotes, ("sent",)),
        value("SELECT id FROM lead WHERE status = 'new' AND deleted_at IS NULL ORDER BY id"),
    )  # fmt: skip


def text_of(field: Field) -> str:
    """What stands in a field."""
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()


def _shown(kind: type[QWidget]) -> Any:
    return next((one for one in QApplication.allWidgets() if isinstance(one, kind) and one.isVisible()), None)


def _part(kind: type[QWidget], name: str) -> Callable[[MainWindow], Field | None]:
    def find(_window: MainWindow) -> Field | None:
        panel = _shown(kind)
        for step in name.split(".") if panel is not None else ():
            panel = getattr(panel, step)
        return panel  # type: ignore[no-any-return]

    return find


def _pane(window: MainWindow) -> Any:
    return window.host.current()


def _inline(of: Callable[[Any], InlineEdit]) -> Callable[[MainWindow], Field | None]:
    return lambda window: of(_pane(window)).editor()


FIELDS: dict[str, Callable[[MainWindow], Field | None]] = {
    "contact.new": _part(NewContactPopover, "line"),
    "contact.note": lambda window: _pane(window).detail.note_box.input,
    "contact.call": _part(LogCallPopover, "note"),
    "contact.step": _part(FollowUpPopover, "line.input"),
    "contact.touch": _part(LogTouchPopover, "text"),
    "contact.consent": _part(ConsentPopover, "source"),
    "contact.address": _part(AddressPopover, "city"),
    "contact.company": _part(AffiliationPopover, "role"),
    "contact.relation": _part(RelationPopover, "note"),
    "activity.text": _part(EditEntryPopover, "text"),
    "lead.new": _part(NewLeadPopover, "interest"),
    "lead.note": lambda window: _pane(window).panel.note,
    "lead.call": _part(LeadCallPopover, "note"),
    "lead.step": _part(FollowUpPopover, "line.input"),
    "lead.not_now": _part(NotNowPopover, "note"),
    "deal.new": _part(NewDealPopover, "line"),
    "deal.page": lambda window: _pane(window).sheet.note,
    "deal.step": _part(PlanPopover, "_line"),
    "deal.lost": _part(LostPopover, "note"),
    "event.new": _part(EventPopover, "form.notes"),
    "event.fields": _part(EventPopover, "form.notes"),
    "task.fields": _part(EventPopover, "form.notes"),
    "calendar.line": lambda window: _pane(window).panel.plan.line,
    "case.new": _part(NewCasePopover, "said"),
    "case.message": lambda window: _pane(window).composer.text,
    "case.answers": _part(AnswersDialog, "text"),
    "letter.text": _part(MailingDialog, "options.text"),
    "quote.declined": _part(DeclinePopover, "reason"),
    "product.new": _part(NewProductPopover, "name"),
    "quick.line": _part(QuickAdd, "edit"),
    "contact.fields": _inline(lambda pane: pane.detail.side.row("about").editor),
    "lead.fields": _inline(lambda pane: pane.panel.fields.field("notes")),
    "deal.fields": _inline(lambda pane: pane.sheet.fields.notes),
    "case.fields": _inline(lambda pane: pane.side.subject),
    "settings.business": lambda window: _pane(window).form("business")._address,
    "settings.documents": lambda window: _pane(window).form("documents")._terms,
}
"""Where a form's typing goes, once it is open; the last ones save when the keyboard leaves them."""


def open_form(window: MainWindow, form: str, sample: Sample, settle: Settle) -> Field:
    """Open a form as a person does, and return its field with the keyboard in it."""
    requests = window.requests
    match form:
        case "contact.new":
            requests.handle("new_contact", "contact", "")
        case "contact.note":
            requests.handle("note", "contact", sample.contact)
        case "contact.call":
            requests.handle("log_call", "contact", sample.contact)
        case "contact.touch":
            requests.handle("log_touch", "contact", sample.contact)
        case "contact.consent" | "contact.address" | "contact.company" | "contact.relation":
            window.open_record("contact", sample.contact)
            settle()
            side = _pane(window).detail.side
            line = next(key for key in list(side.keys()) if key.startswith("channel:"))
            _pane(window).open_part(line if form == "contact.consent" else form.partition(".")[2])
        case "contact.step":
            requests.handle("follow_up", "contact", sample.contact)
        case "contact.fields" | "activity.text":
            window.open_record("contact", sample.contact if form == "contact.fields" else sample.of_activity)
            settle()
            if form == "contact.fields":
                _pane(window).edit_field("about")
            else:
                assert _pane(window).detail.timeline.edit(sample.activity)
        case "lead.new":
            requests.new_on("leads")
        case "lead.note" | "lead.call" | "lead.step" | "lead.not_now" | "lead.fields":
            window.open_record("lead", sample.lead)
            settle()
            pane = _pane(window)
            if form == "lead.step":
                pane.doing.follow_up([sample.lead])
            elif form == "lead.fields":
                pane.panel.fields.edit("notes")
            else:
                pane.resume(form.removeprefix("lead."), sample.lead, "A lead", ())
        case "deal.new":
            requests.handle("new_deal", "contact", "")
        case "deal.page" | "deal.fields" | "deal.step" | "deal.lost":
            window.open_record("deal", sample.deal)
            settle()
            pane = _pane(window)
            {
                "deal.page": pane.sheet.focus_note,
                "deal.fields": lambda: pane.sheet.edit_field("notes"),
                "deal.step": lambda: pane.moving.open_plan(sample.deal, "A deal"),
                "deal.lost": lambda: pane.moving.lose_one(sample.deal),
            }[form]()
        case "event.new":
            requests.new_on("calendar")
        case "event.fields" | "task.fields":
            window.open_record(form.partition(".")[0], sample.event if form == "event.fields" else sample.task)
        case "calendar.line":
            window.show_page("calendar")
        case "case.new":
            requests.handle("new_case", "contact", sample.contact)
        case "case.message" | "case.fields":
            window.open_record("case", sample.case)
            settle()
            if form == "case.fields":
                _pane(window).side.subject.start_editing()
        case "case.answers":
            window.show_page("cases")
            _pane(window).doing.manage_answers()
            settle()
            _shown(AnswersDialog).add_button.click()
        case "quote.declined":
            window.open_record("quote", sample.sent_quote)
            settle()
            _pane(window).editor.decline()
        case "product.new":
            requests.new_on("products")
        case "letter.text":
            requests.handle("mailing", "letters", "")
        case "quick.line":
            window.panels.open_quick_add()
        case _:
            requests.open_section(form.partition(".")[2])
    settle()
    field = FIELDS[form](window)
    assert field is not None, form
    field.setFocus()
    return field


def put_away(window: MainWindow) -> None:
    """Close what lies over the page; nothing of it is saved or thrown away."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, Popover) and widget.isVisible():
            widget.close_popover()
        elif isinstance(widget, QuickAdd) and widget.isVisible():
            widget.close_quick_add()
        elif isinstance(widget, QDialog) and widget.isVisible():
            widget.hide()
