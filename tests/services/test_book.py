"""The book as programs use it: keys, batches, actors, two at once, previews, erased details."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goodpoints import (
    Book,
    IdempotencyConflict,
    NotFound,
    Redeem,
    RefusedByRule,
    WeighIn,
    create_book,
    open_book,
)
from goodpoints.domain.accounts import Overdrawn
from goodpoints.domain.entries import Draft, Transfer
from goodpoints.domain.journal.opening import AlreadyOpen
from goodpoints.domain.register.parties import RegisterParty
from goodpoints.errors import LedgerIntegrityError
from goodpoints.services.clock import CountedIds, FixedClock
from tests.builders import (
    ONE,
    OPENED,
    PAPER,
    POWDER,
    TODAY,
    D,
    a_book,
    a_village,
    ask_for,
    from_paper,
    give_stars,
    held,
    weigh,
)

KEY = "单据-17"


def _order(**changed: Any) -> WeighIn:  # noqa: ANN401 - parts of WeighIn
    asked: dict[str, Any] = {"household": ONE, "material": PAPER, "quantity": "5公斤", "remark": "湿的"}
    return WeighIn(changed.pop("day", OPENED), **asked | changed)


def test_the_same_key_and_request_is_the_first_result() -> None:
    """A slip that is sent twice is written once."""
    book = a_village()
    first = book.shop.weigh_in(_order(), key=KEY)
    head = book.head()
    second = book.shop.weigh_in(_order(), key=KEY)

    assert (first.replayed, second.replayed, second.entry) == (False, True, first.entry)
    assert book.head() == head


@pytest.mark.parametrize(
    "changed",
    [{"quantity": "6公斤"}, {"household": "0002"}, {"day": D(2025, 7, 2)}, {"remark": "干的"}, {"remark": ""}],
)
def test_the_same_key_for_another_request_is_a_conflict(changed: dict[str, Any]) -> None:
    """Private texts count too, though no digest of them is in the journal."""
    book = a_village()
    first = book.shop.weigh_in(_order(), key=KEY)
    head = book.head()
    with pytest.raises(IdempotencyConflict) as caught:
        book.shop.weigh_in(_order(**changed), key=KEY)

    assert (caught.value.facts, book.head()) == ({"key": KEY, "entry": first.seq}, head)


def test_another_kind_of_act_under_the_key_is_a_conflict() -> None:
    """Even where both would move nothing."""
    book = a_village()
    book.shop.weigh_in(_order(), key=KEY)
    with pytest.raises(IdempotencyConflict):
        book.shop.redeem(Redeem(OPENED, household=ONE, item=POWDER), key=KEY)


def test_a_key_is_free_after_a_refusal() -> None:
    """What was refused was not written, so the same slip may come again."""
    book = a_village()
    order = Redeem(OPENED, household=ONE, item=POWDER)
    with pytest.raises(RefusedByRule):
        book.shop.redeem(order, key=KEY)
    from_paper(book, 2)

    assert book.shop.redeem(order, key=KEY).replayed is False


def test_without_keys_two_equal_acts_are_two() -> None:
    """Two bags of the same weight on one morning."""
    book = a_village()
    seqs = {book.shop.weigh_in(_order()).seq for _ in range(2)}

    assert len(seqs) == 2


def test_an_erased_text_no_longer_tells_requests_apart() -> None:
    """Once a remark is forgotten, nobody can say that it was another one; the rest still counts."""
    book = a_village()
    first = book.shop.weigh_in(_order(), key=KEY)
    with book.store.write(book.code) as store:
        erased = store.erase(f"entry/{first.seq:08d}")
    with pytest.raises(IdempotencyConflict):
        book.shop.weigh_in(_order(quantity="1公斤"), key=KEY)

    assert (erased, book.details_of(first.seq)) == (1, {})
    assert book.shop.weigh_in(_order(), key=KEY).replayed


def _with_three_stars(book: Book) -> Book:
    give_stars(book, 3)
    return book


def test_a_batch_is_written_whole_or_not_at_all() -> None:
    """An exception that leaves the block takes everything back, whatever was written before it."""
    book = a_village()
    before = held(book), book.head()
    with pytest.raises(RefusedByRule), book.batch() as inside:
        ask_for(_with_three_stars(inside), count=2)

    assert (held(book), book.head()) == before


def test_a_batch_reads_what_it_has_written() -> None:
    """Balances, stock, entries, keys, tallies and statements, before anything is committed."""
    book = a_village()
    with book.batch() as inside:
        first = inside.shop.weigh_in(_order(), key=KEY)
        again = inside.shop.weigh_in(_order(), key=KEY)
        ask_for(inside)
        told = inside.balance_of(ONE, as_of=OPENED).available, inside.entry(first.seq).kind, again.replayed
        lines = len(inside.statement_of(ONE))

    assert (told, lines, book.balance_of(ONE, as_of=OPENED).available) == ((0, "weigh_in", True), 2, 0)


def test_a_batch_is_the_same_as_its_acts_one_by_one() -> None:
    """To the head, with the same clock and ids."""

    def act(book: Book) -> None:
        for day in (OPENED, D(2026, 12, 31), D(2027, 1, 1)):
            give_stars(book, 3, day=day)
            ask_for(book, day=day)

    one_by_one, at_once = a_village(), a_village()
    act(one_by_one)
    with at_once.batch() as inside:
        act(inside)

    assert (at_once.head(), held(at_once)) == (one_by_one.head(), held(one_by_one))


def test_a_refusal_caught_in_a_batch_leaves_no_trace() -> None:
    """Neither in what the batch reads nor in what it writes."""
    plain, tried = a_village(), a_village()
    for book, tries in ((plain, 0), (tried, 3)):
        with book.batch() as inside:
            give_stars(inside, 1)
            for _ in range(tries):
                with pytest.raises(RefusedByRule):
                    ask_for(inside, count=4, remark="没有")
                with pytest.raises(NotFound):
                    weigh(inside, "1公斤", household="9999")
            give_stars(inside, 1)
            ask_for(inside)

    assert (held(tried), _bodies(tried)) == (held(plain), _bodies(plain))


def _bodies(book: Book) -> list[tuple[Any, ...]]:
    with book.store.read(book.code) as store:
        return [(row.seq, row.kind, row.day) for row in store.entries(1, 99)]


def test_whoever_is_named_after_an_erasure_is_somebody_else() -> None:
    """The code of the forgotten one stays hers, and is not given to the next who is met."""
    book = a_book()
    codes = [book.register.party_named(name, OPENED) for name in ("王艳", "李伟")]
    with book.store.write(book.code) as tx:
        for code in codes:
            tx.erase(f"party/{code}")
    later = [book.register.party_named(name, OPENED) for name in ("赵六", "王艳", "赵六")]

    assert (codes, later) == (["p0001", "p0002"], ["p0003", "p0004", "p0003"])
    assert book.find_details("party/", "name") == {"赵六": "party/p0003", "王艳": "party/p0004"}


def test_a_code_that_somebody_chose_is_passed_over() -> None:
    """Two people under one code would be one person to every rule."""
    book = a_book()
    book.post(RegisterParty(OPENED, party="p0002", name="李伟"))

    assert book.register.party_named("王艳", OPENED) == "p0003"


def test_what_a_batch_could_not_write_is_not_written_in_part() -> None:
    """A draft that overdraws an account or breaks the lock changes nothing of what the batch sees."""
    book = a_village()
    with book.writing() as tx:
        before = dict(tx.lots("household/0001", "星"))
        for transfer, error in (
            (Transfer("household/0001", "expired/0001", "星", "~", 1), Overdrawn),
            (Transfer("issued/recycling", "household/0001", "星", "~", 1), LedgerIntegrityError),
        ):
            with pytest.raises(error):
                tx.record(Draft("expire", "2025-07-01", {"household": ONE}, (transfer,)), "k", "book")
        after = dict(tx.lots("household/0001", "星"))
        size = tx.next_seq

    assert (after, size) == (before, book.head().size + 1)


def test_actors_share_a_book() -> None:
    """Each act says who did it, inside a batch as well."""
    book = a_village()
    first = give_stars(book.as_("wang"), 1)
    with book.batch() as inside:
        second = give_stars(inside.as_("li"), 1)
        third = give_stars(inside, 1)

    assert [receipt.entry.actor for receipt in (first, second, third)] == ["wang", "li", "clerk"]
    assert [book.entry(receipt.seq).actor for receipt in (first, second, third)] == ["wang", "li", "clerk"]


def test_what_is_posted_after_the_batch_is_not_lost() -> None:
    """Whoever keeps the book of a batch writes to the book itself."""
    book = a_village()
    with book.batch() as inside:
        give_stars(inside, 1)
    late = give_stars(inside, 1)

    assert book.entry(late.seq).kind == "weigh_in"


def test_two_books_on_one_file_see_each_other(tmp_path: Path) -> None:
    """One writes, the other reads on, writes on, and knows the keys."""
    url = str(tmp_path / "village.db")
    with a_village(url=url) as first, open_book(url, clock=FixedClock.at(TODAY), ids=CountedIds(10**6)) as second:
        receipt = first.shop.weigh_in(_order(), key=KEY)
        seen = second.balance_of(ONE, as_of=OPENED).available
        replayed = second.shop.weigh_in(_order(), key=KEY)
        ask_for(second)

        assert (seen, replayed.seq, replayed.replayed) == (2, receipt.seq, True)
        assert first.balance_of(ONE, as_of=OPENED).available == 0
        assert first.head() == second.head()


def test_a_book_is_opened_once(tmp_path: Path) -> None:
    """A second opening is refused and changes nothing; in the same words it is the first result."""
    url = str(tmp_path / "village.db")
    with a_village(url=url) as book:
        head = book.head()
    a_book(url=url).close()
    with pytest.raises(AlreadyOpen):
        a_book(url=url, opened=D(2024, 1, 1))
    with open_book(url) as again:
        assert again.head() == head


@pytest.mark.parametrize("code", ["", "Qing", "清水", "a/b", "-a", "a" * 65])
def test_a_book_s_code_is_short_and_plain(code: str) -> None:
    """It stands in urls and in the seal."""
    from goodpoints import MistakenInput, Policy

    with pytest.raises(MistakenInput) as caught:
        create_book("memory:", book=code, policy=Policy(), day=OPENED)

    assert caught.value.code == "malformed_code"


def test_equal_acts_give_equal_heads_in_every_store(tmp_path: Path) -> None:
    """With the same clock and ids, in memory and in a file."""
    heads = []
    for url in ("memory:", str(tmp_path / "village.db")):
        with a_village(url=url) as book:
            give_stars(book, 7)
            ask_for(book, count=2, remark="早上")
            give_stars(book, 2, day=D(2027, 2, 2))
            heads.append((book.head(), book.head_text(), held(book)))

    assert heads[0] == heads[1]
