"""What a person typed, made safe and useful for the two full-text indexes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from crm_desktop.core.spelling import prefix_terms, without_spelled_umlauts
from crm_desktop.services.contacts.names import plain

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?:INV|Q|C|CN|ORD)-?[0-9][0-9-]*", re.IGNORECASE)
_TRUNK = re.compile(r"\(\s*0\s*\)")
_ASCII_DIGITS = re.compile(r"[0-9]")
_MOST_WORDS = 8
_LONGEST = 400
_LEAST_DIGITS = 4
_TYPO_FROM = 5


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `plain` is the text in small letters without diacritics; `digits` a run to look for, or empty.

    `words` are those of the plain text, for comparing titles; `terms` as they were typed, for the index: it folds
    letters in its own way, and leaves accents on letters that are not Latin.
    """

    text: str
    plain: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    digits: str
    number: str

    def match(self, column: str = "", *, without: Sequence[str] = ()) -> str:
        """The FTS5 query: every word but those `without`, quoted, the beginning of a word; a number as it stands."""
        if self.number:
            terms = f'"{self.number}"*'
        else:
            terms = " AND ".join([prefix_terms(word) for word in self.terms if word not in without])
        return f"{column} : ({terms})" if column and terms else terms

    @property
    def letters(self) -> tuple[str, ...]:
        """The single letters and digits beside longer words: most documents have words that begin with one."""
        if len(self.terms) == 1 or self.number:
            return ()
        letters = tuple([term for term in self.terms if len(term) == 1 and term.isascii()])
        return letters if len(letters) < len(self.terms) else ()

    @property
    def range(self) -> tuple[str, str]:
        """From where to before where the names stand, in their order, that begin with the whole text."""
        return self.plain, self.plain + "\U0010ffff"

    @property
    def beginning(self) -> str:
        """The FTS5 query for titles that begin with the first word and hold the others, single letters aside."""
        letters = self.letters
        first, *others = map(prefix_terms, [term for term in self.terms if term not in letters])
        first = first.replace('"', '^"', 1).replace('OR "', 'OR ^"')
        return f"title : ({' AND '.join((first, *others))})"

    @property
    def simple(self) -> str:
        """The text with ae, oe and ue as one letter: as good a title as the one that was typed."""
        return without_spelled_umlauts(self.plain)

    def spelled(self, others: Mapping[str, str]) -> Query:
        """The same search with some terms spelled otherwise."""
        terms = tuple(others.get(term, term) for term in self.terms)
        text = " ".join(terms)
        folded = plain(text)
        return Query(text, folded, tuple(folded.split()), terms, "", "")

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The terms long enough to be forgiven one wrong letter."""
        return tuple(word for word in self.terms if len(word) >= _TYPO_FROM and not word.isdigit())


def read_query(text: str) -> Query:
    """Take a line apart. Whatever it holds, the result is only ever words, digits and a number."""
    text = " ".join(text[:_LONGEST].split())
    if text.isascii() and text.isalpha():
        # The beginning of a name, as nearly every search is: there is nothing to take apart.
        word = text.lower()
        return Query(text, word, (word,), (word,), "", "")
    folded = plain(text)
    # The trunk's zero in brackets is dialled at home only: +44 (0)20 7946 0958.
    bare = _TRUNK.sub("", text) if "(" in text else text
    digits = "".join(filter(str.isdigit, bare)) if bare.isascii() else "".join(_ASCII_DIGITS.findall(bare))
    letters = any(map(str.isalpha, text))
    return Query(
        text=text,
        plain=folded,
        words=_words(folded),
        terms=_words(folded if text.isascii() else normalize("NFC", text).lower()),
        digits=digits if len(digits) >= _LEAST_DIGITS and not letters else "",
        number=text.upper() if _NUMBER.fullmatch(text) else "",
    )


@cache
def begins_with(letter: str, column: str) -> str:
    """Return SQL for whether some word of a column begins with an ASCII letter or digit, whatever accent it has."""
    accented = "".join([other for other in map(chr, range(0xC0, 0x250)) if plain(other) == letter])
    return f"' ' || lower({column}) GLOB '*[^a-z0-9][{letter}{accented}]*'"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ").strip() or word for word in _WORD.findall(text))[:_MOST_WORDS]
