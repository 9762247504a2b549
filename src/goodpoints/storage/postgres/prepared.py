"""Statements that a connection keeps prepared, and that go past the driver's cursors.

An act that is alone sends one statement and wants no answer but that it is done. For that a cursor makes a query, looks
up types and prepares a result, which its client feels, and feels more where many clients push each other out of the
processor's caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from secrets import token_hex
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from psycopg import RawCursor, errors, generators
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult

from goodpoints.storage.postgres.errors import DriverErrors
from goodpoints.storage.postgres.values import Connection, numbered, run

_DONE: Final = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
_MOST: Final = 250
"""Statements kept of a connection; any other goes through a cursor."""

_Names: TypeAlias = dict[tuple[str, tuple[int, ...] | None], bytes]
"""Statement and the types of its values → the name under which the server has it."""

_NAMES: Final[WeakKeyDictionary[Connection, tuple[_Names, Iterator[bytes]]]] = WeakKeyDictionary()
"""Names by connection, and those to come: several stores may share a pool's."""


_DIRECT: Final[WeakKeyDictionary[Connection, bool]] = WeakKeyDictionary()


def may_prepare(conn: Connection, *, told: bool | None = None) -> bool:
    """Whether statements may be prepared on a connection; where nothing is told, if it leads to the server itself.

    Raises:
        StorageError: As `DriverErrors`.
    """
    return is_direct(conn) if told is None else told


def is_direct(conn: Connection) -> bool:
    """Whether a connection leads to one process of the server as long as it lives, so that what is prepared there stays.

    A pooler that gives it another one with each transaction names a process of its own making when it is connected to,
    by which it knows whom to cancel. What the driver has prepared bears the same names in every client: behind such a
    pooler one client would run what another one had prepared. Asks the server, once for each connection.

    Raises:
        StorageError: As `DriverErrors`.
    """
    known = _DIRECT.get(conn)
    if known is None:
        with DriverErrors():
            known = _DIRECT[conn] = run(conn, "SELECT pg_backend_pid()") == [(conn.info.backend_pid,)]
    return known


def _new_names() -> Iterator[bytes]:
    """Not those of another client, whose session a pooler may hand over."""
    own = token_hex(4).encode()
    return (b"goodpoints_%s_%d" % (own, n) for n in count())


class Prepared:
    """What is prepared on one connection.

    Args:
        cursor: Of the connection, which is in autocommit mode, and in no pipeline while something is run here; how it
            and the connection turn values into bytes stays as it is now.
    """

    def __init__(self, cursor: RawCursor[Any]) -> None:
        self._conn = cursor.connection
        self._wire = cursor.connection.pgconn
        self._adapter = Transformer(cursor)
        self._names, self._new = _NAMES.setdefault(self._conn, ({}, _new_names()))

    def run(self, sql: str, values: Sequence[Any]) -> PGresult | None:
        """Have a statement done, and wait for its answer; None, where too many are prepared already, or none may be.

        Raises:
            psycopg.Error: As a cursor would.
            GoodpointsError: As `DriverErrors`; nothing was done yet.
            UnicodeEncodeError: A text that is none; nothing was sent.
        """
        given = self._adapter.dump_sequence(values, [PyFormat.BINARY] * len(values))
        try:
            return self._run(sql, given)
        except errors.InvalidSqlStatementName:  # somebody has had the server forget: nothing was done
            self._names.clear()
            return self._run(sql, given)

    def _run(self, sql: str, given: Sequence[Buffer | None]) -> PGresult | None:
        types, formats = self._adapter.types, self._adapter.formats
        name = self._names.get((sql, types)) or self._named(sql, types)
        if not name:
            return None
        with self._conn.lock:
            self._wire.send_query_prepared(name, given, formats, Format.BINARY)
            return finish(self._conn)

    def rows_of(self, answer: PGresult) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        count = answer.ntuples
        if not count:
            return []
        self._adapter.set_pgresult(answer)
        return self._adapter.load_rows(0, count, tuple)

    def _named(self, sql: str, types: tuple[int, ...] | None) -> bytes:
        """The name under which it is prepared now; empty where it is not."""
        if len(self._names) >= _MOST or self._conn.prepare_threshold is None:
            return b""
        name = next(self._new)
        with DriverErrors(), self._conn.lock:  # what is wrong with that leaves no doubt: nothing was done yet
            self._wire.send_prepare(name, numbered(sql), types)
            finish(self._conn)
        self._names[sql, types] = name
        return name


def finish(conn: Connection) -> PGresult:
    """Wait until the statement that was sent on a connection is done, whoever has locked it; its answer.

    Raises:
        psycopg.Error: As a cursor would.
    """
    results: list[PGresult] = conn.wait(generators.execute(conn.pgconn))
    for result in results:
        if result.status not in _DONE:
            raise errors.error_from_result(result)
    return results[-1]
