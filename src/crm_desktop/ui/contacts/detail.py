"""The page of one contact: head, next step, tabs, and the panel beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.files_tab import FilesTab
from crm_desktop.ui.contacts.header import ContactHeader, StepBanner
from crm_desktop.ui.contacts.history_tab import HistoryTab
from crm_desktop.ui.contacts.note_box import NoteBox
from crm_desktop.ui.contacts.related_tabs import RelatedTab
from crm_desktop.ui.contacts.side_panel import SidePanel
from crm_desktop.ui.contacts.timeline_view import TimelineView
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.pane.pane import PaneContext

_PAUSE_MS = 30


@dataclass(frozen=True, slots=True)
class _Workspace:
    currency: str
    members: tuple[tuple[str, str], ...]


def _read_workspace(services: Services) -> _Workspace:
    members = tuple((member.id, member.name) for member in services.workspace.members())
    return _Workspace(services.workspace.business().currency, members)


class ContactDetailView(QWidget):
    """Everything about one contact.

    Signals:
        shown(ContactDetail): this contact is on the screen now.
        open_requested(str, str): a record of any kind.
        action_requested(str): a button of the head.
        untag_requested(str): take this tag off.
        done_requested(str), snooze_requested(str): of the next step's task.
        email_requested(str): write to this address.
        failed(CrmError): it could not be read, or a file could not be opened.
    """

    shown = Signal(object)
    open_requested = Signal(str, str)
    action_requested = Signal(str)
    untag_requested = Signal(str)
    done_requested = Signal(str)
    snooze_requested = Signal(str)
    email_requested = Signal(str)
    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.contact: ContactDetail | None = None
        self._wanted = ""
        self._is_reading = False
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._stack = QStackedWidget()
        row.addWidget(self._stack, 1)
        self.side = SidePanel(self._context)
        self._side_rule = Rule(vertical=True)
        row.addWidget(self._side_rule)
        row.addWidget(self.side)
        centre = Surface("surface")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(0)
        self.header = ContactHeader(theme)
        self.banner = StepBanner(theme)
        top = QVBoxLayout()
        top.setContentsMargins(24, 0, 24, 0)
        top.setSpacing(14)
        top.addWidget(self.header)
        top.addWidget(self.banner)
        column.addLayout(top)
        column.addSpacing(4)
        self.tabs = TabBar(theme, self.tr("About this contact"))
        tab_row = QHBoxLayout()
        tab_row.setContentsMargins(12, 0, 0, 0)
        tab_row.addWidget(self.tabs)
        column.addLayout(tab_row)
        self.note_box = NoteBox(self._context)
        self.timeline = TimelineView(self._context)
        self._pages = QStackedWidget()
        self._contents: dict[str, QWidget] = {}
        self._scrolls: dict[str, ScrollPage] = {}
        self._texts = {
            "timeline": self.tr("Timeline"),
            "people": self.tr("People"),
            "deals": self.tr("Deals"),
            "quotes": self.tr("Quotes"),
            "cases": self.tr("Cases"),
            "files": self.tr("Files"),
            "history": self.tr("History"),
        }
        for key, text in self._texts.items():
            self.tabs.add_tab(key, text)
        self._add_page("timeline", self.timeline)
        column.addWidget(self._pages, 1)
        self._empty = Surface("surface")
        empty = QVBoxLayout(self._empty)
        self._empty_label = Label(self.tr("Choose a person, or press Ctrl+N"), "body", "tertiary")
        empty.addWidget(self._empty_label, 0, Qt.AlignmentFlag.AlignCenter)
        self._waiting = Skeleton(theme, self.tr("Reading the contact…"))
        self._centre = centre
        for state in (self._empty, centre, self._waiting):
            self._stack.addWidget(state)
        self._show_side(False)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._read)
        self.tabs.current_key_changed.connect(self._on_tab_changed)
        self.header.action_requested.connect(self.action_requested)
        self.header.contact_requested.connect(self._on_contact_requested)
        self.header.untag_requested.connect(self.untag_requested)
        self.banner.done_requested.connect(self.done_requested)
        self.banner.snooze_requested.connect(self.snooze_requested)
        self.banner.plan_requested.connect(self._on_plan_requested)
        self.timeline.open_requested.connect(self.open_requested)
        self.side.open_requested.connect(self.open_requested)
        self.side.email_requested.connect(self.email_requested)
        self.side.call_requested.connect(self._on_call_requested)
        self.side.new_deal_requested.connect(self._on_new_deal_requested)

    # the tabs, each made when it is first looked at

    def _add_page(self, key: str, content: QWidget) -> None:
        page = ScrollPage(self._texts[key], margins=(24, 14, 24, 20), spacing=12)
        if key == "timeline":
            page.add(self.note_box)
        page.add(content, 1)
        self._contents[key] = content
        self._scrolls[key] = page
        self._pages.addWidget(page)

    def _content(self, key: str) -> QWidget:
        if key not in self._contents:
            if key == "files":
                files = FilesTab(self._context)
                files.failed.connect(self.failed)
                self._add_page(key, files)
            elif key == "history":
                self._add_page(key, HistoryTab(self._context))
            else:
                related = RelatedTab(self._context, key)
                related.open_requested.connect(self.open_requested)
                related.new_requested.connect(self.action_requested)
                self._add_page(key, related)
        return self._contents[key]

    def related(self, key: str) -> RelatedTab:
        """The tab of deals, quotes, cases or people."""
        content = self._content(key)
        assert isinstance(content, RelatedTab)
        return content

    @property
    def files(self) -> FilesTab:
        """The tab of files."""
        content = self._content("files")
        assert isinstance(content, FilesTab)
        return content

    @property
    def history(self) -> HistoryTab:
        """The tab of changes."""
        content = self._content("history")
        assert isinstance(content, HistoryTab)
        return content

    # what others ask

    def read_workspace(self) -> None:
        """Read what is true of every contact: the currency, who works here."""
        self._context.operations.read(self, partial(_read_workspace, self._context.services), self._on_workspace)

    def show_contact(self, contact_id: str) -> None:
        """Show another contact; quick changes of mind read only the last."""
        self._wanted = contact_id
        if not contact_id:
            self.contact = None
            self._stack.setCurrentWidget(self._empty)
            self._show_side(False)
        elif self.contact is None and not self._is_reading:
            self._read()
        else:
            self._pause.start()

    def reload(self) -> None:
        """Read the contact that is shown again."""
        if self._wanted:
            self._read()

    def show_tab(self, key: str) -> None:
        """Show one of the tabs."""
        self.tabs.set_current_key(key)

    def focus_note(self) -> None:
        """Put the caret into the note box."""
        self.show_tab("timeline")
        self.note_box.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_side_shown(self, shown: bool) -> None:
        """Fold the side panel away, or show it."""
        self._side_wanted = shown
        self._show_side(shown and self.contact is not None)

    _side_wanted = True

    @property
    def side_shown(self) -> bool:
        """Whether the side panel is wanted."""
        return self._side_wanted

    def _show_side(self, shown: bool) -> None:
        self.side.setVisible(shown and self._side_wanted)
        self._side_rule.setVisible(shown and self._side_wanted)

    # answers

    @Slot()
    def _read(self) -> None:
        if self._is_reading or not self._wanted:
            return
        self._is_reading = True
        if self.contact is None:
            self._waiting.start()
            self._stack.setCurrentWidget(self._waiting)
        call = partial(self._context.services.contacts.detail, self._wanted)
        self._context.operations.read(self, call, self._on_contact, self._on_failed)

    @Slot(object)
    def _on_contact(self, contact: ContactDetail) -> None:
        self._is_reading = False
        self._waiting.stop()
        if contact.id != self._wanted:
            self._read()
            return
        is_other = self.contact is None or self.contact.id != contact.id
        self.contact = contact
        clock = self._context.services.clock
        self.header.show_contact(contact)
        step = contact.next_step.step if contact.next_step else None
        when = ""
        if step is not None:
            when = step.text
            if step.due_at is not None and step.tone != "late":
                when = moment_text(step.due_at, clock.now(), clock.zone)
        self.banner.show_step(contact.next_step, when)
        self.side.show_contact(contact)
        self._name_tabs(contact)
        self.note_box.set_contact(contact.id)
        self._stack.setCurrentWidget(self._centre)
        self._show_side(True)
        if is_other:
            page = self._pages.currentWidget()
            if isinstance(page, ScrollPage):
                page.verticalScrollBar().setValue(0)
        self._show_page()
        self.shown.emit(contact)

    def _name_tabs(self, contact: ContactDetail) -> None:
        counts = {
            "deals": contact.deal_count,
            "quotes": contact.quote_count,
            "cases": contact.case_count,
            "files": contact.file_count,
            "people": contact.people_count,
        }
        for key, count in counts.items():
            self.tabs.set_count(key, count or None)
        is_company = contact.kind == "company"
        number = list(self._texts).index("people")
        if not is_company and self.tabs.current_key() == "people":
            self.tabs.set_current_key("timeline")
        self.tabs.setTabVisible(number, is_company)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_reading = False
        self._waiting.stop()
        self.show_contact("")
        self.failed.emit(error)

    @Slot(object)
    def _on_workspace(self, workspace: _Workspace) -> None:
        self.side.set_workspace(workspace.currency, workspace.members)

    # the person

    @Slot(str)
    def _on_tab_changed(self, key: str) -> None:
        self._content(key)
        self._pages.setCurrentWidget(self._scrolls[key])
        self._show_page()

    def _show_page(self) -> None:
        """Have the tab that is looked at read what it shows."""
        if self.contact is None:
            return
        key = self.tabs.current_key()
        if key == "timeline":
            self.timeline.show_record("contact", self.contact.id)
        else:
            page = self._content(key)
            if isinstance(page, RelatedTab | FilesTab | HistoryTab):
                page.show_contact(self.contact.id)

    @Slot(str)
    def _on_contact_requested(self, contact_id: str) -> None:
        self.open_requested.emit("contact", contact_id)

    @Slot()
    def _on_plan_requested(self) -> None:
        self.action_requested.emit("follow_up")

    @Slot()
    def _on_call_requested(self) -> None:
        self.action_requested.emit("log_call")

    @Slot()
    def _on_new_deal_requested(self) -> None:
        self.action_requested.emit("new_deal")
