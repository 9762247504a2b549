"""PostgreSQL: one durable act against the same statements sent raw, many clients, a year in one transaction.

The server is one of our own, durable, on a socket, and shares the machine with its clients.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from bench.figures import Figure, Turns, chunks, took
from bench.postgres_clients import clients
from bench.postgres_raw import NotedStatements, RawClient, Sent
from bench.village import CODE, Village, fill, granted, open_village, weigh_ins
from goodpoints import Book
from tests.servers import Server, why_not

_A_TURN: Final = 25
_SHORT: Final = 125
"""Fewer acts than these ask for a short run."""


def postgres(count: int, bulk: int) -> list[Figure]:
    """All figures; none, and the reason, where there is no server."""
    if why_not():
        print(f"    skipped: {why_not()}")
        return []
    server = Server(durable=True)
    try:
        return [*_singles(server, count), *clients(server, short=count < _SHORT), *_bulk(server, bulk)]
    finally:
        server.remove()


# -- one act ---------------------------------------------------------------------------------------------------


def _singles(server: Server, count: int) -> list[Figure]:
    """The raw client sends what the same act sent in a twin of the book, to a third copy of it."""
    ours, twin, third = (open_village(server.url(schema=name)) for name in ("ours", "twin", "raw"))
    fill(ours, twin, third)
    raw = RawClient(server.url(schema="raw"), of="twin.", own="raw.")
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


# -- a year at once --------------------------------------------------------------------------------------------


def _bulk(server: Server, count: int) -> list[Figure]:
    village = open_village(server.url(schema="bulk"))
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
