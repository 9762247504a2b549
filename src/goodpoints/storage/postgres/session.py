"""One connection as the adapter uses it: prepared statements, binary both ways, several statements in one round trip."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from typing import Any, Final, NamedTuple, TypeAlias

import psycopg
from psycopg import generators
from psycopg.pq import ConnStatus, TransactionStatus

from goodpoints.storage.postgres.errors import ConnectionLost, DriverErrors, failed_before, of_commit
from goodpoints.storage.postgres.prepared import Prepared, finish
from goodpoints.storage.postgres.values import Connection, binary_cursor, numbered, run

Statement: TypeAlias = tuple[str, Sequence[Any]]

WRITING: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
REFUSED: Final = f"{WRITING} READ ONLY"
"""How whoever may only read begins to write: said for the transaction alone, since a pooler gives the connection to others."""

_SAVEPOINT: Final = "goodpoints_act"
_NOT_COMMITTED: Final = frozenset({TransactionStatus.INERROR, TransactionStatus.IDLE})
"""States in which the server would answer COMMIT, and undo or do nothing."""

# The driver warns of pipelines that a lost connection took with it; we tell of the loss ourselves. Whoever has set up
# logging hears it still.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def is_read_committed(conn: Connection) -> bool:
    """Whether a statement alone, that names no isolation level, sees what was committed while it waited for a lock."""
    with DriverErrors():
        return run(conn, "SELECT current_setting('default_transaction_isolation')") == [("read committed",)]


class Begun(NamedTuple):
    """What a transaction begins with: the first row of its first answer, None where there is none, and the second answer."""

    row: tuple[Any, ...] | None
    rows: list[tuple[Any, ...]]


class Session:
    """A connection in autocommit mode, whose transactions are begun and ended here.

    Args:
        conn: Ours as long as the session lasts.
        is_shared: Somebody else uses the connection between our statements, and may find no pipeline open on it.

    Attributes:
        prepares: Whether the server keeps our statements prepared.
        settings: Statements that go before the first question of every writing transaction, in the same round trip.
        encoding: The client's, as the server calls it; in another one another session is needed.
        begins_itself: The connection's owner has it in another than autocommit mode.
    """

    def __init__(self, conn: Connection, *, is_shared: bool = False) -> None:
        self.conn = conn
        self.settings: Sequence[str] = ()
        self._wire = conn.pgconn  # says its state at once; the driver makes an object of it first
        self._is_shared = is_shared
        self._under_way: ExitStack | None = None
        self._cursor, self._second = binary_cursor(conn), binary_cursor(conn)
        self._prepared = Prepared(self._cursor)
        self.prepares = True
        self.encoding = self._wire.parameter_status(b"client_encoding")
        self.begins_itself = False
        self._held: list[Statement] = []
        self._is_to_begin = self._has_broken_off = False

    @property
    def is_lost(self) -> bool:
        """Whether the connection can only be thrown away."""
        return self._wire.status == ConnStatus.BAD

    @property
    def is_busy(self) -> bool:
        """Whether a transaction is open on it, or will be with the next statement."""
        return not self.is_lost and (self._is_to_begin or self._wire.transaction_status != TransactionStatus.IDLE)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask, and have every row at once; none where the statement gives none."""
        self.settle()
        with DriverErrors():
            if self._is_to_begin and self.prepares:  # outside of any transaction yet
                answer = self._prepared.run(sql, values)
                if answer is not None:
                    return self._prepared.rows_of(answer)
            self._execute((sql, values))
            return self._cursor.fetchall() if self._cursor.description else []

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Do; how many rows it touched."""
        self.settle()
        with DriverErrors():
            self._execute((sql, values))
            return self._cursor.rowcount

    def _execute(self, statement: Statement) -> None:
        sql, values = statement
        self._cursor.execute(numbered(sql), values, prepare=self.prepares)

    def hold(self, statements: Iterable[Statement]) -> None:
        """Keep statements back, whose answers nobody waits for, until something else goes to the server."""
        self._held += statements

    def send(self, statements: Iterable[Statement]) -> None:
        """As `hold`, but the server begins with them as soon as it can, and the caller goes on meanwhile.

        They are packed while the server may still be at what was sent before, and are on their way when that is done.

        What is wrong with them is told with something that goes to the server later, or with the commit.
        """
        if self._under_way is None or self._has_broken_off:
            self.settle()
        self.hold(statements)
        if not self._is_shared:
            with DriverErrors():
                self._begin_with_held()

    def settle(self) -> None:
        """Have everything done that was kept back or is under way.

        Raises:
            StorageError: As whatever is wrong with it, once; afterwards `store_failed`.
            LedgerIntegrityError: The same.
        """
        if self._has_broken_off:
            raise failed_before()
        if self._under_way is not None or self._held:
            with DriverErrors():
                self._arrive()
                if self._held:
                    self._send_held_and()

    def _begin_with_held(self) -> None:
        self._has_broken_off = True  # until all of it is on its way
        if self._under_way is None:
            self._under_way = ExitStack()
            self._under_way.enter_context(self.conn.pipeline())
        self._execute_held()
        self.conn.wait(generators.send(self._wire))
        self._has_broken_off = False

    def _arrive(self) -> None:
        """Wait for what is under way."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.close()

    @property
    def _goes_alone(self) -> bool:
        """Whether what was kept back needs no BEGIN and no COMMIT around it."""
        return self._is_to_begin and len(self._held) <= 1

    def _send_held_and(self, *ending: str) -> None:
        """What was kept back, and a statement that ends something, in one round trip."""
        begins, self._is_to_begin = self._is_to_begin, False
        self._has_broken_off = True  # until it is known to have arrived
        with self.conn.pipeline():
            if begins:
                self._open(WRITING)
            self._execute_held()
            for sql in ending:
                self._cursor.execute(sql, prepare=False)
        self._has_broken_off = False

    def _send_alone(self) -> None:
        """What was kept back, as a transaction by itself."""
        held, self._held, self._is_to_begin = self._held, [], False
        self._has_broken_off = True  # until it is known to have arrived
        if held:
            [(sql, values)] = held
            if not self.prepares or self._prepared.run(sql, values) is None:
                self._execute((sql, values))
        self._has_broken_off = False

    def _execute_held(self) -> None:
        held, self._held = self._held, []
        for statement in held:
            self._execute(statement)

    # -- transactions --------------------------------------------------------------------------------------

    def begin(self, opening: str, first: Statement, second: Statement | None = None) -> Begun:
        """Begin a transaction with its first questions, in one round trip.

        The second one sees what others had committed when the first was answered, also where that had to wait for them.
        """
        with DriverErrors():
            with self.conn.pipeline():
                self._open(opening)
                self._execute(first)
                if second is not None:
                    self._second.execute(numbered(second[0]), second[1], prepare=self.prepares)
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
        if self.is_lost:
            raise ConnectionLost
        if self._under_way is not None:
            with DriverErrors():  # what is wrong with that leaves no doubt: the commit was not sent yet
                self._arrive()
        if self._has_broken_off or (not self._is_to_begin and self._wire.transaction_status in _NOT_COMMITTED):
            raise failed_before()
        alone = self._goes_alone
        with DriverErrors():
            try:
                if alone:
                    self._send_alone()
                else:
                    self._send_held_and("COMMIT")
            except psycopg.Error as error:
                raise of_commit(error, was_reached=not self._has_failed(alone=alone)) from error

    def _has_failed(self, *, alone: bool = False) -> bool:
        """Whether a statement has failed and the transaction is still open: then its commit was never reached.

        One that was the transaction by itself has failed where the server says so, and lives.
        """
        return not self.is_lost and (alone or self._wire.transaction_status == TransactionStatus.INERROR)

    def roll_back(self) -> None:
        """Undo everything; a connection that cannot is closed, which undoes as well."""
        self._held, self._is_to_begin, self._has_broken_off = [], False, False
        if self._under_way is not None or self._wire.transaction_status != TransactionStatus.IDLE:
            self._end(b"ROLLBACK")

    def end_reading(self) -> None:
        """End a transaction that has only read."""
        self._end(b"ROLLBACK" if self._has_failed() else b"COMMIT")

    def _end(self, ending: bytes) -> None:
        try:
            with suppress(psycopg.Error):  # told already, or of no interest to whoever gives up
                self._arrive()
            if not self.is_lost and self._wire.transaction_status != TransactionStatus.IDLE:
                self._say(ending)
        except BaseException as error:
            self.close()
            if not isinstance(error, psycopg.Error):  # somebody who did not want to wait for it
                raise

    def _say(self, sql: bytes) -> None:
        """Unheard by the driver, which after a rollback would have the server forget all that is prepared."""
        with self.conn.lock:
            self._wire.send_query(sql)
            finish(self.conn)

    def save(self) -> None:
        """Set a savepoint in the host's transaction, behind what was kept back."""
        self.settle()
        with DriverErrors():
            self._cursor.execute(f"SAVEPOINT {_SAVEPOINT}", prepare=False)

    def release(self) -> None:
        """Make what came since the savepoint part of the host's transaction, in one round trip with what was kept back."""
        if self._has_broken_off or self._wire.transaction_status == TransactionStatus.INERROR:
            raise failed_before()
        with DriverErrors():
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
