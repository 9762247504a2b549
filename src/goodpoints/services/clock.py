"""Clocks and ids: the real ones, and fixed ones that give equal heads."""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache
from typing import Final

from goodpoints.ports import Clock

_KEY: Final = 8
"""Bytes of a key."""

_AHEAD: Final = 64
"""Keys drawn at once."""

_drawn: Final[list[str]] = []
"""Keys that nobody has been given yet: asking the system for each would be felt by every act. Salts are never drawn ahead."""

if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_drawn.clear)


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
        try:
            return _drawn.pop()
        except IndexError:
            chance = os.urandom(_AHEAD * _KEY).hex()
            *others, key = [chance[at : at + 2 * _KEY] for at in range(0, len(chance), 2 * _KEY)]
            _drawn.extend(others)
            return key


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
