"""Examples for stores that write onto a book as it was left: it is as if the book had been locked, or nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, NamedTuple

import pytest

from goodpoints.errors import GoodpointsError
from goodpoints.ports import Batch, Head, Question, Store, StoreTx
from goodpoints.testing.factory import StoreFactory, picture
from goodpoints.testing.port_writing import PortExamples, write
from goodpoints.testing.rows import BOOK, EMPTY, balance, detail, entries, entry, head, posting, thing

_MANY: Final = 40
_TWIN: Final = "anping"
_FIRST: Final = entries(2)._replace(details=[detail(1)], balances=[balance("household/0001")])
_MORE: Final = entries(1, first=3)._replace(balances=[balance("household/0001", amount=7)], things=[thing("0003")])
_QUESTIONS: Final = [Question("lots", ([("household/0001", "星")],)), Question("seen", (["key-1", "key-9"],))]


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


class _Left(NamedTuple):
    """How a transaction left the book."""

    head: Head
    mark: object


def _behind_the_lock(store: Store, batch: Batch) -> _Left:
    with store.write(BOOK) as tx:
        tx.append(batch)
    return _left_by(tx)


def _onto(store: Store, left: _Left, write_with: Callable[[StoreTx], object]) -> _Left:
    with store.write_onto(BOOK, *left) as tx:  # type: ignore[attr-defined]  # some stores have it
        write_with(tx)
    return _left_by(tx)


def _left_by(tx: StoreTx) -> _Left:
    return _Left(tx.head(), tx.left_mark)  # type: ignore[attr-defined]  # see above


def _thing(code: str) -> Callable[[StoreTx], None]:
    return lambda tx: tx.append(Batch(tx.head(), things=[thing(code)]))


def _pass_over(tx: StoreTx) -> None:
    tx.append(Batch(tx.head(), things=[thing("\ud800")]))
    with suppress(GoodpointsError):
        tx.next_end()
    tx.append(Batch(tx.head(), things=[thing("unlooked")]))


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
    def left(self, store: Store) -> _Left:
        """How two entries have left the book; the test is skipped where the store must look first, as on several machines."""
        left = _behind_the_lock(store, _FIRST)
        if store.write_onto(BOOK, *left) is None:  # type: ignore[attr-defined]  # see above
            pytest.skip("this store takes the lock first")
        return left

    @pytest.fixture
    def other(self, store_factory: StoreFactory, left: _Left) -> Iterator[Store]:  # noqa: ARG002 - opened after it
        """Another opening of the same place."""
        store_factory.must_be_shared()
        opened = store_factory()
        yield opened
        opened.close()

    @_ways
    def test_it_is_as_if_the_book_had_been_locked(
        self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]
    ) -> None:
        """The same rows as in a book that is locked first, whatever is written and asked inside."""
        store.create(_TWIN, EMPTY)
        write(store, _FIRST, _TWIN)
        with store.write(_TWIN) as tx:
            write_with(tx)

        _onto(store, left, write_with)

        assert picture(store, BOOK) == picture(store, _TWIN)

    @_ways
    def test_it_goes_on_from_there(self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]) -> None:
        """One after the other, then behind the lock, and on again."""
        left = _onto(store, left, write_with)
        left = _onto(store, left, _thing("second"))
        left = _behind_the_lock(store, Batch(left.head, things=[thing("third")]))
        _onto(store, left, _thing("last"))

        assert {"second", "third", "last"} <= {row.code for row in picture(store, BOOK)["thing"]}

    @pytest.fixture(params=[_move, _mend], ids=["wrote", "mended"])
    def disturbed(self, request: pytest.FixtureRequest, other: Store) -> None:
        """Somebody else has had the book since it was left."""
        request.param(other)

    @_ways
    @pytest.mark.usefixtures("disturbed")
    def test_where_somebody_has_written_since_nothing_happens(
        self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]
    ) -> None:
        """Whether or not the other one has moved the head."""
        before = picture(store, BOOK)

        with pytest.raises(GoodpointsError):
            _onto(store, left, write_with)

        assert picture(store, BOOK) == before

    @_ways
    def test_where_the_book_is_another_one_nothing_happens(
        self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]
    ) -> None:
        """As after a failover or a restore: as many have had it, and have written other entries."""
        before = picture(store, BOOK)

        with pytest.raises(GoodpointsError):
            _onto(store, left._replace(head=left.head._replace(leaf=bytes(32))), write_with)

        assert picture(store, BOOK) == before

    @_ways
    def test_where_the_book_is_gone_nothing_happens(
        self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]
    ) -> None:
        """No row is written that would belong to no book."""
        with pytest.raises(GoodpointsError), store.write_onto("elsewhere", *left) as tx:  # type: ignore[attr-defined]  # see above
            write_with(tx)
        store.create("elsewhere", EMPTY)

        assert not any(rows for table, rows in picture(store, "elsewhere").items() if table != "head")

    def test_an_error_that_was_passed_over_is_not_forgotten(self, store: Store, left: _Left, other: Store) -> None:
        """What comes behind it would go without looking; it does not go at all."""
        _mend(other)
        before = picture(store, BOOK)

        with pytest.raises(GoodpointsError):
            _onto(store, left, _pass_over)

        assert picture(store, BOOK) == before

    @_ways
    def test_what_it_asks_before_is_answered(
        self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]
    ) -> None:
        """As the verbs answer, and what is written is written all the same."""
        with store.write_onto(BOOK, *left, _QUESTIONS) as tx:  # type: ignore[attr-defined]  # see above
            told = list(tx.answers)
            write_with(tx)

        assert told == [(_QUESTIONS[0], [balance("household/0001")]), (_QUESTIONS[1], {"key-1": entry(1)})]
        _onto(store, _left_by(tx), _thing("next"))

    def test_what_it_asks_before_may_be_newer_but_then_nothing_is_written(
        self, store: Store, left: _Left, other: Store
    ) -> None:
        """Whatever was decided on answers from after another writer comes to nothing."""
        with suppress(GoodpointsError), store.write_onto(BOOK, *left, _QUESTIONS) as tx:  # type: ignore[attr-defined]  # see above
            _behind_the_lock(other, _MORE)
            before = picture(other, BOOK)
            tx.append(Batch(tx.head(), things=[thing("late")]))

        assert picture(store, BOOK) == before

    def test_who_has_only_read_disturbs_nobody(self, store: Store, left: _Left, other: Store) -> None:
        """Neither a reader, nor a writer that was rolled back."""
        picture(other, BOOK)
        with suppress(_Stopped), other.write(BOOK) as tx:
            _stop_after(_append)(tx)

        assert _onto(store, left, _append).head == head(3)

    @_ways
    def test_what_is_broken_off_leaves_no_trace(
        self, store: Store, left: _Left, write_with: Callable[[StoreTx], None]
    ) -> None:
        """As in any transaction, the whole of it is undone."""
        before = picture(store, BOOK)

        with pytest.raises(_Stopped):
            _onto(store, left, _stop_after(write_with))

        assert picture(store, BOOK) == before
        _onto(store, left, _append)

    def test_a_transaction_that_writes_nothing_leaves_the_book_as_it_was(self, store: Store, left: _Left) -> None:
        """It only asked."""
        before = picture(store, BOOK)

        assert _onto(store, left, lambda tx: tx.seen(["key-1"])) == left
        assert picture(store, BOOK) == before
