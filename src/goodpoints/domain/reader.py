"""What a decision may ask of a book: public and stable, so that a new programme can be written outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.policy import Policy

TermsT = TypeVar("TermsT")


class BookReader(Protocol):
    """The book as a decision sees it: everything written so far, the batch's own acts included."""

    @property
    def next_seq(self) -> int:
        """The number the next entry will bear."""

    @property
    def through(self) -> str:
        """The last day run (ISO), empty while no units have moved: what is dated earlier is back-dated."""

    def policy(self, day: dt.date) -> Policy:
        """The policy valid on `day`."""

    def thing(self, kind: str, code: str) -> Thing | None:
        """The present state of a thing; None where the journal does not know it."""

    def things(self, kind: str, *, holder: str | None = None, status: str | None = None) -> list[Thing]:
        """All things of a kind, by holder and status where given, in the order of their codes."""

    def lots(self, account: str, unit: str) -> dict[str, int]:
        """Lot → amount in an account, in spending order, without the empty ones; empty where there is nothing."""

    def tally(self, name: str, subject: str, first: dt.date, last: dt.date) -> int:
        """The sum of a count over the days `first` … `last`, both included."""

    def entry(self, seq: int) -> Entry | None:
        """The entry with this number."""

    def terms(self, of: ThingKey, day: dt.date, settle: Callable[[BookReader, str, dt.date], TermsT]) -> TermsT:
        """What a thing (kind, code) comes to on a day: `settle(book, code, day)`, remembered while it holds.

        `settle` is pure and reads nothing but this thing and the policies; what it raises is not remembered.
        """


class Needs(NamedTuple):
    """What a decision will surely read, so that a store can be asked once.

    Attributes:
        things: (kind, code) of things.
        lots: (account, unit) whose lots are read.
        tallies: Name and subject of counts, first and last day, as `BookReader.tally` is asked for them.
    """

    things: Sequence[ThingKey] = ()
    lots: Sequence[tuple[str, str]] = ()
    tallies: Sequence[tuple[str, str, dt.date, dt.date]] = ()


class Order(Protocol):
    """What somebody asks for, before it is decided."""

    @property
    def day(self) -> dt.date:
        """The day it counts for."""

    def needs(self, policy: Policy) -> Needs:
        """Things and lots to fetch ahead of the decision."""

    def asked(self) -> tuple[Any, ...]:
        """The order's name, its day, and what else was asked, without private texts: equal for equal requests."""


OrderT = TypeVar("OrderT", bound=Order)
Decision: TypeAlias = Callable[["BookReader", OrderT], Draft]
"""A pure function from a book and an order to a draft, or a typed refusal."""
