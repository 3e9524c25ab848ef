"""Deals along the board: their place is kept, closing asks why, everything can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.pipeline.placing import RANK_STEP
from crm_desktop.services.services import Services
from tests.services.pipeline.people import add_deal, order_in, stages


def test_a_new_deal_stands_on_top_of_its_column(services: Services) -> None:
    add_deal(services, "Bread")
    add_deal(services, "Cakes")
    assert order_in(services, "New") == ["Cakes", "Bread"]


def _moves(services: Services, deal_id: str) -> list[dict[str, Any]]:
    moves: list[dict[str, Any]] = services.records.read("deal", deal_id)["moves"]
    return moves


def test_a_move_says_what_it_did_and_starts_the_days_anew(services: Services, clock: FixedClock) -> None:
    deal_id = add_deal(services, "Holiday cakes")
    clock.advance(timedelta(days=3))
    change = services.pipeline_commands.move([deal_id], stages(services)["Negotiation"].id)
    assert change.label == "Moved “Holiday cakes” to Negotiation"
    assert change.touches("deal", "stage_move")
    detail = services.pipeline.deal(deal_id)
    assert (detail.stage.name, detail.days) == ("Negotiation", 0)
    assert [(move["from"], move["to"], move["member"]) for move in _moves(services, deal_id)] == [
        (None, "New", "Sofia"),
        ("New", "Negotiation", "Sofia"),
    ]


def test_cards_go_before_another_in_the_order_they_were_taken(services: Services) -> None:
    ids = {title: add_deal(services, title) for title in "ABCDE"}
    target = stages(services)["Qualified"].id
    services.pipeline_commands.move([ids["A"], ids["B"]], target)
    change = services.pipeline_commands.move([ids["E"], ids["C"]], target, ids["B"])
    assert change.label == "Moved 2 deals to Qualified"
    assert order_in(services, "Qualified") == ["A", "E", "C", "B"]
    assert order_in(services, "New") == ["D"]


def test_a_move_within_the_column_is_no_step(services: Services) -> None:
    first, second = add_deal(services, "Bread"), add_deal(services, "Cakes")
    change = services.pipeline_commands.move([first], stages(services)["New"].id, second)
    assert change.label == "Reordered “Bread” in New"
    assert order_in(services, "New") == ["Bread", "Cakes"]
    assert len(_moves(services, first)) == 1


def test_undo_brings_the_card_back_to_its_place(services: Services) -> None:
    for title in ("Bread", "Cakes", "Pies"):
        last = add_deal(services, title)
        middle = last if title == "Cakes" else None
        if middle:
            cakes = middle
    services.pipeline_commands.move([cakes], stages(services)["Verbal yes"].id)
    services.history.undo()
    assert order_in(services, "New") == ["Pies", "Cakes", "Bread"]
    assert order_in(services, "Verbal yes") == []
    assert len(_moves(services, cakes)) == 1
    services.history.redo()
    assert order_in(services, "Verbal yes") == ["Cakes"]


def test_floats_that_run_out_are_renumbered(services: Services) -> None:
    top, bottom = add_deal(services, "Top"), add_deal(services, "Bottom")
    stage = stages(services)["New"].id
    services.pipeline_commands.move([bottom], stage)
    others = [add_deal(services, f"Deal {number}") for number in range(2)]
    for turn in range(140):
        services.pipeline_commands.move([others[turn % 2]], stage, bottom)
    assert order_in(services, "New") == ["Top", "Deal 0", "Deal 1", "Bottom"]
    ranks = [row[0] for row in services.database.rows("SELECT rank FROM deal ORDER BY rank")]
    assert len(set(ranks)) == 4
    assert RANK_STEP in ranks
    assert top not in others


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_move_gives_the_order_that_a_list_would(services: Services, data: st.DataObject) -> None:
    pipeline = services.pipeline.pipelines()[0]
    stage = stages(services)["New"]
    board = [card.id for card in services.pipeline.board(pipeline.id).cards[stage.id]]
    if len(board) < 5:
        board = [add_deal(services, f"Deal {number}") for number in range(5 - len(board))][::-1] + board
    moving = data.draw(st.lists(st.sampled_from(board), min_size=1, unique=True))
    before = data.draw(st.sampled_from([*board, None]))
    services.pipeline_commands.move(moving, stage.id, before)
    staying = [one for one in board if one not in moving]
    at = staying.index(before) if before in staying else len(staying)
    expected = [*staying[:at], *moving, *staying[at:]]
    assert [card.id for card in services.pipeline.board(pipeline.id).cards[stage.id]] == expected


def test_a_lost_deal_needs_its_reason(services: Services) -> None:
    deal_id = add_deal(services, "Holiday cakes")
    with pytest.raises(Refused, match="reason"):
        services.pipeline_commands.move([deal_id], stages(services)["Lost"].id)
    with pytest.raises(Refused, match="reason"):
        services.pipeline_commands.lose([deal_id], "weather")
    assert services.pipeline.deal(deal_id).stage.name == "New"
    change = services.pipeline_commands.lose([deal_id], "price", " Too dear ")
    assert change.label == "Lost “Holiday cakes”"
    detail = services.pipeline.deal(deal_id)
    assert (detail.stage.kind, detail.lost_reason, detail.lost_note) == ("lost", "price", "Too dear")
    assert services.records.read("deal", deal_id)["closed_at"] is not None


def test_a_deal_that_opens_again_keeps_its_way(services: Services) -> None:
    deal_id = add_deal(services, "Holiday cakes")
    assert services.pipeline_commands.win([deal_id]).label == "Won “Holiday cakes”"
    assert services.pipeline.deal(deal_id).probability == 100
    services.pipeline_commands.move([deal_id], stages(services)["Negotiation"].id)
    detail = services.pipeline.deal(deal_id)
    assert (services.records.read("deal", deal_id)["closed_at"], detail.probability) == (None, 70)
    assert [move["to"] for move in _moves(services, deal_id)] == ["New", "Won", "Negotiation"]


def test_won_deals_leave_the_board_after_a_month_but_not_the_table(services: Services, clock: FixedClock) -> None:
    services.pipeline_commands.win([add_deal(services, "Holiday cakes")])
    assert order_in(services, "Won") == ["Holiday cakes"]
    clock.advance(timedelta(days=31))
    assert order_in(services, "Won") == []
    assert services.records.count("deal") == 1


def test_another_pipeline_takes_deals_into_its_first_open_stage(services: Services) -> None:
    deal_id = add_deal(services, "Holiday cakes", "Negotiation")
    services.pipeline_commands.add_pipeline("Wholesale")
    other = services.pipeline.pipelines()[1]
    change = services.pipeline_commands.move_to_pipeline([deal_id], other.id)
    assert change.label == "Moved “Holiday cakes” to the pipeline Wholesale"
    detail = services.pipeline.deal(deal_id)
    assert (detail.pipeline.name, detail.stage.name) == ("Wholesale", "New")
    services.history.undo()
    assert services.pipeline.deal(deal_id).pipeline.name == "Sales pipeline"


def test_the_bin_and_back(services: Services) -> None:
    deal_id = add_deal(services, "Holiday cakes")
    assert services.pipeline_commands.bin([deal_id]).label == "Moved “Holiday cakes” to the Bin"
    assert order_in(services, "New") == []
    BinCommands(services.database, services.clock).restore("deal", deal_id)
    assert order_in(services, "New") == ["Holiday cakes"]
