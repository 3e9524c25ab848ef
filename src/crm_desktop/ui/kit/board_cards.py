"""What a board shows: plain frozen values, made for it by a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crm_desktop.ui.theme.tokens import Tone

ColumnKind = Literal["open", "won", "lost"]


@dataclass(frozen=True, slots=True)
class CardData:
    """One card. Texts are ready to show; an empty ``next_step_text`` means that there is no next step."""

    id: str
    title: str
    customer: str = ""
    next_step_text: str = ""
    next_step_tone: Tone = "slate"
    next_step_icon: str = ""
    amount_text: str = ""
    days_text: str = ""
    days_late: bool = False
    owner_initials: str = ""
    owner_name: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class ColumnData:
    """One column; ``position_fraction`` is how far along the road it is, from 0 to 1."""

    key: str
    title: str
    count: int
    sum_text: str = ""
    position_fraction: float = 0.0
    kind: ColumnKind = "open"
