"""The backups of this workspace: when each was made, what it holds, and one click to bring it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.services import backups, restoring
from crm_desktop.services.backups import Backup, Held
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.message_dialog import ask
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.pane.pane import PaneContext

_ROW: Final = 46
_SHOWN: Final = 5
"""How many rows are seen at once; the others are scrolled to."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One backup and what it holds; None for one that cannot be read with this file's key."""

    backup: Backup
    held: Held | None


class BackupList(QWidget):
    """Every backup with its date, size and contents, and a button that brings it back.

    Signals:
        file_job(FileJob): bring one back while the workspace is closed
    """

    file_job = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._services = context.services
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._none = Label(self.tr("There is no backup yet."), "small", "secondary", wrap=True)
        self._list = ScrollPage(self.tr("Backups"), margins=(0, 0, 0, 0), spacing=2)
        self._rule = Label(
            self.tr(
                "One is made every day that something changed, and before every import. Kept are those of 7 days, "
                "4 weeks and 12 months. Bringing one back sets the present file aside first."
            ),
            "small", "tertiary", wrap=True,
        )  # fmt: skip
        other = Button(self._context.theme, self.tr("Bring back another file…"), "ghost")
        other.clicked.connect(self._on_other_clicked)
        column.addWidget(self._none)
        column.addWidget(self._list)
        column.addWidget(self._rule)
        row = QHBoxLayout()
        row.addWidget(other)
        row.addStretch(1)
        column.addLayout(row)
        self._list.hide()

    def reload(self) -> None:
        """Look at the backup folder again."""
        self._context.operations.work(self, self._read, self._show)

    def _read(self) -> list[_Line]:
        database = self._services.database
        found = backups.backups_of(database.path)
        return [_Line(one, backups.held_in(one.path, key=database.key)) for one in found]

    def _show(self, lines: list[_Line]) -> None:
        while (item := self._list.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for line in lines:
            self._list.add(self._row(line))
        self._list.add_stretch()
        self._list.setFixedHeight((_ROW + 2) * min(len(lines), _SHOWN))
        self._list.setVisible(bool(lines))
        self._none.setVisible(not lines)

    def _row(self, line: _Line) -> QWidget:
        theme, backup = self._context.theme, line.backup
        row = QWidget()
        row.setFixedHeight(_ROW)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 10, 0)
        across.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(0)
        when = self._when(backup)
        made_before = self._made_before(backup.reason)
        words.addWidget(ElidedLabel(f"{when} · {made_before}" if made_before else when))
        words.addWidget(ElidedLabel(self._holds(line), "small", "tertiary"))
        counted = self.locale().formattedDataSize(backup.size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        size = Label(counted, "small", "tertiary")
        back = Button(theme, self.tr("Bring back…"), size="compact", tip=backup.path.name)
        back.setAccessibleName(self.tr("Bring back the backup of {when}").format(when=when))
        back.setEnabled(line.held is not None)
        back.clicked.connect(partial(self._on_back_clicked, line))
        across.addWidget(IconLabel(theme, "shield-check" if line.held else "lock", "text.tertiary", 16))
        across.addLayout(words, 1)
        across.addWidget(size)
        across.addWidget(back)
        return row

    def _when(self, backup: Backup) -> str:
        clock = self._services.clock
        return moment_text(backup.made, clock.now(), clock.zone)

    def _made_before(self, reason: str) -> str:
        return {
            "import": self.tr("before an import"),
            "update": self.tr("before a new version"),
            "restore": self.tr("before a restore"),
            "encryption": self.tr("before encrypting"),
            "decryption": self.tr("before taking the encryption off"),
            "compacting": self.tr("before compacting"),
        }.get(reason, "")

    def _holds(self, line: _Line) -> str:
        if line.held is None:
            return self.tr("It cannot be read with the key of this file.")
        return holding_words(line.held)

    # bringing back

    def _on_back_clicked(self, line: _Line, _checked: bool = False) -> None:
        if line.held is None:
            return
        clock = self._services.clock
        moment = restoring.in_words(line.backup.made.astimezone(clock.zone))
        self._bring_back(
            line.backup.path,
            self.tr("Bring back the backup of {moment}?").format(moment=moment),
            self.tr("It holds {records}.").format(records=holding_words(line.held)),
        )

    @Slot()
    def _on_other_clicked(self) -> None:
        folder = backups.folder_of(self._services.database.path)
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Choose the backup to bring back"),
            str(folder if folder.is_dir() else folder.parent),
            self.tr("Backups and workspaces (*.crm)"),
        )
        if name:
            self._bring_back(Path(name), self.tr("Bring back “{name}”?").format(name=Path(name).name), "")

    def _bring_back(self, backup: Path, title: str, holds: str) -> None:
        services = self._services
        aside = restoring.aside_for(services.database.path, services.clock)
        safe = self.tr(
            "The present file is set aside first, with everything in it, as “{name}”. The backup is opened and checked "
            "before it takes its place."
        ).format(name=aside.name)
        if ask(
            self._context.theme, self.window(), title, f"{holds} {safe}".strip(),
            accept=self.tr("Bring it back"), reject=self.tr("Cancel"),
        ):  # fmt: skip
            done = self.tr("The backup is back. The file before is “{name}” now.").format(name=aside.name)
            self.file_job.emit(
                FileJob(self.tr("Bringing back the backup"), partial(_restore, backup, services.clock), done)
            )


def holding_words(held: Held) -> str:
    """What a backup holds, in a few words: “40 contacts, 18 deals”."""
    translate = QCoreApplication.translate
    words = (
        ("contact", "%n contacts"), ("deal", "%n deals"), ("document", "%n quotes"), ("case", "%n cases"),
        ("task", "%n tasks"), ("event", "%n events"),
    )  # fmt: skip
    said = [translate("BackupList", text, "", held.counts[kind]) for kind, text in words if held.counts[kind]]
    return ", ".join(said) or translate("BackupList", "no customers yet")


def _restore(backup: Path, clock: Clock, file: ClosedFile, _control: JobControl) -> ClosedFile:
    done = restoring.restore(backup, file.path, clock, key=file.key)
    return ClosedFile(file.path, done.key)
