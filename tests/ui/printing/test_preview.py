"""The print preview: the same pages on the screen, on the printer and in the file; without a printer too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import CrmError
from crm_desktop.documents.quote_render import render_quote
from crm_desktop.documents.raster import page_count, page_sizes, render_page
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.printing.files import file_name, write_file
from crm_desktop.ui.printing.page_range import read_pages
from crm_desktop.ui.printing.preview import PrintPreview
from crm_desktop.ui.printing.printing import PrintJob, print_pages
from crm_desktop.ui.printing.spooler import PrinterChoice
from tests.services.quotes.bakery import CAKE, add_company, draft_for


class PdfPrinter:
    """A printer that prints into a file."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def printers(self) -> list[PrinterChoice]:
        return [] if self.path is None else [PrinterChoice("office", "Office printer", True)]

    def open(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.path))
        return printer


@pytest.fixture
def pdf(services: Services) -> bytes:
    """A quote of three pages."""
    lines = [CAKE] * 44
    return render_quote(services.quotes.paper_of_draft(draft_for(add_company(services), *lines)))


def shown(context: PaneContext, qtbot: QtBot, pdf: bytes, printer: PdfPrinter) -> PrintPreview:
    """Return the preview with its pages drawn."""
    preview = PrintPreview(pdf, "Quote Q-0001", context.theme, context.operations, spooler=printer)
    preview.show()
    qtbot.waitUntil(lambda: preview.paper.page_count() == page_count(pdf), timeout=10_000)
    return preview


def test_enter_prints_every_page(context: PaneContext, qtbot: QtBot, pdf: bytes, tmp_path: Path) -> None:
    printer = PdfPrinter(tmp_path / "printed.pdf")
    preview = shown(context, qtbot, pdf, printer)
    qtbot.waitUntil(lambda: preview.has_printer)

    with qtbot.waitSignal(preview.printed, timeout=20_000) as printed:
        QTest.keyClick(preview, Qt.Key.Key_Return)

    made = (tmp_path / "printed.pdf").read_bytes()
    assert printed.args == [3]
    assert page_count(made) == 3
    assert [round(side) for side in page_sizes(made)[0]] == [595, 842]
    # To the point where the paper on the screen has it.
    assert _ink(made, 0) == pytest.approx(_ink(pdf, 0), abs=2)


def test_only_the_pages_that_were_asked_for(context: PaneContext, qtbot: QtBot, pdf: bytes, tmp_path: Path) -> None:
    printer = PdfPrinter(tmp_path / "printed.pdf")
    preview = shown(context, qtbot, pdf, printer)
    qtbot.waitUntil(lambda: preview.has_printer)
    preview.range.setText("7")
    preview.print_now()
    assert preview._range_field.message() == "Write page numbers from 1 to 3, such as 1-3, 5."

    preview.range.setText("2-")
    with qtbot.waitSignal(preview.printed, timeout=20_000):
        preview.print_now()

    assert page_count((tmp_path / "printed.pdf").read_bytes()) == 2


def test_without_a_printer_the_pdf_can_be_saved(context: PaneContext, qtbot: QtBot, pdf: bytes, tmp_path: Path) -> None:
    preview = shown(context, qtbot, pdf, PdfPrinter(None))
    qtbot.waitUntil(lambda: preview.banner.title() == "No printer is set up on this computer.")
    assert preview.print_button.isHidden()

    with qtbot.waitSignal(preview.saved):
        preview.save_to(tmp_path / "here" / "quote.pdf")

    assert (tmp_path / "here" / "quote.pdf").read_bytes() == pdf
    preview.close()


def test_a_file_that_cannot_be_written_is_said_in_words(
    context: PaneContext, qtbot: QtBot, pdf: bytes, tmp_path: Path
) -> None:
    preview = shown(context, qtbot, pdf, PdfPrinter(None))
    (tmp_path / "folder").write_text("in the way")

    preview.save_to(tmp_path / "folder" / "quote.pdf")

    qtbot.waitUntil(lambda: "could not be written" in preview.banner.title())
    preview.close()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_is_said_in_words(pdf: bytes, qapp: object, tmp_path: Path) -> None:
    job = PrintJob(pdf, "Quote", (0,))

    with pytest.raises(CrmError, match="Nothing was printed"):
        print_pages(job, PdfPrinter(tmp_path / "missing" / "folder" / "x.pdf"))


def test_a_job_can_go_straight_into_a_file(pdf: bytes, qapp: object, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"

    print_pages(PrintJob(pdf, "Quote", (1,), colour=False, output_file=str(out)), PdfPrinter(None))

    assert page_count(out.read_bytes()) == 1


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", [0, 1, 2, 3, 4]), ("2", [1]), ("1-3", [0, 1, 2]), ("4-", [3, 4]), ("-2", [0, 1]), ("5, 1–2", [4, 0, 1]),
        ("2,2", [1]), ("0", None), ("6", None), ("3-1", None), ("one", None), (",", None),
    ],
)  # fmt: skip
def test_pages_are_read_as_people_write_them(text: str, pages: list[int] | None) -> None:
    assert read_pages(text, 5) == pages


@pytest.mark.parametrize(
    ("words", "name"),
    [("Q-0001 Harbor & Vine", "Q-0001 Harbor & Vine.pdf"), ("a/b:c?", "a b c.pdf"), ("..", "Document.pdf")],
)
def test_file_names_are_taken_by_every_system(words: str, name: str) -> None:
    assert file_name(words) == name


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write_file(tmp_path / "new" / "quote.pdf", b"%PDF")

    assert path.read_bytes() == b"%PDF"
    assert [one.name for one in path.parent.iterdir()] == ["quote.pdf"]


def _ink(pdf: bytes, page: int) -> tuple[int, int, int, int]:
    """Where a page is printed on: first and last row and column with ink, in points."""
    drawn = render_page(pdf, page, 1.0)
    rows = [drawn.data[row * drawn.stride : row * drawn.stride + drawn.width * 4] for row in range(drawn.height)]
    inked = [place for place, row in enumerate(rows) if min(row[0::4]) < 160]
    columns = [place for place in range(drawn.width) if min(row[4 * place] for row in rows) < 160]
    return inked[0], inked[-1], columns[0], columns[-1]
