"""Clocks and ids: the real ones, and fixed ones that give equal heads."""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache

from goodpoints.ports import Clock


def today_in(zone: str, clock: Clock) -> dt.date:
    """The clock's day in a zone, "+08:00"."""
    return clock.now().astimezone(_zone(zone)).date()


@lru_cache(maxsize=16)
def _zone(offset: str) -> dt.tzinfo | None:
    return dt.datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo  # strptime is slow to import


class SystemClock:
    """The computer's clock."""

    def now(self) -> dt.datetime:
        """The instant, in UTC."""
        return dt.datetime.now(dt.UTC)


class FixedClock:
    """A clock that stands still until it is set.

    Args:
        instant: Aware.
    """

    def __init__(self, instant: dt.datetime) -> None:
        self.instant = instant

    def now(self) -> dt.datetime:
        """The instant it was set to."""
        return self.instant

    @classmethod
    def at(cls, day: dt.date, zone: str = "+08:00") -> FixedClock:
        """Noon of a day in a zone."""
        offset = dt.datetime.strptime(zone, "%z").tzinfo
        return cls(dt.datetime.combine(day, dt.time(12), tzinfo=offset))


class RandomIds:
    """Real chance."""

    def salt(self) -> bytes:
        """32 unguessable bytes."""
        return os.urandom(32)

    def key(self) -> str:
        """A key nobody else makes."""
        return os.urandom(8).hex()


class CountedIds:
    """No chance at all: 1, 2, 3 … For tests and examples only, since its salts can be guessed."""

    def __init__(self, count: int = 0) -> None:
        self.count = count

    def salt(self) -> bytes:
        """The next number as 32 bytes."""
        self.count += 1
        return self.count.to_bytes(32, "big")

    def key(self) -> str:
        """The next number as text."""
        self.count += 1
        return f"k{self.count:08d}"
