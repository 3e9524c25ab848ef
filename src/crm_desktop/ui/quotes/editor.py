"""One quote: the form on the left, its paper on the right, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.quotes.views import QuoteDetail
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.autosave import Autosave
from crm_desktop.ui.quotes.form import QuoteForm
from crm_desktop.ui.quotes.live_paper import LivePaper
from crm_desktop.ui.quotes.outside import Outside
from crm_desktop.ui.quotes.questions import AcceptPopover, DeclinePopover
from crm_desktop.ui.quotes.sending import Job, Sending
from crm_desktop.ui.quotes.state_words import newest_revision, words_of_state
from crm_desktop.ui.quotes.writing_mark import WritingMark

FORM_WIDTH = 620
LEAST_FORM_WIDTH = 560

_ON_PAPER: Final = ("contact", "address", "affiliation", "setting", "custom_field", "custom_value")
"""Tables, besides those of the quote itself, whose rows stand on its paper."""


class QuoteEditor(QWidget):
    """Shows one quote and keeps what is typed.

    Signals:
        back_wanted: to the list
        deal_wanted(str): open this deal
        quote_shown(QuoteDetail): another quote, or another state of it
        said(str): tell the person something that is no change
    """

    back_wanted = Signal()
    deal_wanted = Signal(str)
    quote_shown = Signal(object)
    said = Signal(str)

    def __init__(self, context: PaneContext, outside: Outside | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._theme = context.theme
        self._services = context.services
        self._operations = context.operations
        self.detail: QuoteDetail | None = None
        self._is_stored = False
        self._own_entry: int | None = None
        self._just_issued = ""
        self._asked = 0
        self._problem: CrmError | None = None
        self._build()
        self._autosave = Autosave(
            context.operations, self._services.quote_commands.autosave, self._services.clock, self
        )
        self.sending = Sending(context, self, outside)
        self._connect()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        # Every part is born where it will stay: moved into place, it would be styled again with all that is in it.
        left = Surface("pane", self)
        left.setMaximumWidth(FORM_WIDTH)
        left.setMinimumWidth(LEAST_FORM_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.form = QuoteForm(self._context, left)
        column.addWidget(self.form, 1)
        column.addWidget(Rule(left))
        foot = QHBoxLayout()
        foot.setContentsMargins(28, 12, 28, 14)
        foot.setSpacing(8)
        self.saved_label = Label("", "small", "secondary", left)
        self.print_button = Button(
            self._theme, self.tr("Print"), icon="printer", tip=self.tr("Print (Ctrl+P)"), parent=left
        )
        self.save_button = Button(self._theme, self.tr("Save PDF"), icon="download", parent=left)
        self.email_button = Button(
            self._theme, self.tr("Email quote"), "primary", "send", tip=self.tr("Email quote (Ctrl+Enter)"), parent=left
        )
        foot.addWidget(self.saved_label, 1)
        for button in (self.print_button, self.save_button, self.email_button):
            foot.addWidget(button)
        column.addLayout(foot)
        row.addWidget(left, 1)
        self.paper = LivePaper(self._context, self)
        row.addWidget(self.paper, 1)
        self.accepting = AcceptPopover(self._theme, self)
        self.declining = DeclinePopover(self._theme, self)
        self._decline_drafts = DraftKeeper(
            self._context, "quote.declined", {"reason": self.declining.reason}, self.declining
        )
        self.declining.body.insertWidget(1, self._decline_drafts.note)
        self._mark = WritingMark(self._context, self)

    def _connect(self) -> None:
        self.form.edited.connect(self._on_edited)
        self.form.back_wanted.connect(self.leave)
        self.form.deal_wanted.connect(self._open_deal)
        self.form.steps.issue_wanted.connect(self.issue)
        self.form.steps.accept_wanted.connect(self.accept)
        self.form.banner.action_requested.connect(self._on_banner_action)
        self.print_button.clicked.connect(self.print_quote)
        self.save_button.clicked.connect(self.save_pdf)
        self.email_button.clicked.connect(self.email)
        self._autosave.words_changed.connect(self.saved_label.setText)
        self._autosave.saved.connect(self._on_saved)
        self._autosave.failed.connect(self._on_problem)
        self.sending.issued.connect(self._on_issued)
        self.sending.done.connect(self.said)
        self.sending.failed.connect(self._on_problem)
        self.accepting.accepted.connect(self._accept)
        self.declining.declined.connect(self._decline)

    # showing

    def open_quote(self, quote_id: str) -> None:
        """Show a stored quote, once what was typed into the one before is saved."""
        self._autosave.when_saved(
            partial(self._change_quote, partial(self._services.quotes.detail, quote_id), is_stored=True)
        )

    def open_new(self, kind: str = "", record_id: str = "") -> None:
        """Begin a quote on nothing, a contact or a deal; it is in the file from the first change on."""
        self._autosave.when_saved(
            partial(self._change_quote, partial(self._services.quotes.unsaved, kind, record_id), is_stored=False)
        )

    def reload(self) -> None:
        """Read the shown quote again, unless something typed is still on its way into the file."""
        if self.detail is not None and self._is_stored and not self._autosave.is_waiting:
            self._read(partial(self._services.quotes.detail, self.detail.id), is_stored=True)

    def apply_change(self, change: ChangeSet) -> None:
        """Reload what a change touches; what this editor saved itself is shown already."""
        if self.detail is None or (change.entry is not None and change.entry == self._own_entry):
            return
        if change.touches("document", "document_line"):
            self.reload()
        elif change.touches(*_ON_PAPER) and not self.detail.is_sealed:
            self.paper.show_draft(self.form.draft())

    def flush(self) -> None:
        """Save now what was typed."""
        self._autosave.flush()

    def put_down(self) -> None:
        """Save what was typed; nobody is writing it any more."""
        self.flush()
        self._mark.clear()

    @Slot()
    def leave(self) -> None:
        """Back to the list."""
        self.put_down()
        self.back_wanted.emit()

    def _change_quote(self, call: partial[QuoteDetail], *, is_stored: bool) -> None:
        self._autosave.forget()
        self._mark.clear()
        self._problem = None
        self.detail = None
        self._read(call, is_stored=is_stored)

    def _read(self, call: partial[QuoteDetail], *, is_stored: bool) -> None:
        self._asked += 1
        self._operations.read(
            self,
            partial(_with_tax, call, self._services.quotes.tax_defaults),
            partial(self._show, self._asked, is_stored),
            self._on_missing,
        )

    def _show(self, asked: int, is_stored: bool, read: tuple[QuoteDetail, tuple[str, Decimal]]) -> None:
        if asked != self._asked or (self.detail is not None and self._autosave.is_waiting):
            return
        detail, tax = read
        begins = self.detail is None and not is_stored
        had_keyboard = self._has_keyboard()
        self.detail, self._is_stored = detail, is_stored
        self.form.show_quote(detail, tax)
        self._show_state()
        if detail.is_sealed:
            self.paper.show_issued(detail.id)
        else:
            self.paper.show_draft(detail.draft, at_once=True)
        if begins:
            self.form.begin()
        elif had_keyboard and detail.is_sealed:
            self._keep_keyboard(detail.id)
        self.quote_shown.emit(detail)

    def _has_keyboard(self) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _keep_keyboard(self, quote_id: str) -> None:
        # The fields that could be written in are gone, and Qt would go to whatever comes next in the window.
        just_issued, self._just_issued = self._just_issued == quote_id, ""
        on_foot = any(button.hasFocus() for button in (self.print_button, self.save_button, self.email_button))
        if not on_foot and (just_issued or not self._has_keyboard()):
            self.email_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_missing(self, _error: CrmError) -> None:
        # Undone, or put into the Bin elsewhere: there is nothing left to show here.
        self.detail = None
        self._autosave.forget()
        self.back_wanted.emit()

    def _show_state(self) -> None:
        detail = self.detail
        if detail is None:
            return
        if detail.is_sealed:
            self.form.heading.setText(self.tr("Quote {number}").format(number=detail.number))
        elif detail.revision > 1:
            self.form.heading.setText(self.tr("{number}, draft").format(number=detail.next_number))
        else:
            self.form.heading.setText(self.tr("Draft quote") if self._is_stored else self.tr("New quote"))
        banner = self.form.banner
        if self._problem is not None:
            banner.set_message(self._problem.title, self._problem.detail, tone="danger")
            banner.set_actions(self.tr("Try again") if self._autosave.is_waiting else "")
            banner.show()
            return
        words = words_of_state(detail, self._services.clock.zone)
        banner.setVisible(words is not None)
        if words is not None:
            tone, title, text, action = words
            banner.set_message(title, text, tone=tone)
            banner.set_actions(action)

    # saving

    @Slot()
    def _on_edited(self) -> None:
        draft = self.form.draft()
        if self._problem is not None:
            self._problem = None
            self._show_state()
        self.paper.show_draft(draft)
        self._autosave.keep(draft)

    @Slot(object)
    def _on_saved(self, change: ChangeSet) -> None:
        self._own_entry = change.entry
        if self.detail is None:
            return
        self.detail = replace(self.detail, draft=self.form.draft())
        if change:
            self._mark.put(self.detail.id, self.form.customer.text())
        if not self._is_stored:
            self._is_stored = True
            self._show_state()
            self.quote_shown.emit(self.detail)

    @Slot(object)
    def _on_problem(self, error: CrmError) -> None:
        self._problem = error
        self._show_state()

    @Slot()
    def _on_banner_action(self) -> None:
        if self._problem is not None:
            self._problem = None
            self._show_state()
            self.flush()
        elif self.detail is not None and (newest := newest_revision(self.detail)) is not None:
            self.open_quote(newest.id)
        else:
            self.revise()

    # doing

    @Slot()
    def print_quote(self) -> None:
        """Print, issuing first."""
        self._send("print")

    @Slot()
    def save_pdf(self) -> None:
        """Save the PDF, issuing first."""
        self._send("save")

    @Slot()
    def email(self) -> None:
        """Open a mail, issuing first."""
        self._send("email")

    @Slot()
    def issue(self) -> None:
        """Give the draft its number."""
        self._send("issue")

    def _send(self, job: Job) -> None:
        if self.detail is None:
            return
        if not self.detail.is_sealed:
            missing = self.form.what_is_missing()
            if missing:
                self.said.emit(missing)
                return
            if not self._is_stored and not self._autosave.is_waiting:
                # Begun on a deal and right as it is: nothing was typed, but it has to be in the file.
                self._autosave.keep(self.form.draft())
        self._autosave.when_saved(partial(self._send_saved, job, self.detail.id))

    def _send_saved(self, job: Job, quote_id: str) -> None:
        self._operations.read(
            self, partial(self._services.quotes.detail, quote_id), partial(self.sending.start, job), self._on_problem
        )

    @Slot(str)
    def _on_issued(self, quote_id: str) -> None:
        if self.detail is not None and self.detail.id == quote_id:
            self._just_issued = quote_id
            self.open_quote(quote_id)

    @Slot()
    def accept(self) -> None:
        """Ask who accepted, and how."""
        if self.detail is not None and self.detail.status == "sent":
            self.accepting.ask(self.detail, self.form.steps.decided)

    @Slot()
    def decline(self) -> None:
        """Ask why they declined."""
        if self.detail is not None and self.detail.status in ("sent", "expired"):
            self._decline_drafts.leave()
            self.declining.ask(self.detail, self.form.steps.decided)
            self._decline_drafts.begin(self.detail.id, self.detail.number)

    @Slot(str, str, object)
    def _accept(self, by: str, how: str, taken: tuple[str, ...]) -> None:
        if self.detail is not None:
            self._do(partial(self._services.quote_commands.accept, self.detail.id, by, taken, how))

    @Slot(str)
    def _decline(self, reason: str) -> None:
        if self.detail is not None:
            done = partial(self._decline_drafts.forget, self.detail.id)
            self._do(partial(self._services.quote_commands.decline, self.detail.id, reason), done)

    @Slot()
    def revise(self) -> None:
        """Start a new revision, or go on with the one that was started, and show it."""
        started = None if self.detail is None else next((one for one in self.detail.revisions if not one.number), None)
        if started is not None:
            self.open_quote(started.id)
        else:
            self._make("revise")

    @Slot()
    def duplicate(self) -> None:
        """Start a copy and show it."""
        self._make("duplicate")

    def _make(self, command: str) -> None:
        if self.detail is not None and self._is_stored:
            made = new_id()
            make = getattr(self._services.quote_commands, command)
            self._autosave.when_saved(
                partial(self._do, partial(_changed, make, self.detail.id, made), partial(self.open_quote, made))
            )

    @Slot()
    def bin(self) -> None:
        """Put the draft into the Bin and go back to the list."""
        if self.detail is None or self.detail.is_sealed:
            return
        quote_id, self.detail = self.detail.id, None
        stored = self._is_stored
        self._autosave.forget()
        self._mark.clear()
        if stored:
            self._do(partial(self._services.quote_commands.bin, [quote_id]))
        self.back_wanted.emit()

    @Slot()
    def _open_deal(self) -> None:
        if self.detail is not None and self.detail.draft.deal_id:
            self.deal_wanted.emit(self.detail.draft.deal_id)

    def set_language(self, language: str) -> None:
        """Write the paper in another language."""
        self.form.set_option(language=language)

    def set_inclusive(self, inclusive: bool) -> None:
        """Whether the prices in the lines hold their tax."""
        self.form.set_option(prices_include_tax=inclusive)

    def _do(self, command: partial[ChangeSet], then: partial[None] | None = None) -> None:
        self._operations.write(self, command, None if then is None else partial(_after, then), self._on_problem)


def _with_tax(call: partial[QuoteDetail], tax: object) -> tuple[QuoteDetail, tuple[str, Decimal]]:
    return call(), tax()  # type: ignore[operator]


def _changed(make: object, quote_id: str, made: str) -> ChangeSet:
    change: ChangeSet = make(quote_id, made)[0]  # type: ignore[operator]
    return change


def _after(then: partial[None], _change: ChangeSet) -> None:
    then()


def language_choices() -> tuple[tuple[str, str], ...]:
    """Return the languages that paper speaks, as (tag, own name)."""
    tags = ("en", "de", "fr", "es", "it", "nl")
    return tuple((tag, QLocale(tag).nativeLanguageName().capitalize()) for tag in tags)
