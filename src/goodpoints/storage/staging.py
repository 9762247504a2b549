"""Rows waiting to be posted, in a temporary SQLite database: sorted and counted there, memory stays flat."""

from __future__ import annotations

import datetime as dt
import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from goodpoints.domain.rows import Place, Row
from goodpoints.domain.whole import maker
from goodpoints.ports import StagedRow

_TABLES = """
CREATE TABLE staged (
    first INTEGER, day TEXT, rank INTEGER, sheet INTEGER, row_number INTEGER, file INTEGER, key TEXT, cells BLOB
) STRICT;
CREATE TABLE met (mark INTEGER PRIMARY KEY, row_number INTEGER) STRICT
"""
_ADD = "INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_NUMBER_EQUAL_KEYS = """
UPDATE staged SET key = key || '.' || numbered.before
FROM (SELECT rowid AS id, row_number() OVER (PARTITION BY file, key ORDER BY rowid) - 1 AS before FROM staged) AS numbered
WHERE staged.rowid = numbered.id AND numbered.before > 0
"""
_SORTED = "SELECT * FROM staged ORDER BY first, day, rank, sheet, row_number, rowid"
_MEET = "INSERT OR IGNORE INTO met VALUES (?, ?)"
_MET_AT = "SELECT row_number FROM met WHERE mark = ?"
_place, _row, _staged = maker(Place), maker(Row), maker(StagedRow)
_CACHE: Final = "PRAGMA cache_size = -4000"
"""Four megabytes: what is looked up at random stays in memory up to some 200,000 rows of a sheet."""

_RELEASE: Final = "DELETE FROM met; PRAGMA cache_size = -1000; PRAGMA shrink_memory"
"""Once all rows are in they are only read in order, which takes little memory; the book needs it now."""


class _Sheet(NamedTuple):
    """What the rows of a sheet have in common, kept once for each of the acts that they are."""

    register: str
    file: str
    sheet: str | None
    columns: tuple[str, ...]


class SqliteStage:
    """See `ports.RowStage`. An unnamed database: it spills to the disk and is gone when it is closed."""

    def __init__(self) -> None:
        self._conn = sqlite3.connect("", isolation_level=None)
        self._conn.executescript(_TABLES)
        self._conn.execute(_CACHE)
        self._conn.execute("PRAGMA journal_mode = OFF")
        self._sheets: dict[tuple[int, int], _Sheet] = {}

    def add(self, rows: Iterable[StagedRow]) -> int:
        """Put rows in."""
        self._conn.execute("BEGIN")
        self._conn.executemany(_ADD, map(self._packed, rows))
        self._conn.execute(_NUMBER_EQUAL_KEYS)
        self._conn.execute("COMMIT")
        self._conn.executescript(_RELEASE)
        return int(self._conn.execute("SELECT count(*) FROM staged").fetchone()[0])

    def met(self, marked: Sequence[tuple[int, int]]) -> dict[int, int]:
        """See `sheets.seen.Met`: which of these rows of a sheet bear the mark of an earlier one, and of which.

        Args:
            marked: Mark and row number of each.
        """
        before = self._conn.total_changes
        self._conn.executemany(_MEET, marked)
        if self._conn.total_changes - before == len(marked):
            return {}
        first = {row: self._conn.execute(_MET_AT, (mark,)).fetchone()[0] for mark, row in marked}
        return {row: at for row, at in first.items() if at != row}

    def forget_met(self) -> None:
        """Begin a new sheet: what was met before is not met any more."""
        self._conn.execute("DELETE FROM met")

    def keys(self, sheet: int) -> Iterator[tuple[str, int]]:
        """Key and row number of every row of a sheet."""
        return self._conn.execute("SELECT key, row_number FROM staged WHERE sheet = ? ORDER BY row_number", (sheet,))

    def earliest(self) -> str:
        """The earliest day of any act; of anything where no act has one."""
        sql = "SELECT min(day) FROM staged WHERE day <> '' AND first = ?"
        for first in (1, 0):
            found = self._conn.execute(sql, (first,)).fetchone()[0]
            if found:
                return str(found)
        return ""

    def rows(self) -> Iterator[StagedRow]:
        """All rows, sorted."""
        for first, day, rank, sheet, row_number, file, key, cells in self._conn.execute(_SORTED):
            told = self._sheets[sheet, rank]
            column, *values = marshal.loads(cells)  # noqa: S302 - written by this very process a moment ago
            for at, unpack in _to_unpack(tuple(map(type, values))):
                values[at] = unpack(values[at])
            place = _place((told.file, told.sheet, row_number, column))
            row = _row((told.register, place, dict(zip(told.columns, values, strict=True)), ()))
            yield _staged((first, day, rank, sheet, row_number, file, key, row))

    def close(self) -> None:
        """Forget everything."""
        self._conn.close()

    def _packed(self, staged: StagedRow) -> tuple[Any, ...]:
        row = staged.row
        of = staged.sheet, staged.rank
        if of not in self._sheets:
            self._sheets[of] = _Sheet(row.register, row.place.file, row.place.sheet, tuple(row.values))
        cells = [row.place.column, *row.values.values()]
        for at, pack in _to_pack(tuple(map(type, cells))):
            cells[at] = pack(cells[at])
        return (*staged[:-1], marshal.dumps(cells))


@lru_cache(maxsize=16_384)
def _digits(number: Decimal) -> bytes:
    return str(number).encode()


@lru_cache(maxsize=16_384)
def _number(digits: bytes) -> Decimal:
    return Decimal(digits.decode())


def _ordinal(day: dt.date) -> float:
    return float(day.toordinal())


@lru_cache(maxsize=16_384)
def _day(ordinal: float) -> dt.date:
    return dt.date.fromordinal(int(ordinal))


_PACK: Final[dict[type, Callable[[Any], Any]]] = {Decimal: _digits, dt.date: _ordinal}
"""Type of a value → how it is kept; a value is never a float or bytes, so these stand for days and numbers."""

_UNPACK: Final[dict[type, Callable[[Any], Any]]] = {bytes: _number, float: _day}


# Nearly all rows of a sheet have values of the same types in the same places.
@lru_cache(maxsize=1024)
def _to_pack(types: tuple[type, ...]) -> list[tuple[int, Callable[[Any], Any]]]:
    return [(at, _PACK[kind]) for at, kind in enumerate(types) if kind in _PACK]


@lru_cache(maxsize=1024)
def _to_unpack(types: tuple[type, ...]) -> list[tuple[int, Callable[[Any], Any]]]:
    return [(at, _UNPACK[kind]) for at, kind in enumerate(types) if kind in _UNPACK]
