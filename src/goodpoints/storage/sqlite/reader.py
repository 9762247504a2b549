"""Reading one book: fixed SQL on the posting path, plain rows out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from goodpoints.ports import (
    BalanceRow,
    DetailRow,
    EntryRow,
    Head,
    PostingRow,
    StatementRow,
    ThingRow,
    TurnoverRow,
)
from goodpoints.storage.sqlite.errors import reading_errors

_AT_ONCE: Final = 200
"""Keys in one statement: well below SQLite's limit of 999 variables in old builds."""

_ENTRY: Final = "SELECT seq, kind, day, key, leaf, body FROM entry"
_BALANCE: Final = "SELECT account, unit, lot, amount, sign FROM balance"
_THING: Final = "SELECT kind, code, status, holder, day, state FROM thing"
# A join in a fixed order: for `(account, unit) IN (VALUES …)` SQLite reads every balance of the book.
_THINGS_WANTED: Final = (
    "SELECT kind, code, status, holder, day, state FROM (VALUES {}) AS wanted"
    " CROSS JOIN thing ON book = ? AND kind = wanted.column1 AND code = wanted.column2"
)
_BALANCES_WANTED: Final = (
    "SELECT account, unit, lot, amount, sign FROM (VALUES {}) AS wanted"
    " CROSS JOIN balance ON book = ? AND account = wanted.column1 AND unit = wanted.column2"
)
_TURNOVER: Final = "SELECT account, unit, month, kind, came, went FROM turnover"
_TURNOVER_ORDER: Final = "ORDER BY account, unit, month, kind"
_DETAIL: Final = "SELECT seq, n, subject, field, salt, text FROM detail"

_DUMPS: Final = {
    "entry": ("seq, kind, day, key, leaf, body", "seq", ""),
    "posting": ("account, seq, n, unit, lot, amount", "account, seq, n", ""),
    "balance": ("account, unit, lot, amount, sign", "account, unit, lot", "amount <> 0"),
    "turnover": ("account, unit, month, kind, came, went", "account, unit, month, kind", "(came <> 0 OR went <> 0)"),
    "tally": ("name, subject, day, amount", "name, subject, day", "amount <> 0"),
    "thing": ("kind, code, status, holder, day, state", "kind, code", ""),
    "detail": ("seq, n, subject, field, salt, text", "seq, n", ""),
    "root": ("n, root", "n", ""),
}
"""Table → its columns, its key, and what makes a row say something."""


def _marks(count: int, width: int = 1) -> str:
    mark = "?" if width == 1 else f"({', '.join('?' * width)})"
    return ", ".join([mark] * count)


@lru_cache(maxsize=512)
def _with_pairs(sql: str, count: int) -> str:
    return sql.format(_marks(count, 2))


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def after(prefix: str) -> str:
    """The first text that sorts behind everything beginning with `prefix`."""
    return prefix + "\U0010ffff"


class SqliteReader:
    """One consistent view of one book (see `ports.StoreReader`)."""

    def __init__(self, conn: sqlite3.Connection, book: int) -> None:
        self._conn = conn
        self._book = book

    def head(self) -> Head:
        """The book's row."""
        with reading_errors():
            row = self._conn.execute(
                "SELECT size, leaf, edge, through, recorded_at, reducers FROM book WHERE id = ?", (self._book,)
            ).fetchone()
        return Head(*row)

    def seen(self, keys: Sequence[str]) -> dict[str, EntryRow]:
        """The entries that bear these keys."""
        if len(keys) == 1:  # a single act asks for one: its statement is always the same
            row = self._conn.execute(f"{_ENTRY} WHERE book = ? AND key = ?", (self._book, keys[0])).fetchone()
            return {} if row is None else {keys[0]: EntryRow(*row)}
        found: dict[str, EntryRow] = {}
        for some in _chunks(keys):
            rows = self._conn.execute(f"{_ENTRY} WHERE book = ? AND key IN ({_marks(len(some))})", (self._book, *some))
            found.update((row[3], EntryRow(*row)) for row in rows)
        return found

    def get(self, keys: Sequence[tuple[str, str]]) -> Sequence[ThingRow]:
        """The things with these (kind, code)."""
        return [ThingRow(*row) for row in self._pairs(_THINGS_WANTED, keys)]

    def lots(self, pairs: Sequence[tuple[str, str]]) -> Sequence[BalanceRow]:
        """The balances other than zero of these (account, unit)."""
        return [BalanceRow(*row) for row in self._pairs(_BALANCES_WANTED, pairs) if row[3]]

    def _pairs(self, sql: str, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
        for some in _chunks(pairs):
            flat = [part for pair in some for part in pair]
            yield from self._conn.execute(_with_pairs(sql, len(some)), (*flat, self._book))

    def list(
        self, kind: str, *, status: str | None = None, holder: str | None = None, due_upto: str | None = None
    ) -> Sequence[ThingRow]:
        """Things of a kind in the order of their codes."""
        sql, values = f"{_THING} WHERE book = ? AND kind = ?", [self._book, kind]
        for column, wanted in (("status", status), ("holder", holder)):
            if wanted is not None:
                sql, values = f"{sql} AND {column} = ?", [*values, wanted]
        if due_upto is not None:
            sql, values = f"{sql} AND day <> '' AND day <= ?", [*values, due_upto]
        return [ThingRow(*row) for row in self._conn.execute(f"{sql} ORDER BY code", values)]

    def tally(self, name: str, subject: str | None, first: str, last: str) -> int:
        """The sum of a count over days."""
        sql = "SELECT coalesce(sum(amount), 0) FROM tally WHERE book = ? AND name = ? AND day BETWEEN ? AND ?"
        values: list[Any] = [self._book, name, first, last]
        if subject is not None:
            sql, values = f"{sql} AND subject = ?", [*values, subject]
        return int(self._conn.execute(sql, values).fetchone()[0])

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        """Entries by number."""
        sql = f"{_ENTRY} WHERE book = ? AND seq BETWEEN ? AND ? ORDER BY seq"
        with reading_errors():
            for row in self._conn.execute(sql, (self._book, first, last)):
                yield EntryRow(*row)

    def entries_of(self, kind: str | None, first: str, last: str) -> Iterator[EntryRow]:
        """Entries of a kind by day."""
        sql, values = f"{_ENTRY} WHERE book = ? AND day BETWEEN ? AND ?", [self._book, first, last]
        if kind is not None:
            sql, values = f"{sql} AND kind = ?", [*values, kind]
        return (EntryRow(*row) for row in self._conn.execute(f"{sql} ORDER BY seq", values))

    def details(self, of: str, field: str | None) -> Sequence[DetailRow]:
        """Details whose subject begins with the text."""
        sql, values = f"{_DETAIL} WHERE book = ? AND subject >= ? AND subject < ?", [self._book, of, after(of)]
        if field is not None:
            sql, values = f"{sql} AND field = ?", [*values, field]
        return [DetailRow(*row) for row in self._conn.execute(f"{sql} ORDER BY seq, n", values)]

    def details_at(self, seq: int) -> Sequence[DetailRow]:
        """Details beside one entry."""
        rows = self._conn.execute(f"{_DETAIL} WHERE book = ? AND seq = ? ORDER BY n", (self._book, seq))
        return [DetailRow(*row) for row in rows]

    def statement(self, account: str, before: int | None, count: int) -> Sequence[StatementRow]:
        """The newest postings of an account."""
        rows = self._conn.execute(
            "SELECT p.account, p.seq, p.n, p.unit, p.lot, p.amount, e.kind, e.day, e.body"
            " FROM posting p CROSS JOIN entry e ON e.book = p.book AND e.seq = p.seq"
            " WHERE p.book = ? AND p.account = ? AND p.seq < ? ORDER BY p.seq DESC, p.n DESC LIMIT ?",
            (self._book, account, 2**62 if before is None else before, count),
        )
        return [StatementRow(PostingRow(*row[:6]), *row[6:]) for row in rows]

    def balances(self, account: str, unit: str | None) -> Sequence[BalanceRow]:
        """Balances of all accounts whose path begins with the text."""
        sql = f"{_BALANCE} WHERE book = ? AND account >= ? AND account < ? AND amount <> 0"
        values: list[Any] = [self._book, account, after(account)]
        if unit is not None:
            sql, values = f"{sql} AND unit = ?", [*values, unit]
        return [BalanceRow(*row) for row in self._conn.execute(f"{sql} ORDER BY account, unit, lot", values)]

    def turnovers(self, account: str, first: str, last: str) -> Sequence[TurnoverRow]:
        """Turnovers of accounts whose path begins with the text."""
        rows = self._conn.execute(
            f"{_TURNOVER} WHERE book = ? AND account >= ? AND account < ? AND month BETWEEN ? AND ? {_TURNOVER_ORDER}",
            (self._book, account, after(account), first, last),
        )
        return [TurnoverRow(*row) for row in rows]

    def ended_lots(self, before: str) -> Sequence[BalanceRow]:
        """Household lots that ended before a day."""
        rows = self._conn.execute(
            f"{_BALANCE} WHERE book = ? AND amount > 0 AND account >= 'household/' AND account < 'household0'"
            " AND lot >= '0' AND lot < ':' AND lot < ? ORDER BY lot, account, unit",
            (self._book, before),
        )
        return [BalanceRow(*row) for row in rows]

    def next_end(self) -> str | None:
        """The earliest last day of any household lot."""
        row = self._conn.execute(
            "SELECT min(lot) FROM balance WHERE book = ? AND amount > 0"
            " AND account >= 'household/' AND account < 'household0' AND lot >= '0' AND lot < ':'",
            (self._book,),
        ).fetchone()
        return None if row[0] is None else str(row[0])

    def next_day(self, kind: str, status: str) -> str | None:
        """The earliest day of things of a kind and status."""
        row = self._conn.execute(
            "SELECT min(day) FROM thing WHERE book = ? AND kind = ? AND status = ? AND day > ''",
            (self._book, kind, status),
        ).fetchone()
        return None if row[0] is None else str(row[0])

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        """All rows of one kind in key order, as plain tuples: `verify` reads them by the million."""
        columns, key, says_something = _DUMPS[table]
        only = f" AND {says_something}" if says_something and not zeros else ""
        with reading_errors():
            sql = f"SELECT {columns} FROM {table} WHERE book = ?{only} ORDER BY {key}"  # noqa: S608 - names of our own
            # Of a cursor itself, `yield from` would close it when it is dropped, perhaps behind its connection.
            yield from chain(self._conn.execute(sql, (self._book,)))
