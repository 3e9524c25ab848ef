"""Whatever fails, with whatever in its message: the log and the report to copy hold no word of anybody's data."""

from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.app.log import start_log
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.importing.commands import ImportCommands
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.errors import log_uncaught, report_of

PLANT = "Zqxvamelia"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The real log, in a folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_log()
    [handler] = [one for one in root.handlers if one not in before]
    assert isinstance(handler, logging.FileHandler)
    yield Path(handler.baseFilename)
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def _failures(services: Services, tmp_path: Path) -> list[Callable[[], Any]]:
    """Ways to fail whose message, or whose cause, holds the planted word."""
    file = tmp_path / f"{PLANT}.csv"
    file.write_bytes(b"Name,Email\n" + PLANT.encode() + b",x\n\xff\xfe\0\0")
    importing: ImportCommands = services.importing

    def chained() -> None:
        try:
            int(PLANT)
        except ValueError as error:
            raise RuntimeError(f"could not save {PLANT}") from error

    def in_context() -> None:
        try:
            dict[str, str]()[PLANT]
        except KeyError:
            len(PLANT.nothing)  # type: ignore[attr-defined]

    def in_a_write() -> None:
        with services.database.write(f"Changed {PLANT}") as work:
            work.execute("INSERT INTO contact (id, name) VALUES (?, ?)", ("x", PLANT))

    return [
        chained, in_context, in_a_write,
        lambda: services.database.rows(f"SELECT '{PLANT}' FROM nowhere_{PLANT}"),
        lambda: services.database.rows("SELECT ?", (object(), PLANT)),
        lambda: services.records.find("contact", PLANT),
        lambda: services.records.listed("contact", f"{PLANT} = 1"),
        lambda: services.records.create("contact", {PLANT: PLANT}),
        lambda: services.contact_commands.save(ContactDraft(name=PLANT, owner_id=PLANT)),
        lambda: services.contact_commands.save_field("0" * 32, PLANT, PLANT),
        lambda: importing.run(importing.look(file, PLANT, PLANT)),
        lambda: (_ for _ in ()).throw(OSError(2, PLANT, PLANT)),
        lambda: (_ for _ in ()).throw(ExceptionGroup(PLANT, [ValueError(PLANT)])),
        lambda: PLANT.encode("ascii").decode("utf-16"),
    ]  # fmt: skip


@pytest.mark.allow_log(".*")
def test_no_failure_puts_data_into_log_or_report(
    services: Services, log: Path, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    operations = Operations()
    crashes: list[Exception] = []
    operations.crashed.connect(crashes.append)
    reports: list[str] = []
    failed = 0
    for fail in _failures(services, tmp_path):
        operations.write(operations, fail)
        operations.read(operations, fail, crashes.append)
        operations.drain()
        qtbot.waitUntil(lambda: operations.idle)
        try:
            fail()
        except BaseException as error:
            failed += 1
            reports.append(report_of(error))
            log_uncaught(error)
            logging.getLogger("crm_desktop.x").error("a failure", exc_info=sys.exc_info())
    assert failed >= 12
    assert len(crashes) >= 6
    logging.getLogger("some.library").warning("could not read %s", PLANT)
    logging.getLogger("some.library").warning(f"could not read {PLANT}", exc_info=ValueError(PLANT))
    services.database.damage = None
    logging.shutdown([])
    written = log.read_text("utf-8")
    assert written.count("\n") > 50
    assert "ValueError" in written
    assert "some.library" in written
    for text in (written, *reports, capsys.readouterr().err):
        assert PLANT.lower() not in text.lower()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_refusal_of_the_services_is_no_crash(services: Services) -> None:
    with pytest.raises(CrmError, match=PLANT):  # the person reads what they typed; the log does not
        services.records.find("contact", PLANT)
