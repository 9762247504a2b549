"""Writing one book: a few rows travel with what goes to the server next, of many it is sent all while the caller goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from goodpoints.domain.whole import Rows
from goodpoints.errors import LedgerIntegrityError, MistakenInput
from goodpoints.ports import Batch, Head, MergedBatch, Question
from goodpoints.storage.postgres.columns import COLUMNS, Texts, different_ones
from goodpoints.storage.postgres.reader import PostgresReader
from goodpoints.storage.postgres.schema import DERIVED
from goodpoints.storage.postgres.session import Session, Statement
from goodpoints.storage.postgres.statements import (
    ADDED,
    KEYS,
    MANY,
    ONCE,
    OR_NOTHING,
    WRITTEN,
    at_once,
    inserts_of,
)

_LONG: Final = 500
"""Rows from which on the server works longer than a round trip takes."""

_TURN: Final = Question("turn")
"""Beside all questions: whoever answers them must know the book as it was left."""

_NUL: Final = "\0"

_rows_of: Final = itemgetter(*[Batch._fields.index(told.rows) for told in WRITTEN.values()])
"""Of a batch, table by table in the order of `WRITTEN`."""

_KEY_OF: Final = {table: itemgetter(*range(len(KEYS[table]))) for table in WRITTEN if table not in ONCE}


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

    def ask(self, questions: Sequence[Question]) -> None:
        """Have `answers` to these, in one journey.

        Raises:
            LedgerIntegrityError: `taken`: they are not of the book as the turn before left it; another writer has had it, or
                whoever answers is behind.
        """
        *self.answers, (_, turn) = self.answer([*questions, _TURN])
        if turn != self.found_mark:
            raise LedgerIntegrityError("taken")

    def append(self, batch: Batch) -> None:
        tables = _rows_of(batch)
        if not isinstance(batch, MergedBatch):
            tables = tuple([_once(table, rows) for table, rows in zip(WRITTEN, tables, strict=True)])
        counts = tuple(map(len, tables))
        counted = counts if max(counts) < MANY else tuple([min(n, MANY) for n in counts])
        inserts = inserts_of(self._schema, counted, joined=self._at_once)
        named = list(zip(WRITTEN, tables, strict=True))
        parts = [named] if self._at_once else [[one] for one in named if one[1]]
        values = [_values(part) for part in parts]
        if self._onto is None:  # else the server says it of this one act, and nothing comes before
            _check(values)
        is_long = self._onto is None and sum(counts) > _LONG
        statements = self._with_head(batch.head, inserts, values)
        if is_long:
            self._session.send(statements)
        else:
            self._session.hold(statements)
        self._head = batch.head

    def _with_head(self, head: Head, inserts: tuple[str, ...], values: Sequence[Sequence[Any]]) -> Sequence[Statement]:
        if self._onto is not None:
            given = [self._book, *head, *self._found(self._onto), *values[0]]
            return [(at_once((self._sql["move_head_onto"], *inserts), OR_NOTHING), given)]
        last = self._sql["move_head"]
        if self._at_once:
            return [(at_once(inserts, last), [self._book, *values[0], *head])]
        return [(sql, [self._book, *given]) for sql, given in zip((*inserts, last), (*values, head), strict=True)]

    def _lock(self) -> None:
        """See to it that whatever goes to the server from now on goes behind the book's lock."""
        if self._onto is not None:
            given = [self._book, *self._found(self._onto)]
            self._session.hold([(at_once((self._sql["lock_onto"],), OR_NOTHING), given)])

    def _found(self, onto: Onto) -> tuple[Any, ...]:
        """How the book must be found by what takes its lock; whatever goes to the server later goes behind that."""
        self._onto = None
        return onto.lock_ms, self.found_mark, onto.leaf

    def erase(self, of: str) -> int:
        self._lock()
        return self._session.run(self._sql["erase"], (self._book, of))

    def replace_derived(self, batches: Iterable[Batch]) -> None:
        self._lock()
        for table in DERIVED:
            self._session.run(f"DELETE FROM {self._schema}.{table} WHERE book = %b", (self._book,))  # noqa: S608 - names of our own tables
        for batch in batches:
            self.append(batch)


def _values(tables: Iterable[tuple[str, Sequence[Any]]]) -> list[Any]:
    """As `inserts_of` has their places, behind the book: each value, or each column."""
    parts = [rows if len(rows) < MANY else [_columns(table, rows)] for table, rows in tables]
    return [value for rows in parts for row in rows for value in row]


def _columns(table: str, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    columns = rows.columns() if isinstance(rows, Rows) else zip(*rows, strict=True)
    return [COLUMNS[kind](values) for kind, values in zip(WRITTEN[table].types, columns, strict=True)]


def _once(table: str, rows: Sequence[Any]) -> Sequence[Any]:
    """Every key once, since one statement may touch a row only once: deltas are added, of the others the last counts."""
    if table in ONCE or len(set(map(_KEY_OF[table], rows))) == len(rows):
        return rows
    width = len(KEYS[table])
    merged: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        key = row[:width]
        known = merged.get(key) if table in ADDED else None
        merged[key] = row if known is None else (*key, *map(sum, zip(known[width:], row[width:], strict=True)))
    return list(merged.values())


def _check(values: Iterable[Any]) -> None:
    """The server keeps no NUL in a text, and would break off the whole transaction over one."""
    for some in values:
        if _NUL in "".join([value for value in some if type(value) is str]):
            raise MistakenInput("text_not_storable")
        _check([different_ones(value) for value in some if type(value) is Texts])
