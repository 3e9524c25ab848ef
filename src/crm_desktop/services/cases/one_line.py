"""A new case in one line of plain words: `oven timer stops farid !high`."""

from __future__ import annotations

from crm_desktop.core.clock import Clock
from crm_desktop.core.plain_words import parse
from crm_desktop.core.word_lists import CASE
from crm_desktop.services.cases.views import CaseLine
from crm_desktop.services.quick_add.people import People
from crm_desktop.storage.database import Database

_PREFIX = f"{CASE} "
_USED = frozenset({"kind", "who", "priority", "link"})


def read_case(database: Database, clock: Clock, text: str) -> CaseLine:
    """Understand a line: who it is from, how urgent; every other word is the subject."""
    prefix = "" if text.lower().startswith(_PREFIX) else _PREFIX
    draft = parse(prefix + text, now=clock.now().astimezone(clock.zone).replace(tzinfo=None), people=People(database))
    rest, shift = text, len(prefix)
    for part in draft.parts:
        if part.start >= shift and part.role in _USED:
            start, end = part.start - shift, part.end - shift
            rest = rest[:start] + " " * (end - start) + rest[end:]
    subject = " ".join(rest.split())
    who = tuple((match.id, match.name, match.kind) for match in draft.who)
    return CaseLine(subject or " ".join(text.split()), draft.priority or "normal", who)
