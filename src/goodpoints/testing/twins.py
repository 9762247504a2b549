"""Two books that are told the same: one in memory, one on the store under test. They must never differ."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from goodpoints.book import Book
from goodpoints.domain.accounts import RELOTTED, sign_of
from goodpoints.errors import GoodpointsError, RefusedByRule
from goodpoints.ports import Store
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.services.verify import verify
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing.factory import StoreFactory, picture
from goodpoints.testing.village import BOOK, HOUSEHOLDS, OPENED, book_on, first_days, village

_PAGE = 20
_MONTH = dt.timedelta(days=30)


class Stopped(Exception):
    """Stands for whatever may go wrong in a caller's code, in the middle of a batch."""


def outcome(act: Callable[[Book], object], book: Book) -> object:
    """What an act answers, or how it fails: class, code, facts and every reason."""
    try:
        return act(book)
    except GoodpointsError as error:
        reasons = [reason.told() for reason in error.reasons] if isinstance(error, RefusedByRule) else []
        return type(error).__name__, error.code, error.facts, reasons
    except Stopped:
        return "stopped"


def answers(book: Book) -> dict[str, object]:
    """What a book says when it is asked everything; a household that was withdrawn is not found, in both."""
    today, size = book.today, book.head().size
    asked: dict[str, Callable[[Book], object]] = {
        "balances": lambda b: b.balances(),
        "ranking": lambda b: b.ranking(),
        "earned": lambda b: b.ranking(by="earned", first=OPENED, last=today),
        "stock": lambda b: b.stock(),
        "materials": lambda b: b.materials(),
        "today": lambda b: b.entries_on(today),
        "found": lambda b: b.find("王"),
        "policy": lambda b: b.policy(),
    }
    for household in HOUSEHOLDS:
        asked[f"balance {household}"] = partial(Book.balance_of, household=household)
        asked[f"past {household}"] = partial(Book.balance_of, household=household, as_of=today - _MONTH)
        asked[f"statement {household}"] = partial(Book.statement_of, household=household, count=_PAGE)
        asked[f"page {household}"] = partial(Book.statement_of, household=household, count=2, before=size)
    return {name: outcome(question, book) for name, question in asked.items()}


class Twins:
    """The pair, with one clock, and ids that count alike.

    Args:
        factory: The place of the store under test, empty.
    """

    def __init__(self, factory: StoreFactory) -> None:
        self._factory = factory
        self.clock = FixedClock.at(dt.date(2026, 3, 2))
        self.oracle = village(MemoryStore(), clock=self.clock, ids=CountedIds())
        self.tested = village(factory(), clock=self.clock, ids=CountedIds())
        for book in (self.oracle, self.tested):
            first_days(book)
        self.compare()

    @property
    def today(self) -> dt.date:
        """The clock's day."""
        return self.oracle.today

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.oracle.head().size

    def do(self, act: Callable[[Book], object]) -> None:
        """Let both act; outcome, rows and answers must be equal."""
        expected, actual = outcome(act, self.oracle), outcome(act, self.tested)

        assert actual == expected
        self.compare()

    def compare(self) -> None:
        """Everything that is stored and everything that can be asked is equal, and the laws hold."""
        expected, actual = picture(self.oracle.store, BOOK), picture(self.tested.store, BOOK)

        assert actual == expected
        assert answers(self.tested) == answers(self.oracle)
        check_laws(actual)

    def reopen(self) -> None:
        """Close the store under test and open it again; where it does not last, go on with it."""
        if self._factory.lasts:
            ids = self.tested.ids
            self.tested.close()
            self.tested = book_on(self._factory(), clock=self.clock, ids=ids)
        self.compare()

    def audit(self) -> None:
        """`verify` finds nothing, in either store."""
        for store in (self.oracle.store, self.tested.store):
            assert findings(store) == ()

    def close(self) -> None:
        """Close both."""
        self.oracle.close()
        self.tested.close()


def findings(store: Store) -> tuple[object, ...]:
    """What `verify` has to say about the book of a store."""
    with store.read(BOOK) as reader:
        report = verify(reader, BOOK, MemoryStore, anchors={}, self_check=store.self_check)
    return tuple(report.findings)


def check_laws(stored: dict[str, Any]) -> None:
    """The laws of every book, in its rows: sums of zero, signs, postings, numbers."""
    sums, relotted, held = Counter[tuple[str, str]](), Counter[str](), Counter[tuple[str, str, str]]()
    for account, unit, lot, amount, sign in stored["balance"]:
        sums[unit, lot] += amount
        held[account, unit, lot] += amount
        relotted[unit] += amount if account == RELOTTED else 0

        assert amount * sign >= 0
        assert sign == sign_of(account)
    moved = Counter[tuple[str, str, str]]()
    for account, _seq, _n, unit, lot, amount in stored["posting"]:
        moved[account, unit, lot] += amount

    assert not any(sums.values())
    assert not any(relotted.values())
    assert {key: amount for key, amount in moved.items() if amount} == {key: held[key] for key in moved if held[key]}
    assert [row.seq for row in stored["entry"]] == list(range(1, stored["head"].size + 1))
