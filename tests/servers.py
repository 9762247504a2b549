"""A PostgreSQL server for the tests: one of our own in a scratch folder, or the one that GOODPOINTS_POSTGRES names.

The server of our own listens on a socket only, runs as a user that is not root, speaks a language whose order is not
that of code points, and is gone with the process that started it. Books lie in a schema for tests alone.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest

from goodpoints.errors import StorageError

OTHER: Final = "GOODPOINTS_POSTGRES"
SCHEMA: Final = "goodpoints_test"
_KEEPER: Final = "keeper"
_INSTALLED: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
NOT_FOUND: Final = "no PostgreSQL server: initdb is not installed, and GOODPOINTS_POSTGRES names no server"


@cache
def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version there is."""
    found = [path for pattern in _INSTALLED for path in Path("/").glob(f"{pattern[1:]}/initdb")]
    if found:
        return max(found, key=lambda path: [int(part) for part in path.parts if part.isdecimal()]).parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).resolve().parent


def why_not() -> str:
    """Why tests with a server must be skipped; empty where they need not."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed: it comes with the extra `postgres`"
    return "" if os.environ.get(OTHER) or (binaries() and os.name != "nt") else NOT_FOUND


needs_postgres = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
"""Marks what needs a server, any."""

needs_own_server = pytest.mark.skipif(
    binaries() is None or os.name == "nt" or bool(os.environ.get(OTHER)),
    reason="needs a server of its own, to stop it, to make roles on it or to lock its tables",
)
"""Marks what stops the server, makes roles on it, or locks its tables."""


def never_root(*paths: Path) -> dict[str, Any]:
    """How a program is started that refuses to run as root: by nobody, who then owns these; as it is, where we are not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in paths:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


class Server:
    """A cluster in a folder of its own, with a role `keeper` that owns the database `county` and is no superuser.

    Args:
        durable: Wait for the disk at each commit, as a real server does.
        archives: Keep every piece of WAL in a folder of its own, as if on another machine.
        copies: Be a base backup of this one; not started yet.
    """

    def __init__(self, *, durable: bool = False, archives: bool = False, copies: Server | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="goodpoints-pg-"))
        self._data = self.folder / "data"
        self._archive = self.folder / "archive"
        self._settings = {"fsync": "on" if durable else "off"}
        if archives:
            keep = f"mkdir -p {self._archive} && cp %p {self._archive}/%f"
            self._settings |= {"archive_mode": "on", "archive_command": f"'{keep}'"}
        self._user = never_root(self.folder)
        self._guard = self._guarded()
        if copies is not None:
            leader = ["--host", str(copies.folder), "--username", "postgres"]
            self._run("pg_basebackup", *leader, "-D", str(self._data), "--write-recovery-conf", "--checkpoint=fast")
            return
        self._make()
        self.start()
        self._keeper()

    def _guarded(self) -> subprocess.Popen[bytes]:
        """A process that clears up once this one is gone, however it went: it reads until nobody holds the other end."""
        folder = binaries()
        assert folder is not None
        clear_up = 'cat >/dev/null; "$0" -D "$1" -m immediate -w stop; rm -rf "$2"'
        return subprocess.Popen(
            ["/bin/sh", "-c", clear_up, str(folder / "pg_ctl"), str(self._data), str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            start_new_session=True, **self._user,
        )  # fmt: skip

    def url(self, role: str = _KEEPER, *, schema: str = SCHEMA) -> str:
        """Where the books lie, for a role."""
        return f"postgresql://{role}@/county?host={self.folder}&schema={schema}"

    def _make(self) -> None:
        told = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        icu = ["--locale-provider=icu", "--icu-locale=zh-CN", "--locale=C"]
        try:
            self._run("initdb", "-D", str(self._data), *told, *icu)
        except subprocess.CalledProcessError:  # built without ICU, or older than 15
            shutil.rmtree(self._data, ignore_errors=True)
            self._run("initdb", "-D", str(self._data), *told, "--locale=C")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {
            "listen_addresses": "''", "unix_socket_directories": str(self.folder), "max_connections": "60",
            "shared_buffers": "64MB", **self._settings,
        }  # fmt: skip
        told = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-o", told, "-w", "-t", "60", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is as if its plug were pulled, as far as one machine can do it to itself."""
        self._run("pg_ctl", "-D", str(self._data), "-m", mode, "-w", "stop")

    def _keeper(self) -> None:
        with self.superuser("postgres") as conn:
            conn.execute(f"CREATE ROLE {_KEEPER} LOGIN")
            conn.execute(f"CREATE DATABASE county OWNER {_KEEPER}")

    @contextmanager
    def superuser(self, database: str = "county") -> Iterator[Any]:
        """A connection that may do everything."""
        import psycopg

        with psycopg.connect(f"postgresql://postgres@/{database}?host={self.folder}", autocommit=True) as conn:
            yield conn

    def standby(self) -> Server:
        """Another server that follows this one."""
        other = Server(copies=self)
        other.start()
        return other

    def caught_up_with(self, leader: Server) -> None:
        """Wait until everything that the leader has written is here."""
        with leader.superuser() as conn, self.superuser() as here:
            [position] = conn.execute("SELECT pg_current_wal_lsn()").fetchone()
            behind = "SELECT pg_last_wal_replay_lsn() < %s"
            while here.execute(behind, (position,)).fetchone() == (True,):
                time.sleep(0.05)

    def promote(self) -> None:
        """Follow nobody any more."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "promote")

    def archived(self) -> None:
        """Have all that was written until now in the archive."""
        newest = "SELECT pg_walfile_name(pg_switch_wal())"
        done = "SELECT coalesce(last_archived_wal, '') >= %s FROM pg_stat_archiver"
        with self.superuser() as conn:
            segment = conn.execute(newest).fetchone()
            while conn.execute(done, segment).fetchone() == (False,):
                time.sleep(0.05)

    def base_backup(self) -> Server:
        """Another server, as this one is now; not started yet."""
        return Server(copies=self)

    def restore(self, source: Server, until: str = "") -> None:
        """Start this base backup of a server with what that one has archived since, up to a moment where one is told."""
        (self._data / "standby.signal").rename(self._data / "recovery.signal")
        self._settings["restore_command"] = f"'cp {source._archive}/%f %p'"
        if until:
            self._settings |= {"recovery_target_time": f"'{until}'", "recovery_target_action": "promote"}
        self.start()
        with self.superuser() as conn:
            while conn.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                time.sleep(0.05)

    def dump_and_restore(self, database: str) -> None:
        """A new database from a dump of the books."""
        reach = ["--host", str(self.folder), "--username", "postgres"]
        dump = str(self.folder / "dump")
        with self.superuser() as conn:
            conn.execute(f"CREATE DATABASE {database} OWNER {_KEEPER}")
        self._run("pg_dump", *reach, "--format=custom", f"--file={dump}", f"--schema={SCHEMA}", "county")
        self._run("pg_restore", *reach, "--exit-on-error", f"--dbname={database}", dump)

    def empty(self) -> None:
        """Take every book away."""
        with self.superuser() as conn:
            conn.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    def add_role(self, name: str) -> None:
        """A role that may connect and nothing else."""
        with self.superuser() as conn:
            if conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is None:
                conn.execute(f"CREATE ROLE {name} LOGIN")

    def remove(self) -> None:
        """Stop it and take its folder away."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()

    def _run(self, program: str, *told: str) -> None:
        folder = binaries()
        assert folder is not None
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
        subprocess.run(
            [str(folder / program), *told], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            cwd=self.folder, env=environment, **self._user,
        )  # fmt: skip


@cache
def own_server() -> Server:
    """A server of our own, for the whole run."""
    server = Server()
    atexit.register(server.remove)
    return server


@cache
def url() -> str:
    """Where the tests' books lie, schema included."""
    other = os.environ.get(OTHER)
    if not other:
        return own_server().url()
    from goodpoints.storage.postgres.store import PostgresStore

    # A schema for tests alone: they empty it.
    address = f"{other}{'&' if '?' in other else '?'}schema={SCHEMA}"
    store = PostgresStore(address)
    try:
        store.distribute()  # where the server is a distributed one, the suite runs on distributed tables
    except StorageError as error:
        if error.code != "not_distributed":
            raise
    store.close()
    atexit.register(_drop, address)
    return address


@cache
def spreads_books() -> bool:
    """Whether the tests' books lie on a distributed server."""
    from goodpoints.storage.postgres.roles import is_distributed

    with as_owner(url()) as conn:
        return is_distributed(conn)


def emptied(*, keep: bool = False) -> str:
    """The same place without a book in it, or with what is there."""
    address = url()
    if not keep:
        with as_owner(address) as conn:
            for sql in _emptying(conn):
                conn.execute(sql)
    return address


def _emptying(conn: Any) -> Sequence[str]:  # noqa: ANN401 - psycopg is imported where it is used
    from goodpoints.storage.postgres.schema import TABLES

    if conn.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.root",)).fetchone() == (None,):
        return []
    journal = f"{SCHEMA}.entry, {SCHEMA}.detail"
    return [
        f"GRANT DELETE ON {journal} TO CURRENT_USER",
        *(f"DELETE FROM {SCHEMA}.{table}" for table in TABLES),
        f"REVOKE DELETE ON {journal} FROM CURRENT_USER",
    ]


def _drop(address: str) -> None:
    with as_owner(address) as conn:
        conn.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def somebody_waits() -> bool:
    """Whether anybody waits for a lock, now or within two seconds, on whatever machine."""
    locks = "citus_locks" if spreads_books() else "pg_locks"
    with as_owner(emptied(keep=True)) as conn:
        for _ in range(100):
            if conn.execute(f"SELECT FROM {locks} WHERE NOT granted").fetchall():
                return True
            time.sleep(0.02)
    return False


def terminate_all() -> None:
    """End every connection of the program to the place of the tests' books."""
    with as_owner(emptied(keep=True)) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'goodpoints' AND pid <> pg_backend_pid()"
        )


@contextmanager
def as_owner(address: str) -> Iterator[Any]:
    """A plain connection as whoever owns the tables; what was done is committed at the end."""
    import psycopg

    from goodpoints.storage.postgres.address import address_of

    with psycopg.connect(address_of(address).conninfo) as conn:
        yield conn
