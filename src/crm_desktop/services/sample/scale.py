"""A workspace of any size: made-up people with deals and tasks, written in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis, today
from crm_desktop.core.ids import new_ids
from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.plan import ImportPlan, NoControl
from crm_desktop.services.importing.tally import Tally
from crm_desktop.services.sample.crowd import Somebody, crowd
from crm_desktop.services.sample.words import DEALS

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

DEAL_COUNT = 2000
TASK_COUNT = 2000
_TASKS = ("Call back", "Send the price list", "Visit", "Ask about the order", "Check the delivery", "Send a sample")
_RANK = 1024.0


def add_crowd(services: Services, count: int, seed: int) -> ChangeSet:
    """Add so many people with their companies, 2,000 deals and 2,000 tasks among them; as one entry."""
    now = services.clock.now()
    plan = ImportPlan(Path("crowd"), "contact", "people", (), match=("email",))
    with services.database.write(f"Added {count:,} made-up people", kind="setup", bulk=True) as work:
        last = work.execute("SELECT coalesce(max(rowid), 0) FROM contact")[0][0]
        contacts = ContactImport(
            work, plan, Tally(NoControl(), count), now=now, millis=to_millis(now),
            country=services.workspace.business().country,
        )  # fmt: skip
        contacts.run(_incoming(count, seed))
        _add_work(work, services, Random(seed), last)
    return work.change


def add_deals_and_tasks(services: Services, seed: int) -> ChangeSet:
    """Add 2,000 deals and 2,000 tasks with the people who are here."""
    with services.database.write("Added made-up deals and tasks", kind="setup", bulk=True) as work:
        _add_work(work, services, Random(seed), 0)
    return work.change


def _add_work(work: Transaction, services: Services, random: Random, after: int) -> None:
    people = [row[0] for row in work.execute("SELECT id FROM contact WHERE rowid > ? AND kind = 'person'", (after,))]
    _add_deals(work, services, people, random)
    _add_tasks(work, services, people, random)


def _incoming(count: int, seed: int) -> Iterator[Incoming]:
    for row, one in enumerate(crowd(count, seed), 1):
        yield incoming_of(row, one)


def incoming_of(row: int, one: Somebody) -> Incoming:
    """Return a made-up person as an import sees them."""
    incoming = Incoming(row)
    incoming.values.update(given_name=one.given, family_name=one.family, job_title=one.role)
    incoming.channels = [("email", "", "", one.email), ("phone", "mobile", "", one.phone)]
    incoming.addresses = [("", "", one.street, one.city, "", one.postcode, one.country)]
    incoming.company = one.company
    incoming.tags = (one.tag,) if one.tag else ()
    return incoming


def _add_deals(work: Transaction, services: Services, people: list[str], random: Random) -> None:
    stages = work.execute(
        "SELECT s.id, s.pipeline_id, s.kind FROM stage s WHERE s.kind <> 'lost' AND s.deleted_at IS NULL "
        "ORDER BY s.position"
    )
    currency = services.workspace.business().currency
    actor = services.database.actor or None
    now, day = to_millis(services.clock.now()), today(services.clock)
    deals: list[tuple[Any, ...]] = []
    moves: list[tuple[Any, ...]] = []
    firms = _firms(work, people)
    for number, (deal, move) in enumerate(zip(new_ids(DEAL_COUNT), new_ids(DEAL_COUNT), strict=True)):
        stage, pipeline, kind = random.choice(stages)
        person = random.choice(people)
        since = now - random.randrange(40) * 86_400_000
        deals.append(
            (deal, since, random.choice(DEALS)[0], person, firms.get(person), pipeline, stage, (number + 1) * _RANK,
             random.randrange(5, 900) * 1000, currency, (day + timedelta(days=random.randrange(-5, 60))).isoformat(),
             since, since if kind == "won" else None, actor)
        )  # fmt: skip
        moves.append((move, deal, None, stage, since, actor))
    work.execute_many(
        "INSERT INTO deal (id, created_at, title, person_id, company_id, pipeline_id, stage_id, rank, amount, "
        "currency, expected_close, "
        "in_stage_since, closed_at, owner_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        deals,
    )
    work.execute_many(
        "INSERT INTO stage_move (id, deal_id, from_stage_id, to_stage_id, moved_at, member_id) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        moves,
    )


def _firms(work: Transaction, people: list[str]) -> dict[str, str]:
    wanted = set(people)
    rows = work.execute("SELECT person_id, company_id FROM affiliation")
    return {person: firm for person, firm in rows if person in wanted}


def _add_tasks(work: Transaction, services: Services, people: list[str], random: Random) -> None:
    now, day = to_millis(services.clock.now()), today(services.clock)
    actor = services.database.actor or None
    work.execute_many(
        "INSERT INTO task (id, created_at, kind, title, status, priority, due_on, person_id, owner_id) "
        "VALUES (?, ?, ?, ?, ?, 'normal', ?, ?, ?)",
        [
            (task, now, random.choice(("call", "todo", "email")), random.choice(_TASKS),
             "done" if random.randrange(3) == 0 else "open",
             (day + timedelta(days=random.randrange(-3, 45))).isoformat(), random.choice(people), actor)
            for task in new_ids(TASK_COUNT)
        ],
    )  # fmt: skip
