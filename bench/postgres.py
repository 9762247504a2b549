"""PostgreSQL: one durable act against the same statements sent raw, many clients, a year in one transaction.

The server is one of our own, durable, on a socket, and shares the machine with its clients.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from bench.figures import Figure, Turns, chunks, took
from bench.postgres_raw import NotedStatements, RawClient, Sent
from bench.village import CODE, Village, fill, granted, open_village, weigh_ins
from goodpoints import Book, open_book
from tests.servers import SCHEMA, Server, why_not

_A_TURN: Final = 25
_CLIENTS: Final = 8
_TURNS: Final = 5
_WARM: Final = 100
"""Acts before the clock runs: until every statement is prepared, and planned for good."""

_DIFFERENT: Final = 1000
"""Orders of a client; then it begins again with the first."""
_SPAWN: Final = multiprocessing.get_context("spawn")


def postgres(count: int, bulk: int) -> list[Figure]:
    """All figures; none, and the reason, where there is no server."""
    if why_not():
        print(f"    skipped: {why_not()}")
        return []
    server = Server(durable=True)
    try:
        return [*_singles(server, count), *_clients(server, count), *_bulk(server, bulk)]
    finally:
        server.remove()


def _at(server: Server, schema: str) -> str:
    return server.url().replace(f"schema={SCHEMA}", f"schema={schema}")


# -- one act ---------------------------------------------------------------------------------------------------


def _singles(server: Server, count: int) -> list[Figure]:
    """The raw client sends what the same act sent in a twin of the book, to a third copy of it."""
    ours, twin, third = (open_village(_at(server, name)) for name in ("ours", "twin", "raw"))
    fill(ours, twin, third)
    raw = RawClient(_at(server, "raw"), of="twin.", own="raw.")
    weighed = _duel(ours, NotedStatements(twin.book), raw, weigh_ins(ours, count, seed=3))
    redeemed = _duel(ours, NotedStatements(twin.book), raw, granted(twin, count))
    assert ours.book.head().size == third.book.head().size
    for village in (ours, twin, third):
        village.book.close()
    raw.close()
    return [*_told("weigh-in", weighed), *_told("redemption", redeemed)]


def _duel(ours: Village, twin: NotedStatements, raw: RawClient, orders: Sequence[object]) -> Turns:
    turns = Turns()
    for some in chunks(orders, _A_TURN):
        sent = [twin.sent(order) for order in some]
        turns.take(partial(_post, ours.book, some), partial(_send, raw, sent))
    return turns


def _post(book: Book, orders: Sequence[object]) -> None:
    for order in orders:
        book.post(order, key=book.ids.key())  # type: ignore[arg-type]  # orders of any kind


def _send(raw: RawClient, acts: Sequence[Sent]) -> None:
    for act in acts:
        raw.act(act)


def _told(name: str, turns: Turns) -> list[Figure]:
    ours, theirs = turns.rates(_A_TURN)
    return [
        Figure(f"one durable {name} in PostgreSQL, of the same statements sent raw", turns.ratio(), "×", 0.60),
        Figure(f"{name}s a second, goodpoints", ours, "/s"),
        Figure(f"{name}s a second, raw psycopg", theirs, "/s"),
    ]


# -- many clients ----------------------------------------------------------------------------------------------


def _clients(server: Server, count: int) -> list[Figure]:
    url = _at(server, "many")
    codes = [f"village-{n}" for n in range(_CLIENTS)]
    for code in codes:
        open_village(url, code).book.close()
    turns_taken, seconds = (_TURNS, 4.0) if count >= _A_TURN * _TURNS else (1, 0.5)
    turns = [
        (
            _together(url, codes[:1], seconds),
            _together(url, codes, seconds),
            _together(url, codes[:1] * _CLIENTS, seconds),
        )
        for _ in range(turns_taken)
    ]
    one, apart, on_one = (median(ran.rate for ran in some) for some in zip(*turns, strict=True))
    ratio = median(eight.rate / alone.rate for alone, eight, _ in turns)
    alone, eight = (median(turn[n].busy for turn in turns) for n in (0, 1))
    return [
        Figure(f"{_CLIENTS} clients on {_CLIENTS} villages, of one client on one", ratio, "×", 2.0),
        Figure("weigh-ins a second, one client on one village", one, "/s"),
        Figure(f"weigh-ins a second, {_CLIENTS} clients on {_CLIENTS} villages", apart, "/s"),
        Figure(f"weigh-ins a second, {_CLIENTS} clients on one village", on_one, "/s"),
        Figure(f"of {os.cpu_count()} processors busy, client and server, one client", alone),
        Figure(f"of {os.cpu_count()} processors busy, {_CLIENTS} clients on {_CLIENTS} villages", eight),
    ]


class _Ran(NamedTuple):
    """Acts a second of all clients, and how many processors were busy meanwhile, whoever it was."""

    rate: float
    busy: float


def _together(url: str, codes: Sequence[str], seconds: float) -> _Ran:
    """Clients that write for the same seconds, each on its book: none of them is waited for when others have ended."""
    ends, clients = [], []
    for code in codes:
        mine, other = _SPAWN.Pipe()
        clients.append(_SPAWN.Process(target=_client, args=(url, code, seconds, other)))
        clients[-1].start()
        ends.append(mine)
    for end in ends:
        end.recv()
    began, busy = time.perf_counter(), _busy()
    for end in ends:
        end.send("begin")
    done = sum(end.recv() for end in ends)
    spent, busy = time.perf_counter() - began, _busy() - busy
    for client in clients:
        client.join()
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
        officer = next(iter(book.find_details("party/", "name").values())).removeprefix("party/")
        orders = weigh_ins(Village(book, officer), _DIFFERENT, seed=int(code[-1]))
        _post(book, orders[:_WARM])
        told.send("ready")
        told.recv()
        began, done, spent = time.perf_counter(), 0, 0.0
        while spent < seconds:
            _post(book, [orders[done % _DIFFERENT]])
            done, spent = done + 1, time.perf_counter() - began
        told.send(done / spent)


# -- a year at once --------------------------------------------------------------------------------------------


def _bulk(server: Server, count: int) -> list[Figure]:
    village = open_village(_at(server, "bulk"))
    orders = weigh_ins(village, count)

    def weigh() -> None:
        with village.book.batch() as batch:
            for order in orders:
                batch.shop.weigh_in(order)

    spent = took(weigh).wall
    with server.superuser() as conn:
        sql = (
            "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'bulk' AND c.relkind = 'r'"
        )
        [size] = conn.execute(sql).fetchone()
    village.book.close()
    assert CODE
    return [
        Figure("weigh-ins a second in one transaction, PostgreSQL", count / spent, "/s", 10_000),
        Figure("bytes in the database by weigh-in, all included", size / count, "B"),
    ]
