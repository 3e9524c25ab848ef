"""All quotes as a table, with a tab for each status."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QCoreApplication, QPoint, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_words import write_date
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.ready import ReadyView
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.words import TONES
from crm_desktop.ui.theme.tokens import Tone

COLUMNS: Final = ("number", "customer", "title", "dated_on", "valid_until", "total", "status")
_TABLES: Final = ("document", "document_line", "contact", "deal", "task")


def _tr(text: str) -> str:
    return QCoreApplication.translate("QuoteList", text)


class QuoteLook(RecordLook):
    """A draft has no number, a quote may be for nobody yet, and its days are written out."""

    def text(self, row: ListRow, key: str) -> str | None:
        value = row.value(key)
        if key == "number":
            return value or _tr("Draft")
        if key == "customer":
            return value or _tr("No customer yet")
        return write_date(date.fromisoformat(value)) if key in ("dated_on", "valid_until") and value else None

    def tone(self, row: ListRow, key: str) -> Tone | None:
        return TONES.get(str(row.value(key))) if key == "status" else None


class QuoteTable(RecordTable):
    """The quotes, newest first."""

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        ready = (
            ReadyView("drafts", _tr("Drafts"), "status = draft"),
            ReadyView("sent", _tr("Sent"), "status = sent"),
            ReadyView("accepted", _tr("Accepted"), "status = accepted"),
            ReadyView("closed", _tr("Declined or expired"), "status in (declined, expired)"),
        )
        setting = TableSetting(
            "quote", _tr("Quotes"), _tr("Filter quotes"), COLUMNS, (("dated_on", True),),
            beside=("status", "next_step_on", "next_step_at", "next_step_kind"), new_text=_tr("New quote"),
            names_new=False, look=QuoteLook(context.theme), ready=ready, unsummed=frozenset(("discount_percent",)),
        )  # fmt: skip
        super().__init__(context, setting, parent)
        tip = _tr("New quote (Ctrl+N)")
        self.new_button = Button(
            context.theme, _tr("New quote"), "primary", "plus", tip=tip, parent=self.toolbar
        )  # fmt: skip
        self.toolbar.put_last(self.new_button)


class QuoteList(Surface):
    """The table, or how to begin while there is no quote.

    Signals:
        quote_wanted(str): open this quote
        new_wanted: begin a new one
        menu_wanted(QPoint): the menu of the selected quotes
        noticed(str): tell the person something that is no change
    """

    quote_wanted = Signal(str)
    new_wanted = Signal()
    menu_wanted = Signal(QPoint)
    noticed = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner = Banner(context.theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.banner.hide()
        self._pages = QStackedWidget(self)
        self.records = QuoteTable(context, self._pages)
        self.empty = EmptyState(
            context.theme, "receipt-text", self.tr("No quotes yet"),
            self.tr("Write one in a minute: pick a customer, add items, and print or email the finished page."),
            self.tr("New quote"), parent=self._pages,
        )  # fmt: skip
        self._pages.addWidget(self.records)
        self._pages.addWidget(self.empty)
        column.addWidget(self.banner)
        column.addWidget(self._pages, 1)
        self.banner.action_requested.connect(self.reload)
        self.empty.primary_requested.connect(self.new_wanted)
        records = self.records
        records.new_button.clicked.connect(self.new_wanted)
        records.create_requested.connect(self._on_create_requested)
        records.record_opened.connect(self.quote_wanted)
        records.context_requested.connect(self.menu_wanted)
        records.noticed.connect(self.noticed)
        records.failed.connect(self._on_failed)
        records.counted.connect(self._on_counted)

    @Slot()
    def reload(self) -> None:
        """Read the list again."""
        self.records.reload()

    def apply_change(self, change: ChangeSet) -> None:
        """Read again when quotes or what they show changed."""
        self.records.apply_change(change, *_TABLES)

    def current(self) -> ListRow | None:
        """The quote that has the focus."""
        return self.records.current_row()

    def main_widget(self) -> QWidget:
        """The table, or the button that writes the first quote."""
        return self.records.table if self._pages.currentWidget() is self.records else self.empty.primary_button

    @Slot()
    def focus_table(self) -> None:
        """Put the keyboard into the table, on its first row if on none."""
        self.records.focus_rows()

    @Slot(int)
    def _on_counted(self, total: int) -> None:
        self.banner.hide()
        self._pages.setCurrentWidget(self.records if total else self.empty)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.banner.set_message(error.title, error.detail)
        self.banner.show()

    @Slot(str)
    def _on_create_requested(self, _text: str) -> None:
        self.new_wanted.emit()
