"""One act, one durable transaction: the public API against raw sqlite3 doing the same statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from bench.figures import Figure, Turns, chunks
from bench.raw import RawBook, Statement, prepared
from bench.recorder import RecordingStore, recording
from bench.village import CODE, fill, granted, open_village, weigh_ins
from goodpoints import Book, Receipt
from goodpoints.errors import RefusedByRule

_A_TURN = 25
_Act: TypeAlias = Callable[[Book, object, str], Receipt]


def singles(folder: Path, count: int) -> list[Figure]:
    """Weigh-ins and redemptions, one transaction each (WAL, FULL)."""
    village = open_village(folder / "single.db")
    twin = open_village(folder / "twin.db")
    fill(village, twin)
    raw = RawBook(folder / "raw.db", folder / "twin.db")
    ring = _Ring(village.book, *recording(twin.book), raw)
    weighed = _duel(ring, weigh_ins(village, count, seed=3), _weigh_in)
    redeemed = _duel(ring, granted(twin, count), _redeem)
    assert raw.size() == village.book.head().size
    for one in (village.book, twin.book, raw):
        one.close()
    return [*_told("weigh-in", weighed), *_told("redemption", redeemed)]


def _weigh_in(book: Book, order: object, key: str) -> Receipt:
    return book.shop.weigh_in(order, key=key)  # type: ignore[arg-type]  # orders of one kind go to their act


def _redeem(book: Book, order: object, key: str) -> Receipt:
    return book.shop.redeem(order, key=key)  # type: ignore[arg-type]  # as above


class _Ring(NamedTuple):
    """The contenders: a book, a twin of it on a store that notes what acts ask and write, and raw sqlite3."""

    ours: Book
    twin: Book
    notes: RecordingStore
    raw: RawBook


def _duel(ring: _Ring, orders: Sequence[object], act: _Act) -> Turns:
    """The raw contender gets what the same act asked and wrote in the twin."""
    turns = Turns()
    for some in chunks(orders, _A_TURN):
        statements = [_recorded(ring, order, act) for order in some]
        turns.take(partial(_post, ring.ours, some, act), partial(_raw, ring.raw, statements))
    return turns


def _raw(raw: RawBook, acts: Sequence[Sequence[Statement]]) -> None:
    for statements in acts:
        raw.act(statements)


def _post(book: Book, orders: Sequence[object], act: _Act) -> None:
    for order in orders:
        act(book, order, book.ids.key())  # a key of the caller's own, so that it is looked up


def _recorded(ring: _Ring, order: object, act: _Act) -> list[Statement]:
    try:
        act(ring.twin, order, ring.twin.ids.key())
    except RefusedByRule as refusal:
        raise AssertionError(refusal.code) from refusal
    asked, [batch] = ring.notes.take()
    return prepared(CODE, asked, batch)


def _told(name: str, turns: Turns) -> list[Figure]:
    ours, theirs = turns.rates(_A_TURN)
    busy, statements = turns.cpu_each(_A_TURN)
    return [
        Figure(f"one durable {name} through the API, of raw sqlite3", turns.ratio(), "×", 0.70),
        Figure(f"{name}s a second, goodpoints", ours, "/s"),
        Figure(f"{name}s a second, raw sqlite3", theirs, "/s"),
        Figure(f"processor time of a {name}, goodpoints", busy, "µs"),
        Figure(f"processor time of a {name}, raw sqlite3", statements, "µs"),
    ]
