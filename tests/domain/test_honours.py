"""Honours: made when they are given, so they never run out; some cost nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from goodpoints import PublishPrice, Redeem, RefusedByRule, Reverse
from tests.builders import ONE, OPENED, POWDER, a_village, from_paper, held, undo

FLOWER = "红花"
DAY = OPENED + dt.timedelta(days=3)


def test_an_honour_needs_no_stock() -> None:
    """The stars go; the flower comes from no shelf."""
    book = a_village()
    from_paper(book, 9)
    book.shop.publish_price(PublishPrice(OPENED, item=FLOWER, price=3, kept=False))
    receipt = book.shop.redeem(Redeem(DAY, household=ONE, item=FLOWER, count=2, consent=True))
    moved = [(t.source, t.target, t.unit, t.amount) for t in receipt.entry.transfers]

    assert [told for told in moved if told[2] == FLOWER] == [("issued/honours", f"given/{ONE}", FLOWER, 2)]
    assert receipt.entry.facts["consent"] is True


def test_praise_may_cost_nothing() -> None:
    """A household without any stars is praised all the same; its name is not read out where it did not agree."""
    book = a_village()
    book.shop.publish_price(PublishPrice(OPENED, item=FLOWER, price=0, kept=False))
    receipt = book.shop.redeem(Redeem(DAY, household=ONE, item=FLOWER))

    assert [(t.unit, t.amount) for t in receipt.entry.transfers] == [(FLOWER, 1)]
    assert "consent" not in receipt.entry.facts


def test_goods_on_a_shelf_still_run_out() -> None:
    """Only what is priced as an honour never does."""
    book = a_village()
    from_paper(book, 9)
    book.shop.publish_price(PublishPrice(OPENED, item="肥皂", price=3))
    with pytest.raises(RefusedByRule) as caught:
        book.shop.redeem(Redeem(DAY, household=ONE, item="肥皂"))

    assert caught.value.code == "out_of_stock"


def test_an_honour_given_by_mistake_is_taken_back() -> None:
    """The stars return, and nothing is left of the flower anywhere."""
    book = a_village()
    from_paper(book, 9)
    book.shop.publish_price(PublishPrice(OPENED, item=FLOWER, price=3, kept=False))
    before = held(book)
    given = book.shop.redeem(Redeem(DAY, household=ONE, item=FLOWER))
    book.reverse(Reverse(DAY, seq=given.seq, reason="记错户"))

    assert held(book) == before
    assert book.verify().findings == ()


def test_what_becomes_an_honour_needs_no_stock_from_then_on() -> None:
    """And what is put on the shelf again does."""
    book = a_village()
    book.shop.publish_price(PublishPrice(OPENED, item=FLOWER, price=0))
    book.shop.publish_price(PublishPrice(OPENED + dt.timedelta(days=1), item=FLOWER, price=0, kept=False))
    book.shop.redeem(Redeem(DAY, household=ONE, item=FLOWER))
    book.shop.publish_price(PublishPrice(DAY, item=FLOWER, price=0))
    with pytest.raises(RefusedByRule):
        book.shop.redeem(Redeem(DAY, household=ONE, item=FLOWER))


def test_goods_priced_as_an_honour_by_mistake_lie_on_the_shelf_again() -> None:
    """With the price taken back they run out as before; so does a household under a veto get them as before."""
    book = a_village()
    from_paper(book, 9)
    wrong = [book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=1, kept=False)) for _ in range(2)]
    for receipt in wrong:
        undo(book, receipt)
    given = book.shop.redeem(Redeem(DAY, household=ONE, item=POWDER))
    moved = [(t.source, t.amount) for t in given.entry.transfers if t.unit == POWDER]

    assert moved == [("stock/shop", 1)]
    assert book.verify().findings == ()


def test_an_honour_priced_as_goods_by_mistake_is_an_honour_again() -> None:
    """It comes from no shelf, as its standing price says."""
    book = a_village()
    book.shop.publish_price(PublishPrice(OPENED, item=FLOWER, price=0, kept=False))
    undo(book, book.shop.publish_price(PublishPrice(OPENED, item=FLOWER, price=0)))
    given = book.shop.redeem(Redeem(DAY, household=ONE, item=FLOWER))

    assert [t.source for t in given.entry.transfers] == ["issued/honours"]


def test_an_older_request_is_still_known_by_its_key() -> None:
    """What newer orders may say besides does not change the request of those who do not say it."""
    asked = [PublishPrice(OPENED, item=FLOWER, price=3).asked(), Redeem(DAY, household=ONE, item=FLOWER).asked()]

    assert [len(told) for told in asked] == [7, 7]
