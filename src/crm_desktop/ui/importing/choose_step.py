"""The first step: a file, dropped or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyPicture
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.theme.theme import Theme

FILE_ENDINGS = ("csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "vcf", "vcard", "json")


class DropArea(QWidget):
    """A field that takes files.

    Signals:
        files_dropped: the paths of what was dropped
    """

    files_dropped = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = False
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Drop files here"))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 28, 24, 28)
        self.body.setSpacing(6)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_files(event):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        paths = _local_files(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        pen = QPen(colour("accent" if self._over else "line.control"), 2 if self._over else 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(colour("accent.soft" if self._over else "bg.surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)


def _local_files(event: QDropEvent) -> list[str]:
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


class ChooseStep(QWidget):
    """Says what can be read, and where other programs hide their export.

    Signals:
        files_chosen: the paths of files, to be imported one after the other
    """

    files_chosen = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.folder = Path.home()
        self.area = DropArea(theme, self)
        picture = EmptyPicture(theme, "upload", self.area)
        title = Label(self.tr("Drop files here"), "title2", parent=self.area)
        text = Label(
            self.tr("CSV, Excel, OpenDocument, vCard or JSON, or a folder of documents. We show what would happen "
                    "before anything is saved."),
            "body", "secondary", self.area,
        )  # fmt: skip
        self.choose = Button(theme, self.tr("Choose a file…"), "primary", "folder-open", size="large", parent=self.area)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.area.body.addStretch(1)
        self.area.body.addWidget(picture, 0, middle)
        self.area.body.addWidget(title, 0, middle)
        self.area.body.addWidget(text, 0, middle)
        self.area.body.addSpacing(8)
        self.area.body.addWidget(self.choose, 0, middle)
        self.choose_folder = Button(theme, self.tr("or a folder of documents…"), "link", parent=self.area)
        self.area.body.addWidget(self.choose_folder, 0, middle)
        self.area.body.addStretch(1)
        self.waiting = Skeleton(theme, self.tr("Looking at the file…"), row_height=48, avatars=False, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.area, 1)
        column.addWidget(self.waiting, 1)
        column.addLayout(self._hints())
        self.area.files_dropped.connect(self.files_chosen)
        self.choose.clicked.connect(self.ask)
        self.choose_folder.clicked.connect(self.ask_folder)

    def _hints(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for title, text in (
            (self.tr("Google Contacts"), self.tr("Export, then choose Google CSV or vCard.")),
            (self.tr("Outlook"), self.tr("File, Open & Export, Export to a file, then CSV.")),
            (self.tr("Phone"), self.tr("Contacts, Share all: that is a vCard file.")),
            (self.tr("Another CRM"), self.tr("HubSpot, Pipedrive, Salesforce and Zoho columns are known.")),
        ):
            card = Card(parent=self)
            card.body.addWidget(Label(title, "smallStrong", parent=card))
            card.body.addWidget(Label(text, "small", "secondary", card, wrap=True))
            card.body.addStretch(1)
            row.addWidget(card, 1)
        return row

    def set_looking(self, name: str) -> None:
        """Show that a file is being read, or with no name that one is awaited."""
        self.area.setVisible(not name)
        if name:
            self.waiting.start(self.tr("Looking at {name}…").format(name=name))
        else:
            self.waiting.stop()

    @Slot()
    def ask(self) -> None:
        """Ask for files."""
        endings = " ".join(f"*.{ending}" for ending in FILE_ENDINGS)
        known = self.tr("Tables, contact cards and JSON ({endings})").format(endings=endings)
        kinds = f"{known};;{self.tr('All files (*)')}"
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Import files"), str(self.folder), kinds)
        if names:
            self.folder = Path(names[0]).parent
            self.files_chosen.emit(names)

    @Slot()
    def ask_folder(self) -> None:
        """Ask for a folder of documents, to be kept on the records that they belong to."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Import a folder of documents"), str(self.folder))
        if name:
            self.folder = Path(name).parent
            self.files_chosen.emit([name])
