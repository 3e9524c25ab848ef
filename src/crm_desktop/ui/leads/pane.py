"""The leads page: a table or board of who might buy, and beside it the lead with the focus."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.leads.freshening import TABLES
from crm_desktop.services.leads.pasting import Pasted
from crm_desktop.services.leads.views import LeadCounts
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.links import open_link
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.leads.actions import lead_actions
from crm_desktop.ui.leads.detail import LeadPanel
from crm_desktop.ui.leads.doing import Doing
from crm_desktop.ui.leads.lead_table import WATCHED, LeadTable
from crm_desktop.ui.leads.new_lead import NewLeadPopover
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.file_drop import FileDrop
from crm_desktop.ui.pane.page_error import PageError
from crm_desktop.ui.pane.pane import Pane, PaneContext

if TYPE_CHECKING:
    from crm_desktop.ui.leads.board import LeadBoard

_DIGITS = "+0123456789"


class LeadsPane(Pane):
    """Leads by score or by status; Enter opens one beside the list, W converts it, Shift+W sets it aside."""

    key = "leads"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_loaded = False
        self._new_lead: NewLeadPopover | None = None
        self._drop = FileDrop(context, self, self._target)
        self._build()
        self.doing = Doing(self)
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        whole = QVBoxLayout(self)
        self._error = PageError(self, whole)
        whole.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        whole.addWidget(self._stack, 1)
        page = self._page = QWidget(self._stack)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._views = QStackedWidget(page)
        self.list = LeadTable(self.context, self._views, page)
        self.view = self.list.table
        self._views.addWidget(self.list)
        self._body.addWidget(self._views, 1)
        column.addWidget(self.list.head)
        column.addWidget(Rule(page))
        column.addLayout(self._body, 1)
        self.empty = EmptyState(
            theme, "sprout", self.tr("No leads yet"),
            self.tr("People and firms who might buy. A name, a phone or an email is enough to begin with."),
            self.tr("New lead"), self.tr("Paste rows from a spreadsheet"), secondary_icon="table-2",
            parent=self._stack,
        )  # fmt: skip
        self._stack.addWidget(page)
        self._stack.addWidget(self.empty)

    def _connect(self) -> None:
        self._drop.told.connect(self.notice)
        self._drop.failed.connect(self.operations.failed)
        table = self.list
        table.record_chosen.connect(self._on_chosen)
        table.record_opened.connect(self.show_lead)
        table.record_opened_apart.connect(self.show_lead)
        table.record_peeked.connect(self.show_lead)
        table.leave_requested.connect(self._hide_panel)
        table.context_requested.connect(self._on_context_requested)
        table.create_requested.connect(self._on_create_requested)
        table.counted.connect(self._on_listed)
        table.failed.connect(self._on_failed)
        table.noticed.connect(self.notice)
        table.bulk_requested.connect(self.act)
        table.rows_pasted.connect(self.paste_rows)
        table.filter_changed.connect(self._show_board)
        table.view_switch.current_changed.connect(self._on_view)
        table.paste_button.clicked.connect(self.paste_rows)
        table.rules_button.clicked.connect(self.open_rules)
        self.empty.primary_requested.connect(self.new_record)
        self.empty.secondary_requested.connect(self.paste_rows)

    # parts that most visits never need are made when they are

    @cached_property
    def board(self) -> LeadBoard:
        """The leads as cards."""
        from crm_desktop.ui.leads.board import LeadBoard

        board = LeadBoard(self.context, self._views)
        self._views.addWidget(board)
        self.list.board = board
        board.opened.connect(self.show_lead)
        board.selection_changed.connect(self._on_card_chosen)
        board.convert_requested.connect(self.doing.convert)
        board.not_now_requested.connect(self.doing.not_now)
        board.add_requested.connect(self.new_record)
        board.leave_requested.connect(self._hide_panel)
        board.context_requested.connect(self._on_context_requested)
        return board

    @cached_property
    def panel(self) -> LeadPanel:
        """One lead beside the list."""
        panel = LeadPanel(self.context, self._page)
        panel.hide()
        panel.act_requested.connect(self.act)
        panel.open_requested.connect(self._on_open_requested)
        panel.link_requested.connect(self._on_link)
        panel.close_requested.connect(self._hide_panel)
        self._body.addWidget(panel)
        return panel

    @property
    def side_shown(self) -> bool:
        """Whether a lead is open beside the list."""
        return "panel" in self.__dict__ and not self.panel.isHidden()

    @property
    def shown_id(self) -> str:
        """The id of the lead beside the list, empty until it was read."""
        lead = self.panel.lead if self.side_shown else None
        return "" if lead is None else lead.id

    def _target(self) -> tuple[str, str] | None:
        """Where files go that are dropped here: to the lead beside the list."""
        return ("lead", self.shown_id) if self.shown_id else None

    @property
    def new_lead(self) -> NewLeadPopover | None:
        """The form of a new lead, while it is open."""
        return self._new_lead

    def resume(self, form: str, lead_id: str, name: str, keys: tuple[str, ...]) -> None:
        """Go on with what was half typed about the lead beside the list: fields, note, call or not_now."""
        if form == "fields":
            for key in keys:
                self.panel.fields.edit(key)
        elif form == "note":
            self.panel.focus_note()
        elif form == "call":
            self.doing.log_call(lead_id, name)
        elif form == "not_now":
            self.doing.not_now([lead_id])

    # reading

    def reload(self) -> None:
        """Read the list; the first time the scores are brought up to the day."""
        self._error.hide()
        self._refresh()
        if not self._is_loaded:
            self._is_loaded = True
            self.operations.write(self, self.services.lead_commands.rescore, self._on_scored, self._on_unscored)

    def apply_change(self, change: ChangeSet) -> None:
        if not self._is_loaded:
            return
        self.list.apply_change(change, *WATCHED)
        if not change.touches(*WATCHED):
            return
        if change.touches(*TABLES):
            call = partial(self.services.lead_commands.freshen, change)
            self.operations.write(self, call, self._on_scored, self._on_unscored)
        self._refresh_beside()

    def _refresh(self) -> None:
        self.list.reload()
        self._refresh_beside()

    def _refresh_beside(self) -> None:
        if self.is_board:
            self.board.reload()
        if self.side_shown:
            self.panel.reload()

    @Slot(object)
    def _on_scored(self, changed: int) -> None:
        if changed:
            self._refresh()

    @Slot(object)
    def _on_unscored(self, _error: CrmError) -> None:
        """The scores stay as they were; whatever is wrong with the file is said by the next write."""

    @Slot(int)
    def _on_listed(self, _total: int) -> None:
        self.operations.read(self, self.services.leads.counts, self._on_counted)

    @Slot(object)
    def _on_counted(self, counts: LeadCounts) -> None:
        self.badge_changed.emit(counts.waiting)
        self._stack.setCurrentWidget(self._page if counts.total else self.empty)
        self.focus_what_came()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._error.show(error)

    # table and board

    @property
    def is_board(self) -> bool:
        """Whether the leads are shown as cards."""
        return self.list.view_switch.current() == "board"

    @Slot()
    def toggle_view(self) -> None:
        """Show the leads as a board, or as a table again."""
        self.list.view_switch.set_current("table" if self.is_board else "board")
        self._on_view(self.list.view_switch.current())

    @Slot(str)
    def _on_view(self, _view: str) -> None:
        self._views.setCurrentWidget(self.board if self.is_board else self.list)
        self.list.toolbar.show_tools(not self.is_board)
        self._show_board()

    @Slot()
    def _show_board(self) -> None:
        if self.is_board:
            self.board.show_state(self.list.state)

    # the lead beside the list

    @Slot(str)
    def show_lead(self, lead_id: str) -> None:
        """Open a lead beside the list."""
        if lead_id:
            self.panel.show()
            self.panel.show_lead(lead_id)

    @Slot()
    def toggle_side(self) -> None:
        """Fold the details away, or show them (F9)."""
        if self.side_shown:
            self._hide_panel()
        else:
            self.show_lead(self.list.current_lead_id())

    @Slot()
    def _hide_panel(self) -> None:
        if self.side_shown:
            self.panel.hide()
            self.focus_work()

    @Slot(str)
    def _on_chosen(self, lead_id: str) -> None:
        if lead_id and self.side_shown and not self.is_board:
            self.panel.show_lead(lead_id)

    @Slot()
    def _on_card_chosen(self) -> None:
        if self.side_shown and self.is_board:
            self.panel.show_lead(self.list.current_lead_id() or self.shown_id)

    @Slot(str, str)
    def _on_open_requested(self, kind: str, record_id: str) -> None:
        if kind == "lead":
            self.open_record(kind, record_id)
        else:
            self.record_requested.emit(kind, record_id)

    @Slot(str, str)
    def _on_link(self, kind: str, text: str) -> None:
        if kind == "email":
            self.doing.email(text)
        else:
            open_link("tel:" + "".join(letter for letter in text if letter in _DIGITS))

    # what a person does

    def name_of(self, lead_id: str) -> str:
        """Return what a lead on the screen is called."""
        if self.shown_id == lead_id and self.panel.lead is not None:
            return self.panel.lead.row.name
        row = self.list.lead_row()
        return str(row.value("name") or "") if row is not None and row.id == lead_id else ""

    @Slot(str)
    def act(self, name: str) -> None:
        """Do something with the selected leads: convert, not_now, status, assign, tag, follow_up, delete, log_call …"""
        rowids, doing = self.list.selected_rowids(), self.list.doing
        of_any = {"status": self.doing.status, "assign": doing.assign, "tag": doing.tag, "delete": doing.delete}
        if name in of_any:
            of_any[name]()
        elif name in ("convert", "not_now"):
            call = partial(self.services.lists.ids_of, "lead", rowids)
            self.operations.read(self, call, getattr(self.doing, name))
        elif len(rowids) > 1:
            if name == "follow_up":
                doing.follow_up()
        else:
            self._act_on_one(name)

    def _act_on_one(self, name: str) -> None:
        row = self.list.lead_row()
        if row is None:
            return
        if name == "log_call":
            self.doing.log_call(row.id, str(row.value("name") or ""))
        elif name == "note":
            self.show_lead(row.id)
            self.panel.focus_note()
        elif name == "rename" and self.is_board:
            self.show_lead(row.id)
            self.panel.fields.edit("name")
        elif name == "rename":
            self.list.doing.edit_cell()
        elif name == "email":
            self.doing.email(str(row.value("email") or ""))
        elif name == "history":
            self.request.emit("history", "lead", row.id)
        elif name == "follow_up":
            self.doing.follow_up([row.id])

    @Slot()
    def new_record(self) -> None:
        self._on_create_requested("")

    @Slot(str)
    def _on_create_requested(self, text: str) -> None:
        is_empty = self._stack.currentWidget() is self.empty
        popover = NewLeadPopover(self.context, self.empty.primary_button if is_empty else self.list.search)
        popover.created.connect(self._on_created)
        popover.open_requested.connect(self._on_open_requested)
        self._new_lead = popover
        popover.open()
        if text:
            popover.line.setText(text)

    @Slot(str)
    def _on_created(self, lead_id: str) -> None:
        self._new_lead = None
        if self.list.search.text():
            self.list.search.clear()
        self.list.show_record(lead_id)

    @Slot()
    def open_rules(self) -> None:
        """Show the rules that score and assign leads."""
        from crm_desktop.ui.leads.rules_dialog import RulesDialog

        dialog = RulesDialog(self.context, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def paste_rows(self) -> None:
        """Look through the rows that were copied in a spreadsheet, and make leads of them."""
        text = QGuiApplication.clipboard().text()
        self.operations.read(self, partial(self.services.leads.pasted, text), self._on_pasted)

    @Slot(object)
    def _on_pasted(self, pasted: Pasted) -> None:
        from crm_desktop.ui.leads.paste_dialog import PasteDialog

        dialog = PasteDialog(self.context, pasted, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def step(self, by: int) -> None:
        """Go to the next or previous lead of the list as it is filtered (Alt+Down, Alt+Up)."""
        if not self.is_board:
            self.list.step(by)

    # the shell

    def export_list(self) -> bool:
        self.list.doing.export()
        return True

    def actions_here(self) -> list[Action]:
        return lead_actions(self)

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def open_record(self, kind: str, record_id: str) -> None:
        if kind == "lead":
            self.show_lead(record_id)
            self.list.show_record(record_id)

    def focus_filter(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def regions(self) -> list[QWidget]:
        if self._stack.currentWidget() is self.empty:
            return [self.empty]
        beside = self.panel.regions() if self.side_shown else []
        return [self.list.search, self.main_region() or self.view, *beside]

    def main_region(self) -> QWidget | None:
        if self._stack.currentWidget() is self.empty:
            return self.empty
        if self.is_board:
            return self.board.board.active_view() or self
        return self.view if self.view.isVisibleTo(self) else self

    def state(self) -> dict[str, Any]:
        return {"table": self.list.kept(), "view": self.list.view_switch.current()}

    def restore(self, state: dict[str, Any]) -> None:
        if isinstance(kept := state.get("table"), dict):
            self.list.restore(kept)
        if state.get("view") == "board":
            self.toggle_view()
