"""What a paper about one person says: sections of records, each with its fields, ready to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.documents.page_size import PageSize


@dataclass(frozen=True, slots=True)
class PaperField:
    """One field: its name, and its value as it should read."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One record; `detail` stands small beside its title."""

    title: str
    detail: str
    fields: Sequence[PaperField]


@dataclass(frozen=True, slots=True)
class PaperSection:
    """Records of one sort."""

    title: str
    records: Sequence[PaperRecord]


@dataclass(frozen=True, slots=True)
class PersonPaper:
    """Everything held about a person; every text is plain and may be anything that people type."""

    title: str
    business: str
    made: str
    note: str
    sections: Sequence[PaperSection]
    language: str = "en"
    page_size: PageSize = "A4"
