"""What offices write above the columns of their registers, in Chinese and English.

A new word is one more word here. The first of each group is the one that we use ourselves. Headers are compared without
blanks, case and what stands in brackets at their end: "价格(星)" is "价格".
"""

from __future__ import annotations

DAY = ("日期", "时间", "登记日期", "登记时间", "date", "day")
HOUSEHOLD = (
    "户号", "户编号", "家庭编号", "农户编号", "家庭户号", "农户号", "户籍号", "户籍编号", "户主编号", "户代码", "存折号", "存折编号",
    "household", "household no", "household number",
)  # fmt: skip
PERSON = (
    "人员编号", "成员编号", "人员号", "成员号", "个人编号", "家庭成员编号", "人员代码", "村民编号",
    "person", "person no", "person number",
)  # fmt: skip
NAME = ("姓名", "户主", "户主姓名", "村民姓名", "name", "head")
OWN_NAME = ("姓名", "村民姓名", "成员姓名", "家庭成员姓名", "name")
SEX = ("性别", "sex", "gender")
BORN = ("出生日期", "生日", "出生年月日", "birth date", "born")
RELATION = ("与户主关系", "与户主的关系", "户主关系", "家庭关系", "关系", "relation", "relation to head")
GRID = (
    "网格", "村民组", "小组", "村民小组", "所属网格", "所在网格", "网格号", "网格编号", "网格名称", "组别", "所在组", "grid", "group",
)  # fmt: skip
ALONE = ("独居", "是否独居", "独居老人", "alone", "living alone")
DISABLED = ("残疾", "是否残疾", "残疾人", "disabled")
LOW_INCOME = ("低保", "是否低保", "低保户", "低收入", "低收入户", "low income")
ID_NUMBER = ("证件号", "证件号码", "身份证号", "身份证", "身份证号码", "居民身份证号", "公民身份号码", "id number")
REMARK = ("备注", "说明", "附注", "情况说明", "remark", "remarks", "note", "notes")

OPENING = (
    "星数", "结存", "积分", "期初结存", "期初星数", "期初积分", "期初", "期初余额", "期初结余", "结存星数", "结存积分", "结转",
    "结转星数", "结转积分", "上年结转", "上年结存", "stars", "points",
)  # fmt: skip
YEAR = ("获得年份", "年份", "取得年份", "获得年度", "所属年度", "所属年份", "年度", "year", "year earned")
RANK = ("名次", "排名", "位次", "序次", "rank", "ranking")

MATERIAL = (
    "材料", "品类", "废品", "回收物", "可回收物", "废品种类", "材料名称", "材料种类", "回收物名称", "可回收物名称", "可回收物种类",
    "回收品", "回收品种", "回收种类", "废品名称", "废旧物品", "品种", "种类", "material",
)  # fmt: skip
QUANTITY = ("数量", "重量", "件数", "quantity", "qty", "amount")
WEIGHED = (
    "数量", "重量", "件数", "数量/重量", "重量/数量", "净重", "交投数量", "交投量", "过磅数量", "过磅重量", "回收数量", "回收重量",
    "回收量", "quantity", "qty", "amount",
)  # fmt: skip
UNIT = ("单位", "计量单位", "计价单位", "unit")
WEIGH_DAY = ("过磅日期", "交投日期", "称重日期", "回收日期", "交售日期")
GRID_WORKER = ("网格员", "过磅员", "称重人", "过磅人", "收集员", "grid worker")
OFFICER = ("经手人", "经办人", "登记人", "经手", "经办", "管理员", "记录人", "officer", "handled by")

VALID_FROM = (
    "生效日期", "执行日期", "起始日期", "施行日期", "实施日期", "启用日期", "实行日期", "生效时间", "执行时间", "生效日",
    "valid from", "effective date",
)  # fmt: skip
PER_QUANTITY = (
    "兑换数量", "每份数量", "每星数量", "每星所需数量", "兑换基数", "数量", "重量", "per quantity", "quantity",
)  # fmt: skip
RATE_STARS = (
    "兑得星数", "星数", "可得星数", "积分", "兑换星数", "折算星数", "兑星数", "可兑星数", "可兑换星数", "奖励星数", "得星",
    "可得积分", "兑换积分", "可兑积分", "stars", "points",
)  # fmt: skip
MINIMUM = (
    "最低交投量", "起收量", "最低数量", "最小交投量", "最低交投", "最低收量", "最低收取量", "最低重量", "起兑量", "起交量", "minimum",
)  # fmt: skip
CAP = ("每户每次活动上限", "活动上限", "上限", "每户上限", "每次活动上限", "每户最高", "封顶", "cap")
CAMPAIGN = ("活动名称", "活动", "活动主题", "campaign", "campaign name")
FIRST_DAY = (
    "开始日期",
    "起",
    "开始",
    "开始时间",
    "起始日期",
    "起始时间",
    "活动开始",
    "开始日",
    "from",
    "first day",
    "start date",
)
LAST_DAY = (
    "结束日期", "止", "结束", "结束时间", "截止日期", "截止时间", "终止日期", "活动结束", "结束日", "to", "last day", "end date",
)  # fmt: skip
CAMPAIGN_CAP = ("每户上限", "每户每次活动上限", "上限", "每户最高", "封顶", "cap")

ITEM = (
    "品名", "商品", "商品名称", "物品", "物品名称", "兑换物品", "兑换商品", "兑换品名", "兑换品", "物资", "物资名称", "货物", "货名",
    "荣誉", "item", "goods",
)  # fmt: skip
PRICE = (
    "价格", "兑换价", "所需星数", "所需积分", "兑换价格", "兑换星数", "兑换积分", "兑换所需星数", "兑换所需积分", "星数", "积分",
    "星价", "price",
)  # fmt: skip
LIMIT = (
    "每户每月限兑", "限兑", "每月限兑", "每户限兑", "限兑数量", "每月限量", "每户限量", "每户每月限量", "每月限兑数量", "限量", "限购",
    "limit",
)  # fmt: skip
SUPPLIER = ("供应商", "供货商", "供货单位", "supplier")
USE_BY = (
    "保质期至", "有效期至", "保质期", "保质期到", "到期日", "到期日期", "过期日期", "失效日期", "use by", "best before",
)  # fmt: skip
SERIALS = ("券号", "券编号", "券码", "票号", "电费券号", "serial", "serials", "voucher no")
REDEEM_DAY = ("兑换日期", "兑换时间")

DELIVERY_DAY = ("入库日期", "进货日期", "到货日期", "入库时间", "捐赠日期", "采购日期", "接收日期")
WAY = ("类别", "方式", "来源", "入库类别", "入库方式", "类型", "way", "kind")
DONOR = (
    "捐赠人/供应商", "捐赠人", "供应商", "捐赠单位", "来源单位", "捐赠方", "捐赠者", "供货单位", "供货商", "捐赠人或供应商",
    "捐赠单位/供应商", "单位或个人", "donor", "supplier", "donor/supplier",
)  # fmt: skip
DELIVERED = (*QUANTITY, "入库数量", "捐赠数量", "进货数量")
UNIT_VALUE = ("单价", "价格", "进价", "unit price", "unit value")
FIRST_SERIAL = ("券号起", "起始券号", "券号(起)", "开始券号", "起始编号", "first serial", "serial from")
LAST_SERIAL = ("券号止", "截止券号", "券号(止)", "结束券号", "终止券号", "last serial", "serial to")

COUNT_DAY = ("盘点日期", "盘点时间", "清点日期")
COUNTED = (
    "实盘数量", "实盘", "盘点数量", "实存", "实存数量", "实盘数", "盘点数", "清点数量", "实有数量", "实际数量", "counted",
)  # fmt: skip
COUNTED_SERIALS = ("券号", "实盘券号", "serial", "serials")
KEEPER = ("保管员", "盘点人", "盘点员", "清点人", "keeper")
WITNESS = ("监督员", "监盘人", "监督人", "监盘员", "监督", "witness")

BARTER_DAY = ("换物日期", "兑换日期")
BARTER_ITEM = ("换得品名", "换得物品", "换取品名", "换取物品", "换得商品", "换回物品", "item", "goods")
BARTER_QUANTITY = ("换得数量", "换取数量", "换得件数", "换取件数", "换回数量", "item quantity")

HAND_OVER_DAY = ("发放日期", "领取日期", "发放时间")
RECIPIENT = (
    "受助户号", "领取户号", "受益户号", "发放户号", "受助户编号", "领取户编号", "受助户", "领取户", "recipient household", "recipient",
)  # fmt: skip
RECIPIENT_NAME = ("受助人", "领取人", "受助人姓名", "领取人姓名")

SALE_DAY = ("售卖日期", "出售日期", "销售日期", "卖出日期")
BUYER = ("买方", "收购方", "回收站", "收购单位", "收购商", "收购站", "回收商", "购买方", "买家", "buyer")
SALE_PRICE = ("单价", "价格", "unit price")
SALE_AMOUNT = ("金额", "总价", "合计金额", "销售金额", "收入", "total", "money", "amount")

REVERSAL_DAY = ("冲正日期", "撤销日期", "退回日期", "更正日期", "退货日期")
ORIGINAL_DAY = ("原兑换日期", "原日期", "原登记日期", "原兑换时间", "原兑换日", "original day", "original date")
REASON = ("原因", "冲正原因", "撤销原因", "退回原因", "更正原因", "退货原因", "事由", "reason")
