"""Redemption: reasons in the village's order, vouchers by serial, limits per period, prices of the day."""

from __future__ import annotations

import datetime as dt
from itertools import permutations, product

import pytest

from goodpoints import Book, CountStock, Deliver, Policy, PublishPrice, Redeem, RefusedByRule
from goodpoints.domain.market.refusals import InsufficientBalance, LimitReached, OutOfStock
from goodpoints.errors import NotFound
from tests.builders import (
    ONE,
    OPENED,
    POWDER,
    STAR,
    D,
    a_village,
    ask_for,
    from_paper,
    give_stars,
    held,
    put_on_shelf,
    told,
    undo,
    with_rules,
)

REASONS = ("insufficient", "out_of_stock", "limit_reached")
CLASSES = {"insufficient": InsufficientBalance, "out_of_stock": OutOfStock, "limit_reached": LimitReached}
CODES = {"insufficient": "insufficient_stars", "out_of_stock": "out_of_stock", "limit_reached": "limit_reached"}


def _shop_where(policy: Policy, holding: set[str]) -> Book:
    """A shop in which exactly these reasons hold against two pieces of powder at two stars."""
    book = a_village(policy)
    from_paper(book, 3 if "insufficient" in holding else 4)
    if "out_of_stock" in holding:
        book.shop.count(CountStock(OPENED, item=POWDER, counted=1))
    limit = 1 if "limit_reached" in holding else 2
    book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=2, limit=limit))
    return book


@pytest.mark.parametrize("order", list(permutations(REASONS)))
@pytest.mark.parametrize("flags", list(product([False, True], repeat=3)))
def test_every_reason_that_holds_is_named_in_the_village_s_order(
    order: tuple[str, ...], flags: tuple[bool, ...]
) -> None:
    """All eight combinations in all six orders: the first is the error, all are inside, and nothing has changed."""
    holding = {name for name, flag in zip(REASONS, flags, strict=True) if flag}
    book = _shop_where(with_rules(redeem={"refusal_order": order}), holding)
    before = held(book), book.head()
    if not holding:
        assert told(ask_for(book, count=2))[0][:3] == ("household/0001", "redeemed", STAR)
        return
    with pytest.raises(RefusedByRule) as caught:
        ask_for(book, count=2)
    expected = [name for name in order if name in holding]

    assert [reason.code for reason in caught.value.reasons] == [CODES[name] for name in expected]
    assert type(caught.value) is CLASSES[expected[0]]
    assert caught.value is caught.value.reasons[0]
    assert (held(book), book.head()) == before


def test_a_refusal_says_the_numbers() -> None:
    """What was wanted, what there is, what is owed; never only "no"."""
    book = _shop_where(Policy(), set(REASONS))
    with pytest.raises(RefusedByRule) as caught:
        ask_for(book, count=2)
    facts = [reason.facts for reason in caught.value.reasons]

    assert facts == [
        {"household": ONE, "scale": 0, "wanted": 4, "available": 3, "debt": 0},
        {"item": POWDER, "wanted": 2, "available": 1},
        {"item": POWDER, "limit": 1, "had": 0, "wanted": 2, "period": "month"},
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("stars", "insufficient_stars"), ("points", "insufficient_points"), ("coins", "insufficient_coins")],
)
def test_the_refusal_speaks_of_what_the_village_earns(kind: str, code: str) -> None:
    """Stars, points or coins."""
    book = a_village(with_rules(reward={"kind": kind}))
    with pytest.raises(InsufficientBalance) as caught:
        ask_for(book)

    assert caught.value.code == code


def test_stars_that_end_soonest_pay_first() -> None:
    """Over two lots; a lot past its last day does not count, though nothing was posted about it."""
    book = a_village()
    give_stars(book, 3, day=D(2025, 12, 31))
    give_stars(book, 3, day=D(2026, 1, 1))
    paid = told(ask_for(book, day=D(2026, 12, 31), count=2))[:2]
    with pytest.raises(InsufficientBalance) as caught:
        ask_for(book, day=D(2027, 1, 1), count=2)

    assert [(lot, amount) for *_, lot, amount in paid] == [("2026-12-31", 3), ("2027-12-31", 1)]
    assert caught.value.facts["available"] == 2


def test_the_price_of_the_day_counts() -> None:
    """A price announced for next month does not count today; a late row takes the price of its own day."""
    book = a_village()
    from_paper(book, 100)
    book.shop.publish_price(PublishPrice(D(2025, 8, 1), item=POWDER, price=5))
    prices = [
        ask_for(book, day=day).entry.facts["price"]
        for day in (D(2025, 7, 31), D(2025, 8, 1), D(2025, 9, 9), D(2025, 7, 30))
    ]

    assert prices == [2, 5, 5, 2]


def test_a_price_published_again_for_a_day_is_the_later_one() -> None:
    """And when that was the mistake, its reversal leaves the one before."""
    book = a_village()
    from_paper(book, 100)
    wrong = book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=20))
    after = ask_for(book).entry.facts["price"]
    undo(book, wrong)

    assert (after, ask_for(book).entry.facts["price"]) == (20, 2)


def test_without_a_price_yet_nothing_is_given() -> None:
    """The catalog knows the item, but not yet on this day."""
    book = a_village()
    book.shop.publish_price(PublishPrice(D(2025, 8, 1), item="大米", price=1))
    with pytest.raises(NotFound) as caught:
        ask_for(book, "大米")

    assert caught.value.code == "no_price"


def test_a_certificate_costs_nothing() -> None:
    """A price of zero moves goods and no stars."""
    book = a_village()
    put_on_shelf(book, "奖状", 1, price=0)

    assert [moved[2] for moved in told(ask_for(book, "奖状"))] == ["奖状"]


@pytest.mark.parametrize(
    ("period", "still", "again"),
    [
        ("day", D(2025, 8, 15), D(2025, 8, 16)),
        ("week", D(2025, 8, 17), D(2025, 8, 18)),
        ("month", D(2025, 8, 31), D(2025, 9, 1)),
        ("quarter", D(2025, 9, 30), D(2025, 10, 1)),
        ("year", D(2025, 12, 31), D(2026, 1, 1)),
    ],
)
def test_limits_count_per_period(period: str, still: dt.date, again: dt.date) -> None:
    """To the period's last day; another household has its own."""
    book = a_village(with_rules(redeem={"limit_period": period}))
    from_paper(book, 10)
    from_paper(book, 10, household="0002")
    book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=2, limit=1))
    ask_for(book, day=D(2025, 8, 15))
    ask_for(book, day=D(2025, 8, 15), household="0002")
    with pytest.raises(LimitReached) as caught:
        ask_for(book, day=still)

    assert (caught.value.facts["had"], caught.value.facts["period"]) == (1, period)
    assert ask_for(book, day=again).entry.day == again.isoformat()


def test_an_undone_redemption_gives_its_room_back_in_its_own_period() -> None:
    """Undone in August, it makes room in July, not in August."""
    book = a_village()
    from_paper(book, 20)
    book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=2, limit=1))
    july = ask_for(book, day=D(2025, 7, 10))
    ask_for(book, day=D(2025, 8, 1))
    undo(book, july, day=D(2025, 8, 2))
    with pytest.raises(LimitReached):
        ask_for(book, day=D(2025, 8, 3))

    assert ask_for(book, day=D(2025, 7, 11)).entry.kind == "redeem"


def test_a_limit_that_begins_within_the_month_counts_what_was_given_before() -> None:
    """The household has had its share, whichever price it paid."""
    book = a_village()
    from_paper(book, 20)
    ask_for(book, day=D(2025, 7, 3), count=2)
    book.shop.publish_price(PublishPrice(D(2025, 7, 15), item=POWDER, price=2, limit=2))
    with pytest.raises(LimitReached) as caught:
        ask_for(book, day=D(2025, 7, 20))

    assert caught.value.facts["had"] == 2


def test_goods_that_must_be_used_soonest_go_first() -> None:
    """By use-by day, then by delivery; what keeps comes last."""
    book = a_village()
    from_paper(book, 20)
    for use_by in (None, D(2025, 12, 1), D(2025, 9, 1)):
        put_on_shelf(book, "酱油", 1, price=1, use_by=use_by)
    lots = [told(ask_for(book, "酱油"))[1][3][:10] for _ in range(3)]

    assert lots == ["2025-09-01", "2025-12-01", "9999-12-31"]


def test_goods_past_their_use_by_are_given_or_not_as_the_village_says() -> None:
    """On the last day they still are; the day after only where the policy gives them."""
    outcomes = {}
    for rule in ("give", "refuse"):
        book = a_village(with_rules(redeem={"past_use_by": rule}))
        from_paper(book, 20)
        put_on_shelf(book, "酱油", 5, price=1, use_by=D(2025, 9, 1))
        ask_for(book, "酱油", day=D(2025, 9, 1))
        try:
            ask_for(book, "酱油", day=D(2025, 9, 2))
            outcomes[rule] = "given"
        except OutOfStock as error:
            outcomes[rule] = str(error.facts["available"])

    assert outcomes == {"give": "given", "refuse": "0"}


def test_who_and_what_must_be_known() -> None:
    """An unknown household or item is not found, before any rule is asked."""
    book = a_village()
    codes = []
    for household, item in (("9999", POWDER), (ONE, "月饼")):
        with pytest.raises(NotFound) as caught:
            book.shop.redeem(Redeem(OPENED, household=household, item=item))
        codes.append(caught.value.code)

    assert codes == ["unknown_household", "unknown_item"]


def test_the_catalog_s_use_by_counts_where_a_delivery_names_none() -> None:
    """What the delivery says itself outweighs it."""
    book = a_village()
    book.shop.publish_price(PublishPrice(OPENED, item="大米", price=1, use_by=D(2026, 5, 1)))
    lots = [
        book.shop.deliver(Deliver(OPENED, item="大米", count=1, use_by=use_by)).entry.transfers[0].lot[:10]
        for use_by in (None, D(2026, 2, 2))
    ]

    assert lots == ["2026-05-01", "2026-02-02"]
