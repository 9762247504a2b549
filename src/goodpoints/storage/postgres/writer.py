"""Writing one book: a few rows as parameters in one round trip, many rows as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from goodpoints.errors import MistakenInput
from goodpoints.ports import Batch, Head, Question
from goodpoints.storage.postgres.reader import PostgresReader
from goodpoints.storage.postgres.schema import DERIVED
from goodpoints.storage.postgres.session import Session, Statement
from goodpoints.storage.postgres.statements import (
    ADDED,
    KEYS,
    ONCE,
    WRITTEN,
    at_once,
    copy_in,
    insert_arrays,
    insert_values,
)

_FEW: Final = 8
"""Rows of one table that are written as single values. Each number of them is a prepared statement of its own."""

_NUL: Final = "\0"


class Left(NamedTuple):
    """How a book was left, by whoever writes on without having locked it.

    Attributes:
        turn: The number of the last transaction that wrote it.
        lock_ms: How long to wait for another writer, with its unit.
    """

    turn: int
    lock_ms: str


class PostgresTx(PostgresReader):
    """The book's only writer (see `ports.StoreTx`).

    A few rows travel with the next question or with the commit: what is wrong with them is told then.

    Args:
        at_once: Write all tables in one statement, where the server can.
        left: The book is not locked yet, and nothing may be written unless it is as it was left; None where it is.
    """

    undisturbed = False
    answers: Sequence[tuple[Question, Any]] = ()

    def __init__(
        self, session: Session, schema: str, book: str, head: Head, *, at_once: bool = False, left: Left | None = None
    ) -> None:
        super().__init__(session, schema, book, head)
        self._at_once = at_once
        self._left = left

    @property
    def has_locked(self) -> bool:
        """Whether this is, or will be, one of the book's writing transactions."""
        return self._left is None

    def append(self, batch: Batch) -> None:
        if any(len(getattr(batch, WRITTEN[table].rows)) > _FEW for table in ONCE):
            self._lock()
        together: list[Statement] = []
        for table, written in WRITTEN.items():
            rows = getattr(batch, written.rows)
            _check(rows)
            if len(rows) > _FEW and table in ONCE:
                self._stream(table, rows)
            elif rows:
                together.append(self._insert(table, rows if table in ONCE else _once(table, rows)))
        last = self._move(batch.head)
        self._session.hold([_joined(together, last)] if self._at_once else [*together, last])
        self._head = batch.head

    def _move(self, head: Head) -> Statement:
        left, self._left = self._left, None
        if left is None:
            return self._sql["move_head"], (*head, self._book)
        return self._sql["move_head_onto"], (left.turn, *head, left.lock_ms, self._book)

    def _lock(self) -> None:
        """See to it that whatever goes to the server from now on goes behind the book's lock."""
        left, self._left = self._left, None
        if left is not None:
            self._session.hold([(self._sql["lock_onto"], (left.turn, left.lock_ms, self._book))])

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> Statement:
        if len(rows) > _FEW:
            columns = [list(column) for column in zip(*rows, strict=True)]
            return insert_arrays(self._schema, table), (self._book, *columns)
        values = [value for row in rows for value in (self._book, *row)]
        return insert_values(self._schema, table, len(rows)), values

    def _stream(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        book = (self._book,)
        self._session.copy(copy_in(self._schema, table), ("text", *WRITTEN[table].types), (book + row for row in rows))

    def erase(self, of: str) -> int:
        self._lock()
        return self._session.run(self._sql["erase"], (self._book, of))

    def replace_derived(self, batches: Iterable[Batch]) -> None:
        self._lock()
        for table in DERIVED:
            self._session.run(f"DELETE FROM {self._schema}.{table} WHERE book = %b", (self._book,))  # noqa: S608 - names of our own tables
        for batch in batches:
            self.append(batch)


def _joined(first: Sequence[Statement], last: Statement) -> Statement:
    values = [value for _sql, some in (*first, last) for value in some]
    return at_once(tuple(sql for sql, _values in first), last[0]), values


def _once(table: str, rows: Sequence[Any]) -> Sequence[Any]:
    """Every key once, since one statement may touch a row only once: deltas are added, of the others the last counts."""
    width = len(KEYS[table])
    merged: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        key = row[:width]
        known = merged.get(key) if table in ADDED else None
        merged[key] = row if known is None else (*key, *map(sum, zip(known[width:], row[width:], strict=True)))
    return list(merged.values())


def _check(rows: Sequence[tuple[Any, ...]]) -> None:
    """The server keeps no NUL in a text, and would break off the whole transaction over one."""
    if _NUL in "".join([value for row in rows for value in row if type(value) is str]):
        raise MistakenInput("text_not_storable")
