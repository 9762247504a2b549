"""The acts by programme: `book.shop.weigh_in`, `book.register.household`. Each is one line: post the order."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.market.count import CountStock
from goodpoints.domain.market.counter import Barter, HandOver, Sell, TakeOver
from goodpoints.domain.market.delivery import Deliver
from goodpoints.domain.market.rates import OpenCampaign, PublishRate
from goodpoints.domain.market.redeem import Redeem
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.reader import Order
from goodpoints.domain.register.parties import RegisterParty
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
from goodpoints.services.receipt import Receipt

if TYPE_CHECKING:
    from goodpoints.services.booktx import BookTx


class Poster(Protocol):
    """What the programmes need of a book."""

    def post(self, order: Order, *, key: str | None = None) -> Receipt:
        """Write an order."""


class Shop:
    """The star supermarket. Every act takes its order and an idempotency key; see the orders for what is refused."""

    def __init__(self, book: Poster) -> None:
        self._book = book

    def publish_rate(self, order: PublishRate, *, key: str | None = None) -> Receipt:
        """So much of a material makes so many stars, from a day on."""
        return self._book.post(order, key=key)

    def open_campaign(self, order: OpenCampaign, *, key: str | None = None) -> Receipt:
        """A material is taken between two days, with a cap per household."""
        return self._book.post(order, key=key)

    def publish_price(self, order: PublishPrice, *, key: str | None = None) -> Receipt:
        """An item costs so much, from a day on."""
        return self._book.post(order, key=key)

    def take_over(self, order: TakeOver, *, key: str | None = None) -> Receipt:
        """Credit what a paper booklet says."""
        return self._book.post(order, key=key)

    def deliver(self, order: Deliver, *, key: str | None = None) -> Receipt:
        """Take goods in, given or bought."""
        return self._book.post(order, key=key)

    def weigh_in(self, order: WeighIn, *, key: str | None = None) -> Receipt:
        """Take recyclables in and credit their stars."""
        return self._book.post(order, key=key)

    def redeem(self, order: Redeem, *, key: str | None = None) -> Receipt:
        """Exchange stars for goods."""
        return self._book.post(order, key=key)

    def barter(self, order: Barter, *, key: str | None = None) -> Receipt:
        """Exchange recyclables for goods, without stars."""
        return self._book.post(order, key=key)

    def count(self, order: CountStock, *, key: str | None = None) -> Receipt:
        """Put the book right after a stock-take."""
        return self._book.post(order, key=key)

    def hand_over(self, order: HandOver, *, key: str | None = None) -> Receipt:
        """Give recyclables to a household in need."""
        return self._book.post(order, key=key)

    def sell(self, order: Sell, *, key: str | None = None) -> Receipt:
        """Sell recyclables."""
        return self._book.post(order, key=key)


class RegisterBook(Poster, Protocol):
    """What the register needs of a book beyond posting."""

    def find_details(self, of: str, field: str) -> dict[str, str]:
        """Private text → whom it is about."""

    def writing(self) -> AbstractContextManager[BookTx]:
        """The book's write transaction."""


class Register:
    """Households, persons and the parties behind acts."""

    def __init__(self, book: RegisterBook) -> None:
        self._book = book

    def household(self, order: RegisterHousehold, *, key: str | None = None) -> Receipt:
        """Open a household's account."""
        return self._book.post(order, key=key)

    def person(self, order: RegisterPerson, *, key: str | None = None) -> Receipt:
        """Put a person on a household's list."""
        return self._book.post(order, key=key)

    def party_named(self, name: str, day: dt.date) -> str:
        """The code of a grid worker, donor, buyer …, made on first sight; the name itself stays private."""
        wanted = unicodedata.normalize("NFC", name).strip()
        known = self._book.find_details("party/", "name")
        if wanted in known:
            return known[wanted].removeprefix("party/")
        with self._book.writing() as tx:
            code = party_code({thing.code for thing in tx.things("party")})
        self._book.post(RegisterParty(day, party=code, name=wanted), key=f"party/{code}")
        return code


def party_code(taken: Collection[str]) -> str:
    """The code of the next party; those whose names were erased keep theirs."""
    number = len(taken) + 1
    while (code := f"p{number:04d}") in taken:
        number += 1
    return code


__all__ = ["Register", "Shop", "party_code"]
