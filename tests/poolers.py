"""PgBouncer before a server: whoever asks has one of its few connections for one transaction, and then another one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

import pytest

from tests.servers import SCHEMA, Server, never_root

_FOUND: Final = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONNECTIONS: Final = 2
"""Of the pooler to the server."""

PATIENCE: Final = 20.0
"""Seconds in which it must have begun."""

_UNTIL_NOBODY_HOLDS_IT: Final = '"$0" --quiet "$1/settings" & cat >/dev/null; kill -9 $!; wait $!; rm -rf "$1"'
"""It is gone with the process that started it, however that went."""

needs_pooler = pytest.mark.skipif(_FOUND is None, reason="PgBouncer is not installed")
"""Marks what needs it."""

_SETTINGS: Final = """
[databases]
county = host={server} dbname=county user=keeper
[pgbouncer]
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
"""


class Pooler:
    """A PgBouncer on a socket of its own.

    Args:
        server: It gives out connections of `keeper` to this one's database.
    """

    def __init__(self, server: Server) -> None:
        assert _FOUND is not None
        self._folder = Path(tempfile.mkdtemp(prefix="goodpoints-pooler-"))
        settings = self._folder / "settings"
        told = _SETTINGS.format(server=server.folder, folder=self._folder, connections=CONNECTIONS)
        settings.write_text(told, encoding="ascii")
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _UNTIL_NOBODY_HOLDS_IT, _FOUND, str(self._folder)],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            **never_root(self._folder, settings),
        )  # fmt: skip
        last = time.monotonic() + PATIENCE
        while not (self._folder / ".s.PGSQL.6432").exists():
            assert time.monotonic() < last
            time.sleep(0.02)

    def url(self, *told: str, schema: str = SCHEMA) -> str:
        """Where the books lie, through the pooler."""
        return "&".join([f"postgresql://keeper@/county?host={self._folder}&port=6432&schema={schema}", *told])

    def remove(self) -> None:
        """Stop it and take its folder away."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()
