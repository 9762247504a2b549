"""Hypothesis strategies: orders as the small village's shop gets them, most of them right, some of them not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import evolve
from hypothesis import strategies as st

from goodpoints.domain.journal.opening import ChangePolicy
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.market.count import CountStock
from goodpoints.domain.market.counter import Barter, HandOver, Sell, TakeOver
from goodpoints.domain.market.delivery import Deliver
from goodpoints.domain.market.rates import OpenCampaign, PublishRate
from goodpoints.domain.market.redeem import Redeem
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.policy import (
    REASONS,
    BackdatingRules,
    DebtRules,
    Expiry,
    Policy,
    RedeemingRules,
    Remainders,
    ReversingRules,
    WeighingRules,
)
from goodpoints.domain.reader import Order
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
from goodpoints.testing.village import (
    BOTTLES,
    CARDBOARD,
    CLOTHES,
    HOUSEHOLDS,
    ITEMS,
    MATERIALS,
    MEASURES,
    POLICY,
    POWDER,
    TOWEL,
    VOUCHER,
)

NAMES: Final = ("王艳", "李伟", "欧阳海", "古丽·Zoë", "𠮷田", "")
_NEWCOMER: Final = "0004"
_STRANGER: Final = "0099"
_HOW_MUCH: Final = {
    CARDBOARD: ("0.5", "2.5", "2.6公斤", "5.2斤", "１２斤", "0.0001", "40"),
    BOTTLES: ("3", "5", "10", "17", "35个", "200"),
    CLOTHES: ("0.4", "1", "3斤", "9", "2个"),
}


def days(today: dt.date) -> st.SearchStrategy[dt.date]:
    """Mostly today, often some weeks back, seldom tomorrow or before the opening."""
    return st.sampled_from([0, 0, 0, 0, 0, 0, 1, 3, 10, 31, 45, 58, -1, 300]).map(
        lambda count: today - dt.timedelta(days=count)
    )


def households() -> st.SearchStrategy[str]:
    """A household of the village, or one that may not be registered."""
    return st.sampled_from([*HOUSEHOLDS, *HOUSEHOLDS, *HOUSEHOLDS, _NEWCOMER, _STRANGER])


def _said(of: Sequence[str] = MATERIALS) -> st.SearchStrategy[dict[str, str]]:
    """A material and a quantity of it, as people say it."""
    said = [{"material": material, "quantity": said} for material in of for said in _HOW_MUCH[material]]
    return st.sampled_from(said)


def _remarks() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", "雨天", "代领"])


def weigh_ins(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[WeighIn]:
    """A household brings recyclables."""
    return st.builds(
        lambda d, h, said, r: WeighIn(d, household=h, remark=r, **said), day, households(), _said(), _remarks()
    )


def redemptions(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Redeem]:
    """A household asks for goods; for vouchers sometimes by their serials."""
    by_count = st.builds(
        Redeem,
        day,
        household=households(),
        item=st.sampled_from([*ITEMS, *ITEMS, *ITEMS, "电饭锅"]),
        count=st.integers(1, 3),
    )
    by_serial = st.builds(
        lambda d, h, serials: Redeem(d, household=h, item=VOUCHER, count=len(serials), serials=serials),
        day, households(), st.lists(serials(), min_size=1, max_size=2, unique=True),
    )  # fmt: skip
    return by_count | by_count | by_serial


def serials() -> st.SearchStrategy[str]:
    """A voucher's number."""
    return st.integers(1, 12).map(lambda number: f"A{number:03d}")


def barters(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Barter]:
    """Bottles for towels, at the village's rate or another."""
    quantity, count = st.sampled_from([20, 40, 15]), st.integers(1, 2)
    return st.builds(Barter, day, household=households(), material=st.just(BOTTLES), quantity=quantity,
                     item=st.sampled_from([TOWEL, TOWEL, POWDER]), count=count)  # fmt: skip


def hand_overs(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[HandOver]:
    """Recyclables for a household in need."""
    return st.builds(lambda d, h, said: HandOver(d, household=h, **said), day, households(), _said())


def sales(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Sell]:
    """Recyclables for money; a third of a fen is mistaken."""
    amount = st.sampled_from(["0", "12.50", "3", "0.333"])
    return st.builds(lambda d, a, said: Sell(d, amount=Decimal(a), **said), day, amount, _said())


def deliveries(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Deliver]:
    """Goods of every kind; vouchers with their numbers, which may be taken."""
    use_by = st.none() | st.sampled_from([dt.date(2026, 4, 1), dt.date(2027, 1, 1)])
    goods = st.builds(Deliver, day, item=st.sampled_from(ITEMS), count=st.integers(1, 5), use_by=use_by,
                      source=st.sampled_from(["donation", "purchase"]), unit_value=st.sampled_from(["0", "4.50"]))  # fmt: skip
    vouchers = st.builds(
        lambda d, first, count: Deliver(
            d, item=VOUCHER, count=count, first_serial=f"A{first:03d}", last_serial=f"A{first + count - 1:03d}"
        ),
        day, st.integers(1, 60), st.integers(1, 4),
    )  # fmt: skip
    return goods | vouchers


def counts(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[CountStock]:
    """A stock-take, by number or by serials."""
    by_number = st.builds(CountStock, day, item=st.sampled_from(ITEMS), counted=st.integers(0, 9))
    listed = st.lists(serials(), min_size=1, max_size=4, unique=True)
    by_serial = st.builds(lambda d, found: CountStock(d, item=VOUCHER, counted=len(found), serials=found), day, listed)
    return by_number | by_serial


def take_overs(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[TakeOver]:
    """Stars from a paper booklet."""
    earned = st.sampled_from([dt.date(2024, 6, 1), dt.date(2025, 6, 1)])
    return st.builds(TakeOver, day, household=households(), amount=st.integers(1, 20), earned=earned)


def publications(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Order]:
    """Rates, prices and campaigns, from a day on."""
    rates = st.builds(
        lambda d, material, quantity, reward, cap: PublishRate(
            d, material=material, measure=MEASURES[material], quantity=quantity, reward=reward, cap=cap
        ),
        day, st.sampled_from(MATERIALS), st.sampled_from(["1", "2", "7.5"]), st.sampled_from([1, 2]), st.sampled_from([0, 3]),
    )  # fmt: skip
    prices = st.builds(PublishPrice, day, item=st.sampled_from([*ITEMS, CARDBOARD]), price=st.integers(0, 5),
                       limit=st.integers(0, 3))  # fmt: skip
    campaigns = st.builds(
        lambda d, name, material, length, cap: OpenCampaign(
            d, name=name, material=material, last=d + dt.timedelta(days=length), cap=cap
        ),
        day, st.sampled_from(["清明", "五一"]), st.sampled_from(MATERIALS), st.integers(-1, 40), st.integers(0, 4),
    )  # fmt: skip
    return rates | prices | campaigns


def registrations(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Order]:
    """Households and persons, some for the second time."""
    new = st.builds(
        RegisterHousehold, day, household=st.sampled_from([_NEWCOMER, *HOUSEHOLDS]), group=st.sampled_from(["", "二组"])
    )
    persons = st.builds(
        lambda d, household, n, name, head: RegisterPerson(
            d, person=f"{household}-{n}", household=household, name=name, is_head=head
        ),
        day, households(), st.integers(1, 3), st.sampled_from(NAMES), st.booleans(),
    )  # fmt: skip
    return new | persons


def policies() -> st.SearchStrategy[Policy]:
    """The village's policy with other rules; what it counts in stays."""
    return st.builds(
        lambda **parts: evolve(POLICY, **parts),
        expiry=st.sampled_from([Expiry(), Expiry("never"), Expiry("month-end", 1), Expiry("anniversary", 1)]),
        remainders=st.sampled_from([Remainders(), Remainders("never"), Remainders("month")]),
        weigh_in=st.builds(
            WeighingRules, over_cap=st.sampled_from(["lost", "remainder", "refuse"]),
            below_minimum=st.sampled_from(["refuse", "take"]),
        ),
        redeem=st.builds(
            RedeemingRules, refusal_order=st.permutations(REASONS), limit_period=st.sampled_from(["month", "day", "year"]),
            past_use_by=st.sampled_from(["give", "refuse"]),
        ),
        reverse=st.builds(
            ReversingRules, after_expiry=st.sampled_from(["original", "grace", "forfeit"]),
            returned_vouchers=st.sampled_from(["kept", "reissued"]),
        ),
        debt=st.builds(DebtRules, repay_percent=st.sampled_from([100, 30])),
        backdating=st.builds(BackdatingRules, days=st.sampled_from([-1, 10]), minimum_life=st.sampled_from([0, 90])),
    )  # fmt: skip


def policy_changes(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[ChangePolicy]:
    """A new policy from a day on."""
    return st.builds(ChangePolicy, day, policy=policies())


def reversals(day: st.SearchStrategy[dt.date], last: int) -> st.SearchStrategy[Reverse]:
    """Somebody says that an entry was a mistake; it may not be there, or be reversed already."""
    return st.builds(Reverse, day, seq=st.integers(1, last + 1), reason=st.sampled_from(["", "记错户"]))


def orders(day: st.SearchStrategy[dt.date]) -> st.SearchStrategy[Order]:
    """Any order except a change of policy and a reversal."""
    return st.one_of(
        weigh_ins(day), weigh_ins(day), redemptions(day), redemptions(day), barters(day), hand_overs(day), sales(day),
        deliveries(day), counts(day), take_overs(day), publications(day), registrations(day),
    )  # fmt: skip
