"""The store in memory: the conformance suite, and what it promises beyond."""

from __future__ import annotations

import subprocess
import sys
from threading import Thread

import pytest

from goodpoints import StorageError, WeighIn
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import StoreConformance, StoreFactory
from goodpoints.testing.village import BOOK, BOTTLES, TODAY, village


class TestMemoryStore(StoreConformance):
    """The suite applied to memory."""

    @pytest.fixture
    def store_factory(self) -> StoreFactory:
        """A store that ends with the test."""
        return StoreFactory(MemoryStore)


def test_a_second_thread_is_told_to_try_again() -> None:
    """One thread writes at a time; another one does not wait, and has its turn afterwards."""
    store = MemoryStore()
    book = village(store)
    told: list[StorageError] = []

    def write_beside() -> None:
        with pytest.raises(StorageError) as caught, store.write(BOOK):
            pass
        told.append(caught.value)

    with store.write(BOOK):
        other = Thread(target=write_beside)
        other.start()
        other.join()

    assert told == [StorageError("store_busy", again=1)]
    assert store.books() == [BOOK]
    book.close()


def test_a_view_stays_as_it_was() -> None:
    """Who reads keeps the book as it was when reading began, whatever is committed meanwhile."""
    store = MemoryStore()
    book = village(store)

    with store.read(BOOK) as reader:
        before = [reader.head(), *reader.dump("entry"), *reader.dump("balance")]
        book.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=45))
        after = [reader.head(), *reader.dump("entry"), *reader.dump("balance")]

    assert after == before
    assert book.head() != before[0]


def test_importing_goodpoints_loads_no_test_library() -> None:
    """Pytest and hypothesis come with `goodpoints.testing` only."""
    code = "import sys, goodpoints; print(sorted({'pytest', 'hypothesis', 'goodpoints.testing'} & set(sys.modules)))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert ran.stdout == "[]\n"
