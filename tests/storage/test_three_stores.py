"""The same acts with the same clock and ids give the same book, whatever it lies in."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from goodpoints import Book, Redeem, Reverse, WeighIn
from goodpoints.ports import Store
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import picture
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, CARDBOARD, POWDER, first_days, village
from tests.servers import needs_postgres
from tests.storage.places import postgres_factory, sqlite_factory

_DAY = dt.timedelta(days=1)


def _year(store: Store) -> Book:
    clock = FixedClock.at(dt.date(2026, 3, 2))
    book = village(store, clock=clock, ids=CountedIds())
    first_days(book)
    for n in range(400):
        clock.instant += _DAY
        with book.batch() as acts:
            for household in ("0001", "0002", "0003"):
                order = WeighIn(acts.today, household=household, material=CARDBOARD, quantity=f"{n % 17 + 1}.3公斤")
                acts.shop.weigh_in(order, key=f"{household}/{n}")
        if n % 97 == 0:
            book.shop.redeem(Redeem(book.today, household="0001", item=POWDER, count=1), key=f"redeem/{n}")
            book.reverse(Reverse(book.today, seq=book.head().size - 1, reason="记错户"))
    book.due()
    return book


@needs_postgres
def test_a_year_is_the_same_in_three_stores(tmp_path: Path) -> None:
    """Heads, roots and every row are equal, and `verify` has nothing to say."""
    books = [_year(store()) for store in (MemoryStore, sqlite_factory(tmp_path), partial(postgres_factory()))]

    expected, *others = [picture(book.store, BOOK) for book in books]

    assert expected["head"].size > 1200
    assert [picture == expected for picture in others] == [True, True]
    assert [findings(book.store) for book in books] == [(), (), ()]
    for book in books:
        book.close()
