"""PgBouncer before a server: whoever asks has one of its few connections for one transaction, and then another one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import pytest

from tests.servers import SCHEMA, Server

_FOUND: Final = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONNECTIONS: Final = 2
"""Of the pooler to the server."""

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
        user: dict[str, Any] = {}
        if os.geteuid() == 0:  # like the server, it refuses to run as root
            nobody = pwd.getpwnam("nobody")
            for path in (self._folder, settings):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}
        self._process = subprocess.Popen([_FOUND, "--quiet", str(settings)], stderr=subprocess.DEVNULL, **user)
        while not (self._folder / ".s.PGSQL.6432").exists():
            assert self._process.poll() is None
            time.sleep(0.02)

    def url(self, *told: str, schema: str = SCHEMA) -> str:
        """Where the books lie, through the pooler."""
        return "&".join([f"postgresql://keeper@/county?host={self._folder}&port=6432&schema={schema}", *told])

    def remove(self) -> None:
        """Stop it and take its folder away."""
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._folder)
