"""What a search found, as the palette and the command line show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Hit(NamedTuple):
    """One record. `amount` is in minor units of `currency`, where the record has one.

    `kind` is a kind of record ("contact", "deal", …); `icon` a Lucide name, "" for a person, who is
    shown by initials.
    """

    kind: str
    id: str
    title: str
    subtitle: str = ""
    icon: str = ""
    amount: int | None = None
    currency: str = ""
    is_company: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one sort under a heading. `kind` is people, companies, deals, quotes, cases, …"""

    kind: str
    title: str
    rows: tuple[Hit, ...]
