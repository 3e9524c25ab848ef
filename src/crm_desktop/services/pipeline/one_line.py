"""A new deal in one line of plain words: `Holiday cakes 1860 amelia /quote sent`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.core.clock import Clock
from crm_desktop.core.plain_words import Match, Part, parse
from crm_desktop.core.word_lists import DEAL
from crm_desktop.storage.database import Database

_PREFIX = f"{DEAL} "
_USED = frozenset({"kind", "who", "when", "stage", "amount", "tag", "link"})
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DealLineWords:
    """What a line was understood to say. `who` holds several matches when a name is not one person's only."""

    title: str
    person_id: str | None
    company_id: str | None
    customer: str
    stage_id: str | None
    stage: str
    amount: Decimal | None
    currency: str | None
    expected_close: date | None
    tags: tuple[str, ...]
    who: tuple[Match, ...]
    parts: tuple[Part, ...]


def read_deal(
    database: Database, clock: Clock, text: str, *, pipeline_id: str | None = None, decimal_mark: str = "."
) -> DealLineWords:
    """Understand a line; a name that several people have is left in `who` and nobody is chosen."""
    stages = database.rows(
        "SELECT stage.name, stage.id FROM stage JOIN pipeline ON pipeline.id = stage.pipeline_id "
        "WHERE stage.deleted_at IS NULL AND stage.kind <> 'lost' AND pipeline.deleted_at IS NULL "
        "AND (:pipeline IS NULL OR pipeline.id = :pipeline) ORDER BY pipeline.position, stage.position",
        {"pipeline": pipeline_id},
    )
    prefix = "" if text.lower().startswith(_PREFIX) else _PREFIX
    draft = parse(
        prefix + text,
        now=clock.now().astimezone(clock.zone).replace(tzinfo=None),
        people=_People(database),
        stages=[name for name, _ in stages],
        decimal_mark=decimal_mark,
    )
    only = draft.who[0] if len(draft.who) == 1 else None
    wanted = (draft.stage or "").casefold()
    stage = next(((name, stage_id) for name, stage_id in stages if name.casefold() == wanted), None)
    shift = len(prefix)
    parts = tuple(
        Part(part.start - shift, part.end - shift, part.role)
        for part in draft.parts
        if part.start >= shift and part.role in _USED
    )
    return DealLineWords(
        title=_rest(text, parts),
        person_id=only.id if only and only.kind == "person" else None,
        company_id=only.id if only and only.kind == "company" else None,
        customer=only.name if only else "",
        stage_id=stage[1] if stage else None,
        stage=stage[0] if stage else "",
        amount=draft.amount,
        currency=draft.currency,
        expected_close=draft.when,
        tags=draft.tags,
        who=draft.who,
        parts=parts,
    )


def _rest(text: str, parts: Sequence[Part]) -> str:
    """What no part of the deal took: a word that only means something elsewhere (a time, a bell) stays in the title."""
    for part in parts:
        text = text[: part.start] + " " * (part.end - part.start) + text[part.end :]
    return " ".join(text.split())


class _People:
    """Finds whose full, first, last or company name is exactly a phrase, by the search index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, phrase: str) -> Sequence[Match]:
        words = [word.casefold() for word in _WORDS.findall(phrase)]
        if not words:
            return ()
        rows = self._database.rows(
            "SELECT c.id, c.name, c.kind, c.given_name, c.family_name FROM search_index "
            "JOIN search_document d ON d.id = search_index.rowid AND d.kind = 'contact' "
            "JOIN contact c ON c.id = d.record_id "
            "WHERE search_index MATCH ? AND c.deleted_at IS NULL LIMIT 50",
            ("title : " + " ".join(f'"{word}"' for word in words),),
        )
        wanted = phrase.casefold()
        return [
            Match(contact_id, name, kind)
            for contact_id, name, kind, given, family in rows
            if wanted in {name.casefold(), given.casefold(), family.casefold()}
        ]
