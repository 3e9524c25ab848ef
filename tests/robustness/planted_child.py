"""Works with an encrypted workspace as a person would, and says which planted words it finds on the disk meanwhile.

Run as a process of its own with a home and a folder for temporary files of its own: everything it writes is below one
folder, which is searched while the program runs, and again after it has ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from functools import partial
from pathlib import Path

from crm_desktop.services import encryption
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.glance import glance
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.sample.shop import SHOP, fill_sample
from crm_desktop.services.services import Services
from tests.robustness.planted import PASSPHRASE, PLANTED, found_in, plant


def main() -> None:
    root, how = Path(sys.argv[1]), sys.argv[2]
    path = root / "shop.crm"
    made = make_services(path, SHOP, "Sofia Marsh")
    made.close()
    key = encryption.encrypt(path, PASSPHRASE)
    services = open_services(path, key=key)
    fill_sample(services)
    plant(services)
    told: dict[str, list[str]] = {"written": found_in(root)}
    services.database.rows("SELECT body FROM search_document ORDER BY title, body")  # sorts, and may spill
    services.history.undo()
    services.history.redo()
    told["backup"] = [*found_in(root), *([] if back_up_now(services.database, services.clock).exists() else ["none"])]
    services.close()
    told["glance"] = [str(line) for line in glance(path) or []]
    use_the_window(path, key, root, told, how)
    print(json.dumps(told), flush=True)
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)


def use_the_window(path: Path, key: bytes, root: Path, told: dict[str, list[str]], how: str) -> None:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    from crm_desktop.app.log import start_log
    from crm_desktop.app.pictures import settle
    from crm_desktop.app.program import Program
    from crm_desktop.ui.shell.window_state import WindowState

    application = QApplication([])
    start_log()
    program = Program(application, WindowState())
    sys.excepthook = program.telling.on_uncaught
    program.open(path, key)
    while program.window is None:
        QCoreApplication.processEvents()
    window = program.window
    settle(window)
    pages = ("contacts", "pipeline", "calendar", "cases", "quotes", "products", "settings", "today")
    for page in pages if how == "quits" else pages[:2]:
        window.show_page(page)
        settle(window)
    window.show_page("products").restore({"table": {"text": PLANTED, "conditions": [f"name = {PLANTED}"]}})
    window.show_page("contacts").restore({"text": PLANTED})
    settle(window)
    person = window.services.contacts.pick(PLANTED)[0].id
    window.open_record("contact", person)
    settle(window)
    window.operations.write(window, partial(window.services.contact_commands.quick_create, f"{PLANTED} Again"))
    settle(window)
    told["search"] = [] if window.services.search.search(PLANTED, 5) else ["nothing is found by search"]
    print_and_open(window.services)
    try:
        raise ValueError(f"a value in the words of an error: {PLANTED}")
    except ValueError as error:
        program.telling.on_uncaught(ValueError, error, error.__traceback__)
    for widget in QApplication.topLevelWidgets():
        if widget is not window:
            widget.close()
    told["window"] = found_in(root, but="crm-file-")
    if how == "killed":
        return
    window.close()
    while not program.idle:
        QCoreApplication.processEvents()
    program.close()
    told["left"] = found_in(root)


def print_and_open(services: Services) -> None:
    """Print a quote into memory, and open an attachment in another program."""
    from crm_desktop.ui.contacts.opening_files import put_aside
    from crm_desktop.ui.printing.pages import pictures_of

    quote = services.database.value("SELECT id FROM document LIMIT 1")
    if quote is not None:
        pictures_of(services.quotes.pdf(quote), 600)
    put_aside("note.txt", PLANTED.encode())


if __name__ == "__main__":
    main()
