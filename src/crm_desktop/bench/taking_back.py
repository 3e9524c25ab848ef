"""Taking back an import, against the import itself."""

from __future__ import annotations

import time
from collections.abc import Iterator

from crm_desktop.bench.result import Result, processor_milliseconds
from crm_desktop.bench.workspace import BigWorkspace

PEOPLE = 20_000
CHANGED = 50_000
_CHANGE_MS, _UNDO_MS = 2000, 3000


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Import a table into an empty workspace and undo it; afterwards nobody is left.

    In the processor's time: the two cannot take turns, so they may meet different disturbances.
    """
    people = big.part(PEOPLE)
    table = big.write_table(people)
    services = big.new_services("taken back")
    try:
        plan = services.importing.look(table)
        start = time.process_time()
        assert services.importing.run(plan).created == people
        imported = time.process_time()
        services.history.undo()
        undone = time.process_time()
        assert services.contacts.row_ids("person").tolist() == []
    finally:
        services.close()
    yield Result("undo of a 20k import", (undone - imported) * 1000, (imported - start) * 1000, "ms", 3.0)


def measure_change(big: BigWorkspace) -> Iterator[Result]:
    """One field of many contacts changed, taken back and done again: so many milliseconds of the processor."""
    services = big.services
    count = big.part(CHANGED)
    ids = [row[0] for row in services.database.rows("SELECT id FROM contact WHERE kind = 'person' LIMIT ?", (count,))]
    changed = processor_milliseconds(lambda: services.list_commands.set_field("contact", ids, "source", "Fair"))
    undone = processor_milliseconds(services.history.undo)
    redone = processor_milliseconds(services.history.redo)
    assert services.database.value("SELECT count(*) FROM contact WHERE source = 'Fair'") == count
    services.history.undo()
    yield Result("change 50k fields", changed, _CHANGE_MS, "ms", 1.0)
    yield Result("undo of 50k fields", undone, _UNDO_MS, "ms", 1.0)
    yield Result("redo of 50k fields", redone, _UNDO_MS, "ms", 1.0)
