"""The bench's village: a book of 300 households, four materials, one item, and acts that fill a year."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Final, NamedTuple

from goodpoints import (
    Book,
    Deliver,
    Policy,
    PublishPrice,
    PublishRate,
    Redeem,
    RegisterHousehold,
    WeighIn,
    create_book,
)

CODE: Final = "bench"
HOUSEHOLDS: Final = 300
OPENED: Final = dt.date(2024, 1, 1)
DAYS: Final = 360
LAST_DAY: Final = OPENED + dt.timedelta(days=1 + DAYS)
MATERIALS: Final = (("纸板", "2.5"), ("塑料瓶", "2"), ("废铁", "1"), ("旧衣", "3"))
ITEM: Final = "洗衣粉"


class Village(NamedTuple):
    """A book that is ready for acts, and the code of its grid worker."""

    book: Book
    officer: str


def open_village(place: Path | str, code: str = CODE) -> Village:
    """A new book with its households, rates, one priced item and enough of it in the shop; `place` is a file or a url."""
    book = create_book(str(place), book=code, policy=Policy(), day=OPENED)
    with book.batch() as batch:
        officer = batch.register.party_named("王艳", OPENED)
        for number in range(1, HOUSEHOLDS + 1):
            batch.register.household(RegisterHousehold(OPENED, household=f"{number:04d}", group="一组"))
        for material, quantity in MATERIALS:
            batch.shop.publish_rate(
                PublishRate(OPENED, material=material, measure="公斤", quantity=quantity, minimum="0.5")
            )
        batch.shop.publish_price(PublishPrice(OPENED, item=ITEM, price=1, limit=1000))
        batch.shop.deliver(Deliver(OPENED, item=ITEM, count=100_000, source="donation", party=officer, unit_value="8"))
    return Village(book, officer)


def weigh_ins(village: Village, count: int, *, seed: int = 1) -> list[WeighIn]:
    """So many weighings, in the order of their days over a year."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    return [
        WeighIn(
            OPENED + dt.timedelta(days=1 + number * DAYS // count),
            household=f"{chance.randint(1, HOUSEHOLDS):04d}",
            material=chance.choice(MATERIALS)[0],
            quantity=f"{chance.randint(10, 300) / 10}斤",
            officer=village.officer,
        )
        for number in range(count)
    ]


def fill(*villages: Village) -> None:
    """3,000 weighings in each, the same in all, so that acts are not measured on an empty book."""
    for village in villages:
        with village.book.batch() as batch:
            for order in weigh_ins(village, 3000):
                batch.shop.weigh_in(order)


def redemptions(count: int, *, seed: int = 2) -> list[Redeem]:
    """So many redemptions on the last day of the year; whoever has no star is refused."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    return [Redeem(LAST_DAY, household=f"{chance.randint(1, HOUSEHOLDS):04d}", item=ITEM) for _ in range(count)]


def granted(village: Village, count: int) -> list[Redeem]:
    """So many redemptions that the village will not refuse."""
    purses = {balance.household: balance.available for balance in village.book.balances(day=LAST_DAY)}
    orders: list[Redeem] = []
    for order in redemptions(8 * count):
        if purses[order.household] > 0 and len(orders) < count:
            purses[order.household] -= 1
            orders.append(order)
    return orders
