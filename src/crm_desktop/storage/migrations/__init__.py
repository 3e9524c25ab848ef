"""Numbered, forward-only migrations: plain modules with literal statements, each applied atomically.

A released migration is never edited. Triggers, views and search indexes are not made here: they are
rebuilt from the tables after the last one.
"""

from __future__ import annotations

import sys

import sqlcipher3

from crm_desktop.storage.driver import Connection

# sqlite-utils asks for pysqlite3 where it is installed; this is the driver it must share.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)


def apply_migrations(connection: Connection, *, up_to: int | None = None) -> None:
    """Apply what this file has not seen yet; tests stop at an earlier version."""
    from sqlite_utils import Database, Migrations

    from crm_desktop.storage.migrations import (
        m0001_first,
        m0002_keeping,
        m0003_people,
        m0004_leads,
        m0005_findings,
    )

    steps = Migrations("crm_desktop")
    for module in (m0001_first, m0002_keeping, m0003_people, m0004_leads, m0005_findings)[:up_to]:
        steps(name=module.__name__.rpartition(".m")[2])(module.apply)
    steps.apply(Database(connection, execute_plugins=False))
