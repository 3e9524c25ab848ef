"""What the window of labels and letters asks of the services, each call made off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from crm_desktop.services.mailing.views import Audience, Household, LabelChoice, LetterDraft, Mailing
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.paper_view import PaperPage
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.printing.files import write_file
from crm_desktop.ui.printing.pages import pictures_of

PaperKind = Literal["labels", "envelopes", "letters"]
NOTHING_WRITTEN: Final = LetterDraft()
PREVIEWED: Final = 3
"""So many envelopes or letters, or sheets of labels, are shown beside the form."""


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """What is to be printed, as the form says it."""

    kind: PaperKind
    sheet: str = ""
    start: int = 0
    per_sheet: int = 1
    size: str = ""
    sender: bool = True
    letter: LetterDraft = NOTHING_WRITTEN
    line: str = ""

    def previewed(self, pieces: Sequence[Household]) -> Sequence[Household]:
        """The pieces that fit on the pages shown beside the form."""
        if self.kind == "labels":
            return pieces[: self.per_sheet - self.start]
        return pieces[:PREVIEWED]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first pages as pictures, for the request that they were made for."""

    request: PaperRequest
    pages: Sequence[PaperPage]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Who is written to, for the audience that was asked about."""

    audience: Audience
    mailing: Mailing


def gather(services: Services, audience: Audience) -> Gathered:
    """Read who is written to."""
    return Gathered(audience, services.mailing.mailing(audience))


def own_fields(services: Services) -> list[tuple[str, str]]:
    """Return (name in braces, label) of the own fields of contacts."""
    from crm_desktop.services.mailing.own_values import OwnValues

    return OwnValues(services, "en").menu()


def preview(services: Services, request: PaperRequest, pieces: Sequence[Household], width: int) -> Preview:
    """Make the first pages. Raises `CrmError`."""
    pdf = make(services, request, request.previewed(pieces))
    return Preview(request, pictures_of(pdf, width))


def make(
    services: Services, request: PaperRequest, pieces: Sequence[Household],
    progress: Callable[[int, int], bool] | None = None,
) -> bytes:  # fmt: skip
    """Make the PDF. Raises `CrmError`."""
    from crm_desktop.services.mailing.paper import MailingPaper

    paper = MailingPaper(services)
    if request.kind == "labels":
        return paper.labels(pieces, LabelChoice(request.sheet, request.start, request.line), progress)
    if request.kind == "envelopes":
        return paper.envelopes(pieces, request.size, progress, sender=request.sender)
    return paper.letters(pieces, request.letter, progress)


def make_all(
    services: Services, request: PaperRequest, pieces: Sequence[Household], path: Path | None, control: JobControl
) -> bytes:
    """Make the whole PDF, write it to `path` when one is named, and return it. Raises `CrmError`."""
    pdf = make(services, request, pieces, control.progress)
    if path is not None:
        write_file(path, pdf)
    return pdf
