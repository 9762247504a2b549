"""Reading: a household's balance and a page of its statement, in a small book and in a big one."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

from bench.figures import Figure, Turns
from bench.village import HOUSEHOLDS, Village, open_village, weigh_ins
from goodpoints import Book

_TURNS = 60
_A_TURN = 20


def reads(folder: Path, small: int, big: int) -> list[Figure]:
    """Ratios between a book of `small` and one of `big` entries."""
    one, other = _filled(folder / "small.db", small), _filled(folder / "big.db", big)
    balance, statement = Turns(), Turns()
    chance = random.Random(4)  # noqa: S311 - a sample, no secret
    for _ in range(_TURNS):
        asked = [f"{chance.randint(1, HOUSEHOLDS):04d}" for _ in range(_A_TURN)]
        balance.take(partial(_balances, one.book, asked), partial(_balances, other.book, asked))
        statement.take(partial(_statements, one.book, asked), partial(_statements, other.book, asked))
    told = f"{big:,} entries by {small:,}"
    figures = [
        Figure(f"balance of a household, {told}", balance.ratio(), "×", 1.25, upper=True),
        Figure("  balances a second in the big book", balance.rates(_A_TURN)[1], "/s"),
        Figure(f"statement page of 50 lines, {told}", statement.ratio(), "×", 2.5, upper=True),
        Figure("  pages a second in the big book", statement.rates(_A_TURN)[1], "/s"),
    ]
    one.book.close()
    other.book.close()
    return figures


def _filled(path: Path, count: int) -> Village:
    village = open_village(path)
    with village.book.batch() as batch:
        for order in weigh_ins(village, count):
            batch.shop.weigh_in(order)
    return village


def _balances(book: Book, households: list[str]) -> None:
    for household in households:
        book.balance_of(household)


def _statements(book: Book, households: list[str]) -> None:
    for household in households:
        book.statement_of(household, count=50)
