"""Laws of the scales, over random deliveries: nothing is lost, nothing is made."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpoints import OpenCampaign, Policy, PublishRate, Receipt
from goodpoints.book import Book
from goodpoints.domain.market.refusals import BelowMinimum, CapReached, OutsideCampaign
from tests.builders import (
    CANS,
    ONE,
    OPENED,
    PAPER,
    D,
    a_village,
    ask_for,
    give_stars,
    held,
    put_on_shelf,
    undo,
    weigh,
    with_rules,
)

GRAMS = st.integers(1, 20_000)
PILES = st.lists(GRAMS, min_size=1, max_size=6)
PER = 2500
CAMPAIGN = D(2025, 7, 10)
MORE = settings(max_examples=60, deadline=None)


def _kilos(grams: int) -> str:
    return f"{grams // 1000}.{grams % 1000:03d}公斤"


def _kept(book: Book, material: str = PAPER, household: str = ONE) -> int:
    return sum(
        amount
        for prefix in (f"household/{household}", f"debt/{household}")
        for (_, unit, _lot), amount in held(book, prefix).items()
        if unit == f"owed:{material}"
    )


def _stars(book: Book, household: str = ONE) -> int:
    found = book.balance_of(household, as_of=D(2025, 12, 31))
    return found.available - found.debt


def _granted(receipts: list[Receipt], fact: str = "granted") -> int:
    return sum(receipt.entry.facts.get(fact, 0) for receipt in receipts)


@given(PILES)
@MORE
def test_stars_and_remainder_make_up_what_was_brought(piles: list[int]) -> None:
    """Stars × quantity per star + remainder = everything accepted, and the depot has all of it."""
    book = a_village()
    receipts = [weigh(book, _kilos(grams)) for grams in piles]

    assert _granted(receipts) * PER + _kept(book) == sum(piles)
    assert held(book, "depot")["depot", PAPER, "-"] == sum(piles)
    assert 0 <= _kept(book) < PER
    assert _stars(book) == _granted(receipts)


@given(PILES, st.lists(GRAMS, max_size=3))
@MORE
def test_splitting_a_delivery_changes_nothing(piles: list[int], before: list[int]) -> None:
    """Brought in one go or in many, stars and remainder are the same."""
    at_once, by_and_by = a_village(), a_village()
    for grams in before:
        weigh(at_once, _kilos(grams))
        weigh(by_and_by, _kilos(grams))
    weigh(at_once, _kilos(sum(piles)))
    for grams in piles:
        weigh(by_and_by, _kilos(grams))

    assert held(at_once, "household") == held(by_and_by, "household")


@given(PILES, PILES, st.sampled_from(["1", "2", "3.333", "0.001", "50"]))
@MORE
def test_a_new_rate_keeps_the_remainder_s_quantity(old: list[int], new: list[int], per: str) -> None:
    """Each delivery counts at the rate of its day; what was left over stays the same weight."""
    book, changed = a_village(), D(2025, 8, 1)
    first = [weigh(book, _kilos(grams)) for grams in old]
    kept = _kept(book)
    book.shop.publish_rate(PublishRate(changed, material=PAPER, measure="公斤", quantity=per))
    second = [weigh(book, _kilos(grams), day=changed) for grams in new]
    steps = second[0].entry.facts["per"]

    assert kept == sum(old) - _granted(first) * PER
    assert kept + sum(new) == _granted(second) * steps + _kept(book)
    assert _kept(book) < steps


@given(PILES, st.integers(1, 30_000))
@MORE
def test_below_the_minimum_lot_nothing_changes(piles: list[int], minimum: int) -> None:
    """A refused delivery leaves no trace in store, stars, remainder or journal."""
    book = a_village()
    least = f"{minimum // 1000}.{minimum % 1000:03d}"
    book.shop.publish_rate(PublishRate(D(2025, 7, 2), material=PAPER, measure="公斤", quantity="2.5", minimum=least))
    taken = 0
    for grams in piles:
        before = held(book), book.head()
        if grams >= minimum:
            weigh(book, _kilos(grams), day=D(2025, 7, 2))
            taken += grams
            continue
        with pytest.raises(BelowMinimum) as caught:
            weigh(book, _kilos(grams), day=D(2025, 7, 2))

        assert (caught.value.facts["quantity"], caught.value.facts["minimum"]) == (grams, minimum)
        assert (held(book), book.head()) == before

    assert held(book, "depot").get(("depot", PAPER, "-"), 0) == taken


def test_small_lots_are_taken_where_the_village_takes_them() -> None:
    """`below_minimum = "take"`: the minimum is advice."""
    book = a_village(with_rules(weigh_in={"below_minimum": "take"}))
    book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity="2.5", minimum=5))
    weigh(book, "0.1公斤")

    assert _kept(book) == 100


def _campaign(policy: Policy, cap: int = 5) -> Book:
    book = a_village(policy)
    book.shop.publish_rate(PublishRate(OPENED, material="农药包装", measure="个", quantity=10, cap=3))
    last = D(2025, 7, 31)
    book.shop.open_campaign(OpenCampaign(D(2025, 7, 10), name="清田", material="农药包装", last=last, cap=cap))
    return book


def _packs(book: Book, count: int, day: dt.date = CAMPAIGN, household: str = ONE) -> Receipt:
    return weigh(book, str(count), day=day, household=household, material="农药包装")


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.sampled_from(["lost", "remainder"]), st.integers(1, 9))
@MORE
def test_a_cap_grants_what_fits(piles: list[int], over_cap: str, cap: int) -> None:
    """Stars never pass the cap; what it took away is lost or kept, as the policy says, and the sums still agree."""
    book = _campaign(with_rules(weigh_in={"over_cap": over_cap}), cap)
    receipts = [_packs(book, count) for count in piles]
    granted, capped = _granted(receipts), _granted(receipts, "capped")
    lost = capped * 10 if over_cap == "lost" else 0

    assert granted == min(cap, sum(piles) // 10)
    assert granted * 10 + _kept(book, "农药包装") + lost == sum(piles)
    assert held(book, "depot")["depot", "农药包装", "-"] == sum(piles)
    assert over_cap == "remainder" or _kept(book, "农药包装") < 10


def test_over_the_cap_all_is_refused_where_the_village_refuses() -> None:
    """`over_cap = "refuse"`: what does not fit whole is handed back whole, and says how much room there was."""
    book = _campaign(with_rules(weigh_in={"over_cap": "refuse"}))
    _packs(book, 30)
    before = held(book)
    with pytest.raises(CapReached) as caught:
        _packs(book, 30)

    assert held(book) == before
    assert caught.value.facts == {"campaign": "清田", "wanted": 3, "room": 2, "scale": 0}
    assert _packs(book, 20).entry.facts["granted"] == 2


def test_a_cap_counts_for_each_household_and_gives_room_back() -> None:
    """Another household has its own room; a reversal gives back the room it took."""
    book = _campaign(Policy())
    first = _packs(book, 50)
    other = _packs(book, 50, household="0002")
    undo(book, first, day=D(2025, 7, 11))
    again = _packs(book, 60, day=D(2025, 7, 12))

    assert (other.entry.facts["granted"], again.entry.facts["granted"], again.entry.facts["capped"]) == (5, 5, 1)


@pytest.mark.parametrize("day", [D(2025, 7, 9), D(2025, 8, 1)])
def test_outside_a_campaign_its_material_is_not_taken(day: dt.date) -> None:
    """The day before its first and the day after its last; both ends belong to it."""
    book = _campaign(Policy())
    with pytest.raises(OutsideCampaign):
        _packs(book, 10, day=day)
    _packs(book, 10, day=D(2025, 7, 10))
    _packs(book, 10, day=D(2025, 7, 31))

    assert _packs(_campaign(with_rules(weigh_in={"outside_campaign": "take"})), 90, day=day).entry.facts["granted"] == 9


def _spend(book: Book, stars: int) -> None:
    """Spend every star of the household, so that what is reversed is gone."""
    put_on_shelf(book, "抵用", stars, price=1)
    ask_for(book, "抵用", count=stars)


@given(st.integers(1, 12), st.lists(st.integers(1, 8), min_size=1, max_size=5), st.integers(1, 100))
@MORE
def test_a_debt_is_paid_first_by_the_village_s_share(owing: int, earned: list[int], percent: int) -> None:
    """Of every credit the share rounded down, never more than is owed; the rest can be spent."""
    book = a_village(with_rules(debt={"repay_percent": percent}))
    wrong = give_stars(book, owing)
    _spend(book, owing)
    undo(book, wrong)
    debt = owing
    for stars in earned:
        paid = min(debt, stars * percent // 100)
        before = book.balance_of(ONE, as_of=OPENED)
        give_stars(book, stars)
        after = book.balance_of(ONE, as_of=OPENED)
        debt -= paid

        assert (after.debt, after.available - before.available) == (debt, stars - paid)


@given(st.integers(1, 2 * PER), PILES)
@MORE
def test_a_remainder_that_is_owed_is_paid_before_stars_are_earned(wrong: int, piles: list[int]) -> None:
    """A mistaken weighing is undone after its remainder was used up: the household owes grams, and pays in grams."""
    book = a_village()
    mistake = weigh(book, _kilos(wrong))
    receipts = [weigh(book, _kilos(grams)) for grams in piles]
    undo(book, mistake)
    more = [weigh(book, _kilos(grams)) for grams in piles]
    brought = 2 * sum(piles)

    assert (_granted(receipts) + _granted(more)) * PER + _kept(book) == brought
    assert _stars(book) * PER + _kept(book) == brought
    assert _kept(book) < PER


@given(st.lists(st.tuples(st.sampled_from([PAPER, CANS]), st.integers(1, 80)), min_size=1, max_size=8))
@MORE
def test_materials_do_not_mix(brought: list[tuple[str, int]]) -> None:
    """Each household and material has its own remainder."""
    book = a_village()
    sums = {PAPER: 0, CANS: 0}
    for material, count in brought:
        weigh(book, f"{count}公斤" if material == PAPER else f"{count}个", material=material)
        sums[material] += count * 1000 if material == PAPER else count

    assert (_kept(book, PAPER), _kept(book, CANS)) == (sums[PAPER] % PER, sums[CANS] % 25)
    assert _stars(book) == sums[PAPER] // PER + sums[CANS] // 25


@given(st.lists(st.tuples(st.sampled_from(["weigh", "undo", "late"]), GRAMS), min_size=1, max_size=10))
@MORE
def test_every_unit_of_a_book_sums_to_nothing(acts: list[tuple[str, int]]) -> None:
    """Whatever happens, all accounts of a unit add up to zero, per lot too, and every account keeps its sign."""
    book = a_village(with_rules(remainders={"keep": "month"}))
    receipts: list[Receipt] = []
    for n, (act, grams) in enumerate(acts):
        day = OPENED + dt.timedelta(days=25 * n)
        if act == "undo" and receipts:
            undo(book, receipts.pop(0), day=day)
        else:
            receipts.append(weigh(book, _kilos(grams), day=OPENED if act == "late" else day))
    sums: dict[Any, int] = {}
    for (account, unit, lot), amount in held(book).items():
        for key in (unit, (unit, lot)):
            sums[key] = sums.get(key, 0) + amount
        assert account.startswith(("relotted", "outside", "shrinkage", "debt", "issued")) or amount > 0

    assert set(sums.values()) <= {0}
