"""Laws of moving, over villages that Hypothesis lives through."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodpoints import GoodpointsError
from goodpoints.book import Book
from goodpoints.domain.reader import Order
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import picture
from goodpoints.testing.strategies import days, orders, policy_changes, registrations
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, TODAY, book_on
from tests.moving.journals import Written, a_village, places, take_in, written

LIVED = st.lists(orders(days(TODAY)) | registrations(days(TODAY)) | policy_changes(days(TODAY)), max_size=25)
RUN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _lived(asked: list[Order]) -> Book:
    """A village in which all of this was tried."""
    book = a_village()
    for order in asked:
        with suppress(GoodpointsError):
            book.post(order)
    return book


@RUN
@given(LIVED, st.integers(1, 40))
def test_any_book_goes_round_all_stores_and_comes_back_the_same(asked: list[Order], at_once: int) -> None:
    """Memory, SQLite, PostgreSQL where there is one: every row of every table, whatever the chunks."""
    book = _lived(asked)
    told, seen = written(book), []
    with TemporaryDirectory() as folder:
        for place in places(Path(folder)).values():
            store = place()
            take_in(store, told, at_once=at_once)
            seen.append((picture(store, BOOK), written(book_on(store)), findings(store)))
            store.close()

    assert seen == [(picture(book.store, BOOK), told, ())] * len(seen)


@RUN
@given(LIVED, st.data())
def test_a_journal_with_any_byte_changed_never_gets_in_whole(asked: list[Order], data: st.DataObject) -> None:
    """It is refused, or what was changed said nothing; what is in the book is a true beginning either way."""
    book = _lived(asked)
    told, store = written(book), MemoryStore()
    at = data.draw(st.integers(0, len(told.journal) - 1), label="at")
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != told.journal[at]), label="byte")
    forged = Written(told.journal[:at] + bytes([byte]) + told.journal[at + 1 :], told.details)
    refused = False
    try:
        take_in(store, forged, details=False)
    except GoodpointsError:
        refused = True
    whole = picture(book.store, BOOK)["entry"]
    there = picture(store, BOOK)["entry"] if BOOK in store.books() else []

    assert refused or there == whole
    assert there == whole[: len(there)]


@RUN
@given(LIVED, st.data())
def test_a_move_interrupted_anywhere_ends_in_the_same_book(asked: list[Order], data: st.DataObject) -> None:
    """However often it breaks off."""
    book, store = _lived(asked), MemoryStore()
    told = written(book)
    for stop in sorted(data.draw(st.lists(st.integers(1, len(told.lines)), max_size=4), label="stops")):
        with suppress(GoodpointsError):
            take_in(store, told.upto(stop))
    take_in(store, told)

    assert picture(store, BOOK) == picture(book.store, BOOK)
