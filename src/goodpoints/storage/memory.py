"""Books in memory, in plain dicts: what every other store is compared with.

A book is a version that is never changed once it is committed. A transaction works on a copy and puts it in the
version's place at its end: an exception leaves nothing behind, and readers keep the version they began with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Any, Final, TypeAlias

from goodpoints.errors import LedgerIntegrityError, NotFound, StorageError
from goodpoints.ports import BalanceRow, Batch, DetailRow, EntryRow, Head, StatementRow, TallyRow, ThingRow, TurnoverRow

Table: TypeAlias = dict[Any, dict[Any, Any]]
"""Group → key → row. A transaction copies only the groups it changes, so that an act costs little in a long book."""

_GROUP: Final = 256

_PLACES: Final[dict[str, tuple[str, Callable[[Any], tuple[Any, Any]]]]] = {
    "entry": ("entries", lambda row: (row.seq // _GROUP, row.seq)),
    "posting": ("postings", lambda row: (row.account, (row.seq, row.n))),
    "balance": ("balances", lambda row: ((row.account, row.unit), row.lot)),
    "turnover": ("turnovers", lambda row: (row.account, (row.unit, row.month, row.kind))),
    "tally": ("tallies", lambda row: ((row.name, row.subject), row.day)),
    "thing": ("things", lambda row: (row.kind, row.code)),
    "detail": ("details", lambda row: (row.seq // _GROUP, (row.seq, row.n))),
    "root": ("roots", lambda row: (row.n // _GROUP, row.n)),
}
"""Table → its rows in a batch, and where a row lies: (group, key)."""

_ONCE: Final = frozenset({"entry", "posting", "detail", "root"})
"""Tables whose rows are written once and never again."""

_KEPT: Final = frozenset({"entry", "detail"})  # everything else is derived from them


class _Version:
    """A book as it was after one transaction; `keys` finds entries by the end of their key."""

    def __init__(self, head: Head, tables: dict[str, Table] | None = None, keys: Table | None = None) -> None:
        self.head = head
        self.tables: dict[str, Table] = tables or {name: {} for name in _PLACES}
        self.keys: Table = keys or {}

    def copy(self) -> _Version:
        """The next version, to be changed; the groups themselves are still shared."""
        return _Version(self.head, {name: dict(table) for name, table in self.tables.items()}, dict(self.keys))


class MemoryReader:
    """One version of a book (see `ports.StoreReader`)."""

    def __init__(self, version: _Version) -> None:
        self._version = version

    def _group(self, table: str, group: object) -> dict[Any, Any]:
        return self._version.tables[table].get(group, {})

    def _rows(self, table: str) -> list[Any]:
        """All rows of a table; a list, so that a transaction may write while it goes through them."""
        return [row for group in self._version.tables[table].values() for row in group.values()]

    def head(self) -> Head:
        return self._version.head

    def seen(self, keys: Sequence[str]) -> dict[str, EntryRow]:
        known = self._version.keys
        return {key: row for key in keys if (row := known.get(key[-2:], {}).get(key)) is not None}

    def get(self, keys: Sequence[tuple[str, str]]) -> Sequence[ThingRow]:
        return [row for kind, code in dict.fromkeys(keys) if (row := self._group("thing", kind).get(code))]

    def list(self, kind: str, *, status: str | None, holder: str | None, due_upto: str | None) -> Sequence[ThingRow]:
        return sorted(
            row
            for row in self._group("thing", kind).values()
            if (status is None or row.status == status)
            and (holder is None or row.holder == holder)
            and (due_upto is None or "" < row.day <= due_upto)
        )

    def lots(self, pairs: Sequence[tuple[str, str]]) -> Sequence[BalanceRow]:
        return [row for pair in dict.fromkeys(pairs) for row in self._group("balance", pair).values() if row.amount]

    def tally(self, name: str, subject: str | None, first: str, last: str) -> int:
        rows = self._rows("tally") if subject is None else self._group("tally", (name, subject)).values()
        return sum(row.amount for row in rows if row.name == name and first <= row.day <= last)

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        groups = sorted(n for n in self._version.tables["entry"] if first // _GROUP <= n <= last // _GROUP)
        rows = (row for group in groups for row in sorted(self._group("entry", group).values()))
        return iter([row for row in rows if first <= row.seq <= last])

    def entries_of(self, kind: str | None, first: str, last: str) -> Iterator[EntryRow]:
        return iter(sorted(r for r in self._rows("entry") if kind in {None, r.kind} and first <= r.day <= last))

    def details(self, of: str, field: str | None) -> Sequence[DetailRow]:
        return sorted(row for row in self._rows("detail") if row.of.startswith(of) and field in {None, row.field})

    def details_at(self, seq: int) -> Sequence[DetailRow]:
        return sorted(row for row in self._group("detail", seq // _GROUP).values() if row.seq == seq)

    def statement(self, account: str, before: int | None, count: int) -> Sequence[StatementRow]:
        rows = sorted(self._group("posting", account).values(), reverse=True)
        newest = [row for row in rows if before is None or row.seq < before][:count]
        entries = (self._group("entry", row.seq // _GROUP)[row.seq] for row in newest)
        return [
            StatementRow(row, entry.kind, entry.day, entry.body) for row, entry in zip(newest, entries, strict=True)
        ]

    def balances(self, account: str, unit: str | None) -> Sequence[BalanceRow]:
        rows = self._rows("balance")
        return sorted(r for r in rows if r.amount and r.account.startswith(account) and unit in {None, r.unit})

    def turnovers(self, account: str, first: str, last: str) -> Sequence[TurnoverRow]:
        return sorted(r for r in self._rows("turnover") if r.account.startswith(account) and first <= r.month <= last)

    def ended_lots(self, before: str) -> Sequence[BalanceRow]:
        return sorted((r for r in self._dated() if r.lot < before), key=lambda r: (r.lot, r.account, r.unit))

    def next_end(self) -> str | None:
        return min((row.lot for row in self._dated()), default=None)

    def next_day(self, kind: str, status: str) -> str | None:
        things = self._group("thing", kind).values()
        return min((row.day for row in things if row.status == status and row.day), default=None)

    def _dated(self) -> Iterator[BalanceRow]:
        for (account, _unit), lots in self._version.tables["balance"].items():
            if account.startswith("household/"):
                yield from (row for lot, row in lots.items() if "0" <= lot < ":" and row.amount > 0)

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        # A row begins with its key, so that sorting rows is sorting keys.
        return iter(sorted(row for row in self._rows(table) if zeros or _says_something(table, row)))


class MemoryTx(MemoryReader):
    """The book's only writer (see `ports.StoreTx`)."""

    def __init__(self, version: _Version) -> None:
        super().__init__(version)
        self._own: set[tuple[str, object]] = set()

    def append(self, batch: Batch) -> None:
        for table, (rows, _place) in _PLACES.items():
            for row in getattr(batch, rows):
                self._put(table, row)
        self._version.head = batch.head

    def _put(self, table: str, row: Any) -> None:  # noqa: ANN401 - a row of any table
        group, key = _PLACES[table][1](row)
        rows = self._writable(table, self._version.tables[table], group)
        before = rows.get(key)
        if before is not None and table in _ONCE:
            raise LedgerIntegrityError("taken")
        if table == "entry" and self._same_key(row.key).setdefault(row.key, row) is not row:
            raise LedgerIntegrityError("taken")
        rows[key] = _after(before, row)

    def _writable(self, name: str, table: Table, group: object) -> dict[Any, Any]:
        if (name, group) not in self._own:
            self._own.add((name, group))
            table[group] = dict(table.get(group, {}))
        return table[group]

    def _same_key(self, key: str) -> dict[str, EntryRow]:
        return self._writable("key", self._version.keys, key[-2:])

    def erase(self, of: str) -> int:
        rows = [row for row in self._rows("detail") if row.of == of and row.text is not None]
        for row in rows:
            group, key = _PLACES["detail"][1](row)
            self._writable("detail", self._version.tables["detail"], group)[key] = row._replace(salt=None, text=None)
        return len(rows)

    def replace_derived(self, batches: Iterable[Batch]) -> None:
        for table in _PLACES.keys() - _KEPT:
            self._version.tables[table] = {}
        self._own = {(table, group) for table, group in self._own if table in _KEPT}
        for batch in batches:
            self.append(batch)


def _after(before: Any, row: Any) -> Any:  # noqa: ANN401 - a row of any table
    """What stands in the table after a row came: sums of deltas, the row itself where it is absolute."""
    if isinstance(row, BalanceRow) and row.amount * row.sign < 0:
        raise LedgerIntegrityError("overdrawn", account=row.account, unit=row.unit)
    if before is not None and isinstance(row, TurnoverRow):
        return row._replace(came=before.came + row.came, went=before.went + row.went)
    if before is not None and isinstance(row, TallyRow):
        return row._replace(amount=before.amount + row.amount)
    return row


def _says_something(table: str, row: Any) -> bool:  # noqa: ANN401 - a row of any table
    return bool(row.amount if table in {"balance", "tally"} else table != "turnover" or row.came or row.went)


class MemoryStore:
    """Books that end with the program. A store may be shared by threads; one of them writes at a time."""

    def __init__(self) -> None:
        self.url = "memory:"
        self._books: dict[str, _Version] = {}
        self._writing = Lock()
        self._closed = False

    def _open_books(self) -> dict[str, _Version]:
        if self._closed:
            raise StorageError("store_closed", again=0)
        return self._books

    def _version(self, book: str) -> _Version:
        found = self._open_books().get(book)
        if found is None:
            raise NotFound("unknown_book", book=book)
        return found

    def books(self) -> list[str]:
        return sorted(code for code, version in self._open_books().items() if version.head.size)

    def create(self, book: str, head: Head) -> None:
        self._open_books().setdefault(book, _Version(head))

    def discard(self, book: str) -> None:
        if book in self._open_books() and not self._books[book].head.size:
            del self._books[book]

    @contextmanager
    def write(self, book: str) -> Iterator[MemoryTx]:
        if not self._writing.acquire(blocking=False):
            raise StorageError("store_busy", again=1)
        try:
            version = self._version(book).copy()
            yield MemoryTx(version)
            self._books[book] = version
        finally:
            self._writing.release()

    def read(self, book: str) -> AbstractContextManager[MemoryReader]:
        return nullcontext(MemoryReader(self._version(book)))

    def self_check(self) -> list[str]:
        return []

    def copy_to(self, path: str) -> None:
        raise StorageError("no_backup", again=0, path=path)

    def close(self) -> None:
        self._closed = True
