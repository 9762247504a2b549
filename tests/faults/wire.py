"""A stretch of wire between a client and a PostgreSQL server, that can be long, and be cut at the worst moment."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_COMMIT: Final = b"COMMIT\0"
_SOCKET: Final = ".s.PGSQL.5432"
_AT_ONCE: Final = 65536


class Wire:
    """Carries bytes both ways until it is told to cut.

    Args:
        server: Folder of the server's socket.
        way: Seconds that everything takes from one end to the other.
    """

    def __init__(self, server: Path, *, way: float = 0.0) -> None:
        self.folder = Path(mkdtemp(prefix="goodpoints-wire-"))
        self._server = server
        self._way = way
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / _SOCKET))
        self._listening.listen()
        self._cut, self._marked = "", _COMMIT
        self._then: Callable[[], object] = lambda: None
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at_commit(self, *, done: bool, marked: bytes = _COMMIT, then: Callable[[], object] = lambda: None) -> None:
        """Cut the next connection that commits: once the server has answered (`done`), or before it hears of it.

        Args:
            done: As above.
            marked: What the message with the commit holds and none before it does.
            then: What happens before the client hears of it.
        """
        self._cut, self._marked, self._then = "after" if done else "before", marked, then

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(str(self._server / _SOCKET))
            threading.Thread(target=self._carry_out, args=(client, upstream), daemon=True).start()
            threading.Thread(target=self._carry_back, args=(client, upstream), daemon=True).start()

    def _carry_out(self, client: socket.socket, upstream: socket.socket) -> None:
        while data := self._received(client):
            if self._marked in data and self._cut:
                if self._cut == "after":
                    self._cut = "answer"
                else:
                    self._cut = ""
                    break
            try:
                upstream.sendall(data)
            except OSError:  # hung up from the other side meanwhile
                break
        _hang_up(client, upstream)

    def _carry_back(self, client: socket.socket, upstream: socket.socket) -> None:
        while data := self._received(upstream):
            if self._cut == "answer":
                self._cut = ""
                self._then()
                break
            try:
                client.sendall(data)
            except OSError:
                break
        _hang_up(client, upstream)

    def _received(self, end: socket.socket) -> bytes:
        try:
            data = end.recv(_AT_ONCE)
        except OSError:
            return b""
        if self._way:
            time.sleep(self._way)
        return data

    def url(self, of: str) -> str:
        """The way through the wire, for a url of the server."""
        return of.replace(str(self._server), str(self.folder))

    def close(self) -> None:
        """Take the wire down."""
        self._listening.close()
        (self.folder / _SOCKET).unlink(missing_ok=True)
        self.folder.rmdir()


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):  # hung up already
            end.shutdown(socket.SHUT_RDWR)
        end.close()
