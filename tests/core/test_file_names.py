"""Names of files from outside stay in their folder, read as what they are, and never launch anything."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.file_names import distinct, may_open, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Größe & Maß (2).pdf", "Größe & Maß (2).pdf"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("C:\\Windows\\x.txt", "C_Windows_x.txt"),
        ("/etc/passwd", "_etc_passwd"),
        ("x\0.exe.txt", "x_.exe.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\u2066b\u2069.txt", "ab.txt"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM1.tar.gz", "_COM1.tar.gz"),
        ("lpt9", "_lpt9"),
        ("console.txt", "console.txt"),
        ("name.", "name"),
        ("name. . .", "name"),
        ("  .hidden", "hidden"),
        ("...", "file"),
        ("", "file"),
        ("a\nb.txt", "a_b.txt"),
        ("x.txt:stream", "x.txt_stream"),
        ("what?*.txt", "what_.txt"),
        ("\ud800x.txt", "x.txt"),
        ("a\uff0fb.txt", "a_b.txt"),
    ],
)
def test_names_are_made_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "字" * 300 + ".pdf", "." + "x" * 300, "x." + "y" * 300])
def test_long_names_are_cut_and_keep_their_ending(name: str) -> None:
    cut = safe_name(name)
    assert len(cut) <= 120
    assert len(cut.encode()) <= 200
    assert not name.endswith(".pdf") or cut.endswith(".pdf")


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["..", "/", "\\", ":", "\0", "CON", ".", " ", "a", "\u202e"])).map("".join)
)
def test_every_name_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert PurePosixPath(safe).parts == (safe,)
    assert PureWindowsPath(safe).parts == (safe,)
    assert not PureWindowsPath(safe).is_reserved()
    assert safe not in (".", "..")
    assert safe == safe.strip(" .")
    assert safe_name(safe) == safe


def test_every_name_can_be_written(tmp_path: Path) -> None:
    for name in ("x" * 300, "字" * 300, "a\0b", "\ud800", "../x", "con", "\u202e.exe", "." * 300):
        (tmp_path / safe_name(name)).write_bytes(b"")
    assert all(path.parent == tmp_path for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "name",
    ["a.exe", "A.EXE", "a.exe.", "a.exe ", "a.pdf.exe", "a.scr", "a.lnk", "a.sh", "a.desktop", "a.jar", "a.docm",
     "a.html", "a.svg", "a\u202efdp.exe", "a.exe\u200b", "a.ps1", "a.iso", "a.py", "a.command", "a.hta", "a.url"],
)  # fmt: skip
def test_what_runs_is_never_opened(name: str) -> None:
    assert not may_open(name)


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.txt", "a", "exe", "a.docx", "a.exe.pdf", "notes.md", "a.xlsx"])
def test_what_is_shown_may_be_opened(name: str) -> None:
    assert may_open(name)


def test_equal_names_get_numbers() -> None:
    assert distinct(["a.txt", "A.TXT", "a.txt", "b", "b"]) == ["a.txt", "A (2).TXT", "a (3).txt", "b", "b (2)"]
