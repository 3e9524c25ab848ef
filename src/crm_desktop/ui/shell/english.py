"""English sentences about one thing: the texts in the program are written for several."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QTranslator

_ONE = {
    "people": "person", "companies": "company", "replies": "reply", "activities": "activity", "entries": "entry",
    "others": "other", "are": "is", "were": "was", "these": "this", "need": "needs", "stay": "stays", "end": "ends",
    "fall": "falls", "refer": "refers", "wait": "waits", "They": "It", "they": "it", "them": "it", "have": "has",
    "do": "does", "take": "takes",
}  # fmt: skip
_NOUNS = re.compile(
    r"(?<![0-9] )\b(product|page|deal|minute|hour|day|row|thing|result|reminder|record|quote|contact|case|card|file"
    r"|column|line|task|event|field|stage|note|call|name|cell|value|change|number|customer|tag|address|message|word|week|month"
    r"|item|step|time|answer|email|key|error|year|backup|lead|label|letter|segment|view|group|duplicate|envelope)s\b"
)
_GROUPED = 1000
_IRREGULAR = re.compile(r"\b(" + "|".join(_ONE) + r")\b")


@lru_cache(maxsize=256)
def for_one(text: str) -> str:
    """A sentence with %n as it reads of a single thing: “%n deals need a next step” → “%n deal needs …”.

    What others do keeps its form: “because others refer to them” is about those others.
    """
    before, mark, after = text.partition(", because ")
    before = _IRREGULAR.sub(lambda match: _ONE[match[0]], _NOUNS.sub(r"\1", before))
    return before + mark + after.replace("them", "it")


class EnglishPlurals(QTranslator):
    """Changes only sentences that count: for one, and for numbers that are long enough to be grouped."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        # The text itself, and not nothing: nothing would be shown as nothing.
        if n >= _GROUPED:
            return source.replace("%n", "%Ln")  # 12,000 contacts, as every other number is written
        return for_one(source) if n == 1 and "%n" in source else source
