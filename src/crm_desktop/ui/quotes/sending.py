"""What is done with a finished quote: issued, printed, saved as a PDF, e-mailed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.services.quotes.views import QuoteDetail
from crm_desktop.ui.kit.date_words import write_date
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.printing.files import file_name, write_file
from crm_desktop.ui.printing.preview import PrintPreview
from crm_desktop.ui.quotes.outside import Desktop, Outside
from crm_desktop.ui.quotes.questions import IssueQuestion

Job = Literal["issue", "print", "save", "email"]


class Sending(QObject):
    """Gives a draft its number first, after asking; an issued quote goes out as the bytes that were issued.

    Signals:
        issued(str): this quote has its number now
        done(str): said to the person, where the result cannot be seen
        failed(CrmError): nothing went out
    """

    issued = Signal(str)
    done = Signal(str)
    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget, outside: Outside | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._services = context.services
        self._operations = context.operations
        self._widget = parent
        self._outside: Outside = outside or Desktop()
        self._asked: tuple[Job, str] = ("issue", "")
        self.question: IssueQuestion | None = None
        self.preview: PrintPreview | None = None

    def start(self, job: Job, detail: QuoteDetail) -> None:
        """Do something with a quote whose draft is saved."""
        if detail.is_sealed:
            self._go_on(job, detail)
            return
        number = detail.next_number
        words = {
            "issue": self.tr("Issue {number}"),
            "print": self.tr("Issue {number} and print"),
            "save": self.tr("Issue {number} and save"),
            "email": self.tr("Issue {number} and email"),
        }[job].format(number=number)
        self.question = IssueQuestion(self._context.theme, number, words, self._widget)
        self._asked = (job, detail.id)
        self.question.accepted.connect(self._issue)
        self.question.finished.connect(self.question.deleteLater)
        self.question.open()

    @Slot()
    def _issue(self) -> None:
        job, quote_id = self._asked
        self._operations.write(
            self,
            partial(self._services.quote_commands.issue, quote_id),
            partial(self._on_issued, job, quote_id),
            self.failed.emit,
        )

    def _on_issued(self, job: Job, quote_id: str, _change: object) -> None:
        self.issued.emit(quote_id)
        if job != "issue":
            self._operations.read(self, partial(self._services.quotes.detail, quote_id), partial(self._go_on, job))

    def _go_on(self, job: Job, detail: QuoteDetail) -> None:
        if job == "issue":
            return
        then = {"print": self._print, "save": self._save, "email": self._email}[job]
        self._operations.read(
            self, partial(self._services.quotes.pdf, detail.id), partial(then, detail), self.failed.emit
        )

    def _file_name(self, detail: QuoteDetail) -> str:
        return file_name(f"{detail.number} {detail.customer}")

    def _print(self, detail: QuoteDetail, pdf: bytes) -> None:
        title = self.tr("Quote {number}").format(number=detail.number)
        preview = PrintPreview(
            pdf,
            title,
            self._context.theme,
            self._operations,
            name=f"{detail.number} {detail.customer}",
            parent=self._widget.window(),
        )
        preview.destroyed.connect(self._forget_preview)
        preview.printed.connect(self._on_printed)
        self.preview = preview
        preview.show()
        preview.activateWindow()

    @Slot()
    def _forget_preview(self) -> None:
        self.preview = None

    @Slot(int)
    def _on_printed(self, pages: int) -> None:
        self.done.emit(self.tr("%n pages sent to the printer", "", pages))

    def _save(self, detail: QuoteDetail, pdf: bytes) -> None:
        path = self._outside.ask_where(self._widget.window(), self._file_name(detail))
        if path is not None:
            self._operations.work(self, partial(write_file, path, pdf), self._on_saved, self.failed.emit)

    def _on_saved(self, path: Path) -> None:
        self.done.emit(self.tr("Saved {name}").format(name=path.name))

    def _email(self, detail: QuoteDetail, pdf: bytes) -> None:
        path = self._outside.downloads() / self._file_name(detail)
        self._operations.work(self, partial(write_file, path, pdf), partial(self._open_mail, detail), self.failed.emit)

    def _open_mail(self, detail: QuoteDetail, path: Path) -> None:
        self._operations.read(
            self, self._services.workspace.business, partial(self._open_mail_of, detail, path), self.failed.emit
        )

    def _open_mail_of(self, detail: QuoteDetail, path: Path, business: object) -> None:
        firm = str(getattr(business, "name", ""))
        subject = self.tr("Quote {number} from {firm}").format(number=detail.number, firm=firm)
        lines = [self.tr("Hello {name},").format(name=(detail.person or detail.customer).split(" ")[0]), ""]
        lines.append(self.tr("please find our quote {number} attached.").format(number=detail.number))
        if detail.draft.valid_until is not None:
            lines.append(self.tr("It is valid until {day}.").format(day=write_date(detail.draft.valid_until)))
        lines += ["", firm]
        opened = self._outside.open_mail(detail.email, subject, "\n".join(lines))
        self._outside.reveal(path)
        if opened:
            words = self.tr("Attach {name} to the mail that has opened; it is in {folder}.")
        else:
            words = self.tr("No mail program answered. {name} is in {folder}, ready to be sent.")
        self.done.emit(words.format(name=path.name, folder=path.parent))
