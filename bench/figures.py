"""What the bench prints: figures with their goals, contenders taking turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")


class Figure(NamedTuple):
    """One line of the result.

    Attributes:
        goal: Smallest (or, where `upper`, largest) value that is good enough; None for what is only told.
    """

    name: str
    value: float
    unit: str = ""
    goal: float | None = None
    upper: bool = False

    @property
    def reached(self) -> bool:
        """Whether the goal is met; what has none always is."""
        if self.goal is None:
            return True
        return self.value <= self.goal if self.upper else self.value >= self.goal

    def __str__(self) -> str:
        told = f"{self.value:12,.2f} {self.unit:8}" if self.value < 100 else f"{self.value:12,.0f} {self.unit:8}"
        if self.goal is None:
            return f"    {told} {self.name}"
        sign = "≤" if self.upper else "≥"
        return f"{'ok ' if self.reached else '-- '} {told} {self.name} (goal {sign} {self.goal:g})"


class Took(NamedTuple):
    """How long some work took, in seconds: by the clock, and of this process's processor time."""

    wall: float
    cpu: float


def took(work: Callable[[], object]) -> Took:
    """Do the work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


class Turns:
    """Times of contenders that took turns: the medians of their ratios are what to trust on a shared machine."""

    def __init__(self) -> None:
        self._ours: list[Took] = []
        self._theirs: list[Took] = []

    def take(self, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
        """One turn of each; who goes first changes every time."""
        if len(self._ours) % 2:
            self._theirs.append(took(theirs))
            self._ours.append(took(ours))
        else:
            self._ours.append(took(ours))
            self._theirs.append(took(theirs))

    def ratio(self) -> float:
        """Their time by ours: 1.0 is as fast, 0.5 half as fast; the median over all turns."""
        return statistics.median(theirs.wall / ours.wall for ours, theirs in zip(self._ours, self._theirs, strict=True))

    def cpu_ratio(self) -> float:
        """The same by processor time, which neither the disk nor other processes' turns lengthen."""
        return statistics.median(theirs.cpu / ours.cpu for ours, theirs in zip(self._ours, self._theirs, strict=True))

    def cpu_each(self, acts: int) -> tuple[float, float]:
        """Processor time of an act in a median turn of so many, in microseconds: ours, theirs."""
        ours, theirs = ([turn.cpu for turn in turns] for turns in (self._ours, self._theirs))
        return statistics.median(ours) / acts * 1e6, statistics.median(theirs) / acts * 1e6

    def rates(self, acts: int) -> tuple[float, float]:
        """Acts per second of a median turn of so many acts: ours, theirs."""
        ours, theirs = ([turn.wall for turn in turns] for turns in (self._ours, self._theirs))
        return acts / statistics.median(ours), acts / statistics.median(theirs)


def chunks(items: Sequence[_T], count: int) -> list[Sequence[_T]]:
    """The items in runs of `count`."""
    return [items[at : at + count] for at in range(0, len(items), count)]
