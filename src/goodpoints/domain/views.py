"""What people see who read a book with SQL or Datasette: plain tables, with English and with Chinese names.

Data only; a store that people can look into turns it into its own views. Names of persons are not in them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

OWN: Final = "own"
REWARD: Final = "reward"
MONEY: Final = "money"


class Column(NamedTuple):
    """One column.

    Attributes:
        source: A column of the table the view is made of; behind a colon, what is read out of its JSON
            (`state:since`), or a column of the entry it belongs to (`entry:day`).
        scale: For amounts, whose scale counts: that of the row's own unit, the reward's or the money's. The
            amount is then shown as decimal text, and beside it in whole steps.
    """

    english: str
    chinese: str
    source: str
    scale: str = ""


class View(NamedTuple):
    """One view, under two names.

    Attributes:
        table: `thing`, `entry`, `posting` or `balance`.
        kind: Kind of the things it shows; empty for the other tables.
    """

    english: str
    chinese: str
    table: str
    kind: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, str]:
        """In English, in Chinese."""
        return self.english, self.chinese


_STATUS: Final = Column("status", "状态", "status")
_SINCE: Final = Column("since", "起始日", "day")
_DAY: Final = Column("day", "日期", "day")
_NUMBER: Final = Column("number", "凭证号", "code")
_HOUSEHOLD: Final = Column("household", "户号", "holder")
_PARTY: Final = Column("party", "往来方", "state:party")
_AMOUNT: Final = Column("amount", "数量", "amount", OWN)
_PIECES: Final = Column("count", "件数", "state:count")


def _things(english: str, chinese: str, kind: str, *columns: Column) -> View:
    return View(english, chinese, "thing", kind, columns)


VIEWS: Final = (
    _things("books", "账本", "book", Column("code", "代码", "code"), Column("opened", "开账日", "day"), _STATUS),
    _things(
        "policies", "规则", "policy",
        Column("since", "起始日", "code"), Column("village", "村", "state:village.name"),
        Column("reward", "奖励单位", "state:reward.unit"), Column("expiry", "到期规则", "state:expiry.rule"),
        Column("policy", "全文", "state"),
    ),
    _things(
        "units", "单位", "unit",
        Column("unit", "名称", "code"), Column("kind", "类别", "state:kind"),
        Column("scale", "小数位数", "state:scale"), Column("measure", "计量单位", "state:measure"),
    ),
    _things("households", "户", "household", Column("household", "户号", "code"), Column("group", "组", "holder"), _SINCE, _STATUS),
    _things(
        "persons", "人员", "person",
        Column("person", "编号", "code"), _HOUSEHOLD, Column("is_head", "户主", "state:head"), _SINCE, _STATUS,
    ),
    _things("parties", "经办与往来方", "party", Column("party", "代号", "code"), _SINCE, _STATUS),
    _things(
        "materials", "可回收物", "material",
        Column("material", "名称", "code"), Column("measure", "计量单位", "state:measure"),
        Column("scale", "小数位数", "state:scale"), Column("rates", "标准", "state:rates"), _STATUS,
    ),
    _things(
        "items", "商品", "item",
        Column("item", "名称", "code"), Column("price", "最新价格", "state:prices[#-1][1]", REWARD),
        Column("limit", "每户限额", "state:prices[#-1][2]"), Column("price_since", "价格起始日", "state:prices[#-1][0]"),
        Column("is_voucher", "凭券", "state:serials"), _STATUS,
    ),
    _things(
        "campaigns", "活动", "campaign",
        Column("campaign", "名称", "code"), Column("material", "可回收物", "holder"), Column("first", "首日", "state:first"),
        Column("last", "末日", "state:last"), Column("cap", "每户上限", "state:cap", REWARD), _STATUS,
    ),
    _things(
        "deliveries", "进货", "delivery",
        _NUMBER, _DAY, Column("item", "商品", "holder"), _PIECES, Column("source", "来源", "state:source"), _PARTY,
        Column("unit_value", "单价", "state:unit_value", MONEY), _STATUS,
    ),
    _things(
        "serials", "券号", "serial",
        Column("serial", "商品与券号", "code"), Column("item", "商品", "holder"), Column("delivery", "进货凭证号", "state:delivery"),
    ),
    _things(
        "redemptions", "兑换", "redemption",
        _NUMBER, _DAY, _HOUSEHOLD, Column("item", "商品", "state:item"), _PIECES,
        Column("price", "单件价格", "state:price", REWARD), _STATUS,
    ),
    _things(
        "imports", "导入", "batch",
        Column("batch", "批次", "code"), _DAY, Column("first", "首张凭证", "state:first"), Column("sheets", "表", "state:sheets"),
    ),
    _things(
        "rulebooks", "积分办法", "rulebook",
        Column("version", "版本", "code"), Column("valid_from", "施行日", "day"), Column("entry", "凭证号", "state:entry"), _STATUS,
    ),
    _things(
        "claims", "申报", "claim",
        Column("claim", "申报编号", "code"), _HOUSEHOLD, Column("rule", "细则", "state:rule"),
        Column("version", "版本", "state:version"), Column("deed_day", "行为日期", "state:deed_day"),
        Column("declared", "申报日期", "state:declared"), Column("notice", "公示编号", "state:notice"),
        Column("due", "应入账日", "day"), Column("posted", "入账凭证号", "state:posted"), _STATUS,
    ),
    _things(
        "notices", "公示", "notice",
        Column("notice", "公示编号", "code"), Column("first", "起", "state:first"), Column("last", "止", "state:last"),
        Column("claims", "申报编号", "state:claims"), Column("corrects", "更正", "state:corrects"), _STATUS,
    ),
    _things(
        "objections", "异议", "objection",
        Column("objection", "异议编号", "code"), Column("claim", "申报编号", "holder"), _DAY, _STATUS,
    ),
    _things("vetoes", "一票否决", "veto", Column("household", "户号", "code"), Column("until", "解除日", "day"), _STATUS),
    _things("kin", "近亲属", "kin", Column("household", "户号", "code"), Column("with", "与", "state:with"), _STATUS),
    _things("roles", "角色", "role", Column("party", "代号", "code"), Column("held", "角色", "state:held"), _SINCE, _STATUS),
    View("entries", "凭证", "entry", "", (
        Column("number", "凭证号", "seq"), _DAY, Column("kind", "类别", "kind"), Column("actor", "操作人", "body:actor"),
        Column("household", "户号", "body:facts.household"), Column("refers_to", "针对凭证", "body:refers_to"),
        Column("recorded_at", "记录时间", "body:recorded_at"), Column("facts", "内容", "body:facts"),
        Column("transfers", "转移", "body:transfers"), Column("key", "键", "key"), Column("body", "原文", "body"),
    )),
    View("statements", "明细", "posting", "", (
        Column("account", "账户", "account"), Column("number", "凭证号", "seq"), Column("day", "日期", "entry:day"),
        Column("kind", "类别", "entry:kind"), Column("unit", "单位", "unit"), Column("lot", "批次", "lot"), _AMOUNT,
    )),
    View("balances", "结余", "balance", "", (
        Column("account", "账户", "account"), Column("unit", "单位", "unit"), Column("lot", "批次", "lot"), _AMOUNT,
    )),
)  # fmt: skip
"""Every view. A new kind of thing adds its own here."""

BOOK: Final = Column("book", "所属账本", "book")
"""The first column of every view: a file may hold several books."""

STEPS: Final = ("_steps", "（最小单位）")
"""What an amount's name ends with where it is shown in whole steps: in English, in Chinese."""
