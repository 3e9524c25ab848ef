"""Where a deal stands: its stage and its place among the cards of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import LOST_REASONS
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

RANK_STEP = 1024.0


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What a move needs to know of a stage."""

    id: str
    pipeline_id: str
    name: str
    kind: str


def stage_facts(work: Transaction, stage_id: str) -> StageFacts:
    """Return a stage that can hold deals. Raises `RecordMissing`."""
    found = work.execute(
        "SELECT id, pipeline_id, name, kind FROM stage WHERE id = ? AND deleted_at IS NULL", (stage_id,)
    )
    if not found:
        raise RecordMissing("This stage is no longer there.", "The deal stayed where it was. Choose another stage.")
    return StageFacts(*found[0])


def first_stage(work: Transaction, pipeline_id: str, kind: str = "open") -> StageFacts:
    """Return the first stage of a kind in a pipeline. Raises `Refused` when it has none."""
    found = work.execute(
        "SELECT id, pipeline_id, name, kind FROM stage WHERE pipeline_id = ? AND kind = ? AND deleted_at IS NULL "
        "ORDER BY position, id LIMIT 1",
        (pipeline_id, kind),
    )
    if not found:
        words = {"open": "an open stage", "won": "a stage for won deals", "lost": "a stage for lost deals"}[kind]
        raise Refused(f"This pipeline does not have {words}.", "Nothing was changed. Add one to its stages.")
    return StageFacts(*found[0])


def place_deals(
    work: Transaction,
    deal_ids: Sequence[str],
    stage: StageFacts,
    before_id: str | None,
    *,
    now: datetime,
    member: str,
    lost_reason: str = "",
    lost_note: str = "",
) -> int:
    """Put deals into a stage, in the given order, before another card or at the end; return how many changed stage.

    A lost deal needs its reason; a deal that leaves won or lost is open again and keeps its history.
    """
    if stage.kind == "lost" and lost_reason not in dict(LOST_REASONS):
        _check_already_lost(work, deal_ids, stage)
    moved = 0
    for deal_id, rank in zip(deal_ids, _free_ranks(work, stage.id, list(deal_ids), before_id), strict=True):
        found = work.execute("SELECT stage_id FROM deal WHERE id = ? AND deleted_at IS NULL", (deal_id,))
        if not found:
            raise RecordMissing("This deal is no longer there.", "Nothing was moved. It may be in the Bin.")
        changes: dict[str, object] = {"rank": rank}
        if found[0][0] != stage.id:
            moved += 1
            millis = to_millis(now)
            closed = stage.kind != "open"
            changes |= {
                "stage_id": stage.id,
                "pipeline_id": stage.pipeline_id,
                "in_stage_since": millis,
                "closed_at": millis if closed else None,
                "lost_reason": lost_reason if stage.kind == "lost" else "",
                "lost_note": lost_note.strip() if stage.kind == "lost" else "",
            }
            put_move(work, deal_id, found[0][0], stage.id, now, member)
        update_row(work, "deal", deal_id, changes)
    return moved


def put_move(
    work: Transaction, deal_id: str, from_stage: str | None, to_stage: str, now: datetime, member: str
) -> None:
    """Write one step of a deal's way."""
    insert_row(
        work,
        "stage_move",
        {
            "id": new_id(),
            "deal_id": deal_id,
            "from_stage_id": from_stage,
            "to_stage_id": to_stage,
            "moved_at": to_millis(now),
            "member_id": member or None,
        },
    )


def top_rank(work: Transaction, stage_id: str) -> float:
    """Return the rank that puts a card above all others of a column."""
    lowest = work.execute("SELECT min(rank) FROM deal WHERE stage_id = ? AND deleted_at IS NULL", (stage_id,))[0][0]
    return 0.0 if lowest is None else float(lowest) - RANK_STEP


def _check_already_lost(work: Transaction, deal_ids: Sequence[str], stage: StageFacts) -> None:
    marks = ",".join("?" * len(deal_ids))
    elsewhere = work.execute(
        f"SELECT 1 FROM deal WHERE id IN ({marks}) AND stage_id <> ? LIMIT 1", (*deal_ids, stage.id)
    )
    if elsewhere:
        raise Refused(
            "A lost deal needs the reason why it was lost.",
            "The deal stayed where it was. Say why: price, timing, competitor, no answer or other.",
        )


def _free_ranks(work: Transaction, stage_id: str, deal_ids: list[str], before_id: str | None) -> list[float]:
    """Return one rank per deal, in order, between the neighbours of the place; renumber when there is no room."""
    low, high = _neighbours(work, stage_id, deal_ids, before_id)
    ranks = _between(low, high, len(deal_ids))
    if ranks is None:
        _renumber(work, stage_id, deal_ids)
        low, high = _neighbours(work, stage_id, deal_ids, before_id)
        ranks = _between(low, high, len(deal_ids))
        assert ranks is not None
    return ranks


def _neighbours(
    work: Transaction, stage_id: str, deal_ids: list[str], before_id: str | None
) -> tuple[float | None, float | None]:
    marks = ",".join("?" * len(deal_ids))
    others = f"FROM deal WHERE stage_id = ? AND deleted_at IS NULL AND id NOT IN ({marks})"
    high: float | None = None
    if before_id is not None and before_id not in deal_ids:
        found = work.execute(f"SELECT rank {others} AND id = ?", (stage_id, *deal_ids, before_id))
        high = found[0][0] if found else None
    if high is None:
        low = work.execute(f"SELECT max(rank) {others}", (stage_id, *deal_ids))[0][0]
        return low, None
    low = work.execute(
        f"SELECT max(rank) {others} AND (rank < ? OR (rank = ? AND id < ?))",
        (stage_id, *deal_ids, high, high, before_id),
    )[0][0]
    return low, high


def _between(low: float | None, high: float | None, count: int) -> list[float] | None:
    """Return `count` rising ranks strictly between two, or None when floats leave no room."""
    if high is None:
        start = 0.0 if low is None else low + RANK_STEP
        return [start + RANK_STEP * number for number in range(count)]
    if low is None:
        return [high - RANK_STEP * (count - number) for number in range(count)]
    step = (high - low) / (count + 1)
    ranks = [low + step * (number + 1) for number in range(count)]
    rising = [low, *ranks, high]
    return ranks if all(one < other for one, other in pairwise(rising)) else None


def _renumber(work: Transaction, stage_id: str, moving: list[str]) -> None:
    marks = ",".join("?" * len(moving))
    rows = work.execute(
        f"SELECT id FROM deal WHERE stage_id = ? AND deleted_at IS NULL AND id NOT IN ({marks}) ORDER BY rank, id",
        (stage_id, *moving),
    )
    work.execute_many(
        "UPDATE deal SET rank = ? WHERE id = ?",
        [(RANK_STEP * (number + 1), row[0]) for number, row in enumerate(rows)],
    )
