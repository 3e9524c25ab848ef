"""The middle of a contact's page: head, next step, and the tabs with what happened and what hangs on it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.ui.contacts.files_tab import FilesTab
from crm_desktop.ui.contacts.header import ContactHeader
from crm_desktop.ui.contacts.history_tab import HistoryTab
from crm_desktop.ui.contacts.note_box import NoteBox
from crm_desktop.ui.contacts.photos import PhotoTaking
from crm_desktop.ui.contacts.related_tabs import RelatedTab
from crm_desktop.ui.contacts.step_banner import StepBanner
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.photos import portraits
from crm_desktop.ui.timeline.view import TimelineView


class ContactCentre(Surface):
    """Head, banner and tabs of one contact; each tab is made when it is first looked at.

    Signals:
        open_requested(str, str): a record of any kind.
        action_requested(str): a button of the head.
        untag_requested(str): take this tag off.
        done_requested(str), snooze_requested(str): of the next step's task.
        failed(CrmError): a file could not be opened.
    """

    open_requested = Signal(str, str)
    action_requested = Signal(str)
    untag_requested = Signal(str)
    done_requested = Signal(str)
    snooze_requested = Signal(str)
    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._context = context
        self._contact_id = ""
        self._contents: dict[str, QWidget] = {}
        self._scrolls: dict[str, ScrollPage] = {}
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(0)
        self.photos = PhotoTaking(self._context, self)
        self.header = ContactHeader(theme, portraits(self._context, self))
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

    def _connect(self) -> None:
        self.tabs.current_key_changed.connect(self._on_tab_changed)
        self.header.action_requested.connect(self.action_requested)
        self.header.contact_requested.connect(self._on_contact_requested)
        self.header.untag_requested.connect(self.untag_requested)
        self.header.photo_dropped.connect(self._on_photo_dropped)
        self.banner.done_requested.connect(self.done_requested)
        self.banner.snooze_requested.connect(self.snooze_requested)
        self.banner.plan_requested.connect(self._on_plan_requested)
        self.timeline.open_requested.connect(self._on_entry_opened)

    def show_contact(self, contact: ContactDetail) -> None:
        """Show a contact; another one from the top of the tab that is open."""
        is_other = contact.id != self._contact_id
        self._contact_id = contact.id
        clock = self._context.services.clock
        self.header.show_contact(contact)
        step = contact.next_step.step if contact.next_step else None
        when = ""
        if step is not None:
            when = step.text
            if step.due_at is not None and step.tone != "late":
                when = moment_text(step.due_at, clock.now(), clock.zone)
        self.banner.show_step(contact.next_step, when)
        self._name_tabs(contact)
        self.note_box.set_contact(contact.id, contact.name)
        if is_other:
            page = self._pages.currentWidget()
            if isinstance(page, ScrollPage):
                page.verticalScrollBar().setValue(0)
        self._show_page()

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

    # the tabs

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

    def focus_note(self) -> None:
        """Put the caret into the note box."""
        self.tabs.set_current_key("timeline")
        self.note_box.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str)
    def _on_tab_changed(self, key: str) -> None:
        self._content(key)
        self._pages.setCurrentWidget(self._scrolls[key])
        self._show_page()

    def _show_page(self) -> None:
        """Have the tab that is looked at read what it shows."""
        if not self._contact_id:
            return
        key = self.tabs.current_key()
        if key == "timeline":
            self.timeline.show_record("contact", self._contact_id)
        else:
            page = self._content(key)
            if isinstance(page, RelatedTab | FilesTab | HistoryTab):
                page.show_contact(self._contact_id)

    @Slot(str)
    def _on_contact_requested(self, contact_id: str) -> None:
        self.open_requested.emit("contact", contact_id)

    @Slot(str, str)
    def _on_entry_opened(self, kind: str, record_id: str) -> None:
        if kind == "attachment":
            self.files.open_file(record_id)
        else:
            self.open_requested.emit(kind, record_id)

    @Slot(QMimeData)
    def _on_photo_dropped(self, data: QMimeData) -> None:
        self.photos.take(self._contact_id, data)

    @Slot()
    def _on_plan_requested(self) -> None:
        self.action_requested.emit("follow_up")
