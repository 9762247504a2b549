"""A run of one book's journal, by number: what several processes verify at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from goodpoints.storage.sqlite.errors import reading_errors
from goodpoints.storage.sqlite.reader import SqliteReader

_AT_ONCE: Final = 500
_POSTINGS: Final = "account, seq, n, unit, lot, amount FROM posting"
_DETAILS: Final = "seq, n, subject, field, salt, text FROM detail"
_ENTRIES: Final = "seq, kind, day, key, leaf, body FROM entry"


class RunReader(SqliteReader):
    """Adds plain streams between two numbers (see `services.soundness.RunReader`)."""

    def bare_entries(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Entries."""
        return self._between(_ENTRIES, "seq", (first, last))

    def bare_postings(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Postings; SQLite sorts them, on the disk where they are many."""
        return self._between(_POSTINGS, "seq, n", (first, last))

    def bare_details(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Details."""
        return self._between(_DETAILS, "seq, n", (first, last))

    def _between(self, what: str, order: str, numbers: tuple[int, int]) -> Iterator[tuple[Any, ...]]:
        return chain.from_iterable(self._in_chunks(what, order, numbers))

    def _in_chunks(self, what: str, order: str, numbers: tuple[int, int]) -> Iterator[list[tuple[Any, ...]]]:
        sql = f"SELECT {what} WHERE book = ? AND seq BETWEEN ? AND ? ORDER BY {order}"
        with reading_errors():
            rows = self._conn.execute(sql, (self._book, *numbers))
            while some := rows.fetchmany(_AT_ONCE):
                yield some
