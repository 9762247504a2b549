"""What offices write above the columns of the moral bank's registers, in Chinese and English."""

from __future__ import annotations

CLAIM = (
    "申报编号", "申报号", "申报单号", "申报表编号", "善行编号", "事项编号", "申请编号", "claim", "claim no", "claim number",
)  # fmt: skip
CLAIMS = (*CLAIM, "申报编号列表", "公示申报", "公示内容", "公示事项", "涉及申报", "claims")

RULE = ("细则编号", "细则号", "条款编号", "条款", "积分项编号", "项目编号", "积分细则", "细则", "rule", "rule code")
RULE_CODE = ("编号", "细则编号", "条款编号", "项目编号", "序号", "代码", "code", "rule code")
CATEGORY = ("类别", "分类", "大类", "项目类别", "一级指标", "category")
TITLE = ("名称", "项目", "积分项目", "细则名称", "条款名称", "内容", "事项", "积分内容", "title", "name")
SCORING = ("计分方式", "积分方式", "计分方法", "赋分方式", "计分类型", "scoring")
POINTS = ("分值", "分数", "积分", "积分值", "标准分", "points")
LEAST = ("最低分", "下限分", "最低分值", "最低", "least", "min points")
MOST = ("最高分", "最高分值", "最高", "most", "max points")
MEASURE = ("计量单位", "单位", "计分单位", "measure", "unit")
STEPS = ("阶梯表", "阶梯", "档次表", "分档", "分段", "分档表", "分段表", "steps", "tiers")
CAP = ("上限分", "上限", "积分上限", "封顶分", "封顶", "cap")
CAP_TIMES = ("上限次数", "限次", "最多次数", "次数上限", "cap times")
CAP_PERIOD = ("上限周期", "封顶周期", "周期", "上限期", "cap period", "period")
REPEAT = ("再犯加倍", "重犯加倍", "再犯", "屡犯加倍", "repeat doubles", "repeat")
VERSION = ("版本", "版本号", "细则版本", "version")
PRINTED = ("标题", "printed title")

DEED_DAY = ("行为日期", "善行日期", "事迹日期", "发生日期", "行为时间", "发生时间", "好事日期", "deed day", "deed date")
DECLARED = ("申报日期", "申报时间", "登记日期", "填报日期", "填表日期", "日期", "declared", "claim date", "date", "day")
DOER = ("行为人", "做事人", "善行人", "当事人", "姓名", "申报对象", "doer", "name")
CLAIMANT = ("申报人", "推荐人", "填报人", "代报人", "claimed by", "claimant")
WAY = ("申报方式", "申报途径", "申报渠道", "来源", "way", "claimed as")
LEVEL = ("级别", "等级", "表彰级别", "荣誉级别", "level")
QUANTITY = ("数量", "数值", "次数", "时长", "金额", "quantity", "qty", "amount")
WITNESS = ("证明人", "见证人", "知情人", "witness")
EVIDENCE = ("证据文件", "证据", "证明材料", "照片", "附件", "佐证", "佐证材料", "evidence", "photo", "photos")

PANEL_DAY = (
    "评议日期",
    "评议时间",
    "评审日期",
    "会议日期",
    "评定日期",
    "panel day",
    "panel date",
    "日期",
    "date",
    "day",
)
JUDGES = (
    "评议员",
    "评议人",
    "评议小组",
    "评议人员",
    "评议小组成员",
    "评委",
    "参加评议人员",
    "评审员",
    "judges",
    "panel",
)
DECISION = ("结论", "评议结论", "评议结果", "评议意见", "评审结论", "decision")
DECIDED_POINTS = ("定分", "评定分", "评定分值", "核定分", "评议定分", "核定分值", "points", "decided points")
PANEL_REASON = ("理由", "评议理由", "不通过理由", "评语", "reason")

NOTICE = ("公示编号", "公示号", "公示期号", "榜号", "公示批次", "notice", "notice no")
NOTICE_FIRST = (
    "公示起",
    "公示开始",
    "公示日期",
    "公示起始日期",
    "公示开始日期",
    "起始日期",
    "开始日期",
    "公示自",
    "起",
    "first day",
    "from",
)
NOTICE_LAST = (
    "公示止",
    "公示结束",
    "公示截止日期",
    "公示结束日期",
    "公示截止",
    "截止日期",
    "结束日期",
    "公示至",
    "止",
    "last day",
    "to",
)
PLACES = ("公示地点", "公示位置", "公示栏", "张贴地点", "地点", "places", "place")
CORRECTS = ("更正公示", "更正编号", "更正原公示", "更正", "corrects")

OBJECTION = ("异议编号", "异议号", "objection", "objection no")
OBJECTED = (
    "提出日期",
    "异议日期",
    "提出时间",
    "异议时间",
    "受理日期",
    "objected",
    "objection date",
    "日期",
    "date",
    "day",
)
GROUNDS = ("异议理由", "异议内容", "异议事由", "理由", "事由", "grounds", "reason")
RESULT = ("处理结果", "复核结果", "处理结论", "复核结论", "结果", "处理意见", "result", "outcome")
DECIDED = ("处理日期", "复核日期", "处理时间", "办结日期", "复核时间", "decided", "decision date")
REVIEWERS = ("复核人", "处理人", "复核人员", "处理人员", "复核小组", "reviewers")

HONOUR = (
    "荣誉",
    "荣誉名称",
    "荣誉项目",
    "表彰",
    "表彰项目",
    "奖励",
    "奖励名称",
    "奖励项目",
    "honour",
    "honor",
    "award",
)
HONOUR_PRICE = ("积分", "所需积分", "价格", "兑换积分", "分值", "所需分", "兑换价", "price", "points")

REVERSAL_DAY = ("冲正日期", "撤销日期", "更正日期", "冲正时间", "撤分日期", "日期", "date", "day")
