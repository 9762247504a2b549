"""A book with a row in every table, and hands that reach into its file past the library."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from goodpoints import (
    Deliver,
    Policy,
    PublishPrice,
    PublishRate,
    Redeem,
    RegisterHousehold,
    RegisterPerson,
    Reverse,
    WeighIn,
    create_book,
)
from goodpoints.book import Book
from goodpoints.services.clock import CountedIds, FixedClock

CODE = "shanqian"
FIRST = dt.date(2025, 7, 1)
CLOCK = FixedClock.at(dt.date(2026, 12, 1))
WEIGHINGS = 260


def make_book(path: Path) -> None:
    """More than 256 entries, so that there is a stored root; every kind of row, one reversal, one erased text."""
    with create_book(str(path), book=CODE, policy=Policy(), day=FIRST, clock=CLOCK, ids=CountedIds()) as book:
        with book.batch() as acts:
            _open_shop(acts)
            for n in range(WEIGHINGS):
                acts.shop.weigh_in(WeighIn(_day(n), household=f"000{n % 3 + 1}", material="纸板", quantity="3.2公斤"))
            redeemed = acts.shop.redeem(Redeem(_day(WEIGHINGS), household="0001", item="洗衣粉", remark="代领"))
            acts.reverse(Reverse(_day(WEIGHINGS), seq=redeemed.seq, reason="记错"))
            acts.shop.redeem(Redeem(_day(WEIGHINGS), household="0002", item="洗衣粉"))
        with book.store.write(CODE) as tx:
            tx.erase("person/0002-1")


def _day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n // 4)


def _open_shop(book: Book) -> None:
    officer = book.register.party_named("王艳", FIRST)
    for household in ("0001", "0002", "0003"):
        book.register.household(RegisterHousehold(FIRST, household=household, group="一组"))
        order = RegisterPerson(FIRST, person=f"{household}-1", household=household, is_head=True, name="张三")
        book.register.person(order)
    book.shop.publish_rate(PublishRate(FIRST, material="纸板", measure="公斤", quantity="2.5"))
    book.shop.publish_price(PublishPrice(FIRST, item="洗衣粉", price=2, limit=5))
    book.shop.deliver(Deliver(FIRST, item="洗衣粉", count=9, source="donation", party=officer, unit_value="8.5"))


@contextmanager
def opened_up(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as whoever has it on a stick can change it: checks off, triggers away and put back afterwards."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        yield conn
        for _name, sql in triggers:
            conn.execute(sql)
        conn.commit()
