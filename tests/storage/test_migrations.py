"""A file of every earlier version is brought up to date, and nothing in it is lost."""

from __future__ import annotations

import pkgutil

from crm_desktop.storage import migrations
from crm_desktop.storage.workspace import SCHEMA_VERSION


def test_the_schemas_version_counts_the_migrations() -> None:
    assert len([one for one in pkgutil.iter_modules(migrations.__path__) if one.name[0] == "m"]) == SCHEMA_VERSION
