"""A score says how promising a lead is, and why."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.leads.scoring import HIGHEST, Rule, add_up, decayed
from crm_desktop.services.leads.views import LeadCall, LeadDraft, ScoreRuleRow
from crm_desktop.services.services import Services

rules = st.builds(
    Rule,
    st.just("because"),
    st.integers(-100, 100),
    st.sampled_from(["", "a", "b"]),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(1, 90),
)


@given(st.lists(rules, max_size=12), st.integers(0, 400))
def test_a_score_lies_between_0_and_100_and_its_reasons_add_up(given_rules: list[Rule], idle: int) -> None:
    score, reasons = add_up(given_rules, idle)
    assert score == max(0, min(HIGHEST, sum(points for points, _ in reasons)))
    assert all(points for points, _ in reasons)


@given(st.lists(rules, max_size=12), st.integers(0, 400))
def test_no_group_gives_more_than_its_cap(given_rules: list[Rule], idle: int) -> None:
    only = [rule for rule in given_rules if rule.group == "a" and rule.points > 0]
    caps = [rule.cap for rule in only if rule.cap is not None]
    _, reasons = add_up(only, idle)
    if caps:
        assert sum(points for points, _ in reasons) <= min(caps)


@given(st.integers(-100, 100), st.integers(1, 90), st.integers(0, 200))
def test_points_fade_and_never_grow(points: int, half: int, idle: int) -> None:
    assert decayed(points, half, 0) == points
    assert abs(decayed(points, half, idle + 1)) <= abs(decayed(points, half, idle)) <= abs(points)
    assert decayed(points * 2, half, half) == points
    assert decayed(points, None, idle) == points


def add(services: Services, **values: object) -> str:
    (lead_id,) = services.lead_commands.save(LeadDraft(**values)).touched["lead"]  # type: ignore[arg-type]
    return lead_id


def score(services: Services, lead_id: str) -> tuple[int, dict[str, int]]:
    row = services.leads.detail(lead_id).row
    return row.score, {reason.text: reason.points for reason in row.reasons}


def test_the_usual_rules_are_there_from_the_first_lead_on(services: Services) -> None:
    found = score(services, add(services, name="Nora", email="n@x.example", interest="A price for cakes"))
    assert found == (25, {"asked for a price": 20, "left an e-mail address": 5})
    assert len(services.leads.score_rules()) == services.database.value("SELECT count(*) FROM score_rule") > 10


def test_a_score_follows_every_change(services: Services) -> None:
    lead_id = add(services, name="Nora")
    assert score(services, lead_id) == (0, {})
    services.lead_commands.save_field(lead_id, "source", "Recommended")
    services.lead_commands.save_field(lead_id, "amount", Decimal(6000))
    assert score(services, lead_id)[1] == {"was recommended": 15, "worth 1,000 or more": 10, "worth 5,000 or more": 10}
    services.lead_commands.set_status([lead_id], "qualified")
    assert score(services, lead_id)[0] == 50
    services.lead_commands.not_now([lead_id], "", None)
    assert score(services, lead_id)[0] == 0


def test_a_touch_warms_and_time_cools(services: Services, clock: FixedClock) -> None:
    lead_id = add(services, name="Nora", status="contacted")
    services.lead_commands.log_call(LeadCall(lead_id, "Hello"))
    assert score(services, lead_id) == (15, {"was in touch": 15})
    clock.advance(timedelta(days=21))
    assert services.lead_commands.rescore() == 1
    assert score(services, lead_id) == (8, {"was in touch": 8})
    assert services.lead_commands.rescore() == 0


def test_counting_again_leaves_no_entry_and_hinders_no_undo(services: Services, clock: FixedClock) -> None:
    change = services.lead_commands.save(LeadDraft("Nora", email="n@x.example", status="contacted"))
    (lead_id,) = change.touched["lead"]
    called = services.lead_commands.log_call(LeadCall(lead_id, "Hello"))
    before = services.database.value("SELECT max(id) FROM journal_entry")
    clock.advance(timedelta(days=30))
    assert services.lead_commands.rescore() == 1
    assert services.database.value("SELECT max(id) FROM journal_entry") == before
    for entry in (called.entry, change.entry):
        assert not services.history.undo(entry or 0).conflicts
    assert services.leads.counts().total == 0


def test_own_rules_replace_the_usual_ones(services: Services) -> None:
    lead_id = add(services, name="Nora", city="Bath", phone="07700 900461")
    kept = services.leads.score_rules()[:1]
    services.lead_commands.save_score_rules([*kept, ScoreRuleRow("is near", "city = Bath", 33)])
    assert score(services, lead_id) == (33, {"is near": 33})
    assert [rule.name for rule in services.leads.score_rules()] == ["asked for a price", "is near"]
    # None at all is a choice, too: the usual ones do not come back.
    services.lead_commands.save_score_rules([])
    assert score(services, lead_id) == (0, {})
    assert services.leads.score_rules() == []


def test_a_rule_may_ask_for_a_field_of_ones_own_and_outlives_it(services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("lead", "Wedding on", FieldType.DATE))
    lead_id = add(services, name="Nora")
    services.lead_commands.save_score_rules([ScoreRuleRow("has a date", "wedding_on is not empty", 10)])
    services.records.update("lead", lead_id, {"wedding_on": "2026-05-01"})
    services.lead_commands.rescore([lead_id])
    assert score(services, lead_id)[0] == 10
    field = services.custom_fields.fields("lead")[0]
    services.custom_field_commands.remove(field.id)
    assert services.lead_commands.rescore() == 1
    assert score(services, lead_id)[0] == 0
    assert "wedding_on" in services.leads.score_rules()[0].problem


def test_a_filter_that_cannot_be_understood_is_not_saved(services: Services) -> None:
    with pytest.raises(CrmError, match="cannot be understood"):
        services.lead_commands.save_score_rules([ScoreRuleRow("odd", "citty = Bath", 5)])
    assert services.database.value("SELECT count(*) FROM score_rule") == 0
