"""The registers of a village's office, as data: their columns and what these are called.

A new register is a table here and nothing else; a new word for a column is a word in `synonyms.py`. `REGISTERS` is the
public table; the order of a tie is its order.
"""

from __future__ import annotations

from goodpoints.sheets import synonyms as said
from goodpoints.sheets.columns import Column, Register, Type

_WAYS = {
    "捐赠": "donation", "捐助": "donation", "捐献": "donation", "赠送": "donation", "受赠": "donation", "爱心捐赠": "donation",
    "采购": "purchase", "购买": "purchase", "进货": "purchase", "自购": "purchase", "购进": "purchase", "购入": "purchase",
}  # fmt: skip


def _key(name: str, kind: Type, headers: tuple[str, ...], *, zero: bool = False, measured: bool = False) -> Column:
    """A column that the register cannot be without and that decides."""
    return Column(name, kind, headers, required=True, deciding=True, zero=zero, measured=measured)


def _measured(headers: tuple[str, ...] = said.WEIGHED) -> Column:
    return _key("quantity", "quantity", headers, measured=True)


def _day(*headers: str) -> Column:
    return _key("day", "day", (*headers, *said.DAY))


def _household(headers: tuple[str, ...] = said.HOUSEHOLD) -> Column:
    return _key("household", "household", headers)


def _name(*headers: str) -> Column:
    return Column("name", "name", (*headers, *said.NAME), private=True)


def _unit(*, required: bool = False) -> Column:
    return Column("unit", "measure", said.UNIT, required=required, deciding=True)


def _officer(*headers: str) -> Column:
    return Column("officer", "name", (*headers, *said.OFFICER), private=True)


def _remark() -> Column:
    return Column("remark", "text", said.REMARK, private=True)


def _decides(name: str, kind: Type, headers: tuple[str, ...], *, zero: bool = False, measured: bool = False) -> Column:
    """A column that a sheet may lack, and that decides where it is there."""
    return Column(name, kind, headers, deciding=True, zero=zero, measured=measured)


_HOUSEHOLDS = Register(
    "household",
    (
        _household(),
        _key("person", "person", said.PERSON),
        Column("name", "name", said.OWN_NAME, required=True, private=True),
        Column("sex", "text", said.SEX, private=True),
        Column("born", "birthday", said.BORN, private=True),
        Column("relation", "text", said.RELATION),
        Column("grid", "thing", said.GRID),
        Column("alone", "flag", said.ALONE, private=True),
        Column("disabled", "flag", said.DISABLED, private=True),
        Column("low_income", "flag", said.LOW_INCOME, private=True),
        Column("id_number", "identity", said.ID_NUMBER, private=True),
        _remark(),
    ),
    subject="person",
)
_OPENING = Register(
    "opening",
    (
        _household(),
        _name(),
        _key("stars", "quantity", said.OPENING, zero=True),
        _decides("year", "year", said.YEAR),
        _remark(),
    ),
    subject="household",
    unlike=said.RANK,
)
_RATES = Register(
    "rate",
    (
        _key("material", "thing", said.MATERIAL),
        _unit(required=True),
        _measured(said.PER_QUANTITY),
        _key("stars", "quantity", said.RATE_STARS),
        _decides("minimum", "quantity", said.MINIMUM, zero=True, measured=True),
        _key("valid_from", "day", said.VALID_FROM),
        _decides("cap", "quantity", said.CAP, zero=True),
        _remark(),
    ),
    subject="material",
    unit="unit",
)
_CAMPAIGNS = Register(
    "campaign",
    (
        _key("campaign", "thing", said.CAMPAIGN),
        _key("material", "thing", said.MATERIAL),
        _key("first_day", "day", said.FIRST_DAY),
        _key("last_day", "day", said.LAST_DAY),
        _decides("cap", "quantity", said.CAMPAIGN_CAP, zero=True),
        _remark(),
    ),
    subject="campaign",
)
_PRICES = Register(
    "price",
    (
        _key("item", "thing", said.ITEM),
        _key("price", "quantity", said.PRICE),
        _key("valid_from", "day", said.VALID_FROM),
        _decides("limit", "whole", said.LIMIT, zero=True),
        Column("supplier", "text", said.SUPPLIER, private=True),
        _decides("use_by", "day", said.USE_BY),
        _remark(),
    ),
    subject="item",
)
_WEIGH_INS = Register(
    "weigh_in",
    (
        _day(*said.WEIGH_DAY),
        _household(),
        _name(),
        _key("material", "thing", said.MATERIAL),
        _measured(),
        _unit(),
        _officer(*said.GRID_WORKER),
        _remark(),
    ),
    subject="household",
    unit="unit",
    across=("material", "quantity"),
)
_REDEMPTIONS = Register(
    "redeem",
    (
        _day(*said.REDEEM_DAY),
        _household(),
        _name(),
        _key("item", "thing", said.ITEM),
        _key("quantity", "quantity", (*said.QUANTITY, "兑换数量", "兑换件数")),
        _officer(),
        _decides("serials", "serial", said.SERIALS),
        _remark(),
    ),
    subject="household",
)
_DELIVERIES = Register(
    "delivery",
    (
        _day(*said.DELIVERY_DAY),
        Column("way", "text", said.WAY, deciding=True, words=_WAYS),
        Column("donor", "text", said.DONOR, required=True, private=True),
        _key("item", "thing", said.ITEM),
        _key("quantity", "quantity", said.DELIVERED),
        _decides("unit_price", "money", said.UNIT_VALUE, zero=True),
        _decides("first_serial", "serial", said.FIRST_SERIAL),
        _decides("last_serial", "serial", said.LAST_SERIAL),
        _decides("use_by", "day", said.USE_BY),
        _remark(),
    ),
    subject="item",
)
_COUNTS = Register(
    "count",
    (
        _day(*said.COUNT_DAY),
        _key("item", "thing", said.ITEM),
        _key("quantity", "quantity", said.COUNTED, zero=True),
        _decides("serials", "serial", said.COUNTED_SERIALS),
        _officer(*said.KEEPER),
        Column("witness", "name", said.WITNESS, private=True),
        _remark(),
    ),
    subject="item",
)
_BARTERS = Register(
    "barter",
    (
        _day(*said.BARTER_DAY),
        _household(),
        _name(),
        _key("material", "thing", said.MATERIAL),
        _measured(),
        _unit(),
        _key("item", "thing", said.BARTER_ITEM),
        _key("item_quantity", "quantity", said.BARTER_QUANTITY),
        _officer(*said.GRID_WORKER),
        _remark(),
    ),
    subject="household",
    unit="unit",
)
_HAND_OVERS = Register(
    "hand_over",
    (
        _day(*said.HAND_OVER_DAY),
        _household(said.RECIPIENT),
        _name(*said.RECIPIENT_NAME),
        _key("material", "thing", said.MATERIAL),
        _measured((*said.WEIGHED, "发放数量")),
        _unit(),
        _officer("网格员", "发放人", "grid worker"),
        _remark(),
    ),
    subject="household",
    unit="unit",
)
_SALES = Register(
    "sell",
    (
        _day(*said.SALE_DAY),
        Column("buyer", "text", said.BUYER, required=True, private=True),
        _key("material", "thing", said.MATERIAL),
        _measured((*said.WEIGHED, "售卖数量", "出售数量", "销售数量")),
        _unit(),
        _decides("unit_price", "money", said.SALE_PRICE, zero=True),
        _decides("amount", "money", said.SALE_AMOUNT, zero=True),
        _remark(),
    ),
    subject="material",
    unit="unit",
)
_REVERSALS = Register(
    "reverse",
    (
        _day(*said.REVERSAL_DAY),
        _key("original_day", "day", said.ORIGINAL_DAY),
        _household(),
        _name(),
        _key("item", "thing", said.ITEM),
        _key("quantity", "quantity", said.QUANTITY),
        Column("reason", "text", said.REASON, private=True),
        _remark(),
    ),
    subject="household",
)

REGISTERS: tuple[Register, ...] = (
    _HOUSEHOLDS,
    _OPENING,
    _RATES,
    _CAMPAIGNS,
    _PRICES,
    _WEIGH_INS,
    _REDEMPTIONS,
    _DELIVERIES,
    _COUNTS,
    _BARTERS,
    _HAND_OVERS,
    _SALES,
    _REVERSALS,
)
"""Every register that is known, each once."""
