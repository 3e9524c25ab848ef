"""What is compared to find duplicates, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Compared:
    """One contact as it is compared: everything in plain lower case, without accents; empty when unknown.

    `lines` are normalised e-mail addresses and phone numbers, `birthday` is YYYY-MM-DD or a part of it, `others` are
    further values by field (numbers of the tax office, people's own fields): equal ones tell the more, the rarer.
    """

    id: str
    kind: str = "person"
    given: str = ""
    family: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts that may be one. `score` is the chance that they are, 0 to 1; `reasons` name fields, best first,
    each with "same", "close" or "different"."""

    first: str
    second: str
    score: float
    reasons: tuple[tuple[str, str], ...] = ()
