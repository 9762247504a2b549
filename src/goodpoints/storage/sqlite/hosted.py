"""A book inside the host's own transaction: a savepoint, no commit, no second try."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

from goodpoints.errors import LedgerIntegrityError, StorageError
from goodpoints.ports import Head
from goodpoints.storage.sqlite.connect import check, is_empty
from goodpoints.storage.sqlite.errors import storage_errors
from goodpoints.storage.sqlite.run_reader import RunReader
from goodpoints.storage.sqlite.schema import MIGRATIONS
from goodpoints.storage.sqlite.store import SqliteStore
from goodpoints.storage.sqlite.writer import SqliteTx

_SAVEPOINT: Final = "goodpoints"


class HostedSqliteStore(SqliteStore):
    """The books of a file as the host's open transaction sees them.

    What is written becomes lasting with the host's commit, and is gone with its rollback. An exception undoes what
    was written here and leaves the host's own work, and its transaction, as they were.

    Args:
        conn: The host's connection, to a file that has books. It stays the host's: it is never committed, rolled
            back or closed here, and none of its settings is changed.

    Raises:
        StorageError: `foreign_connection` where it does not give texts as `str`, `newer_format`, `older_format`.
        LedgerIntegrityError: `not_a_book`, `migration_changed`.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        # The base class would open a file.
        self.path = Path()
        self.url = "sqlite:"
        self._made = False
        self._views_current = True  # the host's transaction is not for changing the schema
        if conn.text_factory is not str:
            raise StorageError("foreign_connection", again=0, what="text_factory")
        self._host = conn
        self._conn = cast("sqlite3.Connection", _Plain(conn))
        with storage_errors():
            self._check()

    def _check(self) -> None:
        if check(self._conn):
            return
        if is_empty(self._conn):
            raise LedgerIntegrityError("not_a_book")
        newest = self._conn.execute("SELECT max(version) FROM migration").fetchone()[0]
        raise StorageError("older_format", again=0, format=newest, known=MIGRATIONS[-1].version)

    @contextmanager
    def write(self, book: str) -> Iterator[SqliteTx]:
        """A savepoint in the host's transaction.

        Raises:
            StorageError: `host_transaction`, `no_write_lock`, `book_beside`.
        """
        with storage_errors():
            self._check_lock()
            number = self._number(book)
            self._check_alone(book)
        # The host's own errors pass through: only what is done on our connection becomes an error of ours.
        with self._savepoint():
            yield SqliteTx(self._conn, number)

    @contextmanager
    def read(self, book: str) -> Iterator[RunReader]:
        """As the host's transaction sees it."""
        self._check_transaction()
        yield RunReader(self._conn, self._number(book))

    def create(self, book: str, head: Head) -> None:
        self._check_lock()
        super().create(book, head)

    def discard(self, book: str) -> None:
        self._check_lock()
        super().discard(book)

    def close(self) -> None:
        """Nothing here is ours."""

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._conn.execute(f"SAVEPOINT {_SAVEPOINT}")
        try:
            yield
        except BaseException:
            # A full disk may have rolled back everything already, or the host what is behind its own savepoint.
            if self._host.in_transaction:
                with suppress(StorageError):
                    self._conn.execute(f"ROLLBACK TO {_SAVEPOINT}")
                    self._conn.execute(f"RELEASE {_SAVEPOINT}")
            raise
        self._conn.execute(f"RELEASE {_SAVEPOINT}")

    def _check_transaction(self) -> None:
        if not self._host.in_transaction:
            raise StorageError("host_transaction", again=0)

    def _check_lock(self) -> None:
        """A transaction that begins by reading may find, when it writes, that another was faster."""
        self._check_transaction()
        if not _may_write(self._host):
            raise StorageError("no_write_lock", again=0)

    def _check_alone(self, book: str) -> None:
        """No other book may have been written in this transaction.

        Whoever holds the write lock is the only one who can have changed anything since the last commit, so that a
        book whose row differs from what others see was written here.
        """
        path = next((str(row[2]) for row in self._conn.execute("PRAGMA database_list") if row[1] == "main"), "")
        others = _sizes(self._conn, book)
        if not path or not others:
            return
        with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)) as outside:
            committed = _sizes(outside, book)
        for other, size in others.items():
            if committed.get(other, 0) != size:
                raise StorageError("book_beside", again=0, book=other)


class _Cursor(sqlite3.Cursor):
    """A cursor whose errors are ours, wherever the rows are read."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row
        with storage_errors():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with storage_errors():
            return super().fetchall()

    def __next__(self) -> Any:  # noqa: ANN401 - a row
        with storage_errors():
            return super().__next__()


class _Plain:
    """The host's connection, giving plain rows whatever its row factory is, and errors of ours."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def _cursor(self) -> sqlite3.Cursor:
        cursor = self._conn.cursor(_Cursor)
        cursor.row_factory = None
        return cursor

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:  # noqa: ANN401 - as the driver takes them
        with storage_errors():
            return self._cursor().execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Any]) -> sqlite3.Cursor:
        with storage_errors():
            return self._cursor().executemany(sql, rows)

    @property
    def in_transaction(self) -> bool:
        return self._conn.in_transaction


class _Told(Exception):
    """Ends a backup after its first step."""


def _may_write(conn: sqlite3.Connection) -> bool:
    """Whether the connection holds the write lock.

    SQLite has no verb that says so, but a backup does: its step is refused while its own source is written to.
    Source: sqlite.org/c3ref/backup_finish.html, `sqlite3_backup_step`.
    """
    told = sqlite3.SQLITE_OK

    def stop(status: int, _left: int, _all: int) -> None:
        nonlocal told
        told = status
        raise _Told

    with closing(sqlite3.connect(":memory:")) as nowhere, suppress(_Told):
        conn.backup(nowhere, pages=1, progress=stop)
    return told in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _sizes(conn: sqlite3.Connection, book: str) -> dict[str, int]:
    """How many entries the books have, all but one."""
    return dict(conn.execute("SELECT code, size FROM book WHERE code <> ?", (book,)).fetchall())
