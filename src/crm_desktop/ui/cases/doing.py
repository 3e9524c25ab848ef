"""What is done to the case that is shown, and the panels that ask for what it takes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core.file_names import safe_name
from crm_desktop.services.cases.views import ENDED, CaseDetail, SavedAnswer
from crm_desktop.ui.cases.answers_dialog import AnswersDialog
from crm_desktop.ui.cases.files import read_paths, save_copy
from crm_desktop.ui.cases.pick_popover import PickPopover, find_customers, find_products
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.folders import documents, downloads
from crm_desktop.ui.kit.links import open_link
from crm_desktop.ui.pane.operations import Call
from crm_desktop.ui.pane.pane import PaneContext


class CaseDoing(QObject):
    """Writes of the page; `case` is what is shown, None for nothing.

    Signals:
        failed(CrmError): a write was refused.
        noticed(str): tell the person something that is no change.
        case_left: the case that is shown is going into the Bin.
    """

    failed = Signal(object)
    noticed = Signal(str)
    case_left = Signal()

    def __init__(self, context: PaneContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._customer: PickPopover | None = None
        self._product: PickPopover | None = None
        self.case: CaseDetail | None = None

    def _write(self, call: Call) -> None:
        self._context.operations.write(self, call, None, self.failed.emit)

    # fields and status

    @Slot(str, object)
    def save_field(self, key: str, value: object) -> None:
        """Save one field."""
        if self.case is not None:
            self._write(partial(self._context.services.case_commands.save_field, self.case.id, key, value))

    @Slot()
    def finish(self) -> None:
        """Solve the case, or open an ended one again."""
        if self.case is not None:
            commands = self._context.services.case_commands
            self._write(partial(commands.reopen if self.case.status in ENDED else commands.solve, self.case.id))

    def close(self) -> None:
        """Close the case without a solution."""
        if self.case is not None:
            self._write(partial(self._context.services.case_commands.close, self.case.id))

    def delete(self) -> None:
        """Put the case into the Bin."""
        if self.case is not None:
            self.case_left.emit()
            self._write(partial(self._context.services.case_commands.bin, [self.case.id]))

    @Slot(str)
    def delete_message(self, message_id: str) -> None:
        """Take a message out of the thread."""
        self._write(partial(self._context.services.case_commands.bin_message, message_id))

    # customer and product

    def choose_customer(self, anchor: QWidget) -> None:
        """Ask whom the case is from."""
        if self._customer is None:
            self._customer = PickPopover(
                self._context, tr("Customer"), tr("Name, phone or company"), find_customers, self._page.window()
            )
            self._customer.chosen.connect(self._on_customer)
        customer = self.case.customer if self.case is not None else None
        self._customer.offer(anchor, customer.name if customer is not None else "")

    @Slot(str)
    def _on_customer(self, contact_id: str) -> None:
        if self.case is not None:
            self._write(partial(self._context.services.case_commands.set_customer, self.case.id, contact_id or None))

    def choose_product(self, anchor: QWidget) -> None:
        """Ask what the case is about."""
        if self._product is None:
            self._product = PickPopover(
                self._context, tr("Product"), tr("Name or code"), find_products, self._page.window()
            )
            self._product.chosen.connect(self._on_product)
        self._product.offer(anchor, self.case.product if self.case is not None else "")

    @Slot(str)
    def _on_product(self, product_id: str) -> None:
        self.save_field("product_id", product_id or None)

    # saved answers

    @Slot()
    def manage_answers(self) -> None:
        """Change the saved answers."""
        self._context.operations.read(self, self._context.services.cases.saved_answers, self._open_answers)

    @Slot(object)
    def _open_answers(self, answers: list[SavedAnswer]) -> None:
        dialog = AnswersDialog(self._context, answers, self._page.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # files and links

    @Slot()
    def ask_for_files(self) -> None:
        """Choose files, and keep them on the case."""
        if self.case is not None:
            names, _ = QFileDialog.getOpenFileNames(self._page, tr("Attach to the case"), str(documents()))
            if names:
                self.attach([Path(name) for name in names])

    def attach(self, paths: list[Path]) -> None:
        """Keep these files on the case."""
        if self.case is not None:
            self._write(partial(read_paths, self._context.services, self.case.id, paths))

    @Slot(str, str)
    def handle_file(self, what: str, file_id: str) -> None:
        """Delete a file, or save a copy of it."""
        if what == "delete":
            self._write(partial(self._context.services.contact_commands.detach, file_id))
            return
        files = self.case.files if self.case is not None else ()
        name = next((one.name for one in files if one.id == file_id), "")
        path, _ = QFileDialog.getSaveFileName(self._page, tr("Save a copy"), str(downloads() / safe_name(name)))
        if path:
            call = partial(save_copy, self._context.services, file_id, Path(path))
            self._context.operations.read(self, call, self._on_copied, self.failed.emit)

    @Slot(object)
    def _on_copied(self, path: Path) -> None:
        self.noticed.emit(tr("Saved a copy as {name}.").format(name=path.name))

    @Slot(str)
    def open_link(self, address: str) -> None:
        """Call or write to somebody by the program that does that here."""
        if not open_link(address):
            self.noticed.emit(tr("No program on this computer opens {address}.").format(address=address))
