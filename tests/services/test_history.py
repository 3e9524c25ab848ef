"""Undo, redo and history as a person sees them, and the workspace's own settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services


def test_setting_up_is_not_what_undo_takes_back(services: Services) -> None:
    assert services.history.next_undo() is None
    with pytest.raises(CrmError, match="nothing to undo"):
        services.history.undo()


def test_undo_and_redo_survive_a_restart(services: Services, clock: FixedClock) -> None:
    business = services.workspace.business()
    services.workspace_commands.save_business(replace(business, name="Sofia & Sons"))
    path = services.database.path
    services.close()
    again = open_services(path, clock=clock)
    assert again.history.undo().label == "Changed the business details"
    assert again.workspace.business() == business
    assert again.history.next_redo() is not None
    again.history.redo()
    assert again.workspace.business().name == "Sofia & Sons"
    again.close()


def test_whoever_works_here_is_written_on_every_entry(services: Services) -> None:
    services.workspace_commands.save_business(replace(services.workspace.business(), name="Sofia & Sons"))
    newest = services.history.entries()[0]
    assert (newest.actor, newest.label, newest.undone) == ("Sofia", "Changed the business details", False)
    change = services.history.of_record("business")[0]
    assert (change.table, change.action) == ("setting", "update")


def test_a_picture_is_kept_once(services: Services, tmp_path: Path) -> None:
    services.workspace_commands.save_logo(b"picture")
    services.workspace_commands.save_logo(b"picture")
    logo = services.workspace.business().logo_id
    assert logo is not None
    assert services.workspace.blob(logo) == b"picture"
    assert services.database.value("SELECT count(*) FROM blob") == 1


def test_a_new_year_starts_a_series_again_only_where_the_pattern_names_it(services: Services) -> None:
    from crm_desktop.storage.numbers import next_number

    with services.database.write("Numbers") as work:
        assert [next_number(work, "quote", 2025), next_number(work, "quote", 2026)] == ["Q-0001", "Q-0002"]
        work.execute("UPDATE number_series SET pattern = 'C-{year}-{n:03}' WHERE id = 'case'")
        given = [next_number(work, "case", year) for year in (2025, 2025, 2026)]
    assert given == ["C-2025-001", "C-2025-002", "C-2026-001"]
