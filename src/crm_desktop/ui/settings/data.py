"""Where the data is: the file, its backups, what comes in and goes out, the Bin, the sample shop."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QDate, QLocale, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.bin.queries import BinQueries
from crm_desktop.services.bin.views import BinRow, Emptied
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.backups import BackupList
from crm_desktop.ui.settings.form import SettingsForm, button_row

_ICONS: Final = {
    "contact": "user", "deal": "square-kanban", "quote": "receipt-text", "case": "life-buoy", "product": "package",
    "task": "circle-check", "event": "calendar-days", "activity": "sticky-note", "attachment": "paperclip",
}  # fmt: skip
_SHOWN: Final = 200


class DataForm(SettingsForm):
    """The file, its backups, import and export, the Bin, the sample shop."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        database, clock = self.services.database, self.services.clock
        self._bin = BinQueries(database, clock)
        self._bin_commands = BinCommands(database, clock)
        self.heading.setText(self.tr("Data"))
        self._build_file()
        self._build_backups()
        self._build_exchange()
        self._build_bin()
        self._build_history()
        self._build_sample()

    def _build_file(self) -> None:
        body = self.add_card(self.tr("Your file"))
        path = ElidedLabel(str(self.services.database.path), "body", "secondary")
        body.addWidget(path)
        body.addWidget(
            Label(
                self.tr("Everything is in this one file. A backup is opened and checked before it counts."),
                "small", "tertiary", wrap=True,
            )
        )  # fmt: skip
        self._back_up = Button(self.theme, self.tr("Back up now"), "primary", "shield-check")
        self._folder = Button(self.theme, self.tr("Open the backup folder"), icon="folder-open")
        self._other = Button(self.theme, self.tr("Open another workspace"), "ghost")
        body.addLayout(button_row(self._back_up, self._folder, self._other))
        self._back_up.clicked.connect(partial(self._ask, "back_up"))
        self._folder.clicked.connect(partial(self._ask, "backup_folder"))
        self._other.clicked.connect(partial(self._ask, "open_workspace"))

    def _build_backups(self) -> None:
        body = self.add_card(self.tr("Backups"))
        self.backups = BackupList(self.context)
        self.backups.file_job.connect(self.file_job)
        body.addWidget(self.backups)

    def _build_exchange(self) -> None:
        body = self.add_card(self.tr("Bring in and take out"))
        self._import = Button(self.theme, self.tr("Import"), icon="upload")
        self._export = Button(self.theme, self.tr("Export"), icon="download")
        self._quality = Button(self.theme, self.tr("Data quality"), icon="shield-check")
        body.addLayout(button_row(self._import, self._export, self._quality))
        self._quality.clicked.connect(partial(self._ask, "quality"))
        self._import.clicked.connect(partial(self._ask, "import"))
        self._export.clicked.connect(partial(self._ask, "export"))

    def _build_bin(self) -> None:
        body = self.add_card(self.tr("Bin"))
        self._bin_text = Label("", "small", "secondary", wrap=True)
        body.addWidget(self._bin_text)
        self._bin_page = ScrollPage(self.tr("Bin"), margins=(0, 0, 0, 0), spacing=2)
        body.addWidget(self._bin_page)
        self._empty = Button(self.theme, self.tr("Empty the Bin"), icon="trash-2")
        self._open_bin = Button(self.theme, self.tr("Open the Bin"))
        body.addLayout(button_row(self._open_bin, self._empty))
        self._open_bin.clicked.connect(partial(self._ask, "bin"))
        self._empty.clicked.connect(partial(self._ask, "empty_bin"))

    def _build_history(self) -> None:
        body = self.add_card(self.tr("History"))
        words = self.tr(
            "Every change is kept, so that it can be undone and an earlier day can be shown. In a file of many years "
            "the old part can be dropped: who wrote every field last always stays."
        )
        body.addWidget(Label(words, "small", "secondary", wrap=True))
        self._undo_list = Button(self.theme, self.tr("Undo list"), icon="history")
        self._as_of = Button(self.theme, self.tr("As it stood on a day"), icon="calendar-days")
        self._compact = Button(self.theme, self.tr("Compact…"), "ghost", "archive")
        body.addLayout(button_row(self._undo_list, self._as_of, self._compact))
        self._undo_list.clicked.connect(partial(self._ask, "undo_list"))
        self._as_of.clicked.connect(partial(self._ask, "as_of"))
        self._compact.clicked.connect(self._on_compact)

    @Slot()
    def _on_compact(self) -> None:
        from crm_desktop.ui.settings.compacting import CompactDialog

        dialog = CompactDialog(self.context, self)
        dialog.file_job.connect(self.file_job)
        dialog.open()

    def _build_sample(self) -> None:
        body = self.add_card(self.tr("Sample data"))
        self._sample_text = Label("", "small", "secondary", wrap=True)
        body.addWidget(self._sample_text)
        self._sample = Button(self.theme, self.tr("Remove the sample data"), icon="flask-conical")
        self._sample_row = QWidget()
        self._sample_row.setLayout(button_row(self._sample))
        body.addWidget(self._sample_row)
        self._sample.clicked.connect(self._on_sample_clicked)
        self._has_sample = False

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.request.emit(name, "", "")

    def reload(self) -> None:
        self.operations.read(self, self._read, self._show)
        self.backups.reload()

    def apply_change(self, change: ChangeSet) -> None:
        if self.isVisible():
            self.reload()

    def _read(self) -> tuple[list[BinRow], int, bool]:
        return self._bin.rows(_SHOWN), self._bin.count(), self.services.workspace.has_sample_data()

    def _show(self, read: tuple[list[BinRow], int, bool]) -> None:
        rows, count, self._has_sample = read
        while (item := self._bin_page.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row in rows:
            self._bin_page.add(self._bin_row(row))
        self._bin_page.add_stretch()
        self._bin_page.setFixedHeight(min(36 * len(rows) + 4, 300))
        self._bin_page.setVisible(bool(rows))
        self._empty.setEnabled(bool(rows))
        text = self.tr("%n deleted records. They stay here until you empty the Bin.", "", count)
        self._bin_text.setText(text if count else self.tr("Nothing was deleted."))
        self._sample_text.setText(
            self.tr("The make-believe bakery is in this file. Removing it leaves everything you added yourself.")
            if self._has_sample
            else self.tr("There is no sample data in this file.")
        )
        self._sample_row.setVisible(self._has_sample)

    def _bin_row(self, row: BinRow) -> QWidget:
        line = QWidget()
        column = QHBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        local = row.deleted_at.astimezone(self.services.clock.zone)
        day = QLocale().toString(QDate(local.year, local.month, local.day), QLocale.FormatType.ShortFormat)
        restore = Button(self.theme, self.tr("Restore"), size="compact", tip=row.title)
        restore.setAccessibleName(self.tr("Restore {title}").format(title=row.title))
        restore.clicked.connect(partial(self._restore, row.kind, row.id))
        column.addWidget(IconLabel(self.theme, _ICONS[row.kind], "text.tertiary", 16))
        column.addWidget(ElidedLabel(row.title), 1)
        column.addWidget(Label(day, "small", "tertiary"))
        column.addWidget(restore)
        return line

    def _restore(self, kind: str, record_id: str, _checked: bool = False) -> None:
        self.operations.write(self, partial(self._bin_commands.restore, kind, record_id))

    def empty_bin(self) -> None:
        """Throw away what is in the Bin; the shell has asked."""
        self.operations.write(self, self._bin_commands.empty, self._on_emptied)

    def _on_emptied(self, outcome: tuple[ChangeSet, Emptied]) -> None:
        change, emptied = outcome
        self.operations.data_changed.emit(change)
        self.reload()
        if emptied.kept:
            text = self.tr("%n records stay, because others refer to them.", "", emptied.kept)
            self.request.emit("say", "", text)

    @Slot()
    def _on_sample_clicked(self) -> None:
        self.request.emit("remove_sample", "", "")
