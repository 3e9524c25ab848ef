"""Stages and pipelines as a person arranges them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import STAGE_KINDS, word
from crm_desktop.services.pipeline.placing import StageFacts, place_deals, stage_facts
from crm_desktop.services.pipeline.views import StageDraft
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import insert_row, update_row


class StageCommands:
    """Writes of stages and pipelines; deals in a stage that goes are moved, never lost."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def arrange_stages(
        self, pipeline_id: str, stages: Sequence[StageDraft], moved: Mapping[str, str] | None = None
    ) -> ChangeSet:
        """Make these the stages of a pipeline, in this order, as one journal entry.

        `moved` names for each stage that goes (and holds deals) the stage that takes them; a new stage
        is named by its name.
        """
        _check_stages(stages)
        with self._database.write("Changed the stages") as work:
            name = _pipeline_name(work, pipeline_id)
            work.label = f"Changed the stages of “{name}”"
            ids = [
                _put_stage(work, pipeline_id, draft, position, to_millis(self._clock.now()))
                for position, draft in enumerate(stages)
            ]
            targets = {draft.name: stage_id for draft, stage_id in zip(stages, ids, strict=True)}
            marks = ",".join("?" * len(ids))
            gone = work.execute(
                f"SELECT id FROM stage WHERE pipeline_id = ? AND deleted_at IS NULL AND id NOT IN ({marks})",
                (pipeline_id, *ids),
            )
            for (stage_id,) in gone:
                target = (moved or {}).get(stage_id)
                self._take_away(work, stage_id, targets.get(target or "", target))
        return work.change

    def add_pipeline(self, name: str, like: str | None = None) -> ChangeSet:
        """Add a pipeline with the stages of another one (the first, when none is named)."""
        words = _name(name)
        with self._database.write(f"Added the pipeline “{words}”") as work:
            last = work.execute("SELECT coalesce(max(position), -1) FROM pipeline")[0][0]
            model = (
                like
                or work.execute("SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id LIMIT 1")[0][0]
            )
            pipeline_id = new_id()
            now = to_millis(self._clock.now())
            insert_row(work, "pipeline", {"id": pipeline_id, "created_at": now, "name": words, "position": last + 1})
            for position, one in enumerate(_stored_stages(work, model)):
                copy = StageDraft(one.name, one.kind, one.probability, one.stale_days, one.meaning)
                _put_stage(work, pipeline_id, copy, position, now)
        return work.change

    def rename_pipeline(self, pipeline_id: str, name: str) -> ChangeSet:
        """Call a pipeline something else."""
        words = _name(name)
        with self._database.write(f"Renamed a pipeline to “{words}”") as work:
            _pipeline_name(work, pipeline_id)
            update_row(work, "pipeline", pipeline_id, {"name": words})
        return work.change

    def delete_pipeline(self, pipeline_id: str) -> ChangeSet:
        """Take an empty pipeline away; one is always kept."""
        with self._database.write("Removed a pipeline") as work:
            work.label = f"Removed the pipeline “{_pipeline_name(work, pipeline_id)}”"
            if work.execute("SELECT 1 FROM deal WHERE pipeline_id = ? LIMIT 1", (pipeline_id,)):
                raise Refused(
                    "This pipeline still holds deals.",
                    "Nothing was removed. Move its deals to another pipeline first; those in the Bin count as well.",
                )
            if work.execute("SELECT count(*) FROM pipeline WHERE deleted_at IS NULL")[0][0] == 1:
                raise Refused("This is the only pipeline.", "Nothing was removed. Rename it instead.")
            update_row(work, "pipeline", pipeline_id, {"deleted_at": to_millis(self._clock.now())})
        return work.change

    def _take_away(self, work: Transaction, stage_id: str, move_to: str | None) -> None:
        held = work.execute(
            "SELECT id, lost_reason, lost_note FROM deal WHERE stage_id = ? AND deleted_at IS NULL ORDER BY rank, id",
            (stage_id,),
        )
        if held:
            if move_to is None or move_to == stage_id:
                raise Refused(
                    "This stage still holds deals.",
                    "Nothing was removed. Choose the stage that takes its deals.",
                )
            target = stage_facts(work, move_to)
            self._hand_over(work, held, target)
        update_row(work, "stage", stage_id, {"deleted_at": to_millis(self._clock.now())})

    def _hand_over(self, work: Transaction, held: Sequence[tuple[str, str, str]], target: StageFacts) -> None:
        # From one lost stage to another each deal keeps its own reason; others get the only honest one.
        groups: dict[tuple[str, str], list[str]] = {}
        for deal_id, reason, note in held:
            groups.setdefault((reason or "other", note), []).append(deal_id)
        for (reason, note), ids in groups.items():
            place_deals(
                work, ids, target, None,
                now=self._clock.now(), member=self._database.actor, lost_reason=reason, lost_note=note,
            )  # fmt: skip


def _put_stage(work: Transaction, pipeline_id: str, draft: StageDraft, position: int, now: int) -> str:
    values = {
        "name": draft.name.strip(),
        "kind": draft.kind,
        "position": position,
        "probability": {"won": 100, "lost": 0}.get(draft.kind, draft.probability),
        "stale_days": draft.stale_days if draft.kind == "open" else None,
        "meaning": draft.meaning.strip(),
    }
    if draft.id is not None:
        update_row(work, "stage", draft.id, values)
        return draft.id
    stage_id = new_id()
    insert_row(work, "stage", {"id": stage_id, "created_at": now, "pipeline_id": pipeline_id, **values})
    return stage_id


def _stored_stages(work: Transaction, pipeline_id: str) -> list[StageDraft]:
    rows = work.execute(
        "SELECT name, kind, probability, stale_days, meaning, id FROM stage "
        "WHERE pipeline_id = ? AND deleted_at IS NULL ORDER BY position, id",
        (pipeline_id,),
    )
    return [StageDraft(*row) for row in rows]


def _check_stages(stages: Sequence[StageDraft]) -> None:
    seen: set[str] = set()
    for stage in stages:
        name = stage.name.strip()
        if not name:
            raise Refused("A stage needs a name.", "Nothing was saved. Give every stage a name.")
        if name.casefold() in seen:
            raise Refused(f"Two stages are called “{name}”.", "Nothing was saved. Give them different names.")
        seen.add(name.casefold())
        if stage.kind not in dict(STAGE_KINDS):
            raise Refused(f"“{stage.kind}” is no kind of stage.", "Nothing was saved. It is open, won or lost.")
        if stage.kind == "open" and not 0 <= stage.probability <= 99:
            raise Refused(
                f"The probability of “{name}” lies between 0 and 99 percent.",
                "Nothing was saved. Only a won stage is certain.",
            )
        if stage.stale_days is not None and stage.stale_days < 1:
            raise Refused(
                f"The days after which a deal in “{name}” counts as stale are 1 or more.",
                "Nothing was saved. Leave them empty if deals never go stale there.",
            )
    for kind, _ in STAGE_KINDS:
        if not any(stage.kind == kind for stage in stages):
            raise Refused(
                f"A pipeline needs a stage of the kind {word(STAGE_KINDS, kind).lower()}.",
                "Nothing was saved. Rename the stage instead of removing it.",
            )


def _pipeline_name(work: Transaction, pipeline_id: str) -> str:
    found = work.execute("SELECT name FROM pipeline WHERE id = ? AND deleted_at IS NULL", (pipeline_id,))
    if not found:
        raise RecordMissing("This pipeline is no longer there.", "Nothing was changed.")
    return str(found[0][0])


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Refused("A pipeline needs a name.", "Nothing was saved. Say what it is for.")
    return name
