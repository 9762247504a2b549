"""Examples with several openings and processes; skipped, with the reason, where a store knows only one."""

from __future__ import annotations

from itertools import chain

import pytest

from goodpoints.errors import StorageError
from goodpoints.ports import Store
from goodpoints.testing.book_examples import chain_holds
from goodpoints.testing.factory import StoreFactory, picture
from goodpoints.testing.races import Rival
from goodpoints.testing.rows import entries
from goodpoints.testing.village import BOOK, BOTTLES, village

EACH = 25


def _keys(store: Store) -> list[str]:
    with store.read(BOOK) as reader:
        return [row.key for row in reader.entries_of("weigh_in", "2026-01-01", "2026-12-31")]


class RaceExamples:
    """Writers in each other's way, readers beside a writer, a writer that is killed."""

    def test_a_second_writer_is_told_to_try_again(self, store_factory: StoreFactory) -> None:
        """While one transaction is open, another opening of the store gets `store_busy`, and later its turn."""
        store_factory.must_be_shared()
        book, second = village(store_factory()), store_factory()

        with book.store.write(BOOK), pytest.raises(StorageError) as caught, second.write(BOOK):
            pass
        with second.write(BOOK) as tx:
            size = tx.head().size

        assert caught.value == StorageError("store_busy", again=1)
        assert size == book.head().size
        book.close()
        second.close()

    def test_a_reader_neither_waits_nor_sees_half(self, store_factory: StoreFactory) -> None:
        """A view stays as it was while another opening writes; the next view sees everything."""
        store_factory.must_be_shared()
        book, second = village(store_factory()), store_factory()
        before = picture(second, BOOK)
        size = book.head().size

        with second.read(BOOK) as reader:
            seen = [reader.head().size]
            with book.store.write(BOOK) as tx:
                tx.append(entries(2, first=size + 1))
                seen.append(reader.head().size)
            seen += [reader.head().size, len(list(reader.entries(1, size + 2)))]
            rows = list(reader.dump("entry"))

        assert (seen, rows) == ([size] * 4, before["entry"])
        assert len(picture(second, BOOK)["entry"]) == size + 2
        book.close()
        second.close()

    def test_two_processes_write_without_gaps(self, store_factory: StoreFactory) -> None:
        """Acts of two processes become one row of numbers; each is written once, none is lost."""
        store_factory.must_be_shared()
        book = village(store_factory())
        first = book.head().size + 1
        rivals = [Rival(store_factory.open, [f"{name}-{n}" for n in range(EACH)]) for name in "ab"]

        for rival in rivals:
            rival.begin()
        numbers = [rival.numbers() for rival in rivals]

        assert sorted(chain(*numbers)) == list(range(first, first + 2 * EACH))
        assert [sorted(seen) for seen in numbers] == numbers
        assert {line.material: line.in_store for line in book.materials()}[BOTTLES] == 2 * EACH * 10
        assert chain_holds(book.store)
        book.close()

    def test_two_processes_with_the_same_keys_write_once(self, store_factory: StoreFactory) -> None:
        """The same request under the same key from two processes is one entry, and both are told which."""
        store_factory.must_be_shared()
        book = village(store_factory())
        keys = [f"slip-{n}" for n in range(EACH)]
        rivals = [Rival(store_factory.open, keys) for _ in range(2)]

        for rival in rivals:
            rival.begin()
        one, other = (rival.numbers() for rival in rivals)

        assert one == other
        assert _keys(book.store) == keys
        book.close()

    def test_a_killed_process_loses_nothing_it_was_told(self, store_factory: StoreFactory) -> None:
        """Every entry a process was told of is there after its death, the chain holds, and the next act finds room."""
        store_factory.must_be_shared()
        store_factory.must_last()
        book = village(store_factory())
        first = book.head().size + 1
        book.close()
        rival = Rival(store_factory.open, [f"slip-{n}" for n in range(100_000)])

        rival.begin()
        told = rival.killed_after(EACH)

        again = store_factory()
        size = picture(again, BOOK)["head"].size
        assert told == list(range(first, first + len(told)))
        assert first + len(told) - 1 <= size <= first + len(told)
        assert chain_holds(again)
        with again.write(BOOK) as tx:
            assert tx.head().size == size
        again.close()
