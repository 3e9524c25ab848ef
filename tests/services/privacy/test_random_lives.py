"""Whatever was done with a person, in whatever order: nothing of them is left, and everything else is as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.cases.views import CaseDraft
from crm_desktop.services.contacts.views import ChannelDraft, ContactDraft
from crm_desktop.services.pipeline.views import DealDraft
from crm_desktop.services.services import Services
from tests.services.privacy.planted import NAME, left_in, plant

_LENGTHS = (1, 9, 80, 700, 9000)


class Life:
    """A person and a neighbour, and things that happen to both."""

    def __init__(self, services: Services, seed: int) -> None:
        self.services = services
        self.random = random.Random(seed)
        services.contact_commands.save(ContactDraft(name="Nora Lind", about="A neighbour."))
        self.neighbour = str(services.database.value("SELECT id FROM contact WHERE name = 'Nora Lind'"))
        self.person = plant(services, employed=bool(seed % 2))

    def live(self, steps: int) -> None:
        """Do this many random things."""
        doings: list[Callable[[], Any]] = [
            self._rename, self._note, self._about, self._task, self._channel, self._file, self._case, self._deal,
            self._undo, self._redo, self._throw_away, self._together, self._elsewhere,
        ]  # fmt: skip
        for _ in range(steps):
            try:
                self.random.choice(doings)()
            except CrmError:
                continue

    def _words(self) -> str:
        length = self.random.choice(_LENGTHS)
        return " ".join(f"zqxv{self.random.randrange(10**9):x}" for _ in range(length // 9 + 1))

    def _rename(self) -> None:
        name = f"Zqxv{self.random.choice('abcdefg')} Zqxv{self.random.choice('hijklm')}"
        self.services.contact_commands.save_field(self.person, "name", name)

    def _note(self) -> None:
        self.services.contact_commands.add_note(self.person, self._words())

    def _about(self) -> None:
        self.services.contact_commands.save_field(self.person, "about", self._words())

    def _task(self) -> None:
        self.services.calendar_commands.save_task(TaskDraft("Call zqxv", notes=self._words(), person_id=self.person))

    def _channel(self) -> None:
        draft = self.services.contacts.draft(self.person)
        kept = tuple(one for one in draft.channels if self.random.random() < 0.6)
        added = (ChannelDraft("email", f"zqxv{self.random.randrange(99)}@zqxv.example"),)
        self.services.contact_commands.save(replace(draft, channels=kept + added))

    def _file(self) -> None:
        self.services.contact_commands.attach(self.person, f"zqxv{self._words()[:30]}.txt", self._words().encode())

    def _case(self) -> None:
        self.services.case_commands.open_case(CaseDraft("zqxv ill", self._words(), person_id=self.person))

    def _deal(self) -> None:
        self.services.pipeline_commands.save(DealDraft("Cake for Zqxvamelia", person_id=self.person))

    def _undo(self) -> None:
        self.services.history.undo()

    def _redo(self) -> None:
        self.services.history.redo()

    def _throw_away(self) -> None:
        database = self.services.database
        table = self.random.choice(("activity", "task", "case"))
        found = database.value(f'SELECT id FROM "{table}" WHERE deleted_at IS NULL ORDER BY id DESC LIMIT 1')
        if found:
            self.services.records.bin(table, [found])
        if self.random.random() < 0.5:
            BinCommands(database, self.services.clock).empty()

    def _together(self) -> None:
        from crm_desktop.services.timeline.views import ActivityDraft

        people = [("contact", self.person), ("contact", self.neighbour)]
        self.services.timeline_commands.add(ActivityDraft("call", f"{NAME} and Nora talked"), people)

    def _elsewhere(self) -> None:
        self.services.contact_commands.add_note(self.neighbour, f"Rye, {self.random.randrange(10**6)}")


def neighbours_share(services: Services, neighbour: str) -> dict[str, list[Any]]:
    """What the file holds of somebody else: it must be the same before and after."""
    rows = services.database.rows
    return {
        "contact": rows("SELECT * FROM contact WHERE id = ?", (neighbour,)),
        "links": rows("SELECT activity_id FROM activity_link WHERE record_id = ? ORDER BY id", (neighbour,)),
        "history": rows(
            "SELECT entry_id, action, fields FROM journal_line WHERE record_id = ? ORDER BY id", (neighbour,)
        ),
        "settings": rows("SELECT * FROM setting ORDER BY id"),
        "stages": rows("SELECT * FROM stage ORDER BY id"),
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_random_life_leaves_nothing(services: Services, seed: int) -> None:
    life = Life(services, seed)
    life.live(25)
    _erase_and_look(services, life)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 160))
def test_long_random_lives_leave_nothing(services: Services, seed: int) -> None:
    life = Life(services, seed)
    life.live(150)
    _erase_and_look(services, life)


def _erase_and_look(services: Services, life: Life) -> None:
    before = neighbours_share(services, life.neighbour)
    if services.database.value("SELECT 1 FROM contact WHERE id = ?", (life.person,)) is None:
        pytest.skip("this life was undone to its beginning")
    assert services.privacy_commands.erase(life.person).swept
    assert left_in(services.database.path) == []
    assert neighbours_share(services, life.neighbour) == before
    database = services.database
    assert database.rows("PRAGMA foreign_key_check") == []
    assert database.value("PRAGMA integrity_check") == "ok"
    _undo_everything(services)
    assert left_in(database.path) == []
    assert database.value("SELECT 1 FROM contact WHERE id = ?", (life.person,)) is None


def _undo_everything(services: Services) -> None:
    """Take back whatever can be: what was erased does not come back by it."""
    for _ in range(12):
        try:
            services.history.undo()
        except CrmError:
            continue
