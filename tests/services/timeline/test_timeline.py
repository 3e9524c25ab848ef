"""One stream of everything that happened, fifty at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm_desktop.core.clock import FixedClock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.commands import put_activity
from crm_desktop.services.timeline.views import ActivityDraft, Only


@pytest.fixture
def amelia(services: Services) -> str:
    contact_id = new_id()
    services.contact_commands.quick_create("Amelia Okafor, Harbor & Vine", contact_id)
    return contact_id


def _shop(services: Services, contact_id: str, now: datetime) -> str:
    """A deal that moved and was won, a quote sent and accepted, a case opened and solved."""
    stages = services.database.rows("SELECT id, pipeline_id FROM stage ORDER BY position")
    deal, me = new_id(), services.database.actor
    with services.database.write("A year of business") as work:
        work.execute(
            "INSERT INTO deal (id, created_at, title, person_id, pipeline_id, stage_id, rank, amount, currency, "
            "in_stage_since) VALUES (?, ?, 'Holiday cakes', ?, ?, ?, 1.0, 186000, 'GBP', ?)",
            (deal, to_millis(now), contact_id, stages[0][1], stages[5][0], to_millis(now)),
        )
        for number, (before, after) in enumerate(((None, 0), (0, 2), (2, 5))):
            work.execute(
                "INSERT INTO stage_move (id, deal_id, from_stage_id, to_stage_id, moved_at, member_id) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    new_id(), deal, None if before is None else stages[before][0], stages[after][0],
                    to_millis(now + timedelta(hours=number)), me,
                ),
            )  # fmt: skip
        work.execute(
            "INSERT INTO document (id, created_at, kind, number, revision, status, title, person_id, deal_id, "
            "dated_on, currency, gross, issued_at, decided_at) "
            "VALUES (?, ?, 'quote', 'Q-0317', 1, 'accepted', 'Holiday cakes', ?, ?, '2025-11-18', 'GBP', 186000, ?, ?)",
            (new_id(), to_millis(now), contact_id, deal, to_millis(now), to_millis(now + timedelta(hours=1))),
        )
        work.execute(
            'INSERT INTO "case" (id, created_at, number, subject, person_id, opened_at, solved_at, status) '
            "VALUES (?, ?, 'C-0231', 'Two trays damaged', ?, ?, ?, 'solved')",
            (new_id(), to_millis(now), contact_id, to_millis(now), to_millis(now + timedelta(hours=2))),
        )
    return deal


def test_everything_is_in_one_stream_newest_first(services: Services, amelia: str, clock: FixedClock) -> None:
    deal = _shop(services, amelia, clock.now() - timedelta(days=3))
    services.timeline_commands.add(ActivityDraft("call", "Fine.", outcome="talked"), [("contact", amelia)], "Amelia")
    page = services.timeline.page("contact", amelia)
    assert [item.at for item in page.items] == sorted((item.at for item in page.items), reverse=True)
    happened = {(item.kind, item.event, item.subject) for item in page.items}
    assert happened == {
        ("call", "", ""),
        ("added", "", ""),
        ("deal", "started", "New"),
        ("deal", "stage", "Quote sent"),
        ("deal", "stage", "Won"),
        ("quote", "sent", "Q-0317"),
        ("quote", "accepted", "Q-0317"),
        ("case", "opened", "C-0231"),
        ("case", "solved", "C-0231"),
    }
    assert len(services.timeline.page("deal", deal).items) == 5
    for only, count in ((Only.DEALS, 3), (Only.QUOTES, 2), (Only.CASES, 2), (Only.CALLS, 1), (Only.NOTES, 0)):
        assert len(services.timeline.page("contact", amelia, only=only).items) == count


def test_pages_meet_without_a_gap_or_a_repeat(services: Services, amelia: str, clock: FixedClock) -> None:
    with services.database.write("Many notes") as work:
        for number in range(123):
            # Several of the same moment, so that the order within it matters too.
            at = clock.now() - timedelta(minutes=number // 4)
            put_activity(work, ActivityDraft("note", f"Note {number}", happened_at=at), [("contact", amelia)], clock)
    seen: list[str] = []
    before: tuple[int, str] | None = None
    while True:
        page = services.timeline.page("contact", amelia, only=Only.NOTES, before=before)
        seen += [item.id for item in page.items]
        before = page.next
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 123


def test_pinned_entries_stand_first_and_only_once(services: Services, amelia: str) -> None:
    with services.database.write("Two notes") as work:
        first = put_activity(work, ActivityDraft("note", "Gate code 4711"), [("contact", amelia)])
        put_activity(work, ActivityDraft("note", "Later"), [("contact", amelia)])
    services.timeline_commands.pin(first, True)
    page = services.timeline.page("contact", amelia)
    assert [item.body for item in page.pinned] == ["Gate code 4711"]
    assert first not in [item.id for item in page.items]


def test_an_entry_is_changed_deleted_and_comes_back(services: Services, amelia: str) -> None:
    with services.database.write("A note") as work:
        note = put_activity(work, ActivityDraft("note", "Typo"), [("contact", amelia)])
    assert services.timeline_commands.edit(note, body="Right").label == "Changed a note"
    assert services.timeline.page("contact", amelia).items[0].body == "Right"
    services.timeline_commands.bin(note)
    assert note not in [item.id for item in services.timeline.page("contact", amelia).items]
    with pytest.raises(RecordMissing):
        services.timeline_commands.edit(note, body="Gone")
    BinCommands(services.database, services.clock).restore("activity", note)
    with pytest.raises(Refused, match="color"):
        services.timeline_commands.edit(note, color="red")


def test_activities_read_and_write_by_their_fields(services: Services, amelia: str) -> None:
    values = {"kind": "visit", "body": "Saw the oven", "contact": "Amelia Okafor"}
    activity, _ = services.records.create("activity", values)
    services.records.update("activity", activity, {"minutes": 45})
    assert services.records.access("activity").read(services, activity)["minutes"] == 45
    rows = services.records.rows("activity", services.records.row_ids("activity", "kind = visit"))
    assert rows[0]["body"] == "Saw the oven"
    assert services.timeline.page("contact", amelia).items[0].minutes == 45
    with pytest.raises(Refused, match="no field “bdy”"):
        services.records.create("activity", {"bdy": "x", "contact": "Amelia Okafor"})


def test_a_page_is_two_statements(services: Services, amelia: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = services.database.rows

    def counting(sql: str, values: object = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return rows(sql, values)  # type: ignore[arg-type]

    monkeypatch.setattr(services.database, "rows", counting)
    services.timeline.page("contact", amelia)
    assert len(asked) == 2
