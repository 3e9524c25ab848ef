"""The page of quotes: the list, or one quote open in the editor."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.quotes.views import QuoteDetail
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.quotes.editor import QuoteEditor, language_choices
from crm_desktop.ui.quotes.list_view import QuoteList
from crm_desktop.ui.quotes.outside import Outside


class QuotesPane(Pane):
    """Quotes. `open_new` begins one on a contact or deal."""

    key = "quotes"

    def __init__(self, context: PaneContext, parent: QWidget | None = None, outside: Outside | None = None) -> None:
        super().__init__(context, parent)
        self._then = ""
        self._outside = outside
        self._editor: QuoteEditor | None = None
        self.list = QuoteList(context, self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.list)
        self._connect()

    @property
    def editor(self) -> QuoteEditor:
        """One quote with its paper; made when the first is opened."""
        if self._editor is None:
            editor = self._editor = QuoteEditor(self.context, self._outside, self)
            self._stack.addWidget(editor)
            editor.back_wanted.connect(self.go_back)
            editor.deal_wanted.connect(partial(self.record_requested.emit, "deal"))
            editor.said.connect(self.notice)
            editor.quote_shown.connect(self._on_quote_shown)
            editor.form.menu_button.clicked.connect(self._open_editor_menu)
        return self._editor

    def _connect(self) -> None:
        self.list.quote_wanted.connect(self._open)
        self.list.new_wanted.connect(self.new_record)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.noticed.connect(self.notice)
        self.list.records.counted.connect(self.focus_what_came)

    # the pane

    def reload(self) -> None:
        """Read the list and the open quote again."""
        self.list.reload()
        if self._editor is not None:
            self._editor.reload()

    def apply_change(self, change: ChangeSet) -> None:
        """Reload what a change touches."""
        self.list.apply_change(change)
        if self._editor is not None:
            self._editor.apply_change(change)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a quote."""
        if kind in ("quote", "document"):
            self._open(record_id)

    def show_list(self, which: str) -> None:
        """Show the quotes of a tab: drafts, sent, accepted, closed."""
        if self.list.records.setting.ready_view(which) is not None:
            self.go_back()
            self.list.records.show_view(which)

    def new_record(self) -> None:
        """Begin a quote on nothing."""
        self.open_new()

    def open_new(self, kind: str = "", record_id: str = "") -> None:
        """Begin a quote on nothing, a contact (`contact`, `person`, `company`) or a `deal`."""
        self._then = ""
        self._stack.setCurrentWidget(self.editor)
        self.editor.open_new("contact" if kind in ("person", "company") else kind, record_id)

    def focus_filter(self) -> None:
        """Go to the filter of the list."""
        self.go_back()
        self.list.records.search.setFocus()
        self.list.records.search.selectAll()

    def print_page(self) -> None:
        """Open the print preview of the open or selected quote."""
        self._act("print_quote")

    def regions(self) -> list[QWidget]:
        """The widgets that F6 goes through."""
        if self.is_editing:
            return [self.editor.form, self.editor.print_button, self.editor.paper.view]
        records = self.list.records
        return [records.tabs.bar, records.search, records.table]

    def main_region(self) -> QWidget | None:
        """The list, or what begins one; an open quote takes the keyboard itself."""
        return None if self.is_editing else self.list.main_widget()

    def state(self) -> dict[str, Any]:
        """The list as it stands, and the open quote."""
        open_id = self.editor.detail.id if self.is_editing and self.editor.detail is not None else ""
        return {"list": self.list.records.kept(), "quote": open_id}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` returned."""
        if state.get("list"):
            self.list.records.restore(state["list"])
        if state.get("quote"):
            self._open(state["quote"])

    @property
    def is_editing(self) -> bool:
        """Whether one quote is open."""
        return self._editor is not None and self._stack.currentWidget() is self._editor

    # going

    @Slot(str)
    def _open(self, quote_id: str) -> None:
        self._stack.setCurrentWidget(self.editor)
        if self.editor.detail is None or self.editor.detail.id != quote_id:
            self.editor.open_quote(quote_id)

    @Slot()
    def go_back(self) -> None:
        """Go back to the list."""
        self._then = ""
        if self.is_editing:
            self.editor.put_down()
            self._stack.setCurrentWidget(self.list)
            self.list.focus_table()

    def _act(self, name: str) -> None:
        """Do something with the open quote, or open the selected one and do it there."""
        if self.is_editing:
            getattr(self.editor, name)()
            return
        row = self.list.current()
        if row is not None:
            self._then = name
            if self.editor.detail is not None and self.editor.detail.id == row.id:
                self._stack.setCurrentWidget(self.editor)
                self._on_quote_shown(self.editor.detail)
            else:
                self._open(row.id)

    @Slot(object)
    def _on_quote_shown(self, _detail: QuoteDetail) -> None:
        then, self._then = self._then, ""
        if then:
            getattr(self.editor, then)()

    # actions

    def actions_here(self) -> list[Action]:
        """What can be done with the open or selected quote."""
        row = self.list.current()
        if self.is_editing:
            detail = self.editor.detail
            status = "" if detail is None else detail.status
        else:
            status = "" if row is None else str(row.value("status") or "")
        sealed = status not in ("", "draft")
        any_quote = bool(status)
        actions = [Action("quotes.new", self.tr("New quote"), self.new_record, "Ctrl+N", "plus")]
        if self.is_editing:
            actions.append(Action("quotes.back", self.tr("All quotes"), self.go_back, "", "arrow-left"))
        else:
            actions.append(Action("quotes.open", self.tr("Open"), self._open_current, "", "eye", any_quote))
        for key, words, name, shortcut, icon, enabled in (
            ("print", self.tr("Print"), "print_quote", "Ctrl+P", "printer", any_quote),
            ("save_pdf", self.tr("Save PDF"), "save_pdf", "", "download", any_quote),
            ("email", self.tr("Email quote"), "email", "Ctrl+Return", "send", any_quote),
            ("issue", self.tr("Issue"), "issue", "", "lock", status == "draft"),
            ("accept", self.tr("Accepted"), "accept", "W", "check", status == "sent"),
            ("decline", self.tr("Declined"), "decline", "Shift+W", "thumbs-down", status in ("sent", "expired")),
            ("revise", self.tr("New revision"), "revise", "", "git-compare-arrows",
             sealed and status not in ("accepted", "superseded")),
            ("duplicate", self.tr("Duplicate"), "duplicate", "Ctrl+D", "copy", any_quote),
            ("bin", self.tr("Move draft to the Bin"), "bin", "", "trash-2", status == "draft"),
        ):  # fmt: skip
            actions.append(Action(f"quotes.{key}", words, partial(self._act, name), shortcut, icon, enabled))
        actions.append(Action("quotes.history", self.tr("History"), self._show_history, "", "history", any_quote))
        # In the form, Alt and the arrows move a line.
        keys = ("Alt+PgDown", "Alt+PgUp") if self.is_editing else ("Alt+Down", "Alt+Up")
        onward, back = partial(self.step, 1), partial(self.step, -1)
        actions.append(Action("quotes.next", self.tr("Next in the list"), onward, keys[0], "arrow-down", any_quote))
        actions.append(Action("quotes.previous", self.tr("Previous in the list"), back, keys[1], "arrow-up", any_quote))
        if not self.is_editing:
            tip = self.tr("Add a filter")
            actions.append(Action("quotes.filter", tip, self.list.records.doing.add_filter, "F", "list-filter"))
        return actions

    def step(self, by: int) -> None:
        """Go to the next or previous quote of the list as it is filtered; the open one gives way to it."""
        quote_id = self.list.records.step(by)
        if quote_id and self.is_editing:
            self._open(quote_id)

    def export_list(self) -> bool:
        if not self.is_editing:
            self.list.records.doing.export()
        return not self.is_editing

    def _show_history(self) -> None:
        detail, row = self.editor.detail, self.list.current()
        shown = (detail.draft.id if detail is not None else None) if self.is_editing else (row.id if row else None)
        if shown:
            self.request.emit("history", "quote", shown)

    @Slot()
    def _open_current(self) -> None:
        row = self.list.current()
        if row is not None:
            self._open(row.id)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        menu = self._menu()
        menu.popup(place)

    @Slot()
    def _open_editor_menu(self) -> None:
        button = self.editor.form.menu_button
        menu = self._menu()
        detail = self.editor.detail
        if detail is not None and not detail.is_sealed:
            menu.addSeparator()
            tax = self.editor.form.lines.tax_word
            inclusive = QAction(self.tr("Prices include {tax}").format(tax=tax), menu)
            inclusive.setCheckable(True)
            inclusive.setChecked(self.editor.form.draft().prices_include_tax)
            inclusive.toggled.connect(self.editor.set_inclusive)
            menu.addAction(inclusive)
            languages = menu.addMenu(self.tr("Language of the paper"))
            for tag, name in language_choices():
                action = languages.addAction(name, partial(self.editor.set_language, tag))
                action.setCheckable(True)
                action.setChecked(self.editor.form.draft().language.split("-")[0] == tag)
        if detail is not None and len(detail.revisions) > 1:
            revisions = menu.addMenu(self.tr("Revisions"))
            for one in detail.revisions:
                words = one.number or self.tr("Draft")
                revisions.addAction(words, partial(self._open, one.id)).setEnabled(one.id != detail.id)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for action in self.actions_here():
            if action.enabled and action.key not in ("quotes.new", "quotes.back"):
                icon = self.theme.icon(action.icon, mirrored=self.isRightToLeft())
                menu.addAction(icon, action.text, action.trigger)
        return menu

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_editing:
            event.accept()
            self.go_back()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._editor is not None:
            self._editor.flush()
