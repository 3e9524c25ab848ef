"""The words of a mail as plain text, also of one that was sent as HTML only."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Final

from crm_desktop.exchange.eml import Mail

LONGEST: Final = 50_000
"""More letters than that are no message to be read in a stream; the mail itself is kept whole."""
_SILENT: Final = frozenset(("script", "style", "head", "title", "template", "noscript"))
_LINES: Final = frozenset(
    ("p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "hr")
)
_MANY_EMPTY = re.compile(r"\n{3,}")


def words_of(mail: Mail) -> str:
    """Return what a mail says; markup is dropped, nothing in it is looked up."""
    text = mail.text.strip() or _plain(mail.html)
    lines = "\n".join(line.rstrip() for line in text[: 4 * LONGEST].splitlines())
    return _MANY_EMPTY.sub("\n\n", lines).strip()[:LONGEST]


def _plain(html: str) -> str:
    reader = _Words()
    with suppress(AssertionError, RecursionError, ValueError):  # markup that was made to be stumbled over
        reader.feed(html[: 20 * LONGEST])
        reader.close()
    return "".join(reader.parts)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _LINES and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))
