"""Labels and letters: what is chosen on the left, the paper itself on the right, then print or save."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.documents.label_sheets import usual_sheet
from crm_desktop.services.mailing.views import Audience, Mailing
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.folders import downloads
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.links import open_folder
from crm_desktop.ui.kit.paper_view import PaperView
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.mailing.jobs import Gathered, PaperRequest, Preview, gather, make_all, own_fields, preview
from crm_desktop.ui.mailing.options import MailingOptions
from crm_desktop.ui.pane.operations import Progress
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.printing.files import file_name
from crm_desktop.ui.printing.preview import PrintPreview

_WIDTH, _HEIGHT, _SIDE = 1120, 760, 372
_SETTLE_MS: Final = 250
_NOBODY: Final = Mailing((), ())


class MailingDialog(QDialog):
    """Prints to contacts: those given, those of a filter, a segment, or all.

    Signals:
        contact_requested(str): show this contact
    """

    contact_requested = Signal(str)

    def __init__(self, context: PaneContext, audience: Audience, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._mailing = _NOBODY
        self._ticket = 0
        self._written: Path | None = None
        self._previewed: tuple[Mailing, PaperRequest] | None = None
        self.preview: PrintPreview | None = None
        self.setWindowTitle(self.tr("Labels and letters"))
        self.resize(_WIDTH, _HEIGHT)
        business = context.services.workspace.business()
        from crm_desktop.services.quotes.paper import page_size_of

        self.options = MailingOptions(context, audience, usual_sheet(page_size_of(business.country)))
        self._build()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._connect()
        context.operations.read(self, self._read_segments, self._on_segments)
        context.operations.read(self, partial(own_fields, context.services), self.options.add_own_fields)
        self.options.begin_draft()
        self._gather()

    def _build(self) -> None:
        theme = self._context.theme
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        side = Surface("surface")
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.options, 1)
        left.addWidget(Rule())
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Making the pages"))
        self.progress.hide()
        self.print_button = Button(theme, self.tr("Print…"), "primary", "printer")
        self.save_button = Button(theme, self.tr("Save PDF…"), icon="download")
        self.close_button = Button(theme, self.tr("Close"), "ghost")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.print_button, self.save_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 12, 20, 16)
        foot.setSpacing(8)
        foot.addWidget(self.progress)
        foot.addLayout(buttons)
        left.addLayout(foot)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.banner = Banner(theme, "danger", "")
        self.banner.hide()
        self.paper = PaperView(theme, self.tr("The first pages"))
        self.shown = Label("", "small", "tertiary")
        self.shown.setContentsMargins(24, 8, 24, 8)
        right.addWidget(self.banner)
        right.addWidget(self.paper, 1)
        right.addWidget(self.shown)
        whole.addWidget(side)
        whole.addWidget(Rule(vertical=True))
        whole.addLayout(right, 1)
        self._set_ready()

    def _connect(self) -> None:
        self.options.audience_changed.connect(self._gather)
        self.options.paper_changed.connect(self._on_paper_changed)
        self.options.contact_requested.connect(self.contact_requested)
        self._settle.timeout.connect(self._draw)
        self.paper.width_wanted.connect(self._draw)
        self.print_button.clicked.connect(self.print_all)
        self.save_button.clicked.connect(self.ask_where)
        self.close_button.clicked.connect(self.reject)
        self.banner.action_requested.connect(self._on_show_folder)
        self._context.operations.progressed.connect(self._on_progressed)

    # who

    def _read_segments(self) -> list[tuple[str, str]]:
        views = self._context.services.saved_views
        return [(one.name, views.where_of(one)) for one in views.segments("contact")]

    @Slot(object)
    def _on_segments(self, segments: list[tuple[str, str]]) -> None:
        self.options.add_segments(segments)

    @Slot()
    def _gather(self) -> None:
        call = partial(gather, self._context.services, self.options.audience())
        self._context.operations.work(self, call, self._on_gathered, self._tell)

    @Slot(object)
    def _on_gathered(self, gathered: Gathered) -> None:
        if gathered.audience == self.options.audience():
            self._mailing = gathered.mailing
            self.options.show_mailing(gathered.mailing)
            self.banner.hide()
            self._draw()

    # the paper

    @Slot()
    def _on_paper_changed(self) -> None:
        self.options.show_mailing(self._mailing)
        self._settle.start()

    @Slot()
    def _draw(self) -> None:
        self._settle.stop()
        request, pieces = self.options.request(), self._mailing.households
        is_blank = request.kind == "letters" and not request.letter.text.strip()
        if not pieces or is_blank:
            self.paper.set_pages([])
            empty = self.tr("Nobody here has an address to write to.")
            self.shown.setText(self.tr("Write the letter, and it stands here.") if pieces else empty)
            self._set_ready()
            return
        call = partial(preview, self._context.services, request, pieces, self.paper.wanted_width())
        self._context.operations.work(self, call, self._on_preview, self._tell)

    @Slot(object)
    def _on_preview(self, made: Preview) -> None:
        if made.request != self.options.request() or not self._mailing.households:
            return
        self.paper.set_pages(made.pages)
        if not self._written:
            self.banner.hide()
        first = len(made.request.previewed(self._mailing.households))
        pieces = len(self._mailing.households)
        words = self.tr("The first {shown} of {all}.") if first < pieces else self.tr("All {all}.")
        self.shown.setText(words.format(shown=first, all=pieces))
        self._set_ready()

    def _set_ready(self) -> None:
        ready = self.paper.page_count() > 0 and not self._ticket
        self.print_button.setEnabled(ready)
        self.save_button.setEnabled(ready)

    # printing and saving

    @Slot()
    def print_all(self) -> None:
        """Make every page, and open the preview that prints them."""
        self._start(None)

    @Slot()
    def ask_where(self) -> None:
        """Ask for the file, and write it."""
        name = file_name(self._title())
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save PDF"), str(downloads() / name), self.tr("PDF files (*.pdf)")
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Make every page and write the PDF."""
        self._start(path)

    def _title(self) -> str:
        return {
            "labels": self.tr("Labels"), "envelopes": self.tr("Envelopes"), "letters": self.tr("Letters")
        }[self.options.chosen_kind()]  # fmt: skip

    def _start(self, path: Path | None) -> None:
        if self._ticket or not self._mailing.households:
            return
        self.banner.hide()
        self._written = None
        self.progress.setRange(0, 0)
        self.progress.show()
        request, mailing = self.options.request(), self._mailing
        call = partial(make_all, self._context.services, request, mailing.households, path)
        done = partial(self._on_made, path, mailing, request)
        name = self.tr("Making {what}").format(what=self._title().lower())
        self._ticket = self._context.operations.long_work(self, name, call, done, self._on_failed)
        self.options.setEnabled(False)
        self.close_button.set_text(self.tr("Stop"))
        self._set_ready()

    def _on_made(self, path: Path | None, mailing: Mailing, request: PaperRequest, pdf: bytes) -> None:
        self._end()
        if path is not None:
            self._written = path
            self.banner.set_message(self.tr("The PDF was saved."), str(path), tone="success")
            self.banner.set_actions(self.tr("Open folder"))
            self.banner.show()
            self._log(mailing, request)
            return
        title = self._title()
        self._previewed = (mailing, request)
        window = PrintPreview(pdf, title, self._context.theme, self._context.operations, name=title, parent=self)
        window.destroyed.connect(self._forget_preview)
        window.printed.connect(self._on_printed)
        window.saved.connect(self._on_printed)
        self.preview = window
        window.show()

    @Slot()
    def _forget_preview(self) -> None:
        self.preview = None
        if not self.isVisible():
            self.deleteLater()

    def _on_printed(self, _outcome: object) -> None:
        if self._previewed is not None:
            self._log(*self._previewed)

    def _log(self, mailing: Mailing, request: PaperRequest) -> None:
        """Letters that went out stand in the timelines; the draft has done its work."""
        if request.kind != "letters":
            return
        if self.options.log.isChecked() and not self._context.services.database.read_only:
            commands = self._context.services.mailing_commands
            call = partial(commands.log_letters, mailing.households, request.letter)
            self._context.operations.write(self, call)
            self.options.log.setChecked(False)  # printed once more, it is the same letter
        self.options.keeper.forget()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._ticket and progress.ticket == self._ticket:
            self.progress.setRange(0, progress.total)
            self.progress.setValue(progress.done)

    def _on_failed(self, error: CrmError) -> None:
        self._end()
        self._tell(error)

    def _end(self) -> None:
        self._ticket = 0
        self.progress.hide()
        self.options.setEnabled(True)
        self.close_button.set_text(self.tr("Close"))
        self._set_ready()

    def _tell(self, error: CrmError) -> None:
        self.banner.set_message(error.title, error.detail, tone="danger")
        self.banner.set_actions()
        self.banner.show()

    @Slot()
    def _on_show_folder(self) -> None:
        if self._written is not None:
            open_folder(self._written.parent)

    def reject(self) -> None:
        """Stop what is being made; only when nothing is, close."""
        if self._ticket:
            self._context.operations.stop(self._ticket)
        else:
            self.options.keeper.leave()
            super().reject()
            if self.preview is None:  # a preview that is still open belongs to this window
                self.deleteLater()
