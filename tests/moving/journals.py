"""Books to move, their journals in memory, and the places they go."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from goodpoints.book import Book
from goodpoints.ports import Store
from goodpoints.services.moving import Move, Moved
from goodpoints.storage.memory import MemoryStore
from goodpoints.storage.sqlite import SqliteStore
from goodpoints.testing.village import BOOK, first_days, village
from tests.servers import why_not
from tests.storage.places import postgres_factory

AT_ONCE: Final = 5
"""Small, so that a small journal takes several transactions."""


class Written(NamedTuple):
    """A journal and its details, as bytes."""

    journal: bytes
    details: bytes

    @property
    def lines(self) -> list[bytes]:
        """The journal's lines, the header first."""
        return self.journal.splitlines(keepends=True)

    def changed(self, line: int, old: str, new: str) -> Written:
        """With a text replaced in a line of the journal, counted from 1."""
        lines = self.lines
        assert old.encode() in lines[line - 1]

        lines[line - 1] = lines[line - 1].replace(old.encode(), new.encode(), 1)
        return self._replace(journal=b"".join(lines))

    def upto(self, lines: int) -> Written:
        """Only the first lines of the journal."""
        return self._replace(journal=b"".join(self.lines[:lines]))

    def of_details(self, change: Callable[[list[bytes]], list[bytes]]) -> Written:
        """With other lines of details; the header is the first."""
        return self._replace(details=b"".join(change(self.details.splitlines(keepends=True))))


def written(book: Book, since: int = 0) -> Written:
    """A book's journal and details."""
    journal, details = io.BytesIO(), io.BytesIO()
    book.export_journal(journal, details=details, since=since)
    return Written(journal.getvalue(), details.getvalue())


def take_in(
    store: Store, told: Written, *, details: bool = True, dry_run: bool = False, at_once: int = AT_ONCE
) -> Moved:
    """Take a journal into a store."""
    beside = io.BytesIO(told.details) if details else None
    return Move(io.BytesIO(told.journal), beside, at_once=at_once).into(store, dry_run=dry_run)


def a_village() -> Book:
    """Some days of a village, in memory; with a name, of which one is erased."""
    book = village(MemoryStore())
    for name in ("王艳", "李伟"):
        book.register.party_named(name, book.today)
    first_days(book)
    with book.store.write(BOOK) as tx:
        tx.erase("party/p0002")
    return book


def places(folder: Path) -> dict[str, Callable[[], Store]]:
    """Every kind of store there is on this machine, each empty."""
    found: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "sqlite": lambda: SqliteStore(folder / "moved.db"),
    }
    if not why_not():
        found["postgres"] = lambda: postgres_factory()()  # noqa: PLW0108 - the schema is emptied when it is opened
    return found
