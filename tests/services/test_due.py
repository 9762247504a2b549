"""What falls due: posted once, dated at its last day, and never needed by whoever only reads."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpoints import Book, PublishPrice, Receipt, RegisterHousehold
from goodpoints.domain.days import iso
from goodpoints.errors import LedgerIntegrityError, MistakenInput, RefusedByRule
from tests.bank.village import CREDITED, SHOWN, a_bank, shown
from tests.builders import ONE, OPENED, POWDER, TODAY, D, a_village, ask_for, give_stars, held, told, weigh, with_rules

MONTHLY: Final[dict[str, dict[str, Any]]] = {
    "expiry": {"rule": "month-end", "after": 1},
    "remainders": {"keep": "month"},
}


def _earning(book: Book, *, months: int = 5) -> Book:
    """Some stars and a remainder a month, for two households."""
    for month in range(months):
        for household in (ONE, "0002"):
            weigh(book, f"{5 + month}.1公斤", day=D(2025, 7 + month, 3 + month), household=household)
    return book


def _expiries(book: Book) -> list[tuple[str, str, int]]:
    return [
        (entry.day, moved.lot, moved.amount)
        for entry in book.entries_on(OPENED, TODAY, kind="expire")
        for moved in entry.transfers
    ]


def test_what_ends_is_posted_once() -> None:
    """Running it twice posts nothing more, and the head stays."""
    book = a_village()
    give_stars(book, 3)
    first = book.due(D(2027, 1, 1))
    head = book.head()

    assert [told(receipt) for receipt in first] == [[("household/0001", "expired/0001", "星", "2026-12-31", 3)]]
    assert (book.due(D(2027, 1, 1)), book.due(), book.head()) == ([], [], head)


def test_an_expiry_counts_for_the_last_day_itself() -> None:
    """On that day the stars can still be spent; the entry bears it, whenever it is written."""
    book = a_village()
    give_stars(book, 3)
    on_the_day = book.due(D(2026, 12, 31))
    entry = book.due(D(2027, 6, 1))[0].entry

    assert (on_the_day, entry.day, entry.actor, entry.request) == ([], "2026-12-31", "book", "")


def test_it_never_runs_backwards() -> None:
    """An earlier day posts nothing and takes nothing back."""
    book = a_village()
    give_stars(book, 3)
    book.due(D(2027, 1, 1))
    before = held(book), book.head()

    assert (book.due(D(2025, 7, 2)), (held(book), book.head())) == ([], before)


def test_tomorrow_is_not_due_yet() -> None:
    """Time is the clock's, not the caller's."""
    book = a_village(today=D(2026, 5, 5))
    give_stars(book, 3)
    with pytest.raises(MistakenInput) as caught:
        book.due(D(2026, 5, 6))

    assert (caught.value.code, book.due(D(2026, 5, 5))) == ("future_day", [])


@given(st.lists(st.dates(D(2025, 7, 1), D(2026, 6, 30)), max_size=12))
@settings(max_examples=30, deadline=None)
def test_day_by_day_is_all_at_once(stops: list[dt.date]) -> None:
    """However often it ran on the way, the book says the same, to the head."""
    by_and_by, at_once = (_earning(a_village(with_rules(**MONTHLY))) for _ in range(2))
    for day in sorted(stops):
        by_and_by.due(day)
    by_and_by.due(D(2026, 7, 1))
    at_once.due(D(2026, 7, 1))

    assert (held(by_and_by), by_and_by.head()) == (held(at_once), at_once.head())


def test_remainders_end_with_their_period() -> None:
    """Where they lapse each month, the expiry says how much of which material."""
    book = _earning(a_village(with_rules(**MONTHLY)), months=1)
    book.due(D(2025, 8, 1))

    assert _expiries(book) == [("2025-07-31", "2025-07-31", 100), ("2025-07-31", "2025-07-31", 100)]


@pytest.mark.parametrize("posted", [False, True])
def test_reading_never_needs_it(posted: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """Balances, past balances and refusals are the same, whether or not expiries were posted."""
    book = _earning(a_village(with_rules(**MONTHLY)))
    if posted:
        book.due(D(2026, 1, 1))
    days = [D(2025, 8, 31), D(2025, 9, 1), D(2025, 10, 31), D(2026, 1, 1)]
    now = {b.household: (b.available, b.lots, b.remainders) for b in book.balances(day=D(2026, 1, 1))}
    past = [(b.available, b.remainders) for b in (book.balance_of(ONE, as_of=day) for day in days)]

    assert now == {ONE: (0, {}, {}), "0002": (0, {}, {})}
    assert past == [(4, {"纸板": 1100}), (2, {}), (5, {"纸板": 600}), (0, {})]


def test_a_past_balance_is_what_the_day_itself_said() -> None:
    """Asked on its evening or years later."""
    evening = a_village(today=D(2026, 12, 31))
    later = a_village()
    for book in (evening, later):
        give_stars(book, 3)
    later.due()

    assert evening.balance_of(ONE).lots == later.balance_of(ONE, as_of=D(2026, 12, 31)).lots == {"2026-12-31": 3}


def test_an_act_on_a_later_day_lets_time_pass_first() -> None:
    """The expiry stands before the act that made it due, and belongs to the same transaction."""
    book = a_village()
    give_stars(book, 3)
    receipt = give_stars(book, 1, day=D(2027, 1, 1))
    before = book.entry(receipt.seq - 1)

    assert (before.kind, before.day, receipt.entry.day) == ("expire", "2026-12-31", "2027-01-01")


def test_an_announcement_does_not_let_time_pass() -> None:
    """A price from 2028 on expires nothing today."""
    book = a_village()
    give_stars(book, 3)
    book.shop.publish_price(PublishPrice(D(2028, 1, 1), item=POWDER, price=3))

    assert (_expiries(book), book.balance_of(ONE, as_of=D(2026, 1, 1)).available) == ([], 3)


def test_a_refused_act_lets_no_time_pass() -> None:
    """Asked directly, a refusal leaves the book as it was, what was due included."""
    book = a_village()
    give_stars(book, 3)
    before = book.head()
    with pytest.raises(RefusedByRule):
        ask_for(book, day=D(2027, 5, 5))

    assert book.head() == before


def test_only_acts_that_move_something_carry_the_book_forward() -> None:
    """A household registered today does not make yesterday's weighing a late one."""
    book = a_village()
    give_stars(book, 1, day=D(2025, 8, 1))
    book.register.household(RegisterHousehold(D(2026, 1, 1), household="0005"))

    assert book.head().through == "2025-08-01"


def test_what_is_written_down_late_can_be_born_dead() -> None:
    """It ends with the next day run; where the village grants a minimum of life, it lives that long."""
    outcomes = []
    for life in (0, 30):
        book = a_village(with_rules(**MONTHLY, backdating={"minimum_life": life}))
        give_stars(book, 1, day=D(2026, 3, 1))
        late: Receipt = give_stars(book, 2, day=D(2025, 7, 5))
        book.due(D(2026, 3, 2))
        outcomes.append((told(late)[1][3], book.balance_of(ONE, as_of=D(2026, 3, 2)).available))

    assert outcomes == [("2025-08-31", 1), ("2026-03-31", 3)]


def test_a_late_weighing_of_a_past_month_takes_no_remainder_with_it() -> None:
    """What this month's deliveries left over stays this month's."""
    book = a_village(with_rules(remainders={"keep": "month"}))
    weigh(book, "2公斤", day=D(2025, 8, 5))
    weigh(book, "0.2公斤", day=D(2025, 7, 30))
    book.due(D(2025, 8, 20))

    assert book.balance_of(ONE, as_of=D(2025, 8, 20)).remainders == {"纸板": 2000}


def test_what_was_posted_already_is_not_due_for_ever() -> None:
    """Whoever decides without the lock may find another writer's posting under the key of their own: no endless round."""
    book = a_bank()
    shown(book)

    with book.writing() as tx:
        other = tx.decide(RegisterHousehold(SHOWN, household="0099"))
        tx.record(other, f"credit/2025-0001/{tx.next_seq + 1}", "book")
        with pytest.raises(LedgerIntegrityError) as caught:
            tx.due(iso(CREDITED))

    assert caught.value.code == "taken"
