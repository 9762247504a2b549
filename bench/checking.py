"""Verify: everything, against `SELECT body, leaf` hashed in a plain loop."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, Turns
from bench.village import CODE, open_village, weigh_ins
from goodpoints import Book
from goodpoints.domain.seal import origin

_TURNS = 3


def checking(folder: Path, count: int) -> list[Figure]:
    """Entries a second, all columns derived anew."""
    path = folder / "verify.db"
    village = open_village(path)
    with village.book.batch() as batch:
        for order in weigh_ins(village, count):
            batch.shop.weigh_in(order)
    size, turns = village.book.head().size, Turns()
    for _ in range(_TURNS):
        turns.take(lambda: _verified(village.book), lambda: _hashed(path))
    ours, theirs = turns.rates(size)
    village.book.close()
    return [
        Figure("verify everything, of bodies hashed in a plain loop", turns.ratio(), "×", 0.15),
        Figure("entries a second, verify", ours, "/s"),
        Figure("entries a second, plain loop", theirs, "/s"),
    ]


def _verified(book: Book) -> None:
    report = book.verify()
    assert report.ok, report


def _hashed(path: Path) -> None:
    """What no verifier can do without: fetch every body and hash it onto the one before."""
    previous = origin(CODE)
    with closing(sqlite3.connect(path)) as conn:
        for body, leaf in conn.execute("SELECT body, leaf FROM entry WHERE book = 1 ORDER BY seq"):
            previous = hashlib.sha256(b"\x00" + previous + body.encode()).digest()
            assert previous == leaf
