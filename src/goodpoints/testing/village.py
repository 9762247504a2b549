"""A small village to try stores with: its policy, its codes, and a book in which the shop is ready to open."""

from __future__ import annotations

import datetime as dt
from typing import Final

from goodpoints.book import Book
from goodpoints.book.opening import empty_head
from goodpoints.domain.journal.opening import OpenBook
from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.market.counter import TakeOver
from goodpoints.domain.market.delivery import Deliver
from goodpoints.domain.market.rates import PublishRate
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.policy import Policy
from goodpoints.domain.register.people import RegisterHousehold
from goodpoints.ports import Clock, Ids, Store
from goodpoints.services.clock import CountedIds, FixedClock

BOOK: Final = "qingshui"
OPENED: Final = dt.date(2026, 1, 1)
TODAY: Final = dt.date(2026, 3, 2)
HOUSEHOLDS: Final = ("0001", "0002", "0003")
CARDBOARD, BOTTLES, CLOTHES = MATERIALS = ("纸板", "塑料瓶", "旧衣服")
POWDER, TOWEL, VOUCHER = ITEMS = ("洗衣粉", "毛巾", "早餐券")
MEASURES: Final = {CARDBOARD: "公斤", BOTTLES: "个", CLOTHES: "公斤"}

POLICY: Final = Policy.from_facts(
    Policy().as_facts()
    | {
        "village": {"name": "清水村"},
        "campaigns": [{"name": "春季清洁", "material": CLOTHES, "first": "2026-03-01", "last": "2026-05-31", "cap": 6}],
        "barters": [{"material": BOTTLES, "item": TOWEL, "quantity": "20", "count": 1}],
    }
)


def book_on(store: Store, *, clock: Clock | None = None, ids: Ids | None = None) -> Book:
    """The village's book on a store; clock and ids are fixed where none are given."""
    return Book(store, BOOK, actor="clerk", clock=clock or FixedClock.at(TODAY), ids=ids or CountedIds())


def new_book(store: Store, *, policy: Policy = POLICY, clock: Clock | None = None, ids: Ids | None = None) -> Book:
    """A book with its first entry and nothing else."""
    store.create(BOOK, empty_head(BOOK))
    book = book_on(store, clock=clock, ids=ids)
    book.post(OpenBook(OPENED, book=BOOK, policy=policy), key="open")
    return book


def open_shop(book: Book) -> None:
    """Register the households, publish rates and prices, and fill the shelf; vouchers are numbered from A001."""
    for household in HOUSEHOLDS:
        book.register.household(RegisterHousehold(OPENED, household=household, group="一组"))
    book.shop.publish_rate(PublishRate(OPENED, material=CARDBOARD, measure="公斤", quantity="2.5"))
    book.shop.publish_rate(PublishRate(OPENED, material=BOTTLES, measure="个", quantity="10", minimum="5"))
    book.shop.publish_rate(PublishRate(OPENED, material=CLOTHES, measure="公斤", quantity="1", reward="2", cap=6))
    for item, price, limit in ((POWDER, 3, 2), (TOWEL, 1, 0), (VOUCHER, 2, 0)):
        book.shop.publish_price(PublishPrice(OPENED, item=item, price=price, limit=limit))
    book.shop.deliver(Deliver(OPENED, item=POWDER, count=6, source="purchase", use_by=dt.date(2027, 6, 30)))
    book.shop.deliver(Deliver(OPENED, item=TOWEL, count=5))
    book.shop.deliver(Deliver(OPENED, item=VOUCHER, count=4, first_serial="A001", last_serial="A004"))


def first_days(book: Book) -> None:
    """Paper booklets are taken over, and every material has been weighed in once, on the first day."""
    for household in HOUSEHOLDS:
        book.shop.take_over(TakeOver(OPENED, household=household, amount=12, earned=dt.date(2025, 6, 1)))
    book.shop.weigh_in(WeighIn(OPENED, household=HOUSEHOLDS[0], material=CARDBOARD, quantity="52斤"))
    book.shop.weigh_in(WeighIn(OPENED, household=HOUSEHOLDS[1], material=BOTTLES, quantity=45))


def village(store: Store, *, clock: Clock | None = None, ids: Ids | None = None) -> Book:
    """A book with an open shop, on 2 March 2026."""
    book = new_book(store, clock=clock, ids=ids)
    open_shop(book)
    return book
