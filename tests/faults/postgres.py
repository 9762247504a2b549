"""Faults of a PostgreSQL server: `python -m tests.faults` runs the long form and prints the figures.

Backends are terminated at random under load, the server is stopped as if its plug were pulled, eight clerks want the
last bag. Nothing acknowledged may be lost, nothing written twice.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from threading import Event, Thread
from typing import Any, Final, NamedTuple

from goodpoints import Deliver, PublishPrice, TakeOver
from goodpoints.book import open_store
from goodpoints.testing.races import SPAWN
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, OPENED, TODAY, village
from tests.faults.clerks import BAG, PATIENCE, Crew, Log, Work, book_of, grab_all
from tests.faults.trials import Outcome
from tests.servers import NOT_FOUND, SCHEMA, Server, binaries

CLERKS: Final = 4
RIVALS: Final = 8

WAY_BACK: Final = 10
"""Seconds in which a store finds its server again. Source: docs/howto/county.md."""


class Fault(NamedTuple):
    """What came of a fault.

    Attributes:
        acknowledged: Acts that a clerk was told of.
        lost: Of these, how many are not in the book.
        twice: Entries beyond one for an act.
        log: What the clerks met.
        harmed: How many connections were terminated, or how often the server was stopped.
        sound: Whether `verify` has nothing to say.
    """

    acknowledged: int
    lost: int
    twice: int
    log: Log
    sound: bool
    harmed: int = 0


def terminated(server: Server, *, acts: int, clerks: int = CLERKS, pause: float = 0.05, at_once: int = 1) -> Fault:
    """Two random backends are terminated every `pause` seconds while clerks work; one alone writes in single journeys.

    Never twice before something was written in between, however slow the machine.

    Where each transaction has more than two thousand acts, the server writes some while others are decided.
    """
    return _under_load(server, _Load(clerks, acts, at_once), lambda stop: _terminate(server, stop, pause))


def stopped(server: Server, *, acts: int, times: int, clerks: int = CLERKS) -> Fault:
    """The server is stopped at once and started again, so many times, while clerks work."""
    return _under_load(server, _Load(clerks, acts), lambda stop: _stop_and_start(server, stop, times))


def last_bag(server: Server, *, rounds: int) -> Counter[tuple[int, int]]:
    """Eight clerks want one bag; (how many got it, how many were refused with its reason) → in how many rounds."""
    book = village(_opened(server))
    book.shop.publish_price(PublishPrice(OPENED, item=BAG, price=1))
    book.shop.take_over(TakeOver(OPENED, household="0001", amount=2 * rounds, earned=OPENED))
    barrier = SPAWN.Barrier(RIVALS + 1)
    ends, rivals = [], []
    for n in range(RIVALS):
        mine, other = SPAWN.Pipe()
        work = Work(server.url(), [BOOK], f"grab{n}", rounds)
        rivals.append(SPAWN.Process(target=grab_all, args=(work, barrier, other)))
        rivals[-1].start()
        ends.append(mine)
    told: Counter[tuple[int, int]] = Counter()
    for n in range(rounds):
        book.shop.deliver(Deliver(TODAY, item=BAG, count=1, source="purchase"), key=f"bag-{n}")
        barrier.wait(PATIENCE)
        barrier.wait(PATIENCE)
        outcomes = Counter(end.recv() for end in ends)
        told[outcomes["got"], outcomes["out_of_stock"]] += 1
    for rival in rivals:
        rival.join(PATIENCE)
    book.close()
    return told


def _opened(server: Server) -> Any:  # noqa: ANN401 - the store of a server, emptied
    server.empty()
    return open_store(server.url())


class _Load(NamedTuple):
    """So many clerks, with so many acts each, so many of them in one transaction."""

    clerks: int
    acts: int
    at_once: int = 1


def _under_load(server: Server, load: _Load, harm: Callable[[Event], int]) -> Fault:
    village(_opened(server)).close()
    crew = Crew(Work(server.url(), [BOOK], f"clerk{n}", load.acts, load.at_once) for n in range(load.clerks))
    stop = Event()
    harmed: list[int] = []
    harming = Thread(target=lambda: harmed.append(harm(stop)))
    crew.begin()
    harming.start()
    while crew.at_work:
        time.sleep(0.05)
    stop.set()
    harming.join()
    return _judged(server, crew.logs(), load.clerks * load.acts)._replace(harmed=sum(harmed))


def _judged(server: Server, log: Log, acts: int) -> Fault:
    with closing(book_of(server.url(), BOOK)) as book:
        with book.store.read(BOOK) as reader:
            keys = Counter(row.key for row in reader.entries_of("weigh_in", "0000", "9999"))
        told = {key for _, key in log.told}
        stars = sum(row.amount for row in _stars(book))
        sound = findings(book.store) == ()
    # One star a weigh-in: an act that moved stars twice would show in them.
    twice = sum(count - 1 for count in keys.values()) + max(0, stars - acts)
    return Fault(len(log.told), len(told - keys.keys()), twice, log, sound)


def _stars(book: Any) -> list[Any]:  # noqa: ANN401 - a book
    with book.store.read(BOOK) as reader:
        return list(reader.balances("household/0001", "星"))


def _terminate(server: Server, stop: Event, pause: float) -> int:
    import psycopg

    count, written = 0, None
    while not stop.wait(pause):
        with suppress(psycopg.Error), server.superuser() as conn:
            before, written = written, conn.execute(f"SELECT sum(size) FROM {SCHEMA}.book").fetchone()
            if written == before:
                continue
            pids = [
                pid for (pid,) in conn.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'goodpoints'")
            ]
            for pid in random.sample(pids, min(2, len(pids))):
                count += conn.execute("SELECT pg_terminate_backend(%s)", (pid,)).fetchone() == (True,)
    return count


def _stop_and_start(server: Server, stop: Event, times: int) -> int:
    for done in range(times):
        if stop.wait(random.uniform(0.5, 1.5)):  # noqa: S311 - any moment will do
            return done
        server.stop()
        server.start()
    return times


def told(fault: Fault) -> Outcome:
    """What came of a fault, as all trials tell it."""
    wrong = {
        f"{fault.lost} acknowledged acts are lost": fault.lost,
        f"{fault.twice} acts are there twice": fault.twice,
        "verify has findings": not fault.sound,
        f"the way back took {fault.log.longest:.1f} s": fault.log.longest > WAY_BACK,
    }
    figures: dict[str, float] = {"acknowledged": fault.acknowledged, "lost": fault.lost, "twice": fault.twice}
    figures |= {
        "harmed": fault.harmed,
        "unknown outcomes found done": fault.log.done_unknown,
        "longest way back, s": round(fault.log.longest, 1),
    }
    return Outcome([what for what, found in wrong.items() if found], figures | dict(sorted(fault.log.errors.items())))


def told_of_rounds(rounds: Counter[tuple[int, int]]) -> Outcome:
    """What came of the last bags."""
    faults = [f"{n} rounds in which {got} got it and {refused} were refused" for (got, refused), n in rounds.items()]
    right = (1, RIVALS - 1)
    return Outcome(faults if rounds.keys() != {right} else [], {"rounds with one of eight": rounds[right]})


def trials(*, short: bool) -> dict[str, Callable[[], Outcome]]:
    """The trials of a server by their names; each on a server of its own."""
    acts, times, rounds = (100, 1, 5) if short else (1500, 5, 100)

    def on(trial: Callable[[Server], Outcome]) -> Outcome:
        if binaries() is None:
            raise PermissionError(NOT_FOUND)  # what the list of trials takes for a reason to skip one
        server = Server(durable=True)
        try:
            return trial(server)
        finally:
            server.remove()

    return {
        "PostgreSQL: connections terminated": lambda: on(lambda s: told(terminated(s, acts=acts))),
        "PostgreSQL: connections of one clerk": lambda: on(lambda s: told(terminated(s, acts=4 * acts, clerks=1))),
        "PostgreSQL: connections in batches": lambda: on(
            lambda s: told(terminated(s, acts=90 * acts, clerks=1, pause=2, at_once=3000))
        ),
        "PostgreSQL: server stopped": lambda: on(lambda s: told(stopped(s, acts=2 * acts, times=times))),
        "PostgreSQL: server of one clerk": lambda: on(lambda s: told(stopped(s, acts=6 * acts, times=times, clerks=1))),
        "PostgreSQL: the last bag": lambda: on(lambda s: told_of_rounds(last_bag(s, rounds=rounds))),
    }
