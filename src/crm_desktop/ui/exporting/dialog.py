"""Writing records to a file: which, as what, where to; the work goes on beside the window and can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.errors import CrmError
from crm_desktop.services.exporting.options import CsvStyle, ExportOptions
from crm_desktop.services.saved_views.views import SavedViewRow, Sorting
from crm_desktop.ui.exporting.choices import FormatChoices
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.folders import documents
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.links import open_folder
from crm_desktop.ui.pane.operations import JobControl, Progress
from crm_desktop.ui.pane.pane import PaneContext

_WIDTH: Final = 520
_MAIN, _ALL = "main", "all"
_WITH_COLUMNS: Final = (".csv", ".xlsx")
_MEMBERS: Final = "member"
"""The people of the firm are no kind of record: there is neither a list of them nor a choice of columns."""


class ExportDialog(QDialog):
    """Exports the records of one kind: those of the list as it is filtered, or all.

    `where_text` is the filter of the list, empty when it shows everything; `columns` are those it shows, and
    `rowids` its records in their order, where the page knows them.
    """

    def __init__(
        self,
        context: PaneContext,
        kind: str,
        where_text: str = "",
        parent: QWidget | None = None,
        *,
        columns: tuple[str, ...] = (),
        rowids: Sequence[int] | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns_shown = columns
        self._rowids = rowids
        self._context = context
        self._first_kind = kind
        self._where = where_text
        self._ticket = 0
        self._written: Path | None = None
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(_WIDTH)
        self._make_parts()
        self._arrange()
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))
        self._on_kind_changed()
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.format.currentIndexChanged.connect(self._on_format_changed)
        self.in_segment.toggled.connect(self.segment.setEnabled)
        self.go_on.clicked.connect(self.ask_where)
        self.close_button.clicked.connect(self.reject)
        self.banner.action_requested.connect(self._on_show_folder)
        context.operations.progressed.connect(self._on_progressed)
        context.operations.read(self, partial(_style, context), self.choices.set_style, self._tell_error)

    def _make_parts(self) -> None:
        theme = self._context.theme
        self.title = Label(self.tr("Export to a file"), "title2")
        self.kind = QComboBox()
        for key, text in self._kinds():
            self.kind.addItem(text, key)
        self.list_only = QRadioButton(self.tr("This list"))
        self.filter_words = ElidedLabel(self._where, "small", "tertiary")
        self.everything = QRadioButton(self.tr("All of them"))
        self.format = QComboBox()
        self.columns = QComboBox()
        self.columns.addItem(self.tr("Every field, so that it can be imported again"), _ALL)
        self.columns.addItem(self.tr("Only the columns of the list"), _MAIN)
        self.columns_field = Field(theme, self.tr("Columns"), self.columns)
        self.choices = FormatChoices(theme)
        self.in_segment = QRadioButton(self.tr("A segment or a saved view"))
        self.segment = QComboBox()
        self.segment.setAccessibleName(self.tr("Segment or saved view"))
        self.banner = Banner(theme, "danger", "")
        self.banner.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Writing the file"))
        self.progress.hide()
        self.close_button = Button(theme, self.tr("Cancel"))
        self.go_on = Button(theme, self.tr("Choose where…"), "primary", "download")
        self.go_on.setDefault(True)

    def _arrange(self) -> None:
        theme = self._context.theme
        which = QWidget()
        column = QVBoxLayout(which)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.list_only, self.filter_words, self.everything, self.in_segment, self.segment):
            column.addWidget(widget)
        self.segment.setContentsMargins(26, 0, 0, 0)
        self.filter_words.setContentsMargins(26, 0, 0, 0)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.go_on)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(14)
        whole.addWidget(self.title)
        whole.addWidget(Field(theme, self.tr("What"), self.kind))
        whole.addWidget(which)
        whole.addWidget(Field(theme, self.tr("Write as"), self.format))
        whole.addWidget(self.columns_field)
        whole.addWidget(self.choices)
        whole.addWidget(self.progress)
        whole.addWidget(self.banner)
        whole.addStretch(1)
        whole.addLayout(foot)

    def _kinds(self) -> list[tuple[str, str]]:
        return [
            ("contact", self.tr("Contacts")), ("lead", self.tr("Leads")), ("deal", self.tr("Deals")),
            ("product", self.tr("Products")), ("quote", self.tr("Quotes")), ("case", self.tr("Cases")),
            ("task", self.tr("Tasks")), ("event", self.tr("Events")), ("activity", self.tr("Calls, notes and emails")),
            (_MEMBERS, self.tr("People of the firm")),
        ]  # fmt: skip

    def _formats(self) -> list[tuple[str, str]]:
        found = [
            (".csv", self.tr("CSV, for any spreadsheet")),
            (".xlsx", self.tr("Excel workbook")),
            (".json", self.tr("JSON, for other programs")),
        ]
        if self.kind_key() == _MEMBERS:
            return found
        found.append((".pdf", self.tr("PDF, to print the list")))
        if self.kind_key() == "contact":
            found.insert(2, (".vcf", self.tr("vCard, for phones and address books")))
        return found

    def kind_key(self) -> str:
        """The kind of record that is chosen."""
        return str(self.kind.currentData())

    def where(self) -> str | None:
        """The filter that is chosen; nothing for all records."""
        return (self._where or None) if self.list_only.isChecked() and self.kind_key() == self._first_kind else None

    # choosing

    @Slot()
    def _on_kind_changed(self) -> None:
        filtered = self._is_listed()
        self.list_only.setVisible(filtered)
        self.filter_words.setVisible(filtered and bool(self._where))
        (self.list_only if filtered else self.everything).setChecked(True)
        ending = self.format.currentData()
        self.format.clear()
        for key, text in self._formats():
            self.format.addItem(text, key)
        self.format.setCurrentIndex(max(self.format.findData(ending), 0))
        self._on_format_changed()
        self._show_segments(())
        if self.kind_key() == _MEMBERS:
            self.everything.setText(self.tr("All of them"))
            return
        read_segments = partial(_saved, self._context, self.kind_key())
        self._context.operations.read(self, read_segments, self._show_segments, self._tell_error)
        self._read_counts(filtered)

    def _show_segments(self, saved: tuple[SavedViewRow, ...]) -> None:
        """Offer the segments and views of this kind; without any there is nothing to choose."""
        if any(one.kind != self.kind_key() for one in saved):
            return
        self.segment.clear()
        for one in saved:
            words = self.tr("Segment “{name}”") if one.segment else self.tr("View “{name}”")
            self.segment.addItem(words.format(name=one.name), one)
        self.in_segment.setVisible(bool(saved))
        self.segment.setVisible(bool(saved))
        self.segment.setEnabled(self.in_segment.isChecked())

    def saved(self) -> SavedViewRow | None:
        """The segment or view that is chosen."""
        return self.segment.currentData() if self.in_segment.isChecked() else None

    @Slot()
    def _on_format_changed(self) -> None:
        has_columns = self.kind_key() != _MEMBERS and self.format.currentData() in _WITH_COLUMNS
        self.columns_field.setVisible(has_columns)
        self.choices.set_ending(str(self.format.currentData() or ""))

    def _read_counts(self, filtered: bool) -> None:
        kind, records = self.kind_key(), self._context.services.records
        self.list_only.setText(self.tr("This list"))
        self.everything.setText(self.tr("All of them"))
        read = self._context.operations.read
        read(self, partial(records.count, kind), partial(self._on_counted, kind, self.everything), self._tell_error)
        if filtered and self._rowids is not None:
            self._on_counted(kind, self.list_only, len(self._rowids))
        elif filtered:
            count = partial(records.count, kind, self._where)
            read(self, count, partial(self._on_counted, kind, self.list_only), self._tell_error)
        if filtered and self._where:
            read(self, partial(_in_words, self._context, kind, self._where), self.filter_words.setText, _stay_silent)

    def _on_counted(self, kind: str, radio: QRadioButton, count: int) -> None:
        if kind != self.kind_key():
            return
        figure = QLocale().toString(count)
        text = self.tr("This list: {number}") if radio is self.list_only else self.tr("All of them: {number}")
        radio.setText(text.format(number=figure))

    # writing

    @Slot()
    def ask_where(self) -> None:
        """Ask for the file, and begin."""
        if self._ticket:
            return
        ending = self.choices.file_ending() if self.format.currentData() == ".vcf" else str(self.format.currentData())
        name = f"{self.kind.currentText().lower()}{ending}"
        kinds = f"{self.format.currentText()} (*{ending})"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export to a file"), str(documents() / name), kinds)
        if not chosen:
            return
        path = Path(chosen)
        # The dialog has asked before it names a file that is there; a name that we complete was not asked about.
        force = path.suffix.lower() == ending
        self._start(path if force else path.with_name(path.name + ending), force=force)

    def _start(self, path: Path, *, force: bool) -> None:
        self.banner.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self._set_busy(True)
        call = partial(self._call(), path, force=force)
        name = self.tr("Exporting {name}").format(name=path.name)
        done = partial(self._on_written, path)
        self._ticket = self._context.operations.long_work(self, name, call, done, self._on_failed)

    def _call(self) -> partial[int]:
        ending = str(self.format.currentData())
        if self.kind_key() == _MEMBERS:
            options = self.choices.options()
            return partial(_export, self._context, _MEMBERS, None, None, None, (), options)
        main = ending == ".pdf" or (ending in _WITH_COLUMNS and self.columns.currentData() == _MAIN)
        listed = self._is_listed() and self.list_only.isChecked()
        saved = self.saved()
        columns: tuple[str, ...] | None = None
        if main:
            own = self._columns_shown if self.kind_key() == self._first_kind else ()
            own = saved.columns if saved is not None and saved.columns else own
            columns = own or self._context.services.records.access(self.kind_key()).columns
        where = self.where() if saved is None else self._context.services.saved_views.where_of(saved) or None
        order = () if saved is None else saved.sorting
        options = self.choices.options(saved.name if saved is not None else "")
        rowids = self._rowids if listed else None
        return partial(_export, self._context, self.kind_key(), where, columns, rowids, order, options)

    def _is_listed(self) -> bool:
        """Whether the page shows a part of the records of the kind that is chosen."""
        return (bool(self._where) or self._rowids is not None) and self.kind_key() == self._first_kind

    def _set_busy(self, busy: bool) -> None:
        for widget in (
            self.kind, self.list_only, self.everything, self.in_segment, self.segment, self.format, self.columns,
            self.choices, self.go_on,
        ):  # fmt: skip
            widget.setEnabled(not busy)
        if not busy:
            self.segment.setEnabled(self.in_segment.isChecked())
        self.close_button.set_text(self.tr("Stop") if busy else self.tr("Close"))

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if progress.ticket == self._ticket and self._ticket:
            self.progress.setRange(0, progress.total)
            self.progress.setValue(progress.done)

    def _on_written(self, path: Path, count: int) -> None:
        self._end()
        self._written = path
        figure = QLocale().toString(count)
        rows = self.tr("1 record was written.") if count == 1 else self.tr("{n} records were written.").format(n=figure)
        self.banner.set_message(self.tr("Exported to {name}").format(name=path.name), rows, tone="success")
        self.banner.set_actions(self.tr("Open folder"))
        self.banner.show()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: CrmError) -> None:
        self._end()
        self._tell_error(error)

    def _end(self) -> None:
        self._ticket = 0
        self.progress.hide()
        self._set_busy(False)

    def _tell_error(self, error: CrmError) -> None:
        self.banner.set_message(error.title, error.detail, tone="danger")
        self.banner.set_actions()
        self.banner.show()

    @Slot()
    def _on_show_folder(self) -> None:
        if self._written is not None:
            open_folder(self._written.parent)

    def reject(self) -> None:
        """Stop what is being written; only when nothing is, close."""
        if self._ticket:
            self._context.operations.stop(self._ticket)
        else:
            super().reject()


def _export(
    context: PaneContext, kind: str, where: str | None, columns: tuple[str, ...] | None, rowids: Sequence[int] | None,
    order: Sorting, options: ExportOptions, path: Path, control: JobControl, *, force: bool,
) -> int:  # fmt: skip
    from crm_desktop.services.exporting.commands import export_records

    return export_records(
        context.services, kind, path, where, columns, control, force=force, rowids=rowids, options=options, order=order
    )


def _style(context: PaneContext) -> CsvStyle:
    from crm_desktop.services.exporting.options import csv_style_of

    business = context.services.workspace.business()
    return csv_style_of(business.country, business.language)


def _saved(context: PaneContext, kind: str) -> tuple[SavedViewRow, ...]:
    """Return the segments of a kind, and behind them the views that are none."""
    queries = context.services.saved_views
    return (*queries.segments(kind), *(one for one in queries.views(kind) if not one.segment))


def _in_words(context: PaneContext, kind: str, where: str) -> str:
    """The filter as a sentence, with the names of the fields."""
    from crm_desktop.core.filters import describe, parse

    return describe(context.services.lists.named(kind, parse(where)), context.services.records.fields(kind))


def _stay_silent(_error: CrmError) -> None:
    """The count has said already what is wrong with the filter."""
