"""Applications that keep a table of their own beside a book, in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import field, frozen

from goodpoints.ports import Store
from goodpoints.storage.sqlite import SqliteStore
from goodpoints.testing.village import village
from tests.servers import SCHEMA, needs_postgres, url
from tests.storage.places import postgres_factory

KINDS: Final = ["sqlite", pytest.param("postgres", marks=needs_postgres)]


@frozen
class Host:
    """An application's place.

    Args:
        open: A connection of its own, outside of any transaction.
        begin: What begins a transaction in which a book may be written.
        store: The book's store as another process opens it.
        told: What `unit_of_work` must know besides.
    """

    open: Callable[[], Any]
    begin: str
    store: Callable[[], Store]
    told: dict[str, Any] = field(factory=dict)

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A connection, closed at the end."""
        with closing(self.open()) as conn:
            yield conn

    def visits(self) -> int:
        """How many rows of its own are committed."""
        with self.connection() as conn:
            return int(conn.execute("SELECT count(*) FROM visit").fetchone()[0])

    def size(self, book: str) -> int:
        """How many entries of a book are committed."""
        store = self.store()
        with store.read(book) as reader:
            size = reader.head().size
        store.close()
        return size


def host_of(kind: str, folder: Path) -> Host:
    """An application with a village's book and an empty table `visit`."""
    host = _sqlite(folder / "app.db") if kind == "sqlite" else _postgres()
    store = host.store()
    village(store)
    store.close()
    with host.connection() as conn:
        for sql in ("DROP TABLE IF EXISTS visit", "CREATE TABLE visit (who text)"):
            conn.execute(sql)
    return host


def _sqlite(path: Path) -> Host:
    return Host(lambda: sqlite3.connect(path, isolation_level=None), "BEGIN IMMEDIATE", lambda: SqliteStore(path))


def _postgres() -> Host:
    factory = postgres_factory()

    def connect() -> Any:  # noqa: ANN401 - psycopg is imported where it is used
        import psycopg

        from goodpoints.storage.postgres.address import address_of

        return psycopg.connect(address_of(url()).conninfo, autocommit=True, options=f"-c search_path={SCHEMA}")

    return Host(connect, "BEGIN", factory, {"schema": SCHEMA})
