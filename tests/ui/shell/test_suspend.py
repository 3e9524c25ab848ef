"""The news that the computer is about to sleep, from a login service on a bus of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.ui.shell.suspend import SuspendWatcher

LOGIND = "org.freedesktop.login1"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="there is no bus to be had here"
)


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """The address of a bus of our own."""
    process = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={tmp_path / 'bus'}"],
        stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    yield address
    process.terminate()
    process.wait()
    process.stdout.close()


class LoginService:
    """Gives out brakes, and says that the computer falls asleep or has woken."""

    def __init__(self, address: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self._bus: Any = open_dbus_connection(address, enable_fds=True)
        from jeepney import message_bus
        from jeepney.io.blocking import Proxy

        Proxy(message_bus, self._bus).RequestName(LOGIND)
        self.held: list[int] = []
        self.asked: list[tuple[Any, ...]] = []

    def answer_one(self) -> None:
        from jeepney import new_method_return

        call = self._bus.receive(timeout=10)
        while call.header.fields.get(3) != "Inhibit":
            call = self._bus.receive(timeout=10)
        self.asked.append(call.body)
        reading, writing = os.pipe()
        self.held.append(reading)
        self._bus.send(new_method_return(call, "h", (writing,)))
        os.close(writing)

    def say(self, asleep: bool) -> None:
        from jeepney import DBusAddress, new_signal

        place = DBusAddress("/org/freedesktop/login1", interface=f"{LOGIND}.Manager")
        self._bus.send(new_signal(place, "PrepareForSleep", "b", (asleep,)))

    def close(self) -> None:
        for reading in self.held:
            os.close(reading)
        self._bus.close()


def is_released(reading: int) -> bool:
    """Whether nobody holds the other end any more: reading tells the end."""
    os.set_blocking(reading, False)
    try:
        return os.read(reading, 1) == b""
    except BlockingIOError:
        return False


def test_sleep_is_announced_and_waits_until_we_let_go(bus: str, qtbot: QtBot) -> None:
    service = LoginService(bus)
    watcher = SuspendWatcher(address=bus)
    answering = threading.Thread(target=service.answer_one)
    answering.start()
    watcher.start()
    answering.join(10)
    assert watcher.ready.wait(10)
    assert service.asked[0][0] == "sleep"
    assert service.asked[0][3] == "delay"
    assert not is_released(service.held[0])
    with qtbot.waitSignal(watcher.falling_asleep, timeout=10_000):
        service.say(asleep=True)
    assert not is_released(service.held[0])
    watcher.release()
    assert is_released(service.held[0])
    answering = threading.Thread(target=service.answer_one)
    answering.start()
    service.say(asleep=False)
    answering.join(10)
    assert len(service.held) == 2
    watcher.stop()
    assert is_released(service.held[1])
    service.close()


def test_without_a_bus_it_gives_up_in_peace(tmp_path: Path) -> None:
    watcher = SuspendWatcher(address=f"unix:path={tmp_path / 'nobody'}")
    watcher.start()
    assert watcher.ready.wait(10)
    watcher.stop()
