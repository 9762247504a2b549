"""Examples for stores that write onto a book as it was left: it is as if the book had been locked, or nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import pytest

from goodpoints.errors import GoodpointsError
from goodpoints.ports import Batch, Head, Store, StoreTx
from goodpoints.testing.factory import StoreFactory, picture
from goodpoints.testing.port_writing import PortExamples, write
from goodpoints.testing.rows import BOOK, EMPTY, balance, detail, entries, entry, head, posting, thing

_MANY: Final = 40
_TWIN: Final = "anping"
_FIRST: Final = entries(2)._replace(details=[detail(1)], balances=[balance("household/0001")])
_MORE: Final = entries(1, first=3)._replace(balances=[balance("household/0001", amount=7)], things=[thing("0003")])


def _append(tx: StoreTx) -> None:
    tx.append(_MORE)


def _append_twice(tx: StoreTx) -> None:
    tx.append(_MORE)
    tx.append(entries(1, first=4)._replace(balances=[balance("household/0001", amount=9)]))


def _append_many(tx: StoreTx) -> None:
    batch = entries(_MANY, first=3)
    tx.append(batch._replace(postings=[posting(seq) for seq in range(3, _MANY)]))


def _append_and_ask(tx: StoreTx) -> None:
    tx.append(_MORE)
    assert [tx.head(), tx.seen(["key-3"])] == [head(3), {"key-3": entry(3)}]
    assert list(tx.lots([("household/0001", "星")])) == [balance("household/0001", amount=7)]


def _erase(tx: StoreTx) -> None:
    tx.erase("person/0001-1")


def _replace(tx: StoreTx) -> None:
    tx.replace_derived([Batch(head(2), things=[thing("new")])])


_ways = pytest.mark.parametrize("write_with", [_append, _append_twice, _append_many, _append_and_ask, _erase, _replace])


def _move(store: Store) -> None:
    write(store, entries(1, first=3))


def _mend(store: Store) -> None:
    with store.write(BOOK) as tx:
        tx.replace_derived([Batch(head(2), things=[thing("mended")])])


_meanwhile = pytest.mark.parametrize("meanwhile", [_move, _mend], ids=["wrote", "mended"])


def _onto(store: Store, left: Head, write_with: Callable[[StoreTx], object]) -> None:
    with store.write_onto(BOOK, left) as tx:  # type: ignore[attr-defined]  # some stores have it
        write_with(tx)


def _head(store: Store) -> Head:
    with store.read(BOOK) as reader:
        return reader.head()


class _Stopped(Exception):
    """Stands for whatever may go wrong in a caller's code."""


def _stop_after(write_with: Callable[[StoreTx], None]) -> Callable[[StoreTx], None]:
    def stop(tx: StoreTx) -> None:
        write_with(tx)
        raise _Stopped

    return stop


class OntoConformance(PortExamples):
    """Writing without looking first, for whoever knows how the book was left: for stores that have `write_onto`."""

    @pytest.fixture
    def left(self, store: Store) -> Store:
        """The store, after two entries that were written through it."""
        write(store, _FIRST)
        return store

    @pytest.fixture
    def other(self, store_factory: StoreFactory, left: Store) -> Iterator[Store]:  # noqa: ARG002 - opened after it
        """Another opening of the same place."""
        store_factory.must_be_shared()
        opened = store_factory()
        yield opened
        opened.close()

    @_ways
    def test_it_is_as_if_the_book_had_been_locked(self, left: Store, write_with: Callable[[StoreTx], None]) -> None:
        """The same rows as in a book that is locked first, whatever is written and asked inside."""
        left.create(_TWIN, EMPTY)
        write(left, _FIRST, _TWIN)
        with left.write(_TWIN) as tx:
            write_with(tx)

        _onto(left, head(2), write_with)

        assert picture(left, BOOK) == picture(left, _TWIN)

    @_ways
    def test_it_goes_on_from_there(self, left: Store, write_with: Callable[[StoreTx], None]) -> None:
        """One after the other, and then behind the lock again."""
        _onto(left, head(2), write_with)
        now = _head(left)
        for _ in range(2):
            _onto(left, now, lambda tx: tx.append(Batch(now, things=[thing("next")])))
        write(left, Batch(now, things=[thing("last")]))

        assert {"last", "next"} <= {row.code for row in picture(left, BOOK)["thing"]}

    @_meanwhile
    @_ways
    def test_where_somebody_has_written_since_nothing_happens(
        self, left: Store, other: Store, meanwhile: Callable[[Store], None], write_with: Callable[[StoreTx], None]
    ) -> None:
        """Whether or not the other one has moved the head; afterwards the book must be looked at first."""
        meanwhile(other)
        before = picture(left, BOOK)

        with pytest.raises(GoodpointsError):
            _onto(left, head(2), write_with)

        assert picture(left, BOOK) == before
        assert [left.write_onto(BOOK, known) for known in (head(2), _head(left))] == [None, None]  # type: ignore[attr-defined]  # as above
        write(left, Batch(_head(left), things=[thing("last")]))
        _onto(left, _head(left), lambda tx: tx.append(Batch(tx.head(), things=[thing("again")])))

    def test_who_has_only_read_disturbs_nobody(self, left: Store, other: Store) -> None:
        """Neither a reader, nor a writer that was rolled back."""
        picture(other, BOOK)
        with suppress(_Stopped), other.write(BOOK) as tx:
            _stop_after(_append)(tx)

        _onto(left, head(2), _append)

        assert _head(left) == head(3)

    @_ways
    def test_what_is_broken_off_leaves_no_trace(self, left: Store, write_with: Callable[[StoreTx], None]) -> None:
        """As in any transaction, the whole of it is undone."""
        before = picture(left, BOOK)

        with pytest.raises(_Stopped):
            _onto(left, head(2), _stop_after(write_with))

        assert picture(left, BOOK) == before
        write(left, entries(1, first=3))

    def test_a_transaction_that_writes_nothing_is_none(self, left: Store) -> None:
        """It only asked."""
        before = picture(left, BOOK)
        for _ in range(2):
            _onto(left, head(2), lambda tx: tx.seen(["key-1"]))

        assert picture(left, BOOK) == before

    def test_only_who_knows_how_the_book_was_left_may(self, store: Store) -> None:
        """Not where nothing was written through this store yet, nor from another head."""
        fresh = store.write_onto(BOOK, EMPTY)  # type: ignore[attr-defined]  # some stores have it
        write(store, entries(2))
        further = store.write_onto(BOOK, head(3))  # type: ignore[attr-defined]  # see above

        assert (fresh, further) == (None, None)
