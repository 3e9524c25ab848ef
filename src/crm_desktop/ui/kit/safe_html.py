"""Mail and notes with formatting, shown without network and without files of this computer.

Twice guarded: the text goes through an allow-list first, and the view itself answers every request for a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from crm_desktop.core.links import harmless_link

LONGEST: Final = 300_000
"""More than so many letters of formatting are shown as plain text: laying them out would stop the window."""
_DEEPEST: Final = 60
_MOST_TAGS: Final = 20_000
_LARGEST_SIDE: Final = 6000
_WIDEST: Final = 900
_ALLOWED: Final = (
    "a abbr b big blockquote br caption center code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p "
    "pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var"
)
_TAGS: Final = frozenset(_ALLOWED.split())
_FORMATS: Final = frozenset((b"png", b"jpeg", b"gif", b"webp", b"bmp"))
"""Formats of pixels only: a drawing (SVG) can name files."""
_ATTRIBUTES: Final = {
    "a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"}, "ol": {"start"}, "p": {"align"}, "div": {"align"},
}  # fmt: skip
_VOID: Final = frozenset(("br", "hr", "img"))
_ENDLESS = re.compile(r"[^\s<>]{4000,}")
"""A word so long that Qt would lay it out for minutes, as one line."""
_PIECE: Final = 200
_SMALL_NUMBER = re.compile(r"\d{1,3}%?")


def clean_html(html: str) -> str:
    """Return formatting that names nothing outside: an allow-list of tags, pictures only by `cid:`, harmless links."""
    import nh3

    if len(html) > LONGEST:
        return _as_text(html[:LONGEST])
    cleaned: str = nh3.clean(
        html.replace("\0", ""),
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "title", "template", "svg", "math", "noscript", "iframe", "object"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        strip_comments=True,
        link_rel=None,
    )
    return cleaned if _is_shallow(cleaned) and not _ENDLESS.search(cleaned) else _as_text(cleaned)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return harmless_link(value)
    if name == "src":
        return value if tag == "img" and value.lower().startswith("cid:") else None
    if name in ("width", "height", "colspan", "rowspan", "start"):
        return value if _SMALL_NUMBER.fullmatch(value) else None
    return value


class _Depth(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = self.tags = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags += 1
        if tag not in _VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(self.depth - 1, 0)


def _is_shallow(html: str) -> bool:
    """Whether the tags are neither so deep nor so many that laying them out never ends."""
    counter = _Depth()
    counter.feed(html)
    return counter.deepest <= _DEEPEST and counter.tags <= _MOST_TAGS


def _as_text(html: str) -> str:
    """Return the words alone; a word without end gets places where its line may break."""
    import nh3

    words = unescape(nh3.clean(html, tags=set(), clean_content_tags={"script", "style", "title"}))
    return f"<p>{escape(_breakable(words))}</p>"


def _breakable(text: str) -> str:
    return _ENDLESS.sub(lambda found: "\u200b".join(re.findall(f".{{1,{_PIECE}}}", found[0])), text)


class SafeHtmlView(QTextBrowser):
    """Shows formatted text from outside; reads and fetches nothing.

    Signals:
        link_clicked(str): a harmless address; whoever shows this asks before opening it.
    """

    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: Mapping[str, bytes] = {}
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setSearchPaths([])
        self.anchorClicked.connect(self._on_anchor_clicked)

    def show_mail(self, html: str, pictures: Mapping[str, bytes] | None = None) -> None:
        """Show a text; `pictures` are those that came with it, by content id."""
        self._pictures = dict(pictures or {})
        self.document().clear()
        self.setHtml(clean_html(html))

    def show_text(self, text: str) -> None:
        """Show plain text as it is."""
        self._pictures = {}
        self.setPlainText(_breakable(text[:LONGEST]))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Answer every request here, with a picture that is in memory or with a blank one.

        Answering nothing would have Qt look for a file of that name.
        """
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or url.scheme() != "cid":
            return _blank()
        return _picture(self._pictures.get(url.path(), b""))

    def doSetSource(
        self, _name: QUrl | str, _kind: QTextDocument.ResourceType = QTextDocument.ResourceType.HtmlResource
    ) -> None:
        """Go nowhere: this shows what it was given."""

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        found = harmless_link(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if found is not None:
            self.link_clicked.emit(found)


def _blank() -> QImage:
    blank = QImage(1, 1, QImage.Format.Format_ARGB32)
    blank.fill(Qt.GlobalColor.transparent)
    return blank


def _picture(content: bytes) -> QImage:
    """Return a picture no wider than a mail; a blank one when it is none, or would unpack to far too much."""
    if not content:
        return _blank()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or not size.isValid():
        return _blank()
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        return _blank()
    if size.width() > _WIDEST:
        reader.setScaledSize(size.scaled(QSize(_WIDEST, _LARGEST_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return _blank() if picture.isNull() else picture
