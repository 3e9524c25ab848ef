"""Names of the world print right: every glyph is there, joined and in order, and can be searched."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.documents.fonts import REPLACEMENT, Weight, face_for, primary_face
from crm_desktop.documents.plain_text import one_line, paragraphs
from crm_desktop.documents.quote_paper import Party, QuotePaper
from crm_desktop.documents.quote_render import render_quote
from crm_desktop.documents.shaping import shape_line
from crm_desktop.documents.typography import Style, break_text, shorten, text_width

NAMES = {
    "latin": "Ǽgean ĽdaMonté",
    "greek": "Ελληνική Εταιρεία",
    "cyrillic": "Съешь ещё этих булок",
    "chinese": "王小明有限公司",
    "japanese": "東京ひらがなカタカナ",
    "korean": "한국어 회사",
    "devanagari": "नमस्ते क्षत्रिय",
    "thai": "สวัสดีครับ น้ำ",
    "georgian": "ქართული",
    "emoji": "Cakes 🎂 😀",
    "arabic": "شركة النور للتجارة",
    "persian": "پرویز گیوی",
    "hebrew": "שלום עולם",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_can_be_read_back(
    quote: Callable[..., QuotePaper], page_texts: Callable[[bytes], list[str]], name: str
) -> None:
    [text] = page_texts(render_quote(quote(customer=Party(name))))
    assert name in text


@pytest.mark.parametrize("weight", ["regular", "medium", "semibold"])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_no_blank_boxes(name: str, weight: Weight) -> None:
    line = shape_line(name, weight)
    glyphs = [glyph for run in line.runs for glyph, _ in run.glyph_texts]
    assert glyphs
    assert 0 not in glyphs
    assert all(face_for(character, weight) for character in name)


def test_arabic_letters_join() -> None:
    """Four letters alone are wider than joined, and other glyphs."""
    joined = shape_line("محمد", "regular", right_to_left=True)
    alone = [shape_line(letter, "regular").runs[0].glyph_texts[0][0] for letter in "محمد"]
    glyphs = [glyph for glyph, _ in joined.runs[0].glyph_texts]
    assert not set(glyphs) & set(alone[:3])


def test_a_ligature_stands_for_its_letters_in_reading_order() -> None:
    """As the PDF standard has it; some readers (PDFium, Poppler) turn such pairs around when they search."""
    [run] = shape_line("لا", "regular", right_to_left=True).runs
    assert [text for _, text in run.glyph_texts] == ["لا"]


def test_right_to_left_runs_are_drawn_from_the_right() -> None:
    line = shape_line("abc שלום 12", "regular", right_to_left=False)
    assert [run.text.strip() for run in line.runs] == ["abc", "12", "שלום"]
    line = shape_line("שלום abc", "regular", right_to_left=True)
    assert [run.text.strip() for run in line.runs if run.text.strip()] == ["abc", "שלום"]


def test_brackets_are_mirrored_in_right_to_left_text() -> None:
    line = shape_line("(שלום)", "regular", right_to_left=True)
    drawn = re.findall(r"[0-9a-f]{4}", line.runs[0].operators)
    face = line.runs[0].face
    assert int(drawn[0], 16) == face.glyphs[ord("(")]


def test_hidden_reordering_is_not_printed() -> None:
    assert one_line("pay \u202e00.1\u202c now") == "pay 00.1 now"
    assert one_line("a\x00b\ud800c\td\ne") == "ab�c d e"
    assert paragraphs("a\r\nb\u2028c") == ["a", "b", "c"]


def test_a_character_no_font_has_is_shown_as_unknown() -> None:
    line = shape_line("a\U00012000b", "regular")
    assert [run.text for run in line.runs] == ["a", "\U00012000", "b"]
    assert line.runs[1].glyph_texts[0][0] == line.runs[1].face.glyphs[ord(REPLACEMENT)]
    assert line.runs[1].glyph_texts[0][1] == "\U00012000"


def test_figures_of_a_column_have_one_width() -> None:
    style = Style(9, 12, tabular=True)
    assert text_width("1111.11", style) == pytest.approx(text_width("8888.88", style))
    proportional = Style(9, 12)
    assert text_width("1111.11", proportional) < text_width("8888.88", proportional)


def test_letters_are_kerned() -> None:
    face = primary_face("regular")
    apart = sum(face.advances[face.glyphs[ord(letter)]] for letter in "AVAToTe")
    assert shape_line("AVAToTe", "regular").width < apart - 50


def test_nobody_typed_a_multiplication_sign() -> None:
    [run] = shape_line("20x30 ->", "regular").runs
    assert (primary_face("regular").glyphs[ord("x")], "x") in run.glyph_texts


def test_vowel_marks_are_written_beside_their_letters(quote: Callable[..., QuotePaper]) -> None:
    pdf = render_quote(quote(customer=Party("مُحَمَّد")))
    content = pypdf.PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert b"/ActualText" in content.get_data()


BODY = Style(9, 13)


@given(st.text(max_size=300), st.floats(min_value=40, max_value=400))
def test_breaking_loses_nothing_and_fits(text: str, width: float) -> None:
    lines = break_text(text, BODY, width)
    kept = "".join(line.text for line in lines)
    assert re.sub(r"\s|\u200b", "", kept) == re.sub(r"\s|\u200b", "", "".join(paragraphs(text)))
    for line in lines:
        # One cluster may be wider than any line; kerning across pieces may add a hair.
        assert text_width(line.text, BODY, right_to_left=line.right_to_left) <= width + 9 or len(line.text) < 8


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs", "M"]), max_size=80))
def test_shortening_fits(text: str) -> None:
    text = one_line(text)
    short = shorten(text, BODY, 60)
    assert short == text or (short.endswith("…") and text_width(short, BODY) <= 61)


@given(st.text(max_size=120), st.booleans())
def test_every_text_has_a_shape(text: str, right_to_left: bool) -> None:
    cleaned = one_line(text)
    line = shape_line(cleaned, "regular", right_to_left=right_to_left)
    assert sorted("".join(run.text for run in line.runs)) == sorted(cleaned)
    assert all(glyph != 0 or not set(text) - IGNORED for run in line.runs for glyph, text in run.glyph_texts)


IGNORED = set("\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufe0e\ufe0f")
