"""The SQLite store: transactions around one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType

from goodpoints.errors import LedgerIntegrityError, NotFound, StorageError
from goodpoints.ports import Head
from goodpoints.storage.sqlite.connect import BUSY_MS, check, connect, is_empty, migrate
from goodpoints.storage.sqlite.errors import reading_errors, storage_errors
from goodpoints.storage.sqlite.run_reader import RunReader
from goodpoints.storage.sqlite.writer import Mark, SqliteTx


class SqliteStore:
    """Books in one SQLite file.

    Args:
        path: The file; made with the first book where it is not there and `must_exist` is False.
        read_only: Never writes, not even a journal file beside it.
        busy_ms: How long a write waits for another writer.

    Raises:
        NotFound: `no_file` where it must exist and does not.
        LedgerIntegrityError: `not_a_book`, `damaged`, `migration_changed`.
        StorageError: `newer_format`, `store_unreachable`.
    """

    def __init__(
        self, path: Path | str, *, must_exist: bool = False, read_only: bool = False, busy_ms: int = BUSY_MS
    ) -> None:
        self.path = Path(path)
        self.url = f"sqlite:{self.path}"
        if must_exist and not self.path.is_file():
            raise NotFound("no_file")
        self._made = not self.path.exists()
        self._views_current = False
        self._mark = Mark()
        with reading_errors():
            self._conn = connect(self.path, read_only=read_only, busy_ms=busy_ms)
            try:
                self._open(read_only=read_only, must_exist=must_exist)
            except BaseException:
                self._conn.close()
                raise

    @staticmethod
    def around(connection: sqlite3.Connection) -> SqliteStore:
        """A store inside the transaction that a host has begun on its own connection; see `HostedSqliteStore`."""
        from goodpoints.storage.sqlite.hosted import HostedSqliteStore

        return HostedSqliteStore(connection)

    def _open(self, *, read_only: bool, must_exist: bool) -> None:
        current = check(self._conn)
        if not current and must_exist and is_empty(self._conn):
            raise LedgerIntegrityError("not_a_book")
        if not current and read_only:
            raise StorageError("store_read_only", again=0)
        if not current:
            migrate(self._conn)

    def books(self) -> list[str]:
        """The codes of all books, sorted."""
        with storage_errors():
            return [code for (code,) in self._conn.execute("SELECT code FROM book WHERE size > 0 ORDER BY code")]

    def create(self, book: str, head: Head) -> None:
        """Make an empty book; one that is there stays as it is."""
        with storage_errors():
            self._conn.execute(
                "INSERT INTO book (code, size, leaf, edge, through, recorded_at, reducers)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING",
                (book, *head),
            )

    def discard(self, book: str) -> None:
        """Forget a book without entries, and the file where this made it and nothing is left in it."""
        with storage_errors():
            self._conn.execute("DELETE FROM book WHERE code = ? AND size = 0", (book,))
        if self._made and not self.books():
            self._conn.close()
            for ending in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def write(self, book: str) -> AbstractContextManager[SqliteTx]:
        """The book's only write transaction."""
        return _Writing(self._conn, partial(self._begun, book))

    def _begun(self, book: str) -> SqliteTx:
        self._refresh_views()
        return SqliteTx(self._conn, self._number(book), self._looked_after())

    @contextmanager
    def read(self, book: str) -> Iterator[RunReader]:
        """One consistent view."""
        with storage_errors():
            self._conn.execute("BEGIN")
            try:
                yield RunReader(self._conn, self._number(book))
            finally:
                self._conn.execute("ROLLBACK")

    def _looked_after(self) -> Mark:
        """The mark, after a look whether another connection has committed anything since the last write through this one."""
        self._mark.look(self._conn.execute("PRAGMA data_version").fetchone()[0])
        return self._mark

    def _refresh_views(self) -> None:
        if not self._views_current:
            from goodpoints.storage.sqlite.views import refresh_views

            refresh_views(self._conn)
            self._views_current = True

    def _number(self, book: str) -> int:
        found = self._conn.execute("SELECT id FROM book WHERE code = ?", (book,)).fetchone()
        if found is None:
            raise NotFound("unknown_book", book=book)
        return int(found[0])

    def self_check(self) -> list[str]:
        """What SQLite says of its pages and indexes, and what is not as this version made it."""
        with reading_errors():
            from goodpoints.storage.sqlite.health import faults

            return faults(self._conn)

    def copy_to(self, path: str) -> None:
        """Copy the whole file, page by page, while others write."""
        with storage_errors():
            from goodpoints.storage.sqlite.health import copy

            copy(self._conn, path)

    def close(self) -> None:
        """Close the connection; the last one to close folds the write-ahead log into the file."""
        self._conn.close()


class _Writing:
    """A transaction that is committed, or rolled back; a class, since an act would wait for generators in generators.

    Args:
        begun: Makes what is written through, inside the transaction.
    """

    def __init__(self, conn: sqlite3.Connection, begun: Callable[[], SqliteTx]) -> None:
        self._conn = conn
        self._begun = begun

    def __enter__(self) -> SqliteTx:
        with storage_errors():
            # Deferred transactions fail at once under contention; this one waits its turn.
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                return self._begun()
            except BaseException:
                self._roll_back()
                raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            with storage_errors():
                self._commit()
        else:
            with storage_errors():
                self._roll_back()
            storage_errors().__exit__(kind, error, trace)

    def _commit(self) -> None:
        try:
            self._conn.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # A full disk may have rolled back already.
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")
