"""Learns that the computer is about to sleep.

On Linux the login service says so beforehand and waits until we have locked. Elsewhere, and where there is no such
service, `locking` notices that time has leapt, and locks as soon as the computer wakes.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)
_LOGIND: Final = "org.freedesktop.login1"
_LOOK_S: Final = 0.5
_ANSWER_S: Final = 5.0


class SuspendWatcher(QObject):
    """Signals:
    falling_asleep: the computer sleeps soon; `release` lets it
    """

    falling_asleep = Signal()

    def __init__(self, parent: QObject | None = None, address: str = "") -> None:
        """`address` names a bus; else the system's is used."""
        super().__init__(parent)
        self._address = address or "SYSTEM"
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._brake: Any = None
        self.ready = threading.Event()
        """Set once the watcher listens, or has given up."""

    def start(self) -> None:
        """Listen, in a thread of its own; nothing happens where there is no login service."""
        if sys.platform == "linux" and self._thread is None:
            self._thread = threading.Thread(target=self._listen, name="suspend", daemon=True)
            self._thread.start()

    def release(self) -> None:
        """Let the computer sleep: everything is locked."""
        brake, self._brake = self._brake, None
        if brake is not None:
            brake.close()

    def stop(self, *, release: bool = True) -> None:
        """Listen no more; the computer waits for `release` still, unless it is let go here."""
        self._stopped.set()
        if release:
            self.release()
        if self._thread is not None:
            self._thread.join(_ANSWER_S)
            self._thread = None
        if release:
            self.release()  # what came while we were leaving

    def _listen(self) -> None:
        try:
            self._listen_to_bus()
        except Exception as error:
            # No service, no bus, or one that goes away: that time has leapt is noticed all the same.
            _log.info("no news of sleep from the system (%s)", type(error).__name__)
        finally:
            self.ready.set()

    def _listen_to_bus(self) -> None:
        from jeepney import DBusAddress, MatchRule, message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        place = DBusAddress("/org/freedesktop/login1", bus_name=_LOGIND, interface=f"{_LOGIND}.Manager")
        rule = MatchRule(
            type="signal", interface=f"{_LOGIND}.Manager", member="PrepareForSleep", path=place.object_path
        )
        with open_dbus_connection(bus=self._address, enable_fds=True) as bus:
            Proxy(message_bus, bus).AddMatch(rule, _timeout=_ANSWER_S)
            self._take_brake(bus, place)
            with bus.filter(rule) as queue:
                self.ready.set()
                while not self._stopped.is_set():
                    try:
                        news = bus.recv_until_filtered(queue, timeout=_LOOK_S)
                    except TimeoutError:
                        continue
                    if news.body[0]:
                        self.falling_asleep.emit()
                    else:
                        self._take_brake(bus, place)

    def _take_brake(self, bus: Any, place: Any) -> None:
        """Ask the service to wait for us, a few seconds at most, before the computer sleeps."""
        from jeepney import MessageType, new_method_call

        call = new_method_call(
            place,
            "Inhibit",
            "ssss",
            ("sleep", "CRM Desktop", "Locks the customers before the computer sleeps", "delay"),
        )
        answer = bus.send_and_get_reply(call, timeout=_ANSWER_S)
        if answer.header.message_type == MessageType.method_return:
            self.release()
            self._brake = os.fdopen(answer.body[0].to_raw_fd(), "rb")
