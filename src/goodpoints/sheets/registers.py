"""The registers of a village's office, as data: their columns and what these are called.

A new register is a table here and nothing else; a new word for a column is a word in `synonyms.py`. `REGISTERS` is the
public table; the order of a tie is its order.
"""

from __future__ import annotations

from goodpoints.sheets import synonyms as said
from goodpoints.sheets.bank_registers import BANK
from goodpoints.sheets.columns import Column, Register
from goodpoints.sheets.shared_columns import day, decides, household, key, measured, name, officer, reason, remark, unit

_WAYS = {
    "捐赠": "donation", "捐助": "donation", "捐献": "donation", "赠送": "donation", "受赠": "donation", "爱心捐赠": "donation",
    "采购": "purchase", "购买": "purchase", "进货": "purchase", "自购": "purchase", "购进": "purchase", "购入": "purchase",
}  # fmt: skip


_HOUSEHOLDS = Register(
    "household",
    (
        household(),
        key("person", "person", said.PERSON),
        Column("name", "name", said.OWN_NAME, required=True, private=True),
        Column("sex", "text", said.SEX, private=True),
        Column("born", "birthday", said.BORN, private=True),
        Column("relation", "text", said.RELATION),
        Column("grid", "thing", said.GRID),
        Column("alone", "flag", said.ALONE, private=True),
        Column("disabled", "flag", said.DISABLED, private=True),
        Column("low_income", "flag", said.LOW_INCOME, private=True),
        Column("id_number", "identity", said.ID_NUMBER, private=True),
        remark(),
    ),
    subject="person",
)
_OPENING = Register(
    "opening",
    (
        household(),
        name(),
        key("stars", "quantity", said.OPENING, zero=True),
        decides("year", "year", said.YEAR),
        remark(),
    ),
    subject="household",
    unlike=said.RANK,
)
_RATES = Register(
    "rate",
    (
        key("material", "thing", said.MATERIAL),
        unit(required=True),
        measured(said.PER_QUANTITY),
        key("stars", "quantity", said.RATE_STARS),
        decides("minimum", "quantity", said.MINIMUM, zero=True, measured=True),
        key("valid_from", "day", said.VALID_FROM),
        decides("cap", "quantity", said.CAP, zero=True),
        remark(),
    ),
    subject="material",
    unit="unit",
)
_CAMPAIGNS = Register(
    "campaign",
    (
        key("campaign", "thing", said.CAMPAIGN),
        key("material", "thing", said.MATERIAL),
        key("first_day", "day", said.FIRST_DAY),
        key("last_day", "day", said.LAST_DAY),
        decides("cap", "quantity", said.CAMPAIGN_CAP, zero=True),
        remark(),
    ),
    subject="campaign",
)
_PRICES = Register(
    "price",
    (
        key("item", "thing", said.ITEM),
        key("price", "quantity", said.PRICE),
        key("valid_from", "day", said.VALID_FROM),
        decides("limit", "whole", said.LIMIT, zero=True),
        Column("supplier", "text", said.SUPPLIER, private=True),
        decides("use_by", "day", said.USE_BY),
        remark(),
    ),
    subject="item",
)
_WEIGH_INS = Register(
    "weigh_in",
    (
        day(*said.WEIGH_DAY),
        household(),
        name(),
        key("material", "thing", said.MATERIAL),
        measured(),
        unit(),
        officer(*said.GRID_WORKER),
        remark(),
    ),
    subject="household",
    unit="unit",
    across=("material", "quantity"),
)
_REDEMPTIONS = Register(
    "redeem",
    (
        day(*said.REDEEM_DAY),
        household(),
        name(),
        key("item", "thing", said.ITEM),
        key("quantity", "quantity", (*said.QUANTITY, "兑换数量", "兑换件数")),
        officer(),
        decides("serials", "serial", said.SERIALS),
        Column("consent", "flag", said.CONSENT),
        remark(),
    ),
    subject="household",
)
_DELIVERIES = Register(
    "delivery",
    (
        day(*said.DELIVERY_DAY),
        Column("way", "text", said.WAY, deciding=True, words=_WAYS),
        Column("donor", "text", said.DONOR, required=True, private=True),
        key("item", "thing", said.ITEM),
        key("quantity", "quantity", said.DELIVERED),
        decides("unit_price", "money", said.UNIT_VALUE, zero=True),
        decides("first_serial", "serial", said.FIRST_SERIAL),
        decides("last_serial", "serial", said.LAST_SERIAL),
        decides("use_by", "day", said.USE_BY),
        remark(),
    ),
    subject="item",
)
_COUNTS = Register(
    "count",
    (
        day(*said.COUNT_DAY),
        key("item", "thing", said.ITEM),
        key("quantity", "quantity", said.COUNTED, zero=True),
        decides("serials", "serial", said.COUNTED_SERIALS),
        officer(*said.KEEPER),
        Column("witness", "name", said.WITNESS, private=True),
        remark(),
    ),
    subject="item",
)
_BARTERS = Register(
    "barter",
    (
        day(*said.BARTER_DAY),
        household(),
        name(),
        key("material", "thing", said.MATERIAL),
        measured(),
        unit(),
        key("item", "thing", said.BARTER_ITEM),
        key("item_quantity", "quantity", said.BARTER_QUANTITY),
        officer(*said.GRID_WORKER),
        remark(),
    ),
    subject="household",
    unit="unit",
)
_HAND_OVERS = Register(
    "hand_over",
    (
        day(*said.HAND_OVER_DAY),
        household(said.RECIPIENT),
        name(*said.RECIPIENT_NAME),
        key("material", "thing", said.MATERIAL),
        measured((*said.WEIGHED, "发放数量")),
        unit(),
        officer("网格员", "发放人", "grid worker"),
        remark(),
    ),
    subject="household",
    unit="unit",
)
_SALES = Register(
    "sell",
    (
        day(*said.SALE_DAY),
        Column("buyer", "text", said.BUYER, required=True, private=True),
        key("material", "thing", said.MATERIAL),
        measured((*said.WEIGHED, "售卖数量", "出售数量", "销售数量")),
        unit(),
        decides("unit_price", "money", said.SALE_PRICE, zero=True),
        decides("amount", "money", said.SALE_AMOUNT, zero=True),
        remark(),
    ),
    subject="material",
    unit="unit",
)
_REVERSALS = Register(
    "reverse",
    (
        day(*said.REVERSAL_DAY),
        key("original_day", "day", said.ORIGINAL_DAY),
        household(),
        name(),
        key("item", "thing", said.ITEM),
        key("quantity", "quantity", said.QUANTITY),
        reason(),
        remark(),
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
    *BANK,
)
"""Every register that is known, each once."""
