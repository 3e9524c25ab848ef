"""A file that was attached is found by its words a moment later; what came in otherwise, with the next look."""

from __future__ import annotations

from functools import partial

from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.ui.shell.main_window import MainWindow


def found(services: Services, text: str) -> bool:
    return any(group.kind == "files" for group in services.search.search(text))


def test_attached_files_are_read_beside_the_window(window: MainWindow, services: Services, qtbot: QtBot) -> None:
    services.contact_commands.quick_create("Nora Lind")
    nora = services.contacts.pick("nora")[0].id
    attach = partial(services.contact_commands.attach, nora, "racks.txt", b"Twelve proofing racks")
    window.operations.write(window, attach)
    qtbot.waitUntil(lambda: found(services, "proofing"), timeout=10_000)
    for number in range(12):
        services.contact_commands.attach(nora, f"{number}.txt", b"sourdough %d" % number)
    assert not found(services, "sourdough")
    window.file_watch.look()
    qtbot.waitUntil(
        lambda: services.database.value("SELECT count(*) FROM blob_text") == 13 and window.operations.idle,
        timeout=10_000,
    )
    assert found(services, "sourdough")
