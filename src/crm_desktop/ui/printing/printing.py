"""A PDF onto a printer: every page as a picture at the printer's own resolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.printing.spooler import Spooler

MOST_DPI = 300
"""Finer than the eye reads on paper; more would only cost memory (A4 at 600 is 140 MB a page)."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What to print and how; `printer` "" is the one the computer usually uses."""

    pdf: bytes
    title: str
    pages: Sequence[int]
    printer: str = ""
    copies: int = 1
    colour: bool = True
    output_file: str = ""
    """Print into this PDF file instead of onto a printer."""


def print_pages(job: PrintJob, spooler: Spooler) -> int:
    """Print and return how many pages went out. Slow: not for the main thread. Raises `CrmError`."""
    from crm_desktop.documents.raster import page_sizes, render_page

    sizes = page_sizes(job.pdf)
    printer = spooler.open(job.printer)
    printer.setDocName(job.title)
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.Color if job.colour else QPrinter.ColorMode.GrayScale)
    printer.setCopyCount(max(1, job.copies))
    if job.output_file:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(job.output_file)
    printer.setResolution(min(max(printer.resolution(), 150), MOST_DPI))
    _take_paper(printer, sizes[job.pages[0]])
    painter = QPainter()
    if not painter.begin(printer):
        raise CrmError(
            "The printer did not take the document.",
            "Nothing was printed. See that it is switched on and connected, or save the PDF instead.",
        )
    try:
        for place, number in enumerate(job.pages):
            if place:
                _take_paper(printer, sizes[number])
                printer.newPage()
            page = render_page(job.pdf, number, printer.resolution() / 72)
            image = QImage(page.data, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
            if not job.colour:
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            painter.drawImage(_place(printer, page.width, page.height), image)
    finally:
        painter.end()
    return len(job.pages)


def _take_paper(printer: QPrinter, size: tuple[float, float]) -> None:
    wanted = QPageSize(QSizeF(*size), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if size[0] > size[1] else QPageLayout.Orientation.Portrait
    if turned is QPageLayout.Orientation.Landscape:
        wanted = QPageSize(QSizeF(size[1], size[0]), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(wanted, turned, QMarginsF(0, 0, 0, 0)))


def _place(printer: QPrinter, width: int, height: int) -> QRectF:
    """The whole sheet, or as much of it as the page's shape fills."""
    sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    scale = min(sheet.width() / width, sheet.height() / height)
    return QRectF(0, 0, width * scale, height * scale)
