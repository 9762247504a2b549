"""Many clients of one PostgreSQL server, each with a village of its own: do they get in each other's way?

On the machine of the server, where all share its processors, beside clients that send the same statements raw; and a
journey away, as the PCs of villages are.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from bench.figures import Figure
from bench.postgres_raw import NotedStatements, RawClient
from bench.village import Village, open_village, weigh_ins
from goodpoints import Book, WeighIn, open_book
from tests.faults.wire import Wire
from tests.servers import Server

_CLIENTS: Final = 8
_TURNS: Final = 5
_WARM: Final = 100
"""Acts before the clock runs: until every statement is prepared, and planned for good."""

_DIFFERENT: Final = 1000
"""Orders of a client; then it begins again with the first."""

_MANY, _NOTED, _SENT = "many", "noted", "sent"
"""Schemas: of the clients; of those whose statements are noted; of those to which these are sent raw."""

_RAW: Final = 1200
"""Acts of a raw client, noted before the clock runs; the last ones are sent behind it."""

JOURNEY: Final = 0.001
"""Seconds there and back, as within a town; between a village and the county it is more."""

_SPAWN: Final = multiprocessing.get_context("spawn")


class _Ran(NamedTuple):
    """Acts a second of all clients, and how many processors were busy meanwhile, whoever it was."""

    rate: float
    busy: float


class _Turn(NamedTuple):
    """One client, and many."""

    one: _Ran
    many: _Ran

    @property
    def ratio(self) -> float:
        """How much more many write than one."""
        return self.many.rate / self.one.rate


def clients(server: Server, *, short: bool) -> list[Figure]:
    """All figures."""
    turns, seconds = (1, 0.5) if short else (_TURNS, 4.0)
    codes = [f"village-{n}" for n in range(_CLIENTS)]
    url, noted, sent = (server.url(schema=name) for name in (_MANY, _NOTED, _SENT))
    for place in (url, noted, sent):
        for code in codes:
            open_village(place, code).book.close()
    near, on_one, raw = [], [], []
    for _ in range(turns):
        near.append(_turn(partial(_client, url), codes, seconds))
        on_one.append(_together(partial(_client, url), codes[:1] * _CLIENTS, seconds))
        raw.append(_turn(partial(_raw_client, (noted, sent)), codes, seconds / _CLIENTS))
    wire = Wire(server.folder, way=JOURNEY / 2)
    far = [_turn(partial(_client, wire.url(url)), codes, seconds) for _ in range(turns)]
    wire.close()
    return [
        *_told(f"a journey of {1000 * JOURNEY:g} ms away", far, goal=2.0),
        *_told(f"sharing the server's {os.cpu_count()} processors", near, goal=2.0),
        *_told(f"sending the same statements raw, sharing its {os.cpu_count()} processors", raw),
        Figure(f"weigh-ins a second, {_CLIENTS} clients on one village", median(ran.rate for ran in on_one), "/s"),
    ]


def _told(how: str, turns: Sequence[_Turn], *, goal: float | None = None) -> list[Figure]:
    one, many = ([turn[n] for turn in turns] for n in (0, 1))
    return [
        Figure(
            f"{_CLIENTS} clients on {_CLIENTS} villages, of one on one, {how}",
            median(t.ratio for t in turns),
            "×",
            goal,
        ),
        Figure("    one client", median(ran.rate for ran in one), "/s"),
        Figure(f"    {_CLIENTS} clients", median(ran.rate for ran in many), "/s"),
        Figure("    processors busy, one client", median(ran.busy for ran in one)),
        Figure(f"    processors busy, {_CLIENTS} clients", median(ran.busy for ran in many)),
    ]


_Client = Callable[[str, float, Connection], None]


def _turn(client: _Client, codes: Sequence[str], seconds: float) -> _Turn:
    return _Turn(_together(client, codes[:1], seconds), _together(client, codes, seconds))


def _together(client: _Client, codes: Sequence[str], seconds: float) -> _Ran:
    """Clients that write for the same seconds, each on its book: none of them is waited for when others have ended."""
    ends, processes = [], []
    for code in codes:
        mine, other = _SPAWN.Pipe()
        processes.append(_SPAWN.Process(target=client, args=(code, seconds, other)))
        processes[-1].start()
        other.close()  # so that a client that fails is not waited for
        ends.append(mine)
    for end in ends:
        end.recv()
    began, busy = time.perf_counter(), _busy()
    for end in ends:
        end.send("begin")
    done = sum(end.recv() for end in ends)
    spent, busy = time.perf_counter() - began, _busy() - busy
    for process in processes:
        process.join()
    return _Ran(done, busy / spent)


def _busy() -> float:
    """Seconds that the processors have worked since the machine began; 0 where it does not say."""
    try:
        told = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, irq, softirq = map(int, told[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _client(url: str, code: str, seconds: float, told: Connection) -> None:
    """Posts what it can in so many seconds, and tells how many acts a second that was."""
    with open_book(url, book=code) as book:
        orders = _orders(book, _DIFFERENT)
        for order in orders[:_WARM]:
            book.post(order, key=book.ids.key())
        _measure(lambda n: book.post(orders[n % _DIFFERENT], key=book.ids.key()), seconds, told)


def _raw_client(urls: tuple[str, str], code: str, seconds: float, told: Connection) -> None:
    """Sends what as many acts sent in a twin of its book; those that are left when the time is up, behind the clock."""
    noted, sent = urls
    with open_book(noted, book=code) as twin:
        statements = NotedStatements(twin)
        acts = [statements.sent(order) for order in _orders(twin, _RAW)]
    raw = RawClient(sent, of=f"{_NOTED}.", own=f"{_SENT}.")
    for act in acts[:_WARM]:
        raw.act(act)
    done = _WARM + _measure(lambda n: raw.act(acts[_WARM + n]), seconds, told, at_most=len(acts) - _WARM)
    for act in acts[done:]:
        raw.act(act)
    raw.close()


def _orders(book: Book, count: int) -> list[WeighIn]:
    officer = next(iter(book.find_details("party/", "name").values())).removeprefix("party/")
    return weigh_ins(Village(book, officer), count, seed=int(book.code[-1]))


def _measure(act: Callable[[int], object], seconds: float, told: Connection, *, at_most: int | None = None) -> int:
    """Act from the signal on until the time is up, and tell acts a second; how many they were."""
    told.send("ready")
    told.recv()
    began, done, spent = time.perf_counter(), 0, 0.0
    while spent < seconds and done != at_most:
        act(done)
        done, spent = done + 1, time.perf_counter() - began
    told.send(done / spent)
    return done
