"""Verify: the chain alone and everything, against `SELECT body, leaf` hashed in a plain loop; one process and two."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from bench.figures import Figure, Turns
from bench.village import CODE, open_village, weigh_ins
from goodpoints import Book
from goodpoints.domain.seal import next_leaf, origin

_TURNS: Final = 5
_APART: Final = 2
_PEAK: Final = """
import sys
from bench.peak import peak
from goodpoints import open_book
with open_book(sys.argv[1]) as book:
    assert book.verify().ok
print(peak())
"""


def checking(folder: Path, count: int) -> list[Figure]:
    """Entries a second, and the memory of a short and a long journal."""
    small, big = folder / "small.db", folder / "verify.db"
    _filled(small, count // 10).close()
    book = _filled(big, count)
    size = book.head().size
    loop = partial(_hashed, big)
    chain, whole, apart, shared = Turns(), Turns(), Turns(), Turns()
    for _ in range(_TURNS):
        chain.take(partial(_chained, book), loop)
        whole.take(partial(_verified, book, 1), loop)
        apart.take(partial(_verified, book, _APART), loop)
        shared.take(partial(_verified, book, _APART), partial(_verified, book, 1))
    book.close()
    (ours, theirs), (two, one) = whole.rates(size), shared.rates(size)
    return [
        Figure("the chain alone, of bodies hashed in a plain loop", chain.ratio(), "×", 0.40),
        Figure("verify everything by two processes, of the plain loop", apart.ratio(), "×", 0.15),
        Figure("verify everything by one process, of the plain loop", whole.ratio(), "×"),
        Figure("verify everything by two processes, of one process", shared.ratio(), "×", 1.6),
        Figure("entries a second, one process", ours, "/s"),
        Figure("entries a second, two processes (one of the same turns)", two, "/s"),
        Figure("  one", one, "/s"),
        Figure("entries a second, plain loop", theirs, "/s"),
        Figure(f"peak memory of verify, {count // 10:,} weigh-ins", _peak(small), "MB"),
        Figure(f"peak memory of verify, {count:,} weigh-ins", _peak(big), "MB"),
    ]


def _filled(path: Path, count: int) -> Book:
    village = open_village(path)
    with village.book.batch() as batch:
        for order in weigh_ins(village, count):
            batch.shop.weigh_in(order)
    return village.book


def _verified(book: Book, processes: int) -> None:
    report = book.verify(processes=processes)
    assert report.ok, report


def _chained(book: Book) -> None:
    """The chain by the library's own reader and hash."""
    previous = origin(CODE)
    with book.store.read(CODE) as reader:
        for _seq, _kind, _day, _key, leaf, body in reader.dump("entry"):
            previous = next_leaf(previous, str(body))
            assert previous == leaf


def _hashed(path: Path) -> None:
    """What no verifier can do without: fetch every body and hash it onto the one before."""
    previous = origin(CODE)
    with closing(sqlite3.connect(path)) as conn:
        for body, leaf in conn.execute("SELECT body, leaf FROM entry WHERE book = 1 ORDER BY seq"):
            previous = hashlib.sha256(b"\x00" + previous + body.encode()).digest()
            assert previous == leaf


def _peak(path: Path) -> float:
    """Megabytes that a process of its own needs at most."""
    told = subprocess.run([sys.executable, "-c", _PEAK, str(path)], check=True, capture_output=True, text=True)  # noqa: S603 - the script above
    return float(told.stdout)
