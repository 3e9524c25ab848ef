"""What a person typed, made safe and useful for the two full-text indexes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_desktop.services.contacts.names import plain

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?:INV|Q|C|CN|ORD)-?[0-9][0-9-]*", re.IGNORECASE)
_MOST_WORDS = 8
_LONGEST = 400
_LEAST_DIGITS = 4
_TYPO_FROM = 5


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `plain` is the text in small letters without diacritics; `digits` a run to look for, or empty."""

    text: str
    plain: str
    words: tuple[str, ...]
    digits: str
    number: str

    def match(self, column: str = "", *, exact: bool = False) -> str:
        """The FTS5 query: every word, quoted, the beginning of a word unless `exact`."""
        ending = "" if exact else "*"
        terms = " AND ".join(f'"{word}"{ending}' for word in self.words)
        return f"{column} : ({terms})" if column and terms else terms

    @property
    def beginning(self) -> str:
        """The FTS5 query for titles that begin with the first word and hold the others."""
        first, *others = (f'"{word}"*' for word in self.words)
        return f"title : ({' AND '.join((f'^{first}', *others))})"

    def spelled(self, old: str, new: str) -> Query:
        """The same search with one word spelled otherwise."""
        words = tuple(new if word == old else word for word in self.words)
        return Query(" ".join(words), " ".join(words), words, "", "")

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The words long enough to be forgiven one wrong letter."""
        return tuple(word for word in self.words if len(word) >= _TYPO_FROM and not word.isdigit())


def read_query(text: str) -> Query:
    """Take a line apart. Whatever it holds, the result is only ever words, digits and a number."""
    text = " ".join(text[:_LONGEST].split())
    folded = plain(text)
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    letters = sum(letter.isalpha() for letter in text)
    return Query(
        text=text,
        plain=folded,
        words=tuple(word.replace("_", " ").strip() or word for word in _WORD.findall(folded))[:_MOST_WORDS],
        digits=digits if len(digits) >= _LEAST_DIGITS and letters == 0 else "",
        number=text.upper() if _NUMBER.fullmatch(text) else "",
    )
