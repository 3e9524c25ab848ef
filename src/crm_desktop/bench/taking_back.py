"""Taking back an import, against the import itself."""

from __future__ import annotations

import time
from collections.abc import Iterator

from crm_desktop.bench.result import Result
from crm_desktop.bench.workspace import BigWorkspace

PEOPLE = 20_000


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
