"""New leads find somebody who looks after them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.leads.views import AssignmentRuleRow, LeadDraft
from crm_desktop.services.services import Services


@pytest.fixture
def members(services: Services) -> dict[str, str]:
    """Name → id of three people; Olaf has left."""
    ids = {"Maya": new_id(), "Tom": new_id(), "Olaf": new_id()}
    with services.database.write("Hired") as work:
        for name, one in ids.items():
            work.execute(
                "INSERT INTO member (id, created_at, name, email, active) VALUES (?, 0, ?, '', ?)",
                (one, name, int(name != "Olaf")),
            )
    return ids | {"Sofia": services.database.actor}


def owners(services: Services, *drafts: LeadDraft) -> list[str]:
    change = services.lead_commands.add_all(drafts)
    names = {
        row[0]: row[1]
        for row in services.database.rows(
            "SELECT l.name, coalesce(m.name, '') FROM lead l LEFT JOIN member m ON m.id = l.owner_id"
        )
    }
    assert change.entry is not None
    return [names[draft.name] for draft in drafts]


def test_the_first_rule_that_fits_decides(services: Services, members: dict[str, str]) -> None:
    services.lead_commands.save_assignment_rules(
        [
            AssignmentRuleRow("Weddings", 'interest contains "wedding"', "member", members["Maya"]),
            AssignmentRuleRow("Bath", "city = Bath", "member", members["Tom"]),
        ]
    )
    assert owners(
        services,
        LeadDraft("A", interest="Wedding cake", city="Bath"),
        LeadDraft("B", city="Bath"),
        LeadDraft("C", city="Leeds"),
        LeadDraft("D", city="Bath", owner_id=members["Sofia"]),
    ) == ["Maya", "Tom", "", "Sofia"]


def test_turns_go_on_from_one_day_to_the_next(services: Services, members: dict[str, str]) -> None:
    among = (members["Maya"], members["Tom"], members["Olaf"])
    services.lead_commands.save_assignment_rules([AssignmentRuleRow("All", "", "round_robin", among=among)])
    first = owners(services, *(LeadDraft(f"L{number}") for number in range(3)))
    second = owners(services, LeadDraft("M1"), LeadDraft("M2"))
    both = first + second
    # Who has left gets nothing; the others take turns without a break between the two days.
    assert set(both) == {"Maya", "Tom"}
    assert all(one != other for one, other in pairwise(both))


def test_the_least_busy_gets_the_next_one(services: Services, members: dict[str, str]) -> None:
    for name, count in (("Maya", 3), ("Tom", 1), ("Sofia", 2)):
        owners(services, *(LeadDraft(f"{name} {number}", owner_id=members[name]) for number in range(count)))
    services.lead_commands.save_assignment_rules([AssignmentRuleRow("All", "", "least_busy")])
    assert owners(services, LeadDraft("X")) == ["Tom"]
    taken = owners(services, *(LeadDraft(f"Y{number}") for number in range(4)))
    assert sorted(taken) == ["Maya", "Sofia", "Sofia", "Tom"]


def test_capture_and_assignment_are_one_entry(services: Services, members: dict[str, str]) -> None:
    services.lead_commands.save_assignment_rules([AssignmentRuleRow("All", "", "round_robin")])
    before = services.database.value("SELECT max(id) FROM journal_entry")
    change = services.lead_commands.save(LeadDraft("Nora"))
    assert services.database.value("SELECT count(*) FROM journal_entry WHERE id > ?", (before,)) == 1
    services.history.undo(change.entry or 0)
    assert services.leads.counts().total == 0
    assert services.database.value("SELECT last_member_id FROM assignment_rule") is None


def test_a_rule_for_a_member_names_one(services: Services) -> None:
    with pytest.raises(Refused, match="does not say who"):
        services.lead_commands.save_assignment_rules([AssignmentRuleRow("All", "", "member")])
    with pytest.raises(Refused, match="no way to assign"):
        services.lead_commands.save_assignment_rules([AssignmentRuleRow("All", "", "by_luck")])
    assert services.leads.assignment_rules() == []
