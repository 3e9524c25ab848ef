"""Everything about a person, and erasing them, without a window."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from crm_desktop.cli import main
from crm_desktop.services.services import Services
from tests.services.privacy.planted import NAME, left_in, plant


def test_a_person_is_exported_and_erased(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(services)
    path = services.database.path
    services.close()
    common = ["--workspace", str(path)]
    out = tmp_path / "all.zip"
    assert main([*common, "export-person", NAME, "-o", str(out)]) == 0
    assert "everything.json" in zipfile.ZipFile(out).namelist()
    assert main([*common, "export-person", NAME, "-o", str(out)]) == 1
    capsys.readouterr()
    assert main([*common, "erase", "contact", NAME, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Files: 2" in said
    assert "Nothing was erased yet." in said
    assert main([*common, "erase", "contact", NAME]) == 1
    assert "--yes" in capsys.readouterr().err
    assert main([*common, "erase", "deal", "Zqxvamelia's cake", "--yes"]) == 1
    assert main([*common, "erase", "contact", "Harbor & Vine", "--yes"]) == 1
    assert left_in(path)
    capsys.readouterr()
    assert main([*common, "--json", "erase", "contact", NAME, "--yes"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["swept"] is True
    assert answer["entry"] > 0
    assert left_in(path) == []
    assert main([*common, "undo", str(answer["entry"])]) == 1
