"""Labels, envelopes and letters, measured on the finished PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pypdfium2
import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.documents.address_paper import EnvelopePaper, LabelPaper
from crm_desktop.documents.address_render import Stopped, fitted_lines, render_envelopes, render_labels
from crm_desktop.documents.label_sheets import (
    ENVELOPES,
    SHEETS,
    EnvelopeSize,
    LabelSheet,
    envelope_named,
    sheet_named,
    usual_sheet,
)
from crm_desktop.documents.letter_paper import Letter, LetterPaper
from crm_desktop.documents.letter_render import render_letters
from crm_desktop.documents.page_size import MILLIMETRE
from crm_desktop.documents.quote_paper import Party
from crm_desktop.documents.typography import Style

ADDRESS = ("Amelia Okafor", "14 Quay Street", "BRISTOL", "BS1 4AB")
HALF = 0.5
"""Millimetres by which a printed place may be off."""
PageTexts = Callable[[bytes], list[str]]


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def boxes(pdf: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """Every line of a page with its left, top, right and bottom in millimetres from the top left."""
    with opened(pdf) as document:
        leaf = document[page]
        height = leaf.get_size()[1]
        text = leaf.get_textpage()
        found = []
        for number in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(number)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            found.append((words, left / MILLIMETRE, (height - top) / MILLIMETRE, right / MILLIMETRE,
                          (height - bottom) / MILLIMETRE))  # fmt: skip
        text.close()
        leaf.close()
        return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_labels_of_a_sheet_lie_on_the_paper_and_apart(sheet: LabelSheet) -> None:
    places = [sheet.place(number) for number in range(sheet.count)]
    for left, top in places:
        assert left >= 0
        assert top >= 0
        assert left + sheet.width <= sheet.paper[0] + 0.1
        assert top + sheet.height <= sheet.paper[1] + 0.1
    for (left, top), (other_left, other_top) in combinations(places, 2):
        assert abs(left - other_left) >= sheet.width - 1e-6 or abs(top - other_top) >= sheet.height - 1e-6
    # What is left over is the same on both sides: sheets are cut symmetrically.
    right = sheet.paper[0] - places[-1][0] - sheet.width
    bottom = sheet.paper[1] - places[-1][1] - sheet.height
    assert right == pytest.approx(sheet.left, abs=0.31)
    assert bottom == pytest.approx(sheet.top, abs=0.31)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_address_stands_within_its_label(sheet: LabelSheet) -> None:
    addresses = [(f"Name{number}", "1 Quay Street", "BRISTOL", "BS1 4AB") for number in range(sheet.count)]
    pdf = render_labels(LabelPaper(sheet, addresses))
    with opened(pdf) as document:
        assert len(document) == 1
        assert document.get_page_size(0) == pytest.approx([side * MILLIMETRE for side in sheet.paper], abs=0.01)
    found = boxes(pdf, 0)
    for number in range(sheet.count):
        left, top = sheet.place(number)
        mine = [box for box in found if box[0].startswith(f"Name{number}") and box[0][len(f"Name{number}") :] == ""]
        assert mine, number
        inset = 2.0 if sheet.width < 45 else 4.0
        assert mine[0][1] == pytest.approx(left + inset, abs=HALF)
        assert mine[0][2] >= top + 2 - HALF
        assert mine[0][4] <= top + sheet.height - 2 + HALF
    for words, left, top, right, bottom in found:
        assert any(
            place[0] + 2 - HALF <= left and right <= place[0] + sheet.width - 2 + HALF
            and place[1] + 2 - HALF <= top and bottom <= place[1] + sheet.height - 2 + HALF
            for place in map(sheet.place, range(sheet.count))
        ), words  # fmt: skip


def test_printing_starts_where_labels_are_left_and_goes_on_with_a_whole_sheet(page_texts: PageTexts) -> None:
    sheet = sheet_named("L7160")
    pdf = render_labels(LabelPaper(sheet, [(f"No{number}.", "Street", "Town") for number in range(21)], start=19))
    texts = page_texts(pdf)
    assert len(texts) == 2
    assert texts[0].count("Street") == 2
    assert texts[1].count("Street") == 19
    left, top = sheet.place(19)
    first = next(box for box in boxes(pdf, 0) if box[0] == "No0.")
    assert first[1] == pytest.approx(left + 4, abs=HALF)
    assert top < first[2] < top + sheet.height
    again = next(box for box in boxes(pdf, 1) if box[0] == "No2.")
    assert again[1] == pytest.approx(sheet.left + 4, abs=HALF)


@pytest.mark.parametrize("size", ENVELOPES, ids=lambda size: size.key)
def test_an_envelope_has_its_size_and_the_address_in_its_place(size: EnvelopeSize) -> None:
    sender = Party("Sofia's Bakehouse", ("9 Station Road", "Bristol BS3 2AB"))
    pdf = render_envelopes(EnvelopePaper(size, [ADDRESS, ADDRESS], sender))
    with opened(pdf) as document:
        assert len(document) == 2
        assert document.get_page_size(1) == pytest.approx([size.width * MILLIMETRE, size.height * MILLIMETRE], abs=0.01)
    found = boxes(pdf, 1)
    name = next(box for box in found if box[0] == "Amelia Okafor")
    assert name[1] == pytest.approx(size.address_left, abs=HALF)
    assert size.address_top <= name[2] <= size.address_top + 3
    firm = next(box for box in found if box[0].startswith("Sofia"))
    assert firm[1] == pytest.approx(10, abs=HALF)
    assert firm[3] < size.address_left or firm[4] < size.address_top
    assert max(box[4] for box in found) <= size.height - 15


def test_an_envelope_without_a_sender_shows_only_the_address() -> None:
    pdf = render_envelopes(EnvelopePaper(envelope_named("DL"), [ADDRESS]))
    assert [box[0] for box in boxes(pdf, 0)] == list(ADDRESS)


def test_a_long_address_shrinks_and_loses_nothing(page_texts: PageTexts) -> None:
    long = (
        "Professor Dr Wilhelmina Alexandra von Hohenstein-Oettingen",
        "International Association of Harbour Engineers and Shipwrights",
        "Department of Rather Long Names, Building 14, Floor 3",
        "1234 Upper Great Western Promenade", "LLANFAIRPWLLGWYNGYLL", "LL61 5UJ", "UNITED KINGDOM",
    )  # fmt: skip
    for key in ("L7651", "5160", "L7160"):
        pdf = render_labels(LabelPaper(sheet_named(key), [long]))
        text = " ".join(page_texts(pdf)[0].split())
        for line in long[-3:]:
            assert line in text
        assert "Wilhelmina" in text or "…" in text
    lines, style = fitted_lines(long, 200, 90, Style(11, 14))
    assert len(lines) * style.leading <= 90 + 0.01


NAUGHTY = ("", " ", "<b>&amp;</b>", "<img src='/etc/passwd'/>", "\u202eevil", "\x00\x07", "{first_name}", "%s %d",
           "𝕬🎂", "محمد عبد الله", "東京都千代田区", "ö̈̈̈", "\ud800", "a" * 5000, "line\nbreak")  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_addresses_and_letters_print_as_text(text: str, page_texts: PageTexts) -> None:
    pdf = render_labels(LabelPaper(sheet_named("5160"), [(text, text), ADDRESS]))
    assert "Amelia Okafor" in page_texts(pdf)[0]
    letter = Letter((text, "Street"), text, text, f"{text}\n\nend")
    words = "".join(page_texts(render_letters(LetterPaper(Party("Firm", (text,)), [letter]))))
    assert "end" in words
    if text.startswith("<"):
        assert text.split("src")[0].strip() in words


def test_letters_are_on_the_firms_paper_a_page_for_each(page_texts: PageTexts) -> None:
    sender = Party("Sofia's Bakehouse", ("9 Station Road",), ("hello@bakehouse.example",))
    letters = [Letter((f"Reader {n}", "Street", "Town"), "20 November 2025", "Christmas", f"Dear {n},\n\nHello.")
               for n in range(3)]  # fmt: skip
    texts = page_texts(render_letters(LetterPaper(sender, letters)))
    assert len(texts) == 3
    for number, text in enumerate(texts):
        for part in ("Sofia's Bakehouse", "hello@bakehouse.example", f"Reader {number}", "20 November 2025",
                     "Christmas", f"Dear {number},"):  # fmt: skip
            assert part in text
        assert "Page" not in text


def test_the_address_of_a_letter_stands_in_the_window_of_its_envelope() -> None:
    pdf = render_letters(LetterPaper(Party("Firm", ("Road",)), [Letter(ADDRESS, "Today", "", "Text")]))
    name = next(box for box in boxes(pdf, 0) if box[0] == "Amelia Okafor")
    assert name[1] == pytest.approx(25, abs=HALF)
    assert 45 <= name[2] <= 48
    code = next(box for box in boxes(pdf, 0) if box[0] == "BS1 4AB")
    assert code[4] <= 85


def test_a_letter_of_several_pages_counts_its_own(page_texts: PageTexts) -> None:
    long = "\n".join(f"Line {number}" for number in range(120))
    letters = [Letter(ADDRESS, "Today", "", long), Letter(ADDRESS, "Today", "", "Short.")]
    texts = page_texts(render_letters(LetterPaper(Party("Firm"), letters)))
    assert len(texts) == 4
    assert "Page 1 of 3" in texts[0]
    assert "Page 3 of 3" in texts[2]
    assert "Line 119" in texts[2]
    assert "Page" not in texts[3]


def test_it_stops_when_asked() -> None:
    with pytest.raises(Stopped):
        render_labels(LabelPaper(sheet_named("L7160"), [ADDRESS] * 5), lambda done, _total: done < 3)


def test_the_same_labels_give_the_same_bytes() -> None:
    paper = LabelPaper(sheet_named("3475"), [ADDRESS] * 30, 3)
    assert render_labels(paper) == render_labels(paper)


def test_products_are_found_by_the_number_on_the_box() -> None:
    assert sheet_named(" l7163 ").count == 14
    assert sheet_named("Avery Zweckform 3475").rows == 8
    assert usual_sheet("Letter").key == "5160"
    assert envelope_named("#10").width == pytest.approx(241.3)
    with pytest.raises(Refused, match="Did you mean “L7163”"):
        sheet_named("L7163X")
    with pytest.raises(Refused, match="There are DL"):
        envelope_named("Q")
