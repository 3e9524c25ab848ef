"""Two hundred mails made to do harm are shown: no file is opened, no socket made, nothing is run."""

from __future__ import annotations

import base64
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.mail_dialog import LinkQuestion, MailDialog
from crm_desktop.ui.kit.safe_html import LONGEST, SafeHtmlView, clean_html
from crm_desktop.ui.theme.theme import Theme

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)

TARGETS = (
    "file://{}", "{}", "//host{}", "FILE://{}", " file://{}", "file:{}", "./../..{}", "http://127.0.0.1:9/x",
    "https://127.0.0.1:9/x.png", "//127.0.0.1:9/x.png", "\\\\127.0.0.1\\share\\x.png", "qrc:{}",
    "data:image/svg+xml,{}",
    "cid:x", "cid:{}", "ftp://127.0.0.1/x", "&#102;ile://{}", "fi\nle://{}", "file%3A//{}", ":{}",
)  # fmt: skip
SHAPES = (
    '<img src="{}">',
    "<img src={}>",
    '<IMG SRC="{}" width=99999999 height=99999999>',
    '<body background="{}">x</body>',
    '<table background="{}"><tr><td background="{}">x</td></tr></table>',
    '<div style="background-image:url({})">x</div>',
    '<style>body {{ background: url({}) }} @import "{}";</style>x',
    '<link rel=stylesheet href="{}">',
    '<script src="{}"></script><iframe src="{}"></iframe>',
    '<object data="{}"></object><embed src="{}"><video poster="{}" src="{}"></video>',
)
"""Twenty places that a mail would have read, in ten ways of asking for them."""
HOSTILE = [shape.replace("{}", target) for shape, target in itertools.product(SHAPES, TARGETS)]

_WATCHED: list[list[str]] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _WATCHED and (event.startswith(("socket.", "subprocess.", "os.exec", "os.system", "os.startfile", "urllib."))
                     or event == "open"):  # fmt: skip
        _WATCHED[-1].append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_audit)  # for good: a hook cannot be taken away, so it sleeps unless somebody watches


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note what Python opens within the block, and what the whole process has open after it."""
    seen: list[str] = []
    _WATCHED.append(seen)
    try:
        yield seen
    finally:
        _WATCHED.remove(seen)


def _open_files() -> set[str]:
    return {path.name + str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.exists()}


@pytest.fixture
def view(qtbot: QtBot, qapp: object) -> SafeHtmlView:
    made = SafeHtmlView()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show_mail("<p>x</p><img src='cid:x'>", {"x": PNG})
    made.show()
    made.grab()
    return made


def test_two_hundred_hostile_mails_open_no_file_and_no_socket(view: SafeHtmlView, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    QImage(40, 40, QImage.Format.Format_RGB32).save(str(secret))
    assert len(HOSTILE) == 200
    before = secret.stat().st_atime_ns
    files = _open_files()
    with watched() as seen:
        for shape in HOSTILE:
            view.show_mail(shape.replace("{}", str(secret)), {"x": PNG})
            view.grab()
            view.document().setHtml(shape.replace("{}", str(secret)))  # even past the allow-list
            view.grab()
    assert seen == []
    assert secret.stat().st_atime_ns == before
    assert {name for name in _open_files() - files if "socket" in name or "secret" in name} == set()


def test_the_watch_sees_what_it_is_for(tmp_path: Path) -> None:
    import socket

    with watched() as seen:
        (tmp_path / "x").write_bytes(b"")
        socket.socket().close()
    assert [line.split()[0] for line in seen] == ["open", "socket.__new__"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_picture_of_this_computer_is_never_drawn(view: SafeHtmlView, tmp_path: Path, target: str) -> None:
    """Qt reads files without Python knowing: so look at the pixels. The same text in a plain Qt view shows it."""
    secret = tmp_path / "red.png"
    red = QImage(300, 300, QImage.Format.Format_RGB32)
    red.fill(0xFF0000)
    red.save(str(secret))
    for html in (
        f'<img src="{target.format(secret)}">',
        f'<table background="{target.format(secret)}"><tr><td>x</table>',
    ):
        view.document().setHtml(html)
        assert not _has_red(view)
        view.show_mail(html)
        assert not _has_red(view)


def test_without_the_guard_the_picture_would_be_drawn(qtbot: QtBot, qapp: object, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QTextBrowser

    secret = tmp_path / "red.png"
    red = QImage(300, 300, QImage.Format.Format_RGB32)
    red.fill(0xFF0000)
    red.save(str(secret))
    plain = QTextBrowser()
    qtbot.addWidget(plain)
    plain.resize(600, 400)
    plain.document().setHtml(f'<img src="{secret}">')
    plain.show()
    assert _has_red(plain)


def _has_red(view: Any) -> bool:
    picture = view.grab().toImage()
    return any(
        (picture.pixel(x, y) & 0xFFFFFF) == 0xFF0000
        for x in range(0, picture.width(), 20)
        for y in range(0, picture.height(), 20)
    )


def test_pictures_that_came_with_the_mail_are_shown_and_bombs_are_not(view: SafeHtmlView) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    view.show_mail("<img src='cid:x'>", {"x": PNG, "svg": b"<svg xmlns='x'/>", "junk": b"\x89PNG junk",
                                         "wide": _png_of(100_000, 100_000)})  # fmt: skip
    assert view.loadResource(kind, QUrl("cid:x")).size() == QImage.fromData(PNG).size()
    for name in ("svg", "junk", "wide", "none"):
        assert view.loadResource(kind, QUrl(f"cid:{name}")).width() == 1
    for other in QTextDocument.ResourceType:
        assert isinstance(view.loadResource(other.value, QUrl("file:///etc/passwd")), QImage)


def _png_of(width: int, height: int) -> bytes:
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a <b>b</b></p>", "<p>a <b>b</b></p>"),
        ("<script>x</script>y", "y"),
        ("<p onclick='x' style='color:red' id=a class=b>y</p>", "<p>y</p>"),
        ("<a href='javascript:x'>y</a>", "<a>y</a>"),
        ("<a href='https://example.com'>y</a>", '<a href="https://example.com">y</a>'),
        ("<a href='file:///etc/passwd'>y</a>", "<a>y</a>"),
        ("<img src='logo.png'>", "<img>"),
        ("<img src='cid:logo'>", '<img src="cid:logo">'),
        ("<!-- x -->y", "y"),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_the_allow_list(html: str, kept: str) -> None:
    assert clean_html(html) == kept


@pytest.mark.parametrize(
    "html",
    ["<div>" * 5000 + "x", "<blockquote>" * 300 + "x", "<p>x" * 30_000, "<table><tr><td>" * 100 + "x",
     "x" * (LONGEST * 2),
     "<" * 50_000, "\0\0", "<b>\ud7ff"],
)  # fmt: skip
def test_what_would_stop_the_window_becomes_plain(view: SafeHtmlView, html: str) -> None:
    view.show_mail(html)
    view.grab()
    assert len(view.toPlainText()) <= LONGEST * 1.01


def test_a_link_opens_only_after_it_was_shown(
    light: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, view: SafeHtmlView
) -> None:
    opened: list[str] = []

    def note(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    dialog = MailDialog(light, "Subject <b>", (("From", "<i>Nora</i>"),))
    qtbot.addWidget(dialog)
    dialog.view.show_mail("<a href='https://example.com/x'>your bank</a>")
    dialog.show()
    dialog.view.anchorClicked.emit(QUrl("https://example.com/x"))
    question = dialog.findChild(LinkQuestion)
    assert question is not None
    assert question.where.text() == "https://example.com/x"
    assert question.stay_button.isDefault()
    assert opened == []
    question.open_button.click()
    assert opened == ["https://example.com/x"]
    for bad in ("file:///etc/passwd", "javascript:x", "https://a@b.example/", "smb://x/y"):
        dialog.view.anchorClicked.emit(QUrl(bad))
    assert opened == ["https://example.com/x"]
    dialog.view.setSource(QUrl("file:///etc/passwd"))
    assert "root" not in dialog.view.toPlainText()
