"""Making and opening a workspace together with the services over it."""

from __future__ import annotations

import json
from pathlib import Path

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.failures import Damaged
from crm_desktop.storage.workspace import create_workspace, open_workspace


def make_services(
    path: Path, business: Business, member_name: str, *, clock: Clock | None = None, key: bytes | None = None
) -> Services:
    """Make a new workspace at `path`, encrypted with a `key`, set it up, and return its services. Raises `CrmError`."""
    services = Services(create_workspace(path, key=key), clock)
    try:
        database = services.database
        with database.write("Set up the workspace", kind="setup") as work:
            database.replica = new_id()
            work.execute("INSERT INTO setting (id, value) VALUES ('replica', ?)", (database.replica,))
        services.workspace_commands.set_up(business, member_name)
    except BaseException:
        services.close()
        path.unlink(missing_ok=True)  # made a moment ago, and nothing was ever put into it
        raise
    return services


def open_services(path: Path, *, clock: Clock | None = None, key: bytes | None = None) -> Services:
    """Open the workspace at `path`, with `key` when it is encrypted, and return its services. Raises `CrmError`."""
    database = open_workspace(path, key=key)
    member = database.value("SELECT value FROM setting WHERE id = 'member'")
    try:
        database.actor = json.loads(member) if member else ""
    except ValueError:  # a value that no program wrote: who works here is then nobody, as in a new file
        database.actor = ""
    return Services(database, clock)


def is_damage(error: CrmError) -> bool:
    """Whether a refusal means that the file itself is broken."""
    return isinstance(error, Damaged)
