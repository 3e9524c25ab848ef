"""For a person's sake: everything held about them in one file, and erasing them after saying what that means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.privacy.views import ErasurePreview, ErasureResult
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.detail import ContactDetailView
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.folders import documents
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.links import open_folder
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.theme.theme import Theme

_WIDTH = 560
_TALLEST = 420


class ErasureSheet(QDialog):
    """What would go, what would stay and why; two buttons, of which the safe one is the default."""

    def __init__(self, theme: Theme, preview: ErasurePreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self.setWindowTitle(self.tr("Erase this person"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconTile(theme, "trash-2", "danger"))
        title = self.tr("Erase {name} for good?").format(name=preview.name[:120])
        head.addWidget(Label(title, "title2", wrap=True), 1)
        column.addLayout(head)
        column.addWidget(
            Label(
                self.tr("This cannot be undone, not even from the history or the Bin."), "body", "secondary", wrap=True
            )
        )
        self.page = ScrollPage(self.tr("What will be erased and what stays"), margins=(0, 4, 8, 4), spacing=6)
        for one in self._lines():
            self.page.add(one)
        self.page.add_stretch()
        column.addWidget(self.page, 1)
        column.addLayout(self._buttons(theme))
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, min(220 + self.page.body.sizeHint().height() + 40, 180 + _TALLEST))

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.backups_button = Button(theme, self.tr("Show the backups"), "ghost", "folder-open")
        self.backups_button.setVisible(bool(self.preview.backups))
        self.keep_button = Button(theme, self.tr("Cancel"))
        self.erase_button = Button(theme, self.tr("Erase for good"), "danger")
        row.addWidget(self.backups_button)
        row.addStretch(1)
        row.addWidget(self.keep_button)
        row.addWidget(self.erase_button)
        self.backups_button.clicked.connect(self._on_backups)
        self.keep_button.clicked.connect(self.reject)
        self.erase_button.clicked.connect(self.accept)
        self.keep_button.setDefault(True)
        self.keep_button.setFocus()
        return row

    def _lines(self) -> Iterator[QWidget]:
        preview = self.preview
        yield _heading(self.tr("Erased, with its history and search"))
        for part in preview.erased:
            yield _count(part.label, part.count)
        if preview.emptied:
            yield Rule()
            yield _heading(self.tr("Stays for your figures, without what names them"))
            for part in preview.emptied:
                yield _count(part.label, part.count)
        for kept in preview.kept:
            yield Rule()
            yield _heading(self.tr("Kept: {what}").format(what=f"{kept.label}, {kept.count}"))
            if kept.titles:
                yield Label(", ".join(kept.titles), "body", wrap=True)
            yield Label(kept.reason, "small", "secondary", wrap=True)
        if preview.mentions:
            yield Rule()
            yield _heading(self.tr("The name also stands here, and is not touched"))
            for mention in preview.mentions:
                yield Label(mention.title or mention.kind, "body", wrap=True)
        yield Rule()
        yield _heading(self.tr("Backups"))
        yield Label(preview.about_backups, "small", "secondary", wrap=True)

    @Slot()
    def _on_backups(self) -> None:
        open_folder(Path(self.preview.backup_folder))


def _heading(text: str) -> Label:
    return Label(text, "bodyStrong", wrap=True)


def _count(text: str, count: int) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(Label(text, "body", "secondary", wrap=True), 1)
    row.addWidget(Label(f"{count:,}", "body", tabular=True))
    return line


class PersonPrivacy(QObject):
    """Asks where to write everything about a person, or whether to erase them, and has it done.

    Signals:
        failed(CrmError): it could not be done.
        noticed(str): tell the person something that is no change.
    """

    failed = Signal(object)
    noticed = Signal(str)

    def __init__(self, context: PaneContext, page: QWidget, detail: ContactDetailView) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._detail = detail
        self.sheet: ErasureSheet | None = None

    def act(self, name: str, contact: ContactDetail) -> None:
        """Do one of `PRIVACY` with a person; a company has neither."""
        if contact.kind == "person":
            self.export(contact) if name == "everything" else self.ask_to_erase(contact.id)

    def export(self, contact: ContactDetail) -> None:
        """Ask where to keep the package, and write it."""
        from crm_desktop.services.privacy.everything import suggested_name

        place, _ = QFileDialog.getSaveFileName(
            self._page, self.tr("Everything held about this person"),
            str(documents() / suggested_name(contact.name)), self.tr("ZIP files (*.zip)"),
        )  # fmt: skip
        if place:
            name = self.tr("Writing everything about {name}").format(name=contact.name)
            call = partial(_write, self._context.services, contact.id, Path(place))
            self._context.operations.long_work(self, name, call, self._on_written, self.failed.emit)

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.noticed.emit(self.tr("Wrote {name}.").format(name=path.name))

    def ask_to_erase(self, person_id: str) -> None:
        """Show what erasing would do, and erase when that is what the person wants."""
        call = partial(self._context.services.privacy.preview, person_id)
        self._context.operations.read(self, call, self._on_preview, self.failed.emit)

    @Slot(object)
    def _on_preview(self, preview: ErasurePreview) -> None:
        self.sheet = ErasureSheet(self._context.theme, preview, self._page.window())
        self.sheet.accepted.connect(self._on_accepted)
        self.sheet.finished.connect(self._on_closed)
        self.sheet.open()

    @Slot()
    def _on_accepted(self) -> None:
        if self.sheet is not None:
            call = partial(self._context.services.privacy_commands.erase, self.sheet.preview.person_id)
            self._context.operations.write(self, call, self._on_erased, self.failed.emit)

    @Slot()
    def _on_closed(self) -> None:
        if self.sheet is not None:
            self.sheet.deleteLater()
            self.sheet = None

    @Slot(object)
    def _on_erased(self, result: ErasureResult) -> None:
        contact = self._detail.contact
        if contact is not None and contact.id == result.preview.person_id:
            self._detail.show_contact("")
        if not result.swept:
            self.failed.emit(
                CrmError(
                    self.tr("The person was erased, but the file could not be written anew."),
                    self.tr(
                        "Remains of deleted text may stay in unused parts of it. Free some space, close other programs "
                        "that read the file, and run “crm-desktop compact”."
                    ),
                )
            )


def _write(services: Services, person_id: str, path: Path, control: JobControl) -> Path:
    from crm_desktop.services.privacy.everything import write_everything

    # The dialog has asked already whether to replace what is there.
    return write_everything(services, person_id, path, control.progress, replaces=True)
