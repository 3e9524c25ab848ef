"""Text as people type and paste it, made safe to draw: no controls, no surrogates, no hidden reordering."""

from __future__ import annotations

import re

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\x1f]")
# C0 and C1 controls; embeddings, overrides and isolates, which can make a line read as what it does not say;
# noncharacters, interlinear annotation marks and tags, which nothing draws.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text of several lines, each cleaned."""
    return [_clean(part) for part in _LINE_BREAKS.split(text)]


def one_line(text: str) -> str:
    """The same text on one line."""
    return _clean(_LINE_BREAKS.sub(" ", text))


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _DROPPED.sub("", _SPACES.sub(" ", text))
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
