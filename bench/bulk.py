"""A year in one transaction: through the rules against the adapter's own statements; then what it left on disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.figures import Figure, Turns, chunks
from bench.recorder import recording
from bench.village import CODE, open_village, weigh_ins
from goodpoints import Book, WeighIn
from goodpoints.ports import Batch, StoreTx

_FLUSHED = 2000
"""Entries in one batch of the book."""


def bulk(folder: Path, count: int) -> list[Figure]:
    """So many weigh-ins through the rules in one transaction; the adapter then gets the same rows, prepared."""
    village, other = open_village(folder / "bulk.db"), open_village(folder / "rows.db")
    orders = weigh_ins(village, count)
    batches = _prepared(folder, orders)
    turns = Turns()
    size = max(_FLUSHED, count // 10)
    with village.book.batch() as batch, other.book.store.write(CODE) as tx:
        for some, rows in zip(chunks(orders, size), chunks(batches, size // _FLUSHED), strict=True):
            turns.take(partial(_weigh, batch, some), partial(_append, tx, rows))
    ours, theirs = turns.rates(size)
    busy, written = turns.cpu_each(size)
    assert village.book.head().size == other.book.head().size
    village.book.close()
    other.book.close()
    return [
        Figure("batch through the rules, of the adapter's own statements", turns.ratio(), "×", 0.40),
        Figure("weigh-ins a second in one transaction, goodpoints", ours, "/s", 15_000),
        Figure("the same rows a second, the adapter alone", theirs, "/s"),
        Figure("the ratio by processor time", turns.cpu_ratio(), "×"),
        Figure("processor time of a weigh-in, goodpoints", busy, "µs"),
        Figure("processor time of its rows, the adapter alone", written, "µs"),
        *_on_disk(folder / "bulk.db", count),
    ]


def _weigh(book: Book, orders: Sequence[WeighIn]) -> None:
    for order in orders:
        book.shop.weigh_in(order)


def _append(tx: StoreTx, batches: Sequence[Batch]) -> None:
    for batch in batches:
        tx.append(batch)


def _prepared(folder: Path, orders: Sequence[WeighIn]) -> list[Batch]:
    """The batches that the same weigh-ins become in a twin of the book."""
    twin = open_village(folder / "prepared.db")
    book, notes = recording(twin.book)
    with book.batch() as batch:
        _weigh(batch, orders)
    twin.book.close()
    return notes.take()[1]


def _on_disk(path: Path, count: int) -> list[Figure]:
    """Bytes of the whole file by weigh-in, and by table where this SQLite can tell."""
    figures = [Figure("bytes on disk by weigh-in, all included", path.stat().st_size / count, "B", 800, upper=True)]
    with closing(sqlite3.connect(path)) as conn:
        try:
            sql = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 6"
            figures += [Figure(f"  of which {name}", size / count, "B") for name, size in conn.execute(sql)]
        except sqlite3.OperationalError:
            pass  # built without dbstat
    return figures


def memory(folder: Path, counts: Sequence[int]) -> list[Figure]:
    """Peak memory of batches of several sizes, each in a process of its own."""
    figures = []
    for count in counts:
        told = [sys.executable, "-m", "bench.peak", str(folder / f"peak{count}.db"), str(count)]
        peak = float(subprocess.run(told, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - itself
        figures.append(Figure(f"peak memory of a batch of {count:,}", peak, "MB"))
    return figures
