"""Rows waiting to be posted, in a temporary SQLite database: sorted there, memory stays flat."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator

from goodpoints.ports import StagedRow

_TABLE = """
CREATE TABLE staged (
    first INTEGER, day TEXT, rank INTEGER, sheet INTEGER, row_number INTEGER, key TEXT, content BLOB
) STRICT
"""
_ADD = "INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?)"
_SORTED = "SELECT * FROM staged ORDER BY first, day, rank, sheet, row_number"


class SqliteStage:
    """See `ports.RowStage`. An unnamed database: it spills to the disk and is gone when it is closed."""

    def __init__(self) -> None:
        self._conn = sqlite3.connect("", isolation_level=None)
        self._conn.execute(_TABLE)

    def add(self, rows: Iterable[StagedRow]) -> int:
        """Put rows in."""
        self._conn.execute("BEGIN")
        packed = ((*row[:-1], pickle.dumps(row.row, pickle.HIGHEST_PROTOCOL)) for row in rows)
        self._conn.executemany(_ADD, packed)
        self._conn.execute("COMMIT")
        return int(self._conn.execute("SELECT count(*) FROM staged").fetchone()[0])

    def keys(self, sheet: int) -> Iterator[tuple[str, int]]:
        """Key and row number of every row of a sheet."""
        yield from self._conn.execute(
            "SELECT key, row_number FROM staged WHERE sheet = ? ORDER BY row_number", (sheet,)
        )

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
        for *told, content in self._conn.execute(_SORTED):
            yield StagedRow._make([*told, pickle.loads(content)])  # noqa: S301 - written by this very process a moment ago

    def close(self) -> None:
        """Forget everything."""
        self._conn.close()
