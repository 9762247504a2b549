"""What other processes do to a store under test: post at the same time, or die in the middle."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from goodpoints.book import Book
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.errors import StorageError
from goodpoints.ports import Store
from goodpoints.services.clock import RandomIds
from goodpoints.services.receipt import Receipt
from goodpoints.testing.village import BOTTLES, TODAY, book_on

SPAWN: Final = multiprocessing.get_context("spawn")
"""A new interpreter on every system: nothing is inherited that another process would not have."""

_PATIENCE: Final = 60
_PAUSE: Final = 0.01


def until_not_busy(act: Callable[[], Receipt]) -> Receipt:
    """Try an act again for as long as the store says that this may help."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            return act()
        except StorageError as error:
            if not error.facts.get("again") or time.monotonic() > last:
                raise
        time.sleep(_PAUSE)


def weigh(book: Book, key: str) -> Receipt:
    """Weigh ten bottles in: one star."""
    order = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)
    return until_not_busy(lambda: book.shop.weigh_in(order, key=key))


def post_all(open_store: Callable[[], Store], keys: list[str], told: Connection) -> None:
    """Post one weigh-in per key, telling the entry's number after each; the parent says when to begin."""
    store = open_store()
    book = book_on(store, ids=RandomIds())
    told.send(0)
    told.recv()
    for key in keys:
        told.send(weigh(book, key).seq)
    store.close()
    told.close()


class Rival:
    """Another process that posts weigh-ins."""

    def __init__(self, open_store: Callable[[], Store], keys: list[str]) -> None:
        self._told, other = SPAWN.Pipe()
        self._process = SPAWN.Process(target=post_all, args=(open_store, keys, other))
        self._process.start()
        other.close()
        self._told.recv()

    def begin(self) -> None:
        """Let it loose."""
        self._told.send("begin")

    def numbers(self) -> list[int]:
        """The entries it wrote, once it is done."""
        seen = self._heard()
        self._process.join(_PATIENCE)
        return seen

    def killed_after(self, count: int) -> list[int]:
        """Kill it after so many entries; the numbers of those it told of."""
        seen = [int(self._told.recv()) for _ in range(count)]
        self._process.kill()
        self._process.join(_PATIENCE)
        return seen + self._heard()

    def _heard(self) -> list[int]:
        seen: list[int] = []
        while True:
            try:
                seen.append(int(self._told.recv()))
            except (EOFError, OSError):
                self._told.close()
                return seen
