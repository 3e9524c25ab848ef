"""The paper about a person: any text in any place, as many pages as it takes, never read as markup."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from crm_desktop.documents.person_paper import PaperField, PaperRecord, PaperSection, PersonPaper
from crm_desktop.documents.person_render import render_person

BIG_LIST: list[str] = json.loads(Path(__file__).with_name("data").joinpath("blns.json").read_text("utf-8"))


def _paper(text: str, *, records: int = 1) -> PersonPaper:
    record = PaperRecord(text, text, (PaperField(text, text), PaperField("Name", text)))
    return PersonPaper(text, text, text, text, [PaperSection(text, [record] * records)], text)


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def test_what_was_written_can_be_read() -> None:
    pdf = render_person(_paper("Fish & Chips <b>are</b> here", records=60))
    text = _text(pdf)
    assert "Fish & Chips <b>are</b> here" in text
    pages = len(pypdf.PdfReader(BytesIO(pdf)).pages)
    assert pages > 3
    assert pdf == render_person(_paper("Fish & Chips <b>are</b> here", records=60))


LONG = pytest.mark.torture


@pytest.mark.parametrize("start", [0, *(pytest.param(at, marks=LONG) for at in range(103, len(BIG_LIST), 103))])
def test_the_big_list_in_every_place(start: int) -> None:
    strings = BIG_LIST[start : start + 103]
    for index in range(0, len(strings), 10):
        some = [_paper(text) for text in strings[index : index + 10]]
        paper = replace(some[0], sections=[section for one in some for section in one.sections], note=some[-1].title)
        reader = pypdf.PdfReader(BytesIO(render_person(paper)))
        assert not reader.attachments
        assert all(not page.images for page in reader.pages)


@pytest.mark.parametrize("text", ["x" * 1_000_000, "ab " * 300_000, "\u202e\0\ud800" * 50, "\n" * 5000, "字" * 50_000])
def test_long_and_broken_texts_end(text: str) -> None:
    pdf = render_person(_paper(text))
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) < 60
