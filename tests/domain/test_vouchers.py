"""Vouchers: a serial is a lot of one, in one place at a time."""

from __future__ import annotations

import pytest

from goodpoints import Book, CountStock, Policy
from goodpoints.domain.market.refusals import OutOfStock
from goodpoints.errors import MistakenInput
from tests.builders import (
    ONE,
    VOUCHER,
    D,
    a_village,
    ask_for,
    five_vouchers,
    from_paper,
    held,
    put_on_shelf,
    told,
    undo,
    with_rules,
)


def _vouchers(policy: Policy | None = None) -> Book:
    book = a_village(policy)
    from_paper(book, 20)
    five_vouchers(book)
    return book


def _given(book: Book) -> list[str]:
    return sorted(lot for (_, unit, lot) in held(book, f"given/{ONE}") if unit == VOUCHER)


def _missing(book: Book) -> list[str]:
    return sorted(lot for (_, unit, lot), amount in held(book, "shrinkage").items() if unit == VOUCHER and amount > 0)


def test_vouchers_are_handed_out_lowest_first() -> None:
    """Unless the slip names them."""
    book = _vouchers()
    ask_for(book, VOUCHER, count=2)
    ask_for(book, VOUCHER, count=2, serials=("A05", "A03"))
    ask_for(book, VOUCHER)

    assert _given(book) == ["A01", "A02", "A03", "A04", "A05"]


@pytest.mark.parametrize(
    ("serials", "count"),
    [(("A01",), 2), (("A01", "A01"), 2), (("A01", "A02"), 1)],
)
def test_as_many_serials_as_pieces_are_named(serials: tuple[str, ...], count: int) -> None:
    """Neither fewer nor the same one twice."""
    book = _vouchers()
    with pytest.raises(MistakenInput) as caught:
        ask_for(book, VOUCHER, count=count, serials=serials)

    assert caught.value.code == "bad_serials"


def test_goods_without_serials_have_none_to_name() -> None:
    """A serial on a bag of powder is a mistake."""
    book = _vouchers()
    with pytest.raises(MistakenInput) as caught:
        ask_for(book, serials=("A01",))

    assert caught.value.code == "bad_serials"


@pytest.mark.parametrize("serial", ["B01", "A06", "A01"])
def test_a_voucher_that_is_not_there_is_out_of_stock(serial: str) -> None:
    """Never delivered, or already in somebody's hands: serials are used once."""
    book = _vouchers()
    ask_for(book, VOUCHER, serials=("A01",))
    with pytest.raises(OutOfStock):
        ask_for(book, VOUCHER, serials=(serial,))

    assert _given(book) == ["A01"]


def test_a_slip_that_names_a_voucher_wins_over_a_count_that_missed_it() -> None:
    """A bare number takes the highest serials; when one of them turns up, the highest in stock is missing instead."""
    book = _vouchers()
    book.shop.count(CountStock(D(2025, 7, 5), item=VOUCHER, counted=3))
    missed = _missing(book)
    ask_for(book, VOUCHER, day=D(2025, 7, 6), serials=("A05",))

    assert (missed, _missing(book), _given(book)) == (["A04", "A05"], ["A03", "A04"], ["A05"])


def test_the_swap_stands_when_the_redemption_is_undone() -> None:
    """The voucher comes back, the count still misses as many as it missed."""
    for returned in ("kept", "reissued"):
        book = _vouchers(with_rules(reverse={"returned_vouchers": returned}))
        book.shop.count(CountStock(D(2025, 7, 5), item=VOUCHER, counted=4))
        slip = ask_for(book, VOUCHER, day=D(2025, 7, 6), serials=("A05",))
        undo(book, slip, day=D(2025, 7, 7))
        line = next(line for line in book.stock() if line.item == VOUCHER)

        assert (line.on_hand, line.returned, line.shrinkage, _missing(book)) == (4, 1, 1, ["A04"])


def test_vouchers_numbered_like_years_never_end() -> None:
    """A serial 2020-0001 is no use-by day of the year 2020."""
    book = a_village(with_rules(redeem={"past_use_by": "refuse"}))
    from_paper(book, 20)
    put_on_shelf(book, VOUCHER, 2, price=1, first_serial="2020-0001", last_serial="2020-0002")

    assert told(ask_for(book, VOUCHER))[1][3] == "2020-0001"


def test_a_listed_count_finds_and_misses_what_it_lists() -> None:
    """Serials on the list are there, those not on it are missing, however many were found by a bare number before."""
    book = _vouchers()
    book.shop.count(CountStock(D(2025, 7, 5), item=VOUCHER, counted=7))
    book.shop.count(CountStock(D(2025, 7, 6), item=VOUCHER, counted=2, serials=("A02", "A04")))
    shelf = sorted(lot for (_, unit, lot) in held(book, "stock/shop") if unit == VOUCHER)

    assert shelf == ["A02", "A04"]
