"""What the Today page is told, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock, to_millis
from crm_desktop.core.ids import new_id
from crm_desktop.services.calendar.views import EventDraft, TaskDraft
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.services.today.views import CasesTile, QuotesTile, Today
from crm_desktop.storage.rows import insert_row
from tests.services.cases.opening import open_case
from tests.services.pipeline.people import add_contact, add_deal, stages

LONDON = ZoneInfo("Europe/London")


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=LONDON)


def _quote(services: Services, number: str, until: str | None, gross: int = 10_000, status: str = "sent") -> str:
    quote = new_id()
    row = {
        "id": quote, "created_at": 0, "kind": "quote", "number": number, "revision": 1, "status": status,
        "title": "Fleet plan", "dated_on": "2025-11-01", "valid_until": until, "currency": "GBP", "net": gross,
        "tax": 0, "gross": gross,
    }  # fmt: skip
    with services.database.write("Added a quote") as work:
        insert_row(work, "document", row)
    return quote


def _titles(today: Today) -> list[tuple[str, str]]:
    return [(need.group, need.number or need.title) for need in today.needs]


def test_a_new_workspace_needs_nothing_but_its_first_steps(services: Services) -> None:
    today = services.today.overview()
    assert (today.name, today.currency, today.needs, today.next_up) == ("Sofia", "GBP", (), None)
    steps = ["add_customer", "log_call", "make_quote", "plan_follow_up", "back_up"]
    assert [step.key for step in today.starter] == steps
    assert not any(step.done for step in today.starter)
    assert [(stage.name, stage.deals) for stage in today.stages] == [
        ("New", 0), ("Qualified", 0), ("Quote sent", 0), ("Negotiation", 0), ("Verbal yes", 0)
    ]  # fmt: skip
    assert services.today.badge() == 0
    assert services.today.going_quiet() == []


def test_the_first_steps_tick_themselves_and_go(services: Services) -> None:
    amelia = add_contact(services, "Amelia Okafor")
    services.timeline_commands.add(ActivityDraft("call"), [("contact", amelia)])
    services.calendar_commands.save_task(TaskDraft("Call", due_on=date(2025, 12, 1)))
    done = {step.key: step.done for step in services.today.overview().starter}
    assert done == {
        "add_customer": True, "log_call": True, "make_quote": False, "plan_follow_up": True, "back_up": False,
    }  # fmt: skip
    _quote(services, "Q-1", None)
    from crm_desktop.services.backups import back_up_now

    back_up_now(services.database, services.clock)
    assert services.today.overview().starter == ()


def test_late_comes_first_then_today_then_tomorrow_by_the_clock(services: Services) -> None:
    amelia = add_contact(services, "Amelia Okafor")
    calendar = services.calendar_commands
    calendar.save_task(TaskDraft("any time", due_on=date(2025, 11, 20)))
    calendar.save_task(TaskDraft("tomorrow", due_at=_at(21, 9)))
    calendar.save_task(TaskDraft("call", kind="call", due_at=_at(20, 10, 30), person_id=amelia))
    calendar.save_task(TaskDraft("this morning", due_at=_at(20, 8)))
    calendar.save_task(TaskDraft("two days late", due_on=date(2025, 11, 18)))
    calendar.save_task(TaskDraft("next week", due_on=date(2025, 11, 25)))
    calendar.save_event(EventDraft("tasting", starts_at=_at(20, 13), ends_at=_at(20, 14, 30), place="22 Mill Lane"))
    calendar.save_event(EventDraft("over already", starts_at=_at(20, 7), ends_at=_at(20, 8)))
    open_case(services, "Oven timer stops", priority="urgent")
    _quote(services, "Q-1", "2025-11-21")
    _quote(services, "Q-2", "2025-11-19")
    today = services.today.overview()
    assert _titles(today) == [
        ("late", "two days late"), ("late", "Q-2"), ("late", "this morning"), ("today", "call"), ("today", "C-0001"),
        ("today", "tasting"), ("today", "any time"), ("tomorrow", "tomorrow"), ("tomorrow", "Q-1"),
    ]  # fmt: skip
    by_title = {need.title: need for need in today.needs}
    assert (by_title["call"].action, by_title["call"].target_id) == ("log_call", amelia)
    assert (by_title["any time"].action, by_title["any time"].finishable) == ("done", True)
    assert (by_title["tasting"].about, by_title["tasting"].minutes) == ("22 Mill Lane", 90)
    assert by_title["Oven timer stops"].action == "reply"
    assert today.next_up is None
    assert services.today.badge() == 7


def test_a_page_that_needs_nothing_says_what_comes_next(services: Services) -> None:
    services.calendar_commands.save_task(TaskDraft("in two weeks", due_on=date(2025, 12, 4)))
    services.calendar_commands.save_task(TaskDraft("next week", due_on=date(2025, 11, 25)))
    today = services.today.overview()
    assert (today.needs, today.this_week) == ((), 0)
    assert today.next_up is not None
    assert today.next_up.title == "next week"
    services.calendar_commands.save_task(TaskDraft("on Sunday", due_on=date(2025, 11, 23)))
    assert services.today.overview().this_week == 1


def test_a_task_says_with_whom_and_about_what(services: Services) -> None:
    bakery = add_contact(services, "Bluebird Bakery", "company")
    farid = add_contact(services, "Farid Haddad")
    with services.database.write("Joined") as work:
        insert_row(work, "affiliation", {"id": new_id(), "person_id": farid, "company_id": bakery, "role": ""})
    deal = add_deal(services, "Weekly bread", person_id=farid)
    day = date(2025, 11, 20)
    services.calendar_commands.save_task(TaskDraft("a", due_on=day, person_id=farid, deal_id=deal))
    services.calendar_commands.save_task(TaskDraft("b", due_on=day, company_id=bakery, notes="Tuesday\ndeliveries"))
    a, b = services.today.overview().needs
    assert (a.customer, a.company, a.about) == ("Farid Haddad", "Bluebird Bakery", "Weekly bread")
    assert (b.customer, b.about) == ("Bluebird Bakery", "Tuesday")


def test_late_things_are_not_pushed_out_by_a_full_fortnight(services: Services) -> None:
    with services.database.write("Planned") as work:
        for number in range(260):
            row = {
                "id": new_id(), "created_at": 0, "kind": "todo", "title": f"later {number}", "status": "open",
                "due_on": "2025-11-28", "priority": "normal",
            }  # fmt: skip
            insert_row(work, "task", row)
    services.calendar_commands.save_task(TaskDraft("late", due_on=date(2025, 11, 3)))
    today = services.today.overview()
    assert _titles(today) == [("late", "late")]
    assert today.more_needs == 0


def test_more_late_things_than_are_listed_are_counted(services: Services) -> None:
    with services.database.write("Planned") as work:
        for number in range(230):
            row = {
                "id": new_id(), "created_at": 0, "kind": "todo", "title": f"late {number}", "status": "open",
                "due_on": "2025-11-10", "priority": "normal",
            }  # fmt: skip
            insert_row(work, "task", row)
    today = services.today.overview()
    assert (len(today.needs), today.more_needs) == (200, 30)


def test_the_pipeline_tile_and_its_eight_weeks(services: Services, clock: FixedClock) -> None:
    clock.advance(timedelta(days=-21))
    add_deal(services, "old", "Qualified", "100", expected_close=date(2025, 11, 28))
    won = add_deal(services, "won", "Qualified", "40")
    clock.advance(timedelta(days=14))
    services.pipeline_commands.move([won], stages(services)["Won"].id)
    clock.advance(timedelta(days=7))
    add_deal(services, "new", "New", "50", expected_close=date(2025, 12, 28))
    today = services.today.overview()
    tile = today.pipeline
    assert (tile.amount, tile.deals, tile.closing_this_month) == (15_000, 2, 1)
    assert tile.spark == (0, 0, 0, 0, 14_000, 14_000, 10_000, 15_000)
    assert (today.won.amount, today.won.last_month, today.won.change_percent) == (4_000, 0, None)
    assert today.won.spark == (0, 0, 0, 0, 0, 0, 4_000, 0)
    assert [(stage.name, stage.amount, stage.deals) for stage in today.stages[:2]] == [
        ("New", 5_000, 1), ("Qualified", 10_000, 1)
    ]  # fmt: skip


def test_won_against_last_month(services: Services, clock: FixedClock) -> None:
    clock.advance(timedelta(days=-30))
    services.pipeline_commands.move([add_deal(services, "a", "New", "200")], stages(services)["Won"].id)
    clock.advance(timedelta(days=30))
    services.pipeline_commands.move([add_deal(services, "b", "New", "224")], stages(services)["Won"].id)
    assert services.today.overview().won.change_percent == 12


def test_deals_in_other_currencies_do_not_count_into_the_sums(services: Services) -> None:
    add_deal(services, "pounds", "New", "100")
    add_deal(services, "dollars", "New", "900", currency="USD")
    today = services.today.overview()
    assert today.pipeline.amount == 10_000
    assert (today.stages[0].amount, today.stages[0].deals) == (10_000, 2)


def test_quotes_that_wait_and_cases_to_answer(services: Services) -> None:
    _quote(services, "Q-1", "2025-11-24", 1000)
    _quote(services, "Q-2", "2025-12-24", 500)
    _quote(services, "Q-3", None, 50)
    _quote(services, "Q-4", "2025-11-01", 9000)
    _quote(services, "Q-5", "2025-11-24", 9000, "accepted")
    open_case(services, priority="high")
    waiting = open_case(services)
    services.case_commands.set_status(waiting, "waiting_customer")
    today = services.today.overview()
    assert today.quotes == QuotesTile(1550, 3, 1)
    assert today.cases == CasesTile(1, datetime(2025, 11, 20, 13, tzinfo=UTC))


def test_a_case_whose_reply_is_late_is_late(services: Services, clock: FixedClock) -> None:
    open_case(services, "first", priority="urgent")
    clock.advance(timedelta(hours=3))
    (need,) = services.today.overview().needs
    assert (need.group, need.tone) == ("late", "danger")


def test_customers_who_went_quiet_best_first(services: Services, clock: FixedClock) -> None:
    clock.advance(timedelta(days=-90))
    people = {name: add_contact(services, name) for name in ("Rosa", "Sam", "Iris", "Amelia", "Ben")}
    won = stages(services)["Won"].id
    for name, amount in (("Rosa", "900"), ("Sam", "2000"), ("Iris", "50"), ("Amelia", "9999")):
        services.pipeline_commands.move([add_deal(services, name, "New", amount, person_id=people[name])], won)
    clock.advance(timedelta(days=16))
    case = open_case(services, "Question", person_id=people["Iris"])
    clock.advance(timedelta(days=64))
    services.timeline_commands.add(ActivityDraft("call"), [("contact", people["Amelia"])])
    services.case_commands.customer_wrote(case, "Are you there?")
    clock.advance(timedelta(days=10))
    quiet = services.today.going_quiet()
    assert [(one.name, one.days) for one in quiet] == [("Sam", 90), ("Rosa", 90)]
    assert services.today.going_quiet(limit=1)[0].name == "Sam"


def test_days_begin_at_midnight_where_the_person_is(services: Services, clock: FixedClock) -> None:
    services.calendar_commands.save_task(TaskDraft("today", due_on=date(2025, 11, 20)))
    clock.advance(timedelta(hours=14, minutes=59))
    assert _titles(services.today.overview()) == [("today", "today")]
    clock.advance(timedelta(minutes=1))
    assert _titles(services.today.overview()) == [("late", "today")]


def test_a_full_day_is_read_in_as_few_statements_as_an_empty_one(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, counted = services.database, [0]

    def counting(read: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            counted[0] += 1
            return read(*args)

        return call

    for name in ("rows", "row"):
        monkeypatch.setattr(database, name, counting(getattr(database, name)))
    services.today.overview()
    empty, counted[0] = counted[0], 0
    for number in range(30):
        person = add_contact(services, f"Person {number}")
        services.calendar_commands.save_task(TaskDraft(f"t{number}", due_on=date(2025, 11, 20), person_id=person))
        services.calendar_commands.save_event(
            EventDraft(f"e{number}", starts_at=_at(20, 12), ends_at=_at(20, 13), rule="FREQ=DAILY")
        )
        open_case(services, f"c{number}", person_id=person)
    counted[0] = 0
    today = services.today.overview()
    assert len(today.needs) > 60
    assert counted[0] <= empty <= 16


def test_importing_the_page_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, crm_desktop.services.today.queries;"
        "print([m for m in ('sqlalchemy', 'reportlab', 'babel', 'rapidfuzz', 'dateutil') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_amounts_are_whole_minor_units(services: Services) -> None:
    add_deal(services, "odd", "New", str(Decimal("0.01")))
    assert services.today.overview().pipeline.amount == 1
    assert to_millis(services.today.overview().now) == to_millis(services.clock.now())
