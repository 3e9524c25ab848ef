"""A CardDAV server of another make, as a process of its own on loopback, for as long as a test needs it."""

from __future__ import annotations

import base64
import http.client
import socket
import subprocess
import sys
import threading
from pathlib import Path

_MAKE_BOOK = """<?xml version="1.0" encoding="utf-8"?>
<D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>
<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype></D:prop></D:set></D:mkcol>"""
_LOGIN = base64.b64encode(b"sofia:any").decode()


class NoServer(Exception):
    """The server did not start here; says why."""


def loopback_port() -> int:
    """Return a free port on loopback. Raises `NoServer` where there is no loopback."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as one:
            return int(one.getsockname()[1])
    except OSError as error:
        raise NoServer(f"nothing can listen on 127.0.0.1 here: {error}") from error


class CardServer:
    """Radicale with one user and an empty storage in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._port = loopback_port()
        settings = folder / "radicale.ini"
        settings.write_text(
            f"[server]\nhosts = 127.0.0.1:{self._port}\n[auth]\ntype = none\n[rights]\ntype = owner_only\n"
            f"[storage]\nfilesystem_folder = {folder / 'storage'}\n[web]\ntype = none\n[logging]\nlevel = info\n",
            encoding="utf-8",
        )
        self._said: list[str] = []
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(settings)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._ready.wait(60)
        if self._process.poll() is not None or not self._ready.is_set():
            self.stop()
            raise NoServer("Radicale did not start: " + "".join(self._said)[-2000:])

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said.append(line)
            if "server ready" in line.lower():
                self._ready.set()
        self._ready.set()

    def ask(self, method: str, path: str, body: str | bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            content = body.encode() if isinstance(body, str) else body
            connection.request(method, path, content, {"Authorization": f"Basic {_LOGIN}", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def make_book(self, name: str) -> None:
        """Make an address book."""
        status, answer = self.ask("MKCOL", f"/sofia/{name}/", _MAKE_BOOK, **{"Content-Type": "application/xml"})
        assert status == 201, answer

    def complaints(self) -> str:
        """Return the last words of the server's log."""
        return "".join(self._said)[-3000:]

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(30)
        self._listener.join(30)
        if self._process.stderr is not None:
            self._process.stderr.close()
