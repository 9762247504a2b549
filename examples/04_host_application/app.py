"""A co-operative's own web application, with a village's book in its own SQLite file.

    python app.py prepare coop.db
    COOP_DB=coop.db python -m uvicorn app:app

Whoever works there signs in with a token of the application; the book knows them by their codes. What an act brings
for the application itself, a line in its table `counter`, is written in the same transaction as the book's entry.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from goodpoints import (
    Book,
    Deliver,
    GoodpointsError,
    IdempotencyConflict,
    MistakenInput,
    NotFound,
    NotPermitted,
    Policy,
    PublishPrice,
    PublishRate,
    Receipt,
    Redeem,
    RefusedByRule,
    RegisterHousehold,
    StorageError,
    WeighIn,
    create_book,
    open_book,
    unit_of_work,
)
from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.bank.rulebook.values import Resolution, Rule, Rulebook
from goodpoints.domain.days import day_of
from goodpoints.i18n import Translator

TABLES: Final = (
    "CREATE TABLE staff (token TEXT PRIMARY KEY, code TEXT NOT NULL) STRICT",
    "CREATE TABLE counter (entry INTEGER PRIMARY KEY, staff TEXT NOT NULL, act TEXT NOT NULL, household TEXT NOT NULL) STRICT",
)


class Act(NamedTuple):
    """An act as the application offers it.

    Attributes:
        order: Makes the order of a day out of what was asked.
        needs: What must be asked.
        may: What may be asked besides.
        verb: The book's verb for it.
    """

    order: Callable[..., Any]
    needs: frozenset[str]
    may: frozenset[str]
    verb: Callable[[Book], Callable[..., Receipt]]


def claim_of(day: dt.date, *, deed_day: str = "", **asked: Any) -> Claim:  # noqa: ANN401 - whatever a claim takes
    """A claim made on `day`, of a deed of that day where none is named."""
    return Claim(day, deed_day=day_of(deed_day) if deed_day else day, **asked)


ACTS: Final = {
    "claim": Act(
        claim_of,
        frozenset({"claim", "household", "rule"}),
        frozenset({"deed_day", "remark"}),
        lambda book: book.deeds.claim,
    ),
    "weigh_in": Act(
        WeighIn,
        frozenset({"household", "material", "quantity"}),
        frozenset({"remark"}),
        lambda book: book.shop.weigh_in,
    ),
    "redeem": Act(
        Redeem, frozenset({"household", "item"}), frozenset({"count", "remark"}), lambda book: book.shop.redeem
    ),
}
"""One line for each; `routes` makes `POST /acts/…` out of it."""

STATUSES: Final = (
    (NotPermitted, 403),
    (RefusedByRule, 409),
    (IdempotencyConflict, 409),
    (NotFound, 404),
    (MistakenInput, 422),
)
"""Class of error → HTTP status; the first that fits."""

BUSY: Final = 503
FAILED: Final = 500


# -- the application's own database ------------------------------------------------------------------------


def path() -> str:
    """The application's file."""
    return os.environ.get("COOP_DB", "coop.db")


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    """A connection of this thread, in a transaction that holds the write lock from its first moment."""
    with closing(sqlite3.connect(path(), isolation_level=None)) as conn:
        conn.execute("PRAGMA busy_timeout = 5000")
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield conn
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise


def staff_of(token: str) -> str | None:
    """The code of whoever has this token."""
    with closing(sqlite3.connect(path())) as conn:
        found = conn.execute("SELECT code FROM staff WHERE token = ?", (token,)).fetchone()
    return None if found is None else str(found[0])


# -- acts and questions ------------------------------------------------------------------------------------


def do(name: str, staff: str, key: str, asked: dict[str, Any]) -> Response:
    """An act, and the application's own line about it, in one transaction."""
    act = ACTS[name]
    if not act.needs <= asked.keys() <= act.needs | act.may:
        raise MistakenInput("missing_key", allowed=", ".join(sorted(act.needs)))
    with transaction() as conn:
        with unit_of_work(conn, actor=staff) as book:
            # Keys of two people never meet.
            receipt = act.verb(book)(act.order(book.today, **asked), key=f"{staff}/{key}")
            balance = book.balance_of(asked["household"])
        line = receipt.seq, staff, name, asked["household"]
        conn.execute("INSERT INTO counter VALUES (?, ?, ?, ?) ON CONFLICT (entry) DO NOTHING", line)
    told = {"entry": receipt.seq, "replayed": receipt.replayed, "balance": balance.available}
    return JSONResponse(told, 200 if receipt.replayed else 201)


def balance_of(household: str) -> Response:
    """What a household has, and what it did at this counter."""
    with open_book(path()) as book:
        told = book.balance_of(household)
    with closing(sqlite3.connect(path())) as conn:
        lines = conn.execute("SELECT entry, staff, act FROM counter WHERE household = ? ORDER BY entry", (household,))
        counter = [{"entry": entry, "by": staff, "act": act} for entry, staff, act in lines]
    kept = {"available": told.available, "unit": told.unit, "debt": told.debt, "remainders": told.remainders}
    return JSONResponse(kept | {"household": household, "counter": counter})


def entries_since(seq: int) -> Response:
    """What another system has not seen yet."""
    with open_book(path()) as book:
        entries = book.entries_since(seq, count=100)
    told = [{"seq": one.seq, "kind": one.entry.kind, "day": one.entry.day, "leaf": one.leaf.hex()} for one in entries]
    return JSONResponse({"entries": told, "next": told[-1]["seq"] if told else seq})


# -- HTTP --------------------------------------------------------------------------------------------------


def endpoint_of(name: str) -> Callable[[Request], Any]:
    """`POST /acts/<name>`: who asks, under which key, what."""

    async def endpoint(request: Request) -> Response:
        staff = await run_in_threadpool(staff_of, request.headers.get("authorization", "").removeprefix("Bearer "))
        if staff is None:
            return JSONResponse({"error": {"code": "unknown_token"}}, 401)
        key = request.headers.get("idempotency-key")
        if not key:
            raise MistakenInput("bad_key")
        try:
            asked = await request.json()
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise MistakenInput("wrong_type", got="", allowed="JSON object")
        return await run_in_threadpool(do, name, staff, key, asked)

    return endpoint


async def balance(request: Request) -> Response:
    """`GET /balances/0103`."""
    return await run_in_threadpool(balance_of, request.path_params["household"])


async def entries(request: Request) -> Response:
    """`GET /entries?since=0`."""
    since = request.query_params.get("since", "0")
    if not since.isdecimal():
        raise MistakenInput("bad_number", got=since[:40])
    return await run_in_threadpool(entries_since, int(since))


async def refused(request: Request, error: Exception) -> Response:
    """An error of the book: its code and facts for programs, a sentence for people, and every reason."""
    assert isinstance(error, GoodpointsError)  # noqa: S101 - for the type checker
    words = Translator("zh" if request.headers.get("accept-language", "").startswith("zh") else "en")
    reasons = error.reasons if isinstance(error, RefusedByRule) else ()
    told = {
        "code": error.code,
        "facts": error.facts,
        "message": words.sentence(error),
        "reasons": [reason.told() for reason in reasons],
    }
    again = isinstance(error, StorageError) and bool(error.facts.get("again"))
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), BUSY if again else FAILED)
    return JSONResponse({"error": told}, status, {"retry-after": "1"} if again else None)


app = Starlette(
    routes=[
        *(Route(f"/acts/{name}", endpoint_of(name), methods=["POST"]) for name in ACTS),
        Route("/balances/{household}", balance),
        Route("/entries", entries),
    ],
    exception_handlers={GoodpointsError: refused},
)


# -- the first day -----------------------------------------------------------------------------------------


def rulebook(day: dt.date) -> Rulebook:
    """What a good deed is worth, as the villagers' meeting passed it."""
    passed = Resolution("村民代表会议", (day - dt.timedelta(days=10)).isoformat(), present=40, votes=38)
    rules = Rule("A01", "参加集体环境整治", Fixed(2)), Rule("B01", "调解邻里矛盾", Fixed(5))
    return Rulebook(
        village="清水村", version="2026", valid_from=day.isoformat(), unit="星", rules=rules, resolution=passed
    )


def prepare(where: str, day: dt.date) -> None:
    """The book first, which makes its tables in the file; then the application's own beside them."""
    with create_book(where, book="qingshui", policy=Policy(), day=day, actor="app.setup") as book:
        for household in ("0001", "0002"):
            book.register.household(RegisterHousehold(day, household=household))
        book.shop.publish_rate(PublishRate(day, material="纸板", measure="公斤", quantity="2.5"))
        book.shop.publish_price(PublishPrice(day, item="洗衣粉", price=2, limit=2))
        book.shop.deliver(Deliver(day, item="洗衣粉", count=3))
        book.rules.adopt_rulebook(rulebook(day))
    with closing(sqlite3.connect(where, isolation_level=None)) as conn:
        for table in TABLES:
            conn.execute(table)
        conn.executemany("INSERT INTO staff VALUES (?, ?)", [("token-of-mei", "app.u1"), ("token-of-wu", "app.u2")])


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] != "prepare":  # noqa: PLR2004 - a word and a file
        sys.exit("usage: python app.py prepare FILE")
    prepare(sys.argv[2], dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date())
