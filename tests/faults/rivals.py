"""Eight clerks at once, each in a process of its own: weighing for a while, or all after the last bag."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NamedTuple

from goodpoints import Deliver, Redeem, RefusedByRule, StorageError, WeighIn, open_book
from goodpoints.testing.races import SPAWN
from tests.faults.books import CLOCK, FIRST

CLERKS: Final = 8
LAST_DAY: Final = FIRST.replace(year=2026)
"""Every household has stars by then."""


class Weighed(NamedTuple):
    """What one clerk has done.

    Attributes:
        keys: Of the acts that were acknowledged.
        worst: The longest wait for one of them, in seconds.
        busy: How often the clerk was told to try again.
    """

    keys: list[str]
    worst: float
    busy: int


def _weigh(path: str, name: str, seconds: float, told: Connection) -> None:
    """Weigh in until the time is up, each act until it is taken."""
    keys, worst, busy = list[str](), 0.0, 0
    with open_book(path, clock=CLOCK) as book:
        told.send("ready")
        told.recv()
        last = begun = time.monotonic()
        last += seconds
        while time.monotonic() < last:
            key = f"{name}-{len(keys)}"
            try:
                book.shop.weigh_in(WeighIn(FIRST, household="0001", material="纸板", quantity="3.2公斤"), key=key)
            except StorageError as error:
                if not error.facts["again"]:
                    raise
                busy += 1
                continue
            keys.append(key)
            worst, begun = max(worst, time.monotonic() - begun), time.monotonic()
    told.send(Weighed(keys, worst, busy))


def _reach_for_the_bag(path: str, name: str, rounds: int, told: Connection) -> None:
    """Each round, when told to, ask for one bag; tell "got" or the code of the refusal."""
    household = f"000{int(name) % 3 + 1}"
    with open_book(path, clock=CLOCK) as book:
        told.send("ready")
        for number in range(rounds):
            told.recv()
            try:
                book.shop.redeem(Redeem(LAST_DAY, household=household, item="米"), key=f"{name}-{number}")
                told.send("got")
            except (RefusedByRule, StorageError) as error:
                told.send(error.code)


class _Clerks:
    """The processes, and a line to each."""

    def __init__(self, work: Callable[..., None], path: Path, told: float) -> None:
        lines = [SPAWN.Pipe() for _ in range(CLERKS)]
        self.lines = [ours for ours, _theirs in lines]
        self._processes = [
            SPAWN.Process(target=work, args=(str(path), str(n), told, theirs))
            for n, (_ours, theirs) in enumerate(lines)
        ]
        for process in self._processes:
            process.start()
        self.heard()

    def go(self) -> None:
        for line in self.lines:
            line.send("go")

    def heard(self) -> list[Any]:
        return [line.recv() for line in self.lines]

    def join(self) -> None:
        for process in self._processes:
            process.join()


def weighed(path: Path, seconds: float) -> list[Weighed]:
    """What each clerk has done after weighing for so long."""
    clerks = _Clerks(_weigh, path, seconds)
    clerks.go()
    told = clerks.heard()
    clerks.join()
    return told


def reached(path: Path, rounds: int) -> list[list[str]]:
    """Round by round, what became of eight clerks who wanted the only bag: "got", or the code of a refusal."""
    with open_book(str(path), clock=CLOCK) as book:
        clerks, told = _Clerks(_reach_for_the_bag, path, rounds), []
        for number in range(rounds):
            book.shop.deliver(Deliver(LAST_DAY, item="米", count=1, source="purchase"), key=f"bag-{number}")
            clerks.go()
            told.append(sorted(clerks.heard()))
        clerks.join()
    return told
