"""One connection as the adapter uses it: prepared statements, binary both ways, several statements in one round trip."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

import psycopg
from psycopg import generators
from psycopg.pq import TransactionStatus

from goodpoints.errors import StorageError
from goodpoints.storage.postgres.errors import ConnectionLost, commit_errors, driver_errors
from goodpoints.storage.postgres.values import Connection, binary_cursor, numbered

Statement: TypeAlias = tuple[str, Sequence[Any]]

WRITING: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SAVEPOINT: Final = "goodpoints_act"
_ALONE: Final = 1
"""As many statements are a transaction by themselves."""

# The driver warns of pipelines that a lost connection took with it; we tell of the loss ourselves. Whoever has set up
# logging hears it still.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def is_read_committed(conn: Connection) -> bool:
    """Whether a statement alone, that names no isolation level, sees what was committed while it waited for a lock."""
    with driver_errors():
        return conn.execute("SELECT current_setting('default_transaction_isolation')").fetchone() == ("read committed",)


def _failed_before() -> StorageError:
    """A statement has failed, and the caller went on."""
    return StorageError("store_failed", again=0, sqlite="25P02")


class Begun(NamedTuple):
    """What a transaction begins with: the first row of its first answer, None where there is none, and the second answer."""

    row: tuple[Any, ...] | None
    rows: list[tuple[Any, ...]]


class Session:
    """A connection in autocommit mode, whose transactions are begun and ended here.

    Args:
        conn: Ours as long as the session lasts.
        settings: Statements that go before the first question of every writing transaction, in the same round trip.
        is_shared: Somebody else uses the connection between our statements, and may find no pipeline open on it.
    """

    def __init__(self, conn: Connection, *, settings: Sequence[str] = (), is_shared: bool = False) -> None:
        self.conn = conn
        self.settings = settings
        self._is_shared = is_shared
        self._under_way = ExitStack()
        self._cursor, self._second = binary_cursor(conn), binary_cursor(conn)
        self._held: list[Statement] = []
        self._is_to_begin = self._has_broken_off = False

    @property
    def is_lost(self) -> bool:
        """Whether the connection can only be thrown away."""
        return self.conn.closed

    @property
    def is_busy(self) -> bool:
        """Whether a transaction is open on it, or will be with the next statement."""
        return not self.conn.closed and (self._is_to_begin or self._status != TransactionStatus.IDLE)

    @property
    def _status(self) -> TransactionStatus:
        return self.conn.info.transaction_status

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask, and have every row at once; none where the statement gives none."""
        self._send_held()
        with driver_errors():
            self._execute((sql, values))
            return self._cursor.fetchall() if self._cursor.description else []

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Do; how many rows it touched."""
        self._send_held()
        with driver_errors():
            self._execute((sql, values))
            return self._cursor.rowcount

    def _execute(self, statement: Statement) -> None:
        sql, values = statement
        self._cursor.execute(numbered(sql), values, prepare=True)

    def hold(self, statements: Iterable[Statement]) -> None:
        """Keep statements back, whose answers nobody waits for, until something else goes to the server."""
        self._held += statements

    def send(self, statements: Iterable[Statement]) -> None:
        """As `hold`, but the server works on them while the caller goes on; what was sent so before has been done.

        What is wrong with them is told with the next thing that goes to the server, or with the commit.
        """
        self._send_held()
        self.hold(statements)
        if self._is_shared:
            return
        held, self._held = self._held, []
        with driver_errors():
            self._under_way.enter_context(self.conn.pipeline())
            for statement in held:
                self._execute(statement)
            self.conn.wait(generators.send(self.conn.pgconn))

    def _arrive(self) -> None:
        """Wait until what is under way has been done.

        Raises:
            StorageError: As whatever is wrong with it; it is not to be sent again.
            LedgerIntegrityError: The same.
        """
        with driver_errors():
            self._under_way.close()

    def _send_held(self) -> None:
        if self._has_broken_off:
            raise _failed_before()
        self._arrive()
        if self._held:
            with driver_errors():
                self._send_held_and()

    @property
    def _goes_alone(self) -> bool:
        """Whether what was kept back needs no BEGIN and no COMMIT around it."""
        return self._is_to_begin and len(self._held) <= _ALONE

    def _send_held_and(self, *ending: str) -> None:
        """What was kept back, and a statement that ends something, in one round trip."""
        alone = self._goes_alone and bool(ending)
        held, self._held = self._held, []
        begins, self._is_to_begin = self._is_to_begin, False
        self._has_broken_off = True  # until it is known to have arrived
        if alone:
            for statement in held:
                self._execute(statement)
        else:
            with self.conn.pipeline():
                if begins:
                    self._open(WRITING)
                for statement in held:
                    self._execute(statement)
                for sql in ending:
                    self._cursor.execute(sql, prepare=False)
        self._has_broken_off = False

    # -- transactions --------------------------------------------------------------------------------------

    def begin(self, opening: str, first: Statement, second: Statement | None = None) -> Begun:
        """Begin a transaction with its first questions, in one round trip.

        The second one sees what others had committed when the first was answered, also where that had to wait for them.
        """
        with driver_errors():
            with self.conn.pipeline():
                self._open(opening)
                self._execute(first)
                if second is not None:
                    self._second.execute(numbered(second[0]), second[1], prepare=True)
            # Only now: inside, a fetch would be one more journey, and take the answer to BEGIN for its own where the
            # server broke off behind it.
            return Begun(self._cursor.fetchone(), [] if second is None else self._second.fetchall())

    def _open(self, opening: str) -> None:
        self._cursor.execute(opening, prepare=False)
        for setting in self.settings if opening is WRITING else ():
            self._cursor.execute(setting, prepare=False)

    def begin_late(self) -> None:
        """Begin a transaction with the first thing that is kept back, without a journey; questions before it are outside.

        Where one statement is all that was kept back until the commit, it goes alone, and is the transaction.
        """
        self._is_to_begin = True

    def commit(self) -> None:
        """Make everything lasting, in one round trip with what was kept back.

        Raises:
            StorageError: `outcome_unknown` where the connection broke over it; `store_failed` where a statement of
                the transaction had failed and the caller went on: the server would answer such a commit by undoing.
            LedgerIntegrityError: As what was kept back.
        """
        if self.conn.closed:
            raise ConnectionLost
        self._arrive()
        if self._has_broken_off or (
            not self._is_to_begin and self._status in {TransactionStatus.INERROR, TransactionStatus.IDLE}
        ):
            raise _failed_before()
        with commit_errors(partial(self._has_failed, alone=self._goes_alone)):
            self._send_held_and("COMMIT")

    def _has_failed(self, *, alone: bool = False) -> bool:
        """Whether a statement has failed and the transaction is still open: then its commit was never reached.

        One that was the transaction by itself has failed where the server says so, and lives.
        """
        return not self.conn.closed and (alone or self._status == TransactionStatus.INERROR)

    def roll_back(self) -> None:
        """Undo everything; a connection that cannot is closed, which undoes as well."""
        self._held, self._is_to_begin, self._has_broken_off = [], False, False
        self._end("ROLLBACK")

    def end_reading(self) -> None:
        """End a transaction that has only read; after a rollback the driver would prepare every statement anew."""
        self._end("ROLLBACK" if self._has_failed() else "COMMIT")

    def _end(self, ending: str) -> None:
        with suppress(psycopg.Error):
            self._under_way.close()
        if self.conn.closed or self._status == TransactionStatus.IDLE:
            return
        try:
            self._cursor.execute(ending, prepare=False)
        except psycopg.Error:
            self.close()

    def save(self) -> None:
        """Set a savepoint in the host's transaction."""
        with driver_errors():
            self._cursor.execute(f"SAVEPOINT {_SAVEPOINT}", prepare=False)

    def release(self) -> None:
        """Make what came since the savepoint part of the host's transaction, in one round trip with what was kept back."""
        if self._has_broken_off or self._status == TransactionStatus.INERROR:
            raise _failed_before()
        with driver_errors():
            self._send_held_and(f"RELEASE SAVEPOINT {_SAVEPOINT}")

    def return_to_savepoint(self) -> None:
        """Undo what came since the savepoint, and nothing of the host's."""
        self._held, self._has_broken_off = [], False
        with suppress(psycopg.Error):  # a connection that is gone has undone everything
            self._cursor.execute(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}", prepare=False)
            self._cursor.execute(f"RELEASE SAVEPOINT {_SAVEPOINT}", prepare=False)

    def close(self) -> None:
        """Let go of the connection."""
        self.conn.close()
