"""The leads page beside the others: what changes elsewhere, the badge, the empty page."""

from __future__ import annotations

from datetime import date

from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.leads.pane import LeadsPane
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.pane import PaneContext
from tests.ui.leads.reading import rows
from tests.ui.pipeline.stage_hands import Hands


def test_what_happens_elsewhere_is_seen_here(hands: Hands, pane: LeadsPane, services: Services) -> None:
    row = rows(pane)[2]
    call = services.calendar_commands.save_task(TaskDraft("Call", due_on=date(2025, 11, 20), lead_id=row.id))
    hands.do(pane.apply_change, call)
    hands.settle()
    found = next(one for one in rows(pane) if one.id == row.id)
    assert found.value("next_step") == "Call"
    # Something is planned, which counts.
    assert found.value("score") == row.value("score") + 5


def test_an_undo_elsewhere_brings_the_score_back(hands: Hands, pane: LeadsPane, services: Services) -> None:
    row = rows(pane)[2]
    change = services.lead_commands.set_status([row.id], "qualified")
    hands.do(pane.apply_change, change)
    assert next(one for one in rows(pane) if one.id == row.id).value("score") == row.value("score") + 15
    hands.do(pane.apply_change, services.history.undo(change.entry or 0).change)
    hands.settle()
    assert next(one for one in rows(pane) if one.id == row.id).value("score") == row.value("score")


def test_the_badge_counts_what_waits(context: PaneContext, leads: None) -> None:
    page = LeadsPane(context)
    counted: list[int] = []
    page.badge_changed.connect(counted.append)
    made = Hands(context, page)
    assert counted[-1] == 3
    made.close()


def test_an_empty_workspace_says_what_leads_are(context: PaneContext) -> None:
    made = Hands(context, LeadsPane(context))
    page = made.pane
    assert isinstance(page, LeadsPane)
    assert page._stack.currentWidget() is page.empty
    made.close()


def test_every_action_has_its_own_key(hands: Hands, pane: LeadsPane) -> None:
    pane.view.select_row(0)
    hands.settle()
    actions = pane.actions_here()
    keys = [action.shortcut for action in actions if action.shortcut]
    assert len(keys) == len(set(keys))
    menu = action_menu(pane.theme, actions, pane)
    assert len([one for one in menu.actions() if not one.isSeparator()]) == len(actions)
    assert all(action.enabled for action in actions)


def test_a_lead_that_the_list_does_not_show_stays_open(hands: Hands, pane: LeadsPane, services: Services) -> None:
    row = rows(pane)[0]
    hands.do(pane.apply_change, services.lead_commands.not_now([row.id], "later", date(2026, 1, 5)))
    hands.do(pane.open_record, "lead", row.id)
    hands.settle()
    assert row.id not in [one.id for one in rows(pane)]
    assert pane.shown_id == row.id
    hands.do(pane.reload)
    assert pane.shown_id == row.id
