"""The queue: what is owed first, counted and filtered, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.services.cases.views import CaseDraft, Customer, Due, Queue, QueueCounts, SavedAnswer, fill_in
from crm_desktop.services.services import Services
from crm_desktop.storage.database import Row
from tests.services.cases.opening import detail, open_case, subjects
from tests.services.pipeline.people import add_contact

Counted = Callable[[Callable[[], Any]], int]


@pytest.fixture
def statements(services: Services, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Count the statements that a call reads with."""
    database, counted = services.database, [0]
    rows, row = database.rows, database.row

    def counting(read: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            counted[0] += 1
            return read(*args)

        return call

    monkeypatch.setattr(database, "rows", counting(rows))
    monkeypatch.setattr(database, "row", counting(row))

    def count(call: Callable[[], Any]) -> int:
        counted[0] = 0
        call()
        return counted[0]

    return count


def test_what_is_owed_comes_first_then_what_waits_then_what_was_solved_today(
    services: Services, clock: FixedClock
) -> None:
    low = open_case(services, "low", priority="low")
    open_case(services, "urgent", priority="urgent")
    waiting = open_case(services, "waiting")
    solved = open_case(services, "solved")
    services.case_commands.reply(waiting, "Which model is it?")
    services.case_commands.solve(solved)
    queue = services.cases.row_ids()
    assert subjects(services, queue) == ["urgent", "low", "waiting", "solved"]
    clock.advance(timedelta(days=1))
    assert subjects(services, services.cases.row_ids()) == ["urgent", "low", "waiting"]
    assert subjects(services, services.cases.row_ids(Queue.SOLVED)) == ["solved"]
    assert services.cases.rowid_of(low) in services.cases.row_ids(Queue.ALL)


def test_the_counts_over_the_queue(services: Services, clock: FixedClock) -> None:
    assert services.cases.counts() == QueueCounts(0, 0, 0)
    assert not services.cases.any()
    open_case(services, priority="urgent")
    open_case(services)
    waiting = open_case(services)
    services.case_commands.set_status(waiting, "waiting_supplier")
    assert services.cases.counts() == QueueCounts(0, 2, 1)
    clock.advance(timedelta(minutes=61))
    assert services.cases.counts() == QueueCounts(1, 2, 1)
    assert services.cases.badge() == 2


def test_chips_say_how_far_away_the_deadline_is(services: Services, clock: FixedClock) -> None:
    open_case(services, "urgent", priority="urgent")

    def due() -> Due:
        return services.cases.rows_at(services.cases.row_ids())[0].due

    assert due() == Due("hours", 2)
    clock.advance(timedelta(minutes=85))
    assert due() == Due("minutes", 35)
    clock.advance(timedelta(minutes=36))
    assert due() == Due("late_hours", 0)
    clock.advance(timedelta(hours=25))
    assert due() == Due("late_days", 1)


def test_a_deadline_of_tomorrow_names_the_day(services: Services) -> None:
    case = detail(services, open_case(services, priority="low"))
    assert case.due.state in ("tomorrow", "day")
    assert case.due.day is not None


def test_words_find_cases_by_subject_customer_number_and_thread(services: Services) -> None:
    farid = add_contact(services, "Farid Haddad")
    open_case(services, "Oven timer stops", person_id=farid, text="The alarm never rings.")
    open_case(services, "Wrong pedals")

    def found(text: str) -> list[str]:
        return subjects(services, services.cases.row_ids(Queue.ALL, text))

    assert found("oven") == found("farid") == found("alarm") == ["Oven timer stops"]
    assert found("C-0002") == ["Wrong pedals"]
    assert found("ped") == ["Wrong pedals"]
    assert found("nothing at all") == []
    assert found("%") == []


def test_the_next_case_to_answer(services: Services) -> None:
    first = open_case(services, "first", priority="urgent")
    second = open_case(services, "second")
    waiting = open_case(services, "waiting")
    services.case_commands.set_status(waiting, "waiting_customer")
    assert services.cases.next_due() == first
    assert services.cases.next_due(first) == second
    services.case_commands.reply(first, "Done.")
    services.case_commands.reply(second, "Done.")
    assert services.cases.next_due(second) is None


def test_a_long_queue_is_read_in_as_few_statements_as_a_short_one(services: Services, statements: Counted) -> None:
    farid = add_contact(services, "Farid Haddad")
    first = open_case(services, "first", person_id=farid, text="Hello.")
    short_queue = statements(lambda: services.cases.rows_at(services.cases.row_ids()))
    short_page = statements(lambda: services.cases.detail(first))
    for number in range(60):
        open_case(services, f"case {number}", person_id=farid)
        services.case_commands.note(first, f"note {number}")
    assert statements(lambda: services.cases.rows_at(services.cases.row_ids())) == short_queue == 2
    assert statements(lambda: services.cases.detail(first)) == short_page <= 7


def test_a_long_thread_comes_from_its_end(services: Services, clock: FixedClock) -> None:
    case_id = open_case(services)
    for number in range(60):
        clock.advance(timedelta(minutes=1))
        services.case_commands.note(case_id, f"note {number}")
    case = detail(services, case_id)
    assert (len(case.messages), case.more_messages) == (50, 10)
    assert case.messages[-1].body == "note 59"
    assert len(services.cases.detail(case_id, messages=500).messages) == 60


def test_the_answer_of_the_most_similar_solved_case_is_suggested(services: Services) -> None:
    solved = open_case(services, "Deck oven timer stops early")
    services.case_commands.reply(solved, "We send a new timer, part T-20.")
    services.case_commands.solve(solved)
    unsolved = open_case(services, "Oven timer stops again")
    services.case_commands.reply(unsolved, "We are looking into it.", then="open")
    other = open_case(services, "Invoice shows the old address")
    services.case_commands.reply(other, "Corrected.")
    services.case_commands.solve(other)
    case = open_case(services, "Oven timer stops after 20 minutes")
    found = services.cases.suggest(case)
    assert found is not None
    assert (found.number, found.text) == ("C-0001", "We send a new timer, part T-20.")
    assert services.cases.suggest(open_case(services, "Where do I park")) is None
    services.case_commands.save_answers([SavedAnswer("Where to park", "Behind the house, {first name}.")])
    found = services.cases.suggest(open_case(services, "Where to park?"))
    assert found is not None
    assert (found.title, found.number) == ("Where to park", "")


def test_saved_answers(services: Services) -> None:
    assert services.cases.saved_answers() == []
    change = services.case_commands.save_answers(
        [SavedAnswer(" Opening hours ", " From 9. "), SavedAnswer("Address", "9 Station Road")]
    )
    assert change.label == "Changed the saved answers"
    assert services.cases.saved_answers() == [
        SavedAnswer("Address", "9 Station Road"), SavedAnswer("Opening hours", "From 9."),
    ]  # fmt: skip
    for wrong in ([SavedAnswer("x", " ")], [SavedAnswer("A", "1"), SavedAnswer("a", "2")]):
        with pytest.raises(Refused):
            services.case_commands.save_answers(wrong)
    assert len(services.cases.saved_answers()) == 2
    services.history.undo()
    assert services.cases.saved_answers() == []


def test_a_saved_answer_is_filled_in() -> None:
    farid = Customer("1", "person", "Farid Haddad", "Farid", "", "", "", "")
    text = "Hi {first name}, your case {number} is with us."
    assert fill_in(text, farid, "C-0248") == "Hi Farid, your case C-0248 is with us."
    assert fill_in("Dear {Name},", farid) == "Dear Farid Haddad,"
    assert fill_in("Hi {first name}, thanks.", None) == "Hi, thanks."
    assert fill_in("Set {x} and keep  spaces .", farid) == "Set {x} and keep  spaces ."


def test_many_cases_take_no_more_statements_than_few(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        services.case_commands.open_case(CaseDraft(f"case {number}"))
    asked: list[str] = []
    rows = services.database.rows

    def counted(sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        asked.append(sql)
        return rows(sql, values)

    monkeypatch.setattr(services.database, "rows", counted)
    rowids = services.cases.row_ids()
    assert len(rowids) == 60
    statements = []
    for wanted in (3, 60):
        asked.clear()
        assert len(services.cases.rows_at(rowids[:wanted])) == wanted
        statements.append(len(asked))
    assert statements[0] == statements[1]
