"""Writing one book: prepared statements, balances inserted or replaced with their final amount."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from goodpoints.ports import Batch, Head
from goodpoints.storage.sqlite.reader import SqliteReader, after

_INSERTS: Final = {
    "entries": "INSERT INTO entry (book, seq, kind, day, key, leaf, body) VALUES ({book}, ?, ?, ?, ?, ?, ?)",
    "postings": "INSERT INTO posting (book, account, seq, n, unit, lot, amount) VALUES ({book}, ?, ?, ?, ?, ?, ?)",
    # Absolute amounts, so that the CHECK looks at the balance there will be and not at a difference.
    "balances": (
        "INSERT INTO balance (book, account, unit, lot, amount, sign) VALUES ({book}, ?, ?, ?, ?, ?)"
        " ON CONFLICT (book, account, unit, lot) DO UPDATE SET amount = excluded.amount"
    ),
    "turnovers": (
        "INSERT INTO turnover (book, account, unit, month, kind, came, went) VALUES ({book}, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (book, account, unit, month, kind)"
        " DO UPDATE SET came = came + excluded.came, went = went + excluded.went"
    ),
    "tallies": (
        "INSERT INTO tally (book, name, subject, day, amount) VALUES ({book}, ?, ?, ?, ?)"
        " ON CONFLICT (book, name, subject, day) DO UPDATE SET amount = amount + excluded.amount"
    ),
    "things": (
        "INSERT INTO thing (book, kind, code, status, holder, day, state) VALUES ({book}, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (book, kind, code) DO UPDATE SET"
        " status = excluded.status, holder = excluded.holder, day = excluded.day, state = excluded.state"
    ),
    "details": ("INSERT INTO detail (book, seq, n, subject, field, salt, text) VALUES ({book}, ?, ?, ?, ?, ?, ?)"),
    "roots": "INSERT INTO root (book, n, root) VALUES ({book}, ?, ?)",
}
_CLEARS: Final = tuple(
    f"DELETE FROM {table} WHERE book = ?"  # noqa: S608 - names of our own tables
    for table in ("posting", "balance", "turnover", "tally", "thing", "root")
)


@lru_cache(maxsize=64)
def _inserts(book: int) -> tuple[tuple[str, str], ...]:
    return tuple((name, sql.format(book=book)) for name, sql in _INSERTS.items())


class Mark:
    """Counts how often rows may have changed that were read before: others wrote into the file, or derived rows were mended."""

    def __init__(self) -> None:
        self.count = 0
        self._version: int | None = None

    def look(self, version: int) -> None:
        """Take in what `PRAGMA data_version` says: another number after others have committed anything."""
        self.count += version != self._version
        self._version = version


class SqliteTx(SqliteReader):
    """The book's only writer (see `ports.StoreTx`).

    Args:
        mark: Stands for the file as this connection knows it; None where nobody looks after that.
    """

    def __init__(self, conn: sqlite3.Connection, book: int, mark: Mark | None = None) -> None:
        super().__init__(conn, book)
        self._mark = mark
        self.found_mark = self.left_mark = None if mark is None else mark.count

    def append(self, batch: Batch) -> None:
        """Write a batch."""
        for name, sql in _inserts(self._book):
            rows = getattr(batch, name)
            if rows:
                self._conn.executemany(sql, rows)
        self._set_head(batch.head)

    def _set_head(self, head: Head) -> None:
        self._conn.execute(
            "UPDATE book SET size = ?, leaf = ?, edge = ?, through = ?, recorded_at = ?, reducers = ? WHERE id = ?",
            (*head, self._book),
        )

    def erase(self, of: str) -> int:
        """Forget salt and text of every detail about this subject."""
        sql = "UPDATE detail SET salt = NULL, text = NULL WHERE book = ? AND subject = ? AND text IS NOT NULL"
        return self._conn.execute(sql, (self._book, of)).rowcount

    def replace_derived(self, batches: Iterable[Batch]) -> None:
        """Throw away all derived rows of the book and write these instead."""
        if self._mark is not None:
            self._mark.count += 1
            self.left_mark = self._mark.count
        for clear in _CLEARS:
            self._conn.execute(clear, (self._book,))
        for batch in batches:
            self.append(batch)


__all__ = ["SqliteTx", "after"]
