"""The registers of a moral bank: rules, claims, panels, notices, objections, honours, credits taken back."""

from __future__ import annotations

from goodpoints.sheets import bank_synonyms as bank
from goodpoints.sheets import synonyms as said
from goodpoints.sheets.columns import Column, Register
from goodpoints.sheets.shared_columns import decides, household, key, name, officer, reason, remark, unit

_DECISIONS = {
    "通过": "approve", "同意": "approve", "评议通过": "approve", "属实": "approve", "同意通过": "approve", "√": "approve",
    "approved": "approve",
    "不通过": "reject", "未通过": "reject", "不同意": "reject", "否决": "reject", "不予通过": "reject", "评议不通过": "reject",
    "不属实": "reject", "×": "reject", "rejected": "reject",
}  # fmt: skip
_RESULTS = {
    "成立": "upheld", "异议成立": "upheld", "属实": "upheld", "支持": "upheld",
    "不成立": "dismissed", "异议不成立": "dismissed", "不属实": "dismissed", "驳回": "dismissed", "不支持": "dismissed",
    "处理中": "", "待处理": "", "未处理": "", "复核中": "", "open": "",
}  # fmt: skip
_WAYS = {
    "本人": "self", "自荐": "self", "自己": "self", "本人申报": "self", "自报": "self", "本户": "self",
    "邻居": "other", "他人": "other", "他人推荐": "other", "村民": "other", "群众推荐": "other", "推荐": "other",
    "受益人": "helped", "受助人": "helped", "被帮助人": "helped",
    "组长": "leader", "村民组长": "leader", "小组长": "leader", "代报": "leader",
    "网格员": "grid_worker", "网格长": "grid_worker",
}  # fmt: skip
_SCORINGS = {
    "固定": "fixed", "固定分": "fixed", "定额": "fixed",
    "按量": "per_quantity", "按数量": "per_quantity", "计量": "per_quantity", "按次": "per_quantity",
    "幅度": "range", "区间": "range", "幅度分": "range",
    "取档": "brackets", "分档": "brackets",
    "累计阶梯": "tiers", "阶梯": "tiers", "累计": "tiers",
    "捐款分段": "slices", "分段": "slices", "分段累进": "slices",
    "级别": "levels", "按级别": "levels",
    "扣分": "minus", "减分": "minus",
    "否决": "veto", "一票否决": "veto",
}  # fmt: skip
_PERIODS = {
    "日": "day", "天": "day", "每日": "day", "每天": "day", "周": "week", "每周": "week", "月": "month", "每月": "month",
    "季": "quarter", "季度": "quarter", "每季": "quarter", "每季度": "quarter", "年": "year", "每年": "year", "年度": "year",
    "活动": "campaign", "每次活动": "campaign", "累计": "ever", "终身": "ever", "总计": "ever",
}  # fmt: skip


def _claim(headers: tuple[str, ...] = bank.CLAIM) -> Column:
    return key("claim", "code", headers)


_RULES = Register(
    "rule",
    (
        key("code", "code", bank.RULE_CODE),
        Column("category", "thing", bank.CATEGORY, deciding=True),
        key("title", "thing", bank.TITLE),
        Column("scoring", "text", bank.SCORING, required=True, deciding=True, words=_SCORINGS),
        decides("points", "signed", bank.POINTS),
        decides("least", "quantity", bank.LEAST, zero=True),
        decides("most", "quantity", bank.MOST, zero=True),
        decides("measure", "thing", bank.MEASURE),
        decides("steps", "text", bank.STEPS),
        decides("cap", "quantity", bank.CAP, zero=True),
        decides("cap_times", "whole", bank.CAP_TIMES, zero=True),
        Column("cap_period", "text", bank.CAP_PERIOD, deciding=True, words=_PERIODS),
        decides("repeat", "flag", bank.REPEAT),
        decides("version", "code", bank.VERSION),
        decides("valid_from", "day", said.VALID_FROM),
        Column("printed", "title", bank.PRINTED),
        remark(),
    ),
    subject="code",
)
_CLAIMS = Register(
    "claim",
    (
        _claim(),
        key("deed_day", "day", bank.DEED_DAY),
        key("day", "day", bank.DECLARED),
        household(),
        key("rule", "code", bank.RULE),
        decides("quantity", "quantity", bank.QUANTITY, measured=True),
        unit(),
        decides("level", "thing", bank.LEVEL),
        Column("name", "name", bank.DOER, private=True),
        Column("claimant", "name", bank.CLAIMANT, private=True),
        Column("way", "text", bank.WAY, words=_WAYS),
        Column("witness", "name", bank.WITNESS, private=True),
        Column("evidence", "text", bank.EVIDENCE, private=True),
        remark(),
    ),
    subject="claim",
    unit="unit",
)
_PANELS = Register(
    "panel",
    (
        _claim(),
        key("day", "day", bank.PANEL_DAY),
        Column("judges", "people", bank.JUDGES, required=True, private=True),
        Column("decision", "text", bank.DECISION, required=True, deciding=True, words=_DECISIONS),
        decides("points", "quantity", bank.DECIDED_POINTS, zero=True),
        reason(*bank.PANEL_REASON),
        remark(),
    ),
    subject="claim",
)
_NOTICES = Register(
    "open_notice",
    (
        key("notice", "code", bank.NOTICE),
        key("day", "day", bank.NOTICE_FIRST),
        key("last", "day", bank.NOTICE_LAST),
        key("claims", "codes", bank.CLAIMS),
        Column("places", "text", bank.PLACES),
        decides("corrects", "code", bank.CORRECTS),
        officer(),
        remark(),
    ),
    subject="notice",
)
_OBJECTIONS = Register(
    "objection",
    (
        _claim(),
        key("day", "day", bank.OBJECTED),
        Column("result", "text", bank.RESULT, required=True, deciding=True, words=_RESULTS, act="review"),
        Column("decided", "day", bank.DECIDED, deciding=True, act="review"),
        decides("objection", "code", bank.OBJECTION),
        reason(*bank.GROUNDS),
        Column("reviewers", "people", bank.REVIEWERS, private=True),
        remark(),
    ),
    subject="claim",
)
_HONOURS = Register(
    "honour",
    (
        key("item", "thing", bank.HONOUR),
        key("price", "quantity", bank.HONOUR_PRICE, zero=True),
        decides("valid_from", "day", said.VALID_FROM),
        decides("limit", "whole", said.LIMIT, zero=True),
        remark(),
    ),
    subject="item",
    unlike=(*said.HOUSEHOLD, *said.QUANTITY, *said.RANK),
)
_TAKEN_BACK = Register(
    "reverse_claim",
    (
        key("day", "day", bank.REVERSAL_DAY),
        _claim(),
        Column("household", "household", said.HOUSEHOLD, deciding=True),
        name(),
        reason(),
        remark(),
    ),
    subject="claim",
    unlike=(*bank.JUDGES, *bank.DECISION, *bank.RESULT, *bank.NOTICE, *bank.RULE, *bank.DEED_DAY),
)

BANK = (_RULES, _CLAIMS, _PANELS, _NOTICES, _OBJECTIONS, _HONOURS, _TAKEN_BACK)
"""Every register of the moral bank. `objection` is two acts: its columns of `review` make a second one on a later day."""
