"""A small village for tests: a book with two households, two materials and one item on the shelf."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import evolve

from goodpoints import (
    Book,
    Deliver,
    Policy,
    PublishPrice,
    PublishRate,
    Receipt,
    Redeem,
    RegisterHousehold,
    Reverse,
    TakeOver,
    WeighIn,
    create_book,
)
from goodpoints.services.clock import CountedIds, FixedClock

D = dt.date
OPENED = D(2025, 7, 1)
TODAY = D(2028, 1, 15)
ONE, TWO = "0001", "0002"
PAPER, CANS = "纸板", "易拉罐"
POWDER, VOUCHER = "洗衣粉", "电费券"
STAR = "星"
EACH_PAPER = 2500
"""Grams of paper for a star."""


def with_rules(**sections: dict[str, Any]) -> Policy:
    """The template's policy with some keys of its sections changed: `with_rules(expiry={"rule": "never"})`."""
    policy = Policy()
    return evolve(policy, **{name: evolve(getattr(policy, name), **keys) for name, keys in sections.items()})


def a_book(
    policy: Policy | None = None, *, url: str = "memory:", today: dt.date = TODAY, opened: dt.date = OPENED
) -> Book:
    """An empty book whose clock stands still and whose ids count."""
    return create_book(
        url, book="test", policy=policy or Policy(), day=opened, clock=FixedClock.at(today), ids=CountedIds()
    )


def a_village(policy: Policy | None = None, *, url: str = "memory:", today: dt.date = TODAY) -> Book:
    """A book with households 0001 and 0002, rates for paper (2.5 kg) and cans (25), powder for two stars, ten on the shelf."""
    book = a_book(policy, url=url, today=today)
    for household in (ONE, TWO):
        book.register.household(RegisterHousehold(OPENED, household=household))
    book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity="2.5"))
    book.shop.publish_rate(PublishRate(OPENED, material=CANS, measure="个", quantity=25))
    put_on_shelf(book, POWDER, 10, price=2)
    return book


def put_on_shelf(book: Book, item: str, count: int, *, price: int = 2, **asked: Any) -> Receipt:  # noqa: ANN401 - parts of Deliver
    """Publish a price for an item and deliver some of it."""
    book.shop.publish_price(PublishPrice(OPENED, item=item, price=price))
    return book.shop.deliver(Deliver(asked.pop("day", OPENED), item=item, count=count, **asked))


def five_vouchers(book: Book) -> Receipt:
    """Vouchers A01 to A05 for a star each."""
    return put_on_shelf(book, VOUCHER, 5, price=1, first_serial="A01", last_serial="A05")


def weigh(book: Book, quantity: str, *, day: dt.date = OPENED, household: str = ONE, material: str = PAPER) -> Receipt:
    """Bring paper, or cans."""
    return book.shop.weigh_in(WeighIn(day, household=household, material=material, quantity=quantity))


def give_stars(book: Book, stars: int, *, day: dt.date = OPENED, household: str = ONE) -> Receipt:
    """As much paper as makes these stars."""
    kilos, grams = divmod(stars * EACH_PAPER, 1000)
    return weigh(book, f"{kilos}.{grams:03d}公斤", day=day, household=household)


def ask_for(book: Book, item: str = POWDER, *, day: dt.date = OPENED, household: str = ONE, **asked: Any) -> Receipt:  # noqa: ANN401 - parts of Redeem
    """Redeem."""
    return book.shop.redeem(Redeem(day, household=household, item=item, **asked))


def undo(book: Book, receipt: Receipt, *, day: dt.date = OPENED) -> Receipt:
    """Reverse what a receipt is for."""
    return book.reverse(Reverse(day, seq=receipt.seq))


def from_paper(book: Book, stars: int, *, earned: dt.date = OPENED, household: str = ONE) -> Receipt:
    """Credit an opening balance."""
    return book.shop.take_over(TakeOver(OPENED, household=household, amount=stars, earned=earned))


def held(book: Book, account: str = "") -> dict[tuple[str, str, str], int]:
    """(account, unit, lot) → amount, without zeros, of all accounts whose path begins with the text."""
    with book.store.read(book.code) as store:
        return {(row.account, row.unit, row.lot): row.amount for row in store.balances(account, None)}


def told(receipt: Receipt) -> list[tuple[str, str, str, str, int]]:
    """An entry's transfers as plain tuples."""
    return [(t.source, t.target, t.unit, t.lot, t.amount) for t in receipt.entry.transfers]
