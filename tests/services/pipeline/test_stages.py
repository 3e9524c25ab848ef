"""Stages and pipelines as a person arranges them."""

from __future__ import annotations

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.services.pipeline.views import StageDraft, StageRow
from crm_desktop.services.services import Services
from tests.services.pipeline.people import add_deal, order_in, stages


def draft(stage: StageRow, **changes: object) -> StageDraft:
    values: dict[str, object] = {
        "name": stage.name, "kind": stage.kind, "probability": stage.probability, "stale_days": stage.stale_days,
        "meaning": stage.meaning, "id": stage.id,
    }  # fmt: skip
    return StageDraft(**values | changes)  # type: ignore[arg-type]


def test_arranging_renames_orders_adds_and_removes_in_one_entry(services: Services) -> None:
    deal_id = add_deal(services, "Cakes", "Qualified")
    found = stages(services)
    kept = [draft(stage) for name, stage in found.items() if name not in ("Qualified", "New")]
    wanted = [draft(found["New"], name="Asked"), StageDraft("Tasting", probability=40), *kept]
    pipeline = services.pipeline.pipelines()[0].id
    change = services.pipeline_commands.arrange_stages(pipeline, wanted, {found["Qualified"].id: "Tasting"})
    assert change.label == "Changed the stages of “Sales pipeline”"
    assert list(stages(services))[:3] == ["Asked", "Tasting", "Quote sent"]
    assert services.pipeline.deal(deal_id).stage.name == "Tasting"
    services.history.undo()
    assert list(stages(services))[:3] == ["New", "Qualified", "Quote sent"]
    assert order_in(services, "Qualified") == ["Cakes"]


def test_a_stage_with_deals_goes_only_when_another_takes_them(services: Services) -> None:
    deal_id = add_deal(services, "Cakes", "Qualified")
    found = stages(services)
    kept = [draft(stage) for name, stage in found.items() if name not in ("Qualified", "Quote sent")]
    pipeline = services.pipeline.pipelines()[0].id
    with pytest.raises(Refused, match="holds deals"):
        services.pipeline_commands.arrange_stages(pipeline, kept)
    services.pipeline_commands.arrange_stages(pipeline, kept, {found["Qualified"].id: found["New"].id})
    assert not {"Qualified", "Quote sent"} & set(stages(services))
    assert services.pipeline.deal(deal_id).stage.name == "New"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (StageDraft(" ", probability=5), "name"),
        (StageDraft("new", probability=5), "called"),
        (StageDraft("Sure", probability=100), "probability"),
        (StageDraft("Slow", probability=5, stale_days=0), "stale"),
        (StageDraft("Odd", "maybe"), "kind"),
    ],
)
def test_stages_that_make_no_sense_are_refused(services: Services, wrong: StageDraft, words: str) -> None:
    stored = [draft(stage) for stage in stages(services).values()]
    with pytest.raises(Refused, match=words):
        services.pipeline_commands.arrange_stages(services.pipeline.pipelines()[0].id, [*stored, wrong])
    assert len(stages(services)) == 7


def test_won_and_lost_stay(services: Services) -> None:
    found = stages(services)
    for name in ("Won", "Lost"):
        kept = [draft(stage) for stage in found.values() if stage.name != name]
        with pytest.raises(Refused, match="kind"):
            services.pipeline_commands.arrange_stages(services.pipeline.pipelines()[0].id, kept)


def test_a_pipeline_goes_only_when_it_is_empty_and_not_the_last(services: Services) -> None:
    first = services.pipeline.pipelines()[0]
    with pytest.raises(Refused, match="only"):
        services.pipeline_commands.delete_pipeline(first.id)
    services.pipeline_commands.add_pipeline("Wholesale")
    deal_id = add_deal(services, "Cakes")
    with pytest.raises(Refused, match="holds deals"):
        services.pipeline_commands.delete_pipeline(first.id)
    services.pipeline_commands.bin([deal_id])
    with pytest.raises(Refused, match="in the Bin"):
        services.pipeline_commands.delete_pipeline(first.id)
    second = services.pipeline.pipelines()[1]
    assert [stage.name for stage in second.stages] == [stage.name for stage in first.stages]
    services.pipeline_commands.rename_pipeline(second.id, "Trade")
    assert services.pipeline_commands.delete_pipeline(second.id).label == "Removed the pipeline “Trade”"
    assert len(services.pipeline.pipelines()) == 1
