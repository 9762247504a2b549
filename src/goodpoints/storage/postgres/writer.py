"""Writing one book: a few rows travel with what goes to the server next, of many it is sent all while the caller goes on."""

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
    OR_NOTHING,
    WRITTEN,
    at_once,
    insert_arrays,
    insert_values,
)

_FEW: Final = 8
"""Rows of one table that are written as single values. Each number of them is a prepared statement of its own."""

_LONG: Final = 500
"""Rows from which on the server works longer than a round trip takes."""

_NUL: Final = "\0"


class Onto(NamedTuple):
    """The last leaf that a book must be found with, by whoever has not locked it, and how long to wait for another writer."""

    leaf: bytes
    lock_ms: str


class PostgresTx(PostgresReader):
    """The book's only writer (see `ports.StoreTx`).

    A few rows travel with the next question or with the commit, many are written while the caller goes on: what is
    wrong with them is told then.

    Args:
        turn: Its number among those that have had the book to write in; None where it may be given again to another one.
        at_once: Write all tables in one statement, where the server can.
        onto: The book is not locked yet, and nothing may be written unless it is found as this and as the turn before left
            it; None where it is locked.
    """

    answers: Sequence[tuple[Question, Any]] = ()

    def __init__(
        self,
        session: Session,
        schema: str,
        book: str,
        head: Head,
        *,
        turn: int | None,
        at_once: bool = False,
        onto: Onto | None = None,
    ) -> None:
        super().__init__(session, schema, book, head)
        self._turn = turn
        self._at_once = at_once
        self._onto = onto

    @property
    def found_mark(self) -> int | None:
        """The turn before this one."""
        return None if self._turn is None else self._turn - 1

    @property
    def left_mark(self) -> int | None:
        """This turn; the one before where the book was not locked, since nothing was written."""
        return self._turn if self._onto is None else self.found_mark

    def append(self, batch: Batch) -> None:
        written = {table: getattr(batch, told.rows) for table, told in WRITTEN.items()}
        together = [
            self._insert(table, rows if table in ONCE else _once(table, rows))
            for table, rows in written.items()
            if rows
        ]
        _check([value for _sql, values in together for value in values])
        is_long = self._onto is None and sum(map(len, written.values())) > _LONG
        statements = self._with_head(together, batch.head)
        if is_long:
            self._session.send(statements)
        else:
            self._session.hold(statements)
        self._head = batch.head

    def _with_head(self, together: Sequence[Statement], head: Head) -> Sequence[Statement]:
        if self._onto is not None:
            return [self._onto_book(self._onto, "move_head_onto", head, together)]
        last = self._sql["move_head"], (*head, self._book)
        return [_joined(together, last)] if self._at_once else [*together, last]

    def _lock(self) -> None:
        """See to it that whatever goes to the server from now on goes behind the book's lock."""
        if self._onto is not None:
            self._session.hold([self._onto_book(self._onto, "lock_onto")])

    def _onto_book(
        self, onto: Onto, name: str, values: Sequence[Any] = (), others: Sequence[Statement] = ()
    ) -> Statement:
        """What takes the book's lock, and others, all in one: done where the book is as it was left, or come to nothing."""
        self._onto = None
        found = (onto.lock_ms, self._book, self.found_mark, onto.leaf)
        return _joined([(self._sql[name], (*values, *found)), *others], (OR_NOTHING, ()))

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> Statement:
        if len(rows) > _FEW:
            columns = [list(column) for column in zip(*rows, strict=True)]
            return insert_arrays(self._schema, table), (self._book, *columns)
        values = [value for row in rows for value in (self._book, *row)]
        return insert_values(self._schema, table, len(rows)), values

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
    if len({row[:width] for row in rows}) == len(rows):
        return rows
    merged: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        key = row[:width]
        known = merged.get(key) if table in ADDED else None
        merged[key] = row if known is None else (*key, *map(sum, zip(known[width:], row[width:], strict=True)))
    return list(merged.values())


def _check(values: Sequence[Any]) -> None:
    """The server keeps no NUL in a text, and would break off the whole transaction over one."""
    if _NUL in "".join([value for value in values if type(value) is str]):
        raise MistakenInput("text_not_storable")
    for column in values:
        if type(column) is list:
            _check(column)
