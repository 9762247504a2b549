"""A Hypothesis machine that lives a village's days on two stores at once and compares them after every step."""

from __future__ import annotations

import datetime as dt
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from goodpoints.book import Book
from goodpoints.domain.reader import Order
from goodpoints.services.clock import FixedClock
from goodpoints.testing import strategies as village_strategies
from goodpoints.testing.factory import StoreFactory
from goodpoints.testing.strategies import days, orders, policy_changes, registrations, reversals
from goodpoints.testing.twins import Stopped, Twins, outcome
from goodpoints.testing.village import HOUSEHOLDS

KEYS = st.none() | st.sampled_from(["slip-1", "slip-2", "slip-3", "slip-4"])
"""Keys that come back, with the same request or another."""

_LONGEST_BATCH = 5
_LAST_YEAR = 2190
"""Lots of this year still end on a day that a book knows."""

_DAILY = ["weigh_ins", "redemptions", "barters", "hand_overs", "sales", "deliveries", "counts"]


def post_together(book: Book, asked: list[Order], *, fail: bool) -> list[object]:
    """Post orders in one batch; a refused one leaves the others alone, a failure at the end takes all back."""
    with book.batch() as acts:
        told = [outcome(partial(_posted, order=order), acts) for order in asked]
        told.append(acts.balance_of(HOUSEHOLDS[0]))
        if fail:
            raise Stopped
    return told


def _posted(book: Book, *, order: Order) -> object:
    return book.post(order)


class LedgerStoreMachine(RuleBasedStateMachine):
    """Drives a book in memory and one on the store under test; subclass it and say where the store lies.

    Outcomes, heads, all rows of all tables and all answers must be equal after every step; `verify` must have no
    findings. Run `YourMachine.TestCase` with pytest.
    """

    def __init__(self) -> None:
        super().__init__()
        self.twins = Twins(self.make_factory())

    def make_factory(self) -> StoreFactory:
        """A fresh, empty place for the store under test."""
        raise NotImplementedError

    @rule(data=st.data(), key=KEYS)
    def act(self, data: st.DataObject, key: str | None) -> None:
        """The counter does what it does all day."""
        order = data.draw(orders(days(self.twins.today)), label="order")
        self.twins.do(lambda book: book.post(order, key=key))

    @rule(data=st.data(), kind=st.sampled_from(_DAILY))
    def act_today(self, data: st.DataObject, kind: str) -> None:
        """Households bring and fetch."""
        order = data.draw(getattr(village_strategies, kind)(st.just(self.twins.today)), label="order")
        self.twins.do(lambda book: book.post(order))

    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        """Somebody made a mistake."""
        order = data.draw(reversals(days(self.twins.today), self.twins.size), label="order")
        self.twins.do(lambda book: book.reverse(order))

    @rule(data=st.data())
    def preview(self, data: st.DataObject) -> None:
        """Somebody asks what would happen."""
        order = data.draw(orders(days(self.twins.today)), label="order")
        self.twins.do(lambda book: book.preview(order))

    @rule(data=st.data(), fail=st.booleans())
    def act_together(self, data: st.DataObject, fail: bool) -> None:  # noqa: FBT001 - Hypothesis passes by name
        """Several acts in one transaction, the refused ones among them caught, all of it perhaps given up."""
        asked = data.draw(st.lists(orders(days(self.twins.today)), max_size=_LONGEST_BATCH), label="orders")
        self.twins.do(partial(post_together, asked=asked, fail=fail))

    @rule(data=st.data())
    def change_policy(self, data: st.DataObject) -> None:
        """The village decides other rules."""
        order = data.draw(policy_changes(days(self.twins.today)), label="order")
        self.twins.do(lambda book: book.change_policy(order))

    @rule(data=st.data())
    def register(self, data: st.DataObject) -> None:
        """Households and persons come onto the list."""
        order = data.draw(registrations(days(self.twins.today)), label="order")
        self.twins.do(lambda book: book.post(order))

    @rule(name=st.sampled_from(village_strategies.NAMES[:-1]))
    def name_party(self, name: str) -> None:
        """A grid worker or donor is named, perhaps for the first time."""
        self.twins.do(lambda book: book.register.party_named(name, book.today))

    @rule(person=st.sampled_from([f"person/{household}-1" for household in HOUSEHOLDS]))
    def erase(self, person: str) -> None:
        """Somebody wants to be forgotten."""
        self.twins.do(partial(_erased, of=person))

    @rule(count=st.integers(1, 40) | st.just(400))
    def let_days_pass(self, count: int) -> None:
        """The clock goes on; nothing falls due by itself."""
        day = self.twins.today + dt.timedelta(days=count)
        if day.year < _LAST_YEAR:
            self.twins.clock.instant = FixedClock.at(day).instant
        self.twins.compare()

    @rule(back=st.integers(-1, 3))
    def due(self, back: int) -> None:
        """Everything that fell due is posted, once."""
        self.twins.do(lambda book: book.due(book.today - dt.timedelta(days=back)))

    @rule()
    def reopen(self) -> None:
        """The shop closes for the night."""
        self.twins.reopen()

    @rule()
    def audit(self) -> None:
        """The township comes to look."""
        self.twins.audit()

    def teardown(self) -> None:
        """Look once more, and close."""
        try:
            self.twins.audit()
        finally:
            self.twins.close()


def _erased(book: Book, *, of: str) -> int:
    with book.store.write(book.code) as tx:
        return tx.erase(of)
