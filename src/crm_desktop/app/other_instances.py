"""One program for each person: a second start gives its file to the first and leaves."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from crm_desktop.services.last_opened import state_folder

_NAME = "crm-desktop"
_PATIENCE = 5.0
"""Seconds that a second instance waits for the first to listen."""


class Doorbell(QObject):
    """Rung by every further start of the program.

    Signals:
        rung(file): the program was started again, with the path of a file or with nothing
    """

    rung = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_server_name())  # left by a crash: the lock says that nobody else is here
        self._server.listen(_server_name())
        self._server.newConnection.connect(self._on_connection)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        if not self._server.hasPendingConnections():
            return
        connection = self._server.nextPendingConnection()
        connection.waitForReadyRead(500)
        name = bytes(connection.readAll().data()).decode("utf-8", "replace").strip()
        connection.disconnectFromServer()
        self.rung.emit(name)


def hand_over(file: str | Path | None) -> int:
    """Give the file to the program that runs already and bring it to the front; return the exit code."""
    socket = QLocalSocket()
    until = time.monotonic() + _PATIENCE
    while True:  # the other one may be starting itself, and listen in a moment
        socket.connectToServer(_server_name())
        if socket.waitForConnected(500) or time.monotonic() > until:
            break
        time.sleep(0.1)
    if socket.state() != QLocalSocket.LocalSocketState.ConnectedState:
        print("CRM Desktop is running already. Nothing was changed; use its window.", file=sys.stderr)
        return 1
    socket.write((str(Path(file).resolve()) if file else "").encode() + b"\n")
    socket.waitForBytesWritten(1000)
    socket.waitForDisconnected(1000)
    return 0


def _server_name() -> str:
    """One name for each person and state folder."""
    return f"{_NAME}-{hashlib.sha256(str(state_folder()).encode()).hexdigest()[:12]}"
