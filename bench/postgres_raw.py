"""The raw contender in PostgreSQL: psycopg and nothing else, sending what an act sent, in the same round trips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import psycopg

from goodpoints import Book
from goodpoints.storage.postgres import PostgresStore
from goodpoints.storage.postgres.address import address_of
from goodpoints.storage.postgres.session import Begun, Session, Statement
from goodpoints.storage.postgres.values import binary_cursor, numbered


class Trip(NamedTuple):
    """One round trip: its statements with their parameters, and whether an answer is read."""

    statements: Sequence[tuple[str, Sequence[Any]]]
    asks: bool


Sent = list[Trip]


class _NotedSession(Session):
    """A session that notes what it sends."""

    sent: Sent

    def begin(self, opening: str, first: Statement, second: Statement | None = None) -> Begun:
        settings: list[Statement] = [(setting, ()) for setting in self.settings]
        self.sent = [Trip([(opening, ()), *settings, first, *([second] if second else [])], asks=True)]
        return super().begin(opening, first, second)

    def begin_late(self) -> None:
        self.sent = []
        super().begin_late()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.sent.append(Trip([(sql, values)], asks=True))
        return super().rows(sql, values)

    def _send_held_and(self, *ending: str) -> None:
        self.sent.append(Trip([*self._held, *[(sql, ()) for sql in ending]], asks=False))
        super()._send_held_and(*ending)

    def _send_alone(self) -> None:
        self.sent.append(Trip(self._held, asks=False))
        super()._send_alone()


class NotedStatements:
    """A twin of a book, that tells what an act sends to the server."""

    def __init__(self, book: Book) -> None:
        self._book = book
        line = cast("PostgresStore", book.store)._line  # noqa: SLF001 - the bench looks on from inside
        self._session = _NotedSession(line.take().conn)
        line._session = self._session  # type: ignore[attr-defined]  # noqa: SLF001 - see above

    def sent(self, order: Any) -> Sent:  # noqa: ANN401 - an order of any kind
        """Post an order; everything that went to the server for it."""
        self._book.post(order, key=self._book.ids.key())
        return self._session.sent


class RawClient:
    """A connection to a copy of the book, whose statements name its own schema.

    Args:
        url: Where the copy lies.
        of: The schema that noted statements name, with its dot.
        own: The copy's schema, with its dot.
    """

    def __init__(self, url: str, *, of: str, own: str) -> None:
        self._conn: psycopg.Connection[Any] = psycopg.connect(address_of(url).conninfo, autocommit=True)
        self._conn.prepared_max = 250
        self._cursor = binary_cursor(self._conn)
        self._names = of, own
        self._texts: dict[str, bytes] = {}

    def act(self, sent: Sent) -> None:
        """One act in its own durable transaction."""
        texts, execute = self._texts, self._cursor.execute
        for statements, asks in sent:
            if len(statements) == 1:
                [(sql, values)] = statements
                execute(texts.get(sql) or self._text(sql), values, prepare=True)
            else:
                with self._conn.pipeline():
                    for sql, values in statements:
                        execute(texts.get(sql) or self._text(sql), values, prepare=True)
            if asks:
                self._cursor.fetchall()

    def _text(self, sql: str) -> bytes:
        self._texts[sql] = numbered(sql.replace(*self._names))
        return self._texts[sql]

    def close(self) -> None:
        """Let go of the connection."""
        self._conn.close()
