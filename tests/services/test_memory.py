"""What a book remembers between its acts is true, or is not used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from goodpoints import Book, Deliver, PublishRate, RefusedByRule, open_book
from goodpoints.domain.entries import Draft, Transfer
from goodpoints.domain.market.count import CountStock
from goodpoints.errors import StorageError
from goodpoints.ports import Batch, Head, Store
from goodpoints.services.clock import CountedIds
from goodpoints.services.memory import Kept, Memory
from goodpoints.testing.factory import picture
from tests.builders import OPENED, PAPER, TWO, VOUCHER, a_village, ask_for, give_stars, held, put_on_shelf, weigh


def _picture(book: Book) -> dict[str, object]:
    return picture(book.store, book.code)


def test_another_writer_is_noticed(tmp_path: Path) -> None:
    """Two who write in turn into one file see what the other has written."""
    url = str(tmp_path / "book.db")
    first = a_village(url=url)
    give_stars(first, 1)
    with open_book(url, clock=first.clock, ids=CountedIds(500)) as second:
        give_stars(second, 2)
        give_stars(first, 4)
        ask_for(second)
        ask_for(first)
        second.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity="1"))
        receipt = weigh(first, "1公斤")

    assert receipt.entry.facts["granted"] == 1
    assert first.verify().ok
    first.close()


def test_a_refused_act_leaves_nothing_to_remember(tmp_path: Path) -> None:
    """After a refusal the book goes on as if it had not been asked."""
    with a_village(url=str(tmp_path / "tried.db")) as tried, a_village(url=str(tmp_path / "plain.db")) as plain:
        for book in (tried, plain):
            give_stars(book, 1)
        with pytest.raises(RefusedByRule):
            ask_for(tried, count=9)
        tried.ids, plain.ids = CountedIds(900), CountedIds(900)
        for book in (tried, plain):
            give_stars(book, 3)
            ask_for(book)

        assert _picture(tried) == _picture(plain)


def test_an_act_that_was_not_committed_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a store failed to write was not, whatever the transaction had seen of it."""
    book = a_village(url=str(tmp_path / "book.db"))
    give_stars(book, 1)
    with monkeypatch.context() as broken:
        broken.setattr("goodpoints.storage.sqlite.writer.SqliteTx.append", _pulled)
        with pytest.raises(StorageError):
            give_stars(book, 5)
    give_stars(book, 2)

    assert held(book, "household/0001") == {("household/0001", "星", "2026-12-31"): 3}
    assert book.verify().ok
    book.close()


@pytest.mark.parametrize("mended_by", ["another process", "the same book", "another book on the same store"])
def test_what_was_mended_is_read_again(tmp_path: Path, mended_by: str) -> None:
    """A balance altered by hand is remembered by nobody once the book was derived anew, although the head is the same."""
    url = str(tmp_path / "book.db")
    with a_village(url=url) as before:
        give_stars(before, 1)
    with closing(sqlite3.connect(url)) as conn, conn:
        conn.execute("UPDATE balance SET amount = 90 WHERE account = 'household/0001' AND unit = '星'")
    book = open_book(url)
    give_stars(book, 1)
    if mended_by == "another process":
        with open_book(url) as other:
            other.rebuild()
    elif mended_by == "the same book":
        book.rebuild()
    else:
        Book(book.store, book.code, actor="clerk", clock=book.clock, ids=book.ids).rebuild()
    give_stars(book, 2)
    report = book.verify()
    book.close()

    assert report.findings == ()


def _pulled(_tx: Store, _batch: Batch) -> None:
    raise StorageError("store_failed", again=0)


def test_single_acts_and_a_batch_leave_the_same_book(tmp_path: Path) -> None:
    """Vouchers delivered out of order, counted by their numbers: it does not matter what was at hand when."""
    books = a_village(url=str(tmp_path / "book.db")), a_village()
    _count_vouchers(books[0])
    with books[1].batch() as batch:
        _count_vouchers(batch)

    assert _picture(books[0]) == _picture(books[1])
    books[0].close()


def _count_vouchers(book: Book) -> None:
    put_on_shelf(book, VOUCHER, 2, first_serial="A052", last_serial="A053")
    book.shop.deliver(Deliver(OPENED, item=VOUCHER, count=3, first_serial="A010", last_serial="A012"))
    book.shop.count(CountStock(OPENED, item=VOUCHER, counted=1, serials=["A011"]))


def test_what_comes_back_within_an_entry_is_not_overdrawn() -> None:
    """Only the balances after the whole entry keep their sign; on the way one may be below zero."""
    book = a_village()
    give_stars(book, 3)
    first, second = "household/0001", "household/0002"
    lot = next(iter(_lots(book, first)))
    there = (Transfer(second, "expired/0002", "星", lot, 2), Transfer(first, "relotted", "星", lot, 3))
    back = (Transfer("relotted", second, "星", lot, 3),)
    with book.writing() as tx:
        tx.record(Draft("reverse", "2025-07-01", _FACTS, (*there, *back)), "k", "book")

    assert (_lots(book, first), _lots(book, second)) == ({}, {lot: 1})


_FACTS = {"original": {"kind": "weigh_in", "day": "2025-07-01", "facts": {"household": TWO}}}


def _lots(book: Book, account: str) -> dict[str, int]:
    with book.writing() as tx:
        return dict(tx.lots(account, "星"))


def test_memory_is_given_once_and_only_for_its_head() -> None:
    """Whoever takes it may change it, and an interrupted act gives nothing back."""
    book = a_village()
    head, memory = book.head(), Memory()
    kept = Kept(head, {}, {}, None, {}, {}, mark=7)
    wrong: list[tuple[Head, object]] = [(head._replace(size=head.size + 1), 7), (head, 8), (head, None)]
    for found in wrong:
        memory.keep(kept)
        assert [memory.take(*found), memory.take(head, 7)] == [None, None]
    memory.keep(kept)

    assert [memory.take(head, 7) is kept, memory.take(head, 7)] == [True, None]
