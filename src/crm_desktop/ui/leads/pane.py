"""The leads page: a table of who might buy, and beside it the lead with the focus."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.leads.freshening import TABLES
from crm_desktop.services.leads.pasting import Pasted
from crm_desktop.services.leads.views import LeadCounts, LeadDraft, LeadRow
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.links import open_link
from crm_desktop.ui.leads.actions import lead_actions
from crm_desktop.ui.leads.bulk_bar import LeadBulkBar
from crm_desktop.ui.leads.detail import LeadPanel
from crm_desktop.ui.leads.doing import Doing
from crm_desktop.ui.leads.list_view import LeadList
from crm_desktop.ui.leads.new_lead import NewLeadPopover
from crm_desktop.ui.leads.paste_dialog import PasteDialog
from crm_desktop.ui.leads.rules_dialog import RulesDialog
from crm_desktop.ui.leads.table import SELECT
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext

_TOUCHING = (*TABLES, "tag", "member", "setting", "assignment_rule", "attachment", "contact", "deal")
_FOR_SEVERAL = frozenset(("convert", "not_now", "status", "assign", "tag", "follow_up", "delete"))
_MOST_COPIED = 5000
_CHUNK = 500
_DIGITS = "+0123456789"


def _read_all(services: Services, rowids: Sequence[int]) -> list[LeadRow]:
    rows: list[LeadRow] = []
    for start in range(0, len(rowids), _CHUNK):
        rows += services.leads.rows_at(rowids[start : start + _CHUNK])
    return rows


class LeadsPane(Pane):
    """Leads by score; Enter opens one beside the table, W converts it, Shift+W sets it aside."""

    key = "leads"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_scored = False
        self._new_lead: NewLeadPopover | None = None
        self.list = LeadList(context, self)
        self.view = self.list.view
        self.doing = Doing(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.list)
        self._connect()

    def _connect(self) -> None:
        self.list.new_requested.connect(self.new_record)
        self.list.paste_requested.connect(self.paste_rows)
        self.list.rules_requested.connect(self.open_rules)
        self.list.export_requested.connect(self._on_export)
        self.list.counted.connect(self._on_counted)
        self.list.rows_came.connect(self._on_rows_came)
        self.list.shown.connect(self._on_shown)
        self.view.context_requested.connect(self._on_context_requested)
        self.view.row_opened.connect(self.show_lead)
        self.view.row_peeked.connect(self.show_lead)
        self.view.current_row_changed.connect(self._on_current_row)
        self.view.selection_count_changed.connect(self._on_selection)
        self.view.copy_requested.connect(self.copy_rows)
        self.view.paste_requested.connect(self.paste_rows)
        self.view.delete_requested.connect(partial(self.act, "delete"))
        self.view.leave_requested.connect(self._hide_panel)

    @cached_property
    def panel(self) -> LeadPanel:
        """One lead beside the table."""
        panel = LeadPanel(self.context, self)
        panel.hide()
        panel.act_requested.connect(self.act)
        panel.open_requested.connect(self._on_open_requested)
        panel.link_requested.connect(self._on_link)
        panel.close_requested.connect(self._hide_panel)
        self.list.body.addWidget(panel)
        return panel

    @cached_property
    def bulk_bar(self) -> LeadBulkBar:
        """What can be done with several leads."""
        bar = LeadBulkBar(self.theme, self)
        for signal, name in (
            (bar.assign_requested, "assign"), (bar.tag_requested, "tag"), (bar.follow_up_requested, "follow_up"),
            (bar.convert_requested, "convert"), (bar.not_now_requested, "not_now"), (bar.delete_requested, "delete"),
        ):  # fmt: skip
            signal.connect(partial(self.act, name))
        bar.clear_requested.connect(self.view.keep_only_current)
        return bar

    @property
    def side_shown(self) -> bool:
        """Whether a lead is open beside the table."""
        return "panel" in self.__dict__ and not self.panel.isHidden()

    @property
    def shown_id(self) -> str:
        """The id of the lead beside the table, empty until it was read."""
        lead = self.panel.lead if self.side_shown else None
        return "" if lead is None else lead.id

    def resume(self, form: str, lead_id: str, name: str, keys: tuple[str, ...]) -> None:
        """Go on with what was half typed about the lead beside the table: fields, note, call or not_now."""
        if form == "fields":
            for key in keys:
                self.panel.fields.edit(key)
        elif form == "note":
            self.panel.focus_note()
        elif form == "call":
            self.doing.log_call(lead_id, name)
        elif form == "not_now":
            self.doing.not_now([lead_id])

    @property
    def new_lead(self) -> NewLeadPopover | None:
        """The form of a new lead, while it is open."""
        return self._new_lead

    # reading

    def reload(self) -> None:
        """Read the list; the first time the scores are brought up to the day."""
        self.list.reload()
        if not self._is_scored:
            self._is_scored = True
            self.operations.write(self, self.services.lead_commands.rescore, self._on_scored, self._on_unscored)

    def apply_change(self, change: ChangeSet) -> None:
        if not self.list.is_loaded or not change.touches(*_TOUCHING):
            return
        if change.touches(*TABLES):
            call = partial(self.services.lead_commands.freshen, change)
            self.operations.write(self, call, self._on_scored, self._on_unscored)
        self._refresh()

    def _refresh(self) -> None:
        self.list.reload()
        if self.side_shown:
            self.panel.reload()

    @Slot(object)
    def _on_scored(self, changed: int) -> None:
        if changed:
            self._refresh()

    @Slot(object)
    def _on_unscored(self, _error: CrmError) -> None:
        """The scores stay as they were; whatever is wrong with the file is said by the next write."""

    @Slot(object)
    def _on_counted(self, counts: LeadCounts) -> None:
        self.badge_changed.emit(counts.waiting)

    @Slot()
    def _on_shown(self) -> None:
        self._on_selection(self.view.selection_count())
        self.focus_what_came()

    @Slot()
    def _on_rows_came(self) -> None:
        if self.side_shown and self.view.current_id():
            self.panel.show_lead(self.view.current_id())

    # the lead beside the table

    @Slot(str)
    def show_lead(self, lead_id: str) -> None:
        """Open a lead beside the table."""
        if lead_id:
            self.panel.show()
            self.panel.show_lead(lead_id)

    @Slot()
    def toggle_side(self) -> None:
        """Fold the details away, or show them (F9)."""
        if self.side_shown:
            self._hide_panel()
        else:
            self.show_lead(self.view.current_id())

    @Slot()
    def _hide_panel(self) -> None:
        if self.side_shown:
            self.panel.hide()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_current_row(self, lead_id: str) -> None:
        if lead_id and self.side_shown:
            self.panel.show_lead(lead_id)

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

    @Slot(str)
    def act(self, name: str) -> None:
        """Do something with the selected leads: convert, not_now, status, assign, tag, follow_up, delete, log_call …"""
        if self.view.selection_count() > 1:
            if name in _FOR_SEVERAL:
                call = partial(self.services.leads.ids_of, self.list.selected_rowids())
                self.operations.read(self, call, getattr(self.doing, name))
            return
        row = self.view.current_lead()
        if row is None:
            return
        if name == "log_call":
            self.doing.log_call(row.id, row.name)
        elif name == "note":
            self.show_lead(row.id)
            self.panel.focus_note()
        elif name == "rename":
            self.show_lead(row.id)
            self.panel.fields.edit("name")
        elif name == "email":
            self.operations.read(self, partial(self.services.leads.draft, row.id), self._on_mail_lead)
        elif name == "history":
            self.request.emit("history", "lead", row.id)
        else:
            getattr(self.doing, name)([row.id])

    @Slot(object)
    def _on_mail_lead(self, draft: LeadDraft) -> None:
        self.doing.email(draft.email)

    @Slot(int)
    def _on_selection(self, count: int) -> None:
        if count > 1 or "bulk_bar" in self.__dict__:
            self.bulk_bar.show_count(count)

    @Slot()
    def new_record(self) -> None:
        is_empty = self.list.stack.currentWidget() is self.list.empty
        popover = NewLeadPopover(self.context, self.list.empty.primary_button if is_empty else self.list.search)
        popover.created.connect(self._on_created)
        popover.open_requested.connect(self._on_open_requested)
        self._new_lead = popover
        popover.open()

    @Slot(str)
    def _on_created(self, lead_id: str) -> None:
        self._new_lead = None
        if self.list.search.text():
            self.list.search.clear()
        self.list.select(lead_id)

    @Slot()
    def open_rules(self) -> None:
        """Show the rules that score and assign leads."""
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
        dialog = PasteDialog(self.context, pasted, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def copy_rows(self) -> None:
        """Copy the selected leads as tab-separated text."""
        rowids = array("q", self.list.selected_rowids()[:_MOST_COPIED])
        if rowids:
            self.operations.read(self, partial(_read_all, self.services, rowids), self._on_copied)

    @Slot(object)
    def _on_copied(self, rows: list[LeadRow]) -> None:
        model = self.view.leads
        keys = [column.key for column in model.columns if column.key != SELECT]
        lines = ["\t".join(model.cell_text(row, key) for key in keys) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.notice.emit(self.tr("Copied %n rows", "", len(rows)))

    @Slot()
    def _on_export(self) -> None:
        self.request.emit("export", self.key, "")

    # the shell

    def actions_here(self) -> list[Action]:
        return lead_actions(self)

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def open_record(self, kind: str, record_id: str) -> None:
        if kind == "lead":
            self.show_lead(record_id)
            self.list.select(record_id)

    def focus_filter(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def regions(self) -> list[QWidget]:
        beside = self.panel.regions() if self.side_shown else []
        return [self.list.search, self.list.filters, self.list.stack.currentWidget() or self.list.stack, *beside]

    def main_region(self) -> QWidget | None:
        current = self.list.stack.currentWidget()
        return self if current is None or current is self.list.waiting else current

    def state(self) -> dict[str, Any]:
        return self.list.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.list.restore(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if "bulk_bar" in self.__dict__:
            self.bulk_bar.place()
