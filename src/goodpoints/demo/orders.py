"""Rows of the sample village's registers as the orders they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from goodpoints.demo.village import Act
from goodpoints.domain.days import day_of
from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.market.count import CountStock
from goodpoints.domain.market.counter import Barter, HandOver, Sell, TakeOver
from goodpoints.domain.market.delivery import Deliver
from goodpoints.domain.market.rates import OpenCampaign, PublishRate
from goodpoints.domain.market.redeem import Redeem
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.reader import Order
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson

Party: TypeAlias = Callable[[str], str]
"""Name → code: who weighed, gave, bought or counted."""

_SOURCES: Final = {"捐赠": "donation", "采购": "purchase"}


def orders_of(act: Act, party: Party) -> Iterator[Order]:
    """What a row asks for: one order; for the head of a household two. A reversal is not among them."""
    yield from _READERS[act.kind](act.day, act.row, party)


def _people(day: dt.date, row: dict[str, str], _party: Party) -> Iterator[Order]:
    is_head = row["与户主关系"] == "户主"
    if is_head:
        yield RegisterHousehold(day, household=row["户号"], group=row["村民组"])
    yield RegisterPerson(
        day,
        person=row["人员编号"],
        household=row["户号"],
        is_head=is_head,
        name=row["姓名"],
        sex=row["性别"],
        birth_date=row["出生日期"],
        relation=row["与户主关系"],
        lives_alone=row["独居"],
        disabled=row["残疾"],
        low_income=row["低保"],
        remark=row["备注"],
    )


def _opening(day: dt.date, row: dict[str, str], _party: Party) -> Iterator[Order]:
    yield TakeOver(day, household=row["户号"], amount=row["星数"], earned=dt.date(int(row["获得年份"]), 1, 1))


def _rate(day: dt.date, row: dict[str, str], _party: Party) -> Iterator[Order]:
    yield PublishRate(
        day,
        material=row["材料"],
        measure=row["计量单位"],
        quantity=row["兑换数量"],
        reward=row["兑得星数"],
        minimum=row["最低交投量"] or 0,
        cap=int(row["每户每次活动上限(星)"] or 0),
    )


def _campaign(day: dt.date, row: dict[str, str], _party: Party) -> Iterator[Order]:
    last, cap = day_of(row["结束日期"]), int(row["每户上限(星)"])
    yield OpenCampaign(day, name=row["活动名称"], material=row["材料"], last=last, cap=cap)


def _price(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield PublishPrice(
        day,
        item=row["品名"],
        price=row["价格(星)"],
        limit=int(row["每户每月限兑"] or 0),
        use_by=day_of(row["保质期至"]) if row["保质期至"] else None,
        supplier=party(row["供应商"]),
    )


def _delivery(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield Deliver(
        day,
        item=row["品名"],
        count=int(row["数量"]),
        source=_SOURCES[row["类别"]],
        party=party(row["捐赠人/供应商"]),
        unit_value=row["单价(元)"] or 0,
        first_serial=row["券号起"],
        last_serial=row["券号止"],
    )


def _weigh_in(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield WeighIn(
        day,
        household=row["户号"],
        material=row["材料"],
        quantity=row["数量"] + row["单位"],
        officer=party(row["网格员"]),
        remark=row["备注"],
    )


def _barter(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield Barter(
        day,
        household=row["户号"],
        material=row["材料"],
        quantity=row["数量"],
        item=row["换得品名"],
        count=int(row["换得数量"]),
        officer=party(row["经手人"]),
    )


def _redeem(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield Redeem(
        day,
        household=row["户号"],
        item=row["品名"],
        count=int(row["数量"]),
        serials=(row["券号"],) if row["券号"] else (),
        officer=party(row["经手人"]),
        remark=row["备注"],
    )


def _hand_over(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    quantity = row["数量"] + row["单位"]
    yield HandOver(
        day, household=row["受助户号"], material=row["材料"], quantity=quantity, officer=party(row["网格员"])
    )


def _sell(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield Sell(
        day,
        material=row["材料"],
        quantity=row["数量"] + row["单位"],
        amount=Decimal(row["金额(元)"]),
        unit_price=Decimal(row["单价(元)"]),
        party=party(row["买方"]),
    )


def _count(day: dt.date, row: dict[str, str], party: Party) -> Iterator[Order]:
    yield CountStock(
        day,
        item=row["品名"],
        counted=int(row["实盘数量"]),
        keeper=party(row["保管员"]),
        supervisor=party(row["监督员"]),
        remark=row["备注"],
    )


_READERS: Final[dict[str, Callable[[dt.date, dict[str, str], Party], Iterator[Order]]]] = {
    "household": _people,
    "opening": _opening,
    "rate": _rate,
    "campaign": _campaign,
    "price": _price,
    "delivery": _delivery,
    "weigh_in": _weigh_in,
    "barter": _barter,
    "redeem": _redeem,
    "hand_over": _hand_over,
    "sell": _sell,
    "count": _count,
}
