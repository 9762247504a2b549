"""A server that is a journey away: a relay, in a process of its own, that holds back whatever goes through it."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

_SOCKET: Final = ".s.PGSQL.5432"
_SPAWN: Final = multiprocessing.get_context("spawn")


class Relay:
    """Another socket of a server, from which everything arrives later.

    Args:
        server: Folder of the server's own socket.
        journey: Seconds there and back.
    """

    def __init__(self, server: Path, journey: float) -> None:
        self._server = str(server)
        self._folder = tempfile.mkdtemp(prefix="goodpoints-far-")
        mine, other = _SPAWN.Pipe()
        places = str(server / _SOCKET), str(Path(self._folder) / _SOCKET)
        self._process = _SPAWN.Process(target=_run, args=(*places, journey / 2, other), daemon=True)
        self._process.start()
        mine.recv()

    def url(self, of: str) -> str:
        """The way through the relay, for a url of the server."""
        return of.replace(self._server, self._folder)

    def close(self) -> None:
        """Take it down."""
        self._process.terminate()
        self._process.join()
        shutil.rmtree(self._folder)


def _run(server: str, here: str, way: float, told: Connection) -> None:
    asyncio.run(_serve(server, here, way, told))


async def _serve(server: str, here: str, way: float, told: Connection) -> None:
    loop = asyncio.get_running_loop()
    serving = await loop.create_unix_server(lambda: _Near(server, way), here)
    told.send("ready")
    await serving.serve_forever()


class _End(asyncio.Protocol):
    """One end: what comes in goes out at the other one, after a while, in its order."""

    def __init__(self, way: float) -> None:
        self._way = way
        self._loop = asyncio.get_running_loop()
        self._sending: Callable[[bytes], None] | None = None
        self._ending: Callable[[], None] | None = None
        self._early: list[bytes] = []

    def lead_to(self, other: asyncio.WriteTransport) -> None:
        """From now on this is the other end."""
        self._sending, self._ending = other.write, other.close
        for data in self._early:
            self.data_received(data)

    def data_received(self, data: bytes) -> None:
        if self._sending is None:
            self._early.append(data)
        else:
            self._loop.call_later(self._way, self._sending, data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as the protocol is called
        if self._ending is not None:
            self._loop.call_later(self._way, self._ending)


class _Near(_End):
    """The client's end: it connects to the server."""

    def __init__(self, server: str, way: float) -> None:
        super().__init__(way)
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._connecting = asyncio.ensure_future(self._connect(transport))

    async def _connect(self, client: asyncio.WriteTransport) -> None:
        far = _End(self._way)
        far.lead_to(client)
        server, _ = await self._loop.create_unix_connection(lambda: far, self._server)
        self.lead_to(server)
