"""Counts that were asked for, kept right while entries add to them: the store is asked for each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from goodpoints.domain.entries import Tally

MOST: Final = 20_000
"""Counts known at most, and things, accounts and counts kept from act to act: beyond it nothing is, and all is asked again."""

_PERIODS: Final = 4
"""Periods remembered of each: a rule may limit what a day, a month and a year give; of older ones nothing is asked."""

Asked: TypeAlias = tuple[str, str, str, str]
"""Name and subject of a count, first and last day (ISO), both included."""

Sums: TypeAlias = dict[tuple[str, str], dict[tuple[str, str], int]]
"""(name, subject) → (first, last) → sum, the periods in the order in which they were asked for first."""


def is_known(sums: Sums, asked: Asked) -> bool:
    """Whether a count over days is among these."""
    return asked[2:] in sums.get(asked[:2], ())


class Tallies:
    """What is asked again over the same days is not counted again.

    Attributes:
        sums: What is known; changed in place.
    """

    def __init__(self, sums: Sums) -> None:
        self.sums = sums

    def over(self, asked: Asked, count: Callable[[Asked], int]) -> int:
        """The sum of a count over days.

        Args:
            asked: Which count, and over what days.
            count: Tells it where it is not known, with what was added and not written yet.
        """
        of, period = asked[:2], asked[2:]
        known = self.sums.get(of, {}).get(period)
        if known is None:
            known = count(asked)
            self.learn(asked, known)
        return known

    def learn(self, asked: Asked, amount: int) -> None:
        """What a count comes to over days, everything written so far included."""
        of, period = asked[:2], asked[2:]
        if len(self.sums) >= MOST:
            self.sums.clear()
        known = self.sums.setdefault(of, {})
        if len(known) >= _PERIODS:
            del known[next(iter(known))]
        known[period] = amount

    def add(self, tallies: Iterable[Tally]) -> None:
        """What an entry adds."""
        for name, subject, day, amount in tallies:
            known = self.sums.get((name, subject), {})
            for first, last in known:
                if first <= day <= last:
                    known[first, last] += amount
