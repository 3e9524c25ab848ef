"""The words of attached files: found where they are, bounded, and no file whatever raises."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.exchange.file_text import MOST_TEXT, text_of

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf_of(*pages: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for page in pages:
        canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def package_of(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def docx_of(body: str, head: str = "") -> bytes:
    return package_of(word__document_xml=f"<?xml version='1.0'?>{head}<w:document {_W}>{body}</w:document>")


def test_pages_of_a_pdf() -> None:
    found = text_of(pdf_of("Proofing racks, twelve", "Delivery on Tuesday"), "offer.pdf")
    assert found == "Proofing racks, twelve Delivery on Tuesday"
    assert text_of(pdf_of("Hidden under another name"), "offer") == "Hidden under another name"


def test_paragraphs_of_a_letter() -> None:
    greeting = "<w:p><w:r><w:t>Dear</w:t></w:r><w:r><w:tab/><w:t>Ms Lind</w:t></w:r></w:p>"
    body = f"{greeting}<w:p><w:r><w:t>We</w:t></w:r></w:p>"
    assert text_of(docx_of(body), "letter.DOCX") == "Dear Ms Lind We"
    odt = package_of(content_xml="<o xmlns:text='x'><text:h>Offer</text:h><text:p>Rye<text:tab/>bread</text:p></o>")
    assert text_of(odt, "offer.odt") == "Offer Rye bread"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_plain_text_in_any_encoding(encoding: str) -> None:
    text = "Brötchen für Müller und Söhne\nStraße, Größe und Köln, alle Wörter auf Deutsch\n"
    assert text_of(text.encode(encoding), "liste.txt") == " ".join(text.split())
    assert text_of(b"a;b\n1;2\n", "t.csv") == "a;b 1;2"
    assert text_of(b"# Racks\n* one", "notes.md") == "# Racks * one"


def test_what_is_none_of_these_has_no_words() -> None:
    for name in ("photo.jpg", "letter.docx", "letter.odt", "sheet.xlsx", "x", "a.pdf"):
        assert text_of(b"\xff\xd8\xff\xe0 nothing to read", name) == ""
    assert text_of(b"", "empty.txt") == ""
    assert text_of(b"\0" * 300, "binary.txt") == ""


def test_a_cut_file_gives_what_can_be_read() -> None:
    whole = docx_of("<w:p><w:t>Dear Ms Lind</w:t></w:p>" + "<w:p/>" * 1000)
    assert text_of(whole[: len(whole) // 2], "letter.docx") == ""
    assert text_of(docx_of("<w:p><w:t>Dear Ms Lind</w:t></w:p><w:p"), "letter.docx") == "Dear Ms Lind"
    assert isinstance(text_of(pdf_of("Racks")[:300], "a.pdf"), str)


def test_bombs_are_bounded() -> None:
    long = docx_of("<w:p><w:t>" + "word " * (MOST_TEXT // 2) + "</w:t></w:p>")
    assert len(text_of(long, "long.docx")) <= MOST_TEXT
    laughs = "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    assert text_of(docx_of("<w:p><w:t>&b;</w:t></w:p>", laughs), "laughs.docx") == ""
    deep = docx_of("<w:p>" * 100_000)
    assert text_of(deep, "deep.docx") == ""
    zeros = package_of(word__document_xml=b"<w:p>" + b" " * 60_000_000)
    assert text_of(zeros, "zeros.docx") == ""
    assert len(text_of(b"word " * 1_000_000, "long.txt")) <= MOST_TEXT


@given(st.binary(max_size=300), st.sampled_from(("a.pdf", "a.docx", "a.odt", "a.txt", "a.csv", "a")))
def test_no_bytes_raise(noise: bytes, name: str) -> None:
    for head in (b"", b"%PDF-1.4\n", b"PK\x03\x04"):
        assert isinstance(text_of(head + noise, name), str)
