"""The PostgreSQL store: transactions around connections of its own, of a pool, or of the host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg

from goodpoints.domain.whole import maker
from goodpoints.errors import NotFound, StorageError
from goodpoints.ports import Head, Question
from goodpoints.storage.postgres.address import SCHEMA, address_of, schema_named
from goodpoints.storage.postgres.asking import answers, together
from goodpoints.storage.postgres.host import HostStore
from goodpoints.storage.postgres.lines import Line, OwnLine, PoolLine, give_after, until_reached
from goodpoints.storage.postgres.migrate import check, check_encoding, check_tables, is_there, migrate
from goodpoints.storage.postgres.reader import PostgresReader
from goodpoints.storage.postgres.roles import distribute, grant, is_distributed, patience
from goodpoints.storage.postgres.session import READING, REFUSED, WRITING, Session, Statement, is_read_committed
from goodpoints.storage.postgres.statements import statements
from goodpoints.storage.postgres.writer import Onto, PostgresTx

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

_T = TypeVar("_T")

_onto: Final = maker(Onto)
LOCK_MS: Final = 5000
"""How long a writer waits for the one before it."""


class PostgresStore:
    """Books in one schema of a PostgreSQL database.

    Args:
        url: `postgresql://clerk@server/county`, with libpq's parameters, `schema=` for another schema than `goodpoints`, and
            `prepared=no` or `yes` where a connection that leads to a pooler should not decide it (see `prepared.may_prepare`).
        must_exist: Make no schema where there is none.
        read_only: Write nothing here, whatever the role may: `store_read_only`.
        lock_ms: How long a write waits for another writer of the same book.
        pool: Take a connection of this pool for each transaction; it must lead to where the url does, and stays open.

    Raises:
        MistakenInput: `bad_schema`, `bad_prepared`.
        NotFound: `no_schema` where it must exist and does not.
        LedgerIntegrityError: `migration_changed`.
        StorageError: `newer_format`, `older_format`, `database_encoding`, `store_unreachable`, `store_read_only`.
    """

    def __init__(
        self,
        url: str,
        *,
        must_exist: bool = False,
        read_only: bool = False,
        lock_ms: int = LOCK_MS,
        pool: ConnectionPool[psycopg.Connection[Any]] | None = None,
    ) -> None:
        address = address_of(url)
        self.url = address.shown
        self.schema = address.schema
        self._sql = statements(self.schema)
        self._closed, self._read_only = False, read_only
        self._lock_ms = f"{lock_ms:d}ms"
        told = address.prepares
        self._line: Line = OwnLine(address.conninfo, prepares=told) if pool is None else PoolLine(pool, prepares=told)
        session = self._line.take()
        try:
            check_encoding(session.conn)
            self._open(session, must_exist=must_exist)
            # One statement for several tables is more than a distributed server promises.
            self._at_once = not is_distributed(session.conn)
            self._goes_onto = self._at_once and not read_only and is_read_committed(session.conn)
            self._line.settings = () if self._at_once else patience(lock_ms)
        except BaseException:
            self._line.give(session)
            self._line.close()
            raise
        self._line.give(session)

    @staticmethod
    def around(connection: psycopg.Connection[Any], *, schema: str = SCHEMA) -> HostStore:
        """A store inside the transaction that a host has begun on its own connection; see `HostStore`."""
        return HostStore(connection, schema_named(schema))

    def _open(self, session: Session, *, must_exist: bool) -> None:
        if check(session.conn, self.schema):
            return
        there = is_there(session.conn, self.schema)
        if must_exist and not there:
            raise NotFound("no_schema", schema=self.schema)
        if self._read_only and there:
            check_tables(session.conn, self.schema)
            return
        self._check_may_write()
        try:
            migrate(session.conn, self.schema)
        except StorageError as error:
            # A role that may not change the schema works with one whose views alone are of another version.
            if not there or error.code not in {"not_granted", "store_read_only"}:
                raise
            check_tables(session.conn, self.schema)

    def _one(self, name: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """One statement in a transaction of its own."""
        return self._with(lambda session: session.rows(self._sql[name], values))

    def _check_open(self) -> None:
        if self._closed:
            raise StorageError("store_closed", again=0)

    def _check_may_write(self) -> None:
        if self._read_only:
            raise StorageError("store_read_only", again=0)

    def books(self) -> list[str]:
        return [code for (code,) in self._one("books")]

    def create(self, book: str, head: Head) -> None:
        self._check_may_write()
        self._one("create", (book, *head))

    def discard(self, book: str) -> None:
        self._check_may_write()
        self._one("discard", (book,))

    def write(self, book: str) -> AbstractContextManager[PostgresTx]:
        return self.write_asking(book, ())

    @contextmanager
    def write_asking(self, book: str, questions: Sequence[Question]) -> Iterator[PostgresTx]:
        """As `write`; the questions go with the lock, and the transaction has their `answers`: one round trip."""
        opening = REFUSED if self._read_only else WRITING
        session, (*row, turn), rows = self._begin(opening, self._lock(book), together(self.schema, book, questions))
        head = Head._make(row)
        try:
            tx = PostgresTx(session, self.schema, book, head, turn=turn, at_once=self._at_once)
            tx.answers = answers(questions, rows)
            yield tx
            session.commit()
        finally:
            # After a commit there is nothing left to undo.
            give_after(self._line, session, session.roll_back)

    def write_onto(
        self, book: str, head: Head, mark: int, questions: Sequence[Question] = ()
    ) -> AbstractContextManager[PostgresTx] | None:
        """As `write`, for whoever knows the book as the transaction that left this head and mark knew it.

        It is locked where it is written, in the same journey, and only if nobody has written it since. Questions are
        answered before, in a journey of their own.
        """
        if not self._goes_onto:
            return None
        self._check_open()
        onto = _onto((head.leaf, self._lock_ms))
        return _WritingOnto(
            self._line,
            lambda session: PostgresTx(session, self.schema, book, head, turn=mark + 1, at_once=True, onto=onto),
            questions,
        )

    @contextmanager
    def read(self, book: str) -> Iterator[PostgresReader]:
        session, row, _ = self._begin(READING, (self._sql["head"], (book,)))
        try:
            yield PostgresReader(session, self.schema, book, Head._make(row))
        finally:
            give_after(self._line, session, session.end_reading)

    def _lock(self, book: str) -> Statement:
        if self._at_once:
            return self._sql["lock_within"], (book, self._lock_ms)
        return self._sql["lock"], (book,)

    def _begin(
        self, opening: str, first: Statement, second: Statement | None = None
    ) -> tuple[Session, tuple[Any, ...], list[tuple[Any, ...]]]:
        self._check_open()

        def begin(session: Session) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
            row, rows = session.begin(opening, first, second)
            if row is None:
                raise NotFound("unknown_book", book=str(first[1][0]))
            return row, rows

        session, (row, rows) = until_reached(self._line, begin)
        return session, row, rows

    def self_check(self) -> list[str]:
        from goodpoints.storage.postgres.health import faults

        return self._with(lambda session: faults(session, self.schema))

    def grant(self, role: str, *, only_read: bool) -> None:
        """Give a role of the server its rights on the books; see `roles.grant`."""
        self._check_may_write()
        self._with(lambda session: grant(session.conn, self.schema, role, only_read=only_read))

    def distribute(self) -> None:
        """Spread the books over the machines of a distributed server; see `roles.distribute`."""
        self._check_may_write()
        self._with(lambda session: distribute(session.conn, self.schema))

    def _with(self, work: Callable[[Session], _T]) -> _T:
        """Something in transactions of its own, that does no harm twice; or in the one that is open."""
        self._check_open()
        running = self._line.running()
        if running is not None:
            running.settle()
            return work(running)
        session, done = until_reached(self._line, work)
        self._line.give(session)
        return done

    def copy_to(self, path: str) -> None:
        raise StorageError("no_backup", again=0, path=path)

    def close(self) -> None:
        self._closed = True
        self._line.close()


class _WritingOnto:
    """A transaction that begins with what it writes; a class, since every act would wait for a generator.

    Args:
        begun: Makes what is written through.
        questions: What it shall have answers to.
    """

    def __init__(self, line: Line, begun: Callable[[Session], PostgresTx], questions: Sequence[Question]) -> None:
        self._line = line
        self._begun = begun
        self._questions = questions

    def __enter__(self) -> PostgresTx:
        self._session = session = self._line.take()
        try:
            session.begin_late()
            tx = self._begun(session)
            if self._questions:
                tx.ask(self._questions)
        except BaseException:
            give_after(self._line, session, session.roll_back)
            raise
        return tx

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._session.commit()
        finally:
            give_after(self._line, self._session, self._session.roll_back)
