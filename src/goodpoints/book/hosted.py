"""A book inside the transaction of the application that hosts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from goodpoints.book.book import Book
from goodpoints.book.opening import DEFAULT_ACTOR, which
from goodpoints.book.stores import store_around
from goodpoints.errors import StorageError
from goodpoints.ports import Batch, Clock, Ids, Store, StoreTx
from goodpoints.services.clock import RandomIds, SystemClock

if TYPE_CHECKING:
    from goodpoints.services.booktx import BookTx
    from goodpoints.services.memory import Memory

_OPEN: Final[set[int]] = set()
"""Connections, by their identity, on which a unit of work is open in this process."""


@contextmanager
def unit_of_work(
    connection: object,
    *,
    book: str | None = None,
    actor: str = DEFAULT_ACTOR,
    clock: Clock | None = None,
    ids: Ids | None = None,
    schema: str | None = None,
) -> Iterator[Book]:
    """Acts that are written together with the host's own rows, or not at all.

    Inside the block the book acts in a savepoint of the host's transaction. At its end everything is written; it
    lasts when the host commits, and is gone when the host rolls back. An exception that leaves the block undoes the
    book's acts alone: the host's own rows are still there, and the host decides. Nothing is committed here, and
    nothing tried again. Nothing of the book is remembered once the block has ended.

    Inside the block the transaction is the book's too: a host that ends it there, or goes back to a savepoint behind
    acts that were written already, is told so by `host_transaction`, and nothing more is written.

    Args:
        connection: The driver's own connection, of sqlite3 or psycopg, to where the book lies, with a transaction
            begun on it. SQLite's must hold the write lock: `BEGIN IMMEDIATE`.
        book: Code of the book; None takes the only one there is.
        actor: Code of who acts.
        clock: None takes the computer's.
        ids: None takes real chance.
        schema: Where the books lie in PostgreSQL; None takes `goodpoints`.

    Raises:
        StorageError: `host_transaction`, `no_write_lock`, `foreign_connection`; `book_beside` where this transaction
            has written another book; `unit_open` inside another one.
        NotFound: `unknown_book`, `several_books`.
    """
    with _only_one(connection):
        store = store_around(connection, schema)
        code = which(store, book)
        whole = _HostedBook(store, code, actor=actor, clock=clock or SystemClock(), ids=ids or RandomIds())
        with whole.batch() as acts:
            yield acts


@contextmanager
def _only_one(connection: object) -> Iterator[None]:
    """Two at once on one connection would give their entries the same numbers."""
    if id(connection) in _OPEN:
        raise StorageError("unit_open", again=0)
    _OPEN.add(id(connection))
    try:
        yield
    finally:
        _OPEN.discard(id(connection))


class _HostedBook(Book):
    """A book whose host may take back what it wrote while it goes on."""

    def _tx(self, store: StoreTx, memory: Memory | None = None) -> BookTx:
        return super()._tx(cast("StoreTx", _Watched(store, self.store, self.code)), memory)


class _Watched:
    """A transaction (`ports.StoreTx`) that writes only behind what it wrote before.

    Args:
        tx: The store's own.
        store: Sees what is there by now.
    """

    def __init__(self, tx: StoreTx, store: Store, book: str) -> None:
        self._tx = tx
        self._store = store
        self._book = book
        self._written = tx.head()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the verb gives
        return getattr(self._tx, name)

    def append(self, batch: Batch) -> None:
        """Write a batch.

        Raises:
            StorageError: `host_transaction` where the transaction has ended, or the entries before it are gone.
        """
        with self._store.read(self._book) as reader:
            there = reader.head()
        if (there.size, there.leaf) != (self._written.size, self._written.leaf):
            raise StorageError("host_transaction", again=0)
        self._tx.append(batch)
        self._written = batch.head
