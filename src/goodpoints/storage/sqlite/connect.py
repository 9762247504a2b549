"""Opening a file: journal mode, durability, migrations, and what is not a book."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from goodpoints.errors import LedgerIntegrityError, StorageError
from goodpoints.storage.sqlite.schema import APPLICATION_ID, LEDGER, MIGRATIONS

BUSY_MS: Final = 5000
_PAGE: Final = 8192
"""Bytes: an entry takes about 560, and in pages of 4096 a tenth would lie empty as soon as names are longer."""

_NEWEST: Final = MIGRATIONS[-1].version


def connect(path: Path, *, read_only: bool, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """A connection that owns its transactions, waits for other writers, and syncs every commit to the disk."""
    mode = "ro" if read_only else "rwc"
    wal = path.with_name(path.name + "-wal")
    # A WAL book on a stick that cannot be written to opens only as immutable, which is safe while no -wal is there.
    frozen = "&immutable=1" if read_only and not wal.exists() else ""
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}{frozen}", uri=True, isolation_level=None)
    try:
        conn.execute(f"PRAGMA busy_timeout = {busy_ms:d}")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA cache_size = -8000")
    except BaseException:  # what is no database at all shows only here
        conn.close()
        raise
    return conn


def check(conn: sqlite3.Connection) -> bool:
    """Whether the schema is there and current; False for an empty file.

    Raises:
        LedgerIntegrityError: `not_a_book`, `migration_changed`.
        StorageError: `newer_format`: a newer goodpoints wrote it.
    """
    identity = conn.execute("PRAGMA application_id").fetchone()[0]
    if not identity and is_empty(conn):
        return False
    if identity != APPLICATION_ID:
        raise LedgerIntegrityError("not_a_book")
    done = dict(conn.execute("SELECT version, checksum FROM migration").fetchall())
    if max(done, default=0) > _NEWEST:
        raise StorageError("newer_format", again=0, format=max(done), known=_NEWEST)
    for step in MIGRATIONS:
        if step.version in done and done[step.version] != step.checksum:
            raise LedgerIntegrityError("migration_changed", version=step.version)
    return len(done) == len(MIGRATIONS)


def is_empty(conn: sqlite3.Connection) -> bool:
    """Whether nothing was ever put into the file."""
    return not conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]


def migrate(conn: sqlite3.Connection) -> None:
    """Bring the schema up to date, under the write lock, so that racing processes do it once."""
    # sqlite-utils is slow to import and only needed here: commands on a current book never load it.
    from sqlite_utils import Database

    conn.execute(f"PRAGMA page_size = {_PAGE:d}")  # counts for a new file only
    conn.execute("PRAGMA journal_mode = WAL")
    database = Database(conn, execute_plugins=False)
    conn.execute("BEGIN IMMEDIATE")
    try:
        if not check(conn):
            _run(database)
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise


def _run(database: object) -> None:
    from sqlite_utils import Database

    assert isinstance(database, Database)  # noqa: S101 - for the type checker
    database.execute(LEDGER)
    done = {row["version"] for row in database.query("SELECT version FROM migration")}
    for step in MIGRATIONS:
        if step.version not in done:
            for statement in statements(step.sql):
                database.execute(statement)
            database.table("migration").insert({"version": step.version, "checksum": step.checksum})
    database.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")


def statements(sql: str) -> list[str]:
    """The single statements of a script; `executescript` would commit the transaction they belong to."""
    found, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found
