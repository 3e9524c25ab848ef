"""A letter to each of many people, ready to print: every text is already that of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.documents.page_size import PageSize
from crm_desktop.documents.quote_paper import Party


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, when, about what, and the text in paragraphs."""

    address: Sequence[str]
    date: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """Letters on the firm's paper; each begins on a page of its own."""

    sender: Party
    letters: Sequence[Letter]
    title: str = "Letters"
    language: str = "en"
    page_size: PageSize = "A4"
