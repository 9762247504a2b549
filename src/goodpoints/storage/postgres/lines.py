"""Where a store's connections come from: one of its own, or a pool that the host owns."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import psycopg

from goodpoints.errors import StorageError
from goodpoints.storage.postgres.errors import ConnectionLost, DriverErrors
from goodpoints.storage.postgres.prepared import may_prepare
from goodpoints.storage.postgres.session import Session

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

PATIENCE: Final = 10.0
"""Seconds in which a server that went away is looked for again."""

_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.5
_T = TypeVar("_T")


class Line(Protocol):
    """Gives sessions and takes them back.

    Attributes:
        settings: See `Session`; counts for sessions taken from now on.
    """

    settings: Sequence[str]

    def take(self) -> Session:
        """A session outside any transaction.

        Raises:
            StorageError: `store_unreachable`, `store_busy`; `store_failed` inside a transaction of the same store.
        """

    def running(self) -> Session | None:
        """The session of the transaction that this store is in, where there can be only one."""

    def give(self, session: Session) -> None:
        """Back again; a lost one is thrown away."""

    def close(self) -> None:
        """Let go of what is ours."""


class OwnLine:
    """One connection, opened when it is needed and again when it was lost.

    Args:
        conninfo: As libpq reads it.
        prepares: See `Address`.
    """

    def __init__(self, conninfo: str, *, prepares: bool | None) -> None:
        self.settings: Sequence[str] = ()
        self._conninfo = conninfo
        self._prepares = prepares
        self._session: Session | None = None

    def take(self) -> Session:
        """The session; connected again where the connection was lost."""
        session = self._session
        if session is not None and session.is_busy:
            # Another BEGIN would join that transaction, and its end would end both.
            raise StorageError("store_failed", again=0, sqlite="25001")
        if session is None or session.is_lost:
            self._session = session = self._connected()
        session.settings = self.settings
        return session

    def _connected(self) -> Session:
        with DriverErrors():
            conn: psycopg.Connection[Any] = psycopg.connect(
                self._conninfo, autocommit=True, client_encoding="UTF8", fallback_application_name="goodpoints"
            )
        session = Session(conn)
        try:
            conn.prepared_max = 250
            session.prepares = may_prepare(conn, told=self._prepares)
        except BaseException:
            session.close()
            raise
        return session

    def running(self) -> Session | None:
        """The session, while a transaction is open on it."""
        return self._session if self._session is not None and self._session.is_busy else None

    def give(self, session: Session) -> None:
        """It stays open for the next transaction."""

    def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            self._session.close()


class PoolLine:
    """Connections of a pool, one for each transaction; the pool stays the host's.

    Args:
        pool: Its connections are in autocommit mode while they are ours, and afterwards in the one they had.
        prepares: See `Address`.
    """

    def __init__(self, pool: ConnectionPool[psycopg.Connection[Any]], *, prepares: bool | None) -> None:
        self.settings: Sequence[str] = ()
        self._prepares = prepares
        self._pool = pool
        self._sessions: dict[int, Session] = {}

    def take(self) -> Session:
        """The next free connection."""
        from psycopg_pool import PoolTimeout, TooManyRequests

        with DriverErrors():
            try:
                conn = self._pool.getconn()
            except (PoolTimeout, TooManyRequests) as error:
                raise ConnectionLost("store_busy") from error
            begins_itself = not conn.autocommit
            try:
                if begins_itself:
                    conn.autocommit = True
                session = self._session_of(conn)
                session.settings, session.begins_itself = self.settings, begins_itself
            except BaseException:
                self._give_back(conn, begins_itself=begins_itself)
                raise
        return session

    def _session_of(self, conn: psycopg.Connection[Any]) -> Session:
        """Made once for a connection and its encoding, since that takes as long as an act."""
        known, encoding = self._sessions.get(id(conn)), conn.pgconn.parameter_status(b"client_encoding")
        if known is not None and known.conn is conn and known.encoding == encoding:
            return known
        made = Session(conn)
        made.prepares = may_prepare(conn, told=self._prepares)
        self._sessions = {at: one for at, one in self._sessions.items() if not one.is_lost} | {id(conn): made}
        return made

    def running(self) -> Session | None:
        """None: every transaction has a connection of its own."""
        return None

    def give(self, session: Session) -> None:
        """Back into the pool, which throws away what is lost."""
        self._give_back(session.conn, begins_itself=session.begins_itself)

    def _give_back(self, conn: psycopg.Connection[Any], *, begins_itself: bool) -> None:
        try:
            if begins_itself:
                with suppress(psycopg.Error):  # one that is lost
                    conn.autocommit = False
        finally:
            self._pool.putconn(conn)

    def close(self) -> None:
        """Nothing of it is ours."""


def until_reached(line: Line, begin: Callable[[Session], _T]) -> tuple[Session, _T]:
    """Begin something on a session; where the server went away, look for it again for ten seconds.

    Nothing has been done yet when a beginning fails, so trying again does nothing twice.
    """
    last, pause = time.monotonic() + PATIENCE, _FIRST_PAUSE
    while True:
        session = None
        try:
            session = line.take()
            return session, begin(session)
        except BaseException as error:
            if session is not None:
                give_after(line, session, session.roll_back)
            if not isinstance(error, ConnectionLost) or time.monotonic() + pause > last:
                raise
        time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads those who wait, keeps no secret
        pause = min(2 * pause, _LONGEST_PAUSE)


def give_after(line: Line, session: Session, end: Callable[[], None]) -> None:
    """End a session's transaction and give it back, though somebody does not want to wait for the end."""
    try:
        end()
    finally:
        line.give(session)
