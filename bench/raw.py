"""The raw contender: sqlite3 and nothing else, a file of its own with the same schema, parameters prepared.

It runs what a careful programmer would write by hand for one act: begin, read what the act depends on, write
the rows, move the head, commit. It decides nothing, seals nothing, checks nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from goodpoints.ports import Batch

_UNDISTURBED: Final = "PRAGMA data_version"
_BOOK: Final = "SELECT id FROM book WHERE code = ?"
_HEAD: Final = "SELECT size, leaf, edge, through, recorded_at, reducers FROM book WHERE id = ?"
_SEEN: Final = "SELECT seq, kind, day, key, leaf, body FROM entry WHERE book = ? AND key = ?"
_KIND: Final = "SELECT kind, code, status, holder, day, state FROM thing WHERE book = ? AND kind = ? ORDER BY code"
_THINGS: Final = (
    "SELECT kind, code, status, holder, day, state FROM (VALUES {marks}) AS w"
    " CROSS JOIN thing ON book = 1 AND kind = w.column1 AND code = w.column2"
)
_LOTS: Final = (
    "SELECT account, unit, lot, amount, sign FROM (VALUES {marks}) AS w"
    " CROSS JOIN balance ON book = 1 AND account = w.column1 AND unit = w.column2"
)
_TALLY: Final = (
    "SELECT coalesce(sum(amount), 0) FROM tally WHERE book = ? AND name = ? AND day BETWEEN ? AND ? AND subject = ?"
)
_WRITES: Final = {
    "entries": "INSERT INTO entry (book, seq, kind, day, key, leaf, body) VALUES (1, ?, ?, ?, ?, ?, ?)",
    "postings": "INSERT INTO posting (book, account, seq, n, unit, lot, amount) VALUES (1, ?, ?, ?, ?, ?, ?)",
    "balances": "INSERT INTO balance (book, account, unit, lot, amount, sign) VALUES (1, ?, ?, ?, ?, ?)"
    " ON CONFLICT (book, account, unit, lot) DO UPDATE SET amount = excluded.amount",
    "turnovers": "INSERT INTO turnover (book, account, unit, month, kind, came, went) VALUES (1, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (book, account, unit, month, kind)"
    " DO UPDATE SET came = came + excluded.came, went = went + excluded.went",
    "tallies": "INSERT INTO tally (book, name, subject, day, amount) VALUES (1, ?, ?, ?, ?)"
    " ON CONFLICT (book, name, subject, day) DO UPDATE SET amount = amount + excluded.amount",
    "things": "INSERT INTO thing (book, kind, code, status, holder, day, state) VALUES (1, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (book, kind, code) DO UPDATE SET status = excluded.status, holder = excluded.holder,"
    " day = excluded.day, state = excluded.state",
    "roots": "INSERT INTO root (book, n, root) VALUES (1, ?, ?)",
}
_MOVE_HEAD: Final = (
    "UPDATE book SET size = ?, leaf = ?, edge = ?, through = ?, recorded_at = ?, reducers = ? WHERE id = 1"
)


class Statement(NamedTuple):
    """One statement with its parameters: a row, or several for `executemany`."""

    sql: str
    row: tuple[Any, ...] = ()
    rows: Sequence[tuple[Any, ...]] = ()


class Asked(NamedTuple):
    """One question of an act to its store: the verb of the port and what it was given."""

    verb: str
    told: Any


def prepared(code: str, asked: Sequence[Asked], batch: Batch) -> list[Statement]:
    """Everything one act reads and writes, between `BEGIN` and `COMMIT`."""
    reads = [Statement(_UNDISTURBED), Statement(_BOOK, (code,)), Statement(_HEAD, (1,)), *map(_read, asked)]
    writes = [
        Statement(sql, rows=[tuple(row) for row in getattr(batch, name)])
        for name, sql in _WRITES.items()
        if getattr(batch, name)
    ]
    return [*reads, *writes, Statement(_MOVE_HEAD, tuple(batch.head))]


def _read(asked: Asked) -> Statement:
    if asked.verb == "seen":
        return Statement(_SEEN, (1, *asked.told))
    if asked.verb == "list":
        return Statement(_KIND, (1, asked.told))
    if asked.verb == "tally":
        name, subject, first, last = asked.told
        return Statement(_TALLY, (1, name, first, last, subject))
    sql = {"get": _THINGS, "lots": _LOTS}[asked.verb]
    marks = ", ".join(["(?, ?)"] * len(asked.told))
    return Statement(sql.format(marks=marks), tuple(part for pair in asked.told for part in pair))


class RawBook:
    """A file with a copy of a book, written to by hand."""

    def __init__(self, path: Path, original: Path) -> None:
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        self._conn = sqlite3.connect(path, isolation_level=None)
        self._conn.execute("PRAGMA journal_mode = WAL")
        self._conn.execute("PRAGMA synchronous = FULL")
        self._conn.execute("PRAGMA foreign_keys = ON")
        self._conn.execute("PRAGMA cache_size = -16000")

    def act(self, statements: Sequence[Statement]) -> None:
        """One act in its own durable transaction."""
        execute, executemany = self._conn.execute, self._conn.executemany
        execute("BEGIN IMMEDIATE")
        for sql, row, rows in statements:
            if rows:
                executemany(sql, rows)
            else:
                execute(sql, row).fetchall()
        execute("COMMIT")

    def size(self) -> int:
        """Number of entries; a contender that did not do the work is stopped."""
        return int(self._conn.execute("SELECT count(*) FROM entry").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
