"""The print preview: the pages on the left, how to print them on the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.folders import downloads
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paper_view import PaperView
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.printing.files import file_name, write_file
from crm_desktop.ui.printing.page_range import read_pages
from crm_desktop.ui.printing.pages import pictures_of
from crm_desktop.ui.printing.printing import PrintJob, print_pages
from crm_desktop.ui.printing.spooler import PrinterChoice, Spooler, SystemSpooler
from crm_desktop.ui.theme.theme import Theme

_WIDTH, _HEIGHT = 1040, 780
_OPTIONS = 300


class PrintPreview(QWidget):
    """A window of its own over one PDF. Enter prints, Ctrl+S saves the PDF, Esc closes.

    Signals:
        printed(int): so many pages went to the printer
        saved(str): the PDF was written to this path
    """

    printed = Signal(int)
    saved = Signal(str)

    def __init__(
        self,
        pdf: bytes,
        title: str,
        theme: Theme,
        operations: Operations,
        *,
        name: str = "",
        spooler: Spooler | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._pdf = pdf
        self._name = file_name(name or title)
        self._theme = theme
        self._operations = operations
        self._spooler: Spooler = spooler or SystemSpooler()
        self._page_count = 0
        self._printing = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Print {title}").format(title=title))
        self.setObjectName("page")
        self.resize(_WIDTH, _HEIGHT)
        self._build(title)
        self._connect()
        self._operations.work(self, self._spooler.printers, self._on_printers)
        self._draw(self.paper.wanted_width())

    def _build(self, title: str) -> None:
        self.paper = PaperView(self._theme, self.tr("Pages of {title}").format(title=title))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.paper, 1)
        side = Surface("surface")
        side.setFixedWidth(_OPTIONS)
        row.addWidget(side)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        options = ScrollPage(self.tr("Print options"), margins=(20, 18, 20, 12), spacing=14)
        column.addWidget(options, 1)
        heading = QHBoxLayout()
        heading.setSpacing(2)
        heading.addWidget(Label(title, "title2", wrap=True), 1)
        self._zoom_out = IconButton(self._theme, "zoom-out", self.tr("Smaller pages"))
        self._zoom_in = IconButton(self._theme, "zoom-in", self.tr("Larger pages"))
        heading.addWidget(self._zoom_out)
        heading.addWidget(self._zoom_in)
        options.body.addLayout(heading)
        self.pages_label = Label("", "small", "secondary")
        options.add(self.pages_label)
        self.banner = Banner(self._theme, "info", "")
        self.banner.hide()
        options.add(self.banner)
        self.printers = QComboBox()
        self.copies = QSpinBox(minimum=1, maximum=999)
        # The style sheet's padding does not reach the field inside a spin box.
        self.copies.lineEdit().setTextMargins(8, 0, 8, 0)
        self.range = QLineEdit()
        self.range.setPlaceholderText(self.tr("All pages"))
        self.colour = Segmented(self.tr("Colour"), (("colour", self.tr("Colour")), ("grey", self.tr("Greys"))))
        self._range_field = Field(self._theme, self.tr("Pages, such as 1-3, 5"), self.range)
        self._fields = [
            Field(self._theme, self.tr("Printer"), self.printers),
            Field(self._theme, self.tr("Copies"), self.copies),
            self._range_field,
            Field(self._theme, self.tr("Colour"), self.colour),
        ]
        for field in self._fields:
            options.add(field)
        self.paper_label = Label("", "small", "tertiary", wrap=True)
        options.add(self.paper_label)
        options.add_stretch()
        column.addWidget(Rule())
        buttons = QVBoxLayout()
        buttons.setContentsMargins(20, 14, 20, 18)
        buttons.setSpacing(8)
        self.print_button = Button(self._theme, self.tr("Print"), "primary", "printer", size="large")
        self.save_button = Button(self._theme, self.tr("Save PDF"), icon="download")
        self.save_button.setToolTip(self.tr("Save PDF (Ctrl+S)"))
        self.close_button = Button(self._theme, self.tr("Close"), "ghost")
        for button in (self.print_button, self.save_button, self.close_button):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.print_button.setEnabled(False)

    def _connect(self) -> None:
        self.paper.width_wanted.connect(self._draw)
        self._zoom_in.clicked.connect(self.paper.zoom_in)
        self._zoom_out.clicked.connect(self.paper.zoom_out)
        self.print_button.clicked.connect(self.print_now)
        self.save_button.clicked.connect(self.save_pdf)
        self.close_button.clicked.connect(self.close)

    @property
    def has_printer(self) -> bool:
        """Whether there is anything to print on."""
        return self.printers.count() > 0

    @Slot()
    def print_now(self) -> None:
        """Print what is chosen; without a printer, offer the PDF."""
        if self._printing or not self._page_count:
            return
        if not self.has_printer:
            self.save_pdf()
            return
        pages = read_pages(self.range.text(), self._page_count)
        if pages is None:
            self._range_field.set_error(
                self.tr("Write page numbers from 1 to {last}, such as 1-3, 5.").format(last=self._page_count)
            )
            self.range.setFocus()
            return
        self._range_field.set_error("")
        self._printing = True
        self.print_button.setEnabled(False)
        job = PrintJob(
            self._pdf,
            self.windowTitle(),
            tuple(pages),
            printer=str(self.printers.currentData()),
            copies=self.copies.value(),
            colour=self.colour.current() == "colour",
        )
        self._operations.work(self, partial(print_pages, job, self._spooler), self._on_printed, self._on_failed)

    @Slot()
    def save_pdf(self) -> None:
        """Ask where to keep the PDF, and write it there."""
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save PDF"), str(downloads() / self._name), self.tr("PDF files (*.pdf)")
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the PDF to a file."""
        self._operations.work(self, partial(write_file, path, self._pdf), self._on_saved, self._on_failed)

    @Slot(int)
    def _draw(self, width: int) -> None:
        self._operations.work(self, partial(pictures_of, self._pdf, width), self._on_pages, self._on_failed)

    def _on_pages(self, pages: list[object]) -> None:
        self._page_count = len(pages)
        self.paper.set_pages(pages)  # type: ignore[arg-type]
        self.pages_label.setText(self.tr("%n pages", "", len(pages)))
        self.print_button.setEnabled(not self._printing)
        first = pages[0]
        shape = getattr(first, "height") / getattr(first, "width")  # noqa: B009  # a PaperPage
        paper = self.tr("A4") if shape > 1.35 else self.tr("Letter")
        if shape < 1:
            paper = self.tr("Landscape")
        self.paper_label.setText(self.tr("Paper: {paper}").format(paper=paper))

    def _on_printers(self, printers: list[PrinterChoice]) -> None:
        for printer in printers:
            self.printers.addItem(printer.words, printer.name)
        if not printers:
            for field in self._fields:
                field.setEnabled(False)
            self.banner.set_message(
                self.tr("No printer is set up on this computer."),
                self.tr("Save the PDF and print it elsewhere; it is the same page to the last dot."),
            )
            self.banner.show()
            self.print_button.hide()
            self.save_button.set_kind("primary")
            self.save_button.setFocus()
        else:
            self.print_button.setFocus()

    def _on_printed(self, pages: int) -> None:
        self._printing = False
        self.printed.emit(pages)
        self.close()

    def _on_saved(self, path: Path) -> None:
        self.banner.set_message(self.tr("The PDF was saved."), str(path), tone="success")
        self.banner.show()
        self.saved.emit(str(path))

    def _on_failed(self, error: CrmError) -> None:
        self._printing = False
        self.print_button.setEnabled(bool(self._page_count))
        self.banner.set_message(error.title, error.detail, tone="danger")
        self.banner.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Save):
            self.save_pdf()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()
            else:
                self.print_now()
        else:
            super().keyPressEvent(event)
