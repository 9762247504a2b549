"""Where the stores under test lie."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from goodpoints import Book
from goodpoints.services.clock import CountedIds
from goodpoints.storage.sqlite import SqliteStore
from goodpoints.testing import StoreFactory
from goodpoints.testing.village import book_on
from tests.servers import emptied

BUSY_MS = 200
"""How long a writer waits; short, so that the example of a busy store is quick."""


def sqlite_factory(folder: Path) -> StoreFactory:
    """A file in a folder of its own."""
    return StoreFactory(
        partial(SqliteStore, folder / "village.db", busy_ms=BUSY_MS),
        lasts=True,
        shared=True,
        files=partial(_files, folder),
    )


def _files(folder: Path) -> Mapping[str, bytes]:
    # The -shm file is an index of the -wal file for processes that run now; readers write into it too.
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".db-shm"}


def postgres_factory(*, keep: bool = False) -> StoreFactory:
    """The schema of the tests, without a book in it, or with what is there."""
    from goodpoints.storage.postgres import PostgresStore

    return StoreFactory(partial(PostgresStore, emptied(keep=keep), lock_ms=BUSY_MS), lasts=True, shared=True)


def other_program() -> Book:
    """The village's book, opened by another program than the one that made it."""
    return book_on(postgres_factory(keep=True)(), ids=CountedIds(500))
