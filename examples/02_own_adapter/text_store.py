# ruff: noqa: D102 - each verb of the port is documented once, in goodpoints/ports.py
"""A store in plain text: a file per book, a row per line, replaced as a whole by every transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from errno import ENOSPC
from functools import partial
from pathlib import Path
from typing import Any

from goodpoints import LedgerIntegrityError, NotFound, StorageError, ports
from goodpoints.ports import BalanceRow, Batch, DetailRow, EntryRow, Head, StatementRow, ThingRow, TurnoverRow

TABLES: dict[str, tuple[type[Any], int]] = {  # in the order of a batch: type of row, number of columns in its key
    "entry": (EntryRow, 1), "posting": (ports.PostingRow, 3), "balance": (BalanceRow, 3), "turnover": (TurnoverRow, 4),
    "tally": (ports.TallyRow, 3), "thing": (ThingRow, 2), "detail": (DetailRow, 2), "root": (ports.RootRow, 1),
}  # fmt: skip
to_line = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), default=lambda raw: {"hex": raw.hex()})
from_line = partial(json.loads, object_hook=lambda told: bytes.fromhex(told["hex"]))


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn the system's errors into ours; never put around a caller's own code."""
    try:
        yield
    except sqlite3.Error as error:
        busy = isinstance(error, sqlite3.OperationalError)
        raise StorageError("store_busy" if busy else "store_closed", again=int(busy)) from error
    except OSError as error:
        raise StorageError("store_full" if error.errno == ENOSPC else "store_unreachable", again=0) from error
    except (ValueError, TypeError, KeyError) as error:
        raise LedgerIntegrityError("damaged") from error


class TextTx:
    """A book as its file says; reader and writer in one: what is not saved never happened."""

    def __init__(self, head: Head) -> None:
        self._head, self._keys = head, dict[str, EntryRow]()
        self.rows: dict[str, dict[Any, Any]] = {table: {} for table in TABLES}

    def _where(self, table: str, fits: Callable[[Any], object]) -> Sequence[Any]:
        return sorted(row for row in self.rows[table].values() if fits(row))

    def head(self) -> Head:
        return self._head

    def seen(self, keys: Sequence[str]) -> dict[str, EntryRow]:
        return {key: self._keys[key] for key in keys if key in self._keys}

    def get(self, keys: Sequence[tuple[str, str]]) -> Sequence[ThingRow]:
        return [self.rows["thing"][key] for key in keys if key in self.rows["thing"]]

    def list(self, kind: str, *, status: str | None, holder: str | None, due_upto: str | None) -> Sequence[ThingRow]:
        rows = self._where("thing", lambda row: row.kind == kind and status in {None, row.status})
        return [row for row in rows if holder in {None, row.holder} and (due_upto is None or "" < row.day <= due_upto)]

    def lots(self, pairs: Sequence[tuple[str, str]]) -> Sequence[BalanceRow]:
        return [row for row in self.balances("", None) if row[:2] in pairs]

    def tally(self, name: str, subject: str | None, first: str, last: str) -> int:
        rows = self._where("tally", lambda row: row.name == name and subject in {None, row.subject})
        return sum(row.amount for row in rows if first <= row.day <= last)

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        return iter(self._where("entry", lambda row: first <= row.seq <= last))

    def entries_of(self, kind: str | None, first: str, last: str) -> Iterator[EntryRow]:
        return iter(self._where("entry", lambda row: kind in {None, row.kind} and first <= row.day <= last))

    def details(self, of: str, field: str | None) -> Sequence[DetailRow]:
        return self._where("detail", lambda row: row.of.startswith(of) and field in {None, row.field})

    def details_at(self, seq: int) -> Sequence[DetailRow]:
        return self._where("detail", lambda row: row.seq == seq)

    def statement(self, account: str, before: int | None, count: int) -> Sequence[StatementRow]:
        rows = self._where("posting", lambda row: row.account == account and (before is None or row.seq < before))
        return [StatementRow(r, (e := self.rows["entry"][r.seq,]).kind, e.day, e.body) for r in rows[::-1][:count]]

    def balances(self, account: str, unit: str | None) -> Sequence[BalanceRow]:
        return self._where("balance", lambda r: r.amount and r.account.startswith(account) and unit in {None, r.unit})

    def turnovers(self, account: str, first: str, last: str) -> Sequence[TurnoverRow]:
        return self._where("turnover", lambda row: row.account.startswith(account) and first <= row.month <= last)

    def ended_lots(self, before: str) -> Sequence[BalanceRow]:
        rows = [r for r in self.balances("household/", None) if r.amount > 0 and "0" <= r.lot < min(before, ":")]
        return sorted(rows, key=lambda row: (row.lot, row.account, row.unit))

    def next_end(self) -> str | None:
        return min((row.lot for row in self.ended_lots(":")), default=None)

    def next_day(self, kind: str, status: str) -> str | None:
        rows = self._where("thing", lambda row: (row.kind, row.status) == (kind, status) and row.day)
        return min((row.day for row in rows), default=None)

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        said = {"balance": slice(3, 4), "turnover": slice(4, 6), "tally": slice(3, 4)}.get(table, slice(None))
        return iter(self._where(table, lambda row: zeros or any(row[said])))

    def append(self, batch: Batch) -> None:
        for table, rows in zip(TABLES, batch[1:], strict=True):
            for row in rows:
                self.put(table, row)
        self._head = batch.head

    def put(self, table: str, row: Any) -> None:  # noqa: ANN401 - a row of any table
        """Insert, replace or add, as the table wants it."""
        before = self.rows[table].get(key := row[: TABLES[table][1]])
        if table == "balance" and row.amount * row.sign < 0:
            raise LedgerIntegrityError("overdrawn", account=row.account, unit=row.unit)
        same_key = row if table != "entry" else self._keys.setdefault(row.key, row)
        if same_key is not row or (before and table in {"entry", "posting", "detail", "root"}):
            raise LedgerIntegrityError("taken", table=table)
        if before and table in {"turnover", "tally"}:
            row = type(row)(*key, *map(sum, zip(before[len(key) :], row[len(key) :], strict=True)))
        self.rows[table][key] = row

    def erase(self, of: str) -> int:
        rows = self._where("detail", lambda row: row.of == of and row.text is not None)
        self.rows["detail"].update({row[:2]: row._replace(salt=None, text=None) for row in rows})
        return len(rows)

    def replace_derived(self, batches: Iterable[Batch]) -> None:
        self.rows.update({table: {} for table in TABLES if table not in {"entry", "detail"}})
        for batch in batches:
            self.append(batch)


class TextStore:
    """A folder of books, with a lock of SQLite's, the same on every system; `wait` seconds, then `store_busy`."""

    def __init__(self, folder: Path | str, wait: float = 5.0) -> None:
        self.folder, self.url = Path(folder), f"text:{folder}"
        with our_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = sqlite3.connect(self.folder / ".lock", timeout=wait, isolation_level=None)

    def _load(self, book: str) -> TextTx:
        with our_errors():
            self._lock.execute("SELECT 1")  # a closed store cannot be used again
            if not (file := self.folder / f"{book}.book").is_file():
                raise NotFound("unknown_book", book=book)
            head, *rows = file.read_text("utf-8").rstrip("\n").split("\n")
            tx = TextTx(Head(*from_line(head)))
            for table, *columns in map(from_line, rows):
                tx.put(table, TABLES[table][0](*columns))
        return tx

    def _save(self, book: str, tx: TextTx) -> None:
        new = self.folder / f"{book}.new"
        rows = [tx.head(), *([table, *row] for table in TABLES for row in tx.dump(table, zeros=True))]
        with our_errors():
            with new.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(to_line(row) + "\n" for row in rows)
                file.flush()
                os.fsync(file.fileno())
            new.replace(new.with_suffix(".book"))  # readers see the old file or the new one, never half of it
            if os.name == "posix":
                os.fsync(folder := os.open(self.folder, os.O_RDONLY))  # the new name, too, outlives a power cut
                os.close(folder)

    def _alone(self) -> sqlite3.Connection:
        with our_errors():
            self._lock.execute("BEGIN EXCLUSIVE")
        return self._lock  # its own `with` ends the transaction

    def books(self) -> list[str]:
        return sorted(file.stem for file in self.folder.glob("*.book") if self._load(file.stem).head().size)

    def create(self, book: str, head: Head) -> None:
        with self._alone():
            if not (self.folder / f"{book}.book").exists():
                self._save(book, TextTx(head))

    def discard(self, book: str) -> None:
        with self._alone():
            if not self._load(book).head().size:
                (self.folder / f"{book}.book").unlink()

    @contextmanager
    def write(self, book: str) -> Iterator[TextTx]:
        with self._alone():
            yield (tx := self._load(book))
            self._save(book, tx)

    def read(self, book: str) -> AbstractContextManager[TextTx]:
        return nullcontext(self._load(book))

    def self_check(self) -> list[str]:
        return []

    def copy_to(self, path: str) -> None:
        raise StorageError("no_backup", again=0, path=path)

    def close(self) -> None:
        self._lock.close()
