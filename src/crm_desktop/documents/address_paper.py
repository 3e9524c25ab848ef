"""Addresses on labels and envelopes: what is written in each place, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.documents.label_sheets import EnvelopeSize, LabelSheet
from crm_desktop.documents.quote_paper import Party


@dataclass(frozen=True, slots=True)
class LabelPaper:
    """Labels for one kind of sheet; `start` labels of the first sheet are used up already."""

    sheet: LabelSheet
    addresses: Sequence[Sequence[str]]
    start: int = 0
    title: str = "Labels"
    business: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class EnvelopePaper:
    """One envelope for each address; `sender` stands small in the corner, nothing when it has no name."""

    size: EnvelopeSize
    addresses: Sequence[Sequence[str]]
    sender: Party | None = None
    title: str = "Envelopes"
    language: str = "en"
