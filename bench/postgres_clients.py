"""Many clients of one PostgreSQL server, each with a village of its own: do they get in each other's way?

A journey away, as the PCs of villages are; and on the machine of the server, where all share its processors: as the
threads of a host with a process for each processor, through its pool or with a connection each, as processes of their
own, and beside those as many that send the same statements raw.

One client and all of them take turns of half a second, since the machine is another one a minute later. All have posted
every order once before: else the one, that posts more, would have less to look up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from itertools import cycle
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from threading import Lock, Thread
from typing import Any, Final, NamedTuple

import psycopg
from psycopg_pool import ConnectionPool

from bench.figures import Figure
from bench.postgres_raw import NotedStatements, RawClient
from bench.village import Village, open_village, weigh_ins
from goodpoints import Book, WeighIn, open_book
from goodpoints.services.clock import RandomIds, SystemClock
from goodpoints.storage.postgres import PostgresStore
from goodpoints.storage.postgres.address import address_of
from goodpoints.testing.races import SPAWN
from tests.faults.wire import Wire
from tests.servers import Server

_CLIENTS: Final = 8
_MANY, _NOTED, _SENT = "many", "noted", "sent"
"""Schemas: of the clients; of those whose statements are noted; of those to which these are sent raw."""

JOURNEY: Final = 0.001
"""Seconds there and back, as within a town; between a village and the county it is more."""

_ONE_POOL: Final = Lock()
"""Of the threads of a process one makes the pool."""

_Acts = Iterator[object]
"""Each step is an act; where it ends there is nothing left to post."""

_Client = Callable[[str], AbstractContextManager[_Acts]]
"""Opens the village of a code, and has posted every order once."""


class _Pace(NamedTuple):
    """How often one client and all of them take turns, for how many seconds each time.

    Attributes:
        orders: Of a client; then it begins again with the first.
    """

    turns: int
    seconds: float
    orders: int


class _Stretch(NamedTuple):
    """What one client has done, from when to when on the machine's own clock."""

    acts: int
    began: float
    ended: float


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
    pace, hosts = _Pace(1, 0.2, 100) if short else _Pace(24, 0.5, 1000), min(os.cpu_count() or 1, _CLIENTS)
    codes = [f"village-{n}" for n in range(_CLIENTS)]
    url, noted, sent = (server.url(schema=name) for name in (_MANY, _NOTED, _SENT))
    for place in (url, noted, sent):
        for code in codes:
            open_village(place, code).book.close()
    wire = Wire(server.folder, way=JOURNEY / 2)
    far = _turns(partial(_posting, wire.url(url), pace.orders), codes, pace)
    wire.close()
    pooled = _turns(partial(_posting, url, pace.orders, pooled=ceil(_CLIENTS / hosts)), codes, pace, processes=hosts)
    hosted = _turns(partial(_posting, url, pace.orders), codes, pace, processes=hosts)
    near = _turns(partial(_posting, url, pace.orders), codes, pace)
    raw = _turns(partial(_sending, (noted, sent), pace), codes, pace)
    on_one = _turns(partial(_posting, url, pace.orders), codes[:1] * _CLIENTS, pace)
    return [
        *_told(f"a journey of {1000 * JOURNEY:g} ms away", far, goal=2.0),
        *_told(f"threads of {hosts} processes with a pool each, sharing its processors", pooled, goal=2.0),
        *_told(f"threads of {hosts} processes with a connection each, sharing its processors", hosted, goal=2.0),
        *_told("processes of their own, sharing its processors", near, goal=2.0),
        *_told("processes of their own, sharing its processors, sending the same statements raw", raw),
        Figure(
            f"weigh-ins a second, {_CLIENTS} clients on one village", median(turn.many.rate for turn in on_one), "/s"
        ),
    ]


def _told(how: str, turns: Sequence[_Turn], *, goal: float | None = None) -> list[Figure]:
    one, many = ([turn[n] for turn in turns] for n in (0, 1))
    ratio = median(turn.ratio for turn in turns)
    return [
        Figure(f"{_CLIENTS} clients on {_CLIENTS} villages, of one on one, {how}", ratio, "×", goal),
        Figure("    one client", median(ran.rate for ran in one), "/s"),
        Figure(f"    {_CLIENTS} clients", median(ran.rate for ran in many), "/s"),
        Figure("    processors busy, one client", median(ran.busy for ran in one)),
        Figure(f"    processors busy, {_CLIENTS} clients", median(ran.busy for ran in many)),
    ]


# -- taking turns ----------------------------------------------------------------------------------------------


def _turns(client: _Client, codes: Sequence[str], pace: _Pace, *, processes: int = _CLIENTS) -> list[_Turn]:
    """One client, each time another one, and then all of them, each on its book."""
    with _crew(client, codes, processes) as ends:
        return [
            _Turn(_together([ends[n % len(ends)]], pace.seconds), _together(ends, pace.seconds))
            for n in range(pace.turns)
        ]


@contextmanager
def _crew(client: _Client, codes: Sequence[str], processes: int) -> Iterator[list[Connection]]:
    """Where each client is told for how many seconds to post, and tells its stretch."""
    crew, ends = [], []
    for n in range(processes):
        pipes = [SPAWN.Pipe() for _code in codes[n::processes]]
        theirs = [other for _mine, other in pipes]
        crew.append(SPAWN.Process(target=_process, args=(client, codes[n::processes], theirs), daemon=True))
        crew[-1].start()
        for other in theirs:
            other.close()  # so that a client that fails is not waited for
        ends += [mine for mine, _other in pipes]
    for end in ends:
        end.recv()
    yield ends
    for end in ends:
        end.send(0.0)
    for process in crew:
        process.join()


def _process(client: _Client, codes: Sequence[str], ends: Sequence[Connection]) -> None:
    threads = [Thread(target=_serve, args=(client, *told)) for told in zip(codes, ends, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _serve(client: _Client, code: str, end: Connection) -> None:
    with end, client(code) as acts:
        end.send("ready")
        while seconds := end.recv():
            end.send(_stretch(acts, seconds))


def _stretch(acts: _Acts, seconds: float) -> _Stretch:
    """Act until the time is up."""
    began = time.monotonic()
    for done, _ in enumerate(acts, 1):
        ended = time.monotonic()
        if ended - began >= seconds:
            return _Stretch(done, began, ended)
    raise EOFError  # a client that has nothing left to do would pass for a slow one


def _together(ends: Sequence[Connection], seconds: float) -> _Ran:
    """All acts, from the first client's beginning to the last one's end."""
    began, busy = time.monotonic(), _busy()
    for end in ends:
        end.send(seconds)
    ran: list[_Stretch] = [end.recv() for end in ends]
    spent, busy = time.monotonic() - began, _busy() - busy
    whole = max(one.ended for one in ran) - min(one.began for one in ran)
    return _Ran(sum(one.acts for one in ran) / whole, busy / spent)


def _busy() -> float:
    """Seconds that the processors have worked since the machine began; 0 where it does not say."""
    try:
        told = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, irq, softirq = map(int, told[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


# -- clients ---------------------------------------------------------------------------------------------------


@contextmanager
def _posting(url: str, count: int, code: str, *, pooled: int = 0) -> Iterator[_Acts]:
    """Posts through a pool of so many connections that the process has, or through one of its own."""
    with _pooled_book(url, code, pooled) if pooled else open_book(url, book=code) as book:
        orders = _orders(book, count)
        for order in orders:
            book.post(order, key=book.ids.key())
        yield (book.post(order, key=book.ids.key()) for order in cycle(orders))


def _pooled_book(url: str, code: str, connections: int) -> Book:
    with _ONE_POOL:
        store = PostgresStore(url, pool=_pool(url, connections))
    return Book(store, code, actor="clerk", clock=SystemClock(), ids=RandomIds())


@cache
def _pool(url: str, connections: int) -> ConnectionPool[psycopg.Connection[Any]]:
    """The process's own; it ends with it."""
    settings = {"autocommit": True}
    return ConnectionPool(
        address_of(url).conninfo, min_size=connections, max_size=connections, kwargs=settings, open=True
    )


@contextmanager
def _sending(urls: tuple[str, str], pace: _Pace, code: str) -> Iterator[_Acts]:
    """Sends what as many acts sent in a twin of its book."""
    noted, sent = urls
    with open_book(noted, book=code) as twin:
        statements, orders = NotedStatements(twin), cycle(_orders(twin, pace.orders))
        acts = [statements.sent(next(orders)) for _ in range(pace.orders + _raw_acts(pace))]
    raw = RawClient(sent, of=f"{_NOTED}.", own=f"{_SENT}.")
    for act in acts[: pace.orders]:
        raw.act(act)
    yield map(raw.act, acts[pace.orders :])
    raw.close()


def _raw_acts(pace: _Pace) -> int:
    """More than a raw client will send, so that none is left with nothing to do."""
    alone, together = 4000, 800  # a second
    return round(pace.seconds * (alone * ceil(pace.turns / _CLIENTS) + together * pace.turns))


def _orders(book: Book, count: int) -> list[WeighIn]:
    officer = next(iter(book.find_details("party/", "name").values())).removeprefix("party/")
    return weigh_ins(Village(book, officer), count, seed=int(book.code[-1]))
