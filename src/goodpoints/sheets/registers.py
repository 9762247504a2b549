"""The registers of a village's office, as data: their columns and the headers these go by.

A new register, or a new word for a column, is a line here and nothing else. Headers are compared without spaces,
case and a unit in brackets: "价格(星)" is "价格". `REGISTERS` is the public table; the order of a tie is its order.
"""

from __future__ import annotations

from goodpoints.sheets.columns import Column, Register, Type

_QUANTITY = ("数量", "重量", "件数", "quantity", "qty", "amount")
_UNIT = ("单位", "计量单位", "unit")
_MATERIAL = ("材料", "品类", "废品", "回收物", "可回收物", "废品种类", "material")
_ITEM = ("品名", "商品", "商品名称", "物品", "物品名称", "兑换物品", "兑换商品", "item", "goods")
_HOUSEHOLD = ("户号", "户编号", "家庭编号", "农户编号", "household", "household no", "household number")
_VALID_FROM = ("生效日期", "执行日期", "起始日期", "施行日期", "valid from", "effective date")


def _key(name: str, kind: Type, *headers: str, zero: bool = False, measured: bool = False) -> Column:
    """A column that the register cannot be without and that decides."""
    return Column(name, kind, headers, required=True, deciding=True, zero=zero, measured=measured)


def _measured(*headers: str) -> Column:
    return _key("quantity", "quantity", *(headers or _QUANTITY), measured=True)


def _day(*headers: str) -> Column:
    return _key("day", "day", *headers, "日期", "date", "day")


def _household(*headers: str) -> Column:
    return _key("household", "household", *(headers or _HOUSEHOLD))


def _name(*headers: str) -> Column:
    return Column("name", "name", (*headers, "姓名", "户主", "户主姓名", "name", "head"), private=True)


def _unit(*, required: bool = False) -> Column:
    return Column("unit", "measure", _UNIT, required=required, deciding=True)


def _officer(*headers: str) -> Column:
    return Column("officer", "name", (*headers, "经手人", "经办人", "登记人", "officer", "handled by"), private=True)


def _remark(*headers: str) -> Column:
    return Column("remark", "text", (*headers, "备注", "说明", "remark", "remarks", "note", "notes"), private=True)


_HOUSEHOLDS = Register(
    "household",
    (
        _household(),
        _key("person", "person", "人员编号", "成员编号", "人员号", "person", "person no", "person number"),
        Column("name", "name", ("姓名", "name"), required=True, private=True),
        Column("sex", "text", ("性别", "sex", "gender"), private=True),
        Column("born", "birthday", ("出生日期", "生日", "出生年月日", "birth date", "born"), private=True),
        Column("relation", "text", ("与户主关系", "关系", "relation", "relation to head")),
        Column("grid", "thing", ("网格", "村民组", "小组", "村民小组", "grid", "group")),
        Column("alone", "flag", ("独居", "alone", "living alone"), private=True),
        Column("disabled", "flag", ("残疾", "disabled"), private=True),
        Column("low_income", "flag", ("低保", "低收入", "low income"), private=True),
        Column("id_number", "identity", ("证件号", "身份证号", "身份证", "身份证号码", "id number"), private=True),
        _remark(),
    ),
    subject="person",
)
_OPENING = Register(
    "opening",
    (
        _household(),
        _name(),
        _key("stars", "quantity", "星数", "结存", "积分", "期初结存", "期初星数", "stars", "points", zero=True),
        Column("year", "year", ("获得年份", "年份", "取得年份", "year", "year earned"), deciding=True),
        _remark(),
    ),
    subject="household",
)
_RATES = Register(
    "rate",
    (
        _key("material", "thing", *_MATERIAL),
        _unit(required=True),
        _measured("兑换数量", "每份数量", "per quantity", "quantity"),
        _key("stars", "quantity", "兑得星数", "星数", "可得星数", "积分", "stars", "points"),
        Column(
            "minimum",
            "quantity",
            ("最低交投量", "起收量", "最低数量", "minimum"),
            deciding=True,
            zero=True,
            measured=True,
        ),
        _key("valid_from", "day", *_VALID_FROM),
        Column("cap", "quantity", ("每户每次活动上限", "活动上限", "上限", "cap"), deciding=True, zero=True),
        _remark(),
    ),
    subject="material",
    unit="unit",
)
_CAMPAIGNS = Register(
    "campaign",
    (
        _key("campaign", "thing", "活动名称", "活动", "campaign", "campaign name"),
        _key("material", "thing", *_MATERIAL),
        _key("first_day", "day", "开始日期", "起", "开始", "from", "first day", "start date"),
        _key("last_day", "day", "结束日期", "止", "结束", "to", "last day", "end date"),
        Column("cap", "quantity", ("每户上限", "每户每次活动上限", "上限", "cap"), deciding=True, zero=True),
        _remark(),
    ),
    subject="campaign",
)
_PRICES = Register(
    "price",
    (
        _key("item", "thing", *_ITEM),
        _key("price", "quantity", "价格", "兑换价", "所需星数", "所需积分", "兑换价格", "price"),
        _key("valid_from", "day", *_VALID_FROM),
        Column("limit", "whole", ("每户每月限兑", "限兑", "每月限兑", "每户限兑", "limit"), deciding=True, zero=True),
        Column("supplier", "text", ("供应商", "supplier"), private=True),
        Column("use_by", "day", ("保质期至", "有效期至", "保质期", "use by", "best before"), deciding=True),
        _remark(),
    ),
    subject="item",
)
_WEIGH_INS = Register(
    "weigh_in",
    (
        _day("过磅日期", "交投日期"),
        _household(),
        _name(),
        _key("material", "thing", *_MATERIAL),
        _measured(),
        _unit(),
        _officer("网格员", "过磅员", "grid worker"),
        _remark(),
    ),
    subject="household",
    unit="unit",
)
_REDEMPTIONS = Register(
    "redeem",
    (
        _day("兑换日期"),
        _household(),
        _name(),
        _key("item", "thing", *_ITEM),
        _key("quantity", "quantity", *_QUANTITY, "兑换数量"),
        _officer(),
        Column("serials", "serial", ("券号", "编号", "serial", "serials", "voucher no"), deciding=True),
        _remark(),
    ),
    subject="household",
)
_DELIVERIES = Register(
    "delivery",
    (
        _day("入库日期", "进货日期", "到货日期"),
        Column(
            "way",
            "text",
            ("类别", "方式", "来源", "way", "kind"),
            deciding=True,
            words={"捐赠": "donation", "赠送": "donation", "采购": "purchase", "购买": "purchase", "进货": "purchase"},
        ),
        Column(
            "donor",
            "text",
            ("捐赠人/供应商", "捐赠人", "供应商", "捐赠单位", "来源单位", "donor", "supplier", "donor/supplier"),
            required=True,
            private=True,
        ),
        _key("item", "thing", *_ITEM),
        _key("quantity", "quantity", *_QUANTITY),
        Column("unit_price", "money", ("单价", "价格", "unit price", "unit value"), deciding=True, zero=True),
        Column("first_serial", "serial", ("券号起", "起始券号", "first serial", "serial from"), deciding=True),
        Column("last_serial", "serial", ("券号止", "截止券号", "last serial", "serial to"), deciding=True),
        Column("use_by", "day", ("保质期至", "有效期至", "保质期", "use by", "best before"), deciding=True),
        _remark(),
    ),
    subject="item",
)
_COUNTS = Register(
    "count",
    (
        _day("盘点日期"),
        _key("item", "thing", *_ITEM),
        _key("quantity", "quantity", "实盘数量", "实盘", "盘点数量", "实存", "实存数量", "counted", zero=True),
        Column("serials", "serial", ("券号", "实盘券号", "serial", "serials"), deciding=True),
        _officer("保管员", "盘点人", "keeper"),
        Column("witness", "name", ("监督员", "监盘人", "监督人", "witness"), private=True),
        _remark(),
    ),
    subject="item",
)
_BARTERS = Register(
    "barter",
    (
        _day(),
        _household(),
        _name(),
        _key("material", "thing", *_MATERIAL),
        _measured(),
        _unit(),
        _key("item", "thing", "换得品名", "换得物品", "换取品名", "item", "goods"),
        _key("item_quantity", "quantity", "换得数量", "换取数量", "item quantity"),
        _officer("网格员"),
        _remark(),
    ),
    subject="household",
    unit="unit",
)
_HAND_OVERS = Register(
    "hand_over",
    (
        _day("发放日期"),
        _household("受助户号", "领取户号", "受益户号", "发放户号", "recipient household", "recipient"),
        _name("受助人", "领取人"),
        _key("material", "thing", *_MATERIAL),
        _measured(),
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
        _day("售卖日期", "出售日期"),
        Column("buyer", "text", ("买方", "收购方", "回收站", "收购单位", "buyer"), required=True, private=True),
        _key("material", "thing", *_MATERIAL),
        _measured(),
        _unit(),
        Column("unit_price", "money", ("单价", "价格", "unit price"), deciding=True, zero=True),
        Column("amount", "money", ("金额", "总价", "合计金额", "total", "money", "amount"), deciding=True, zero=True),
        _remark(),
    ),
    subject="material",
    unit="unit",
)
_REVERSALS = Register(
    "reverse",
    (
        _day("冲正日期", "撤销日期", "退回日期"),
        _key("original_day", "day", "原兑换日期", "原日期", "原登记日期", "original day", "original date"),
        _household(),
        _name(),
        _key("item", "thing", *_ITEM),
        _key("quantity", "quantity", *_QUANTITY),
        Column("reason", "text", ("原因", "冲正原因", "事由", "reason"), private=True),
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
