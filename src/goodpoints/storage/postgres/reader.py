"""Reading one book: fixed SQL on the posting path, plain rows out; long answers come page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from goodpoints.ports import (
    BalanceRow,
    DetailRow,
    EntryRow,
    Head,
    PostingRow,
    Question,
    StatementRow,
    ThingRow,
    TurnoverRow,
)
from goodpoints.storage.postgres.asking import (
    alone,
    answers,
    first_of,
    lots_of,
    seen_of,
    sum_of,
    things_of,
    together,
)
from goodpoints.storage.postgres.session import Session
from goodpoints.storage.postgres.statements import KEYS, WRITTEN, page, statements

PAGE: Final = 2000
"""Rows in one answer of a stream: memory stays flat, and nothing is left open on the server in between."""

_LAST: Final = 2**62


def after(prefix: str) -> str:
    """The first text that sorts behind everything beginning with `prefix`."""
    return prefix + "\U0010ffff"


class PostgresReader:
    """One consistent view of one book (see `ports.StoreReader`)."""

    def __init__(self, session: Session, schema: str, book: str, head: Head) -> None:
        self._session = session
        self._schema = schema
        self._sql = statements(schema)
        self._book = book
        self._head = head

    def head(self) -> Head:
        return self._head

    def seen(self, keys: Sequence[str]) -> dict[str, EntryRow]:
        return seen_of(self._about("seen", keys))

    def get(self, keys: Sequence[tuple[str, str]]) -> Sequence[ThingRow]:
        return things_of(self._about("get", keys))

    def lots(self, pairs: Sequence[tuple[str, str]]) -> Sequence[BalanceRow]:
        return lots_of(self._about("lots", pairs))

    def _about(self, verb: str, keys: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows about these keys or pairs: one round trip."""
        asked = alone(self._schema, self._book, Question(verb, (keys,)))
        return [] if asked is None else self._session.rows(*asked)

    def answer(self, questions: Sequence[Question]) -> Sequence[tuple[Question, Any]]:
        """Each question with what its verb gives: one round trip."""
        asked = together(self._schema, self._book, questions)
        return answers(questions, [] if asked is None else self._session.rows(*asked))

    def list(
        self, kind: str, *, status: str | None = None, holder: str | None = None, due_upto: str | None = None
    ) -> Sequence[ThingRow]:
        sql, values = self._sql["list"], [self._book, kind]
        for column, wanted in (("status", status), ("holder", holder)):
            if wanted is not None:
                sql, values = f"{sql} AND {column} = %b", [*values, wanted]
        if due_upto is not None:
            sql, values = f"{sql} AND day <> '' AND day <= %b", [*values, due_upto]
        return things_of(self._session.rows(f"{sql} ORDER BY code", values))

    def tally(self, name: str, subject: str | None, first: str, last: str) -> int:
        if subject is None:
            told = self._session.rows(self._sql["tally_of_all"], (self._book, name, first, last))
        else:
            told = self._session.rows(self._sql["tally"], (self._book, name, subject, first, last))
        return sum_of(told)

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        while first <= last:
            rows = self._session.rows(self._sql["entries"], (self._book, first, last, PAGE))
            yield from map(EntryRow._make, rows)
            if len(rows) < PAGE:
                return
            first = rows[-1][0] + 1

    def entries_of(self, kind: str | None, first: str, last: str) -> Iterator[EntryRow]:
        sql, only = self._sql["entries_of"], [] if kind is None else [kind]
        sql = f"{sql}{' AND kind = %b' if only else ''} ORDER BY seq LIMIT %b"
        rows: list[tuple[Any, ...]] = []
        seq = 0
        while len(rows) == PAGE or not seq:
            rows = self._session.rows(sql, (self._book, first, last, seq, *only, PAGE))
            yield from map(EntryRow._make, rows)
            seq = rows[-1][0] if rows else _LAST

    def details(self, of: str, field: str | None) -> Sequence[DetailRow]:
        sql, values = self._sql["details"], [self._book, of, after(of)]
        if field is not None:
            sql, values = f"{sql} AND field = %b", [*values, field]
        return [DetailRow._make(row) for row in self._session.rows(f"{sql} ORDER BY seq, n", values)]

    def details_at(self, seq: int) -> Sequence[DetailRow]:
        return [DetailRow._make(row) for row in self._session.rows(self._sql["details_at"], (self._book, seq))]

    def statement(self, account: str, before: int | None, count: int) -> Sequence[StatementRow]:
        values = (self._book, account, _LAST if before is None else before, count)
        rows = self._session.rows(self._sql["statement"], values)
        return [StatementRow(PostingRow._make(row[:6]), *row[6:]) for row in rows]

    def balances(self, account: str, unit: str | None) -> Sequence[BalanceRow]:
        sql, values = self._sql["balances"], [self._book, account, after(account)]
        if unit is not None:
            sql, values = f"{sql} AND unit = %b", [*values, unit]
        return lots_of(self._session.rows(f"{sql} ORDER BY account, unit, lot", values))

    def turnovers(self, account: str, first: str, last: str) -> Sequence[TurnoverRow]:
        values = (self._book, account, after(account), first, last)
        return [TurnoverRow._make(row) for row in self._session.rows(self._sql["turnovers"], values)]

    def ended_lots(self, before: str) -> Sequence[BalanceRow]:
        return lots_of(self._session.rows(self._sql["ended_lots"], (self._book, before)))

    def next_end(self) -> str | None:
        return first_of(self._session.rows(self._sql["next_end"], (self._book,)))

    def next_day(self, kind: str, status: str) -> str | None:
        return first_of(self._session.rows(self._sql["next_day"], (self._book, kind, status)))

    def self_check(self) -> Sequence[str]:
        """As the store's, in this transaction: a pool may have no connection for another one."""
        from goodpoints.storage.postgres.health import faults

        return faults(self._session, self._schema)

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        places = [WRITTEN[table].columns.index(column) for column in KEYS[table]]
        behind: tuple[Any, ...] = ()
        while True:
            sql = page(self._schema, table, zeros=zeros, first=not behind)
            rows = self._session.rows(sql, (self._book, *behind, PAGE))
            yield from rows
            if len(rows) < PAGE:
                return
            behind = tuple(rows[-1][place] for place in places)
