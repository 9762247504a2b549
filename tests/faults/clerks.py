"""Clerks in processes of their own, who post on a server that other people are taking apart."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Final, NamedTuple

from goodpoints import Book, Redeem, RefusedByRule, StorageError, WeighIn
from goodpoints.book import open_store
from goodpoints.services.clock import FixedClock, RandomIds
from goodpoints.services.receipt import Receipt
from goodpoints.testing.races import SPAWN
from goodpoints.testing.village import BOTTLES, TODAY

PATIENCE: Final = 60.0
BAG: Final = "大米"
_PAUSE: Final = 0.01


class Work(NamedTuple):
    """What one clerk is to do.

    Attributes:
        url: Where the books lie.
        books: Posts go to them in turn.
        name: Keys begin with it.
        acts: How many; each has a key of its own.
        at_once: How many in one transaction.
    """

    url: str
    books: Sequence[str]
    name: str
    acts: int
    at_once: int = 1


class Log(NamedTuple):
    """What clerks were told, and what they met.

    Attributes:
        told: (book, key) of every act that was acknowledged.
        errors: How often each code came.
        done_unknown: Acts of unknown outcome that the same key showed to be written.
        longest: Seconds from a first failure until the same act went well.
    """

    told: list[tuple[str, str]]
    errors: Counter[str]
    done_unknown: int
    longest: float


class _Clerk:
    def __init__(self) -> None:
        self.log = Log([], Counter(), 0, 0.0)

    def persist(self, post: Callable[[], Receipt]) -> Receipt:
        """The same with the same keys until it is acknowledged or refused."""
        began, unknown = time.monotonic(), 0
        while True:
            try:
                receipt = post()
            except StorageError as error:
                self.log.errors[error.code] += 1
                unknown += error.code == "outcome_unknown"
                if not error.facts.get("again") or time.monotonic() - began > PATIENCE:
                    raise
                time.sleep(_PAUSE)
                continue
            failed = time.monotonic() - began if self.log.errors else 0.0
            longest = max(self.log.longest, failed)
            done = int(bool(unknown) and receipt.replayed)
            self.log = self.log._replace(longest=longest, done_unknown=self.log.done_unknown + done)
            return receipt


def book_of(url: str, code: str) -> Book:
    """A clerk's own opening of a book."""
    return Book(open_store(url, must_exist=True), code, actor="clerk", clock=FixedClock.at(TODAY), ids=RandomIds())


def weigh_all(work: Work, told: Connection) -> None:
    """Post weigh-ins, telling each once it is acknowledged, at last the whole log."""
    clerk = _Clerk()
    first = book_of(work.url, work.books[0])  # one connection for all of a clerk's books
    books = {code: Book(first.store, code, actor="clerk", clock=first.clock, ids=first.ids) for code in work.books}
    told.send("ready")
    told.recv()
    order = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)
    for n in range(0, work.acts, work.at_once):
        code = work.books[n % len(work.books)]
        keys = [f"{work.name}-{number}" for number in range(n, n + work.at_once)]
        clerk.persist(partial(_post, books[code], order, keys))
        clerk.log.told.extend((code, key) for key in keys)
    told.send(clerk.log)
    first.close()


def _post(book: Book, order: WeighIn, keys: Sequence[str]) -> Receipt:
    """One act, or many in one transaction; the last receipt."""
    if len(keys) == 1:
        return book.post(order, key=keys[0])
    with book.batch() as batch:
        return [batch.post(order, key=key) for key in keys][-1]


def grab_all(work: Work, barrier: Any, told: Connection) -> None:  # noqa: ANN401 - a barrier of the start method
    """Ask for the last bag, round after round, all clerks at once; tell what came of it."""
    clerk, book = _Clerk(), book_of(work.url, work.books[0])
    for n in range(work.acts):
        barrier.wait(PATIENCE)
        try:
            bag = Redeem(TODAY, household="0001", item=BAG, count=1)
            clerk.persist(partial(book.post, bag, key=f"{work.name}-{n}"))
            told.send("got")
        except RefusedByRule as refusal:
            told.send(refusal.code)
        barrier.wait(PATIENCE)
    book.close()


class Crew:
    """Several clerks at work.

    Args:
        works: One for each clerk.
    """

    def __init__(self, works: Iterable[Work]) -> None:
        self._ends, self._processes = [], []
        for work in works:
            mine, other = SPAWN.Pipe()
            process = SPAWN.Process(target=weigh_all, args=(work, other))
            process.start()
            other.close()
            self._ends.append(mine)
            self._processes.append(process)
        for end in self._ends:
            end.recv()

    def begin(self) -> None:
        """Let them loose."""
        for end in self._ends:
            end.send("begin")

    @property
    def at_work(self) -> bool:
        """Whether somebody is not done."""
        return any(process.is_alive() for process in self._processes) and not all(end.poll() for end in self._ends)

    def logs(self) -> Log:
        """What all of them met, once they are done."""
        logs = [end.recv() for end in self._ends]
        for process in self._processes:
            process.join(PATIENCE)
        return Log(
            [told for log in logs for told in log.told],
            sum((log.errors for log in logs), Counter()),
            sum(log.done_unknown for log in logs),
            max(log.longest for log in logs),
        )
