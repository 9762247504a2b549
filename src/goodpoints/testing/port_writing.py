"""Examples of writing at the port: what a store must keep, and what must leave no trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goodpoints.errors import LedgerIntegrityError, NotFound, StorageError
from goodpoints.ports import BalanceRow, Batch, RootRow, Store, TallyRow, TurnoverRow
from goodpoints.testing.factory import StoreFactory, picture
from goodpoints.testing.rows import (
    BOOK,
    EMPTY,
    LARGEST,
    balance,
    detail,
    entries,
    entry,
    head,
    leaf,
    posting,
    thing,
)

FULL = Batch(
    head(2, "2026-03-02"),
    entries=[entry(1), entry(2, "redeem", "2026-03-02")],
    postings=[posting(1), posting(2, 1, amount=-2), posting(2, 0, "given/0001")],
    balances=[balance("household/0001", amount=3), BalanceRow("issued/recycling", "星", "2027-12-31", -5, -1)],
    turnovers=[TurnoverRow("household/0001", "星", "2026-03", "weigh_in", 5, 0)],
    tallies=[TallyRow("limit/洗衣粉", "0001", "2026-03-02", 1)],
    things=[thing("0001", kind="household", status="active", holder="一组", day="2026-03-01")],
    details=[detail(1), detail(1, 1, of="entry/00000001", field="remark", text="雨天")],
    roots=[RootRow(0, leaf(256))],
)
"""One row or two of every table."""

SINGULAR = {
    "entries": "entry",
    "postings": "posting",
    "balances": "balance",
    "turnovers": "turnover",
    "tallies": "tally",
    "things": "thing",
    "details": "detail",
    "roots": "root",
}


def write(store: Store, batch: Batch, book: str = BOOK) -> None:
    """Write one batch in a transaction of its own."""
    with store.write(book) as tx:
        tx.append(batch)


class _Stopped(Exception):
    """Stands for whatever may go wrong in a caller's code, in the middle of a transaction."""


def _stop_after_writing(store: Store) -> None:
    with store.write(BOOK) as tx:
        tx.append(entries(2, first=3))
        tx.append(Batch(head(4), balances=[balance("household/0001", amount=99)], things=[thing("0001")]))
        tx.erase("person/0001-1")
        raise _Stopped


def _stop_after_replacing(store: Store) -> None:
    with store.write(BOOK) as tx:
        tx.replace_derived([Batch(head(2), things=[thing("new")])])
        raise _Stopped


def _refusal_of_copy(store: Store, path: Path) -> str:
    try:
        store.copy_to(str(path))
    except StorageError as error:
        return error.code
    return ""


class PortExamples:
    """What both halves of the port's examples start from."""

    @pytest.fixture
    def store(self, store_factory: StoreFactory) -> Iterator[Store]:
        """A store with one empty book."""
        store = store_factory()
        store.create(BOOK, EMPTY)
        yield store
        store.close()


class PortWriting(PortExamples):
    """`create`, `discard`, `write`, `append`, `erase`, `replace_derived`."""

    def test_a_new_book_has_its_first_head_and_nothing_else(self, store: Store) -> None:
        """`create` makes an empty book with the head it was given."""
        actual = picture(store, BOOK)

        assert actual.pop("head") == EMPTY
        assert not any(actual.values())

    def test_creating_a_book_again_changes_nothing(self, store: Store) -> None:
        """A book that is there stays as it is."""
        write(store, FULL)
        before = picture(store, BOOK)

        store.create(BOOK, EMPTY)

        assert picture(store, BOOK) == before

    def test_books_are_those_with_entries_sorted(self, store: Store) -> None:
        """`books` leaves out what was created and never written."""
        for book in ("zhulin", "anping", "meiling"):
            store.create(book, EMPTY)
        for book in ("zhulin", "anping"):
            write(store, entries(1), book)

        assert store.books() == ["anping", "zhulin"]

    def test_an_unknown_book_is_not_found(self, store: Store) -> None:
        """Neither reading nor writing makes a book."""
        with pytest.raises(NotFound) as reading, store.read("elsewhere"):
            pass
        with pytest.raises(NotFound) as writing, store.write("elsewhere"):
            pass

        assert (reading.value, writing.value) == (NotFound("unknown_book", book="elsewhere"),) * 2

    def test_a_discarded_book_without_entries_is_gone(self, store: Store) -> None:
        """`discard` forgets a book that was never written."""
        write(store, entries(1))
        store.create("anping", EMPTY)

        store.discard("anping")

        with pytest.raises(NotFound), store.read("anping"):
            pass

    def test_a_book_with_entries_is_never_discarded(self, store: Store) -> None:
        """`discard` leaves a written book alone."""
        write(store, FULL)
        before = picture(store, BOOK)

        store.discard(BOOK)

        assert picture(store, BOOK) == before

    def test_every_row_comes_back_as_it_was_written(self, store: Store) -> None:
        """A batch is kept to the last byte, each table in the order of its key."""
        write(store, FULL)

        expected: dict[str, Any] = {table: sorted(getattr(FULL, rows)) for rows, table in SINGULAR.items()}
        assert picture(store, BOOK) == expected | {"head": FULL.head}

    def test_balances_and_things_are_replaced(self, store: Store) -> None:
        """Balances and things are absolute: the last row stands."""
        write(store, FULL)
        later = thing("0001", kind="household", status="withdrawn", holder="二组", day="2026-04-01")
        write(store, Batch(head(2), balances=[balance("household/0001", amount=9)], things=[later]))

        with store.read(BOOK) as reader:
            assert list(reader.lots([("household/0001", "星")])) == [balance("household/0001", amount=9)]
            assert list(reader.get([("household", "0001")])) == [later]

    def test_turnovers_and_tallies_are_added(self, store: Store) -> None:
        """Turnovers and tallies are deltas: rows of one key sum up, within a batch and across batches."""
        turnover, tally = (
            TurnoverRow("depot", "纸板", "2026-03", "weigh_in", 5, 0),
            TallyRow("cap", "0001", "2026-03-01", 3),
        )
        write(store, Batch(head(0), turnovers=[turnover, turnover], tallies=[tally, tally]))
        write(store, Batch(head(0), turnovers=[turnover._replace(came=0, went=4)], tallies=[tally._replace(amount=-1)]))

        actual = picture(store, BOOK)

        assert actual["turnover"] == [turnover._replace(came=10, went=4)]
        assert actual["tally"] == [tally._replace(amount=5)]

    def test_what_became_zero_is_not_dumped(self, store: Store) -> None:
        """Balances, turnovers and tallies of zero say nothing; whether they are kept is the store's affair."""
        write(store, FULL)
        nothing = [TurnoverRow("depot", "纸板", "2026-03", "weigh_in", 0, 0)]
        tallies = [TallyRow("limit/洗衣粉", "0001", "2026-03-02", -1)]
        write(store, Batch(head(2), balances=[balance("household/0001", amount=0)], turnovers=nothing, tallies=tallies))

        actual = picture(store, BOOK)

        assert [row.account for row in actual["balance"]] == ["issued/recycling"]
        assert [row.account for row in actual["turnover"]] == ["household/0001"]
        assert actual["tally"] == []

    def test_an_exception_in_the_middle_leaves_nothing(self, store: Store) -> None:
        """Whatever leaves the block takes the whole transaction with it, and the next one finds its way free."""
        write(store, FULL)
        before = picture(store, BOOK)

        with pytest.raises(_Stopped):
            _stop_after_writing(store)

        assert picture(store, BOOK) == before
        write(store, entries(1, first=3))
        assert len(picture(store, BOOK)["entry"]) == 3

    @pytest.mark.parametrize(
        "row",
        [
            BalanceRow("household/0001", "星", "2027-12-31", -1, 1),
            BalanceRow("debt/0001", "星", "-", 1, -1),
            BalanceRow("household/0002", "星", "2027-12-31", -LARGEST, 1),
        ],
    )
    def test_no_balance_leaves_its_sign(self, store: Store, row: BalanceRow) -> None:
        """The store is the second lock: `amount * sign >= 0` always holds, new row or known one."""
        write(store, FULL)
        before = picture(store, BOOK)

        with pytest.raises(LedgerIntegrityError) as caught:
            write(store, entries(1, first=3)._replace(balances=[row]))

        assert caught.value.code == "overdrawn"
        assert picture(store, BOOK) == before

    @pytest.mark.parametrize("row", [entry(1, key="new"), entry(3, key="key-2")], ids=["number", "key"])
    def test_no_number_and_no_key_is_given_twice(self, store: Store, row: Any) -> None:  # noqa: ANN401 - any row
        """A taken number or key is refused, and nothing of the batch stays."""
        write(store, FULL)
        before = picture(store, BOOK)

        with pytest.raises(LedgerIntegrityError):
            write(store, Batch(head(3), entries=[row], things=[thing("new")]))

        assert picture(store, BOOK) == before

    def test_an_erased_detail_keeps_its_row(self, store: Store) -> None:
        """`erase` forgets salt and text of one subject, once, and of nobody whose code only begins alike."""
        other = detail(2, of="person/0001-11")
        write(store, FULL._replace(details=[detail(1), detail(1, 1, field="sex", text="女"), other]))

        with store.write(BOOK) as tx:
            counts = [tx.erase("person/0001-1"), tx.erase("person/0001-1"), tx.erase("person/0009-1")]

        erased = [detail(1), detail(1, 1, field="sex")]
        assert counts == [2, 0, 0]
        assert picture(store, BOOK)["detail"] == [*(row._replace(salt=None, text=None) for row in erased), other]

    def test_derived_rows_can_be_replaced_as_a_whole(self, store: Store) -> None:
        """`replace_derived` keeps entries and details, and of everything else only what it is given."""
        write(store, FULL)
        before = picture(store, BOOK)
        first = Batch(
            head(2), balances=[balance("depot", "纸板", "-", 7)], tallies=[TallyRow("cap", "0001", "2026-03-01", 1)]
        )
        second = Batch(
            head(2, "2026-03-09"), tallies=[TallyRow("cap", "0001", "2026-03-01", 1)], roots=[RootRow(0, leaf(9))]
        )

        with store.write(BOOK) as tx:
            tx.replace_derived(iter([first, second]))

        assert picture(store, BOOK) == {table: [] for table in before} | {
            "head": second.head,
            "entry": before["entry"],
            "detail": before["detail"],
            "balance": list(first.balances),
            "tally": [TallyRow("cap", "0001", "2026-03-01", 2)],
            "root": list(second.roots),
        }

    def test_a_failed_replacement_leaves_everything(self, store: Store) -> None:
        """`replace_derived` is part of the transaction like everything else."""
        write(store, FULL)
        before = picture(store, BOOK)

        with pytest.raises(_Stopped):
            _stop_after_replacing(store)

        assert picture(store, BOOK) == before

    def test_books_of_one_store_do_not_mix(self, store: Store) -> None:
        """Equal numbers, keys and codes of two books are different rows."""
        store.create("anping", EMPTY)
        write(store, FULL)

        write(store, FULL._replace(things=[thing("0007")]), "anping")

        assert picture(store, "anping")["thing"] == [thing("0007")]
        assert picture(store, BOOK)["thing"] == list(FULL.things)

    def test_amounts_are_exact_to_the_bounds(self, store: Store) -> None:
        """±(2^53−1) comes back to the last unit: no float on the way."""
        amounts = [LARGEST, -LARGEST]
        rows = [BalanceRow("fund", "元", lot, amount, 0) for lot, amount in zip("ab", amounts, strict=True)]
        moved = [posting(1, n, amount=amount) for n, amount in enumerate(amounts)]
        counts = [TallyRow("value", "0001", "2026-03-01", LARGEST), TallyRow("value", "0001", "2026-03-02", -1)]
        write(store, Batch(head(1), entries=[entry(1)], postings=moved, balances=rows, tallies=counts))

        with store.read(BOOK) as reader:
            assert [row.amount for row in reader.lots([("fund", "元")])] == amounts
            assert [line.posting.amount for line in reader.statement("household/0001", None, 9)] == amounts[::-1]
            assert reader.tally("value", "0001", "2026-03-01", "2026-03-02") == LARGEST - 1

    def test_a_sound_store_finds_no_fault_with_itself(self, store: Store) -> None:
        """`self_check` is empty while nothing is wrong."""
        write(store, FULL)

        assert store.self_check() == []

    def test_a_copy_is_a_new_file_or_none_at_all(self, store: Store, tmp_path: Path) -> None:
        """`copy_to` writes a file that was not there, or says that this store has no file form."""
        write(store, FULL)
        copy = tmp_path / "copy"

        codes = [_refusal_of_copy(store, copy) for _ in range(2)]

        assert codes in (["", "backup_exists"], ["no_backup", "no_backup"])
        assert copy.exists() == (codes[0] == "")

    def test_a_closed_store_cannot_be_used_again(self, store_factory: StoreFactory) -> None:
        """After `close` every verb is a `StorageError`."""
        store = store_factory()
        store.create(BOOK, EMPTY)
        store.close()

        with pytest.raises(StorageError):
            store.books()

    def test_a_reopened_store_has_every_row(self, store_factory: StoreFactory) -> None:
        """Closing and opening again changes nothing."""
        store_factory.must_last()
        store = store_factory()
        store.create(BOOK, EMPTY)
        write(store, FULL)
        before = picture(store, BOOK)
        store.close()

        again = store_factory()

        assert picture(again, BOOK) == before
        again.close()
