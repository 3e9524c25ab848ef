"""Opening the form that a draft belongs to; the form finds its draft itself, as when it is opened by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from crm_desktop.services.drafts import Draft

if TYPE_CHECKING:
    from crm_desktop.services.cases.views import CaseDetail
    from crm_desktop.services.contacts.views import ContactDetail
    from crm_desktop.services.pipeline.views import DealDetail
    from crm_desktop.services.quotes.views import QuoteDetail
    from crm_desktop.ui.shell.main_window import MainWindow

_ROUNDS = 3
"""A page reads its record, and then what waits of it: so many times the reading thread is asked before."""
_MOST_ROUNDS = 40
"""After so many the record is not going to be shown."""


class Resuming(QObject):
    """For every form `form.name` the method `_open_form_name(draft)`."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window

    def resume(self, draft: Draft) -> None:
        """Open the form with its text; where that is no longer possible, show the text to copy."""
        method: Callable[[Draft], None] | None = getattr(self, f"_open_{draft.form.replace('.', '_')}", None)
        if method is None or draft.is_orphan:
            self.show_text(draft)
        else:
            method(draft)
            self._later(_caret_behind, 2 * _ROUNDS)

    def show_text(self, draft: Draft) -> None:
        """Show what was typed, to be copied."""
        from crm_desktop.ui.shell.kept_text import KeptText

        panel = KeptText(self._window.context, draft, self._window)
        panel.open_centred(self._window)

    def _later(self, call: Callable[[], object], rounds: int = _ROUNDS) -> None:
        then = call if rounds <= 1 else partial(self._later, call, rounds - 1)
        self._window.operations.read(self, _nothing, partial(_call, then))

    def _open_record(self, kind: str, draft: Draft, then: Callable[[], object]) -> None:
        self._window.open_record(kind, draft.record_id)
        self._when_shown(draft, then)

    def _when_shown(self, draft: Draft, then: Callable[[], object], rounds: int = _MOST_ROUNDS) -> None:
        """Go on once the page shows the record of the draft, not the one it showed before."""
        if self._shown_id() == draft.record_id:
            self._later(then)
        elif rounds:
            self._later(partial(self._when_shown, draft, then, rounds - 1), 1)
        else:
            self.show_text(draft)

    def _shown_id(self) -> str:
        from crm_desktop.ui.cases.pane import CasesPane
        from crm_desktop.ui.contacts.pane import ContactsPane
        from crm_desktop.ui.leads.pane import LeadsPane
        from crm_desktop.ui.pipeline.pane import PipelinePane
        from crm_desktop.ui.quotes.pane import QuotesPane

        pane = self._pane()
        if isinstance(pane, LeadsPane):
            return pane.shown_id
        shown: ContactDetail | CaseDetail | DealDetail | QuoteDetail | None = None
        if isinstance(pane, ContactsPane):
            shown = pane.contact
        elif isinstance(pane, CasesPane):
            shown = pane.case
        elif isinstance(pane, PipelinePane):
            shown = pane.sheet.detail
        elif isinstance(pane, QuotesPane):
            shown = pane.editor.detail
        return shown.id if shown is not None else ""

    def _pane(self) -> QWidget | None:
        return self._window.host.current()

    # contacts

    def _open_contact_new(self, _draft: Draft) -> None:
        self._window.requests.handle("new_contact", "contact", "")

    def _open_contact_note(self, draft: Draft) -> None:
        self._window.requests.handle("note", "contact", draft.record_id)

    def _open_contact_call(self, draft: Draft) -> None:
        self._window.requests.handle("log_call", "contact", draft.record_id)

    def _open_contact_touch(self, draft: Draft) -> None:
        self._window.requests.handle("log_touch", "contact", draft.record_id)

    def _open_contact_consent(self, draft: Draft) -> None:
        self._open_part(draft, "")

    def _open_contact_address(self, draft: Draft) -> None:
        self._open_part(draft, "address")

    def _open_contact_company(self, draft: Draft) -> None:
        self._open_part(draft, "company")

    def _open_contact_relation(self, draft: Draft) -> None:
        self._open_part(draft, "relation")

    def _open_part(self, draft: Draft, new: str) -> None:
        """Open the form of a part of a contact; whose it is stands in the draft."""
        contact = str(draft.content.get("contact", ""))
        self._window.open_record("contact", contact)
        self._later(partial(self._edit_part, contact, str(draft.content.get("part", "")) or new), 2 * _ROUNDS)

    def _edit_part(self, contact: str, key: str) -> None:
        from crm_desktop.ui.contacts.pane import ContactsPane

        pane = self._pane()
        if isinstance(pane, ContactsPane) and pane.contact is not None and pane.contact.id == contact:
            pane.open_part(key)

    def _open_contact_step(self, draft: Draft) -> None:
        from crm_desktop.ui.pane.follow_up import FollowUpPopover

        contacts = [str(one) for one in draft.content.get("contacts", [])]
        FollowUpPopover(self._window.context, contacts, self._window.top_bar.search).open()

    def _open_contact_fields(self, draft: Draft) -> None:
        self._open_record("contact", draft, partial(self._edit_contact, draft))

    def _edit_contact(self, draft: Draft) -> None:
        from crm_desktop.ui.contacts.pane import ContactsPane

        pane = self._pane()
        if isinstance(pane, ContactsPane):
            for key in draft.content:
                pane.edit_field(key)

    def _open_activity_text(self, draft: Draft) -> None:
        self._window.open_record("activity", draft.record_id)
        # Whose it is has to be found first.
        self._later(partial(self._edit_entry, draft), 2 * _ROUNDS)

    def _edit_entry(self, draft: Draft) -> None:
        from crm_desktop.ui.contacts.pane import ContactsPane

        pane = self._pane()
        if not (isinstance(pane, ContactsPane) and pane.detail.timeline.edit(draft.record_id)):
            self.show_text(draft)

    # leads

    def _open_lead_new(self, _draft: Draft) -> None:
        self._window.requests.new_on("leads")

    def _open_lead_step(self, draft: Draft) -> None:
        from crm_desktop.ui.pane.follow_up import FollowUpPopover

        leads = [str(one) for one in draft.content.get("contacts", [])]
        plan = partial(self._window.services.list_commands.follow_up, "lead")
        FollowUpPopover(self._window.context, leads, self._window.top_bar.search, plan=plan, form="lead.step").open()

    def _open_lead_fields(self, draft: Draft) -> None:
        self._open_record("lead", draft, partial(self._act_on_lead, draft))

    def _open_lead_note(self, draft: Draft) -> None:
        self._open_record("lead", draft, partial(self._act_on_lead, draft))

    def _open_lead_call(self, draft: Draft) -> None:
        self._open_record("lead", draft, partial(self._act_on_lead, draft))

    def _open_lead_not_now(self, draft: Draft) -> None:
        self._open_record("lead", draft, partial(self._act_on_lead, draft))

    def _act_on_lead(self, draft: Draft) -> None:
        from crm_desktop.ui.leads.pane import LeadsPane

        pane = self._pane()
        if isinstance(pane, LeadsPane):
            pane.resume(draft.form.removeprefix("lead."), draft.record_id, draft.title, tuple(draft.content))

    # deals

    def _open_deal_new(self, draft: Draft) -> None:
        self._window.requests.handle("new_deal", "contact", draft.record_id)

    def _open_deal_fields(self, draft: Draft) -> None:
        self._open_record("deal", draft, partial(self._edit_deal, draft))

    def _edit_deal(self, draft: Draft) -> None:
        from crm_desktop.ui.pipeline.pane import PipelinePane

        pane = self._pane()
        if isinstance(pane, PipelinePane):
            for key in draft.content:
                pane.sheet.edit_field(key)

    def _open_deal_page(self, draft: Draft) -> None:
        self._open_record("deal", draft, self._focus_deal_note)

    def _focus_deal_note(self) -> None:
        from crm_desktop.ui.pipeline.pane import PipelinePane

        pane = self._pane()
        if isinstance(pane, PipelinePane):
            pane.sheet.focus_note()

    def _open_deal_step(self, draft: Draft) -> None:
        self._open_record("deal", draft, partial(self._plan_deal, draft))

    def _plan_deal(self, draft: Draft) -> None:
        from crm_desktop.ui.pipeline.pane import PipelinePane

        pane = self._pane()
        if isinstance(pane, PipelinePane):
            pane.moving.open_plan(draft.record_id, draft.title)

    def _open_deal_lost(self, draft: Draft) -> None:
        self._open_record("deal", draft, partial(self._lose_deal, draft))

    def _lose_deal(self, draft: Draft) -> None:
        from crm_desktop.ui.pipeline.pane import PipelinePane

        pane = self._pane()
        if isinstance(pane, PipelinePane):
            pane.moving.lose_one(draft.record_id)

    # calendar

    def _open_event_new(self, _draft: Draft) -> None:
        self._window.requests.new_on("calendar")

    def _open_event_fields(self, draft: Draft) -> None:
        self._window.open_record("event", draft.record_id)

    def _open_task_fields(self, draft: Draft) -> None:
        self._window.open_record("task", draft.record_id)

    def _open_calendar_line(self, _draft: Draft) -> None:
        from crm_desktop.ui.calendar.pane import CalendarPane

        pane = self._window.show_page("calendar")
        if isinstance(pane, CalendarPane):
            pane.panel.plan.line.setFocus(Qt.FocusReason.OtherFocusReason)

    # cases

    def _open_case_new(self, draft: Draft) -> None:
        self._window.requests.handle("new_case", "contact", draft.record_id)

    def _open_case_message(self, draft: Draft) -> None:
        self._open_record("case", draft, self._focus_composer)

    def _focus_composer(self) -> None:
        from crm_desktop.ui.cases.pane import CasesPane

        pane = self._pane()
        if isinstance(pane, CasesPane):
            pane.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_case_fields(self, draft: Draft) -> None:
        self._open_record("case", draft, self._edit_subject)

    def _edit_subject(self) -> None:
        from crm_desktop.ui.cases.pane import CasesPane

        pane = self._pane()
        if isinstance(pane, CasesPane):
            pane.side.subject.start_editing()

    def _open_case_answers(self, _draft: Draft) -> None:
        from crm_desktop.ui.cases.pane import CasesPane

        pane = self._window.show_page("cases")
        if isinstance(pane, CasesPane):
            pane.doing.manage_answers()

    # quotes, products, the rest

    def _open_quote_fields(self, draft: Draft) -> None:
        self._window.open_record("quote", draft.record_id)

    def _open_quote_declined(self, draft: Draft) -> None:
        self._open_record("quote", draft, self._decline_quote)

    def _decline_quote(self) -> None:
        from crm_desktop.ui.quotes.pane import QuotesPane

        pane = self._pane()
        if isinstance(pane, QuotesPane):
            pane.editor.decline()

    def _open_letter_text(self, _draft: Draft) -> None:
        self._window.requests.handle("mailing", "letters", "")

    def _open_product_new(self, _draft: Draft) -> None:
        self._window.requests.new_on("products")

    def _open_settings_business(self, _draft: Draft) -> None:
        self._window.requests.open_section("business")

    def _open_settings_documents(self, _draft: Draft) -> None:
        self._window.requests.open_section("documents")

    def _open_quick_line(self, _draft: Draft) -> None:
        self._window.panels.open_quick_add()


def _caret_behind() -> None:
    """A field selects its text when a key leads there: the next letter typed must not replace it all."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit) and field.hasSelectedText():
        field.end(False)


def _nothing() -> None:
    """Comes back after everything asked before it."""


def _call(function: Callable[[], object], _outcome: object) -> None:
    function()
