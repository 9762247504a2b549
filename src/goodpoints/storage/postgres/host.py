"""A book inside the host's own transaction: a savepoint, no commit, no second try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from goodpoints.errors import NotFound, StorageError
from goodpoints.ports import Head
from goodpoints.storage.postgres.prepared import may_prepare
from goodpoints.storage.postgres.reader import PostgresReader
from goodpoints.storage.postgres.session import Session
from goodpoints.storage.postgres.statements import statements
from goodpoints.storage.postgres.writer import PostgresTx

_WRITTEN: Final = "SELECT current_setting('goodpoints.written', true)"
_WRITES: Final = "SELECT set_config('goodpoints.written', %b, true)"


class HostStore:
    """The books of a schema as the host's open transaction sees them.

    What is written becomes lasting with the host's commit, and is gone with its rollback. An exception undoes what
    was written here and leaves the host's own work, and its transaction, as they were. A book stays locked until the
    host's transaction ends: one book in one transaction.

    Args:
        conn: The host's connection. It stays the host's: it is never committed, rolled back or closed here.
        schema: Where the books lie; the schema is there already.
    """

    def __init__(self, conn: psycopg.Connection[Any], schema: str) -> None:
        self.url = "postgresql:"
        self.schema = schema
        self._conn = conn
        self._session = Session(conn, is_shared=True)
        self._sql = statements(schema)

    def books(self) -> list[str]:
        with self._savepoint():  # a schema that is not there must not cost the host its transaction
            return [code for (code,) in self._session.rows(self._sql["books"])]

    def create(self, book: str, head: Head) -> None:
        self._check_transaction()
        self._session.run(self._sql["create"], (book, *head))

    def discard(self, book: str) -> None:
        self._check_transaction()
        self._session.run(self._sql["discard"], (book,))

    @contextmanager
    def write(self, book: str) -> Iterator[PostgresTx]:
        """A savepoint in the host's transaction.

        Raises:
            StorageError: `host_transaction` where the host has begun none, `book_beside` where this transaction has
                written another book.
        """
        with self._inside(book, "lock") as (*row, _turn):
            self._check_alone(book)
            # The host may take back what is written here, and its turn with it.
            yield PostgresTx(self._session, self.schema, book, Head._make(row), turn=None)

    @contextmanager
    def read(self, book: str) -> Iterator[PostgresReader]:
        """As the host's transaction sees it; as consistent as its isolation level makes it.

        Raises:
            StorageError: `host_transaction` where the host has begun none.
        """
        with self._inside(book, "head") as row:
            yield PostgresReader(self._session, self.schema, book, Head._make(row))

    @contextmanager
    def _inside(self, book: str, first: str) -> Iterator[tuple[Any, ...]]:
        with self._savepoint():
            yield self._row(book, first)

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._check_transaction()
        self._session.save()
        try:
            yield
            self._session.release()
        except BaseException:
            self._session.return_to_savepoint()
            raise

    def _row(self, book: str, first: str) -> tuple[Any, ...]:
        for row in self._session.rows(self._sql[first], (book,)):
            return row
        raise NotFound("unknown_book", book=book)

    def _check_alone(self, book: str) -> None:
        """The transaction itself keeps which book it has written: the setting ends with it, or with a savepoint."""
        for (other,) in self._session.rows(_WRITTEN, ()):
            if other not in {None, "", book}:
                raise StorageError("book_beside", again=0, book=other)
        self._session.run(_WRITES, (book,))

    def _check_transaction(self) -> None:
        begins_by_itself = not self._conn.autocommit and self._conn.info.transaction_status == TransactionStatus.IDLE
        if self._conn.info.transaction_status != TransactionStatus.INTRANS and not begins_by_itself:
            raise StorageError("host_transaction", again=0)
        self._session.prepares = may_prepare(self._conn)

    def self_check(self) -> list[str]:
        from goodpoints.storage.postgres.health import faults

        return faults(self._session, self.schema)

    def copy_to(self, path: str) -> None:
        raise StorageError("no_backup", again=0, path=path)

    def close(self) -> None:
        """Nothing here is ours."""
