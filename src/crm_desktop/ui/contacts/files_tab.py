"""The tab with a contact's files: attach by button or drop, open, save a copy, delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.file_names import safe_name
from crm_desktop.services.contacts.parts import read_files
from crm_desktop.services.contacts.views import FileRow
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.opening_files import put_aside
from crm_desktop.ui.contacts.words import size_text
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.folders import documents, downloads
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.links import open_document
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.pane.pane import PaneContext

if TYPE_CHECKING:
    from crm_desktop.exchange.eml import Address, Mail


_MAIL = ".eml"


def _people(addresses: Iterable[Address]) -> str:
    return ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in addresses)


@dataclass(frozen=True, slots=True)
class _Answer:
    contact_id: str
    files: tuple[FileRow, ...]


def _read(services: Services, contact_id: str) -> _Answer:
    return _Answer(contact_id, tuple(services.contacts.files(contact_id)))


def attach_paths(services: Services, contact_id: str, paths: list[Path]) -> ChangeSet:
    """Read files and keep them on a contact, as one entry. Raises `CrmError`."""
    return services.timeline_commands.add_files(read_files(paths), "contact", contact_id)


def _open_copy(services: Services, file_id: str) -> Path | Mail:
    name, content = services.contacts.file_content(file_id)
    if name.lower().endswith(_MAIL):
        from crm_desktop.exchange.eml import read_mail

        return read_mail(content, name)
    return put_aside(name, content)


def _save_copy(services: Services, file_id: str, path: Path) -> Path:
    _, content = services.contacts.file_content(file_id)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CrmError(f"The copy could not be written to {path}.", "Choose another folder and try again.") from error
    return path


class FileCard(Card):
    """One file: name, size, when; open, save a copy, delete.

    Signals:
        open_requested(str), save_requested(str), delete_requested(str): of this attachment.
    """

    open_requested = Signal(str)
    save_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, context: PaneContext, row: FileRow, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.row = row
        theme, clock = context.theme, context.services.clock
        column = self.layout()
        assert column is not None
        column.setContentsMargins(12, 8, 8, 8)
        line = QHBoxLayout()
        line.setSpacing(12)
        icon = "image" if row.media_type.startswith("image/") else "file-text"
        line.addWidget(IconTile(theme, icon, "info", 32))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(row.name, "bodyStrong"))
        when = moment_text(row.added_at, clock.now(), clock.zone)
        words.addWidget(ElidedLabel(f"{size_text(row.size)} · {when}", "small", "secondary"))
        line.addLayout(words, 1)
        self.open_button = Button(theme, self.tr("Open"), size="compact")
        self.open_button.setAccessibleName(self.tr("Open {name}").format(name=row.name))
        more = IconButton(theme, "ellipsis", self.tr("More about {name}").format(name=row.name))
        menu = QMenu(self)
        menu.addAction(self.tr("Save a copy…")).setData("save")
        menu.addAction(self.tr("Delete")).setData("delete")
        more.setMenu(menu)
        line.addWidget(self.open_button)
        line.addWidget(more)
        self.body.addLayout(line)
        self.setAccessibleName(row.name)
        self.open_button.clicked.connect(self._on_open)
        menu.triggered.connect(self._on_menu)

    @Slot()
    def _on_open(self) -> None:
        self.open_requested.emit(self.row.id)

    @Slot(QAction)
    def _on_menu(self, action: QAction) -> None:
        (self.save_requested if action.data() == "save" else self.delete_requested).emit(self.row.id)


class FilesTab(QWidget):
    """A contact's files.

    Signals:
        failed(CrmError): something could not be read or written.
    """

    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._contact_id = ""
        self._cards: list[FileCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        self.attach_button = Button(context.theme, self.tr("Attach a file"), icon="paperclip")
        row.addWidget(self.attach_button)
        row.addWidget(Label(self.tr("or drop files anywhere on this page"), "small", "tertiary"))
        row.addStretch(1)
        column.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        column.addStretch(1)
        self.attach_button.clicked.connect(self._on_attach_clicked)

    def cards(self) -> list[FileCard]:
        """The files now shown."""
        return list(self._cards)

    def show_contact(self, contact_id: str) -> None:
        """List this contact's files."""
        if contact_id != self._contact_id:
            self._contact_id = contact_id
            self._fill(())
        self._context.operations.read(self, partial(_read, self._context.services, contact_id), self._on_files)

    def attach(self, paths: list[Path]) -> None:
        """Keep these files on the contact."""
        if paths and self._contact_id:
            call = partial(attach_paths, self._context.services, self._contact_id, paths)
            self._context.operations.write(self, call, None, self._on_failed)

    @Slot(object)
    def _on_files(self, answer: _Answer) -> None:
        if answer.contact_id == self._contact_id and [card.row for card in self._cards] != list(answer.files):
            self._fill(answer.files)

    def _fill(self, files: tuple[FileRow, ...]) -> None:
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [FileCard(self._context, row) for row in files]
        for card in self._cards:
            card.open_requested.connect(self._on_open_requested)
            card.save_requested.connect(self._on_save_requested)
            card.delete_requested.connect(self._on_delete_requested)
            self._list.addWidget(card)

    @Slot()
    def _on_attach_clicked(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Attach files"), str(documents()))
        self.attach([Path(name) for name in names])

    @Slot(str)
    def _on_open_requested(self, file_id: str) -> None:
        self.open_file(file_id)

    def open_file(self, file_id: str) -> None:
        """Show a file: a mail here, anything else by the program that shows such files."""
        call = partial(_open_copy, self._context.services, file_id)
        self._context.operations.read(self, call, self._on_put_aside, self._on_failed)

    @Slot(object)
    def _on_put_aside(self, path: Path | Mail) -> None:
        if not isinstance(path, Path):
            self._show_mail(path)
        elif not open_document(path):
            self._on_failed(
                CrmError(self.tr("No program opens this kind of file."), self.tr("Save a copy and open it yourself."))
            )

    def _show_mail(self, mail: Mail) -> None:
        """Show a mail here: a mail program would fetch its pictures, and tell the sender that it was read."""
        from crm_desktop.ui.kit.mail_dialog import MailDialog

        clock = self._context.services.clock
        when = moment_text(mail.date, clock.now(), clock.zone) if mail.date else ""
        heads = (
            (self.tr("From"), _people((mail.sender,))), (self.tr("To"), _people(mail.to)),
            (self.tr("Copy"), _people(mail.cc)), (self.tr("Date"), when),
            (self.tr("With it"), ", ".join(part.name for part in mail.attachments)),
        )  # fmt: skip
        dialog = MailDialog(self._context.theme, mail.subject, heads, self.window())
        dialog.show_mail(mail)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_save_requested(self, file_id: str) -> None:
        name = next(card.row.name for card in self._cards if card.row.id == file_id)
        place, _ = QFileDialog.getSaveFileName(self, self.tr("Save a copy"), str(downloads() / safe_name(name)))
        if place:
            call = partial(_save_copy, self._context.services, file_id, Path(place))
            self._context.operations.read(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _path: Path) -> None:
        """The copy is where the person put it; nothing here changes."""

    @Slot(str)
    def _on_delete_requested(self, file_id: str) -> None:
        self._context.operations.write(self, partial(self._context.services.contact_commands.detach, file_id))

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.failed.emit(error)
