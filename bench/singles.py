"""One act, one durable transaction: the public API against raw sqlite3 doing the same statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bench.figures import Figure, Turns, chunks
from bench.raw import RawBook, Statement, prepared
from bench.recorder import recording
from bench.village import CODE, LAST_DAY, Village, open_village, redemptions, weigh_ins
from goodpoints import Book, Receipt
from goodpoints.errors import RefusedByRule

_A_TURN = 25
_Order = TypeVar("_Order")
_Act = Callable[[Book, _Order], Receipt]


def singles(folder: Path, count: int) -> list[Figure]:
    """Weigh-ins and redemptions, one transaction each (WAL, FULL)."""
    village = open_village(folder / "single.db")
    twin = open_village(folder / "twin.db")
    _fill(village, twin)
    raw = RawBook(folder / "raw.db", folder / "twin.db")
    weighed = _duel(village.book, twin.book, raw, weigh_ins(village, count, seed=3), _weigh_in)
    redeemed = _duel(village.book, twin.book, raw, _granted(twin, count), _redeem)
    assert raw.size() == village.book.head().size
    for one in (village.book, twin.book, raw):
        one.close()
    return [*_told("weigh-in", weighed), *_told("redemption", redeemed)]


def _fill(*villages: Village) -> None:
    for village in villages:
        with village.book.batch() as batch:
            for order in weigh_ins(village, 3000):
                batch.shop.weigh_in(order)


def _weigh_in(book: Book, order: object) -> Receipt:
    return book.shop.weigh_in(order)  # type: ignore[arg-type]  # orders of one kind go to the act of that kind


def _redeem(book: Book, order: object) -> Receipt:
    return book.shop.redeem(order)  # type: ignore[arg-type]  # as above


def _granted(village: Village, count: int) -> Sequence[object]:
    """Orders that the village will not refuse."""
    purses = {balance.household: balance.available for balance in village.book.balances(day=LAST_DAY)}
    granted = []
    for order in redemptions(8 * count):
        if purses[order.household] > 0 and len(granted) < count:
            purses[order.household] -= 1
            granted.append(order)
    return granted


def _duel(ours: Book, twin: Book, raw: RawBook, orders: Sequence[object], act: _Act[object]) -> Turns:
    """The raw contender gets what the same act asked and wrote in a twin of the book."""
    turns = Turns()
    for some in chunks(orders, _A_TURN):
        statements = [_recorded(twin, order, act) for order in some]
        turns.take(lambda some=some: _post(ours, some, act), lambda told=statements: [raw.act(one) for one in told])
    return turns


def _post(book: Book, orders: Sequence[object], act: _Act[object]) -> None:
    for order in orders:
        act(book, order)


def _recorded(twin: Book, order: object, act: _Act[object]) -> list[Statement]:
    book, notes = recording(twin)
    try:
        act(book, order)
    except RefusedByRule as refusal:
        raise AssertionError(refusal.code) from refusal
    asked, [batch] = notes.take()
    return prepared(CODE, asked, batch)


def _told(name: str, turns: Turns) -> list[Figure]:
    ours, theirs = turns.rates(_A_TURN)
    return [
        Figure(f"one durable {name} through the API, of raw sqlite3", turns.ratio(), "×", 0.70),
        Figure(f"{name}s a second, goodpoints", ours, "/s"),
        Figure(f"{name}s a second, raw sqlite3", theirs, "/s"),
    ]
