"""Short stories of a village, told through the API as its clerk would live them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints import (
    Barter,
    Book,
    CountStock,
    Deliver,
    HandOver,
    OpenCampaign,
    Policy,
    PublishPrice,
    PublishRate,
    Redeem,
    RefusedByRule,
    RegisterHousehold,
    RegisterPerson,
    Reverse,
    Sell,
    TakeOver,
    WeighIn,
    open_book,
    shown,
)
from goodpoints.domain.policy import BarterRate
from goodpoints.services.clock import FixedClock
from tests.builders import D, a_book, held, with_rules

FIRST = D(2025, 9, 1)


def _shop(policy: Policy | None = None, *, url: str = "memory:") -> Book:
    """The shop on the morning it opens: two families, three materials, powder and rice."""
    book = a_book(policy, url=url, opened=FIRST)
    for number, name in (("0011", "石满仓"), ("0012", "柳荷香")):
        book.register.household(RegisterHousehold(FIRST, household=number, group="第一村民组"))
        book.register.person(
            RegisterPerson(FIRST, person=f"{number}-1", household=number, is_head=True, name=name, relation="户主")
        )
    for material, measure, quantity, minimum in (
        ("纸板", "公斤", "2.5", "0.5"),
        ("塑料瓶", "个", 35, 10),
        ("易拉罐", "个", 25, 0),
    ):
        book.shop.publish_rate(
            PublishRate(FIRST, material=material, measure=measure, quantity=quantity, minimum=minimum)
        )
    book.shop.publish_price(PublishPrice(FIRST, item="洗衣粉", price=3, limit=2))
    book.shop.publish_price(PublishPrice(FIRST, item="大米", price=12))
    return book


def _bring(book: Book, quantity: str, material: str, day: int, household: str = "0011") -> int:
    order = WeighIn(FIRST.replace(day=day), household=household, material=material, quantity=quantity)
    return int(book.shop.weigh_in(order).entry.facts["granted"])


def test_the_first_month(tmp_path: Path) -> None:
    """Deliveries, scales, counter, one refusal, a sale: at its end the clerk's figures and the book's agree."""
    url = str(tmp_path / "village.db")
    with _shop(Policy(barters=(BarterRate("易拉罐", "洗衣粉", "25"),)), url=url) as book:
        donor = book.register.party_named("镇供销社", FIRST)
        book.shop.deliver(Deliver(FIRST, item="洗衣粉", count=20, party=donor, unit_value="8.50"))
        book.shop.deliver(Deliver(FIRST, item="大米", count=2, source="purchase", unit_value=30))
        stars = [
            _bring(book, "15.2斤", "纸板", 3),
            _bring(book, "100个", "塑料瓶", 3),
            _bring(book, "5.4斤", "纸板", 8),
        ]
        book.shop.redeem(Redeem(D(2025, 9, 9), household="0011", item="洗衣粉", officer=donor))
        with pytest.raises(RefusedByRule) as caught:
            book.shop.redeem(Redeem(D(2025, 9, 9), household="0011", item="大米", count=3))
        book.shop.barter(Barter(D(2025, 9, 10), household="0012", material="易拉罐", quantity=25, item="洗衣粉"))
        book.shop.hand_over(HandOver(D(2025, 9, 20), household="0012", material="纸板", quantity="6公斤"))
        book.shop.sell(Sell(D(2025, 9, 29), material="塑料瓶", quantity=100, amount="3.00", unit_price="0.03"))
    with open_book(url, clock=FixedClock.at(D(2025, 9, 30))) as book:
        balance = book.balance_of("0011")
        stock = {line.item: (line.received, line.redeemed, line.bartered, line.on_hand) for line in book.stock()}
        paper = next(line for line in book.materials() if line.material == "纸板")

        assert (stars, [r.code for r in caught.value.reasons]) == ([3, 2, 1], ["insufficient_stars", "out_of_stock"])
        assert (balance.available, balance.lots) == (3, {"2026-12-31": 3})
        assert {name: shown(steps, 3) for name, steps in balance.remainders.items() if name == "纸板"} == {
            "纸板": "0.3"
        }
        assert stock == {"洗衣粉": (20, 1, 1, 18), "大米": (2, 0, 0, 2)}
        assert (paper.came, paper.handed_over, paper.in_store) == (10300, 6000, 4300)
        assert [found.household for found in book.find("石")] == ["0011"]


def test_a_mistake_and_its_correction() -> None:
    """The paper was written down for the wrong family, which has spent the stars before anybody noticed."""
    book = _shop()
    book.shop.deliver(Deliver(FIRST, item="洗衣粉", count=5))
    wrong = book.shop.weigh_in(WeighIn(D(2025, 9, 2), household="0012", material="纸板", quantity="10公斤"))
    book.shop.redeem(Redeem(D(2025, 9, 3), household="0012", item="洗衣粉"))
    book.reverse(Reverse(D(2025, 9, 4), seq=wrong.seq, reason="登记错户"))
    right = book.shop.weigh_in(WeighIn(D(2025, 9, 4), household="0011", material="纸板", quantity="10公斤"))
    owing = book.balance_of("0012", as_of=D(2025, 9, 4))
    _bring(book, "5公斤", "纸板", 5, "0012")
    paid = book.balance_of("0012", as_of=D(2025, 9, 5))
    lines = [(line.kind, line.unit, line.amount) for line in reversed(book.statement_of("0012")) if line.unit == "星"]

    assert right.entry.facts["granted"] == 4
    assert ((owing.available, owing.debt), (paid.available, paid.debt)) == ((0, 3), (0, 1))
    assert lines == [
        ("weigh_in", "星", 4),
        ("redeem", "星", -3),
        ("reverse", "星", -1),
        ("weigh_in", "星", 2),
        ("weigh_in", "星", -2),
    ]
    assert held(book, "depot")["depot", "纸板", "-"] == 15000
    assert book.details_of(right.seq - 1) == {"reason": "登记错户"}


def test_a_year_s_end() -> None:
    """Old stars are spent until New Year's Eve; what is left is gone in the morning; one redemption is undone too late."""
    book = _shop()
    book.shop.deliver(Deliver(FIRST, item="洗衣粉", count=9))
    book.shop.take_over(TakeOver(FIRST, household="0011", amount=7, earned=D(2024, 3, 1)))
    _bring(book, "5公斤", "纸板", 2)
    eve = D(2025, 12, 31)
    last = book.shop.redeem(Redeem(eve, household="0011", item="洗衣粉"))
    evening = book.balance_of("0011", as_of=eve).lots
    morning = book.balance_of("0011", as_of=D(2026, 1, 1)).lots
    book.shop.weigh_in(WeighIn(D(2026, 1, 2), household="0011", material="纸板", quantity="2.5公斤"))
    book.reverse(Reverse(D(2026, 1, 3), seq=last.seq, reason="缺货"))
    after = book.balance_of("0011", as_of=D(2026, 1, 3))
    gone = [
        (entry.kind, entry.day, moved.amount)
        for entry in book.entries_on(FIRST, D(2026, 1, 31))
        for moved in entry.transfers
        if moved.target.startswith("expired/")
    ]

    assert (evening, morning) == ({"2025-12-31": 4, "2026-12-31": 2}, {"2026-12-31": 2})
    assert after.lots == {"2026-12-31": 2, "2027-12-31": 1}
    assert gone == [("expire", "2025-12-31", 4), ("reverse", "2026-01-03", 3)]
    assert book.stock()[1].on_hand == 9


def test_vouchers_lost_and_found() -> None:
    """Five vouchers; a count misses two, a slip turns up, a voucher comes back, and a listed count sets all right."""
    book = _shop()
    book.shop.publish_price(PublishPrice(FIRST, item="电费券", price=1))
    book.shop.deliver(Deliver(FIRST, item="电费券", count=5, first_serial="A01", last_serial="A05"))
    book.shop.take_over(TakeOver(FIRST, household="0011", amount=9, earned=FIRST))
    first = book.shop.redeem(Redeem(D(2025, 9, 2), household="0011", item="电费券"))
    book.shop.count(CountStock(D(2025, 9, 30), item="电费券", counted=2))
    missing = sorted(lot for (_, _, lot) in held(book, "shrinkage"))
    book.shop.redeem(Redeem(D(2025, 10, 1), household="0011", item="电费券", serials=("A05",)))
    swapped = sorted(lot for (_, _, lot) in held(book, "shrinkage"))
    book.reverse(Reverse(D(2025, 10, 2), seq=first.seq))
    book.shop.count(CountStock(D(2025, 12, 31), item="电费券", counted=4, serials=("A01", "A02", "A03", "A04")))
    line = next(line for line in book.stock() if line.item == "电费券")
    places = {lot: account for (account, unit, lot), amount in held(book).items() if unit == "电费券" and amount > 0}

    assert (missing, swapped) == (["A04", "A05"], ["A03", "A04"])
    assert places == {
        "A01": "returned/shop",
        "A02": "stock/shop",
        "A03": "stock/shop",
        "A04": "stock/shop",
        "A05": "given/0011",
    }
    assert (line.received, line.redeemed, line.returned, line.on_hand) == (5, 2, 1, 4)


def test_a_spring_campaign_in_the_fields() -> None:
    """Pesticide packs come in while the campaign runs, twenty stars a family; what goes over is taken all the same."""
    book = _shop(with_rules(weigh_in={"over_cap": "lost"}))
    book.shop.publish_rate(PublishRate(FIRST, material="农药包装", measure="个", quantity=10, cap=20))
    book.shop.open_campaign(OpenCampaign(D(2025, 9, 10), name="秋季清田", material="农药包装", last=D(2025, 9, 30)))
    with pytest.raises(RefusedByRule) as early:
        _bring(book, "50个", "农药包装", 9)
    granted = [_bring(book, f"{count}个", "农药包装", day) for count, day in ((155, 10), (95, 20), (30, 30))]
    other = _bring(book, "30个", "农药包装", 30, "0012")

    assert (early.value.code, granted, other) == ("outside_campaign", [15, 5, 0], 3)
    assert held(book, "depot")["depot", "农药包装", "-"] == 310
