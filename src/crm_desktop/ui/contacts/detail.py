"""The page of one contact: its middle with the tabs, and the panel beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.centre import ContactCentre
from crm_desktop.ui.contacts.files_tab import FilesTab
from crm_desktop.ui.contacts.header import ContactHeader
from crm_desktop.ui.contacts.history_tab import HistoryTab
from crm_desktop.ui.contacts.note_box import NoteBox
from crm_desktop.ui.contacts.related_tabs import RelatedTab
from crm_desktop.ui.contacts.side_panel import SidePanel
from crm_desktop.ui.contacts.step_banner import StepBanner
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.timeline.view import TimelineView

_PAUSE_MS = 30


@dataclass(frozen=True, slots=True)
class _Workspace:
    currency: str
    members: tuple[tuple[str, str], ...]


def _read_workspace(services: Services) -> _Workspace:
    members = tuple((member.id, member_text(member)) for member in services.workspace.members())
    return _Workspace(services.workspace.business().currency, members)


class ContactDetailView(QWidget):
    """Everything about one contact. Its parts are made one after the other, when there is time or need.

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
        self._side_wanted = True
        self._has_room = True
        self._is_unfolded = False
        self._all_fields = False
        self._workspace: _Workspace | None = None
        self._centre: ContactCentre | None = None
        self._side: SidePanel | None = None
        self._build()

    def _build(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._stack = QStackedWidget()
        self._row.addWidget(self._stack, 1)
        self._side_rule = Rule(vertical=True)
        self._side_rule.hide()
        self._row.addWidget(self._side_rule)
        self._empty = Surface("surface")
        empty = QVBoxLayout(self._empty)
        self.nobody = Label(self.tr("Choose a person, or press Ctrl+N"), "body", "tertiary")
        empty.addWidget(self.nobody, 0, Qt.AlignmentFlag.AlignCenter)
        self._waiting = Skeleton(self._context.theme, self.tr("Reading the contact…"))
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._waiting)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._prepare_next)

    # the parts

    @property
    def centre(self) -> ContactCentre:
        """The middle, made now if it was not yet."""
        if self._centre is None:
            centre = self._centre = ContactCentre(self._context)
            centre.open_requested.connect(self.open_requested)
            centre.action_requested.connect(self.action_requested)
            centre.untag_requested.connect(self.untag_requested)
            centre.done_requested.connect(self.done_requested)
            centre.snooze_requested.connect(self.snooze_requested)
            centre.failed.connect(self.failed)
            self._stack.addWidget(centre)
        return self._centre

    @property
    def side(self) -> SidePanel:
        """The panel of details, made now if it was not yet."""
        if self._side is None:
            side = self._side = SidePanel(self._context)
            side.hide()
            side.set_shows_all(self._all_fields)
            side.open_requested.connect(self.open_requested)
            side.email_requested.connect(self.email_requested)
            side.call_requested.connect(self._on_call_requested)
            side.new_deal_requested.connect(self._on_new_deal_requested)
            if self._workspace is not None:
                side.set_workspace(self._workspace.currency, self._workspace.members)
            if self.contact is not None:
                side.show_contact(self.contact)
            self._row.addWidget(side)
        return self._side

    def prepare(self) -> None:
        """Make the parts while nothing else is to be done, so that the first contact need not wait for them."""
        self._idle.start()

    @Slot()
    def _prepare_next(self) -> None:
        if self._centre is None:
            _ = self.centre
            self._idle.start()
        elif self._side is None and self.side_shown:
            _ = self.side

    @property
    def header(self) -> ContactHeader:
        """Who it is, and the buttons."""
        return self.centre.header

    @property
    def banner(self) -> StepBanner:
        """The next step."""
        return self.centre.banner

    @property
    def tabs(self) -> TabBar:
        """The tabs of the middle."""
        return self.centre.tabs

    @property
    def note_box(self) -> NoteBox:
        """Where a note is written."""
        return self.centre.note_box

    @property
    def timeline(self) -> TimelineView:
        """What has happened."""
        return self.centre.timeline

    @property
    def files(self) -> FilesTab:
        """The tab of files."""
        return self.centre.files

    @property
    def history(self) -> HistoryTab:
        """The tab of changes."""
        return self.centre.history

    def related(self, key: str) -> RelatedTab:
        """The tab of deals, quotes, cases or people."""
        return self.centre.related(key)

    def regions(self) -> list[QWidget]:
        """What F6 goes through here; nothing before a contact is shown."""
        if self.contact is None:
            return []
        return [self.header.button("log_call"), *([self.side] if self.side_shown else [])]

    # what others ask

    def read_workspace(self) -> None:
        """Read what is true of every contact: the currency, who works here."""
        self._context.operations.read(self, partial(_read_workspace, self._context.services), self._on_workspace)

    def show_nobody(self, kind: str) -> None:
        """Show that none of the people or companies listed is chosen."""
        words = self.tr("Choose a company, or press Ctrl+N"), self.tr("Choose a person, or press Ctrl+N")
        self.nobody.setText(words[kind != "company"])
        self.show_contact("")

    def show_contact(self, contact_id: str, *, at_once: bool = False) -> None:
        """Show another contact; quick changes of mind read only the last, unless it is to be shown at once."""
        self._wanted = contact_id
        if not contact_id:
            self.contact = None
            self._stack.setCurrentWidget(self._empty)
            self._show_side()
        elif at_once or self.contact is None:
            self._pause.stop()
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
        self.centre.focus_note()

    def set_side_shown(self, shown: bool) -> None:
        """Fold the side panel away, or show it."""
        if self._has_room:
            self._side_wanted = shown
        else:
            self._is_unfolded = shown
        self._show_side()

    def set_side_wanted(self, wanted: bool) -> None:
        """Say whether the side panel stands there when there is room for it."""
        self._side_wanted = wanted
        self._show_side()

    def set_room(self, has_room: bool) -> None:
        """Say whether the window is wide enough for the side panel to stand there by itself."""
        if has_room != self._has_room:
            self._has_room = has_room
            self._is_unfolded = False
            self._show_side()

    @property
    def side_wanted(self) -> bool:
        """Whether the side panel stands there when there is room for it."""
        return self._side_wanted

    @property
    def side_shown(self) -> bool:
        """Whether the side panel is open: by itself when there is room, else when it was asked for."""
        return self._side_wanted if self._has_room else self._is_unfolded

    @property
    def all_fields(self) -> bool:
        """Whether the side panel shows every field."""
        return self._all_fields if self._side is None else self._side.shows_all

    def set_all_fields(self, all_fields: bool) -> None:
        """Have the side panel show every field, or the usual few."""
        self._all_fields = all_fields
        if self._side is not None:
            self._side.set_shows_all(all_fields)

    def _show_side(self) -> None:
        shown = self.side_shown and self.contact is not None
        self._side_rule.setVisible(shown)
        if shown:
            self.side.show()
        elif self._side is not None:
            self._side.hide()

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
        self._context.operations.read(self, call, partial(self._on_contact, self._wanted), self._on_failed)

    def _on_contact(self, asked: str, contact: ContactDetail) -> None:
        self._is_reading = False
        self._waiting.stop()
        if asked != self._wanted:
            self._read()
            return
        self._wanted = contact.id  # one that was merged is shown as what it was merged into
        self.contact = contact
        self.centre.show_contact(contact)
        if self._side is not None:
            self._side.show_contact(contact)
        self._stack.setCurrentWidget(self.centre)
        self._show_side()
        self.shown.emit(contact)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_reading = False
        self._waiting.stop()
        self.show_contact("")
        self.failed.emit(error)

    @Slot(object)
    def _on_workspace(self, workspace: _Workspace) -> None:
        self._workspace = workspace
        if self._side is not None:
            self._side.set_workspace(workspace.currency, workspace.members)

    @Slot()
    def _on_call_requested(self) -> None:
        self.action_requested.emit("log_call")

    @Slot()
    def _on_new_deal_requested(self) -> None:
        self.action_requested.emit("new_deal")
