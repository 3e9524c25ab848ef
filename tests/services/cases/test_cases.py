"""A case from the first message to its solution, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.cases.views import CaseDraft, Due
from crm_desktop.services.services import Services
from tests.services.cases.opening import detail, open_case
from tests.services.pipeline.people import add_contact

NOON = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=UTC)


def test_a_new_case_has_a_number_a_deadline_and_what_the_customer_said(services: Services) -> None:
    farid = add_contact(services, "Farid Haddad")
    change = services.case_commands.open_case(
        CaseDraft("  Oven timer   stops ", "Two trays burned.", person_id=farid, priority="high", channel="email")
    )
    assert change.label == "Opened C-0001 “Oven timer stops”"
    case = detail(services, next(iter(change.touched["case"])))
    assert (case.number, case.status, case.owner) == ("C-0001", "new", "Sofia")
    assert case.reply_due_at == _at(20, 13)
    assert [(m.kind, m.body, m.author) for m in case.messages] == [("customer", "Two trays burned.", "Farid Haddad")]
    assert case.customer is not None
    assert case.customer.first_name == "Farid"
    open_case(services)
    assert services.cases.rows_at(services.cases.row_ids())[-1].number == "C-0002"


def test_a_case_that_came_in_at_night_says_so_and_is_due_the_next_morning(
    services: Services, clock: FixedClock
) -> None:
    clock.advance(timedelta(hours=12))
    case = detail(services, open_case(services, priority="urgent"))
    assert case.outside_hours
    assert case.reply_due_at == _at(21, 11)


def test_a_person_brings_the_company_along(services: Services) -> None:
    bakery = add_contact(services, "Bluebird Bakery", "company")
    farid = add_contact(services, "Farid Haddad")
    with services.database.write("Joined") as work:
        work.execute(
            "INSERT INTO affiliation (id, person_id, company_id, role, is_primary) VALUES (?, ?, ?, '', 1)",
            ("a" * 32, farid, bakery),
        )
    case = detail(services, open_case(services, person_id=farid))
    assert case.customer is not None
    assert (case.customer.company, case.customer.company_id) == ("Bluebird Bakery", bakery)
    other = open_case(services, "Door seal worn", company_id=bakery)
    assert [one.subject for one in detail(services, other).earlier] == ["Oven timer stops"]


def test_a_reply_stops_the_clock_and_the_customer_starts_it_again(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services, priority="high")
    solve_due = detail(services, case_id).solve_due_at
    assert solve_due is not None
    clock.advance(timedelta(hours=1))
    change = services.case_commands.reply(case_id, "We come on Friday.")
    assert change.label == "Replied to C-0001 “Oven timer stops”"
    case = detail(services, case_id)
    assert (case.status, case.first_reply_at, case.reply_due_at) == ("waiting_customer", _at(20, 10), None)
    assert case.due == Due("waiting_customer")
    clock.advance(timedelta(days=1))
    services.case_commands.customer_wrote(case_id, "Thank you, but it stopped again.")
    case = detail(services, case_id)
    assert (case.status, case.reply_due_at) == ("open", _at(21, 14))
    # One business day (8.5 hours) of waiting is added back to the time of solution.
    office = services.cases.detail(case_id)
    from crm_desktop.services.cases.targets import read_targets

    hours = read_targets(services.database.rows, clock.zone).hours
    assert office.solve_due_at is not None
    assert hours.elapsed(solve_due, office.solve_due_at) == timedelta(hours=8.5)
    assert case.first_reply_at == _at(20, 10)


def test_keeping_a_case_open_owes_the_customer_a_further_reply(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services, priority="high")
    clock.advance(timedelta(hours=2))
    services.case_commands.reply(case_id, "We are looking into it.", then="open")
    case = detail(services, case_id)
    assert (case.status, case.reply_due_at) == ("open", _at(20, 15))
    services.case_commands.solve(case_id)
    services.case_commands.reply(case_id, "One thing more.", then="open")
    assert detail(services, case_id).status == "open"


def test_waiting_without_having_replied_keeps_what_was_left_of_the_deadline(
    services: Services, clock: FixedClock
) -> None:
    case_id = open_case(services, priority="high")
    clock.advance(timedelta(hours=1))
    services.case_commands.set_status(case_id, "waiting_supplier")
    clock.advance(timedelta(hours=3))
    services.case_commands.set_status(case_id, "open")
    # Three of four hours were left at 10:00; it is 13:00 now.
    assert detail(services, case_id).reply_due_at == _at(20, 16)


def test_a_missed_deadline_stays_missed_through_waiting(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services, priority="urgent")
    clock.advance(timedelta(hours=3))
    services.case_commands.set_status(case_id, "waiting_supplier")
    clock.advance(timedelta(days=1))
    services.case_commands.set_status(case_id, "open")
    assert detail(services, case_id).reply_due_at == _at(20, 11)
    assert detail(services, case_id).due == Due("late_days", 1)


def test_solving_and_reopening(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services)
    assert services.case_commands.solve(case_id).label == "Solved C-0001 “Oven timer stops”"
    case = detail(services, case_id)
    assert (case.status, case.solved_at, case.due) == ("solved", _at(20, 9), Due("solved_today"))
    clock.advance(timedelta(days=1))
    assert detail(services, case_id).due == Due("solved")
    assert services.case_commands.reopen(case_id).label == "Reopened C-0001 “Oven timer stops”"
    case = detail(services, case_id)
    assert (case.status, case.solved_at) == ("open", None)
    services.case_commands.close(case_id)
    services.case_commands.customer_wrote(case_id, "It is broken again.")
    assert detail(services, case_id).status == "open"


def test_a_note_is_no_reply(services: Services) -> None:
    case_id = open_case(services)
    services.case_commands.note(case_id, "Part T-20 is in stock.")
    case = detail(services, case_id)
    assert (case.status, case.first_reply_at) == ("new", None)
    assert [(m.kind, m.author) for m in case.messages] == [("note", "Sofia")]


def test_undo_takes_back_a_reply_with_everything_it_did(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services, priority="high")
    before = detail(services, case_id)
    clock.advance(timedelta(hours=1))
    services.case_commands.reply(case_id, "We come on Friday.")
    services.history.undo()
    after = detail(services, case_id)
    assert (after.status, after.reply_due_at, after.first_reply_at, after.messages) == (
        before.status, before.reply_due_at, None, (),
    )  # fmt: skip
    services.history.redo()
    assert detail(services, case_id).status == "waiting_customer"


def test_another_priority_counts_the_deadlines_anew(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services)
    clock.advance(timedelta(hours=1))
    change = services.case_commands.save_field(case_id, "priority", "urgent")
    assert change.label == "Set the priority of C-0001 to urgent"
    case = detail(services, case_id)
    assert case.reply_due_at == _at(20, 11)
    services.case_commands.reply(case_id, "Coming.", then="open")
    services.case_commands.save_field(case_id, "priority", "high")
    assert detail(services, case_id).reply_due_at == _at(20, 14)


def test_one_line_of_plain_words_says_what_a_case_is(services: Services) -> None:
    farid = add_contact(services, "Farid Haddad")
    add_contact(services, "Anna Berg")
    add_contact(services, "Anna Lind")
    line = services.cases.understand("oven timer stops farid !high")
    assert (line.subject, line.priority) == ("oven timer stops", "high")
    assert line.who == ((farid, "Farid Haddad", "person"),)
    # A name that two people have chooses neither.
    assert {name for _, name, _ in services.cases.understand("door squeaks anna").who} == {"Anna Berg", "Anna Lind"}


@pytest.mark.parametrize(
    "call",
    [
        lambda commands, case: commands.open_case(CaseDraft("  ")),
        lambda commands, case: commands.open_case(CaseDraft("x", kind="riddle")),
        lambda commands, case: commands.open_case(CaseDraft("x", person_id="f" * 32)),
        lambda commands, case: commands.reply(case, "   "),
        lambda commands, case: commands.set_status(case, "forgotten"),
        lambda commands, case: commands.save_field(case, "number", "C-9"),
        lambda commands, case: commands.save_field(case, "subject", " "),
        lambda commands, case: commands.save_field(case, "owner_id", "nobody"),
        lambda commands, case: commands.bin([]),
        lambda commands, case: commands.solve("0" * 32),
    ],
)
def test_what_is_refused_changes_nothing(services: Services, call) -> None:  # type: ignore[no-untyped-def]
    case_id = open_case(services)
    before, newest = services.records.access("case").read(services, case_id), services.history.newest()
    with pytest.raises(CrmError) as refused:
        call(services.case_commands, case_id)
    assert isinstance(refused.value, Refused | RecordMissing)
    assert refused.value.title.endswith(".")
    assert services.records.access("case").read(services, case_id) == before
    assert services.history.newest() == newest


def test_assigning(services: Services) -> None:
    case_id = open_case(services)
    with services.database.write("Added Maya") as work:
        work.execute(
            "INSERT INTO member (id, created_at, name, email, active) VALUES (?, 0, 'Maya Lund', '', 1)", ("b" * 32,)
        )
    assert services.case_commands.assign(case_id, "b" * 32).label == "Assigned C-0001 to Maya Lund"
    assert detail(services, case_id).owner == "Maya Lund"
    assert len(services.cases.row_ids()) == 0
    assert services.case_commands.assign(case_id, None).label == "Took C-0001 from its owner"
    assert len(services.cases.row_ids()) == 1


def test_the_bin(services: Services) -> None:
    case_id = open_case(services)
    assert services.case_commands.bin([case_id]).label == "Deleted C-0001 “Oven timer stops”"
    assert list(services.cases.row_ids()) == []
    with pytest.raises(RecordMissing):
        services.cases.detail(case_id)
    BinCommands(services.database, services.clock).restore("case", case_id)
    assert len(services.cases.row_ids()) == 1


def test_files_on_a_case(services: Services) -> None:
    case_id = open_case(services)
    change = services.case_commands.attach(case_id, [("timer.txt", b"stops at 20"), ("oven.txt", b"DX-2")])
    assert change.label == "Attached 2 files to C-0001"
    assert {(one.name, one.size) for one in detail(services, case_id).files} == {("timer.txt", 11), ("oven.txt", 4)}


def test_a_message_can_be_taken_out_and_brought_back(services: Services) -> None:
    case_id = open_case(services)
    services.case_commands.note(case_id, "wrong case")
    (message,) = detail(services, case_id).messages
    services.case_commands.bin_message(message.id)
    assert detail(services, case_id).messages == ()
    services.history.undo()
    assert [m.body for m in detail(services, case_id).messages] == ["wrong case"]
