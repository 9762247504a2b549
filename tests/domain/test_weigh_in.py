"""Weigh-ins by example; their laws are in `tests/property/test_weighing_laws.py`."""

from __future__ import annotations

import pytest

from goodpoints import MistakenInput, NotFound, PublishRate, WeighIn, quantity_of
from tests.builders import ONE, OPENED, PAPER, D, a_village, from_paper, told, weigh


@pytest.mark.parametrize(
    ("quantity", "code"), [("1瓶", "unknown_measure"), ("30个", "wrong_measure"), ("1.2345公斤", "too_fine")]
)
def test_a_quantity_in_another_measure_is_a_mistake(quantity: str, code: str) -> None:
    """Paper comes by weight, to the gram."""
    book = a_village()
    before = book.head()
    with pytest.raises(MistakenInput, match=code):
        weigh(book, quantity)

    assert book.head() == before


def test_a_remark_that_is_no_text_is_a_mistake() -> None:
    """A terminal of another encoding hands over bytes that stand for no character; nothing can keep or hash them."""
    book = a_village()
    before = book.head()
    with pytest.raises(MistakenInput, match="text_not_storable"):
        book.shop.weigh_in(WeighIn(OPENED, household=ONE, material=PAPER, quantity=1, remark="雨天\udcff"))

    assert book.head() == before


def test_a_quantity_may_be_said_in_jin() -> None:
    """One jin is half a kilogram; the order keeps what was said."""
    book = a_village()
    order = WeighIn(OPENED, household=ONE, material=PAPER, quantity=quantity_of("15.2斤"))
    facts = book.shop.weigh_in(order).entry.facts

    assert (facts["granted"], facts["remainder"]) == (3, 100)


def test_a_household_can_earn_beside_its_paper_booklet() -> None:
    """Opening stars carry no remainders."""
    book = a_village()
    from_paper(book, 7)
    weigh(book, "2公斤")

    balance = book.balance_of(ONE, as_of=OPENED)

    assert (balance.available, balance.remainders) == (7, {PAPER: 2000})


def test_an_entry_says_how_it_was_reckoned() -> None:
    """Rate, stars, remainder; the quantity is what moved into the depot."""
    receipt = weigh(a_village(), "6公斤")

    assert receipt.entry.facts == {"household": ONE, "material": PAPER, "granted": 2, "remainder": 1000, "per": 2500}
    assert told(receipt) == [
        ("outside", "depot", PAPER, "-", 6000),
        ("issued/recycling", "household/0001", "星", "2026-12-31", 2),
        ("outside/remainders", "household/0001", f"owed:{PAPER}", "~", 1000),
    ]


@pytest.mark.parametrize(
    ("household", "material", "day", "code"),
    [
        ("9999", PAPER, OPENED, "unknown_household"),
        (ONE, "铁", OPENED, "unknown_material"),
        (ONE, "木头", OPENED, "no_rate"),
    ],
)
def test_who_and_what_must_be_known(household: str, material: str, day: D, code: str) -> None:
    """A rate that begins next month is no rate today."""
    book = a_village()
    book.shop.publish_rate(PublishRate(D(2025, 8, 1), material="木头", measure="公斤", quantity=1))
    with pytest.raises(NotFound) as caught:
        weigh(book, "5公斤", household=household, material=material, day=day)

    assert caught.value.code == code


@pytest.mark.parametrize(("quantity", "reward", "per"), [("35", 1, 35), ("1", 1, 1), ("6", 2, 3), ("100", 4, 25)])
def test_a_rate_is_so_many_pieces_for_so_many_stars(quantity: str, reward: int, per: int) -> None:
    """Kept as whole steps for one star."""
    book = a_village()
    order = PublishRate(OPENED, material="瓶子", measure="个", quantity=quantity, reward=reward)

    assert book.shop.publish_rate(order).entry.facts["per"] == per


def test_a_rate_that_is_no_whole_number_of_steps_is_refused() -> None:
    """With the nearest that are: 3 pieces for 2 stars would be one and a half a star."""
    book = a_village()
    with pytest.raises(MistakenInput) as caught:
        book.shop.publish_rate(PublishRate(OPENED, material="瓶子", measure="个", quantity=3, reward=2))

    assert caught.value.code == "uneven_rate"
    assert (caught.value.facts["below"], caught.value.facts["above"]) == (2, 4)
