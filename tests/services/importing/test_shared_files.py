"""Every file of the shared tables: read to the last row and imported, or refused in a sentence; never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.importing.plan import Outcome
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents

_ENDINGS = {".csv", ".tsv", ".psv", ".ssv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}


@pytest.mark.parametrize(("folder", "least"), [("csv/csv-spectrum/csvs", 12), ("csv/messytables", 17), ("xlsx", 40)])
def test_every_table_is_read_or_refused_in_a_sentence(
    services: Services, shared_data: Path, folder: str, least: int
) -> None:
    before = contents(services)
    paths = sorted(path for path in (shared_data / folder).iterdir() if path.suffix.lower() in _ENDINGS)
    read = [path.name for path in paths if path.stat().st_size < 2_000_000 and _is_read(services, path)]
    assert len(read) >= least, read
    assert contents(services) == before


def _is_read(services: Services, path: Path) -> bool:
    """Whether a file is read to its last row; what is not is refused in a sentence."""
    refused: CrmError | None = None
    try:
        plan = services.importing.look(path)
        check = services.importing.check(plan)
    except CrmError as error:
        refused = error
    if refused is not None:
        assert refused.title.endswith((".", "?")), path.name
        assert refused.detail, path.name
        return False
    assert plan.source is not None
    rows = {number for number, _ in plan.source.rows()}
    told = {row.row for row in check.rows} | {problem.row for problem in check.problems}
    assert rows <= told, path.name
    assert all(row.reason for row in check.rows if row.outcome in (Outcome.SKIPPED, Outcome.LOOK)), path.name
    return True


def test_salesforce_accounts_come_in_with_their_letters(services: Services, shared_data: Path) -> None:
    plan = services.importing.look(shared_data / "crm" / "salesforce" / "accountData.csv")
    assert (plan.rows, plan.preset) == ("companies", "salesforce")
    assert "windows-1252" in plan.words
    rows = list(plan.source.rows())
    result = services.importing.run(plan)
    assert result.created + result.updated + result.unchanged + len(result.refused) == len(rows)
    assert result.created > 0.9 * len(rows)
    accented = [cells[3] for _, cells in rows if not cells[3].isascii()]
    assert accented
    known = {name for (name,) in services.database.rows("SELECT name FROM contact")}
    assert {" ".join(name.split()) for name in accented} <= known
    again = services.importing.run(services.importing.look(plan.path))
    assert (again.created, again.updated) == (0, 0)
    # Its opportunities name their accounts by number only: they meet the companies that just came in.
    deals = services.importing.look(shared_data / "crm" / "salesforce" / "opportunityData.csv")
    assert services.importing.run(deals).created == 38
    numbers = {
        number: account for number, account in services.database.rows(
            "SELECT d.title || d.amount, json_extract(c.extra, '$.external_id') FROM deal d "
            "JOIN contact c ON c.id = d.company_id WHERE d.amount IS NOT NULL"
        )
    }  # fmt: skip
    assert numbers["George Foundation - 5000 Widgets50000000"] == "001x0000002xLD0AAM"
    assert services.database.value("SELECT count(*) FROM deal WHERE company_id IS NULL") == 0
    again = services.importing.run(services.importing.look(deals.path))
    assert (again.created, again.updated) == (0, 0)


@pytest.mark.parametrize("ending", ["tsv", "txt", "xlsm", "vcard"])
def test_other_endings(services: Services, tmp_path: Path, ending: str) -> None:
    from crm_desktop.exchange.table_writers import write_xlsx

    path = tmp_path / f"people.{ending}"
    if ending == "xlsm":
        path.write_bytes(write_xlsx(["Name", "Email"], [["Nora Lind", "nora@example.com"]]))
    elif ending == "vcard":
        path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Nora Lind\nEMAIL:nora@example.com\nEND:VCARD\n", "utf-8")
    else:
        path.write_text("Name\tEmail\nNora Lind\tnora@example.com\n", "utf-8")
    assert services.importing.run(services.importing.look(path)).created == 1
    assert services.database.rows("SELECT normalised FROM channel") == [("nora@example.com",)]
