"""Laws of reversal, over random days of a shop: nothing is made, nothing is lost, and the way back is the way there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goodpoints import Book, CountStock, GoodpointsError, Policy, Receipt, Reverse
from goodpoints.domain.accounts import sign_of
from goodpoints.domain.journal.mirror import mirrors
from tests.builders import (
    ONE,
    OPENED,
    POWDER,
    VOUCHER,
    a_village,
    ask_for,
    five_vouchers,
    from_paper,
    give_stars,
    held,
    undo,
    with_rules,
)

POLICIES = st.builds(
    lambda after_expiry, vouchers, percent, rule: with_rules(
        reverse={"after_expiry": after_expiry, "returned_vouchers": vouchers},
        debt={"repay_percent": percent},
        expiry={"rule": rule, "after": 0},
    ),
    st.sampled_from(["original", "grace", "forfeit"]),
    st.sampled_from(["kept", "reissued"]),
    st.integers(1, 100),
    st.sampled_from(["never", "month-end", "quarter-end", "year-end"]),
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["earn", "paper", "powder", "voucher", "named", "count", "undo", "undo", "vouchers"]),
        st.integers(1, 6),
        st.sampled_from([0, 0, 3, 40]),
    ),
    min_size=3,
    max_size=14,
)


def _act(book: Book, act: str, number: int, day: dt.date, done: list[Receipt]) -> None:
    """One act of a day; what the rules refuse is left."""
    if act == "earn":
        done.append(give_stars(book, number, day=day))
    elif act == "paper":
        done.append(from_paper(book, number, earned=day))
    elif act == "powder":
        done.append(ask_for(book, POWDER, day=day, count=1 + number // 3))
    elif act == "voucher":
        done.append(ask_for(book, VOUCHER, day=day))
    elif act == "named":
        done.append(ask_for(book, VOUCHER, day=day, serials=(f"A0{min(number, 5)}",)))
    elif act == "count":
        done.append(book.shop.count(CountStock(day, item=POWDER, counted=number)))
    elif act == "vouchers":
        done.append(book.shop.count(CountStock(day, item=VOUCHER, counted=min(number, 5))))
    elif done:
        undo(book, done.pop(number % len(done)), day=day)


def _lived(policy: Policy, acts: list[tuple[str, int, int]]) -> tuple[Book, list[Receipt], dt.date]:
    book, done, day = a_village(policy), list[Receipt](), OPENED
    five_vouchers(book)
    for act, number, days in acts:
        day += dt.timedelta(days=days)
        try:
            _act(book, act, number, day, done)
        except GoodpointsError as error:
            assert error.code in {"insufficient_stars", "out_of_stock", "bad_serials"}, error  # noqa: PT017 - no other may come
    return book, done, day


@given(POLICIES, ACTS)
@settings(max_examples=150, deadline=None)
def test_whatever_is_done_and_undone_the_books_balance(policy: Policy, acts: list[tuple[str, int, int]]) -> None:
    """Zero per unit and per lot, every account on its side, a voucher in one place, changed lots net to nothing."""
    book, _, _ = _lived(policy, acts)
    sums: dict[Any, int] = {}
    for (account, unit, lot), amount in held(book).items():
        for key in (unit, (unit, lot), *((("relotted", unit),) if account == "relotted" else ())):
            sums[key] = sums.get(key, 0) + amount
        assert amount * sign_of(account) >= 0
        assert unit != VOUCHER or lot.startswith("found/") or -1 <= amount <= 1

    assert set(sums.values()) <= {0}


@given(POLICIES, ACTS)
@settings(max_examples=100, deadline=None)
def test_every_reversal_mirrors_its_original(policy: Policy, acts: list[tuple[str, int, int]]) -> None:
    """What each party gained it gives back: the law that `verify` checks."""
    book, _, day = _lived(policy, acts)
    entries = {entry.seq: entry for entry in book.entries_on(OPENED, day)}
    wrong = [e.seq for e in entries.values() if e.kind == "reverse" and not mirrors(e, entries[e.refers_to])]

    assert wrong == []


@given(ACTS)
@settings(max_examples=80, deadline=None)
def test_undoing_the_last_act_brings_the_balances_back(acts: list[tuple[str, int, int]]) -> None:
    """Where nothing has happened since and no day has passed; a swapped voucher stays as the slip said."""
    book, done, day = _lived(Policy(), [act for act in acts if act[0] not in {"undo", "voucher", "named", "vouchers"}])
    book.due(day)
    before = held(book)
    receipt = give_stars(book, 4, day=day)
    asked = ask_for(book, POWDER, day=day) if book.stock()[0].on_hand else None
    for one in (asked, receipt):
        if one is not None:
            book.reverse(Reverse(day, seq=one.seq))

    assert held(book) == before
    assert all(receipt.entry.day <= day.isoformat() for receipt in done)


@given(POLICIES, ACTS)
@settings(max_examples=60, deadline=None)
def test_a_household_never_spends_what_it_owes_for(policy: Policy, acts: list[tuple[str, int, int]]) -> None:
    """What can be spent and what is owed are told apart, and neither is ever below zero."""
    book, _, day = _lived(policy, acts)
    balance = book.balance_of(ONE, as_of=day)

    assert balance.available >= 0
    assert balance.debt >= 0
    assert balance.available == sum(balance.lots.values())


@given(POLICIES, ACTS)
@settings(max_examples=25, deadline=None)
def test_whatever_is_done_and_undone_the_book_verifies(policy: Policy, acts: list[tuple[str, int, int]]) -> None:
    """Chain, laws and every derived row: nothing is found."""
    book, _, _ = _lived(policy, acts)

    assert list(book.verify().findings) == []
