"""What is compared to find duplicates, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

PHOTO: Final = "photo"
"""The key of the field whose values are pictures."""


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at all contacts came to; `entry` is the journal's newest entry when it began."""

    pairs: tuple[Pair, ...]
    entry: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts that may all be one: each may be one with another of them. The `id` is that of the first."""

    ids: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @property
    def id(self) -> str:
        return self.ids[0]

    @property
    def score(self) -> float:
        """The chance of the likeliest pair."""
        return self.pairs[0].score


@dataclass(frozen=True, slots=True)
class Member:
    """One contact of a group as a list names it; `detail` is a person's company or a company's city."""

    id: str
    kind: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as a list shows it, with why its likeliest pair may be one."""

    group: Group
    members: tuple[Member, ...]
    reasons: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.group.id

    @property
    def version(self) -> int:
        """Differs when what is shown differs."""
        return hash((self.group.ids, self.members, self.reasons))


@dataclass(frozen=True, slots=True)
class Side:
    """One contact in a comparison. `connected` counts what hangs on it: deals, papers, cases, steps, activities."""

    id: str
    kind: str
    name: str
    detail: str
    created_at: datetime
    connected: int
    photo_id: str = ""


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One line of a comparison: what each side holds, in words, side by side.

    A field that holds one value is chosen from (`chosen` is the place of the side whose value stands unless another
    is picked); of lines that a contact may have several of, all are kept. `shared` are the lines that several have.
    The texts of PHOTO are ids of pictures.
    """

    key: str
    label: str
    texts: tuple[str, ...]
    chosen: int = 0
    is_choice: bool = True
    shared: frozenset[str] = frozenset()

    @property
    def differs(self) -> bool:
        """Whether the sides that say something do not say the same."""
        return len({text.casefold() for text in self.texts if text}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Contacts side by side, the one that should stay first."""

    sides: tuple[Side, ...]
    fields: tuple[ComparedField, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(side.id for side in self.sides)


@dataclass(frozen=True, slots=True)
class KnownLead:
    """A lead who is a contact already; the reason is email or phone."""

    lead_id: str
    lead: str
    contact_id: str
    contact: str
    reason: str
