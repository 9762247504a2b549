"""How statements and values travel to the server: numbered, binary, one type for each kind of value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.rows import tuple_row
from psycopg.sql import Composed
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import StrBinaryDumper

from goodpoints.storage.postgres.columns import DUMPERS

Connection: TypeAlias = psycopg.Connection[Any]

_BINARY: Final[dict[type, type[Dumper]]] = {int: Int8BinaryDumper, str: StrBinaryDumper} | DUMPERS
"""How values travel: one type for each kind. Else each size of number, alone and in a column, would be a type of its own,
each combination of them a prepared statement, and a larger number no value for one that was prepared."""


@lru_cache(maxsize=1024)
def numbered(sql: str) -> bytes:
    """The statement as the server takes it: `%b` becomes `$1`, `$2` …, in their order.

    Where the book is named by `%k`, however often, it is the first value. The driver would do the same, but without that,
    and for each execution again where a statement is long.
    """
    first, *rest = sql.replace("%k", "$1").split("%b")
    return (first + "".join(f"${n}{part}" for n, part in enumerate(rest, 2 if "%k" in sql else 1))).encode()


def run(conn: Connection, query: str | Composed, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement that is seldom used, and give its rows, whatever rows the host wants of its connection."""
    cursor = psycopg.Cursor(conn, row_factory=tuple_row)
    cursor.execute(query, values or None, prepare=False)
    return cursor.fetchall() if cursor.description else []


def binary_cursor(conn: Connection) -> psycopg.RawCursor[Any]:
    """A cursor for statements as `numbered` makes them, whose values and answers travel in binary."""
    cursor = psycopg.RawCursor(conn, row_factory=tuple_row)  # the host may want other rows of its connection
    cursor.format = Format.BINARY
    for kind, dumper in _BINARY.items():
        cursor.adapters.register_dumper(kind, dumper)
    return cursor
