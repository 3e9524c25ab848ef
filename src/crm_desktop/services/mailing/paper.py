"""Post as PDF: labels, envelopes and letters for the people of a mailing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.documents.address_paper import EnvelopePaper, LabelPaper
from crm_desktop.documents.label_sheets import envelope_named, sheet_named
from crm_desktop.documents.letter_paper import Letter, LetterPaper
from crm_desktop.services.mailing.households import names_on_post
from crm_desktop.services.mailing.merge_fields import Own, filled, long_day, values_for
from crm_desktop.services.mailing.own_values import OwnValues
from crm_desktop.services.mailing.views import Household, LabelChoice, LetterDraft
from crm_desktop.services.postal import address_lines
from crm_desktop.services.quotes.paper import page_size_of
from crm_desktop.services.quotes.parties import language_tag, party, seller_of

if TYPE_CHECKING:
    from crm_desktop.documents.address_render import Progress
    from crm_desktop.documents.quote_paper import Party
    from crm_desktop.services.services import Services


class MailingPaper:
    """Makes the PDFs. Every method may take seconds: call it off the main thread.

    `progress` is told how many pieces are done and answers whether to go on; where it says no, `CrmError` is raised.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._business = services.workspace.business()
        self._tag = language_tag(self._business.language, self._business.country)

    def labels(self, pieces: Sequence[Household], choice: LabelChoice, progress: Progress | None = None) -> bytes:
        """Return sheets of labels. Raises `Refused` for a sheet, start or field that there is not."""
        from crm_desktop.documents.address_render import render_labels

        sheet = sheet_named(choice.sheet)
        if not 0 <= choice.start < sheet.count:
            raise Refused(
                f"{sheet.name} has {sheet.count} labels, so printing cannot start at label {choice.start + 1}.",
                f"Choose a label from 1 to {sheet.count}.",
            )
        addresses = self._addresses(pieces)
        if choice.line.strip():
            above = self._above(pieces, choice.line)
            addresses = [[*line, *address] for line, address in zip(above, addresses, strict=True)]
        paper = LabelPaper(sheet, addresses, choice.start, business=self._business.name, language=self._tag)
        return _stoppable(partial(render_labels, paper, progress))

    def envelopes(
        self, pieces: Sequence[Household], size: str, progress: Progress | None = None, *, sender: bool = True
    ) -> bytes:
        """Return one page for each envelope, with the firm's address in the corner unless it has it printed."""
        from crm_desktop.documents.address_render import render_envelopes

        paper = EnvelopePaper(
            envelope_named(size), self._addresses(pieces), self._sender() if sender else None, language=self._tag
        )
        return _stoppable(partial(render_envelopes, paper, progress))

    def letters(self, pieces: Sequence[Household], draft: LetterDraft, progress: Progress | None = None) -> bytes:
        """Return a letter to each piece's people. Raises `Refused` for a field that there is not."""
        from crm_desktop.documents.letter_render import render_letters

        if not draft.text.strip():
            raise Refused("The letter says nothing yet.", "Nothing was made. Write its text and try again.")
        own = OwnValues(self._services, self._tag)
        values = own.of(pieces, draft.subject, draft.text)
        day = long_day(today(self._services.clock), self._tag)
        addressed = zip(pieces, self._addresses(pieces), values, strict=True)
        letters = [self._letter(piece, draft, day, lines, own.names, held) for piece, lines, held in addressed]
        paper = LetterPaper(self._sender(), letters, language=self._tag, page_size=page_size_of(self._business.country))
        return _stoppable(partial(render_letters, paper, progress))

    def _letter(
        self, piece: Household, draft: LetterDraft, day: str, address: list[str], own: Own, held: dict[str, str]
    ) -> Letter:
        values = values_for(piece, self._tag, day, self._business.name) | held
        return Letter(address, day, filled(draft.subject, values, own), filled(draft.text, values, own))

    def _above(self, pieces: Sequence[Household], line: str) -> list[list[str]]:
        """Return what stands above each address: a line with its fields filled, or nothing."""
        own = OwnValues(self._services, self._tag)
        values = own.of(pieces, line)
        day = long_day(today(self._services.clock), self._tag)
        texts = (
            filled(line, values_for(piece, self._tag, day, self._business.name) | held, own.names)
            for piece, held in zip(pieces, values, strict=True)
        )
        return [[text.strip()] if text.strip() else [] for text in texts]

    def _addresses(self, pieces: Sequence[Household]) -> list[list[str]]:
        home, language = self._business.country, self._business.language
        found = []
        for piece in pieces:
            first = piece.first
            company = first.company if first.at_company else ""
            names = names_on_post(piece, self._tag)
            found.append(address_lines(first.address, names, company, home=home, language=language))
        return found

    def _sender(self) -> Party:
        logo = self._services.workspace.blob(self._business.logo_id) if self._business.logo_id else None
        return party(seller_of(self._business), logo)


def _stoppable(render: Callable[[], bytes]) -> bytes:
    from crm_desktop.documents.address_render import Stopped

    try:
        return render()
    except Stopped as stopped:
        raise CrmError("It was stopped.", "Nothing was printed or written.") from stopped
