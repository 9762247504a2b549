"""Reversal of goods, vouchers, rates and campaigns: what others have done since is not touched."""

from __future__ import annotations

import pytest

from goodpoints import (
    Book,
    CountStock,
    Deliver,
    OpenCampaign,
    PublishPrice,
    PublishRate,
    Receipt,
    Sell,
)
from goodpoints.domain.market.delivery import SerialTaken
from tests.builders import (
    OPENED,
    PAPER,
    VOUCHER,
    D,
    a_village,
    ask_for,
    five_vouchers,
    from_paper,
    held,
    told,
    undo,
    weigh,
    with_rules,
)


def test_what_the_depot_no_longer_has_is_shrinkage() -> None:
    """The bottles were sold before the weighing was found to be a mistake."""
    book = a_village()
    mistake = weigh(book, "20公斤")
    book.shop.sell(Sell(OPENED, material=PAPER, quantity="15公斤", amount=9))
    undo(book, mistake)

    assert held(book, "depot") == {}
    assert held(book, "shrinkage") == {("shrinkage", PAPER, "-"): -15000}


def test_what_the_shelf_no_longer_has_is_shrinkage() -> None:
    """So is powder that was given out before its delivery was undone; what people have they keep."""
    book = a_village()
    from_paper(book, 20)
    delivery = _rice(book)
    ask_for(book, "大米", count=2)
    undo(book, delivery)
    line = next(line for line in book.stock() if line.item == "大米")

    assert (line.on_hand, line.redeemed) == (0, 2)
    assert sum(amount for (_, unit, _), amount in held(book, "shrinkage").items() if unit == "大米") == -2


def _rice(book: Book) -> Receipt:
    book.shop.publish_price(PublishPrice(OPENED, item="大米", price=3))
    return book.shop.deliver(Deliver(OPENED, item="大米", count=3))


def test_vouchers_of_an_undone_delivery_may_be_delivered_again() -> None:
    """Those still in the shop; a serial in somebody's hands stays taken."""
    book = a_village()
    from_paper(book, 20)
    delivery = five_vouchers(book)
    ask_for(book, VOUCHER, serials=("A02",))
    undo(book, delivery)
    right = Deliver(OPENED, item=VOUCHER, count=1, first_serial="A01")
    wrong = Deliver(OPENED, item=VOUCHER, count=1, first_serial="A02")
    with pytest.raises(SerialTaken):
        book.shop.deliver(wrong)

    assert told(book.shop.deliver(right))[0][3] == "A01"


@pytest.mark.parametrize(("rule", "next_one"), [("kept", "A02"), ("reissued", "A01")])
def test_a_returned_voucher_is_kept_or_reissued(rule: str, next_one: str) -> None:
    """It is counted either way."""
    book = a_village(with_rules(reverse={"returned_vouchers": rule}))
    from_paper(book, 20)
    five_vouchers(book)
    undo(book, ask_for(book, VOUCHER))
    on_hand = next(line.on_hand for line in book.stock() if line.item == VOUCHER)

    assert (on_hand, told(ask_for(book, VOUCHER))[1][3]) == (5, next_one)


def test_a_count_that_was_wrong_gives_back_only_what_is_still_missing() -> None:
    """A voucher that a slip has found meanwhile is not on the shelf a second time."""
    book = a_village()
    from_paper(book, 20)
    five_vouchers(book)
    count = book.shop.count(CountStock(OPENED, item=VOUCHER, counted=3))
    ask_for(book, VOUCHER, serials=("A05",))
    undo(book, count)
    everywhere = [lot for (_, unit, lot), amount in held(book).items() if unit == VOUCHER and amount > 0]

    assert sorted(everywhere) == ["A01", "A02", "A03", "A04", "A05"]


def test_a_rate_that_was_wrong_gives_way_to_the_one_before() -> None:
    """Published again for the same day and undone: the first one counts again."""
    book = a_village()
    wrong = book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity=1))
    undo(book, wrong)

    assert weigh(book, "5公斤").entry.facts["granted"] == 2


def test_a_campaign_that_was_wrong_is_withdrawn() -> None:
    """Its cap binds nobody any more, and its name is free."""
    book = a_village()
    campaign = OpenCampaign(OPENED, name="清田", material=PAPER, last=D(2025, 7, 9), cap=1)
    undo(book, book.shop.open_campaign(campaign))
    free = weigh(book, "25公斤").entry.facts["granted"]
    book.shop.open_campaign(campaign)

    assert (free, weigh(book, "25公斤").entry.facts["granted"]) == (10, 1)
